//! Signing requests: granted as they are, or refused.

use std::collections::BTreeMap;

use notafter::{
    LeapDayPolicy, Lifetime, Scope, Scoped as _,
    mint::{CertificationRequest, MintError},
};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PublicKeyData as _, SigningKey as _,
};

use super::{OUTAGE, authority, key, leaf_params, one_year, openssl};
use crate::fixture::{BIT_STRING, ISSUER, SEQUENCE, SUBJECT, SUBJECT_PUBLIC_KEY_INFO, VALIDITY, children, tlv};

fn request_der(params: &CertificateParams) -> Vec<u8> {
    params.serialize_request(&key()).expect("a request").der().to_vec()
}

/// A request whose version, subject, key and attributes are changed by `edit`, and signed again.
fn edited(edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    edited_with(&key(), edit)
}

fn edited_with(key: &KeyPair, edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut parts = children(leaf_params().serialize_request(key).expect("a request").der());
    let mut info = children(&parts[0]);
    edit(&mut info);
    parts[0] = tlv(SEQUENCE, &info.concat());
    let signature = key.sign(&parts[0]).expect("a signature");
    parts[2] = tlv(BIT_STRING, &[&[0][..], &signature].concat());
    tlv(SEQUENCE, &parts.concat())
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, oid), tlv(0x04, value)].concat())
}

fn list(extensions: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &extensions.concat())
}

fn attribute(oid: &[u8], values: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, oid), tlv(0x31, &values.concat())].concat())
}

fn mint(der: &[u8]) -> Result<notafter::mint::Minted, MintError> {
    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    one_year(LeapDayPolicy::Clamp).signed_request(&CertificationRequest::from_der(der)?, &authority, OUTAGE)
}

#[test]
fn a_request_in_pem_or_der_is_granted_with_the_profiles_dates() {
    let mut params = leaf_params();
    params.distinguished_name.push(DnType::CommonName, "requested");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let key = key();
    let sent = params.serialize_request(&key).expect("a request");
    let from_pem = CertificationRequest::from_pem(&sent.pem().expect("PEM")).expect("a request");
    let from_der = CertificationRequest::from_der(sent.der()).expect("a request");
    assert_eq!(from_pem, from_der);
    assert_eq!(from_pem.params().subject_alt_names, params.subject_alt_names);

    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    let minted = one_year(LeapDayPolicy::Clamp).signed_request(&from_pem, &authority, OUTAGE).expect("a certificate");
    assert_eq!(minted.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
    let (body, request) = (children(&children(minted.der())[0]), children(&children(sent.der())[0]));
    assert_eq!(body[SUBJECT], request[1], "the requested subject");
    assert_eq!(body[SUBJECT_PUBLIC_KEY_INFO], request[2], "the requested key");
    assert_eq!(body[ISSUER], children(&children(authority.der())[0])[SUBJECT], "the authority's name");
    assert_eq!(body[VALIDITY].len(), 32, "two UTCTimes");
    let authority_key_identifier = [0x06, 3, 0x55, 0x1d, 0x23];
    assert!(minted.der().windows(5).any(|window| window == authority_key_identifier), "an authority key identifier");
}

#[test]
fn a_request_is_granted_for_its_key_whatever_it_is_signed_with() {
    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    let one_year = one_year(LeapDayPolicy::Clamp);
    for (what, sent) in [
        ("P-384 with SHA-256", openssl::P384_SHA256),
        ("P-256 with SHA-384", openssl::P256_SHA384),
        ("RSA with SHA-256", openssl::RSA_SHA256),
    ] {
        let der = pem::parse(sent).expect("PEM").into_contents();
        let requested = children(&children(&der)[0])[2].clone();
        let request = CertificationRequest::from_pem(sent).expect(what);
        assert_eq!(request.public_key().subject_public_key_info(), requested, "{what}: the key as it is shown");
        let granted = one_year.signed_request(&request, &authority, OUTAGE).expect(what);
        let by_hand = one_year.signed_by(request.params().clone(), request.public_key(), &authority, OUTAGE);
        for minted in [granted, by_hand.expect(what)] {
            assert_eq!(children(&children(minted.der())[0])[SUBJECT_PUBLIC_KEY_INFO], requested, "{what}");
        }
    }
}

#[test]
fn a_key_that_cannot_be_certified_as_it_stands_is_refused() {
    let source = rcgen::Error::UnsupportedSignatureAlgorithm;
    assert_eq!(
        CertificationRequest::from_pem(openssl::RSA_PSS),
        Err(MintError::Request { source: source.clone() }),
        "a signature that rcgen does not know",
    );

    // The octets of a key for X25519 verify as those of one for Ed25519.
    let ed25519 = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a key");
    let x25519 = tlv(SEQUENCE, &tlv(0x06, &[0x2b, 0x65, 0x6e]));
    let other_algorithm = edited_with(&ed25519, |info| {
        let key = children(&info[2])[1].clone();
        info[2] = tlv(SEQUENCE, &[x25519, key].concat());
    });
    assert_eq!(CertificationRequest::from_der(&other_algorithm), Err(MintError::Request { source }), "X25519");

    // A bit that is not used must be zero.
    let is_even = |key: &KeyPair| key.der_bytes().last().is_some_and(|octet| octet.is_multiple_of(2));
    let even = core::iter::repeat_with(key).find(is_even).expect("every second key");
    let unused_bits = edited_with(&even, |info| {
        let mut parts = children(&info[2]);
        parts[1][2] = 1;
        info[2] = tlv(SEQUENCE, &parts.concat());
    });
    let key = children(&children(&unused_bits)[0])[2].clone();
    let error = CertificationRequest::from_der(&unused_bits).expect_err("a point has whole octets");
    let hex: String = key.iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(error.to_string(), format!("subjectPublicKeyInfo {hex} cannot be written as it stands"));
    assert_eq!(error.scope(), Scope::EveryHost);
}

#[test]
fn a_request_to_be_an_authority_is_refused() {
    let mut ca = leaf_params();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let mut cert_sign = leaf_params();
    cert_sign.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let mut crl_sign = leaf_params();
    crl_sign.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign];
    let mut ocsp_signing = leaf_params();
    ocsp_signing.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::OcspSigning];
    let cases = [
        (ca, "basicConstraints cA"),
        (cert_sign, "keyUsage keyCertSign"),
        (crl_sign, "keyUsage cRLSign"),
        (ocsp_signing, "extendedKeyUsage id-kp-OCSPSigning"),
    ];
    for (params, asked) in cases {
        let error = mint(&request_der(&params)).expect_err(asked);
        let text = format!("signing request asks for {asked}, which would make the subject an authority");
        assert_eq!(error.to_string(), text);
        assert_eq!(error.scope(), Scope::EveryHost);
    }
}

#[test]
fn a_request_that_cannot_be_granted_in_full_is_refused() {
    let tls_feature: (&[u64], _) = (&[1, 3, 6, 1, 5, 5, 7, 1, 24], vec![5, 0]);
    let subject_key_identifier: (&[u64], _) = (&[2, 5, 29, 14], tlv(0x04, &[1; 20]));
    for (oid, value) in [tls_feature, subject_key_identifier] {
        let mut params = leaf_params();
        params.custom_extensions.push(CustomExtension::from_oid_content(oid, value));
        let source = rcgen::Error::UnsupportedExtension;
        assert_eq!(mint(&request_der(&params)), Err(MintError::Request { source }), "{oid:?}");
    }

    let mut twice = leaf_params();
    // The same attribute type under two names: rcgen writes both, and reads them as one.
    twice.distinguished_name.push(DnType::OrganizationalUnitName, "one");
    twice.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 11]), "two");
    let error = mint(&request_der(&twice)).expect_err("two units");
    let MintError::Name { field: "subject", name } = &error else { panic!("{error}") };
    assert!(name.ends_with("OU=one, OU=two"), "{name}");
}

#[test]
fn a_request_of_which_rcgen_would_grant_a_part_is_refused() {
    let request_with = |attributes: &[&[u8]]| edited(|info| info[3] = tlv(0xa0, &attributes.concat()));

    let digital_signature = extension(KEY_USAGE, &[0x03, 2, 7, 0x80]);
    let host_name = extension(SUBJECT_ALT_NAME, &[SEQUENCE, 3, 0x82, 1, b'a']);
    let (usage, name) = (list(&[&digital_signature]), list(&[&host_name]));
    let both = list(&[&digital_signature, &host_name]);
    let first = attribute(EXTENSION_REQUEST, &[&usage]);
    let challenge_password = attribute(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 7], &[&[0x0c, 1, b'x']]);

    let granted = [
        ("no attribute", request_with(&[])),
        ("both extensions in one", request_with(&[&attribute(EXTENSION_REQUEST, &[&both])])),
        (
            "the same twice",
            request_with(&[&attribute(EXTENSION_REQUEST, &[&list(&[&digital_signature, &digital_signature])])]),
        ),
        ("a password beside it", request_with(&[&challenge_password, &first])),
    ];
    for (what, der) in granted {
        assert!(mint(&der).is_ok(), "{what}: {:?}", mint(&der));
    }
    let other = list(&[&extension(&[0x2a, 3], &[5, 0])]);
    let key_agreement = extension(KEY_USAGE, &[0x03, 2, 3, 0x08]);
    let refused = [
        ("a second attribute", "subjectAltName", vec![first.clone(), attribute(EXTENSION_REQUEST, &[&name])]),
        ("a second value", "subjectAltName", vec![attribute(EXTENSION_REQUEST, &[&usage, &name])]),
        ("two usages", "keyUsage", vec![attribute(EXTENSION_REQUEST, &[&list(&[&digital_signature, &key_agreement])])]),
        ("Microsoft's attribute", "subjectAltName", vec![attribute(MICROSOFT_EXTENSIONS, &[&name])]),
        ("another type in it", "an extension of an unknown type", vec![attribute(MICROSOFT_EXTENSIONS, &[&other])]),
    ];
    for (what, asked, attributes) in refused {
        let der = edited(|info| info[3] = tlv(0xa0, &attributes.concat()));
        let error = CertificationRequest::from_der(&der).expect_err(what);
        assert_eq!(error, MintError::RequestsTooMuch { asked }, "{what}");
        assert_eq!(error.to_string(), format!("signing request has {asked}, which cannot be granted in full"));
        assert_eq!(error.scope(), Scope::EveryHost);
    }
    // x509-parser reads attributes beyond the end of their list, too.
    let beyond = edited(|info| info[3] = [tlv(0xa0, &first), attribute(EXTENSION_REQUEST, &[&name])].concat());
    let error = CertificationRequest::from_der(&beyond).expect_err("an attribute outside the list");
    assert!(matches!(error, MintError::RequestRead { .. }), "{error}");
}

#[test]
fn an_extension_that_would_be_granted_in_part_or_not_at_all_is_refused_by_its_name() {
    let asking_for = |oid: &[u8], value: &[u8]| {
        let asked = attribute(EXTENSION_REQUEST, &[&list(&[&extension(oid, value)])]);
        mint(&edited(|info| info[3] = tlv(0xa0, &asked)))
    };
    let principal = |value: &[u8]| {
        let oid = tlv(0x06, &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3]);
        tlv(SEQUENCE, &tlv(0xa0, &[oid, value.to_vec()].concat()))
    };
    let text = tlv(0x0c, b"a@b");
    let server_auth = tlv(0x06, &[0x2b, 6, 1, 5, 5, 7, 3, 1]);
    assert!(asking_for(SUBJECT_ALT_NAME, &principal(&tlv(0xa0, &text))).is_ok(), "an otherName");
    assert!(asking_for(EXTENDED_KEY_USAGE, &tlv(SEQUENCE, &server_auth)).is_ok(), "one purpose");
    assert!(asking_for(KEY_USAGE, &[0x03, 4, 0, 0x80, 0, 0]).is_ok(), "zeros at the end");
    let source = rcgen::Error::UnsupportedExtension;
    let unused = asking_for(KEY_USAGE, &[0x03, 2, 7, 0xa0]);
    assert_eq!(unused, Err(MintError::Request { source }), "a bit that goes unused, and is set");

    let cases: [(&str, &[u8], &str, Vec<u8>); 10] = [
        ("subjectAltName", SUBJECT_ALT_NAME, "no names", vec![SEQUENCE, 0]),
        ("subjectAltName", SUBJECT_ALT_NAME, "more after the text", principal(&tlv(0xa0, &[&text[..], b"x"].concat()))),
        ("subjectAltName", SUBJECT_ALT_NAME, "two texts", principal(&tlv(0xa0, &[&text[..], &text].concat()))),
        (
            "subjectAltName",
            SUBJECT_ALT_NAME,
            "more after the value",
            principal(&[tlv(0xa0, &text), text.clone()].concat()),
        ),
        (
            "subjectAltName",
            SUBJECT_ALT_NAME,
            "more after the names",
            [principal(&tlv(0xa0, &text)), vec![5, 0]].concat(),
        ),
        ("keyUsage", KEY_USAGE, "no bits", vec![0x03, 1, 0]),
        ("keyUsage", KEY_USAGE, "no bit set", vec![0x03, 2, 7, 0]),
        ("keyUsage", KEY_USAGE, "a tenth bit", vec![0x03, 3, 6, 0x80, 0x40]),
        ("extendedKeyUsage", EXTENDED_KEY_USAGE, "no purposes", vec![SEQUENCE, 0]),
        (
            "extendedKeyUsage",
            EXTENDED_KEY_USAGE,
            "more after the purposes",
            [tlv(SEQUENCE, &server_auth), vec![5, 0]].concat(),
        ),
    ];
    for (name, oid, what, value) in cases {
        let error = asking_for(oid, &value).expect_err(what);
        assert_eq!(error, MintError::RequestsTooMuch { asked: name }, "{what}");
        assert_eq!(error.to_string(), format!("signing request has {name}, which cannot be granted in full"));
    }
}

#[test]
fn an_extension_is_granted_in_another_order_and_another_encoding() {
    let extensions = |sent: &str| {
        let minted = mint(pem::parse(sent).expect("PEM").contents()).expect("a certificate");
        let extensions = children(&children(&children(minted.der())[0])[7]);
        // Each without its criticality, as its object identifier and its value.
        let parts = |extension: &Vec<u8>| {
            let mut parts = children(extension).into_iter();
            [parts.next(), parts.next_back()].map(|part| part.expect("two parts")[2..].to_vec())
        };
        children(&extensions[0]).iter().map(parts).map(|[oid, value]| (oid, value)).collect::<BTreeMap<_, _>>()
    };
    let digital_signature_and_key_encipherment = [0x03, 2, 5, 0xa0];
    let key_agreement_and_decipher_only = [0x03, 3, 7, 0x08, 0x80];
    let server_auth = tlv(0x06, &[0x2b, 6, 1, 5, 5, 7, 3, 1]);
    let client_auth = tlv(0x06, &[0x2b, 6, 1, 5, 5, 7, 3, 2]);
    let both = tlv(SEQUENCE, &[server_auth, client_auth].concat());

    let service = extensions(openssl::SERVICE);
    assert_eq!(service[KEY_USAGE], digital_signature_and_key_encipherment);
    assert_eq!(service[EXTENDED_KEY_USAGE], both);
    assert_eq!(children(&service[SUBJECT_ALT_NAME]).len(), 6, "all the names");
    let client = extensions(openssl::CLIENT);
    assert_eq!(client[KEY_USAGE], key_agreement_and_decipher_only);
    assert_eq!(client[EXTENDED_KEY_USAGE], both);
    assert_eq!(extensions(openssl::NOT_DER)[KEY_USAGE], digital_signature_and_key_encipherment);
}

#[test]
fn a_question_mark_in_a_printable_string_is_refused_and_does_not_panic() {
    // As `openssl req` writes it with `string_mask = default`.
    let common_name = [tlv(0x06, &[0x55, 0x04, 0x03]), tlv(0x13, b"why?")].concat();
    let name = tlv(SEQUENCE, &tlv(0x31, &tlv(SEQUENCE, &common_name)));
    let error = mint(&edited(|info| info[1] = name)).expect_err("rcgen panics");
    let text = "distinguished_name `why?` is a PrintableString with `?`, which cannot be written";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.scope(), Scope::EveryHost);
}

#[test]
fn bytes_that_are_no_request_are_refused_with_the_reason() {
    let good = request_der(&leaf_params());
    let trailing = [&good[..], &[0]].concat();
    let mut forged = good.clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let excess =
        format!("signing request: certification request is followed by 1 excess byte at offset {}", good.len());
    let cases = [
        ("empty", &[][..], "signing request: certification request at offset 0 is truncated"),
        (
            "PEM",
            b"-----BEGIN",
            "signing request: certification request at offset 0: expected SEQUENCE (0x30), found 0x2d, which looks like PEM, not DER",
        ),
        ("bytes after it", &trailing, &excess),
        ("another signature", &forged, "signing request could not be read"),
        ("a certificate", crate::fixture::leaf(), "signing request"),
    ];
    for (what, der, text) in cases {
        let error = CertificationRequest::from_der(der).expect_err(what);
        assert!(error.to_string().starts_with(text), "{what}: {error}");
    }
    for length in 0..good.len() {
        assert!(CertificationRequest::from_der(&good[..length]).is_err(), "cut off after {length}");
    }
}

/// extensionRequest, 1.2.840.113549.1.9.14.
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
/// szOID_CERT_EXTENSIONS, 1.3.6.1.4.1.311.2.1.14.
const MICROSOFT_EXTENSIONS: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 14];

const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
