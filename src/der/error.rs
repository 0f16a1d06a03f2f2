//! The error for bytes that are no certificate with a validity period.

use core::fmt;

use thiserror::Error;
use time::UtcDateTime;

use crate::{
    asn1_time::TimeError,
    instant::Rfc3339,
    print::Counted,
    scope::{Scope, Scoped},
    validity::ValidityField,
};

/// A part of a certificate, as RFC 5280 section 4.1 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Element {
    /// The certificate as a whole.
    Certificate,
    /// The signed part.
    TbsCertificate,
    /// The version.
    Version,
    /// The serial number.
    SerialNumber,
    /// The signature algorithm.
    Signature,
    /// The issuer's name.
    Issuer,
    /// The validity period.
    Validity,
    /// notBefore or notAfter.
    Time(ValidityField),
    /// The subject's name.
    Subject,
    /// The subject's public key with its algorithm.
    SubjectPublicKeyInfo,
    /// The extensions.
    Extensions,
    /// The object identifier of an extension.
    ExtensionId,
    /// The value of an extension, in its OCTET STRING.
    ExtensionValue,
    /// The value of an extension, as a list.
    ExtensionContent,
    /// The content of the extension that identifies the issuer's key.
    AuthorityKeyIdentifier,
    /// The identifier of the issuer's key in it.
    KeyIdentifier,
    /// A certification request as a whole.
    CertificationRequest,
    /// The signed part of a certification request.
    CertificationRequestInfo,
    /// The attributes of a certification request.
    Attributes,
    /// The values of an attribute of a certification request.
    AttributeValues,
    /// The algorithm of the signature, outside the signed part.
    SignatureAlgorithm,
    /// The signature itself.
    SignatureValue,
    /// A set of attributes in a name.
    RelativeDistinguishedName,
    /// An attribute in a name.
    AttributeTypeAndValue,
    /// The value of an attribute in a name.
    AttributeValue,
    /// An object identifier.
    ObjectIdentifier,
    /// The public key in its SubjectPublicKeyInfo.
    SubjectPublicKey,
    /// An alternative name, or a name in a constraint.
    GeneralName,
    /// Whether an extension is critical.
    Critical,
    /// The bits of a key usage.
    KeyUsage,
    /// The mark in an extension that the subject is an authority.
    CertificateAuthority,
    /// How many authorities may follow an authority.
    PathLenConstraint,
}

impl Element {
    const fn expected(self) -> &'static str {
        match self {
            Self::Attributes => "[0] (0xa0)",
            Self::Critical | Self::CertificateAuthority => "BOOLEAN (0x01)",
            Self::Version | Self::SerialNumber | Self::PathLenConstraint => "INTEGER (0x02)",
            Self::SignatureValue | Self::SubjectPublicKey | Self::KeyUsage => "BIT STRING (0x03)",
            Self::ExtensionValue => "OCTET STRING (0x04)",
            Self::ExtensionId | Self::ObjectIdentifier => "OBJECT IDENTIFIER (0x06)",
            Self::RelativeDistinguishedName | Self::AttributeValues => "SET (0x31)",
            Self::AttributeValue | Self::GeneralName => "another type",
            Self::KeyIdentifier => "[0] (0x80)",
            Self::Time(_) => "UTCTime (0x17) or GeneralizedTime (0x18)",
            _ => "SEQUENCE (0x30)",
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Certificate => "certificate",
            Self::TbsCertificate => "tbsCertificate",
            Self::Version => "version",
            Self::SerialNumber => "serialNumber",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Validity => "validity",
            Self::Time(ValidityField::NotBefore) => "notBefore",
            Self::Time(ValidityField::NotAfter) => "notAfter",
            Self::Subject => "subject",
            Self::SubjectPublicKeyInfo => "subjectPublicKeyInfo",
            Self::Extensions => "extensions",
            Self::ExtensionId => "extnID",
            Self::ExtensionValue => "extnValue",
            Self::ExtensionContent => "content of extnValue",
            Self::AuthorityKeyIdentifier => "authorityKeyIdentifier",
            Self::KeyIdentifier => "keyIdentifier",
            Self::CertificationRequest => "certification request",
            Self::CertificationRequestInfo => "certificationRequestInfo",
            Self::Attributes => "attributes",
            Self::AttributeValues => "values",
            Self::SignatureAlgorithm => "signatureAlgorithm",
            Self::SignatureValue => "signature",
            Self::RelativeDistinguishedName => "relativeDistinguishedName",
            Self::AttributeTypeAndValue => "attributeTypeAndValue",
            Self::AttributeValue => "attribute value",
            Self::ObjectIdentifier => "object identifier",
            Self::SubjectPublicKey => "subjectPublicKey",
            Self::GeneralName => "generalName",
            Self::Critical => "critical",
            Self::KeyUsage => "keyUsage",
            Self::CertificateAuthority => "cA",
            Self::PathLenConstraint => "pathLenConstraint",
        })
    }
}

/// The error for bytes that are not a certificate with a validity period.
///
/// Offsets count octets from the beginning of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Another element stands where this one must: the bytes are not a certificate.
    #[error("{element} at offset {offset}: expected {}, found 0x{found:02x}{}", element.expected(), hint(*element, *found))]
    UnexpectedTag {
        /// The element that is missing.
        element: Element,
        /// The place where it must be.
        offset: usize,
        /// The identifier octet that is there.
        found: u8,
    },
    /// The bytes end before the element does.
    #[error("{element} at offset {offset} is truncated")]
    Truncated {
        /// The element that is cut off, or missing.
        element: Element,
        /// Where it begins.
        offset: usize,
    },
    /// The length is not written as DER requires.
    #[error("{element} at offset {offset} has {fault}")]
    Length {
        /// The element with this length.
        element: Element,
        /// Where it begins.
        offset: usize,
        /// The fault in its length.
        fault: LengthFault,
    },
    /// Extra bytes follow an element that must be the last.
    ///
    /// They follow the certificate, or notAfter within the validity period, where a third time may be.
    #[error("{element} {}followed by {} at offset {offset}", verb(*element, None), Counted(*count, "excess byte"))]
    Excess {
        /// The element that must be the last.
        element: Element,
        /// Where the excess begins.
        offset: usize,
        /// How many bytes there are.
        count: usize,
    },
    /// A time cannot be read.
    #[error("{field} {reason}")]
    Time {
        /// The end that is wrong.
        field: ValidityField,
        /// The place of its identifier octet.
        offset: usize,
        /// The text, and the fault in it.
        reason: TimeError,
    },
    /// The element is there, and its content is wrong.
    #[error("{element} at offset {offset} {}{fault}", verb(*element, Some(*fault)))]
    Content {
        /// The element.
        element: Element,
        /// Where it begins, or should.
        offset: usize,
        /// The fault in it.
        fault: ContentFault,
    },
    /// The certificate ends before it begins.
    #[error("notAfter {} is before notBefore {}", Rfc3339(*not_after), Rfc3339(*not_before))]
    Reversed {
        /// notBefore as written.
        not_before: UtcDateTime,
        /// notAfter as written, which is earlier.
        not_after: UtcDateTime,
    },
}

impl ReadError {
    /// The place of the fault in the certificate, in octets from its beginning.
    ///
    /// `None` for two times in the wrong order.
    #[must_use]
    pub const fn offset(&self) -> Option<usize> {
        match *self {
            Self::UnexpectedTag { offset, .. }
            | Self::Truncated { offset, .. }
            | Self::Length { offset, .. }
            | Self::Excess { offset, .. }
            | Self::Content { offset, .. }
            | Self::Time { offset, .. } => Some(offset),
            Self::Reversed { .. } => None,
        }
    }
}

impl Scoped for ReadError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The fault in a length that breaks DER (X.690 section 10.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum LengthFault {
    /// The length is left open, as BER allows.
    #[error("an indefinite length")]
    Indefinite,
    /// The length is written with more octets than it needs.
    #[error("a length that is not in its shortest form")]
    NotMinimal,
    /// The length is 4 GiB or more, or reserved.
    #[error("a length of more than 4 octets")]
    TooLong,
}

impl Scoped for LengthFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The fault in the content of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ContentFault {
    /// The element is required, and is not there.
    #[error("missing")]
    Missing,
    /// The list holds nothing, or the text or the number has no octets.
    #[error("empty")]
    Empty,
    /// A BOOLEAN is neither absent nor TRUE in its one octet of 0xff, as DER requires.
    #[error("no BOOLEAN in DER")]
    Boolean,
    /// The number is negative, not in its shortest form, or larger than is sensible.
    #[error("no number in range")]
    Number,
    /// A BIT STRING does not count its unused bits, or sets one of them.
    #[error("no BIT STRING in DER")]
    Bits,
    /// The octets are no object identifier, or one with more than 63 octets or an arc of more than 128 bits.
    #[error("no object identifier of at most 63 octets")]
    ObjectIdentifier,
    /// A text has characters that its type does not allow.
    #[error("no text of its type")]
    Text,
    /// An address does not have 4 or 16 octets.
    #[error("no IP address")]
    Address,
    /// A name has more attributes than any reader should follow.
    #[error("more than {limit} parts")]
    TooMany {
        /// How many are read.
        limit: usize,
    },
}

impl Scoped for ContentFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The words between an element and its fault, or before the bytes after it.
const fn verb(element: Element, fault: Option<ContentFault>) -> &'static str {
    match (element, fault) {
        (_, Some(ContentFault::TooMany { .. })) => "has ",
        (Element::Attributes | Element::AttributeValues | Element::Extensions, _) => "are ",
        _ => "is ",
    }
}

/// The usual mistake that the identifier octet `found` shows.
fn hint(element: Element, found: u8) -> &'static str {
    match (element, found) {
        (Element::Certificate | Element::CertificationRequest, b'-') => ", which looks like PEM, not DER",
        (Element::Time(_), 0x37 | 0x38) => ", a constructed time",
        _ => "",
    }
}
