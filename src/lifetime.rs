//! The lifetimes of certificates: calendar years and months with their policy, or weeks to seconds without one.

#[cfg(feature = "serde")]
mod config;
#[cfg(feature = "serde")]
mod span;
mod text;
mod unit;

use core::{
    fmt,
    hash::{Hash, Hasher},
};

#[cfg(feature = "serde")]
pub(crate) use self::span::Span;
#[cfg(all(feature = "serde", feature = "alloc"))]
pub(crate) use self::text::sum;
pub use self::text::{LifetimeFault, ParseLifetimeError};
pub(crate) use self::unit::Unit;
use crate::{calendar::LeapDayPolicy, print::Counted};

/// The length of a certificate's validity period.
///
/// Years and months follow the calendar, so they carry a [`LeapDayPolicy`]. Weeks, days, hours, minutes and seconds are exact
/// and have no policy. A day has 86,400 seconds. A lifetime prints as it was made. Two lifetimes are equal if they have the
/// same policy and number of months, or the same number of seconds.
///
/// You can make a lifetime of zero, but not use it: [`Validity::starting_at`](crate::Validity::starting_at) refuses it, and so
/// do [`FromStr`](core::str::FromStr) and serde.
///
/// # Properties
///
/// - `years(n, p) == months(12 * n, p)`, `weeks(n) == days(7 * n)`, `days(n) == hours(24 * n)`,
///   `hours(n) == minutes(60 * n)` and `minutes(n) == seconds(60 * n)`.
/// - Each lifetime other than zero is read back from its own text, unchanged.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime};
///
/// assert_eq!(Lifetime::years(1, LeapDayPolicy::Clamp).to_string(), "1 year, clamp");
/// assert_eq!("13 months, reject".parse(), Ok(Lifetime::months(13, LeapDayPolicy::Reject)));
/// assert_eq!("90d".parse(), Ok(Lifetime::days(90)));
/// assert_eq!("1h30m".parse(), Ok(Lifetime::minutes(90)));
/// assert_eq!(Lifetime::hours(24).to_string(), "24 hours");
/// assert_eq!(Lifetime::hours(24), Lifetime::days(1));
/// ```
///
/// # Text
///
/// A text is a whole number and a unit, such as `90 days`, `90days` or `90d`:
///
/// | unit | also written |
/// |---|---|
/// | `years` | `y`, `yr`, `yrs`, `year` |
/// | `months` | `mo`, `month` |
/// | `weeks` | `w`, `wk`, `wks`, `week` |
/// | `days` | `d`, `day` |
/// | `hours` | `h`, `hr`, `hrs`, `hour` |
/// | `minutes` | `m`, `min`, `mins`, `minute` |
/// | `seconds` | `s`, `sec`, `secs`, `second` |
///
/// The policy follows years and months: `1y, clamp`, `13 months, reject` or `3mo, roll-forward`. You can add up exact units,
/// from the largest to the smallest, each once: `1h30m`, `1d 12h`, or `2160h0m0s` as Go prints it. The sum is held in the
/// smallest unit whose number is not zero: `1h30m` prints as `90 minutes`, and `2160h0m0s` as `2160 hours`.
///
/// # Configuration
///
/// With the feature `serde`, a lifetime is such a text or a table. The table has one unit, and `leap_day` for years and months
/// only:
///
/// ```toml
/// lifetime = "90d"
/// # or in another form:
/// # lifetime = "1 year, clamp"
/// # lifetime = { days = 90 }
/// # lifetime = { years = 1, leap_day = "clamp" }
/// ```
///
/// A missing policy, an unknown key or unit, two units in a table, and zero are errors. A lifetime is written as a table. The
/// format must describe itself, as TOML, JSON and YAML do.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime(pub(crate) Length);

/// A [`Lifetime`] in the unit in which it was given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Length {
    Years(u32, LeapDayPolicy),
    Months(u32, LeapDayPolicy),
    Weeks(u32),
    Days(u32),
    Hours(u32),
    Minutes(u32),
    Seconds(u64),
}

impl Lifetime {
    /// A lifetime of `years` calendar years.
    ///
    /// `policy` decides if 29 February has no anniversary.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let outage = utc_datetime!(2012-02-29 00:00:00);
    /// let validity = Validity::starting_at(outage, Lifetime::years(4, LeapDayPolicy::Reject))?;
    /// assert_eq!(validity.not_after(), utc_datetime!(2016-02-28 23:59:59), "2016-02-29 exists");
    /// assert!(Validity::starting_at(outage, Lifetime::years(1, LeapDayPolicy::Reject)).is_err());
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub const fn years(years: u32, policy: LeapDayPolicy) -> Self {
        Self(Length::Years(years, policy))
    }

    /// A lifetime of `months` calendar months.
    ///
    /// `policy` decides if the last month is too short.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let lifetime = Lifetime::months(1, LeapDayPolicy::Clamp);
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-31 00:00:00), lifetime)?;
    /// assert_eq!(validity.not_after(), utc_datetime!(2026-02-27 23:59:59), "up to 2026-02-28");
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub const fn months(months: u32, policy: LeapDayPolicy) -> Self {
        Self(Length::Months(months, policy))
    }

    /// A lifetime of `weeks` weeks of 7 days.
    #[must_use]
    pub const fn weeks(weeks: u32) -> Self {
        Self(Length::Weeks(weeks))
    }

    /// A lifetime of `days` days of 86,400 seconds.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let validity =
    ///     Validity::starting_at(utc_datetime!(2012-02-29 00:00:00), Lifetime::days(366))?;
    /// assert_eq!(validity.not_after(), utc_datetime!(2013-02-28 23:59:59));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self(Length::Days(days))
    }

    /// A lifetime of `hours` hours of 3,600 seconds.
    #[must_use]
    pub const fn hours(hours: u32) -> Self {
        Self(Length::Hours(hours))
    }

    /// A lifetime of `minutes` minutes of 60 seconds.
    #[must_use]
    pub const fn minutes(minutes: u32) -> Self {
        Self(Length::Minutes(minutes))
    }

    /// A lifetime of `seconds` seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(Length::Seconds(seconds))
    }

    /// The policy of a lifetime in years or months, or `None` for an exact one.
    #[must_use]
    pub const fn leap_day_policy(self) -> Option<LeapDayPolicy> {
        match self.0 {
            Length::Years(_, policy) | Length::Months(_, policy) => Some(policy),
            Length::Weeks(_) | Length::Days(_) | Length::Hours(_) | Length::Minutes(_) | Length::Seconds(_) => None,
        }
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.counted().0 == 0
    }

    /// One spelling for equal lifetimes: the policy with months, or only seconds.
    pub(crate) const fn meaning(self) -> (Option<LeapDayPolicy>, u64) {
        let (count, unit) = self.counted();
        // No overflow: only seconds, and no longer unit, have a count beyond 32 bits.
        match unit.seconds() {
            Some(seconds) => (None, count * seconds),
            None => (self.leap_day_policy(), count * if matches!(unit, Unit::Year) { 12 } else { 1 }),
        }
    }

    const fn counted(self) -> (u64, Unit) {
        match self.0 {
            Length::Years(years, _) => (years as u64, Unit::Year),
            Length::Months(months, _) => (months as u64, Unit::Month),
            Length::Weeks(weeks) => (weeks as u64, Unit::Week),
            Length::Days(days) => (days as u64, Unit::Day),
            Length::Hours(hours) => (hours as u64, Unit::Hour),
            Length::Minutes(minutes) => (minutes as u64, Unit::Minute),
            Length::Seconds(seconds) => (seconds, Unit::Second),
        }
    }

    fn from_parts(count: u64, unit: Unit, policy: Option<LeapDayPolicy>) -> Result<Self, LifetimeFault> {
        let small = || u32::try_from(count).map_err(|_| LifetimeFault::TooLong);
        let required = || policy.ok_or(LifetimeFault::MissingPolicy);
        let length = match unit {
            Unit::Year => Length::Years(small()?, required()?),
            Unit::Month => Length::Months(small()?, required()?),
            Unit::Week => Length::Weeks(small()?),
            Unit::Day => Length::Days(small()?),
            Unit::Hour => Length::Hours(small()?),
            Unit::Minute => Length::Minutes(small()?),
            Unit::Second => Length::Seconds(count),
        };
        let lifetime = Self(length);
        if lifetime.is_zero() {
            Err(LifetimeFault::Zero)
        } else if policy.is_some() && lifetime.leap_day_policy().is_none() {
            Err(LifetimeFault::UnusedPolicy)
        } else {
            Ok(lifetime)
        }
    }
}

impl PartialEq for Lifetime {
    fn eq(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for Lifetime {}

impl Hash for Lifetime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning().hash(state);
    }
}

/// Prints the count, the unit and the policy: `1 year, clamp`, `200 days`.
impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = self.counted();
        write!(f, "{}", Counted(count, unit.name()))?;
        match self.leap_day_policy() {
            Some(policy) => write!(f, ", {policy}"),
            None => Ok(()),
        }
    }
}

pub(crate) const SECONDS_PER_DAY: u64 = 86_400;
