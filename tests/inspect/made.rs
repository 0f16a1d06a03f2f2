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

pub(crate) fn inspect(der: &[u8]) -> Inspection {
    Inspection::of_der(der).expect("a certificate")
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
    under_policies(&[policy], start, seconds)
}

/// The leaf with certificate policies in this order, valid from `start` for `seconds`.
pub(crate) fn under_policies(policies: &[&[u8]], start: UtcDateTime, seconds: u64) -> Vec<u8> {
    rebuild(|elements| {
        elements[VALIDITY] = tlv(SEQUENCE, &lasting(start, seconds));
        let policies: Vec<u8> = policies.iter().flat_map(|policy| tlv(SEQUENCE, &tlv(OID, policy))).collect();
        let policies = tlv(SEQUENCE, &policies);
        elements[EXTENSIONS] = with_extension(&elements[EXTENSIONS], &[0x55, 0x1d, 0x20], &policies);
    })
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
