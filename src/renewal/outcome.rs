//! What a rotation answers: how it stands, and what an attempt led to.

use core::{fmt, time::Duration};

use time::UtcDateTime;

use crate::{
    fault::{Scope, Scoped},
    instant::Rfc3339,
};

/// How a [`Rotation`](super::Rotation) stands at an instant.
///
/// | state | alert |
/// |---|---|
/// | `Fresh`, `Due` | no |
/// | `Degraded` | yes, and the more urgently the less remains |
/// | `Expired`, `NotYetValid` | at once: nothing valid is in use |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// The credential is valid, and not to be renewed yet.
    Fresh,
    /// The credential is valid, and to be renewed.
    Due,
    /// The credential is valid, and could not be renewed.
    Degraded {
        /// How long it remains valid, this second and the last one counted.
        remaining: Duration,
        /// How many attempts in a row failed or were refused.
        failures: u32,
    },
    /// The credential is no longer valid.
    Expired {
        /// How long ago its last valid second was.
        since: Duration,
    },
    /// The credential is not valid yet: the clock was set back, or it was taken before it begins.
    NotYetValid {
        /// How long until its first valid second.
        starts_in: Duration,
    },
}

/// What an [`attempt`](super::Rotation::attempt) led to: nothing was minted, or what was minted was taken, or it was refused,
/// or nothing could be minted. There is no fifth case, so that it can be matched without a wildcard.
///
/// It prints as one line for a log.
///
/// # Examples
///
/// ```
/// use notafter::{Scope, renewal::Outcome, time::macros::utc_datetime};
///
/// let outcome = Outcome::<(), _>::Failed {
///     error: "2029-02-29 does not exist",
///     scope: Scope::EveryHost,
///     due: utc_datetime!(2028-02-29 00:45:00),
/// };
/// let line = "failed as on every host: 2029-02-29 does not exist; next attempt at 2028-02-29T00:45:00Z";
/// assert_eq!(outcome.to_string(), line);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an outcome may hold an error"]
pub enum Outcome<C, E> {
    /// It was not due, and nothing was minted.
    NotDue {
        /// When it is.
        due: UtcDateTime,
    },
    /// The replacement is taken: it is in use now, or from its first second on, if that is within the
    /// [longest wait](super::Plan::back_off).
    Renewed {
        /// When it is to be replaced in turn; when the next attempt is due, where nothing is valid until it begins.
        due: UtcDateTime,
    },
    /// The replacement is no better than what is in use, which stays.
    Refused {
        /// Why it was refused.
        reason: Refusal,
        /// The replacement.
        credential: C,
        /// When the next attempt is due.
        due: UtcDateTime,
    },
    /// Nothing was minted. The credential in use stays.
    Failed {
        /// Why nothing was minted.
        error: E,
        /// Whether another host would fail the same way. Where it would, do not condemn this host, and do not migrate.
        scope: Scope,
        /// When the next attempt is due.
        due: UtcDateTime,
    },
}

impl<C, E: fmt::Display> fmt::Display for Outcome<C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDue { due } => write!(f, "not due before {}", Rfc3339(*due)),
            Self::Renewed { due } => write!(f, "renewed, and due again at {}", Rfc3339(*due)),
            Self::Refused { reason, due, .. } => write!(f, "refused: {reason}; next attempt at {}", Rfc3339(*due)),
            Self::Failed { error, scope, due } => {
                let of = match scope {
                    Scope::EveryHost => "as on every host",
                    Scope::ThisHost => "on this host",
                };
                write!(f, "failed {of}: {error:#}; next attempt at {}", Rfc3339(*due))
            }
        }
    }
}

/// Why a replacement was not taken into use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It begins later than the [longest wait](super::Plan::back_off) from now, or no earlier than another that was taken and has
    /// not begun.
    #[error("replacement's notBefore {} is after {}", Rfc3339(*not_before), Rfc3339(*now))]
    NotYetValid {
        /// The replacement's notBefore.
        not_before: UtcDateTime,
        /// The instant of the attempt.
        now: UtcDateTime,
    },
    /// It is no longer valid.
    #[error("replacement's notAfter {} is before {}", Rfc3339(*not_after), Rfc3339(*now))]
    Expired {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The instant of the attempt.
        now: UtcDateTime,
    },
    /// It ends no later than what is in use, whose issuer does not [want it replaced](super::Rotation::suggest): the issuer is
    /// about to expire, for example.
    #[error("replacement's notAfter {} is not after {}, that of the credential in use", Rfc3339(*not_after), Rfc3339(*in_use))]
    EndsNoLater {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The notAfter of the credential in use.
        in_use: UtcDateTime,
    },
}

/// Every refusal is of [`Scope::EveryHost`].
///
/// Where the replacement [ends no later](Refusal::EndsNoLater), that follows from the date, the profile and the issuer, which are
/// the same for every host. Where it [begins too late](Refusal::NotYetValid) or is [over](Refusal::Expired), two clocks disagree,
/// this host's and the issuer's, and it cannot be told from here which of them is wrong. If it is the issuer's, hosts that are
/// blamed for it are blamed one and all; if it is this host's, nothing is lost but an hour of a credential that is still valid.
/// So nobody is to condemn a host for it, but to compare its clock. An issuer that takes a moment is none of this: what begins
/// within the longest wait is [taken](super::Outcome::Renewed).
impl Scoped for Refusal {
    fn scope(&self) -> Scope {
        match self {
            Self::EndsNoLater { .. } | Self::NotYetValid { .. } | Self::Expired { .. } => Scope::EveryHost,
        }
    }
}
