//! Work for the count of instructions: `.ci/instructions/count` runs it under callgrind, which counts inside the `measured_`
//! functions alone.
//!
//! The inputs are the same in every run. Each function calls what it measures a thousand times and says how often that went
//! well; without callgrind, that is all that is looked at.

use std::{hint::black_box, sync::Arc};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity, add_months, add_years,
    identity::{LiveIdentity, rustls::client::ResolvesClientCert},
    inspect::Inspection,
    mint::{
        self, Authority,
        rcgen::{self, CertificateParams, KeyPair, PKCS_ED25519, PublicKeyData, SignatureAlgorithm, SigningKey},
    },
    preflight,
    renewal::{Plan, RenewAt, Rotation},
    time::{Date, Duration, Month, UtcDateTime},
};

const CALLS: usize = 1_000;

const LEAF: &[u8] = include_bytes!("../../fuzz/corpus/certificate_der/leaf");

fn main() {
    let dates = dates();
    let start = UtcDateTime::UNIX_EPOCH;
    let instants: Vec<_> = (0..CALLS as i64).map(|second| start + Duration::seconds(second)).collect();
    let validity = Validity::starting_at(start, Lifetime::seconds(CALLS as u64)).expect("a period");
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    let authority =
        Authority::self_signed(&profile, mint::authority("Example CA"), Unsigned, start).expect("an authority");
    let leaves = vec![mint::server(["db.internal"]).expect("a name"); CALLS];
    let rotation = Rotation::new((), validity, start, Plan::new(RenewAt::Ideal), "host-17");
    let issuer =
        Authority::self_signed(&profile, mint::authority("Live CA"), KeyPair::generate().expect("a key"), start);
    let source = Arc::new(issuer.expect("an authority")).source(profile, mint::client("client"));
    let live = LiveIdentity::builder("counted", Plan::new(RenewAt::Ideal)).start(|| UtcDateTime::UNIX_EPOCH, source);
    let live: Arc<dyn ResolvesClientCert> = Arc::new(live.expect("an identity"));
    let went_well = [
        ("add_years", measured_add_years(&dates)),
        ("add_months", measured_add_months(&dates)),
        ("from_certificate_der", measured_from_certificate_der(LEAF)),
        ("contains", measured_contains(&validity, &instants)),
        ("sweep", measured_sweep(&profile)),
        ("inspect", measured_inspect(LEAF, start)),
        ("mint", measured_mint(&profile, &leaves, &authority, start)),
        ("due", measured_due(&rotation, &instants)),
        ("resolve", measured_resolve(&live)),
    ];
    for (name, went_well) in went_well {
        assert_eq!(went_well, if name == "sweep" { 1_096 } else { CALLS }, "{name}");
    }
}

/// Dates from 1900 to 2400 in no order, each with a number from 1 to 1,200.
fn dates() -> Vec<(Date, i32)> {
    let first = Date::from_calendar_date(1900, Month::January, 1).expect("a date");
    let date = |index: i64| first + Duration::days(index * 7_919 % 182_987);
    (0..CALLS as i64).map(|index| (date(index), 1 + (index * 37 % 1_200) as i32)).collect()
}

#[inline(never)]
fn measured_add_years(dates: &[(Date, i32)]) -> usize {
    dates.iter().filter(|(date, n)| black_box(add_years(*date, *n, LeapDayPolicy::Clamp)).is_ok()).count()
}

#[inline(never)]
fn measured_add_months(dates: &[(Date, i32)]) -> usize {
    dates.iter().filter(|(date, n)| black_box(add_months(*date, *n, LeapDayPolicy::Clamp)).is_ok()).count()
}

#[inline(never)]
fn measured_from_certificate_der(der: &[u8]) -> usize {
    (0..CALLS).filter(|_| black_box(Validity::from_certificate_der(black_box(der))).is_ok()).count()
}

#[inline(never)]
fn measured_contains(validity: &Validity, instants: &[UtcDateTime]) -> usize {
    instants.iter().filter(|at| black_box(validity.contains(**at))).count()
}

/// 1,096 dates, of which one is 29 February.
#[inline(never)]
fn measured_sweep(profile: &Profile) -> usize {
    preflight::sweep(2011..=2013, profile).issued()
}

/// All parts, and the findings.
#[inline(never)]
fn measured_inspect(der: &[u8], at: UtcDateTime) -> usize {
    let inspect =
        |_: &usize| Inspection::from_der(black_box(der)).is_ok_and(|leaf| !black_box(leaf.findings_at(at)).is_empty());
    (0..CALLS).filter(inspect).count()
}

/// All but the signature, which is constant.
#[inline(never)]
fn measured_mint(
    profile: &Profile,
    leaves: &[CertificateParams],
    authority: &Authority<Unsigned>,
    now: UtcDateTime,
) -> usize {
    let mint = |params: &&CertificateParams| {
        black_box(profile.signed_by((*params).clone(), &Unsigned, authority, now)).is_ok()
    };
    leaves.iter().filter(mint).count()
}

#[inline(never)]
fn measured_due(rotation: &Rotation<()>, instants: &[UtcDateTime]) -> usize {
    instants.iter().filter(|now| black_box(rotation.at(**now).due()) >= UtcDateTime::UNIX_EPOCH).count()
}

/// What a handshake asks of a live identity.
#[inline(never)]
fn measured_resolve(live: &Arc<dyn ResolvesClientCert>) -> usize {
    (0..CALLS).filter(|_| black_box(black_box(live).resolve(&[], &[])).is_some()).count()
}

/// A key that costs nothing.
struct Unsigned;

impl PublicKeyData for Unsigned {
    fn der_bytes(&self) -> &[u8] {
        &[0; 32]
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl SigningKey for Unsigned {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(vec![0; 64])
    }
}
