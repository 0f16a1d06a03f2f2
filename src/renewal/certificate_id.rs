//! The name of a certificate in the protocol for renewal information.

use core::fmt::{self, Write as _};

use super::{CertificateIdError, SerialFault};
use crate::{
    der::{Element, Head, Listed, Reader},
    excerpt::Excerpt,
};

/// The unique identifier of a certificate for ACME renewal information ([RFC 9773 section 4.1]).
///
/// A client asks for the window of a certificate at the URL that ends in this identifier. An order that replaces the
/// certificate has it in `replaces` ([RFC 9773 section 5]).
///
/// It prints as base64url without padding: the keyIdentifier of the authorityKeyIdentifier extension, a full stop, and the
/// content octets of the serial number. It borrows both parts and does not allocate.
///
/// # Properties
///
/// Two certificates of one issuer have different identifiers: an issuer uses no serial number twice
/// ([RFC 5280 section 4.1.2.2](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2)).
///
/// # Examples
///
/// ```
/// use notafter::renewal::CertificateId;
///
/// let leaf = std::fs::read("docs/examples/leaf.der")?;
/// let id = CertificateId::from_certificate_der(&leaf)?;
/// assert_eq!(id.to_string(), "T2NYaXS105007JPA5khAcpeQe-A.M8HoXQ9yS2mi1vMIR7lc6A");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The ACME client [instant-acme](https://docs.rs/instant-acme), with its features `ring` and `time`, asks for the window that the
/// issuer suggests. It also says how long to wait before you ask again:
///
/// ```
/// use core::{error::Error, time::Duration};
/// use instant_acme::{Account, CertificateIdentifier};
/// use notafter::renewal::{CertificateId, Window};
///
/// async fn suggestion(
///     account: &Account,
///     der: &[u8],
/// ) -> Result<(Option<Window>, Duration), Box<dyn Error>> {
///     let id = CertificateId::from_certificate_der(der)?;
///     let id =
///         CertificateIdentifier::new(id.key_identifier().into(), id.serial_number().into());
///     let (info, retry_after) = account.renewal_info(&id).await?;
///     // An instant after the year 9999 in UTC is no suggestion; `to_utc` would panic there.
///     let (start, end) = (
///         info.suggested_window.start.checked_to_utc(),
///         info.suggested_window.end.checked_to_utc(),
///     );
///     let window = start.zip(end).and_then(|(start, end)| Window::from_suggested(start, end));
///     Ok((window, retry_after))
/// }
/// # let _ = suggestion;
/// ```
///
/// [RFC 9773 section 4.1]: https://www.rfc-editor.org/rfc/rfc9773#section-4.1
/// [RFC 9773 section 5]: https://www.rfc-editor.org/rfc/rfc9773#section-5
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CertificateId<'a> {
    key_identifier: &'a [u8],
    serial_number: &'a [u8],
}

impl<'a> CertificateId<'a> {
    /// Makes the identifier from its two parts.
    ///
    /// `key_identifier` is the content of keyIdentifier in the certificate's authorityKeyIdentifier extension. `serial_number`
    /// is the content of the serial number's INTEGER in DER. Both are without tag and length.
    ///
    /// # Errors
    ///
    /// - [`CertificateIdError::EmptyKeyIdentifier`]: the key identifier has no octets.
    /// - [`CertificateIdError::SerialNumber`]: the serial number is empty, zero, negative, or not in its shortest form.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::renewal::CertificateId;
    ///
    /// let key_identifier =
    ///     b"\x69\x88\x5b\x6b\x87\x46\x40\x41\xe1\xb3\x7b\x84\x7b\xa0\xae\x2c\xde\x01\xc8\xd4";
    /// // The serial number is positive: a zero octet stands before an octet of 0x80 or more.
    /// let id = CertificateId::from_parts(key_identifier, b"\x00\x87\x65\x43\x21")?;
    /// assert_eq!(id.to_string(), "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
    /// let error = CertificateId::from_parts(key_identifier, b"\x87\x65\x43\x21")
    ///     .map_err(|error| error.to_string());
    /// assert_eq!(error, Err("serialNumber 0x87654321 is negative".to_owned()));
    /// # Ok::<(), notafter::renewal::CertificateIdError>(())
    /// ```
    pub fn from_parts(key_identifier: &'a [u8], serial_number: &'a [u8]) -> Result<Self, CertificateIdError> {
        if key_identifier.is_empty() {
            return Err(CertificateIdError::EmptyKeyIdentifier);
        }
        match SerialFault::of(serial_number) {
            Some(fault) => Err(CertificateIdError::SerialNumber { octets: Excerpt::of(serial_number), fault }),
            None => Ok(Self { key_identifier, serial_number }),
        }
    }

    /// Reads the identifier of a DER certificate.
    ///
    /// It reads up to the extensions, strictly, and does not allocate. The two times are not decoded: a certificate with an
    /// impossible date has an identifier too. No signature is checked.
    ///
    /// # Errors
    ///
    /// - [`CertificateIdError::Certificate`]: the bytes are not a certificate, or its extensions cannot be read.
    /// - [`CertificateIdError::NoAuthorityKeyIdentifier`], [`CertificateIdError::NoKeyIdentifier`]: the certificate does not
    ///   identify its issuer's key, as many self-signed certificates do not.
    /// - [`CertificateIdError::RepeatedAuthorityKeyIdentifier`]: the certificate has the extension twice.
    /// - The errors of [`from_parts`](Self::from_parts).
    pub fn from_certificate_der(der: &'a [u8]) -> Result<Self, CertificateIdError> {
        Self::from_head(&Head::read(der)?)
    }

    pub(crate) fn from_head(head: &Head<'a>) -> Result<Self, CertificateIdError> {
        let extension = authority_key_identifier(head.rest)?.ok_or(CertificateIdError::NoAuthorityKeyIdentifier)?;
        Self::from_parts(key_identifier(&extension)?, head.serial_number.content)
    }

    /// The octets of keyIdentifier in the authorityKeyIdentifier extension.
    #[must_use]
    pub const fn key_identifier(&self) -> &'a [u8] {
        self.key_identifier
    }

    /// The content octets of the serial number's INTEGER, with the zero octet for the sign if there is one.
    #[must_use]
    pub const fn serial_number(&self) -> &'a [u8] {
        self.serial_number
    }
}

impl fmt::Display for CertificateId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_base64url(f, self.key_identifier)?;
        f.write_char('.')?;
        write_base64url(f, self.serial_number)
    }
}

impl fmt::Debug for CertificateId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateId({self})")
    }
}

/// The authorityKeyIdentifier extension in `rest`, which begins after the validity period.
fn authority_key_identifier(mut rest: Reader<'_>) -> Result<Option<Listed<'_>>, CertificateIdError> {
    rest.sequence(Element::Subject)?;
    rest.sequence(Element::SubjectPublicKeyInfo)?;
    let mut found: Option<Listed<'_>> = None;
    while let Some(mut list) = rest.extensions()? {
        while let Some(extension) = Listed::next(&mut list).transpose()? {
            if extension.id.content != AUTHORITY_KEY_IDENTIFIER {
                continue;
            }
            if let Some(first) = found {
                let (first, second) = (first.element.offset, extension.element.offset);
                return Err(CertificateIdError::RepeatedAuthorityKeyIdentifier { first, second });
            }
            found = Some(extension);
        }
    }
    Ok(found)
}

/// The content of keyIdentifier in an authorityKeyIdentifier extension ([RFC 5280 section 4.2.1.1]).
///
/// [RFC 5280 section 4.2.1.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1
fn key_identifier<'a>(extension: &Listed<'a>) -> Result<&'a [u8], CertificateIdError> {
    let (_, value) = extension.parts()?;
    let mut value = value.reader();
    let identifier = value.sequence(Element::AuthorityKeyIdentifier)?;
    value.finish(Element::AuthorityKeyIdentifier)?;

    let mut fields = identifier.reader();
    if matches!(fields.peek(), None | Some(CERT_ISSUER | CERT_SERIAL_NUMBER)) {
        return Err(CertificateIdError::NoKeyIdentifier { offset: extension.element.offset });
    }
    let key_identifier = fields.tagged(Element::KeyIdentifier, KEY_IDENTIFIER)?.content;
    for tag in [CERT_ISSUER, CERT_SERIAL_NUMBER] {
        if fields.peek() == Some(tag) {
            fields.next(Element::AuthorityKeyIdentifier)?;
        }
    }
    fields.finish(Element::KeyIdentifier)?;
    Ok(key_identifier)
}

/// Base64url without padding ([RFC 4648 section 5](https://www.rfc-editor.org/rfc/rfc4648#section-5)).
fn write_base64url(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    for group in octets.chunks(3) {
        let bits =
            [0, 1, 2].iter().fold(0, |bits, &index| bits << 8 | u32::from(group.get(index).copied().unwrap_or(0)));
        // One octet has two digits, two have three.
        for shift in [18, 12, 6, 0].iter().take(group.len() + 1) {
            f.write_char(digit((bits >> shift & 0x3f) as u8))?;
        }
    }
    Ok(())
}

const fn digit(sextet: u8) -> char {
    (match sextet {
        0..26 => b'A' + sextet,
        26..52 => b'a' + (sextet - 26),
        52..62 => b'0' + (sextet - 52),
        62 => b'-',
        _ => b'_',
    }) as char
}

/// id-ce-authorityKeyIdentifier, 2.5.29.35 (RFC 5280 section 4.2.1.1).
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x23];
/// `[0]`, the keyIdentifier.
const KEY_IDENTIFIER: u8 = 0x80;
/// `[1]`, the authorityCertIssuer.
const CERT_ISSUER: u8 = 0xa1;
/// `[2]`, the authorityCertSerialNumber.
const CERT_SERIAL_NUMBER: u8 = 0x82;
