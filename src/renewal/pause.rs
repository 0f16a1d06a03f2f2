//! The waits after the last attempts, whatever the clock has shown since.

use core::time::Duration;

use time::UtcDateTime;

use crate::validity::Validity;

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
    fn over(&self) -> UtcDateTime {
        self.since.saturating_add(signed(self.wait))
    }

    /// Whether it is known at `now` how long ago the attempt was: the clock was not set back by the wait or more.
    fn reaches(&self, now: UtcDateTime) -> bool {
        self.since - now < signed(self.wait)
    }
}

/// The waits after the latest attempt, and after the latest one that a clock set elsewhere has shown.
///
/// A clock that flaps between two sources makes attempts in two places. Each place has its own wait, so that an attempt in one
/// does not end the wait in the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pauses {
    latest: Option<Pause>,
    elsewhere: Option<Pause>,
}

impl Pauses {
    pub(super) const NONE: Self = Self { latest: None, elsewhere: None };

    /// The end of the waits that hold at `now`. None of them lasts from before the last chance of what is in use past it.
    ///
    /// Where the clock was set back, that is from before it too. Only when nothing is valid any more, there is no chance to miss.
    pub(super) fn over(&self, now: UtcDateTime, in_use: &Validity, last_chance: UtcDateTime) -> Option<UtcDateTime> {
        let over = |pause: &Pause| {
            let from = if now <= in_use.not_after() { pause.earliest.min(now) } else { pause.since };
            if from < last_chance { pause.over().min(last_chance) } else { pause.over() }
        };
        self.holding(now).map(over).max()
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
        let began = Pause { since: now, earliest: now, wait, failures };
        // It follows on the nearest attempt before it, and that other one is of another clock.
        if let Some(latest) = self.latest
            && (latest.since > now
                || self.elsewhere.is_some_and(|other| latest.since < other.since && other.since <= now))
        {
            self.elsewhere = Some(Pause { earliest: latest.earliest.min(now), ..latest });
        }
        self.latest = Some(began);
    }

    fn holding(&self, now: UtcDateTime) -> impl Iterator<Item = &Pause> {
        let latest = self.latest.iter().filter(move |latest| latest.reaches(now));
        latest.chain(self.elsewhere.iter().filter(move |elsewhere| elsewhere.since <= now))
    }
}

pub(super) fn signed(duration: Duration) -> time::Duration {
    time::Duration::seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}
