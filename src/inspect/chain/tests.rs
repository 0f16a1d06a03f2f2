//! How the work grows: in steps, not in seconds.

use std::{format, vec, vec::Vec};

use time::{UtcDateTime, macros::utc_datetime};

use super::{Chain, chain, chain_under};
use crate::{inspect::Inspection, work};

const NOW: UtcDateTime = utc_datetime!(2026-06-01 00:00:00);

/// A certificate with these names, its own key identifier, and that of its issuer.
#[derive(Clone)]
struct Made {
    subject: Vec<u8>,
    issuer: Vec<u8>,
    is_ca: bool,
    number: usize,
    extensions: Vec<u8>,
}

impl Made {
    fn ca(subject: &str, issuer: &str, number: usize) -> Self {
        Self { subject: name(subject), issuer: name(issuer), is_ca: true, number, extensions: Vec::new() }
    }

    fn leaf(issuer: &str) -> Self {
        Self { is_ca: false, ..Self::ca("leaf", issuer, 0) }
    }

    fn extension(mut self, id: u8, value: &[u8]) -> Self {
        self.extensions.extend(tlv(0x30, &[tlv(6, &[0x55, 0x1d, id]), tlv(4, value)].concat()));
        self
    }

    fn key(self, key: usize) -> Self {
        self.extension(14, &tlv(4, &key.to_be_bytes()))
    }

    fn by_key(self, key: usize) -> Self {
        self.extension(35, &tlv(0x30, &tlv(0x80, &key.to_be_bytes())))
    }

    fn by_number(self, issuer: &str, number: usize) -> Self {
        let names = tlv(0xa1, &tlv(0xa4, &name(issuer)));
        self.extension(35, &tlv(0x30, &[names, tlv(0x82, &serial_number(number))].concat()))
    }

    fn inspect(self) -> Inspection {
        let constraints: &[u8] = if self.is_ca { &[1, 1, 0xff] } else { &[] };
        let Self { subject, issuer, number, extensions, .. } = self.extension(19, &tlv(0x30, constraints));
        // Each ends in another year than its neighbours.
        let not_after = format!("{}1231235959Z", 27 + number % 23);
        let parts = [
            tlv(2, &serial_number(number)),
            tlv(0x30, &[]),
            issuer,
            tlv(0x30, &[tlv(0x17, b"260101000000Z"), tlv(0x17, not_after.as_bytes())].concat()),
            subject,
            tlv(0x30, &[]),
            tlv(0xa3, &tlv(0x30, &extensions)),
        ];
        Inspection::from_der(&tlv(0x30, &tlv(0x30, &parts.concat()))).expect("a certificate")
    }
}

fn serial_number(number: usize) -> Vec<u8> {
    [&[1], &number.to_be_bytes()[..]].concat()
}

fn name(text: &str) -> Vec<u8> {
    tlv(0x30, &tlv(0x31, &tlv(0x30, &[tlv(6, &[0x55, 4, 3]), tlv(0x0c, text.as_bytes())].concat())))
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        length @ ..0x80 => vec![length as u8],
        length => [&[0x84], &(length as u32).to_be_bytes()[..]].concat(),
    };
    // The shortest form.
    let length = match length[..] {
        [0x84, 0, 0, 0, low] => vec![0x81, low],
        [0x84, 0, 0, high, low] => vec![0x82, high, low],
        [0x84, 0, high, middle, low] => vec![0x83, high, middle, low],
        _ => length,
    };
    [vec![tag], length, content.to_vec()].concat()
}

/// The certificate with the number of `count`; number 0 is the leaf.
type Shape = fn(number: usize, count: usize) -> Made;

/// The length of the path among so many certificates.
type Length = fn(count: usize) -> usize;

/// Of each shape, whether its path is complete and how long it is.
const SHAPES: [(&str, Shape, bool, Length); 12] = [
    (
        "one name, the issuer of all is missing",
        |number, _| below(number, "A", Made::ca("A", "gone", number)),
        false,
        |_| 2,
    ),
    ("one name, all issued themselves", |number, _| below(number, "A", Made::ca("A", "A", number)), true, |_| 2),
    (
        "one name in many spellings",
        |number, _| {
            let spelling: String = (0..20).map(|bit| if number >> bit & 1 == 1 { 'A' } else { 'a' }).collect();
            below(number, &"a".repeat(20), Made::ca(&spelling, "gone", number))
        },
        false,
        |_| 2,
    ),
    (
        "one name, each with a key of its own",
        |number, _| below(number, "A", Made::ca("A", "A", number).key(number)),
        true,
        |_| 2,
    ),
    (
        "a line of key identifiers",
        |number, count| {
            let own = below(number, "A", Made::ca("A", "A", number));
            own.key(number).by_key(if number + 1 == count { number } else { number + 1 })
        },
        true,
        |count| count,
    ),
    (
        "a line of key identifiers without an end",
        |number, _| below(number, "A", Made::ca("A", "A", number)).key(number).by_key(number + 1),
        false,
        |count| count,
    ),
    (
        "a line of serial numbers",
        |number, count| below(number, "A", Made::ca("A", "A", number)).by_number("A", (number + 1).min(count - 1)),
        true,
        |count| count,
    ),
    ("two names that issue each other", |number, _| below(number, "A", each_other(number)), false, |_| 3),
    (
        "two names that issue each other, with keys",
        |number, _| below(number, "A", each_other(number).key(number)),
        false,
        |_| 3,
    ),
    (
        "two names that issue each other, and a root",
        |number, _| match number {
            1 => Made::ca("A", "A", number),
            _ => below(number, "A", each_other(number)),
        },
        true,
        |_| 2,
    ),
    (
        "a chain",
        |number, count| {
            let of = |number: usize| format!("n{}", number.min(count - 1));
            below(number, &of(1), Made::ca(&of(number), &of(number + 1), number))
        },
        true,
        |count| count,
    ),
    (
        "strangers",
        |number, _| below(number, "A", Made::ca(&format!("s{number}"), &format!("t{number}"), number)),
        false,
        |_| 1,
    ),
];

fn below(number: usize, issuer: &str, other: Made) -> Made {
    if number == 0 { Made::leaf(issuer) } else { other }
}

fn each_other(number: usize) -> Made {
    let [subject, issuer] = if number.is_multiple_of(2) { ["A", "B"] } else { ["B", "A"] };
    Made::ca(subject, issuer, number)
}

fn made(shape: Shape, count: usize) -> Vec<Inspection> {
    (0..count).map(|number| shape(number, count).inspect()).collect()
}

/// Twice the certificates take twice the steps, and a few for each.
fn assert_linear(label: &str, steps_of: impl Fn(usize) -> usize) {
    let [small, large] = [2_000, 4_000].map(steps_of);
    assert!(small > 500, "{label}: {small} steps are counted");
    assert!(large <= 2 * small + small / 10, "{label}: {small} steps, then {large}");
    assert!(large <= 40 * 4_000, "{label}: {large} steps");
}

#[test]
fn the_work_grows_with_the_number_of_certificates_whatever_they_say() {
    for (label, shape, is_complete, length) in SHAPES {
        assert_linear(label, |count| {
            let certificates = made(shape, count);
            let (steps, chain) = work::of(|| chain(&certificates, NOW).expect("certificates"));
            assert_eq!((chain.is_complete(), chain.path().len()), (is_complete, length(count)), "{label}");
            steps
        });
    }
}

#[test]
fn so_it_does_under_roots() {
    for (label, shape, ..) in SHAPES {
        assert_linear(label, |count| {
            let (certificates, roots) = (made(shape, count), made(shape, count));
            let (steps, chain) = work::of(|| chain_under(&certificates, &roots, NOW).expect("certificates"));
            assert!(chain.is_complete(), "{label}: the leaf is among the roots");
            let (more, chain) = work::of(|| chain_under(&certificates, &roots[1..], NOW).expect("certificates"));
            assert!(!chain.path().is_empty(), "{label}");
            (steps + more) / 2
        });
    }
}

/// What is printed is an excerpt, and what is kept is shared.
#[test]
fn findings_share_long_names() {
    let mut certificates = vec![Made { subject: name(&"x".repeat(500_000)), ..Made::leaf("R") }.inspect()];
    certificates.push(Made::ca("R", "R", 1).inspect());
    certificates.extend((2..1_000).map(|number| Made::ca(&format!("s{number}"), "t", number).inspect()));
    let chain: Chain<'_> = chain(&certificates, NOW).expect("certificates");
    let said: Vec<_> =
        chain.findings().iter().filter(|(_, finding)| finding.rule() == crate::inspect::Rule::NotInChain).collect();
    assert_eq!(said.len(), 998, "strangers, of whom it is known");
    let longest = said.iter().map(|(_, finding)| format!("{finding}").len()).max();
    assert!(longest < Some(200), "{longest:?}");
}
