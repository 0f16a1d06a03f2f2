//! The state of a rotation.

use core::{fmt, time::Duration};

use crate::print::Length;

/// The state of a [`Rotation`](super::Rotation) at an instant.
///
/// | state | alert |
/// |---|---|
/// | `Fresh`, `Due` | no |
/// | `Degraded` | yes, and more urgently as less time remains |
/// | `Expired`, `NotYetValid` | at once: nothing valid is in use |
///
/// A renewal ends `Degraded`. It also ends when there is no reason to renew any more, or nothing better is available [for
/// now](super::Rotation#an-answer-is-learned-from). A further reason to renew does not end it.
///
/// It prints as a line: `degraded, 3 failures in a row, 29 days 40 seconds remain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// The credential is valid, and is not renewed yet.
    Fresh,
    /// The credential is valid, and its renewal is due.
    Due,
    /// The credential is valid, and could not be renewed.
    Degraded {
        /// How long the credential in use and those that continue it remain valid, with this second and the last second
        /// counted.
        remaining: Duration,
        /// How many attempts in a row failed or were refused.
        failures: u32,
    },
    /// The credential is no longer valid.
    Expired {
        /// How long ago its last valid second was.
        since: Duration,
    },
    /// The credential is not valid yet: the host's clock is slow or was set back, or the issuer's clock is ahead.
    NotYetValid {
        /// How long until its first valid second.
        starts_in: Duration,
    },
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fresh => f.write_str("fresh"),
            Self::Due => f.write_str("due"),
            Self::Degraded { remaining, failures } => {
                let noun = if *failures == 1 { "failure" } else { "failures in a row" };
                write!(f, "degraded, {failures} {noun}, {} remain", Length(*remaining))
            }
            Self::Expired { since } => write!(f, "expired {} ago", Length(*since)),
            Self::NotYetValid { starts_in } => write!(f, "not yet valid, begins in {}", Length(*starts_in)),
        }
    }
}
