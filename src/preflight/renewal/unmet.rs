//! The requirements for renewals, and those that were not met.

use core::{fmt, time::Duration};

use time::UtcDateTime;

use crate::{
    instant::Rfc3339,
    print::{Counted, Length},
};

/// A time in which no valid credential was in use.
///
/// It prints as `started 2026-01-03T00:00:00Z: nothing valid from 2026-04-03T00:00:00Z until 2026-05-01T00:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Gap {
    /// When the rehearsal with this gap started.
    pub start: UtcDateTime,
    /// The first instant of the gap.
    pub from: UtcDateTime,
    /// The first instant after it, or the end of the rehearsal.
    pub until: UtcDateTime,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [start, from, until] = [self.start, self.from, self.until].map(Rfc3339);
        write!(f, "started {start}: nothing valid from {from} until {until}")
    }
}

/// A requirement that was not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unmet {
    /// Nothing was rehearsed.
    NothingStarted,
    /// On this day the issuer gave no first credential.
    NotStarted {
        /// The first such day.
        start: UtcDateTime,
    },
    /// There was a time in which no valid credential was in use.
    Gap(Gap),
    /// A shorter absence of the issuer leaves a gap.
    Absence {
        /// The length that was required.
        required: Duration,
        /// The longest absence that is survived from every day.
        survived: Duration,
    },
    /// A renewal had to leave some time, and none succeeded.
    NotRenewed,
    /// A renewal succeeded later than required.
    Left {
        /// The least time that was to be left.
        required: Duration,
        /// The time that was left.
        left: Duration,
    },
    /// A host made more attempts in 24 hours.
    Attempts {
        /// How many were allowed.
        allowed: usize,
        /// How many there were.
        attempts: usize,
    },
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NothingStarted => f.write_str("nothing was rehearsed"),
            Self::NotStarted { start } => write!(f, "no first credential at {}", Rfc3339(start)),
            Self::Gap(gap) => gap.fmt(f),
            Self::NotRenewed => f.write_str("no renewal succeeded"),
            Self::Absence { required, survived } => {
                write!(f, "an absence of {} is survived, required: {}", Length(survived), Length(required))
            }
            Self::Left { required, left } => {
                write!(f, "left at a renewal: {}, required: {}", Length(left), Length(required))
            }
            Self::Attempts { allowed, attempts } => {
                write!(f, "{} in a day, allowed: {allowed}", Counted(attempts, "attempt"))
            }
        }
    }
}

/// The requirements, beside that there is no gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Requirements {
    pub(super) survives: Option<Duration>,
    pub(super) leaves: Option<Duration>,
    pub(super) a_day: Option<usize>,
}

impl Requirements {
    pub(super) const NONE: Self = Self { survives: None, leaves: None, a_day: None };
}
