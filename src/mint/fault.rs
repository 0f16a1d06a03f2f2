//! The exact fault, in the few values that each field of an error can have.

use thiserror::Error;

use crate::{
    der::ReadError,
    scope::{Scope, Scoped},
    validity::Validity,
};

/// A field of [`rcgen::CertificateParams`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the field of its name")]
pub enum Parameter {
    #[error("distinguished_name")]
    DistinguishedName,
    #[error("subject_alt_names")]
    SubjectAltNames,
    #[error("extended_key_usages")]
    ExtendedKeyUsages,
    #[error("custom_extensions")]
    CustomExtensions,
    #[error("crl_distribution_points")]
    CrlDistributionPoints,
    #[error("name_constraints")]
    NameConstraints,
}

/// Why a parameter cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ParameterFault {
    /// The arcs are no object identifier, or make one of more than 63 octets.
    #[error("is no object identifier")]
    ObjectIdentifier,
    /// The text must be ASCII.
    #[error("is not ASCII")]
    NotAscii,
    /// rcgen has such values, and this version of the crate does not write them.
    #[error("is of a kind that is not known")]
    Unknown,
}

/// A part of a certificate that differs from the intended one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Part {
    /// The body as a whole cannot be read.
    #[error("{reason}")]
    Body {
        /// The fault in its bytes.
        reason: ReadError,
    },
    /// The period differs from the profile's decision.
    #[error("period {found} in place of {intended}")]
    Validity {
        /// The period that the profile decided.
        intended: Validity,
        /// The period that was read.
        found: Validity,
    },
    /// The serial number.
    #[error("serialNumber differs")]
    SerialNumber,
    /// The algorithm of the signature.
    #[error("signature differs")]
    Signature,
    /// The issuer.
    #[error("issuer differs")]
    Issuer,
    /// The subject.
    #[error("subject differs")]
    Subject,
    /// The public key.
    #[error("subjectPublicKeyInfo differs")]
    PublicKey,
    /// The extensions.
    #[error("extensions differ")]
    Extensions,
}

/// The part that is missing from an authority's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum Missing {
    /// A subject (RFC 5280 section 4.1.2.6).
    #[error("subject")]
    Subject,
    /// basicConstraints with cA (RFC 5280 section 4.2.1.9).
    #[error("basicConstraints cA")]
    BasicConstraints,
    /// keyCertSign, if there is a keyUsage (RFC 5280 section 4.2.1.3).
    #[error("keyUsage keyCertSign")]
    KeyCertSign,
}

/// A power that only an authority has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum Power {
    /// basicConstraints with cA.
    #[error("basicConstraints cA")]
    BasicConstraints,
    /// To sign certificates.
    #[error("keyUsage keyCertSign")]
    KeyCertSign,
    /// To sign revocation lists.
    #[error("keyUsage cRLSign")]
    CrlSign,
}

impl Scoped for ParameterFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

impl Scoped for Part {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}
