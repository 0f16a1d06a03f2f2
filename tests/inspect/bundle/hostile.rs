//! Files that were made to harm: time is linear in their length, and memory is bounded by one block.

use std::io::{self, BufReader, Cursor, Read};

use allocation_counter::measure;
use notafter::inspect::{Content, Contents, InspectError, Inspection};

use super::made::{LEAF, bundle, contents, labelled, oid};
use crate::{
    der::{SEQUENCE, tlv},
    fixture::leaf,
    inspect::made::pem,
};

const LIMIT: usize = Contents::<&[u8]>::MAX_LEN;
const LONG: u64 = 100_000_000;

/// `part` again and again, in so many octets.
struct Repeat {
    part: Cursor<Vec<u8>>,
}

impl Read for Repeat {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.part.read(buffer)? {
            0 => {
                self.part.set_position(0);
                self.part.read(buffer)
            }
            count => Ok(count),
        }
    }
}

fn repeated(part: &[u8], octets: u64) -> impl Read {
    Repeat { part: Cursor::new(part.repeat(4096 / part.len() + 1)) }.take(octets)
}

/// The texts of what is read of `source`, and the most that was in memory for it, with the buffer of the source.
fn read(source: impl Read) -> (Vec<String>, u64) {
    let mut texts = Vec::new();
    let memory = measure(|| texts = contents(BufReader::new(source)));
    (texts, memory.bytes_max)
}

/// What a block takes while its buffer grows.
#[track_caller]
fn assert_bounded(what: &str, memory: u64) {
    assert!(memory < 2 * LIMIT as u64, "{what}: {memory} bytes");
}

/// What is read of a text takes as much as a line of it.
#[track_caller]
fn assert_small(what: &str, memory: u64) {
    assert!(memory < 100_000, "{what}: {memory} bytes");
}

#[test]
fn noise_of_any_length_takes_the_memory_of_a_line() {
    for (part, lines) in [
        (&b"A"[..], 1),
        (b"\0", 1),
        (b"-", 1),
        (b" ", 1),
        (b"\n", LONG),
        (b"\r", LONG),
        (b"\r\n", LONG / 2),
        (b"-----BEGIN-", 1),
        (b"-----END ", 1),
        (b"-----", 1),
    ] {
        let (texts, memory) = read(repeated(part, LONG));
        let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        assert_eq!(texts, [format!("no certificate: no PEM block in {lines}")], "{part:?}");
        assert_small(&format!("{part:?}"), memory);
    }
}

#[test]
fn a_block_of_any_length_is_bounded_and_the_next_one_is_read() {
    let begin = b"-----BEGIN CERTIFICATE-----\n".as_slice();
    let rest = format!("\n-----END CERTIFICATE-----\n{}", pem(leaf()));
    let too_long = format!("line 1: it holds more than {LIMIT} bytes");
    let broken = "line 1: base64 is broken in line 2";
    let nothing = "line 1: certificate at offset 0 is truncated";
    for (what, part, expected, line) in [
        ("base64 in one line", &b"A"[..], &too_long[..], 4),
        ("base64 in lines", b"AAAA\n", &too_long, 20_000_004),
        ("dashes", b"A-", broken, 4),
        ("beginnings", b"-----BEGIN-", broken, 4),
        ("blanks", b" ", nothing, 4),
        ("headers", b"A: b\n", nothing, 20_000_004),
    ] {
        let (texts, memory) = read(begin.chain(repeated(part, LONG)).chain(rest.as_bytes()));
        assert_eq!(texts, [expected.to_owned(), format!("line {line}: {LEAF}")], "{what}");
        assert_bounded(what, memory);
    }
}

#[test]
fn a_million_blocks_are_read_one_by_one() {
    let key = b"-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
    // A boundary without a label, and base64 in its line.
    for (block, name) in [(&key[..], "private key"), (b"-----BEGIN ", "block (empty)")] {
        let source = repeated(block, 1_000_001 * block.len() as u64 - 1);
        let (mut others, mut errors) = (0, Vec::new());
        let memory = measure(|| {
            for content in Contents::new(BufReader::new(source)) {
                match content {
                    Ok(Content::Other { .. }) => others += 1,
                    Err(error) => errors.push(error),
                    other => panic!("{other:?}"),
                }
            }
        });
        let [error] = errors.as_slice() else { panic!("{errors:?}") };
        let expected = format!("no certificate: found {name} at line 1, and {} more", others - 1);
        assert_eq!(error.to_string(), expected);
        assert!(others >= 500_000, "{others}");
        assert_small(name, memory.bytes_max);
    }
}

/// Several forms, each as DER and in PEM.
#[test]
fn a_structure_of_100_megabytes_is_refused() {
    // The elements that are open around the certificates, each with a length of four octets.
    let whole = |length: u64| {
        let arc = |last: u8| oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last]);
        let long = |tag: u8, length: usize| {
            let octets = u32::try_from(length).expect("4 octets").to_be_bytes();
            [&[tag, 0x84][..], &octets].concat()
        };
        let length = usize::try_from(length).expect("a length");
        let data = [&[0x02, 1, 1, 0x31, 0][..], &tlv(SEQUENCE, &arc(1)), &long(0xa0, length)].concat();
        let data = [long(SEQUENCE, data.len() + length), data].concat();
        let info = [arc(2), long(0xa0, data.len() + length), data].concat();
        [long(SEQUENCE, info.len() + length), info].concat()
    };
    let length = LONG / leaf().len() as u64 * leaf().len() as u64;
    let (texts, memory) = read(Cursor::new(whole(length)).chain(repeated(leaf(), length)));
    assert_eq!(texts, [format!("octet 0: it holds more than {LIMIT} bytes")], "DER");
    assert_small("DER", memory);
    let after = whole(length).len() as u64 + length;
    let (texts, _) = read(Cursor::new(whole(length)).chain(repeated(leaf(), length)).chain(leaf()));
    assert_eq!(texts[1..], [format!("octet {after}: {LEAF}")], "what follows is read");

    let open = [&[SEQUENCE, 0x80][..], &whole(length)[6..]].concat();
    let (texts, memory) = read(Cursor::new(open).chain(repeated(leaf(), length)));
    assert_eq!(texts, [format!("octet 0: it holds more than {LIMIT} bytes")], "BER");
    assert_bounded("BER", memory);

    let (begin, end) = (&b"-----BEGIN PKCS7-----\n"[..], &b"-----END PKCS7-----\n"[..]);
    let (texts, memory) = read(begin.chain(repeated(b"MIIBMIIB\n", LONG - 1)).chain(&b"\n"[..]).chain(end));
    assert_eq!(texts, [format!("line 1: it holds more than {LIMIT} bytes")], "PEM");
    assert_bounded("PEM", memory);
}

/// As long as is read: many entries, and elements as deep as there is room for.
#[test]
fn a_structure_of_the_greatest_length_takes_linear_time() {
    let entries = tlv(SEQUENCE, b"").repeat(LIMIT / 2 - 100);
    let file = bundle(&[&entries], &[]);
    let mut count = 0;
    let memory = measure(|| count = Contents::new(&file[..]).filter(Result::is_ok).count());
    assert_eq!(count, LIMIT / 2 - 100);
    assert_bounded("entries", memory.bytes_max);

    let deep = [SEQUENCE, 0x80].repeat(LIMIT / 2 - 100);
    let cases = [
        ("in a bundle", bundle(&[&deep], &[]), "octet 0, entry 1: PKCS #7 structure breaks off at octet 49 of it"),
        ("as a file", deep, "octet 0: certificate at offset 0 has an indefinite length"),
    ];
    for (what, file, expected) in cases {
        let mut texts = Vec::new();
        let memory = measure(|| texts = contents(&file[..]));
        assert_eq!(texts, [expected], "{what}");
        assert_bounded(what, memory.bytes_max);
    }
}

#[test]
fn der_of_any_length_is_bounded() {
    let long = [SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff];
    let (texts, memory) = read(long.chain(repeated(b"\xa5", LONG)));
    assert_eq!(texts, [format!("octet 0: it holds more than {LIMIT} bytes")]);
    assert_small("a length of 4 GiB", memory);
    let (texts, memory) = read(leaf().chain(repeated(b"\0", LONG)));
    assert_eq!(texts, [format!("octet 0: {LEAF}")]);
    assert_bounded("zeros after a certificate", memory);
    let many = leaf().len() as u64 * 100_000;
    let mut count = 0;
    let memory = measure(|| {
        let contents = Contents::new(BufReader::new(repeated(leaf(), many)));
        count = contents.filter(|content| matches!(content, Ok(Content::Certificate(_)))).count();
    });
    assert_eq!(count, 100_000);
    assert_small("a hundred thousand certificates", memory.bytes_max);
}

/// Nothing of a file reaches a message but through an excerpt.
#[test]
fn no_label_drives_a_terminal_or_fills_a_log() {
    let huge = "A ".repeat(5_000_000);
    for label in ["\x1b[2J\x1b[31mX", "\u{202e}gpj.exe", "A\x08B", "\u{9b}31m", "\u{2028}", "\x07", &huge] {
        let body = "-----\nAAAA\n";
        for file in [
            format!("-----BEGIN {label}{body}-----END {label}-----\n"),
            format!("-----BEGIN {label}{body}-----END X-----\n"),
            format!("-----BEGIN CERTIFICATE{body}-----END {label}-----\n"),
            format!("-----BEGIN CERTIFICATE-----\n{label}: x\n\nAAAA\n-----END CERTIFICATE-----\n"),
            labelled("CERTIFICATE", label.as_bytes().get(..40).unwrap_or(label.as_bytes())),
        ] {
            for error in Inspection::iter_from_slice(file.as_bytes()).filter_map(Result::err) {
                let text = format!("{error} {error:?}");
                assert!(text.bytes().all(|octet| matches!(octet, b' '..=b'~') || octet >= 0x80), "{text:?}");
                assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{9b}']) && text.len() < 600, "{text:?}");
            }
        }
    }
}

/// The last line that was read may be one of a key.
#[test]
fn no_part_of_a_key_is_in_what_is_printed_of_a_reader() {
    let key = "MC4CAQAwBQYDK2VwBCIEIKcJyVnpqJ";
    let file = format!("{}-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n{key}\n", pem(leaf()));
    let mut contents = Contents::new(file.as_bytes());
    loop {
        let printed = format!("{contents:?}");
        assert!(printed.starts_with("Contents {") && printed.len() < 200, "{printed}");
        if contents.next().is_none() {
            break;
        }
    }
}

/// What stands for a label in a damaged file may be a part of a key.
#[test]
fn no_part_of_a_key_passes_for_a_label() {
    let key = "MC4CAQAwBQYDK2VwBCIEIKcJyVnpqJ";
    for file in [
        format!("-----BEGIN {key}-----\n"),
        format!("-----BEGIN X {key}-----\nAAAA\n-----END X {key}-----\n"),
        format!("-----BEGIN CERTIFICATE-----\nAAAA\n-----END {key}-----\n"),
        format!("-----BEGIN CERTIFICATE-----\n{key}\n"),
    ] {
        let error = Inspection::iter_from_slice(file.as_bytes()).find_map(Result::err).expect("an error");
        let text = format!("{error} {error:?}");
        assert!(!text.contains(&key[..8]), "{text}");
        assert!(matches!(error, InspectError::NoCertificate { .. } | InspectError::File { .. }), "{text}");
    }
    let words = "-----BEGIN RSA PRIVATE CERTIFICATION 12345-----\n";
    let error = Inspection::iter_from_slice(words.as_bytes()).find_map(Result::err).expect("an error");
    assert_eq!(error.to_string(), "no certificate: found block `RSA PRIVATE CERTIFICATION 12345` at line 1");
}
