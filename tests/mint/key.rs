//! Keys that are not in this process: an HSM or a KMS signs.

use core::error::Error as _;

use notafter::{LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _, mint::Authority};
use rcgen::{IsCa, KeyPair, KeyUsagePurpose, PublicKeyData, SignatureAlgorithm, SigningKey};

use super::{OUTAGE, authority, ca_params, key, leaf_params, one_year};

/// A key that another machine holds; it signs only while the line is up.
struct RemoteKey {
    held_there: KeyPair,
    line_is_up: bool,
}

impl PublicKeyData for RemoteKey {
    fn der_bytes(&self) -> &[u8] {
        self.held_there.der_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.held_there.algorithm()
    }
}

impl SigningKey for RemoteKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        if self.line_is_up { self.held_there.sign(message) } else { Err(rcgen::Error::RemoteKeyError) }
    }
}

#[test]
fn a_remote_key_signs_for_an_authority() {
    let remote = RemoteKey { held_there: key(), line_is_up: true };
    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let authority = Authority::self_signed(&ten_years, ca_params(), remote, OUTAGE).expect("an authority");
    let leaf = one_year(LeapDayPolicy::Clamp).signed_by(leaf_params(), &key(), &authority, OUTAGE);
    assert_eq!(leaf.expect("a leaf").validity().days(), 365);
}

#[test]
fn a_remote_key_that_fails_is_the_fault_of_a_service_that_hosts_share() {
    let remote = RemoteKey { held_there: key(), line_is_up: false };
    let error = Profile::new(Lifetime::days(7)).self_signed(leaf_params(), &remote, OUTAGE).expect_err("no line");
    assert_eq!(error.to_string(), "certificate could not be signed: Remote key error");
    assert!(error.source().is_none(), "the line says it all");
    assert_eq!(error.scope(), Scope::SharedService);
}

#[test]
fn an_authority_that_would_be_none_is_found_before_the_key_is_asked() {
    let mut leaf = ca_params();
    leaf.is_ca = IsCa::ExplicitNoCa;
    let mut crl_only = ca_params();
    crl_only.key_usages = vec![KeyUsagePurpose::CrlSign];
    for (params, text) in [
        (leaf, "basicConstraints cA is missing: this is not a certificate authority"),
        (crl_only, "keyUsage (2.5.29.15) of an authority is without keyCertSign"),
    ] {
        let remote = RemoteKey { held_there: key(), line_is_up: false };
        let refused = Authority::self_signed(&Profile::new(Lifetime::days(7)), params, remote, OUTAGE);
        assert_eq!(refused.expect_err(text).to_string(), text);
    }
}

/// A key that is none.
struct NoKey(&'static [u8]);

impl PublicKeyData for NoKey {
    fn subject_public_key_info(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    fn der_bytes(&self) -> &[u8] {
        self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

#[test]
fn octets_that_are_no_key_are_not_certified() {
    let authority = authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    for octets in [&[0x30, 0][..], &[], &[0x30, 2, 0x30, 0], &[0x04, 0]] {
        let minted = one_year(LeapDayPolicy::Clamp).signed_by(leaf_params(), &NoKey(octets), &authority, OUTAGE);
        let error = minted.expect_err("no key").to_string();
        assert!(error.starts_with("certificate would be wrong: subject"), "{octets:02x?}: {error}");
    }
}

#[test]
fn a_date_that_cannot_be_is_found_before_the_key_is_asked() {
    let remote = RemoteKey { held_there: key(), line_is_up: false };
    let error = one_year(LeapDayPolicy::Reject).self_signed(leaf_params(), &remote, OUTAGE).expect_err("no such day");
    assert_eq!(error.scope(), Scope::EveryHost, "{error}");
}
