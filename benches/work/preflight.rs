//! One profile on every date from 1900 to 2400, and one plan from every day of ten years.

use std::hint::black_box;

use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    preflight::{self, RenewalPreflight, RenewalReport},
    renewal::{Plan, RenewAt},
};

use crate::way::Way;

pub(crate) const DATES: usize = 182_987;

pub(crate) const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));

/// There is no peer: code that is asked date by date is the same thing with a panic caught around each answer.
pub(crate) const SWEEP: [Way<Profile>; 2] = [
    (
        "sweep",
        |profile| {
            let _ = black_box(preflight::sweep(1900..=2400, black_box(profile)));
        },
        |profile| report(&preflight::sweep(1900..=2400, profile)),
    ),
    (
        "every_day",
        |profile| {
            let _ = black_box(preflight::every_day(1900..=2400, |now| black_box(profile).validity(now)));
        },
        |profile| report(&preflight::every_day(1900..=2400, |now| profile.validity(now))),
    ),
];

/// A plan of 90 days from every day of ten years, for three lifetimes.
pub(crate) fn rehearse() -> RenewalReport {
    let profile = Profile::new(Lifetime::days(90));
    let report = RenewalPreflight::new(2026..=2035, Plan::new(RenewAt::Ideal)).run(|now| profile.validity(now));
    assert!(report.is_clean() && report.started() == 3_652, "{report}");
    report
}

fn report(report: &preflight::Report) -> u64 {
    assert_eq!((report.attempts(), report.failures().len()), (DATES, 0), "every date has a period");
    report.shortest().zip(report.longest()).map_or(0, |(shortest, longest)| {
        (shortest.not_before().unix_timestamp() ^ longest.not_before().unix_timestamp()) as u64
    })
}
