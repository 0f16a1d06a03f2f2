//! When a rotation is asked.

use core::time::Duration;

use time::{Date, Time, UtcDateTime};

use crate::instant::next_second;

/// How often a rotation is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cadence {
    /// By a running service, whenever something is due.
    Continuously,
    /// Once in this interval, from the start on. Less than a second counts as a second.
    Every(Duration),
    /// On this day of each month at 00:00:00, or on the last day of a shorter month. Zero counts as 1.
    Monthly {
        /// The day of the month.
        day: u8,
    },
}

impl Cadence {
    /// The first time of asking after `now` that is not before `due`.
    pub(super) fn next(self, start: UtcDateTime, now: UtcDateTime, due: UtcDateTime) -> UtcDateTime {
        match self {
            Self::Continuously => due.max(next_second(now)),
            Self::Every(interval) => {
                let interval = i64::try_from(interval.as_secs().max(1)).unwrap_or(i64::MAX);
                let passed = (due.max(next_second(now)) - start).whole_seconds();
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

/// The day of the month of `date`, or the last one of a shorter month.
fn of_month(date: Date, day: u8) -> Date {
    let last = date.month().length(date.year());
    date.replace_day(day.clamp(1, last)).unwrap_or(date)
}
