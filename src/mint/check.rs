//! Checks a body before it is signed: it is as intended, and a verifier will accept it.

use super::{
    MintError,
    compose::Meant,
    error::{ExtensionFault, Part, Short},
};
use crate::der::{Body, GeneralName, KeyUsage, Name, Unfit, general_names, id, identifiers, key_parts};

/// Reads the body back, and compares it with the intended certificate.
pub(super) fn check<'a>(tbs: &'a [u8], meant: &Meant<'_>) -> Result<Body<'a>, MintError> {
    let body = Body::of_tbs(tbs)?;
    compare(&body, meant).map_err(|part| MintError::Altered { part })?;
    conform(&body)?;
    Ok(body)
}

/// Requires that each part is as intended.
fn compare(body: &Body<'_>, meant: &Meant<'_>) -> Result<(), Part> {
    let (intended, found) = (meant.validity, body.validity);
    Err(if found != intended {
        Part::Validity { intended, found }
    } else if body.serial_number != meant.serial_number {
        Part::SerialNumber
    } else if body.signature != meant.signature {
        Part::Signature
    } else if body.issuer.as_der() != meant.issuer {
        Part::Issuer
    } else if body.subject.as_der() != meant.subject {
        Part::Subject
    } else if body.public_key != meant.public_key {
        Part::PublicKey
    } else if body.listed != meant.extensions {
        Part::Extensions
    } else {
        return Ok(());
    })
}

/// Requires the rules of RFC 5280 for each certificate, whoever asked for it.
fn conform(body: &Body<'_>) -> Result<(), MintError> {
    key_parts(body.public_key).map_err(|reason| MintError::Altered { part: Part::Body { reason } })?;
    let said = &body.said;
    for extension in &body.extensions {
        // RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.8, 4.2.1.15 and 4.2.2.
        if extension.is_critical() && NEVER_CRITICAL.contains(&extension.id()) {
            return Err(Unfit::new(extension.id(), ExtensionFault::Critical).into());
        }
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
    // An extension that is not read above must be one element, if its standard is known.
    for extension in &body.extensions {
        match extension.content() {
            Err(reason) if id::is_known(extension.id()) => return Err(Unfit::unreadable(extension.id(), reason).into()),
            _ => {}
        }
    }
    Ok(())
}

/// The number of alternative names, each of which must be valid.
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

/// The extensions that must not be critical.
const NEVER_CRITICAL: [&[u8]; 6] = [
    id::SUBJECT_KEY_IDENTIFIER,
    id::AUTHORITY_KEY_IDENTIFIER,
    id::SUBJECT_DIRECTORY_ATTRIBUTES,
    id::FRESHEST_CRL,
    id::AUTHORITY_INFO_ACCESS,
    id::SUBJECT_INFO_ACCESS,
];
/// The most alternative names of a certificate: public authorities allow 100.
const MAX_NAMES: usize = 5_000;

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;
    use crate::validity::Validity;

    /// What each of two certificates says. They have no part in common.
    fn meant() -> [Meant<'static>; 2] {
        let period = |days| {
            let start = utc_datetime!(2012-02-29 00:00:00);
            Validity::new(start, start + time::Duration::days(days)).expect("a period")
        };
        let first = Meant {
            serial_number: &[1],
            signature: b"\x30\x05\x06\x03\x2b\x65\x70",
            issuer: b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a",
            validity: period(365),
            subject: b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01b",
            public_key: b"\x30\x0b\x30\x05\x06\x03\x2b\x65\x70\x03\x02\x00\x01",
            extensions: b"\x30\x09\x06\x03\x55\x1d\x20\x04\x02\x30\x00",
        };
        let second = Meant {
            serial_number: &[2],
            signature: b"\x30\x05\x06\x03\x2b\x65\x71",
            issuer: b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01c",
            validity: period(366),
            subject: b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01d",
            public_key: b"\x30\x0b\x30\x05\x06\x03\x2b\x65\x70\x03\x02\x00\x02",
            extensions: b"\x30\x09\x06\x03\x55\x1d\x24\x04\x02\x30\x00",
        };
        [first, second]
    }

    #[test]
    fn a_body_that_says_something_else_is_refused_by_its_part() {
        let [first, second] = meant();
        let (intended, found) = (first.validity, second.validity);
        type Change = fn(&mut Meant<'static>, Meant<'static>);
        let parts: [(Part, Change); 7] = [
            (Part::Validity { intended, found }, |first, second| first.validity = second.validity),
            (Part::SerialNumber, |first, second| first.serial_number = second.serial_number),
            (Part::Signature, |first, second| first.signature = second.signature),
            (Part::Issuer, |first, second| first.issuer = second.issuer),
            (Part::Subject, |first, second| first.subject = second.subject),
            (Part::PublicKey, |first, second| first.public_key = second.public_key),
            (Part::Extensions, |first, second| first.extensions = second.extensions),
        ];
        for (part, change) in parts {
            let [mut said, other] = meant();
            change(&mut said, other);
            let refused = check(&said.write(), &first).map(|_| ());
            assert_eq!(refused, Err(MintError::Altered { part: part.clone() }), "{part}");
            assert!(check(&said.write(), &said).is_ok(), "{part}: it says what was meant");
        }
    }
}
