//! Forms of PEM and of DER.

use notafter::inspect::{Content, Contents, Inspection, Rule};

use super::made::{AUTHORITY, LEAF, bundle, contents, labelled, open, private_key, results};
use crate::{
    der::{SEQUENCE, tlv},
    fixture::{authority_der, leaf},
    inspect::made::{bare, found, pem},
};

#[test]
fn a_file_gives_its_certificates_in_order_with_their_places() {
    let lines = pem(leaf()).lines().count();
    let file = format!("# text\n{}\nmore text\n{}", pem(leaf()), pem(authority_der()));
    let expected = [format!("line 2: {LEAF}"), format!("line {}: {AUTHORITY}", lines + 4)];
    assert_eq!(results(file.as_bytes()), expected);
    let der = [leaf(), authority_der(), leaf()].concat();
    let second = leaf().len();
    let third = second + authority_der().len();
    let expected =
        [format!("octet 0: {LEAF}"), format!("octet {second}: {AUTHORITY}"), format!("octet {third}: {LEAF}")];
    assert_eq!(results(&der), expected);
}

#[test]
fn files_are_read_as_they_are_found() {
    let (leaf, authority) = (pem(leaf()), pem(authority_der()));
    let one_line =
        leaf.replace("-----\n", "-----\r").replace('\n', "").replace('\r', "\n").replace("-----END", "\n-----END");
    let key = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
    let headers = "-----\nProc-Type: 4,MIC-CLEAR\nContent-Domain: a\n b\n\n";
    let read = |line: usize| vec![format!("line {line}: {LEAF}")];
    let cases = [
        ("CR LF", leaf.replace('\n', "\r\n"), read(1)),
        ("CR", leaf.replace('\n', "\r"), read(1)),
        ("CR, and text before", format!("# a\r# b\r{}", leaf.replace('\n', "\r")), read(3)),
        ("CR LF, and text before", format!("# a\r\n\r\n{}", leaf.replace('\n', "\r\n")), read(3)),
        ("all three", leaf.replacen('\n', "\r\n", 2).replacen("\n-----END", "\r-----END", 1), read(1)),
        ("spaces at the ends of lines", leaf.replace('\n', " \t\n"), read(1)),
        ("indented lines", leaf.lines().map(|line| format!("  {line}\n")).collect(), read(1)),
        ("one blank in a line", leaf.replacen("MI", "M I", 1), read(1)),
        ("blanks everywhere", leaf.replace("MI", "M \x0b\x0c\tI").replace('\n', "\n \n"), read(1)),
        ("a byte order mark", format!("\u{feff}{leaf}"), read(1)),
        ("no line break at the end", leaf.trim_end().to_owned(), read(1)),
        ("base64 in one line", one_line, read(1)),
        ("all of it in one line", leaf.replace('\n', ""), read(1)),
        ("blanks in place of line breaks", leaf.replace('\n', " "), read(1)),
        ("four characters a line", leaf.replace('\n', "").replace('M', "M\n"), read(1)),
        ("the old label", leaf.replace("CERTIFICATE", "X509 CERTIFICATE"), read(1)),
        ("the older label", leaf.replace("CERTIFICATE", "X.509 CERTIFICATE"), read(1)),
        ("headers of RFC 1421", leaf.replacen("-----\n", headers, 1), read(1)),
        ("a key before it", format!("{key}{leaf}"), read(4)),
        ("a key without its END line before it", format!("{}{leaf}", key.replace("-----END", "")), read(4)),
        (
            "no line break between two",
            format!("{}{authority}", leaf.trim_end()),
            vec![format!("line 1: {LEAF}"), format!("line {}: {AUTHORITY}", leaf.lines().count())],
        ),
        (
            "two in one line",
            format!("{}{}", leaf.replace('\n', ""), authority.replace('\n', "")),
            vec![format!("line 1: {LEAF}"), format!("line 1: {AUTHORITY}")],
        ),
    ];
    for (label, file, expected) in cases {
        assert_eq!(results(file.as_bytes()), expected, "{label}");
    }
}

/// One line may be longer than what is in memory of it. Boundaries stand across the pieces then, at every place.
#[test]
fn a_boundary_across_two_pieces_of_a_line_is_found() {
    let blanks = |count: usize| " ".repeat(count);
    let (leaf, authority) = (pem(leaf()).replace('\n', ""), pem(authority_der()).replace('\n', ""));
    let end = leaf.find("-----END").expect("a boundary");
    for count in 16_384 - end - 130..16_384 - end + 5 {
        let file = format!("{}{}{}{authority}", &leaf[..end], blanks(count), &leaf[end..]);
        let expected = [format!("line 1: {LEAF}"), format!("line 1: {AUTHORITY}")];
        assert_eq!(results(file.as_bytes()), expected, "{count} blanks");
    }
}

#[test]
fn a_bad_block_does_not_hide_the_others() {
    let (leaf, authority) = (pem(leaf()), pem(authority_der()));
    let lines = leaf.lines().count();
    let without_end: String = leaf.lines().take(lines - 1).map(|line| format!("{line}\n")).collect();
    let bad_character = leaf.replacen('\n', "\nM!", 1);
    let truncated = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n";
    let no_certificate = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let after = |line: usize| format!("line {line}: {AUTHORITY}");
    let cases = [
        ("no END", &without_end, format!("line 1: the END line is missing before line {lines}"), after(lines)),
        ("a character", &bad_character, "line 1: base64 is broken in line 2".to_owned(), after(lines + 1)),
        ("a dash", &leaf.replacen("MI", "-MI", 1), "line 1: base64 is broken in line 2".to_owned(), after(lines + 1)),
        ("a character less", &truncated.to_owned(), "line 1: base64 is broken in line 3".to_owned(), after(4)),
        (
            "no certificate",
            &no_certificate.to_owned(),
            "line 1: tbsCertificate at offset 2 is truncated".to_owned(),
            after(4),
        ),
        (
            "the END line of a key",
            &leaf.replace("END CERTIFICATE", "END PRIVATE KEY"),
            format!("line 1: its END line {lines} has another label, `PRIVATE KEY`"),
            after(lines + 1),
        ),
        (
            "the END line of an older block",
            &leaf.replace("END CERTIFICATE", "END X509 CERTIFICATE"),
            format!("line 1: its END line {lines} has another label, `X509 CERTIFICATE`"),
            after(lines + 1),
        ),
        (
            "an END line without a label",
            &leaf.replace("END CERTIFICATE", "END "),
            format!("line 1: its END line {lines} has another label, (empty)"),
            after(lines + 1),
        ),
    ];
    for (label, block, error, after) in cases {
        assert_eq!(results(format!("{block}{authority}").as_bytes()), [error, after], "{label}");
    }
    let end = format!("line 1: the END line is missing before line {lines}");
    assert_eq!(results(without_end.as_bytes()), [end], "the file ends");
}

#[test]
fn a_certificate_without_its_begin_line_is_an_error() {
    let (leaf, authority) = (pem(leaf()), pem(authority_der()));
    let (begin, body) = authority.split_once('\n').expect("lines");
    let (lines, of_body) = (leaf.lines().count(), body.lines().count());
    let cases = [
        ("no BEGIN", String::new()),
        ("four dashes before", format!("{}\n", &begin[1..])),
        ("four dashes after", format!("{}\n", &begin[..begin.len() - 1])),
        ("six dashes before", format!("-{begin}\n")),
        ("six dashes after", format!("{begin}-\n")),
        ("in other letters", "-----Begin CERTIFICATE-----\n".to_owned()),
        ("behind a comment", format!("# authority{begin}\n")),
        ("the BEGIN line of a key", "-----BEGIN PRIVATE KEY-----\n".to_owned()),
    ];
    for (label, begin) in cases {
        let end = lines + begin.lines().count() + of_body;
        let error = format!("line {end}: the BEGIN line is missing before this END line");
        let file = format!("{leaf}{begin}{body}");
        assert_eq!(results(file.as_bytes()), [format!("line 1: {LEAF}"), error.clone()], "{label}");
        let alone = format!("line {}: the BEGIN line is missing before this END line", end - lines);
        assert_eq!(results(format!("{begin}{body}").as_bytes()), [alone], "{label}, and nothing else");
    }
}

#[test]
fn a_file_without_certificates_is_exactly_one_error() {
    let key = "\n-----BEGIN EC PRIVATE KEY-----\nMC4=\n-----END EC PRIVATE KEY-----\n";
    let cases = [
        ("", "no certificate: there is no input"),
        ("\n", "no certificate: no PEM block in 1 line"),
        ("certificate", "no certificate: no PEM block in 1 line"),
        ("0\n", "no certificate: no PEM block in 1 line"),
        (key, "no certificate: found private key at line 2"),
        (&key.repeat(3), "no certificate: found private key at line 2, and 2 more"),
        ("-----BEGIN \u{1b}[2J-----\n", "no certificate: found block `\\x1b[2J` at line 1"),
        ("-----BEGIN -----\n", "no certificate: found block (empty) at line 1"),
        ("-----BEGIN  CERTIFICATE-----\n", "no certificate: found block ` CERTIFICATE` at line 1"),
    ];
    for (file, expected) in cases {
        assert_eq!(results(file.as_bytes()), [expected], "{file:?}");
    }
    let der = [private_key(), private_key()].concat();
    assert_eq!(results(&der), ["no certificate: found private key at octet 0, and 1 more"]);
}

/// OpenSSL writes what it trusts a certificate for after it, in the same block.
#[test]
fn a_trusted_certificate_is_a_certificate() {
    let purposes = tlv(SEQUENCE, &tlv(0x06, &[0x2b, 6, 1, 5, 5, 7, 3, 1]));
    let aux = tlv(SEQUENCE, &[purposes, tlv(0x0c, b"alias")].concat());
    for (what, trust) in [("trust", aux), ("no trust", tlv(SEQUENCE, b"")), ("nothing", Vec::new())] {
        let file = labelled("TRUSTED CERTIFICATE", &[leaf(), &trust].concat());
        let read: Vec<_> = Inspection::iter_from_slice(file.as_bytes()).collect::<Result<_, _>>().expect(what);
        let [read] = read.as_slice() else { panic!("{what}: {read:?}") };
        assert_eq!((read.as_der(), found(&read.findings(), Rule::TrailingBytes)), (leaf(), None), "{what}");
    }
    // The twins: something else than trust follows, and the label has no place for it.
    for file in [
        labelled("TRUSTED CERTIFICATE", &[leaf(), &[0]].concat()),
        labelled("TRUSTED CERTIFICATE", &[leaf(), &tlv(SEQUENCE, b""), &[0]].concat()),
        labelled("CERTIFICATE", &[leaf(), &tlv(SEQUENCE, b"")].concat()),
    ] {
        let read = Inspection::iter_from_slice(file.as_bytes()).next().expect("a result").expect("a certificate");
        assert!(found(&read.findings(), Rule::TrailingBytes).is_some(), "{file}");
    }
}

/// Certificates of less than 128 octets are DER, too, and texts that begin with the same characters are not.
#[test]
fn the_smallest_certificate_is_no_text() {
    let small = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
                  \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    assert_eq!(results(&small.repeat(2)), ["octet 0: CN=leaf", "octet 62: CN=leaf"]);
    let file = format!("0<0: a text\n{}", pem(small));
    assert_eq!(results(file.as_bytes()), ["line 2: CN=leaf"]);
    let text = format!("0<0: {}\n{}", "a text ".repeat(40), pem(leaf()));
    assert_eq!(results(text.as_bytes()), [format!("line 2: {LEAF}")]);
}

#[test]
fn what_follows_on_the_last_certificate_of_der_is_a_finding_of_it() {
    let file = [authority_der(), leaf(), b"\n"].concat();
    let read: Vec<_> = Inspection::iter_from_slice(&file).collect::<Result<_, _>>().expect("certificates");
    let [first, last] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(found(&first.findings(), Rule::TrailingBytes), None);
    let findings = last.findings();
    let excess = found(&findings, Rule::TrailingBytes).expect("a finding").to_string();
    assert_eq!(excess, format!("certificate is followed by 1 excess byte at offset {}", leaf().len()));
    assert_eq!(last.as_der(), leaf());
}

#[test]
fn what_is_broken_in_der_is_told_with_its_place() {
    let after = leaf().len();
    let indefinite = open(SEQUENCE, &leaf()[4..]);
    let cases = [
        ("cut off", leaf()[..200].to_vec(), vec!["octet 0: certificate at offset 0 is truncated".to_owned()]),
        (
            "the second is cut off",
            [leaf(), &authority_der()[..100]].concat(),
            vec![format!("octet 0: {LEAF}"), format!("octet {after}: certificate at offset 0 is truncated")],
        ),
        ("a header alone", vec![SEQUENCE, 0x82], vec!["octet 0: certificate at offset 0 is truncated".to_owned()]),
        (
            "nothing in it",
            vec![SEQUENCE, 0, SEQUENCE, 0],
            vec![
                "octet 0: tbsCertificate at offset 2 is truncated".to_owned(),
                "octet 2: tbsCertificate at offset 2 is truncated".to_owned(),
            ],
        ),
        ("an open length", indefinite, vec![format!("octet 0: {LEAF}")]),
    ];
    for (what, file, expected) in cases {
        assert_eq!(results(&file), expected, "{what}");
    }
}

/// The octets are given as the file has them, so that they can be inspected elsewhere.
#[test]
fn the_octets_of_a_certificate_are_given() {
    for file in [pem(leaf()).into_bytes(), leaf().to_vec(), bundle(&[leaf()], &[])] {
        let first = Contents::new(&file[..]).next().expect("a result").expect("a content");
        let Content::Certificate(certificate) = first else { panic!("{first:?}") };
        assert_eq!(certificate.as_der(), leaf());
        assert_eq!(certificate.inspect().expect("a certificate").place(), Some(certificate.place()));
    }
}

#[test]
fn what_is_no_certificate_is_told_among_certificates() {
    let small = bare("leaf", "A");
    let file = [&private_key(), &small[..], &private_key()].concat();
    let expected = [
        "octet 0: private key".to_owned(),
        format!("octet {}: CN=leaf", private_key().len()),
        format!("octet {}: private key", private_key().len() + small.len()),
    ];
    assert_eq!(contents(&file[..]), expected);
    let file = format!("{}{}", labelled("PRIVATE KEY", &private_key()), pem(&small));
    assert_eq!(contents(file.as_bytes()), ["line 1: private key", "line 4: CN=leaf"]);
}
