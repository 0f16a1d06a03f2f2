//! Reads the two times of a certificate, header by header, without allocating.

#[cfg(feature = "mint")]
mod body;
#[cfg(feature = "mint")]
mod constraints;
mod error;
#[cfg(feature = "alloc")]
#[cfg_attr(
    all(feature = "inspect", not(feature = "mint")),
    allow(dead_code, unreachable_pub, reason = "an inspection reads extensions, and does no more")
)]
mod extension;
#[cfg(feature = "mint")]
mod fault;
#[cfg(feature = "mint")]
mod general_name;
#[cfg(feature = "mint")]
mod general_name_fault;
#[cfg(feature = "mint")]
mod key;
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
#[cfg_attr(not(feature = "mint"), allow(dead_code, unreachable_pub, reason = "chains compare names, and do no more"))]
mod name;
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
#[cfg_attr(not(feature = "mint"), allow(dead_code, unreachable_pub, reason = "chains compare names, and do no more"))]
mod oid;
#[cfg(all(feature = "mint", feature = "__backend"))]
mod request;
#[cfg(feature = "inspect")]
mod sct;
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
mod text;
#[cfg(feature = "mint")]
mod write;

use time::UtcDateTime;

use crate::{
    asn1_time::{self, TimeType},
    validity::{Validity, ValidityField},
};

pub use error::{ContentFault, Element, LengthFault, ReadError};
#[cfg(feature = "alloc")]
pub(crate) use extension::Listed;
#[cfg(all(any(feature = "inspect", feature = "rustls"), not(feature = "mint")))]
pub(crate) use name::Name;
#[cfg(feature = "mint")]
pub(crate) use {
    body::{Body, BodyFault, Unfit},
    constraints::Constraints,
    extension::identifier,
    general_name::general_names,
    key::{is_same_key, key_parts},
    write::Writer,
};
#[cfg(all(feature = "mint", feature = "__backend"))]
pub(crate) use {
    body::{read_extensions, repeated},
    key::EC_PUBLIC_KEY,
    request::RequestParts,
};
#[cfg(feature = "mint")]
pub use {
    extension::Extension,
    fault::{ConstraintFault, ExtensionFault, NameFault},
    general_name::GeneralName,
    name::{Attribute, Name},
    oid::{Oid, ParseOidError},
};
#[cfg(all(feature = "inspect", not(feature = "mint")))]
pub(crate) use {extension::Extension, oid::Oid};
#[cfg(any(feature = "inspect", feature = "mint"))]
pub(crate) use {
    extension::{BasicConstraints, KeyUsage, MAX_EXTENSIONS, authority_key_identifier, identifiers, key_identifier},
    oid::id,
};
#[cfg(feature = "inspect")]
pub(crate) use {
    extension::{authority_certificate, policies},
    sct::{SctFault, earliest_sct},
};

impl Validity {
    /// Reads only the validity period of a DER certificate.
    ///
    /// It skips by headers to the two times and decodes them strictly, and does not allocate. The part before the times must
    /// have the form of a certificate. The part after them is not read, and no signature is checked. GeneralizedTime is
    /// accepted for years before 2050.
    ///
    /// Other tools are less strict: `openssl x509 -dates` prints `Bad time value` for a date that does not exist, and succeeds.
    ///
    /// # Errors
    ///
    /// [`ReadError`], with the offset of the fault:
    ///
    /// - bytes that are not a certificate, such as PEM, a signing request or a revocation list;
    /// - a truncated certificate, and bytes after its end;
    /// - a length that is indefinite or not in its shortest form;
    /// - a time that does not exist or is not in the form that RFC 5280 section 4.1.2.5 requires;
    /// - a validity with one time or with three;
    /// - notAfter before notBefore.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::fs;
    /// use notafter::Validity;
    ///
    /// let leaf = Validity::from_certificate_der(&fs::read("docs/examples/leaf.der")?)?;
    /// assert_eq!(leaf.to_string(), "2026-11-25T00:00:00Z/2027-06-01T00:00:00Z");
    ///
    /// // One year after 29 February 2012, in the code of the outage.
    /// let error = Validity::from_certificate_der(&fs::read("docs/examples/outage.der")?)
    ///     .map_err(|error| error.to_string());
    /// let expected =
    ///     "notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year";
    /// assert_eq!(error, Err(expected.to_owned()));
    ///
    /// let error = Validity::from_certificate_der(b"-----BEGIN CERTIFICATE-----")
    ///     .map_err(|error| error.to_string());
    /// let expected = "certificate at offset 0: expected SEQUENCE (0x30), found 0x2d, which looks like PEM, not DER";
    /// assert_eq!(error, Err(expected.to_owned()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_certificate_der(der: &[u8]) -> Result<Self, ReadError> {
        Head::read(der)?.times()?.validity()
    }
}

/// A certificate from its beginning up to the validity period, and the rest of its body.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    #[cfg_attr(not(feature = "alloc"), expect(dead_code, reason = "renewal and inspection read it"))]
    pub(crate) serial_number: Tlv<'a>,
    #[cfg_attr(not(feature = "mint"), expect(dead_code, reason = "minting alone reads it"))]
    pub(crate) signature: Tlv<'a>,
    #[cfg_attr(
        not(any(feature = "inspect", feature = "mint", feature = "rustls")),
        expect(dead_code, reason = "the core reads no names")
    )]
    pub(crate) issuer: Tlv<'a>,
    pub(crate) validity: Tlv<'a>,
    /// The rest after the validity period: the subject and its key, and the extensions.
    #[cfg_attr(not(feature = "alloc"), expect(dead_code, reason = "renewal and inspection read it"))]
    pub(crate) rest: Reader<'a>,
}

impl<'a> Head<'a> {
    /// Parts that a caller does not use cost nothing if this is compiled into it, which halves the time of reading a period.
    #[inline(always)]
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, ReadError> {
        let mut outer = Reader::new(der);
        let mut certificate = outer.sequence(Element::Certificate)?.reader();
        outer.finish(Element::Certificate)?;
        Self::of_body(&certificate.sequence(Element::TbsCertificate)?)
    }

    /// Reads the part of a certificate that is signed, on its own.
    #[cfg(feature = "mint")]
    pub(crate) fn of_tbs(tbs: &'a [u8]) -> Result<Self, ReadError> {
        Self::of_body(&Tlv::of(Element::TbsCertificate, SEQUENCE, tbs)?)
    }

    /// Reads the part of a certificate that is signed.
    #[inline(always)]
    pub(crate) fn of_body(body: &Tlv<'a>) -> Result<Self, ReadError> {
        let mut body = body.reader();
        if body.peek() == Some(VERSION) {
            body.tagged(Element::Version, VERSION)?;
        }
        let serial_number = body.tagged(Element::SerialNumber, INTEGER)?;
        let signature = body.sequence(Element::Signature)?;
        let issuer = body.sequence(Element::Issuer)?;
        let validity = body.sequence(Element::Validity)?;
        Ok(Self { serial_number, signature, issuer, validity, rest: body })
    }

    #[inline(always)]
    pub(crate) fn times(&self) -> Result<Times<'a>, ReadError> {
        let mut reader = self.validity.reader();
        let not_before = WrittenTime::read(&mut reader, ValidityField::NotBefore)?;
        let not_after = WrittenTime::read(&mut reader, ValidityField::NotAfter)?;
        reader.finish(Element::Time(ValidityField::NotAfter))?;
        Ok(Times { not_before, not_after })
    }
}

/// The two times of a certificate as they are written.
#[derive(Clone, Copy)]
pub(crate) struct Times<'a> {
    pub(crate) not_before: WrittenTime<'a>,
    pub(crate) not_after: WrittenTime<'a>,
}

impl Times<'_> {
    #[inline]
    pub(crate) fn validity(&self) -> Result<Validity, ReadError> {
        let (not_before, not_after) = (self.not_before.instant()?, self.not_after.instant()?);
        // The two are whole seconds within 0000 to 9999: only their order can be refused.
        Validity::new(not_before, not_after).map_err(|_| ReadError::Reversed { not_before, not_after })
    }
}

/// A time as it is written in a certificate.
#[derive(Clone, Copy)]
pub(crate) struct WrittenTime<'a> {
    field: ValidityField,
    pub(crate) time_type: TimeType,
    content: &'a [u8],
    /// The place of its identifier octet.
    pub(crate) offset: usize,
}

impl<'a> WrittenTime<'a> {
    #[inline(always)]
    pub(crate) fn read(reader: &mut Reader<'a>, field: ValidityField) -> Result<Self, ReadError> {
        let element = Element::Time(field);
        let Tlv { tag, content, offset, .. } = reader.next(element)?;
        let time_type = match tag {
            0x17 => TimeType::UtcTime,
            0x18 => TimeType::GeneralizedTime,
            found => return Err(ReadError::UnexpectedTag { element, offset, found }),
        };
        Ok(Self { field, time_type, content, offset })
    }

    #[inline]
    pub(crate) fn instant(&self) -> Result<UtcDateTime, ReadError> {
        let Self { field, offset, .. } = *self;
        asn1_time::instant(self.time_type, self.content).ok_or_else(|| {
            let reason = asn1_time::fault(self.time_type, self.content);
            ReadError::Time { field, offset, reason }
        })
    }
}

/// An element of DER: its identifier octet and its content.
#[derive(Clone, Copy)]
pub(crate) struct Tlv<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// The element as a whole, header and content.
    pub(crate) whole: &'a [u8],
    /// The place of the identifier octet in the certificate.
    pub(crate) offset: usize,
}

impl<'a> Tlv<'a> {
    /// The element at the beginning of `bytes`, which are a whole of their own.
    #[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
    pub(crate) fn of(element: Element, tag: u8, bytes: &'a [u8]) -> Result<Self, ReadError> {
        let mut reader = Reader::new(bytes);
        let read = reader.tagged(element, tag)?;
        reader.finish(element)?;
        Ok(read)
    }

    /// The error for this fault in the content.
    #[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
    pub(crate) const fn refuse(&self, element: Element, fault: ContentFault) -> ReadError {
        ReadError::Content { element, offset: self.offset, fault }
    }

    #[inline]
    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader { bytes: self.content, end: self.offset.saturating_add(self.whole.len()) }
    }
}

/// The elements that have not been read yet.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    /// The place in the certificate where the bytes end. Only an error needs to know how far the reader has come.
    end: usize,
}

impl<'a> Reader<'a> {
    #[inline]
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, end: bytes.len() }
    }

    /// The place in the certificate where the next element begins.
    #[inline]
    pub(crate) const fn offset(self) -> usize {
        self.end.saturating_sub(self.bytes.len())
    }

    /// The identifier octet of the next element, or `None` at the end.
    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.first().copied()
    }

    /// The next element, whatever it is. `element` is the name for it in errors.
    #[inline(always)]
    pub(crate) fn next(&mut self, element: Element) -> Result<Tlv<'a>, ReadError> {
        self.take(element, None)
    }

    /// The next element, which has the identifier octet `tag`.
    #[inline(always)]
    pub(crate) fn tagged(&mut self, element: Element, tag: u8) -> Result<Tlv<'a>, ReadError> {
        self.take(element, Some(tag))
    }

    /// Takes the next element. A call would pass a `Result` of a hundred octets through memory, eight times for each
    /// certificate.
    #[inline(always)]
    fn take(&mut self, element: Element, expected: Option<u8>) -> Result<Tlv<'a>, ReadError> {
        let offset = self.offset();
        match split(self.bytes) {
            Some((tag, header, whole, rest)) if expected.is_none_or(|expected| tag == expected) => {
                self.bytes = rest;
                Ok(Tlv { tag, content: whole.get(header..).unwrap_or_default(), whole, offset })
            }
            _ => Err(self.fault(element, expected)),
        }
    }

    /// The reason why there is no next element with the identifier octet `expected`, or none at all.
    #[cold]
    fn fault(self, element: Element, expected: Option<u8>) -> ReadError {
        let offset = self.offset();
        match (self.peek(), length_fault(self.bytes)) {
            (Some(found), _) if expected.is_some_and(|expected| found != expected) => {
                ReadError::UnexpectedTag { element, offset, found }
            }
            (_, Some(fault)) => ReadError::Length { element, offset, fault },
            (_, None) => ReadError::Truncated { element, offset },
        }
    }

    #[inline(always)]
    pub(crate) fn sequence(&mut self, element: Element) -> Result<Tlv<'a>, ReadError> {
        self.tagged(element, SEQUENCE)
    }

    #[cfg(feature = "alloc")]
    /// The list of extensions after the validity period, or `None` if there is none.
    pub(crate) fn extensions(&mut self) -> Result<Option<Self>, ReadError> {
        while self.peek().is_some() {
            let part = self.next(Element::Extensions)?;
            if part.tag == EXTENSIONS {
                return part.reader().sequence(Element::Extensions).map(|list| Some(list.reader()));
            }
        }
        Ok(None)
    }

    /// The octets that have not been read yet.
    #[cfg(any(feature = "inspect", feature = "mint"))]
    pub(crate) const fn octets(&self) -> &'a [u8] {
        self.bytes
    }

    /// Takes the next `header` and `length` octets for an element. A reader that is less strict has found it there.
    #[cfg(feature = "inspect")]
    pub(crate) fn take_found(&mut self, header: usize, length: usize) -> Option<Tlv<'a>> {
        let (offset, tag) = (self.offset(), self.peek()?);
        let (whole, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(Tlv { tag, content: whole.get(header..)?, whole, offset })
    }

    /// The error for this fault in the next element.
    #[cfg(any(feature = "inspect", feature = "mint"))]
    pub(crate) fn refuse(&self, element: Element, fault: ContentFault) -> ReadError {
        ReadError::Content { element, offset: self.offset(), fault }
    }

    /// Requires that no bytes follow `element`.
    #[inline]
    pub(crate) fn finish(&self, element: Element) -> Result<(), ReadError> {
        match self.bytes.len() {
            0 => Ok(()),
            count => Err(ReadError::Excess { element, offset: self.offset(), count }),
        }
    }
}

/// The first element of `bytes`: its identifier octet, the size of its header, all of it, and the bytes after it.
///
/// The length is read only in its shortest form, up to 4 octets.
#[inline(always)]
fn split(bytes: &[u8]) -> Option<(u8, usize, &[u8], &[u8])> {
    let (tag, header, length) = match *bytes {
        [tag, a @ 0..=0x7f, ..] => (tag, 2, u32::from(a)),
        [tag, 0x81, a @ 0x80..=0xff, ..] => (tag, 3, u32::from(a)),
        [tag, 0x82, a @ 1..=0xff, b, ..] => (tag, 4, u32::from_be_bytes([0, 0, a, b])),
        [tag, 0x83, a @ 1..=0xff, b, c, ..] => (tag, 5, u32::from_be_bytes([0, a, b, c])),
        [tag, 0x84, a @ 1..=0xff, b, c, d, ..] => (tag, 6, u32::from_be_bytes([a, b, c, d])),
        _ => return None,
    };
    // What does not fit the address space is not in the bytes either.
    let (whole, rest) = bytes.split_at_checked(usize::try_from(length).ok()?.checked_add(header)?)?;
    Some((tag, header, whole, rest))
}

/// The fault in the length of the first element of `bytes`, or `None` if they end too early.
fn length_fault(bytes: &[u8]) -> Option<LengthFault> {
    match *bytes.get(1..)? {
        [0x80, ..] => Some(LengthFault::Indefinite),
        [0x85..=0xff, ..] => Some(LengthFault::TooLong),
        [0x81, 0..=0x7f, ..] | [0x82, 0, _, ..] | [0x83, 0, _, _, ..] | [0x84, 0, _, _, _, ..] => {
            Some(LengthFault::NotMinimal)
        }
        _ => None,
    }
}

pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const INTEGER: u8 = 0x02;
#[cfg(feature = "alloc")]
pub(crate) const BOOLEAN: u8 = 0x01;
#[cfg(any(feature = "inspect", feature = "mint"))]
pub(crate) const BIT_STRING: u8 = 0x03;
#[cfg(feature = "alloc")]
pub(crate) const OCTET_STRING: u8 = 0x04;
#[cfg(feature = "alloc")]
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
pub(crate) const SET: u8 = 0x31;
pub(crate) const VERSION: u8 = 0xa0;
/// `[3]`, the extensions of a version 3 certificate.
#[cfg(feature = "alloc")]
pub(crate) const EXTENSIONS: u8 = 0xa3;
