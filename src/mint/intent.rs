//! Writes rcgen's parameters in DER, octet by octet as rcgen does, and refuses those that cannot be written.

use core::{fmt, net::IpAddr};
use std::sync::LazyLock;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CustomExtension, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyUsagePurpose, OtherNameValue, SanType,
};

use super::{
    MintError,
    error::{ExtensionFault, Parameter, ParameterFault, Part, Short},
    template,
};
#[cfg(all(feature = "rustls", feature = "__backend"))]
use crate::der::Body;
use crate::der::{
    BIT_STRING, BOOLEAN, BasicConstraints as Constraints, Extension, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Oid,
    SEQUENCE, SET, Unfit, Writer, id, identifiers,
};

/// Writes the extensions of `params`, except the identifier of the issuer's key, in the order of rcgen.
pub(super) fn extensions(
    to: &mut Writer,
    params: &CertificateParams,
    key_identifier: &[u8],
    nameless: bool,
) -> Result<(), MintError> {
    if !params.subject_alt_names.is_empty() {
        let names = &params.subject_alt_names;
        write_as(to, id::SUBJECT_ALT_NAME, nameless, |to| list(to, SEQUENCE, names, alternative_name))?;
    }
    if !params.key_usages.is_empty() {
        write_as(to, id::KEY_USAGE, true, |to| key_usages(to, &params.key_usages));
    }
    if !params.extended_key_usages.is_empty() {
        let mut value = Writer::with_capacity(64);
        list(&mut value, SEQUENCE, &params.extended_key_usages, purpose)?;
        write(to, &Extension::of(id::EXTENDED_KEY_USAGE, false, value.as_bytes()), nameless);
    }
    if let Some(constraints) = &params.name_constraints {
        let trees = [(0xa0, &constraints.permitted_subtrees), (0xa1, &constraints.excluded_subtrees)];
        let mut trees = trees.into_iter().filter(|(_, trees)| !trees.is_empty()).peekable();
        if trees.peek().is_some() {
            let write = |to: &mut Writer| trees.try_for_each(|(tag, trees)| list(to, tag, trees, subtree));
            write_as(to, id::NAME_CONSTRAINTS, true, |to| to.nest(SEQUENCE, write))?;
        }
    }
    if !params.crl_distribution_points.is_empty() {
        write_as(to, id::CRL_DISTRIBUTION_POINTS, false, |to| {
            list(to, SEQUENCE, &params.crl_distribution_points, |to, point| {
                if point.uris.is_empty() {
                    return Err(Unfit::new(id::CRL_DISTRIBUTION_POINTS, ExtensionFault::Empty).into());
                }
                let uri = |to: &mut Writer, uri: &String| ascii(to, Parameter::CrlDistributionPoints, 0x86, uri);
                to.nest(SEQUENCE, |to| to.nest(0xa0, |to| list(to, 0xa0, &point.uris, uri)))
            })
        })?;
    }
    if !matches!(params.is_ca, IsCa::NoCa) {
        subject_key_identifier(to, key_identifier);
        write_as(to, id::BASIC_CONSTRAINTS, true, |to| to.nest(SEQUENCE, |to| is_ca(to, &params.is_ca)));
    }
    for custom in &params.custom_extensions {
        let id = object_identifier(Parameter::CustomExtensions, || custom.oid_components())?;
        write(to, &Extension::of(id.as_bytes(), custom.criticality(), custom.content()), nameless);
    }
    Ok(())
}

/// Writes `extension` as it was asked for, but critical if a standard requires it.
///
/// These are critical:
///
/// - subjectAltName if there is no subject (RFC 5280 section 4.2.1.6);
/// - the constraints of an authority (sections 4.2.1.9 to 4.2.1.11 and 4.2.1.14);
/// - the purpose of time stamping (RFC 3161 section 2.3).
pub(super) fn write(to: &mut Writer, extension: &Extension<'_>, nameless: bool) {
    let is_critical = extension.is_critical()
        || match extension.id() {
            id::SUBJECT_ALT_NAME => nameless,
            id::BASIC_CONSTRAINTS => Constraints::read(extension).is_ok_and(|constraints| constraints.is_ca),
            id::EXTENDED_KEY_USAGE => identifiers(extension)
                .is_ok_and(|mut purposes| purposes.any(|purpose| purpose == Ok(id::TIME_STAMPING))),
            id::NAME_CONSTRAINTS | id::POLICY_CONSTRAINTS | id::INHIBIT_ANY_POLICY => true,
            _ => false,
        };
    write_as(to, extension.id(), is_critical, |value| value.encoded(extension.value()));
}

/// Writes the extension with this object identifier and the value that `write` writes.
fn write_as<R>(to: &mut Writer, id: &[u8], critical: bool, write: impl FnOnce(&mut Writer) -> R) -> R {
    to.nest(SEQUENCE, |extension| {
        extension.element(OBJECT_IDENTIFIER, id);
        if critical {
            extension.element(BOOLEAN, &[0xff]);
        }
        extension.nest(OCTET_STRING, write)
    })
}

/// Writes the extension with the identifier of the issuer's key.
pub(super) fn authority_key_identifier(to: &mut Writer, identifier: &[u8]) {
    write_as(to, id::AUTHORITY_KEY_IDENTIFIER, false, |to| to.nest(SEQUENCE, |to| to.element(0x80, identifier)));
}

/// Writes the extension with the identifier of the key.
pub(super) fn subject_key_identifier(to: &mut Writer, identifier: &[u8]) {
    write_as(to, id::SUBJECT_KEY_IDENTIFIER, false, |to| to.element(OCTET_STRING, identifier));
}

/// Whether an extension has this object identifier.
pub(super) fn is(custom: &CustomExtension, id: &[u8]) -> bool {
    Oid::of_arcs(custom.oid_components().map(|arc| Some(arc.into()))).is_some_and(|oid| oid.as_bytes() == id)
}

/// Refuses parameters that a later rcgen may have and that are not written here.
pub(super) fn refuse_unknown(mut params: CertificateParams) -> Result<(), MintError> {
    static BLANK: LazyLock<CertificateParams> = LazyLock::new(|| {
        let mut blank = CertificateParams::default();
        blank.distinguished_name = DistinguishedName::new();
        blank
    });
    let blank = &*BLANK;
    params.not_before = blank.not_before;
    params.not_after = blank.not_after;
    params.serial_number = None;
    params.subject_alt_names.clear();
    params.is_ca = IsCa::NoCa;
    params.key_usages.clear();
    params.extended_key_usages.clear();
    params.name_constraints = None;
    params.crl_distribution_points.clear();
    params.custom_extensions.clear();
    params.use_authority_key_identifier_extension = false;
    params.key_identifier_method = blank.key_identifier_method.clone();
    params.distinguished_name = DistinguishedName::new();
    if params == *blank { Ok(()) } else { Err(MintError::Altered { part: Part::Extensions }) }
}

/// Whether a certificate has the subject and the extensions of `params`, to the octet. The identifier of its own key is not
/// compared.
#[cfg(all(feature = "rustls", feature = "__backend"))]
pub(super) fn is_said(params: &CertificateParams, issuer_key: &[u8], body: &Body<'_>) -> bool {
    let mut wanted = Writer::with_capacity(512);
    authority_key_identifier(&mut wanted, issuer_key);
    let own_key = body.said.key_identifier.unwrap_or_default();
    extensions(&mut wanted, params, own_key, body.subject.is_empty()).is_ok()
        && wanted.as_bytes() == body.listed
        && subject(params).is_ok_and(|subject| subject == body.subject.as_der())
}

/// The subject of `params` in DER. If it is rcgen's default subject, the first host replaces it.
pub(super) fn subject(params: &CertificateParams) -> Result<Vec<u8>, MintError> {
    let written = |subject: &DistinguishedName| {
        let mut to = Writer::with_capacity(128);
        name(&mut to, Parameter::DistinguishedName, subject).map(|()| to.into_bytes())
    };
    let own = written(&params.distinguished_name)?;
    if own == DEFAULT_NAME { written(&template::subject(&params.subject_alt_names)) } else { Ok(own) }
}

fn name(to: &mut Writer, field: Parameter, name: &DistinguishedName) -> Result<(), MintError> {
    to.nest(SEQUENCE, |to| name.iter().try_for_each(|(oid, value)| attribute(to, field, oid, value)))
}

fn attribute(to: &mut Writer, field: Parameter, oid: &DnType, value: &DnValue) -> Result<(), MintError> {
    let custom;
    let id: &[u8] = match oid {
        DnType::CommonName => id::COMMON_NAME,
        DnType::CountryName => &[0x55, 4, 6],
        DnType::LocalityName => &[0x55, 4, 7],
        DnType::StateOrProvinceName => &[0x55, 4, 8],
        DnType::OrganizationName => &[0x55, 4, 10],
        DnType::OrganizationalUnitName => &[0x55, 4, 11],
        DnType::CustomDnType(arcs) => {
            custom = object_identifier(field, || arcs.iter().copied())?;
            custom.as_bytes()
        }
        _ => return Err(unknown(field, oid)),
    };
    let (tag, text) = match value {
        DnValue::Utf8String(text) => (0x0c, text.as_bytes()),
        DnValue::PrintableString(text) => (0x13, text.as_str().as_bytes()),
        DnValue::TeletexString(text) => (0x14, text.as_bytes()),
        DnValue::Ia5String(text) => (0x16, text.as_str().as_bytes()),
        DnValue::UniversalString(text) => (0x1c, text.as_bytes()),
        DnValue::BmpString(text) => (0x1e, text.as_bytes()),
        _ => return Err(unknown(field, value)),
    };
    to.nest(SET, |to| {
        to.nest(SEQUENCE, |to| {
            to.element(OBJECT_IDENTIFIER, id);
            to.element(tag, text);
        });
    });
    Ok(())
}

fn alternative_name(to: &mut Writer, name: &SanType) -> Result<(), MintError> {
    match name {
        SanType::Rfc822Name(text) => to.element(0x81, text.as_str().as_bytes()),
        SanType::DnsName(text) => to.element(0x82, text.as_str().as_bytes()),
        SanType::URI(text) => to.element(0x86, text.as_str().as_bytes()),
        SanType::IpAddress(IpAddr::V4(address)) => to.element(0x87, &address.octets()),
        SanType::IpAddress(IpAddr::V6(address)) => to.element(0x87, &address.octets()),
        SanType::OtherName((arcs, OtherNameValue::Utf8String(text))) => {
            let oid = object_identifier(Parameter::SubjectAltNames, || arcs.iter().copied())?;
            to.nest(0xa0, |other| {
                other.element(OBJECT_IDENTIFIER, oid.as_bytes());
                other.nest(0xa0, |value| value.element(0x0c, text.as_bytes()));
            });
        }
        _ => return Err(unknown(Parameter::SubjectAltNames, name)),
    }
    Ok(())
}

fn key_usages(to: &mut Writer, usages: &[KeyUsagePurpose]) {
    let bits = usages.iter().fold(0u16, |bits, usage| bits | 0x8000 >> *usage as u16);
    let [first, second] = bits.to_be_bytes();
    let unused = (bits.trailing_zeros() % 8) as u8;
    match second {
        0 => to.element(BIT_STRING, &[unused, first]),
        _ => to.element(BIT_STRING, &[unused, first, second]),
    }
}

fn purpose(to: &mut Writer, purpose: &ExtendedKeyUsagePurpose) -> Result<(), MintError> {
    let other;
    let id = match purpose {
        ExtendedKeyUsagePurpose::Any => id::ANY_PURPOSE,
        ExtendedKeyUsagePurpose::ServerAuth => id::SERVER_AUTH,
        ExtendedKeyUsagePurpose::ClientAuth => id::CLIENT_AUTH,
        ExtendedKeyUsagePurpose::CodeSigning => id::CODE_SIGNING,
        ExtendedKeyUsagePurpose::EmailProtection => id::EMAIL_PROTECTION,
        ExtendedKeyUsagePurpose::TimeStamping => id::TIME_STAMPING,
        ExtendedKeyUsagePurpose::OcspSigning => id::OCSP_SIGNING,
        ExtendedKeyUsagePurpose::Other(arcs) => {
            other = object_identifier(Parameter::ExtendedKeyUsages, || arcs.iter().copied())?;
            other.as_bytes()
        }
    };
    to.element(OBJECT_IDENTIFIER, id);
    Ok(())
}

fn is_ca(to: &mut Writer, is_ca: &IsCa) {
    if let IsCa::Ca(constraints) = is_ca {
        to.element(BOOLEAN, &[0xff]);
        match constraints {
            BasicConstraints::Unconstrained => {}
            BasicConstraints::Constrained(most @ 0x80..) => to.element(INTEGER, &[0, *most]),
            BasicConstraints::Constrained(most) => to.element(INTEGER, &[*most]),
        }
    }
}

fn subtree(to: &mut Writer, tree: &GeneralSubtree) -> Result<(), MintError> {
    let field = Parameter::NameConstraints;
    to.nest(SEQUENCE, |to| match tree {
        GeneralSubtree::Rfc822Name(text) => ascii(to, field, 0x81, text),
        GeneralSubtree::DnsName(text) => ascii(to, field, 0x82, text),
        GeneralSubtree::DirectoryName(directory) => to.nest(0xa4, |to| name(to, field, directory)),
        GeneralSubtree::IpAddress(subnet) => {
            to.element(
                0x87,
                &match subnet {
                    CidrSubnet::V4(address, mask) => [&address[..], mask].concat(),
                    CidrSubnet::V6(address, mask) => [&address[..], mask].concat(),
                },
            );
            Ok(())
        }
        _ => Err(unknown(field, tree)),
    })
}

/// Writes each of `items` by `write`, in an element.
fn list<T>(
    to: &mut Writer,
    tag: u8,
    items: &[T],
    mut write: impl FnMut(&mut Writer, &T) -> Result<(), MintError>,
) -> Result<(), MintError> {
    to.nest(tag, |to| items.iter().try_for_each(|item| write(to, item)))
}

fn ascii(to: &mut Writer, field: Parameter, tag: u8, text: &str) -> Result<(), MintError> {
    if !text.is_ascii() {
        return Err(MintError::Parameter { field, value: Short::of(text), fault: ParameterFault::NotAscii });
    }
    to.element(tag, text.as_bytes());
    Ok(())
}

fn object_identifier<A: Iterator<Item = u64>>(field: Parameter, arcs: impl Fn() -> A) -> Result<Oid, MintError> {
    Oid::of_arcs(arcs().map(|arc| Some(arc.into()))).ok_or_else(|| {
        let value = Short::of(arcs().take(20).map(|arc| arc.to_string()).collect::<Vec<_>>().join("."));
        MintError::Parameter { field, value, fault: ParameterFault::ObjectIdentifier }
    })
}

fn unknown(field: Parameter, value: &impl fmt::Debug) -> MintError {
    MintError::Parameter { field, value: Short::of(format_args!("{value:?}")), fault: ParameterFault::Unknown }
}

/// The name in [`CertificateParams::default`], the same in every certificate.
const DEFAULT_NAME: &[u8] = b"\x30\x21\x31\x1f\x30\x1d\x06\x03U\x04\x03\x0c\x16rcgen self signed cert";
