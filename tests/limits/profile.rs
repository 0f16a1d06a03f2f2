//! A profile with a limit: judged at now, after truncation, and ahead of time.

use core::time::Duration;

use notafter::{
    BeyondIssuer, LeapDayPolicy, Lifetime, Profile, ProfileError, Scope, Scoped, Validity,
    limits::{LimitError, ROOT_CA, SMIME_LEGACY, TLS_SERVER, Term::Days},
    time::macros::{date, utc_datetime},
};

// requirement: TLS BR §7.1.2.7 not-after
#[test]
fn a_profile_is_judged_at_now_and_not_at_its_backdated_start() {
    let profile =
        Profile::new(Lifetime::days(398)).with_backdating(Duration::from_secs(3_600)).with_schedule(&TLS_SERVER);
    let last = utc_datetime!(2026-03-14 23:59:59.999_999_999);
    assert!(profile.validity(last).is_ok());
    let first = utc_datetime!(2026-03-15 00:00:00);
    let error = profile.validity(first).expect_err("refused from its first second");
    assert!(matches!(error, ProfileError::Limit { reason: LimitError::OverMaximum { max: Days(200), .. } }), "{error}");
    assert_eq!(error.scope(), Scope::EveryHost);
    assert_eq!(
        error.to_string(),
        "398 days are more than the 200 days allowed for certificates issued on or after 2026-03-15 \
         (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)"
    );
    // Inspection has only notBefore, which is before the row.
    let unlimited = Profile::new(Lifetime::days(398)).with_backdating(Duration::from_secs(3_600));
    let backdated = unlimited.validity(first).expect("no limit");
    assert!(TLS_SERVER.check(&backdated).is_ok());
    assert!(TLS_SERVER.check_issued(&backdated, first).is_err());
    // Over a recommendation is not refused, and before the first row nothing is.
    assert!(Profile::new(Lifetime::days(200)).with_schedule(&TLS_SERVER).validity(first).is_ok());
    assert!(profile.validity(utc_datetime!(2012-06-30 23:59:59)).is_ok());
}

#[test]
fn the_period_is_judged_after_it_was_truncated() {
    let now = utc_datetime!(2026-03-15 00:00:00);
    let issuer = |days| Validity::starting_at(now, Lifetime::days(days)).expect("in range");
    let leaf = Profile::new(Lifetime::days(398)).with_schedule(&TLS_SERVER);
    let truncating = leaf.with_beyond_issuer(BeyondIssuer::Truncate);
    assert_eq!(truncating.validity_under(now, &issuer(200)), Ok(issuer(200)));
    assert!(matches!(truncating.validity_under(now, &issuer(201)), Err(ProfileError::Limit { .. })));
    assert!(matches!(truncating.validity_under(now, &issuer(398)), Err(ProfileError::Limit { .. })));
    assert!(matches!(leaf.validity_under(now, &issuer(200)), Err(ProfileError::OutlivesIssuer { .. })));
    assert!(matches!(leaf.validity_under(now, &issuer(398)), Err(ProfileError::Limit { .. })));
    let within = Profile::new(Lifetime::days(200)).with_schedule(&TLS_SERVER);
    for days in [200, 201] {
        assert_eq!(within.validity_under(now, &issuer(days)), Ok(issuer(200)), "an issuer of {days} days");
    }
    let allowing = leaf.with_beyond_issuer(BeyondIssuer::Allow);
    assert!(matches!(allowing.validity_under(now, &issuer(200)), Err(ProfileError::Limit { .. })));
    let root = Profile::new(Lifetime::days(2922)).with_beyond_issuer(BeyondIssuer::Truncate).with_schedule(&ROOT_CA);
    assert_eq!(root.validity_under(now, &issuer(2922)), Ok(issuer(2922)));
    let error = root.validity_under(now, &issuer(2921)).expect_err("truncated below the minimum");
    assert!(matches!(error, ProfileError::Limit { reason: LimitError::UnderMinimum { .. } }), "{error}");
}

#[test]
fn a_profile_says_when_it_will_be_refused() {
    let refused = |profile: Profile, now| profile.upcoming_refusal(now).map(|(since, _)| since.date());
    let days = |days| Profile::new(Lifetime::days(days)).with_schedule(&TLS_SERVER);
    let now = utc_datetime!(2026-03-14 23:59:59);
    assert_eq!(refused(days(398), now), Some(date!(2026 - 03 - 15)));
    assert_eq!(refused(days(200), now), Some(date!(2027 - 03 - 15)));
    assert_eq!(refused(days(100), now), Some(date!(2029 - 03 - 15)));
    assert_eq!(refused(days(47), now), None);
    assert_eq!(refused(days(398), utc_datetime!(2026-03-15 00:00:00)), Some(date!(2027 - 03 - 15)), "the next one");
    assert_eq!(refused(days(398), utc_datetime!(2029-03-15 00:00:00)), None, "no later row");
    assert_eq!(refused(Profile::new(Lifetime::days(398)), now), None, "no schedule");
    let year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)).with_schedule(&SMIME_LEGACY);
    assert_eq!(refused(year, utc_datetime!(2024-01-01 00:00:00)), Some(date!(2025 - 07 - 15)));
    // The refusal is the one that minting gets on that day.
    let (since, refusal) = days(398).upcoming_refusal(now).expect("refused");
    assert_eq!(days(398).validity(since), Err(refusal));
    let ProfileError::Limit { reason } = refusal else { panic!("{refusal}") };
    assert_eq!(reason.limit().effective(), since);
}
