//! Reads the parts of a certificate, so that one unreadable part does not hide the others.

use std::sync::Arc;

use x509_parser::{
    asn1_rs::{Any, FromBer as _, FromDer as _},
    extensions::{ParsedExtension, X509Extension},
};

use super::{
    Inspection, Name, Role, SerialNumber,
    cause::{Cause, Unread},
    chain::AuthorityCertificate,
    finding::Finding,
    kind::{Claims, Usage},
    part::Span,
    period::{Period, TimePart},
};
use crate::{
    der::{
        BasicConstraints, ContentFault, Element, Extension, Head, INTEGER, KeyUsage, Listed, MAX_EXTENSIONS, Oid,
        ReadError, Reader, SEQUENCE, Tlv, VERSION, WrittenTime, authority_key_identifier, earliest_sct, id,
        identifiers, key_identifier, policies,
    },
    validity::ValidityField,
};

impl Inspection {
    pub(super) fn read(der: &[u8]) -> Result<Self, ReadError> {
        let mut faults = Vec::new();
        let (certificate, head) = match Head::read(der) {
            Ok(head) => (der, Ok(head)),
            // Bytes after the certificate are a fault, and do not hide its contents.
            Err(reason @ ReadError::Excess { element: Element::Certificate, offset, .. }) => {
                faults.push(Finding::of_read_error(reason, offset));
                let certificate = der.get(..offset).unwrap_or_default();
                (certificate, Head::read(certificate))
            }
            Err(reason) => (der, Err(reason)),
        };
        let (certificate, head, validity) = match head {
            Ok(head) => (certificate, head, head.times().and_then(|times| times.validity())),
            Err(reason) => {
                let (certificate, head) = Lenient { faults: &mut faults }.head(certificate).ok_or(reason)?;
                (certificate, head, Err(reason))
            }
        };
        let der = Arc::from(certificate);
        let mut inspection = Self {
            place: None,
            serial_number: SerialNumber::new(head.serial_number.content),
            serial_offset: head.serial_number.offset,
            issuer: Name::unreadable(&der),
            subject: Name::unreadable(&der),
            period: Period::default(),
            validity,
            role: Role::Unknown,
            usage: Usage::default(),
            claims: Claims::default(),
            earliest_sct: None,
            alternative_names: None,
            subject_key_identifier: None,
            authority_key_identifier: None,
            authority_certificate: None,
            authority_offset: 0,
            faults,
            der,
        };
        inspection.issuer = inspection.read_name(Element::Issuer, &head.issuer);
        inspection.read_times(&head.validity);
        inspection.read_rest(head.rest);
        Ok(inspection)
    }

    /// Reads each time on its own, so that the faults of one do not hide the faults of the other.
    fn read_times(&mut self, validity: &Tlv<'_>) {
        self.period.offset = validity.offset;
        let mut reader = validity.reader();
        for field in [ValidityField::NotBefore, ValidityField::NotAfter] {
            let instant = WrittenTime::read(&mut reader.clone(), field).and_then(|written| written.instant());
            // Without its end, nobody knows where the next one begins.
            let Some(time) = reader.next(Element::Time(field)).ok().or_else(|| found(&mut reader)) else {
                return self.faults.extend(instant.err().map(|error| Finding::of_read_error(error, validity.offset)));
            };
            self.faults.extend(instant.err().map(|error| Finding::of_read_error(error, time.offset)));
            let part = TimePart { tag: time.tag, offset: time.offset, text: Span::of_content(&time), instant };
            match field {
                ValidityField::NotBefore => self.period.not_before = Some(part),
                ValidityField::NotAfter => self.period.not_after = Some(part),
            }
        }
        let finished = reader.finish(Element::Time(ValidityField::NotAfter));
        self.faults.extend(finished.err().map(|error| Finding::of_read_error(error, validity.offset)));
        let instants = self.period.instant(ValidityField::NotBefore).zip(self.period.instant(ValidityField::NotAfter));
        if let Some((not_before, not_after)) = instants
            && not_after < not_before
        {
            let reason = ReadError::Reversed { not_before, not_after };
            self.faults.push(Finding::of_read_error(reason, validity.offset));
        }
    }

    /// Reads the parts after the validity period.
    fn read_rest(&mut self, mut rest: Reader<'_>) {
        let read = self.read_subject(&mut rest).and_then(|()| {
            let mut seen = Vec::new();
            while let Some(extensions) = rest.extensions()? {
                self.read_extensions(extensions, &mut seen);
            }
            Ok(())
        });
        if let Err(reason) = read {
            self.push_unreadable(reason);
        }
    }

    fn read_subject(&mut self, rest: &mut Reader<'_>) -> Result<(), ReadError> {
        let mut lenient = Lenient { faults: &mut self.faults };
        let subject = lenient.take(rest, Element::Subject, SEQUENCE)?;
        lenient.take(rest, Element::SubjectPublicKeyInfo, SEQUENCE)?;
        self.subject = self.read_name(Element::Subject, &subject);
        Ok(())
    }

    /// Reads the extensions of a list. `seen` are the identifiers of those before, and there may be [`MAX_EXTENSIONS`] in all.
    fn read_extensions<'a>(&mut self, mut list: Reader<'a>, seen: &mut Vec<&'a [u8]>) {
        // Where there are extensions, the absence of basic constraints says something.
        if list.peek().is_some() && self.role == Role::Unknown {
            self.role = Role::EndEntity;
        }
        let too_many = list.refuse(Element::Extensions, ContentFault::TooMany { limit: MAX_EXTENSIONS });
        while list.peek().is_some() {
            let element = if seen.len() == MAX_EXTENSIONS { Err(too_many) } else { list.sequence(Element::Extensions) };
            let element = match element {
                Ok(element) => element,
                Err(reason) => {
                    // The following ones may decide what the certificate is.
                    self.doubt_role();
                    self.usage = Usage::Unreadable;
                    return self.push_unreadable(reason);
                }
            };
            let listed = Listed::of(element);
            let content = listed.map(|listed| listed.id.content).unwrap_or_default();
            let read = listed.and_then(Extension::read).map_err(Unread::Read);
            let read = read.and_then(|extension| self.take_extension(&element, &extension));
            if seen.contains(&content)
                && let Some(id) = Oid::read(content)
            {
                self.faults.push(Finding::new(element.offset, Cause::RepeatedExtension { id }));
            }
            seen.push(content);
            if let Err(reason) = read {
                let id = Oid::read(content);
                match id.as_ref().map(Oid::as_bytes) {
                    None => {
                        self.doubt_role();
                        self.usage = Usage::Unreadable;
                    }
                    Some(id::BASIC_CONSTRAINTS) => self.doubt_role(),
                    Some(id::EXTENDED_KEY_USAGE) => self.usage = Usage::Unreadable,
                    Some(_) => {}
                }
                self.faults.push(Finding::new(element.offset, Cause::UnreadableExtension { id, reason }));
            }
        }
    }

    fn take_extension(&mut self, element: &Tlv<'_>, extension: &Extension<'_>) -> Result<(), Unread> {
        match extension.id() {
            id::BASIC_CONSTRAINTS => {
                if BasicConstraints::read(extension)?.is_ca {
                    self.role = Role::Authority;
                }
            }
            id::EXTENDED_KEY_USAGE => {
                for purpose in identifiers(extension)? {
                    self.usage.take(purpose?);
                }
            }
            id::CERTIFICATE_POLICIES => {
                for policy in policies(extension)? {
                    self.claims.take(policy?);
                }
            }
            id::SUBJECT_KEY_IDENTIFIER => {
                self.subject_key_identifier = Some(Span::of_content(&key_identifier(extension)?));
            }
            id::AUTHORITY_KEY_IDENTIFIER => {
                extension.list()?;
                self.authority_key_identifier = authority_key_identifier(extension).as_ref().map(Span::of_content);
                self.authority_certificate = AuthorityCertificate::read(&self.der, extension).map(Box::new);
                self.authority_offset = element.offset;
            }
            id::KEY_USAGE => {
                KeyUsage::read(extension)?;
            }
            id::SUBJECT_ALT_NAME => {
                let mut names = extension.list()?;
                self.alternative_names = Some(Span::of_rest(&names));
                while names.peek().is_some() {
                    names.next(Element::GeneralName)?;
                }
            }
            id::SCT_LIST => {
                let earliest = earliest_sct(extension).map_err(Unread::Timestamps)?;
                self.earliest_sct = self.earliest_sct.into_iter().chain(earliest).min();
            }
            // The contents of the others are not used here. x509-parser knows whether they can be read.
            _ => {
                let read = X509Extension::from_der(element.whole);
                let is_read =
                    read.is_ok_and(|(_, read)| !matches!(read.parsed_extension(), ParsedExtension::ParseError { .. }));
                return if is_read { Ok(()) } else { Err(Unread::Refused) };
            }
        }
        Ok(())
    }

    /// Notes that the unreadable extension may have decided the role of the certificate.
    fn doubt_role(&mut self) {
        if self.role == Role::EndEntity {
            self.role = Role::Unknown;
        }
    }

    fn read_name(&mut self, element: Element, name: &Tlv<'_>) -> Name {
        let (read, error) = Name::read(&self.der, element, name);
        if let Some(reason) = error {
            let offset = reason.offset().unwrap_or(name.offset);
            self.faults.push(Finding::new(offset, Cause::UnreadableName { element, reason }));
        }
        read
    }

    fn push_unreadable(&mut self, reason: ReadError) {
        let (element, offset) = (Cause::Read(reason).element(), reason.offset().unwrap_or_default());
        self.faults.push(Finding::new(offset, Cause::UnreadableName { element, reason }));
    }
}

impl From<ReadError> for Unread {
    fn from(reason: ReadError) -> Self {
        Self::Read(reason)
    }
}

/// Reads on if the encoding breaks DER but not BER, and notes the fault.
///
/// x509-parser's reader of BER finds the element then. So such a certificate has a fault, and still a period, names and
/// extensions.
struct Lenient<'f> {
    faults: &'f mut Vec<Finding>,
}

impl Lenient<'_> {
    /// The certificate without the bytes after it, and its parts.
    fn head<'a>(&mut self, der: &'a [u8]) -> Option<(&'a [u8], Head<'a>)> {
        let mut outer = Reader::new(der);
        let whole = self.take(&mut outer, Element::Certificate, SEQUENCE).ok()?;
        let mut certificate = whole.reader();
        let excess = outer.finish(Element::Certificate).err();
        self.faults.extend(excess.map(|excess| Finding::of_read_error(excess, der.len())));
        let mut body = self.take(&mut certificate, Element::TbsCertificate, SEQUENCE).ok()?.reader();
        if body.peek() == Some(VERSION) {
            self.take(&mut body, Element::Version, VERSION).ok()?;
        }
        let head = Head {
            serial_number: self.take(&mut body, Element::SerialNumber, INTEGER).ok()?,
            signature: self.take(&mut body, Element::Signature, SEQUENCE).ok()?,
            issuer: self.take(&mut body, Element::Issuer, SEQUENCE).ok()?,
            validity: self.take(&mut body, Element::Validity, SEQUENCE).ok()?,
            rest: body,
        };
        Some((whole.whole, head))
    }

    /// The next element, which has at least the number of `tag`.
    fn take<'a>(&mut self, reader: &mut Reader<'a>, element: Element, tag: u8) -> Result<Tlv<'a>, ReadError> {
        reader.tagged(element, tag).or_else(|reason| {
            let read = found(reader).filter(|read| read.tag & NUMBER == tag & NUMBER).ok_or(reason)?;
            self.faults.push(Finding::of_read_error(reason, read.offset));
            Ok(read)
        })
    }
}

/// The octets before the content of the element at the beginning of `octets`, which is BER.
fn header(octets: &[u8]) -> Option<usize> {
    let identifier = match octets {
        [tag, more @ ..] if tag & NUMBER == NUMBER => 2 + more.iter().take_while(|octet| **octet >= 0x80).count(),
        _ => 1,
    };
    // The length has one octet, which may say how many of them follow.
    let follow = Some(octets.get(identifier)?).filter(|length| **length > 0x80).map_or(0, |length| length & 0x7f);
    Some(identifier + 1 + usize::from(follow))
}

/// The part of an identifier octet that is the number. With all its bits, the number is in the octets that follow.
const NUMBER: u8 = 0x1f;

/// The next element, read as BER.
fn found<'a>(reader: &mut Reader<'a>) -> Option<Tlv<'a>> {
    let octets = reader.octets();
    let (rest, _) = Any::from_ber(octets).ok()?;
    reader.take_found(header(octets)?, octets.len().checked_sub(rest.len())?)
}
