//! One host, one issuer, and the time that passes.
//!
//! ```text
//!  start      asked        asked (first due: the absence or the sleep begins)     until
//!    |----------|------------|--------------------------|------------|-------------|   true time
//!                   boundaries in between: a credential begins or ends, the clock is set
//! ```

use core::time::Duration;
use std::{collections::HashMap, vec::Vec};

use time::UtcDateTime;

use super::{cadence::Cadence, rehearsal::RenewalPreflight, run::Run};
use crate::{
    instant::{between, later, next_second},
    renewal::{Held, Outcome, Rotation, Seed},
    scope::{Scope, Scoped},
    validity::Validity,
};

/// A host and its issuer.
#[derive(Clone, Debug)]
pub(super) struct World<'a> {
    rehearsal: &'a RenewalPreflight,
    start: UtcDateTime,
    first: Validity,
    host: Host,
    /// When the issuer is back, if it is away since the first attempt to replace the credential in use.
    away_until: Option<UtcDateTime>,
    /// The longest absences that are survived are measured in this world.
    measures_absence: bool,
    run: Run,
}

/// The state of a host at an instant.
#[derive(Clone, Debug)]
struct Host {
    now: UtcDateTime,
    rotation: Rotation<()>,
    /// The period of the credential that it serves. A host that asks seldom serves it until the next time of asking.
    served: Validity,
}

impl<'a> World<'a> {
    pub(super) fn new(rehearsal: &'a RenewalPreflight, number: u64, start: UtcDateTime, first: Validity) -> Self {
        let taken = rehearsal.clock.shows(start, start);
        let mut rotation = Rotation::new((), first, taken, rehearsal.plan, Seed::from(number));
        if let Some(suggested) = rehearsal.suggested {
            rotation.suggest(taken, &first, suggested(&first));
        }
        let host = Host { now: start, rotation, served: first };
        Self { rehearsal, start, first, host, away_until: None, measures_absence: false, run: Run::new(start) }
    }

    /// The same world, in which absences are measured.
    pub(super) fn measuring_absence(self) -> Self {
        Self { measures_absence: true, ..self }
    }

    /// Lets some lifetimes of the first credential pass, and 10 % of one more. So the end of a credential that was not renewed
    /// is seen.
    /// renewed is seen.
    pub(super) fn run<E: Scoped>(mut self, issue: &mut impl FnMut(UtcDateTime) -> Result<Validity, E>) -> Run {
        let lifetime = self.first.duration();
        let length = lifetime.saturating_mul(self.rehearsal.lifetimes.max(1)).saturating_add(lifetime / 10);
        self.look();
        self.run_until(next_second(later(self.start, length)), issue);
        self.run
    }

    fn run_until<E: Scoped>(&mut self, until: UtcDateTime, issue: &mut impl FnMut(UtcDateTime) -> Result<Validity, E>) {
        loop {
            let asked = self.next_time_of_asking().min(until);
            self.pass(asked);
            if asked >= until || self.run.attempted >= MOST_ATTEMPTS {
                return self.run.close(until);
            }
            if self.away_until.is_none() && self.is_due() {
                if self.measures_absence {
                    let survived = Self { run: Run::new(self.start), ..self.clone() }.survived(issue);
                    self.run.survive(survived);
                }
                self.sleep(until);
                self.away_until = Some(later(self.host.now, self.rehearsal.away));
            }
            self.ask(issue);
        }
    }

    /// Sleeps, if something is served, and wakes until the next time of asking. A credential that is not served meanwhile is
    /// missed by nobody.
    fn sleep(&mut self, until: UtcDateTime) {
        if self.rehearsal.sleep.is_zero() || self.run.is_lacking() {
            return;
        }
        self.host.now = later(self.host.now, self.rehearsal.sleep).min(until);
        if self.rehearsal.cadence() != Cadence::Continuously {
            self.look();
            let before = self.host.now.saturating_sub(time::Duration::SECOND);
            let asked = self.rehearsal.cadence().next(self.start, before, self.host.now);
            self.pass(asked.min(until));
        }
    }

    /// How long the issuer may be away, from the attempt that is due now, so that no gap follows within a lifetime.
    ///
    /// It makes each attempt fail. Then it lets the issuer be back at the last attempt that is still in time.
    fn survived<E: Scoped>(mut self, issue: &mut impl FnMut(UtcDateTime) -> Result<Validity, E>) -> Duration {
        let (from, scope) = (self.host.now, self.rehearsal.scope);
        let mut attempts = Vec::new();
        self.measures_absence = false;
        self.look();
        while self.run.is_clean_before(self.host.now)
            && self.host.now < UtcDateTime::MAX
            && attempts.len() < MOST_ATTEMPTS
        {
            if self.is_due() {
                attempts.push(self.host.clone());
            }
            self.ask(&mut |_| Err::<Validity, _>(scope));
            let asked = self.next_time_of_asking();
            self.pass(asked);
        }
        let mut is_in_time = |host: &Host| {
            let mut world = World { host: host.clone(), run: Run::new(self.start), ..self.clone() };
            world.ask(issue);
            world.run_until(later(host.now, self.first.duration()), issue);
            world.run.is_clean_before(UtcDateTime::MAX)
        };
        let last = match attempts.last() {
            Some(last) if is_in_time(last) => Some(last),
            _ => attempts.partition_point(is_in_time).checked_sub(1).and_then(|index| attempts.get(index)),
        };
        last.map_or(Duration::ZERO, |last| between(from, last.now))
    }

    /// The most of `hosts` hosts with the first credential that ask for its replacement in the same second.
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
        while !self.is_due() && self.host.now < UtcDateTime::MAX {
            self.host.now = self.next_time_of_asking();
        }
        self.host.now
    }

    /// Asks the rotation now, and serves the credential in use then.
    fn ask<E: Scoped>(&mut self, issue: &mut impl FnMut(UtcDateTime) -> Result<Validity, E>) {
        let (now, shown, scope) = (self.host.now, self.shown(), self.rehearsal.scope);
        let is_away = self.away_until.is_some_and(|until| now < until);
        let covered_until = self.host.rotation.at(shown).successor().validity().not_after();
        let outcome = self.host.rotation.attempt(shown, |_| match is_away {
            true => Err(Answer::Away(scope)),
            false => issue(now).map(|validity| ((), validity)).map_err(Answer::Error),
        });
        match outcome {
            Outcome::NotDue { .. } => {}
            Outcome::Failed { .. } => self.run.attempt(now),
            Outcome::Refused { .. } => {
                self.run.attempt(now);
                self.run.unused += 1;
            }
            Outcome::Renewed { .. } => {
                self.run.attempt(now);
                self.run.renew(now, between(now, next_second(covered_until)));
                self.away_until = None;
                if let Some(suggested) = self.rehearsal.suggested {
                    let taken = self.host.rotation.at(shown).successor().validity();
                    self.host.rotation.suggest(shown, &taken, suggested(&taken));
                }
            }
        }
        self.serve();
        self.look();
    }

    /// Lets the time pass until `until`, and looks whenever something may change.
    fn pass(&mut self, until: UtcDateTime) {
        while self.host.now < until {
            self.host.now = self.next_boundary().min(until);
            if self.rehearsal.cadence() == Cadence::Continuously {
                self.serve();
            }
            self.look();
        }
    }

    /// Serves the credential in use now.
    fn serve(&mut self) {
        self.host.served = self.host.rotation.at(self.shown()).current().validity();
    }

    /// Notes whether the credential that the host serves is valid in truth.
    fn look(&mut self) {
        self.run.look(self.host.now, self.host.served.contains(self.host.now));
    }

    /// The next instant at which the credential in use may change, or the served credential becomes valid or invalid.
    fn next_boundary(&self) -> UtcDateTime {
        let Host { served, rotation, now } = &self.host;
        let changes = rotation.at(self.shown()).next_change().map(|at| self.truth(at));
        let after = next_second(served.not_after());
        [changes, Some(served.not_before()), Some(after), self.set_at()]
            .into_iter()
            .flatten()
            .filter(|at| at > now)
            .min()
            .unwrap_or(UtcDateTime::MAX)
    }

    /// When the rotation is asked next and something may be due.
    fn next_time_of_asking(&self) -> UtcDateTime {
        let (view, now) = (self.host.rotation.at(self.shown()), self.host.now);
        let events = [Some(view.due()), view.next_change()].into_iter().flatten();
        let event = events.map(|at| self.truth(at)).chain(self.set_at()).filter(|at| *at > now).min();
        // A host that asks seldom may serve another credential at each time of asking, if there are several.
        let is_good = |held: &&Held<()>| held.validity().not_after() >= self.shown();
        let may_change = self.rehearsal.cadence() != Cadence::Continuously
            && self.host.rotation.kept().filter(is_good).nth(1).is_some();
        let due = if view.is_due() || may_change { now } else { event.unwrap_or(UtcDateTime::MAX) };
        self.rehearsal.cadence().next(self.start, now, due)
    }

    fn is_due(&self) -> bool {
        self.host.rotation.at(self.shown()).is_due()
    }

    /// The time that the clock shows now.
    fn shown(&self) -> UtcDateTime {
        self.rehearsal.clock.shows(self.start, self.host.now)
    }

    /// The true time at which the clock shows `at`, as long as it is not set.
    fn truth(&self, at: UtcDateTime) -> UtcDateTime {
        at.saturating_sub(self.shown() - self.host.now)
    }

    /// When the clock is set.
    fn set_at(&self) -> Option<UtcDateTime> {
        self.rehearsal.clock.set_at(self.start)
    }
}

/// The answer of an issuer that may be away.
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

/// How many attempts are simulated in one run: eleven years of one each hour.
const MOST_ATTEMPTS: usize = 100_000;
