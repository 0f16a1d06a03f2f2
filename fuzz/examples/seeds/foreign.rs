//! Names, attributes and extensions as others write them, each with one thing that is wrong or rare.

use core::slice;

use notafter_fuzz::tlv;

use crate::{SEQUENCE, write};

pub fn seeds() {
    let name = named(COMMON_NAME, UTF8_STRING, b"db.internal");
    let san = list(&[extension(SUBJECT_ALT_NAME, &tlv(SEQUENCE, &tlv(0x82, b"db.internal")))]);
    let usage = list(&[extension(KEY_USAGE, &[0x03, 2, 7, 0x80])]);
    let asked = attribute(EXTENSION_REQUEST, &san);
    let ca = extension(BASIC_CONSTRAINTS, &[SEQUENCE, 3, 0x01, 1, 0xff]);
    let put = |name: &str, document, key, subject: &[u8], rest: &[u8]| {
        let length = (subject.len() as u16).to_le_bytes();
        write("foreign", name, [&[document, key], &length[..], subject, rest].concat());
    };

    let cases = [
        ("question-mark", named(COMMON_NAME, PRINTABLE_STRING, b"why?")),
        ("question-mark-of-another-class", named(COMMON_NAME, 0x53, b"why?")),
        ("question-mark-in-utf-8", named(COMMON_NAME, UTF8_STRING, b"why?")),
        ("printable", named(COMMON_NAME, PRINTABLE_STRING, b"leaf")),
        ("ia5", named(COMMON_NAME, 0x16, b"leaf@example")),
        ("teletex", named(COMMON_NAME, 0x14, b"leaf")),
        ("bmp", named(COMMON_NAME, 0x1e, b"\x00l\x00e")),
        ("universal", named(COMMON_NAME, 0x1c, b"\x00\x01\xf5\x12")),
        ("empty", vec![]),
        (
            "same-type-twice",
            [named(COMMON_NAME, UTF8_STRING, b"one"), named(COMMON_NAME, UTF8_STRING, b"two")].concat(),
        ),
        ("type-without-arcs", named(&[], UTF8_STRING, b"x")),
        ("type-of-one-octet", named(&[0], UTF8_STRING, b"x")),
        ("type-below-2-40", named(&[119, 1], UTF8_STRING, b"x")),
        ("type-from-2-40-on", named(&[120, 1], UTF8_STRING, b"x")),
        ("type-without-end", named(&[0x55, 0x84], UTF8_STRING, b"x")),
    ];
    for (what, subject) in &cases {
        put(&format!("request-name-{what}"), REQUEST, KEY, subject, &asked);
        put(&format!("authority-name-{what}"), AUTHORITY, KEY, subject, &ca);
    }
    for (what, key) in [("another-algorithm", 1), ("unused-bits", 2)] {
        put(&format!("request-key-{what}"), REQUEST, key, &name, &asked);
        put(&format!("authority-key-{what}"), AUTHORITY, key, &name, &ca);
    }

    let request = |what: &str, attributes: &[u8]| put(&format!("request-{what}"), REQUEST, KEY, &name, attributes);
    request("plain", &asked);
    request("without-attributes", &[]);
    request("challenge-password", &attribute(CHALLENGE_PASSWORD, &tlv(UTF8_STRING, b"x")));
    request("two-attributes", &[asked.clone(), attribute(EXTENSION_REQUEST, &usage)].concat());
    request("two-values", &attribute(EXTENSION_REQUEST, &[san.clone(), usage].concat()));
    request("microsoft", &attribute(MICROSOFT_EXTENSIONS, &san));
    request("to-be-an-authority", &attribute(EXTENSION_REQUEST, &list(slice::from_ref(&ca))));
    let principal =
        [tlv(0x06, &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3]), tlv(0xa0, &tlv(UTF8_STRING, b"a@b"))].concat();
    let names =
        [tlv(0x81, b"a@example"), tlv(0x86, b"spiffe://mesh/a"), tlv(0x87, &[10, 0, 0, 1]), tlv(0xa0, &principal)];
    let all = list(&[
        extension(SUBJECT_ALT_NAME, &tlv(SEQUENCE, &names.concat())),
        extension(KEY_USAGE, &[0x03, 3, 7, 0xb9, 0x80]),
        extension(EXTENDED_KEY_USAGE, &tlv(SEQUENCE, &tlv(0x06, &[0x2b, 6, 1, 5, 5, 7, 3, 1]))),
        extension(BASIC_CONSTRAINTS, &[SEQUENCE, 0]),
    ]);
    request("all-extensions", &attribute(EXTENSION_REQUEST, &all));
    let one = |oid: &[u8], value: &[u8]| attribute(EXTENSION_REQUEST, &list(&[extension(oid, value)]));
    let excess = [&principal[..], &[5, 0]].concat();
    request("other-name-with-excess", &one(SUBJECT_ALT_NAME, &tlv(SEQUENCE, &tlv(0xa0, &excess))));
    request("no-names", &one(SUBJECT_ALT_NAME, &[SEQUENCE, 0]));
    request("no-usages", &one(KEY_USAGE, &[0x03, 1, 0]));
    request("usages-with-zeros", &one(KEY_USAGE, &[0x03, 3, 0, 0xa0, 0]));
    request("no-purposes", &one(EXTENDED_KEY_USAGE, &[SEQUENCE, 0]));
    let purpose = |last| tlv(0x06, &[0x2b, 6, 1, 5, 5, 7, 3, last]);
    request("purposes-in-reverse", &one(EXTENDED_KEY_USAGE, &tlv(SEQUENCE, &[purpose(2), purpose(1)].concat())));
    request("path-length-of-no-authority", &one(BASIC_CONSTRAINTS, &[SEQUENCE, 3, 0x02, 1, 0]));
    request("unknown-extension", &attribute(EXTENSION_REQUEST, &list(&[extension(&[0x2a, 3], &[5, 0])])));

    let authority = |what: &str, rest: &[u8]| put(&format!("authority-{what}"), AUTHORITY, KEY, &name, rest);
    authority("plain", &ca);
    authority("of-none", &[]);
    authority("that-signs-no-certificates", &[ca.clone(), extension(KEY_USAGE, &[0x03, 2, 1, 0x02])].concat());
    authority("key-identifier", &[ca, extension(&[0x55, 0x1d, 0x0e], &[0x04, 2, 1, 2])].concat());
}

fn named(oid: &[u8], tag: u8, text: &[u8]) -> Vec<u8> {
    tlv(SET, &tlv(SEQUENCE, &[tlv(0x06, oid), tlv(tag, text)].concat()))
}

fn attribute(oid: &[u8], values: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, oid), tlv(SET, values)].concat())
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, oid), tlv(0x04, value)].concat())
}

fn list(extensions: &[Vec<u8>]) -> Vec<u8> {
    tlv(SEQUENCE, &extensions.concat())
}

const REQUEST: u8 = 0;
const AUTHORITY: u8 = 1;
/// The key as it is.
const KEY: u8 = 0;

const SET: u8 = 0x31;
const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;

const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
const CHALLENGE_PASSWORD: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 7];
const MICROSOFT_EXTENSIONS: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 14];
