//! Why a certificate has no identifier for renewal information.

use core::fmt;

use thiserror::Error;

use crate::{
    der::ReadError,
    excerpt::Excerpt,
    print::Hex,
    scope::{Scope, Scoped},
};

/// The error if there is no [`CertificateId`](super::CertificateId).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CertificateIdError {
    /// The bytes are not a certificate, or its extensions cannot be read.
    #[error("{reason}")]
    #[non_exhaustive]
    Certificate {
        /// The reason, with its place.
        reason: ReadError,
    },
    /// The certificate has no authorityKeyIdentifier extension.
    #[error("certificate has no authorityKeyIdentifier extension")]
    NoAuthorityKeyIdentifier,
    /// The certificate has the authorityKeyIdentifier extension more than once, which RFC 5280 section 4.2 forbids.
    #[error("certificate has the authorityKeyIdentifier extension twice, at offset {first} and at offset {second}")]
    #[non_exhaustive]
    RepeatedAuthorityKeyIdentifier {
        /// Where the first one begins.
        first: usize,
        /// Where the second one begins.
        second: usize,
    },
    /// The authorityKeyIdentifier extension names the issuer's key in another way, or not at all.
    #[error("authorityKeyIdentifier extension at offset {offset} has no keyIdentifier")]
    #[non_exhaustive]
    NoKeyIdentifier {
        /// Where the extension begins.
        offset: usize,
    },
    /// The keyIdentifier has no octets.
    #[error("keyIdentifier is empty")]
    EmptyKeyIdentifier,
    /// The serial number is not a positive INTEGER of DER.
    #[error("serialNumber {}{fault}", Octets(octets))]
    #[non_exhaustive]
    SerialNumber {
        /// The beginning of its content octets.
        octets: Excerpt,
        /// The fault in them.
        fault: SerialFault,
    },
}

impl Scoped for CertificateIdError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

impl From<ReadError> for CertificateIdError {
    fn from(reason: ReadError) -> Self {
        Self::Certificate { reason }
    }
}

/// The fault in the serial number of a certificate ([RFC 5280 section 4.1.2.2]; X.690 section 8.3).
///
/// [RFC 5280 section 4.1.2.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum SerialFault {
    /// It has no octets.
    #[error("is empty")]
    Empty,
    /// It is zero.
    #[error("is zero")]
    Zero,
    /// Its first bit is set.
    #[error("is negative")]
    Negative,
    /// It begins with a zero octet that it does not need.
    #[error("is not in its shortest form")]
    NotMinimal,
}

impl SerialFault {
    pub(super) const fn of(octets: &[u8]) -> Option<Self> {
        match octets {
            [] => Some(Self::Empty),
            [0] => Some(Self::Zero),
            [0x80..=0xff, ..] => Some(Self::Negative),
            [0, 0..=0x7f, ..] => Some(Self::NotMinimal),
            _ => None,
        }
    }
}

impl Scoped for SerialFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// Prints octets and a space: `0x87 `. Prints nothing if there are no octets.
struct Octets<'a>(&'a Excerpt);

impl fmt::Display for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_bytes() {
            [] => Ok(()),
            octets => write!(f, "0x{}{} ", Hex(octets), if self.0.is_cut() { "…" } else { "" }),
        }
    }
}
