//! PEM bundles: every certificate is found, and what is none is told with its line.

use std::io::{self, BufReader, Read};

use notafter::{
    Scope, Scoped as _,
    inspect::{Block, Blocks, InspectError, Inspection},
};

use super::made::pem;
use crate::fixture::{authority_der, leaf};

/// Each result as one text: line and subject, or the error.
fn results(bundle: &[u8]) -> Vec<String> {
    Inspection::of_pem(bundle).map(text).collect()
}

fn text(result: Result<Inspection, InspectError>) -> String {
    match result {
        Ok(inspection) => format!("{}: {}", inspection.line().expect("a line"), inspection.subject()),
        Err(error) => error.to_string(),
    }
}

const LEAF: &str = "CN=leaf.example";
const AUTHORITY: &str = "CN=notafter test authority";

#[test]
fn a_bundle_gives_its_certificates_in_order_with_their_lines() {
    let lines = pem(leaf()).lines().count();
    let bundle = format!("# text\n{}\nmore text\n{}", pem(leaf()), pem(authority_der()));
    assert_eq!(results(bundle.as_bytes()), [format!("2: {LEAF}"), format!("{}: {AUTHORITY}", lines + 4)]);
}

#[test]
fn bundles_are_read_as_they_are_found() {
    let (leaf, authority) = (pem(leaf()), pem(authority_der()));
    let one_line =
        leaf.replace("-----\n", "-----\r").replace('\n', "").replace('\r', "\n").replace("-----END", "\n-----END");
    let key = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
    let cases = [
        ("CRLF", leaf.replace('\n', "\r\n"), vec![format!("1: {LEAF}")]),
        ("spaces at the ends of lines", leaf.replace('\n', " \t\n"), vec![format!("1: {LEAF}")]),
        ("indented lines", leaf.lines().map(|line| format!("  {line}\n")).collect(), vec![format!("1: {LEAF}")]),
        ("a byte order mark", format!("\u{feff}{leaf}"), vec![format!("1: {LEAF}")]),
        ("no line break at the end", leaf.trim_end().to_owned(), vec![format!("1: {LEAF}")]),
        ("base64 in one line", one_line, vec![format!("1: {LEAF}")]),
        ("the old label", leaf.replace("CERTIFICATE", "X509 CERTIFICATE"), vec![format!("1: {LEAF}")]),
        ("the older label", leaf.replace("CERTIFICATE", "X.509 CERTIFICATE"), vec![format!("1: {LEAF}")]),
        ("a key before it", format!("{key}{leaf}"), vec![format!("4: {LEAF}")]),
        (
            "no line break between two",
            format!("{}{authority}", leaf.trim_end()),
            vec![format!("1: {LEAF}"), format!("{}: {AUTHORITY}", leaf.lines().count())],
        ),
    ];
    for (label, bundle, expected) in cases {
        assert_eq!(results(bundle.as_bytes()), expected, "{label}");
    }
}

/// A block is given on in one form, however it is written.
#[test]
fn a_block_is_normalised() {
    let plain = pem(leaf());
    let written: String = plain.lines().map(|line| format!("  {line} \r\n")).collect();
    for label in ["CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"] {
        let bundle = written.replace("CERTIFICATE", label);
        let blocks: Vec<_> = Blocks::new(bundle.as_bytes()).collect::<Result<_, _>>().expect("a block");
        let [block] = blocks.as_slice() else { panic!("{label}: {blocks:?}") };
        assert_eq!(block.as_pem(), plain.as_bytes(), "{label}");
    }
}

#[test]
fn a_bad_block_does_not_hide_the_others() {
    let (leaf, authority) = (pem(leaf()), pem(authority_der()));
    let lines = leaf.lines().count();
    let without_end: String = leaf.lines().take(lines - 1).map(|line| format!("{line}\n")).collect();
    let bad_character = leaf.replacen('\n', "\nM!", 1);
    let truncated = leaf.replacen("M", "", 1);
    let no_certificate = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let after = |line: usize| format!("{line}: {AUTHORITY}");
    let cases = [
        ("no END", &without_end, format!("block at line 1: the END line is missing before line {lines}"), after(lines)),
        ("a character", &bad_character, "block at line 1: base64 is broken in line 2".to_owned(), after(lines + 1)),
        (
            "a character less",
            &truncated,
            format!("block at line 1: base64 is broken in line {lines}"),
            after(lines + 1),
        ),
        (
            "no certificate",
            &no_certificate.to_owned(),
            "block at line 1: tbsCertificate at offset 2 is truncated".to_owned(),
            after(4),
        ),
        (
            "the END line of a key",
            &leaf.replace("END CERTIFICATE", "END PRIVATE KEY"),
            format!("block at line 1: it begins as `CERTIFICATE` and ends as `PRIVATE KEY` in line {lines}"),
            after(lines + 1),
        ),
        (
            "the END line of an older block",
            &leaf.replace("END CERTIFICATE", "END X509 CERTIFICATE"),
            format!("block at line 1: it begins as `CERTIFICATE` and ends as `X509 CERTIFICATE` in line {lines}"),
            after(lines + 1),
        ),
    ];
    for (label, block, error, after) in cases {
        assert_eq!(results(format!("{block}{authority}").as_bytes()), [error, after], "{label}");
    }
    let end = format!("block at line 1: the END line is missing before line {lines}");
    assert_eq!(results(without_end.as_bytes()), [end], "the bundle ends");
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
        ("in other letters", "-----Begin CERTIFICATE-----\n".to_owned()),
        ("behind a comment", format!("# authority{begin}\n")),
        ("the BEGIN line of a key", "-----BEGIN PRIVATE KEY-----\n".to_owned()),
    ];
    for (label, begin) in cases {
        let end = lines + begin.lines().count() + of_body;
        let error = format!("block at line {end}: the BEGIN line is missing before this END line");
        let bundle = format!("{leaf}{begin}{body}");
        assert_eq!(results(bundle.as_bytes()), [format!("1: {LEAF}"), error.clone()], "{label}");
        let alone = format!("block at line {}: the BEGIN line is missing before this END line", end - lines);
        assert_eq!(results(format!("{begin}{body}").as_bytes()), [alone], "{label}, and nothing else");
    }
}

#[test]
fn a_bundle_without_certificates_is_exactly_one_error() {
    let key = "\n-----BEGIN EC PRIVATE KEY-----\nMC4=\n-----END EC PRIVATE KEY-----\n";
    let cases = [
        ("", "no certificate: there is no input"),
        ("\n", "no certificate: no PEM block in 1 line"),
        ("certificate", "no certificate: no PEM block in 1 line"),
        (key, "no certificate: only other blocks in 4 lines, the first is `EC PRIVATE KEY` at line 2"),
        (
            "-----BEGIN \u{1b}[2J-----\n",
            "no certificate: only other blocks in 1 line, the first is `\\x1b[2J` at line 1",
        ),
    ];
    for (bundle, expected) in cases {
        assert_eq!(results(bundle.as_bytes()), [expected], "{bundle:?}");
    }
}

/// Noise of any length is read in bounded memory: no buffer is ever longer than a block may be.
#[test]
fn noise_is_refused_in_bounded_memory() {
    let limit = Block::MAX_LEN;
    let noise = |byte: u8| BufReader::new(io::repeat(byte).take(100_000_000));
    for (byte, lines) in [(b'A', 1), (0, 1), (b'\n', 100_000_000)] {
        let found: Vec<_> = Blocks::new(noise(byte)).collect();
        assert_eq!(found, [Err(InspectError::NoCertificate { lines, other: None })], "byte {byte:#04x}");
    }
    let begin = b"-----BEGIN CERTIFICATE-----\n".as_slice();
    let rest = format!("\n-----END CERTIFICATE-----\n{}", pem(leaf()));
    let long = BufReader::new(begin.chain(noise(b'A')).chain(rest.as_bytes()));
    let found: Vec<String> = Blocks::new(long).map(|block| text(block.and_then(|block| block.inspect()))).collect();
    assert_eq!(found, [format!("block at line 1: more than {limit} bytes"), format!("4: {LEAF}")]);
}

#[test]
fn a_source_that_fails_is_of_this_host() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::TimedOut.into())
        }
    }
    let bundle = pem(leaf());
    let found: Vec<_> = Blocks::new(BufReader::new(bundle.as_bytes().chain(Failing))).collect();
    let [Ok(block), Err(error)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(block.as_pem(), bundle.trim_end().as_bytes().iter().copied().chain(*b"\n").collect::<Vec<u8>>());
    assert_eq!(error.to_string(), format!("line {}: timed out", bundle.lines().count() + 1));
    assert_eq!(error.scope(), Scope::ThisHost);
    assert_eq!(error.line(), Some(bundle.lines().count() + 1));
}

/// A source that is interrupted before each read of one byte, and fails at the end.
struct Halting<'a> {
    bytes: &'a [u8],
    interrupted: bool,
}

impl Read for Halting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        match (self.interrupted, self.bytes.split_first()) {
            (true, _) => Err(io::ErrorKind::Interrupted.into()),
            (false, None) => Err(io::ErrorKind::UnexpectedEof.into()),
            (false, Some((byte, rest))) => {
                buffer[0] = *byte;
                self.bytes = rest;
                Ok(1)
            }
        }
    }
}

#[test]
fn a_source_that_halts_loses_nothing_and_its_end_is_told() {
    // The line that is skipped is longer than a block may be.
    let noise = "A".repeat(Block::MAX_LEN + 1);
    let bundle = format!("{noise}\n{}-----BEGIN CERTIFICATE-----\n{noise}", pem(leaf()));
    let source = BufReader::new(Halting { bytes: bundle.as_bytes(), interrupted: false });
    let found: Vec<_> = Blocks::new(source).collect();
    let last = pem(leaf()).lines().count() + 3;
    let [Ok(block), .., Err(error)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(block.line(), 2, "after the line that is no certificate");
    assert_eq!(block.inspect().map(|read| read.subject().to_string()).as_deref(), Ok(LEAF));
    assert_eq!(error.to_string(), format!("line {last}: unexpected end of file"), "{found:?}");
    assert_eq!(error.scope(), Scope::ThisHost);
}

#[test]
fn bad_input_is_of_every_host() {
    for bundle in ["", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let error = Inspection::of_pem(bundle.as_bytes()).find_map(Result::err).expect("an error");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
        if let InspectError::Block { fault, .. } = &error {
            assert_eq!(fault.scope(), Scope::EveryHost, "{fault}");
        }
    }
}
