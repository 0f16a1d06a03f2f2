//! Replacements that begin in a moment: an issuer elsewhere dates them by its own clock, and after the request.

use core::time::Duration;

use notafter::{
    Scope, Validity,
    renewal::{Outcome, Refusal, Rotation, State, Window},
};

use super::rotation::{Fault, IDEAL, START, days, seconds, suggest};

type Minted = Result<(u32, Validity), Fault>;

fn rotation() -> Rotation<u32> {
    Rotation::new(1, days(START, 90), START, IDEAL, "host-17")
}

#[test]
fn an_issuer_that_takes_a_moment_and_does_not_backdate_renews_like_any_other() {
    for latency in [1, 3, 60] {
        let mut rotation = rotation();
        let mut renewed = 0;
        for half_minute in 0..130 * 2_880 {
            let now = START + seconds(half_minute * 30);
            let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now + seconds(latency), 90))) });
            match outcome {
                Outcome::NotDue { .. } => {}
                Outcome::Renewed { due, .. } => {
                    renewed += 1;
                    assert!(due - now > seconds(59 * 86_400), "after {latency} s: renewed at {now}, again at {due}");
                }
                outcome => panic!("after {latency} s, at {now}: {outcome:?}"),
            }
            assert!(
                rotation.at(now).current().validity().contains(now),
                "after {latency} s: nothing is valid at {now}"
            );
        }
        assert_eq!(renewed, 2, "after {latency} s: once in 60 days");
    }
}

#[test]
fn what_begins_in_a_moment_comes_into_use_with_its_first_second() {
    let mut rotation = rotation();
    let now = rotation.at(START).due();
    let begins = now + seconds(3);
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, days(begins, 90))) });
    assert!(
        matches!(outcome, Outcome::Renewed { due, .. } if due == rotation.at(begins).due()),
        "when it is to be replaced in turn"
    );
    assert_eq!((*rotation.at(now).current().credential(), rotation.at(now).state()), (1, State::Fresh));
    assert_eq!(*rotation.at(begins - seconds(1)).current().credential(), 1, "what is in use stays until then");
    assert_eq!((*rotation.at(begins).current().credential(), rotation.at(begins).state()), (2, State::Fresh));
}

#[test]
fn what_is_to_be_saved_is_what_was_taken_last() {
    let mut rotation = rotation();
    assert_eq!(*rotation.at(START).successor().credential(), 1);
    let now = rotation.at(START).due();
    let second = days(now + seconds(3), 90);
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, second)) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert_eq!(
        (*rotation.at(now).current().credential(), *rotation.at(now).successor().credential()),
        (1, 2),
        "it has not begun"
    );
    let restored = Rotation::new(2, second, now, IDEAL, "host-17");
    let begins = second.not_before();
    assert_eq!(restored.at(begins).due(), rotation.at(begins).due(), "after a restart");

    // One that ends sooner, as the issuer wants it.
    let later = begins + seconds(86_400);
    suggest(&mut rotation, later, Window::from_suggested(START, begins));
    let outcome = rotation.attempt(later, |now| -> Minted { Ok((3, days(now + seconds(3), 30))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert_eq!((*rotation.at(later).current().credential(), *rotation.at(later).successor().credential()), (2, 3));
}

#[test]
fn where_nothing_is_valid_what_begins_in_a_moment_is_waited_for() {
    let mut rotation = rotation();
    let now = days(START, 90).not_after() + seconds(1);
    let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now + seconds(3), 90))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert_eq!(rotation.at(now).state(), State::NotYetValid { starts_in: Duration::from_secs(3) });
    let begins = now + seconds(3);
    assert_eq!((*rotation.at(begins).current().credential(), rotation.at(begins).state()), (2, State::Fresh));
    assert!(rotation.at(begins).due() - begins > seconds(59 * 86_400));
}

/// An issuer whose clock is ahead, asked every 30 s from before or after the end on, with nothing valid in between: the first
/// replacement comes into use, and those that would begin after it neither push it out nor bring a storm.
#[test]
fn an_issuer_whose_clock_is_ahead_is_waited_for_and_not_asked_without_end() {
    let end = days(START, 90).not_after();
    for ahead in [300, 1_800, 3_000, 3_600] {
        for from in [-3_000, -1_800, -60, 1, 600] {
            let what = format!("{ahead} s ahead, from {from} s after the end on");
            let mut rotation = rotation();
            // What was in use before failed, as on every host: this is the first success.
            let mut now = end + seconds(from);
            let (mut minted, mut first_begins) = (0, None);
            for _ in 0..240 {
                let outcome = rotation.attempt(now, |now| -> Minted {
                    minted += 1;
                    Ok((2, days(now + seconds(ahead), 90)))
                });
                if let Outcome::Renewed { .. } = outcome {
                    first_begins.get_or_insert(now + seconds(ahead));
                }
                let is_valid = rotation.at(now).current().validity().contains(now);
                let is_to_be = now <= end || first_begins.is_some_and(|begins| begins <= now);
                assert_eq!(is_valid, is_to_be, "{what}: at {now}");
                now += seconds(30);
            }
            assert!(minted <= 8, "{what}: {minted} in two hours");
            assert_eq!(rotation.at(now).state(), State::Fresh, "{what}");
        }
    }
}

#[test]
fn a_replacement_that_begins_in_a_moment_and_ends_no_later_is_refused() {
    let mut rotation = rotation();
    let (now, end) = (rotation.at(START).due(), days(START, 90).not_after());
    let shorter = Validity::new(now + seconds(1), end).expect("a period");
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, shorter)) });
    assert!(matches!(outcome, Outcome::Refused { reason: Refusal::EndsNoLater { .. }, .. }), "{outcome:?}");
}

#[test]
fn a_fault_of_an_issuer_elsewhere_is_none_of_what_it_gave_before() {
    let mut rotation = rotation();
    let now = rotation.at(START).due();
    let _ = rotation.attempt(now, |now| -> Minted { Ok((2, days(now + seconds(1), 90))) });
    // The next is due when two thirds of the second are over, and fails.
    let due = rotation.at(now).due();
    let outcome = rotation.attempt(due, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
    assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
    assert!(matches!(rotation.at(due).state(), State::Degraded { failures: 1, .. }), "{:?}", rotation.at(due).state());
    assert_eq!(*rotation.at(due).current().credential(), 2);
}

#[test]
fn where_nothing_is_valid_what_begins_first_is_used() {
    let now = days(START, 90).not_after() + seconds(1);
    // What is offered between two others is refused: they cover it.
    for order in [[10, 20, 30], [20, 10, 30], [20, 30, 10], [30, 20, 10]] {
        let mut rotation = rotation();
        for begins in order {
            let outcome = rotation.offer(now, begins, days(now + seconds(begins.into()), 90));
            assert!(matches!(outcome, Outcome::Renewed { .. }), "{order:?}: {outcome:?}");
        }
        let in_use = |after| *rotation.at(now + seconds(after)).current().credential();
        assert_eq!([0, 9, 10, 20, 30].map(in_use), [10, 10, 10, 20, 30], "{order:?}: then the one that ends last");
    }
}
