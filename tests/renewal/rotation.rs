//! A fault at every step of an attempt: the credential in use stays, and the next attempt is well placed.

use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};

use notafter::{
    Lifetime, Scope, Scoped, ScopedError, Validity,
    renewal::{Clocks, Outcome, Plan, Refusal, RenewAt, Rotation, State, Window},
};
use time::{UtcDateTime, macros::utc_datetime};

/// The plan of most tests.
pub(super) const IDEAL: Plan = Plan::new(RenewAt::Ideal);

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

/// Suggests a window for the credential in use.
pub(super) fn suggest<C>(rotation: &mut Rotation<C>, now: UtcDateTime, window: Option<Window>) {
    let in_use = rotation.at(now).current().validity();
    rotation.suggest(now, &in_use, window);
}

/// A rotation whose first credential is valid for 90 days from `START`, with waits of one minute up to an hour.
fn rotation() -> Rotation<u32> {
    Rotation::new(1, days(START, 90), START, IDEAL, "host-17")
}

type Minted = Result<(u32, Validity), Fault>;

/// Attempts with something that must not be called.
fn not_due(rotation: &mut Rotation<u32>, now: UtcDateTime) -> bool {
    let outcome = rotation.attempt(now, |_| -> Minted { panic!("it is not due at {now}") });
    matches!(outcome, Outcome::NotDue { due, .. } if due == rotation.at(now).due() && due > now)
}

#[test]
fn nothing_is_minted_before_it_is_due_and_then_it_is_once() {
    let mut rotation = rotation();
    let due = rotation.at(START).due();
    assert_eq!(rotation.at(START).state(), State::Fresh);
    assert!(not_due(&mut rotation, START));
    assert!(not_due(&mut rotation, due - seconds(1)));
    assert_eq!(rotation.at(due).state(), State::Due);

    let outcome = rotation.attempt(due, |now| -> Minted { Ok((2, days(now, 90))) });
    assert!(
        matches!(outcome, Outcome::Renewed { clocks: Clocks::Agree, due: next, .. } if next == rotation.at(due).due())
    );
    assert_eq!(*rotation.at(due).current().credential(), 2);
    assert_eq!(rotation.at(due).current().validity(), days(due, 90));
    assert_eq!(rotation.at(due).state(), State::Fresh);
    assert!(not_due(&mut rotation, due), "not twice");
    let two_thirds = due + seconds(60 * 86_400);
    assert!((rotation.at(due).due() - two_thirds).abs() <= seconds(77_760), "the next one is due by its own period");
}

#[test]
fn a_failure_leaves_the_credential_in_use_and_backs_off_by_scope() {
    let mut rotation = rotation();
    let mut now = rotation.at(START).due();
    for (failure, longest) in [60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600].into_iter().enumerate() {
        let failures = failure as u32 + 1;
        let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
        let due = rotation.at(now).due();
        let failed = matches!(outcome, Outcome::Failed { error: Fault(Scope::ThisHost), scope: Scope::ThisHost, due: next, .. } if next == due);
        assert!(failed, "{outcome:?}");
        let wait = (due - now).whole_seconds();
        assert!(longest / 2 <= wait && wait <= longest, "failure {failures}: {wait} s of {longest}");
        assert_eq!(*rotation.at(now).current().credential(), 1, "it stays");
        let remaining =
            Duration::try_from(days(START, 90).not_after() - now).expect("positive") + Duration::from_secs(1);
        assert_eq!(rotation.at(now).state(), State::Degraded { remaining, failures });
        assert!(not_due(&mut rotation, due - seconds(1)));
        now = due;
    }
    let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    assert!(matches!(outcome, Outcome::Failed { scope: Scope::EveryHost, .. }), "{outcome:?}");

    let now = rotation.at(now).due();
    assert!(matches!(rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) }), Outcome::Renewed { .. }));
    assert_eq!(rotation.at(now).state(), State::Fresh, "the failures are forgotten");
}

#[test]
fn an_error_of_every_host_waits_the_longest_from_the_first_failure_on() {
    let mut rotation = rotation();
    let now = rotation.at(START).due();
    let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    let wait = (rotation.at(now).due() - now).whole_seconds();
    assert!((1_800..=3_600).contains(&wait), "{wait} s");
}

#[test]
fn hosts_of_a_fleet_wait_differently() {
    let waits: std::collections::HashSet<i64> = (0..100u64)
        .map(|host| {
            let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, host);
            let now = rotation.at(START).due();
            let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
            (rotation.at(now).due() - now).whole_seconds()
        })
        .collect();
    assert!(waits.len() > 80, "{} different waits of 100 hosts", waits.len());
}

#[test]
fn a_wait_is_shortened_by_up_to_a_half_and_by_both_ends_of_that() {
    let two = Duration::from_secs(2);
    let waits: std::collections::BTreeSet<i64> = (0..100u64)
        .map(|host| {
            let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL.back_off(two, two), host);
            let now = rotation.at(START).due();
            let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
            (rotation.at(now).due() - now).whole_seconds()
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
                assert!(rotation.at(now).due() > now);
                now = rotation.at(now).due();
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
    assert_eq!(rotation.at(expired).state(), State::Expired { since: Duration::from_secs(1) });
    assert_eq!(*rotation.at(expired).current().credential(), 1, "there is no other");
    let now = rotation.at(expired).due();
    // Shorter than what there was, and valid, which that is not.
    assert!(matches!(rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 1))) }), Outcome::Renewed { .. }));
    assert_eq!((*rotation.at(now).current().credential(), rotation.at(now).state()), (2, State::Fresh));
}

#[test]
fn a_replacement_that_is_no_better_is_refused_with_the_reason() {
    let now = rotation().at(START).due();
    let in_use = days(START, 90);
    let until = |end| Validity::new(now, end).expect("a period");
    let shown = |at: UtcDateTime| days(at, 1).to_string()[..20].to_owned();
    let cases = [
        (
            "expired",
            Validity::new(START, now - seconds(1)).expect("a period"),
            Refusal::Expired { not_after: now - seconds(1), now },
            format!("replacement's notAfter {} is before {}", shown(now - seconds(1)), shown(now)),
        ),
        (
            "ends a second earlier",
            until(in_use.not_after() - seconds(1)),
            Refusal::EndsNoLater { not_after: in_use.not_after() - seconds(1), covered_until: in_use.not_after() },
            "replacement's notAfter 2026-03-31T23:59:58Z is not after 2026-03-31T23:59:59Z, until which credentials are there"
                .to_owned(),
        ),
        (
            "ends with its issuer, as the one in use does",
            until(in_use.not_after()),
            Refusal::EndsNoLater { not_after: in_use.not_after(), covered_until: in_use.not_after() },
            "replacement's notAfter 2026-03-31T23:59:59Z is not after 2026-03-31T23:59:59Z, until which credentials are there"
                .to_owned(),
        ),
    ];
    for (what, validity, reason, text) in cases {
        let mut rotation = rotation();
        let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, validity)) });
        let Outcome::Refused { reason: found, credential: 2, due, .. } = outcome else { panic!("{what}: {outcome:?}") };
        assert_eq!((found, due), (reason, rotation.at(now).due()), "{what}");
        assert_eq!(reason.to_string(), text, "{what}");
        // An issuer whose clock is wrong must not have hosts condemned: see `Refusal`.
        assert_eq!(reason.scope(), Scope::EveryHost, "{what}");
        assert_eq!(*rotation.at(now).current().credential(), 1, "{what}: it stays");
        assert!(rotation.at(now).due() >= now + seconds(1_800), "{what}: and no storm follows");
        assert!(matches!(rotation.at(now).state(), State::Degraded { failures: 1, .. }), "{what}");
    }
    let mut rotation = rotation();
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, until(in_use.not_after() + seconds(1)))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "a second longer is better");
}

#[test]
fn a_replacement_that_is_due_at_once_brings_no_storm() {
    let mut rotation = rotation();
    let mut now = rotation.at(START).due();
    let mut minted = 0;
    let until = now + seconds(3_600);
    while now < until {
        let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
        minted += u32::from(matches!(outcome, Outcome::Renewed { .. }));
        // The issuer wants each renewed at once, as soon as it has given it.
        suggest(&mut rotation, now, Window::from_suggested(START - seconds(2), START));
        now += seconds(1);
    }
    // Each wait is at least half of 1, 2, 4, ... minutes.
    assert!((6..=12).contains(&minted), "{minted} in an hour");
}

#[test]
fn credentials_that_live_for_seconds_wait_for_seconds() {
    let minute = Validity::starting_at(START, Lifetime::seconds(60)).expect("a period");
    let mut rotation = Rotation::new(1, minute, START, Plan::new(RenewAt::percent(50)), "host-17");
    let mut now = rotation.at(START).due();
    let mut attempts = 0;
    while minute.contains(now) {
        let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        attempts += 1;
        assert!(rotation.at(now).due() > now, "not twice at {now}");
        now = rotation.at(now).due();
    }
    assert!(attempts >= 5, "{attempts} attempts in the second half of a minute");
}

#[test]
fn a_plan_of_nothing_waits_for_a_second() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL.back_off(Duration::ZERO, Duration::ZERO), 7);
    let now = rotation.at(START).due();
    let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    assert_eq!(rotation.at(now).due() - now, seconds(1));
}

#[test]
fn a_mint_that_panics_leaves_the_credential_in_use_and_is_not_called_again_at_once() {
    let mut rotation = rotation();
    let now = rotation.at(START).due();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _ = rotation.attempt(now, |_| -> Minted { std::panic::resume_unwind(Box::new("a bug in minting")) });
    }));
    assert!(panicked.is_err());
    assert_eq!(
        (*rotation.at(now).current().credential(), rotation.at(now).current().validity()),
        (1, days(START, 90)),
        "it stays"
    );
    assert!(matches!(rotation.at(now).state(), State::Degraded { failures: 1, .. }), "{:?}", rotation.at(now).state());
    let wait = rotation.at(now).due() - now;
    assert!(seconds(30) <= wait && wait <= seconds(60), "{wait}, as after a failure of this host");
    assert!(not_due(&mut rotation, now + seconds(1)));

    let later = rotation.at(now).due();
    assert!(matches!(rotation.attempt(later, |now| -> Minted { Ok((2, days(now, 90))) }), Outcome::Renewed { .. }));
    assert_eq!(
        (*rotation.at(later).current().credential(), rotation.at(later).state()),
        (2, State::Fresh),
        "all is well again"
    );
}

/// An outcome's line, with its due in place of `{due}`.
fn line<C, E: core::fmt::Display>(outcome: &Outcome<C, E>) -> String {
    outcome.to_string().replace(&days(outcome.due(), 1).to_string()[..20], "{due}")
}

#[test]
fn an_outcome_is_a_line_of_a_log() {
    let now = rotation().at(START).due();
    let attempt = |mint: fn(UtcDateTime) -> Result<(u32, Validity), ScopedError>| line(&rotation().attempt(now, mint));
    let lines = [
        (
            "not due",
            line(&rotation().attempt(START, |_| -> Result<_, ScopedError> { panic!("not due") })),
            "not due before {due}",
        ),
        ("renewed", attempt(|now| Ok((2, days(now, 90)))), "renewed, due again at {due}"),
        (
            "renewed by an issuer whose clock is ahead",
            attempt(|now| Ok((2, days(now + seconds(90_061), 90)))),
            "renewed, though this host's clock is 1 day 1 hour 1 minute 1 second behind the issuer's or more, due again at {due}",
        ),
        (
            "renewed by an issuer whose clock is behind, after the end of all",
            line(
                &rotation()
                    .attempt(days(START, 200).not_after(), |_| -> Result<_, ScopedError> { Ok((2, days(START, 199))) }),
            ),
            "renewed, though this host's clock is 1 day ahead of the issuer's or more, due again at {due}",
        ),
        (
            "refused",
            attempt(|now| Ok((2, Validity::new(now, days(START, 90).not_after()).expect("a period")))),
            "refused: replacement's notAfter 2026-03-31T23:59:59Z is not after 2026-03-31T23:59:59Z, until which \
             credentials are there; next attempt at {due}",
        ),
        (
            "failed here",
            attempt(|_| Err(ScopedError::new(Scope::ThisHost, "disk full"))),
            "failed on this host: disk full; next attempt at {due}",
        ),
        (
            "failed elsewhere",
            attempt(|_| Err(ScopedError::new(Scope::SharedService, "busy"))),
            "failed at a shared service: busy; next attempt at {due}",
        ),
        (
            "failed everywhere",
            attempt(|_| Err(ScopedError::new(Scope::EveryHost, "no such day"))),
            "failed as on every host: no such day; next attempt at {due}",
        ),
        (
            "with a text that would drive a terminal, hide, or look like another line",
            attempt(|_| {
                Err(ScopedError::new(
                    Scope::ThisHost,
                    "a\n  b\r\n\u{1b}[31m\u{202e}x\u{200b}y\u{2028}z\u{7}e\u{301}\tü 日本  \"\\'  \n",
                ))
            }),
            "failed on this host: a b \\u{1b}[31m\\u{202e}x\\u{200b}y\\u{2028}z\\u{7}e\\u{301}\\tü 日本  \"\\'; next attempt at {due}",
        ),
        (
            "with its causes",
            attempt(|_| Err(ScopedError::new(Scope::ThisHost, super::Caused))),
            "failed on this host: no certificate: no entropy; next attempt at {due}",
        ),
    ];
    for (what, line, expected) in lines {
        assert_eq!(line, expected, "{what}");
    }
}

#[test]
fn a_state_is_a_line_of_a_log() {
    let mut rotation = rotation();
    let state = |rotation: &Rotation<u32>, at| rotation.at(at).state().to_string();
    let (due, end) = (rotation.at(START).due(), days(START, 90).not_after());
    assert_eq!(state(&rotation, START), "fresh");
    assert_eq!(state(&rotation, due), "due");
    assert_eq!(state(&rotation, START - seconds(86_400)), "not yet valid, begins in 1 day");
    assert_eq!(state(&rotation, end + seconds(3)), "expired 3 seconds ago");
    let _ = rotation.attempt(end - seconds(86_399), |_| -> Minted { Err(Fault(Scope::ThisHost)) });
    assert_eq!(state(&rotation, end - seconds(86_399)), "degraded, 1 failure, 1 day remain");
}
