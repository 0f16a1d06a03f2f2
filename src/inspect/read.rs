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
    chain::AuthorityCertificate,
    finding::{Cause, Finding},
    kind::Purposes,
    name::general_name,
    rule::Rule,
};
use crate::{
    asn1_time::TimeType,
    der::{Element, Head, ReadError, Reader, Tlv, WrittenTime},
    renewal::{CertificateId, CertificateIdError},
    validity::{Field, Validity},
};

/// Where the parts begin, and how the two times are written; nothing, where x509-parser alone reads the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) serial_number: Option<usize>,
    pub(super) issuer: Option<usize>,
    pub(super) authority_key_identifier: Option<usize>,
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
        let (mut head, mut excess) = (Head::read(der), None);
        // What follows the certificate is a fault, and does not hide what is in it.
        if let Err(reason @ ReadError::Excess { element: Element::Certificate, offset, .. }) = head {
            (head, excess) = (Head::read(der.get(..offset).unwrap_or_default()), Some(reason));
        }
        let head = match head {
            Ok(head) => head,
            // What x509-parser accepts nevertheless has names and a role, and the reason for which it has no validity.
            Err(reason) => return Self::read_leniently(der, reason),
        };
        let mut inspection = Self::blank(head.serial_number.content, head.times().and_then(|times| times.validity()));
        inspection.issuer_key = CertificateId::from_head(&head).map(|id| id.key_identifier().into());
        inspection.faults.extend(excess);
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
        let Ok((rest, certificate)) = X509Certificate::from_der(der) else { return Err(reason) };
        let mut inspection = Self::blank(certificate.raw_serial(), Err(reason));
        inspection.issuer_key = Err(reason.into());
        inspection.faults.push(reason);
        if !rest.is_empty() {
            let (element, offset) = (Element::Certificate, der.len() - rest.len());
            inspection.faults.push(ReadError::Excess { element, offset, count: rest.len() });
        }
        if let Ok(issuer) = Reader::within(der, certificate.issuer.as_raw()).next(Element::Issuer) {
            inspection.issuer = inspection.read_name(Element::Issuer, &issuer);
        }
        if let Ok(subject) = Reader::within(der, certificate.subject.as_raw()).next(Element::Subject) {
            inspection.subject = inspection.read_name(Element::Subject, &subject);
        }
        inspection.begin_extensions(certificate.extensions().len());
        for extension in certificate.extensions() {
            inspection.take_extension(extension, None);
        }
        Ok(inspection)
    }

    fn blank(serial_number: &[u8], validity: Result<Validity, ReadError>) -> Self {
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
            authority_certificate: None,
            issuer_key: Err(CertificateIdError::NoAuthorityKeyIdentifier),
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
        self.faults.extend(reader.finish(Element::Time(Field::NotAfter)).err());
        if let Err(error @ ReadError::Reversed { .. }) = self.validity {
            self.faults.push(error);
        }
    }

    /// Reads what follows the validity period.
    fn read_rest(&mut self, mut rest: Reader<'_>) -> Result<(), ReadError> {
        let subject = rest.sequence(Element::Subject)?;
        self.subject = self.read_name(Element::Subject, &subject);
        rest.sequence(Element::SubjectPublicKeyInfo)?;
        while let Some(extensions) = rest.extensions()? {
            self.read_extensions(extensions)?;
        }
        Ok(())
    }

    fn read_extensions(&mut self, mut extensions: Reader<'_>) -> Result<(), ReadError> {
        self.begin_extensions(usize::from(extensions.peek().is_some()));
        while extensions.peek().is_some() {
            let Tlv { whole, offset, .. } = extensions.sequence(Element::Extensions)?;
            match X509Extension::from_der(whole) {
                Ok((_, extension)) => self.take_extension(&extension, Some(offset)),
                Err(_) => {
                    // It may be the one that says whether the certificate is a CA.
                    self.doubt_role();
                    self.push_extension(None, Some(offset));
                }
            }
        }
        Ok(())
    }

    fn begin_extensions(&mut self, count: usize) {
        // Where there are extensions, the absence of basic constraints says something.
        if count > 0 && self.role == Role::Unknown {
            self.role = Role::EndEntity;
        }
    }

    /// Takes into account that the extension which cannot be read may have said what the certificate is.
    fn doubt_role(&mut self) {
        if self.role == Role::EndEntity {
            self.role = Role::Unknown;
        }
    }

    fn take_extension(&mut self, extension: &X509Extension<'_>, offset: Option<usize>) {
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(constraints) if constraints.ca => self.role = Role::Authority,
            ParsedExtension::ExtendedKeyUsage(usage) => self.purposes.take_usage(usage),
            ParsedExtension::CertificatePolicies(policies) => self.purposes.take_policies(policies),
            ParsedExtension::SubjectKeyIdentifier(identifier) => {
                self.subject_key_identifier = Some(identifier.0.into());
            }
            ParsedExtension::AuthorityKeyIdentifier(identifier) => {
                self.authority_key_identifier =
                    identifier.key_identifier.as_ref().map(|identifier| identifier.0.into());
                self.authority_certificate = AuthorityCertificate::read(extension.value).map(Box::new);
                self.places.authority_key_identifier = offset;
            }
            ParsedExtension::SubjectAlternativeName(names) => {
                self.alternative_names.extend(names.general_names.iter().filter_map(general_name));
            }
            ParsedExtension::ParseError { .. } => {
                if extension.oid == OID_X509_EXT_BASIC_CONSTRAINTS {
                    self.doubt_role();
                }
                self.push_extension(Some(&extension.oid), offset);
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

    fn push_unreadable(&mut self, error: ReadError) {
        let element = match error {
            ReadError::UnexpectedTag { element, .. }
            | ReadError::Truncated { element, .. }
            | ReadError::Length { element, .. }
            | ReadError::Excess { element, .. }
            | ReadError::Content { element, .. } => element,
            ReadError::Time { field, .. } => Element::Time(field),
            ReadError::Reversed { .. } => Element::Validity,
        };
        self.unreadable.push(Finding::new(Rule::UnreadablePart, element, error.offset(), Cause::Read(error)));
    }

    fn push_extension(&mut self, oid: Option<&Oid<'_>>, offset: Option<usize>) {
        let name = oid.map(|oid| oid2sn(oid, oid_registry()).map_or_else(|_| oid.to_id_string(), str::to_owned));
        let cause = Cause::UnreadableExtension { name, offset };
        self.unreadable.push(Finding::new(Rule::UnreadablePart, Element::Extensions, offset, cause));
    }
}
