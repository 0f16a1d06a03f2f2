//! The period of a certificate, by this crate and by its peers, on the same certificates.

use std::{hint::black_box, time::Duration};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity,
    inspect::Inspection,
    mint::{
        Authority, Minted,
        pki_types::{CertificateDer, UnixTime},
        rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose},
    },
    time::{UtcDateTime, macros::utc_datetime},
};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring::ECDSA_P256_SHA256};
use x509_cert::der::Decode as _;

use crate::way::Way;

/// Certificates of one authority, each with its own date and serial number.
pub(crate) struct Leaves {
    authority: Minted,
    pub(crate) certificates: Vec<CertificateDer<'static>>,
}

/// Typical leaves: a P-256 key, two names, three extensions, one year; one for each day from 1970 on.
pub(crate) fn leaves(count: u32) -> Leaves {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "read authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ages = Profile::new(Lifetime::years(2_000, LeapDayPolicy::Clamp));
    let first = UtcDateTime::UNIX_EPOCH;
    let minted = ages.self_signed(params.clone(), &key, first).expect("an authority");
    let authority = Authority::from_der(minted.der(), &key).expect("an authority");

    let year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    let mut leaf = CertificateParams::new(["leaf.example".to_owned(), "www.leaf.example".to_owned()]).expect("names");
    leaf.distinguished_name.push(DnType::CommonName, "leaf.example");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    let mint = |day: u32| {
        let at = first + Duration::from_secs(86_400 * u64::from(day));
        year.signed_by(leaf.clone(), &key, &authority, at).expect("a leaf").into()
    };
    Leaves { authority: minted, certificates: (0..count).map(mint).collect() }
}

pub(crate) const READ: [Way<Leaves>; 5] = [
    (
        "notafter",
        |leaves| each(leaves, |der| Validity::from_certificate_der(der)),
        |leaves| sum(leaves, |der| period(&Validity::from_certificate_der(der).expect("readable"))),
    ),
    (
        "notafter, all of it",
        |leaves| each(leaves, |der| Inspection::from_der(der)),
        |leaves| sum(leaves, |der| period(&inspected(der))),
    ),
    (
        "x509-parser",
        |leaves| each(leaves, |der| x509_parser::parse_x509_certificate(der)),
        |leaves| sum(leaves, parsed),
    ),
    ("rustls-webpki", |leaves| each(leaves, end_entity), webpki_sum),
    (
        "x509-cert",
        |leaves| each(leaves, |der| x509_cert::Certificate::from_der(der)),
        |leaves| {
            sum(leaves, |der| {
                let certificate = x509_cert::Certificate::from_der(der).expect("readable");
                let validity = certificate.tbs_certificate().validity();
                let seconds = |time: x509_cert::time::Time| time.to_unix_duration().as_secs() as i64;
                (seconds(validity.not_before), seconds(validity.not_after))
            })
        },
    ),
];

/// Certificates of others: the roots that Mozilla's program trusts for servers.
#[allow(dead_code, reason = "another bench reads leaves alone")]
pub(crate) fn roots() -> Vec<CertificateDer<'static>> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.to_vec()
}

/// Everything that is found in a certificate, beside the parser that judges nothing.
#[allow(dead_code, reason = "another bench reads leaves alone")]
pub(crate) const INSPECT: [Way<Vec<CertificateDer<'static>>>; 2] = [
    (
        "notafter",
        |certificates| {
            for der in certificates {
                let _ = black_box(Inspection::from_der(black_box(der)).map(|inspection| inspection.findings_at(TODAY)));
            }
        },
        |certificates| fold(certificates, |der| period(&inspected(der))),
    ),
    (
        "x509-parser",
        |certificates| {
            for der in certificates {
                let _ = black_box(x509_parser::parse_x509_certificate(black_box(der)));
            }
        },
        |certificates| fold(certificates, parsed),
    ),
];

const TODAY: UtcDateTime = utc_datetime!(2026-03-15 00:00:00);

fn parsed(der: &CertificateDer<'static>) -> (i64, i64) {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).expect("readable");
    let validity = certificate.validity();
    (validity.not_before.timestamp(), validity.not_after.timestamp())
}

fn each<'a, T>(leaves: &'a Leaves, read: impl Fn(&'a CertificateDer<'static>) -> T) {
    for der in &leaves.certificates {
        let _ = black_box(read(black_box(der)));
    }
}

fn sum(leaves: &Leaves, read: impl Fn(&CertificateDer<'static>) -> (i64, i64)) -> u64 {
    fold(&leaves.certificates, read)
}

fn fold(certificates: &[CertificateDer<'static>], read: impl Fn(&CertificateDer<'static>) -> (i64, i64)) -> u64 {
    certificates.iter().map(read).fold(0, |sum, (not_before, not_after)| {
        sum.wrapping_mul(31).wrapping_add((not_before as u64) << 32 ^ not_after as u64)
    })
}

fn period(validity: &Validity) -> (i64, i64) {
    (validity.not_before().unix_timestamp(), validity.not_after().unix_timestamp())
}

fn end_entity<'a>(der: &'a CertificateDer<'static>) -> Result<EndEntityCert<'a>, webpki::Error> {
    EndEntityCert::try_from(der)
}

fn inspected(der: &CertificateDer<'static>) -> Validity {
    Inspection::from_der(der).expect("a certificate").validity().expect("readable")
}

/// webpki does not say what it read. Where it accepts the first second and the last, and not those beside them, it has
/// read the same.
fn webpki_sum(leaves: &Leaves) -> u64 {
    let anchors = [anchor_from_trusted_cert(leaves.authority.der()).expect("an anchor")];
    sum(leaves, |der| {
        let (first, last) = period(&inspected(der));
        let accepts = |at: i64| {
            // There is no second before 1970.
            let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(at).ok()?));
            let leaf = EndEntityCert::try_from(der).ok()?;
            leaf.verify_for_usage(&[ECDSA_P256_SHA256], &anchors, &[], at, KeyUsage::server_auth(), None, None).ok()?;
            Some(())
        };
        let accepted = [first - 1, first, last, last + 1].map(|at| accepts(at).is_some());
        assert_eq!(accepted, [false, true, true, false], "webpki reads another period than {first} to {last}");
        (first, last)
    })
}
