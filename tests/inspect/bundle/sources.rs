//! Sources that fail or halt.

use std::io::{self, BufReader, Read};

use notafter::{
    Scope, Scoped as _,
    inspect::{Content, Contents, InspectError, Inspection},
};

use super::made::{AUTHORITY, LEAF, bundle, content, contents};
use crate::{
    fixture::{authority_der, leaf},
    inspect::made::pem,
};

/// A source that is interrupted before each read of one byte, and ends as `at_end` says.
struct Halting<'a> {
    bytes: &'a [u8],
    interrupted: bool,
    at_end: Option<io::ErrorKind>,
}

impl Read for Halting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        match (self.interrupted, self.bytes.split_first(), self.at_end) {
            (true, ..) => Err(io::ErrorKind::Interrupted.into()),
            (false, None, Some(kind)) => Err(kind.into()),
            (false, None, None) => Ok(0),
            (false, Some((byte, rest)), _) => {
                buffer[0] = *byte;
                self.bytes = rest;
                Ok(1)
            }
        }
    }
}

fn halting(bytes: &[u8], at_end: Option<io::ErrorKind>) -> BufReader<Halting<'_>> {
    BufReader::new(Halting { bytes, interrupted: false, at_end })
}

#[test]
fn a_source_that_halts_loses_nothing() {
    let text = format!("# text\r\n{}{}", pem(leaf()).replace('\n', "\r\n"), pem(authority_der()));
    let der = [leaf(), authority_der()].concat();
    for file in [text.as_bytes(), &der, &bundle(&[leaf(), authority_der()], &[])] {
        let read = contents(halting(file, None));
        assert_eq!(read, contents(file), "as from memory");
        assert!(read[0].ends_with(LEAF) && read[1].ends_with(AUTHORITY), "{read:?}");
    }
}

#[test]
fn a_source_that_fails_is_of_this_host_and_its_place_is_told() {
    let (text, der) = (pem(leaf()), leaf());
    let lines = text.lines().count();
    let place = |place: &str| Some(place.to_owned());
    let cases: [(&str, &[u8], Option<String>); 6] = [
        ("after a block", text.as_bytes(), place(&format!("line {}", lines + 1))),
        ("in a block", &text.as_bytes()[..text.len() - 30], place(&format!("line {}", lines - 1))),
        ("in the first lines", b"# a\n# b", place("line 2")),
        ("at once", b"", place("line 1")),
        ("after a certificate", der, place(&format!("octet {}", der.len()))),
        ("in a certificate", &der[..100], place("octet 100")),
    ];
    for (what, file, expected) in cases {
        let read: Vec<_> = Contents::new(halting(file, Some(io::ErrorKind::TimedOut))).collect();
        let Some(Err(error)) = read.last() else { panic!("{what}: {read:?}") };
        assert_eq!(error.place().map(|place| place.to_string()), expected, "{what}");
        assert_eq!(error.to_string(), format!("{}: timed out", expected.unwrap_or_default()), "{what}");
        assert_eq!(error.scope(), Scope::ThisHost, "{what}");
        assert!(read.len() <= 2, "{what}: it is the last, and nothing else is told: {read:?}");
    }
}

#[test]
fn nothing_comes_after_the_end() {
    for file in [pem(leaf()).as_bytes(), leaf(), b"", b"no certificate"] {
        let mut contents = Contents::new(file);
        assert_eq!(contents.by_ref().count(), 1);
        assert!(contents.next().is_none());
    }
}

#[test]
fn bad_input_is_of_every_host() {
    let long = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    for file in [&b""[..], long.as_bytes(), &leaf()[..100], b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"] {
        let error = Inspection::iter_from_slice(file).find_map(Result::err).expect("an error");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
        if let InspectError::File { fault, .. } = &error {
            assert_eq!(fault.scope(), Scope::EveryHost, "{fault}");
        }
    }
}

/// Certificates are given while the rest of the source is still to come.
#[test]
fn a_file_is_read_as_it_is_asked_for() {
    let text = pem(leaf()).repeat(3);
    let mut source = BufReader::with_capacity(16, text.as_bytes());
    let mut contents = Contents::new(&mut source);
    let first = contents.next().expect("a result");
    assert!(matches!(first, Ok(Content::Certificate(_))), "{}", content(first));
    drop(contents);
    let mut rest = String::new();
    source.read_to_string(&mut rest).expect("memory does not fail");
    assert!(rest.len() > pem(leaf()).len(), "{} bytes are left", rest.len());
}
