//! How long to wait after an attempt.

use core::time::Duration;

use time::UtcDateTime;

use super::{Plan, Seed, wait::Wait, window::signed};
use crate::scope::{Scope, Scoped};

/// What decides at an instant how long to wait after an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) now: UtcDateTime,
    /// How long credentials live here.
    pub(super) left: Duration,
    /// The last chance, if it is still to come.
    pub(super) last_chance: Option<UtcDateTime>,
    /// How many attempts have failed in a row.
    pub(super) failures: u32,
    /// After how many renewals in a row the next was wanted at once.
    pub(super) hurried: u32,
    pub(super) plan: Plan,
    pub(super) seed: Seed,
}

/// Why the next renewal is wanted early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hurry {
    /// It is not.
    None,
    /// Somebody has asked for the last one, as an issuer does that suggests it for each credential that it gives.
    AskedFor,
    /// The new one is to be renewed at once: two clocks are far apart, or the credentials live for a second.
    WantedAtOnce,
}

impl Terms {
    /// The wait after another attempt that failed with an error of this kind.
    pub(super) fn after_failure(self, error: &impl Scoped) -> Wait {
        let failures = self.failures.saturating_add(1);
        let wait = self.plan.wait(self.left, failures, error.scope(), self.seed);
        let wait = error.retry_after().map_or(wait, |asked| wait.max(Plan::asked_wait(asked)));
        self.wait(wait, failures, self.hurried)
    }

    /// The ordinary wait, after a refusal that is no failure.
    pub(super) fn ordinary(self) -> Wait {
        self.wait(self.plan.wait(self.left, 1, Scope::EveryHost, self.seed), 0, self.hurried)
    }

    /// The wait after a renewal.
    pub(super) fn after_renewal(self, hurry: Hurry) -> Wait {
        let tenth = self.left / 10;
        let (hurried, longest) = match hurry {
            Hurry::None => (0, tenth),
            Hurry::AskedFor => (self.hurried.saturating_add(1), tenth),
            Hurry::WantedAtOnce => (self.hurried.saturating_add(1), tenth.max(self.plan.longest_of_all())),
        };
        let wait = self.plan.wait_after_renewal(self.left, hurried.max(1), longest, self.seed);
        self.wait(wait, 0, hurried)
    }

    /// A wait of `length`, until the last chance at the longest.
    fn wait(self, length: Duration, failures: u32, hurried: u32) -> Wait {
        let length = signed(length);
        let length =
            self.last_chance.map_or(length, |chance| length.min((chance - self.now).max(time::Duration::SECOND)));
        Wait { since: self.now, length, failures, hurried }
    }
}
