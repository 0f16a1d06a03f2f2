//! The errors of minting, of opening an authority, and of reading a request.

use thiserror::Error;

pub use super::fault::{Missing, Parameter, ParameterFault, Part, Power};
pub use super::pem::{PemError, PemKind};
use crate::{
    der::{BodyFault, Oid, ReadError, Unfit},
    profile::ProfileError,
    scope::{Scope, Scoped},
};
pub use crate::{
    der::{ConstraintFault, ExtensionFault, NameFault},
    excerpt::Short,
};

/// The error if a certificate was not minted.
///
/// No signature exists, except perhaps after [`Sign`](Self::Sign).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MintError {
    /// The profile has no period at this time, under this issuer.
    #[error(transparent)]
    Profile {
        /// The fault in the period.
        #[from]
        reason: ProfileError,
    },
    /// A parameter holds a text or an object identifier that cannot be written.
    #[error("{field} `{value}` {fault}")]
    Parameter {
        /// The field of [`rcgen::CertificateParams`].
        field: Parameter,
        /// The value that was refused.
        value: Short,
        /// Why it cannot be written.
        fault: ParameterFault,
    },
    /// The given serial number is zero or empty (RFC 5280 section 4.1.2.2: it is positive).
    #[error("serialNumber is zero, it must be positive")]
    ZeroSerial,
    /// The given serial number is too long (RFC 5280 section 4.1.2.2: at most 20 octets).
    #[error("serialNumber {serial} takes {octets} octets, at most 20 are allowed")]
    LongSerial {
        /// The serial number in hexadecimal.
        serial: Short,
        /// The octets that its encoding would have.
        octets: usize,
    },
    /// The operating system gave no random bytes for a serial number.
    #[error("no random bytes for serialNumber: {}", Short::of(reason))]
    Entropy {
        /// The error of the operating system.
        reason: String,
    },
    /// rcgen cannot write the algorithm of the key.
    #[error("certificate could not be written: {}", Short::of(reason))]
    Write {
        /// The error of rcgen.
        reason: rcgen::Error,
    },
    /// The body of the certificate is not as intended.
    #[error("certificate would be wrong: {part}")]
    Altered {
        /// The part that is wrong.
        part: Part,
    },
    /// An extension does not conform to RFC 5280, and verifiers would refuse the certificate.
    #[error("{} {fault}", extension.named())]
    Extension {
        /// The extension.
        extension: Oid,
        /// The fault in it.
        fault: ExtensionFault,
    },
    /// An alternative name is not valid.
    #[error("subjectAltName {name} {fault}")]
    Name {
        /// The name.
        name: Short,
        /// The fault in it.
        fault: NameFault,
    },
    /// An authority or a self-signed leaf has no subject, or a leaf has neither subject nor alternative name (RFC 5280 sections
    /// 4.1.2.4 and 4.1.2.6).
    ///
    /// rcgen's default subject counts as empty: it is the same in every certificate.
    #[error("subject is empty: an authority, a self-signed leaf and a leaf without subjectAltName each need one")]
    Nameless,
    /// A certificate that is no authority's has its issuer's name as its subject, as RFC 5280 section 7.1 compares names.
    ///
    /// OpenSSL takes such a certificate for self-signed, and refuses it.
    #[error("subject and issuer are both `{name}`, which only an authority's certificate may state")]
    SubjectIsIssuer {
        /// The name.
        name: Short,
    },
    /// The certificate would belong to an authority, and an authority above allows fewer below it (RFC 5280 section 4.2.1.9).
    #[error("pathLenConstraint {path_len} above does not allow {authorities} below")]
    PathLength {
        /// How many authorities are allowed below the one with the bound.
        path_len: u32,
        /// How many there would be.
        authorities: u32,
    },
    /// An authority above may not certify a name (RFC 5280 section 4.2.1.10).
    #[error("name {name} {fault} of `{authority}`")]
    Constraint {
        /// The name.
        name: Short,
        /// The subject of the authority with the constraint.
        authority: Short,
        /// How the name breaks it.
        fault: ConstraintFault,
    },
    /// The parameters do not describe an authority, or its certificate cannot be used.
    #[error(transparent)]
    Authority {
        /// The fault in it.
        #[from]
        reason: AuthorityError,
    },
    /// The certification request asks for something that is not granted.
    #[error(transparent)]
    Request {
        /// The part that is not granted.
        #[from]
        reason: RequestError,
    },
    /// The key failed.
    #[error("certificate could not be signed: {}", Short::of(reason))]
    Sign {
        /// The error of the key.
        reason: rcgen::Error,
    },
}

impl From<BodyFault> for MintError {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Read(reason) => Self::Altered { part: Part::Body { reason } },
            BodyFault::Unfit(unfit) => unfit.into(),
        }
    }
}

impl From<Unfit> for MintError {
    fn from(Unfit { extension, fault }: Unfit) -> Self {
        Self::Extension { extension, fault }
    }
}

impl Scoped for MintError {
    fn scope(&self) -> Scope {
        match self {
            Self::Profile { reason } => reason.scope(),
            Self::Authority { reason } => reason.scope(),
            Self::Entropy { .. } => Scope::ThisHost,
            Self::Sign { reason: rcgen::Error::RemoteKeyError } => Scope::SharedService,
            Self::Sign { reason: rcgen::Error::RingUnspecified | rcgen::Error::RingKeyRejected(_) } => Scope::ThisHost,
            // In doubt no host is to blame: that is the cheaper mistake.
            _ => Scope::EveryHost,
        }
    }
}

/// The error if an authority cannot be opened or made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The file does not hold its certificate.
    #[error("authority's {reason}")]
    Pem {
        /// The fault in the file.
        reason: PemError,
    },
    /// The bytes are not a certificate.
    #[error("authority's certificate: {reason}")]
    Read {
        /// The fault in them.
        reason: ReadError,
    },
    /// An extension of the certificate does not conform to RFC 5280.
    #[error("authority's {} {fault}", extension.named())]
    Extension {
        /// The extension.
        extension: Oid,
        /// The fault in it.
        fault: ExtensionFault,
    },
    /// The certificate or the parameters do not belong to an authority.
    #[error("{missing} is missing: this is not a certificate authority")]
    Not {
        /// The part that is missing.
        missing: Missing,
    },
    /// The certificate is for another key.
    #[error("authority's key is not the one that its certificate certifies")]
    KeyMismatch,
    /// rcgen cannot write the algorithm of the key.
    #[error("authority's algorithm: {}", Short::of(reason))]
    Algorithm {
        /// The error of rcgen.
        reason: rcgen::Error,
    },
    /// A certificate in a chain does not belong to the issuer of the one before.
    #[error("`{subject}` is not the issuer of the certificate before")]
    NotAbove {
        /// Its subject.
        subject: Short,
    },
    /// A certificate above the authority's cannot be used.
    #[error("certificate {position} of the chain: {reason}")]
    Chain {
        /// Its position in the file, where the authority's is 0.
        position: usize,
        /// The fault in it.
        reason: Box<AuthorityError>,
    },
}

impl From<PemError> for AuthorityError {
    fn from(reason: PemError) -> Self {
        Self::Pem { reason }
    }
}

impl From<BodyFault> for AuthorityError {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Read(reason) => Self::Read { reason },
            BodyFault::Unfit(unfit) => unfit.into(),
        }
    }
}

impl From<Unfit> for AuthorityError {
    fn from(Unfit { extension, fault }: Unfit) -> Self {
        Self::Extension { extension, fault }
    }
}

impl Scoped for AuthorityError {
    fn scope(&self) -> Scope {
        if matches!(self, Self::KeyMismatch) { Scope::ThisHost } else { Scope::EveryHost }
    }
}

/// The error if a certification request cannot be read, or asks for something that is not granted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The file does not hold a request.
    #[error("certification request's {reason}")]
    Pem {
        /// The fault in the file.
        reason: PemError,
    },
    /// The request is longer than the limit.
    #[error("certification request has {octets} octets, at most {most} are read")]
    TooLong {
        /// How many octets it has.
        octets: usize,
        /// How many are read.
        most: usize,
    },
    /// The bytes are not a request.
    #[error("certification request: {reason}")]
    Read {
        /// The fault in them.
        reason: ReadError,
    },
    /// The request is not of version 1, which is written as 0 (RFC 2986 section 4.1).
    #[error("certification request is not of version 1")]
    Version,
    /// The request asks for an extension twice.
    #[error("certification request asks for {} twice", extension.named())]
    Repeated {
        /// The extension.
        extension: Oid,
    },
    /// The signature was not made by the request's key.
    #[error("certification request's signature by {algorithm} does not verify with its key")]
    Signature {
        /// The algorithm of the signature.
        algorithm: Short,
    },
    /// The signature cannot be verified here, so nobody knows whether it is right.
    #[error("certification request's signature cannot be verified: {what} is not supported")]
    Unsupported {
        /// The algorithm, the key, or both.
        what: Short,
    },
    /// The request asks for an extension that is not granted, with `Grant::extension` for example.
    #[error("certification request asks for {}, which is not granted", extension.named())]
    NotGranted {
        /// The extension.
        extension: Oid,
    },
    /// The request asks for the power of an authority.
    #[error("certification request asks for {power}, which is an authority's")]
    Authority {
        /// The power.
        power: Power,
    },
    /// The request asks for a purpose that is not granted.
    #[error("certification request asks for the purpose {}, which is not granted", purpose.named())]
    Purpose {
        /// The purpose in extendedKeyUsage.
        purpose: Oid,
    },
    /// The request asks for all hosts of a domain.
    #[error("certification request asks for {name}, and wildcards are not granted")]
    Wildcard {
        /// The name.
        name: Short,
    },
}

impl Scoped for RequestError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}
