//! The extensions of a certificate, or the extensions that a request asks for ([RFC 5280 section 4.2]).
//!
//! [RFC 5280 section 4.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2

#[cfg(any(feature = "inspect", feature = "mint"))]
use super::{BIT_STRING, INTEGER, oid::Oid};
use super::{BOOLEAN, Element, OBJECT_IDENTIFIER, OCTET_STRING, ReadError, Reader, Tlv};
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
use super::{ContentFault, oid::is_identifier};

/// An extension in its list. Its criticality and its value are not read yet.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'a> {
    pub(crate) element: Tlv<'a>,
    /// The object identifier.
    pub(crate) id: Tlv<'a>,
    parts: Reader<'a>,
}

impl<'a> Listed<'a> {
    #[inline]
    pub(crate) fn next(list: &mut Reader<'a>) -> Option<Result<Self, ReadError>> {
        list.peek()?;
        Some(list.sequence(Element::Extensions).and_then(Self::of))
    }

    /// Reads the extension in the SEQUENCE `element`.
    #[inline]
    pub(crate) fn of(element: Tlv<'a>) -> Result<Self, ReadError> {
        let mut parts = element.reader();
        let id = parts.tagged(Element::ExtensionId, OBJECT_IDENTIFIER)?;
        Ok(Self { element, id, parts })
    }

    /// The BOOLEAN for its criticality, if there is one, and the OCTET STRING with its value.
    #[inline]
    pub(crate) fn parts(mut self) -> Result<(Option<Tlv<'a>>, Tlv<'a>), ReadError> {
        let critical = match self.parts.peek() {
            Some(BOOLEAN) => Some(self.parts.next(Element::Critical)?),
            _ => None,
        };
        let value = self.parts.tagged(Element::ExtensionValue, OCTET_STRING)?;
        self.parts.finish(Element::ExtensionValue)?;
        Ok((critical, value))
    }
}

/// An extension, as it is written in a certificate or in a certification request.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "__backend")] {
/// use notafter::mint::CertificationRequest;
/// use notafter::mint::rcgen::{CertificateParams, KeyPair, KeyUsagePurpose};
///
/// let mut params = CertificateParams::default();
/// params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
/// let sent = params.serialize_request(&KeyPair::generate()?)?;
/// let request = CertificationRequest::from_der(sent.der())?;
/// let key_usage = request.extensions().next().ok_or("there is an extension")?;
/// assert_eq!(
///     (key_usage.oid().to_string().as_str(), key_usage.is_critical()),
///     ("2.5.29.15", true)
/// );
/// assert_eq!(key_usage.value(), b"\x03\x02\x07\x80");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(any(feature = "inspect", feature = "mint"))]
#[derive(Clone, Copy)]
pub struct Extension<'a> {
    /// The content of an object identifier.
    id: &'a [u8],
    critical: bool,
    value: Tlv<'a>,
}

#[cfg(any(feature = "inspect", feature = "mint"))]
impl<'a> Extension<'a> {
    #[inline]
    pub(crate) fn read(listed: Listed<'a>) -> Result<Self, ReadError> {
        let id = listed.id.content;
        if !is_identifier(id) {
            return Err(listed.id.refuse(Element::ExtensionId, ContentFault::ObjectIdentifier));
        }
        let (critical, value) = listed.parts()?;
        let critical = match critical.map(|critical| (critical, critical.content)) {
            None => false,
            // FALSE is the default, which DER leaves out. Some write it all the same, and mean it.
            Some((_, [octet @ (0 | 0xff)])) => *octet == 0xff,
            Some((critical, _)) => return Err(critical.refuse(Element::Critical, ContentFault::Boolean)),
        };
        Ok(Self { id, critical, value })
    }

    /// The extension with this content of an object identifier and this value.
    pub(crate) const fn of(id: &'a [u8], critical: bool, value: &'a [u8]) -> Self {
        Self { id, critical, value: Tlv { tag: OCTET_STRING, content: value, whole: value, offset: 0 } }
    }

    /// The object identifier of the extension.
    #[must_use]
    pub fn oid(&self) -> Oid {
        Oid::of_identifier(self.id)
    }

    /// The content of its object identifier, one of [`id`](super::id) perhaps.
    pub(crate) const fn id(&self) -> &'a [u8] {
        self.id
    }

    /// Whether a verifier that does not know the extension must refuse the certificate.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.critical
    }

    /// The value of the extension in DER: the content of its OCTET STRING.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value.content
    }

    /// The element that is the value, whatever its type.
    pub(crate) fn content(&self) -> Result<Tlv<'a>, ReadError> {
        let mut value = self.value.reader();
        let content = value.next(Element::ExtensionContent)?;
        value.finish(Element::ExtensionContent)?;
        Ok(content)
    }

    /// The elements of the SEQUENCE that is the value.
    pub(crate) fn list(&self) -> Result<Reader<'a>, ReadError> {
        let mut value = self.value.reader();
        let list = value.sequence(Element::ExtensionContent)?;
        value.finish(Element::ExtensionContent)?;
        Ok(list.reader())
    }
}

#[cfg(any(feature = "inspect", feature = "mint"))]
impl core::fmt::Debug for Extension<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { critical, value, .. } = self;
        write!(f, "Extension({}, critical: {critical}, {:?})", self.oid(), crate::excerpt::Excerpt::of(value.content))
    }
}

/// The permitted uses in keyUsage. The first bit of RFC 5280 section 4.2.1.3 is the highest of 16.
#[cfg(any(feature = "inspect", feature = "mint"))]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyUsage(pub(crate) u16);

#[cfg(any(feature = "inspect", feature = "mint"))]
impl KeyUsage {
    #[cfg(feature = "mint")]
    pub(crate) const KEY_CERT_SIGN: u16 = 0x8000 >> 5;

    pub(crate) fn read(extension: &Extension<'_>) -> Result<Self, ReadError> {
        let bits = extension.value.reader().tagged(Element::KeyUsage, BIT_STRING)?;
        extension.content()?;
        // Bits that go unused are zero. Zeros at the end, which DER leaves out, mean nothing.
        let read = match *bits.content {
            [0] => Some(0),
            [unused @ 0..8, octet] if u32::from(unused) <= octet.trailing_zeros() => Some(u16::from(octet) << 8),
            [unused @ 0..8, a, b] if u32::from(unused) <= b.trailing_zeros() => Some(u16::from_be_bytes([a, b])),
            _ => None,
        };
        read.map(Self).ok_or_else(|| bits.refuse(Element::KeyUsage, ContentFault::Bits))
    }

    #[cfg(feature = "mint")]
    pub(crate) const fn allows(self, bits: u16) -> bool {
        self.0 & bits != 0
    }
}

/// The content of basicConstraints (RFC 5280 section 4.2.1.9).
#[cfg(any(feature = "inspect", feature = "mint"))]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) is_ca: bool,
    pub(crate) path_len: Option<u32>,
}

#[cfg(any(feature = "inspect", feature = "mint"))]
impl BasicConstraints {
    pub(crate) fn read(extension: &Extension<'_>) -> Result<Self, ReadError> {
        let mut parts = extension.list()?;
        let is_ca = match parts.peek() {
            Some(BOOLEAN) => {
                let element = parts.next(Element::CertificateAuthority)?;
                match element.content {
                    [octet @ (0 | 0xff)] => *octet == 0xff,
                    _ => return Err(element.refuse(Element::CertificateAuthority, ContentFault::Boolean)),
                }
            }
            _ => false,
        };
        let mut path_len = None;
        if parts.peek().is_some() {
            let element = parts.tagged(Element::PathLenConstraint, INTEGER)?;
            let number = element
                .content
                .iter()
                .try_fold(0u32, |number, octet| Some(number.checked_mul(256)? | u32::from(*octet)));
            let shortest =
                !matches!(element.content, [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..]) || element.content == [0];
            let refused = || element.refuse(Element::PathLenConstraint, ContentFault::Number);
            path_len = Some(number.filter(|_| shortest).ok_or_else(refused)?);
        }
        parts.finish(Element::PathLenConstraint)?;
        Ok(Self { is_ca, path_len })
    }
}

/// The object identifiers in a list of them, as in extendedKeyUsage.
#[cfg(any(feature = "inspect", feature = "mint"))]
pub(crate) fn identifiers<'a>(
    extension: &Extension<'a>,
) -> Result<impl Iterator<Item = Result<&'a [u8], ReadError>> + use<'a>, ReadError> {
    let mut list = extension.list()?;
    if list.peek().is_none() {
        return Err(list.refuse(Element::ObjectIdentifier, ContentFault::Missing));
    }
    Ok(core::iter::from_fn(move || {
        list.peek()?;
        Some(identifier(&mut list))
    }))
}

/// The content of an object identifier.
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
pub(crate) fn identifier<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], ReadError> {
    let id = reader.tagged(Element::ObjectIdentifier, OBJECT_IDENTIFIER)?;
    if is_identifier(id.content) {
        return Ok(id.content);
    }
    Err(id.refuse(Element::ObjectIdentifier, ContentFault::ObjectIdentifier))
}

/// The octets of a subjectKeyIdentifier.
#[cfg(any(feature = "inspect", feature = "mint"))]
pub(crate) fn key_identifier<'a>(extension: &Extension<'a>) -> Result<Tlv<'a>, ReadError> {
    let identifier = extension.value.reader().tagged(Element::ExtensionValue, OCTET_STRING)?;
    extension.content()?;
    if identifier.content.is_empty() {
        return Err(identifier.refuse(Element::KeyIdentifier, ContentFault::Empty));
    }
    Ok(identifier)
}

/// The keyIdentifier of an authorityKeyIdentifier, if it can be read.
#[cfg(any(feature = "inspect", feature = "mint"))]
pub(crate) fn authority_key_identifier<'a>(extension: &Extension<'a>) -> Option<Tlv<'a>> {
    extension.list().ok()?.tagged(Element::KeyIdentifier, 0x80).ok()
}

/// The name and the serial number of the issuer's certificate in an authorityKeyIdentifier ([RFC 5280 section 4.2.1.1]).
///
/// They are one name of a directory, and the content of the INTEGER.
///
/// The two belong together: without either, or with several names, there is nothing to compare with.
///
/// [RFC 5280 section 4.2.1.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1
#[cfg(feature = "inspect")]
pub(crate) fn authority_certificate<'a>(extension: &Extension<'a>) -> Option<(Tlv<'a>, &'a [u8])> {
    let mut parts = extension.list().ok()?;
    if parts.peek() == Some(0x80) {
        parts.next(Element::KeyIdentifier).ok()?;
    }
    let mut names = parts.tagged(Element::GeneralName, 0xa1).ok()?.reader();
    let serial_number = parts.tagged(Element::SerialNumber, 0x82).ok()?;
    let mut found = None;
    while names.peek().is_some() {
        let name = names.next(Element::GeneralName).ok()?;
        if name.tag == 0xa4 && found.replace(name.reader().sequence(Element::GeneralName).ok()?).is_some() {
            return None;
        }
    }
    Some((found?, serial_number.content))
}

/// The object identifiers of the policies in certificatePolicies (RFC 5280 section 4.2.1.4).
#[cfg(feature = "inspect")]
pub(crate) fn policies<'a>(
    extension: &Extension<'a>,
) -> Result<impl Iterator<Item = Result<&'a [u8], ReadError>> + use<'a>, ReadError> {
    let mut list = extension.list()?;
    Ok(core::iter::from_fn(move || {
        list.peek()?;
        Some(list.sequence(Element::ExtensionContent).and_then(|policy| identifier(&mut policy.reader())))
    }))
}

/// The most extensions that are read. Public certificates have about ten.
#[cfg(any(feature = "inspect", feature = "mint"))]
pub(crate) const MAX_EXTENSIONS: usize = 256;
