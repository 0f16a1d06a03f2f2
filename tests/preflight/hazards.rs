//! The table of dates that break software.

use notafter::preflight::{HazardKind, hazards};
use time::{UtcDateTime, macros::utc_datetime};

fn of_kind(kind: HazardKind, years: core::ops::RangeInclusive<i32>) -> Vec<UtcDateTime> {
    hazards(years).filter(|hazard| hazard.kind == kind).map(|hazard| hazard.at).collect()
}

#[test]
fn each_kind_names_its_seconds() {
    let cases = [
        (HazardKind::BeforeLeapDay, vec![utc_datetime!(2096-02-28 00:00:00)]),
        (HazardKind::LeapDay, vec![utc_datetime!(2096-02-29 00:00:00), utc_datetime!(2096-02-29 23:59:59)]),
        (HazardKind::AfterLeapDay, vec![utc_datetime!(2096-03-01 00:00:00)]),
        (HazardKind::Day366, vec![utc_datetime!(2096-12-31 00:00:00)]),
        (HazardKind::CommonCentury, vec![utc_datetime!(2100-02-28 23:59:59), utc_datetime!(2100-03-01 00:00:00)]),
        (HazardKind::LeapCentury, vec![]),
        (HazardKind::TimeTypeSwitch, vec![]),
    ];
    for (kind, expected) in cases {
        assert_eq!(of_kind(kind, 2095..=2102), expected, "{kind:?} from 2095 to 2102");
    }
    let cases = [
        (
            HazardKind::LeapCentury,
            1900..=2799,
            vec![utc_datetime!(2000-02-29 00:00:00), utc_datetime!(2400-02-29 00:00:00)],
        ),
        (
            HazardKind::TimeTypeSwitch,
            0..=9999,
            vec![
                utc_datetime!(1949-12-31 23:59:59),
                utc_datetime!(1950-01-01 00:00:00),
                utc_datetime!(2049-12-31 23:59:59),
                utc_datetime!(2050-01-01 00:00:00),
            ],
        ),
        (HazardKind::UnixEpoch, 0..=9999, vec![utc_datetime!(1969-12-31 23:59:59), utc_datetime!(1970-01-01 00:00:00)]),
        (HazardKind::EndOfTime, 0..=9999, vec![utc_datetime!(9999-12-31 23:59:59)]),
    ];
    for (kind, years, expected) in cases {
        assert_eq!(of_kind(kind, years.clone()), expected, "{kind:?} in {years:?}");
    }
}

#[test]
fn the_seconds_of_unix_time_are_the_last_that_fit_and_the_first_that_do_not() {
    let timestamps = |kind| of_kind(kind, 1900..=2400).into_iter().map(UtcDateTime::unix_timestamp).collect::<Vec<_>>();
    assert_eq!(timestamps(HazardKind::SignedUnixTime), [i64::from(i32::MAX), i64::from(i32::MAX) + 1]);
    assert_eq!(timestamps(HazardKind::UnsignedUnixTime), [i64::from(u32::MAX), i64::from(u32::MAX) + 1]);
    assert_eq!(timestamps(HazardKind::UnixEpoch), [-1, 0]);
}

#[test]
fn they_come_in_order_and_every_year_has_its_ends() {
    let all: Vec<UtcDateTime> = hazards(1900..=2400).map(|hazard| hazard.at).collect();
    assert!(all.is_sorted(), "in order");
    assert_eq!(of_kind(HazardKind::YearEnd, 1900..=2400).len(), 2 * 501, "first and last second of each year");
    assert_eq!(of_kind(HazardKind::LeapDay, 1900..=2400).len(), 2 * 122, "first and last second of each leap day");
    assert_eq!(of_kind(HazardKind::Day366, 1900..=2400).len(), 122);
    assert_eq!(of_kind(HazardKind::CommonCentury, 1900..=2400).len(), 2 * 4, "1900, 2100, 2200 and 2300");
}
