//! Attempts to have a first credential, before there is anything to renew.

use core::time::Duration;

use time::UtcDateTime;

use super::{
    Plan, Seed,
    terms::Terms,
    wait::{Wait, Waits},
};
use crate::{instant::between, scope::Scoped};

/// When to ask for the first credential: now, and after each failure with the waits of a renewal.
///
/// So a fleet that starts while its issuer is away does not ask in step.
#[derive(Debug)]
pub(crate) struct FirstAttempts {
    plan: Plan,
    seed: Seed,
    waits: Waits,
}

impl FirstAttempts {
    pub(crate) fn new(plan: Plan, seed: Seed) -> Self {
        Self { plan, seed, waits: Waits::default() }
    }

    /// How long to wait at `now`; zero if an attempt is due.
    pub(crate) fn wait(&self, now: UtcDateTime) -> Duration {
        self.waits.holding(now).map_or(Duration::ZERO, |wait| between(now, wait.until()))
    }

    /// How many attempts have failed.
    pub(crate) fn failures(&self, now: UtcDateTime) -> u32 {
        self.waits.before(now).map_or(0, |wait: &Wait| wait.failures)
    }

    /// Notes that the attempt at `now` failed.
    pub(crate) fn failed(&mut self, now: UtcDateTime, error: &impl Scoped) {
        self.waits.see(now);
        let (plan, seed, failures) = (self.plan, self.seed, self.failures(now));
        // No lifetime is known yet that could shorten the waits.
        let terms = Terms { now, lifetime: Duration::MAX, failures, hurried: 0, plan, seed };
        self.waits.begin(terms.after_failure(error));
    }
}
