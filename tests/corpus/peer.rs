//! What more than one check compares with: x509-parser, the walked calendar, and what every message must be.

use core::fmt::Display;

use notafter::{
    LeapDayPolicy, Lifetime, Profile, ReadError, Validity,
    inspect::{Inspection, chain},
    limits,
};
use time::macros::utc_datetime;
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

use crate::{
    der::{GENERALIZED_TIME, UTC_TIME},
    oracle::calendar,
};

/// notBefore and notAfter, in seconds since 1970, as x509-parser reads them in `der`, if it reads it.
pub(crate) fn x509_parser(der: &[u8]) -> Option<(i64, i64)> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let validity = certificate.validity();
    Some((validity.not_before.timestamp(), validity.not_after.timestamp()))
}

/// The parts of the identifier for renewal: each keyIdentifier of an issuer's key that x509-parser reads in `der`, and the
/// content of the serial number; none, if it reads no certificate.
pub(crate) fn identifier_parts(der: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let keys = certificate.extensions().iter().filter_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(identifier) => identifier.key_identifier.as_ref().map(|key| key.0),
        _ => None,
    });
    Some((keys.collect(), certificate.tbs_certificate.raw_serial()))
}

/// notBefore and notAfter, in seconds since 1970.
pub(crate) fn seconds(validity: &Validity) -> (i64, i64) {
    (validity.not_before().unix_timestamp(), validity.not_after().unix_timestamp())
}

/// The seconds since 1970 of the time that `content` is, by the walked calendar; none, if it is none.
pub(crate) fn instant(tag: u8, content: &[u8]) -> Option<i64> {
    let digits = content.strip_suffix(b"Z")?;
    let digits = str::from_utf8(digits).ok().filter(|text| text.bytes().all(|octet| octet.is_ascii_digit()))?;
    let digits = match (tag, digits.len()) {
        (UTC_TIME, 12) if digits < "50" => format!("20{digits}"),
        (UTC_TIME, 12) => format!("19{digits}"),
        (GENERALIZED_TIME, 14) => digits.to_owned(),
        _ => return None,
    };
    let pair = |index: usize| digits[index..index + 2].parse::<u8>().expect("digits");
    let year = i32::from(pair(0)) * 100 + i32::from(pair(2));
    let (month, day, hour, minute, second) = (pair(4), pair(6), pair(8), pair(10), pair(12));
    let exists = calendar().years(year..=year).iter().any(|walked| (walked.month, walked.day) == (month, day));
    if !exists || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let midnight = calendar().timestamp(calendar().position(year, month, day));
    Some(midnight + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second))
}

/// Requires a message of one line that can be printed anywhere.
pub(crate) fn assert_one_line(message: &impl Display) {
    let text = message.to_string();
    assert!(!text.is_empty() && !text.chars().any(char::is_control), "not one line: {text:?}");
    assert!(!text.ends_with('.'), "a full stop: {text:?}");
}

/// Requires that the fault is in the `length` octets that were read, or where they end.
pub(crate) fn assert_located(error: &ReadError, length: usize) {
    assert_one_line(error);
    assert!(error.offset().is_none_or(|offset| offset <= length), "{error}: outside of {length} octets");
    assert_eq!(error.offset().is_none(), matches!(error, ReadError::Reversed { .. }), "{error}: the offset is missing");
}

/// Requires that everything that `inspection`, of `length` octets, has to say can be said.
pub(crate) fn assert_explains_itself(inspection: &Inspection, length: usize) {
    if let Err(error) = inspection.validity() {
        assert_located(&error, length);
        assert!(!inspection.findings().is_empty(), "{error} is no finding");
    }
    for name in [inspection.subject(), inspection.issuer()] {
        assert!(!name.to_string().contains(char::is_control), "{name:?}");
    }
    for name in inspection.subject_alt_names() {
        assert!(!name.contains(char::is_control), "{name:?}");
    }
    assert_one_line(inspection.serial_number());

    let at = utc_datetime!(2026-03-15 00:00:00);
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)).with_schedule(&limits::TLS_SERVER);
    let chain = chain(core::slice::from_ref(inspection), at).expect("one certificate");
    let found = [
        inspection.findings_at(at),
        inspection.findings_by_schedule(&limits::ROOT_CA, at),
        inspection.findings_by_profile(&profile, at),
    ];
    for finding in found.iter().flatten().chain(chain.findings().iter().map(|(_, finding)| finding)) {
        assert_one_line(finding);
        assert!(finding.offset() <= length, "{finding}: outside of {length} octets");
    }
}
