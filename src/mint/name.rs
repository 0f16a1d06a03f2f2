//! A name in DER: as errors print it, and whether rcgen can write it.

use rcgen::{DistinguishedName, DnValue};

use crate::{
    der::{Element, ReadError, Reader, Tlv},
    excerpt::Excerpt,
    print::Hex,
};

/// The attributes of the Name `der` in their order, `C=FR, O=Example, CN=leaf`; its octets, if it is no Name.
pub(super) fn text(der: &[u8]) -> String {
    let print = |Attribute { oid, value, .. }: &Attribute<'_>| {
        let label = LABELS.iter().find(|(known, _)| known == oid).map(|(_, label)| (*label).to_owned());
        format!("{}={}", label.unwrap_or_else(|| dotted(oid)), Excerpt::of(value))
    };
    attributes(der).map_or_else(
        |_| format!("#{}", Hex(der)),
        |attributes| attributes.iter().map(print).collect::<Vec<_>>().join(", "),
    )
}

/// Whether rcgen writes the Name `der`, which it has read, in some way. Where not, it panics.
///
/// It has the types from asn1-rs 0.7.2, which takes the first two arcs from the first octet alone, whatever it is, and the texts
/// from x509-parser 0.18.1, which goes by the number of a tag and takes its class and form for nothing.
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
pub(super) fn is_writable(der: &[u8]) -> bool {
    let writable = |Attribute { oid, tag, value }: &Attribute<'_>| {
        let text = TEXTS.contains(tag) && !(*tag == PRINTABLE_STRING && value.contains(&b'?'));
        text && matches!(oid, [1..120] | [0..120, _, ..])
    };
    attributes(der).is_ok_and(|attributes| attributes.iter().all(writable))
}

/// Whether the Name `der` may be what rcgen writes for `name`: it holds each text in UTF-8. To write the name takes longer.
pub(super) fn may_be(name: &DistinguishedName, der: &[u8]) -> bool {
    let holds = |text: &[u8]| text.is_empty() || der.windows(text.len()).any(|part| part == text);
    name.iter().all(|(_, value)| match value {
        DnValue::Utf8String(text) => holds(text.as_bytes()),
        _ => true,
    })
}

struct Attribute<'a> {
    oid: &'a [u8],
    #[cfg_attr(not(any(feature = "ring", feature = "aws_lc_rs")), expect(dead_code, reason = "no name is read"))]
    tag: u8,
    value: &'a [u8],
}

fn attributes(der: &[u8]) -> Result<Vec<Attribute<'_>>, ReadError> {
    // What the name is of matters only in an error, which is dropped.
    let element = Element::Subject;
    let mut attributes = Vec::new();
    let mut sets = Reader::new(der).sequence(element)?.reader();
    while sets.peek().is_some() {
        let mut set = sets.next(element)?.reader();
        while set.peek().is_some() {
            let mut attribute = set.sequence(element)?.reader();
            let oid = attribute.next(element)?.content;
            let Tlv { tag, content: value, .. } = attribute.next(element)?;
            attributes.push(Attribute { oid, tag, value });
        }
    }
    Ok(attributes)
}

/// The object identifier with the content `oid` in dotted decimal. Of an arc of more than 128 bits the last are kept.
fn dotted(oid: &[u8]) -> String {
    let number = |arc: &[u8]| arc.iter().fold(0u128, |number, octet| number << 7 | u128::from(octet & 0x7f));
    let mut arcs = oid.split_inclusive(|octet| octet & 0x80 == 0).map(number);
    // The first two arcs are written as one number, 40 times the first plus the second (X.690 section 8.19.4).
    let both = arcs.next().unwrap_or_default();
    let first = (both / 40).min(2);
    arcs.fold(format!("{first}.{}", both - 40 * first), |text, arc| format!("{text}.{arc}"))
}

#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
const PRINTABLE_STRING: u8 = 0x13;
/// UTF8String, PrintableString, TeletexString, IA5String, UniversalString and BMPString, all that rcgen writes.
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
const TEXTS: [u8; 6] = [0x0c, PRINTABLE_STRING, 0x14, 0x16, 0x1c, 0x1e];
/// The attribute types of RFC 4514 section 3.
const LABELS: [(&[u8], &str); 9] = [
    (&[0x55, 0x04, 0x03], "CN"),
    (&[0x55, 0x04, 0x07], "L"),
    (&[0x55, 0x04, 0x08], "ST"),
    (&[0x55, 0x04, 0x0a], "O"),
    (&[0x55, 0x04, 0x0b], "OU"),
    (&[0x55, 0x04, 0x06], "C"),
    (&[0x55, 0x04, 0x09], "STREET"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19], "DC"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01], "UID"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A Name of one attribute, which holds `oid` and the UTF8String `value`.
    fn name(oid: &[u8], value: &[u8]) -> Vec<u8> {
        let tlv = |tag: u8, content: &[u8]| [&[tag, content.len() as u8], content].concat();
        let attribute = [tlv(0x06, oid), tlv(0x0c, value)].concat();
        tlv(0x30, &tlv(0x31, &tlv(0x30, &attribute)))
    }

    #[test]
    fn the_labels_are_those_of_their_types() {
        let types = LABELS.map(|(oid, label)| (label, dotted(oid)));
        let expected = [
            ("CN", "2.5.4.3"),
            ("L", "2.5.4.7"),
            ("ST", "2.5.4.8"),
            ("O", "2.5.4.10"),
            ("OU", "2.5.4.11"),
            ("C", "2.5.4.6"),
            ("STREET", "2.5.4.9"),
            ("DC", "0.9.2342.19200300.100.1.25"),
            ("UID", "0.9.2342.19200300.100.1.1"),
        ];
        assert_eq!(types, expected.map(|(label, oid)| (label, oid.to_owned())));
    }

    #[test]
    fn a_name_prints_its_types_and_values_whatever_they_are() {
        let cases: [(&str, Vec<u8>, &str); 7] = [
            ("a label", name(&[0x55, 4, 3], b"leaf"), "CN=leaf"),
            ("under 1", name(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 1], b"a@b"), "1.2.840.113549.1.9.1=a@b"),
            ("under 2", name(&[0x88, 0x37, 3], b"x"), "2.999.3=x"),
            ("no type", name(&[], b"x"), "0.0=x"),
            ("an escape sequence", name(&[0x55, 4, 3], b"\x1b[2J"), "CN=\\x1b[2J"),
            ("cut off", vec![0x30, 5, 0x31], "#300531"),
            ("empty", vec![0x30, 0], ""),
        ];
        for (what, der, expected) in cases {
            assert_eq!(text(&der), expected, "{what}");
        }
    }
}
