//! Lists of timestamps of logs, whose lengths may lie.

use arbitrary::{Arbitrary, Unstructured};
use notafter::inspect::{Finding, Inspection, IssueSource, Rule};
use time::{Duration, UtcDateTime};
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

use super::{
    leaf::{LEAF_NOT_BEFORE, with_extension},
    peer::assert_explains_itself,
};
use crate::der::{SEQUENCE, tlv};

/// The first octet. The value of the extension follows as it is, or [`Sct`]s follow until the input ends, [`MOST`] of them.
#[derive(Arbitrary)]
struct Header {
    /// Even for a value as it is. Otherwise the rest of it says how the length of the list lies.
    form: u8,
}

/// A timestamp: fifteen octets, numbers in little-endian order.
#[derive(Arbitrary)]
struct Sct {
    version: u8,
    milliseconds: u64,
    /// So many bits of the milliseconds are left out: few of all numbers are within the years that exist.
    shift: u8,
    /// How many octets each has.
    extensions: u8,
    signature: u8,
    /// How each length lies: its own, those of its extensions and its signature.
    lies: u8,
    /// How many octets are left out at its end.
    cut: u8,
    /// An octet more at its end, unless it is zero.
    excess: u8,
}

const MOST: usize = 8;

pub(crate) fn check(data: &[u8]) {
    let value = value(data);
    let extension = tlv(SEQUENCE, &[tlv(0x06, SCT_LIST), tlv(OCTET_STRING, &value)].concat());
    let certificate = with_extension(&extension);
    let inspection = Inspection::from_der(&certificate).expect("the certificate is readable, whatever the list says");
    let issued = inspection.issued().expect("notBefore is readable");
    let expected = milliseconds(&value);
    match expected.as_deref().map(|scts| scts.iter().flatten().min()) {
        Some(Some(earliest)) => {
            let earliest = Duration::milliseconds((*earliest).try_into().expect("before the year 10000"));
            assert_eq!(issued.source(), IssueSource::Timestamp, "{value:02x?}");
            assert_eq!(issued.at(), UtcDateTime::UNIX_EPOCH + earliest, "{value:02x?}");
        }
        _ => {
            assert_eq!(issued.source(), IssueSource::NotBefore, "{value:02x?}");
            assert_eq!(issued.at(), LEAF_NOT_BEFORE, "{value:02x?}");
        }
    }
    let findings = inspection.findings();
    let unreadable: Vec<_> = findings.iter().filter(|finding| finding.rule() == Rule::UnreadablePart).collect();
    assert_eq!(unreadable.len(), usize::from(expected.is_none()), "{expected:?}: {unreadable:?}");
    assert!(unreadable.iter().all(|finding| names_the_list(finding)), "{unreadable:?}");
    assert_explains_itself(&inspection, certificate.len());
    if let Some(scts) = expected {
        agrees_with_x509_parser(&certificate, &scts);
    }
}

fn names_the_list(finding: &Finding) -> bool {
    let name = "extension signedCertificateTimestampList (1.3.6.1.4.1.11129.2.4.2) cannot be read: ";
    finding.to_string().starts_with(name)
}

/// Where all are of version 1 and the list is read, x509-parser reads the same timestamps.
fn agrees_with_x509_parser(certificate: &[u8], scts: &[Option<u64>]) {
    let Some(expected) = scts.iter().copied().collect::<Option<Vec<u64>>>() else { return };
    let (_, read) = X509Certificate::from_der(certificate).expect("x509-parser reads the certificate");
    let theirs = read.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::SCT(scts) => Some(scts.iter().map(|sct| sct.timestamp).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(theirs, Some(expected), "x509-parser reads other timestamps");
}

/// The milliseconds of each in the list that `value` is, none for one of another version than 1; none, if any length lies.
fn milliseconds(value: &[u8]) -> Option<Vec<Option<u64>>> {
    let content =
        (2..=5).filter_map(|header| value.get(header..)).find(|content| tlv(OCTET_STRING, content) == value)?;
    let (mut list, nothing) = take(content)?;
    let mut scts = Vec::new();
    while !list.is_empty() {
        let (sct, rest) = take(list)?;
        list = rest;
        scts.push(match *sct.first()? {
            // A log, a timestamp, extensions, two octets of algorithms, a signature.
            0 => {
                let milliseconds = u64::from_be_bytes(sct.get(33..41)?.try_into().ok()?);
                let (_, signed) = take(&sct[41..])?;
                let (_, excess) = take(signed.get(2..)?)?;
                Some(Some(milliseconds).filter(|at| *at <= LAST_MILLISECOND && excess.is_empty())?)
            }
            _ => None,
        });
    }
    Some(scts).filter(|scts| !scts.is_empty() && nothing.is_empty())
}

/// What two octets of length say comes next, and what follows.
fn take(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(*octets.first()?) * 256 + usize::from(*octets.get(1)?);
    Some((octets.get(2..2 + length)?, &octets[2 + length..]))
}

/// The value of the extension that `data` stands for.
fn value(data: &[u8]) -> Vec<u8> {
    let mut input = Unstructured::new(data);
    let Header { form } = Header::arbitrary(&mut input).expect("an octet can be made of any bytes");
    if form % 2 == 0 {
        return input.take_rest().to_vec();
    }
    let mut list = Vec::new();
    for _ in 0..MOST {
        if !input.is_empty() {
            list.extend(Sct::arbitrary(&mut input).expect("integers can be made of any bytes").octets());
        }
    }
    tlv(OCTET_STRING, &vector(&list, form / 2))
}

impl Sct {
    /// The timestamp after its length.
    fn octets(&self) -> Vec<u8> {
        let milliseconds = self.milliseconds >> (self.shift % 64);
        let extensions = vector(&vec![0xee; usize::from(self.extensions) % 8], self.lies / 6);
        let signature = vector(&vec![0x30; usize::from(self.signature) % 80], self.lies / 36);
        let parts = [&[self.version][..], &[0x10; 32], &milliseconds.to_be_bytes(), &extensions, &[4, 3], &signature];
        let mut octets = parts.concat();
        octets.truncate(octets.len().saturating_sub(self.cut.into()));
        octets.extend((self.excess != 0).then_some(self.excess));
        vector(&octets, self.lies)
    }
}

/// `content` after two octets of its length, which lies in one of five ways, or is right.
fn vector(content: &[u8], lie: u8) -> Vec<u8> {
    let length = content.len() as u16;
    let said = match lie % 6 {
        0 => length,
        1 => length.wrapping_add(1),
        2 => length.wrapping_sub(1),
        3 => length.swap_bytes(),
        4 => 0,
        _ => u16::MAX,
    };
    [&said.to_be_bytes(), content].concat()
}

const OCTET_STRING: u8 = 0x04;
/// 1.3.6.1.4.1.11129.2.4.2
const SCT_LIST: &[u8] = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];
/// 9999-12-31T23:59:59.999Z.
const LAST_MILLISECOND: u64 = 253_402_300_799_999;
