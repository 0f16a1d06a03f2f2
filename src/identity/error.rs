//! The errors of a chain and a key.

use thiserror::Error;

use crate::{
    armour::PemFault,
    der::ReadError,
    print::OneLine,
    scope::{Scope, Scoped},
};

/// The error if a chain and a key are no identity.
///
/// Positions count from 1, which is the leaf. No error holds a key or a part of one.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// A block of the PEM cannot be read.
    #[error("PEM: block at line {line}: {fault}")]
    #[non_exhaustive]
    Pem {
        /// The line at which the block begins, from 1, or the END line if there is no other.
        line: usize,
        /// The fault in the block.
        fault: PemFault,
    },
    /// There is no certificate.
    #[error("no certificate")]
    NoCertificate,
    /// There is no private key.
    #[error("no private key")]
    NoKey,
    /// There is more than one private key.
    #[error("expected one private key, found {found}")]
    #[non_exhaustive]
    SeveralKeys {
        /// How many there are.
        found: usize,
    },
    /// The private key is encrypted.
    #[error("the private key is encrypted")]
    EncryptedKey,
    /// The private key cannot be used: it is damaged, or its algorithm is not one of the provider's.
    #[error("private key: {}", OneLine(reason))]
    #[non_exhaustive]
    Key {
        /// The error of rustls.
        reason: rustls::Error,
    },
    /// The leaf is for another key.
    #[error("the certificate is for another key")]
    KeyMismatch,
    /// A certificate cannot be read.
    #[error("certificate {position}: {reason}")]
    #[non_exhaustive]
    Certificate {
        /// The position of the certificate.
        position: usize,
        /// The fault in it.
        reason: ReadError,
    },
    /// The leaf cannot be used, although its period can be read.
    #[error("certificate 1: {}", OneLine(reason))]
    #[non_exhaustive]
    Leaf {
        /// The error of rustls.
        reason: rustls::Error,
    },
    /// A certificate does not belong to the issuer of the one before.
    #[error("certificate {position} is not the issuer's of certificate {}", position - 1)]
    #[non_exhaustive]
    Order {
        /// The position of the certificate.
        position: usize,
    },
    /// The certificates of the chain are never valid at the same time.
    #[error("certificate {position} is not valid at any time at which those before it are")]
    #[non_exhaustive]
    NeverValid {
        /// The first that shares no second with those before it.
        position: usize,
    },
    /// The process has no cryptography for rustls.
    #[error("no crypto provider is installed, and none is built in")]
    NoProvider,
}

/// A fault in a key is on this host. Certificates and a missing provider are the same on every host.
impl Scoped for IdentityError {
    fn scope(&self) -> Scope {
        match self {
            Self::NoKey | Self::SeveralKeys { .. } | Self::EncryptedKey | Self::Key { .. } | Self::KeyMismatch => {
                Scope::ThisHost
            }
            Self::Pem { .. }
            | Self::NoCertificate
            | Self::Certificate { .. }
            | Self::Leaf { .. }
            | Self::Order { .. }
            | Self::NeverValid { .. }
            | Self::NoProvider => Scope::EveryHost,
        }
    }
}
