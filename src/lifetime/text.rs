//! A lifetime as text.

use core::str::FromStr;

use thiserror::Error;

use super::{Lifetime, unit::Unit};
use crate::{
    calendar::ParsePolicyError,
    excerpt::Excerpt,
    scope::{Scope, Scoped},
};

/// Reads the text that [`Display`](core::fmt::Display) prints, and the other [texts](Lifetime#text) that people and programs
/// write.
impl FromStr for Lifetime {
    type Err = ParseLifetimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).map_err(|fault| ParseLifetimeError { text: Excerpt::of(text.as_bytes()), fault })
    }
}

fn read(text: &str) -> Result<Lifetime, LifetimeFault> {
    let (length, policy) = match text.split_once(", ") {
        Some((length, policy)) => (length, Some(policy)),
        None => (text, None),
    };
    let (count, unit) = sum(length)?;
    let policy = match policy {
        Some(policy) => Some(policy.parse().map_err(|reason| LifetimeFault::Policy { reason })?),
        None => None,
    };
    Lifetime::from_parts(count, unit, policy)
}

/// The error for a text that is not a lifetime, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("`{text}` {fault}")]
#[non_exhaustive]
pub struct ParseLifetimeError {
    /// The text that was refused.
    pub text: Excerpt,
    /// The fault in it.
    pub fault: LifetimeFault,
}

/// The fault in a text that is not a lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LifetimeFault {
    /// It is not a number and a unit, or several of them.
    #[error("is no lifetime: expected one such as `1 year, clamp`, `13 months, reject`, `90 days` or `1h 30m`")]
    Shape,
    /// It is a duration of ISO 8601, such as `P90D`.
    #[error("is an ISO 8601 duration, which is not read: expected a text such as `90 days` or `1h 30m`")]
    Iso8601,
    /// A count is no whole number, or has a sign or a leading zero.
    #[error("has an unusable count: expected a whole number without sign or leading zero")]
    Count,
    /// A count or the sum is too large.
    #[error("is too long: expected a count of at most 4294967295, or 18446744073709551615 for seconds")]
    TooLong,
    /// A count has no unit.
    #[error("has a count without a unit: expected one such as `90 days` or `24h`")]
    MissingUnit,
    /// A unit is unknown.
    #[error("has an unknown unit: expected years, months, weeks, days, hours, minutes or seconds")]
    Unit,
    /// The unit is `M`, which some programs read as months and others as minutes.
    #[error("has the ambiguous unit `M`: expected `mo` for months or `m` for minutes")]
    AmbiguousUnit,
    /// A unit is followed by the same or a larger one.
    #[error("has its units out of order: expected each once, from the largest to the smallest")]
    Order,
    /// Years or months are added to another unit.
    #[error("adds years or months to another unit: expected one unit, such as `18 months, clamp`")]
    CalendarSum,
    /// The policy is unknown.
    #[error("has an unknown policy: {reason}")]
    Policy {
        /// The fault in its policy.
        reason: ParsePolicyError,
    },
    /// Years and months need a policy.
    #[error("has no leap-day policy: expected `, clamp`, `, roll-forward` or `, reject` after years and months")]
    MissingPolicy,
    /// The unit is exact: a policy would do nothing.
    #[error("has a leap-day policy, which only years and months take")]
    UnusedPolicy,
    /// A certificate is valid for one second at least.
    #[error("is zero: expected at least 1")]
    Zero,
}

impl Scoped for ParseLifetimeError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

impl Scoped for LifetimeFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The sum of the parts of `length`, such as `1h 30m`, in the smallest unit whose count is not zero.
pub(crate) fn sum(length: &str) -> Result<(u64, Unit), LifetimeFault> {
    let (mut total, mut unit, mut rest) = part(length)?;
    let mut last = unit;
    while !rest.is_empty() {
        let (count, smaller, after) = part(rest.strip_prefix(' ').unwrap_or(rest))?;
        let (Some(seconds), Some(divisor)) = (unit.seconds(), smaller.seconds()) else {
            return Err(LifetimeFault::CalendarSum);
        };
        if smaller >= last {
            return Err(LifetimeFault::Order);
        }
        if count > 0 {
            let converted = total.checked_mul(seconds / divisor).and_then(|total| total.checked_add(count));
            total = converted.ok_or(LifetimeFault::TooLong)?;
            unit = smaller;
        }
        (last, rest) = (smaller, after);
    }
    Ok((total, unit))
}

/// The count and the unit at the beginning of `length`, and the rest.
fn part(length: &str) -> Result<(u64, Unit, &str), LifetimeFault> {
    let (digits, rest) = split_while(length, |c| c.is_ascii_digit());
    if digits.is_empty() {
        return Err(match length.as_bytes() {
            [b'-' | b'+' | b'.', ..] => LifetimeFault::Count,
            [b'P', b'0'..=b'9' | b'T', ..] => LifetimeFault::Iso8601,
            _ => LifetimeFault::Shape,
        });
    }
    let (name, after) = split_while(rest.strip_prefix(' ').unwrap_or(rest), |c| c.is_ascii_alphabetic());
    let unit = match (name, rest.as_bytes()) {
        ("", [b'.' | b',' | b'_', ..]) => return Err(LifetimeFault::Count),
        ("", [] | [b' '] | [b' ', b'0'..=b'9', ..]) => return Err(LifetimeFault::MissingUnit),
        ("", _) => return Err(LifetimeFault::Shape),
        ("M", _) => return Err(LifetimeFault::AmbiguousUnit),
        (name, _) => Unit::written(name).ok_or(LifetimeFault::Unit)?,
    };
    if digits.len() > 1 && digits.starts_with('0') {
        return Err(LifetimeFault::Count);
    }
    let count = digits.parse().map_err(|_| LifetimeFault::TooLong)?;
    Ok((count, unit, after))
}

/// `text` up to the first character that is not of this class, and the rest.
fn split_while(text: &str, class: impl Fn(char) -> bool) -> (&str, &str) {
    text.find(|c| !class(c)).map_or((text, ""), |end| text.split_at(end))
}
