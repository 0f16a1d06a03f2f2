//! What several messages have in them: counts with their nouns, octets in hexadecimal.

use core::fmt;

/// Prints a count and its noun in singular or plural: `1 day`, `2 days`.
pub(crate) struct Counted<T>(pub(crate) T, pub(crate) &'static str);

impl<T: fmt::Display + PartialEq + From<u8>> fmt::Display for Counted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, noun) = self;
        write!(f, "{count} {noun}{}", if *count == T::from(1) { "" } else { "s" })
    }
}

/// Prints octets in hexadecimal, two digits each: `00ff`.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}
