//! A window that the issuer suggests for the credential in use.

use notafter::{
    Scope, Validity,
    renewal::{Outcome, Plan, RenewAt, Rotation, State, Window},
};
use time::UtcDateTime;

use super::rotation::{Fault, START, days, seconds};

type Minted = Result<(u32, Validity), Fault>;

fn rotation() -> Rotation<u32> {
    Rotation::new(1, days(START, 90), Plan::new("host-17"))
}

fn window(start: UtcDateTime, end: UtcDateTime) -> Window {
    Window::suggested(start, end).expect("a window")
}

#[test]
fn a_suggested_window_is_kept_to_until_the_credential_is_replaced() {
    let mut rotation = rotation();
    let earlier = window(START + seconds(86_400), START + seconds(2 * 86_400));
    rotation.suggest(START, Some(earlier));
    let due = earlier.pick("host-17");
    assert_eq!(rotation.due(START), due);
    assert_eq!((rotation.state(due - seconds(1)), rotation.state(due)), (State::Fresh, State::Due));

    let outcome = rotation.attempt(due, |now| -> Minted { Ok((2, days(now, 90))) });
    let planned = Window::of(&days(due, 90), RenewAt::Ideal).pick("host-17");
    assert_eq!(outcome, Outcome::Renewed { due: planned }, "it was of the first");
}

#[test]
fn a_window_that_is_past_means_now_and_backs_off_like_any_other() {
    let mut rotation = rotation();
    let now = START + seconds(86_400);
    rotation.suggest(now, Some(window(START - seconds(10), START)));
    assert_eq!(rotation.state(now), State::Due);
    let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    let resumes = rotation.due(now);
    assert!(now + seconds(1_800) <= resumes && resumes <= now + seconds(3_600));
    assert!(matches!(rotation.state(now), State::Degraded { failures: 1, .. }));
    // Asked again, the issuer says the same.
    rotation.suggest(now, Some(window(START - seconds(10), START)));
    assert_eq!(rotation.due(now), resumes, "and the wait goes on");
}

#[test]
fn no_window_is_that_of_the_plan() {
    let mut rotation = rotation();
    let planned = rotation.due(START);
    rotation.suggest(START, Some(window(START, START + seconds(1))));
    assert!(rotation.due(START) < planned);
    // The end is before the start: as if there were no answer.
    rotation.suggest(START, Window::suggested(START + seconds(1), START));
    assert_eq!(rotation.due(START), planned);
}

#[test]
fn a_window_that_is_too_late_lets_nothing_expire() {
    let not_after = days(START, 90).not_after();
    for late in [not_after - seconds(60), not_after, not_after + seconds(31_536_000)] {
        for host in 0..50u64 {
            let mut rotation = Rotation::new((), days(START, 90), Plan::new(host));
            rotation.suggest(START, Some(window(late, late + seconds(86_400))));
            assert!(not_after - rotation.due(START) >= seconds(3_599), "{late}: {}", rotation.due(START));
        }
    }
    let mut rotation = rotation();
    let later = window(not_after - seconds(10 * 86_400), not_after - seconds(9 * 86_400));
    rotation.suggest(START, Some(later));
    assert_eq!(rotation.due(START), later.pick("host-17"), "later than the plan, and in time");
}

#[test]
fn a_suggestion_is_of_the_credential_in_use_wherever_the_clock_is() {
    let mut rotation = rotation();
    let ahead = days(START, 90).not_after() + seconds(31_536_000);
    assert!(matches!(rotation.attempt(ahead, |now| -> Minted { Ok((2, days(now, 90))) }), Outcome::Renewed { .. }));
    let of_second = rotation.due(ahead);
    // The clock is set right, and the first is in use again.
    rotation.suggest(START, Some(window(START + seconds(10), START + seconds(20))));
    assert!(rotation.due(START) <= START + seconds(20));
    assert_eq!(rotation.due(ahead), of_second);
}
