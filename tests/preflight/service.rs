//! The tests of a service that issues certificates: the one that stands in the documentation, and what they grow into.

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity, limits,
    preflight::{self, Preflight},
    time::UtcDateTime,
};

/// The service's profile: a year, as the rules allow until 2026-03-15.
const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));

/// The service's own issuing function, which takes the time as an argument.
fn issue(now: UtcDateTime) -> Result<Validity, notafter::ProfileError> {
    PROFILE.validity(now)
}

#[test]
fn certificates_can_be_issued_on_every_date() {
    let report = preflight::every_day(1900..=2400, issue);
    assert!(report.is_clean(), "{report}");
}

#[test]
fn certificates_can_be_issued_until_the_rules_change() {
    let report = Preflight::morning_noon_and_night(2021..=2026).schedule(&limits::TLS_SERVER).run(issue);
    let first = report.failures().first().map(|failure| failure.at.date().to_string());
    assert_eq!(first.as_deref(), Some("2026-03-15"), "{report}");
}

/// Real certificates on the days that break software, and signing for each.
#[cfg(all(feature = "mint", feature = "__backend"))]
#[test]
fn certificates_are_minted_at_every_hazard() {
    let key = rcgen::KeyPair::generate().expect("a fresh key");
    let mut minted = 0;
    for hazard in preflight::hazards(1900..=2400) {
        let params = rcgen::CertificateParams::new(["service.example".to_owned()]).expect("a host name");
        let result = PROFILE.self_signed(params, &key, hazard.at);
        assert!(result.is_ok(), "{hazard:?}: {result:?}");
        minted += 1;
    }
    assert!(minted > 1_000, "{minted} certificates were minted");
}
