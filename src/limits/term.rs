//! The lengths in rules, with their units and the way to measure a period.

use core::{
    fmt,
    hash::{Hash, Hasher},
};

use time::UtcDateTime;

use crate::{
    calendar::LeapDayPolicy,
    lifetime::{Lifetime, SECONDS_PER_DAY},
    print::Counted,
    validity::Validity,
};

/// A length in the unit in which a rule states it.
///
/// An hour has 3,600 seconds, and a day 86,400. Months and years follow the calendar from notBefore. If the last month is too
/// short, they end on the first day of the month after, as with [`LeapDayPolicy::RollForward`]. See [how months are
/// counted](super#months).
///
/// It prints as it was made. Two terms are equal if they have the same number of months, or the same number of seconds.
///
/// # Examples
///
/// ```
/// use notafter::limits::Term;
///
/// assert_eq!(Term::Months(39).to_string(), "39 months");
/// assert_eq!(Term::Hours(48).to_string(), "48 hours");
/// assert_eq!(Term::Hours(48), Term::Days(2));
/// assert_eq!(Term::Years(3), Term::Months(36));
/// assert_ne!(Term::Years(1), Term::Days(365));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Term {
    /// Calendar years from notBefore.
    Years(u32),
    /// Calendar months from notBefore.
    Months(u32),
    /// Days of 86,400 seconds.
    Days(u32),
    /// Hours of 3,600 seconds.
    Hours(u32),
}

impl Term {
    /// The seconds of the term from `start` on, or the seconds until the end of the year 9999 if these are fewer.
    pub(super) fn seconds_from(self, start: UtcDateTime) -> u64 {
        let lifetime = match self {
            _ if self.is_zero() => return 0,
            Self::Years(years) => Lifetime::years(years, LeapDayPolicy::RollForward),
            Self::Months(months) => Lifetime::months(months, LeapDayPolicy::RollForward),
            Self::Days(days) => Lifetime::days(days),
            Self::Hours(hours) => Lifetime::hours(hours),
        };
        Validity::starting_at(start, lifetime)
            .or_else(|_| Validity::new(start, Validity::NO_WELL_DEFINED_EXPIRY))
            .map_or(0, |validity| validity.duration().as_secs())
    }

    pub(crate) const fn is_zero(self) -> bool {
        let (Self::Years(count) | Self::Months(count) | Self::Days(count) | Self::Hours(count)) = self;
        count == 0
    }

    /// One spelling for equal terms: months, or seconds.
    pub(super) fn meaning(self) -> Meaning {
        match self {
            // Zero of one unit is zero of any.
            _ if self.is_zero() => Meaning::Seconds(0),
            Self::Years(years) => Meaning::Months(u64::from(years) * 12),
            Self::Months(months) => Meaning::Months(months.into()),
            Self::Days(days) => Meaning::Seconds(u64::from(days) * SECONDS_PER_DAY),
            Self::Hours(hours) => Meaning::Seconds(u64::from(hours) * SECONDS_PER_HOUR),
        }
    }

    /// The unit that compares a length with the term, in seconds, and its name. Calendar terms are compared in days.
    pub(super) const fn unit(self) -> (u64, &'static str) {
        match self {
            Self::Years(_) | Self::Months(_) | Self::Days(_) => (SECONDS_PER_DAY, "day"),
            Self::Hours(_) => (SECONDS_PER_HOUR, "hour"),
        }
    }

    /// Whether the term has the same length from any date.
    pub(super) const fn is_exact(self) -> bool {
        matches!(self, Self::Days(_) | Self::Hours(_))
    }
}

/// The meaning of a [`Term`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    Months(u64),
    Seconds(u64),
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for Term {}

impl Hash for Term {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning().hash(state);
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match *self {
            Self::Years(years) => (years, "year"),
            Self::Months(months) => (months, "month"),
            Self::Days(days) => (days, "day"),
            Self::Hours(hours) => (hours, "hour"),
        };
        write!(f, "{}", Counted(count, unit))
    }
}

/// How a rule measures a period.
///
/// The two differ by one second, which may begin another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Counting {
    /// notAfter − notBefore + 1 s: both ends belong to the period ([RFC 5280 section 4.1.2.5]).
    ///
    /// [RFC 5280 section 4.1.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
    Inclusive,
    /// notAfter − notBefore, as the rules for TLS were read before 2020-09-01.
    Exclusive,
}

impl Counting {
    /// The seconds of `validity`, counted this way.
    pub(super) const fn seconds_of(self, validity: &Validity) -> u64 {
        let inclusive = validity.duration().as_secs();
        match self {
            Self::Inclusive => inclusive,
            Self::Exclusive => inclusive.saturating_sub(1),
        }
    }
}

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Inclusive => "inclusive",
            Self::Exclusive => "exclusive",
        })
    }
}

const SECONDS_PER_HOUR: u64 = 3_600;
