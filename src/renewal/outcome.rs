//! The outcome of an attempt.

use core::{fmt, time::Duration};

use time::UtcDateTime;

use crate::{
    instant::Rfc3339,
    print::{Length, OneLine},
    scope::{Scope, Scoped},
};

/// The outcome of an [attempt](super::Rotation::attempt) or an [offer](super::Rotation::offer).
///
/// It has four cases and will have no more, so you can match it without a wildcard.
///
/// It prints as one line for a log. An error is printed by `{:#}`, which prints its causes if the error supports that.
/// Characters that could drive a terminal, or are invisible, are escaped.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
/// use notafter::renewal::{Plan, RenewAt, Rotation};
///
/// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
/// let start = utc_datetime!(2027-03-01 00:00:00);
/// let mut rotation =
///     Rotation::new((), profile.validity(start)?, start, Plan::new(RenewAt::Ideal), "host-17");
/// let outcome = rotation.attempt(utc_datetime!(2028-02-29 00:00:00), |now| {
///     Ok::<_, notafter::ProfileError>(((), profile.validity(now)?))
/// });
/// assert!(outcome.to_string().starts_with("failed as on every host: "), "{outcome}");
/// # Ok::<(), notafter::ProfileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an outcome may hold an error"]
pub enum Outcome<C, E> {
    /// The renewal was not due, and nothing was minted.
    NotDue {
        /// When the renewal is due.
        due: UtcDateTime,
    },
    /// The replacement is taken.
    #[non_exhaustive]
    Renewed {
        /// Whether the host's clock and the issuer's agree, as far as the replacement's period shows.
        clocks: Clocks,
        /// When it is to be replaced in turn. If nothing is valid until it begins, when the next attempt is due.
        due: UtcDateTime,
    },
    /// The replacement is no better than the credential in use, which stays.
    #[non_exhaustive]
    Refused {
        /// Why it was refused.
        reason: Refusal,
        /// The replacement.
        credential: C,
        /// When the next attempt is due.
        due: UtcDateTime,
    },
    /// Nothing was minted. The credential in use stays.
    #[non_exhaustive]
    Failed {
        /// Why nothing was minted.
        error: E,
        /// Whether every host would fail the same way, a shared service is at fault, or this host alone.
        scope: Scope,
        /// When the next attempt is due.
        due: UtcDateTime,
    },
}

impl<C, E> Outcome<C, E> {
    /// When the next attempt is due.
    #[must_use]
    pub const fn due(&self) -> UtcDateTime {
        match self {
            Self::NotDue { due } | Self::Renewed { due, .. } | Self::Refused { due, .. } | Self::Failed { due, .. } => {
                *due
            }
        }
    }
}

impl<C, E: fmt::Display> fmt::Display for Outcome<C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDue { due } => write!(f, "not due before {}", Rfc3339(*due)),
            Self::Renewed { clocks, due } => {
                f.write_str("renewed")?;
                if *clocks != Clocks::Agree {
                    write!(f, ", though {clocks}")?;
                }
                write!(f, ", due again at {}", Rfc3339(*due))
            }
            Self::Refused { reason, due, .. } => write!(f, "refused: {reason}; next attempt at {}", Rfc3339(*due)),
            Self::Failed { error, scope, due } => {
                let of = match scope {
                    Scope::EveryHost => "as on every host",
                    Scope::SharedService => "at a shared service",
                    Scope::ThisHost => "on this host",
                };
                write!(f, "failed {of}: {}; next attempt at {}", OneLine(error), Rfc3339(*due))
            }
        }
    }
}

/// Whether the host's clock and the issuer's agree, as far as a replacement's period shows.
///
/// There is no fourth case, so you can match it without a wildcard. A difference is a lower bound. Nothing tells which of the
/// two clocks is wrong. An issuer that does not backdate, and takes a moment, gives a difference of that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clocks {
    /// The replacement is valid now.
    Agree,
    /// The replacement begins this long after now: the host's clock is slow, or the issuer's is ahead.
    HostBehind(Duration),
    /// The last valid second of the replacement was this long ago: the host's clock is ahead, or the issuer's is slow.
    ///
    /// It is taken only if nothing is valid, and if it ends later than the credential in use.
    HostAhead(Duration),
}

impl fmt::Display for Clocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agree => f.write_str("the clocks of host and issuer agree"),
            Self::HostBehind(by) => write!(f, "this host's clock is {} behind the issuer's or more", Length(*by)),
            Self::HostAhead(by) => write!(f, "this host's clock is {} ahead of the issuer's or more", Length(*by)),
        }
    }
}

/// Why a replacement was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The replacement is no longer valid.
    #[error("replacement's notAfter {} is before {}", Rfc3339(*not_after), Rfc3339(*now))]
    Expired {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The instant of the attempt.
        now: UtcDateTime,
    },
    /// The kept credentials are valid for as long: the issuer is about to expire, or gives shorter lifetimes now.
    #[error("replacement's notAfter {} is not after {}, until which credentials are there", Rfc3339(*not_after), Rfc3339(*covered_until))]
    EndsNoLater {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The end of the kept credentials.
        covered_until: UtcDateTime,
    },
}

/// Every refusal has the scope [`Scope::EveryHost`].
///
/// The date, the profile and the issuer decide that a replacement [ends no later](Refusal::EndsNoLater), and they are the same
/// for every host. A replacement that [has expired](Refusal::Expired) shows that the host's clock and the issuer's disagree.
/// Nothing tells which of them is wrong, so do not condemn the host: compare its clock.
impl Scoped for Refusal {
    fn scope(&self) -> Scope {
        match self {
            Self::EndsNoLater { .. } | Self::Expired { .. } => Scope::EveryHost,
        }
    }
}
