//! Why bytes are not a certificate with a validity period.

use core::fmt;

use thiserror::Error;
use time::UtcDateTime;

use crate::{
    asn1_time::TimeError,
    instant::Rfc3339,
    print::Counted,
    scope::{Scope, Scoped},
    validity::Field,
};

/// A part of a certificate, as RFC 5280 section 4.1 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Element {
    /// The certificate as a whole.
    Certificate,
    /// The part that is signed.
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
    Time(Field),
    /// The subject's name.
    Subject,
    /// The subject's public key with its algorithm.
    SubjectPublicKeyInfo,
    /// The extensions.
    Extensions,
    /// The object identifier of an extension.
    ExtensionId,
    /// What an extension says, in its OCTET STRING.
    ExtensionValue,
    /// What an extension says, as a list.
    ExtensionContent,
    /// The content of the extension that identifies the issuer's key.
    AuthorityKeyIdentifier,
    /// The identifier of the issuer's key in it.
    KeyIdentifier,
    /// A certification request as a whole.
    CertificationRequest,
    /// The part of a certification request that is signed.
    CertificationRequestInfo,
    /// The attributes of a certification request.
    Attributes,
    /// The values of an attribute of a certification request.
    AttributeValues,
    /// The algorithm of the signature, outside what is signed.
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
    /// Whether an extension says that the subject is an authority.
    CertificateAuthority,
    /// How many authorities may follow on an authority.
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
            Self::Time(Field::NotBefore) => "notBefore",
            Self::Time(Field::NotAfter) => "notAfter",
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

/// Bytes that are not a certificate with a validity period.
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
        /// Where it must stand.
        offset: usize,
        /// The identifier octet that stands there.
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
        /// What is wrong with its length.
        fault: LengthFault,
    },
    /// Something follows on what must be the last: on the certificate, or within the validity period on notAfter, where a
    /// third time may stand.
    #[error("{element} {}followed by {} at offset {offset}", verb(*element, None), Counted(*count, "excess byte"))]
    Excess {
        /// The element that must be the last.
        element: Element,
        /// Where the excess begins.
        offset: usize,
        /// How many bytes there are.
        count: usize,
    },
    /// A time is not one.
    #[error("{field} {reason}")]
    Time {
        /// The end that is wrong.
        field: Field,
        /// Where its identifier octet stands.
        offset: usize,
        /// The text and what is wrong with it.
        reason: TimeError,
    },
    /// The element is there and does not say what it must.
    #[error("{element} at offset {offset} {}{fault}", verb(*element, Some(*fault)))]
    Content {
        /// The element.
        element: Element,
        /// Where it begins, or should.
        offset: usize,
        /// What is wrong with it.
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
    /// Where in the certificate the fault is, in octets from its beginning; none for two times in the wrong order.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::Validity;
    ///
    /// let offset = |der: &[u8]| Validity::from_certificate_der(der).map_err(|error| error.offset());
    /// assert_eq!(offset(b"-----BEGIN CERTIFICATE-----"), Err(Some(0)));
    /// assert_eq!(offset(b"\x30\x02\x30\x80"), Err(Some(2)), "an indefinite length");
    /// ```
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

/// A length that is not written as DER requires (X.690 section 10.1).
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

/// An element that does not say what it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ContentFault {
    /// The element is required, and is not there.
    #[error("missing")]
    Missing,
    /// The list holds nothing, or the text or the number has no octets.
    #[error("empty")]
    Empty,
    /// A BOOLEAN that is neither absent nor TRUE in its one octet of 0xff, as DER requires.
    #[error("no BOOLEAN in DER")]
    Boolean,
    /// The number is negative, not in its shortest form, or larger than is sensible.
    #[error("no number in range")]
    Number,
    /// A BIT STRING that does not count its unused bits, or sets one of them.
    #[error("no BIT STRING in DER")]
    Bits,
    /// No object identifier, or one with more than 63 octets or an arc of more than 128 bits.
    #[error("no object identifier of at most 63 octets")]
    ObjectIdentifier,
    /// A text that is not what its type allows.
    #[error("no text of its type")]
    Text,
    /// An address that has not 4 or 16 octets.
    #[error("no IP address")]
    Address,
    /// A name with more attributes than any reader should follow.
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

/// What stands between an element and its fault, or what follows on it.
const fn verb(element: Element, fault: Option<ContentFault>) -> &'static str {
    match (element, fault) {
        (_, Some(ContentFault::TooMany { .. })) => "has ",
        (Element::Attributes | Element::AttributeValues | Element::Extensions, _) => "are ",
        _ => "is ",
    }
}

/// What the identifier octet `found` tells about a mistake that people make.
fn hint(element: Element, found: u8) -> &'static str {
    match (element, found) {
        (Element::Certificate | Element::CertificationRequest, b'-') => ", which looks like PEM, not DER",
        (Element::Time(_), 0x37 | 0x38) => ", a constructed time",
        _ => "",
    }
}
