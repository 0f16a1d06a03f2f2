//! The waits after the last attempts, whatever the clock has shown since.

use core::time::Duration;

use time::UtcDateTime;

use crate::validity::{Status, Validity};

/// The wait after an attempt.
#[derive(Clone, Copy, Debug)]
struct Pause {
    /// The instant of the attempt.
    since: UtcDateTime,
    /// The earliest instant that the clock has shown within reach since.
    earliest: UtcDateTime,
    wait: Duration,
    /// How many attempts had failed in a row.
    failures: u32,
}

impl Pause {
    /// When it is over, as it looks at `now`: at the last chance of what is in use at the latest, if that was still to come.
    fn end(&self, now: UtcDateTime, in_use: &Validity, last_chance: UtcDateTime) -> UtcDateTime {
        let end = self.since.saturating_add(signed(self.wait));
        let was_to_come = if in_use.contains(now) {
            // A clock that was set back to before it, or back from when it was too late for any, shows it again.
            self.earliest.min(now) < last_chance || matches!(in_use.status(self.since), Status::Expired { .. })
        } else {
            self.since < last_chance
        };
        // A clock that flaps shows it time after time: a second for each.
        let next_second = self.since.saturating_add(time::Duration::SECOND);
        let next_chance = if self.since <= now { last_chance.max(next_second) } else { last_chance };
        if was_to_come { end.min(next_chance) } else { end }
    }

    /// Whether it is known at `now` how long ago the attempt was: the clock was not set back by the wait or more.
    fn reaches(&self, now: UtcDateTime) -> bool {
        self.since - now < signed(self.wait)
    }
}

/// The waits after the last attempt, and after the last one that a clock set elsewhere has shown.
///
/// A clock that flaps between two sources makes attempts in two places. Each place has its own wait, so that an attempt in one
/// does not end the wait in the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pauses {
    /// After the last attempt, whatever the clock has shown before and since.
    latest: Option<Pause>,
    elsewhere: Option<Pause>,
}

impl Pauses {
    pub(super) const NONE: Self = Self { latest: None, elsewhere: None };

    /// When the waits that hold at `now` are over. None of them lasts from before the last chance of what is in use past it.
    pub(super) fn end(&self, now: UtcDateTime, in_use: &Validity, last_chance: UtcDateTime) -> Option<UtcDateTime> {
        self.holding(now).map(|pause| pause.end(now, in_use, last_chance)).max()
    }

    /// How many attempts failed in a row where the clock is now, the last of them at `from` or later.
    pub(super) fn failures(&self, now: UtcDateTime, from: UtcDateTime) -> u32 {
        let nearest = self.holding(now).max_by_key(|pause| pause.since);
        nearest.filter(|pause| pause.since >= from).map_or(0, |pause| pause.failures)
    }

    /// Notes that the clock shows `now`.
    pub(super) fn see(&mut self, now: UtcDateTime) {
        if let Some(latest) = self.latest.as_mut().filter(|latest| latest.reaches(now)) {
            latest.earliest = latest.earliest.min(now);
        }
    }

    /// Waits from `now` on after an attempt.
    pub(super) fn begin(&mut self, now: UtcDateTime, wait: Duration, failures: u32) {
        let before = |pause: Option<Pause>| pause.map(|pause| pause.since).filter(|since| *since <= now);
        // It follows on the nearest attempt before it. The other one is of another clock, and stays.
        if before(self.latest) <= before(self.elsewhere) {
            self.elsewhere = self.latest.map(|latest| Pause { earliest: latest.earliest.min(now), ..latest });
        }
        self.latest = Some(Pause { since: now, earliest: now, wait, failures });
    }

    fn holding(&self, now: UtcDateTime) -> impl Iterator<Item = &Pause> {
        let latest = self.latest.iter().filter(move |latest| latest.reaches(now));
        latest.chain(self.elsewhere.iter().filter(move |elsewhere| elsewhere.since <= now))
    }
}

pub(super) fn signed(duration: Duration) -> time::Duration {
    time::Duration::seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}
