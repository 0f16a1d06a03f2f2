//! Adds years and months to dates, with a policy for the day that does not exist.

use core::{fmt, iter::FusedIterator, str::FromStr};

use thiserror::Error;
use time::{Date, Month};

use crate::{
    excerpt::Excerpt,
    scope::{Scope, Scoped},
};

/// Decides which date to use if the target month has no such day.
///
/// There is no default: 29 February has no anniversary in a common year, and only the caller knows which neighbour is
/// right. From 29 February 2012:
///
/// | policy | + 1 year | + 4 years | rule |
/// |---|---|---|---|
/// | `Clamp` | 2013-02-28 | 2016-02-29 | the last day that the target month has |
/// | `RollForward` | 2013-03-01 | 2016-02-29 | the first day of the month after |
/// | `Reject` | error | 2016-02-29 | an error that names the missing day |
///
/// Other standards and libraries have the same choice under other names:
///
/// | here | Temporal, ICU4X | java.time | RFC 7529 |
/// |---|---|---|---|
/// | `Clamp` | `constrain` | `SMART`, and `plusYears` | `BACKWARD` |
/// | `RollForward` | | | `FORWARD` |
/// | `Reject` | `reject` | `STRICT` | `OMIT` |
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, add_years, time::{Date, Month}};
///
/// let leap_day = Date::from_calendar_date(2012, Month::February, 29)?;
/// assert_eq!(add_years(leap_day, 1, LeapDayPolicy::Clamp)?.to_string(), "2013-02-28");
/// assert_eq!(add_years(leap_day, 1, LeapDayPolicy::RollForward)?.to_string(), "2013-03-01");
/// let error = add_years(leap_day, 1, LeapDayPolicy::Reject).map(|date| date.to_string());
/// assert_eq!(error.map_err(|e| e.to_string()), Err("2013-02-29 does not exist".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum LeapDayPolicy {
    /// The last day that the target month has: 29 February + 1 year = 28 February.
    #[doc(alias("constrain", "BACKWARD", "floor", "SMART"))]
    Clamp,
    /// The first day of the following month: 29 February + 1 year = 1 March.
    ///
    /// The excess is not carried: 31 January 2011 + 1 month = 1 March 2011, not 3 March.
    #[doc(alias("FORWARD"))]
    RollForward,
    /// An error that names the day that does not exist.
    #[doc(alias("reject", "OMIT", "STRICT"))]
    Reject,
}

impl LeapDayPolicy {
    /// The three policies: `Clamp` and `RollForward` in the order of their results, then `Reject`.
    pub const ALL: [Self; 3] = [Self::Clamp, Self::RollForward, Self::Reject];

    const fn name(self) -> &'static str {
        match self {
            Self::Clamp => "clamp",
            Self::RollForward => "roll-forward",
            Self::Reject => "reject",
        }
    }
}

/// Prints `clamp`, `roll-forward` or `reject`.
impl fmt::Display for LeapDayPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads `clamp`, `roll-forward` or `reject`, to the letter.
impl FromStr for LeapDayPolicy {
    type Err = ParsePolicyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|policy| policy.name() == text)
            .ok_or(ParsePolicyError { text: Excerpt::of(text.as_bytes()) })
    }
}

/// The error for a text that is none of the three leap-day policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("`{text}` is no leap-day policy: expected clamp, roll-forward or reject")]
#[non_exhaustive]
pub struct ParsePolicyError {
    /// The text that was refused.
    pub text: Excerpt,
}

impl Scoped for ParsePolicyError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The error if calendar arithmetic gives no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// The target month has no such day, and the policy is [`LeapDayPolicy::Reject`].
    #[error("{year:04}-{:02}-{day:02} does not exist", u8::from(*month))]
    NoSuchDay {
        /// The year that was reached, 0 to 9999.
        year: i32,
        /// The month that was reached.
        month: Month,
        /// The day that this month does not have.
        day: u8,
    },
    /// The date is, or would be, in a year that X.509 cannot write.
    #[error("year {year} is outside 0000 to 9999")]
    YearOutOfRange {
        /// The year of the given date, or the year that would be reached.
        year: i64,
    },
}

impl Scoped for CalendarError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The date `years` years after `date`, or before it if `years` is negative.
///
/// # Properties
///
/// - Zero years is the identity.
/// - `add_years(d, n, p)` equals [`add_months(d, 12 * n, p)`](add_months).
/// - Month ends are not sticky: 28 February 2011 + 1 year = 28 February 2012.
/// - Only 29 February depends on the policy, and only if the target year is no leap year.
/// - It can be evaluated in a `const`; it does not allocate and does not panic.
///
/// # Errors
///
/// - [`CalendarError::NoSuchDay`]: 29 February to a common year, with [`LeapDayPolicy::Reject`].
/// - [`CalendarError::YearOutOfRange`]: `date` or the result is outside the years 0000 to 9999.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, add_years, time::{Date, Month}};
///
/// let date = Date::from_calendar_date(2012, Month::March, 15)?;
/// assert_eq!(add_years(date, 1, LeapDayPolicy::Reject)?.to_string(), "2013-03-15");
/// assert_eq!(add_years(date, -12, LeapDayPolicy::Reject)?.to_string(), "2000-03-15");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[inline]
pub const fn add_years(date: Date, years: i32, policy: LeapDayPolicy) -> Result<Date, CalendarError> {
    match years_later(date, years, policy) {
        Some(later) => Ok(later),
        None => Err(no_date(date, 12 * years as i64)),
    }
}

/// The date `months` calendar months after `date`, or before it if `months` is negative.
///
/// # Properties
///
/// - Zero months is the identity.
/// - The day of the month stays if the target month has it. Otherwise the policy decides.
/// - `Clamp` is never later than `RollForward`, and `Reject` fails exactly where the two differ.
/// - It can be evaluated in a `const`; it does not allocate and does not panic.
///
/// # Errors
///
/// - [`CalendarError::NoSuchDay`]: the target month is too short, with [`LeapDayPolicy::Reject`].
/// - [`CalendarError::YearOutOfRange`]: `date` or the result is outside the years 0000 to 9999.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, add_months, time::{Date, Month}};
///
/// let date = Date::from_calendar_date(2011, Month::January, 31)?;
/// assert_eq!(add_months(date, 1, LeapDayPolicy::Clamp)?.to_string(), "2011-02-28");
/// assert_eq!(add_months(date, 1, LeapDayPolicy::RollForward)?.to_string(), "2011-03-01");
/// assert!(add_months(date, 1, LeapDayPolicy::Reject).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[inline]
pub const fn add_months(date: Date, months: i32, policy: LeapDayPolicy) -> Result<Date, CalendarError> {
    match months_later(date, months, policy) {
        Some(later) => Ok(later),
        None => Err(no_date(date, months as i64)),
    }
}

/// The anniversaries of `anchor`: 1, 2, 3, … years after it, each counted from `anchor` itself.
///
/// If each were counted from the previous result, 29 February would be lost for good after the first common year. After the
/// year 9999 comes one [`CalendarError::YearOutOfRange`], and then the end.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, anniversaries, time::{Date, Month}};
///
/// let leap_day = Date::from_calendar_date(2012, Month::February, 29)?;
/// let first_four: Result<Vec<Date>, _> =
///     anniversaries(leap_day, LeapDayPolicy::Clamp).take(4).collect();
/// let printed: Vec<String> = first_four?.iter().map(Date::to_string).collect();
/// assert_eq!(printed, ["2013-02-28", "2014-02-28", "2015-02-28", "2016-02-29"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const fn anniversaries(anchor: Date, policy: LeapDayPolicy) -> Anniversaries {
    Anniversaries { anchor, policy, years: Some(0) }
}

/// The iterator that [`anniversaries`] returns.
#[derive(Clone, Debug)]
#[must_use = "an iterator yields nothing until it is driven"]
pub struct Anniversaries {
    anchor: Date,
    policy: LeapDayPolicy,
    /// How many anniversaries were yielded, or `None` once the last year is passed.
    years: Option<i32>,
}

impl Iterator for Anniversaries {
    type Item = Result<Date, CalendarError>;

    fn next(&mut self) -> Option<Self::Item> {
        let years = self.years?.checked_add(1)?;
        let anniversary = add_years(self.anchor, years, self.policy);
        self.years = match anniversary {
            Err(CalendarError::YearOutOfRange { .. }) => None,
            Ok(_) | Err(CalendarError::NoSuchDay { .. }) => Some(years),
        };
        Some(anniversary)
    }
}

impl FusedIterator for Anniversaries {}

/// An `Option` of a date is returned in a register, and a `Result` in memory. So the reason is found only if there is no date.
#[inline]
const fn years_later(date: Date, years: i32, policy: LeapDayPolicy) -> Option<Date> {
    let (from, ordinal) = date.to_ordinal_date();
    let year = from.wrapping_add(years);
    if !in_range(from) || !in_range(year) {
        return None;
    }
    if ordinal == LEAP_DAY {
        return leap_day_later(date, years, policy);
    }
    // No branch on leap years: on dates in no order it would be guessed wrong one time in four.
    let after_february = (ordinal > LEAP_DAY) as u16;
    let ordinal = ordinal + (after_february & leap(year)) - (after_february & leap(from));
    match Date::from_ordinal_date(year, ordinal) {
        Ok(later) => Some(later),
        Err(_) => None,
    }
}

/// The anniversary of day 60, which is 29 February, or 1 March of a common year. It is a function of its own, so that all other
/// days are fast.
#[cold]
#[inline(never)]
const fn leap_day_later(date: Date, years: i32, policy: LeapDayPolicy) -> Option<Date> {
    months_later(date, 12 * years, policy)
}

#[inline]
const fn months_later(date: Date, months: i32, policy: LeapDayPolicy) -> Option<Date> {
    let (from, month, day) = date.to_calendar_date();
    let count = month_count(from, month) + months as i64;
    if !in_range(from) || count < 0 || count >= MONTHS {
        return None;
    }
    let (year, month) = ((count as u32 / 12) as i32, Month::January.nth_next((count as u32 % 12) as u8));
    match Date::from_calendar_date(year, month, day) {
        Ok(later) => Some(later),
        Err(_) => instead_of(year, month, policy),
    }
}

/// The date that replaces a day that the month does not have.
#[cold]
#[inline(never)]
const fn instead_of(year: i32, month: Month, policy: LeapDayPolicy) -> Option<Date> {
    let date = match policy {
        LeapDayPolicy::Clamp => Date::from_calendar_date(year, month, month.length(year)),
        // December has 31 days, so the month after is in the same year.
        LeapDayPolicy::RollForward => Date::from_calendar_date(year, month.next(), 1),
        LeapDayPolicy::Reject => return None,
    };
    match date {
        Ok(date) => Some(date),
        Err(_) => None,
    }
}

/// Why there is no date `months` after `date`.
#[cold]
#[inline(never)]
const fn no_date(date: Date, months: i64) -> CalendarError {
    let (from, month, day) = date.to_calendar_date();
    let count = month_count(from, month) + months;
    if !in_range(from) {
        return CalendarError::YearOutOfRange { year: from as i64 };
    }
    if count < 0 || count >= MONTHS {
        return CalendarError::YearOutOfRange { year: count.div_euclid(12) };
    }
    let month = Month::January.nth_next((count % 12) as u8);
    CalendarError::NoSuchDay { year: (count / 12) as i32, month, day }
}

/// Whether X.509 can write the year.
const fn in_range(year: i32) -> bool {
    0 <= year && year <= 9999
}

/// The number of months from January of the year 0.
const fn month_count(year: i32, month: Month) -> i64 {
    year as i64 * 12 + month as i64 - 1
}

/// 1 in a leap year and 0 in a common year, for years 0000 to 9999.
///
/// `time` 0.3.55 computes it the same way when it builds a date of such a year, so that the compiler does it once.
const fn leap(year: i32) -> u16 {
    ((year as u32).wrapping_mul(0x20003D7) & 0x6007C0F <= 0x7C00) as u16
}

/// The number of 29 February in a leap year, and of 1 March in a common year.
const LEAP_DAY: u16 = 60;

/// The months of the years 0000 to 9999.
const MONTHS: i64 = 12 * 10_000;
