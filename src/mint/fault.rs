//! What exactly is wrong, in the few values that each field of an error can have.

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
    /// The arcs are no object identifier, or one of more than 63 octets.
    #[error("is no object identifier")]
    ObjectIdentifier,
    /// The text must be ASCII.
    #[error("is not ASCII")]
    NotAscii,
    /// The encoder below rcgen refuses a question mark in a PrintableString.
    #[error("is a PrintableString with `?`, which cannot be written")]
    QuestionMark,
}

/// A part of a certificate that rcgen wrote otherwise than it was meant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Part {
    /// The body as a whole cannot be read.
    #[error("{reason}")]
    Body {
        /// What is wrong with its bytes.
        reason: ReadError,
    },
    /// The period is another than the profile decided.
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

/// What is wrong with an extension.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExtensionFault {
    /// It is there twice (RFC 5280 section 4.2).
    #[error("is there twice")]
    Repeated,
    /// It holds nothing.
    #[error("is empty")]
    Empty,
    /// It is not there, and every authority has it (RFC 5280 sections 4.2.1.2 and 4.2.1.3).
    #[error("of an authority is missing")]
    Missing,
    /// It has more names than verifiers should go through.
    #[error("has more than {most} names")]
    TooMany {
        /// How many names it may have.
        most: usize,
    },
    /// It is critical, and must not be (RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.8, 4.2.1.15 and 4.2.2).
    #[error("is critical, which it must not be")]
    Critical,
    /// It says what only an authority's certificate may say.
    #[error("is only allowed in the certificate of an authority")]
    AuthorityAlone,
    /// An authority may not sign certificates (RFC 5280 section 4.2.1.3).
    #[error("of an authority is without keyCertSign")]
    KeyCertSign,
    /// Time stamping is not the only purpose (RFC 3161 section 2.3).
    #[error("has another purpose beside id-kp-timeStamping, which must be alone")]
    TimeStampingAlone,
    /// A subtree of constraints begins at what is no host, domain or mailbox (RFC 5280 section 4.2.1.10).
    #[error("has a subtree that no name can be in")]
    Pointless,
    /// The mask of an address is not ones and then zeros (RFC 5280 section 4.2.1.10).
    #[error("has an address mask that is not ones followed by zeros")]
    Mask,
    /// It cannot be read.
    #[error("cannot be read: {reason}")]
    Unreadable {
        /// What is wrong with its bytes.
        reason: Box<ReadError>,
    },
}

/// What is wrong with an alternative name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum NameFault {
    /// A dNSName is not a host name (RFC 1034 section 3.5), nor a wildcard and one (RFC 9525 section 6.3).
    #[error("is no host name")]
    Host,
    /// An rfc822Name is not a mailbox (RFC 5321 section 4.1.2).
    #[error("is no mailbox")]
    Mailbox,
    /// A uniformResourceIdentifier is not a URI (RFC 3986 section 3).
    #[error("is no URI")]
    Uri,
    /// The name is empty.
    #[error("is empty")]
    Empty,
}

/// How a name breaks a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ConstraintFault {
    /// It is in no permitted subtree.
    #[error("is not in the permitted subtrees")]
    NotPermitted,
    /// It is in an excluded subtree.
    #[error("is in the excluded subtrees")]
    Excluded,
}

/// What is missing from an authority's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum Missing {
    /// A subject (RFC 5280 section 4.1.2.6).
    #[error("subject")]
    Subject,
    /// basicConstraints with cA (RFC 5280 section 4.2.1.9).
    #[error("basicConstraints cA")]
    BasicConstraints,
    /// keyCertSign, where there is a keyUsage (RFC 5280 section 4.2.1.3).
    #[error("keyUsage keyCertSign")]
    KeyCertSign,
}

/// What only an authority may do.
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

macro_rules! every_host {
    ($($fault:ident)*) => {
        $(impl Scoped for $fault {
            fn scope(&self) -> Scope {
                Scope::EveryHost
            }
        })*
    };
}

every_host!(ParameterFault Part ExtensionFault NameFault ConstraintFault);
