//! An exact duration as configuration writes it: `5m`, `7 days`, `1h 30m`.

use core::{fmt, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    text::{self, LifetimeFault},
    unit::Unit,
};
use crate::{config, excerpt::Excerpt, print::Counted};

/// A duration in whole seconds, read from a text in exact units and printed in one form.
///
/// It may be zero: the reader refuses zero where that has no meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    seconds: u64,
}

impl Span {
    /// `duration`, or `None` if it is no whole number of seconds.
    pub(crate) const fn new(duration: Duration) -> Option<Self> {
        if duration.subsec_nanos() == 0 { Some(Self { seconds: duration.as_secs() }) } else { None }
    }

    pub(crate) const fn duration(self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so in `skip_serializing_if`")]
    pub(crate) const fn is_zero(&self) -> bool {
        self.seconds == 0
    }

    fn read(text: &str) -> Result<Self, SpanError> {
        seconds(text).map(|seconds| Self { seconds }).map_err(|fault| {
            let text = Excerpt::of(text.as_bytes());
            SpanError { text, fault }
        })
    }
}

fn seconds(text: &str) -> Result<u64, LifetimeFault> {
    let (count, unit) = text::sum(text)?;
    let unit = unit.seconds().ok_or(LifetimeFault::CalendarSum)?;
    count.checked_mul(unit).ok_or(LifetimeFault::TooLong)
}

/// Prints the largest unit up to days that divides it: `7 days`, `90 minutes`, `0 seconds`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |unit: Unit| {
            let length = unit.seconds()?;
            (self.seconds > 0 && self.seconds.is_multiple_of(length)).then_some((self.seconds / length, unit))
        };
        let larger = [Unit::Day, Unit::Hour, Unit::Minute].into_iter().find_map(whole);
        let (count, unit) = larger.unwrap_or((self.seconds, Unit::Second));
        write!(f, "{}", Counted(count, unit.name()))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        config::text(deserializer, &"a text with a unit, such as `5m` or `90 seconds`", Self::read)
    }
}

/// The error for a text that is no duration. Its words do not mention years, months and policies, as the errors for lifetimes
/// do.
struct SpanError {
    text: Excerpt,
    fault: LifetimeFault,
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, fault } = self;
        match fault {
            LifetimeFault::CalendarSum => {
                write!(f, "`{text}` has years or months, whose length differs: expected {UNITS}")
            }
            LifetimeFault::Shape => {
                write!(f, "`{text}` is no duration: expected one such as `7 days`, `30s` or `1h 30m`")
            }
            LifetimeFault::Unit => write!(f, "`{text}` has an unknown unit: expected {UNITS}"),
            LifetimeFault::AmbiguousUnit => {
                write!(f, "`{text}` has the ambiguous unit `M`: expected `m` for minutes")
            }
            LifetimeFault::TooLong => write!(f, "`{text}` is too long: expected at most {} seconds", u64::MAX),
            fault => write!(f, "`{text}` {fault}"),
        }
    }
}

const UNITS: &str = "weeks, days, hours, minutes or seconds";
