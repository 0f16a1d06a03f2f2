//! A window that the issuer suggests for the credential in use.

use notafter::{
    Lifetime, Scope, ScopedError, Validity,
    renewal::{Outcome, Refusal, RenewAt, Rotation, State, Window},
};
use time::UtcDateTime;

use super::rotation::{Fault, IDEAL, START, days, seconds, suggest};

type Minted = Result<(u32, Validity), Fault>;

fn rotation() -> Rotation<u32> {
    Rotation::new(1, days(START, 90), START, IDEAL, "host-17")
}

fn window(start: UtcDateTime, end: UtcDateTime) -> Window {
    Window::from_suggested(start, end).expect("a window")
}

// requirement: RFC 9773 §4.2 by-window
// requirement: RFC 9773 §4.2 algorithm
// requirement: RFC 9773 §4.2 exactly
#[test]
fn a_suggested_window_is_kept_to_until_the_credential_is_replaced() {
    let mut rotation = rotation();
    let earlier = window(START + seconds(86_400), START + seconds(2 * 86_400));
    suggest(&mut rotation, START, Some(earlier));
    let due = earlier.pick("host-17");
    assert_eq!(rotation.at(START).due(), due);
    assert_eq!((rotation.at(due - seconds(1)).state(), rotation.at(due).state()), (State::Fresh, State::Due));

    let outcome = rotation.attempt(due, |now| -> Minted { Ok((2, days(now, 90))) });
    let planned = Window::new(&days(due, 90), RenewAt::Ideal).pick("host-17");
    assert!(matches!(outcome, Outcome::Renewed { due, .. } if due == planned), "it was of the first: {outcome:?}");
}

// requirement: RFC 9773 §4.2 before-the-next-time
#[test]
fn a_suggested_instant_before_the_next_time_of_asking_means_now() {
    let every = core::time::Duration::from_secs(86_400);
    for host in 0..50u64 {
        let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL.asked_every(every), host);
        let suggested = window(START + seconds(20 * 86_400), START + seconds(22 * 86_400));
        suggest(&mut rotation, START, Some(suggested));
        let selected = suggested.pick(host);
        // The next time would be a day later: after the instant, or in its second, or before it.
        for (now, is_due) in [(selected, true), (selected - every, true), (selected - every - seconds(1), false)] {
            assert_eq!(rotation.at(now).is_due(), is_due, "host {host}: {now}, and {selected} was selected");
        }
    }
}

// requirement: RFC 9773 §4.2 past
// requirement: RFC 9773 §4.2 backoff
#[test]
fn a_window_that_is_past_means_now_and_backs_off_like_any_other() {
    let mut rotation = rotation();
    let now = START + seconds(86_400);
    suggest(&mut rotation, now, Some(window(START - seconds(10), START)));
    assert_eq!(rotation.at(now).state(), State::Due);
    let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    let resumes = rotation.at(now).due();
    assert!(now + seconds(1_800) <= resumes && resumes <= now + seconds(3_600));
    assert!(matches!(rotation.at(now).state(), State::Degraded { failures: 1, .. }));
    // Asked again, the issuer says the same.
    suggest(&mut rotation, now, Some(window(START - seconds(10), START)));
    assert_eq!(rotation.at(now).due(), resumes, "and the wait goes on");
}

// requirement: RFC 9773 §4.2 invalid-window
#[test]
fn no_window_is_that_of_the_plan() {
    let mut rotation = rotation();
    let planned = rotation.at(START).due();
    suggest(&mut rotation, START, Some(window(START, START + seconds(1))));
    assert!(rotation.at(START).due() < planned);
    // The end is before the start: as if there were no answer.
    suggest(&mut rotation, START, Window::from_suggested(START + seconds(1), START));
    assert_eq!(rotation.at(START).due(), planned);
}

#[test]
fn a_window_that_is_too_late_lets_nothing_expire() {
    let not_after = days(START, 90).not_after();
    for late in [not_after - seconds(60), not_after, not_after + seconds(31_536_000)] {
        for host in 0..50u64 {
            let mut rotation = Rotation::new((), days(START, 90), START, IDEAL, host);
            suggest(&mut rotation, START, Some(window(late, late + seconds(86_400))));
            assert!(not_after - rotation.at(START).due() >= seconds(3_599), "{late}: {}", rotation.at(START).due());
        }
    }
    let mut rotation = rotation();
    let later = window(not_after - seconds(10 * 86_400), not_after - seconds(9 * 86_400));
    suggest(&mut rotation, START, Some(later));
    assert_eq!(rotation.at(START).due(), later.pick("host-17"), "later than the plan, and in time");
}

#[test]
fn a_suggestion_is_of_the_credential_in_use_wherever_the_clock_is() {
    let mut rotation = rotation();
    let ahead = days(START, 90).not_after() + seconds(31_536_000);
    assert!(matches!(rotation.attempt(ahead, |now| -> Minted { Ok((2, days(now, 90))) }), Outcome::Renewed { .. }));
    let of_second = rotation.at(ahead).due();
    // The clock is set right, and the first is in use again.
    suggest(&mut rotation, START, Some(window(START + seconds(10), START + seconds(20))));
    assert!(rotation.at(START).due() <= START + seconds(20));
    assert_eq!(rotation.at(ahead).due(), of_second);
}

/// The first is in use, and the second was minted by a clock that was ahead.
#[test]
fn a_suggestion_counts_while_a_successor_waits_for_its_time() {
    for ahead in [3_600, 20 * 86_400] {
        let mut rotation = rotation();
        let right = rotation.at(START).due();
        let outcome = rotation.attempt(right + seconds(ahead), |now| -> Minted { Ok((2, days(now, 90))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{ahead} s ahead: {outcome:?}");
        assert_eq!(
            (*rotation.at(right).current().credential(), rotation.at(right).state()),
            (1, State::Fresh),
            "{ahead} s ahead"
        );

        suggest(&mut rotation, right, Some(window(right - seconds(2), right - seconds(1))));
        assert_eq!(rotation.at(right).state(), State::Due, "{ahead} s ahead: the issuer wants the first replaced now");
        let now = rotation.at(right).due().max(right);
        let outcome = rotation.attempt(now, |now| -> Minted { Ok((3, days(now, 90))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{ahead} s ahead: {outcome:?}");
        assert_eq!(
            (*rotation.at(now).current().credential(), rotation.at(now).state()),
            (3, State::Fresh),
            "{ahead} s ahead"
        );
    }
    // A suggestion that is later than the successor's own instant changes nothing.
    let mut rotation = rotation();
    let right = rotation.at(START).due();
    let _ = rotation.attempt(right + seconds(3_600), |now| -> Minted { Ok((2, days(now, 90))) });
    let due = rotation.at(right).due();
    suggest(&mut rotation, right, Some(window(due + seconds(1), due + seconds(2))));
    assert_eq!(rotation.at(right).due(), due);
}

/// Ten days into the first, whose issuer wants it replaced at once.
fn to_be_revoked() -> (Rotation<u32>, UtcDateTime) {
    let (mut rotation, now) = (rotation(), START + seconds(10 * 86_400));
    suggest(&mut rotation, now, Some(window(now - seconds(2), now - seconds(1))));
    (rotation, now)
}

#[test]
fn what_its_issuer_wants_replaced_is_replaced_by_what_ends_no_later_too() {
    let until = |now, end| Validity::new(now, end).expect("a period");
    let end = days(START, 90).not_after();
    let (_, now) = to_be_revoked();
    let cases = [
        ("lives for a week now", days(now, 7)),
        ("begins in a second", days(now + seconds(1), 7)),
        ("ends with its issuer, as the first does", until(now, end)),
        ("ends a second earlier", until(now, end - seconds(1))),
        ("the same period once more", days(START, 90)),
    ];
    for (what, replacement) in cases {
        let (mut rotation, now) = to_be_revoked();
        let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, replacement)) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{what}: {outcome:?}");
        let begun = now.max(replacement.not_before());
        assert_eq!(
            (*rotation.at(begun).current().credential(), rotation.at(begun).state()),
            (2, State::Fresh),
            "{what}"
        );
        let due = rotation.at(begun).due();
        assert!(replacement.contains(due), "{what}: due in turn at {due}");
        // And so on: the first does not come back while there is another.
        let outcome = rotation.attempt(due, |now| -> Minted { Ok((3, days(now, 90))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{what}: {outcome:?}");
        assert_eq!(*rotation.at(due).current().credential(), 3, "{what}");
    }
    let (mut rotation, now) = to_be_revoked();
    let over = until(START, now - seconds(1));
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, over)) });
    assert!(matches!(outcome, Outcome::Refused { reason: Refusal::Expired { .. }, .. }), "{outcome:?}");
    assert_eq!(*rotation.at(now).current().credential(), 1, "it is the only one that is valid");
}

#[test]
fn a_certificate_without_an_expiry_can_be_replaced_where_its_issuer_wants_it() {
    let endless = |from| Validity::new(from, Validity::NO_WELL_DEFINED_EXPIRY).expect("a period");
    let mut rotation = Rotation::new(1, endless(START), START, IDEAL, "host-17");
    let now = START + seconds(86_400);
    suggest(&mut rotation, now, Some(window(START, START + seconds(1))));
    let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, endless(now))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert_eq!((*rotation.at(now).current().credential(), rotation.at(now).state()), (2, State::Fresh));
}

#[test]
fn before_the_suggested_instant_a_replacement_that_ends_no_later_is_refused() {
    let mut rotation = rotation();
    let now = rotation.at(START).due();
    suggest(&mut rotation, now, Some(window(now + seconds(86_400), now + seconds(86_401))));
    assert!(matches!(rotation.attempt(now, |_| -> Minted { panic!("not due") }), Outcome::NotDue { .. }));
    // A clock that shows the instant and is right: due, and taken. One that shows it no more: refused.
    let at = rotation.at(now).due();
    let outcome = rotation.attempt(at, |now| -> Minted { Ok((2, days(now, 1))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");

    let mut rotation = self::rotation();
    let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 1))) });
    assert!(matches!(outcome, Outcome::Refused { reason: Refusal::EndsNoLater { .. }, .. }), "{outcome:?}");
}

#[test]
fn what_was_to_be_replaced_is_used_where_nothing_else_is_valid() {
    let (mut rotation, now) = to_be_revoked();
    let week = days(now, 7);
    let _ = rotation.attempt(now, |_| -> Minted { Ok((2, week)) });

    // The clock is set back to before the second: it takes over in time, and nothing is minted for it.
    let back = now - seconds(3_600);
    assert_eq!((*rotation.at(back).current().credential(), rotation.at(back).state()), (1, State::Fresh), "set back");
    assert_eq!(*rotation.at(now).current().credential(), 2, "and right again");
    // The issuer is asked again, and still wants the first replaced. It has been.
    let mut asked = rotation.clone();
    suggest(&mut asked, back, Some(window(START, START + seconds(1))));
    assert_eq!(asked.at(back).state(), State::Fresh);

    // The second expires without a replacement: better the first than none, and not for longer than it must be.
    let expired = week.not_after() + seconds(1);
    assert_eq!(*rotation.at(expired).current().credential(), 1);
    assert_eq!(rotation.at(expired).state(), State::Due);
    assert!(rotation.at(expired).due() <= expired);
    let outcome = rotation.attempt(expired, |now| -> Minted { Ok((3, days(now, 7))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert_eq!((*rotation.at(expired).current().credential(), rotation.at(expired).state()), (3, State::Fresh));
}

#[test]
fn one_from_before_the_one_that_is_to_be_replaced_does_not_come_back_either() {
    let mut rotation = rotation();
    let now = rotation.at(START).due();
    let _ = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
    let now = rotation.at(now).due().min(now + seconds(86_400));
    suggest(&mut rotation, now, Some(window(START, START + seconds(1))));
    let outcome = rotation.attempt(now, |now| -> Minted { Ok((3, days(now, 7))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert!(days(START, 90).not_after() > days(now, 7).not_after(), "the first ends after the third");
    assert_eq!((*rotation.at(now).current().credential(), rotation.at(now).state()), (3, State::Fresh));
}

#[test]
fn a_failure_to_replace_what_its_issuer_wants_replaced_leaves_it_in_use() {
    let (mut rotation, now) = to_be_revoked();
    let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
    assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
    assert_eq!(*rotation.at(now).current().credential(), 1);
    assert!(matches!(rotation.at(now).state(), State::Degraded { failures: 1, .. }));
}

/// A clock that is wrong has its issuer's suggestions too: those of the right time are as they were.
#[test]
fn what_is_replaced_at_a_time_that_was_wrong_is_none_of_the_right_time() {
    let mut rotation = rotation();
    let mut ahead = START + seconds(31_536_000);
    let issued = days(ahead, 90);
    // The issuer wants it replaced time after time, and gives the same again.
    for number in 2..10 {
        let outcome = rotation.attempt(ahead, |_| -> Minted { Ok((number, issued)) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{number}: {outcome:?}");
        assert_eq!(*rotation.at(ahead).current().credential(), number, "the last one of a period");
        suggest(&mut rotation, ahead, Some(window(START, START + seconds(1))));
        ahead = rotation.at(ahead).due();
    }
    let right = START + seconds(86_400);
    assert_eq!(
        (*rotation.at(right).current().credential(), rotation.at(right).state()),
        (1, State::Fresh),
        "nothing has pushed it out"
    );
    let due = rotation.at(right).due();
    let outcome = rotation.attempt(due, |now| -> Minted { Ok((10, days(now, 1))) });
    assert!(matches!(outcome, Outcome::Refused { reason: Refusal::EndsNoLater { .. }, .. }), "{outcome:?}");
}

/// The issuer suggests a window that is too late, and gives shorter lifetimes now: what it answered is learned from.
#[test]
fn a_window_that_is_too_late_brings_no_attempts_in_vain() {
    let mut rotation = rotation();
    let first = days(START, 90);
    let late = first.not_after() + seconds(86_400);
    rotation.suggest(START, &first, Some(window(late, late + seconds(86_400))));
    let mut now = rotation.at(START).due();
    assert!(first.not_after() - now > seconds(4 * 86_400), "a twentieth is left: {now}");
    let mut refused = 0;
    while rotation.at(now).current().credential() == &1 {
        let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 2))) });
        refused += u32::from(matches!(outcome, Outcome::Refused { .. }));
        now = if matches!(outcome, Outcome::Renewed { .. }) { now } else { outcome.due() };
    }
    assert_eq!(refused, 1, "and the next is taken");
}

/// What failed before a credential began is none of it.
#[test]
fn failures_before_a_credential_comes_into_use_do_not_count_for_it() {
    let mut rotation = rotation();
    let now = rotation.at(START).due();
    // The issuer's clock is far ahead, so that there would be a gap.
    let begins = days(START, 90).not_after() + seconds(86_400);
    let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, days(begins, 90))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    let mut due = outcome.due();
    while due < begins {
        let outcome = rotation.attempt(due, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
        assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
        due = outcome.due();
    }
    assert_eq!((*rotation.at(begins).current().credential(), rotation.at(begins).state()), (2, State::Fresh));
    // It is asked when the next attempt would have been due, and nothing is wanted.
    let outcome = rotation.attempt(due, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
    assert_eq!(rotation.at(outcome.due()).state(), State::Due, "nothing has failed since");
}

/// A long wait, and then the issuer wants replaced what was to follow: the last chance is that of what remains.
#[test]
fn the_last_chance_is_that_of_the_cover_as_it_is_now() {
    let mut rotation = rotation();
    let first = days(START, 90);
    let now = rotation.at(START).due();
    // The second ends a year later, and its renewal is wanted: the issuer says to come back in a week.
    let second = days(first.not_after() - seconds(3 * 86_400), 365);
    assert!(matches!(rotation.offer(now, 2, second), Outcome::Renewed { .. }));
    rotation.renew_now(first.not_after() - seconds(2 * 86_400));
    let asked = first.not_after() - seconds(2 * 86_400);
    let week = core::time::Duration::from_secs(7 * 86_400);
    let outcome = rotation.attempt(asked, |_| -> Result<(u32, Validity), ScopedError> {
        Err(ScopedError::new(Scope::SharedService, "busy").with_retry_after(week))
    });
    assert_eq!(outcome.due(), asked + seconds(7 * 86_400), "a year is left");
}

/// What is saved for a restart is never an older one that ends before what is in use.
#[test]
fn what_is_to_be_saved_ends_no_earlier_than_what_its_issuer_wants_replaced() {
    let mut rotation = rotation();
    let due = rotation.at(START).due();
    let _ = rotation.attempt(due, |now| -> Minted { Ok((2, days(now, 90))) });
    let now = due + seconds(60);
    suggest(&mut rotation, now, Some(window(START, START + seconds(1))));
    let view = rotation.at(now);
    assert!(days(START, 90).contains(now), "the first is still valid");
    assert_eq!((*view.current().credential(), *view.successor().credential()), (2, 2));
}

/// The old one is used until the new one settles. It has been replaced, and a stale file replaces the new one no more.
#[test]
fn a_stale_file_is_refused_while_the_replacement_settles() {
    let plan = IDEAL.settle(core::time::Duration::from_secs(3_600));
    let mut rotation = Rotation::new(1, days(START, 90), START, plan, "host-17");
    let now = START + seconds(10 * 86_400);
    rotation.renew_now(now);
    let _ = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
    assert_eq!(*rotation.at(now).current().credential(), 1, "the new one settles");
    let stale = days(now - seconds(5 * 86_400), 20);
    let outcome = rotation.offer(now + seconds(1), 3, stale);
    assert!(matches!(outcome, Outcome::Refused { reason: Refusal::EndsNoLater { .. }, .. }), "{outcome:?}");
    assert_eq!(*rotation.at(now + seconds(2 * 86_400)).current().credential(), 2);
}

/// A credential that was to be replaced before it began is no renewal.
#[test]
fn the_beginning_of_what_is_to_be_replaced_ends_no_alert() {
    let mut rotation = rotation();
    let mut now = rotation.at(START).due();
    let begins = now + seconds(3_600);
    let outcome = rotation.offer(now, 2, days(begins, 90));
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    rotation.renew_now(now);
    while now < begins {
        now = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::SharedService)) }).due();
    }
    assert_eq!(*rotation.at(begins).current().credential(), 2);
    assert!(matches!(rotation.at(begins).state(), State::Degraded { .. }), "{}", rotation.at(begins).state());
}

/// The host's clock is slow, so that nothing new has begun. Somebody asks for a renewal twice: the second one is wanted no more.
#[test]
fn two_renewals_that_are_asked_for_by_a_slow_clock_are_two() {
    let ahead = |now| now + seconds(7_200);
    for asked in 1..=4 {
        let mut rotation = rotation();
        let mut now = START + seconds(86_400);
        let mut minted = 0;
        for _ in 0..asked {
            rotation.renew_now(now);
            for _ in 0..20 {
                now += seconds(60);
                // An issuer that truncates to its own end: no replacement ends later than another.
                let validity = Validity::new(ahead(now), START + seconds(80 * 86_400)).expect("a period");
                let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, validity)) });
                minted += u32::from(matches!(outcome, Outcome::Renewed { .. }));
            }
        }
        assert_eq!(minted, asked, "asked for {asked} times");
    }
}

/// A tool that renews early is no issuer that hurries: what it brought does not hold up what is urgent.
#[test]
fn files_that_are_renewed_early_do_not_delay_a_suggestion() {
    let mut rotation = rotation();
    let mut now = START;
    for number in 0..16 {
        now = START + seconds(number * 2 * 86_400);
        let outcome = rotation.offer(now, 2, days(now, 91));
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    }
    let asked = now + seconds(3_600);
    suggest(&mut rotation, asked, Some(window(START, now)));
    assert!(rotation.at(asked).is_due(), "{}", rotation.at(asked).due());
}

/// A key has leaked, and the issuer gives less than it did: the new one is used all the same.
#[test]
fn what_was_replaced_is_not_used_because_it_lasts_longer() {
    let day = core::time::Duration::from_secs(86_400);
    let mut rotation = Rotation::new(0, days(START, 90), START, IDEAL.asked_every(day), "host-17");
    rotation.renew_now(START);
    for number in 0..80 {
        let now = START + seconds(number * 86_400);
        let half_a_day = Validity::starting_at(now, Lifetime::hours(12)).expect("a period");
        let outcome = rotation.attempt(now, |_| -> Minted { Ok((1, half_a_day)) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
        assert_eq!(*rotation.at(now).current().credential(), 1, "at {now}");
    }
}

/// Peers with a slow clock refuse the new one at first, whoever wanted it.
#[test]
fn what_was_suggested_settles_too() {
    let settle = core::time::Duration::from_secs(600);
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL.settle(settle), "host-17");
    let now = START + seconds(86_400);
    suggest(&mut rotation, now, Some(window(START, now)));
    let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    let in_use = |after| *rotation.at(now + seconds(after)).current().credential();
    assert_eq!((in_use(0), in_use(599), in_use(600)), (1, 1, 2));
}

/// Windows as an issuer usually suggests them, months apart, are no hurry: a revocation is acted on at once.
#[test]
fn a_revocation_is_not_held_up_by_the_renewals_of_years() {
    for (lifetime, share) in [(90, 4), (6, 5), (90, 3)] {
        let length = i64::from(lifetime) * 86_400;
        let mut current = days(START, lifetime);
        let mut rotation = Rotation::new(1, current, START, IDEAL, "host-17");
        for _ in 0..20 {
            let begins = current.not_before();
            let at = begins + seconds(length * share / 10);
            rotation.suggest(begins, &current, Window::from_suggested(at, at + seconds(60)));
            let now = rotation.at(begins).due();
            current = days(now, lifetime);
            let outcome = rotation.attempt(now, |_| -> Minted { Ok((2, current)) });
            assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
        }
        let revoked = current.not_before() + seconds(600);
        rotation.suggest(revoked, &current, Some(window(revoked - seconds(200), revoked - seconds(100))));
        assert!(rotation.at(revoked).is_due(), "{lifetime} days: {}", rotation.at(revoked).due());
    }
    // Nor by an operator who deploys often.
    let mut rotation = rotation();
    let mut now = START;
    for number in 1..=16 {
        now = START + seconds(number * 2 * 86_400);
        rotation.renew_now(now);
        let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    }
    let revoked = now + seconds(600);
    suggest(&mut rotation, revoked, Some(window(START, now)));
    assert!(rotation.at(revoked).is_due(), "{}", rotation.at(revoked).due());
}

/// An alert of a time that the clock showed wrongly is ended by a renewal too.
#[test]
fn an_alert_of_a_wrong_time_does_not_come_back() {
    let mut rotation = rotation();
    let due = rotation.at(START).due();
    let mut ahead = due + seconds(20 * 86_400);
    for _ in 0..5 {
        ahead = rotation.attempt(ahead, |_| -> Minted { Err(Fault(Scope::SharedService)) }).due();
    }
    let outcome = rotation.attempt(due, |now| -> Minted { Ok((2, days(now, 90))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    let next = rotation.at(due).due();
    assert_eq!(rotation.at(next).state(), State::Due);
}

/// S2 for a plan that says it is asked seldom, and is asked every hour.
#[test]
fn what_was_learned_holds_for_who_asks_seldom_too() {
    let month = core::time::Duration::from_secs(31 * 86_400);
    for before in [90, 398] {
        let mut rotation = Rotation::new(1, days(START, before), START, IDEAL.asked_every(month), "host-17");
        let mut refused = 0;
        for hour in 0..i64::from(before) * 24 {
            let now = START + seconds(hour * 3_600);
            let outcome = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 6))) });
            refused += u32::from(matches!(outcome, Outcome::Refused { .. }));
            assert!(rotation.at(now).current().validity().contains(now), "at {now}");
        }
        assert!((1..=5).contains(&refused), "{before} days: {refused} are not used");
    }
}
