//! The verifiers that are crates.

use core::time::Duration;

use notafter::Validity;
use rustls_pki_types::UnixTime;
use time::UtcDateTime;
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert, ring::ECDSA_P256_SHA256};
use x509_cert::der::{Decode as _, ErrorKind, Tag};
use x509_parser::{
    prelude::{FromDer as _, X509Certificate},
    time::ASN1Time,
};

use crate::{
    judge::{Asked, Difference, Said, Verifier},
    minted::{LAST, Leaf, Minted, Question},
};

pub(crate) const WEBPKI: Verifier = Verifier {
    name: "rustls-webpki",
    program: None,
    version: "0.103",
    asked: Asked::Instants { early: "not valid yet", late: "expired" },
    ask: |minted, _| {
        Ok(Said {
            version: locked("rustls-webpki")?,
            answers: minted.questions().iter().map(|question| webpki(minted, question)).collect(),
        })
    },
    differences: &[
        Difference {
            how: "has no instant before 1970",
            applies: |question| question.at < 0,
            answer: "cannot be asked",
        },
        Difference { how: "reads no year before 1970", applies: |question| question.first() < 0, answer: "BadDerTime" },
    ],
};

fn webpki(minted: &Minted, question: &Question<'_>) -> String {
    let Ok(seconds) = u64::try_from(question.at) else { return "cannot be asked".to_owned() };
    let verified = || {
        let anchors = [anchor_from_trusted_cert(minted.root(question.leaf).der())?];
        let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        EndEntityCert::try_from(&question.leaf.der)?
            .verify_for_usage(&[ECDSA_P256_SHA256], &anchors, &[], at, KeyUsage::server_auth(), None, None)
            .map(|_| ())
    };
    match verified() {
        Ok(()) => "valid".to_owned(),
        Err(Error::CertNotValidYet { .. }) => "not valid yet".to_owned(),
        Err(Error::CertExpired { .. }) => "expired".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Asked for the period alone: it verifies signatures with a feature only, and webpki verifies the same ones.
pub(crate) const X509_PARSER: Verifier = Verifier {
    name: "x509-parser",
    program: None,
    version: "0.18",
    asked: Asked::Instants { early: "not valid", late: "not valid" },
    ask: |minted, _| {
        Ok(Said { version: locked("x509-parser")?, answers: minted.questions().iter().map(x509_parser).collect() })
    },
    differences: &[
        Difference {
            how: "has no instant after the year 9999",
            applies: |question| question.at > LAST,
            answer: "cannot be asked",
        },
        Difference {
            how: "counts a notBefore before 1950 as too early",
            applies: |question| question.at == question.first() && question.first() < FIRST_UTC_TIME,
            answer: "not valid",
        },
    ],
};

/// 1950-01-01T00:00:00Z.
const FIRST_UTC_TIME: i64 = -631_152_000;

fn x509_parser(question: &Question<'_>) -> String {
    let certificate = match X509Certificate::from_der(&question.leaf.der) {
        Ok(([], certificate)) => certificate,
        Ok(_) => return "octets are left".to_owned(),
        Err(error) => return error.to_string(),
    };
    match ASN1Time::from_timestamp(question.at) {
        // With the feature `large-dates` of the crate time there is an instant in the year 10000.
        Ok(at) if question.at <= LAST => {
            if certificate.validity().is_valid_at(at) {
                "valid".to_owned()
            } else {
                "not valid".to_owned()
            }
        }
        _ => "cannot be asked".to_owned(),
    }
}

pub(crate) const X509_CERT: Verifier = Verifier {
    name: "x509-cert",
    program: None,
    version: "0.3",
    asked: Asked::Periods,
    ask: |minted, _| {
        Ok(Said { version: locked("x509-cert")?, answers: minted.leaves().iter().map(x509_cert).collect() })
    },
    differences: &[Difference {
        how: "reads no year before 1970",
        applies: |question| question.first() < 0,
        answer: "malformed time",
    }],
};

fn x509_cert(leaf: &Leaf) -> String {
    let certificate = match x509_cert::Certificate::from_der(&leaf.der) {
        Ok(certificate) => certificate,
        Err(error) => match error.kind() {
            ErrorKind::Value { tag: Tag::UtcTime | Tag::GeneralizedTime } => return "malformed time".to_owned(),
            _ => return error.to_string(),
        },
    };
    let validity = certificate.tbs_certificate().validity();
    let instant = |time: x509_cert::time::Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        UtcDateTime::from_unix_timestamp(seconds).ok()
    };
    match (instant(validity.not_before), instant(validity.not_after)) {
        (Some(first), Some(last)) => {
            Validity::new(first, last).map_or_else(|error| error.to_string(), |period| period.to_string())
        }
        _ => "no instants".to_owned(),
    }
}

/// The version of a crate that Cargo.lock has.
fn locked(name: &str) -> Result<String, String> {
    let mut lines = include_str!("../../Cargo.lock").lines();
    let versions: Vec<_> = std::iter::from_fn(|| {
        lines.find(|line| *line == format!("name = \"{name}\""))?;
        lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
    })
    .collect();
    match versions[..] {
        [version] => Ok(version.to_owned()),
        _ => Err(format!("Cargo.lock has {} versions of {name}", versions.len())),
    }
}
