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
    fn end(&self) -> UtcDateTime {
        self.since.saturating_add(signed(self.wait))
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
        let is_valid = in_use.contains(now);
        let end = |pause: &Pause| {
            // Set back to before the last chance, it is still to come. Where nothing is valid, there is none to miss.
            let from = if is_valid { pause.earliest.min(now) } else { pause.since };
            // Nothing was left to lose at such an attempt, and there is again, now that the clock was set back.
            let was_expired = is_valid && matches!(in_use.status(pause.since), Status::Expired { .. });
            if from >= last_chance && !was_expired {
                return pause.end();
            }
            // A clock that flaps shows the last chance time after time: a second for each.
            let at_least =
                if pause.since <= now { pause.since.saturating_add(time::Duration::SECOND) } else { last_chance };
            pause.end().min(last_chance.max(at_least))
        };
        self.holding(now).map(end).max()
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
