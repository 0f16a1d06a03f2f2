//! Parts of several messages: counts with their nouns, lengths, octets, texts of others.

use core::fmt;
#[cfg(feature = "alloc")]
use core::fmt::Write as _;
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

/// Prints a length in days, hours, minutes and seconds, without those that are zero: `1 day 1 second`.
#[cfg(feature = "alloc")]
pub(crate) struct Length(pub(crate) Duration);

#[cfg(feature = "alloc")]
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let parts = [
            (seconds / SECONDS_PER_DAY, "day"),
            (seconds / 3_600 % 24, "hour"),
            (seconds / 60 % 60, "minute"),
            (seconds % 60, "second"),
        ];
        if seconds == 0 {
            return f.write_str("0 seconds");
        }
        let mut space = "";
        for (count, noun) in parts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{space}{}", Counted(count, noun))?;
            space = " ";
        }
        Ok(())
    }
}

/// Prints a text of others, such as an error, on one line, with its causes if `{:#}` prints them.
///
/// Line breaks print as a space. Characters that could drive a terminal, hide, or change the direction of the text are
/// [escaped](write_escaped).
#[cfg(feature = "alloc")]
pub(crate) struct OneLine<T>(pub(crate) T);

#[cfg(feature = "alloc")]
impl<T: fmt::Display> fmt::Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Line { to: f, spaces: 0, breaks: false, has_begun: false }, "{:#}", self.0)
    }
}

/// Passes on a number of characters, and `…` in place of the rest.
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
pub(crate) struct Cut<'a, 'b> {
    to: &'a mut fmt::Formatter<'b>,
    left: usize,
    is_cut: bool,
}

#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
impl<'a, 'b> Cut<'a, 'b> {
    pub(crate) fn print(
        to: &'a mut fmt::Formatter<'b>,
        most: usize,
        print: impl FnOnce(&mut Self) -> fmt::Result,
    ) -> fmt::Result {
        let mut cut = Self { to, left: most, is_cut: false };
        let result = print(&mut cut);
        // The cut ends the printing, so that a name of megabytes is not read to its end.
        if cut.is_cut { cut.to.write_char('…') } else { result }
    }
}

#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
impl fmt::Write for Cut<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for char in text.chars() {
            if self.left == 0 {
                self.is_cut = true;
                return Err(fmt::Error);
            }
            self.left -= 1;
            self.to.write_char(char)?;
        }
        Ok(())
    }
}

/// Passes on a text on one line.
#[cfg(feature = "alloc")]
struct Line<'a, 'b> {
    to: &'a mut fmt::Formatter<'b>,
    /// Blanks that are written only before a character, so that none begin or end a line.
    spaces: usize,
    breaks: bool,
    has_begun: bool,
}

#[cfg(feature = "alloc")]
impl fmt::Write for Line<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for char in text.chars() {
            match char {
                ' ' => self.spaces += 1,
                '\n' | '\r' => self.breaks = true,
                _ => {
                    let spaces = if self.breaks { 1 } else { self.spaces };
                    (0..spaces).filter(|_| self.has_begun).try_for_each(|_| self.to.write_char(' '))?;
                    (self.spaces, self.breaks, self.has_begun) = (0, false, true);
                    write_escaped(self.to, char)?;
                }
            }
        }
        Ok(())
    }
}

/// Writes a character of a text of others, escaped if it could drive a terminal or be invisible.
///
/// These are control characters, white space except U+0020, and combining marks that are no letters. Others are invisible or
/// change the direction of the text (Unicode's Default_Ignorable_Code_Point).
#[cfg(feature = "alloc")]
pub(crate) fn write_escaped(to: &mut (impl fmt::Write + ?Sized), char: char) -> fmt::Result {
    match char {
        '\'' | '"' | '\\' => to.write_char(char),
        // `escape_debug` prints these as they are.
        _ if BLANK.contains(&char) => write!(to, "{}", char.escape_unicode()),
        // Vowel signs that `escape_debug` would escape are letters.
        _ if char.is_alphanumeric() => to.write_char(char),
        _ => write!(to, "{}", char.escape_debug()),
    }
}

/// The Hangul fillers, the letters that are Default_Ignorable_Code_Point in Unicode 16.0 (DerivedCoreProperties.txt), and
/// the Braille pattern without dots.
#[cfg(feature = "alloc")]
const BLANK: [char; 5] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}', '\u{2800}'];
