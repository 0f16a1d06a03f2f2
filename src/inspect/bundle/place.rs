//! A place in a file.

use core::{fmt, num::NonZero};

/// The place in a file where a certificate, or something else, begins.
///
/// It prints as `line 3` in PEM and as `octet 512` in DER, and within a PKCS #7 structure as `line 3, entry 2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    start: usize,
    unit: Unit,
    entry: Option<NonZero<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unit {
    Line,
    Octet,
}

impl Place {
    pub(super) const fn at_line(line: usize) -> Self {
        Self { start: line, unit: Unit::Line, entry: None }
    }

    pub(super) const fn at_octet(octet: usize) -> Self {
        Self { start: octet, unit: Unit::Octet, entry: None }
    }

    pub(super) const fn with_entry(self, entry: usize) -> Self {
        Self { entry: NonZero::new(entry), ..self }
    }

    /// The line of the BEGIN line in a file of PEM, from 1.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self.unit {
            Unit::Line => Some(self.start),
            Unit::Octet => None,
        }
    }

    /// The octet in a file of DER, from 0.
    #[must_use]
    pub const fn octet(&self) -> Option<usize> {
        match self.unit {
            Unit::Line => None,
            Unit::Octet => Some(self.start),
        }
    }

    /// The position within a PKCS #7 structure that begins there, from 1.
    ///
    /// The certificates come first, then the revocation lists.
    #[must_use]
    pub const fn entry(&self) -> Option<usize> {
        match self.entry {
            Some(entry) => Some(entry.get()),
            None => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if matches!(self.unit, Unit::Line) { "line" } else { "octet" };
        write!(f, "{unit} {}", self.start)?;
        self.entry.map_or(Ok(()), |entry| write!(f, ", entry {entry}"))
    }
}
