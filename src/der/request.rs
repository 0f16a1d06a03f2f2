//! The parts of a certification request (PKCS #10, [RFC 2986](https://www.rfc-editor.org/rfc/rfc2986)).

use alloc::vec::Vec;

use super::{
    BIT_STRING, ContentFault, Element, Extension, INTEGER, Name, OBJECT_IDENTIFIER, ReadError, Reader, SEQUENCE, SET,
    Tlv, read_extensions,
};

/// The parts of a request (RFC 2986 section 4).
pub(crate) struct RequestParts<'a> {
    /// The signed part.
    pub(crate) info: &'a [u8],
    pub(crate) version: &'a [u8],
    pub(crate) subject: Name<'a>,
    pub(crate) public_key: &'a [u8],
    pub(crate) extensions: Vec<Extension<'a>>,
    pub(crate) algorithm: Tlv<'a>,
    pub(crate) signature: Tlv<'a>,
}

impl<'a> RequestParts<'a> {
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, ReadError> {
        let mut request = Tlv::of(Element::CertificationRequest, SEQUENCE, der)?.reader();
        let info = request.sequence(Element::CertificationRequestInfo)?;
        let algorithm = request.sequence(Element::SignatureAlgorithm)?;
        let signature = request.tagged(Element::SignatureValue, BIT_STRING)?;
        request.finish(Element::SignatureValue)?;

        let mut parts = info.reader();
        let version = parts.tagged(Element::Version, INTEGER)?.content;
        let subject = Name::read(Element::Subject, parts.sequence(Element::Subject)?)?;
        let public_key = parts.sequence(Element::SubjectPublicKeyInfo)?.whole;
        if parts.peek().is_none() {
            return Err(parts.refuse(Element::Attributes, ContentFault::Missing));
        }
        let attributes = parts.tagged(Element::Attributes, ATTRIBUTES)?.reader();
        parts.finish(Element::Attributes)?;
        let extensions = extensions(attributes)?;
        Ok(Self { info: info.whole, version, subject, public_key, extensions, algorithm, signature })
    }
}

/// The extensions in all the attributes that hold some (RFC 2985 section 5.4.2).
fn extensions(mut attributes: Reader<'_>) -> Result<Vec<Extension<'_>>, ReadError> {
    let mut extensions = Vec::new();
    while attributes.peek().is_some() {
        let mut attribute = attributes.sequence(Element::AttributeTypeAndValue)?.reader();
        let oid = attribute.tagged(Element::ObjectIdentifier, OBJECT_IDENTIFIER)?.content;
        let mut values = attribute.tagged(Element::AttributeValues, SET)?.reader();
        attribute.finish(Element::AttributeValues)?;
        if oid != EXTENSION_REQUEST && oid != MICROSOFT_EXTENSIONS {
            while values.peek().is_some() {
                values.next(Element::AttributeValues)?;
            }
            continue;
        }
        while values.peek().is_some() {
            read_extensions(values.sequence(Element::Extensions)?.reader(), &mut extensions)?;
        }
    }
    Ok(extensions)
}

/// extensionRequest, 1.2.840.113549.1.9.14 (RFC 2985 section 5.4.2).
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x0e];
/// szOID_CERT_EXTENSIONS, 1.3.6.1.4.1.311.2.1.14, which older Windows uses for the same.
const MICROSOFT_EXTENSIONS: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 0x0e];
/// `[0]`
const ATTRIBUTES: u8 = 0xa0;
