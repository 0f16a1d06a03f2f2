//! An exact duration as configuration writes it: `5m`, `7 days`, `1h 30m`.

use core::{fmt, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    text::{self, ParseLifetimeError},
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

    fn read(whole: &str) -> Result<Self, SpanError> {
        let text = Excerpt::of(whole.as_bytes());
        let (count, unit) = text::sum(whole, text)?;
        let unit = unit.seconds().ok_or(SpanError::Calendar { text })?;
        let seconds = count.checked_mul(unit).ok_or(ParseLifetimeError::TooLong { text })?;
        Ok(Self { seconds })
    }
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
enum SpanError {
    Calendar { text: Excerpt },
    Text(ParseLifetimeError),
}

impl From<ParseLifetimeError> for SpanError {
    fn from(error: ParseLifetimeError) -> Self {
        match error {
            ParseLifetimeError::CalendarSum { text } => Self::Calendar { text },
            error => Self::Text(error),
        }
    }
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar { text } => {
                write!(f, "`{text}` has years or months, whose length differs: expected {UNITS}")
            }
            Self::Text(ParseLifetimeError::Shape { text }) => {
                write!(f, "`{text}` is no duration: expected one such as `7 days`, `30s` or `1h 30m`")
            }
            Self::Text(ParseLifetimeError::Unit { text }) => {
                write!(f, "`{text}` has an unknown unit: expected {UNITS}")
            }
            Self::Text(ParseLifetimeError::AmbiguousUnit { text }) => {
                write!(f, "`{text}` has the ambiguous unit `M`: expected `m` for minutes")
            }
            Self::Text(ParseLifetimeError::TooLong { text }) => {
                write!(f, "`{text}` is too long: expected at most {} seconds", u64::MAX)
            }
            Self::Text(error) => error.fmt(f),
        }
    }
}

const UNITS: &str = "weeks, days, hours, minutes or seconds";
