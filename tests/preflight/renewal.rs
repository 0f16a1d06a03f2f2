//! Renewals are rehearsed: gaps are found where they are, and nowhere else.

use core::time::Duration;

use notafter::{
    BeyondIssuer, Lifetime, Profile, ProfileError, Scope, Validity,
    preflight::{Cadence, HostClock, RenewalPreflight, RenewalReport, Unmet},
    renewal::{Plan, RenewAt, Window},
};
use proptest::prelude::*;
use rayon::prelude::*;
use time::{Time, UtcDateTime, macros::utc_datetime};

use crate::seeded;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);
const IDEAL: Plan = Plan::new(RenewAt::Ideal);

fn days(days: u32) -> impl Fn(UtcDateTime) -> Result<Validity, ProfileError> {
    move |now| Profile::new(Lifetime::days(days)).validity(now)
}

#[test]
fn a_quiet_year_is_one_renewal_in_two_thirds_of_a_lifetime() {
    let report = RenewalPreflight::new(2026..=2026, IDEAL).fleet(1_000).run(days(90));
    assert!(report.is_clean(), "{report}");
    // In 270 days there are four renewals, each after 59 to 61 days.
    assert_eq!((report.renewed(), report.unused(), report.gaps()), (4 * 365, 0, 0));
    assert_eq!((report.attempts_an_hour(), report.attempts_a_day(), report.attempts_a_week()), (1, 1, 1));
    let left = report.least_left().expect("a renewal");
    assert!((29 * DAY..=31 * DAY).contains(&left), "{left:?}");
    assert_eq!(report.survived(), None);
    let measured = RenewalPreflight::new(2026..=2026, IDEAL).lifetimes(1).longest_absence().run(days(90));
    let survived = measured.survived().expect("it was measured");
    assert!(left - Duration::from_secs(120) <= survived && survived <= left, "{survived:?} of {left:?}");
    assert!((1..=5).contains(&report.busiest_second().expect("a fleet")), "{report}");
}

#[test]
fn an_absence_that_is_survived_leaves_no_gap_and_a_longer_one_does() {
    for (lifetime, plan) in [(6, IDEAL), (20, Plan::new(RenewAt::BeforeEnd(5 * DAY)))] {
        let rehearsal = RenewalPreflight::new(2026..=2026, plan).lifetimes(2);
        let measured = rehearsal.clone().longest_absence().run(days(lifetime));
        let survived = measured.survived().expect("it was measured");
        for scope in [Scope::SharedService, Scope::EveryHost] {
            let what = format!("{lifetime} days, {scope}");
            let within = rehearsal.clone().issuer_away(scope, survived - HOUR).run(days(lifetime));
            assert!(within.is_clean(), "{what}: {within}");
            let beyond = rehearsal.clone().issuer_away(scope, survived + 3 * HOUR + DAY).run(days(lifetime));
            let gap = beyond.first_gap().expect("a gap");
            assert!(gap.until > gap.from && beyond.gaps() > 0, "{what}: {gap}");
            assert!(matches!(beyond.unmet()[..], [Unmet::Gap(first)] if first == gap), "{what}: {beyond}");
        }
    }
}

/// Its first credential is half as long as those after it, so that its renewals leave 5, 10 and 10 days.
#[test]
fn the_least_of_what_one_host_had_left_is_told() {
    let first = utc_datetime!(2026-01-01 00:00:00);
    let issue = |now: UtcDateTime| match now {
        now if now == first => Profile::new(Lifetime::hours(241)).validity(now).map_err(|_| Scope::EveryHost),
        // So no other day has a host. This one renews half an hour after midnight.
        now if now.time() == Time::MIDNIGHT => Err(Scope::EveryHost),
        now => days(20)(now).map_err(|_| Scope::EveryHost),
    };
    let plan = Plan::new(RenewAt::percent(50)).spread(0);
    let report = RenewalPreflight::new(2026..=2026, plan).longest_absence().run(issue);
    assert_eq!((report.started(), report.renewed()), (1, 3), "{report}");
    let (left, survived) = report.least_left().zip(report.survived()).expect("it was measured");
    assert_eq!(left, 5 * DAY + HOUR / 2, "{report}");
    assert!((4 * DAY..=left).contains(&survived), "{report}");
}

/// Whatever the clock shows and however seldom it is asked: the absence that is said to be survived is, and no longer one.
#[test]
fn what_is_survived_under_a_wrong_clock_and_by_a_job_is_survived_in_truth() {
    let (hours, daily) = (time::Duration::HOUR, IDEAL.asked_every(DAY));
    let worlds = [
        (IDEAL, HostClock::OffBy(24 * hours), 6),
        (IDEAL, HostClock::OffBy(-30 * hours), 6),
        (IDEAL, HostClock::OffBy(-60 * hours), 6),
        (IDEAL, HostClock::Set { after: 4 * DAY, by: -20 * hours }, 6),
        (IDEAL, HostClock::Set { after: 4 * DAY, by: 40 * hours }, 6),
        (IDEAL.settle(8 * HOUR), HostClock::Right, 6),
        (daily, HostClock::Right, 6),
        (daily.settle(12 * HOUR), HostClock::Right, 6),
        (daily.settle(12 * HOUR), HostClock::OffBy(-10 * hours), 6),
        (IDEAL.asked_every(7 * DAY), HostClock::Right, 47),
    ];
    worlds.into_par_iter().for_each(|(plan, clock, lifetime)| {
        let rehearsal = RenewalPreflight::new(2026..=2026, plan).lifetimes(2).clock(clock);
        let measured = rehearsal.clone().longest_absence().run(days(lifetime));
        let survived = measured.survived().expect("it was measured");
        let what = format!("{plan:?}, {clock:?}: {survived:?} of {measured}");
        let within = rehearsal.clone().issuer_away(Scope::SharedService, survived).run(days(lifetime));
        assert!(within.is_clean(), "{what}: {within}");
        let beyond = survived + Duration::from_secs(1);
        let beyond = rehearsal.issuer_away(Scope::SharedService, beyond).run(days(lifetime));
        // A clock is set once: with an absence before it, it is set at another moment.
        assert!(!beyond.is_clean() || matches!(clock, HostClock::Set { .. }), "{what}: {beyond}");
    });
}

#[test]
fn a_credential_that_is_never_replaced_is_a_gap_within_one_lifetime_too() {
    for away in [8 * DAY, Duration::MAX] {
        let rehearsal = RenewalPreflight::new(2026..=2026, IDEAL).lifetimes(1);
        let report = rehearsal.issuer_away(Scope::SharedService, away).run(days(7));
        assert_eq!(report.gaps(), 365, "{report}");
    }
}

/// The switch to a credential that has not settled is at a run in which nothing is due.
#[test]
fn a_job_that_settles_for_days_has_no_gap() {
    let profile = Profile::new(Lifetime::hours(90 * 24 + 12));
    let plan = Plan::new(RenewAt::BeforeEnd(5 * DAY)).spread(0).asked_every(DAY).settle(9 * DAY);
    let report = RenewalPreflight::new(2026..=2026, plan).run(|now| profile.validity(now));
    assert!(report.is_clean(), "{report}");
}

/// It wakes at noon, and its job runs at midnight.
#[test]
fn a_job_that_slept_waits_for_its_time() {
    let sleep = 45 * DAY + DAY / 2;
    let report = RenewalPreflight::new(2026..=2026, IDEAL.asked_every(DAY)).sleep(sleep).run(days(90));
    assert_eq!(report.longest_gap(), Some(DAY / 2), "{report}");
}

#[test]
fn a_period_without_an_end_does_not_run_for_ever() {
    let first = utc_datetime!(2026-01-01 00:00:00);
    let issue = |now: UtcDateTime| {
        let validity = Validity::new(now, Validity::NO_WELL_DEFINED_EXPIRY).map_err(|_| Scope::EveryHost)?;
        if now == first || now.year() > 2026 { Ok(validity) } else { Err(Scope::EveryHost) }
    };
    let report = RenewalPreflight::new(2026..=2026, IDEAL).run(issue);
    assert_eq!((report.started(), report.gaps()), (1, 0), "{report}");
    assert!(report.attempted() <= 100_000, "{report}");
}

/// A job serves until its next run what was in use at the last.
#[test]
fn a_job_serves_until_its_next_run_what_was_in_use_at_the_last() {
    let profile = Profile::new(Lifetime::days(6));
    // It says that it asks every minute, and is asked every four days: it serves what ends meanwhile.
    let plan = IDEAL.asked_every(Duration::from_secs(60)).settle(DAY);
    let report =
        RenewalPreflight::new(2026..=2026, plan).asked(Cadence::Every(4 * DAY)).run(|now| profile.validity(now));
    let gap = report.first_gap().expect("a gap");
    // At its first run the new credential has not settled.
    assert_eq!(
        (gap.from, gap.until),
        (utc_datetime!(2026-01-07 00:00:00), utc_datetime!(2026-01-09 00:00:00)),
        "{report}"
    );
    // Who says how often it is asked is rehearsed so, and serves what lasts until the next time.
    let report =
        RenewalPreflight::new(2026..=2026, IDEAL.asked_every(2 * DAY).settle(DAY)).run(|now| profile.validity(now));
    assert!(report.is_clean() && report.renewed() > 0, "{report}");
    assert_eq!(report.started(), 365);
}

#[test]
fn what_is_required_and_is_not_so_is_named() {
    let text = |rehearsal: RenewalPreflight| {
        let report = rehearsal.issuer_away(Scope::EveryHost, 2 * DAY).run(days(6));
        assert_eq!(report.is_clean(), report.unmet().is_empty());
        report.unmet().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let rehearsal = || RenewalPreflight::new(2026..=2026, IDEAL);
    assert_eq!(text(rehearsal()), [""; 0]);
    assert_eq!(text(rehearsal().must_survive(2 * DAY).must_leave(HOUR).max_attempts_a_day(200)), [""; 0]);
    for (required, begins, ends) in [
        (rehearsal().must_survive(4 * DAY), "an absence of 2 days ", " is survived, required: 4 days"),
        (rehearsal().must_leave(4 * DAY), "left at a renewal: ", ", required: 4 days"),
        (rehearsal().max_attempts_a_day(3), "", " attempts in a day, allowed: 3"),
    ] {
        let unmet = text(required);
        assert!(matches!(&unmet[..], [one] if one.starts_with(begins) && one.ends_with(ends)), "{unmet:?}");
    }
    let never = rehearsal().lifetimes(1).issuer_away(Scope::EveryHost, Duration::MAX).must_leave(HOUR).run(days(6));
    assert!(matches!(never.unmet()[..], [Unmet::Gap(_), Unmet::NotRenewed]), "{never}");
    assert_eq!(never.unmet()[1].to_string(), "no renewal succeeded");
    let (last, first) = (2027, 2026);
    let nothing = RenewalPreflight::new(last..=first, IDEAL).run(days(6));
    assert_eq!(nothing.unmet(), [Unmet::NothingStarted], "{nothing}");
    let broken = |now: UtcDateTime| {
        if now.month() as u8 == 2 { Err(Scope::EveryHost) } else { days(6)(now).map_err(|_| Scope::EveryHost) }
    };
    let unstarted = RenewalPreflight::new(2026..=2026, IDEAL).run(broken);
    let start = utc_datetime!(2026-02-01 00:00:00);
    assert_eq!(unstarted.unmet().first(), Some(&Unmet::NotStarted { start }), "{unstarted}");
}

/// What the rehearsal sees is what a loop over every minute sees.
#[test]
fn gaps_are_those_that_a_loop_over_the_cadence_finds() {
    let minute = Duration::from_secs(60);
    let profile = Profile::new(Lifetime::seconds(6 * 3_600));
    for (every, asked_every) in
        [(HOUR, Duration::ZERO), (4 * HOUR, Duration::ZERO), (4 * HOUR, 4 * HOUR), (7 * HOUR, 7 * HOUR)]
    {
        let plan = IDEAL.asked_every(asked_every);
        let report = RenewalPreflight::new(2026..=2026, plan)
            .lifetimes(20)
            .asked(Cadence::Every(every))
            .run(|now| profile.validity(now));
        let start = utc_datetime!(2026-01-01 00:00:00);
        let first = profile.validity(start).expect("a period");
        let mut rotation = notafter::renewal::Rotation::new((), first, start, plan, 0);
        let (mut gap, mut from) = (None, None);
        for number in 0..120 * 60 {
            let now = start + minute * number;
            if (now - start).unsigned_abs().as_secs().is_multiple_of(every.as_secs()) {
                let _ = rotation.attempt(now, |now| profile.validity(now).map(|validity| ((), validity)));
            }
            match (rotation.at(now).current().validity().contains(now), from) {
                (false, None) => from = Some(now),
                (true, Some(from)) => {
                    gap.get_or_insert((from, now));
                }
                _ => {}
            }
        }
        let found = report.first_gap().map(|gap| (gap.from, gap.until));
        assert_eq!(found, gap, "asked every {every:?}, said {asked_every:?}: {report}");
        assert_eq!(found.is_some(), every > 6 * HOUR, "{every:?}");
    }
}

/// S5: once a month, with the 31 days that a month may have.
#[test]
fn a_monthly_cron_with_90_days_has_no_gap_from_any_day_of_eleven_years() {
    for day in [1, 15, 31] {
        let rehearsal = RenewalPreflight::new(2026..=2036, IDEAL.asked_every(31 * DAY)).asked(Cadence::Monthly { day });
        let report = rehearsal.run(days(90));
        assert!(report.is_clean(), "on day {day}: {report}");
        assert!(report.least_left() > Some(Duration::ZERO));
    }
}

/// What was renewed begins some seconds after the clock of a job, which comes again in a month.
#[test]
fn a_job_with_a_slow_clock_deploys_what_begins_in_a_moment() {
    for (by, lifetime, every) in [(5, 90, 31), (3_600, 90, 31), (3_600, 6, 2), (60, 3, 1)] {
        let rehearsal = RenewalPreflight::new(2026..=2026, IDEAL.asked_every(every * DAY));
        let rehearsal = if every == 31 { rehearsal.asked(Cadence::Monthly { day: 31 }) } else { rehearsal };
        let clock = HostClock::OffBy(time::Duration::seconds(-by));
        let report = rehearsal.clock(clock).run(days(lifetime));
        assert!(report.is_clean(), "{by} s slow, {lifetime} days, every {every}: {report}");
    }
}

/// S1: the host's clock is slow, the issuer's is right.
#[test]
fn a_host_whose_clock_is_wrong_has_no_gap_while_less_is_wrong_than_is_left() {
    for lifetime in [6, 47, 90] {
        // The least that is left at the end of the window: 46 % of 6 days, and a third, less 1 %, of the others.
        let most = i64::from(lifetime) * 86_400 * 32 / 100;
        for by in [-most, -86_400, -3_600, -1, 1, 3_600, 86_400, most] {
            let clock = HostClock::OffBy(time::Duration::seconds(by));
            let report = RenewalPreflight::new(2026..=2026, IDEAL).clock(clock).run(days(lifetime));
            assert!(report.is_clean(), "{lifetime} days, wrong by {by} s: {report}");
            assert!(report.attempts_a_week() <= 20, "{lifetime} days, wrong by {by} s: {report}");
        }
    }
}

#[test]
fn a_clock_that_is_set_brings_no_storm_and_no_gap_longer_than_it_is_wrong() {
    for by in [-365, -30, -1, 1, 30, 365] {
        for after in [1, 40, 61, 80] {
            let clock = HostClock::Set { after: after * DAY, by: time::Duration::days(by) };
            let report = RenewalPreflight::new(2026..=2026, IDEAL).clock(clock).run(days(90));
            let what = format!("set by {by} days after {after}: {report}");
            assert!(report.attempts_a_week() <= 30, "{what}");
            // Set back by a month while a credential is in use, the host notices its end a month too late.
            assert!(report.longest_gap() <= Some(30 * DAY), "{what}");
            if by.abs() <= 1 {
                assert!(report.is_clean(), "{what}");
            }
        }
    }
}

#[test]
fn a_host_that_sleeps_renews_when_it_wakes() {
    for sleep in [HOUR, 20 * DAY, 40 * DAY, 200 * DAY] {
        let report = RenewalPreflight::new(2026..=2026, IDEAL).sleep(sleep).run(days(90));
        assert!(report.is_clean() && report.renewed() > 0, "{sleep:?}: {report}");
    }
}

#[test]
fn lifetimes_that_shrink_cost_at_most_five_certificates_that_are_not_used() {
    let switch = utc_datetime!(2026-07-01 00:00:00);
    for (before, after) in [(398, 47), (90, 6), (90, 45), (200, 100), (398, 90)] {
        let issue = |now| days(if now < switch { before } else { after })(now);
        let report = RenewalPreflight::new(2026..=2026, IDEAL).lifetimes(1).run(issue);
        assert!(report.is_clean(), "{before} to {after}: {report}");
        // From the days after the switch none: so there is one from each day at most.
        assert!(report.unused() <= 5 * 180, "{before} to {after}: {report}");
        for start in 0..180 {
            let from = utc_datetime!(2026-01-01 00:00:00) + time::Duration::days(start);
            assert!(unused(from, before, switch, after) <= 5, "{before} to {after}, from {from}");
        }
    }
}

/// How many certificates are not used by a host that starts at `from`.
fn unused(from: UtcDateTime, before: u32, switch: UtcDateTime, after: u32) -> usize {
    let mut rotation =
        notafter::renewal::Rotation::new((), days(before)(from).expect("a period"), from, IDEAL, "host-17");
    let (mut now, mut unused) = (from, 0);
    while now < from + time::Duration::days(before.into()) {
        let outcome = rotation
            .attempt(now, |now| days(if now < switch { before } else { after })(now).map(|validity| ((), validity)));
        unused += usize::from(matches!(outcome, notafter::renewal::Outcome::Refused { .. }));
        now = outcome.due();
    }
    unused
}

#[test]
fn an_issuer_that_truncates_and_is_replaced_in_time_leaves_no_gap() {
    let leaf = Profile::new(Lifetime::days(10)).with_beyond_issuer(BeyondIssuer::Truncate);
    // Issuers of 100 days, each replaced 20 days before its end.
    let issuer = |now: UtcDateTime| {
        let number = (now - utc_datetime!(2026-01-01 00:00:00)).whole_days() / 80;
        let start = utc_datetime!(2026-01-01 00:00:00) + time::Duration::days(80 * number);
        Profile::new(Lifetime::days(100)).validity(start).expect("a period")
    };
    let report =
        RenewalPreflight::new(2026..=2026, IDEAL).lifetimes(30).run(|now| leaf.validity_under(now, &issuer(now)));
    assert!(report.is_clean(), "{report}");
}

#[test]
fn the_suggestion_of_an_issuer_is_kept_to() {
    // In the middle of each lifetime.
    let middle = |validity: &Validity| {
        let half = validity.not_before() + time::Duration::seconds(validity.duration().as_secs() as i64 / 2);
        Window::from_suggested(half, half + time::Duration::HOUR)
    };
    let report = RenewalPreflight::new(2026..=2026, IDEAL).suggested(middle).run(days(90));
    assert!(report.is_clean(), "{report}");
    let left = report.least_left().expect("a renewal");
    assert!((44 * DAY..=45 * DAY).contains(&left), "{left:?}");
}

#[test]
fn a_report_is_a_table() {
    let rehearsal = RenewalPreflight::new(2026..=2026, Plan::new(RenewAt::percent(50)).spread(0)).lifetimes(1).fleet(7);
    let report = rehearsal.issuer_away(Scope::EveryHost, 40 * DAY).must_survive(50 * DAY).run(days(90));
    let text = report.to_string();
    for line in [
        "started   365, 2026-01-01T00:00:00Z to 2026-12-31T00:00:00Z",
        "gaps      0",
        "fleet     7 of 7 hosts at most ask in the same second",
        "not as required:",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
    assert!(text.lines().any(|line| line.starts_with("    an absence of 44 days ")), "{text}");
}

fn plan() -> impl Strategy<Value = Plan> {
    let renew_at = prop_oneof![
        Just(RenewAt::Ideal),
        (0u8..=255, 0u8..=255).prop_map(|(numerator, denominator)| RenewAt::fraction(numerator, denominator)),
        (0u64..8_640_000).prop_map(|seconds| RenewAt::BeforeEnd(Duration::from_secs(seconds))),
    ];
    (renew_at, prop::option::of(0u8..=60), 0u64..7_200, 0u64..7_200, 0u64..100_000).prop_map(
        |(renew_at, spread, first, longest, settle)| {
            let seconds = Duration::from_secs;
            let plan = Plan::new(renew_at).back_off(seconds(first), seconds(longest)).settle(seconds(settle));
            spread.map_or(plan, |percent| plan.spread(percent))
        },
    )
}

fn report(plan: Plan, lifetime: u64, absence: u64, scope: Scope) -> RenewalReport {
    let profile = Profile::new(Lifetime::seconds(lifetime));
    RenewalPreflight::new(2026..=2026, plan)
        .lifetimes(2)
        .issuer_away(scope, Duration::from_secs(absence))
        .run(|now| profile.validity(now))
}

proptest! {
    #![proptest_config(seeded(12))]

    /// Whatever the plan is, all that is left is survived but for the last hundredth of a lifetime, and no shorter absence leaves a gap.
    #[test]
    fn no_plan_has_a_gap_while_the_issuer_is_back_in_time(
        plan in plan(),
        lifetime in prop_oneof![600u64..86_400, 86_400u64..1_000_000],
        share in 0u64..=100,
        scope in prop_oneof![Just(Scope::ThisHost), Just(Scope::SharedService), Just(Scope::EveryHost)],
    ) {
        let profile = Profile::new(Lifetime::seconds(lifetime));
        let rehearsal = RenewalPreflight::new(2026..=2026, plan).lifetimes(1).issuer_away(scope, Duration::ZERO);
        let measured = rehearsal.longest_absence().run(|now| profile.validity(now));
        let (survived, left) = measured.survived().zip(measured.least_left()).expect("it was measured");
        // All that is left when renewal begins is survived, but for the last chance.
        let chance = Duration::from_secs((lifetime / 100).clamp(1, 7_200) + 2);
        prop_assert!(survived + chance >= left, "{lifetime} s, {plan:?}: {measured}");
        let report = report(plan, lifetime, survived.as_secs() * share / 100, scope);
        prop_assert!(report.is_clean(), "{lifetime} s, {plan:?}: {report}");
    }
}
