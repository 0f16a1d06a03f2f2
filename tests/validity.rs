//! Validity periods: where they end, what they contain, how they compare. The folder holds their text.

mod text;

use core::time::Duration;

use notafter::{
    LeapDayPolicy::{self, Clamp, Reject, RollForward},
    Lifetime, Scope, Scoped, Status, Validity, ValidityError, ValidityField,
};
use time::{UtcDateTime, macros::utc_datetime};

/// The period as text: the interval, or the error.
fn shown(result: Result<Validity, ValidityError>) -> String {
    result.map_or_else(|error| error.to_string(), |validity| validity.to_string())
}

/// A period from its text.
fn period(text: &str) -> Validity {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn r7_a_lifetime_ends_one_second_before_it_is_over() {
    let outage = utc_datetime!(2012-02-29 00:00:00);
    let cases = [
        (outage, Lifetime::years(1, Clamp), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z"),
        (outage, Lifetime::years(1, RollForward), "2012-02-29T00:00:00Z/2013-02-28T23:59:59Z"),
        (outage, Lifetime::months(12, Clamp), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z"),
        (outage, Lifetime::months(12, RollForward), "2012-02-29T00:00:00Z/2013-02-28T23:59:59Z"),
        (outage, Lifetime::years(4, Reject), "2012-02-29T00:00:00Z/2016-02-28T23:59:59Z"),
        (outage, Lifetime::days(365), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z"),
        (outage, Lifetime::seconds(1), "2012-02-29T00:00:00Z/2012-02-29T00:00:00Z"),
        (outage, Lifetime::seconds(86_400), "2012-02-29T00:00:00Z/2012-02-29T23:59:59Z"),
        (outage, Lifetime::seconds(86_401), "2012-02-29T00:00:00Z/2012-03-01T00:00:00Z"),
        // The time of day stays (R6).
        (utc_datetime!(2012-02-29 12:30:45), Lifetime::years(1, Clamp), "2012-02-29T12:30:45Z/2013-02-28T12:30:44Z"),
        (
            utc_datetime!(2012-02-29 12:30:45),
            Lifetime::years(1, RollForward),
            "2012-02-29T12:30:45Z/2013-03-01T12:30:44Z",
        ),
        (utc_datetime!(2012-02-29 00:00:01), Lifetime::years(1, Clamp), "2012-02-29T00:00:01Z/2013-02-28T00:00:00Z"),
        (utc_datetime!(2012-02-29 23:59:59), Lifetime::years(1, Clamp), "2012-02-29T23:59:59Z/2013-02-28T23:59:58Z"),
        // The second before midnight is in the month, or in the year, before.
        (utc_datetime!(2011-01-01 00:00:00), Lifetime::years(1, Reject), "2011-01-01T00:00:00Z/2011-12-31T23:59:59Z"),
        (utc_datetime!(2012-01-01 00:00:00), Lifetime::years(1, Reject), "2012-01-01T00:00:00Z/2012-12-31T23:59:59Z"),
        (utc_datetime!(2011-03-01 00:00:00), Lifetime::years(1, Reject), "2011-03-01T00:00:00Z/2012-02-29T23:59:59Z"),
        (utc_datetime!(2012-03-01 00:00:00), Lifetime::years(1, Reject), "2012-03-01T00:00:00Z/2013-02-28T23:59:59Z"),
        (utc_datetime!(2012-01-31 00:00:00), Lifetime::months(1, Clamp), "2012-01-31T00:00:00Z/2012-02-28T23:59:59Z"),
        (
            utc_datetime!(2012-01-31 00:00:00),
            Lifetime::months(1, RollForward),
            "2012-01-31T00:00:00Z/2012-02-29T23:59:59Z",
        ),
        (utc_datetime!(2011-12-01 00:00:00), Lifetime::months(1, Reject), "2011-12-01T00:00:00Z/2011-12-31T23:59:59Z"),
    ];
    for (start, lifetime, expected) in cases {
        assert_eq!(shown(Validity::starting_at(start, lifetime)), expected, "{lifetime} from {start}");
    }
}

/// The range is 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z: 3,652,425 days, the first and the last second included.
#[test]
fn a_lifetime_may_use_the_whole_range_and_no_second_more() {
    let first = utc_datetime!(0000-01-01 00:00:00);
    for policy in LeapDayPolicy::ALL {
        let whole = [
            Lifetime::years(10_000, policy),
            Lifetime::months(120_000, policy),
            Lifetime::days(3_652_425),
            Lifetime::seconds(315_569_520_000),
        ];
        for lifetime in whole {
            let expected = "0000-01-01T00:00:00Z/9999-12-31T23:59:59Z";
            assert_eq!(shown(Validity::starting_at(first, lifetime)), expected, "{lifetime} from the first second");
            let not_before = utc_datetime!(0000-01-01 00:00:01);
            let beyond = Err(ValidityError::EndOutOfRange { not_before, lifetime });
            assert_eq!(Validity::starting_at(not_before, lifetime), beyond, "{lifetime} from the second second");
        }
    }
    let fits = [
        (utc_datetime!(9999-01-01 00:00:00), "1 year, clamp"),
        (utc_datetime!(9999-01-01 00:00:00), "12 months, reject"),
        (utc_datetime!(9999-12-01 00:00:00), "1 month, roll-forward"),
        (utc_datetime!(9999-12-31 00:00:00), "1 day"),
        (utc_datetime!(9999-12-31 23:59:59), "1 second"),
    ];
    for (start, lifetime) in fits {
        let lifetime: Lifetime = lifetime.parse().expect(lifetime);
        let validity = Validity::starting_at(start, lifetime).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(validity.not_after(), utc_datetime!(9999-12-31 23:59:59), "{lifetime} from {start}");
        assert_eq!(validity.not_before(), start, "{lifetime} from {start}");
    }
    let beyond = [
        (utc_datetime!(9999-01-01 00:00:01), "1 year, clamp"),
        (utc_datetime!(9999-01-01 00:00:01), "12 months, clamp"),
        (utc_datetime!(9999-01-02 00:00:00), "1 year, clamp"),
        (utc_datetime!(9999-02-01 00:00:00), "1 year, clamp"),
        (utc_datetime!(9999-12-01 00:00:01), "1 month, clamp"),
        (utc_datetime!(9999-12-31 00:00:01), "1 day"),
        (utc_datetime!(9999-12-31 23:59:59), "2 seconds"),
        // The end would be a day of year 10000 that does not exist; the range is the reason that counts.
        (utc_datetime!(9999-12-31 00:00:00), "2 months, reject"),
        (utc_datetime!(9996-02-29 00:00:00), "4 years, reject"),
        (utc_datetime!(2012-02-29 00:00:00), "4294967295 years, clamp"),
        (utc_datetime!(2012-02-29 00:00:00), "4294967295 months, clamp"),
        (utc_datetime!(2012-02-29 00:00:00), "4294967295 days"),
        (utc_datetime!(2012-02-29 00:00:00), "18446744073709551615 seconds"),
        (utc_datetime!(2012-02-29 00:00:00), "9223372036854775807 seconds"),
        (utc_datetime!(2012-02-29 00:00:00), "9223372036854775808 seconds"),
    ];
    for (not_before, lifetime) in beyond {
        let lifetime = lifetime.parse().expect(lifetime);
        let expected = Err(ValidityError::EndOutOfRange { not_before, lifetime });
        assert_eq!(Validity::starting_at(not_before, lifetime), expected, "{lifetime} from {not_before}");
    }
}

#[test]
fn a_start_outside_the_range_and_a_lifetime_of_zero_are_refused() {
    let outside = [
        (utc_datetime!(-0001-12-31 23:59:59), -1),
        // Half a second before the year 0 is in the last second before it.
        (utc_datetime!(-0001-12-31 23:59:59.5), -1),
        (utc_datetime!(-9999-01-01 00:00:00), -9999),
    ];
    for (start, year) in outside {
        let expected = Err(ValidityError::YearOutOfRange { field: ValidityField::NotBefore, year });
        for lifetime in [Lifetime::days(1), Lifetime::years(1, Clamp), Lifetime::seconds(0)] {
            assert_eq!(Validity::starting_at(start, lifetime), expected, "{lifetime} from {start}");
        }
    }
    let zero = [Lifetime::years(0, Clamp), Lifetime::months(0, Reject), Lifetime::days(0), Lifetime::seconds(0)];
    let starts = [
        utc_datetime!(0000-01-01 00:00:00),
        utc_datetime!(2012-02-29 00:00:00),
        utc_datetime!(2012-02-29 12:00:00),
        utc_datetime!(9999-12-31 23:59:59),
    ];
    for (not_before, lifetime) in starts.into_iter().flat_map(|start| zero.map(|lifetime| (start, lifetime))) {
        let expected = Err(ValidityError::ZeroLifetime { not_before });
        assert_eq!(Validity::starting_at(not_before, lifetime), expected, "{lifetime} from {not_before}");
    }
}

#[test]
fn r8_both_ends_are_floored_to_their_second() {
    let half = Validity::new(utc_datetime!(2012-02-29 00:00:00.999_999_999), utc_datetime!(2012-03-01 11:59:59.5));
    assert_eq!(shown(half), "2012-02-29T00:00:00Z/2012-03-01T11:59:59Z", "floored, not rounded");
    // Before 1970 the floor is still the earlier second.
    let old = Validity::new(utc_datetime!(1969-12-31 23:59:58.5), utc_datetime!(1969-12-31 23:59:59.5));
    assert_eq!(shown(old), "1969-12-31T23:59:58Z/1969-12-31T23:59:59Z", "before 1970");
    let same_second = Validity::new(utc_datetime!(2012-02-29 00:00:00.9), utc_datetime!(2012-02-29 00:00:00.1));
    assert_eq!(shown(same_second), "2012-02-29T00:00:00Z/2012-02-29T00:00:00Z", "one second, in whatever order");
    let last = Validity::new(utc_datetime!(0000-01-01 00:00:00), utc_datetime!(9999-12-31 23:59:59.999_999_999));
    assert_eq!(shown(last), "0000-01-01T00:00:00Z/9999-12-31T23:59:59Z", "the end of the range");
    for lifetime in [Lifetime::years(1, Clamp), Lifetime::seconds(31_536_000), Lifetime::days(365)] {
        let exact = Validity::starting_at(utc_datetime!(2012-02-29 00:00:00), lifetime);
        let late = Validity::starting_at(utc_datetime!(2012-02-29 00:00:00.999_999_999), lifetime);
        assert_eq!(late, exact, "`{lifetime}` from within the second");
    }
}

#[test]
fn every_error_says_what_was_asked_and_what_is_allowed() {
    let (leap_day, noon) = (utc_datetime!(2012-02-29 00:00:00), utc_datetime!(2012-02-29 12:00:00));
    let ancient = utc_datetime!(-9999-01-01 00:00:00);
    let cases = [
        (
            Validity::new(utc_datetime!(2025-01-01 00:00:00), utc_datetime!(2024-12-31 23:59:59.9)),
            "notAfter 2024-12-31T23:59:59Z is before notBefore 2025-01-01T00:00:00Z",
        ),
        (Validity::new(ancient, noon), "notBefore year -9999 is outside 0000 to 9999"),
        (Validity::new(noon, utc_datetime!(-0001-12-31 23:59:59)), "notAfter year -1 is outside 0000 to 9999"),
        (Validity::new(ancient, ancient), "notBefore year -9999 is outside 0000 to 9999"),
        (Validity::starting_at(ancient, Lifetime::days(1)), "notBefore year -9999 is outside 0000 to 9999"),
        (
            Validity::starting_at(noon, Lifetime::days(0)),
            "lifetime from notBefore 2012-02-29T12:00:00Z is zero, the shortest is 1 second",
        ),
        (
            Validity::starting_at(leap_day, Lifetime::years(1, Reject)),
            "lifetime `1 year, reject` from notBefore 2012-02-29T00:00:00Z has no end: 2013-02-29 does not exist",
        ),
        (
            Validity::starting_at(utc_datetime!(2011-10-31 06:00:00), Lifetime::months(13, Reject)),
            "lifetime `13 months, reject` from notBefore 2011-10-31T06:00:00Z has no end: 2012-11-31 does not exist",
        ),
        (
            Validity::starting_at(noon, Lifetime::years(8_000, Clamp)),
            "lifetime `8000 years, clamp` from notBefore 2012-02-29T12:00:00Z ends after 9999-12-31T23:59:59Z",
        ),
    ];
    for (result, expected) in cases {
        let error = result.expect_err(expected);
        assert_eq!(error.to_string(), expected, "{error:?}");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
    }
    assert_eq!(ValidityField::NotBefore.to_string(), "notBefore");
    assert_eq!(ValidityField::NotAfter.to_string(), "notAfter");
    assert_eq!(format!("[{:>10}]", ValidityField::NotAfter), "[  notAfter]", "the width is honoured");
    assert_eq!(Scope::EveryHost.to_string(), "every host");
    assert_eq!(Scope::ThisHost.to_string(), "this host");
    assert_eq!(format!("[{:<12}]", Scope::ThisHost), "[this host   ]", "the width is honoured");
}

// requirement: RFC 5280 §4.1.2.5 inclusive
// requirement: TLS BR §6.3.2 day
// requirement: TLS BR §6.3.2 excess
#[test]
fn r7_and_r9_the_duration_counts_both_ends_and_an_excess_is_a_day() {
    let cases = [
        ("2026-01-01T00:00:00Z/2026-01-01T00:00:00Z", 1, 1),
        ("2026-01-01T00:00:00Z/2026-01-01T23:59:58Z", 86_399, 1),
        ("2026-01-01T00:00:00Z/2026-01-01T23:59:59Z", 86_400, 1),
        ("2026-01-01T00:00:00Z/2026-01-02T00:00:00Z", 86_401, 2),
        ("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z", 365 * 86_400, 365),
        ("2012-02-29T00:00:00Z/2013-02-28T23:59:59Z", 366 * 86_400, 366),
        ("2012-02-29T00:00:00Z/2013-02-28T00:00:00Z", 365 * 86_400 + 1, 366),
        // "Same date next year" is a second, and so a day, longer than a year: Mozilla bug 1715455.
        ("2020-10-01T00:00:00Z/2021-10-01T00:00:00Z", 365 * 86_400 + 1, 366),
        ("1969-12-31T23:59:59Z/1970-01-01T00:00:00Z", 2, 1),
        ("0000-01-01T00:00:00Z/9999-12-31T23:59:59Z", 315_569_520_000, 3_652_425),
    ];
    for (text, seconds, days) in cases {
        let validity = period(text);
        assert_eq!(validity.duration(), Duration::from_secs(seconds), "duration of {text}");
        assert_eq!(validity.days(), days, "days of {text}");
    }
}

// requirement: RFC 5280 §4.1.2.5 inclusive
#[test]
fn r8_the_status_changes_at_the_seconds_of_the_ends() {
    let not_yet = |seconds| Status::NotYetValid { starts_in: Duration::from_secs(seconds) };
    let valid = |seconds| Status::Valid { remaining: Duration::from_secs(seconds) };
    let expired = |seconds| Status::Expired { since: Duration::from_secs(seconds) };
    let validity = period("2012-02-29T00:00:00Z/2012-02-29T00:00:09Z");
    let cases = [
        (utc_datetime!(2012-02-28 23:59:50), not_yet(10)),
        (utc_datetime!(2012-02-28 23:59:59), not_yet(1)),
        (utc_datetime!(2012-02-28 23:59:59.999_999_999), not_yet(1)),
        (utc_datetime!(2012-02-29 00:00:00), valid(10)),
        (utc_datetime!(2012-02-29 00:00:00.999_999_999), valid(10)),
        (utc_datetime!(2012-02-29 00:00:01), valid(9)),
        (utc_datetime!(2012-02-29 00:00:08), valid(2)),
        (utc_datetime!(2012-02-29 00:00:09), valid(1)),
        (utc_datetime!(2012-02-29 00:00:09.5), valid(1)),
        (utc_datetime!(2012-02-29 00:00:09.999_999_999), valid(1)),
        (utc_datetime!(2012-02-29 00:00:10), expired(1)),
        (utc_datetime!(2012-02-29 00:00:10.999_999_999), expired(1)),
        (utc_datetime!(2012-02-29 00:00:11), expired(2)),
        (utc_datetime!(2013-02-28 00:00:09), expired(365 * 86_400)),
    ];
    for (at, status) in cases {
        assert_eq!(validity.status(at), status, "at {at}");
        assert_eq!(validity.contains(at), matches!(status, Status::Valid { .. }), "contains {at}");
    }
    for (at, name) in [(UtcDateTime::MIN, "first"), (UtcDateTime::MAX, "last")] {
        assert!(!validity.contains(at), "the {name} instant of all");
    }
    // Of the 9,999 years before the year 0, 2,499 − 99 + 24 = 2,424 are leap years.
    let before = match period("0000-01-01T00:00:00Z/0000-01-01T00:00:00Z").status(utc_datetime!(-9999-01-01 00:00:00)) {
        Status::NotYetValid { starts_in } => starts_in,
        status => panic!("{status:?}"),
    };
    assert_eq!(before, Duration::from_secs((9_999 * 365 + 2_424) * 86_400), "from -9999-01-01 to 0000-01-01");
}

#[test]
fn covers_is_containment_of_both_ends() {
    let outer = "2026-01-10T00:00:00Z/2026-01-20T00:00:00Z";
    let cases = [
        (outer, true),
        ("2026-01-10T00:00:01Z/2026-01-19T23:59:59Z", true),
        ("2026-01-10T00:00:00Z/2026-01-10T00:00:00Z", true),
        ("2026-01-20T00:00:00Z/2026-01-20T00:00:00Z", true),
        ("2026-01-09T23:59:59Z/2026-01-20T00:00:00Z", false),
        ("2026-01-10T00:00:00Z/2026-01-20T00:00:01Z", false),
        ("2026-01-01T00:00:00Z/2026-01-31T00:00:00Z", false),
        ("2026-01-01T00:00:00Z/2026-01-02T00:00:00Z", false),
        ("2026-01-30T00:00:00Z/2026-01-31T00:00:00Z", false),
    ];
    for (inner, covered) in cases {
        assert_eq!(period(outer).covers(&period(inner)), covered, "{outer} covers {inner}");
    }
}

#[test]
fn truncation_moves_the_end_alone() {
    let issuer = "2026-01-10T00:00:00Z/2026-01-20T00:00:00Z";
    let cases = [
        ("2026-01-15T00:00:00Z/2026-01-31T00:00:00Z", Some("2026-01-15T00:00:00Z/2026-01-20T00:00:00Z")),
        ("2026-01-15T00:00:00Z/2026-01-20T00:00:01Z", Some("2026-01-15T00:00:00Z/2026-01-20T00:00:00Z")),
        ("2026-01-15T00:00:00Z/2026-01-20T00:00:00Z", Some("2026-01-15T00:00:00Z/2026-01-20T00:00:00Z")),
        ("2026-01-15T00:00:00Z/2026-01-16T00:00:00Z", Some("2026-01-15T00:00:00Z/2026-01-16T00:00:00Z")),
        ("2026-01-01T00:00:00Z/2026-01-31T00:00:00Z", Some("2026-01-01T00:00:00Z/2026-01-20T00:00:00Z")),
        ("2026-01-01T00:00:00Z/2026-01-02T00:00:00Z", Some("2026-01-01T00:00:00Z/2026-01-02T00:00:00Z")),
        // The last second that both share is left, and one second later nothing is.
        ("2026-01-20T00:00:00Z/2026-01-31T00:00:00Z", Some("2026-01-20T00:00:00Z/2026-01-20T00:00:00Z")),
        ("2026-01-20T00:00:01Z/2026-01-31T00:00:00Z", None),
    ];
    for (leaf, expected) in cases {
        let truncated = period(leaf).truncated_to(&period(issuer));
        assert_eq!(truncated, expected.map(period), "{leaf} under {issuer}");
    }
}

// requirement: RFC 5280 §4.1.2.5 no-expiry
#[test]
fn r10_the_last_second_of_9999_is_no_expiry() {
    assert_eq!(Validity::NO_WELL_DEFINED_EXPIRY, utc_datetime!(9999-12-31 23:59:59));
    let cases = [
        ("2026-01-01T00:00:00Z/9999-12-31T23:59:59Z", false),
        ("2026-01-01T00:00:00Z/9999-12-31T23:59:58Z", true),
        ("2026-01-01T00:00:00Z/2026-01-01T00:00:00Z", true),
    ];
    for (text, expiry) in cases {
        assert_eq!(period(text).has_well_defined_expiry(), expiry, "{text}");
    }
}
