//! An issuer that expires before what it issues: what is refused or cannot be minted brings no storm and drops nothing.

use notafter::{
    BeyondIssuer, Lifetime, Profile, ProfileError, Scope, Validity,
    renewal::{Outcome, Refusal, Rotation, State},
};
use time::UtcDateTime;

use super::rotation::{IDEAL, START, days, seconds};

const HOUR: i64 = 3_600;

/// What was seen at an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Renewed,
    EndsNoLater,
    OutlivesIssuer,
}

/// A rotation under an issuer of 30 days, which is renewed 12 hours after it expired; its leaves live for 10 days.
struct Run {
    issuer: Validity,
    attempts: Vec<(UtcDateTime, Seen)>,
    /// When no credential was valid, in the steps of 10 minutes in which the rotation is asked.
    outage: Vec<UtcDateTime>,
}

fn run(beyond_issuer: BeyondIssuer) -> Run {
    let profile = Profile::new(Lifetime::days(10)).with_beyond_issuer(beyond_issuer);
    let issuer = days(START, 30);
    let renewed_at = issuer.not_after() + seconds(12 * HOUR);
    let under = |now| if now < renewed_at { issuer } else { days(renewed_at, 3_650) };
    let first = profile.validity_under(START, &issuer).expect("the issuer lives for longer");
    let mut rotation = Rotation::new(first, first, START, IDEAL, "host-17");
    let mut run = Run { issuer, attempts: Vec::new(), outage: Vec::new() };

    let mut now = START;
    while now < renewed_at + seconds(2 * HOUR) {
        let before = *rotation.at(now).current().credential();
        let outcome = rotation.attempt(now, |now| profile.validity_under(now, &under(now)).map(|leaf| (leaf, leaf)));
        let seen = match outcome {
            Outcome::NotDue { .. } => None,
            Outcome::Renewed { .. } => Some(Seen::Renewed),
            Outcome::Refused { reason: Refusal::EndsNoLater { not_after, covered_until: in_use }, .. } => {
                assert_eq!((not_after, in_use), (issuer.not_after(), issuer.not_after()), "at {now}");
                Some(Seen::EndsNoLater)
            }
            Outcome::Failed { error: ProfileError::OutlivesIssuer { .. }, scope: Scope::EveryHost, .. } => {
                Some(Seen::OutlivesIssuer)
            }
            outcome => panic!("at {now}: {outcome:?}"),
        };
        if seen.is_some_and(|seen| seen != Seen::Renewed) {
            assert_eq!(*rotation.at(now).current().credential(), before, "at {now}: what there is stays");
            assert!(matches!(rotation.at(now).state(), State::Degraded { .. } | State::Expired { .. }), "at {now}");
        }
        if !rotation.at(now).current().credential().contains(now) {
            run.outage.push(now);
        }
        run.attempts.extend(seen.map(|seen| (now, seen)));
        now += seconds(600);
    }
    assert_eq!(rotation.at(now).state(), State::Fresh, "with the new issuer all is well again");
    run
}

impl Run {
    fn count(&self, wanted: Seen) -> usize {
        self.attempts.iter().filter(|(_, seen)| *seen == wanted).count()
    }

    fn bring_no_storm(&self) {
        for (at, _) in &self.attempts {
            let within = self.attempts.iter().filter(|(other, _)| at <= other && *other - *at < seconds(HOUR)).count();
            assert!(within <= 3, "{within} attempts within the hour from {at} on");
        }
    }
}

#[test]
fn what_is_truncated_is_used_until_the_issuer_expires_and_no_shorter_one_is_taken() {
    let run = run(BeyondIssuer::Truncate);
    run.bring_no_storm();
    // Each ends with the issuer then, and so no later than the one in use.
    assert!(run.count(Seen::EndsNoLater) > 10, "{:?}", run.attempts);
    let first_refused = run.attempts.iter().find(|(_, seen)| *seen == Seen::EndsNoLater).map(|(at, _)| *at);
    assert!(first_refused.is_some_and(|at| at < run.issuer.not_after() - seconds(24 * HOUR)), "in time for an alert");
    // After its end nothing can be minted.
    assert!(run.count(Seen::OutlivesIssuer) > 0, "{:?}", run.attempts);
    assert_eq!(run.outage.first(), Some(&(run.issuer.not_after() + seconds(1))), "not a step earlier");
    let (taken_up, seen) = *run.attempts.last().expect("an attempt");
    assert_eq!(seen, Seen::Renewed);
    let renewed_at = run.issuer.not_after() + seconds(12 * HOUR);
    assert!(renewed_at <= taken_up && taken_up - renewed_at <= seconds(HOUR), "within the longest wait: {taken_up}");
}

#[test]
fn what_would_outlive_its_issuer_is_rejected_and_the_last_one_is_used_until_its_end() {
    let run = run(BeyondIssuer::Reject);
    run.bring_no_storm();
    assert_eq!(run.count(Seen::EndsNoLater), 0, "{:?}", run.attempts);
    assert!(run.count(Seen::OutlivesIssuer) > 100, "{:?}", run.attempts);
    let (first_failed, _) = *run.attempts.iter().find(|(_, seen)| *seen == Seen::OutlivesIssuer).expect("a failure");
    let (last_renewed, _) =
        run.attempts.iter().rfind(|(at, seen)| *at < first_failed && *seen == Seen::Renewed).expect("one");
    let last = days(*last_renewed, 10);
    assert!(last.not_after() < run.issuer.not_after());
    assert!(run.outage.iter().all(|at| *at > last.not_after()), "it is used until its end");
    assert!(run.outage.first().is_some_and(|at| *at <= last.not_after() + seconds(600)), "and not after it");
    assert!(first_failed < last.not_after() - seconds(48 * HOUR), "in time for an alert");
    assert_eq!(run.attempts.last().map(|(_, seen)| *seen), Some(Seen::Renewed));
}
