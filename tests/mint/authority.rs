//! Authorities that exist already: taken up as they are, or refused.

use std::sync::atomic::{AtomicUsize, Ordering};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _,
    mint::{Authority, CertificationRequest, MintError},
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, KeyPair, KeyUsagePurpose,
    PublicKeyData, SignatureAlgorithm, SigningKey,
};
use time::macros::utc_datetime;

use super::{OUTAGE, authority, ca_params, key, leaf_params, one_year};
use crate::fixture::{self, SEQUENCE, SUBJECT, SUBJECT_PUBLIC_KEY_INFO, UTC_TIME, VALIDITY, children, tlv};

/// A self-signed certificate of `params` in DER, from rcgen alone, with the key in PKCS #8 to take it up by.
fn certificate(params: &CertificateParams) -> (Vec<u8>, String) {
    let key = key();
    (params.self_signed(&key).expect("a certificate").der().to_vec(), key.serialize_pem())
}

fn take_up(params: &CertificateParams) -> Result<Authority<KeyPair>, MintError> {
    let (der, key) = certificate(params);
    Authority::from_der(&der, KeyPair::from_pem(&key).expect("a key"))
}

/// Why an authority was refused.
fn refusal<S: SigningKey>(result: Result<Authority<S>, MintError>) -> MintError {
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
    let file = format!("{stored_key}{}", fresh.pem());
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
    let unnamed = CertificateParams::default;
    let (mut ca, week) = (unnamed(), Profile::new(Lifetime::days(7)));
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let counting = Counting { key: key(), signatures: AtomicUsize::new(0) };
    let authority = Authority::self_signed(&week, ca.clone(), &counting, OUTAGE).expect("an authority");
    let mut explicit = unnamed();
    explicit.is_ca = IsCa::ExplicitNoCa;
    let request = unnamed().serialize_request(&key()).expect("a request");
    let request = CertificationRequest::from_der(request.der()).expect("a request");
    let cases = [
        ("no basicConstraints", week.signed_by(unnamed(), &key(), &authority, OUTAGE)),
        ("basicConstraints without cA", week.signed_by(explicit, &key(), &authority, OUTAGE)),
        ("host names", week.signed_by(leaf_params(), &key(), &authority, OUTAGE)),
        ("a request", week.signed_request(&request, &authority, OUTAGE)),
    ];
    for (what, minted) in cases {
        let error = minted.expect_err(what);
        let text = "subject and issuer are both `CN=rcgen self signed cert`, \
                    which only an authority's certificate may state";
        assert_eq!(error.to_string(), text, "{what}");
        assert_eq!(error.scope(), Scope::EveryHost, "{what}");
    }
    assert_eq!(counting.signatures.load(Ordering::Relaxed), 1, "the authority's own certificate");

    let mut organized = unnamed();
    organized.distinguished_name.push(DnType::OrganizationName, "example");
    let mut printable = unnamed();
    let same = "rcgen self signed cert".try_into().expect("it is printable");
    printable.distinguished_name.push(DnType::CommonName, DnValue::PrintableString(same));
    let mut part = unnamed();
    part.distinguished_name.push(DnType::CommonName, "self signed");
    let granted = [
        ("an authority's new key", ca),
        ("another attribute", organized),
        ("another type of text", printable),
        ("a part of the text", part),
    ];
    for (what, params) in granted {
        let minted = week.signed_by(params, &key(), &authority, OUTAGE);
        assert!(minted.is_ok(), "{what}: {minted:?}");
    }
}

#[test]
fn a_leaf_without_a_name_is_not_its_authority() {
    let mut nameless = leaf_params();
    nameless.distinguished_name = DistinguishedName::new();
    let mut ca = ca_params();
    ca.distinguished_name = DistinguishedName::new();
    let week = Profile::new(Lifetime::days(7));
    for params in [ca, ca_params()] {
        let authority = Authority::self_signed(&week, params, key(), OUTAGE).expect("an authority");
        let minted = week.signed_by(nameless.clone(), &key(), &authority, OUTAGE);
        assert!(minted.is_ok(), "{minted:?}");
    }
}

#[test]
fn a_leaf_has_its_authoritys_name_in_any_type_of_text() {
    let text = "same";
    let printable = || DnValue::PrintableString(text.try_into().expect("it is printable"));
    let bmp = || DnValue::BmpString(text.try_into().expect("it has two octets for each letter"));
    let empty = || DnValue::Utf8String(String::new());
    let week = Profile::new(Lifetime::days(7));
    for value in [printable(), bmp(), empty()] {
        let mut ca = ca_params();
        ca.distinguished_name.push(DnType::CommonName, value.clone());
        let authority = Authority::self_signed(&week, ca, key(), OUTAGE).expect("an authority");
        let mut leaf = leaf_params();
        leaf.distinguished_name.push(DnType::CommonName, value.clone());
        let minted = week.signed_by(leaf, &key(), &authority, OUTAGE);
        assert!(matches!(minted, Err(MintError::SubjectIsIssuer { .. })), "{value:?}: {minted:?}");
    }
}

/// A key that knows how often it signed.
struct Counting {
    key: KeyPair,
    signatures: AtomicUsize,
}

impl PublicKeyData for Counting {
    fn der_bytes(&self) -> &[u8] {
        self.key.der_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.key.algorithm()
    }
}

impl SigningKey for Counting {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.signatures.fetch_add(1, Ordering::Relaxed);
        self.key.sign(message)
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
    let cases = [
        ("no basicConstraints", leaf, "basicConstraints cA"),
        ("basicConstraints without cA", explicit, "basicConstraints cA"),
        ("no extensions at all", plain, "basicConstraints cA"),
        ("keyUsage without keyCertSign", crl_only, "keyUsage keyCertSign"),
    ];
    for (what, params, missing) in cases {
        let week = Profile::new(Lifetime::days(7));
        let fresh = refusal(Authority::self_signed(&week, params.clone(), key(), OUTAGE));
        assert_eq!(fresh, MintError::NotAnAuthority { missing }, "{what}, fresh");
        let stored = refusal(take_up(&params));
        assert_eq!(stored, MintError::NotAnAuthority { missing }, "{what}, stored");
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
    assert_eq!(error, MintError::KeyMismatch);
    assert_eq!(error.scope(), Scope::ThisHost, "another host may have the right key");

    // The octets of the key for another algorithm: X25519, with which nothing can be signed.
    let ed25519 = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a key");
    let mut parts = children(ca_params().self_signed(&ed25519).expect("a certificate").der());
    let mut body = children(&parts[0]);
    let octets = children(&body[SUBJECT_PUBLIC_KEY_INFO])[1].clone();
    body[SUBJECT_PUBLIC_KEY_INFO] = tlv(SEQUENCE, &[tlv(SEQUENCE, &tlv(0x06, &[0x2b, 0x65, 0x6e])), octets].concat());
    parts[0] = tlv(SEQUENCE, &body.concat());
    let error = refusal(Authority::from_der(&tlv(SEQUENCE, &parts.concat()), ed25519));
    assert_eq!(error, MintError::KeyMismatch, "another algorithm");
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
fn pem_that_does_not_hold_one_certificate_is_refused() {
    let (der, stored_key) = certificate(&ca_params());
    let block = pem::encode(&pem::Pem::new("CERTIFICATE", der.clone()));
    for label in ["CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"] {
        let text = block.replace("CERTIFICATE", label);
        let taken_up = Authority::from_pem(&text, KeyPair::from_pem(&stored_key).expect("a key"));
        assert_eq!(&taken_up.expect(label).der()[..], der, "{label}");
    }
    let cases = [
        ("nothing", String::new(), "expected one PEM block `CERTIFICATE`, found 0"),
        ("a key alone", stored_key.clone(), "expected one PEM block `CERTIFICATE`, found 0"),
        ("a chain", format!("{block}{block}"), "expected one PEM block `CERTIFICATE`, found 2"),
        ("no end", block.replace("-----END CERTIFICATE-----", ""), "expected one PEM block `CERTIFICATE`, found 0"),
        (
            "another end",
            block.replace("END CERTIFICATE", "END KEY"),
            "not PEM: mismatching BEGIN (\"CERTIFICATE\") and END (\"KEY\") tags",
        ),
    ];
    for (what, text, expected) in cases {
        let error = refusal(Authority::from_pem(&text, KeyPair::from_pem(&stored_key).expect("a key")));
        assert_eq!(error.to_string(), expected, "{what}");
        assert_eq!(error.scope(), Scope::EveryHost, "{what}");
    }
}

/// The attributes of a name: the type of each, the tag of its text, and the text.
type Attributes<'a> = &'a [(&'a [u8], u8, &'a str)];

#[test]
fn an_authority_whose_name_rcgen_does_not_write_is_refused() {
    let unit = [0x55, 0x04, 0x0b];
    let cases: [(&str, Attributes<'_>, &str); 9] = [
        ("the same type twice", &[(&unit, UTF8_STRING, "one"), (&unit, UTF8_STRING, "two")], "OU=one, OU=two"),
        // The rest would panic in rcgen.
        ("a question mark", &[(&unit, PRINTABLE_STRING, "who?")], "OU=who?"),
        // x509-parser takes the class and the form of a tag for nothing.
        ("one in a PrintableString of another class", &[(&unit, 0x53, "who?")], "OU=who?"),
        ("a PrintableString in parts", &[(&unit, 0x33, "who?")], "OU=who?"),
        ("one later", &[(&[0x55, 0x04, 0x03], UTF8_STRING, "?"), (&unit, PRINTABLE_STRING, "?")], "CN=?, OU=?"),
        ("a type that x509-parser reads as 3.0.1", &[(&[120, 1], UTF8_STRING, "x")], "2.40.1=x"),
        ("a type that it reads as 3.16.55", &[(&[0x88, 0x37], UTF8_STRING, "x")], "2.999=x"),
        ("a type that it reads as 0", &[(&[0], UTF8_STRING, "x")], "0.0=x"),
        ("no type", &[(&[], UTF8_STRING, "x")], "0.0=x"),
    ];
    for (what, attributes, name) in cases {
        let set = |(oid, tag, text): &(&[u8], u8, &str)| {
            tlv(0x31, &tlv(SEQUENCE, &[tlv(0x06, oid), tlv(*tag, text.as_bytes())].concat()))
        };
        let (der, stored_key) = certificate(&ca_params());
        let renamed = with_subject(&der, &attributes.iter().map(set).collect::<Vec<_>>().concat());
        let error = refusal(Authority::from_der(&renamed, KeyPair::from_pem(&stored_key).expect("a key")));
        let text =
            format!("subject `{name}` has parts that rcgen does not write, such as the same attribute type twice");
        assert_eq!(error.to_string(), text, "{what}");
        assert_eq!(error, MintError::Name { field: "subject", name: name.to_owned() }, "{what}");
    }
}

#[test]
fn an_authority_may_have_any_type_and_text_that_rcgen_writes() {
    for (oid, tag) in [(&[119, 1][..], PRINTABLE_STRING), (&[0x55], UTF8_STRING), (&[0, 0], UTF8_STRING)] {
        let attribute = tlv(SEQUENCE, &[tlv(0x06, oid), tlv(tag, b"what.")].concat());
        let (der, stored_key) = certificate(&ca_params());
        let renamed = with_subject(&der, &tlv(0x31, &attribute));
        let taken_up = Authority::from_der(&renamed, KeyPair::from_pem(&stored_key).expect("a key"));
        assert!(taken_up.is_ok(), "{oid:02x?}: {taken_up:?}");
    }
}

/// The certificate `der` with `content` as the content of its subject's name. Its signature is not made again.
fn with_subject(der: &[u8], content: &[u8]) -> Vec<u8> {
    let mut parts = children(der);
    let mut body = children(&parts[0]);
    body[SUBJECT] = tlv(SEQUENCE, content);
    parts[0] = tlv(SEQUENCE, &body.concat());
    tlv(SEQUENCE, &parts.concat())
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
    for part in ["printed", "KeyCertSign", "2012-02-29T00:00:00Z/2012-03-06T23:59:59Z"] {
        assert!(printed.contains(part), "{part} is in {printed}");
    }
    assert!(!printed.contains(&secret), "the key is not in {printed}");
}

const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;
