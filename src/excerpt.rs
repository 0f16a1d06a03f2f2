//! The refused text in an error.

#[cfg(feature = "mint")]
use alloc::{boxed::Box, string::ToString as _};
use core::fmt::{self, Write as _};

#[cfg(feature = "mint")]
use crate::print::{Cut, write_escaped};

/// A copy of the beginning of a text that was refused: 41 bytes at most, held without allocating.
///
/// It prints as it was written. Bytes that are not printable ASCII are escaped, and `…` stands for the part that was cut off.
///
/// # Examples
///
/// ```
/// use notafter::Lifetime;
///
/// let Err(error) = "1\nyear".parse::<Lifetime>() else { return Err("it is no lifetime") };
/// assert_eq!(error.text.to_string(), "1\\x0ayear");
/// assert_eq!(error.text.as_bytes(), b"1\nyear");
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Excerpt {
    bytes: [u8; CAPACITY],
    len: u8,
    cut: bool,
}

impl Excerpt {
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut bytes = [0; CAPACITY];
        let mut len = 0;
        for (slot, byte) in bytes.iter_mut().zip(text) {
            *slot = *byte;
            len += 1;
        }
        Self { bytes, len, cut: text.len() > CAPACITY }
    }

    /// The first `length` bytes of `text`, or as many as are kept, as the beginning of something longer.
    #[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
    pub(crate) fn cut(text: &[u8], length: usize) -> Self {
        Self { cut: true, ..Self::of(text.get(..length).unwrap_or(text)) }
    }

    /// The bytes that were kept, as they were written.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Whether there were more bytes than were kept.
    #[cfg(feature = "alloc")]
    pub(crate) const fn is_cut(&self) -> bool {
        self.cut
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in self.as_bytes() {
            match byte {
                b' '..=b'~' => f.write_char(char::from(byte))?,
                _ => write!(f, "\\x{byte:02x}")?,
            }
        }
        if self.cut { f.write_char('…') } else { Ok(()) }
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Prints a text between backticks, or says that it is empty.
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
pub(crate) struct Quoted<'a>(pub(crate) &'a Excerpt);

#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Excerpt { len: 0, cut: false, .. } => f.write_str("(empty)"),
            text => write!(f, "`{text}`"),
        }
    }
}

#[cfg(feature = "mint")]
/// A text of others in an error: escaped, and cut after 120 characters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Short(Box<str>);

#[cfg(feature = "mint")]
impl Short {
    pub(crate) fn of(text: impl fmt::Display) -> Self {
        struct Escaped<T>(T);
        impl<T: fmt::Display> fmt::Display for Escaped<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                struct Each<'a, 'b, 'c>(&'a mut Cut<'b, 'c>);
                impl fmt::Write for Each<'_, '_, '_> {
                    fn write_str(&mut self, text: &str) -> fmt::Result {
                        text.chars().try_for_each(|char| write_escaped(self.0, char))
                    }
                }
                Cut::print(f, 120, |cut| write!(Each(cut), "{}", self.0))
            }
        }
        Self(Escaped(text).to_string().into_boxed_str())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "mint")]
impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(feature = "mint")]
impl fmt::Debug for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// The length of a whole interval such as `2012-02-29T00:00:00Z/2013-02-27T23:59:59Z`.
const CAPACITY: usize = 41;
