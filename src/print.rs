//! What several messages have in them: counts with their nouns, octets in hexadecimal.

use core::fmt;
#[cfg(feature = "alloc")]
use core::time::Duration;

#[cfg(feature = "alloc")]
use crate::lifetime::SECONDS_PER_DAY;

/// Prints a count and its noun in singular or plural: `1 day`, `2 days`.
pub(crate) struct Counted<T>(pub(crate) T, pub(crate) &'static str);

impl<T: fmt::Display + PartialEq + From<u8>> fmt::Display for Counted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, noun) = self;
        write!(f, "{count} {noun}{}", if *count == T::from(1) { "" } else { "s" })
    }
}

/// Prints octets in hexadecimal, two digits each: `00ff`.
#[cfg(feature = "alloc")]
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

#[cfg(feature = "alloc")]
impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

/// A length in whole days, or in days and seconds.
#[cfg(feature = "alloc")]
pub(crate) struct Length(pub(crate) Duration);

#[cfg(feature = "alloc")]
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = Counted(self.0.as_secs() / SECONDS_PER_DAY, "day");
        let seconds = Counted(self.0.as_secs() % SECONDS_PER_DAY, "second");
        match (days.0, seconds.0) {
            (0, _) => write!(f, "{seconds}"),
            (_, 0) => write!(f, "{days}"),
            _ => write!(f, "{days} and {seconds}"),
        }
    }
}
