//! Clocks are set, forwards and back: no panic, no storm, and no credential lost.

use notafter::{
    Scope, Validity,
    renewal::{Outcome, Plan, Rotation, State},
};
use time::UtcDateTime;

use super::rotation::{Fault, START, days, seconds};

type Minted = Result<(u32, Validity), Fault>;

const STEPS: [i64; 3] = [1, 3_600, 31_536_000];

fn rotation() -> Rotation<u32> {
    Rotation::new(1, days(START, 90), Plan::new("host-17"))
}

#[test]
fn a_clock_that_is_set_back_brings_no_attempt_and_puts_none_off_for_longer_than_the_wait() {
    for step in STEPS {
        let mut rotation = rotation();
        let failed = rotation.due();
        let _ = rotation.attempt(failed, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
        let back = failed - seconds(step);
        let outcome = rotation.attempt(back, |_| -> Minted { panic!("set back by {step} s") });
        assert!(matches!(outcome, Outcome::NotDue { .. }), "set back by {step} s");
        let wait = rotation.due() - back;
        assert!(seconds(1) <= wait && wait <= seconds(61), "set back by {step} s: {wait}");
    }
}

#[test]
fn a_clock_that_was_ahead_leaves_the_credential_of_the_right_time() {
    for step in STEPS {
        let mut rotation = rotation();
        let (right, wrong) = (rotation.due(), rotation.due() + seconds(step));
        let outcome = rotation.attempt(wrong, |now| -> Minted { Ok((2, days(now, 90))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{step} s ahead");
        // The clock is set right: the new one is not valid yet, and the old one still is.
        assert_eq!(*rotation.current(right), 1, "{step} s ahead");
        assert_eq!(rotation.validity(right), days(START, 90), "{step} s ahead");
        let outcome = rotation.attempt(right, |now| -> Minted { Ok((3, days(now, 90))) });
        if step == 31_536_000 {
            assert!(matches!(outcome, Outcome::Renewed { .. }), "the old one ends long before the new one begins");
            assert_eq!((*rotation.current(right), rotation.state(right)), (3, State::Fresh));
        } else {
            assert!(matches!(outcome, Outcome::NotDue { .. }), "{step} s ahead: the new one takes over in time");
            assert_eq!(*rotation.current(wrong), 2, "{step} s ahead");
        }
    }
}

#[test]
fn a_clock_that_goes_wrong_after_many_renewals_drops_nothing_that_is_valid() {
    for step in [31_536_000, -31_536_000] {
        let mut rotation = rotation();
        let mut now = rotation.due();
        for number in 2..6 {
            let outcome = rotation.attempt(now, |now| -> Minted { Ok((number, days(now, 90))) });
            assert!(matches!(outcome, Outcome::Renewed { .. }), "renewal {number}");
            now = rotation.due();
        }
        let right = now - seconds(86_400);
        let in_use = *rotation.current(right);
        let wrong = right + seconds(step);
        let outcome = rotation.attempt(wrong, |now| -> Minted { Ok((99, days(now, 90))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "clock wrong by {step} s: nothing is valid there");
        assert_eq!(*rotation.current(wrong), 99, "clock wrong by {step} s");
        assert_eq!(*rotation.current(right), in_use, "clock wrong by {step} s, and right again");
    }
}

#[test]
fn a_late_replacement_is_attempted_again_before_it_expires() {
    let mut rotation = rotation();
    let now = days(START, 90).not_after();
    // Backdated so far that little of it is left, as an issuer with a wrong clock gives it.
    let late = Validity::new(START, now + seconds(120)).expect("a period");
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, late)) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert!(now < rotation.due() && rotation.due() <= late.not_after(), "{}", rotation.due());
}

#[test]
fn when_no_credential_is_valid_yet_one_is_minted_at_once_and_only_once() {
    let mut rotation = rotation();
    let before = START - seconds(31_536_000);
    let starts_in = core::time::Duration::from_secs(31_536_000);
    assert_eq!(rotation.state(before), State::NotYetValid { starts_in });
    let outcome = rotation.attempt(before, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
    assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
    let outcome = rotation.attempt(before, |_| -> Minted { panic!("not before the wait is over") });
    assert!(matches!(outcome, Outcome::NotDue { .. }), "{outcome:?}");
    let now = rotation.due();
    // It ends before the one that is not valid yet, and it is valid.
    let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert_eq!((*rotation.current(now), rotation.state(now)), (2, State::Fresh));
    assert_eq!(*rotation.current(START + seconds(86_400)), 1, "and the other is kept for its time");
}

#[test]
fn the_ends_of_time_are_times_like_others() {
    for now in [UtcDateTime::MIN, UtcDateTime::MAX] {
        let mut rotation = rotation();
        let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{now}: {outcome:?}");
        assert_eq!(*rotation.current(now), 1, "{now}");
        let _ = rotation.state(now);
    }
}
