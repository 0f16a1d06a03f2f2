//! A P-256 leaf, minted by this crate and by rcgen alone, with the same keys and parameters.
//!
//! rcgen alone draws no serial number: it hashes the key, and gives the same number each time that the key is certified. An
//! authority needs a new one each time, as this crate draws it, and that takes a call of the operating system. rcgen is measured
//! both ways. All that follows on the serial number, up to the signature, is the same to the octet: that is asserted before anything
//! is measured.

use std::hash::{DefaultHasher, Hasher as _};
use std::hint::black_box;

use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    mint::{
        Authority,
        pki_types::CertificateDer,
        rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, SigningKey as _},
    },
    time::{OffsetDateTime, UtcDateTime, macros::utc_datetime},
};
use rustls::crypto::SecureRandom;

use crate::way::Way;

/// What both are given.
pub(crate) struct Desk {
    key: KeyPair,
    params: CertificateParams,
    authority: Authority<KeyPair>,
    issuer: Issuer<'static, KeyPair>,
    profile: Profile,
    now: UtcDateTime,
    random: &'static dyn SecureRandom,
    /// A leaf that was minted before: its octets are signed again.
    leaf: CertificateDer<'static>,
}

/// How many leaves are minted in one go.
pub(crate) const LEAVES: usize = 16;

pub(crate) fn desk() -> Desk {
    let now = utc_datetime!(2026-11-22 12:00:00);
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "mint authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_key = KeyPair::generate().expect("a key");
    let same_key = KeyPair::from_pem(&ca_key.serialize_pem()).expect("the same key");
    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let authority = Authority::self_signed(&ten_years, params.clone(), ca_key, now).expect("an authority");
    let issuer = Issuer::new(params, same_key);

    let mut params = CertificateParams::new(["leaf.example".to_owned(), "www.leaf.example".to_owned()]).expect("names");
    params.distinguished_name.push(DnType::CommonName, "leaf.example");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    let validity = profile.validity(now).expect("a period");
    params.not_before = OffsetDateTime::from(validity.not_before());
    params.not_after = OffsetDateTime::from(validity.not_after());
    let key = KeyPair::generate().expect("a key");
    let leaf = profile.signed_by(params.clone(), &key, &authority, now).expect("a leaf").into();
    let random = rustls::crypto::ring::default_provider().secure_random;
    Desk { key, params, authority, issuer, profile, now, random, leaf }
}

pub(crate) const MINT: [Way<Desk>; 4] = [
    ("notafter", |desk| each(desk, ours), |desk| rest(&ours(desk))),
    ("rcgen alone", |desk| each(desk, rcgen_alone), |desk| rest(&rcgen_alone(desk))),
    ("rcgen, random serial", |desk| each(desk, rcgen_with_serial), |desk| rest(&rcgen_with_serial(desk))),
    ("the signature alone", |desk| each(desk, signature), |desk| rest(&desk.leaf)),
];

/// The period, a random serial number and the reading back included.
fn ours(desk: &Desk) -> CertificateDer<'static> {
    let Desk { key, params, authority, profile, now, .. } = desk;
    profile.signed_by(params.clone(), key, authority, *now).expect("a leaf").into()
}

fn rcgen_alone(desk: &Desk) -> CertificateDer<'static> {
    desk.params.clone().signed_by(&desk.key, &desk.issuer).expect("a leaf").into()
}

fn rcgen_with_serial(desk: &Desk) -> CertificateDer<'static> {
    let mut params = desk.params.clone();
    let mut octets = [0; 20];
    desk.random.fill(&mut octets).expect("random octets");
    octets[0] &= 0x7f;
    params.serial_number = Some(octets.to_vec().into());
    params.signed_by(&desk.key, &desk.issuer).expect("a leaf").into()
}

fn signature(desk: &Desk) -> Vec<u8> {
    let leaf: &[u8] = &desk.leaf;
    desk.authority.key().sign(leaf).expect("a signature")
}

fn each<T>(desk: &Desk, mint: fn(&Desk) -> T) {
    for _ in 0..LEAVES {
        let _ = black_box(mint(black_box(desk)));
    }
}

/// A digest of the body from after its serial number on.
fn rest(der: &[u8]) -> u64 {
    // Both headers have two octets of length, and the version takes five octets.
    let [0x30, 0x82, _, _, 0x30, 0x82, high, low, body @ ..] = der else { panic!("a body of 256 octets or more") };
    let body = &body[..usize::from(u16::from_be_bytes([*high, *low]))];
    let serial_number = usize::from(body[6]);
    let mut digest = DefaultHasher::new();
    digest.write(&body[7 + serial_number..]);
    digest.finish()
}
