//! What came back must be right: what is a mistake, and what only looks like one.

use notafter::{
    BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Validity,
    preflight::{self, Cause, IntoValidity, Preflight, Report},
};
use time::{Duration, UtcDateTime};

use crate::der::{GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, tlv};

const TRUNCATED: Profile =
    Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)).with_beyond_issuer(BeyondIssuer::Truncate);

fn issuer(until: &str) -> Validity {
    format!("2020-01-01T00:00:00Z/{until}").parse().expect("an interval")
}

fn a_second_too_long(report: &Report) -> usize {
    report.failures().iter().filter(|failure| matches!(failure.cause, Cause::OneSecondTooLong { .. })).count()
}

#[test]
fn a_period_that_is_cut_to_its_issuer_is_no_mistake() {
    let issuer = issuer("2026-12-31T23:59:59Z");
    let issue = |now| TRUNCATED.validity_under(now, &issuer);
    let preflight = Preflight::morning_noon_and_night(2026..=2026);
    let told = preflight.clone().issuer(issuer).run(issue);
    assert!(told.is_clean(), "it was told of the issuer: {told}");
    let untold = preflight.run(issue);
    assert!(untold.is_clean(), "it was not: {untold}");
    assert_eq!((told.attempts(), untold.attempts()), (3 * 365, 3 * 365));
}

#[test]
fn an_issuer_may_end_at_any_second_where_the_run_is_told_of_it() {
    for until in ["2026-12-31T00:00:00Z", "2026-12-31T12:00:00Z", "2027-01-01T00:00:00Z"] {
        let issuer = issuer(until);
        let issue = |now| TRUNCATED.validity_under(now, &issuer);
        let preflight = Preflight::morning_noon_and_night(2026..=2026);
        assert_eq!(a_second_too_long(&preflight.clone().issuer(issuer).run(issue)), 0, "until {until}");
        assert!(a_second_too_long(&preflight.run(issue)) > 300, "until {until}, which looks like a mistake");
    }
}

#[test]
fn an_end_that_is_so_many_days_from_now_is_found_at_every_time_but_one() {
    let preflights = [
        Preflight::morning_noon_and_night(2026..=2026),
        Preflight::morning_noon_and_night(2026..=2026).issuer(issuer("2030-12-31T23:59:59Z")),
    ];
    for preflight in preflights {
        let report = preflight.run(|now| Validity::new(now, now + Duration::days(90)));
        assert_eq!(a_second_too_long(&report), 2 * 365, "midnight and noon: 23:59:59 is where a day ends");
    }
    let every_day = preflight::every_day(2026..=2026, |now| Validity::new(now, now + Duration::days(1)));
    assert_eq!(a_second_too_long(&every_day), 365, "a day at the least");
}

/// The shortest thing with the form of a certificate and these times.
fn certificate(times: [(u8, &str); 2]) -> Vec<u8> {
    let times = times.map(|(tag, text)| tlv(tag, text.as_bytes())).concat();
    let empty = tlv(SEQUENCE, &[]);
    let body = [&tlv(INTEGER, &[7]), &empty, &empty, &tlv(SEQUENCE, &times), &empty, &empty];
    tlv(SEQUENCE, &[tlv(SEQUENCE, &body.map(Vec::as_slice).concat()), empty, tlv(0x03, &[0])].concat())
}

#[test]
fn r10_the_type_of_each_time_is_that_of_its_year() {
    let clean = [
        [(UTC_TIME, "260101000000Z"), (UTC_TIME, "261231235959Z")],
        [(UTC_TIME, "491231235959Z"), (GENERALIZED_TIME, "20500101000000Z")],
        [(GENERALIZED_TIME, "19491231235959Z"), (UTC_TIME, "500101000000Z")],
    ];
    for times in clean {
        assert!(matches!(certificate(times).into_validity(), Ok(Some(_))), "{times:?}");
    }
    let cases = [
        (
            [(GENERALIZED_TIME, "20260101000000Z"), (UTC_TIME, "261231235959Z")],
            "notBefore 2026-01-01T00:00:00Z is written as GeneralizedTime, RFC 5280 section 4.1.2.5 requires UTCTime",
        ),
        (
            [(UTC_TIME, "260101000000Z"), (GENERALIZED_TIME, "20491231235959Z")],
            "notAfter 2049-12-31T23:59:59Z is written as GeneralizedTime, RFC 5280 section 4.1.2.5 requires UTCTime",
        ),
        (
            [(GENERALIZED_TIME, "19500101000000Z"), (GENERALIZED_TIME, "20261231235959Z")],
            "notBefore 1950-01-01T00:00:00Z is written as GeneralizedTime, RFC 5280 section 4.1.2.5 requires UTCTime",
        ),
    ];
    for (times, expected) in cases {
        let cause = certificate(times).into_validity().expect_err(expected);
        assert!(matches!(cause, Cause::TimeType { .. }), "{cause:?}");
        assert_eq!(cause.to_string(), expected);
    }
    let reversed = certificate([(GENERALIZED_TIME, "20270101000000Z"), (GENERALIZED_TIME, "20260101000000Z")]);
    assert!(matches!(reversed.into_validity(), Err(Cause::Unreadable(_))), "what cannot be read has no years to go by");
}

#[test]
fn a_credential_with_its_period_is_looked_at_by_its_period() {
    let inclusive = |now| Validity::new(now, now + Duration::days(90)).map(|validity| ("credential", validity));
    let report = preflight::every_day(2026..=2026, inclusive);
    assert_eq!(a_second_too_long(&report), 365, "{report}");
}

#[test]
fn r10_code_that_writes_one_type_for_every_year_is_not_clean() {
    let issue = |now: UtcDateTime| {
        let day = format!("{:04}{:02}{:02}", now.year(), u8::from(now.month()), now.day());
        let [first, last] = ["000000Z", "235959Z"].map(|clock| format!("{day}{clock}"));
        certificate([(GENERALIZED_TIME, &first), (GENERALIZED_TIME, &last)])
    };
    let report = preflight::every_day(2049..=2050, issue);
    assert_eq!((report.attempts(), report.failures().len()), (730, 365), "all of 2049: {report}");
}
