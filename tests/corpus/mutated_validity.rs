//! A genuine certificate with another validity.

use arbitrary::{Arbitrary, Unstructured};
use notafter::{Validity, inspect::Inspection};

use super::{
    leaf::{LEAF, SIGNED, VALIDITY},
    peer::{assert_explains_itself, assert_located, instant, seconds, x509_parser},
};
use crate::der::{SEQUENCE, UTC_TIME, tlv};

/// The identifier octet of the validity and the form of its length. [`Piece`]s follow until the input ends, four at most.
#[derive(Arbitrary)]
struct Header {
    tag: u8,
    length: u8,
}

/// An element of the validity: thirteen octets, numbers in little-endian order.
#[derive(Arbitrary)]
struct Piece {
    tag: u8,
    length: u8,
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    /// How many of the last digits are left out.
    cut: u8,
    ending: u8,
    /// Where another octet is put in the text, unless that octet is zero.
    index: u8,
    octet: u8,
}

/// What follows the digits.
const ENDINGS: [&str; 10] = ["Z", "", "z", "+0000", "-0030", "+0100", ".5Z", ",0Z", "ZZ", "Z\0"];

pub(crate) fn check(data: &[u8]) {
    const MADE: &str = "integers can be made of any bytes";
    let mut input = Unstructured::new(data);
    let Header { tag, length } = Header::arbitrary(&mut input).expect(MADE);
    let mut content = Vec::new();
    for _ in 0..4 {
        if !input.is_empty() {
            content.extend(Piece::arbitrary(&mut input).expect(MADE).element());
        }
    }
    let certificate = leaf_with(&element(tag, length, &content));

    let read = Validity::from_certificate_der(&certificate);
    let ends_where_it_says = (tag, length % 6) == (SEQUENCE, 0);
    if ends_where_it_says {
        let expected = two_times(&content).filter(|(not_before, not_after)| not_before <= not_after);
        assert_eq!(read.ok().as_ref().map(seconds), expected, "{content:02x?}: {read:?}");
    }
    match &read {
        Ok(validity) => {
            // Octets that the validity leaves over are no part of a certificate: x509-parser refuses it, and we stop before them.
            let theirs = x509_parser(&certificate);
            let agreed = theirs == Some(seconds(validity)) || (theirs.is_none() && !ends_where_it_says);
            assert!(agreed, "x509-parser reads {theirs:?} for {validity}");
        }
        Err(error) => assert_located(error, certificate.len()),
    }
    if let Ok(inspection) = Inspection::from_der(&certificate) {
        assert_eq!(inspection.validity(), read, "one period, whoever reads it");
        assert_explains_itself(&inspection, certificate.len());
    } else {
        assert!(read.is_err(), "{read:?} cannot be inspected");
    }
}

impl Piece {
    fn element(&self) -> Vec<u8> {
        let number = |number: u8| number % 100;
        let (year, century) = (self.year % 100, self.year / 100 % 100);
        let century = if self.tag & 0x1f == UTC_TIME { String::new() } else { format!("{century:02}") };
        let [month, day, hour] = [self.month, self.day, self.hour].map(number);
        let [minute, second] = [self.minute, self.second].map(number);
        let mut text = format!("{century}{year:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}").into_bytes();
        text.truncate(text.len() - usize::from(self.cut % 4));
        text.extend_from_slice(ENDINGS[usize::from(self.ending) % ENDINGS.len()].as_bytes());
        if self.octet != 0 {
            let index = usize::from(self.index) % text.len();
            text[index] = self.octet;
        }
        element(self.tag, self.length, &text)
    }
}

/// An element whose length is written in its shortest form, in one of two longer ones, not at all, or wrong by one.
fn element(tag: u8, length: u8, content: &[u8]) -> Vec<u8> {
    let octet = content.len() as u8;
    match length % 6 {
        0 => tlv(tag, content),
        1 => [&[tag, 0x81, octet], content].concat(),
        2 => [&[tag, 0x82, 0, octet], content].concat(),
        3 => [&[tag, 0x80], content, &[0, 0]].concat(),
        4 => [&[tag, octet.wrapping_add(1)], content].concat(),
        _ => [&[tag, octet.wrapping_sub(1)], content].concat(),
    }
}

/// The two instants of a validity with the content `content`; none, if it is anything else than two times.
fn two_times(content: &[u8]) -> Option<(i64, i64)> {
    let (not_before, rest) = first_time(content)?;
    let (not_after, rest) = first_time(rest)?;
    rest.is_empty().then_some((not_before, not_after))
}

fn first_time(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (&[tag, length], rest) = bytes.split_first_chunk()?;
    let (content, rest) = rest.split_at_checked(length.into())?;
    Some((instant(tag, content)?, rest))
}

/// The leaf with `validity` in place of its own; the signature is not made anew, since nothing here verifies it.
fn leaf_with(validity: &[u8]) -> Vec<u8> {
    let (before, after) = (&LEAF[SIGNED.start..VALIDITY.start], &LEAF[VALIDITY.end..SIGNED.end]);
    let signed = tlv(SEQUENCE, &[before, validity, after].concat());
    tlv(SEQUENCE, &[&signed, &LEAF[SIGNED.end..]].concat())
}

#[test]
fn the_leaf_with_its_own_validity_is_the_leaf() {
    assert_eq!(leaf_with(&LEAF[VALIDITY]), LEAF);
}
