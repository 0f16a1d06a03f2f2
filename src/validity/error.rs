//! Why a period is none.

use core::fmt;

use thiserror::Error;
use time::UtcDateTime;

use crate::{
    calendar::CalendarError,
    instant::Rfc3339,
    lifetime::Lifetime,
    scope::{Scope, Scoped},
};

/// One of the two ends of a validity period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValidityField {
    /// The first valid second.
    NotBefore,
    /// The last valid second.
    NotAfter,
}

impl fmt::Display for ValidityField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotBefore => "notBefore",
            Self::NotAfter => "notAfter",
        })
    }
}

/// The error for a period that no certificate can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ValidityError {
    /// An end is in a year that X.509 cannot write.
    #[error("{field} year {year} is outside 0000 to 9999")]
    YearOutOfRange {
        /// The end that is out of range.
        field: ValidityField,
        /// Its year.
        year: i32,
    },
    /// The period ends before it begins.
    #[error("notAfter {} is before notBefore {}", Rfc3339(*not_after), Rfc3339(*not_before))]
    Reversed {
        /// The given notBefore.
        not_before: UtcDateTime,
        /// The given notAfter, which is earlier.
        not_after: UtcDateTime,
    },
    /// The lifetime is zero, and a period lasts one second at least.
    #[error("lifetime from notBefore {} is zero, the shortest is 1 second", Rfc3339(*not_before))]
    ZeroLifetime {
        /// The given notBefore.
        not_before: UtcDateTime,
    },
    /// The lifetime would be over on a day that does not exist.
    #[error("lifetime `{lifetime}` from notBefore {} has no end: {reason}", Rfc3339(*not_before))]
    NoSuchEnd {
        /// The given notBefore.
        not_before: UtcDateTime,
        /// The given lifetime.
        lifetime: Lifetime,
        /// The day that does not exist.
        reason: CalendarError,
    },
    /// The period would end after the last second that X.509 can write.
    #[error("lifetime `{lifetime}` from notBefore {} ends after 9999-12-31T23:59:59Z", Rfc3339(*not_before))]
    EndOutOfRange {
        /// The given notBefore.
        not_before: UtcDateTime,
        /// The given lifetime.
        lifetime: Lifetime,
    },
}

impl Scoped for ValidityError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}
