//! Real certificates as what issuing code returns: of this crate, of rcgen alone, and as DER.

use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    mint::{MintError, Minted, pki_types::CertificateDer},
    preflight::{self, Cause, IntoValidity as _, Preflight},
    time::{Duration, UtcDateTime, UtcOffset},
};
use rcgen::{Certificate, CertificateParams, KeyPair};
use time::{error::ComponentRange, macros::utc_datetime};

fn key() -> KeyPair {
    KeyPair::generate().expect("a fresh key")
}

fn params() -> CertificateParams {
    CertificateParams::new(["service.example".to_owned()]).expect("a host name")
}

#[test]
fn what_this_crate_mints_is_clean() {
    let (key, year) = (key(), Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)));
    let issue = |now| -> Result<Minted, MintError> { year.self_signed(params(), &key, now) };
    let report = preflight::every_day(2011..=2013, issue);
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.issued(), 365 + 366 + 365);
    let lengths = [report.shortest(), report.longest()].map(|validity| validity.map(|validity| validity.days()));
    assert_eq!(lengths, [Some(365), Some(366)], "each period was looked at");
}

/// Same date next year, as it is written with rcgen: one day has no certificate, and all others are a second too long.
#[test]
fn what_rcgen_mints_from_a_naive_date_is_not() {
    let key = key();
    let issue = |now: UtcDateTime| -> Result<Certificate, ComponentRange> {
        let mut params = params();
        params.not_before = now.into();
        params.not_after = now.replace_year(now.year() + 1)?.into();
        Ok(params.self_signed(&key).expect("a certificate"))
    };
    let report = preflight::every_day(2012..=2012, issue);
    assert_eq!((report.issued(), report.failures().len()), (0, 366), "{report}");
    let counts: Vec<usize> = report.groups().iter().map(|group| group.count).collect();
    assert_eq!(counts, [1, 365], "the leap day, and a second too long: {report}");
}

/// rcgen picks the type of a time by the year of its local date.
#[test]
fn what_rcgen_mints_from_a_local_date_is_not_either() {
    let key = key();
    let five_hours_east = UtcOffset::from_hms(5, 0, 0).expect("an offset");
    let issue = |now: UtcDateTime| -> Certificate {
        let mut params = params();
        params.not_before = now.to_offset(five_hours_east);
        params.not_after = (now + Duration::seconds(86_399)).to_offset(five_hours_east);
        params.self_signed(&key).expect("a certificate")
    };
    let report = Preflight::morning_noon_and_night(2049..=2050).run(issue);
    let failed: Vec<UtcDateTime> = report.failures().iter().map(|failure| failure.at).collect();
    assert_eq!(
        failed,
        [utc_datetime!(2049-12-30 23:59:59), utc_datetime!(2049-12-31 00:00:00), utc_datetime!(2049-12-31 23:59:59),],
        "one of the times is in the last five hours of 2049: {report}",
    );
    assert!(report.failures().iter().all(|failure| matches!(failure.cause, Cause::TimeType { .. })), "{report}");
}

#[test]
fn der_that_is_cut_off_is_a_failure() {
    let (key, year) = (key(), Profile::new(Lifetime::days(365)));
    let issue = |now: UtcDateTime| -> Result<CertificateDer<'static>, MintError> {
        let der = CertificateDer::from(year.self_signed(params(), &key, now)?);
        Ok(if now.day() == 31 { der[..100].to_vec().into() } else { der })
    };
    let report = preflight::every_day(2026..=2026, issue);
    assert_eq!(report.failures().len(), 7, "the months with 31 days: {report}");
    assert!(report.to_string().contains("certificate at offset 0 is truncated"), "{report}");
}

#[cfg(feature = "inspect")]
#[test]
fn certificates_in_pem_are_read_and_what_is_none_is_a_failure() {
    let (key, year) = (key(), Profile::new(Lifetime::days(90)));
    let issue = |now: UtcDateTime| -> Result<String, MintError> {
        let pem = year.self_signed(params(), &key, now)?.to_pem();
        Ok(match now.day() {
            29 => format!("text around it\r\n{pem}{pem}"),
            30 => pem.replace("CERTIFICATE", "PRIVATE KEY"),
            31 => pem[..200].to_owned(),
            _ => pem,
        })
    };
    let report = preflight::every_day(2026..=2026, issue);
    assert_eq!(report.failures().len(), 11 + 7, "the 30th and the 31st: {report}");
    assert!(report.issued() > 340 && report.shortest() == report.longest(), "{report}");
    let now = utc_datetime!(2026-01-29 00:00:00);
    assert_eq!(issue(now).into_validity(), Ok(Some(year.validity(now).expect("a period"))), "the first of two");
    for text in ["", "no certificate"] {
        assert!(matches!(text.to_owned().into_validity(), Err(Cause::Error(_))), "`{text}`");
    }
}
