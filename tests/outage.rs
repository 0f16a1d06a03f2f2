//! The replay of 29 February 2012 in `examples/leap_day_outage`: its facts follow from the calls, and from nothing else.

#[path = "../examples/leap_day_outage/chart.rs"]
mod chart;
#[path = "../examples/leap_day_outage/replay.rs"]
mod replay;
#[path = "../examples/leap_day_outage/scenario.rs"]
mod scenario;
#[path = "../examples/leap_day_outage/table.rs"]
mod table;
#[path = "../examples/leap_day_outage/world.rs"]
mod world;

use std::{collections::BTreeSet, sync::LazyLock};

use notafter::{LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _, Validity};
use time::{Duration, UtcDateTime, macros::utc_datetime};

use replay::{ATTEMPTS, Outcome, REACTION, Sample, THRESHOLD, TIMEOUT};
use scenario::{CLUSTERS, END, HOSTS, Happening, LOAD, SEED, SLOTS, START, Scenario};
use world::{Healing, IssueError, Issuer, WORLDS, World, one_year, same_date_next_year};

const LEAP_DAY: UtcDateTime = utc_datetime!(2012-02-29 00:00:00);
const NEXT_DAY: UtcDateTime = utc_datetime!(2012-03-01 00:00:00);

static OUTCOMES: LazyLock<[(World, Outcome); 3]> = LazyLock::new(|| outcomes(SEED));

fn outcomes(seed: u64) -> [(World, Outcome); 3] {
    let scenario = Scenario::new(seed);
    WORLDS.map(|world| (world, replay::replay(&world, &scenario)))
}

fn outcome(issue: Issuer, healing: Healing) -> Outcome {
    replay::replay(&World { name: "", issue, healing }, &Scenario::new(SEED))
}

fn by_policy(now: UtcDateTime, policy: LeapDayPolicy) -> Result<Validity, IssueError> {
    Profile::new(Lifetime::years(1, policy)).validity(now).map_err(IssueError::Profile)
}

fn reject(now: UtcDateTime) -> Result<Validity, IssueError> {
    by_policy(now, LeapDayPolicy::Reject)
}

fn first(outcome: &Outcome, is_so: impl Fn(&Sample) -> bool) -> Option<UtcDateTime> {
    outcome.samples.iter().find(|sample| is_so(sample)).map(|sample| sample.at)
}

#[test]
fn a_second_run_is_identical() {
    assert_eq!(Scenario::new(SEED), Scenario::new(SEED));
    let again = outcomes(SEED);
    for ((world, first), (_, second)) in OUTCOMES.iter().zip(&again) {
        assert!(first == second, "{}", world.name);
    }
    assert_eq!(table::table(&*OUTCOMES), table::table(&again));
    assert_ne!(Scenario::new(SEED), Scenario::new(SEED + 1), "the seed decides who asks for what");
}

#[test]
fn the_naive_world_loses_its_clusters_at_the_documented_minutes() {
    let (_, naive) = &OUTCOMES[0];
    assert!(naive.clusters_lost > 3, "more than the three that were being updated: {}", naive.clusters_lost);
    assert!(naive.condemned >= naive.clusters_lost * THRESHOLD - 4, "a lost cluster has {THRESHOLD} out of service");
    assert!(naive.mint_failures > 0);
    assert_eq!(first(naive, |sample| sample.down() > 0), Some(LEAP_DAY), "not a minute earlier");
    // Microsoft: 75 minutes until the first clusters, 02:55 UTC until management was shut down.
    let lost = LEAP_DAY + TIMEOUT * ATTEMPTS;
    assert_eq!(lost, utc_datetime!(2012-02-29 01:15:00));
    assert_eq!(first(naive, |sample| sample.condemned > 0), Some(lost));
    assert_eq!(first(naive, |sample| sample.clusters_lost > 0), Some(lost));
    assert_eq!(first(naive, |sample| !sample.management), Some(lost + REACTION));
    assert_eq!(lost + REACTION, utc_datetime!(2012-02-29 02:55:00));
    let off = naive.samples.iter().filter(|sample| !sample.management);
    assert_eq!(
        off.map(|sample| sample.at).max(),
        Some(NEXT_DAY - Duration::MINUTE),
        "until a certificate can be minted"
    );
    assert_eq!(
        naive.minutes_without_management(),
        usize::try_from((NEXT_DAY - lost - REACTION).whole_minutes()).unwrap()
    );
}

#[test]
fn a_vm_that_was_moved_has_its_three_attempts_again() {
    let (_, naive) = &OUTCOMES[0];
    let at = |at: UtcDateTime| naive.samples.iter().find(|sample| sample.at == at).unwrap();
    let patience = TIMEOUT * ATTEMPTS;
    let (midnight, lost) = (at(LEAP_DAY), at(LEAP_DAY + patience));
    // Until the second wave of the update has its turn, hosts are blamed for what customers asked for since midnight alone.
    for sample in naive.samples.iter().filter(|sample| sample.at > lost.at && sample.at < lost.at + Duration::HOUR) {
        let new = at(sample.at - patience).wanted - midnight.wanted;
        assert!(sample.condemned - lost.condemned <= new, "{new} new VMs: {sample:?}");
    }
}

#[test]
fn with_scope_respected_nothing_is_condemned_and_nothing_new_starts() {
    let (_, scoped) = &OUTCOMES[1];
    assert_eq!((scoped.condemned, scoped.clusters_lost, scoped.minutes_without_management()), (0, 0, 0));
    // It is degraded all the same: from the first request of the day until the last has tried again after midnight.
    assert!(scoped.mint_failures > 0);
    assert!(scoped.minutes_without_capacity() > 23 * 60, "{}", scoped.minutes_without_capacity());
    assert!(scoped.vm_hours_lost() > 0 && scoped.vm_hours_lost() < OUTCOMES[0].1.vm_hours_lost());
    let down = |sample: &&Sample| sample.down() > 0;
    assert!(scoped.samples.iter().filter(down).all(|sample| sample.at >= LEAP_DAY));
    assert!(scoped.samples.iter().filter(down).all(|sample| sample.at <= NEXT_DAY + Duration::HOUR));
    // What ran at midnight runs on, but for what was on a host that lost its power.
    let before = scoped.samples.iter().find(|sample| sample.at == LEAP_DAY - Duration::MINUTE).unwrap();
    for sample in scoped.samples.iter().filter(|sample| sample.at >= LEAP_DAY) {
        assert!(sample.running + (sample.dead - before.dead) * SLOTS >= before.running, "{sample:?}");
    }
}

#[test]
fn with_notafter_nothing_happens() {
    let (_, calm) = &OUTCOMES[2];
    assert_eq!((calm.condemned, calm.clusters_lost, calm.mint_failures), (0, 0, 0));
    assert_eq!((calm.minutes_without_capacity(), calm.minutes_without_management()), (0, 0));
    assert_eq!((calm.vm_hours_lost(), calm.most_down()), (0, 0));
    assert!(calm.minted > 0);
    let dead = calm.samples.last().map_or(0, |sample| sample.dead);
    assert_eq!(dead, 4, "hosts that are at fault are healed as ever");
}

#[test]
fn every_host_and_every_vm_is_in_one_place() {
    for seed in [SEED, 1, 2] {
        for (world, outcome) in &outcomes(seed) {
            let minutes = usize::try_from((END - START).whole_minutes()).unwrap();
            assert_eq!(outcome.samples.len(), minutes, "{}", world.name);
            let mut wanted = HOSTS * LOAD;
            for sample in &outcome.samples {
                let name = world.name;
                assert_eq!(sample.in_service + sample.condemned + sample.dead, HOSTS, "{name}: {sample:?}");
                assert_eq!(sample.running + sample.starting + sample.waiting, sample.wanted, "{name}: {sample:?}");
                assert_eq!(sample.running + sample.starting, sample.guests, "{name}: {sample:?}");
                assert!(sample.guests <= HOSTS * SLOTS && sample.clusters_lost <= CLUSTERS, "{name}: {sample:?}");
                assert!(sample.wanted >= wanted, "{name}: nobody gives up: {sample:?}");
                wanted = sample.wanted;
            }
        }
    }
}

#[test]
fn four_hosts_lose_their_power_whatever_the_seed() {
    for seed in 0..1_000 {
        let hosts = Scenario::new(seed).happenings.into_iter().filter_map(|(_, happening)| match happening {
            Happening::PowerLoss { host } => Some(host),
            _ => None,
        });
        assert_eq!(hosts.collect::<BTreeSet<_>>().len(), 4, "seed {seed}");
    }
}

#[test]
fn what_happens_from_outside_is_the_same_in_every_world() {
    let wanted = |index: usize| OUTCOMES[index].1.samples.iter().map(|sample| (sample.wanted, sample.dead));
    assert!(wanted(0).eq(wanted(2)));
    assert!(wanted(1).eq(wanted(2)));
}

#[test]
fn another_seed_tells_the_same_story() {
    for seed in 1..=4 {
        let [(_, naive), (_, scoped), (_, calm)] = outcomes(seed);
        assert!(naive.condemned > 0 && naive.clusters_lost > 3, "seed {seed}");
        assert_eq!((scoped.condemned, scoped.clusters_lost, scoped.minutes_without_management()), (0, 0, 0), "{seed}");
        assert!(scoped.minutes_without_capacity() > 0, "seed {seed}");
        assert_eq!((calm.mint_failures, calm.minutes_without_capacity(), calm.condemned), (0, 0, 0), "seed {seed}");
    }
}

#[test]
fn the_policy_decides_and_not_the_library() {
    let [(_, naive), (_, scoped), (_, calm)] = &*OUTCOMES;
    assert!(outcome(reject, Healing::ByScope) == *scoped, "a profile that rejects is as degraded as year + 1");
    assert!(outcome(reject, Healing::Naive) == *naive, "and as bad, where nobody asks for the scope");
    assert!(outcome(|now| by_policy(now, LeapDayPolicy::RollForward), Healing::ByScope) == *calm);
    assert!(outcome(one_year, Healing::Naive) == *calm, "healing is never asked where nothing fails");
}

#[test]
fn the_scope_of_the_error_decides_and_not_the_world() {
    fn misjudged(now: UtcDateTime) -> Result<Validity, IssueError> {
        same_date_next_year(now).map_err(|_| IssueError::Disk)
    }
    assert_eq!(misjudged(LEAP_DAY).map_err(|error| error.scope()), Err(Scope::ThisHost));
    assert_eq!(same_date_next_year(LEAP_DAY).map_err(|error| error.scope()), Err(Scope::EveryHost));
    assert!(outcome(misjudged, Healing::ByScope) == OUTCOMES[0].1, "an error that is taken for the host's spreads");

    // An issuer that all hosts share is away for the day: no host is to blame, as for a date.
    fn away(now: UtcDateTime) -> Result<Validity, IssueError> {
        same_date_next_year(now).map_err(|_| IssueError::Network)
    }
    assert_eq!(away(LEAP_DAY).map_err(|error| error.scope()), Err(Scope::SharedService));
    assert!(outcome(away, Healing::ByScope) == OUTCOMES[1].1, "and no load is moved");
}

#[test]
fn the_issuer_decides_when_it_fails() {
    // With a clock a day behind, the same issuer fails on 1 March.
    let late = outcome(|now| same_date_next_year(now - Duration::DAY), Healing::Naive);
    assert_eq!(first(&late, |sample| sample.down() > 0).map(|at| at >= NEXT_DAY), Some(true));
    assert!(late.condemned > 0);
    // An issuer that always fails has no fleet to begin with.
    let never = outcome(|_| Err(IssueError::Disk), Healing::Naive);
    assert_eq!(never.minted, 0);
    assert!(never.samples.iter().all(|sample| sample.running == 0));
}

#[test]
fn the_table_has_what_was_counted() {
    let table = table::table(&*OUTCOMES);
    let row = |name: &str| {
        let row = table.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no row `{name}`"));
        row.split_whitespace().map(|cell| cell.parse::<usize>().unwrap()).collect::<Vec<_>>()
    };
    let counted = |count: fn(&Outcome) -> usize| OUTCOMES.iter().map(|(_, outcome)| count(outcome)).collect::<Vec<_>>();
    assert_eq!(row("healthy hosts condemned"), counted(|outcome| outcome.condemned));
    assert_eq!(row("clusters lost"), counted(|outcome| outcome.clusters_lost));
    assert_eq!(row("minutes without capacity"), counted(Outcome::minutes_without_capacity));
    assert_eq!(row("minutes without management"), counted(Outcome::minutes_without_management));
    assert_eq!(row("VM-hours lost"), counted(Outcome::vm_hours_lost));
    let widths = table.lines().map(|line| line.chars().count()).collect::<BTreeSet<_>>();
    assert_eq!(widths.len(), 1, "the columns are straight:\n{table}");
}

#[test]
fn the_picture_is_the_same_each_time_and_shows_each_world() {
    let svg = chart::svg(&*OUTCOMES).unwrap();
    assert!(svg == chart::svg(&outcomes(SEED)).unwrap(), "the bytes are the same");
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
    for world in WORLDS {
        assert!(svg.contains(world.name), "{}", world.name);
    }
    let calm = OUTCOMES[2].clone();
    assert!(chart::svg(&[calm.clone(), calm.clone(), calm]).unwrap().len() < svg.len(), "it draws what happened");
}
