//! The last instants of clocks and encodings.

use core::fmt;

use time::UtcDateTime;

use super::judge::{LAST_OF_TIME_T, LAST_OF_UTC_TIME};
use crate::instant::{date, time_of_day};

/// The last instant of a clock or an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Horizon {
    /// 2038-01-19T03:14:07Z, the last second of Unix time in 32 bits with a sign (POSIX.1-2017, Seconds Since the Epoch).
    SignedUnixTime,
    /// 2049-12-31T23:59:59Z, the last second that is written as UTCTime (RFC 5280 section 4.1.2.5).
    UtcTime,
    /// 2106-02-07T06:28:15Z, the last second of Unix time in 32 bits without a sign.
    UnsignedUnixTime,
}

impl Horizon {
    /// The last second before the trouble.
    #[must_use]
    pub const fn last(self) -> UtcDateTime {
        match self {
            Self::SignedUnixTime => LAST_OF_TIME_T,
            Self::UtcTime => LAST_OF_UTC_TIME,
            Self::UnsignedUnixTime => LAST_OF_UNSIGNED_TIME_T,
        }
    }

    /// The first one that does not end before `after`.
    pub(super) fn next(after: UtcDateTime) -> Option<Self> {
        let all = [Self::SignedUnixTime, Self::UtcTime, Self::UnsignedUnixTime];
        all.into_iter().find(|horizon| horizon.last() >= after)
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SignedUnixTime => "signed 32-bit clocks",
            Self::UtcTime => "UTCTime",
            Self::UnsignedUnixTime => "unsigned 32-bit clocks",
        })
    }
}

/// 2106-02-07T06:28:15Z.
const LAST_OF_UNSIGNED_TIME_T: UtcDateTime = UtcDateTime::new(date!(2106, February, 7), time_of_day!(6, 28, 15));
