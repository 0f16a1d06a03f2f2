//! Profiles: lifetime, backdating and the bound of the issuer. Their limits are in `limits`.

#[cfg(feature = "serde")]
mod config;

use core::time::Duration;

use notafter::{
    BeyondIssuer,
    LeapDayPolicy::{Clamp, Reject, RollForward},
    Lifetime, Profile, ProfileError, Scope, Scoped, Validity,
};
use proptest::prelude::*;
use time::{UtcDateTime, macros::utc_datetime};

use crate::seeded;

/// The period as text: the interval, or the error.
fn shown(result: Result<Validity, ProfileError>) -> String {
    result.map_or_else(|error| error.to_string(), |validity| validity.to_string())
}

#[test]
fn a_profile_begins_now_and_lasts_its_lifetime() {
    let noon = utc_datetime!(2012-02-29 12:00:00);
    let cases = [
        (Lifetime::years(1, Clamp), "2012-02-29T12:00:00Z/2013-02-28T11:59:59Z"),
        (Lifetime::years(1, RollForward), "2012-02-29T12:00:00Z/2013-03-01T11:59:59Z"),
        (
            Lifetime::years(1, Reject),
            "lifetime `1 year, reject` from notBefore 2012-02-29T12:00:00Z has no end: 2013-02-29 does not exist",
        ),
        (Lifetime::days(200), "2012-02-29T12:00:00Z/2012-09-16T11:59:59Z"),
        (Lifetime::seconds(1), "2012-02-29T12:00:00Z/2012-02-29T12:00:00Z"),
        (Lifetime::days(0), "lifetime from notBefore 2012-02-29T12:00:00Z is zero, the shortest is 1 second"),
    ];
    for (lifetime, expected) in cases {
        let profile = Profile::new(lifetime);
        assert_eq!(shown(profile.validity(noon)), expected, "{lifetime}");
        assert_eq!(profile.lifetime(), lifetime, "the profile tells its lifetime");
    }
}

#[test]
fn backdating_moves_the_period_and_keeps_its_length() {
    let hour = Duration::from_secs(3_600);
    let cases = [
        (Duration::ZERO, utc_datetime!(2026-01-01 00:00:00), "2026-01-01T00:00:00Z/2026-01-07T23:59:59Z"),
        (hour, utc_datetime!(2026-01-01 00:00:00), "2025-12-31T23:00:00Z/2026-01-07T22:59:59Z"),
        // What is not a whole second begins in the second that contains it.
        (hour, utc_datetime!(2026-01-01 00:00:00.999), "2025-12-31T23:00:00Z/2026-01-07T22:59:59Z"),
        (
            Duration::from_millis(500),
            utc_datetime!(2026-01-01 00:00:00.25),
            "2025-12-31T23:59:59Z/2026-01-07T23:59:58Z",
        ),
        (
            Duration::from_millis(500),
            utc_datetime!(2026-01-01 00:00:00.75),
            "2026-01-01T00:00:00Z/2026-01-07T23:59:59Z",
        ),
        (Duration::from_nanos(1), utc_datetime!(2026-01-01 00:00:00), "2025-12-31T23:59:59Z/2026-01-07T23:59:58Z"),
        (Duration::from_secs(60), utc_datetime!(2012-03-01 00:00:30), "2012-02-29T23:59:30Z/2012-03-07T23:59:29Z"),
    ];
    for (backdating, now, expected) in cases {
        let profile = Profile::new(Lifetime::days(7)).with_backdating(backdating);
        assert_eq!(shown(profile.validity(now)), expected, "{backdating:?} before {now}");
    }
    // The day from which a calendar lifetime counts is the backdated one.
    let profile = Profile::new(Lifetime::years(1, Clamp)).with_backdating(hour);
    let validity = profile.validity(utc_datetime!(2012-03-01 00:30:00));
    assert_eq!(shown(validity), "2012-02-29T23:30:00Z/2013-02-28T23:29:59Z");
}

#[test]
fn backdating_past_the_year_0_is_refused() {
    let first = utc_datetime!(0000-01-01 00:00:00);
    let day = Profile::new(Lifetime::days(1));
    assert_eq!(shown(day.with_backdating(Duration::ZERO).validity(first)), "0000-01-01T00:00:00Z/0000-01-01T23:59:59Z");
    let a_second_in = utc_datetime!(0000-01-01 00:00:01);
    let backdated = day.with_backdating(Duration::from_secs(1)).validity(a_second_in);
    assert_eq!(shown(backdated), "0000-01-01T00:00:00Z/0000-01-01T23:59:59Z", "to the first second of all");
    let cases = [
        (Duration::from_nanos(1), first, "backdating 0000-01-01T00:00:00Z by 1ns leads before the year 0000"),
        (Duration::from_secs(2), a_second_in, "backdating 0000-01-01T00:00:01Z by 2s leads before the year 0000"),
        (
            // Before the year -9999, which `time` cannot count.
            Duration::from_secs(20_000 * 31_556_952),
            utc_datetime!(2026-01-01 00:00:00),
            "backdating 2026-01-01T00:00:00Z by 631139040000s leads before the year 0000",
        ),
        (
            Duration::from_secs(u64::MAX),
            utc_datetime!(2026-01-01 00:00:00),
            "backdating 2026-01-01T00:00:00Z by 18446744073709551615s leads before the year 0000",
        ),
    ];
    for (backdating, now, expected) in cases {
        let error = day.with_backdating(backdating).validity(now).expect_err(expected);
        assert_eq!(error, ProfileError::Backdating { now, backdating }, "{expected}");
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
    }
    // A `now` before the year 0 is not the backdating's fault.
    let before = day.validity(utc_datetime!(-0001-12-31 23:59:59));
    assert_eq!(shown(before), "notBefore year -1 is outside 0000 to 9999");
    let before = day.with_backdating(Duration::from_secs(1)).validity(utc_datetime!(-0001-12-31 23:59:59));
    assert_eq!(shown(before), "notBefore year -1 is outside 0000 to 9999");
}

#[test]
fn r13_a_certificate_outlives_its_issuer_only_when_the_profile_says_so() {
    let issuer: Validity = "2026-01-10T00:00:00Z/2026-01-20T00:00:00Z".parse().unwrap_or_else(|e| panic!("{e}"));
    // now, lifetime in seconds, and the results under Reject, Truncate and Allow
    let inside = "2026-01-10T00:00:00Z/2026-01-20T00:00:00Z";
    let cases = [
        // As long as the issuer to the second: nothing to choose.
        (utc_datetime!(2026-01-10 00:00:00), 864_001, [inside; 3]),
        (
            utc_datetime!(2026-01-10 00:00:00),
            864_002,
            [
                "notAfter 2026-01-20T00:00:01Z is after the issuer's notAfter 2026-01-20T00:00:00Z",
                inside,
                "2026-01-10T00:00:00Z/2026-01-20T00:00:01Z",
            ],
        ),
        // The beginnings are not compared; and yet it must be of use for a second.
        (utc_datetime!(2026-01-09 00:00:00), 86_401, ["2026-01-09T00:00:00Z/2026-01-10T00:00:00Z"; 3]),
        (
            utc_datetime!(2026-01-09 00:00:00),
            86_400,
            [
                "notAfter 2026-01-09T23:59:59Z is before the issuer's notBefore 2026-01-10T00:00:00Z",
                "notAfter 2026-01-09T23:59:59Z is before the issuer's notBefore 2026-01-10T00:00:00Z",
                "2026-01-09T00:00:00Z/2026-01-09T23:59:59Z",
            ],
        ),
        (
            utc_datetime!(2026-01-20 00:00:00),
            86_400,
            [
                "notAfter 2026-01-20T23:59:59Z is after the issuer's notAfter 2026-01-20T00:00:00Z",
                "2026-01-20T00:00:00Z/2026-01-20T00:00:00Z",
                "2026-01-20T00:00:00Z/2026-01-20T23:59:59Z",
            ],
        ),
        (
            utc_datetime!(2026-01-20 00:00:01),
            86_400,
            [
                "notBefore 2026-01-20T00:00:01Z is after the issuer's notAfter 2026-01-20T00:00:00Z",
                "notBefore 2026-01-20T00:00:01Z is after the issuer's notAfter 2026-01-20T00:00:00Z",
                "2026-01-20T00:00:01Z/2026-01-21T00:00:00Z",
            ],
        ),
    ];
    let choices = [BeyondIssuer::Reject, BeyondIssuer::Truncate, BeyondIssuer::Allow];
    for (now, seconds, expected) in cases {
        let profile = Profile::new(Lifetime::seconds(seconds));
        for (choice, expected) in choices.into_iter().zip(expected) {
            let result = profile.with_beyond_issuer(choice).validity_under(now, &issuer);
            assert_eq!(shown(result), expected, "{seconds} s from {now}, {choice:?}");
            if let Err(error) = result {
                assert_eq!(error.scope(), Scope::EveryHost, "{error}");
            }
        }
        let unsaid = profile.validity_under(now, &issuer);
        assert_eq!(shown(unsaid), expected[0], "a profile that says nothing rejects");
        assert_eq!(shown(profile.validity(now)), expected[2], "without an issuer there is no bound");
    }
    let error = Profile::new(Lifetime::days(0)).validity_under(utc_datetime!(2026-01-10 00:00:00), &issuer);
    let expected = "lifetime from notBefore 2026-01-10T00:00:00Z is zero, the shortest is 1 second";
    assert_eq!(shown(error), expected, "what is wrong without an issuer is wrong under one");
}

#[test]
fn a_profile_is_const_and_each_setting_keeps_the_others() {
    const PROFILE: Profile = Profile::new(Lifetime::days(30))
        .with_backdating(Duration::from_secs(60))
        .with_beyond_issuer(BeyondIssuer::Truncate)
        .with_backdating(Duration::from_secs(3_600));
    let issuer: Validity = "2026-01-01T00:00:00Z/2026-01-20T00:00:00Z".parse().unwrap_or_else(|e| panic!("{e}"));
    let validity = PROFILE.validity_under(utc_datetime!(2026-01-10 00:00:00), &issuer);
    assert_eq!(shown(validity), "2026-01-09T23:00:00Z/2026-01-20T00:00:00Z");
    let other_order = Profile::new(Lifetime::days(30))
        .with_beyond_issuer(BeyondIssuer::Truncate)
        .with_backdating(Duration::from_secs(3_600));
    assert_eq!(PROFILE, other_order, "the last word counts");
    assert_ne!(PROFILE, other_order.with_backdating(Duration::ZERO));
}

proptest! {
    #![proptest_config(seeded(5_000))]

    #[test]
    fn backdating_never_changes_the_length(
        second in -62_000_000_000..253_000_000_000i64,
        backdate in 0..100_000_000_000u64,
        seconds in 1..200_000_000u64,
    ) {
        let now = UtcDateTime::from_unix_timestamp(second).expect("in range");
        let profile = Profile::new(Lifetime::seconds(seconds)).with_backdating(Duration::from_nanos(backdate));
        let validity = profile.validity(now)?;
        prop_assert_eq!(validity.duration().as_secs(), seconds);
        prop_assert!(validity.not_before() <= now, "it begins no later than now");
        prop_assert!(now - validity.not_before() < time::Duration::new(backdate as i64 / 1_000_000_000 + 1, 1));
    }

    #[test]
    fn under_an_issuer_the_choice_is_between_the_shorter_and_an_error(
        start in 0..1_000_000i64,
        seconds in 1..1_000_000u64,
        issuer_start in 0..1_000_000i64,
        issuer_seconds in 1..1_000_000u64,
    ) {
        let at = |second| UtcDateTime::from_unix_timestamp(second).expect("in range");
        let issuer = Validity::starting_at(at(issuer_start), Lifetime::seconds(issuer_seconds))?;
        let profile = Profile::new(Lifetime::seconds(seconds));
        let [rejected, truncated, allowed] = [BeyondIssuer::Reject, BeyondIssuer::Truncate, BeyondIssuer::Allow]
            .map(|choice| profile.with_beyond_issuer(choice).validity_under(at(start), &issuer));
        let allowed = allowed?;
        if allowed.not_after() < issuer.not_before() {
            let never = Err(ProfileError::EndsBeforeIssuer { validity: allowed, issuer });
            prop_assert_eq!((rejected, truncated), (never, never));
        } else {
            prop_assert_eq!(rejected.is_ok(), allowed.not_after() <= issuer.not_after());
            prop_assert_eq!(truncated.ok(), allowed.truncated_to(&issuer));
        }
    }
}

#[test]
fn a_given_period_is_bounded_as_any_other() {
    let given: Validity = "2027-03-01T00:00:00Z/2027-12-31T23:59:59Z".parse().expect("an interval");
    let issuer: Validity = "2020-01-01T00:00:00Z/2027-06-30T23:59:59Z".parse().expect("an interval");
    let past: Validity = "2028-01-01T00:00:00Z/2028-06-30T23:59:59Z".parse().expect("an interval");
    let (profile, now) = (Profile::exactly(given), utc_datetime!(2027-02-01 00:00:00));
    assert_eq!(
        profile.with_backdating(Duration::from_secs(60)).validity(now),
        Ok(given),
        "backdating does not move it"
    );
    assert_eq!(profile.lifetime(), Lifetime::seconds(306 * 86_400));
    let text = |result: Result<Validity, ProfileError>| result.map_err(|error| error.to_string());
    let outlives = "notAfter 2027-12-31T23:59:59Z is after the issuer's notAfter 2027-06-30T23:59:59Z";
    assert_eq!(text(profile.validity_under(now, &issuer)), Err(outlives.to_owned()));
    let truncated = profile.with_beyond_issuer(BeyondIssuer::Truncate).validity_under(now, &issuer);
    assert_eq!(truncated.map(|validity| validity.not_after()), Ok(issuer.not_after()));
    assert_eq!(profile.with_beyond_issuer(BeyondIssuer::Allow).validity_under(now, &issuer), Ok(given));
    let early = "notAfter 2027-12-31T23:59:59Z is before the issuer's notBefore 2028-01-01T00:00:00Z";
    assert_eq!(text(profile.validity_under(now, &past)), Err(early.to_owned()));
    let limited = profile.with_schedule(&notafter::limits::TLS_SERVER);
    let long = "306 days are more than the 200 days allowed for certificates issued on or after 2026-03-15 \
                (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)";
    assert_eq!(text(limited.validity(now)), Err(long.to_owned()));
}
