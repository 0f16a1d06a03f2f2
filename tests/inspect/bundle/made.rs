//! Files for the tests, and what is read of them as texts.

use std::io::BufRead;

use notafter::inspect::{Content, Contents, InspectError, Inspection};

use crate::{
    der::{INTEGER, SEQUENCE, tlv},
    inspect::made::{OCTET_STRING, OID, common_name, pem},
};

pub(crate) const LEAF: &str = "CN=leaf.example";
pub(crate) const AUTHORITY: &str = "CN=notafter test authority";
pub(crate) const SET: u8 = 0x31;
pub(crate) const CONTEXT_0: u8 = 0xa0;
pub(crate) const CONTEXT_1: u8 = 0xa1;

/// Each result as one text: place and subject, or the error.
pub(crate) fn results(file: &[u8]) -> Vec<String> {
    Inspection::iter_from_slice(file).map(text).collect()
}

pub(crate) fn text(result: Result<Inspection, InspectError>) -> String {
    match result {
        Ok(inspection) => format!("{}: {}", inspection.place().expect("a place"), inspection.subject()),
        Err(error) => error.to_string(),
    }
}

/// The same with what is no certificate: place and name.
pub(crate) fn contents(file: impl BufRead) -> Vec<String> {
    Contents::new(file).map(content).collect()
}

pub(crate) fn content(content: Result<Content, InspectError>) -> String {
    match content {
        Ok(Content::Certificate(certificate)) => text(certificate.inspect()),
        Ok(Content::Other { place, other, .. }) => format!("{place}: {other}"),
        Err(error) => error.to_string(),
    }
}

/// `der` as a block with this label.
pub(crate) fn labelled(label: &str, der: &[u8]) -> String {
    pem(der).replace("CERTIFICATE", label)
}

/// An element whose length is left open.
pub(crate) fn open(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

pub(crate) fn oid(content: &[u8]) -> Vec<u8> {
    tlv(OID, content)
}

pub(crate) fn number(content: &[u8]) -> Vec<u8> {
    tlv(INTEGER, content)
}

/// An algorithm identifier.
pub(crate) fn algorithm() -> Vec<u8> {
    tlv(SEQUENCE, &oid(&[0x2b, 0x65, 0x70]))
}

pub(crate) fn name() -> Vec<u8> {
    common_name(0x0c, b"a")
}

/// A public key.
pub(crate) fn public_key() -> Vec<u8> {
    tlv(SEQUENCE, &[algorithm(), tlv(0x03, &[0; 33])].concat())
}

/// What is signed, with a signature.
pub(crate) fn signed(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(SEQUENCE, &parts.concat()), algorithm(), tlv(0x03, &[0; 65])].concat())
}

/// A revocation list of nothing.
pub(crate) fn revocation_list() -> Vec<u8> {
    signed(&[number(&[1]), algorithm(), name(), tlv(0x17, b"120229000000Z")])
}

/// An attribute certificate: holder, issuer, signature, serial number, period, attributes.
pub(crate) fn attribute_certificate() -> Vec<u8> {
    let times = tlv(SEQUENCE, &tlv(0x18, b"20120229000000Z").repeat(2));
    let (holder, issuer) = (tlv(SEQUENCE, b""), tlv(CONTEXT_0, &tlv(SEQUENCE, b"")));
    signed(&[number(&[1]), holder, issuer, algorithm(), number(&[7]), times, tlv(SEQUENCE, b"")])
}

/// A ContentInfo of PKCS #7 with this content; `kind` is the last arc of its type.
pub(crate) fn content_info(kind: u8, content: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[oid(&pkcs_7(kind)), tlv(CONTEXT_0, content)].concat())
}

/// A SignedData that holds certificates and revocation lists alone, as a .p7b does.
pub(crate) fn bundle(certificates: &[&[u8]], lists: &[&[u8]]) -> Vec<u8> {
    content_info(2, &tlv(SEQUENCE, &signed_data(certificates, lists, tlv)))
}

/// The same with lengths that are left open, as OpenSSL's `-stream` and Java write them.
pub(crate) fn open_bundle(certificates: &[&[u8]], lists: &[&[u8]]) -> Vec<u8> {
    let data = open(SEQUENCE, &signed_data(certificates, lists, open));
    open(SEQUENCE, &[oid(&pkcs_7(2)), open(CONTEXT_0, &data)].concat())
}

fn signed_data(certificates: &[&[u8]], lists: &[&[u8]], tlv: fn(u8, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let choice = |tag, parts: &[&[u8]]| if parts.is_empty() { Vec::new() } else { tlv(tag, &parts.concat()) };
    let signed = tlv(SEQUENCE, &oid(&pkcs_7(1)));
    let (certificates, lists) = (choice(CONTEXT_0, certificates), choice(CONTEXT_1, lists));
    [number(&[1]), tlv(SET, b""), signed, certificates, lists, tlv(SET, b"")].concat()
}

fn pkcs_7(kind: u8) -> Vec<u8> {
    vec![0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, kind]
}

/// A private key of PKCS #8.
pub(crate) fn private_key() -> Vec<u8> {
    tlv(SEQUENCE, &[number(&[0]), algorithm(), tlv(OCTET_STRING, &tlv(OCTET_STRING, &[7; 32]))].concat())
}
