//! How long to wait after an attempt.

use core::time::Duration;

use time::UtcDateTime;

use super::{Plan, Seed, plan::whole_seconds_up, wait::Wait};
use crate::{
    lifetime::SECONDS_PER_DAY,
    scope::{Scope, Scoped},
};

/// The facts that decide at an instant how long to wait after an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) now: UtcDateTime,
    /// How long credentials live here.
    pub(super) lifetime: Duration,
    /// How many attempts have failed in a row.
    pub(super) failures: u32,
    /// How many renewals in a row were followed by another that was wanted at once.
    pub(super) hurried: u32,
    pub(super) plan: Plan,
    pub(super) seed: Seed,
}

/// Why the next renewal is wanted early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hurry {
    /// It is not wanted early.
    None,
    /// The last one was wanted early, by an issuer that suggests it for each credential that it has just given.
    Suggested,
    /// The new one is to be renewed at once: two clocks are far apart, or the credentials live for a second.
    WantedAtOnce,
}

impl Terms {
    /// The wait after another attempt that failed with an error of this kind.
    pub(super) fn after_failure(self, error: &impl Scoped) -> Wait {
        let failures = self.failures.saturating_add(1);
        let longest = self.longest();
        let first = match error.scope() {
            Scope::EveryHost => longest,
            Scope::SharedService | Scope::ThisHost => self.first(),
        };
        let length = doubled(first, longest, failures, self.seed);
        let asked = error.retry_after().map(|asked| whole_seconds_up(asked.min(LONGEST_ASKED)));
        let length = asked.map_or(length, |asked| length.max(asked));
        Wait { since: self.now, length, failures, hurried: self.hurried }
    }

    /// The wait after a refusal that is no failure.
    pub(super) fn after_lesson(self) -> Wait {
        let length = doubled(self.longest(), self.longest(), 1, self.seed);
        Wait { since: self.now, length, failures: 0, hurried: self.hurried }
    }

    /// The wait after an offered credential was taken: no renewal in a row.
    pub(super) fn after_offer(self) -> Wait {
        Wait { since: self.now, length: self.first_shortened(), failures: 0, hurried: self.hurried }
    }

    /// The wait after a renewal.
    pub(super) fn after_renewal(self, hurry: Hurry) -> Wait {
        let (first, tenth) = (self.first(), self.lifetime / 10);
        let (hurried, longest) = match hurry {
            Hurry::None => (0, first),
            Hurry::Suggested => (self.hurried.saturating_add(1), tenth.max(first)),
            Hurry::WantedAtOnce => (self.hurried.saturating_add(1), tenth.max(self.plan.longest.min(AN_HOUR))),
        };
        let length = doubled(first, longest, hurried.max(1), self.seed);
        Wait { since: self.now, length, failures: 0, hurried }
    }

    /// The first wait, shortened for this seed.
    pub(super) fn first_shortened(self) -> Duration {
        doubled(self.first(), self.first(), 1, self.seed)
    }

    /// The first wait, before it is shortened.
    pub(super) fn first(self) -> Duration {
        self.plan.first.min(self.lifetime / 100).max(Duration::from_secs(1))
    }

    /// The longest wait, before it is shortened.
    fn longest(self) -> Duration {
        self.plan.longest.min(self.lifetime / 10).max(self.first())
    }
}

/// `first`, doubled for each of `times` but the first, up to `longest`, shortened by up to a half, in whole seconds.
fn doubled(first: Duration, longest: Duration, times: u32, seed: Seed) -> Duration {
    let factor = 2u32.saturating_pow(times.saturating_sub(1));
    let wait = first.saturating_mul(factor).min(longest).as_secs().max(1);
    Duration::from_secs(wait - seed.nth(times).below(wait / 2 + 1))
}

/// The longest wait of a renewal that is wanted at once, where 10 % of the lifetime is less. So a clock that is right again is
/// noticed within an hour.
const AN_HOUR: Duration = Duration::from_secs(3_600);

/// This crate's choice. The longest rate limits of Let's Encrypt count by the week
/// (<https://letsencrypt.org/docs/rate-limits/>, 2026-11).
const LONGEST_ASKED: Duration = Duration::from_secs(7 * SECONDS_PER_DAY);
