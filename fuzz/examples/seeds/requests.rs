//! Requests and grants, each with one thing that is rare or wrong.

use crate::write;

pub fn seeds() {
    let cases: [(&str, u8, Grants, Request); 34] = [
        ("plain", PLAIN, DEFAULT, asks(&[SAN])),
        ("name-alone", PLAIN, DEFAULT, asks(&[])),
        ("name-empty", PLAIN, DEFAULT, Request { name: NAMELESS, ..asks(&[SAN]) }),
        ("nothing", PLAIN, DEFAULT, Request { name: NAMELESS, ..asks(&[]) }),
        ("name-not-granted", PLAIN, Grants { flags: WITHOUT_SUBJECT, ..DEFAULT }, asks(&[SAN])),
        ("name-of-the-authority", PLAIN, Grants { flags: WITHOUT_SUBJECT | OWN, ..DEFAULT }, asks(&[SAN])),
        ("name-of-the-issuer", PLAIN, DEFAULT, Request { name: &[8], ..asks(&[SAN]) }),
        ("name-of-the-issuer-in-other-letters", MULTI_VALUED, DEFAULT, Request { name: &[9], ..asks(&[SAN]) }),
        ("name-of-the-issuer-and-more", MULTI_VALUED, DEFAULT, Request { name: &[10], ..asks(&[SAN]) }),
        ("name-of-two-in-one-set", MULTI_VALUED, DEFAULT, Request { name: &[1, 1, 1, 3, 0, 0], ..asks(&[SAN]) }),
        ("name-of-a-long-type", PLAIN, DEFAULT, Request { name: &[1, 0, 11, 0], ..asks(&[SAN]) }),
        ("name-with-an-empty-set", PLAIN, DEFAULT, Request { name: &[1, 255], ..asks(&[SAN]) }),
        ("name-with-broken-utf-8", PLAIN, DEFAULT, Request { name: &[1, 0, 0, 15], ..asks(&[SAN]) }),
        ("version", PLAIN, DEFAULT, Request { fault: 1, ..asks(&[SAN]) }),
        ("another-key", PLAIN, DEFAULT, Request { fault: 2, ..asks(&[SAN]) }),
        ("another-key-of-another-algorithm", PLAIN, DEFAULT, Request { key: 1, fault: 2, ..asks(&[SAN]) }),
        ("flipped-bit", PLAIN, DEFAULT, Request { fault: 3, ..asks(&[SAN]) }),
        ("p-384", PLAIN, DEFAULT, Request { key: 2, ..asks(&[SAN]) }),
        ("rsa", PLAIN, DEFAULT, Request { key: 255, ..asks(&[SAN]) }),
        ("names-of-all-kinds", PLAIN, DEFAULT, asks(&[ALL_NAMES])),
        ("other-name-of-two-elements", PLAIN, DEFAULT, asks(&[&[0, 0, 0, 1, 13, 4]])),
        ("wildcard", PLAIN, DEFAULT, asks(&[WILDCARD])),
        ("wildcard-granted", CONSTRAINED, Grants { flags: WILDCARDS, ..DEFAULT }, asks(&[WILDCARD])),
        ("constrained-host", CONSTRAINED, DEFAULT, asks(&[&[0, 0, 0, 1, 0, 6]])),
        ("excluded-host", CONSTRAINED, DEFAULT, asks(&[&[0, 0, 0, 1, 0, 3]])),
        ("repeated", PLAIN, DEFAULT, asks(&[SAN, SAN])),
        ("microsoft", PLAIN, DEFAULT, asks(&[SAN, &[7, 1, 1, 0x80, 0, 0]])),
        ("usages-purposes-and-identifier", PLAIN, DEFAULT, asks(&[SAN, USAGE, PURPOSES, IDENTIFIER])),
        ("time-stamping-is-made-critical", PLAIN, DEFAULT, asks(&[&[0, 2, 0, 1, 5]])),
        ("unknown-extension", PLAIN, DEFAULT, asks(&[SAN, UNKNOWN])),
        ("unknown-extension-granted", PLAIN, Grants { extensions: &[12], ..DEFAULT }, asks(&[SAN, UNKNOWN])),
        ("unknown-extension-left-out", PLAIN, Grants { left_out: &[12], ..DEFAULT }, asks(&[SAN, UNKNOWN])),
        ("authority-without-usages", PLAIN, Grants { flags: AUTHORITIES, ..DEFAULT }, asks(&[AUTHORITY])),
        ("authority-below-none", NO_AUTHORITY_BELOW, Grants { flags: AUTHORITIES, ..DEFAULT }, asks(&[AUTHORITY])),
    ];
    for (name, authority, grants, request) in cases {
        write("requests", name, [vec![authority << 1], grants.octets(), request.octets()].concat());
    }
    let plain = [DEFAULT.octets(), asks(&[SAN, USAGE]).octets()].concat();
    // The content of the request has its name from its fourth octet on.
    for (what, change) in [("nothing", [0, 0, 0]), ("the-version", [0, 2, 1]), ("the-length-of-the-name", [0, 4, 1])] {
        write("requests", &format!("changed-{what}"), [&[1], &plain[..], &[0], &change].concat());
    }
}

struct Grants {
    flags: u8,
    extensions: &'static [u8],
    left_out: &'static [u8],
}

impl Grants {
    fn octets(&self) -> Vec<u8> {
        let list = |extensions: &[u8]| [&[extensions.len() as u8], extensions].concat();
        [vec![self.flags], list(self.extensions), list(self.left_out)].concat()
    }
}

struct Request {
    key: u8,
    fault: u8,
    name: &'static [u8],
    extensions: Vec<&'static [u8]>,
}

impl Request {
    fn octets(&self) -> Vec<u8> {
        let extensions = [vec![self.extensions.len() as u8], self.extensions.concat()].concat();
        [vec![self.key, self.fault], self.name.to_vec(), extensions, vec![0]].concat()
    }
}

fn asks(extensions: &[&'static [u8]]) -> Request {
    Request { key: 0, fault: 0, name: &[1, 0, 0, 0], extensions: extensions.to_vec() }
}

/// The authorities.
const PLAIN: u8 = 0;
const MULTI_VALUED: u8 = 1;
const NO_AUTHORITY_BELOW: u8 = 2;
const CONSTRAINED: u8 = 3;

const DEFAULT: Grants = Grants { flags: 0, extensions: &[], left_out: &[] };
const AUTHORITIES: u8 = 1;
const WILDCARDS: u8 = 2;
const WITHOUT_SUBJECT: u8 = 4;
const OWN: u8 = 64;

const NAMELESS: &[u8] = &[0];

/// Extensions: where they stand, which they are, whether they are critical, and what they say.
const SAN: &[u8] = &[0, 0, 0, 1, 0, 0];
const WILDCARD: &[u8] = &[0, 0, 0, 1, 0, 1];
/// A mailbox, a URI, an address, a directory name and an otherName.
const ALL_NAMES: &[u8] = &[0, 0, 0, 5, 5, 0, 6, 0, 7, 0, 0, 10, 1, 0, 0, 0, 13, 0];
const USAGE: &[u8] = &[0, 1, 1, 0x80, 0, 0];
const PURPOSES: &[u8] = &[0, 2, 0, 2, 0, 1];
const IDENTIFIER: &[u8] = &[0, 4, 0, 0];
const UNKNOWN: &[u8] = &[0, 12, 1, 3, 0];
const AUTHORITY: &[u8] = &[0, 3, 1, 1];
