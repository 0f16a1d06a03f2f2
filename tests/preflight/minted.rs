//! Real certificates as what issuing code returns: of this crate, of rcgen alone, and as DER.

use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    mint::{MintError, Minted, pki_types::CertificateDer},
    preflight,
    time::UtcDateTime,
};
use rcgen::{Certificate, CertificateParams, KeyPair};
use time::error::ComponentRange;

fn key() -> KeyPair {
    KeyPair::generate().expect("a fresh key")
}

fn params() -> CertificateParams {
    CertificateParams::new(["service.example".to_owned()]).expect("a host name")
}

#[test]
fn what_this_crate_mints_is_clean() {
    let _hook = super::shared_hook();
    let (key, year) = (key(), Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)));
    let issue = |now| -> Result<Minted, MintError> { year.self_signed(params(), &key, now) };
    let report = preflight::every_day(2011..=2013, issue);
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.issued(), 365 + 366 + 365);
}

/// Same date next year, as it is written with rcgen: one day has no certificate, and all others are a second too long.
#[test]
fn what_rcgen_mints_from_a_naive_date_is_not() {
    let _hook = super::shared_hook();
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
    assert_eq!(counts, [365, 1], "a second too long, and the leap day: {report}");
}

#[test]
fn der_that_is_cut_off_is_a_failure() {
    let _hook = super::shared_hook();
    let (key, year) = (key(), Profile::new(Lifetime::days(365)));
    let issue = |now: UtcDateTime| -> Result<CertificateDer<'static>, MintError> {
        let der = CertificateDer::from(year.self_signed(params(), &key, now)?);
        Ok(if now.day() == 31 { der[..100].to_vec().into() } else { der })
    };
    let report = preflight::every_day(2026..=2026, issue);
    assert_eq!(report.failures().len(), 7, "the months with 31 days: {report}");
    assert!(report.to_string().contains("certificate at offset 0 is truncated"), "{report}");
}
