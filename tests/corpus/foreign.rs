//! Signing requests and authorities that others made, and what is minted from them.

use core::fmt::Display;
use std::sync::OnceLock;

use arbitrary::{Arbitrary, Unstructured};
use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    mint::{
        Authority, CertificationRequest, Grant,
        rcgen::{
            BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, PublicKeyData as _, SanType,
            SigningKey as _,
        },
    },
};
use time::{UtcDateTime, macros::utc_datetime};
use x509_parser::{
    cri_attributes::{ParsedCriAttribute, X509CriAttribute},
    prelude::{FromDer as _, X509Certificate, X509CertificationRequest, X509Extension},
};

use super::peer::{assert_one_line, seconds, x509_parser};
use crate::der::{SEQUENCE, children, tlv};

/// Four octets. The content of a name follows, as far as the length says, and then, to the end of the input, the
/// attributes of a request or the extensions of an authority.
#[derive(Arbitrary)]
struct Header {
    /// Even for a request, odd for an authority.
    document: u8,
    /// What is wrong with the key: nothing, its algorithm, or the number of unused bits.
    key: u8,
    name: u16,
}

pub(crate) fn check(data: &[u8]) {
    granted(data);
}

/// Whether something was minted from the document that `data` stands for.
fn granted(data: &[u8]) -> bool {
    let mut input = Unstructured::new(data);
    let header = Header::arbitrary(&mut input).expect("integers can be made of any bytes");
    let rest = input.take_rest();
    let (name, rest) = rest.split_at(rest.len().min(header.name.into()));
    let (name, key) = (tlv(SEQUENCE, name), public_key(header.key));
    // Signed whatever they are, so that a refusal comes from what is in them.
    if header.document.is_multiple_of(2) {
        let info = [vec![0x02, 1, 0], name.clone(), key.clone(), tlv(0xa0, rest)].concat();
        request(&signed(&info), &name, &key)
    } else {
        let mut body = children(&children(authority().der())[0]);
        (body[SUBJECT], body[SUBJECT_PUBLIC_KEY_INFO]) = (name.clone(), key);
        body[EXTENSIONS] = tlv(0xa3, &tlv(SEQUENCE, rest));
        taken_up(&signed(&body.concat()), &name)
    }
}

fn request(der: &[u8], name: &[u8], key: &[u8]) -> bool {
    let Some(request) = explained(CertificationRequest::from_der(der)) else { return false };
    assert_eq!((request.subject().as_der(), request.public_key()), (name, key), "what was asked for");
    let granted = PROFILE.signed_request(&request, &Grant::new(), authority(), NOW);
    let Some(minted) = explained(granted) else { return false };
    let body = children(&children(minted.der())[0]);
    assert_eq!(body[SUBJECT], name, "the requested subject");
    assert_eq!(body[SUBJECT_PUBLIC_KEY_INFO], key, "the requested key");

    let (_, certificate) = X509Certificate::from_der(minted.der()).expect("what was minted can be read");
    // x509-parser also reads the values of attributes that ask for nothing, such as a password, and refuses the request for them.
    let Ok((_, request)) = X509CertificationRequest::from_der(der) else { return true };
    let given = certificate.extensions();
    for asked in request.certification_request_info.iter_attributes().flat_map(requested) {
        let granted = given.iter().any(|given| (&given.oid, given.value) == (&asked.oid, asked.value));
        assert!(granted, "{asked:?} is not in {given:?}");
    }
    true
}

fn taken_up(der: &[u8], name: &[u8]) -> bool {
    let Some(authority) = explained(Authority::from_der(der, key())) else { return false };
    // The authority was made for ten years, so that its period is no reason to refuse. Neither is a name: no authority has an empty
    // one, and none constrains names of this type.
    let mut leaf = CertificateParams::default();
    leaf.distinguished_name = DistinguishedName::new();
    leaf.subject_alt_names = vec![SanType::OtherName((vec![1, 2, 3], "leaf".into()))];
    let minted = PROFILE.signed_by(leaf, key(), &authority, NOW).expect("it signs");
    assert_eq!(children(&children(minted.der())[0])[ISSUER], name, "the authority's name");
    assert_eq!(x509_parser(minted.der()), Some(seconds(&minted.validity())), "x509-parser reads it");
    true
}

/// What was made; none, where the reason why not is one line.
fn explained<T>(result: Result<T, impl Display>) -> Option<T> {
    result.map_err(|error| assert_one_line(&error)).ok()
}

fn requested<'a>(attribute: &'a X509CriAttribute<'_>) -> &'a [X509Extension<'a>] {
    match attribute.parsed_attribute() {
        ParsedCriAttribute::ExtensionRequest(request) => &request.extensions,
        _ => &[],
    }
}

/// The one key here, which is no secret, as a request or a certificate says it.
fn public_key(fault: u8) -> Vec<u8> {
    let mut parts = children(&key().subject_public_key_info());
    match fault % 3 {
        0 => {}
        1 => parts[0] = tlv(SEQUENCE, X25519),
        _ => parts[1][2] = 1,
    }
    tlv(SEQUENCE, &parts.concat())
}

/// A request or a certificate with the content `content` in its signed part.
fn signed(content: &[u8]) -> Vec<u8> {
    let content = tlv(SEQUENCE, content);
    let signature = key().sign(&content).expect("a signature");
    let signature = tlv(0x03, &[&[0], &signature[..]].concat());
    tlv(SEQUENCE, &[content, tlv(SEQUENCE, ED25519), signature].concat())
}

fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| {
        // PKCS #8: version, algorithm, and 32 octets of secret.
        let secret = tlv(0x04, &tlv(0x04, &[0x29; 32]));
        let pkcs8 = tlv(SEQUENCE, &[vec![0x02, 1, 0], tlv(SEQUENCE, ED25519), secret].concat());
        KeyPair::try_from(pkcs8).expect("a key")
    })
}

fn authority() -> &'static Authority<&'static KeyPair> {
    static AUTHORITY: OnceLock<Authority<&'static KeyPair>> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "fuzzed authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
        Authority::self_signed(&ten_years, params, key(), NOW).expect("an authority")
    })
}

const NOW: UtcDateTime = utc_datetime!(2012-02-29 00:00:00);
const PROFILE: Profile = Profile::new(Lifetime::days(7));

const ISSUER: usize = 3;
const SUBJECT: usize = 5;
const SUBJECT_PUBLIC_KEY_INFO: usize = 6;
const EXTENSIONS: usize = 7;

/// 1.3.101.112 and 1.3.101.110, as elements.
const ED25519: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x70];
const X25519: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x6e];

#[test]
fn a_document_with_nothing_wrong_is_granted() {
    assert!(granted(include_bytes!("../../fuzz/corpus/foreign/request-plain")), "a request");
    assert!(granted(include_bytes!("../../fuzz/corpus/foreign/authority-plain")), "an authority");
}
