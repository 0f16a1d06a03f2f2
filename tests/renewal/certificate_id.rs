//! The identifier of a certificate for renewal information: what RFC 9773 and an ACME client make of the same certificate.

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use instant_acme::CertificateIdentifier;
use notafter::{
    Element, ReadError, Scope, Scoped as _, Validity,
    renewal::{CertificateId, CertificateIdError, SerialFault},
};
use proptest::{collection::vec, prelude::*};

use crate::der::{INTEGER, SEQUENCE, tlv};

const OBJECT_IDENTIFIER: u8 = 0x06;
const OCTET_STRING: u8 = 0x04;
const BOOLEAN: u8 = 0x01;
const EXTENSIONS: u8 = 0xa3;
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x23];
const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x0e];

/// The certificate of RFC 9773 appendix A.
const EXAMPLE: &str = "MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt\
                       cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS\
                       BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu\
                       7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf\
                       qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B\
                       yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb\
                       +FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK";
/// The identifier of that certificate, as RFC 9773 section 4.1 prints it.
pub(crate) const EXAMPLE_ID: &str = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE";

pub(crate) fn example() -> Vec<u8> {
    BASE64_STANDARD.decode(EXAMPLE).expect("the example of RFC 9773")
}

/// A certificate with the content `serial` and these extensions, each a whole encoding.
fn certificate(serial: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let times = [tlv(0x17, b"120229120000Z"), tlv(0x17, b"130228120000Z")].concat();
    let mut body = [tlv(INTEGER, serial), tlv(SEQUENCE, &[]), tlv(SEQUENCE, &[]), tlv(SEQUENCE, &times)].concat();
    body.extend([tlv(SEQUENCE, &[]), tlv(SEQUENCE, &[])].concat());
    body.extend(tlv(EXTENSIONS, &tlv(SEQUENCE, &extensions.concat())));
    tlv(SEQUENCE, &tlv(SEQUENCE, &body))
}

/// Where the first extension begins: after the headers of certificate and body, the serial number of one octet, the algorithm,
/// the issuer, the validity, the subject, the key, and the headers of the extensions and of their list.
const FIRST_EXTENSION: usize = 2 + 2 + 3 + 2 + 2 + 32 + 2 + 2 + 2 + 2;

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(OBJECT_IDENTIFIER, oid), tlv(OCTET_STRING, value)].concat())
}

/// The extension with `fields` as the content of AuthorityKeyIdentifier.
fn authority(fields: &[u8]) -> Vec<u8> {
    extension(AUTHORITY_KEY_IDENTIFIER, &tlv(SEQUENCE, fields))
}

fn read(der: &[u8]) -> Result<String, CertificateIdError> {
    CertificateId::from_certificate_der(der).map(|id| id.to_string())
}

fn message(der: &[u8]) -> String {
    read(der).expect_err("no identifier").to_string()
}

#[test]
fn the_example_of_rfc_9773_has_the_identifier_that_is_printed_there() {
    let der = example();
    let id = CertificateId::from_certificate_der(&der).expect("an identifier");
    assert_eq!(id.to_string(), EXAMPLE_ID);
    assert_eq!(format!("{id:?}"), format!("CertificateId({EXAMPLE_ID})"));
    assert_eq!(id.serial_number(), [0, 0x87, 0x65, 0x43, 0x21], "the zero octet is part of it");
    assert_eq!(id.key_identifier().len(), 20);
    assert_eq!(CertificateId::from_parts(id.key_identifier(), id.serial_number()), Ok(id));
}

#[test]
fn instant_acme_makes_the_same_identifier_of_the_same_parts() {
    let der = example();
    let id = CertificateId::from_certificate_der(&der).expect("an identifier");
    let theirs = CertificateIdentifier::new(id.key_identifier().into(), id.serial_number().into());
    assert_eq!(theirs.to_string(), EXAMPLE_ID);
}

proptest! {
    #[test]
    fn parts_print_as_the_base64_crate_encodes_them(key in vec(any::<u8>(), 1..600), serial in vec(any::<u8>(), 0..24)) {
        // A positive number in its shortest form, whatever the rest is.
        let serial = [vec![0x29], serial].concat();
        let id = CertificateId::from_parts(&key, &serial).expect("both are well-formed");
        let encoded = [&key, &serial].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
        prop_assert_eq!(id.to_string(), encoded.join("."));
        let theirs = CertificateIdentifier::new(id.key_identifier().into(), id.serial_number().into());
        prop_assert_eq!(id.to_string(), theirs.to_string());

        let der = certificate(&serial, &[authority(&tlv(0x80, &key))]);
        prop_assert_eq!(CertificateId::from_certificate_der(&der), Ok(id));
    }

    #[test]
    fn no_bytes_in_place_of_an_extension_make_it_panic(bytes in vec(any::<u8>(), 0..64)) {
        for extensions in [bytes.clone(), extension(AUTHORITY_KEY_IDENTIFIER, &bytes), authority(&bytes)] {
            if let Err(error) = read(&certificate(&[1], &[extensions])) {
                prop_assert!(!error.to_string().contains(char::is_control), "{}", error);
            }
        }
    }
}

#[test]
fn a_serial_number_is_positive_and_in_its_shortest_form() {
    let cases: [(&[u8], Result<&str, &str>); 10] = [
        (&[], Err("serialNumber is empty")),
        (&[0], Err("serialNumber 0x00 is zero")),
        (&[0, 0], Err("serialNumber 0x0000 is not in its shortest form")),
        (&[0, 0x7f], Err("serialNumber 0x007f is not in its shortest form")),
        (&[0, 0, 0x80], Err("serialNumber 0x000080 is not in its shortest form")),
        (&[0x80], Err("serialNumber 0x80 is negative")),
        (&[0xff, 0x7f], Err("serialNumber 0xff7f is negative")),
        (&[1], Ok("iA.AQ")),
        (&[0x7f], Ok("iA.fw")),
        (&[0, 0x80], Ok("iA.AIA")),
    ];
    for (serial, expected) in cases {
        let der = certificate(serial, &[authority(&tlv(0x80, &[0x88]))]);
        let parts = CertificateId::from_parts(&[0x88], serial);
        assert_eq!(CertificateId::from_certificate_der(&der), parts, "{serial:02x?}");
        let printed = parts.map(|id| id.to_string()).map_err(|error| error.to_string());
        assert_eq!(printed.as_deref().map_err(String::as_str), expected, "{serial:02x?}");
    }
    let long = CertificateId::from_parts(&[0x88], &[0xaa; 42]).expect_err("a negative number");
    assert_eq!(long.to_string(), format!("serialNumber 0x{}… is negative", "aa".repeat(41)), "the first 41 octets");
    let error = CertificateId::from_parts(&[0x88], &[0x80]).expect_err("a negative number");
    assert_eq!(error.scope(), Scope::EveryHost);
    assert!(matches!(error, CertificateIdError::SerialNumber { fault: SerialFault::Negative, .. }), "{error:?}");
}

#[test]
fn a_key_identifier_has_any_number_of_octets_but_none() {
    let of_length = |length: usize| read(&certificate(&[1], &[authority(&tlv(0x80, &vec![0x55; length]))]));
    assert_eq!(of_length(0), Err(CertificateIdError::EmptyKeyIdentifier));
    assert_eq!(CertificateId::from_parts(&[], &[1]), Err(CertificateIdError::EmptyKeyIdentifier));
    for length in [1, 20, 127, 128, 500] {
        let expected = format!("{}.AQ", BASE64_URL_SAFE_NO_PAD.encode(vec![0x55; length]));
        assert_eq!(of_length(length), Ok(expected), "{length} octets");
    }
}

#[test]
fn other_ways_to_name_the_key_do_not_count() {
    let (key, issuer, serial) = (tlv(0x80, &[0x88]), tlv(0xa1, &tlv(0xa4, &tlv(SEQUENCE, &[]))), tlv(0x82, &[5]));
    for fields in [Vec::new(), [issuer.clone(), serial.clone()].concat(), serial.clone()] {
        let error = read(&certificate(&[1], &[authority(&fields)])).expect_err("no keyIdentifier");
        assert!(matches!(error, CertificateIdError::NoKeyIdentifier { offset: FIRST_EXTENSION, .. }), "{error:?}");
        assert_eq!(error.to_string(), "authorityKeyIdentifier extension at offset 51 has no keyIdentifier");
    }
    for fields in [[key.clone(), issuer.clone(), serial.clone()].concat(), [key.clone(), serial.clone()].concat()] {
        assert_eq!(read(&certificate(&[1], &[authority(&fields)])).as_deref(), Ok("iA.AQ"), "{fields:02x?}");
    }

    assert_eq!(read(&certificate(&[1], &[])), Err(CertificateIdError::NoAuthorityKeyIdentifier));
    let subject = extension(SUBJECT_KEY_IDENTIFIER, &tlv(OCTET_STRING, &[0x88]));
    assert_eq!(read(&certificate(&[1], &[subject])), Err(CertificateIdError::NoAuthorityKeyIdentifier));
}

#[test]
fn an_extension_that_stands_there_twice_is_refused() {
    let (first, second) = (authority(&tlv(0x80, &[0x88])), authority(&tlv(0x80, &[0x89])));
    for extensions in [[first.clone(), second.clone()], [first.clone(), first.clone()]] {
        let found = message(&certificate(&[1], &extensions));
        assert_eq!(found, "certificate has the authorityKeyIdentifier extension twice, at offset 51 and at offset 65");
    }
    let lists = [vec![first], vec![second]].map(|list| tlv(EXTENSIONS, &tlv(SEQUENCE, &list.concat()))).concat();
    let mut der = certificate(&[1], &[]);
    let empty = der.len() - 4;
    der.splice(empty.., lists);
    let body = der[4..].to_vec();
    let found = message(&tlv(SEQUENCE, &tlv(SEQUENCE, &body)));
    assert!(found.starts_with("certificate has the authorityKeyIdentifier extension twice"), "in two lists: {found}");
}

#[test]
fn what_is_malformed_is_refused_with_its_place() {
    let key = tlv(0x80, &[0x88]);
    let oid = tlv(OBJECT_IDENTIFIER, AUTHORITY_KEY_IDENTIFIER);
    let value = tlv(OCTET_STRING, &tlv(SEQUENCE, &key));
    let parts = |parts: &[&[u8]]| tlv(SEQUENCE, &parts.concat());
    let cases = [
        (tlv(SEQUENCE, &[]), "extnID at offset 53 is truncated"),
        (parts(&[&tlv(BOOLEAN, &[0xff])]), "extnID at offset 53: expected OBJECT IDENTIFIER (0x06), found 0x01"),
        (parts(&[&oid]), "extnValue at offset 58 is truncated"),
        (parts(&[&oid, &tlv(SEQUENCE, &key)]), "extnValue at offset 58: expected OCTET STRING (0x04), found 0x30"),
        (parts(&[&oid, &value, &[5, 0]]), "extnValue is followed by 2 excess bytes at offset 65"),
        (parts(&[&oid, &tlv(OCTET_STRING, &[])]), "authorityKeyIdentifier at offset 60 is truncated"),
        (
            parts(&[&oid, &tlv(OCTET_STRING, &key)]),
            "authorityKeyIdentifier at offset 60: expected SEQUENCE (0x30), found 0x80",
        ),
        (
            parts(&[&oid, &tlv(OCTET_STRING, &[tlv(SEQUENCE, &key), key.clone()].concat())]),
            "authorityKeyIdentifier is followed by 3 excess bytes at offset 65",
        ),
        (authority(&tlv(OCTET_STRING, &[0x88])), "keyIdentifier at offset 62: expected [0] (0x80), found 0x04"),
        (authority(&tlv(0xa0, &key)), "keyIdentifier at offset 62: expected [0] (0x80), found 0xa0"),
        (authority(&[key.clone(), key.clone()].concat()), "keyIdentifier is followed by 3 excess bytes at offset 65"),
        (authority(&[0x80, 2, 0x88]), "keyIdentifier at offset 62 is truncated"),
        (authority(&[0x80, 0x81, 1, 0x88]), "keyIdentifier at offset 62 has a length that is not in its shortest form"),
    ];
    for (extension, expected) in cases {
        assert_eq!(message(&certificate(&[1], &[extension])), expected);
    }
    let critical = parts(&[&oid, &tlv(BOOLEAN, &[0xff]), &value]);
    assert_eq!(read(&certificate(&[1], &[critical])).as_deref(), Ok("iA.AQ"), "an issuer may have marked it critical");
    assert_eq!(message(b"-----BEGIN"), Validity::from_certificate_der(b"-----BEGIN").expect_err("PEM").to_string());
}

#[test]
fn a_certificate_that_is_cut_off_anywhere_has_no_identifier() {
    let der = example();
    for end in 0..der.len() {
        let error = CertificateId::from_certificate_der(&der[..end]).expect_err("cut off");
        let expected = ReadError::Truncated { element: Element::Certificate, offset: 0 };
        assert_eq!(error, CertificateIdError::from(expected), "{end} octets");
    }
    // The extensions end at any octet, and all lengths around them are right.
    let extensions = authority(&tlv(0x80, &[0x88; 20]));
    for end in 0..extensions.len() {
        let read = read(&certificate(&[1], &[extensions[..end].to_vec()]));
        assert!(read.is_err(), "{end} octets of the extension: {read:?}");
    }
    let excess = [der.as_slice(), &[0]].concat();
    assert_eq!(message(&excess), "certificate is followed by 1 excess byte at offset 327");
}

#[test]
fn an_impossible_date_does_not_hide_the_identifier() {
    let der = certificate(&[1], &[authority(&tlv(0x80, &[0x88]))]);
    let text = der.windows(6).position(|window| window == b"130228").expect("notAfter");
    let mut impossible = der.clone();
    impossible[text..text + 6].copy_from_slice(b"130229");
    assert!(Validity::from_certificate_der(&impossible).is_err(), "29 February 2013");
    assert_eq!(read(&impossible).as_deref(), Ok("iA.AQ"));
}
