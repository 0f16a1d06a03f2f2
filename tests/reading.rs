//! Strict reading: each way to be wrong has its own words and its place.
//!
//! The certificates here are written byte by byte, so that every offset can be counted. The folder holds the texts of
//! times, their encoding, and genuine certificates.

#[cfg(all(feature = "mint", feature = "__backend"))]
mod certificate;
mod encoding;
mod times;

use notafter::{
    Element::{self, Certificate, Issuer, SerialNumber, Signature, TbsCertificate, Time, Version},
    LengthFault, ReadError, Scope, Scoped, Validity,
    ValidityField::{NotAfter, NotBefore},
    asn1_time::TimeFault,
};
use proptest::prelude::*;

use crate::der::{GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, tlv};
use crate::seeded;

/// The elements of [`skeleton`] that are read, with the offset of each: every header before them has two octets.
const ELEMENTS: [(Element, usize); 9] = [
    (Certificate, 0),
    (TbsCertificate, 2),
    (Version, 4),
    (SerialNumber, 9),
    (Signature, 12),
    (Issuer, 14),
    (Element::Validity, 16),
    (Time(NotBefore), 18),
    (Time(NotAfter), 33),
];

/// What writes the identifier and length octets of one element in another way.
type Header<'a> = (Element, &'a dyn Fn(u8, u8) -> Vec<u8>);

/// The shortest thing with the form of a certificate: names, keys and signature are empty.
fn skeleton(content_of_validity: &[u8], other: Option<Header<'_>>) -> Vec<u8> {
    let write = |element, tag: u8, content: &[u8]| match other {
        Some((named, header)) if named == element => [&header(tag, content.len() as u8), content].concat(),
        _ => tlv(tag, content),
    };
    let body = [
        write(Version, 0xa0, &[INTEGER, 1, 2]),
        write(SerialNumber, INTEGER, &[7]),
        write(Signature, SEQUENCE, &[]),
        write(Issuer, SEQUENCE, &[]),
        write(Element::Validity, SEQUENCE, content_of_validity),
        tlv(SEQUENCE, &[]),
        tlv(SEQUENCE, &[]),
    ];
    let tbs = write(TbsCertificate, SEQUENCE, &body.concat());
    write(Certificate, SEQUENCE, &[tbs, tlv(SEQUENCE, &[]), vec![0x03, 1, 0]].concat())
}

/// [`skeleton`] with two good times and one header written in another way.
fn with_header(element: Element, header: &dyn Fn(u8, u8) -> Vec<u8>) -> Vec<u8> {
    let time = |field, text: &str| match element {
        Time(named) if named == field => [&header(UTC_TIME, text.len() as u8), text.as_bytes()].concat(),
        _ => tlv(UTC_TIME, text.as_bytes()),
    };
    let times = [time(NotBefore, "120229000000Z"), time(NotAfter, "130227235959Z")].concat();
    skeleton(&times, Some((element, header)))
}

/// [`skeleton`] with these two times.
fn with_times(not_before: (u8, &str), not_after: (u8, &str)) -> Vec<u8> {
    skeleton(&[not_before, not_after].map(|(tag, text)| tlv(tag, text.as_bytes())).concat(), None)
}

/// The error that `der` must give, held against its text and its place.
fn refuse(der: &[u8], text: &str, offset: Option<usize>) -> ReadError {
    let error = Validity::from_certificate_der(der).expect_err(text);
    assert_eq!(error.to_string(), text, "{der:02x?}");
    assert_eq!(error.offset(), offset, "{text}");
    assert_eq!(error.scope(), Scope::EveryHost, "{text}");
    error
}

#[test]
fn the_skeleton_is_read() {
    let der = with_times((UTC_TIME, "120229000000Z"), (UTC_TIME, "130227235959Z"));
    let validity = Validity::from_certificate_der(&der).map(|validity| validity.to_string());
    assert_eq!(validity, Ok("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z".to_owned()));
    // A certificate of version 1 has no version.
    let version_1 = skeleton(&der[18..48], Some((Version, &|_, _| vec![])));
    let without = [&version_1[..4], &version_1[7..]].concat();
    let fixed = [&[SEQUENCE, without[1] - 3, SEQUENCE, without[3] - 3], &without[4..]].concat();
    let validity = Validity::from_certificate_der(&fixed).map(|validity| validity.to_string());
    assert_eq!(validity, Ok("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z".to_owned()), "without a version");
}

#[test]
fn every_length_is_in_its_shortest_form() {
    let faults: [(&str, LengthFault, &[u8]); 10] = [
        ("an indefinite length", LengthFault::Indefinite, &[0x80]),
        ("a length that is not in its shortest form", LengthFault::NotMinimal, &[0x81, 0]),
        ("a length that is not in its shortest form", LengthFault::NotMinimal, &[0x82, 0, 0]),
        ("a length that is not in its shortest form", LengthFault::NotMinimal, &[0x83, 0, 0, 0]),
        ("a length that is not in its shortest form", LengthFault::NotMinimal, &[0x84, 0, 0, 0, 0]),
        // 0x80 needs the one long octet that it has, with a zero before it no more.
        ("a length that is not in its shortest form", LengthFault::NotMinimal, &[0x82, 0, 0x80]),
        ("a length of more than 4 octets", LengthFault::TooLong, &[0x85, 0, 0, 0, 0, 0]),
        ("a length of more than 4 octets", LengthFault::TooLong, &[0x88, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("a length of more than 4 octets", LengthFault::TooLong, &[0xfe]),
        // Reserved by X.690 section 8.1.3.5.
        ("a length of more than 4 octets", LengthFault::TooLong, &[0xff]),
    ];
    for (element, offset) in ELEMENTS {
        for (words, fault, octets) in faults {
            let der = with_header(element, &|tag, length| {
                let mut octets = octets.to_vec();
                if let Some(last @ 0) = octets.last_mut() {
                    *last = length;
                }
                [vec![tag], octets].concat()
            });
            let error = refuse(&der, &format!("{element} at offset {offset} has {words}"), Some(offset));
            assert_eq!(error, ReadError::Length { element, offset, fault }, "{octets:02x?}");
            assert_eq!((fault.to_string().as_str(), fault.scope()), (words, Scope::EveryHost), "the fault alone");
        }
    }
}

/// The largest lengths of each form, in elements that are as long, are read.
#[test]
fn lengths_of_every_size_are_read() {
    for length in [0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x100_0000] {
        let serial = tlv(INTEGER, &vec![1; length]);
        let times = [tlv(UTC_TIME, b"120229000000Z"), tlv(UTC_TIME, b"130227235959Z")].concat();
        let empty = tlv(SEQUENCE, &[]);
        let tbs = tlv(SEQUENCE, &[serial, empty.clone(), empty, tlv(SEQUENCE, &times)].concat());
        let validity = Validity::from_certificate_der(&tlv(SEQUENCE, &tbs)).map(|validity| validity.to_string());
        assert_eq!(validity, Ok("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z".to_owned()), "{length} octets");
    }
}

#[test]
fn an_element_that_is_longer_than_what_holds_it_is_truncated() {
    let lengths: [&[u8]; 7] = [
        &[0x7f],
        &[0x81, 0x80],
        &[0x82, 0x7f, 0xff],
        &[0x83, 0xff, 0xff, 0xff],
        &[0x84, 0x01, 0x00, 0x00, 0x00],
        &[0x84, 0x7f, 0xff, 0xff, 0xff],
        &[0x84, 0xff, 0xff, 0xff, 0xff],
    ];
    for (element, offset) in ELEMENTS {
        for length in lengths {
            let der = with_header(element, &|tag, _| [&[tag], length].concat());
            let error = refuse(&der, &format!("{element} at offset {offset} is truncated"), Some(offset));
            assert_eq!(error, ReadError::Truncated { element, offset }, "{length:02x?}");
        }
    }
    // One octet too long, which only the bounds of what holds it can tell: what follows it is there.
    let der = with_header(Time(NotAfter), &|tag, length| vec![tag, length + 1]);
    refuse(&der, "notAfter at offset 33 is truncated", Some(33));
    let der = with_header(TbsCertificate, &|tag, length| vec![tag, length + 6]);
    refuse(&der, "tbsCertificate at offset 2 is truncated", Some(2));
}

#[test]
fn bytes_that_end_within_a_header_are_truncated() {
    let headers: [&[u8]; 6] =
        [&[], &[0x30], &[0x30, 0x81], &[0x30, 0x82, 0x01], &[0x30, 0x84], &[0x30, 0x84, 0x01, 0x00, 0x00]];
    for header in headers {
        refuse(header, "certificate at offset 0 is truncated", Some(0));
    }
    // Inside an element the same, with what is there already read.
    for inner in [&[SEQUENCE][..], &[SEQUENCE, 0x82, 0x01]] {
        refuse(&tlv(SEQUENCE, inner), "tbsCertificate at offset 2 is truncated", Some(2));
    }
}

#[test]
fn an_element_that_is_missing_is_truncated_at_its_place() {
    let names = ["serialNumber", "signature", "issuer", "validity"];
    let body: [&[u8]; 5] = [&[0xa0, 3, INTEGER, 1, 2], &[INTEGER, 1, 7], &[SEQUENCE, 0], &[SEQUENCE, 0], &[]];
    for (index, name) in names.into_iter().enumerate() {
        let before = body[..=index].concat();
        let offset = 4 + before.len();
        let der = tlv(SEQUENCE, &tlv(SEQUENCE, &before));
        refuse(&der, &format!("{name} at offset {offset} is truncated"), Some(offset));
    }
    refuse(&tlv(SEQUENCE, &[]), "tbsCertificate at offset 2 is truncated", Some(2));
    refuse(&tlv(SEQUENCE, &tlv(SEQUENCE, &[])), "serialNumber at offset 4 is truncated", Some(4));
    refuse(&skeleton(&[], None), "notBefore at offset 18 is truncated", Some(18));
    let one_time = tlv(UTC_TIME, b"120229000000Z");
    refuse(&skeleton(&one_time, None), "notAfter at offset 33 is truncated", Some(33));
}

#[test]
fn another_element_in_its_place_is_named() {
    let cases = [
        (Certificate, 0x31, "certificate at offset 0: expected SEQUENCE (0x30), found 0x31"),
        (
            Certificate,
            0x2d,
            "certificate at offset 0: expected SEQUENCE (0x30), found 0x2d, which looks like PEM, not DER",
        ),
        (TbsCertificate, 0x02, "tbsCertificate at offset 2: expected SEQUENCE (0x30), found 0x02"),
        // What is not the version must be the serial number.
        (Version, 0xa1, "serialNumber at offset 4: expected INTEGER (0x02), found 0xa1"),
        (SerialNumber, 0x30, "serialNumber at offset 9: expected INTEGER (0x02), found 0x30"),
        (Signature, 0x06, "signature at offset 12: expected SEQUENCE (0x30), found 0x06"),
        (Issuer, 0x31, "issuer at offset 14: expected SEQUENCE (0x30), found 0x31"),
        (Element::Validity, 0x17, "validity at offset 16: expected SEQUENCE (0x30), found 0x17"),
        (Element::Validity, 0x2d, "validity at offset 16: expected SEQUENCE (0x30), found 0x2d"),
        (
            Time(NotBefore),
            0x16,
            "notBefore at offset 18: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x16",
        ),
        (
            Time(NotBefore),
            0x37,
            "notBefore at offset 18: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x37, a constructed time",
        ),
        (
            Time(NotAfter),
            0x38,
            "notAfter at offset 33: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x38, a constructed time",
        ),
        (Time(NotAfter), 0x97, "notAfter at offset 33: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x97"),
    ];
    for (element, found, text) in cases {
        let error = refuse(&with_header(element, &|_, length| vec![found, length]), text, offset_in(text));
        let ReadError::UnexpectedTag { found: carried, .. } = error else { panic!("{error:?}") };
        assert_eq!(carried, found, "{text}");
    }
    // Every other octet, in every place.
    for (element, offset) in ELEMENTS {
        for octet in 0..=u8::MAX {
            let der = with_header(element, &|_, length| vec![octet, length]);
            let good: &[u8] = match element {
                Version => &[0xa0],
                SerialNumber => &[INTEGER],
                Time(_) => &[UTC_TIME, GENERALIZED_TIME],
                _ => &[SEQUENCE],
            };
            let result = Validity::from_certificate_der(&der);
            let refused = matches!(result, Err(ReadError::UnexpectedTag { offset: at, found, .. })
                if (at, found) == (offset, octet));
            // The value of the version, which is an INTEGER, would pass for the serial number.
            let passes_as_serial = element == Version && octet == INTEGER;
            assert_eq!(refused, !good.contains(&octet) && !passes_as_serial, "{element} 0x{octet:02x}: {result:?}");
        }
    }
}

/// The number after "at offset".
fn offset_in(text: &str) -> Option<usize> {
    let digits = text.split("at offset ").nth(1)?;
    digits.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

#[test]
fn whatever_follows_an_end_is_counted() {
    let excess = |count| if count == 1 { "1 excess byte".to_owned() } else { format!("{count} excess bytes") };
    let times = [tlv(UTC_TIME, b"120229000000Z"), tlv(UTC_TIME, b"130227235959Z")].concat();
    let good = skeleton(&times, None);
    assert_eq!(good.len(), 57, "as laid out");
    for count in [1, 2, 57, 300] {
        let longer = [&good[..], &vec![0; count]].concat();
        let text = format!("certificate is followed by {} at offset 57", excess(count));
        let error = refuse(&longer, &text, Some(57));
        assert_eq!(error, ReadError::Excess { element: Certificate, offset: 57, count });
    }
    for third in [&b"\x17\x0d140227235959Z"[..], b"\x05\x00", b"\x00"] {
        let content = [&times[..], third].concat();
        let text = format!("notAfter is followed by {} at offset 48", excess(third.len()));
        refuse(&skeleton(&content, None), &text, Some(48));
    }
}

/// What stands after the times is the business of whoever uses it.
#[test]
fn what_follows_the_validity_is_not_looked_at() {
    let times = [tlv(UTC_TIME, b"120229000000Z"), tlv(UTC_TIME, b"130227235959Z")].concat();
    let mut der = skeleton(&times, None);
    der[48..].fill(0xff);
    let validity = Validity::from_certificate_der(&der).map(|validity| validity.to_string());
    assert_eq!(validity, Ok("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z".to_owned()));
}

#[test]
fn a_time_is_refused_with_its_field_its_text_and_the_reason() {
    let good = (UTC_TIME, "130227235959Z");
    let impossible = (UTC_TIME, "130229120000Z");
    let reason = "130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year";
    refuse(&with_times(impossible, good), &format!("notBefore {reason}"), Some(18));
    refuse(&with_times(good, impossible), &format!("notAfter {reason}"), Some(33));
    // The first of two faults is the one that is told.
    refuse(&with_times(impossible, impossible), &format!("notBefore {reason}"), Some(18));
    let error = refuse(
        &with_times(good, (GENERALIZED_TIME, "20500101000000")),
        "notAfter 20500101000000: the final Z is missing",
        Some(33),
    );
    let ReadError::Time { field, reason, .. } = error else { panic!("{error:?}") };
    assert_eq!((field, reason.fault, reason.text.as_bytes()), (NotAfter, TimeFault::MissingZ, &b"20500101000000"[..]));
    // The form of the validity is judged before the texts in it.
    let third = [tlv(UTC_TIME, b""), tlv(UTC_TIME, b""), vec![0]].concat();
    refuse(&skeleton(&third, None), "notAfter is followed by 1 excess byte at offset 22", Some(22));
}

#[test]
fn a_certificate_that_ends_before_it_begins_is_refused() {
    let cases = [
        (
            (UTC_TIME, "130227235959Z"),
            (UTC_TIME, "130227235958Z"),
            "notAfter 2013-02-27T23:59:58Z is before notBefore 2013-02-27T23:59:59Z",
        ),
        // 49 is 2049, and 50 is 1950.
        (
            (UTC_TIME, "491231235959Z"),
            (UTC_TIME, "500101000000Z"),
            "notAfter 1950-01-01T00:00:00Z is before notBefore 2049-12-31T23:59:59Z",
        ),
        (
            (GENERALIZED_TIME, "99991231235959Z"),
            (GENERALIZED_TIME, "00000101000000Z"),
            "notAfter 0000-01-01T00:00:00Z is before notBefore 9999-12-31T23:59:59Z",
        ),
    ];
    for (not_before, not_after, text) in cases {
        let error = refuse(&with_times(not_before, not_after), text, None);
        assert!(matches!(error, ReadError::Reversed { .. }), "{error:?}");
    }
    let one_second = with_times((UTC_TIME, "130227235959Z"), (GENERALIZED_TIME, "20130227235959Z"));
    let validity = Validity::from_certificate_der(&one_second).map(|validity| validity.duration().as_secs());
    assert_eq!(validity, Ok(1), "both ends in the same second are one second");
}

/// A reader that has to find a certain element says so in the same words, whichever it is.
#[test]
fn each_element_names_what_is_expected_in_its_place() {
    let expected = [
        (Version, "version at offset 7: expected INTEGER (0x02), found 0x05"),
        (SerialNumber, "serialNumber at offset 7: expected INTEGER (0x02), found 0x05"),
        (Time(NotBefore), "notBefore at offset 7: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x05"),
        (Element::Subject, "subject at offset 7: expected SEQUENCE (0x30), found 0x05"),
        (Element::Extensions, "extensions at offset 7: expected SEQUENCE (0x30), found 0x05"),
    ];
    for (element, text) in expected {
        assert_eq!(ReadError::UnexpectedTag { element, offset: 7, found: 0x05 }.to_string(), text);
    }
}

#[test]
fn elements_print_their_names() {
    let names = [
        (Certificate, "certificate"),
        (TbsCertificate, "tbsCertificate"),
        (Version, "version"),
        (SerialNumber, "serialNumber"),
        (Signature, "signature"),
        (Issuer, "issuer"),
        (Element::Validity, "validity"),
        (Time(NotBefore), "notBefore"),
        (Time(NotAfter), "notAfter"),
        (Element::Subject, "subject"),
        (Element::SubjectPublicKeyInfo, "subjectPublicKeyInfo"),
        (Element::Extensions, "extensions"),
    ];
    for (element, name) in names {
        assert_eq!(element.to_string(), name, "{element:?}");
        assert_eq!(format!("{element:>22}"), format!("{name:>22}"), "the width is honoured");
    }
}

proptest! {
    #![proptest_config(seeded(20_000))]

    /// Any bytes: an error whose place is inside of them.
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        let error = Validity::from_certificate_der(&bytes).expect_err("random bytes are not a certificate");
        prop_assert!(error.offset().is_none_or(|offset| offset <= bytes.len()), "{}", error);
    }

    /// Any change of a few octets: an error in its place, or a period that is in order.
    #[test]
    fn no_change_panics(changes in prop::collection::vec((0..57usize, any::<u8>()), 1..4)) {
        let mut der = with_times((UTC_TIME, "120229000000Z"), (UTC_TIME, "130227235959Z"));
        for (index, octet) in changes {
            der[index] = octet;
        }
        match Validity::from_certificate_der(&der) {
            Ok(validity) => prop_assert!(validity.not_before() <= validity.not_after()),
            Err(error) => prop_assert!(error.offset().is_none_or(|offset| offset <= der.len()), "{}", error),
        }
    }
}
