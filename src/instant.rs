//! A second of UTC from its fields, and its text in RFC 3339.

use core::fmt;
#[cfg(feature = "alloc")]
use core::time::Duration;

use thiserror::Error;
use time::{Date, Month, Time, UtcDateTime};

use crate::scope::{Scope, Scoped};

/// The reason why fields that are numbers are not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ImpossibleTime {
    /// The month is not 1 to 12.
    #[error("month {month:02} does not exist")]
    Month {
        /// The month as written.
        month: u8,
    },
    /// The month has no such day.
    #[error("{}", NoSuchDay { year: *year, month: *month, day: *day })]
    Day {
        /// The year, 0 to 9999.
        year: u16,
        /// The month, 1 to 12.
        month: u8,
        /// The day as written.
        day: u8,
    },
    /// The hour is not 0 to 23.
    #[error("hour {hour} does not exist, the last is 23")]
    Hour {
        /// The hour as written.
        hour: u8,
    },
    /// The minute is not 0 to 59.
    #[error("minute {minute} does not exist, the last is 59")]
    Minute {
        /// The minute as written.
        minute: u8,
    },
    /// The second is not 0 to 59.
    #[error("second {second} does not exist, the last is 59 and there are no leap seconds")]
    Second {
        /// The second as written.
        second: u8,
    },
}

impl Scoped for ImpossibleTime {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

struct NoSuchDay {
    year: u16,
    month: u8,
    day: u8,
}

impl fmt::Display for NoSuchDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = *self;
        let name = nth_month(month);
        write!(f, "{day} {name} {year:04} does not exist, ")?;
        match (month, day) {
            (_, 0) => f.write_str("days count from 1"),
            (2, 29) => write!(f, "{year:04} is not a leap year"),
            _ => write!(f, "{name} {year:04} has {} days", name.length(year.into())),
        }
    }
}

/// The fields of a time as they are written. Each is a number, and together they may be no time.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
}

impl Fields {
    /// The fields of `2012-02-29T00:00:00Z`, with exactly this punctuation.
    pub(crate) fn of_rfc3339(text: &[u8]) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2, b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] = *text else {
            return None;
        };
        let [century, year, month, day] = pairs(&[y1, y2, y3, y4, o1, o2, d1, d2], 0)?;
        let [_, hour, minute, second] = pairs(&[d1, d2, h1, h2, m1, m2, s1, s2], 0)?;
        Some(Self { year: u16::from(century) * 100 + u16::from(year), month, day, hour, minute, second })
    }

    #[inline]
    pub(crate) fn instant(&self) -> Option<UtcDateTime> {
        let Self { year, month, day, hour, minute, second } = *self;
        if !(1..=12).contains(&month) {
            return None;
        }
        let date = Date::from_calendar_date(year.into(), nth_month(month), day).ok()?;
        Some(UtcDateTime::new(date, Time::from_hms(hour, minute, second).ok()?))
    }

    /// The reason why there is no such instant.
    #[cold]
    pub(crate) fn fault(&self) -> ImpossibleTime {
        let Self { year, month, day, hour, minute, second } = *self;
        if !(1..=12).contains(&month) {
            return ImpossibleTime::Month { month };
        }
        if !(1..=nth_month(month).length(year.into())).contains(&day) {
            return ImpossibleTime::Day { year, month, day };
        }
        match (hour, minute) {
            (24.., _) => ImpossibleTime::Hour { hour },
            (_, 60..) => ImpossibleTime::Minute { minute },
            _ => ImpossibleTime::Second { second },
        }
    }
}

/// The instant that is `by` after `instant`, or the last one there is.
#[cfg(feature = "alloc")]
pub(crate) fn later(instant: UtcDateTime, by: Duration) -> UtcDateTime {
    instant.saturating_add(signed(by))
}

/// The instant that is `by` before `instant`, or the first one there is.
#[cfg(feature = "alloc")]
pub(crate) fn earlier(instant: UtcDateTime, by: Duration) -> UtcDateTime {
    instant.saturating_sub(signed(by))
}

/// The instant a second later, or the last one there is.
#[cfg(feature = "alloc")]
pub(crate) const fn next_second(instant: UtcDateTime) -> UtcDateTime {
    instant.saturating_add(time::Duration::SECOND)
}

/// How long `until` is after `from`, or zero if it is not after it.
#[cfg(feature = "alloc")]
pub(crate) fn between(from: UtcDateTime, until: UtcDateTime) -> Duration {
    Duration::try_from(until - from).unwrap_or_default()
}

#[cfg(feature = "alloc")]
fn signed(duration: Duration) -> time::Duration {
    time::Duration::try_from(duration).unwrap_or(time::Duration::MAX)
}

/// A date that is a constant of this crate: `date!(2012, February, 29)`. A date that does not exist does not compile.
macro_rules! date {
    ($year:literal, $month:ident, $day:literal) => {
        const {
            match time::Date::from_calendar_date($year, time::Month::$month, $day) {
                Ok(date) => date,
                Err(_) => panic!("there is no such date"),
            }
        }
    };
}
pub(crate) use date;

/// A time of day that is a constant of this crate: `time_of_day!(23, 59, 59)`. A time that does not exist does not compile.
macro_rules! time_of_day {
    ($hour:literal, $minute:literal, $second:literal) => {
        const {
            match time::Time::from_hms($hour, $minute, $second) {
                Ok(time) => time,
                Err(_) => panic!("there is no such time of day"),
            }
        }
    };
}
#[cfg(feature = "std")]
pub(crate) use time_of_day;

/// 1 January 0000, the first day that X.509 can write.
pub(crate) const FIRST_DAY: Date = date!(0, January, 1);

/// 23:59:59.
pub(crate) const LAST_SECOND: Time = time_of_day!(23, 59, 59);

/// The month with the number `number`, 1 to 12.
#[inline]
const fn nth_month(number: u8) -> Month {
    Month::January.nth_next(number.saturating_sub(1))
}

/// Prints an instant as RFC 3339 does, in whole seconds: `2012-02-29T00:00:00Z`.
pub(crate) struct Rfc3339(pub(crate) UtcDateTime);

impl fmt::Display for Rfc3339 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second) = self.0.as_hms();
        let sign = if year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", year.unsigned_abs(), u8::from(month))
    }
}

/// The eight decimal digits at `index` as four numbers of two digits, if all are digits.
///
/// All eight are handled at once, each in its byte of a `u64`.
#[inline]
pub(crate) fn pairs(text: &[u8], index: usize) -> Option<[u8; 4]> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let digits = u64::from_le_bytes(*text.get(index..)?.first_chunk()?) ^ (EACH * 0x30);
    // The top bit of a byte is set where it is above 0x7f, or above 9.
    if (digits | digits.wrapping_add(EACH * 0x76)) & (EACH * 0x80) != 0 {
        return None;
    }
    let [first, _, second, _, third, _, fourth, _] = (digits * 10 + (digits >> 8)).to_le_bytes();
    Some([first, second, third, fourth])
}
