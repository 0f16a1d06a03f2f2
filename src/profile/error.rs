//! Why a profile gives no period.

use core::{fmt, time::Duration};

use thiserror::Error;
use time::UtcDateTime;

use crate::{
    instant::Rfc3339,
    limits::{LimitError, NotBeforeError},
    scope::{Scope, Scoped},
    validity::{Validity, ValidityError, ValidityField},
};

/// The error if the profile gives no period on this date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// Backdating would begin the period before the year 0000.
    #[error("backdating {} by {backdating:?} leads before the year 0000", Rfc3339(*now))]
    Backdating {
        /// The instant from which the profile was to count.
        now: UtcDateTime,
        /// How far before it the period was to begin.
        backdating: Duration,
    },
    /// The lifetime gives no period on this date.
    #[error("{reason}")]
    Validity {
        /// The fault in the period.
        reason: ValidityError,
    },
    /// The schedule refuses the length of the period on this date.
    #[error("{reason}")]
    Limit {
        /// The reason, with the rule that refuses it.
        reason: LimitError,
    },
    /// The schedule refuses a period that begins so far from the issue, for example because of too much backdating.
    #[error("{reason}")]
    NotBefore {
        /// How far it begins from the issue, and the rule that refuses it.
        reason: NotBeforeError,
    },
    /// The certificate would end after its issuer.
    #[error("{}", Outlives { validity, issuer })]
    OutlivesIssuer {
        /// The period that the profile gives.
        validity: Validity,
        /// The period of the issuer.
        issuer: Validity,
    },
    /// The certificate would end before its issuer begins, and never be of use.
    #[error(
        "notAfter {} is before the issuer's notBefore {}",
        Rfc3339(validity.not_after()),
        Rfc3339(issuer.not_before())
    )]
    EndsBeforeIssuer {
        /// The period that the profile gives.
        validity: Validity,
        /// The period of the issuer.
        issuer: Validity,
    },
}

impl Scoped for ProfileError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

struct Outlives<'a> {
    validity: &'a Validity,
    issuer: &'a Validity,
}

impl fmt::Display for Outlives<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (not_before, not_after) = (self.validity.not_before(), self.validity.not_after());
        let end = self.issuer.not_after();
        let (field, at) = if not_before > end {
            (ValidityField::NotBefore, not_before)
        } else {
            (ValidityField::NotAfter, not_after)
        };
        write!(f, "{field} {} is after the issuer's notAfter {}", Rfc3339(at), Rfc3339(end))
    }
}
