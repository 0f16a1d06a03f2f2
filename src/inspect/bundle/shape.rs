//! Names DER or BER by its form.

use super::{ber::Ber, other::Other};
use crate::der::{BIT_STRING, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};

/// The name of `octets`, if they have the form of something else than a certificate.
pub(super) fn other(octets: &[u8]) -> Option<Other> {
    let outer = Ber::new(octets, 0).next()?;
    match outer.tag {
        OBJECT_IDENTIFIER => Some(Other::Parameters),
        SEQUENCE => of_parts(&Parts::read(outer.content)?),
        _ => None,
    }
}

/// Whether a structure that begins with `octets` may be a certificate: a SEQUENCE in a SEQUENCE.
pub(super) fn may_be_certificate(octets: &[u8]) -> bool {
    let parts = super::ber::Header::read(octets).and_then(|header| octets.get(header.size..));
    parts.is_none_or(|parts| parts.first().is_none_or(|tag| tag & NUMBER == SEQUENCE & NUMBER))
}

fn of_parts(parts: &Parts<'_>) -> Option<Other> {
    let inside = |index| parts.content(index).and_then(Parts::read);
    let has_oid = |index| inside(index).is_some_and(|parts| parts.tags().first() == Some(&OBJECT_IDENTIFIER));
    let is_number = |number| parts.content(0).is_some_and(|version| version.octets() == [number]);
    match *parts.tags() {
        [SEQUENCE, SEQUENCE, BIT_STRING] => of_signed(&inside(0)?),
        [SEQUENCE, BIT_STRING] if has_oid(0) => Some(Other::PublicKey),
        [SEQUENCE, OCTET_STRING] if has_oid(0) => Some(Other::EncryptedPrivateKey),
        [INTEGER, SEQUENCE, OCTET_STRING, ..] if has_oid(1) => Some(Other::PrivateKey),
        [INTEGER, OCTET_STRING, ..] if is_number(1) => Some(Other::PrivateKey),
        [INTEGER, SEQUENCE] | [INTEGER, SEQUENCE, SEQUENCE] if is_number(3) && has_oid(1) => Some(Other::Pkcs12),
        // A modulus and an exponent, or a prime and a generator.
        [INTEGER, INTEGER] if parts.content(1).is_some_and(|number| matches!(number.octets(), [2 | 5])) => {
            Some(Other::Parameters)
        }
        [INTEGER, INTEGER] => Some(Other::PublicKey),
        // The length of the private value follows, or these are p, q and g.
        [INTEGER, INTEGER, INTEGER] => Some(Other::Parameters),
        [INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, ..] if is_number(0) || is_number(1) => {
            Some(Other::PrivateKey)
        }
        [OBJECT_IDENTIFIER, CONTEXT_0] => Some(Other::Pkcs7),
        [ENUMERATED] | [ENUMERATED, CONTEXT_0] => Some(Other::OcspResponse),
        _ => None,
    }
}

/// The name of the structure around a signed part, unless that may be a certificate.
fn of_signed(parts: &Parts<'_>) -> Option<Other> {
    let is_key = |index| {
        let parts = parts.content(index).and_then(Parts::read);
        parts.is_some_and(|parts| *parts.tags() == [SEQUENCE, BIT_STRING])
    };
    match *parts.tags() {
        [SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..]
        | [INTEGER, SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..] => Some(Other::RevocationList),
        [INTEGER, SEQUENCE, SEQUENCE] | [INTEGER, SEQUENCE, SEQUENCE, CONTEXT_0] if is_key(2) => {
            Some(Other::CertificationRequest)
        }
        [INTEGER, SEQUENCE, CONTEXT_0 | SEQUENCE, SEQUENCE, INTEGER, SEQUENCE, ..] => Some(Other::AttributeCertificate),
        _ => None,
    }
}

/// The first elements of a content, which are enough to decide.
struct Parts<'a> {
    tags: [u8; MOST],
    contents: [Ber<'a>; MOST],
    count: usize,
}

impl<'a> Parts<'a> {
    fn read(mut content: Ber<'a>) -> Option<Self> {
        let mut parts = Self { tags: [0; MOST], contents: [Ber::new(&[], 0); MOST], count: 0 };
        for (tag, slot) in parts.tags.iter_mut().zip(&mut parts.contents) {
            if content.is_empty() {
                break;
            }
            let value = content.next()?;
            (*tag, *slot) = (value.tag, value.content);
            parts.count += 1;
        }
        Some(parts)
    }

    fn tags(&self) -> &[u8] {
        self.tags.get(..self.count).unwrap_or_default()
    }

    fn content(&self, index: usize) -> Option<Ber<'a>> {
        self.contents.get(index).copied()
    }
}

/// A private key of DSA has six numbers. The rest is not looked at.
const MOST: usize = 6;
const ENUMERATED: u8 = 0x0a;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const CONTEXT_0: u8 = 0xa0;
const NUMBER: u8 = 0x1f;
