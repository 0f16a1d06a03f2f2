//! What an attempt led to.

use core::{fmt, time::Duration};

use time::UtcDateTime;

use crate::{
    instant::Rfc3339,
    print::{Length, OneLine},
    scope::{Scope, Scoped},
};

/// What an [attempt](super::Rotation::attempt) or an [offer](super::Rotation::offer) led to.
///
/// It has four cases and will have no more, so you can match it without a wildcard.
///
/// It prints as one line for a log, with the causes of an error that prints them in `{:#}`. What could drive a terminal, or is
/// invisible, prints escaped.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile, renewal::{Plan, RenewAt, Rotation}, time::macros::utc_datetime};
///
/// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
/// let start = utc_datetime!(2027-03-01 00:00:00);
/// let mut rotation = Rotation::new((), profile.validity(start)?, start, Plan::new(RenewAt::Ideal), "host-17");
/// let outcome = rotation.attempt(utc_datetime!(2028-02-29 00:00:00), |now| Ok::<_, notafter::ProfileError>(((), profile.validity(now)?)));
/// assert!(outcome.to_string().starts_with("failed as on every host: "), "{outcome}");
/// # Ok::<(), notafter::ProfileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an outcome may hold an error"]
pub enum Outcome<C, E> {
    /// It was not due, and nothing was minted.
    NotDue {
        /// When it is.
        due: UtcDateTime,
    },
    /// The replacement is taken.
    #[non_exhaustive]
    Renewed {
        /// Whether the host's clock and the issuer's agree, as far as the replacement's period shows.
        clocks: Clocks,
        /// When it is to be replaced in turn, or when the next attempt is due if nothing is valid until it begins.
        due: UtcDateTime,
    },
    /// The replacement is no better than what is in use, which stays.
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
        /// Whether every host would fail the same way, a service that they share is at fault, or this host alone.
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
/// There is no fourth case, so you can match it without a wildcard. A difference is a lower bound. Which of the two clocks is wrong cannot be told. An issuer that does not backdate, and takes a
/// moment, gives a difference of that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clocks {
    /// The replacement is valid now.
    Agree,
    /// The replacement begins this long after now: the host's clock is slow, or the issuer's is ahead.
    HostBehind(Duration),
    /// The last valid second of the replacement was this long ago: the host's clock is ahead, or the issuer's is slow.
    ///
    /// It is taken only if nothing is valid, and if it ends later than what is in use.
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
    /// It is no longer valid.
    #[error("replacement's notAfter {} is before {}", Rfc3339(*not_after), Rfc3339(*now))]
    Expired {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The instant of the attempt.
        now: UtcDateTime,
    },
    /// What is kept is valid for as long: the issuer is about to expire, or gives shorter lifetimes now.
    #[error("replacement's notAfter {} is not after {}, until which credentials are there", Rfc3339(*not_after), Rfc3339(*covered_until))]
    EndsNoLater {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The end of what is kept.
        covered_until: UtcDateTime,
    },
}

/// Every refusal is of [`Scope::EveryHost`].
///
/// A replacement that [ends no later](Refusal::EndsNoLater) follows from the date, the profile and the issuer, which are the same
/// for every host. One that [has expired](Refusal::Expired) says that two clocks disagree, the host's and the issuer's. Which of
/// them is wrong cannot be told, so do not condemn the host: compare its clock.
impl Scoped for Refusal {
    fn scope(&self) -> Scope {
        match self {
            Self::EndsNoLater { .. } | Self::Expired { .. } => Scope::EveryHost,
        }
    }
}
