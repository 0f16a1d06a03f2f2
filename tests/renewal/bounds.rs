//! How often is attempted: backdated profiles, clocks that flap, and services that ask now and then.

use core::time::Duration;

use notafter::{
    Lifetime, Profile, ProfileError, Scope, Validity,
    renewal::{Outcome, Plan, RenewAt, Rotation, State},
};
use time::UtcDateTime;

use super::rotation::{Fault, IDEAL, START, days, seconds};

type Minted = Result<((), Validity), Fault>;

/// How many credentials are minted in so many seconds in which a service asks every second.
fn renewals(profile: Profile, plan: Plan, seed: u64, for_seconds: i64) -> u64 {
    let first = profile.validity(START).expect("a period");
    let mut rotation = Rotation::new((), first, START, plan, seed);
    let mut renewals = 0;
    let mut now = START;
    // Asked every second: nothing happens in those before it is due.
    while now < START + seconds(for_seconds) {
        let outcome = rotation.attempt(now, |now| {
            Ok::<_, ProfileError>(((), profile.validity(now).inspect(|validity| assert!(validity.contains(now)))?))
        });
        renewals += u64::from(matches!(outcome, Outcome::Renewed { .. }));
        now = outcome.due().max(now + seconds(1));
    }
    renewals
}

/// A twentieth is what the documentation of `Rotation` promises.
#[test]
fn a_credential_is_used_for_two_fifths_of_what_was_left_or_for_a_twentieth_where_the_plan_wants_it_renewed_early() {
    const DAY: u64 = 86_400;
    let before = |seconds| RenewAt::BeforeEnd(Duration::from_secs(seconds));
    let cases = [
        ("600 s, half of it past", 600, 300, RenewAt::Ideal),
        ("an hour, half of it past", 3_600, 1_800, RenewAt::Ideal),
        ("a day, half of it past", DAY, DAY / 2, RenewAt::Ideal),
        ("700 s, 300 of them past", 700, 300, RenewAt::Ideal),
        ("a minute left", 3_600, 3_540, RenewAt::Ideal),
        ("100 days, 80 of them past", 100 * DAY, 80 * DAY, RenewAt::Ideal),
        ("90 days, 30 before the end, and 20 left", 90 * DAY, 70 * DAY, before(30 * DAY)),
        ("600 s, 400 before the end, and 300 left", 600, 300, before(400)),
    ];
    let just_before = [3_001, 3_060, 3_200, 3_330, 3_333, 3_334, 3_400, 4_000]
        .map(|lifetime| ("3,000 s before the end", lifetime, 0, before(3_000)));
    let early = [0, 1, 9, 10, 11, 20].map(|percent| ("early", 3_000, 0, RenewAt::percent(percent)));
    for (what, lifetime, backdate, renew_at) in cases.into_iter().chain(just_before).chain(early) {
        let what = format!("{what}: {lifetime} s, {backdate} of them past, {renew_at:?}");
        let profile = Profile::new(Lifetime::seconds(lifetime)).with_backdating(Duration::from_secs(backdate));
        let left = lifetime - backdate;
        let share = if renew_at == RenewAt::Ideal { 40 } else { 5 };
        let fewest_seconds = left * share / 100;
        for host in 0..4u64 {
            let seconds = 3_600.max(left * 2);
            let count = renewals(profile, Plan::new(renew_at), host, seconds.cast_signed());
            let most = seconds / fewest_seconds;
            assert!(count <= most, "{what}, host {host}: {count} renewals in {seconds} s, more than {most}");
            let least = seconds / left;
            assert!(count >= least, "{what}, host {host}: {count} renewals in {seconds} s");
        }
    }
}

/// A profile of 90 days, half of which is past when it is minted.
const BACKDATED: Profile = Profile::new(Lifetime::days(90)).with_backdating(Duration::from_secs(45 * 86_400));

#[test]
fn a_host_that_starts_again_renews_when_it_would_have() {
    let first = BACKDATED.validity(START).expect("a period");
    let mut rotation = Rotation::new(first, first, START, IDEAL, "host-17");
    let taken_at = rotation.at(START).due();
    let outcome = rotation.attempt(taken_at, |now| BACKDATED.validity(now).map(|validity| (validity, validity)));
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    let (second, due) = (rotation.at(taken_at).current().validity(), rotation.at(taken_at).due());
    assert!(due - taken_at > seconds(29 * 86_400), "two thirds of what was left: {due}");

    // It is started again with what it has.
    let started = taken_at + seconds(86_400);
    let again = |taken| Rotation::new((), second, taken, IDEAL, "host-17").at(started).due();
    assert_eq!(again(taken_at), due);
    let unknown = Rotation::new((), second, second.not_before(), IDEAL, "host-17").at(started).due();
    assert!(unknown < due, "too soon, where nobody knows when it was taken: {unknown}");
    // The clock was slow when it was taken: everything is that much earlier.
    assert_eq!(again(second.not_before() - seconds(60)), unknown - seconds(60));
    // If it was taken after its end, the clock was wrong, and nobody knows when it was.
    assert_eq!(again(second.not_after() + seconds(1)), unknown);
}

#[test]
fn a_credential_that_is_minted_for_a_start_is_not_renewed_in_the_same_second() {
    let first = BACKDATED.validity(START).expect("a period");
    for half in [0, 500] {
        let now = START + time::Duration::milliseconds(half);
        let mut rotation = Rotation::new((), first, now, IDEAL, "host-17");
        assert_eq!(rotation.at(now).state(), State::Fresh);
        let outcome = rotation.attempt(now, |now| BACKDATED.validity(now).map(|validity| ((), validity)));
        assert!(matches!(outcome, Outcome::NotDue { due, .. } if due - now > seconds(29 * 86_400)), "{outcome:?}");
    }
}

/// Attempts in an hour in which the clock shows one place after the other, each for a second.
fn flapping(scope: Scope, start: UtcDateTime, behind: &[i64]) -> u32 {
    let mut rotation = Rotation::new((), days(START, 90), START, IDEAL, "host-17");
    let mut attempts = 0;
    for second in 0..3_600 {
        let now = start + seconds(second) - seconds(behind[second as usize % behind.len()]);
        let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(scope)) });
        attempts += u32::from(!matches!(outcome, Outcome::NotDue { .. }));
    }
    attempts
}

#[test]
fn a_clock_that_flaps_between_two_sources_makes_no_more_attempts_than_two_hosts() {
    let end = days(START, 90).not_after();
    // In the second half of the credential's life, and when it has expired.
    for start in [end - seconds(10 * 86_400), end + seconds(86_400)] {
        for behind in [1, 60, 600, 1_800, 2_700, 3_600, 7_200, 86_400, 31_536_000] {
            for (scope, most) in [(Scope::EveryHost, 2 * 3), (Scope::ThisHost, 2 * 8)] {
                for sources in [[0, behind], [behind, 0]] {
                    let attempts = flapping(scope, start, &sources);
                    assert!(
                        (1..=most).contains(&attempts),
                        "{scope}, {behind} s apart: {attempts} attempts in an hour"
                    );
                }
            }
        }
    }
}

/// The last moments are the only exception: the clock that is behind cannot know that the other one has made its last attempt.
#[test]
fn a_clock_that_flaps_in_the_last_moments_makes_an_attempt_each_time_in_them_alone() {
    let end = days(START, 90).not_after();
    for behind in [60, 300, 1_800, 3_600, 7_200] {
        for scope in [Scope::EveryHost, Scope::ThisHost] {
            let attempts = flapping(scope, end - seconds(1_800), &[0, behind]);
            assert!(attempts <= 2 * 8 + 2 * 30, "{scope}, {behind} s apart: {attempts} attempts in an hour");
        }
    }
}

#[test]
fn a_clock_that_flaps_faster_than_once_a_second_makes_one_attempt_in_each_second_of_the_last_moments() {
    let end = days(START, 90).not_after();
    for behind in [5, 20, 40, 60, 300, 1_800, 3_600] {
        for scope in [Scope::EveryHost, Scope::ThisHost] {
            let mut rotation = Rotation::new((), days(START, 90), START, IDEAL, "host-17");
            let mut attempts = 0;
            // Fifty ticks in each second of the last minute, every other one of the clock that is behind.
            for tick in 0..60 * 50 {
                let now = end - seconds(60 + behind * (tick % 2)) + time::Duration::milliseconds(20 * tick);
                let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(scope)) });
                attempts += u32::from(!matches!(outcome, Outcome::NotDue { .. }));
            }
            assert!(attempts <= 2 * 2 + 61, "{scope}, {behind} s apart: {attempts} attempts in the last minute");
        }
    }
}

/// How many of 1,000 hosts that ask every `tick` seconds make no attempt in the last two ticks or the last minute, whichever
/// is longer, where nothing can be minted.
fn without_a_last_attempt(tick: i64) -> usize {
    let end = days(START, 90).not_after();
    (0..1_000u64)
        .filter(|host| {
            let mut rotation = Rotation::new((), days(START, 90), START, IDEAL, *host);
            // Each asks at another second of the tick.
            let phase = (*host as i64 * 7_919) % tick;
            let mut now = end - seconds(7_200 / tick * tick) - seconds(phase);
            let mut last = START;
            while now <= end {
                let outcome = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
                last = if matches!(outcome, Outcome::Failed { .. }) { now } else { last };
                now += seconds(tick);
            }
            end - last > seconds(2 * tick.max(30))
        })
        .count()
}

/// Why `View::next_tick` is within half a minute.
#[test]
fn a_service_that_asks_every_half_minute_makes_the_last_attempt_and_one_that_asks_every_minute_may_not() {
    for tick in [1, 7, 30] {
        assert_eq!(without_a_last_attempt(tick), 0, "every {tick} s");
    }
    let missed = without_a_last_attempt(60);
    assert!((200..=270).contains(&missed), "{missed} of 1,000 hosts");
}

/// The number in the documentation of `Rotation`.
#[test]
fn the_last_attempt_of_a_fleet_whose_credentials_end_together_is_spread_over_half_a_minute() {
    let validity = days(START, 90);
    let failed = validity.not_after() - seconds(1_800);
    let mut attempts = std::collections::BTreeMap::new();
    for host in 0..100_000u64 {
        let mut rotation = Rotation::new((), validity, START, IDEAL, host);
        let _ = rotation.attempt(failed, |_| -> Minted { Err(Fault(Scope::EveryHost)) });
        *attempts.entry((validity.not_after() - rotation.at(failed).due()).whole_seconds()).or_insert(0u32) += 1;
    }
    assert_eq!(attempts.keys().copied().collect::<Vec<_>>(), (30..=60).collect::<Vec<_>>());
    let hundreds = 100_000 / attempts.len() / 100;
    let busiest = attempts.values().max();
    assert!(busiest < Some(&3_500), "{busiest:?} in the busiest second");
    let sentence = format!("of 100,000 hosts about {},{}00 in each second", hundreds / 10, hundreds % 10);
    let text = include_str!("../../src/renewal/rotation.rs").replace("///", "");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&sentence), "the documentation does not say: {sentence}");
}

/// An issuer that gives periods far ahead, each after a gap, fills no memory.
#[test]
fn what_is_kept_is_bounded_whatever_an_issuer_gives_for_times_to_come() {
    let token = std::sync::Arc::new(());
    let mut rotation = Rotation::new(token.clone(), days(START, 90), START, IDEAL, "host-17");
    for number in 1..=100 {
        let begins = START + seconds(100 * 86_400 + number * 2 * 86_400);
        let outcome = rotation.offer(START + seconds(number), token.clone(), days(begins, 1));
        assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
        assert!(rotation.at(START + seconds(number)).current().validity().contains(START), "the valid one stays");
    }
    let kept = std::sync::Arc::strong_count(&token) - 1;
    assert!(kept <= 16, "{kept} are kept");
}
