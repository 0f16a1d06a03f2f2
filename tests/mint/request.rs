//! Certification requests: granted to the octet, or refused.

use std::collections::BTreeMap;

use notafter::{
    LeapDayPolicy, Lifetime, Scope, Scoped as _,
    mint::{CertificationRequest, Grant, MintError},
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PublicKeyData as _, SigningKey as _,
};

use super::{OUTAGE, authority, key, leaf_params, one_year, openssl};
use crate::fixture::{BIT_STRING, ISSUER, SEQUENCE, SUBJECT, SUBJECT_PUBLIC_KEY_INFO, VALIDITY, children, tlv};

fn request_der(params: &CertificateParams) -> Vec<u8> {
    params.serialize_request(&key()).expect("a request").der().to_vec()
}

/// A request whose version, subject, key and attributes are changed by `edit`, and signed again.
fn edited_with(key: &KeyPair, edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut parts = children(leaf_params().serialize_request(key).expect("a request").der());
    let mut info = children(&parts[0]);
    edit(&mut info);
    parts[0] = tlv(SEQUENCE, &info.concat());
    let signature = key.sign(&parts[0]).expect("a signature");
    parts[2] = tlv(BIT_STRING, &[&[0][..], &signature].concat());
    tlv(SEQUENCE, &parts.concat())
}

fn mint(der: &[u8], grant: &Grant) -> Result<notafter::mint::Minted, MintError> {
    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    one_year(LeapDayPolicy::Clamp).signed_request(&CertificationRequest::from_der(der)?, grant, &authority, OUTAGE)
}

#[test]
fn a_request_in_pem_or_der_is_granted_with_the_profiles_dates() {
    let mut params = leaf_params();
    params.distinguished_name.push(DnType::CommonName, "requested");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let key = key();
    let sent = params.serialize_request(&key).expect("a request");
    let from_pem = CertificationRequest::from_pem(sent.pem().expect("PEM")).expect("a request");
    let from_der = CertificationRequest::from_der(sent.der()).expect("a request");
    assert_eq!(from_pem, from_der);
    assert_eq!(from_pem.as_der(), &sent.der()[..]);
    let names: Vec<_> = from_pem.alternative_names().map(|name| name.to_string()).collect();
    assert_eq!(names, ["DNS:leaf.example"]);

    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    let profile = one_year(LeapDayPolicy::Clamp);
    let minted = profile.signed_request(&from_pem, &Grant::new(), &authority, OUTAGE).expect("a certificate");
    assert_eq!(minted.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
    let (body, request) = (children(&children(minted.der())[0]), children(&children(sent.der())[0]));
    assert_eq!(body[SUBJECT], request[1], "the requested subject");
    assert_eq!(body[SUBJECT_PUBLIC_KEY_INFO], request[2], "the requested key");
    assert_eq!(body[ISSUER], children(&children(authority.der())[0])[SUBJECT], "the authority's name");
    assert_eq!(body[VALIDITY].len(), 32, "two UTCTimes");
    let authority_key_identifier = [0x06, 3, 0x55, 0x1d, 0x23];
    assert!(minted.der().windows(5).any(|window| window == authority_key_identifier), "an authority key identifier");
}

/// A key that is known only by its SubjectPublicKeyInfo.
struct InDer<'a>(&'a [u8]);

impl rcgen::PublicKeyData for InDer<'_> {
    fn subject_public_key_info(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    fn der_bytes(&self) -> &[u8] {
        self.0
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

#[test]
fn a_request_is_granted_for_its_key_whatever_it_is_signed_with() {
    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    let one_year = one_year(LeapDayPolicy::Clamp);
    for (what, sent) in [
        ("P-384 with SHA-256", openssl::P384_SHA256),
        ("P-256 with SHA-384", openssl::P256_SHA384),
        ("RSA with SHA-256", openssl::RSA_SHA256),
        ("RSA with the padding PSS", openssl::RSA_PSS),
    ] {
        let der = pem::parse(sent).expect("PEM").into_contents();
        let requested = children(&children(&der)[0])[2].clone();
        let request = CertificationRequest::from_pem(sent).expect(what);
        assert_eq!(request.public_key(), requested, "{what}: the key as it is shown");
        let granted = one_year.signed_request(&request, &Grant::new(), &authority, OUTAGE).expect(what);
        let by_hand = one_year.signed_by(leaf_params(), &InDer(&requested), &authority, OUTAGE).expect(what);
        for minted in [granted, by_hand] {
            assert_eq!(children(&children(minted.der())[0])[SUBJECT_PUBLIC_KEY_INFO], requested, "{what}");
        }
    }
}

#[test]
fn a_key_that_is_not_of_the_signatures_algorithm_is_not_supported() {
    // The octets of a key for X25519 verify as those of one for Ed25519.
    let ed25519 = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a key");
    let x25519 = tlv(SEQUENCE, &tlv(0x06, &[0x2b, 0x65, 0x6e]));
    let other_algorithm = edited_with(&ed25519, |info| {
        let key = children(&info[2])[1].clone();
        info[2] = tlv(SEQUENCE, &[x25519, key].concat());
    });
    let error = CertificationRequest::from_der(&other_algorithm).expect_err("X25519 signs nothing");
    let text = "certification request's signature cannot be verified: \
                a key of 1.3.101.110 with id-Ed25519 (1.3.101.112) is not supported";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.scope(), Scope::EveryHost);

    // A bit that is not used must be zero.
    let is_even = |key: &KeyPair| key.der_bytes().last().is_some_and(|octet| octet.is_multiple_of(2));
    let even = core::iter::repeat_with(key).find(is_even).expect("every second key");
    let unused_bits = edited_with(&even, |info| {
        let mut parts = children(&info[2]);
        parts[1][2] = 1;
        info[2] = tlv(SEQUENCE, &parts.concat());
    });
    let error = CertificationRequest::from_der(&unused_bits).expect_err("a point has whole octets");
    assert!(error.to_string().ends_with(" is no BIT STRING in DER"), "{error}");
}

#[test]
fn a_request_to_be_an_authority_is_refused() {
    let mut ca = leaf_params();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages.clear();
    let mut cert_sign = leaf_params();
    cert_sign.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let mut crl_sign = leaf_params();
    crl_sign.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign];
    let cases = [(ca, "basicConstraints cA"), (cert_sign, "keyUsage keyCertSign"), (crl_sign, "keyUsage cRLSign")];
    for (params, power) in cases {
        let error = mint(&request_der(&params), &Grant::new()).expect_err(power);
        assert_eq!(error.to_string(), format!("certification request asks for {power}, which is an authority's"));
        assert_eq!(error.scope(), Scope::EveryHost);
    }
    let mut ocsp_signing = leaf_params();
    ocsp_signing.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::OcspSigning];
    let error = mint(&request_der(&ocsp_signing), &Grant::new()).expect_err("OCSP signing");
    let text = "certification request asks for the purpose id-kp-OCSPSigning (1.3.6.1.5.5.7.3.9), \
                which is not granted";
    assert_eq!(error.to_string(), text);
}

#[test]
fn what_openssl_asks_for_is_granted_to_the_octet() {
    /// Each extension by its object identifier, as a whole encoding.
    fn by_id(list: &[u8]) -> BTreeMap<Vec<u8>, Vec<u8>> {
        children(list).into_iter().map(|extension| (children(&extension)[0].clone(), extension)).collect()
    }
    let basic_constraints = "2.5.29.19".parse().expect("an object identifier");
    let cases = [
        ("a service", openssl::SERVICE, Grant::new(), 4),
        ("a client", openssl::CLIENT, Grant::new().leave_out(basic_constraints), 2),
        ("not in DER", openssl::NOT_DER, Grant::new(), 2),
    ];
    for (what, sent, grant, count) in cases {
        let sent = pem::parse(sent).expect("PEM").into_contents();
        let attribute = &children(&children(&children(&sent)[0])[3])[0];
        let asked = by_id(&children(&children(attribute)[1])[0]);
        let minted = mint(&sent, &grant).expect(what);
        let mut granted = by_id(&children(&children(&children(minted.der())[0])[7])[0]);
        granted.remove(&[0x06, 3, 0x55, 0x1d, 0x23][..]).expect("an authority key identifier");
        assert_eq!(granted.len(), count, "{what}");
        for (id, extension) in granted {
            assert_eq!(Some(&extension), asked.get(&id), "{what}");
        }
    }
    let error = mint(pem::parse(openssl::CLIENT).expect("PEM").contents(), &Grant::new()).expect_err("pathlen");
    assert_eq!(error.to_string(), "basicConstraints (2.5.29.19) is only allowed in the certificate of an authority");
}

#[test]
fn bytes_that_are_no_request_are_refused_with_the_reason() {
    let good = request_der(&leaf_params());
    let trailing = [&good[..], &[0]].concat();
    let mut forged = good.clone();
    // The last bit of s, or of the message's digest: the signature is another one.
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let excess =
        format!("certification request: certification request is followed by 1 excess byte at offset {}", good.len());
    let cases = [
        ("empty", &[][..], "certification request: certification request at offset 0 is truncated"),
        (
            "PEM",
            b"-----BEGIN",
            "certification request: certification request at offset 0: expected SEQUENCE (0x30), found 0x2d, \
             which looks like PEM, not DER",
        ),
        ("bytes after it", &trailing, &excess),
        (
            "another signature",
            &forged,
            "certification request's signature by ecdsa-with-SHA256 (1.2.840.10045.4.3.2) does not verify with its key",
        ),
        (
            "a certificate",
            crate::fixture::leaf(),
            "certification request: version at offset 8: expected INTEGER (0x02), found 0xa0",
        ),
    ];
    for (what, der, text) in cases {
        assert_eq!(CertificationRequest::from_der(der).expect_err(what).to_string(), text, "{what}");
    }
    for length in 0..good.len() {
        assert!(CertificationRequest::from_der(&good[..length]).is_err(), "cut off after {length}");
    }
}
