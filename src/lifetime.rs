//! How long a certificate lives: calendar years and months with their policy, or days and seconds without one.

#[cfg(feature = "serde")]
mod config;

use core::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use thiserror::Error;

use crate::{
    calendar::LeapDayPolicy,
    excerpt::Excerpt,
    print::Counted,
    scope::{Scope, Scoped},
};

/// The length of a certificate's validity period.
///
/// Years and months follow the calendar and so carry a [`LeapDayPolicy`]; days of 86,400 seconds and seconds are exact
/// and have none. A lifetime prints as it was made. It compares by what it means: the same
/// policy and number of months, or the same number of seconds.
///
/// A lifetime of zero can be made but not used: [`Validity::starting_at`](crate::Validity::starting_at) refuses it, and
/// so do [`FromStr`] and serde.
///
/// # Properties
///
/// - `years(n, p) == months(12 * n, p)` and `days(n) == seconds(86_400 * n)`.
/// - Each lifetime other than zero is read back from its own text, unchanged.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime};
///
/// assert_eq!(Lifetime::years(1, LeapDayPolicy::Clamp).to_string(), "1 year, clamp");
/// assert_eq!("13 months, reject".parse(), Ok(Lifetime::months(13, LeapDayPolicy::Reject)));
/// assert_eq!("200 days".parse(), Ok(Lifetime::days(200)));
/// assert_eq!(Lifetime::seconds(604_800).to_string(), "604800 seconds");
/// assert_eq!(Lifetime::seconds(604_800), Lifetime::days(7));
/// ```
///
/// # Configuration
///
/// With the feature `serde`, a lifetime is a table of one unit, with `leap_day` for years and months and only for those:
/// `{ years = 1, leap_day = "clamp" }`, `{ months = 13, leap_day = "reject" }`, `{ days = 200 }` or
/// `{ seconds = 604800 }`. A missing `leap_day`, an unknown key, two units, and zero are errors. The format must describe itself,
/// as TOML, JSON and YAML do.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime(pub(crate) Length);

/// A [`Lifetime`] in the unit in which it was given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Length {
    Years(u32, LeapDayPolicy),
    Months(u32, LeapDayPolicy),
    Days(u32),
    Seconds(u64),
}

impl Lifetime {
    /// A lifetime of `years` calendar years; `policy` decides where 29 February has no anniversary.
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

    /// A lifetime of `months` calendar months; `policy` decides where the last month is too short.
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

    /// A lifetime of `days` days of 86,400 seconds.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2012-02-29 00:00:00), Lifetime::days(366))?;
    /// assert_eq!(validity.not_after(), utc_datetime!(2013-02-28 23:59:59));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self(Length::Days(days))
    }

    /// A lifetime of `seconds` seconds.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let start = utc_datetime!(2026-01-01 00:00:00);
    /// assert_eq!(Validity::starting_at(start, Lifetime::seconds(1))?.not_after(), start, "its only second");
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(Length::Seconds(seconds))
    }

    /// The policy of a lifetime in years or months; none for days and seconds, which are exact.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime};
    ///
    /// assert_eq!(Lifetime::years(1, LeapDayPolicy::Clamp).leap_day_policy(), Some(LeapDayPolicy::Clamp));
    /// assert_eq!(Lifetime::days(365).leap_day_policy(), None);
    /// ```
    #[must_use]
    pub const fn leap_day_policy(self) -> Option<LeapDayPolicy> {
        match self.0 {
            Length::Years(_, policy) | Length::Months(_, policy) => Some(policy),
            Length::Days(_) | Length::Seconds(_) => None,
        }
    }

    pub(crate) const fn is_zero(self) -> bool {
        matches!(self.0, Length::Years(0, _) | Length::Months(0, _) | Length::Days(0) | Length::Seconds(0))
    }

    /// The one spelling of what the lifetime means: its policy with months, or seconds alone.
    const fn meaning(self) -> (Option<LeapDayPolicy>, u64) {
        match self.0 {
            Length::Years(years, policy) => (Some(policy), years as u64 * 12),
            Length::Months(months, policy) => (Some(policy), months as u64),
            Length::Days(days) => (None, days as u64 * SECONDS_PER_DAY),
            Length::Seconds(seconds) => (None, seconds),
        }
    }

    /// The amount of `count` units of the name `unit`, `year` or `years` and so on.
    fn from_parts(count: u64, unit: &str, policy: Option<LeapDayPolicy>) -> Result<Self, PartsError> {
        let small = || u32::try_from(count).map_err(|_| PartsError::Count);
        let required = || policy.ok_or(PartsError::MissingPolicy);
        let length = match unit {
            "year" | "years" => Length::Years(small()?, required()?),
            "month" | "months" => Length::Months(small()?, required()?),
            "day" | "days" => Length::Days(small()?),
            "second" | "seconds" => Length::Seconds(count),
            _ => return Err(PartsError::Unit),
        };
        let lifetime = Self(length);
        if lifetime.is_zero() {
            Err(PartsError::Zero)
        } else if policy.is_some() && lifetime.leap_day_policy().is_none() {
            Err(PartsError::UnusedPolicy)
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
        let (count, unit) = match self.0 {
            Length::Years(years, _) => (u64::from(years), "year"),
            Length::Months(months, _) => (u64::from(months), "month"),
            Length::Days(days) => (u64::from(days), "day"),
            Length::Seconds(seconds) => (seconds, "second"),
        };
        write!(f, "{}", Counted(count, unit))?;
        match self.leap_day_policy() {
            Some(policy) => write!(f, ", {policy}"),
            None => Ok(()),
        }
    }
}

/// Reads what [`Display`](fmt::Display) prints; the unit may be singular or plural.
impl FromStr for Lifetime {
    type Err = ParseLifetimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let excerpt = Excerpt::of(text.as_bytes());
        let (length, policy) = match text.split_once(", ") {
            Some((length, policy)) => (length, Some(policy)),
            None => (text, None),
        };
        let (count, unit) = length.split_once(' ').ok_or(ParseLifetimeError::Shape { text: excerpt })?;
        if !count.bytes().all(|byte| byte.is_ascii_digit()) || (count.len() > 1 && count.starts_with('0')) {
            return Err(ParseLifetimeError::Count { text: excerpt });
        }
        let count = count.parse().map_err(|_| ParseLifetimeError::Count { text: excerpt })?;
        let policy = match policy {
            Some(policy) => {
                Some(policy.parse().map_err(|error| ParseLifetimeError::Policy { text: excerpt, reason: error })?)
            }
            None => None,
        };
        Self::from_parts(count, unit, policy).map_err(|error| match error {
            PartsError::Unit => ParseLifetimeError::Unit { text: excerpt },
            PartsError::Count => ParseLifetimeError::Count { text: excerpt },
            PartsError::MissingPolicy => ParseLifetimeError::MissingPolicy { text: excerpt },
            PartsError::UnusedPolicy => ParseLifetimeError::UnusedPolicy { text: excerpt },
            PartsError::Zero => ParseLifetimeError::Zero { text: excerpt },
        })
    }
}

/// A text that is not a lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseLifetimeError {
    /// There is no space between a count and a unit.
    #[error(
        "`{text}` is no lifetime: expected one such as `1 year, clamp`, `13 months, reject`, `200 days` or `604800 seconds`"
    )]
    Shape {
        /// The text that was refused.
        text: Excerpt,
    },
    /// The count is no whole number, has a sign or a leading zero, or is too large.
    #[error("`{text}` has no usable count: expected 1 to 4294967295, or to 18446744073709551615 for seconds")]
    Count {
        /// The text that was refused.
        text: Excerpt,
    },
    /// The unit is unknown.
    #[error("`{text}` has an unknown unit: expected years, months, days or seconds")]
    Unit {
        /// The text that was refused.
        text: Excerpt,
    },
    /// The policy is unknown.
    #[error("`{text}` has an unknown policy: {reason}")]
    Policy {
        /// The text that was refused.
        text: Excerpt,
        /// What is wrong with its policy.
        reason: crate::ParsePolicyError,
    },
    /// Years and months need a policy.
    #[error(
        "`{text}` has no leap-day policy: expected `, clamp`, `, roll-forward` or `, reject` after years and months"
    )]
    MissingPolicy {
        /// The text that was refused.
        text: Excerpt,
    },
    /// Days and seconds are exact: a policy would do nothing.
    #[error("`{text}` has a leap-day policy, which days and seconds do not take")]
    UnusedPolicy {
        /// The text that was refused.
        text: Excerpt,
    },
    /// A certificate is valid for one second at least.
    #[error("`{text}` is zero: expected at least 1")]
    Zero {
        /// The text that was refused.
        text: Excerpt,
    },
}

impl Scoped for ParseLifetimeError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// Why a count, a unit and a policy are no lifetime, before text or configuration gives it words.
enum PartsError {
    Unit,
    Count,
    MissingPolicy,
    UnusedPolicy,
    Zero,
}

pub(crate) const SECONDS_PER_DAY: u64 = 86_400;
