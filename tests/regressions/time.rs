//! time.

use std::panic::catch_unwind;

use notafter::{
    CalendarError, LeapDayPolicy, Lifetime, Profile, Status, Validity, ValidityError, ValidityField, add_months,
    add_years, anniversaries,
};
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, UtcDateTime, UtcOffset, macros::utc_datetime};

/// `UtcDateTime::from(OffsetDateTime)` panics for an instant whose UTC date is outside of the range of `Date`.
///
/// No function below `mint` takes an `OffsetDateTime`, so the conversion is never made here.
#[test]
fn time_panics_in_utc_date_time_from_an_offset_at_the_edge() {
    let west = UtcOffset::from_hms(-1, 0, 0).expect("an offset");
    let last = PrimitiveDateTime::MAX.assume_offset(west);
    assert!(catch_unwind(|| UtcDateTime::from(last)).is_err(), "time: the last hour, west of Greenwich");
    let east = UtcOffset::from_hms(1, 0, 0).expect("an offset");
    let first = PrimitiveDateTime::MIN.assume_offset(east);
    assert!(catch_unwind(|| UtcDateTime::from(first)).is_err(), "time: the first hour, east of Greenwich");
    let inside: UtcDateTime = OffsetDateTime::UNIX_EPOCH.into();
    assert_eq!(inside.unix_timestamp(), 0, "inside of the range it is right");
}

/// `UtcDateTime + Duration` panics on overflow, and so do subtraction and the next day of the last date.
///
/// Whatever counts from the edges of the range is an error or an answer here.
#[test]
fn time_panics_on_overflow_and_arithmetic_here_does_not() {
    assert!(catch_unwind(|| UtcDateTime::MAX + Duration::DAY).is_err(), "time: MAX + 1 day");
    assert!(catch_unwind(|| UtcDateTime::MIN - Duration::DAY).is_err(), "time: MIN - 1 day");
    assert!(catch_unwind(|| Date::MAX + Duration::DAY).is_err(), "time: the day after the last");

    let lifetimes = LeapDayPolicy::ALL.into_iter().flat_map(|policy| {
        [
            Lifetime::years(1, policy),
            Lifetime::years(u32::MAX, policy),
            Lifetime::months(1, policy),
            Lifetime::months(u32::MAX, policy),
            Lifetime::days(u32::MAX),
            Lifetime::seconds(1),
            Lifetime::seconds(u64::MAX),
        ]
    });
    let whole = Validity::new(utc_datetime!(0000-01-01 00:00:00), utc_datetime!(9999-12-31 23:59:59));
    let whole = whole.unwrap_or_else(|error| panic!("{error}"));
    for lifetime in lifetimes {
        for at in
            [UtcDateTime::MIN, utc_datetime!(0000-01-01 00:00:00), Validity::NO_WELL_DEFINED_EXPIRY, UtcDateTime::MAX]
        {
            let profile = Profile::new(lifetime).with_backdating(core::time::Duration::MAX);
            assert!(profile.validity(at).is_err(), "backdating by all time from {at}");
            if let Ok(validity) = Validity::starting_at(at, lifetime) {
                assert!(whole.covers(&validity), "{validity} is in range");
                for now in [UtcDateTime::MIN, UtcDateTime::MAX] {
                    let inside = matches!(validity.status(now), Status::Valid { .. });
                    assert_eq!(validity.contains(now), inside, "{validity} at {now}");
                }
            }
        }
    }
}

/// `Date` and `UtcDateTime` reach from the year -9999; with `large-dates`, which any crate of the graph can switch on,
/// from -999,999 to 999,999. X.509 writes four digits.
///
/// The years that exist only with that feature are asked for where they can be made: run this with
/// `--features time/large-dates` to see them refused.
#[test]
fn time_has_years_that_x509_cannot_write() {
    assert!(Date::MIN.year() <= -9999, "time: before the year 0");
    let years = [-5, -1, -9999, 10_000, 10_001, 123_456, 999_999, -999_999, Date::MIN.year(), Date::MAX.year()];
    for year in years.into_iter().filter(|year| !(0..=9999).contains(year)) {
        let Ok(date) = Date::from_calendar_date(year, Month::February, 28) else {
            assert!(!(-9999..=9999).contains(&year), "{year} is in the range of time");
            continue;
        };
        let refused = Err(CalendarError::YearOutOfRange { year: year.into() });
        let at = UtcDateTime::new(date, time::Time::MIDNIGHT);
        let good = utc_datetime!(2012-02-29 00:00:00);
        for policy in LeapDayPolicy::ALL {
            // Even where the result would be in range.
            assert_eq!(add_years(date, 2012 - year, policy), refused, "{date}, {policy}");
            assert_eq!(add_months(date, 12 * (2012 - year), policy), refused, "{date}, {policy}");
            assert_eq!(anniversaries(date, policy).next(), Some(refused), "{date}, {policy}");
            let started = Validity::starting_at(at, Lifetime::years(1, policy));
            assert_eq!(started, Err(ValidityError::YearOutOfRange { field: ValidityField::NotBefore, year }), "{at}");
        }
        let started = Validity::starting_at(at, Lifetime::seconds(1));
        assert_eq!(started, Err(ValidityError::YearOutOfRange { field: ValidityField::NotBefore, year }), "{at}");
        for (not_before, not_after, field) in
            [(at, good, ValidityField::NotBefore), (good, at, ValidityField::NotAfter)]
        {
            let refused = Err(ValidityError::YearOutOfRange { field, year });
            assert_eq!(Validity::new(not_before, not_after), refused, "{not_before} to {not_after}");
        }
        assert!(Profile::new(Lifetime::days(1)).validity(at).is_err(), "{at}");
    }
}
