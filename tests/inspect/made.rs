//! Certificates that differ from the leaf in one thing, and their findings.

use notafter::{
    Lifetime, Validity,
    inspect::{Finding, Inspection, Rule},
};
use time::UtcDateTime;

use crate::fixture::{EXTENSIONS, ISSUER, SEQUENCE, SERIAL_NUMBER, SUBJECT, VALIDITY, children, leaf, rebuild, tlv};

pub(crate) const OID: u8 = 0x06;
pub(crate) const OCTET_STRING: u8 = 0x04;
const UTF8_STRING: u8 = 0x0c;

/// The policies of the CA/Browser Forum, as the content of an OBJECT IDENTIFIER.
pub(crate) const DOMAIN_VALIDATED: &[u8] = &[0x67, 0x81, 0x0c, 0x01, 0x02, 0x01];
pub(crate) const EXTENDED_VALIDATION: &[u8] = &[0x67, 0x81, 0x0c, 0x01, 0x01];

pub(crate) const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
pub(crate) const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
pub(crate) const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];
pub(crate) const EMAIL_PROTECTION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
pub(crate) const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
pub(crate) const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
pub(crate) const ANY_PURPOSE: &[u8] = &[0x55, 0x1d, 37, 0];

pub(crate) const USAGE: &[u8] = &[0x55, 0x1d, 0x25];
pub(crate) const POLICIES: &[u8] = &[0x55, 0x1d, 0x20];
/// 1.3.6.1.4.1.11129.2.4.2
pub(crate) const SCT_LIST: &[u8] = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];

pub(crate) fn inspect(der: &[u8]) -> Inspection {
    Inspection::from_der(der).expect("a certificate")
}

pub(crate) fn found(findings: &[Finding], rule: Rule) -> Option<&Finding> {
    findings.iter().find(|finding| finding.rule() == rule)
}

/// The content of a Validity that begins at `start` and lasts `seconds`, both ends included.
pub(crate) fn lasting(start: UtcDateTime, seconds: u64) -> Vec<u8> {
    let validity = Validity::starting_at(start, Lifetime::seconds(seconds)).expect("a period");
    validity.encoded().iter().flat_map(|time| time.as_bytes().to_vec()).collect()
}

/// The leaf, valid from `start` for `seconds`.
pub(crate) fn valid_for(start: UtcDateTime, seconds: u64) -> Vec<u8> {
    rebuild(|elements| elements[VALIDITY] = tlv(SEQUENCE, &lasting(start, seconds)))
}

/// The leaf with a certificate policy, valid from `start` for `seconds`.
pub(crate) fn under_policy(policy: &[u8], start: UtcDateTime, seconds: u64) -> Vec<u8> {
    for_purposes(Some(&[SERVER_AUTH]), &[policy], start, seconds)
}

/// The leaf with these purposes, `None` for no such extension, and these certificate policies, valid from `start` for `seconds`.
pub(crate) fn for_purposes(
    purposes: Option<&[&[u8]]>,
    policies: &[&[u8]],
    start: UtcDateTime,
    seconds: u64,
) -> Vec<u8> {
    rebuild(|elements| {
        elements[VALIDITY] = tlv(SEQUENCE, &lasting(start, seconds));
        let mut extensions = without(&elements[EXTENSIONS], USAGE);
        if let Some(purposes) = purposes {
            let list: Vec<u8> = purposes.iter().flat_map(|purpose| tlv(OID, purpose)).collect();
            extensions = with_extension(&extensions, USAGE, &tlv(SEQUENCE, &list));
        }
        if !policies.is_empty() {
            let list: Vec<u8> = policies.iter().flat_map(|policy| tlv(SEQUENCE, &tlv(OID, policy))).collect();
            extensions = with_extension(&extensions, POLICIES, &tlv(SEQUENCE, &list));
        }
        elements[EXTENSIONS] = extensions;
    })
}

/// The leaf with a certificate policy and timestamps of logs.
pub(crate) fn logged(policy: &[u8], start: UtcDateTime, seconds: u64, timestamps: &[UtcDateTime]) -> Vec<u8> {
    let scts: Vec<Vec<u8>> = timestamps.iter().map(|at| sct(millis(*at))).collect();
    with_scts(policy, start, seconds, &sct_list(&scts))
}

/// The leaf with a certificate policy and this value of the extension for timestamps of logs.
pub(crate) fn with_scts(policy: &[u8], start: UtcDateTime, seconds: u64, value: &[u8]) -> Vec<u8> {
    rebuild(|elements| {
        elements[VALIDITY] = tlv(SEQUENCE, &lasting(start, seconds));
        let policies = tlv(SEQUENCE, &tlv(SEQUENCE, &tlv(OID, policy)));
        let extensions = with_extension(&elements[EXTENSIONS], POLICIES, &policies);
        elements[EXTENSIONS] = with_extension(&extensions, SCT_LIST, value);
    })
}

/// Milliseconds since 1970.
pub(crate) fn millis(at: UtcDateTime) -> u64 {
    u64::try_from(at.unix_timestamp_nanos() / 1_000_000).expect("after 1970")
}

/// A timestamp of version 1 (RFC 6962 section 3.2), whose signature nobody checks here.
pub(crate) fn sct(millis: u64) -> Vec<u8> {
    let signature = [&[4, 3][..], &vector(&[0x30; 70])].concat();
    [&[0][..], &[0x10; 32], &millis.to_be_bytes(), &vector(&[]), &signature].concat()
}

/// The value of the extension: the TLS encoding of the list in an OCTET STRING.
pub(crate) fn sct_list(scts: &[Vec<u8>]) -> Vec<u8> {
    let list: Vec<u8> = scts.iter().flat_map(|sct| vector(sct)).collect();
    tlv(OCTET_STRING, &vector(&list))
}

/// A vector of TLS: two octets of length, and the content.
pub(crate) fn vector(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("at most 65535 octets");
    [&length.to_be_bytes()[..], content].concat()
}

/// The leaf without extensions, with these common names.
pub(crate) fn bare(subject: &str, issuer: &str) -> Vec<u8> {
    rebuild(|elements| {
        elements[SUBJECT] = common_name(UTF8_STRING, subject.as_bytes());
        elements[ISSUER] = common_name(UTF8_STRING, issuer.as_bytes());
        elements.remove(EXTENSIONS);
    })
}

/// A Name of one common name; `tag` says what kind of string it is.
pub(crate) fn common_name(tag: u8, text: &[u8]) -> Vec<u8> {
    let attribute = tlv(SEQUENCE, &[tlv(OID, &[0x55, 4, 3]), tlv(tag, text)].concat());
    tlv(SEQUENCE, &tlv(0x31, &attribute))
}

/// The leaf with this serial number, given as the content of the INTEGER.
pub(crate) fn with_serial(octets: &[u8]) -> Vec<u8> {
    rebuild(|elements| elements[SERIAL_NUMBER] = tlv(0x02, octets))
}

/// `extensions` and one more of the identifier `oid`.
pub(crate) fn with_extension(extensions: &[u8], oid: &[u8], value: &[u8]) -> Vec<u8> {
    let list = &children(extensions)[0];
    let extension = tlv(SEQUENCE, &[tlv(OID, oid), tlv(OCTET_STRING, value)].concat());
    tlv(0xa3, &tlv(SEQUENCE, &[children(list).concat(), extension].concat()))
}

/// `extensions` without those of the identifier `oid`.
pub(crate) fn without(extensions: &[u8], oid: &[u8]) -> Vec<u8> {
    let list = &children(extensions)[0];
    let kept = children(list).into_iter().filter(|extension| children(extension)[0][2..] != *oid);
    tlv(0xa3, &tlv(SEQUENCE, &kept.collect::<Vec<_>>().concat()))
}

/// `certificate` as a PEM block.
pub(crate) fn pem(certificate: &[u8]) -> String {
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in base64(certificate).as_bytes().chunks(64) {
        text.push_str(core::str::from_utf8(line).expect("ASCII"));
        text.push('\n');
    }
    text + "-----END CERTIFICATE-----\n"
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0u32, |group, index| group << 8 | u32::from(*chunk.get(index).unwrap_or(&0)));
        for index in 0..4 {
            let digit = ALPHABET[(group >> (18 - 6 * index) & 63) as usize];
            text.push(if index > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

#[test]
fn the_pem_of_the_tests_is_pem() {
    for length in [0, 1, 2, 3, 200] {
        let bytes = &leaf()[..length];
        let (_, read) = x509_parser::pem::parse_x509_pem(pem(bytes).as_bytes()).expect("PEM");
        assert_eq!(read.contents, bytes, "{length} bytes");
    }
}
