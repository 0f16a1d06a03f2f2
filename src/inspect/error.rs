//! The error for input that is no certificate.

use core::fmt;
use std::io;

use thiserror::Error;

use super::{Other, Place};
use crate::{
    armour::PemFault,
    der::ReadError,
    print::Counted,
    scope::{Scope, Scoped},
};

/// The error if no certificate in the input can be inspected.
///
/// # Examples
///
/// ```
/// use notafter::{Scope, Scoped as _, inspect::Inspection};
///
/// let file = b"-----BEGIN CERTIFICATE-----\nM!IB\n-----END CERTIFICATE-----\n";
/// let error = Inspection::iter_from_slice(file).find_map(Result::err).ok_or("no error")?;
/// assert_eq!(error.to_string(), "line 1: base64 is broken in line 2");
/// assert_eq!(
///     (error.place().and_then(|place| place.line()), error.scope()),
///     (Some(1), Scope::EveryHost)
/// );
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InspectError {
    /// The bytes are not a certificate.
    #[error("{reason}")]
    #[non_exhaustive]
    Certificate {
        /// The fault in them.
        reason: ReadError,
    },
    /// A part of a file cannot be read.
    #[error("{place}: {fault}")]
    #[non_exhaustive]
    File {
        /// Where it begins. A block without a BEGIN line is at its END line.
        place: Place,
        /// The fault in it.
        fault: FileFault,
    },
    /// A file has no certificate at all, or a chain was given none.
    #[error("no certificate: {}", Instead { lines: *lines, others: *others, first: *first })]
    #[non_exhaustive]
    NoCertificate {
        /// The number of lines that were read. It is zero for a file of DER, and for a chain of no certificates.
        lines: usize,
        /// The number of parts that are no certificates.
        others: usize,
        /// The first of them, and where it begins.
        first: Option<(Place, Other)>,
    },
    /// The source of a file failed.
    #[error("{place}: {kind}")]
    #[non_exhaustive]
    Io {
        /// The line or the octet that was to be read.
        place: Place,
        /// The error of the source.
        kind: io::ErrorKind,
    },
}

impl InspectError {
    /// The place of the error in the file, or `None` if it concerns no place.
    #[must_use]
    pub const fn place(&self) -> Option<Place> {
        match *self {
            Self::File { place, .. } | Self::Io { place, .. } => Some(place),
            Self::Certificate { .. } | Self::NoCertificate { .. } => None,
        }
    }
}

impl Scoped for InspectError {
    fn scope(&self) -> Scope {
        match self {
            Self::Io { .. } => Scope::ThisHost,
            _ => Scope::EveryHost,
        }
    }
}

/// The fault in a part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileFault {
    /// A block of PEM cannot be read.
    #[error("{fault}")]
    #[non_exhaustive]
    Pem {
        /// The fault in it.
        fault: PemFault,
    },
    /// An element of DER is longer than the limit.
    #[error("it holds more than {limit} bytes")]
    #[non_exhaustive]
    TooLong {
        /// The number of bytes that an element may have, [`Contents::MAX_LEN`](super::Contents::MAX_LEN).
        limit: usize,
    },
    /// A PKCS #7 structure cannot be read.
    #[error("PKCS #7 structure breaks off at octet {offset} of it")]
    #[non_exhaustive]
    Structure {
        /// Where reading ends, in octets from the beginning of the structure.
        offset: usize,
    },
    /// The part has the label of a certificate and is something else.
    #[error("it is labelled as a certificate and holds: {other}")]
    #[non_exhaustive]
    Other {
        /// Its name.
        other: Other,
    },
    /// The content is not a certificate.
    #[error("{reason}")]
    #[non_exhaustive]
    Certificate {
        /// The fault in it.
        reason: ReadError,
    },
}

impl Scoped for FileFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The parts that a file has instead of a certificate.
struct Instead {
    lines: usize,
    others: usize,
    first: Option<(Place, Other)>,
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.lines) {
            (None, 0) => f.write_str("there is no input"),
            (None, lines) => write!(f, "no PEM block in {}", Counted(lines, "line")),
            (Some((place, other)), _) => {
                write!(f, "found {other} at {place}")?;
                match self.others.saturating_sub(1) {
                    0 => Ok(()),
                    more => write!(f, ", and {more} more"),
                }
            }
        }
    }
}
