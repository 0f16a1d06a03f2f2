//! The parts of a certificate: names, serial number, role, and where each fault is.

use std::hash::{BuildHasher as _, RandomState};

use notafter::inspect::{Inspection, Role, Rule};

use super::made::{common_name, found, inspect, with_extension, with_serial};
use crate::fixture::{
    EXTENSIONS, ISSUER, SEQUENCE, SUBJECT, UTC_TIME, VALIDITY, authority_der, leaf, offset_of, rebuild, tlv,
    with_times, with_validity,
};

#[test]
fn the_leaf_tells_what_it_is() {
    let leaf = inspect(leaf());
    assert_eq!(leaf.subject().to_string(), "CN=leaf.example");
    assert_eq!(leaf.subject().common_name().as_deref(), Some("leaf.example"));
    assert_eq!(leaf.issuer().to_string(), "CN=notafter test authority");
    assert_eq!(leaf.serial_number().to_string(), "29".repeat(16));
    assert_eq!(leaf.subject_alt_names().collect::<Vec<_>>(), ["leaf.example"]);
    assert_eq!(leaf.role(), Role::EndEntity);
    assert_eq!(leaf.place(), None);
    let validity = leaf.validity().map(|validity| validity.to_string());
    assert_eq!(validity.as_deref(), Ok("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z"));
    let authority = inspect(authority_der());
    assert_eq!(authority.role(), Role::Authority);
    assert!(authority.is_self_issued() && !leaf.is_self_issued());
    assert_eq!(leaf.issuer(), authority.subject(), "names are equal if their DER is");
    assert_eq!(leaf.authority_key_identifier(), authority.subject_key_identifier());
}

#[test]
fn a_certificate_without_extensions_does_not_say_what_it_is() {
    let bare = rebuild(|elements| {
        elements.remove(EXTENSIONS);
    });
    assert_eq!(inspect(&bare).role(), Role::Unknown);
    let empty = rebuild(|elements| elements[EXTENSIONS] = tlv(0xa3, &tlv(SEQUENCE, &[])));
    assert_eq!(inspect(&empty).role(), Role::Unknown, "an empty list");
}

/// x509-parser 0.18.1 reads bits that go unused, whatever they are.
#[test]
fn a_key_usage_that_is_no_der_is_found() {
    let with = |bits: &[u8]| {
        inspect(&rebuild(|elements| {
            let list = tlv(0xa3, &tlv(SEQUENCE, &[]));
            elements[EXTENSIONS] = with_extension(&list, &[0x55, 0x1d, 0x0f], &tlv(0x03, bits));
        }))
    };
    assert_eq!(found(&with(&[7, 0x80]).findings(), Rule::UnreadablePart), None);
    let findings = with(&[7, 0x81]).findings();
    let finding = found(&findings, Rule::UnreadablePart).expect("a finding");
    assert!(finding.to_string().starts_with("extension keyUsage (2.5.29.15) cannot be read: "), "{finding}");
}

#[test]
fn alternative_names_are_told_as_they_are_written() {
    let names = |name: &[u8]| {
        let certificate = rebuild(|elements| {
            let list = tlv(0xa3, &tlv(SEQUENCE, &[]));
            elements[EXTENSIONS] = with_extension(&list, &[0x55, 0x1d, 0x11], &tlv(SEQUENCE, name));
        });
        inspect(&certificate).subject_alt_names().collect::<Vec<_>>()
    };
    let cases: [(&[u8], &[&str]); 6] = [
        (&tlv(0x82, b"a.example"), &["a.example"]),
        (&tlv(0x82, b"a, b+c;"), &["a\\, b\\+c\\;"]),
        (&tlv(0x87, &[192, 0, 2, 1]), &["192.0.2.1"]),
        (&tlv(0x87, &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), &["2001:db8::1"]),
        (&tlv(0x87, &[192, 0, 2]), &[]),
        (&[tlv(0x88, &[0x2a, 3]), tlv(0x86, b"https://a.example/")].concat(), &["https://a.example/"]),
    ];
    for (name, expected) in cases {
        assert_eq!(names(name), expected, "{name:02x?}");
    }
}

#[test]
fn unreadable_basic_constraints_do_not_say_what_it_is() {
    let certificate = rebuild(|elements| {
        elements[EXTENSIONS] = tlv(0xa3, &tlv(SEQUENCE, &[]));
        elements[EXTENSIONS] = with_extension(&elements[EXTENSIONS], &[0x55, 0x1d, 0x13], &[0x30, 0x01]);
    });
    let inspection = inspect(&certificate);
    assert_eq!(inspection.role(), Role::Unknown);
    let finding = found(&inspection.findings(), Rule::UnreadablePart).cloned().expect("a finding");
    // Three headers stand before it: that of the tag, that of the list, and none of the extension itself.
    let offset = offset_of(&certificate, EXTENSIONS) + 4;
    assert_eq!(finding.offset(), offset);
    let value = offset + 2 + 5 + 2;
    let expected = format!(
        "extension basicConstraints (2.5.29.19) cannot be read: content of extnValue at offset {value} is truncated"
    );
    assert_eq!(finding.to_string(), expected);
}

/// x509-parser refuses the certificate as a whole; its other parts are told nevertheless.
#[test]
fn an_impossible_date_does_not_hide_the_rest() {
    let certificate = with_times((UTC_TIME, "120230000000Z"), (UTC_TIME, "130229120000Z"));
    assert!(x509_parser::parse_x509_certificate(&certificate).is_err(), "x509-parser refuses it");
    let inspection = inspect(&certificate);
    assert_eq!(inspection.subject().to_string(), "CN=leaf.example");
    assert_eq!(inspection.role(), Role::EndEntity);
    let findings: Vec<_> = inspection
        .findings()
        .iter()
        .map(|finding| (finding.rule(), finding.element().to_string(), finding.offset(), finding.to_string()))
        .collect();
    let (not_before, not_after) = (offset_of(&certificate, VALIDITY) + 2, offset_of(&certificate, VALIDITY) + 17);
    assert_eq!(
        findings,
        [
            (
                Rule::ImpossibleDate,
                "notBefore".to_owned(),
                not_before,
                "notBefore 120230000000Z: 30 February 2012 does not exist, February 2012 has 29 days".to_owned(),
            ),
            (
                Rule::ImpossibleDate,
                "notAfter".to_owned(),
                not_after,
                "notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year".to_owned(),
            ),
        ],
        "both ends are explained"
    );
}

/// What x509-parser accepts and RFC 5280 forbids is an error at the octet where it stands.
#[test]
fn what_x509_parser_accepts_against_the_rules_is_found() {
    let time = |tag: u8, text: &str| tlv(tag, text.as_bytes());
    let sound = time(UTC_TIME, "130228120000Z");
    let with_end = |end: Vec<u8>| with_validity(&[sound.clone(), end].concat());
    let long_length = [&[0x17, 0x81, 13][..], b"130228120000Z"].concat();
    let cases = [
        ("no seconds", with_end(time(0x17, "1302281200Z")), Rule::MissingSeconds, 17),
        ("an offset", with_end(time(0x17, "130228120000-0030")), Rule::OffsetFromUtc, 17),
        ("a fraction", with_end(time(0x18, "20130228120000.5Z")), Rule::FractionOfSecond, 17),
        ("a third time", with_end([sound.clone(), sound.clone()].concat()), Rule::ThirdTime, 32),
        ("a long length", with_end(long_length), Rule::LengthNotDer, 17),
        ("a constructed time", with_end(time(0x37, "130228120000Z")), Rule::ConstructedTime, 17),
    ];
    for (label, certificate, rule, offset) in cases {
        assert!(x509_parser::parse_x509_certificate(&certificate).is_ok(), "x509-parser accepts {label}");
        let inspection = inspect(&certificate);
        assert!(inspection.validity().is_err(), "{label}");
        let finding = found(&inspection.findings(), rule).cloned().unwrap_or_else(|| panic!("{label} is not found"));
        assert_eq!(finding.offset(), offset_of(&certificate, VALIDITY) + offset, "{label}");
    }
}

/// A fault before the validity: x509-parser tells the names, this crate the fault.
#[test]
fn a_certificate_that_only_x509_parser_reads_has_names_and_a_reason() {
    // The length of the whole, with an octet that it does not need.
    let [length, octets @ ..] = &leaf()[1..] else { panic!("a leaf") };
    let longer = [&[0x30, length + 1, 0], octets].concat();
    let inspection = inspect(&longer);
    assert_eq!(inspection.subject().to_string(), "CN=leaf.example");
    let finding = found(&inspection.findings(), Rule::LengthNotDer).cloned().expect("a finding");
    assert_eq!(finding.to_string(), "certificate at offset 0 has a length that is not in its shortest form");
}

/// Either fault alone is read past, and so are the two together.
#[test]
fn bytes_after_a_certificate_do_not_hide_a_fault_before_its_validity() {
    let longer = |element: &[u8]| [&[element[0], 0x81], &element[1..]].concat();
    let inside = rebuild(|elements| elements[ISSUER] = longer(&elements[ISSUER]));
    let [length, octets @ ..] = &leaf()[1..] else { panic!("a leaf") };
    let outside = [&[0x30, length + 1, 0], octets].concat();
    for (label, certificate) in [("issuer", inside), ("certificate", outside)] {
        let inspection = inspect(&[&certificate[..], b"\n\n"].concat());
        assert_eq!(inspection.subject().to_string(), "CN=leaf.example", "{label}");
        let findings = inspection.findings();
        let length = found(&findings, Rule::LengthNotDer).unwrap_or_else(|| panic!("{label}: {findings:?}"));
        assert!(length.to_string().starts_with(label), "{length}");
        let excess = found(&findings, Rule::TrailingBytes).unwrap_or_else(|| panic!("{label}: {findings:?}"));
        let expected = format!("certificate is followed by 2 excess bytes at offset {}", certificate.len());
        assert_eq!(excess.to_string(), expected, "{label}");
    }
}

// requirement: RFC 5280 §4.1.2.2 negative-or-zero-read
#[test]
fn serial_numbers_print_as_numbers() {
    let print = |octets: &[u8]| inspect(&with_serial(octets)).serial_number().to_string();
    let cases: [(&[u8], &str); 8] = [
        (&[0], "00"),
        (&[], "00"),
        (&[0x01], "01"),
        (&[0x00, 0xff], "ff"),
        (&[0xff], "-01"),
        (&[0x80], "-80"),
        (&[0xff, 0x00], "-0100"),
        (&[0x12, 0x00], "1200"),
    ];
    for (octets, expected) in cases {
        assert_eq!(print(octets), expected, "{octets:02x?}");
    }
}

#[test]
fn names_compare_as_they_are_written() {
    let (read, other) = (inspect(leaf()), inspect(authority_der()));
    assert_eq!(read.issuer(), other.subject(), "the one name of the authority");
    let names: std::collections::HashSet<_> = [read.issuer(), read.subject(), other.issuer(), other.subject()].into();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_ne!(read.issuer(), read.subject());
    let hashes = RandomState::new();
    assert_ne!(hashes.hash_one(read.issuer()), hashes.hash_one(read.subject()));
    assert_ne!(read.issuer().digest(&hashes), read.subject().digest(&hashes));
    assert_eq!(format!("{:?}", read.subject()), "Name(CN=leaf.example)");
    let nameless = inspect(&rebuild(|elements| elements[SUBJECT] = tlv(SEQUENCE, &[])));
    assert!(nameless.subject().is_empty() && !read.subject().is_empty());
    assert_eq!(nameless.subject().as_der(), [0x30, 0]);
}

/// Who has no name cannot have named itself as its issuer (RFC 5280 section 4.1.2.4: an issuer has a name).
#[test]
fn a_certificate_without_names_is_not_self_issued() {
    let nameless = inspect(&rebuild(|elements| {
        for index in [ISSUER, SUBJECT] {
            elements[index] = tlv(SEQUENCE, &[]);
        }
    }));
    assert!(nameless.subject().is_empty() && nameless.issuer() == nameless.subject());
    assert!(!nameless.is_self_issued());
}

/// A name cannot drive a terminal, nor be taken for another one.
#[test]
fn names_are_escaped() {
    let cases: [(&str, u8, &[u8], &str); 13] = [
        ("plain", 0x0c, b"Let's Encrypt R3", "CN=Let's Encrypt R3"),
        ("letters", 0x0c, "Főtanúsítvány 日本 ไม้".as_bytes(), "CN=Főtanúsítvány 日本 ไม\\u{e49}"),
        ("punctuation", 0x0c, b"a, O=b+c\\d;\"<>", "CN=a\\, O=b\\+c\\\\d\\;\\\"\\<\\>"),
        ("an escape sequence", 0x0c, b"\x1b[2J\x07", "CN=\\u{1b}[2J\\u{7}"),
        ("lines", 0x0c, b"a\r\nb", "CN=a\\r\\nb"),
        ("zero", 0x0c, b"a\0b", "CN=a\\0b"),
        ("direction", 0x0c, "a\u{202e}b\u{200b}c".as_bytes(), "CN=a\\u{202e}b\\u{200b}c"),
        ("C1 controls", 0x0c, "\u{9b}2J".as_bytes(), "CN=\\u{9b}2J"),
        ("no UTF-8", 0x0c, b"a\xff\xfeb", "CN=a\\xff\\xfeb"),
        ("an asterisk", 0x13, b"*.example", "CN=*.example"),
        ("Latin-1", 0x14, b"Caf\xe9", "CN=Café"),
        ("BMPString", 0x1e, b"\x00C\x00a\x00f\x00\xe9\xd8\x00!", "CN=Café\\xd8\\x00\\x21"),
        ("no string", 0x04, b"\x01\x02", "CN=#0102"),
    ];
    for (label, tag, text, expected) in cases {
        assert_eq!(named(tag, text).subject().to_string(), expected, "{label}");
    }
}

/// Unicode 16.0, DerivedCoreProperties.txt, Default_Ignorable_Code_Point; and what is blank besides.
#[test]
fn nothing_invisible_in_a_name_stays_so() {
    let ignorable = [
        0xad..=0xad,
        0x34f..=0x34f,
        0x61c..=0x61c,
        0x115f..=0x1160,
        0x17b4..=0x17b5,
        0x180b..=0x180f,
        0x200b..=0x200f,
        0x202a..=0x202e,
        0x2060..=0x206f,
        0x3164..=0x3164,
        0xfe00..=0xfe0f,
        0xfeff..=0xfeff,
        0xffa0..=0xffa0,
        0xfff0..=0xfff8,
        0x1bca0..=0x1bca3,
        0x1d173..=0x1d17a,
        0xe0000..=0xe0fff,
    ];
    // No-break space, the spaces of typography, ideographic space, and the Braille pattern without dots.
    let blank = [0xa0..=0xa0, 0x1680..=0x1680, 0x2000..=0x200a, 0x2028..=0x2029, 0x3000..=0x3000, 0x2800..=0x2800];
    for code in ignorable.into_iter().chain(blank).flatten() {
        let char = char::from_u32(code).expect("a character");
        let shown = named(0x0c, format!("a{char}b").as_bytes()).subject().to_string();
        assert_eq!(shown, format!("CN=a\\u{{{code:x}}}b"));
    }
}

#[test]
fn names_without_a_known_form_are_shown() {
    let name = |content: &[u8]| {
        let name = tlv(SEQUENCE, content);
        inspect(&rebuild(|elements| elements[SUBJECT] = name)).subject().to_string()
    };
    let attribute = |oid: &[u8], value: &str| tlv(SEQUENCE, &[tlv(6, oid), tlv(0x0c, value.as_bytes())].concat());
    let (country, other) = (attribute(&[0x55, 4, 6], "FR"), attribute(&[0x2a, 3, 4], "x"));
    assert_eq!(name(&[]), "", "no name");
    assert_eq!(name(&tlv(0x31, &[country.clone(), other.clone()].concat())), "C=FR + 1.2.3.4=x", "a set of two");
    assert_eq!(name(&[tlv(0x31, &country), tlv(0x31, &other)].concat()), "C=FR, 1.2.3.4=x", "two sets");
    assert_eq!(name(&tlv(0x31, &tlv(SEQUENCE, &[1]))), "#300101", "no attribute");
}

/// A name that ends in the middle of an attribute is shown as far as it goes.
#[test]
fn a_broken_name_is_found_and_does_not_hide_the_rest() {
    let broken = rebuild(|elements| elements[ISSUER] = tlv(SEQUENCE, &[0x31, 0x05, 0x30]));
    let inspection = inspect(&broken);
    assert!(inspection.validity().is_ok());
    assert_eq!(inspection.subject().to_string(), "CN=leaf.example");
    let finding = found(&inspection.findings(), Rule::UnreadablePart).cloned().expect("a finding");
    let offset = offset_of(&broken, ISSUER) + 2;
    assert_eq!(finding.to_string(), format!("relativeDistinguishedName at offset {offset} is truncated"));
}

/// Each with a twin that is read.
#[test]
fn a_name_that_is_none_is_found_and_shown() {
    let attribute = |tag: u8, value: &[u8]| tlv(SEQUENCE, &[tlv(6, &[0x55, 4, 3]), tlv(tag, value)].concat());
    let of = |set: &[u8]| inspect(&rebuild(|elements| elements[SUBJECT] = tlv(SEQUENCE, &tlv(0x31, set))));
    let cases: [(&str, Vec<u8>, Option<&str>); 8] = [
        ("UTF-8", attribute(0x0c, "é".as_bytes()), None),
        ("no UTF-8", attribute(0x0c, b"\xe9"), Some("attribute value at offset {} is no text of its type")),
        ("an asterisk in a PrintableString", attribute(0x13, b"*"), None),
        (
            "Latin-1 in a PrintableString",
            attribute(0x13, b"\xe9"),
            Some("attribute value at offset {} is no text of its type"),
        ),
        ("a pair of surrogates", attribute(0x1e, b"\xd8\x3d\xde\x00"), None),
        ("half a pair", attribute(0x1e, b"\xd8\x3d"), Some("attribute value at offset {} is no text of its type")),
        ("an attribute", attribute(0x0c, b""), None),
        ("an empty set", Vec::new(), Some("relativeDistinguishedName at offset {} is empty")),
    ];
    for (label, set, expected) in cases {
        let inspection = of(&set);
        let said = found(&inspection.findings(), Rule::UnreadablePart).map(|finding| {
            let offset = finding.offset().to_string();
            finding.to_string().replace(&offset, "{}")
        });
        assert_eq!(said.as_deref(), expected, "{label}");
        assert!(!inspection.subject().to_string().contains('\u{fffd}'), "{label}: octets are shown as they are");
    }
}

#[test]
fn a_name_of_megabytes_is_read_once_and_shown_in_part() {
    let text = "x".repeat(1 << 20);
    let inspection = named(0x0c, text.as_bytes());
    assert_eq!(inspection.subject().common_name().as_deref(), Some(&*text));
    assert_eq!(format!("{:.8}|{:4.2}|", inspection.subject(), inspection.subject()), "CN=xxxxx|CN  |");
    let copy = inspection.subject().clone();
    assert!(core::ptr::eq(copy.as_der(), inspection.subject().as_der()), "the octets are shared");
}

fn named(tag: u8, text: &[u8]) -> Inspection {
    inspect(&rebuild(|elements| elements[SUBJECT] = common_name(tag, text)))
}
