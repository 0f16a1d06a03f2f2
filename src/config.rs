//! Values that configuration writes as a text.

use core::fmt;

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// Reads a text by `read`. `expected` names the value that belongs there, for a value that is no text.
pub(crate) fn text<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    deserializer: D,
    expected: &dyn fmt::Display,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text { expected, read })
}

struct Text<'a, F> {
    expected: &'a dyn fmt::Display,
    read: F,
}

impl<T, E: fmt::Display, F: FnOnce(&str) -> Result<T, E>> Visitor<'_> for Text<'_, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expected.fmt(f)
    }

    fn visit_str<Refused: Error>(self, text: &str) -> Result<T, Refused> {
        (self.read)(text).map_err(Refused::custom)
    }
}
