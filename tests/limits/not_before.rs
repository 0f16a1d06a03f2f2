//! How far notBefore may be from the issue: by schedule, and in profiles and in the harness that ask it.

use core::time::Duration;

use notafter::{
    Lifetime, Profile, ProfileError, Scope, Scoped, Validity,
    limits::{
        ALL, Limit, NotBeforeError, NotBeforeLimit, OCSP_RESPONDER, ROOT_CA, SUBORDINATE_CA, Schedule, TLS_EV,
        TLS_SERVER,
        Term::{self, Days, Hours, Months},
    },
    time::{
        self, UtcDateTime,
        macros::{date, utc_datetime},
    },
};

use super::SECOND;

const HOUR: time::Duration = time::Duration::HOUR;

/// The schedules that limit notBefore, how far before and after the issue, and the section.
const EXPECTED: [(Schedule, Term, Term, &str); 5] = [
    (TLS_SERVER, Hours(48), Hours(48), "TLS BR 2.0.0 section 7.1.2.7, ballot SC62"),
    (TLS_EV, Hours(48), Hours(48), "TLS BR 2.0.0 section 7.1.2.7, ballot SC62"),
    (ROOT_CA, Days(1), Days(0), "TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62"),
    (SUBORDINATE_CA, Days(1), Days(0), "TLS BR 2.0.0 section 7.1.2.10.1, ballot SC62"),
    (OCSP_RESPONDER, Days(1), Days(0), "TLS BR 2.0.0 section 7.1.2.8.1, ballot SC62"),
];

#[test]
fn each_schedule_has_its_limits_of_not_before() {
    for schedule in ALL {
        let found: Vec<_> = schedule
            .not_before_rows()
            .iter()
            .map(|row| (row.effective(), row.earlier(), row.later(), row.citation()))
            .collect();
        let since = utc_datetime!(2023-09-15 00:00:00);
        let expected: Vec<_> = EXPECTED
            .iter()
            .filter(|(expected, ..)| expected == schedule)
            .map(|(_, earlier, later, citation)| (since, Some(*earlier), Some(*later), *citation))
            .collect();
        assert_eq!(found, expected, "{schedule}");
    }
}

// requirement: TLS BR §7.1.2.7 not-before
#[test]
fn each_bound_is_exact_to_the_second_and_begins_with_its_date() {
    for (schedule, earlier, later, citation) in EXPECTED {
        let hours = |term| match term {
            Hours(hours) => i64::from(hours),
            Days(days) => 24 * i64::from(days),
            _ => panic!("{schedule}: {term}"),
        };
        let (earlier, later) = (HOUR * hours(earlier) as i32, HOUR * hours(later) as i32);
        for issued in [utc_datetime!(2023-09-15 00:00:00), utc_datetime!(2028-02-29 13:14:15)] {
            let check = |not_before| schedule.check_not_before(not_before, issued);
            for allowed in [issued - earlier, issued, issued + later] {
                assert_eq!(check(allowed), Ok(()), "{schedule}: {allowed}, issued {issued}");
            }
            let early = check(issued - earlier - SECOND).expect_err("a second more");
            assert!(matches!(early, NotBeforeError::TooEarly { .. }), "{schedule}: {early}");
            let late = check(issued + later + SECOND).expect_err("a second more");
            assert!(matches!(late, NotBeforeError::TooLate { .. }), "{schedule}: {late}");
            for error in [early, late] {
                assert_eq!(error.limit().citation(), citation, "{schedule}");
                assert_eq!(Some(error.limit()), schedule.not_before_in_force(issued), "{schedule}");
                assert_eq!(error.scope(), Scope::EveryHost);
            }
        }
        let before = utc_datetime!(2023-09-14 23:59:59.999_999_999);
        for distant in [utc_datetime!(2000-01-01 00:00:00), utc_datetime!(2040-01-01 00:00:00)] {
            assert_eq!(schedule.check_not_before(distant, before), Ok(()), "{schedule}: no rule before its date");
        }
    }
}

#[test]
fn the_error_names_field_value_bound_and_citation() {
    let issued = utc_datetime!(2026-03-15 12:00:00);
    let cases = [
        (
            TLS_SERVER,
            utc_datetime!(2026-03-13 11:59:59),
            "notBefore 2026-03-13T11:59:59Z is more than the 48 hours allowed before the issue at 2026-03-15T12:00:00Z for \
             certificates issued on or after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.7, ballot SC62)",
        ),
        (
            TLS_SERVER,
            utc_datetime!(2026-03-17 12:00:01),
            "notBefore 2026-03-17T12:00:01Z is more than the 48 hours allowed after the issue at 2026-03-15T12:00:00Z for \
             certificates issued on or after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.7, ballot SC62)",
        ),
        (
            ROOT_CA,
            utc_datetime!(2026-03-14 11:59:59),
            "notBefore 2026-03-14T11:59:59Z is more than the 1 day allowed before the issue at 2026-03-15T12:00:00Z for \
             certificates issued on or after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62)",
        ),
        (
            ROOT_CA,
            utc_datetime!(2026-03-15 12:00:01),
            "notBefore 2026-03-15T12:00:01Z is after the issue at 2026-03-15T12:00:00Z, which is not allowed for \
             certificates issued on or after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62)",
        ),
        (
            UNDATED,
            utc_datetime!(2026-02-15 11:59:59),
            "notBefore 2026-02-15T11:59:59Z is more than the 1 month allowed before the issue at 2026-03-15T12:00:00Z (a)",
        ),
    ];
    for (schedule, not_before, expected) in cases {
        let error = schedule.check_not_before(not_before, issued).expect_err(expected);
        assert_eq!(error.to_string(), expected);
        assert!(core::error::Error::source(&error).is_none(), "{error}");
    }
    assert_eq!(UNDATED.check_not_before(utc_datetime!(2026-02-15 12:00:00), issued), Ok(()));
    assert_eq!(UNDATED.check_not_before(utc_datetime!(2036-02-15 12:00:00), issued), Ok(()), "no bound on that side");
}

const UNDATED: Schedule =
    Schedule::new("undated", &[]).with_not_before(&[NotBeforeLimit::always("a").at_most_earlier(Months(1))]);

/// A certificate has whole seconds, and so has its issue: what a fraction adds is no excess.
#[test]
fn a_fraction_of_a_second_is_no_excess() {
    let whole = utc_datetime!(2026-03-15 12:00:00);
    for nanoseconds in [0, 1, 500_000_000, 999_999_999] {
        let issued = whole + time::Duration::nanoseconds(nanoseconds);
        let earliest = whole - 48 * HOUR;
        assert_eq!(TLS_SERVER.check_not_before(earliest, issued), Ok(()), "{issued}");
        assert!(TLS_SERVER.check_not_before(earliest - SECOND, issued).is_err(), "{issued}");
        let latest = whole + 48 * HOUR;
        assert_eq!(TLS_SERVER.check_not_before(latest, issued), Ok(()), "{issued}");
        assert!(TLS_SERVER.check_not_before(latest + SECOND, issued).is_err(), "{issued}");
        let profile =
            Profile::new(Lifetime::days(1)).with_backdating(Duration::from_secs(48 * 3_600)).with_schedule(&TLS_SERVER);
        assert!(profile.validity(issued).is_ok(), "{issued}");
    }
}

#[test]
fn a_profile_refuses_to_backdate_further_than_its_rule_allows() {
    let now = utc_datetime!(2026-03-15 12:00:00);
    let backdated = |seconds, schedule| {
        let lifetime = if schedule == &ROOT_CA { Lifetime::days(3_000) } else { Lifetime::days(40) };
        Profile::new(lifetime).with_backdating(Duration::from_secs(seconds)).with_schedule(schedule)
    };
    for (schedule, seconds) in
        [(&TLS_SERVER, 172_800), (&TLS_EV, 172_800), (&ROOT_CA, 86_400), (&SUBORDINATE_CA, 86_400)]
    {
        assert!(backdated(seconds, schedule).validity(now).is_ok(), "{schedule}: {seconds} s");
        let profile = backdated(seconds + 1, schedule);
        let error = profile.validity(now).expect_err("a second more");
        let ProfileError::NotBefore { reason } = error else { panic!("{schedule}: {error}") };
        assert_eq!(Some(reason.limit()), schedule.not_before_in_force(now), "{schedule}");
        assert_eq!(error.to_string(), reason.to_string(), "{schedule}");
        assert_eq!(error.scope(), Scope::EveryHost);
        let issuer = Validity::new(utc_datetime!(2020-01-01 00:00:00), utc_datetime!(2099-01-01 00:00:00));
        let issuer = issuer.expect("in order");
        assert_eq!(profile.validity_under(now, &issuer), Err(error), "{schedule}: under an issuer too");
        assert!(profile.validity(utc_datetime!(2023-09-14 23:59:59)).is_ok(), "{schedule}: before the rule");
        assert!(profile.validity(utc_datetime!(2023-09-15 00:00:00)).is_err(), "{schedule}: from its first second");
    }
    let unlimited = Profile::new(Lifetime::days(40)).with_backdating(Duration::from_secs(10 * 86_400));
    assert!(unlimited.validity(now).is_ok(), "without a schedule nothing is refused");
    let both =
        Profile::new(Lifetime::days(400)).with_backdating(Duration::from_secs(10 * 86_400)).with_schedule(&TLS_SERVER);
    assert!(matches!(both.validity(now), Err(ProfileError::Limit { .. })), "the length first");
}

#[test]
fn a_given_period_begins_within_the_bounds_of_its_issue() {
    let march: Validity = "2027-03-01T00:00:00Z/2027-03-31T23:59:59Z".parse().expect("an interval");
    let at = |schedule: &'static Schedule, now: UtcDateTime| {
        Profile::exactly(march).with_schedule(schedule).validity(now).is_ok()
    };
    for (now, server, authority) in [
        (utc_datetime!(2027-02-26 23:59:59), false, false),
        (utc_datetime!(2027-02-27 00:00:00), true, false),
        (utc_datetime!(2027-02-28 23:59:59), true, false),
        (utc_datetime!(2027-03-01 00:00:00), true, true),
        (utc_datetime!(2027-03-02 00:00:00), true, true),
        (utc_datetime!(2027-03-02 00:00:01), true, false),
        (utc_datetime!(2027-03-03 00:00:00), true, false),
        (utc_datetime!(2027-03-03 00:00:01), false, false),
    ] {
        assert_eq!((at(&TLS_SERVER, now), at(&SUBORDINATE_CA, now)), (server, authority), "{now}");
    }
}

#[test]
fn a_profile_says_when_its_backdating_will_be_refused() {
    const MESH: Schedule = Schedule::new("mesh", &[Limit::since(date!(2027 - 06 - 01), "policy 2").at_most(Days(7))])
        .with_not_before(&[
            NotBeforeLimit::since(date!(2027 - 01 - 01), "policy 1").at_most_earlier(Hours(1)),
            NotBeforeLimit::since(date!(2028 - 01 - 01), "policy 3").at_most_earlier(Hours(2)),
        ]);
    let refused = |profile: Profile, now| profile.with_schedule(&MESH).upcoming_refusal(now);
    let backdated = Profile::new(Lifetime::days(1)).with_backdating(Duration::from_secs(5_400));
    let now = utc_datetime!(2026-12-31 23:59:59);
    let (since, error) = refused(backdated, now).expect("refused");
    assert_eq!(since, utc_datetime!(2027-01-01 00:00:00));
    assert_eq!(
        error.to_string(),
        "notBefore 2026-12-31T22:30:00Z is more than the 1 hour allowed before the issue at 2027-01-01T00:00:00Z for \
         certificates issued on or after 2027-01-01 (policy 1)"
    );
    // The row of lengths comes between those of notBefore, whose first is still in force.
    let (since, error) = refused(backdated, since).expect("refused");
    assert_eq!(since, utc_datetime!(2027-06-01 00:00:00));
    assert!(matches!(error, ProfileError::NotBefore { .. }), "{error}");
    assert_eq!(refused(backdated, since), None, "two hours are allowed from 2028 on");
    let long = Profile::new(Lifetime::days(8));
    assert_eq!(refused(long, now).map(|(since, _)| since), Some(utc_datetime!(2027-06-01 00:00:00)));
    assert_eq!(refused(Profile::new(Lifetime::days(7)), now), None);
}

#[cfg(feature = "std")]
#[test]
fn the_harness_finds_backdating_that_is_too_long() {
    use notafter::preflight::{Cause, Preflight};

    let run = |seconds| {
        let profile = Profile::new(Lifetime::days(40)).with_backdating(Duration::from_secs(seconds));
        Preflight::every_day(2023..=2023).schedule(&TLS_SERVER).run(|now| profile.validity(now))
    };
    assert!(run(172_800).failures().is_empty());
    let report = run(172_801);
    let first = report.failures().first().expect("a failure");
    assert_eq!(first.at, utc_datetime!(2023-09-15 00:00:00));
    assert!(matches!(first.cause, Cause::NotBefore(NotBeforeError::TooEarly { .. })), "{}", first.cause);
    assert_eq!(
        first.cause.to_string(),
        "notBefore 2023-09-12T23:59:59Z is more than the 48 hours allowed before the issue at 2023-09-15T00:00:00Z for \
         certificates issued on or after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.7, ballot SC62)"
    );
    assert_eq!(report.failures().len(), 108, "every day of the rule");
}
