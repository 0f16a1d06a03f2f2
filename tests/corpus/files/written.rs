//! Files that are written here, so that it is known what is in them.

use std::sync::OnceLock;

use arbitrary::{Arbitrary, Unstructured};

use crate::{
    corpus::{leaf::LEAF, mint_read},
    der::{INTEGER, SEQUENCE, tlv},
};

/// A file, and what is in it.
pub(super) struct Written {
    pub(super) file: Vec<u8>,
    /// The certificates, each with its place as it prints.
    pub(super) certificates: Vec<(String, &'static [u8])>,
    pub(super) others: usize,
}

/// The first octet. [`Entry`]s follow until the input ends, [`MOST`] of them.
#[derive(Arbitrary)]
struct Header {
    /// PEM, DER one after the other, or a PKCS #7 structure: in DER, in BER, or in PEM.
    form: u8,
}

/// A part of a file: six octets, of which only those for PEM count for all others than the first.
#[derive(Arbitrary)]
struct Entry {
    /// Which certificate, or something else.
    what: u8,
    /// The text before it.
    text: u8,
    /// How its lines end.
    end: u8,
    /// How many characters a line has, unless it is zero: then they are as the crate writes them.
    width: u8,
    /// Which blanks stand at the beginning and at the end of its lines.
    blanks: u8,
    /// Under which label it stands.
    label: u8,
}

const MOST: usize = 6;

impl Written {
    pub(super) fn of(data: &[u8]) -> Self {
        const MADE: &str = "integers can be made of any bytes";
        let mut input = Unstructured::new(data);
        let Header { form } = Header::arbitrary(&mut input).expect(MADE);
        let mut entries = Vec::new();
        while !input.is_empty() && entries.len() < MOST {
            entries.push(Entry::arbitrary(&mut input).expect(MADE));
        }
        match form % 5 {
            0 => Self::pem(&entries),
            1 => Self::der(&entries),
            2 => Self::structure(&entries, "octet 0", |der| der, tlv),
            3 => Self::structure(&entries, "octet 0", |der| der, open),
            _ => Self::structure(&entries, "line 1", |der| block("PKCS7", &der, 64).into_bytes(), tlv),
        }
    }

    fn pem(entries: &[Entry]) -> Self {
        let mut written = Self { file: Vec::new(), certificates: Vec::new(), others: 0 };
        for entry in entries {
            let end = ["\n", "\r\n", "\r"][usize::from(entry.end % 3)];
            for text in TEXTS[usize::from(entry.text) % TEXTS.len()] {
                written.file.extend([text.as_bytes(), end.as_bytes()].concat());
            }
            let label = LABELS[usize::from(entry.label) % LABELS.len()];
            let block = match certificate(entry.what) {
                Some((der, pem)) => {
                    written.certificates.push((format!("line {}", 1 + line_ends(&written.file)), der));
                    match entry.width {
                        0 => pem.replace("CERTIFICATE", label),
                        width => block(label, der, width.into()),
                    }
                }
                None => {
                    written.others += 1;
                    block("PRIVATE KEY", &KEY, 64)
                }
            };
            let [before, after] = BLANKS[usize::from(entry.blanks) % BLANKS.len()];
            for text in block.lines() {
                written.file.extend([before, text, after, end].concat().into_bytes());
            }
        }
        written
    }

    fn der(entries: &[Entry]) -> Self {
        let mut written = Self { file: Vec::new(), certificates: Vec::new(), others: 0 };
        for entry in entries {
            match certificate(entry.what) {
                Some((der, _)) => {
                    written.certificates.push((format!("octet {}", written.file.len()), der));
                    written.file.extend(der);
                }
                None => {
                    written.others += 1;
                    written.file.extend(KEY);
                }
            }
        }
        written
    }

    /// The certificates come first, then the revocation lists, which stand for all that is none.
    fn structure(entries: &[Entry], place: &str, form: fn(Vec<u8>) -> Vec<u8>, tlv: fn(u8, &[u8]) -> Vec<u8>) -> Self {
        let certificates: Vec<_> = entries.iter().filter_map(|entry| certificate(entry.what)).collect();
        let lists = entries.len() - certificates.len();
        let oid = |last: u8| crate::der::tlv(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last]);
        let choice = |tag: u8, parts: Vec<u8>| if parts.is_empty() { parts } else { tlv(tag, &parts) };
        let parts = [
            crate::der::tlv(INTEGER, &[1]),
            tlv(0x31, &[]),
            tlv(SEQUENCE, &oid(1)),
            choice(0xa0, certificates.iter().flat_map(|(der, _)| der.to_vec()).collect()),
            choice(0xa1, tlv(SEQUENCE, &[]).repeat(lists)),
            tlv(0x31, &[]),
        ];
        let file = form(tlv(SEQUENCE, &[oid(2), tlv(0xa0, &tlv(SEQUENCE, &parts.concat()))].concat()));
        let numbered = (1..).zip(&certificates);
        let certificates = numbered.map(|(entry, (der, _))| (format!("{place}, entry {entry}"), *der)).collect();
        // A structure of nothing is told as such.
        Self { file, certificates, others: lists.max(usize::from(entries.is_empty())) }
    }
}

/// A certificate in DER, and as the crate writes it in PEM: one of three lengths, or the genuine leaf. Nothing for something else.
fn certificate(what: u8) -> Option<(&'static [u8], &'static str)> {
    static CERTIFICATES: OnceLock<Vec<(Vec<u8>, String)>> = OnceLock::new();
    let certificates = CERTIFICATES.get_or_init(|| {
        let written = ["a", "ab", "abc"].map(mint_read::named_authority);
        let written = written.map(|authority| (authority.der().to_vec(), authority.to_pem()));
        written.into_iter().chain([(LEAF.to_vec(), block("CERTIFICATE", LEAF, 64))]).collect()
    });
    certificates.get(usize::from(what % 5)).map(|(der, pem)| (&der[..], &pem[..]))
}

/// CR LF is one, also if the two were not written together.
fn line_ends(text: &[u8]) -> usize {
    let is_end = |index: &usize| text[*index] == b'\r' || text[*index] == b'\n' && !text[..*index].ends_with(b"\r");
    (0..text.len()).filter(is_end).count()
}

/// A block with so many characters a line.
fn block(label: &str, der: &[u8], width: usize) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF).set_line_wrap(width);
    pem::encode_config(&pem::Pem::new(label, der), config)
}

/// An element whose length is left open.
fn open(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

/// Texts that stand between blocks, line by line. No line of them is a boundary.
const TEXTS: [&[&str]; 10] = [
    &[],
    &[""],
    &["# a certificate"],
    &["subject=CN = a", "issuer=CN = b", ""],
    &["", "", " \t "],
    &["----BEGIN CERTIFICATE-----"],
    &["-----BEGIN CERTIFICATE----"],
    &["-----BEGINCERTIFICATE-----"],
    &["Bag Attributes", "    localKeyID: 01 02", "-----"],
    &["ü \u{feff}", "MIIB"],
];

/// Labels that stand for certificates.
const LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"];

const BLANKS: [[&str; 2]; 5] = [["", ""], ["", " "], [" ", ""], ["\t", " \t"], ["\x0b", "\x0c"]];

/// A key of SEC 1.
const KEY: [u8; 9] = [SEQUENCE, 7, INTEGER, 1, 1, 0x04, 2, 7, 7];
