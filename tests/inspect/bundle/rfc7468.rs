//! [RFC 7468](https://www.rfc-editor.org/rfc/rfc7468): each MUST and each SHOULD of its sections 2 and 3, and what it allows.
//!
//! One is not kept, and its test says why.

use notafter::{
    Lifetime, Profile,
    mint::{self, Authority, rcgen::KeyPair},
};
use time::macros::utc_datetime;

use super::made::{AUTHORITY, LEAF, contents, labelled, private_key, results};
use crate::{
    fixture::{authority_der, leaf},
    inspect::made::pem,
};

fn is_read(file: &str) -> bool {
    results(file.as_bytes())
        == [format!("line {}: {LEAF}", 1 + file[..file.find("-----B").unwrap_or(0)].lines().count())]
}

/// Section 2: "parsers MUST NOT malfunction when processing such data", which stands before the boundary.
// requirement: RFC 7468 §2 text-before
#[test]
fn data_before_the_boundary_does_no_harm() {
    let text = pem(leaf());
    let before =
        ["subject=CN = leaf", "----- BEGIN", "-----BEGIN", "-----END ", "Bag Attributes: \u{1b}[2J", "\0\0", ":"];
    for line in before {
        let file = format!("{line}\n{text}{line}\n");
        assert_eq!(results(file.as_bytes()), [format!("line 2: {LEAF}")], "{line:?}");
    }
}

/// Section 2: "parsers SHOULD ignore whitespace". Section 3 says which: blank, tab, CR, LF, VT, FF.
// requirement: RFC 7468 §2 white-space
#[test]
fn white_space_is_ignored() {
    let text = pem(leaf());
    for space in [" ", "\t", "\r", "\n", "\r\n", "\x0b", "\x0c"] {
        let middle = text.len() / 2;
        let file = [&text[..middle], space, &text[middle..]].concat();
        assert!(is_read(&file), "{space:?} in the middle");
        let everywhere = text.replace("MI", &format!("M{space}I")).replace('\n', &format!("{space}\n{space}"));
        let line = everywhere.lines().next().map_or(0, str::len);
        assert!(line > 0 && results(everywhere.as_bytes()).concat().ends_with(LEAF), "{space:?} everywhere");
    }
}

/// Section 2: "and other non-base64 characters". That is not kept: a certificate without a character that was damaged is another
/// certificate, and RFC 4648 section 3.3 would have it refused.
#[test]
fn other_characters_are_told() {
    let text = pem(leaf());
    for other in ["!", "-", "_", "*", "\u{e9}", "\0", "\u{a0}"] {
        let file = text.replacen("MI", &format!("M{other}I"), 1);
        assert_eq!(results(file.as_bytes()), ["line 1: base64 is broken in line 2"], "{other:?}");
    }
}

/// Section 2: "and MUST handle different newline conventions"; section 3: CRLF, CR or LF.
// requirement: RFC 7468 §2 newlines
#[test]
fn every_newline_convention_is_handled() {
    let file = format!("{}{}", pem(leaf()), pem(authority_der()));
    let second = pem(leaf()).lines().count() + 1;
    for newline in ["\r\n", "\r", "\n"] {
        let expected = [format!("line 1: {LEAF}"), format!("line {second}: {AUTHORITY}")];
        assert_eq!(results(file.replace('\n', newline).as_bytes()), expected, "{newline:?}");
    }
}

/// Section 2: "Generators MUST put the same label on the '-----END ' line". Parsers may disregard it; here they do not, because a file
/// that was cut and joined must not pass for a certificate.
// requirement: RFC 7468 §2 same-label
#[test]
fn both_labels_are_the_same() {
    for text in generated() {
        let labels = |edge: &str| -> Vec<String> {
            let lines = text.lines().filter_map(|line| line.strip_prefix(edge));
            lines.map(str::to_owned).collect()
        };
        assert_eq!(labels("-----BEGIN "), labels("-----END "));
    }
    let other = pem(leaf()).replace("-----END CERTIFICATE", "-----END X509 CRL");
    assert!(results(other.as_bytes()).concat().contains("has another label, `X509 CRL`"));
}

/// Section 2: "There is exactly one space character", and "exactly five" dashes, "no more, no less".
#[test]
fn boundaries_are_written_exactly() {
    let text = pem(leaf());
    assert!(is_read(&text));
    for (from, to) in [
        ("BEGIN ", "BEGIN  "),
        ("BEGIN ", "BEGIN\t"),
        ("BEGIN ", "BEGIN"),
        ("-----BEGIN", "----BEGIN"),
        ("-----BEGIN", "------BEGIN"),
        ("-----\nM", "----\nM"),
        ("-----\nM", "------\nM"),
        ("-----BEGIN", "----- BEGIN"),
        ("BEGIN", "begin"),
        ("BEGIN CERTIFICATE", "BEGIN certificate"),
        ("BEGIN CERTIFICATE", "BEGIN CERTIFICATE "),
    ] {
        let file = text.replacen(from, to, 1);
        assert_ne!(file, text, "{from}");
        assert!(!is_read(&file), "{from:?} as {to:?}");
    }
}

/// Section 2: "Parsers MUST handle non-conforming data gracefully".
// requirement: RFC 7468 §2 graceful
#[test]
fn what_does_not_conform_is_told() {
    let cases = [
        ("another content", pem(&private_key()), "line 1: it is labelled as a certificate and holds: private key"),
        ("no content", pem(b""), "line 1: certificate at offset 0 is truncated"),
        ("no certificate", pem(b"\x30\x00"), "line 1: tbsCertificate at offset 2 is truncated"),
        ("another label", labelled("CERT", leaf()), "no certificate: found block `CERT` at line 1"),
    ];
    for (what, file, expected) in cases {
        assert_eq!(results(file.as_bytes()), [expected], "{what}");
    }
}

/// Section 2: textual encoding "does *not* define or permit headers". Those of OpenSSL and of PEM before it are passed over, because
/// keys and old certificates have them; the twins are none.
#[test]
fn headers_are_passed_over() {
    let text = pem(leaf());
    let with = |headers: &str| text.replacen("-----\n", &format!("-----\n{headers}"), 1);
    for headers in ["X-Key: value\n\n", "A: b\nB: c\n continued\n\n", "A:\n\n"] {
        assert!(is_read(&with(headers)), "{headers:?}");
    }
    for headers in ["X Key: value\n\n", "value\n\n:\n", ": value\n\n"] {
        assert!(!is_read(&with(headers)), "{headers:?}");
    }
    // Behind the first line of base64 there is no header.
    let (first, rest) = text.split_at(text.find("\nM").map_or(0, |start| start + 66));
    assert!(!is_read(&format!("{first}X-Key: value\n{rest}")));
}

/// Section 2: "Empty space can appear between the pre-encapsulation boundary and the base64, but generators SHOULD NOT emit such any such
/// spacing".
// requirement: RFC 7468 §2 no-empty-space
#[test]
fn empty_space_before_the_base64_is_read_and_not_written() {
    assert!(is_read(&pem(leaf()).replacen("-----\n", "-----\n\n \n\t\n", 1)));
    for text in generated() {
        assert!(!text.contains("\n\n") && !text.contains("-----\n "), "{text}");
    }
}

/// Section 2: "Generators MUST wrap the base64-encoded lines so that each line consists of exactly 64 characters except for the final
/// line", "and they MUST NOT emit extraneous whitespace"; section 3: "New implementations SHOULD emit the strict format (Figure 3)".
// requirement: RFC 7468 §2 line-length
// requirement: RFC 7468 §2 no-extraneous-white-space
// requirement: RFC 7468 §3 strict
#[test]
fn what_is_written_is_strict() {
    let is_base64 = |character: char| character.is_ascii_alphanumeric() || "+/".contains(character);
    for text in generated() {
        assert!(text.ends_with("-----\n"), "{text}");
        let mut lines = text.lines().peekable();
        while let Some(begin) = lines.next() {
            assert!(begin.starts_with("-----BEGIN ") && begin.ends_with("-----"), "{begin}");
            loop {
                let line = lines.next().expect("a line");
                let is_last = lines.peek().is_some_and(|next| next.starts_with("-----END "));
                let content = if is_last { line.trim_end_matches('=') } else { line };
                assert!(content.chars().all(is_base64), "{line}");
                assert!(line.len() == 64 || is_last && line.len() < 64 && line.len().is_multiple_of(4), "{line}");
                if is_last {
                    assert!(line.len() - content.len() <= 2, "{line}");
                    break;
                }
            }
            let end = lines.next().expect("an END line");
            assert_eq!(end, begin.replace("BEGIN", "END"));
        }
        assert!(pem::parse_many(&text).is_ok_and(|blocks| !blocks.is_empty()), "another reader reads it");
    }
}

/// Section 2: "Parsers MAY handle other line sizes"; section 3, Figure 2: the text may begin in the line of the boundary.
#[test]
fn lines_of_every_size_are_read() {
    let text = pem(leaf());
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    for size in [1, 3, 63, 64, 65, 76, 1_000, 100_000] {
        let lines: Vec<&str> = body.as_bytes().chunks(size).map(|line| str::from_utf8(line).expect("ASCII")).collect();
        let lines = lines.join("\n");
        assert!(is_read(&format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")), "{size}");
        assert!(
            is_read(&format!("-----BEGIN CERTIFICATE-----{lines}-----END CERTIFICATE-----")),
            "{size}, without breaks"
        );
    }
}

/// Section 2: "Files MAY contain multiple textual encoding instances".
#[test]
fn a_file_may_have_several_instances() {
    let file = [pem(leaf()), labelled("PRIVATE KEY", &private_key()), pem(authority_der())].concat();
    let read = contents(file.as_bytes());
    assert!(
        matches!(&read[..], [one, two, three] if one.ends_with(LEAF) && two.ends_with("private key") && three.ends_with(AUTHORITY)),
        "{read:?}"
    );
}

/// Section 3: a label is "any printable character, except hyphen-minus", with single spaces and dashes between them, or empty.
#[test]
fn every_label_is_named() {
    for label in ["A", "A-B", "A B-C", "X9.43 DH PARAMETERS", "~!", ""] {
        let shown = if label.is_empty() { "(empty)".to_owned() } else { format!("`{label}`") };
        let expected = format!("no certificate: found block {shown} at line 1");
        assert_eq!(results(labelled(label, b"x").as_bytes()), [expected]);
    }
}

/// A word of 16 letters and digits may be a part of a key.
#[test]
fn a_label_is_cut_before_a_long_word() {
    let cases = [("SOME ABCDEFGHIJKLMNO", "`SOME ABCDEFGHIJKLMNO`"), ("SOME MORE ABCDEFGHIJKLMNOP", "`SOME MORE …`")];
    for (label, shown) in cases {
        let expected = format!("no certificate: found block {shown} at line 1");
        assert_eq!(results(labelled(label, b"x").as_bytes()), [expected]);
    }
}

/// Section 5.1: "Parsers SHOULD NOT treat 'X509 CERTIFICATE' or 'X.509 CERTIFICATE' as equivalent to 'CERTIFICATE', but a valid exception
/// may be for backwards compatibility". They are read for that, and never written.
#[test]
fn old_labels_are_read_and_not_written() {
    for label in ["X509 CERTIFICATE", "X.509 CERTIFICATE"] {
        assert!(is_read(&labelled(label, leaf())), "{label}");
    }
    assert!(!is_read(&labelled("X-509 CERTIFICATE", leaf())), "the twin");
    for text in generated() {
        assert!(!text.contains("X509") && !text.contains("X.509"), "{text}");
    }
}

/// What the crate writes: certificates of several lengths, a chain, and a file with a key.
fn generated() -> Vec<String> {
    let (profile, now) = (Profile::new(Lifetime::days(10)), utc_datetime!(2026-01-01 00:00:00));
    let key = || KeyPair::generate().expect("a key");
    let mut texts = Vec::new();
    for length in 1..=48 {
        let params = mint::authority("a".repeat(length));
        let authority = Authority::self_signed(&profile, params, key(), now).expect("an authority");
        texts.push(authority.to_pem());
        if length == 1 {
            let below = Authority::signed_by(&profile, mint::authority("b"), key(), &authority, now).expect("one");
            texts.push(below.chain_to_pem() + &authority.to_pem());
            let folder = tempfile::tempdir().expect("a folder");
            authority.save(folder.path().join("file")).expect("a file");
            texts.push(std::fs::read_to_string(folder.path().join("file")).expect("a text"));
        }
    }
    let lengths: std::collections::BTreeSet<usize> = texts.iter().map(|text| text.len() % 65).collect();
    assert!(lengths.len() > 10, "last lines of every kind: {lengths:?}");
    texts
}
