//! The units of lifetimes and durations, and their spellings.

use super::SECONDS_PER_DAY;

/// A unit of a lifetime, from the shortest to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    /// The unit with this spelling. `m` is minutes, as in Go, humantime and systemd.
    pub(super) fn written(name: &str) -> Option<Self> {
        Some(match name {
            "y" | "yr" | "yrs" | "year" | "years" => Self::Year,
            "mo" | "month" | "months" => Self::Month,
            "w" | "wk" | "wks" | "week" | "weeks" => Self::Week,
            "d" | "day" | "days" => Self::Day,
            "h" | "hr" | "hrs" | "hour" | "hours" => Self::Hour,
            "m" | "min" | "mins" | "minute" | "minutes" => Self::Minute,
            "s" | "sec" | "secs" | "second" | "seconds" => Self::Second,
            _ => return None,
        })
    }

    /// The name in the singular.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }

    /// The length in seconds, or `None` for years and months, which have no fixed length.
    pub(super) const fn seconds(self) -> Option<u64> {
        match self {
            Self::Year | Self::Month => None,
            Self::Week => Some(7 * SECONDS_PER_DAY),
            Self::Day => Some(SECONDS_PER_DAY),
            Self::Hour => Some(3_600),
            Self::Minute => Some(60),
            Self::Second => Some(1),
        }
    }
}
