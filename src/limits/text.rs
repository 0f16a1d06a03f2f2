//! Dates and terms in the form that configuration writes.

use alloc::borrow::ToOwned as _;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, UtcDateTime};

use super::Term;
use crate::{
    config,
    excerpt::Excerpt,
    instant::{FIRST_DAY, Fields, ImpossibleTime},
    lifetime::{LifetimeFault, Unit, sum},
};

/// A date as `2027-01-01`.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Day(pub(super) Date);

impl Day {
    /// The date of a row, or `None` if the row has none.
    pub(super) fn of(effective: UtcDateTime) -> Option<Self> {
        Some(Self(effective.date())).filter(|Self(date)| *date > FIRST_DAY)
    }

    fn read(text: &str) -> Result<Self, DayError> {
        let refused = Excerpt::of(text.as_bytes());
        let fields = Fields::of_rfc3339((text.to_owned() + "T00:00:00Z").as_bytes()).ok_or(DayError::Shape(refused))?;
        let instant = fields.instant().ok_or_else(|| DayError::Impossible(refused, fields.fault()))?;
        Ok(Self(instant.date()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        config::text(deserializer, &"a date as a text, such as \"2027-01-01\"", Self::read)
    }
}

/// The error for a text that is no date.
enum DayError {
    Shape(Excerpt),
    Impossible(Excerpt, ImpossibleTime),
}

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(text) => write!(f, "`{text}` is no date: expected one such as `2027-01-01`"),
            Self::Impossible(text, reason) => write!(f, "`{text}` is no date: {reason}"),
        }
    }
}

/// A term as a text, such as `90 days`. It is never zero.
#[derive(Clone, Copy)]
pub(super) struct Length(pub(super) Term);

impl Length {
    fn read(text: &str) -> Result<Self, LengthError> {
        term(text).map(Self).map_err(|fault| {
            let text = Excerpt::of(text.as_bytes());
            LengthError { text, fault }
        })
    }
}

fn term(text: &str) -> Result<Term, LifetimeFault> {
    let (count, unit) = sum(text)?;
    let count = u32::try_from(count).map_err(|_| LifetimeFault::TooLong)?;
    let term = match unit {
        Unit::Year => Term::Years(count),
        Unit::Month => Term::Months(count),
        Unit::Week => Term::Days(count.checked_mul(7).ok_or(LifetimeFault::TooLong)?),
        Unit::Day => Term::Days(count),
        Unit::Hour => Term::Hours(count),
        Unit::Minute | Unit::Second => return Err(LifetimeFault::Unit),
    };
    if term.is_zero() { Err(LifetimeFault::Zero) } else { Ok(term) }
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        config::text(deserializer, &"a text with a unit, such as \"90 days\"", Self::read)
    }
}

/// How much later than the issue notBefore may be.
#[derive(Clone, Copy)]
pub(super) enum Later {
    Never,
    AtMost(Length),
}

impl Serialize for Later {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Never => serializer.serialize_str(NEVER),
            Self::AtMost(length) => length.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Later {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        config::text(deserializer, &"\"never\", or a text with a unit, such as \"48 hours\"", |text| match text {
            NEVER => Ok(Self::Never),
            text => Length::read(text).map(Self::AtMost),
        })
    }
}

/// The error for a text that is no term.
struct LengthError {
    text: Excerpt,
    fault: LifetimeFault,
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, fault } = self;
        match fault {
            LifetimeFault::Shape => write!(f, "`{text}` is no term: expected one such as `90 days` or `12 months`"),
            LifetimeFault::Unit => write!(f, "`{text}` has another unit than years, months, weeks, days or hours"),
            LifetimeFault::TooLong => write!(f, "`{text}` is too long: expected a count of at most 4294967295"),
            fault => write!(f, "`{text}` {fault}"),
        }
    }
}

const NEVER: &str = "never";
