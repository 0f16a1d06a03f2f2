//! Kinds of requests and authorities that other tools make, and of hostile ones: each is served to the octet, or refused by its
//! reason.

mod authorities;
mod constraints;
mod criticality;
mod errors;
mod frame;
mod grant;
mod hostile;
mod names;
mod requests;

use std::sync::OnceLock;

use notafter::{
    LeapDayPolicy, Lifetime,
    mint::{Authority, AuthorityError, CertificationRequest, Grant, MintError, Minted, RequestError},
};
use rcgen::{KeyPair, PublicKeyData as _, SigningKey};

use super::{OUTAGE, key, one_year};
use crate::fixture::{BIT_STRING, EXTENSIONS, SEQUENCE, SUBJECT, SUBJECT_PUBLIC_KEY_INFO, UTC_TIME, children, tlv};

/// The type of an attribute, the tag of its value, and the value.
type Value<'a> = (&'a [u8], u8, &'a [u8]);

/// A name with these sets of attributes.
fn name(sets: &[&[Value<'_>]]) -> Vec<u8> {
    let attribute = |(id, tag, value): &Value<'_>| tlv(SEQUENCE, &[tlv(OID, id), tlv(*tag, value)].concat());
    let set = |set: &&[Value<'_>]| tlv(SET, &set.iter().map(attribute).collect::<Vec<_>>().concat());
    tlv(SEQUENCE, &sets.iter().map(set).collect::<Vec<_>>().concat())
}

fn common_name(text: &str) -> Vec<u8> {
    name(&[&[(CN, UTF8, text.as_bytes())]])
}

fn extension(id: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { tlv(BOOLEAN, &[0xff]) } else { Vec::new() };
    tlv(SEQUENCE, &[tlv(OID, id), critical, tlv(OCTETS, value)].concat())
}

/// subjectAltName with these names.
fn alternative_names(names: &[Vec<u8>]) -> Vec<u8> {
    extension(ALTERNATIVE_NAMES, false, &tlv(SEQUENCE, &names.concat()))
}

fn purposes(ids: &[&[u8]]) -> Vec<u8> {
    let ids: Vec<_> = ids.iter().map(|id| tlv(OID, id)).collect();
    extension(PURPOSES, false, &tlv(SEQUENCE, &ids.concat()))
}

/// basicConstraints of an authority, with a path length or without.
fn is_authority(path_len: Option<u8>) -> Vec<u8> {
    let path_len = path_len.map_or(Vec::new(), |path_len| tlv(INTEGER, &[path_len]));
    extension(BASIC_CONSTRAINTS, true, &tlv(SEQUENCE, &[tlv(BOOLEAN, &[0xff]), path_len].concat()))
}

fn attribute(id: &[u8], values: &[Vec<u8>]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(OID, id), tlv(SET, &values.concat())].concat())
}

/// The attribute that asks for these extensions.
fn asking(extensions: &[Vec<u8>]) -> Vec<u8> {
    attribute(EXTENSION_REQUEST, &[tlv(SEQUENCE, &extensions.concat())])
}

/// A request with this subject for these extensions, signed by a fresh key.
fn request(subject: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    with_attributes(subject, &[asking(extensions)])
}

fn with_attributes(subject: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    let key = key();
    let info = [tlv(INTEGER, &[0]), subject.to_vec(), key.subject_public_key_info(), tlv(0xa0, &attributes.concat())];
    signed(&key, &info)
}

/// A request with these parts, signed by `key` with ECDSA on P-256 and SHA-256.
fn signed(key: &KeyPair, info: &[Vec<u8>]) -> Vec<u8> {
    let info = tlv(SEQUENCE, &info.concat());
    let signature = key.sign(&info).expect("a signature");
    tlv(SEQUENCE, &[info, tlv(SEQUENCE, &tlv(OID, ECDSA_SHA256)), bits(&signature)].concat())
}

fn bits(octets: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &[&[0], octets].concat())
}

/// The certificate of `key` with this subject, issuer and these extensions, from 2012 to 2045. Its signature is none.
fn certificate(key: &[u8], subject: &[u8], issuer: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let times = tlv(SEQUENCE, &[tlv(UTC_TIME, b"120229000000Z"), tlv(UTC_TIME, b"450101000000Z")].concat());
    let algorithm = tlv(SEQUENCE, &tlv(OID, ECDSA_SHA256));
    let body = [
        tlv(0xa0, &tlv(INTEGER, &[2])),
        tlv(INTEGER, &[1]),
        algorithm.clone(),
        issuer.to_vec(),
        times,
        subject.to_vec(),
        key.to_vec(),
        tlv(0xa3, &tlv(SEQUENCE, &extensions.concat())),
    ];
    tlv(SEQUENCE, &[tlv(SEQUENCE, &body.concat()), algorithm, bits(b"none")].concat())
}

/// An authority with this subject and these extensions, taken up from its certificate.
fn taken_up(subject: &[u8], extensions: &[Vec<u8>]) -> Result<Authority<KeyPair>, AuthorityError> {
    let key = key();
    let der = certificate(&key.subject_public_key_info(), subject, subject, extensions);
    Authority::from_der(&der, key)
}

/// An authority without any bound.
fn plain() -> &'static Authority<KeyPair> {
    static PLAIN: OnceLock<Authority<KeyPair>> = OnceLock::new();
    PLAIN.get_or_init(|| super::authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE))
}

fn read(der: &[u8]) -> Result<CertificationRequest, RequestError> {
    CertificationRequest::from_der(der)
}

fn mint_under(authority: &Authority<impl SigningKey>, der: &[u8], grant: &Grant) -> Result<Minted, MintError> {
    one_year(LeapDayPolicy::Clamp).signed_request(&read(der)?, grant, authority, OUTAGE)
}

fn mint(der: &[u8], grant: &Grant) -> Result<Minted, MintError> {
    mint_under(plain(), der, grant)
}

/// The text of a refusal.
#[track_caller]
fn refusal<T, E: ToString>(what: &str, result: Result<T, E>) -> String {
    match result {
        Ok(_) => panic!("{what}: it was not refused"),
        Err(error) => error.to_string(),
    }
}

/// The parts of a certificate's body.
fn body(certificate: &[u8]) -> Vec<Vec<u8>> {
    children(&children(certificate)[0])
}

/// The extensions of a certificate, each as a whole encoding.
fn extensions_of(certificate: &[u8]) -> Vec<Vec<u8>> {
    body(certificate).get(EXTENSIONS).map_or(Vec::new(), |list| children(&children(list)[0]))
}

/// The extension of a certificate with this object identifier, as a whole encoding.
fn extension_of(certificate: &[u8], id: &[u8]) -> Option<Vec<u8>> {
    extensions_of(certificate).into_iter().find(|extension| children(extension)[0] == tlv(OID, id))
}

/// Requires that all of the extensions stand in the certificate as they are here, and that no other does but the authority's key
/// identifier.
#[track_caller]
fn assert_granted(what: &str, minted: &Minted, subject: &[u8], extensions: &[Vec<u8>]) {
    assert_eq!(body(minted.der())[SUBJECT], subject, "{what}: the subject");
    let mut granted = extensions_of(minted.der());
    granted.retain(|extension| children(extension)[0] != tlv(OID, AUTHORITY_KEY_IDENTIFIER));
    assert_eq!(granted, extensions, "{what}: the extensions");
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The key of `key` with the point of its curve compressed.
fn compressed(key: &KeyPair) -> Vec<u8> {
    let spki = key.subject_public_key_info();
    let point = key.der_bytes();
    let sign = 2 + (point[64] & 1);
    tlv(SEQUENCE, &[children(&spki)[0].clone(), bits(&[&[sign], &point[1..33]].concat())].concat())
}

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const UTF8: u8 = 0x0c;
const PRINTABLE: u8 = 0x13;
const TELETEX: u8 = 0x14;
const IA5: u8 = 0x16;
const UNIVERSAL: u8 = 0x1c;
const BMP: u8 = 0x1e;
const SET: u8 = 0x31;

const CN: &[u8] = &[0x55, 4, 3];
const SERIAL_NUMBER: &[u8] = &[0x55, 4, 5];
const C: &[u8] = &[0x55, 4, 6];
const O: &[u8] = &[0x55, 4, 10];
const OU: &[u8] = &[0x55, 4, 11];
const DC: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19];

const KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1d, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
const POLICIES: &[u8] = &[0x55, 0x1d, 32];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
const PURPOSES: &[u8] = &[0x55, 0x1d, 37];
const TLS_FEATURE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 24];

const ANY: &[u8] = &[0x55, 0x1d, 37, 0];
const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];

const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
const MICROSOFT_EXTENSIONS: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 14];
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
