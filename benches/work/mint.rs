//! A P-256 leaf, minted by this crate and by rcgen alone, with the same keys and parameters.

use std::hint::black_box;

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity,
    mint::{
        Authority,
        pki_types::CertificateDer,
        rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, SigningKey as _},
    },
    time::{OffsetDateTime, UtcDateTime, macros::utc_datetime},
};

use crate::way::Way;

/// What both are given.
pub(crate) struct Desk {
    key: KeyPair,
    params: CertificateParams,
    authority: Authority<KeyPair>,
    issuer: Issuer<'static, KeyPair>,
    profile: Profile,
    now: UtcDateTime,
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
    Desk { key, params, authority, issuer, profile, now, leaf }
}

pub(crate) const MINT: [Way<Desk>; 3] = [
    ("notafter", |desk| each(desk, ours), |desk| period(&ours(desk))),
    ("rcgen alone", |desk| each(desk, rcgen_alone), |desk| period(&rcgen_alone(desk))),
    ("the signature alone", |desk| each(desk, signature), |desk| period(&desk.leaf)),
];

/// The period, a random serial number and the reading back included.
fn ours(desk: &Desk) -> CertificateDer<'static> {
    let Desk { key, params, authority, profile, now, .. } = desk;
    profile.signed_by(params.clone(), key, authority, *now).expect("a leaf").into()
}

fn rcgen_alone(desk: &Desk) -> CertificateDer<'static> {
    desk.params.clone().signed_by(&desk.key, &desk.issuer).expect("a leaf").into()
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

fn period(der: &[u8]) -> u64 {
    let validity = Validity::from_certificate_der(der).expect("readable");
    let [first, last] = [validity.not_before(), validity.not_after()].map(|at| at.unix_timestamp() as u64);
    first << 32 ^ last
}
