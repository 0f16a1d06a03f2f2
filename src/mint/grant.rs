//! Whether a certificate has the extensions that a request asks for.

use std::collections::BTreeSet;

use super::extension::{BASIC_CONSTRAINTS, Extension};
use crate::der::{Element, ReadError, Tlv};

/// The first of the extensions `asked` that `given` have not, or not with the same meaning, as RFC 5280 calls it.
pub(super) fn first_refused(asked: &[Extension<'_>], given: &[Extension<'_>]) -> Option<&'static str> {
    let is_granted = |asked: &Extension<'_>| {
        let meaning = Meaning::of(asked);
        meaning == Meaning::Nothing || given.iter().any(|given| given.oid == asked.oid && Meaning::of(given) == meaning)
    };
    let refused = asked.iter().find(|asked| !is_granted(asked))?;
    let label = LABELS.iter().find(|(oid, _)| *oid == refused.oid).map(|(_, label)| *label);
    Some(label.unwrap_or("an extension of an unknown type"))
}

/// What an extension says, in whatever order and encoding.
#[derive(PartialEq, Eq)]
enum Meaning<'a> {
    /// basicConstraints of no authority: their path length means nothing either (RFC 5280 section 4.2.1.9).
    Nothing,
    /// Bits, of which zeros at the end say nothing.
    NamedBits(&'a [u8]),
    /// Object identifiers, of which order and repetition say nothing.
    Purposes(BTreeSet<&'a [u8]>),
    /// All else, and what is not read.
    Octets(&'a [u8]),
}

impl<'a> Meaning<'a> {
    fn of(extension: &Extension<'a>) -> Self {
        let value = extension.value;
        let meaning = match extension.oid {
            KEY_USAGE => named_bits(value).map(Self::NamedBits),
            EXTENDED_KEY_USAGE => purposes(value).map(Self::Purposes),
            BASIC_CONSTRAINTS if extension.says_ca() == Ok(false) => Ok(Self::Nothing),
            _ => Ok(Self::Octets(value.content)),
        };
        meaning.unwrap_or(Self::Octets(value.content))
    }
}

/// The octets of a BIT STRING up to the last that is not zero. Bits that go unused are zero, or rcgen would not read it.
fn named_bits(value: Tlv<'_>) -> Result<&[u8], ReadError> {
    let mut value = value.reader();
    let content = value.next(Element::Extensions)?.content;
    value.finish(Element::Extensions)?;
    // It begins with the number of the bits that go unused.
    let octets = content.get(1..).unwrap_or_default();
    let zeros = octets.iter().rev().take_while(|octet| **octet == 0).count();
    Ok(octets.get(..octets.len() - zeros).unwrap_or_default())
}

fn purposes(value: Tlv<'_>) -> Result<BTreeSet<&[u8]>, ReadError> {
    let mut value = value.reader();
    let mut list = value.sequence(Element::Extensions)?.reader();
    value.finish(Element::Extensions)?;
    let mut purposes = BTreeSet::new();
    while list.peek().is_some() {
        purposes.insert(list.next(Element::Extensions)?.content);
    }
    Ok(purposes)
}

/// id-ce-keyUsage, 2.5.29.15 (RFC 5280 section 4.2.1.3).
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
/// id-ce-subjectAltName, 2.5.29.17 (RFC 5280 section 4.2.1.6).
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// id-ce-extKeyUsage, 2.5.29.37 (RFC 5280 section 4.2.1.12).
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];

/// The extensions that rcgen 0.14.10 reads in a request.
const LABELS: [(&[u8], &str); 4] = [
    (KEY_USAGE, "keyUsage"),
    (SUBJECT_ALT_NAME, "subjectAltName"),
    (BASIC_CONSTRAINTS, "basicConstraints"),
    (EXTENDED_KEY_USAGE, "extendedKeyUsage"),
];
