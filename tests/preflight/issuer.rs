//! When a profile stops being issued under an issuer, to the second.

use core::time::Duration;

use notafter::{BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Validity, limits, preflight};
use proptest::prelude::*;
use time::{UtcDateTime, macros::utc_datetime};

use crate::seeded;

const START: UtcDateTime = utc_datetime!(2026-01-01 00:00:00);

fn at(profile: &Profile, issuer: &str, from: UtcDateTime) -> Option<UtcDateTime> {
    preflight::next_failure_under(profile, &issuer.parse().expect("a period"), from).map(|failure| failure.at)
}

/// S15.
#[test]
fn leaves_stop_being_issued_in_the_second_that_their_issuer_and_its_rule_say() {
    let days = Profile::new(Lifetime::days(90));
    let month = Profile::new(Lifetime::months(1, LeapDayPolicy::Clamp));
    let issuer = "2026-01-01T00:00:00Z/2035-12-31T11:59:59Z";
    let truncate = BeyondIssuer::Truncate;
    let cases = [
        ("rejected", days, issuer, Some(utc_datetime!(2035-10-02 12:00:01))),
        (
            "backdated by an hour",
            days.with_backdating(Duration::from_secs(3_600)),
            issuer,
            Some(utc_datetime!(2035-10-02 13:00:01)),
        ),
        ("truncated", days.with_beyond_issuer(truncate), issuer, Some(utc_datetime!(2035-12-31 12:00:00))),
        ("allowed", days.with_beyond_issuer(BeyondIssuer::Allow), issuer, None),
        // On 28 February a month ends on 27 March at noon; on the 29th to the 31st of January it ends on 28 February.
        (
            "a month that is clamped",
            month,
            "2026-01-01T00:00:00Z/2026-02-28T05:59:59Z",
            Some(utc_datetime!(2026-01-28 06:00:01)),
        ),
        ("an issuer that is over", days, "2020-01-01T00:00:00Z/2025-12-31T23:59:59Z", Some(START)),
        ("an issuer that begins later", days, "2030-01-01T00:00:00Z/2035-12-31T11:59:59Z", Some(START)),
        (
            "a limit before the issuer's end",
            days.with_schedule(&limits::TLS_SERVER),
            issuer,
            Some(utc_datetime!(2029-03-15 00:00:00)),
        ),
    ];
    for (what, profile, issuer, expected) in cases {
        assert_eq!(at(&profile, issuer, START), expected, "{what}");
    }
    let half = utc_datetime!(2035-10-02 12:00:00.5);
    assert_eq!(at(&days, issuer, half), Some(utc_datetime!(2035-10-02 12:00:01)), "half a second before");
    let late = utc_datetime!(2035-10-02 12:00:01.5);
    assert_eq!(at(&days, issuer, late), Some(late), "it fails already");
}

fn profile() -> impl Strategy<Value = Profile> {
    let policy = prop_oneof![Just(LeapDayPolicy::Clamp), Just(LeapDayPolicy::RollForward), Just(LeapDayPolicy::Reject)];
    let lifetime = prop_oneof![
        (1u64..200_000).prop_map(Lifetime::seconds),
        (1u32..40).prop_map(Lifetime::days),
        (1u32..3, policy).prop_map(|(months, policy)| Lifetime::months(months, policy)),
    ];
    let beyond =
        prop_oneof![8 => Just(BeyondIssuer::Reject), 8 => Just(BeyondIssuer::Truncate), 1 => Just(BeyondIssuer::Allow)];
    (lifetime, prop_oneof![Just(0u64), 1u64..200_000], beyond).prop_map(|(lifetime, backdate, beyond)| {
        Profile::new(lifetime).with_backdating(Duration::from_secs(backdate)).with_beyond_issuer(beyond)
    })
}

proptest! {
    #![proptest_config(seeded(96))]

    /// The same as asking in every second.
    #[test]
    fn the_first_failure_under_an_issuer_is_the_first_of_all_seconds(
        profile in profile(),
        begins in -10_000_000i64..200_000,
        ends in 0i64..9_000_000,
        from in -90_000i64..90_000,
        month in 0i64..14,
    ) {
        // Near the days on which months differ, with an end that comes some days after the first instant that is asked.
        let start = utc_datetime!(2027-12-20 12:00:00) + time::Duration::days(30 * month);
        let second = time::Duration::SECOND;
        let issuer = Validity::new(start + second * begins as i32, start + second * (begins.max(0) + ends) as i32);
        let issuer = issuer.expect("in order");
        let from = start + second * from as i32;
        let found = preflight::next_failure_under(&profile, &issuer, from).map(|failure| failure.at);
        let asked = 4 * 86_400;
        let first = (0..asked).map(|passed| from + second * passed).find(|at| profile.validity_under(*at, &issuer).is_err());
        match first {
            Some(_) => prop_assert_eq!(found, first),
            None => prop_assert!(found.is_none_or(|at| at >= from + second * asked), "{:?}", found),
        }
        // Whatever was found fails, and the second before it does not.
        if let Some(at) = found {
            prop_assert!(profile.validity_under(at, &issuer).is_err());
            prop_assert!(at == from || profile.validity_under((at - second).max(from), &issuer).is_ok());
        }
    }
}
