//! The waits after attempts.
//!
//! ```text
//!          since                       until
//!     --------|===========================|-------->  what the clock shows
//!     no wait | nothing is attempted      | attempted if wanted
//! ```
//!
//! A wait is an interval of the times that the clock shows. A clock that is set back to before it, or forwards to after it,
//! ends it.

use core::{mem, time::Duration};

use time::UtcDateTime;

use crate::instant::{between, later};

/// The wait after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    /// The instant of the attempt.
    pub(super) since: UtcDateTime,
    pub(super) length: Duration,
    /// How many attempts had failed in a row.
    pub(super) failures: u32,
    /// How many renewals in a row were followed by another that was wanted at once.
    pub(super) hurried: u32,
}

impl Wait {
    pub(super) fn until(&self) -> UtcDateTime {
        later(self.since, self.length)
    }

    /// Its end, or the last chance if that comes before. It is a second long at least.
    pub(super) fn until_chance(&self, chance: UtcDateTime) -> UtcDateTime {
        self.until().min(chance.max(later(self.since, A_SECOND)))
    }

    /// Whether nothing is attempted at `now`.
    fn holds(&self, now: UtcDateTime) -> bool {
        self.since <= now && between(self.since, now) < self.length
    }
}

/// The wait after the last attempt, and another if a clock that alternates between two times has made both.
///
/// With one wait alone, each change of such a clock would cause an attempt: 3,600 an hour if it changes every second. Two waits
/// allow at most 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Waits {
    latest: Option<Wait>,
    other: Option<Wait>,
}

impl Waits {
    /// These waits, each as `change` makes it.
    pub(super) fn map(self, change: impl Fn(Wait) -> Wait) -> Self {
        Self { latest: self.latest.map(&change), other: self.other.map(change) }
    }

    /// Whether there are two waits.
    pub(super) const fn is_full(&self) -> bool {
        self.latest.is_some() && self.other.is_some()
    }

    /// Adds one from before: the latest comes first.
    pub(super) fn add(&mut self, wait: Wait) {
        if self.latest.is_none() {
            self.latest = Some(wait);
        } else {
            self.other = Some(wait);
        }
    }

    /// The wait that holds at `now`, if nothing is to end it.
    pub(super) fn holding(&self, now: UtcDateTime) -> Option<&Wait> {
        self.all().filter(|wait| wait.holds(now)).max_by_key(|wait| wait.until())
    }

    /// The wait that holds at `now`, which is not before the last chance. A wait that began before that is over.
    pub(super) fn holding_since(&self, chance: UtcDateTime, now: UtcDateTime) -> Option<&Wait> {
        self.all().filter(|wait| chance <= wait.since && wait.holds(now)).max_by_key(|wait| wait.until())
    }

    /// The same while something is still valid. The attempt of another clock does not count as the last attempt then, and yet
    /// no two are made within a second.
    pub(super) fn holding_in_last_moments(&self, chance: UtcDateTime, now: UtcDateTime) -> Option<&Wait> {
        let of_this_clock = if self.is_set_back(now) { &self.other } else { &self.latest };
        let of_these = of_this_clock.iter().filter(|wait| chance <= wait.since);
        let of_this_second = self.all().filter(|wait| between(wait.since, now) < A_SECOND);
        of_these.chain(of_this_second).find(|wait| wait.holds(now))
    }

    /// The wait after the last attempt before `now`.
    pub(super) fn before(&self, now: UtcDateTime) -> Option<&Wait> {
        self.all().filter(|wait| wait.since <= now).max_by_key(|wait| wait.since)
    }

    /// Notes that the clock shows `now`.
    pub(super) fn see(&mut self, now: UtcDateTime) {
        if self.is_set_back(now) {
            mem::swap(&mut self.latest, &mut self.other);
        }
    }

    /// Whether the clock was set back to before the latest wait, and goes on where the other is.
    fn is_set_back(&self, now: UtcDateTime) -> bool {
        self.latest.is_some_and(|wait| wait.since > now) && self.other.is_some_and(|wait| wait.since <= now)
    }

    /// Waits after an attempt.
    pub(super) fn begin(&mut self, wait: Wait) {
        // It replaces the nearest attempt before it. The other one is of another clock, and stays.
        let before = |other: Option<Wait>| other.map(|other| other.since).filter(|since| *since <= wait.since);
        if self.latest.is_some() && before(self.latest) <= before(self.other) {
            self.other = self.latest;
        }
        self.latest = Some(wait);
    }

    /// Waits no longer at `now`.
    pub(super) fn end(&mut self, now: UtcDateTime) {
        for wait in self.all_mut().filter(|wait| wait.holds(now)) {
            wait.length = between(wait.since, now);
        }
    }

    /// Counts no failures before `now` any more.
    pub(super) fn forget_failures(&mut self, now: UtcDateTime) {
        for wait in self.all_mut().filter(|wait| wait.since <= now) {
            wait.failures = 0;
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Wait> {
        self.latest.iter().chain(&self.other)
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Wait> {
        self.latest.iter_mut().chain(&mut self.other)
    }
}

const A_SECOND: Duration = Duration::from_secs(1);
