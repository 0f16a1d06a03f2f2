//! Why a certificate was not minted.

use core::fmt;

use thiserror::Error;

use crate::{
    der::ReadError,
    profile::ProfileError,
    scope::{Scope, Scoped},
    validity::Validity,
};

/// A certificate that was not minted, or an authority or request that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MintError {
    /// The profile has no period at this time, under this issuer.
    #[error("{reason}")]
    Profile {
        /// What is wrong with the period.
        reason: ProfileError,
    },
    /// A parameter holds a text or an object identifier that cannot be written.
    #[error("{field} `{value}` {reason}")]
    Parameter {
        /// The field of [`rcgen::CertificateParams`].
        field: &'static str,
        /// The value that was refused.
        value: String,
        /// Why it cannot be written.
        reason: &'static str,
    },
    /// The given serial number is zero or empty (RFC 5280 section 4.1.2.2: it is positive).
    #[error("serialNumber is zero, it must be positive")]
    ZeroSerial,
    /// The given serial number is too long (RFC 5280 section 4.1.2.2: at most 20 octets).
    #[error("serialNumber {serial} takes {octets} octets, at most 20 are allowed")]
    LongSerial {
        /// The serial number in hexadecimal.
        serial: String,
        /// The octets that its encoding would have.
        octets: usize,
    },
    /// The operating system gave no random bytes for a serial number.
    #[error("no random bytes for serialNumber: {reason}")]
    Entropy {
        /// What the operating system answered.
        reason: String,
    },
    /// rcgen or the key failed.
    #[error("certificate could not be signed")]
    Signing {
        /// What rcgen answered.
        source: rcgen::Error,
    },
    /// The certificate does not state the period that the profile decided.
    #[error("minted certificate states {}, not {intended}", ReadBack(found))]
    ReadBack {
        /// The period that the profile decided.
        intended: Validity,
        /// The period that was read.
        found: Result<Validity, ReadError>,
    },
    /// rcgen cannot write this name as it stands in the authority's certificate or in the request.
    ///
    /// rcgen 0.14.10 keeps one attribute of each type: of `DC=example, DC=com` it writes one. It does not write a
    /// PrintableString with a question mark either. A certificate with another issuer than its authority's subject is
    /// accepted by no verifier (RFC 5280 section 6.1.3 (a)(4)).
    #[error("{field} `{name}` has parts that rcgen does not write, such as the same attribute type twice")]
    Name {
        /// `issuer` or `subject`.
        field: &'static str,
        /// The name as it stands there: each attribute's type, in dotted decimal if RFC 4514 section 3 has no label for
        /// it, and the first 40 bytes of its value.
        name: String,
    },
    /// The subject of a certificate that is no authority's has the name of its issuer.
    ///
    /// Such a certificate is self-issued, which is for authorities that change their key or their policies
    /// ([RFC 5280 section 6.1](https://www.rfc-editor.org/rfc/rfc5280#section-6.1)). Where it has not both key identifiers,
    /// OpenSSL 3.0 takes it for self-signed and refuses it with error 18. The subject that rcgen gives by default is always
    /// the same.
    #[error("subject and issuer are both `{name}`, which only an authority's certificate may state")]
    SubjectIsIssuer {
        /// The name, printed as in [`Name`](Self::Name).
        name: String,
    },
    /// rcgen cannot write this public key as it stands in the request, or as its [`rcgen::PublicKeyData`] says it.
    #[error("subjectPublicKeyInfo {key} cannot be written as it stands")]
    PublicKey {
        /// The SubjectPublicKeyInfo in hexadecimal.
        key: String,
    },
    /// The certificate of the authority is not one.
    #[error("authority's certificate: {reason}")]
    AuthorityRead {
        /// What is wrong with its bytes.
        reason: ReadError,
    },
    /// rcgen does not read the certificate of the authority.
    #[error("authority's certificate could not be read")]
    AuthorityUnsupported {
        /// What rcgen answered.
        source: rcgen::Error,
    },
    /// The certificate or the parameters are not those of an authority (RFC 5280 sections 4.2.1.3 and 4.2.1.9).
    #[error("{missing} is missing: this is not a certificate authority")]
    NotAnAuthority {
        /// The extension that says so.
        missing: &'static str,
    },
    /// The authority's certificate is for another key.
    #[error("authority's key is not the one that its certificate certifies")]
    KeyMismatch,
    /// The signing request is not one, its signature does not verify, or rcgen cannot grant what it asks for.
    ///
    /// With `ring`, rcgen 0.14.10 cannot verify a signature by RSA-PSS or by a P-521 key, and says that it is invalid.
    #[error("signing request could not be read")]
    Request {
        /// What rcgen answered.
        source: rcgen::Error,
    },
    /// The bytes of the signing request are not one element of DER.
    #[error("signing request: {reason}")]
    RequestRead {
        /// What is wrong with its bytes.
        reason: ReadError,
    },
    /// The signing request asks to be an authority.
    #[error("signing request asks for {asked}, which would make the subject an authority")]
    RequestsAuthority {
        /// The extension with the value that was asked for.
        asked: &'static str,
    },
    /// The signing request asks for an extension that rcgen would grant in part, or pass over without a word.
    ///
    /// rcgen 0.14.10 writes no extension that names nothing, nor what follows on the text of an otherName. It reads the
    /// first list of extensions alone, and none in Microsoft's attribute 1.3.6.1.4.1.311.2.1.14.
    #[error("signing request has {asked}, which cannot be granted in full")]
    RequestsTooMuch {
        /// The extension, as RFC 5280 section 4.2 calls it, if it is one that rcgen grants.
        asked: &'static str,
    },
    /// The text is not PEM.
    #[error("not PEM: {reason}")]
    Pem {
        /// What is wrong with the text.
        reason: String,
    },
    /// The PEM text does not hold exactly one block of this kind.
    #[error("expected one PEM block `{label}`, found {found}")]
    PemCount {
        /// The label of the block.
        label: &'static str,
        /// How many there are.
        found: usize,
    },
}

impl From<ProfileError> for MintError {
    fn from(reason: ProfileError) -> Self {
        Self::Profile { reason }
    }
}

impl Scoped for MintError {
    fn scope(&self) -> Scope {
        match self {
            Self::Profile { reason } => reason.scope(),
            Self::Entropy { .. } | Self::KeyMismatch => Scope::ThisHost,
            Self::Signing { source: rcgen::Error::RemoteKeyError } => Scope::SharedService,
            Self::Signing { source: rcgen::Error::RingUnspecified | rcgen::Error::RingKeyRejected(_) } => {
                Scope::ThisHost
            }
            // In doubt no host is to blame: that is the cheaper mistake.
            _ => Scope::EveryHost,
        }
    }
}

/// Prints what was read back in place of a period.
struct ReadBack<'a>(&'a Result<Validity, ReadError>);

impl fmt::Display for ReadBack<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ok(validity) => validity.fmt(f),
            Err(error) => error.fmt(f),
        }
    }
}
