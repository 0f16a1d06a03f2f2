//! From the bytes of a certificate to its parts, so that one unreadable part does not hide the others.

use x509_parser::{
    asn1_rs::FromDer,
    certificate::X509Certificate,
    extensions::{ParsedExtension, X509Extension},
    objects::{oid_registry, oid2sn},
    oid_registry::{OID_X509_EXT_BASIC_CONSTRAINTS, Oid},
};

use super::{
    Inspection, Name, Role, SerialNumber,
    finding::{Cause, Finding},
    kind::Purposes,
    name::general_name,
    rule::Rule,
};
use crate::{
    asn1_time::TimeType,
    der::{Element, Head, ReadError, Reader, Tlv, WrittenTime},
    validity::Field,
};

/// Where the parts begin, and how the two times are written; nothing, where x509-parser alone reads the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) serial_number: Option<usize>,
    pub(super) issuer: Option<usize>,
    pub(super) validity: Option<usize>,
    not_before: Option<(usize, TimeType)>,
    not_after: Option<(usize, TimeType)>,
}

impl Places {
    pub(super) fn time(&self, field: Field) -> Option<usize> {
        self.written(field).map(|(offset, _)| offset)
    }

    pub(super) fn time_type(&self, field: Field) -> Option<TimeType> {
        self.written(field).map(|(_, time_type)| time_type)
    }

    const fn written(&self, field: Field) -> Option<(usize, TimeType)> {
        match field {
            Field::NotBefore => self.not_before,
            Field::NotAfter => self.not_after,
        }
    }
}

impl Inspection {
    pub(super) fn read(der: &[u8]) -> Result<Self, ReadError> {
        let head = match Head::read(der) {
            Ok(head) => head,
            // What x509-parser accepts nevertheless has names and a role, and the reason for which it has no validity.
            Err(reason) => return Self::read_leniently(der, reason),
        };
        let mut inspection = Self::blank(head.serial_number.content, head.times().and_then(|times| times.validity()));
        inspection.places.serial_number = Some(head.serial_number.offset);
        inspection.places.issuer = Some(head.issuer.offset);
        inspection.read_times(&head.validity);
        inspection.issuer = inspection.read_name(Element::Issuer, &head.issuer);
        if let Err(error) = inspection.read_rest(head.rest) {
            inspection.push_unreadable(error);
        }
        Ok(inspection)
    }

    fn read_leniently(der: &[u8], reason: ReadError) -> Result<Self, ReadError> {
        let Ok((_, certificate)) = X509Certificate::from_der(der) else { return Err(reason) };
        let mut inspection = Self::blank(certificate.raw_serial(), Err(reason));
        inspection.faults.push(reason);
        if let Ok(issuer) = Reader::new(certificate.issuer.as_raw()).next(Element::Issuer) {
            inspection.issuer = inspection.read_name(Element::Issuer, &issuer);
        }
        if let Ok(subject) = Reader::new(certificate.subject.as_raw()).next(Element::Subject) {
            inspection.subject = inspection.read_name(Element::Subject, &subject);
        }
        for extension in certificate.extensions() {
            inspection.take_extension(extension, None);
        }
        Ok(inspection)
    }

    fn blank(serial_number: &[u8], validity: Result<crate::Validity, ReadError>) -> Self {
        Self {
            line: None,
            serial_number: SerialNumber::new(serial_number),
            issuer: Name::unreadable(),
            subject: Name::unreadable(),
            alternative_names: Vec::new(),
            validity,
            role: Role::Unknown,
            purposes: Purposes::default(),
            subject_key_identifier: None,
            authority_key_identifier: None,
            places: Places::default(),
            faults: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// Reads each time for itself, so that a fault of notBefore does not hide one of notAfter.
    fn read_times(&mut self, validity: &Tlv<'_>) {
        self.places.validity = Some(validity.offset);
        let mut reader = validity.reader();
        for field in [Field::NotBefore, Field::NotAfter] {
            let written = match WrittenTime::read(&mut reader, field) {
                Ok(written) => written,
                // Where the next time begins is not known either.
                Err(error) => return self.faults.push(error),
            };
            self.faults.extend(written.instant().err());
            let place = Some((written.offset, written.time_type));
            match field {
                Field::NotBefore => self.places.not_before = place,
                Field::NotAfter => self.places.not_after = place,
            }
        }
        self.faults.extend(reader.finish(Element::Validity).err());
        if let Err(error @ ReadError::Reversed { .. }) = self.validity {
            self.faults.push(error);
        }
    }

    /// Reads what follows the validity period.
    fn read_rest(&mut self, mut rest: Reader<'_>) -> Result<(), ReadError> {
        let subject = rest.sequence(Element::Subject)?;
        self.subject = self.read_name(Element::Subject, &subject);
        rest.sequence(Element::SubjectPublicKeyInfo)?;
        while let Some(tag) = rest.peek() {
            let part = rest.next(Element::Extensions)?;
            if tag == EXTENSIONS {
                self.read_extensions(&part)?;
            }
        }
        Ok(())
    }

    fn read_extensions(&mut self, part: &Tlv<'_>) -> Result<(), ReadError> {
        let mut extensions = part.reader().sequence(Element::Extensions)?.reader();
        while extensions.peek().is_some() {
            let Tlv { whole, offset, .. } = extensions.sequence(Element::Extensions)?;
            match X509Extension::from_der(whole) {
                Ok((_, extension)) => self.take_extension(&extension, Some(offset)),
                Err(_) => self.push_extension(String::from("without a readable identifier"), Some(offset)),
            }
        }
        Ok(())
    }

    fn take_extension(&mut self, extension: &X509Extension<'_>, offset: Option<usize>) {
        // Where there are extensions, the absence of basic constraints says something.
        if self.role == Role::Unknown && !self.has_unreadable_constraints() {
            self.role = Role::EndEntity;
        }
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(constraints) if constraints.ca => self.role = Role::Authority,
            ParsedExtension::ExtendedKeyUsage(usage) => self.purposes.take_usage(usage),
            ParsedExtension::CertificatePolicies(policies) => self.purposes.take_policies(policies),
            ParsedExtension::SubjectKeyIdentifier(identifier) => {
                self.subject_key_identifier = Some(identifier.0.into());
            }
            ParsedExtension::AuthorityKeyIdentifier(identifier) => {
                self.authority_key_identifier = identifier.key_identifier.as_ref().map(|identifier| identifier.0.into());
            }
            ParsedExtension::SubjectAlternativeName(names) => {
                self.alternative_names.extend(names.general_names.iter().filter_map(general_name));
            }
            ParsedExtension::ParseError { .. } => {
                if extension.oid == OID_X509_EXT_BASIC_CONSTRAINTS {
                    self.role = Role::Unknown;
                }
                self.push_extension(identifier_text(&extension.oid), offset);
            }
            _ => {}
        }
    }

    fn read_name(&mut self, element: Element, name: &Tlv<'_>) -> Name {
        let (name, error) = Name::read(element, name);
        if let Some(error) = error {
            self.push_unreadable(error);
        }
        name
    }
}

/// The identifier octet of the extensions: `[3]`.
const EXTENSIONS: u8 = 0xa3;
