//! The clock of a host.

use core::time::Duration;

use time::UtcDateTime;

use crate::instant::later;

/// The time that the clock of the host shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HostClock {
    /// The right time.
    Right,
    /// This much more than the right time, or less if it is negative.
    OffBy(time::Duration),
    /// The right time, until it is set by `by` when `after` has passed since the start.
    Set {
        /// When it is set, counted from the start.
        after: Duration,
        /// How far it is set forwards, or back if it is negative.
        by: time::Duration,
    },
}

impl HostClock {
    /// The time that the clock shows at `at`.
    pub(super) fn shows(self, start: UtcDateTime, at: UtcDateTime) -> UtcDateTime {
        match self {
            Self::OffBy(by) => at.saturating_add(by),
            Self::Set { by, .. } if self.set_at(start).is_some_and(|set| set <= at) => at.saturating_add(by),
            Self::Right | Self::Set { .. } => at,
        }
    }

    /// When it is set.
    pub(super) fn set_at(self, start: UtcDateTime) -> Option<UtcDateTime> {
        match self {
            Self::Set { after, .. } => Some(later(start, after)),
            Self::Right | Self::OffBy(_) => None,
        }
    }
}
