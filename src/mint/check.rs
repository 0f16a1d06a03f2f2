//! Before a body is signed: that it says what was intended, and that a verifier will take it.

use super::{
    MintError,
    compose::{self, Draft},
    error::{ExtensionFault, Part, Short},
};
use crate::der::{Body, GeneralName, INTEGER, KeyUsage, Name, Unfit, general_names, id, identifiers, key_parts};

/// Reads the body back, and compares it with `draft`.
pub(super) fn check<'a>(tbs: &'a [u8], draft: &Draft<'_>, subject: &[u8]) -> Result<Body<'a>, MintError> {
    let body = Body::of_tbs(tbs)?;
    compare(&body, draft, subject)?;
    conform(&body)?;
    Ok(body)
}

/// Requires that each part before the extensions says what was intended. The extensions were compared as they were written.
fn compare(body: &Body<'_>, draft: &Draft<'_>, subject: &[u8]) -> Result<(), MintError> {
    let altered = |part| Err(MintError::Altered { part });
    let Draft { params, validity, issuer, .. } = draft;
    if body.validity != *validity {
        return altered(Part::Validity { intended: *validity, found: body.validity });
    }
    let serial = params.serial_number.as_ref().map(AsRef::as_ref).unwrap_or_default();
    // A zero stands before a first bit that is set: the number is positive.
    let is_serial = match serial {
        [0x80..=0xff, ..] => body.serial_number.strip_prefix(&[INTEGER, serial.len() as u8 + 1, 0]) == Some(serial),
        _ => body.serial_number.strip_prefix(&[INTEGER, serial.len() as u8]) == Some(serial),
    };
    if !is_serial {
        return altered(Part::SerialNumber);
    }
    if issuer.is_some_and(|issuer| issuer.signature != body.signature) {
        return altered(Part::Signature);
    }
    if body.issuer.as_der() != issuer.map_or(subject, |issuer| &issuer.subject) {
        return altered(Part::Issuer);
    }
    if body.subject.as_der() != subject {
        return altered(Part::Subject);
    }
    if body.public_key != draft.public_key {
        return altered(Part::PublicKey);
    }
    Ok(())
}

/// Requires what RFC 5280 does of each certificate, whoever asked for it.
fn conform(body: &Body<'_>) -> Result<(), MintError> {
    key_parts(body.public_key).map_err(|reason| MintError::Altered { part: Part::Body { reason } })?;
    let said = &body.said;
    for extension in &body.extensions {
        compose::refuse_criticality(extension)?;
    }
    let names = alternative_names(body)?;
    let is_ca = body.is_ca();
    // A name whose attributes are all empty names nobody either.
    let is_nameless = |name: Name<'_>| name.attributes().all(|attribute| attribute.value().1.is_empty());
    // The name of an authority was read with it.
    let is_own = body.issuer == body.subject;
    if (is_ca || is_own || names == 0) && is_nameless(body.subject) {
        return Err(MintError::Nameless);
    }
    let fault = |id: &[u8], fault| Err(Unfit::new(id, fault).into());
    match said.usage {
        Some(KeyUsage(0)) => return fault(id::KEY_USAGE, ExtensionFault::Empty),
        Some(usage) if !is_ca && usage.allows(KeyUsage::KEY_CERT_SIGN) => {
            return fault(id::KEY_USAGE, ExtensionFault::AuthorityAlone);
        }
        Some(usage) if is_ca && !usage.allows(KeyUsage::KEY_CERT_SIGN) => {
            return fault(id::KEY_USAGE, ExtensionFault::KeyCertSign);
        }
        None if is_ca => return fault(id::KEY_USAGE, ExtensionFault::Missing),
        _ => {}
    }
    if !is_ca && said.constraints.is_some_and(|constraints| constraints.path_len.is_some()) {
        return fault(id::BASIC_CONSTRAINTS, ExtensionFault::AuthorityAlone);
    }
    if !is_ca && said.subtrees.is_some() {
        return fault(id::NAME_CONSTRAINTS, ExtensionFault::AuthorityAlone);
    }
    if let Some(extension) = &said.purposes {
        let unreadable = |reason| Unfit::unreadable(id::EXTENDED_KEY_USAGE, reason);
        let (mut count, mut stamps) = (0, false);
        for purpose in identifiers(extension).map_err(unreadable)? {
            stamps |= purpose.map_err(unreadable)? == id::TIME_STAMPING;
            count += 1;
        }
        if stamps && count > 1 {
            return fault(id::EXTENDED_KEY_USAGE, ExtensionFault::TimeStampingAlone);
        }
    }
    if is_ca && said.key_identifier.is_none() {
        return fault(id::SUBJECT_KEY_IDENTIFIER, ExtensionFault::Missing);
    }
    // What is not read above must be one element where its standard is known, whatever it says.
    for extension in body.extensions.iter().filter(|extension| !READ.contains(&extension.id())) {
        if id::is_known(extension.id()) {
            extension.content().map_err(|reason| Unfit::unreadable(extension.id(), reason))?;
        }
    }
    Ok(())
}

/// How many alternative names there are, each of which must be one.
fn alternative_names(body: &Body<'_>) -> Result<usize, MintError> {
    let Some(extension) = &body.said.names else { return Ok(0) };
    let unreadable = |reason| Unfit::unreadable(id::SUBJECT_ALT_NAME, reason);
    let mut count = 0;
    for name in general_names(extension.list().map_err(unreadable)?) {
        refuse_name(&name.map_err(unreadable)?)?;
        count += 1;
        if count > MAX_NAMES {
            return Err(Unfit::new(id::SUBJECT_ALT_NAME, ExtensionFault::TooMany { most: MAX_NAMES }).into());
        }
    }
    if count == 0 {
        return Err(Unfit::new(id::SUBJECT_ALT_NAME, ExtensionFault::Empty).into());
    }
    Ok(count)
}

fn refuse_name(name: &GeneralName<'_>) -> Result<(), MintError> {
    name.fault().map_or(Ok(()), |fault| Err(MintError::Name { name: Short::of(name), fault }))
}

/// The extensions that are read part by part, and the one that is always composed here.
const READ: [&[u8]; 6] = [
    id::SUBJECT_ALT_NAME,
    id::BASIC_CONSTRAINTS,
    id::KEY_USAGE,
    id::EXTENDED_KEY_USAGE,
    id::SUBJECT_KEY_IDENTIFIER,
    id::AUTHORITY_KEY_IDENTIFIER,
];
/// The most alternative names of a certificate: public authorities allow 100.
const MAX_NAMES: usize = 5_000;
