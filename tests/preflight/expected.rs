//! The period that was expected: found is what differs in one second, and nothing else.

use core::time::Duration as Unsigned;

use notafter::{
    BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Validity, limits,
    preflight::{Cause, Preflight, Report},
};
use time::{Duration, UtcDateTime};

use super::failed_dates;

const A_YEAR: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));

/// From now through so many days less a second, and `more` seconds.
fn days(days: i64, more: i64) -> impl Fn(UtcDateTime) -> Result<Validity, notafter::ValidityError> {
    move |now| Validity::new(now, now + Duration::days(days) + Duration::seconds(more - 1))
}

fn kinds(report: &Report) -> [usize; 3] {
    let mut kinds = [0; 3];
    for failure in report.failures() {
        match failure.cause {
            Cause::OneSecondTooLong { .. } => kinds[0] += 1,
            Cause::NotAsExpected { .. } => kinds[1] += 1,
            Cause::NotExpected { .. } => kinds[2] += 1,
            _ => panic!("{failure}"),
        }
    }
    kinds
}

#[test]
fn the_year_of_365_days_is_found_wherever_a_leap_day_is_in_it() {
    let preflight = Preflight::every_day(2027..=2028).expect(&A_YEAR);
    let report = preflight.run(days(365, 0));
    assert_eq!(kinds(&report), [0, 365, 0], "{report}");
    assert_eq!(failed_dates(&report).first().map(String::as_str), Some("2027-03-01"));
    assert_eq!(
        failed_dates(&report).last().map(String::as_str),
        Some("2028-02-28"),
        "clamped, 2028-02-29 has a year of 365 days"
    );
    assert_eq!(
        report.failures()[0].cause.to_string(),
        "notAfter 2028-02-28T23:59:59Z is 1 day before the expected 2028-02-29T23:59:59Z",
    );
    assert!(preflight.run(|now| A_YEAR.validity(now)).is_clean());
    let unasked = Preflight::every_day(2027..=2028).run(days(365, 0));
    assert!(unasked.is_clean(), "365 days are a period like any other: {unasked}");
}

#[test]
fn the_inclusive_second_is_allowed_and_drowns_the_leap_day_no_more() {
    let inclusive = |now: UtcDateTime| {
        let end = now.replace_year(now.year() + 1).map_err(|error| error.to_string())?;
        Validity::new(now, end).map_err(|error| error.to_string())
    };
    for preflight in [Preflight::every_day(2028..=2028), Preflight::every_day(2028..=2028).expect(&A_YEAR)] {
        let strict = preflight.run(inclusive);
        assert_eq!(strict.failures().len(), 366, "{strict}");
        let allowed = preflight.allow_one_second_too_long().run(inclusive);
        assert_eq!(failed_dates(&allowed), ["2028-02-29"], "{allowed}");
    }
    // Two seconds are no inclusive second, nor is one second too few.
    let allowed = Preflight::every_day(2025..=2025).expect(&A_YEAR).allow_one_second_too_long();
    for (more, kinds_of_failures) in [(-1, [0, 365, 0]), (0, [0; 3]), (1, [0; 3]), (2, [0, 365, 0])] {
        assert_eq!(kinds(&allowed.run(days(365, more))), kinds_of_failures, "{more}");
    }
    let strict = Preflight::every_day(2025..=2025).expect(&A_YEAR);
    assert_eq!(kinds(&strict.run(days(365, 1))), [365, 0, 0]);
}

#[test]
fn the_allowed_second_still_counts_for_a_schedule_and_an_issuer() {
    let preflight = Preflight::every_day(2027..=2027).allow_one_second_too_long();
    let limited = preflight.clone().schedule(&limits::TLS_SERVER);
    assert!(preflight.run(days(200, 1)).is_clean());
    assert_eq!(limited.run(days(99, 1)).failures().len(), 0, "99 days and a second are at most 100 days");
    let report = limited.run(days(100, 1));
    assert_eq!(failed_dates(&report).first().map(String::as_str), Some("2027-03-15"), "{report}");
    let end = "2020-01-01T00:00:00Z/2027-12-31T23:59:59Z".parse().expect("an interval");
    let report = preflight.issuer(end).run(days(30, 1));
    assert_eq!(failed_dates(&report).first().map(String::as_str), Some("2027-12-02"), "{report}");
}

#[test]
fn the_expected_period_is_counted_from_not_before_wherever_that_is() {
    let backdated = A_YEAR.with_backdating(Unsigned::from_secs(3_600));
    let preflight = Preflight::morning_noon_and_night(2027..=2028).expect(&A_YEAR);
    assert!(preflight.run(|now| backdated.validity(now)).is_clean(), "how far it is backdated is not compared");
    let expecting = Preflight::morning_noon_and_night(2027..=2028).expect(&backdated);
    assert!(expecting.run(|now| A_YEAR.validity(now)).is_clean());
}

#[test]
fn a_certificate_where_the_profile_gives_none_is_a_failure() {
    let reject = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    let report = Preflight::every_day(2028..=2028).expect(&reject).run(|now| A_YEAR.validity(now));
    assert_eq!(kinds(&report), [0, 0, 1], "{report}");
    assert_eq!(
        report.failures()[0].to_string(),
        "2028-02-29T00:00:00Z: 2028-02-29T00:00:00Z/2029-02-27T23:59:59Z was issued, and not expected: lifetime `1 year, \
         reject` from notBefore 2028-02-29T00:00:00Z has no end: 2029-02-29 does not exist",
    );
    let public = Profile::new(Lifetime::days(100)).with_schedule(&limits::TLS_SERVER);
    let report = Preflight::at_hazards(2027..=2029).expect(&public).run(days(100, 0));
    assert_eq!(failed_dates(&report), ["2029-12-31"], "the schedule is that of the day of issue: {report}");
}

#[test]
fn the_issuer_bounds_what_is_expected_as_the_profile_says() {
    let issuer = "2020-01-01T00:00:00Z/2027-12-31T11:59:59Z".parse().expect("an interval");
    let truncating = A_YEAR.with_beyond_issuer(BeyondIssuer::Truncate);
    let preflight = Preflight::every_day(2027..=2027).issuer(issuer);
    let issue = |now| truncating.validity_under(now, &issuer);
    assert!(preflight.clone().expect(&truncating).run(issue).is_clean());
    assert_eq!(kinds(&preflight.clone().expect(&A_YEAR).run(issue)), [0, 0, 365], "it refuses to truncate");
    let early = |now| issue(now).map(|validity| Validity::new(now, validity.not_after() - Duration::SECOND));
    assert_eq!(kinds(&preflight.expect(&truncating).run(|now| early(now).map(|v| v.expect("in order")))), [0, 365, 0]);
}

#[test]
fn a_given_period_is_expected_to_the_second() {
    let march: Validity = "2027-03-01T00:00:00Z/2027-03-31T23:59:59Z".parse().expect("an interval");
    let preflight = Preflight::at([march.not_before()]).expect(&Profile::exactly(march));
    assert!(preflight.run(|_| march).is_clean());
    let later = Validity::new(march.not_before() - Duration::SECOND, march.not_after()).expect("in order");
    let report = preflight.run(|_| later);
    assert_eq!(
        report.failures()[0].cause.to_string(),
        "notBefore is 2027-02-28T23:59:59Z, expected 2027-03-01T00:00:00Z",
    );
}
