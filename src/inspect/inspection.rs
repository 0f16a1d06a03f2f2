//! A certificate, read part by part.

use std::sync::Arc;

use time::UtcDateTime;
use x509_parser::{asn1_rs::FromDer as _, extensions::GeneralName};

use super::{
    Content, Contents, Finding, InspectError, Name, Place, Role, SerialNumber,
    chain::AuthorityCertificate,
    kind::{Claims, Usage},
    name::general_name,
    part::Span,
    period::Period,
};
use crate::{
    der::{Element, ReadError, Reader},
    renewal::{CertificateId, CertificateIdError},
    validity::Validity,
};

/// A certificate, read part by part.
///
/// # Examples
///
/// This is the certificate of the outage, as if it had been minted: one year after 29 February 2012.
///
/// ```
/// use std::fs;
/// use notafter::inspect::Inspection;
///
/// let outage = Inspection::from_der(&fs::read("docs/examples/outage.der")?)?;
/// assert_eq!(outage.subject().to_string(), "CN=host-17");
/// assert_eq!(outage.subject_alt_names().collect::<Vec<_>>(), ["host-17"]);
/// assert_eq!(outage.issuer().to_string(), "O=Example, CN=Example Issuing CA");
/// assert_eq!(outage.serial_number().to_string(), "4429b0de61f3457c8aa51d96e07b24c3");
/// assert_eq!(
///     outage.validity().map_err(|reason| reason.to_string()),
///     Err("notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year"
///         .to_owned()),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Inspection {
    pub(super) place: Option<Place>,
    /// The certificate, without the bytes after it. Parts that are seldom asked for are read from it on demand.
    pub(super) der: Arc<[u8]>,
    pub(super) serial_number: SerialNumber,
    pub(super) serial_offset: usize,
    pub(super) issuer: Name,
    pub(super) subject: Name,
    pub(super) period: Period,
    pub(super) validity: Result<Validity, ReadError>,
    pub(super) role: Role,
    pub(super) usage: Usage,
    pub(super) claims: Claims,
    pub(super) earliest_sct: Option<UtcDateTime>,
    /// The names in subjectAltName.
    pub(super) alternative_names: Option<Span>,
    pub(super) subject_key_identifier: Option<Span>,
    pub(super) authority_key_identifier: Option<Span>,
    pub(super) authority_certificate: Option<Box<AuthorityCertificate>>,
    /// The beginning of the extension with these two.
    pub(super) authority_offset: usize,
    /// All faults of the encoding.
    pub(super) faults: Vec<Finding>,
}

impl Inspection {
    /// Reads a DER certificate.
    ///
    /// A certificate with an unreadable part, such as a validity period with an impossible date, is no error here.
    /// [`validity`](Self::validity) then says why there is none.
    ///
    /// # Errors
    ///
    /// [`InspectError::Certificate`]: the bytes are not a certificate.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// let error = Inspection::from_der(b"\x30\x82\x01").map_err(|error| error.to_string());
    /// assert_eq!(error, Err("certificate at offset 0 is truncated".to_owned()));
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, InspectError> {
        Self::read(der).map_err(|reason| InspectError::Certificate { reason })
    }

    /// Reads the certificates of a file, one after the other: PEM, DER, or PKCS #7.
    ///
    /// [`Contents`] lists the forms. Parts that are no certificates are skipped. A file without any certificate gives exactly
    /// one error, so that an empty file cannot pass for a good one.
    ///
    /// Use [`Contents`] for a file that is not in memory, for several certificates at a time, or to see the skipped parts.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::fs;
    /// use notafter::inspect::{InspectError, Inspection};
    ///
    /// let chain = fs::read("docs/examples/chain.pem")?;
    /// let subjects: Vec<String> = Inspection::iter_from_slice(&chain)
    ///     .map(|certificate| Ok(certificate?.subject().to_string()))
    ///     .collect::<Result<_, InspectError>>()?;
    /// assert_eq!(
    ///     subjects,
    ///     ["CN=www.example.com", "O=Example, CN=Example Issuing CA", "O=Example, CN=Example Root"]
    /// );
    ///
    /// let damaged = b"# roots\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    /// let error =
    ///     Inspection::iter_from_slice(damaged).find_map(Result::err).map(|error| error.to_string());
    /// assert_eq!(error.as_deref(), Some("line 2: certificate at offset 0 is truncated"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iter_from_slice(file: &[u8]) -> impl Iterator<Item = Result<Self, InspectError>> {
        Contents::new(file).filter_map(|content| match content {
            Ok(Content::Certificate(certificate)) => Some(certificate.inspect()),
            Ok(Content::Other { .. }) => None,
            Err(error) => Some(Err(error)),
        })
    }

    /// The certificate in DER, without the bytes after it.
    ///
    /// The offsets of findings count its octets.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The place in its file where the certificate begins, or `None` after [`from_der`](Self::from_der).
    #[must_use]
    pub const fn place(&self) -> Option<Place> {
        self.place
    }

    /// The serial number.
    #[must_use]
    pub const fn serial_number(&self) -> &SerialNumber {
        &self.serial_number
    }

    /// The name of the issuer.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The name of the subject.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// The host names, addresses, mailboxes and URIs in subjectAltName (RFC 5280 section 4.2.1.6), escaped like a [`Name`].
    ///
    /// Each is read when the iterator comes to it.
    pub fn subject_alt_names(&self) -> impl Iterator<Item = String> {
        let names = self.alternative_names.map(|names| names.of_der(&self.der)).unwrap_or_default();
        let mut names = Reader::new(names);
        let next = core::iter::from_fn(move || names.next(Element::GeneralName).ok());
        next.filter_map(|name| general_name(&GeneralName::from_der(name.whole).ok()?.1))
    }

    /// The identifier of the subject's key (RFC 5280 section 4.2.1.2).
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.subject_key_identifier.map(|identifier| identifier.of_der(&self.der))
    }

    /// The identifier of the key that signed the certificate (RFC 5280 section 4.2.1.1).
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.authority_key_identifier.map(|identifier| identifier.of_der(&self.der))
    }

    /// The issuer and the serial number of the issuer's certificate, if the authority key identifier has them (RFC 5280 section
    /// 4.2.1.1).
    ///
    /// Few certificates have them.
    #[must_use]
    pub fn authority_certificate(&self) -> Option<(&Name, &SerialNumber)> {
        self.authority_certificate.as_deref().map(|named| (&named.issuer, &named.serial_number))
    }

    /// The identifier of the certificate for ACME renewal information
    /// ([RFC 9773 section 4.1](https://www.rfc-editor.org/rfc/rfc9773#section-4.1)).
    ///
    /// # Errors
    ///
    /// It fails as [`CertificateId::from_certificate_der`] does, except for bytes after the certificate. They are a finding,
    /// and the identifier is still read.
    pub fn certificate_id(&self) -> Result<CertificateId<'_>, CertificateIdError> {
        CertificateId::from_certificate_der(&self.der)
    }

    /// The validity period, or the fault in it.
    ///
    /// # Errors
    ///
    /// It fails as [`Validity::from_certificate_der`] does, except for bytes after the certificate. They are a finding, and the
    /// period is still read.
    pub const fn validity(&self) -> Result<Validity, ReadError> {
        self.validity
    }

    /// Whether the certificate may issue others.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// Compares the octets, and their places in files.
impl PartialEq for Inspection {
    fn eq(&self, other: &Self) -> bool {
        (self.place, &self.der, &self.faults) == (other.place, &other.der, &other.faults)
    }
}

impl Eq for Inspection {}
