//! Minting: what a profile asks for is what a verifier reads.

mod authority;
mod authority_file;
mod key;
mod kinds;
mod openssl;
mod private_file;
mod rcgen_defects;
mod rcgen_octets;
mod request;
mod serial;

use core::time::Duration;
use std::sync::atomic::{AtomicUsize, Ordering};

use notafter::{
    BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _, Validity,
    mint::{Authority, AuthorityError, MintError, Minted, Part},
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, KeyUsagePurpose, PublicKeyData, SignatureAlgorithm,
    SigningKey,
};
use time::{UtcDateTime, macros::utc_datetime};

/// The first second of the day of the outage.
const OUTAGE: UtcDateTime = utc_datetime!(2012-02-29 00:00:00);

fn ca_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "test authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

fn leaf_params() -> CertificateParams {
    let mut params = CertificateParams::new(["leaf.example".to_owned()]).expect("a host name");
    params.distinguished_name.push(DnType::CommonName, "leaf.example");
    params
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a fresh key")
}

/// A key that knows how often it signed.
struct Counting {
    key: KeyPair,
    signatures: AtomicUsize,
}

impl Counting {
    fn new(key: KeyPair) -> Self {
        Self { key, signatures: AtomicUsize::new(0) }
    }

    fn signatures(&self) -> usize {
        self.signatures.load(Ordering::Relaxed)
    }
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

/// An authority for `lifetime` from `now` on.
fn authority(lifetime: Lifetime, now: UtcDateTime) -> Authority<KeyPair> {
    Authority::self_signed(&Profile::new(lifetime), ca_params(), key(), now).expect("a fresh authority")
}

fn one_year(policy: LeapDayPolicy) -> Profile {
    Profile::new(Lifetime::years(1, policy))
}

/// The serial number's content octets, found without the crate's own reader.
fn serial_of(minted: &Minted) -> Vec<u8> {
    let tbs = &crate::fixture::children(minted.der())[0];
    crate::fixture::children(tbs)[crate::fixture::SERIAL_NUMBER][2..].to_vec()
}

#[test]
fn a_leaf_minted_on_the_day_of_the_outage_ends_where_its_policy_says() {
    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    let mint = |policy| one_year(policy).signed_by(leaf_params(), &key(), &authority, OUTAGE);

    let clamp = mint(LeapDayPolicy::Clamp).expect("clamp finds a day");
    assert_eq!(clamp.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
    let roll_forward = mint(LeapDayPolicy::RollForward).expect("roll-forward finds a day");
    assert_eq!(roll_forward.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-28T23:59:59Z");

    let error = mint(LeapDayPolicy::Reject).expect_err("reject finds none");
    assert_eq!(
        error.to_string(),
        "lifetime `1 year, reject` from notBefore 2012-02-29T00:00:00Z has no end: 2013-02-29 does not exist",
    );
    assert_eq!(error.scope(), Scope::EveryHost, "another host would fail on this date too");
}

// requirement: RFC 5280 §4.1.2.5 inclusive
#[test]
fn webpki_accepts_the_chain_for_exactly_the_minted_seconds() {
    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    let leaf = one_year(LeapDayPolicy::Clamp).signed_by(leaf_params(), &key(), &authority, OUTAGE).expect("a leaf");
    let anchor = webpki::anchor_from_trusted_cert(authority.der()).expect("a trust anchor");
    let end_entity = webpki::EndEntityCert::try_from(leaf.der()).expect("an end entity");
    let accepts = |at: UtcDateTime| {
        let at = Duration::from_secs(at.unix_timestamp().try_into().expect("after 1970"));
        let (algorithms, anchors) = (webpki::ALL_VERIFICATION_ALGS, [anchor.clone()]);
        let usage = webpki::KeyUsage::server_auth();
        let at = rustls_pki_types::UnixTime::since_unix_epoch(at);
        end_entity.verify_for_usage(algorithms, &anchors, &[], at, usage, None, None).is_ok()
    };
    let second = time::Duration::SECOND;
    let (first, last) = (leaf.validity().not_before(), leaf.validity().not_after());
    assert!(!accepts(first - second), "one second before notBefore");
    assert!(accepts(first), "at notBefore");
    assert!(accepts(last), "at notAfter");
    assert!(!accepts(last + second), "one second after notAfter");
}

#[test]
fn what_the_parameters_say_about_the_period_is_replaced_and_all_else_is_kept() {
    let mut params = leaf_params();
    params.not_before = time::macros::datetime!(1975-01-01 00:00 UTC);
    params.not_after = time::macros::datetime!(4096-01-01 00:00 UTC);
    params.serial_number = Some(7u64.into());
    let minted = one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE).expect("a certificate");
    assert_eq!(Validity::from_certificate_der(minted.der()), Ok(minted.validity()));
    assert_eq!(serial_of(&minted), [7], "the given serial number");
    let names = b"leaf.example";
    assert!(minted.der().windows(names.len()).any(|window| window == names), "the given host name");
}

#[test]
fn backdating_moves_the_period_and_keeps_its_length() {
    let profile = Profile::new(Lifetime::days(7)).with_backdating(Duration::from_secs(300));
    let minted = profile.self_signed(leaf_params(), &key(), OUTAGE).expect("a certificate");
    assert_eq!(minted.validity().to_string(), "2012-02-28T23:55:00Z/2012-03-06T23:54:59Z");
    assert_eq!(minted.validity().duration(), Duration::from_secs(7 * 86_400));
}

#[test]
fn a_leaf_outlives_its_issuer_only_where_the_profile_says_so() {
    let authority = authority(Lifetime::days(30), OUTAGE);
    let mint = |beyond| {
        let profile = Profile::new(Lifetime::days(90)).with_beyond_issuer(beyond);
        profile.signed_by(leaf_params(), &key(), &authority, OUTAGE).map(|minted| minted.validity().to_string())
    };
    let error = mint(BeyondIssuer::Reject).expect_err("90 days under 30");
    assert_eq!(error.to_string(), "notAfter 2012-05-28T23:59:59Z is after the issuer's notAfter 2012-03-29T23:59:59Z",);
    assert_eq!(mint(BeyondIssuer::Truncate).as_deref(), Ok("2012-02-29T00:00:00Z/2012-03-29T23:59:59Z"));
    assert_eq!(mint(BeyondIssuer::Allow).as_deref(), Ok("2012-02-29T00:00:00Z/2012-05-28T23:59:59Z"));
}

// requirement: RFC 5280 §4.1.2.2 positive
// requirement: RFC 5280 §4.1.2.2 non-negative
// requirement: RFC 5280 §4.1.2.2 twenty-octets-written
#[test]
fn a_given_serial_number_is_written_or_refused_and_never_changed() {
    let mint = |serial: &[u8]| {
        let mut params = leaf_params();
        params.serial_number = Some(serial.to_vec().into());
        Profile::new(Lifetime::days(7)).self_signed(params, &key(), OUTAGE)
    };
    let seven_f = [&[0x7f][..], &[0xff; 19]].concat();
    let cases: [(&str, &[u8], &[u8]); 5] = [
        ("one octet", &[1], &[1]),
        ("a set top bit gets an octet of zero", &[0x80], &[0, 0x80]),
        ("zeros in front say nothing", &[0, 0, 5], &[5]),
        ("the largest", &seven_f, &seven_f),
        ("19 octets with a set top bit", &[0xff; 19], &[&[0][..], &[0xff; 19]].concat()),
    ];
    for (what, given, written) in cases {
        assert_eq!(serial_of(&mint(given).expect(what)), written, "{what}");
    }
    for (what, given) in [("empty", &[][..]), ("zero", &[0]), ("21 octets of zero", &[0; 21])] {
        let error = mint(given).expect_err(what);
        assert_eq!(error, MintError::ZeroSerial, "{what}");
        assert_eq!(error.to_string(), "serialNumber is zero, it must be positive", "{what}");
        assert_eq!(error.scope(), Scope::EveryHost, "{what}");
    }
    for (what, given) in [("20 octets with a set top bit", &[0xff; 20][..]), ("21 octets", &[1; 21])] {
        let error = mint(given).expect_err(what);
        let hex: String = given.iter().map(|octet| format!("{octet:02x}")).collect();
        assert_eq!(error.to_string(), format!("serialNumber {hex} takes 21 octets, at most 20 are allowed"), "{what}");
        assert_eq!(error.scope(), Scope::EveryHost, "{what}");
    }
}

#[test]
fn the_pem_is_the_certificate() {
    let minted = Profile::new(Lifetime::days(7)).self_signed(leaf_params(), &key(), OUTAGE).expect("a certificate");
    let block = pem::parse(minted.to_pem()).expect("PEM");
    assert_eq!(block.tag(), "CERTIFICATE");
    assert_eq!(block.contents(), &minted.der()[..]);
    assert!(!minted.to_pem().contains('\r'), "lines end in LF on every platform");
}

#[test]
fn the_errors_of_minting_say_what_happened_in_one_line() {
    let validity = |text: &str| text.parse::<Validity>().expect("an interval");
    let intended = validity("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
    let found = validity("2012-02-29T00:00:00Z/2013-02-28T00:00:00Z");
    let cases = [
        (
            MintError::Altered { part: Part::Validity { intended, found } },
            "certificate would be wrong: period 2012-02-29T00:00:00Z/2013-02-28T00:00:00Z \
             in place of 2012-02-29T00:00:00Z/2013-02-27T23:59:59Z",
            Scope::EveryHost,
        ),
        (
            MintError::Sign { reason: rcgen::Error::RemoteKeyError },
            "certificate could not be signed: Remote key error",
            Scope::SharedService,
        ),
        (
            MintError::Sign { reason: rcgen::Error::RingUnspecified },
            "certificate could not be signed: Unspecified ring error",
            Scope::ThisHost,
        ),
        (
            MintError::Sign { reason: rcgen::Error::UnsupportedSignatureAlgorithm },
            "certificate could not be signed: The requested signature algorithm is not supported",
            Scope::EveryHost,
        ),
        (
            MintError::Authority { reason: AuthorityError::KeyMismatch },
            "authority's key is not the one that its certificate certifies",
            Scope::ThisHost,
        ),
    ];
    for (error, text, scope) in cases {
        assert_eq!(error.to_string(), text);
        assert_eq!(error.scope(), scope, "{text}");
    }
}
