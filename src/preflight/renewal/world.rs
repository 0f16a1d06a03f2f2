//! One host, one issuer, and the time that passes.
//!
//! ```text
//!  start      asked        asked (first due: the absence or the sleep begins)     until
//!    |----------|------------|--------------------------|------------|-------------|   true time
//!                   boundaries in between: a credential begins or ends, the clock is set
//! ```

use core::time::Duration;
use std::collections::HashMap;

use time::{Date, Time, UtcDateTime};

use super::{
    rehearsal::{Cadence, HostClock, RenewalPreflight},
    report::Gap,
    tally::Tallies,
};
use crate::{
    instant::{between, later},
    renewal::{Outcome, Rotation, Seed},
    scope::{Scope, Scoped},
    validity::Validity,
};

/// A host from the start on.
#[derive(Clone, Debug)]
pub(super) struct World<'a> {
    rehearsal: &'a RenewalPreflight,
    start: UtcDateTime,
    first: Validity,
    rotation: Rotation<()>,
    now: UtcDateTime,
    /// When the issuer is back, if it is away since the first attempt to replace the credential in use.
    away_until: Option<UtcDateTime>,
    run: Run,
}

/// What happened in a world.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) start: UtcDateTime,
    pub(super) attempts: Tallies,
    pub(super) renewals: Tallies,
    pub(super) attempted: usize,
    pub(super) renewed: usize,
    /// Credentials that were minted and refused.
    pub(super) unused: usize,
    pub(super) gaps: usize,
    pub(super) first_gap: Option<Gap>,
    pub(super) least_left: Option<Duration>,
    /// Since when nothing valid is in use.
    lacking: Option<UtcDateTime>,
}

impl<'a> World<'a> {
    pub(super) fn new(rehearsal: &'a RenewalPreflight, number: u64, start: UtcDateTime, first: Validity) -> Self {
        let run = Run {
            start,
            attempts: Tallies::new(),
            renewals: Tallies::new(),
            attempted: 0,
            renewed: 0,
            unused: 0,
            gaps: 0,
            first_gap: None,
            least_left: None,
            lacking: None,
        };
        let taken = shown(rehearsal.clock, start, start);
        let mut rotation = Rotation::new((), first, taken, rehearsal.plan, Seed::from(number));
        if let Some(suggested) = rehearsal.suggested {
            rotation.suggest(taken, &first, suggested(&first));
        }
        Self { rehearsal, start, first, rotation, now: start, away_until: None, run }
    }

    /// Lets some lifetimes pass.
    pub(super) fn run<E: Scoped>(mut self, issue: &mut impl FnMut(UtcDateTime) -> Result<Validity, E>) -> Run {
        let length = self.first.duration().saturating_mul(self.rehearsal.lifetimes.max(1));
        let until = later(self.start, length);
        loop {
            let asked = self.next_time_of_asking().min(until);
            self.pass(asked);
            if asked >= until {
                self.run.close(until);
                return self.run;
            }
            let is_first = self.away_until.is_none() && self.view_is_due();
            if is_first && !self.rehearsal.sleep.is_zero() && self.run.lacking.is_none() {
                // What is not served while it sleeps is missed by nobody.
                self.now = later(self.now, self.rehearsal.sleep).min(until);
            }
            if is_first {
                let away = self.rehearsal.absence.map_or(Duration::ZERO, |(_, length)| length);
                self.away_until = Some(later(self.now, away));
            }
            self.ask(issue);
        }
    }

    /// How long the issuer may be away from the first due attempt on, so that an attempt succeeds in time.
    pub(super) fn survived(mut self) -> Duration {
        let (mut first, mut last) = (None, None);
        loop {
            self.now = self.next_time_of_asking();
            if !self.first.contains(self.now) {
                let survived = first.zip(last).map(|(first, last): (UtcDateTime, UtcDateTime)| last - first);
                return survived.and_then(|survived| Duration::try_from(survived).ok()).unwrap_or_default();
            }
            let scope = self.rehearsal.absence.map_or(Scope::SharedService, |(scope, _)| scope);
            if !matches!(self.rotation.attempt(self.shown(self.now), |_| Err(scope)), Outcome::NotDue { .. }) {
                first.get_or_insert(self.now);
                last = Some(self.now);
            }
        }
    }

    /// How many of `hosts` hosts with the first credential ask for its replacement in the same second at the most.
    pub(super) fn busiest_second(&self, hosts: u64) -> u64 {
        let mut seconds: HashMap<UtcDateTime, u64> = HashMap::new();
        for host in 0..hosts {
            let first = Self::new(self.rehearsal, host, self.start, self.first).first_due();
            *seconds.entry(first).or_default() += 1;
        }
        seconds.into_values().max().unwrap_or_default()
    }

    /// The first time of asking at which a renewal is due.
    fn first_due(mut self) -> UtcDateTime {
        while !self.view_is_due() && self.now < UtcDateTime::MAX {
            self.now = self.next_time_of_asking();
        }
        self.now
    }

    /// Asks the rotation now.
    fn ask<E: Scoped>(&mut self, issue: &mut impl FnMut(UtcDateTime) -> Result<Validity, E>) {
        let (now, shown) = (self.now, self.shown(self.now));
        let scope = self.rehearsal.absence.map_or(Scope::SharedService, |(scope, _)| scope);
        let away = self.away_until.is_some_and(|until| now < until);
        let covered_until = self.rotation.at(shown).successor().validity().not_after();
        let outcome = self.rotation.attempt(shown, |_| match away {
            true => Err(Answer::Away(scope)),
            false => issue(now).map(|validity| ((), validity)).map_err(Answer::Error),
        });
        if !matches!(outcome, Outcome::NotDue { .. }) {
            self.run.attempted += 1;
            self.run.attempts.add(now);
        }
        match outcome {
            Outcome::Renewed { .. } => {
                let left = between(now, covered_until.saturating_add(time::Duration::SECOND));
                self.run.renewed += 1;
                self.run.renewals.add(now);
                self.run.least_left = Some(self.run.least_left.map_or(left, |least| least.min(left)));
                self.away_until = None;
                if let Some(suggested) = self.rehearsal.suggested {
                    let taken = self.rotation.at(shown).successor().validity();
                    self.rotation.suggest(shown, &taken, suggested(&taken));
                }
            }
            Outcome::Refused { .. } => self.run.unused += 1,
            Outcome::NotDue { .. } | Outcome::Failed { .. } => {}
        }
        self.look();
    }

    /// Lets the time pass until `until`, and looks whenever something may change.
    fn pass(&mut self, until: UtcDateTime) {
        while self.now < until {
            self.now = self.next_boundary().min(until);
            self.look();
        }
    }

    /// Notes whether what the host uses is valid in truth.
    fn look(&mut self) {
        let is_valid = self.rotation.at(self.shown(self.now)).current().validity().contains(self.now);
        match self.run.lacking {
            None if !is_valid => self.run.lacking = Some(self.now),
            Some(_) if is_valid => self.run.close(self.now),
            _ => {}
        }
    }

    /// The next instant at which the credential in use may change, or become valid or invalid.
    fn next_boundary(&self) -> UtcDateTime {
        let view = self.rotation.at(self.shown(self.now));
        let validity = view.current().validity();
        let changes = view.next_change().map(|at| self.truth(at));
        let second = time::Duration::SECOND;
        [changes, Some(validity.not_before()), Some(validity.not_after().saturating_add(second)), self.set_at()]
            .into_iter()
            .flatten()
            .filter(|at| *at > self.now)
            .min()
            .unwrap_or(UtcDateTime::MAX)
    }

    /// When the rotation is asked next and something may be due.
    fn next_time_of_asking(&self) -> UtcDateTime {
        let view = self.rotation.at(self.shown(self.now));
        let events = [Some(view.due()), view.next_change()].into_iter().flatten();
        let event = events.map(|at| self.truth(at)).chain(self.set_at()).filter(|at| *at > self.now).min();
        let due = if view.is_due() { self.now } else { event.unwrap_or(UtcDateTime::MAX) };
        self.rehearsal.cadence.next(self.start, self.now, due)
    }

    fn view_is_due(&self) -> bool {
        self.rotation.at(self.shown(self.now)).is_due()
    }

    fn shown(&self, at: UtcDateTime) -> UtcDateTime {
        shown(self.rehearsal.clock, self.start, at)
    }

    /// The true time at which the clock shows `at`, as long as it is not set.
    fn truth(&self, at: UtcDateTime) -> UtcDateTime {
        at.saturating_sub(self.shown(self.now) - self.now)
    }

    /// When the clock is set.
    fn set_at(&self) -> Option<UtcDateTime> {
        match self.rehearsal.clock {
            HostClock::Set { after, .. } => Some(later(self.start, after)),
            HostClock::Right | HostClock::OffBy(_) => None,
        }
    }
}

impl Run {
    pub(super) fn attempts(&self) -> [usize; 3] {
        self.attempts.most()
    }

    pub(super) fn renewals(&self) -> [usize; 3] {
        self.renewals.most()
    }

    /// Ends a gap, if there is one.
    fn close(&mut self, until: UtcDateTime) {
        if let Some(from) = self.lacking.take().filter(|from| *from < until) {
            self.gaps += 1;
            let start = self.start;
            self.first_gap.get_or_insert(Gap { start, from, until });
        }
    }
}

impl Cadence {
    /// The first time of asking after `now` that is not before `due`.
    fn next(self, start: UtcDateTime, now: UtcDateTime, due: UtcDateTime) -> UtcDateTime {
        let second = time::Duration::SECOND;
        match self {
            Self::Continuously => due.max(now.saturating_add(second)),
            Self::Every(interval) => {
                let interval = i64::try_from(interval.as_secs().max(1)).unwrap_or(i64::MAX);
                let passed = (due.max(now.saturating_add(second)) - start).whole_seconds();
                let times = passed.saturating_add(interval - 1).div_euclid(interval);
                start.saturating_add(time::Duration::seconds(times.saturating_mul(interval)))
            }
            Self::Monthly { day } => {
                let mut date = due.max(now).date();
                loop {
                    let asked = UtcDateTime::new(of_month(date, day), Time::MIDNIGHT);
                    let next_month = of_month(date, u8::MAX).next_day();
                    match next_month {
                        Some(_) if asked > now && asked >= due => return asked,
                        Some(next_month) => date = next_month,
                        None => return UtcDateTime::MAX,
                    }
                }
            }
        }
    }
}

/// What an issuer answers that may be away.
enum Answer<E> {
    Away(Scope),
    Error(E),
}

impl<E: Scoped> Scoped for Answer<E> {
    fn scope(&self) -> Scope {
        match self {
            Self::Away(scope) => *scope,
            Self::Error(error) => error.scope(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Away(_) => None,
            Self::Error(error) => error.retry_after(),
        }
    }
}

/// What the clock shows at `at`.
fn shown(clock: HostClock, start: UtcDateTime, at: UtcDateTime) -> UtcDateTime {
    match clock {
        HostClock::Right => at,
        HostClock::OffBy(by) => at.saturating_add(by),
        HostClock::Set { after, by } if at >= later(start, after) => at.saturating_add(by),
        HostClock::Set { .. } => at,
    }
}

/// The day of the month of `date`, or the last one of a shorter month.
fn of_month(date: Date, day: u8) -> Date {
    let last = date.month().length(date.year());
    date.replace_day(day.clamp(1, last)).unwrap_or(date)
}
