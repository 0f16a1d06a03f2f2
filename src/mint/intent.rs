//! What rcgen's parameters mean in DER, so that what rcgen wrote can be compared with it.

use core::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints, OtherNameValue, SanType,
};

use super::{
    MintError,
    compose::{identifier, write, write_as},
    error::Parameter,
    params, template,
};
use crate::der::{
    BIT_STRING, BOOLEAN, Extension, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Oid, SEQUENCE, SET, Writer, id,
};
#[cfg(all(feature = "rustls", any(feature = "ring", feature = "aws_lc_rs")))]
use crate::der::{Body, Reader, read_extensions};

/// Writes the extensions that `params` ask for, but for the identifier of the issuer's key, in the order of rcgen.
pub(super) fn extensions(to: &mut Writer, params: &CertificateParams, nameless: bool) {
    if !params.subject_alt_names.is_empty() {
        write_as(to, id::SUBJECT_ALT_NAME, nameless, |value| {
            value
                .nest(SEQUENCE, |names| params.subject_alt_names.iter().for_each(|name| alternative_name(names, name)));
        });
    }
    if !params.key_usages.is_empty() {
        write_as(to, id::KEY_USAGE, true, |value| key_usages(value, &params.key_usages));
    }
    if !params.extended_key_usages.is_empty() {
        let mut value = Writer::with_capacity(64);
        value.nest(SEQUENCE, |list| params.extended_key_usages.iter().for_each(|purpose| purpose_id(list, purpose)));
        write(to, &Extension::of(id::EXTENDED_KEY_USAGE, false, value.as_bytes()), nameless);
    }
    if let Some(constraints) = params.name_constraints.as_ref().filter(|constraints| !is_empty(constraints)) {
        write_as(to, id::NAME_CONSTRAINTS, true, |value| value.nest(SEQUENCE, |value| subtrees(value, constraints)));
    }
    if !params.crl_distribution_points.is_empty() {
        write_as(to, id::CRL_DISTRIBUTION_POINTS, false, |value| {
            value.nest(SEQUENCE, |list| {
                for point in &params.crl_distribution_points {
                    let uris =
                        |names: &mut Writer| point.uris.iter().for_each(|uri| names.element(0x86, uri.as_bytes()));
                    list.nest(SEQUENCE, |point| point.nest(0xa0, |name| name.nest(0xa0, uris)));
                }
            });
        });
    }
    if !matches!(params.is_ca, IsCa::NoCa) {
        write_as(to, id::SUBJECT_KEY_IDENTIFIER, false, |value| value.element(OCTET_STRING, identifier(params)));
        write_as(to, id::BASIC_CONSTRAINTS, true, |value| value.nest(SEQUENCE, |value| is_ca(value, &params.is_ca)));
    }
    for custom in &params.custom_extensions {
        let oid = Oid::of_arcs(custom.oid_components().map(|arc| Some(arc.into())));
        let id = oid.as_ref().map_or(&[][..], Oid::as_bytes);
        write(to, &Extension::of(id, custom.criticality(), custom.content()), nameless);
    }
}

/// Whether a certificate has the subject and the extensions that `params` ask for, no more and no less. An identifier of its own key is
/// not compared.
#[cfg(all(feature = "rustls", any(feature = "ring", feature = "aws_lc_rs")))]
pub(super) fn is_said(params: &CertificateParams, issuer_key: &[u8], body: &Body<'_>) -> bool {
    let mut wanted = Writer::with_capacity(512);
    authority_key_identifier(&mut wanted, issuer_key);
    extensions(&mut wanted, params, body.subject.is_empty());
    let mut said = Vec::new();
    let parts = |extensions: &[Extension<'_>]| -> Vec<_> {
        let others = extensions.iter().filter(|extension| extension.id() != id::SUBJECT_KEY_IDENTIFIER);
        others.map(|extension| (extension.id().to_vec(), extension.is_critical(), extension.value().to_vec())).collect()
    };
    let is_read = read_extensions(Reader::new(wanted.as_bytes()), &mut said).is_ok();
    let is_subject = subject(params).is_ok_and(|subject| subject == body.subject.as_der());
    is_read && is_subject && parts(&said) == parts(&body.extensions)
}

/// Writes the extension with the identifier of the issuer's key.
pub(super) fn authority_key_identifier(to: &mut Writer, identifier: &[u8]) {
    write_as(to, id::AUTHORITY_KEY_IDENTIFIER, false, |value| {
        value.nest(SEQUENCE, |value| value.element(0x80, identifier));
    });
}

/// The subject of `params` in DER. Where that is the one that rcgen gives by default, the first host takes its place.
pub(super) fn subject(params: &CertificateParams) -> Result<Vec<u8>, MintError> {
    let written = name(&params.distinguished_name)?;
    if written == DEFAULT_NAME { name(&template::subject(&params.subject_alt_names)) } else { Ok(written) }
}

fn name(name: &DistinguishedName) -> Result<Vec<u8>, MintError> {
    let (mut written, mut refused) = (Writer::with_capacity(128), Ok(()));
    written.nest(SEQUENCE, |sets| {
        for (oid, value) in name.iter() {
            if refused.is_ok() {
                refused = params::attribute(Parameter::DistinguishedName, oid, value);
            }
            attribute(sets, oid, value);
        }
    });
    refused.map(|()| written.into_bytes())
}

fn distinguished_name(to: &mut Writer, name: &DistinguishedName) {
    to.nest(SEQUENCE, |sets| name.iter().for_each(|(oid, value)| attribute(sets, oid, value)));
}

fn attribute(sets: &mut Writer, oid: &DnType, value: &DnValue) {
    let arcs = match oid {
        DnType::CountryName => &[2, 5, 4, 6],
        DnType::LocalityName => &[2, 5, 4, 7],
        DnType::StateOrProvinceName => &[2, 5, 4, 8],
        DnType::OrganizationName => &[2, 5, 4, 10],
        DnType::OrganizationalUnitName => &[2, 5, 4, 11],
        DnType::CommonName => &[2, 5, 4, 3],
        DnType::CustomDnType(arcs) => arcs.as_slice(),
        _ => &[],
    };
    let (tag, text) = match value {
        DnValue::Utf8String(text) => (0x0c, text.as_bytes()),
        DnValue::PrintableString(text) => (0x13, text.as_str().as_bytes()),
        DnValue::TeletexString(text) => (0x14, text.as_bytes()),
        DnValue::Ia5String(text) => (0x16, text.as_str().as_bytes()),
        DnValue::UniversalString(text) => (0x1c, text.as_bytes()),
        DnValue::BmpString(text) => (0x1e, text.as_bytes()),
        _ => (0, &[][..]),
    };
    sets.nest(SET, |set| {
        set.nest(SEQUENCE, |attribute| {
            object_identifier(attribute, arcs);
            attribute.element(tag, text);
        });
    });
}

fn alternative_name(to: &mut Writer, name: &SanType) {
    match name {
        SanType::Rfc822Name(text) => to.element(0x81, text.as_str().as_bytes()),
        SanType::DnsName(text) => to.element(0x82, text.as_str().as_bytes()),
        SanType::URI(text) => to.element(0x86, text.as_str().as_bytes()),
        SanType::IpAddress(IpAddr::V4(address)) => to.element(0x87, &address.octets()),
        SanType::IpAddress(IpAddr::V6(address)) => to.element(0x87, &address.octets()),
        SanType::OtherName((arcs, OtherNameValue::Utf8String(text))) => to.nest(0xa0, |other| {
            object_identifier(other, arcs);
            other.nest(0xa0, |value| value.element(0x0c, text.as_bytes()));
        }),
        _ => {}
    }
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

fn purpose_id(to: &mut Writer, purpose: &ExtendedKeyUsagePurpose) {
    let id = match purpose {
        ExtendedKeyUsagePurpose::Any => id::ANY_PURPOSE,
        ExtendedKeyUsagePurpose::ServerAuth => id::SERVER_AUTH,
        ExtendedKeyUsagePurpose::ClientAuth => id::CLIENT_AUTH,
        ExtendedKeyUsagePurpose::CodeSigning => id::CODE_SIGNING,
        ExtendedKeyUsagePurpose::EmailProtection => id::EMAIL_PROTECTION,
        ExtendedKeyUsagePurpose::TimeStamping => id::TIME_STAMPING,
        ExtendedKeyUsagePurpose::OcspSigning => id::OCSP_SIGNING,
        ExtendedKeyUsagePurpose::Other(arcs) => return object_identifier(to, arcs),
    };
    to.element(OBJECT_IDENTIFIER, id);
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

fn subtrees(to: &mut Writer, constraints: &NameConstraints) {
    for (tag, trees) in [(0xa0, &constraints.permitted_subtrees), (0xa1, &constraints.excluded_subtrees)] {
        if trees.is_empty() {
            continue;
        }
        to.nest(tag, |list| {
            for tree in trees {
                list.nest(SEQUENCE, |base| match tree {
                    GeneralSubtree::Rfc822Name(text) => base.element(0x81, text.as_bytes()),
                    GeneralSubtree::DnsName(text) => base.element(0x82, text.as_bytes()),
                    GeneralSubtree::DirectoryName(name) => base.nest(0xa4, |base| distinguished_name(base, name)),
                    GeneralSubtree::IpAddress(CidrSubnet::V4(address, mask)) => {
                        base.element(0x87, &[*address, *mask].concat())
                    }
                    GeneralSubtree::IpAddress(CidrSubnet::V6(address, mask)) => {
                        base.element(0x87, &[*address, *mask].concat())
                    }
                    _ => {}
                });
            }
        });
    }
}

fn is_empty(constraints: &NameConstraints) -> bool {
    constraints.permitted_subtrees.is_empty() && constraints.excluded_subtrees.is_empty()
}

/// The object identifier with `arcs`, which was found to be one.
fn object_identifier(to: &mut Writer, arcs: &[u64]) {
    let oid = Oid::of_arcs(arcs.iter().map(|arc| Some((*arc).into())));
    to.element(OBJECT_IDENTIFIER, oid.as_ref().map_or(&[], Oid::as_bytes));
}

/// The name in [`CertificateParams::default`], the same in every certificate.
const DEFAULT_NAME: &[u8] = b"\x30\x21\x31\x1f\x30\x1d\x06\x03U\x04\x03\x0c\x16rcgen self signed cert";
