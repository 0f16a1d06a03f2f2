//! A day on which nothing can be minted, and how much of a credential's life must be left for it.

use core::time::Duration;

use notafter::{
    LeapDayPolicy, Lifetime, Profile, ProfileError, Validity,
    renewal::{Plan, RenewAt, Rotation, State},
};
use time::macros::utc_datetime;

use super::rotation::seconds;

/// Asks every minute from three days before the leap day of 2028 until a day after it, and returns how many minutes nothing valid
/// was in use. The first credential is minted `started` seconds after that. The issuer fails on the leap day alone, and gives
/// credentials of `lifetime`.
fn minutes_of_outage(lifetime: Duration, renew_at: RenewAt, started: i64) -> usize {
    let (leap_day, next_day) = (utc_datetime!(2028-02-29 00:00:00), utc_datetime!(2028-03-01 00:00:00));
    let profile = Profile::new(Lifetime::seconds(lifetime.as_secs()));
    let start = leap_day - seconds(3 * 86_400) + seconds(started);
    let mint = |now| -> Result<(Validity, Validity), ProfileError> {
        // The profile that broke says whether this is the day.
        Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)).validity(now)?;
        profile.validity(now).map(|validity| (validity, validity))
    };
    let (first, _) = mint(start).expect("a day before");
    let mut rotation = Rotation::new(first, first, first.not_before(), Plan::new(renew_at).spread(0), "host-17");
    let (mut now, mut outage) = (start, 0);
    while now < next_day + seconds(86_400) {
        let _ = rotation.attempt(now, mint);
        outage += usize::from(matches!(rotation.at(now).state(), State::Expired { .. }));
        now += seconds(60);
    }
    outage
}

/// The condition in the guide: what is left when renewal begins is longer than the day and the longest wait.
#[test]
fn nothing_happens_where_more_is_left_than_the_day_and_the_longest_wait() {
    let hours = |hours: u64| Duration::from_secs(hours * 3_600);
    let (mut worst_enough, mut worst_short) = (0, 0);
    // Renewal begins at any time of the day, at midnight among others.
    for started in STARTS.step_by(600) {
        let enough = RenewAt::BeforeEnd(hours(25));
        worst_enough = worst_enough.max(minutes_of_outage(hours(72), enough, started));
        let short = RenewAt::BeforeEnd(hours(22));
        worst_short = worst_short.max(minutes_of_outage(hours(72), short, started));
    }
    assert_eq!(worst_enough, 0, "25 hours are left");
    assert!(worst_short >= 60, "22 hours are left: {worst_short} minutes without a valid credential");
}

#[test]
fn half_of_a_life_is_enough_from_two_days_and_some_hours_on() {
    let outage = |hours: u64| {
        let lifetime = Duration::from_secs(hours * 3_600);
        STARTS.step_by(600).map(|started| minutes_of_outage(lifetime, RenewAt::Ideal, started)).max()
    };
    assert_eq!(outage(6 * 24), Some(0), "6 days");
    assert_eq!(outage(52), Some(0), "52 hours: 26 of them, less a hundredth, are left");
    assert!(outage(24) > Some(6 * 60), "a day: {:?} minutes", outage(24));
}

/// Two days, for as long as the longest life that is asked for here lasts until its renewal.
const STARTS: core::ops::Range<i64> = 0..2 * 86_400;
