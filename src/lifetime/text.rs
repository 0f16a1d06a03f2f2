//! A lifetime as text.

use core::str::FromStr;

use thiserror::Error;

use super::{Lifetime, PartsError, unit::Unit};
use crate::{
    calendar::ParsePolicyError,
    excerpt::Excerpt,
    scope::{Scope, Scoped},
};

/// Reads the text that [`Display`](core::fmt::Display) prints, and the other [texts](Lifetime#text) that people and programs
/// write.
impl FromStr for Lifetime {
    type Err = ParseLifetimeError;

    fn from_str(whole: &str) -> Result<Self, Self::Err> {
        let text = Excerpt::of(whole.as_bytes());
        let (length, policy) = match whole.split_once(", ") {
            Some((length, policy)) => (length, Some(policy)),
            None => (whole, None),
        };
        let (count, unit) = sum(length, text)?;
        let policy = match policy {
            Some(policy) => Some(policy.parse().map_err(|reason| ParseLifetimeError::Policy { text, reason })?),
            None => None,
        };
        Self::from_parts(count, unit, policy).map_err(|error| match error {
            PartsError::TooLong => ParseLifetimeError::TooLong { text },
            PartsError::MissingPolicy => ParseLifetimeError::MissingPolicy { text },
            PartsError::UnusedPolicy => ParseLifetimeError::UnusedPolicy { text },
            PartsError::Zero => ParseLifetimeError::Zero { text },
        })
    }
}

/// A text that is not a lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseLifetimeError {
    /// It is not a number and a unit, or several of them.
    #[error(
        "`{text}` is no lifetime: expected one such as `1 year, clamp`, `13 months, reject`, `90 days` or `1h 30m`"
    )]
    Shape {
        /// The text that was refused.
        text: Excerpt,
    },
    /// It is a duration of ISO 8601, such as `P90D`.
    #[error("`{text}` is an ISO 8601 duration, which is not read: expected a text such as `90 days` or `1h 30m`")]
    Iso8601 {
        /// The text that was refused.
        text: Excerpt,
    },
    /// A count is no whole number, or has a sign or a leading zero.
    #[error("`{text}` has an unusable count: expected a whole number without sign or leading zero")]
    Count {
        /// The text that was refused.
        text: Excerpt,
    },
    /// A count or the sum is too large.
    #[error("`{text}` is too long: expected a count of at most 4294967295, or 18446744073709551615 for seconds")]
    TooLong {
        /// The text that was refused.
        text: Excerpt,
    },
    /// A count has no unit.
    #[error("`{text}` has a count without a unit: expected one such as `90 days` or `24h`")]
    MissingUnit {
        /// The text that was refused.
        text: Excerpt,
    },
    /// A unit is unknown.
    #[error("`{text}` has an unknown unit: expected years, months, weeks, days, hours, minutes or seconds")]
    Unit {
        /// The text that was refused.
        text: Excerpt,
    },
    /// The unit is `M`, which some programs read as months and others as minutes.
    #[error("`{text}` has the ambiguous unit `M`: expected `mo` for months or `m` for minutes")]
    AmbiguousUnit {
        /// The text that was refused.
        text: Excerpt,
    },
    /// A unit is followed by the same or a larger one.
    #[error("`{text}` has its units out of order: expected each once, from the largest to the smallest")]
    Order {
        /// The text that was refused.
        text: Excerpt,
    },
    /// Years or months are added to another unit.
    #[error("`{text}` adds years or months to another unit: expected one unit, such as `18 months, clamp`")]
    CalendarSum {
        /// The text that was refused.
        text: Excerpt,
    },
    /// The policy is unknown.
    #[error("`{text}` has an unknown policy: {reason}")]
    Policy {
        /// The text that was refused.
        text: Excerpt,
        /// The fault in its policy.
        reason: ParsePolicyError,
    },
    /// Years and months need a policy.
    #[error(
        "`{text}` has no leap-day policy: expected `, clamp`, `, roll-forward` or `, reject` after years and months"
    )]
    MissingPolicy {
        /// The text that was refused.
        text: Excerpt,
    },
    /// The unit is exact: a policy would do nothing.
    #[error("`{text}` has a leap-day policy, which only years and months take")]
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

/// The sum of the parts of `length`, such as `1h 30m`, in the smallest unit whose count is not zero.
///
/// An error shows `text`. `length` is the part of it before the policy.
pub(crate) fn sum(length: &str, text: Excerpt) -> Result<(u64, Unit), ParseLifetimeError> {
    let (mut total, mut unit, mut rest) = part(length, text)?;
    let mut last = unit;
    while !rest.is_empty() {
        let (count, smaller, after) = part(rest.strip_prefix(' ').unwrap_or(rest), text)?;
        let (Some(seconds), Some(divisor)) = (unit.seconds(), smaller.seconds()) else {
            return Err(ParseLifetimeError::CalendarSum { text });
        };
        if smaller >= last {
            return Err(ParseLifetimeError::Order { text });
        }
        if count > 0 {
            let converted = total.checked_mul(seconds / divisor).and_then(|total| total.checked_add(count));
            total = converted.ok_or(ParseLifetimeError::TooLong { text })?;
            unit = smaller;
        }
        (last, rest) = (smaller, after);
    }
    Ok((total, unit))
}

/// The count and the unit at the beginning of `length`, and the rest.
fn part(length: &str, text: Excerpt) -> Result<(u64, Unit, &str), ParseLifetimeError> {
    let (digits, rest) = split_while(length, |c| c.is_ascii_digit());
    if digits.is_empty() {
        return Err(match length.as_bytes() {
            [b'-' | b'+' | b'.', ..] => ParseLifetimeError::Count { text },
            [b'P', b'0'..=b'9' | b'T', ..] => ParseLifetimeError::Iso8601 { text },
            _ => ParseLifetimeError::Shape { text },
        });
    }
    let (name, after) = split_while(rest.strip_prefix(' ').unwrap_or(rest), |c| c.is_ascii_alphabetic());
    let unit = match (name, rest.as_bytes()) {
        ("", [b'.' | b',' | b'_', ..]) => return Err(ParseLifetimeError::Count { text }),
        ("", [] | [b' '] | [b' ', b'0'..=b'9', ..]) => return Err(ParseLifetimeError::MissingUnit { text }),
        ("", _) => return Err(ParseLifetimeError::Shape { text }),
        ("M", _) => return Err(ParseLifetimeError::AmbiguousUnit { text }),
        (name, _) => Unit::written(name).ok_or(ParseLifetimeError::Unit { text })?,
    };
    if digits.len() > 1 && digits.starts_with('0') {
        return Err(ParseLifetimeError::Count { text });
    }
    let count = digits.parse().map_err(|_| ParseLifetimeError::TooLong { text })?;
    Ok((count, unit, after))
}

/// `text` up to the first character that is not of this class, and the rest.
fn split_while(text: &str, class: impl Fn(char) -> bool) -> (&str, &str) {
    text.find(|c| !class(c)).map_or((text, ""), |end| text.split_at(end))
}
