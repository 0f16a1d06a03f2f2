//! Before a body is signed: that it says what was intended, and that a verifier will take it.

use super::{
    MintError,
    body::{Body, Unfit},
    compose::{self, Draft},
    constraints::Constraints,
    error::{ExtensionFault, NameFault, Part, Short},
    intent, names, point,
};
use crate::der::{
    BasicConstraints, Extension, GeneralName, INTEGER, KeyUsage, Name, general_names, id, identifiers, key_identifier,
};

/// Reads the body back, and compares it with `draft`.
pub(super) fn check<'a>(tbs: &'a [u8], draft: &Draft<'_>) -> Result<Body<'a>, MintError> {
    let body = Body::of_tbs(tbs).map_err(|reason| MintError::Altered { part: Part::Body { reason } })?;
    compare(&body, draft)?;
    conform(&body)?;
    Ok(body)
}

/// Requires that each part says what was intended, and that there is no other.
fn compare(body: &Body<'_>, draft: &Draft<'_>) -> Result<(), MintError> {
    let altered = |part| Err(MintError::Altered { part });
    let Draft { params, validity, subject, granted, issuer, .. } = draft;
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
    if body.issuer.as_der() != issuer.map_or(body.subject.as_der(), |issuer| &issuer.subject) {
        return altered(Part::Issuer);
    }
    let is_subject = match subject {
        Some(subject) => body.subject == *subject,
        None => intent::is_name(body.subject, &params.distinguished_name),
    };
    if !is_subject {
        return altered(Part::Subject);
    }
    if body.public_key != draft.public_key {
        return altered(Part::PublicKey);
    }
    body.refuse_repeated()?;
    let own = draft.issuer.map_or(params, |issuer| &issuer.template);
    let authority = match &own.key_identifier_method {
        rcgen::KeyIdMethod::PreSpecified(octets) if params.use_authority_key_identifier_extension => Some(&octets[..]),
        _ => None,
    };
    let identifier = match &params.key_identifier_method {
        rcgen::KeyIdMethod::PreSpecified(octets) => octets,
        _ => &Vec::new(),
    };
    let mut count = granted.len();
    let nameless = body.subject.is_empty();
    let as_asked = intent::extensions(params, authority, identifier, |id, critical, value| {
        count += 1;
        let is_critical = |found: &Extension<'_>| critical || compose::is_critical(&found.uncritical(), nameless);
        body.find(id).is_some_and(|found| found.value() == value && found.is_critical() == is_critical(found))
    });
    let as_granted = granted.iter().all(|granted| {
        let found = body.find(granted.id()).map(|found| (found.value(), found.is_critical()));
        found == Some((granted.value(), compose::is_critical(granted, nameless)))
    });
    if as_asked && as_granted && count == body.extensions.len() { Ok(()) } else { altered(Part::Extensions) }
}

/// Requires what RFC 5280 does of each certificate, whoever asked for it.
fn conform(body: &Body<'_>) -> Result<(), MintError> {
    point::parts(body.public_key).map_err(|reason| MintError::Altered { part: Part::Body { reason } })?;
    body.extensions.iter().try_for_each(compose::refuse_criticality)?;
    let names = alternative_names(body)?;
    let constraints = body.read(id::BASIC_CONSTRAINTS, BasicConstraints::read)?;
    let is_ca = constraints.is_some_and(|constraints| constraints.is_ca);
    // A name whose attributes are all empty names nobody either.
    let is_nameless = |name: Name<'_>| name.attributes().all(|attribute| attribute.value().1.is_empty());
    // The name of an authority was read with it.
    let is_own = body.issuer == body.subject;
    if is_nameless(body.subject) && (is_ca || is_own || names == 0) {
        return Err(MintError::Nameless);
    }
    let usage = body.read(id::KEY_USAGE, KeyUsage::read)?;
    let fault = |id: &[u8], fault| Err(Unfit::new(id, fault).into());
    match usage {
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
    if !is_ca && constraints.is_some_and(|constraints| constraints.path_len.is_some()) {
        return fault(id::BASIC_CONSTRAINTS, ExtensionFault::AuthorityAlone);
    }
    if let Some(extension) = body.find(id::NAME_CONSTRAINTS) {
        Constraints::read(extension).map_err(|fault| Unfit::new(id::NAME_CONSTRAINTS, fault))?;
        if !is_ca {
            return fault(id::NAME_CONSTRAINTS, ExtensionFault::AuthorityAlone);
        }
    }
    if let Some(mut purposes) = body.read(id::EXTENDED_KEY_USAGE, identifiers)? {
        let all = purposes.try_fold((0, false), |(count, stamps), purpose| {
            purpose.map(|purpose| (count + 1, stamps || purpose == id::TIME_STAMPING))
        });
        let all = all.map_err(|reason| Unfit::unreadable(id::EXTENDED_KEY_USAGE, reason));
        if matches!(all?, (2.., true)) {
            return fault(id::EXTENDED_KEY_USAGE, ExtensionFault::TimeStampingAlone);
        }
    }
    if body.read(id::SUBJECT_KEY_IDENTIFIER, key_identifier)?.is_none() && is_ca {
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
    let Some(extension) = body.find(id::SUBJECT_ALT_NAME) else { return Ok(0) };
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
    names::fault(name).map_or(Ok(()), |fault: NameFault| Err(MintError::Name { name: Short::of(name), fault }))
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
