//! Reads 100,000 certificates with this crate and with its peers, and prints the rates side by side.
//!
//! ```text
//! cargo run --release --example read_rate
//! ```
//!
//! All readers work on the same certificates in the same process, in turns; the rate is that of the median turn. This crate
//! reads the validity period alone, the others parse the whole certificate: that is what a caller who wants the period has
//! the choice between.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity,
    inspect::Inspection,
    mint::{
        Authority,
        pki_types::CertificateDer,
        rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, KeyUsagePurpose, PKCS_ED25519},
    },
    time::UtcDateTime,
};
use x509_cert::der::Decode as _;

const CERTIFICATES: u32 = 100_000;
const TURNS: usize = 5;

/// A reader: its name, and what it makes of a certificate; whether it accepts it.
type Reader = (&'static str, fn(&CertificateDer<'static>) -> bool);

const READERS: [Reader; 5] = [
    ("notafter, period", |der| Validity::from_certificate_der(der).is_ok()),
    ("notafter, inspection", |der| Inspection::of_der(der).is_ok_and(|read| read.validity().is_ok())),
    ("x509-parser", |der| x509_parser::parse_x509_certificate(der).is_ok()),
    ("rustls-webpki", |der| webpki::EndEntityCert::try_from(der).is_ok()),
    ("x509-cert", |der| x509_cert::Certificate::from_der(der).is_ok()),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let certificates = mint()?;
    let bytes: usize = certificates.iter().map(|der| der.len()).sum();
    println!("{} certificates of {} bytes on average, {TURNS} turns\n", certificates.len(), bytes / certificates.len());

    let mut turns: Vec<Vec<Duration>> = READERS.iter().map(|_| Vec::new()).collect();
    for _ in 0..TURNS {
        for ((name, read), turns) in READERS.iter().zip(&mut turns) {
            let start = now();
            let accepted = certificates.iter().filter(|der| read(black_box(*der))).count();
            turns.push(start.elapsed());
            if accepted != certificates.len() {
                return Err(format!("{name} accepts {accepted} of {} certificates", certificates.len()).into());
            }
        }
    }
    let medians: Vec<f64> = turns.into_iter().map(|turns| median(turns).as_secs_f64()).collect();
    println!("{:<22}{:>16}{:>12}{:>16}", "reader", "certificates/s", "ns each", "notafter ÷ it");
    for ((name, _), seconds) in READERS.iter().zip(&medians) {
        let each = seconds / f64::from(CERTIFICATES);
        println!("{name:<22}{:>16.0}{:>12.0}{:>16.3}", 1.0 / each, each * 1e9, medians[0] / seconds);
    }
    Ok(())
}

/// Certificates of one authority, each with its own date and serial number.
fn mint() -> Result<Vec<CertificateDer<'static>>, Box<dyn std::error::Error>> {
    let key = KeyPair::generate_for(&PKCS_ED25519)?;
    let start = UtcDateTime::UNIX_EPOCH;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "rate authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ages = Profile::new(Lifetime::years(500, LeapDayPolicy::Clamp));
    let authority = Authority::self_signed(&ages, params, &key, start)?;

    let year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    let mut leaf = CertificateParams::new(["leaf.example".to_owned(), "www.leaf.example".to_owned()])?;
    leaf.distinguished_name.push(DnType::CommonName, "leaf.example");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.use_authority_key_identifier_extension = true;
    let mint =
        |day| year.signed_by(leaf.clone(), &key, &authority, start + Duration::from_secs(86_400 * u64::from(day)));
    (0..CERTIFICATES).map(|day| Ok(mint(day)?.into())).collect()
}

fn median(mut turns: Vec<Duration>) -> Duration {
    turns.sort();
    turns[turns.len() / 2]
}

#[expect(clippy::disallowed_methods, reason = "the library has no clock, a measurement has one")]
fn now() -> Instant {
    Instant::now()
}
