//! A period as text.

use core::{fmt, str::FromStr};

use thiserror::Error;

use super::{Validity, ValidityError, ValidityField};
use crate::{
    excerpt::Excerpt,
    instant::{Fields, ImpossibleTime, Rfc3339},
    scope::{Scope, Scoped},
};

/// Prints two RFC 3339 instants, an interval of ISO 8601: `2012-02-29T00:00:00Z/2013-02-27T23:59:59Z`.
impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Rfc3339(self.not_before), Rfc3339(self.not_after))
    }
}

impl fmt::Debug for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Validity({self})")
    }
}

/// Reads an interval exactly as [`Display`](fmt::Display) prints it.
impl FromStr for Validity {
    type Err = ParseValidityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = ParseValidityError::Shape { text: Excerpt::of(text.as_bytes()) };
        let (first, second) = text.split_once('/').ok_or(malformed)?;
        let end = |field, text: &str| {
            let fields = Fields::of_rfc3339(text.as_bytes()).ok_or(malformed)?;
            let text = Excerpt::of(text.as_bytes());
            fields.instant().ok_or_else(|| ParseValidityError::Impossible { field, text, reason: fields.fault() })
        };
        let (not_before, not_after) = (end(ValidityField::NotBefore, first)?, end(ValidityField::NotAfter, second)?);
        Self::new(not_before, not_after).map_err(|reason| ParseValidityError::Refused { reason })
    }
}

/// The error for a text that is not a [`Validity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseValidityError {
    /// The text is not two RFC 3339 instants.
    #[error("`{text}` is no interval such as `2012-02-29T00:00:00Z/2013-02-27T23:59:59Z`")]
    Shape {
        /// The text that was refused.
        text: Excerpt,
    },
    /// An end has the right shape and is no time.
    #[error("{field} {text}: {reason}")]
    Impossible {
        /// The end that is wrong.
        field: ValidityField,
        /// The end as written.
        text: Excerpt,
        /// The fault in it.
        reason: ImpossibleTime,
    },
    /// The two ends are no period.
    #[error("{reason}")]
    Refused {
        /// The fault in the two ends.
        reason: ValidityError,
    },
}

impl Scoped for ParseValidityError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}
