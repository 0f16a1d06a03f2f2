//! Situations that operators have reported, by number. A service ticks every 30 s unless the situation says otherwise.

use core::{convert::Infallible, time::Duration};
use std::collections::BTreeMap;

use notafter::{
    Lifetime, Scope, ScopedError, Validity,
    renewal::{Clocks, Outcome, Plan, Refusal, RenewAt, Rotation, State, Window},
};
use time::{UtcDateTime, macros::utc_datetime};

use super::rotation::{IDEAL, START, days, seconds};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

type Minted = Result<(u32, Validity), ScopedError>;

fn period(from: UtcDateTime, length: i64) -> Validity {
    Validity::starting_at(from, Lifetime::seconds(length.unsigned_abs())).expect("a period")
}

/// What happened while a rotation was asked.
#[derive(Debug, Default)]
struct Seen {
    attempts: usize,
    renewals: usize,
    refusals: usize,
    /// Times of asking at which nothing valid was in use.
    lacking: usize,
    /// The attempts by day.
    days: BTreeMap<i64, usize>,
}

/// A host that asks every `step` seconds. Its clock is off by `off`; the issuer is called with the true time.
fn ask(
    rotation: &mut Rotation<u32>,
    (from, until, step): (UtcDateTime, UtcDateTime, i64),
    off: i64,
    mut issue: impl FnMut(UtcDateTime) -> Minted,
    mut then: impl FnMut(&mut Rotation<u32>, UtcDateTime, &Outcome<u32, ScopedError>),
) -> Seen {
    let (mut seen, mut now) = (Seen::default(), from);
    while now < until {
        let shown = now + seconds(off);
        let outcome = rotation.attempt(shown, |_| issue(now));
        let attempted = !matches!(outcome, Outcome::NotDue { .. });
        seen.attempts += usize::from(attempted);
        *seen.days.entry((now - from).whole_days()).or_default() += usize::from(attempted);
        seen.renewals += usize::from(matches!(outcome, Outcome::Renewed { .. }));
        seen.refusals += usize::from(matches!(outcome, Outcome::Refused { .. }));
        seen.lacking += usize::from(!rotation.at(shown).current().validity().contains(now));
        then(rotation, shown, &outcome);
        now += seconds(step);
    }
    seen
}

fn well(length: i64) -> impl FnMut(UtcDateTime) -> Minted {
    move |now| Ok((2, period(now, length)))
}

fn nothing(_: &mut Rotation<u32>, _: UtcDateTime, _: &Outcome<u32, ScopedError>) {}

#[test]
fn s1_a_host_with_a_slow_clock_takes_what_is_right_and_is_told() {
    for slow in [HOUR, 2 * HOUR, DAY, 9 * DAY, 14 * DAY] {
        let start = START + seconds(slow);
        let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
        let mut told = Vec::new();
        // It was right when it took the first, and has been slow since.
        let seen =
            ask(&mut rotation, (start, start + seconds(YEAR), 30 * MINUTE), -slow, well(90 * DAY), |_, _, outcome| {
                if let Outcome::Renewed { clocks, .. } = outcome {
                    told.push(*clocks);
                }
            });
        assert_eq!(seen.lacking, 0, "slow by {slow} s");
        assert!((5..=8).contains(&seen.renewals), "slow by {slow} s: {seen:?}");
        let by = Duration::from_secs(slow.unsigned_abs());
        assert!(told.iter().all(|clocks| *clocks == Clocks::HostBehind(by)), "slow by {slow} s: {told:?}");
    }
}

#[test]
fn s2_an_issuer_that_shortens_its_lifetimes_is_asked_a_handful_of_times() {
    for (before, after) in [(398, 47), (398, 200), (200, 100), (90, 45), (90, 6), (90, 1)] {
        for host in 0..8u64 {
            let what = format!("{before} to {after} days, host {host}");
            let first = days(START, before);
            let mut rotation = Rotation::new(1, first, START, IDEAL, host);
            let until = first.not_after() + seconds(5 * DAY);
            let mut wait = None;
            let seen = ask(
                &mut rotation,
                (START, until, 30 * MINUTE),
                0,
                well(i64::from(after) * DAY),
                |rotation, now, outcome| {
                    if let Outcome::Refused { reason: Refusal::EndsNoLater { not_after, covered_until }, due, .. } =
                        outcome
                    {
                        wait.get_or_insert((*due - now, *covered_until - *not_after));
                        assert_eq!(rotation.at(now).state(), State::Fresh, "{what}: there is nothing better to be had");
                    }
                },
            );
            assert_eq!(seen.lacking, 0, "{what}: {seen:?}");
            assert!(seen.refusals <= 2, "{what}: {seen:?}");
            if let Some((wait, short)) = wait {
                assert!(wait >= short && wait <= short + seconds(1), "{what}: {wait} of {short}");
            }
        }
    }
}

#[test]
fn s3_an_issuer_that_wants_every_certificate_renewed_at_once_is_asked_ever_less_often() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let past = Window::from_suggested(START - seconds(2 * DAY), START - seconds(DAY));
    let seen =
        ask(&mut rotation, (START, START + seconds(80 * DAY), 5 * MINUTE), 0, well(90 * DAY), |rotation, now, _| {
            let certificate = rotation.at(now).current().validity();
            rotation.suggest(now, &certificate, past);
        });
    assert_eq!(seen.lacking, 0);
    assert!(seen.days[&0] <= 11 && seen.days[&1] <= 2, "{:?}", seen.days);
    assert!(seen.renewals <= 28, "up to a tenth of the lifetime: {}", seen.renewals);

    // An answer that was cached for the certificate before changes nothing.
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let now = rotation.at(START).due();
    assert!(matches!(rotation.attempt(now, well(90 * DAY)), Outcome::Renewed { .. }));
    let due = rotation.at(now).due();
    rotation.suggest(now, &days(START, 90), past);
    assert_eq!((rotation.at(now).due(), rotation.at(now).state()), (due, State::Fresh));
    // And neither does one about a certificate that was never here.
    rotation.suggest(now, &days(START, 89), past);
    assert_eq!(rotation.at(now).due(), due);
}

#[test]
fn s4_a_further_reason_to_renew_does_not_end_an_alert() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let failed = rotation.at(START).due();
    let outcome = rotation.attempt(failed, |_| -> Minted { Err(ScopedError::new(Scope::EveryHost, "no")) });
    let due = outcome.due();
    let now = failed + seconds(2 * MINUTE);
    let window = Window::from_suggested(failed + seconds(10), failed + seconds(MINUTE));
    rotation.suggest(now, &days(START, 90), window);
    assert!(matches!(rotation.at(now).state(), State::Degraded { failures: 1, .. }), "{:?}", rotation.at(now).state());
    assert_eq!(rotation.at(now).due(), due, "and the wait holds");
    // The issuer withdraws it, and wants it renewed in some days.
    rotation.suggest(now, &days(START, 90), Window::from_suggested(now + seconds(DAY), now + seconds(2 * DAY)));
    assert_eq!(rotation.at(now).state(), State::Fresh);
    let later = rotation.at(now).due();
    assert_eq!(rotation.at(later).state(), State::Due, "what failed before is over");
}

#[test]
fn s5_who_asks_seldom_is_served_in_time() {
    for (lifetime, every) in
        [(90 * DAY, 31 * DAY), (6 * DAY, DAY), (47 * DAY, 7 * DAY), (DAY, 6 * HOUR), (2 * HOUR, HOUR)]
    {
        let plan = IDEAL.asked_every(Duration::from_secs(every.unsigned_abs()));
        for host in 0..50u64 {
            let mut rotation = Rotation::new(1, period(START, lifetime), START, plan, host);
            // The first time of asking is somewhere within the interval.
            let first = START + seconds(every * host as i64 / 50);
            let mut now = first;
            while now < first + seconds(20 * lifetime) {
                assert!(rotation.at(now).current().validity().contains(now), "{lifetime} s, {every} s: at {now}");
                let before = rotation.at(now).current().validity();
                let outcome = rotation.attempt(now, well(lifetime));
                if matches!(outcome, Outcome::Renewed { .. }) {
                    let used = now - before.not_before();
                    assert!(used * 10 >= seconds(lifetime), "{lifetime} s, {every} s: replaced after {used}");
                }
                now += seconds(every);
            }
        }
    }
}

/// A service renews at its instant, and a job at the last time before it (RFC 9773 section 4.2).
#[test]
fn who_asks_seldom_renews_before_the_instant_has_passed() {
    for (lifetime, every) in [(90, 31), (90, 1), (47, 7), (10, 3)] {
        let job = IDEAL.asked_every(Duration::from_secs(every * 86_400));
        for host in 0..20u64 {
            let due = |plan| Rotation::new(1, days(START, lifetime), START, plan, host).at(START).due();
            let earlier = (due(IDEAL) - due(job)).whole_days();
            assert_eq!(earlier, every.cast_signed(), "{lifetime} days, host {host}");
        }
    }
}

#[test]
fn s6_before_the_end_is_kept_as_far_as_it_can_be() {
    let week = RenewAt::BeforeEnd(Duration::from_secs(7 * 86_400));
    let mut before = None;
    for hours in (160..400).rev() {
        let left = |host: u64| {
            let rotation = Rotation::new(1, period(START, hours * HOUR), START, Plan::new(week), host);
            (START + seconds(hours * HOUR) - rotation.at(START).due()).whole_seconds()
        };
        let least = (0..200).map(left).min().expect("a host");
        let most_possible = hours * HOUR * 9 / 10;
        assert!(least >= (7 * DAY).min(most_possible) - 1, "{hours} h: {least} s are left");
        // Nothing jumps: an hour less of lifetime is no more than an hour less of what is left.
        assert!(before.is_none_or(|before: i64| (before - least).abs() <= HOUR), "{hours} h: {before:?}, {least}");
        before = Some(least);
    }
}

#[test]
fn s7_a_fleet_of_short_lifetimes_is_spread() {
    for (length, busiest_second) in [(60, 120), (300, 35), (HOUR, 8)] {
        let mut fleet = BTreeMap::<UtcDateTime, u32>::new();
        for host in 0..1_000u64 {
            let rotation = Rotation::new(1, period(START, length), START, IDEAL, host);
            *fleet.entry(rotation.at(START).due()).or_default() += 1;
        }
        let busiest = fleet.values().max().expect("a host");
        assert!(*busiest <= busiest_second, "{length} s: {busiest} of 1,000 in one second");
    }
}

#[test]
fn s8_however_late_a_window_is_a_twentieth_is_left() {
    for length in [600, 160 * HOUR, 90 * DAY] {
        for late in [0, 400 * DAY] {
            let first = period(START, length);
            let mut dues = Vec::new();
            for host in 0..200u64 {
                let mut rotation = Rotation::new(1, first, START, IDEAL, host);
                let start = first.not_after() + seconds(late);
                rotation.suggest(START, &first, Window::from_suggested(start, start + seconds(DAY)));
                let due = rotation.at(START).due();
                assert!((first.not_after() - due) * 20 >= seconds(length - 20), "{length} s: {due}");
                dues.push(due);
            }
            dues.sort();
            dues.dedup();
            assert!(dues.len() > 10, "{length} s: a fleet is spread over {} seconds", dues.len());
        }
    }
}

#[test]
fn s9_retry_after_is_kept_to_until_the_last_chance() {
    let busy =
        |hours: u64| ScopedError::new(Scope::SharedService, "429").with_retry_after(Duration::from_secs(hours * 3_600));
    // 36 hours each time, for the 30 days that are left.
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let from = rotation.at(START).due();
    let seen = ask(&mut rotation, (from, from + seconds(3 * DAY), 30), 0, |_| Err(busy(36)), nothing);
    assert_eq!(seen.attempts, 2, "at once, and after 36 hours");
    let seen =
        ask(&mut rotation, (from + seconds(3 * DAY), days(START, 90).not_after(), 30), 0, |_| Err(busy(36)), nothing);
    assert!((15..=20).contains(&seen.attempts), "{} in 27 days", seen.attempts);

    // More than is left: the last chance is taken all the same. More than anybody means: a week at the longest.
    let end = days(START, 90).not_after();
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let mut attempts = Vec::new();
    let until = end + seconds(20 * DAY);
    ask(
        &mut rotation,
        (end - seconds(HOUR), until, 30),
        0,
        |now| {
            attempts.push((now - end).whole_seconds());
            Err(busy(87_600))
        },
        nothing,
    );
    assert!(
        matches!(attempts[..], [-3_600, last, week, again] if (-90..0).contains(&last) && week - last == 7 * DAY && again - week == 7 * DAY),
        "{attempts:?}"
    );
}

#[test]
fn s10_a_file_that_was_mended_is_taken_at_the_next_look() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let now = START + seconds(70 * DAY);
    // The issuer has failed, and the wait is long.
    let _ = rotation.attempt(now, |_| -> Minted { Err(ScopedError::new(Scope::EveryHost, "no")) });
    let expired = Validity::new(START, now - seconds(1)).expect("a period");
    let outcome: Outcome<u32, Infallible> = rotation.offer(now + seconds(1), 2, expired);
    assert!(matches!(outcome, Outcome::Refused { reason: Refusal::Expired { .. }, .. }), "{outcome:?}");
    assert!(
        matches!(rotation.at(now).state(), State::Degraded { failures: 1, .. }),
        "a file that is no better is no failure"
    );
    let outcome = rotation.offer(now + seconds(6), 3, days(now, 90));
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    let view = rotation.at(now + seconds(6));
    assert_eq!((*view.current().credential(), view.state()), (3, State::Fresh));
}

/// Also if somebody wants it replaced: a file that is as it was is no replacement.
#[test]
fn a_file_that_is_there_already_does_not_replace_itself() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let now = START + seconds(DAY);
    rotation.renew_now(now);
    let outcome = rotation.offer(now, 2, days(START, 90));
    assert!(matches!(outcome, Outcome::Refused { reason: Refusal::EndsNoLater { .. }, .. }), "{outcome:?}");
    assert!(rotation.at(now).is_due(), "it is wanted as before");
    assert!(matches!(rotation.offer(now, 3, days(now, 30)), Outcome::Renewed { .. }), "another one replaces it");
}

#[test]
fn a_file_that_is_taken_is_no_failure() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let now = START + seconds(10 * DAY);
    assert!(matches!(rotation.offer(now, 2, days(now, 90)), Outcome::Renewed { .. }));
    assert_eq!((rotation.at(now).failures(), rotation.at(now).state()), (0, State::Fresh));
    let due = rotation.at(now).due();
    assert!(due - now > seconds(59 * DAY), "by its own period: {due}");
    assert_eq!(rotation.at(due).state(), State::Due);
}

#[test]
fn s11_the_period_of_the_chain_is_what_counts() {
    let (leaf, issuer) = (period(START, DAY), period(START, 6 * HOUR));
    let chain = leaf.truncated_to(&issuer).expect("they overlap");
    let rotation = Rotation::new(1, chain, START, IDEAL, "host-17");
    assert!(rotation.at(START).due() < issuer.not_after());
    let hour_later = issuer.not_after() + seconds(HOUR);
    assert!(matches!(rotation.at(hour_later).state(), State::Expired { .. }));
}

#[test]
fn s12_a_thousand_expired_hosts_are_up_soon_after_the_issuer_could_sign_for_all() {
    let now = days(START, 90).not_after() + seconds(DAY);
    let mut hosts: Vec<_> = (0..1_000u64).map(|host| Rotation::new(1, days(START, 90), START, IDEAL, host)).collect();
    let mut up_after = None;
    for second in 0..2 * HOUR {
        let at = now + seconds(second);
        let mut signed = 0;
        for rotation in &mut hosts {
            let _ = rotation.attempt(at, |at| {
                signed += 1;
                if signed <= 5 { Ok((2, days(at, 90))) } else { Err(ScopedError::new(Scope::SharedService, "busy")) }
            });
        }
        if hosts.iter().all(|rotation| rotation.at(at).current().validity().contains(at)) {
            up_after = Some(second);
            break;
        }
    }
    // At 5 a second, 200 s are needed.
    assert!(up_after.is_some_and(|second| second <= 1_800), "{up_after:?}");
}

#[test]
fn s13_a_renewal_can_be_asked_for_now() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let now = START + seconds(DAY);
    rotation.renew_now(now);
    assert_eq!((rotation.at(now).state(), rotation.at(now).is_due()), (State::Due, true));
    // What it replaces stays until there is a replacement, and the alert is one like any other.
    let outcome = rotation.attempt(now, |_| -> Minted { Err(ScopedError::new(Scope::EveryHost, "no")) });
    assert!(matches!(rotation.at(now).state(), State::Degraded { failures: 1, .. }));
    assert!(outcome.due() > now);
    // Asked for again, the wait is over, and the alert is not.
    let later = now + seconds(MINUTE);
    rotation.renew_now(later);
    assert!(rotation.at(later).is_due() && matches!(rotation.at(later).state(), State::Degraded { failures: 1, .. }));
    // A shorter one is taken, and the old one does not come back. A suggestion in between does not undo the request.
    rotation.suggest(later, &days(START, 90), Window::from_suggested(later + seconds(DAY), later + seconds(2 * DAY)));
    let outcome = rotation.attempt(later, |now| -> Minted { Ok((2, days(now, 7))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    let view = rotation.at(later);
    assert_eq!((*view.current().credential(), view.state()), (2, State::Fresh));
}

#[test]
fn s14_a_new_credential_settles_before_it_is_used() {
    let plan = IDEAL.settle(Duration::from_secs(120));
    let mut rotation = Rotation::new(1, days(START, 90), START, plan, "host-17");
    let now = rotation.at(START).due();
    assert!(matches!(rotation.attempt(now, well(90 * DAY)), Outcome::Renewed { .. }));
    let in_use = |rotation: &Rotation<u32>, after| *rotation.at(now + seconds(after)).current().credential();
    assert_eq!([in_use(&rotation, 0), in_use(&rotation, 119), in_use(&rotation, 120)], [1, 1, 2]);
    assert_eq!(rotation.at(now).state(), State::Fresh);
    assert_eq!(*rotation.at(now).successor().credential(), 2, "and it is saved at once");
    // Nothing else is valid: it is used at once. A backdated one has settled.
    let late = days(now, 90).not_after() + seconds(1);
    assert!(matches!(rotation.attempt(late, |now| -> Minted { Ok((3, days(now, 90))) }), Outcome::Renewed { .. }));
    assert_eq!(*rotation.at(late).current().credential(), 3);
    let due = rotation.at(late).due();
    assert!(matches!(
        rotation.attempt(due, |now| -> Minted { Ok((4, days(now - seconds(120), 90))) }),
        Outcome::Renewed { .. }
    ));
    assert_eq!(*rotation.at(due).current().credential(), 4);
    // Longer than the lifetime: a tenth of it.
    let plan = IDEAL.settle(Duration::from_secs(YEAR as u64));
    let mut rotation = Rotation::new(1, days(START, 90), START, plan, "host-17");
    let now = rotation.at(START).due();
    assert!(matches!(rotation.attempt(now, well(90 * DAY)), Outcome::Renewed { .. }));
    assert_eq!(*rotation.at(now + seconds(9 * DAY)).current().credential(), 2);
}

#[test]
fn s16_who_slept_renews_at_once_and_nobody_sleeps_for_long() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "laptop");
    let mut now = START;
    for _ in 0..10_000 {
        let next = rotation.at(now).next_tick();
        assert!(now < next && next <= now + seconds(30), "{now}: {next}");
        now = next;
    }
    let woken = START + seconds(80 * DAY);
    assert_eq!(rotation.at(woken).next_tick(), woken, "it is due");
    assert!(matches!(rotation.attempt(woken, well(90 * DAY)), Outcome::Renewed { .. }));
    // A credential that comes into use is not slept over.
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "laptop");
    let due = rotation.at(START).due();
    assert!(matches!(
        rotation.attempt(due, |now| -> Minted { Ok((2, days(now + seconds(7), 90))) }),
        Outcome::Renewed { .. }
    ));
    assert_eq!(rotation.at(due).next_tick(), due + seconds(7));
}

#[test]
fn s17_certificates_of_one_host_renew_at_different_times() {
    let due = |seed: &str| Rotation::new(1, days(START, 90), START, IDEAL, seed).at(START).due();
    let mut dues: Vec<_> = (0..50).map(|number| due(&format!("host-17/{number}"))).collect();
    dues.sort();
    dues.dedup();
    assert_eq!(dues.len(), 50);
}

#[test]
fn h16_a_clock_at_the_end_of_its_range_and_credentials_of_a_second_bring_no_storm() {
    for now in [UtcDateTime::MAX, UtcDateTime::MIN, utc_datetime!(9999-12-31 23:59:59)] {
        let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
        let mut attempts = 0;
        for _ in 0..1_000 {
            let _ = rotation.attempt(now, |_| -> Minted {
                attempts += 1;
                Err(ScopedError::new(Scope::ThisHost, "no"))
            });
        }
        assert_eq!(attempts, 1, "at {now}");
    }
    for length in [1, 2] {
        let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
        let from = days(START, 90).not_after() + seconds(1);
        let seen = ask(&mut rotation, (from, from + seconds(DAY), 1), 0, well(length), nothing);
        let most = if length == 1 { 60 } else { 86_400 };
        assert!(seen.attempts <= most, "{length} s: {} in a day", seen.attempts);
    }
}

#[test]
fn h19_a_long_credential_is_not_pushed_out_by_short_ones() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let mut now = START + seconds(DAY);
    for number in 2..50 {
        let certificate = rotation.at(now).current().validity();
        rotation.suggest(now, &certificate, Window::from_suggested(START, START + seconds(1)));
        now = rotation.at(now).due().max(now);
        let outcome = rotation.attempt(now, |now| -> Minted { Ok((number, period(now, MINUTE))) });
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{number}: {outcome:?}");
        assert_eq!(*rotation.at(now).current().credential(), number);
        let later = now + seconds(MINUTE);
        assert_eq!(*rotation.at(later).current().credential(), 1, "{number}: it is still valid, and nothing else is");
        now += seconds(10);
    }
}

/// A plan that waits longer than a credential lives, and is asked whenever something is due.
#[test]
fn who_is_asked_more_often_than_the_plan_says_renews_nothing_before_a_tenth_is_over() {
    for (lifetime, every) in [(6, 5), (6, 6), (6, 31), (30, 31), (90, 100_000)] {
        let plan = IDEAL.asked_every(Duration::from_secs(every * 86_400));
        let mut rotation = Rotation::new(1, days(START, lifetime), START, plan, "host-17");
        let until = START + seconds(i64::from(lifetime) * DAY);
        let seen = ask(&mut rotation, (START, until, 600), 0, well(i64::from(lifetime) * DAY), nothing);
        assert_eq!(seen.lacking, 0);
        assert!(seen.attempts <= 10, "{lifetime} days, asked every {every}: {} attempts", seen.attempts);
    }
}

/// The same with short lifetimes, asked every second: no gap, and no storm.
#[test]
fn a_short_credential_under_a_plan_that_asks_seldom_is_renewed_in_time() {
    for (lifetime, every) in [(600, 86_400), (600, 599), (600, 590), (1_800, 86_400), (3_600, 3_500), (60, 3_600)] {
        let plan = IDEAL.asked_every(Duration::from_secs(every));
        let mut rotation = Rotation::new(1, period(START, lifetime), START, plan, "host-17");
        let seen = ask(&mut rotation, (START, START + seconds(6 * 3_600), 1), 0, well(lifetime), nothing);
        let most = 10 * 6 * 3_600 / lifetime as usize;
        assert!(seen.lacking == 0 && seen.attempts <= most, "{lifetime} s, every {every} s: {seen:?}");
    }
}

/// Whatever the plan says: no panic, no storm, and a renewal in time.
#[test]
fn a_plan_of_extremes_is_bounded() {
    const EXTREMES: [Duration; 4] =
        [Duration::ZERO, Duration::from_nanos(1), Duration::from_secs(3_600), Duration::MAX];
    let points = [RenewAt::Ideal, RenewAt::percent(0), RenewAt::percent(255), RenewAt::fraction(255, 1)];
    let points = points.into_iter().chain(EXTREMES.map(RenewAt::BeforeEnd));
    for renew_at in points {
        for (first, longest) in EXTREMES.into_iter().flat_map(|first| EXTREMES.map(|longest| (first, longest))) {
            for every in EXTREMES {
                let plan = Plan::new(renew_at).back_off(first, longest).asked_every(every).settle(longest).spread(255);
                let mut rotation = Rotation::new(1, days(START, 90), START, plan, "host-17");
                let what = format!("{plan:?}");
                let seen = ask(&mut rotation, (START, START + seconds(200 * DAY), DAY), 0, well(90 * DAY), nothing);
                assert_eq!(seen.lacking, 0, "{what}");
                let end = rotation.at(START + seconds(200 * DAY)).successor().validity().not_after();
                let busy = |_| Err(ScopedError::new(Scope::ThisHost, "no").with_retry_after(longest));
                let from = end - seconds(120);
                let seen = ask(&mut rotation, (from, end + seconds(120), 1), 0, busy, nothing);
                // In four minutes: one after each first wait, which is shortened by a half at most, and the last chances.
                let most = 240 / (first.as_secs().clamp(1, 240) / 2).max(1) as usize + 4;
                assert!((1..=most).contains(&seen.attempts), "{what}: {}", seen.attempts);
                for at in [UtcDateTime::MIN, UtcDateTime::MAX] {
                    let view = rotation.at(at);
                    let _ = (view.due(), view.state(), view.next_tick(), view.is_due());
                }
            }
        }
    }
}
