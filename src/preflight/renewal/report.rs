//! The report of a rehearsal.

use core::{fmt, time::Duration};
use std::collections::BTreeMap;

use time::UtcDateTime;

use super::{
    run::Run,
    unmet::{Gap, Requirements, Unmet},
};
use crate::{
    instant::Rfc3339,
    print::{Counted, Length},
};

/// The report of a [`RenewalPreflight`](super::RenewalPreflight), over all days on which it started.
///
/// It prints as a table:
///
/// ```text
/// started   365, 2026-01-01T00:00:00Z to 2026-12-31T00:00:00Z
/// renewed   1460, in 1460 attempts, with 0 certificates that were not used
/// gaps      0
/// attempts  1 in the worst hour, 1 in the worst day, 1 in the worst week
/// renewals  1 in the worst hour, 1 in the worst day, 1 in the worst week
/// left      29 days 2 hours 25 minutes 21 seconds at least when a renewal succeeded
/// absence   29 days 2 hours 24 minutes 35 seconds at least are survived
/// fleet     3 of 10000 hosts at most ask in the same second
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a report that nobody reads stops nobody"]
pub struct RenewalReport {
    requirements: Requirements,
    started: usize,
    span: Option<(UtcDateTime, UtcDateTime)>,
    first_unstarted: Option<UtcDateTime>,
    attempted: usize,
    renewed: usize,
    unused: usize,
    gaps: usize,
    first_gap: Option<Gap>,
    longest_gap: Option<Duration>,
    attempts: [usize; 3],
    renewals: [usize; 3],
    least_left: Option<Duration>,
    survived: Option<Duration>,
    fleet: u64,
    busiest_seconds: BTreeMap<Duration, u64>,
}

impl RenewalReport {
    pub(super) const fn new(requirements: Requirements) -> Self {
        Self {
            requirements,
            started: 0,
            span: None,
            first_unstarted: None,
            attempted: 0,
            renewed: 0,
            unused: 0,
            gaps: 0,
            first_gap: None,
            longest_gap: None,
            attempts: [0; 3],
            renewals: [0; 3],
            least_left: None,
            survived: None,
            fleet: 0,
            busiest_seconds: BTreeMap::new(),
        }
    }

    pub(super) fn add_unstarted(&mut self, start: UtcDateTime) {
        self.first_unstarted.get_or_insert(start);
    }

    pub(super) fn add_run(&mut self, run: &Run) {
        self.started += 1;
        self.span = Some((self.span.map_or(run.start, |(first, _)| first), run.start));
        self.attempted += run.attempted;
        self.renewed += run.renewed;
        self.unused += run.unused;
        self.gaps += run.gaps;
        self.first_gap = self.first_gap.or(run.first_gap);
        self.longest_gap = self.longest_gap.max(run.longest_gap);
        for (mosts, most) in self.attempts.iter_mut().zip(run.attempts.most()) {
            *mosts = most.max(*mosts);
        }
        for (mosts, most) in self.renewals.iter_mut().zip(run.renewals.most()) {
            *mosts = most.max(*mosts);
        }
        self.least_left = least(self.least_left, run.least_left);
    }

    pub(super) fn add_survived(&mut self, survived: Option<Duration>) {
        self.survived = least(self.survived, survived);
    }

    /// Counts a fleet, unless one with a credential of this length was counted before.
    pub(super) fn add_fleet(&mut self, hosts: u64, length: Duration, busiest: impl FnOnce() -> u64) {
        self.fleet = hosts;
        self.busiest_seconds.entry(length).or_insert_with(busiest);
    }

    /// Whether something was rehearsed, no valid credential was ever missing, and every requirement is met.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.unmet().is_empty()
    }

    /// The requirements that are not met, gaps first.
    ///
    /// A gap is never allowed.
    #[must_use]
    pub fn unmet(&self) -> Vec<Unmet> {
        let Requirements { survives, leaves, a_day } = self.requirements;
        let survived = self.survived.unwrap_or_default();
        let attempts = self.attempts_a_day();
        [
            (self.started == 0 && self.first_unstarted.is_none()).then_some(Unmet::NothingStarted),
            self.first_unstarted.map(|start| Unmet::NotStarted { start }),
            self.first_gap.map(Unmet::Gap),
            survives.filter(|required| survived < *required).map(|required| Unmet::Absence { required, survived }),
            leaves.filter(|_| self.renewed == 0).map(|_| Unmet::NotRenewed),
            leaves
                .zip(self.least_left)
                .filter(|(required, left)| left < required)
                .map(|(required, left)| Unmet::Left { required, left }),
            a_day.filter(|allowed| attempts > *allowed).map(|allowed| Unmet::Attempts { allowed, attempts }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The number of days from which it was rehearsed.
    #[must_use]
    pub const fn started(&self) -> usize {
        self.started
    }

    /// How many attempts were made.
    #[must_use]
    pub const fn attempted(&self) -> usize {
        self.attempted
    }

    /// How many times there was a time without a valid credential in use.
    #[must_use]
    pub const fn gaps(&self) -> usize {
        self.gaps
    }

    /// The first gap of the first start that has one.
    #[must_use]
    pub const fn first_gap(&self) -> Option<Gap> {
        self.first_gap
    }

    /// How long the longest gap is.
    ///
    /// `None` if there is none.
    #[must_use]
    pub const fn longest_gap(&self) -> Option<Duration> {
        self.longest_gap
    }

    /// How many renewals succeeded.
    #[must_use]
    pub const fn renewed(&self) -> usize {
        self.renewed
    }

    /// How many certificates were minted and not used, because they were no better.
    #[must_use]
    pub const fn unused(&self) -> usize {
        self.unused
    }

    /// The most attempts of one host in any hour.
    #[must_use]
    pub const fn attempts_an_hour(&self) -> usize {
        let [hour, _, _] = self.attempts;
        hour
    }

    /// The most attempts of one host in any 24 hours.
    #[must_use]
    pub const fn attempts_a_day(&self) -> usize {
        let [_, day, _] = self.attempts;
        day
    }

    /// The most attempts of one host in any 7 days.
    #[must_use]
    pub const fn attempts_a_week(&self) -> usize {
        let [_, _, week] = self.attempts;
        week
    }

    /// The most renewals of one host in any hour.
    #[must_use]
    pub const fn renewals_an_hour(&self) -> usize {
        let [hour, _, _] = self.renewals;
        hour
    }

    /// The most renewals of one host in any 24 hours.
    #[must_use]
    pub const fn renewals_a_day(&self) -> usize {
        let [_, day, _] = self.renewals;
        day
    }

    /// The most renewals of one host in any 7 days.
    #[must_use]
    pub const fn renewals_a_week(&self) -> usize {
        let [_, _, week] = self.renewals;
        week
    }

    /// The least time that was left when a renewal succeeded.
    ///
    /// `None` if none did.
    #[must_use]
    pub const fn least_left(&self) -> Option<Duration> {
        self.least_left
    }

    /// The longest absence of the issuer that leaves no gap from any day.
    ///
    /// `None` if it was not [measured](super::RenewalPreflight::longest_absence), or if no renewal became due.
    ///
    /// It is counted from the first attempt to replace a credential to the last attempt that is still in time. An attempt is in
    /// time if its success leaves no gap then and in the next lifetime.
    #[must_use]
    pub const fn survived(&self) -> Option<Duration> {
        self.survived
    }

    /// The most hosts of the [fleet](super::RenewalPreflight::fleet) that ask for a replacement in the same second.
    ///
    /// `None` if there is no fleet.
    #[must_use]
    pub fn busiest_second(&self) -> Option<u64> {
        self.busiest_seconds.values().copied().max()
    }
}

impl fmt::Display for RenewalReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "started   {}", self.started)?;
        if let Some((first, last)) = self.span {
            write!(f, ", {} to {}", Rfc3339(first), Rfc3339(last))?;
        }
        let Self { renewed, attempted, unused, gaps, .. } = self;
        let (attempts, unused) = (Counted(*attempted, "attempt"), Counted(*unused, "certificate"));
        write!(f, "\nrenewed   {renewed}, in {attempts}, with {unused} that were not used\ngaps      {gaps}")?;
        if let Some(longest) = self.longest_gap {
            write!(f, ", of {} at most", Length(longest))?;
        }
        for (name, [hour, day, week]) in [("attempts", self.attempts), ("renewals", self.renewals)] {
            write!(f, "\n{name}  {hour} in the worst hour, {day} in the worst day, {week} in the worst week")?;
        }
        if let Some(left) = self.least_left {
            write!(f, "\nleft      {} at least when a renewal succeeded", Length(left))?;
        }
        if let Some(survived) = self.survived {
            write!(f, "\nabsence   {} at least are survived", Length(survived))?;
        }
        if let Some(busiest) = self.busiest_second() {
            write!(f, "\nfleet     {busiest} of {} at most ask in the same second", Counted(self.fleet, "host"))?;
        }
        for (index, unmet) in self.unmet().iter().enumerate() {
            write!(f, "{}{unmet}", if index == 0 { "\n\nnot as required:\n    " } else { "\n    " })?;
        }
        Ok(())
    }
}

/// The lesser of the two, or the only one.
fn least(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    one.into_iter().chain(other).min()
}
