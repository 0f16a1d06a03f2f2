//! Clocks are set, forwards and back: no panic, no storm, and no credential lost.

use notafter::{
    Scope, Validity,
    renewal::{Outcome, Rotation, State},
};
use time::UtcDateTime;

use super::rotation::{Fault, IDEAL, START, days, seconds};

type Minted = Result<(u32, Validity), Fault>;

const STEPS: [i64; 3] = [1, 3_600, 31_536_000];

fn rotation() -> Rotation<u32> {
    Rotation::new(1, days(START, 90), START, IDEAL, "host-17")
}

/// A rotation that was renewed four times in peace, with the number 5 in use, and an instant a day before it is due.
fn renewed() -> (Rotation<u32>, UtcDateTime) {
    let mut rotation = rotation();
    let mut now = rotation.at(START).due();
    for number in 2..6 {
        renew(&mut rotation, now, number);
        now = rotation.at(now).due();
    }
    (rotation, now - seconds(86_400))
}

fn renew(rotation: &mut Rotation<u32>, now: UtcDateTime, number: u32) {
    let outcome = rotation.attempt(now, |now| -> Minted { Ok((number, days(now, 90))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "renewal {number} at {now}: {outcome:?}");
}

#[test]
fn a_clock_that_is_set_back_behind_a_wait_brings_one_attempt() {
    for scope in [Scope::ThisHost, Scope::EveryHost] {
        let mut rotation = rotation();
        let failed = rotation.at(START).due();
        let _ = rotation.attempt(failed, |_| -> Minted { Err(Fault(scope)) });
        let resumes = rotation.at(failed).due();
        let wait = resumes - failed;
        for back in [seconds(1), wait / 2, wait - seconds(1)] {
            let mut rotation = rotation.clone();
            rotation.renew_now(failed);
            let back = failed - back;
            let outcome = rotation.attempt(back, |_| -> Minted { Err(Fault(scope)) });
            assert!(matches!(outcome, Outcome::Failed { .. }), "{scope}, set back to {back}: {outcome:?}");
            let due = rotation.at(back).due();
            assert!(due > back && due - back <= seconds(3_600), "{scope}, set back to {back}: {due}");
            let outcome = rotation.attempt(due - seconds(1), |_| -> Minted { panic!("{scope}, set back to {back}") });
            assert_eq!(outcome, Outcome::NotDue { due }, "{scope}, set back to {back}");
        }
    }
}

#[test]
fn a_clock_that_is_set_back_by_more_than_the_wait_does_not_put_off_what_is_due() {
    for step in [60, 3_600, 31_536_000] {
        let (mut rotation, _) = renewed();
        let failed =
            rotation.at(START + seconds(86_400 * 250)).current().validity().not_after() + seconds(2 * 31_536_000);
        let _ = rotation.attempt(failed, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
        let back = failed - seconds(step);
        assert!(!rotation.at(back).current().validity().contains(back), "nothing is valid, set back by {step} s");
        assert_eq!(rotation.at(back).due(), back, "set back by {step} s");
        renew(&mut rotation, back, 99);
        let outcome = rotation.attempt(back, |_| -> Minted { panic!("set back by {step} s, and not twice") });
        assert!(matches!(outcome, Outcome::NotDue { .. }), "set back by {step} s");
    }
}

#[test]
fn a_clock_that_was_ahead_leaves_the_credential_of_the_right_time() {
    for step in STEPS {
        let mut rotation = rotation();
        let right = rotation.at(START).due();
        let wrong = right + seconds(step);
        renew(&mut rotation, wrong, 2);
        // The clock is set right: the new one is not valid yet, and the old one still is.
        assert_eq!(*rotation.at(right).current().credential(), 1, "{step} s ahead");
        assert_eq!(rotation.at(right).current().validity(), days(START, 90), "{step} s ahead");
        if step == 31_536_000 {
            assert_eq!(rotation.at(right).state(), State::Due, "the old one ends long before the new one begins");
            renew(&mut rotation, right, 3);
            assert_eq!((*rotation.at(right).current().credential(), rotation.at(right).state()), (3, State::Fresh));
        } else {
            assert_eq!(rotation.at(right).state(), State::Fresh, "{step} s ahead: the new one takes over in time");
            let outcome = rotation.attempt(right, |_| -> Minted { panic!("{step} s ahead") });
            assert_eq!(outcome, Outcome::NotDue { due: rotation.at(wrong).due() }, "{step} s ahead");
            assert_eq!(*rotation.at(wrong).current().credential(), 2, "{step} s ahead");
        }
    }
}

#[test]
fn a_credential_that_begins_in_the_very_next_second_takes_over_in_time() {
    let mut rotation = rotation();
    let right = rotation.at(START).due();
    let next_second = days(START, 90).not_after() + seconds(1);
    renew(&mut rotation, next_second, 2);
    assert_eq!(
        (*rotation.at(right).current().credential(), rotation.at(right).state()),
        (1, State::Fresh),
        "there is no gap"
    );
    assert_eq!(rotation.at(right).due(), rotation.at(next_second).due());

    let mut rotation = self::rotation();
    renew(&mut rotation, next_second + seconds(1), 2);
    assert_eq!(
        (*rotation.at(right).current().credential(), rotation.at(right).state()),
        (1, State::Due),
        "there is one of a second"
    );
}

#[test]
fn a_failure_at_a_time_that_was_wrong_is_none_of_the_right_time() {
    for step in [31_536_000, -31_536_000] {
        let (mut rotation, right) = renewed();
        let wrong = right + seconds(step);
        let _ = rotation.attempt(wrong, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        assert_eq!(
            (*rotation.at(right).current().credential(), rotation.at(right).state()),
            (5, State::Fresh),
            "wrong by {step} s"
        );
    }
}

#[test]
fn failures_at_a_time_that_was_wrong_do_not_count_when_it_is_due_at_the_right_one() {
    for step in [31_536_000, -31_536_000] {
        let (mut rotation, right) = renewed();
        let due = rotation.at(right).due();
        let mut wrong = right + seconds(step);
        for _ in 0..8 {
            let outcome = rotation.attempt(wrong, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
            assert!(matches!(outcome, Outcome::Failed { .. }), "wrong by {step} s: {outcome:?}");
            wrong = rotation.at(wrong).due();
        }
        assert_eq!(rotation.at(right).state(), State::Fresh, "wrong by {step} s");
        assert_eq!(rotation.at(due).state(), State::Due, "wrong by {step} s: nothing has failed at the right time");
        let _ = rotation.attempt(due, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
        assert!(
            matches!(rotation.at(due).state(), State::Degraded { failures: 1, .. }),
            "{:?}",
            rotation.at(due).state()
        );
        let wait = (rotation.at(due).due() - due).whole_seconds();
        assert!((30..=60).contains(&wait), "wrong by {step} s: {wait} s after the first failure");
    }
}

#[test]
fn failures_at_a_time_that_was_wrong_do_not_count_for_the_first_credential_either() {
    let (mut rotation, mut wrong) = (rotation(), START - seconds(10 * 31_536_000));
    for _ in 0..8 {
        let outcome = rotation.attempt(wrong, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
        wrong = rotation.at(wrong).due();
    }
    let due = rotation.at(START).due();
    assert_eq!(rotation.at(due).state(), State::Due, "nothing has failed since it was wanted");

    // The clock is set right when that credential has expired.
    let expired = days(START, 90).not_after() + seconds(86_400);
    assert_eq!(rotation.at(expired).due(), expired);
    let _ = rotation.attempt(expired, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
    let wait = (rotation.at(expired).due() - expired).whole_seconds();
    assert!((30..=60).contains(&wait), "{wait} s after the first failure");
}

/// Fails some seconds before the end, sets the clock back, and asks every second from then on.
#[test]
fn a_clock_that_is_set_back_in_the_last_moments_leaves_another_last_attempt() {
    let not_after = days(START, 90).not_after();
    for scope in [Scope::ThisHost, Scope::EveryHost] {
        for before_expiry in [0, 10, 29, 45] {
            for back in [1, 5, 60, 120, 300, 1_200, 1_700, 3_000, 3_599, 7_200] {
                let what = format!("{scope}, {before_expiry} s before the end, set back by {back} s");
                let mut rotation = rotation();
                let failed = not_after - seconds(before_expiry);
                let _ = rotation.attempt(failed, |_| -> Minted { Err(Fault(scope)) });
                let (mut now, mut last) = (failed - seconds(back), failed);
                let mut attempts = 0;
                while now <= not_after {
                    let due = rotation.at(now).due();
                    let mut called = false;
                    let _ = rotation.attempt(now, |_| -> Minted {
                        called = true;
                        Err(Fault(scope))
                    });
                    assert_eq!(called, due <= now, "{what}: due and attempt disagree at {now}");
                    if called {
                        last = now;
                        attempts += 1;
                    }
                    now += seconds(1);
                }
                // Set back within the last moments, the attempt was made in them.
                assert!(attempts > 0 || back + before_expiry <= 60, "{what}: no attempt");
                assert!(not_after - last <= seconds(60), "{what}: the last is {} before", not_after - last);
                assert!(attempts <= 2 + back / 30, "{what}: {attempts} attempts");
            }
        }
    }
}

#[test]
fn a_clock_that_jumps_over_the_last_moments_and_is_set_back_into_them_makes_the_last_attempt() {
    let end = days(START, 90).not_after();
    for scope in [Scope::ThisHost, Scope::EveryHost] {
        for back_at in [-40, -20, -1, 0] {
            let mut rotation = rotation();
            for at in [-10_800, 60] {
                let outcome = rotation.attempt(end + seconds(at), |_| -> Minted { Err(Fault(scope)) });
                assert!(matches!(outcome, Outcome::Failed { .. }), "{scope}, {at} s after the end: {outcome:?}");
            }
            let now = end + seconds(back_at);
            let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(scope)) });
            assert!(
                matches!(outcome, Outcome::Failed { .. }),
                "{scope}, set to {back_at} s after the end: {outcome:?}"
            );
            for after in 0..=-back_at {
                let outcome = rotation.attempt(now + seconds(after), |_| -> Minted { panic!("and no other") });
                assert!(matches!(outcome, Outcome::NotDue { .. }));
            }
        }
    }
}

/// The attempt in the first of the last moments is the last: the second after it brings no other.
#[test]
fn an_attempt_in_the_first_of_the_last_moments_is_the_last() {
    let end = days(START, 90).not_after();
    let mut rotation = rotation();
    let outcome = rotation.attempt(end - seconds(100), |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    let Outcome::Failed { due, .. } = outcome else { panic!("{outcome:?}") };
    assert!(end - seconds(60) <= due && due <= end - seconds(30), "{due}");
    let outcome = rotation.attempt(due, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    let Outcome::Failed { due, .. } = outcome else { panic!("{outcome:?}") };
    assert!(due > end + seconds(1), "{due}");
    let outcome = rotation.attempt(end + seconds(1), |_| -> Minted { panic!("it has expired, and the wait goes on") });
    assert_eq!(outcome, Outcome::NotDue { due });
}

/// Who sleeps through the last moments makes the attempt afterwards, whatever wait began before them.
#[test]
fn a_last_attempt_that_was_slept_through_is_made_when_the_service_wakes() {
    let end = days(START, 90).not_after();
    for scope in [Scope::ThisHost, Scope::EveryHost] {
        let mut rotation = rotation();
        let outcome = rotation.attempt(end - seconds(100), |_| -> Minted { Err(Fault(scope)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{scope}: {outcome:?}");
        let outcome = rotation.attempt(end + seconds(1), |_| -> Minted { Err(Fault(scope)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{scope}, a second after the end: {outcome:?}");
    }
}

/// Half a second into its last second a credential is valid, and the last attempt is still to be made.
#[test]
fn the_last_attempt_is_made_within_the_last_second_too() {
    let end = days(START, 90).not_after();
    for millis in [0, 500, 999] {
        let mut rotation = rotation();
        let _ = rotation.attempt(end - seconds(10), |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        let outcome = rotation.attempt(end - seconds(100), |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
        let now = end + time::Duration::milliseconds(millis);
        let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{millis} ms into the last second: {outcome:?}");
    }
}

#[test]
fn a_clock_that_is_wrong_for_as_long_as_a_credential_lives_drops_nothing_that_is_valid() {
    let mut most = 0;
    for life in [6, 90] {
        for host in 0..8 {
            most =
                most.max(minted_while_wrong(life, host, 31_536_000)).max(minted_while_wrong(life, host, -31_536_000));
        }
    }
    assert_eq!(most, 3, "with that of the right time, it is all four that are kept");
}

/// Sets the clock wrong when a credential of so many days was just taken, and looks for it in use until it expires.
fn minted_while_wrong(life: u32, host: u64, wrong_by: i64) -> u32 {
    let what = format!("{life} days, host {host}, wrong by {wrong_by} s");
    let mut rotation = Rotation::new(1, days(START, life), START, IDEAL, host);
    let mut taken = START;
    for number in 2..6 {
        taken = rotation.at(taken).due();
        let outcome = rotation.attempt(taken, |now| -> Minted { Ok((number, days(now, life))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{what}: {outcome:?}");
    }
    let mut minted = 0;
    for minute in (0..i64::from(life) * 1_440).step_by(5) {
        let (wrong, right) = (taken + seconds(wrong_by + minute * 60), taken + seconds(minute * 60));
        let outcome = rotation.attempt(wrong, |now| -> Minted { Ok((100 + minted, days(now, life))) });
        minted += u32::from(matches!(outcome, Outcome::Renewed { .. }));
        assert_eq!(*rotation.at(wrong).current().credential(), 99 + minted, "{what} for {minute} minutes");
        assert_eq!(*rotation.at(right).current().credential(), 5, "{what}, and right again after {minute} minutes");
    }
    minted
}

#[test]
fn a_clock_that_goes_wrong_time_after_time_drops_nothing_that_is_valid() {
    let (mut rotation, right) = renewed();
    for time in 1..20 {
        let wrong = right + seconds(31_536_000 * i64::from(time));
        renew(&mut rotation, wrong, 100 + time);
        let outcome = rotation.attempt(right, |_| -> Minted { panic!("it is not due for a day") });
        assert!(matches!(outcome, Outcome::NotDue { .. }), "wrong for the {time}th time, and right again");
        assert_eq!(*rotation.at(right).current().credential(), 5, "wrong for the {time}th time, and right again");
    }
}

/// Sets the clock at each step of a life: before it is due, when it is, after a failure, after a renewal, after the end.
#[test]
fn a_clock_that_is_set_at_any_step_brings_one_attempt_at_the_most() {
    for step in STEPS.into_iter().flat_map(|step| [step, -step]) {
        for what in ["fresh", "due", "failed", "failed as on every host", "renewed", "expired"] {
            let mut rotation = rotation();
            let due = rotation.at(START).due();
            let now = match what {
                "fresh" => START,
                "expired" => days(START, 90).not_after() + seconds(1),
                _ => due,
            };
            match what {
                "failed" => drop(rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::ThisHost)) })),
                "failed as on every host" => {
                    drop(rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) }))
                }
                "renewed" => renew(&mut rotation, now, 2),
                _ => {}
            }
            let mut attempts = 0;
            for after in 0..30 {
                let set = now + seconds(step + after);
                let outcome = rotation.attempt(set, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
                attempts += u32::from(!matches!(outcome, Outcome::NotDue { .. }));
                let valid = days(START, 90).contains(set) || (what == "renewed" && days(due, 90).contains(set));
                assert_eq!(rotation.at(set).current().validity().contains(set), valid, "{what}, set by {step} s");
            }
            assert!(attempts <= 1, "{what}, set by {step} s: {attempts} attempts in half a minute");
        }
    }
}

#[test]
fn a_late_replacement_is_attempted_again_before_it_expires() {
    // Backdated so far that little of it is left, as an issuer with a wrong clock gives it.
    for left in [2, 5, 20, 29, 120] {
        let mut rotation = rotation();
        let now = days(START, 90).not_after();
        let late = Validity::new(START, now + seconds(left - 1)).expect("a period");
        let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, late)) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{left} s left: {outcome:?}");
        let due = rotation.at(now).due();
        assert!(now < due && due <= late.not_after(), "{left} s left: {due}");
        assert_eq!(rotation.at(now).state(), State::Fresh, "{left} s left: not to be renewed at once");
        assert!(matches!(rotation.attempt(due, |now| -> Minted { Ok((3, days(now, 90))) }), Outcome::Renewed { .. }));
    }
}

#[test]
fn the_last_moments_of_a_late_replacement_are_as_short_as_its_waits() {
    for host in 0..20u64 {
        let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, host);
        let mut now = days(START, 90).not_after();
        let late = Validity::new(START, now + seconds(99)).expect("a period");
        assert!(matches!(rotation.attempt(now, |_| -> Minted { Ok((2, late)) }), Outcome::Renewed { .. }));
        let mut last = now;
        while late.contains(now) {
            now += seconds(1);
            let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
            last = if late.contains(now) && !matches!(outcome, Outcome::NotDue { .. }) { now } else { last };
        }
        assert!(late.not_after() - last <= seconds(1), "host {host}: the last attempt is at {last}");
    }
}

/// So little was left of it that its own waits are a second long. When it has expired they are those of a credential of its kind.
#[test]
fn a_late_replacement_that_has_expired_brings_no_storm() {
    for scope in [Scope::ThisHost, Scope::EveryHost] {
        let mut rotation = rotation();
        let mut now = days(START, 90).not_after();
        let late = Validity::new(START, now + seconds(4)).expect("a period");
        assert!(matches!(rotation.attempt(now, |_| -> Minted { Ok((2, late)) }), Outcome::Renewed { .. }));
        let mut attempts = 0;
        for _ in 0..3_600 {
            now += seconds(1);
            let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(scope)) });
            attempts += u32::from(!matches!(outcome, Outcome::NotDue { .. }));
        }
        assert!((2..=4 + 8).contains(&attempts), "{scope}: {attempts} attempts in an hour");
    }
}

#[test]
fn when_no_credential_is_valid_yet_one_is_minted_at_once_and_only_once() {
    let mut rotation = rotation();
    let before = START - seconds(31_536_000);
    let starts_in = core::time::Duration::from_secs(31_536_000);
    assert_eq!(rotation.at(before).state(), State::NotYetValid { starts_in });
    assert_eq!(rotation.at(before).due(), before);
    let outcome = rotation.attempt(before, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
    assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
    let outcome = rotation.attempt(before, |_| -> Minted { panic!("not before the wait is over") });
    assert!(matches!(outcome, Outcome::NotDue { .. }), "{outcome:?}");
    let now = rotation.at(before).due();
    // It ends before the one that is not valid yet, and it is valid.
    renew(&mut rotation, now, 2);
    assert_eq!((*rotation.at(now).current().credential(), rotation.at(now).state()), (2, State::Fresh));
    assert_eq!(*rotation.at(START + seconds(86_400)).current().credential(), 1, "and the other is kept for its time");
}

#[test]
fn the_ends_of_time_are_times_like_others() {
    for now in [UtcDateTime::MIN, UtcDateTime::MAX] {
        let mut rotation = rotation();
        let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{now}: {outcome:?}");
        assert_eq!(*rotation.at(now).current().credential(), 1, "{now}");
        let _ = (rotation.at(now).state(), rotation.at(now).due());
    }
}
