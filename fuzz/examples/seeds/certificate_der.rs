//! Certificates and files, each with one thing that is wrong or rare.

use notafter_fuzz::{LEAF, tlv, tlv as tlv_of};

use crate::{GENERALIZED_TIME, SEQUENCE, UTC_TIME, write};

pub fn seeds() {
    let put = |name: &str, seed: &[u8]| write("certificate_der", name, seed);
    put("empty", b"");
    put("leaf", LEAF);
    put("leaf-truncated", &LEAF[..200]);
    put("leaf-header-alone", &LEAF[..2]);
    put("leaf-with-trailing-byte", &[LEAF, &[0]].concat());
    let content = &LEAF[4..];
    put("leaf-of-indefinite-length", &[&[SEQUENCE, 0x80], content, &[0, 0]].concat());
    put("leaf-of-a-length-of-five-octets", &[&[SEQUENCE, 0x85, 0, 0, 0, 1, 0x91], content].concat());
    put("length-of-four-gibibytes", &[SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff]);

    let times = |not_before: (u8, &str), not_after: (u8, &str)| {
        small(|parts| {
            let times = [not_before, not_after].map(|(tag, text)| tlv(tag, text.as_bytes()));
            parts[VALIDITY] = tlv(SEQUENCE, &times.concat());
        })
    };
    let good = (UTC_TIME, "120229000000Z");
    put("small", &small(|_| ()));
    put("impossible-date", &times(good, (UTC_TIME, "130229000000Z")));
    put("both-impossible", &times((UTC_TIME, "130229000000Z"), (UTC_TIME, "130431000000Z")));
    put("reversed", &times(good, (UTC_TIME, "120228235959Z")));
    put("one-second", &times(good, good));
    put("no-expiry", &times(good, (GENERALIZED_TIME, "99991231235959Z")));
    put("generalized-time-before-2050", &times((GENERALIZED_TIME, "20120229000000Z"), (UTC_TIME, "130227235959Z")));
    put("year-0000", &times((GENERALIZED_TIME, "00000101000000Z"), good));
    put("offset-minus-0030", &times(good, (UTC_TIME, "130227235959-0030")));
    put("seconds-missing", &times(good, (UTC_TIME, "1302272359Z")));
    put("fraction", &times(good, (GENERALIZED_TIME, "20500101000000.5Z")));
    put("constructed-time", &times(good, (UTC_TIME | 0x20, "130227235959Z")));
    put("time-of-the-context", &times(good, (UTC_TIME | 0x80, "130227235959Z")));
    put("third-time", &small(|parts| parts[VALIDITY] = tlv(SEQUENCE, &tlv(UTC_TIME, good.1.as_bytes()).repeat(3))));
    put("one-time", &small(|parts| parts[VALIDITY] = tlv(SEQUENCE, &tlv(UTC_TIME, good.1.as_bytes()))));
    let longer = [tlv(UTC_TIME, good.1.as_bytes()), vec![UTC_TIME, 0x81, 13], b"130227235959Z".to_vec()].concat();
    put("time-of-a-longer-length", &small(|parts| parts[VALIDITY] = tlv(SEQUENCE, &longer)));
    put("validity-of-another-type", &small(|parts| parts[VALIDITY][0] = 0x10));
    put("version-1", &small(|parts| drop(parts.remove(0))));

    for (name, number) in [("zero", &[0][..]), ("negative", &[0x80]), ("of-21-octets", &[0x7f; 21]), ("empty", &[])] {
        put(&format!("serial-{name}"), &small(|parts| parts[SERIAL_NUMBER] = tlv(INTEGER, number)));
    }
    let values: [(&str, u8, &[u8]); 8] = [
        ("utf-8", 0x0c, "Ünïcödé".as_bytes()),
        ("broken-utf-8", 0x0c, b"\xff\xfe"),
        ("escape-sequence", 0x13, b"\x1b[2J"),
        ("latin-1", 0x14, b"\xdcn\xefc\xf6d\xe9"),
        ("half-surrogate", 0x1e, b"\xd8\x00\x00a"),
        ("odd-bmp", 0x1e, b"\x00a\x00"),
        ("universal", 0x1c, b"\x00\x01\xf5\x12"),
        ("right-to-left", 0x0c, "\u{202e}moc".as_bytes()),
    ];
    for (name, tag, value) in values {
        put(&format!("name-{name}"), &small(|parts| parts[ISSUER] = name_of(&[attribute(tag, value)])));
    }
    let two = [attribute(0x0c, b"a"), attribute(0x0c, b"b")].concat();
    put("name-of-two-in-one-set", &small(|parts| parts[ISSUER] = name_of(&[two])));
    put("name-cut-off", &small(|parts| parts[ISSUER] = tlv(SEQUENCE, &[0x31, 9, SEQUENCE])));

    let extensions = |list: &[Vec<u8>]| {
        let list = tlv(0xa3, &tlv(SEQUENCE, &list.concat()));
        small(|parts| parts.insert(EXTENSIONS, list))
    };
    let authority = extension(&[0x55, 0x1d, 0x13], &tlv(SEQUENCE, &[1, 1, 0xff]));
    let policy = |last: &[u8]| {
        let oid = tlv(0x06, &[&[0x67, 0x81, 0x0c, 1], last].concat());
        extension(&[0x55, 0x1d, 0x20], &tlv(SEQUENCE, &tlv(SEQUENCE, &oid)))
    };
    put("authority", &extensions(std::slice::from_ref(&authority)));
    put("policy-of-extended-validation", &extensions(&[policy(&[1])]));
    put("policy-of-domain-validation", &extensions(&[policy(&[2, 1])]));
    put("policy-of-time-stamping", &extensions(&[policy(&[4, 2])]));
    let issuer_key = |fields: &[u8]| extension(&[0x55, 0x1d, 0x23], &tlv(SEQUENCE, fields));
    let (key, serial) = (issuer_key(&tlv(0x80, &[0x88; 20])), issuer_key(&tlv(0x82, &[5])));
    put("issuer-key-identifier", &extensions(std::slice::from_ref(&key)));
    put("issuer-key-identifier-twice", &extensions(&[key.clone(), key]));
    put("issuer-key-identifier-empty", &extensions(&[issuer_key(&tlv(0x80, b""))]));
    put("issuer-key-identifier-missing", &extensions(&[serial]));
    put("extension-unreadable", &extensions(&[extension(&[0x55, 0x1d, 0x13], b"\x30\x05")]));
    put("extension-twice", &extensions(&[authority.clone(), authority]));
    put("extensions-cut-off", &small(|parts| parts.insert(EXTENSIONS, vec![0xa3, 4, SEQUENCE, 9, SEQUENCE, 9])));
    put("extensions-empty", &extensions(&[]));

    put("signing-request", &tlv(SEQUENCE, &tlv(SEQUENCE, &[&[INTEGER, 1, 0][..], &tlv(SEQUENCE, b"")].concat())));
    put("nested-sequences", &[SEQUENCE, 0x80].repeat(60));

    let pem = |label: &str, der: &[u8]| format!("-----BEGIN {label}-----\n{}-----END {label}-----\n", base64(der));
    let one = pem("CERTIFICATE", &small(|_| ()));
    let no_break = one.trim_end();
    let texts = [
        ("pem-leaf", pem("CERTIFICATE", LEAF)),
        ("pem-of-two", one.repeat(2)),
        ("pem-of-two-without-a-line-break", format!("{no_break}{one}")),
        ("pem-with-carriage-returns", one.replace('\n', "\r\n")),
        ("pem-with-byte-order-mark", format!("\u{feff}{one}")),
        ("pem-with-text-before", format!("# roots\n{one}")),
        ("pem-without-end", one.replace("-----END CERTIFICATE-----\n", "")),
        ("pem-with-two-beginnings", one.replace("-----END", "-----BEGIN")),
        ("pem-of-broken-base64", one.replacen("MI", "M!", 1).replacen("MC", "M!", 1)),
        ("pem-of-half-base64", one.replacen('\n', "\nA\n", 1)),
        ("pem-of-nothing", pem("CERTIFICATE", b"")),
        ("pem-of-a-key", pem("PRIVATE KEY", &[SEQUENCE, 0])),
        ("pem-of-the-old-label", pem("X509 CERTIFICATE", &small(|_| ()))),
        ("pem-of-a-truncated-certificate", pem("CERTIFICATE", &LEAF[..60])),
        ("pem-end-alone", "-----END CERTIFICATE-----\n".to_owned()),
        ("pem-with-a-blank-in-a-line", one.replacen("MI", "M I", 1)),
        ("pem-with-blanks-for-line-breaks", one.replace('\n', " ")),
        ("pem-in-one-line", one.replace('\n', "")),
        ("pem-of-two-in-one-line", one.repeat(2).replace('\n', "")),
        ("pem-with-cr-alone", one.replace('\n', "\r")),
        ("pem-with-headers", one.replacen("-----\n", "-----\nProc-Type: 4,MIC-CLEAR\n a\n\n", 1)),
        (
            "pem-of-an-encrypted-key",
            one.replace("CERTIFICATE", "RSA PRIVATE KEY").replacen('\n', "\nProc-Type: 4,ENCRYPTED\n\n", 1),
        ),
        (
            "pem-of-a-trusted-certificate",
            pem("TRUSTED CERTIFICATE", &[&small(|_| ())[..], &tlv(SEQUENCE, b"")].concat()),
        ),
        ("pem-with-another-end", one.replace("END CERTIFICATE", "END X509 CERTIFICATE")),
        ("pem-with-six-dashes", one.replace("-----BEGIN", "------BEGIN")),
        ("pem-with-the-wrong-content", pem("CERTIFICATE", &private_key())),
        ("pem-of-no-label", pem("", &small(|_| ()))),
        ("pem-of-a-structure", pem("PKCS7", &structure(&[&small(|_| ())], tlv))),
        ("ssh-key", "ssh-ed25519 AAAA me\n".to_owned()),
    ];
    for (name, text) in texts {
        put(name, text.as_bytes());
    }

    let small = small(|_| ());
    put("der-of-two", &small.repeat(2));
    put("der-of-a-certificate-and-a-key", &[&small[..], &private_key()].concat());
    put("der-of-a-key", &private_key());
    put("key-store", b"\xfe\xed\xfe\xed\0\0\0\x02");
    put("structure", &structure(&[&small, &small], tlv));
    put("structure-of-open-lengths", &structure(&[&small, &small], open));
    put("structure-of-nothing", &structure(&[], tlv));
    put("structure-of-another-choice", &structure(&[&tlv(0xa1, b""), &small], tlv));
    put("structure-cut-off", &structure(&[&small], tlv)[..100]);
    put("structure-of-a-broken-certificate", &structure(&[&small, &[SEQUENCE, 9]], tlv));
}

/// A key of SEC 1.
fn private_key() -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(INTEGER, &[1]), tlv(0x04, &[7; 32])].concat())
}

/// A PKCS #7 structure of these certificates.
fn structure(certificates: &[&[u8]], tlv: fn(u8, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let oid = |last: u8| tlv_of(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last]);
    let parts = [
        tlv_of(INTEGER, &[1]),
        tlv(0x31, b""),
        tlv(SEQUENCE, &oid(1)),
        tlv(0xa0, &certificates.concat()),
        tlv(0x31, b""),
    ];
    tlv(SEQUENCE, &[oid(2), tlv(0xa0, &tlv(SEQUENCE, &parts.concat()))].concat())
}

/// An element whose length is left open.
fn open(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

/// The smallest certificate that every reader takes, with its parts changed by `edit`.
fn small(edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let algorithm = tlv(SEQUENCE, &tlv(0x06, &[0x2b, 0x65, 0x70]));
    let (name, no_bits) = (name_of(&[attribute(0x0c, b"a")]), tlv(BIT_STRING, &[0]));
    let times = [tlv(UTC_TIME, b"120229000000Z"), tlv(UTC_TIME, b"130227235959Z")].concat();
    let mut parts = vec![
        tlv(0xa0, &tlv(INTEGER, &[2])),
        tlv(INTEGER, &[7]),
        algorithm.clone(),
        name.clone(),
        tlv(SEQUENCE, &times),
        name,
        tlv(SEQUENCE, &[&algorithm[..], &no_bits].concat()),
    ];
    edit(&mut parts);
    let signed = tlv(SEQUENCE, &parts.concat());
    tlv(SEQUENCE, &[signed, algorithm, no_bits].concat())
}

/// A Name of these sets of attributes.
fn name_of(sets: &[Vec<u8>]) -> Vec<u8> {
    tlv(SEQUENCE, &sets.iter().flat_map(|set| tlv(0x31, set)).collect::<Vec<u8>>())
}

/// A common name.
fn attribute(tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, &[0x55, 4, 3]), tlv(tag, value)].concat())
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, oid), tlv(0x04, value)].concat())
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (index, chunk) in bytes.chunks(3).enumerate() {
        let number = (0..3).fold(0, |number, index| number << 8 | u32::from(*chunk.get(index).unwrap_or(&0)));
        for digit in 0..4 {
            let value = number >> (18 - 6 * digit) & 0x3f;
            text.push(if digit <= chunk.len() { char::from(DIGITS[value as usize]) } else { '=' });
        }
        if index % 16 == 15 {
            text.push('\n');
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;

/// The positions in the list that [`small`] gives.
const SERIAL_NUMBER: usize = 1;
const ISSUER: usize = 3;
const VALIDITY: usize = 4;
const EXTENSIONS: usize = 7;
