//! Authorities that exist already: taken up as they are, or refused.

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _,
    mint::{Authority, AuthorityError, CertificationRequest, Grant, MintError, Missing},
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, KeyPair, KeyUsagePurpose, SigningKey,
};
use time::macros::utc_datetime;

use super::{Counting, OUTAGE, authority, ca_params, key, leaf_params, one_year};
use crate::fixture::{self, SEQUENCE, SUBJECT, SUBJECT_PUBLIC_KEY_INFO, UTC_TIME, VALIDITY, children, tlv};

/// A self-signed certificate of `params` in DER, from rcgen alone, with the key in PKCS #8 to take it up by.
fn certificate(params: &CertificateParams) -> (Vec<u8>, String) {
    let key = key();
    (params.self_signed(&key).expect("a certificate").der().to_vec(), key.serialize_pem())
}

fn take_up(params: &CertificateParams) -> Result<Authority<KeyPair>, AuthorityError> {
    let (der, key) = certificate(params);
    Authority::from_der(&der, KeyPair::from_pem(&key).expect("a key"))
}

/// Why an authority was refused.
fn refusal<S: SigningKey, E>(result: Result<Authority<S>, E>) -> E {
    result.map(|authority| authority.validity()).expect_err("it is refused")
}

#[test]
fn an_authority_taken_up_from_pem_signs_under_its_own_name() {
    let key = key();
    let stored_key = key.serialize_pem();
    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let fresh = Authority::self_signed(&ten_years, ca_params(), key, OUTAGE).expect("an authority");
    assert_eq!(fresh.validity().to_string(), "2012-02-29T00:00:00Z/2022-02-27T23:59:59Z");

    // A file that holds the key beside the certificate is common.
    let file = format!("{stored_key}{}", fresh.to_pem());
    let stored = Authority::from_pem(&file, KeyPair::from_pem(&stored_key).expect("a key")).expect("an authority");
    assert_eq!((stored.validity(), stored.der()), (fresh.validity(), fresh.der()));
    let leaf = one_year(LeapDayPolicy::Clamp).signed_by(leaf_params(), &super::key(), &stored, OUTAGE).expect("a leaf");
    let name = |der: &[u8], position: usize| children(&children(der)[0])[position].clone();
    assert_eq!(name(leaf.der(), fixture::ISSUER), name(fresh.der(), SUBJECT), "the leaf's issuer");
}

#[test]
fn its_period_bounds_what_it_signs() {
    let authority = authority(Lifetime::days(30), OUTAGE);
    let now = utc_datetime!(2012-05-01 00:00:00);
    let error =
        Profile::new(Lifetime::days(1)).signed_by(leaf_params(), &key(), &authority, now).expect_err("too late");
    let text = "notBefore 2012-05-01T00:00:00Z is after the issuer's notAfter 2012-03-29T23:59:59Z";
    assert_eq!(error.to_string(), text);
}

/// OpenSSL takes such a leaf for self-signed, and refuses it.
#[test]
fn a_leaf_with_its_authoritys_name_is_refused_before_the_key_signs() {
    let unnamed = || {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
    };
    let named = || {
        let mut params = unnamed();
        params.distinguished_name.push(DnType::CommonName, "One Name");
        params
    };
    let (mut ca, week) = (named(), Profile::new(Lifetime::days(7)));
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let counting = Counting::new(key());
    let authority = Authority::self_signed(&week, ca.clone(), &counting, OUTAGE).expect("an authority");
    let mut explicit = named();
    explicit.is_ca = IsCa::ExplicitNoCa;
    let request = named().serialize_request(&key()).expect("a request");
    let request = CertificationRequest::from_der(request.der()).expect("a request");
    let mut hosted = leaf_params();
    hosted.distinguished_name = named().distinguished_name;
    let cases = [
        ("no basicConstraints", week.signed_by(named(), &key(), &authority, OUTAGE)),
        ("basicConstraints without cA", week.signed_by(explicit, &key(), &authority, OUTAGE)),
        ("host names", week.signed_by(hosted, &key(), &authority, OUTAGE)),
        ("a request", week.signed_request(&request, &Grant::new(), &authority, OUTAGE)),
    ];
    for (what, minted) in cases {
        let error = minted.expect_err(what);
        let text = "subject and issuer are both `CN=One Name`, \
                    which only an authority's certificate may state";
        assert_eq!(error.to_string(), text, "{what}");
        assert_eq!(error.scope(), Scope::EveryHost, "{what}");
    }
    assert_eq!(counting.signatures(), 1, "the authority's own certificate");

    let mut organized = named();
    organized.distinguished_name.push(DnType::OrganizationName, "example");
    let mut part = unnamed();
    part.distinguished_name.push(DnType::CommonName, "One");
    let granted = [("an authority's new key", ca), ("another attribute", organized), ("a part of the text", part)];
    for (what, params) in granted {
        let minted = week.signed_by(params, &key(), &authority, OUTAGE);
        assert!(minted.is_ok(), "{what}: {minted:?}");
    }
}

#[test]
fn a_leaf_has_its_authoritys_name_in_any_type_of_text() {
    let text = "same";
    let printable = || DnValue::PrintableString(text.try_into().expect("it is printable"));
    let bmp = || DnValue::BmpString(text.try_into().expect("it has two octets for each letter"));
    let week = Profile::new(Lifetime::days(7));
    for value in [printable(), bmp()] {
        let mut ca = ca_params();
        ca.distinguished_name.push(DnType::CommonName, value.clone());
        let authority = Authority::self_signed(&week, ca, key(), OUTAGE).expect("an authority");
        let mut leaf = leaf_params();
        leaf.distinguished_name.push(DnType::CommonName, value.clone());
        let minted = week.signed_by(leaf, &key(), &authority, OUTAGE);
        assert!(matches!(minted, Err(MintError::SubjectIsIssuer { .. })), "{value:?}: {minted:?}");
    }
}

#[test]
fn a_certificate_that_is_no_authoritys_is_refused() {
    let mut leaf = ca_params();
    leaf.is_ca = IsCa::NoCa;
    let mut explicit = ca_params();
    explicit.is_ca = IsCa::ExplicitNoCa;
    let mut plain = ca_params();
    plain.is_ca = IsCa::NoCa;
    plain.key_usages.clear();
    let mut crl_only = ca_params();
    crl_only.key_usages = vec![KeyUsagePurpose::CrlSign];
    let no_ca = "basicConstraints cA is missing: this is not a certificate authority";
    let no_cert_sign = "keyUsage (2.5.29.15) of an authority is without keyCertSign";
    let cases = [
        ("no basicConstraints", leaf, Missing::BasicConstraints, no_ca),
        ("basicConstraints without cA", explicit, Missing::BasicConstraints, no_ca),
        ("no extensions at all", plain, Missing::BasicConstraints, no_ca),
        ("keyUsage without keyCertSign", crl_only, Missing::KeyCertSign, no_cert_sign),
    ];
    for (what, params, missing, text) in cases {
        let week = Profile::new(Lifetime::days(7));
        let fresh = refusal(Authority::self_signed(&week, params.clone(), key(), OUTAGE));
        assert_eq!(fresh.to_string(), text, "{what}, fresh");
        assert_eq!(fresh.scope(), Scope::EveryHost, "{what}, fresh");
        let stored = refusal(take_up(&params));
        assert_eq!(stored, AuthorityError::Not { missing }, "{what}, stored");
        assert_eq!(stored.to_string(), format!("{missing} is missing: this is not a certificate authority"), "{what}");
    }
    let mut without_usages = ca_params();
    without_usages.key_usages.clear();
    assert!(take_up(&without_usages).is_ok(), "without keyUsage the key may sign certificates");
}

#[test]
fn a_key_that_is_not_the_certificates_is_refused() {
    let (der, _) = certificate(&ca_params());
    let error = refusal(Authority::from_der(&der, key()));
    assert_eq!(error, AuthorityError::KeyMismatch);
    assert_eq!(error.scope(), Scope::ThisHost, "another host may have the right key");

    // The octets of the key for another algorithm: X25519, with which nothing can be signed.
    let ed25519 = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a key");
    let mut parts = children(ca_params().self_signed(&ed25519).expect("a certificate").der());
    let mut body = children(&parts[0]);
    let octets = children(&body[SUBJECT_PUBLIC_KEY_INFO])[1].clone();
    body[SUBJECT_PUBLIC_KEY_INFO] = tlv(SEQUENCE, &[tlv(SEQUENCE, &tlv(0x06, &[0x2b, 0x65, 0x6e])), octets].concat());
    parts[0] = tlv(SEQUENCE, &body.concat());
    let error = refusal(Authority::from_der(&tlv(SEQUENCE, &parts.concat()), ed25519));
    assert_eq!(error, AuthorityError::KeyMismatch, "another algorithm");
}

#[test]
fn an_impossible_date_in_the_authoritys_certificate_is_explained() {
    let (der, stored_key) = certificate(&ca_params());
    let mut parts = children(&der);
    let mut body = children(&parts[0]);
    let times = [tlv(UTC_TIME, b"120229000000Z"), tlv(UTC_TIME, b"130229000000Z")].concat();
    body[VALIDITY] = tlv(SEQUENCE, &times);
    parts[0] = tlv(SEQUENCE, &body.concat());
    let broken = tlv(SEQUENCE, &parts.concat());
    let error = refusal(Authority::from_der(&broken, KeyPair::from_pem(&stored_key).expect("a key")));
    assert_eq!(
        error.to_string(),
        "authority's certificate: notAfter 130229000000Z: 29 February 2013 does not exist, 2013 is not a leap year",
    );
}

#[test]
fn pem_that_does_not_hold_a_certificate_is_refused() {
    let (der, stored_key) = certificate(&ca_params());
    let block = pem::encode(&pem::Pem::new("CERTIFICATE", der.clone()));
    for label in ["CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"] {
        let text = block.replace("CERTIFICATE", label);
        let taken_up = Authority::from_pem(&text, KeyPair::from_pem(&stored_key).expect("a key"));
        assert_eq!(&taken_up.expect(label).der()[..], der, "{label}");
    }
    let end = block.lines().count();
    let cases = [
        ("nothing", String::new(), "authority's PEM: no `CERTIFICATE`, found no block".to_owned()),
        ("a key alone", stored_key.clone(), "authority's PEM: no `CERTIFICATE`, found `PRIVATE KEY`".to_owned()),
        (
            "no end",
            block.replace("-----END CERTIFICATE-----\r\n", ""),
            format!("authority's PEM: block at line 1: the END line is missing before line {end}"),
        ),
        (
            "another end",
            block.replace("END CERTIFICATE", "END KEY"),
            format!("authority's PEM: block at line 1: its END line {end} has another label, `KEY`"),
        ),
    ];
    for (what, text, expected) in cases {
        let error = refusal(Authority::from_pem(&text, KeyPair::from_pem(&stored_key).expect("a key")));
        assert_eq!(error.to_string(), expected, "{what}");
        assert_eq!(error.scope(), Scope::EveryHost, "{what}");
    }
}

#[test]
fn an_authority_does_not_print_its_key() {
    let mut params = ca_params();
    params.distinguished_name.push(DnType::CommonName, "printed");
    let key = key();
    let secret = format!("{:?}", key.serialized_der());
    let authority =
        Authority::self_signed(&Profile::new(Lifetime::days(7)), params, key, OUTAGE).expect("an authority");
    let printed = format!("{authority:?}");
    for part in ["printed", "2012-02-29T00:00:00Z/2012-03-06T23:59:59Z"] {
        assert!(printed.contains(part), "{part} is in {printed}");
    }
    assert!(!printed.contains(&secret), "the key is not in {printed}");
}
