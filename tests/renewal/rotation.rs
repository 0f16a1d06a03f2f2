//! A fault at every step of an attempt: the credential in use stays, and the next attempt is well placed.

use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};

use notafter::{
    Lifetime, Scope, Scoped, Validity,
    renewal::{Outcome, Plan, Refusal, RenewAt, Rotation, State, Window},
};
use time::{UtcDateTime, macros::utc_datetime};

pub(super) const START: UtcDateTime = utc_datetime!(2026-01-01 00:00:00);

/// An error of the given scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault(pub(super) Scope);

impl Scoped for Fault {
    fn scope(&self) -> Scope {
        self.0
    }
}

pub(super) fn days(start: UtcDateTime, days: u32) -> Validity {
    Validity::starting_at(start, Lifetime::days(days)).expect("a period")
}

pub(super) fn seconds(seconds: i64) -> time::Duration {
    time::Duration::seconds(seconds)
}

/// A rotation whose first credential is valid for 90 days from `START`, with waits of one minute up to an hour.
fn rotation() -> Rotation<u32> {
    Rotation::new(1, days(START, 90), Plan::new("host-17"))
}

type Minted = Result<(u32, Validity), Fault>;

/// Attempts with something that must not be called.
fn not_due(rotation: &mut Rotation<u32>, now: UtcDateTime) -> bool {
    let outcome = rotation.attempt(now, |_| -> Minted { panic!("it is not due at {now}") });
    matches!(outcome, Outcome::NotDue { due } if due == rotation.due(now) && due > now)
}

#[test]
fn nothing_is_minted_before_it_is_due_and_then_it_is_once() {
    let mut rotation = rotation();
    let due = rotation.due(START);
    assert_eq!(rotation.state(START), State::Fresh);
    assert!(not_due(&mut rotation, START));
    assert!(not_due(&mut rotation, due - seconds(1)));
    assert_eq!(rotation.state(due), State::Due);

    let outcome = rotation.attempt(due, |now| -> Minted { Ok((2, days(now, 90))) });
    assert_eq!(outcome, Outcome::Renewed { due: rotation.due(due) });
    assert_eq!(*rotation.current(due), 2);
    assert_eq!(rotation.validity(due), days(due, 90));
    assert_eq!(rotation.state(due), State::Fresh);
    assert!(not_due(&mut rotation, due), "not twice");
    let two_thirds = due + seconds(60 * 86_400);
    assert!((rotation.due(due) - two_thirds).abs() <= seconds(77_760), "the next one is due by its own period");
}

#[test]
fn a_failure_leaves_the_credential_in_use_and_backs_off_by_scope() {
    let mut rotation = rotation();
    let mut now = rotation.due(START);
    for (failure, longest) in [60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600].into_iter().enumerate() {
        let failures = failure as u32 + 1;
        let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
        let due = rotation.due(now);
        assert_eq!(outcome, Outcome::Failed { error: Fault(Scope::ThisHost), scope: Scope::ThisHost, due });
        let wait = (due - now).whole_seconds();
        assert!(longest / 2 <= wait && wait <= longest, "failure {failures}: {wait} s of {longest}");
        assert_eq!(*rotation.current(now), 1, "it stays");
        let remaining =
            Duration::try_from(days(START, 90).not_after() - now).expect("positive") + Duration::from_secs(1);
        assert_eq!(rotation.state(now), State::Degraded { remaining, failures });
        assert!(not_due(&mut rotation, due - seconds(1)));
        now = due;
    }
    let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    assert!(matches!(outcome, Outcome::Failed { scope: Scope::EveryHost, .. }), "{outcome:?}");

    let now = rotation.due(now);
    assert!(matches!(rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) }), Outcome::Renewed { .. }));
    assert_eq!(rotation.state(now), State::Fresh, "the failures are forgotten");
}

#[test]
fn an_error_of_every_host_waits_the_longest_from_the_first_failure_on() {
    let mut rotation = rotation();
    let now = rotation.due(START);
    let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    let wait = (rotation.due(now) - now).whole_seconds();
    assert!((1_800..=3_600).contains(&wait), "{wait} s");
}

#[test]
fn hosts_of_a_fleet_wait_differently() {
    let waits: std::collections::HashSet<i64> = (0..100u64)
        .map(|host| {
            let mut rotation = Rotation::new(1, days(START, 90), Plan::new(host));
            let now = rotation.due(START);
            let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
            (rotation.due(now) - now).whole_seconds()
        })
        .collect();
    assert!(waits.len() > 80, "{} different waits of 100 hosts", waits.len());
}

#[test]
fn a_wait_is_shortened_by_up_to_a_half_and_by_both_ends_of_that() {
    let two = Duration::from_secs(2);
    let waits: std::collections::BTreeSet<i64> = (0..100u64)
        .map(|host| {
            let mut rotation = Rotation::new(1, days(START, 90), Plan::new(host).back_off(two, two));
            let now = rotation.due(START);
            let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
            (rotation.due(now) - now).whole_seconds()
        })
        .collect();
    assert_eq!(waits.into_iter().collect::<Vec<_>>(), [1, 2], "a second less, or nothing");
}

#[test]
fn the_last_attempt_before_expiry_is_never_skipped() {
    let not_after = days(START, 90).not_after();
    for before_expiry in [10, 30, 61, 90, 600, 3_000, 4_000] {
        for scope in [Scope::ThisHost, Scope::EveryHost] {
            let mut rotation = rotation();
            let mut now = not_after - seconds(before_expiry);
            let mut attempts = Vec::new();
            while now <= not_after {
                let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(scope)) });
                attempts.push((not_after - now).whole_seconds());
                assert!(rotation.due(now) > now);
                now = rotation.due(now);
            }
            let last = *attempts.last().expect("an attempt");
            assert!(last <= 60, "{scope}, from {before_expiry} s before expiry: the last is {last} s before it");
        }
    }
}

#[test]
fn after_expiry_the_attempts_go_on_and_the_first_success_is_taken() {
    let mut rotation = rotation();
    let expired = days(START, 90).not_after() + seconds(1);
    let _ = rotation.attempt(expired, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    assert_eq!(rotation.state(expired), State::Expired { since: Duration::from_secs(1) });
    assert_eq!(*rotation.current(expired), 1, "there is no other");
    let now = rotation.due(expired);
    // Shorter than what there was, and valid, which that is not.
    assert!(matches!(rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 1))) }), Outcome::Renewed { .. }));
    assert_eq!((*rotation.current(now), rotation.state(now)), (2, State::Fresh));
}

#[test]
fn a_replacement_that_is_no_better_is_refused_with_the_reason() {
    let now = rotation().due(START);
    let in_use = days(START, 90);
    let until = |end| Validity::new(now, end).expect("a period");
    let shown = |at: UtcDateTime| days(at, 1).to_string()[..20].to_owned();
    let cases = [
        (
            "not valid for longer than the longest wait",
            days(now + seconds(3_601), 90),
            Refusal::NotYetValid { not_before: now + seconds(3_601), now },
            format!("replacement's notBefore {} is after {}", shown(now + seconds(3_601)), shown(now)),
        ),
        (
            "expired",
            Validity::new(START, now - seconds(1)).expect("a period"),
            Refusal::Expired { not_after: now - seconds(1), now },
            format!("replacement's notAfter {} is before {}", shown(now - seconds(1)), shown(now)),
        ),
        (
            "ends a second earlier",
            until(in_use.not_after() - seconds(1)),
            Refusal::EndsNoLater { not_after: in_use.not_after() - seconds(1), in_use: in_use.not_after() },
            "replacement's notAfter 2026-03-31T23:59:58Z is not after 2026-03-31T23:59:59Z, that of the credential in use"
                .to_owned(),
        ),
        (
            "ends with its issuer, as the one in use does",
            until(in_use.not_after()),
            Refusal::EndsNoLater { not_after: in_use.not_after(), in_use: in_use.not_after() },
            "replacement's notAfter 2026-03-31T23:59:59Z is not after 2026-03-31T23:59:59Z, that of the credential in use"
                .to_owned(),
        ),
    ];
    for (what, validity, reason, text) in cases {
        let mut rotation = rotation();
        let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, validity)) });
        assert_eq!(outcome, Outcome::Refused { reason, credential: 2, due: rotation.due(now) }, "{what}");
        assert_eq!(reason.to_string(), text, "{what}");
        // An issuer whose clock is wrong must not have hosts condemned: see `Refusal`.
        assert_eq!(reason.scope(), Scope::EveryHost, "{what}");
        assert_eq!(*rotation.current(now), 1, "{what}: it stays");
        assert!(rotation.due(now) >= now + seconds(1_800), "{what}: and no storm follows");
        assert!(matches!(rotation.state(now), State::Degraded { failures: 1, .. }), "{what}");
    }
    let mut rotation = rotation();
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, until(in_use.not_after() + seconds(1)))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "a second longer is better");
}

#[test]
fn a_replacement_that_is_due_at_once_brings_no_storm() {
    let mut rotation = rotation();
    let mut now = rotation.due(START);
    let mut minted = 0;
    let until = now + seconds(3_600);
    while now < until {
        let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
        minted += u32::from(matches!(outcome, Outcome::Renewed { .. }));
        // The issuer wants each renewed at once, as soon as it has given it.
        rotation.suggest(now, Window::suggested(START - seconds(2), START));
        now += seconds(1);
    }
    assert!((60..=121).contains(&minted), "{minted} in an hour, with waits of 30 to 60 s");
}

#[test]
fn credentials_that_live_for_seconds_wait_for_seconds() {
    let minute = Validity::starting_at(START, Lifetime::seconds(60)).expect("a period");
    let mut rotation = Rotation::new(1, minute, Plan::new("host-17").renew_at(RenewAt::Percent(50)));
    let mut now = rotation.due(START);
    let mut attempts = 0;
    while minute.contains(now) {
        let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        attempts += 1;
        assert!(rotation.due(now) > now, "not twice at {now}");
        now = rotation.due(now);
    }
    assert!(attempts >= 5, "{attempts} attempts in the second half of a minute");
}

#[test]
fn a_plan_of_nothing_waits_for_a_second() {
    let mut rotation = Rotation::new(1, days(START, 90), Plan::new(7).back_off(Duration::ZERO, Duration::ZERO));
    let now = rotation.due(START);
    let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    assert_eq!(rotation.due(now) - now, seconds(1));
}

#[test]
fn a_mint_that_panics_leaves_the_credential_in_use_and_is_not_called_again_at_once() {
    let mut rotation = rotation();
    let now = rotation.due(START);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _ = rotation.attempt(now, |_| -> Minted { std::panic::resume_unwind(Box::new("a bug in minting")) });
    }));
    assert!(panicked.is_err());
    assert_eq!((*rotation.current(now), rotation.validity(now)), (1, days(START, 90)), "it stays");
    assert!(matches!(rotation.state(now), State::Degraded { failures: 1, .. }), "{:?}", rotation.state(now));
    let wait = rotation.due(now) - now;
    assert!(seconds(30) <= wait && wait <= seconds(60), "{wait}, as after a failure of this host");
    assert!(not_due(&mut rotation, now + seconds(1)));

    let later = rotation.due(now);
    assert!(matches!(rotation.attempt(later, |now| -> Minted { Ok((2, days(now, 90))) }), Outcome::Renewed { .. }));
    assert_eq!((*rotation.current(later), rotation.state(later)), (2, State::Fresh), "all is well again");
}

#[test]
fn an_outcome_is_a_line_of_a_log() {
    let (due, not_after) = (utc_datetime!(2028-02-29 00:45:00), utc_datetime!(2028-02-28 23:59:59));
    let reason = Refusal::EndsNoLater { not_after, in_use: not_after };
    let cases = [
        (Outcome::NotDue { due }, "not due before 2028-02-29T00:45:00Z"),
        (Outcome::Renewed { due }, "renewed, and due again at 2028-02-29T00:45:00Z"),
        (
            Outcome::Refused { reason, credential: 2, due },
            "refused: replacement's notAfter 2028-02-28T23:59:59Z is not after 2028-02-28T23:59:59Z, that of the \
             credential in use; next attempt at 2028-02-29T00:45:00Z",
        ),
        (
            Outcome::Failed { error: "disk full", scope: Scope::ThisHost, due },
            "failed on this host: disk full; next attempt at 2028-02-29T00:45:00Z",
        ),
        (
            Outcome::Failed { error: "no such day", scope: Scope::EveryHost, due },
            "failed as on every host: no such day; next attempt at 2028-02-29T00:45:00Z",
        ),
    ];
    for (outcome, line) in cases {
        assert_eq!(outcome.to_string(), line);
    }
    let outcome: Outcome<(), _> = Outcome::Failed { error: super::Chained, scope: Scope::ThisHost, due };
    let line = "failed on this host: no certificate: no entropy; next attempt at 2028-02-29T00:45:00Z";
    assert_eq!(outcome.to_string(), line, "an error that prints its causes when asked is asked");
}
