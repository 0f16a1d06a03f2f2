//! When a certificate really ends, and until when one as long can follow it.

use notafter::{
    Validity,
    inspect::{Ahead, Ending, Horizon, Inspection, Obstacle, ObstacleCause, Outlook, chain, chain_under},
};
use proptest::prelude::*;
use time::{Duration, UtcDateTime, macros::utc_datetime};

use super::plain::{Plain, inspections};
use crate::inspect::made::{DOMAIN_VALIDATED, EMAIL_PROTECTION, for_purposes, inspect, under_policy};

const NOW: UtcDateTime = utc_datetime!(2026-06-01 00:00:00);
const DAY: u64 = 86_400;

fn outlook(certificates: &[Inspection], at: UtcDateTime) -> Outlook<'_> {
    chain(certificates, at).expect("certificates").outlook()
}

/// The last second, and the subject of the certificate that ends then.
fn ending(outlook: &Outlook<'_>) -> (UtcDateTime, String) {
    match outlook.ending() {
        Ending::Through { last, certificate } => (last, certificate.subject().to_string()),
        other => panic!("{other:?}"),
    }
}

/// From when on each issuer is in the way.
fn issuers(outlook: &Outlook<'_>) -> Vec<(UtcDateTime, String)> {
    let of_issuer = |obstacle: &Obstacle<'_>| match obstacle.cause {
        ObstacleCause::IssuerEnds { issuer, .. } => Some((obstacle.from, issuer.subject().to_string())),
        _ => None,
    };
    outlook.obstacles().iter().filter_map(of_issuer).collect()
}

/// From when on a limit is in the way.
fn limits(outlook: &Outlook<'_>) -> Vec<UtcDateTime> {
    let of_limit = |obstacle: &Obstacle<'_>| matches!(obstacle.cause, ObstacleCause::Limit { .. });
    outlook.obstacles().iter().filter(|obstacle| of_limit(obstacle)).map(|obstacle| obstacle.from).collect()
}

#[test]
fn the_first_of_the_path_to_end_is_the_end() {
    let leaf = || Plain::new("leaf", "A").years(2026, 2030);
    let at_end = |year: i32| utc_datetime!(2000-12-31 23:59:59).replace_year(year).expect("a year");
    for (authority, root, last, first) in [
        (2031, 2032, 2030, "CN=leaf"),
        (2030, 2030, 2030, "CN=leaf"),
        (2029, 2032, 2029, "CN=A"),
        (2032, 2028, 2028, "CN=R"),
        (2028, 2028, 2028, "CN=A"),
    ] {
        let certificates =
            inspections([leaf(), Plain::ca("A", "R").years(2026, authority), Plain::ca("R", "R").years(2026, root)]);
        let outlook = outlook(&certificates, NOW);
        assert_eq!(ending(&outlook), (at_end(last), first.to_owned()), "authority {authority}, root {root}");
        assert!(outlook.is_complete());
        assert!(core::ptr::eq(outlook.leaf(), &certificates[0]));
    }
}

#[test]
fn a_successor_must_end_before_the_first_issuer_that_ends() {
    // The leaf is valid for 365 days.
    let leaf = || Plain::new("leaf", "A").years(2026, 2026);
    for (authority, root, from, first) in [
        (2028, 2030, utc_datetime!(2028-01-02 00:00:00), "CN=A"),
        (2030, 2028, utc_datetime!(2028-01-02 00:00:00), "CN=R"),
        (2027, 2027, utc_datetime!(2027-01-01 00:00:01), "CN=A"),
    ] {
        let certificates =
            inspections([leaf(), Plain::ca("A", "R").years(2026, authority), Plain::ca("R", "R").years(2026, root)]);
        let outlook = outlook(&certificates, NOW);
        // 2028 has a leap day.
        let expected = if authority.min(root) == 2028 { from + Duration::SECOND } else { from };
        assert_eq!(issuers(&outlook), [(expected, first.to_owned())], "authority {authority}, root {root}");
    }
}

#[test]
fn what_has_no_issuer_needs_none() {
    let root = inspections([Plain::ca("R", "R").years(2026, 2030)]);
    assert_eq!(outlook(&root, NOW).obstacles(), []);
    let alone = inspections([Plain::new("leaf", "A").years(2026, 2030)]);
    let alone = outlook(&alone, NOW);
    assert_eq!((alone.obstacles(), alone.is_complete()), (&[][..], false), "nothing is known of its issuer");
    assert_eq!(alone.to_string(), "valid through 2030-12-31T23:59:59Z, or less, as an issuer is missing");
}

#[test]
fn an_issuer_without_a_defined_end_is_in_no_way() {
    let forever = || Plain::ca("R", "R").times("20260101000000Z", "99991231235959Z");
    let certificates = inspections([Plain::new("leaf", "R").years(2026, 2030), forever()]);
    let mut outlook = outlook(&certificates, NOW);
    assert_eq!((outlook.obstacles(), ending(&outlook).1), (&[][..], "CN=leaf".to_owned()));
    // And what has none itself needs no successor.
    let certificates = inspections([forever()]);
    outlook = chain(&certificates, NOW).expect("certificates").outlook();
    assert_eq!(outlook.ending(), Ending::NotDefined);
    assert_eq!((outlook.obstacles(), outlook.hazard()), (&[][..], None));
    assert_eq!(outlook.to_string(), "has no well-defined end");
}

#[test]
fn a_missing_issuer_shortens_only_what_has_an_end() {
    let certificates = inspections([Plain::new("leaf", "R").times("20260101000000Z", "99991231235959Z")]);
    let endless = outlook(&certificates, NOW).to_string();
    assert_eq!(endless, "has no well-defined end, unless the issuer that is missing has one");
    let [leaf, authority] = [Plain::new("leaf", "A").years(2026, 2026), Plain::ca("A", "R").years(2020, 2025)];
    let certificates = inspections([leaf, authority]);
    let never = outlook(&certificates, NOW);
    assert_eq!((never.ending(), never.is_complete()), (Ending::NoCommonSecond, false));
    assert!(never.to_string().starts_with("never valid: its chain has no second in common; from "), "{never}");
    let impossible = Plain::ca("A", "R").times("20260101000000Z", "20270229000000Z");
    let certificates = inspections([Plain::new("leaf", "A").years(2026, 2026), impossible]);
    let unknown = outlook(&certificates, NOW).to_string();
    assert!(unknown.ends_with("29 February 2027 does not exist, 2027 is not a leap year"), "{unknown}");
}

#[test]
fn a_path_that_is_never_valid_has_no_end() {
    let root = |first, last| Plain::ca("R", "R").years(first, last);
    let certificates = inspections([Plain::new("leaf", "R").years(2026, 2026), root(2020, 2025)]);
    let outlook = outlook(&certificates, NOW);
    assert_eq!(outlook.ending(), Ending::NoCommonSecond);
    assert_eq!(
        outlook.to_string(),
        "never valid: its chain has no second in common; \
         from 2025-01-01T00:00:01Z on, a successor as long outlives `CN=R`, which ends after 2025-12-31T23:59:59Z",
    );
    // The twin: one second in common.
    let root = Plain::ca("R", "R").times("20200101000000Z", "20260101000000Z");
    let certificates = inspections([Plain::new("leaf", "R").years(2026, 2026), root]);
    let twin = chain(&certificates, NOW).expect("certificates").outlook();
    assert_eq!(ending(&twin), (utc_datetime!(2026-01-01 00:00:00), "CN=R".to_owned()));
}

#[test]
fn an_end_that_cannot_be_read_is_unknown() {
    let impossible = |plain: Plain| plain.times("20260101000000Z", "20270229000000Z");
    let good = |plain: Plain| plain.years(2026, 2028);
    let reason = "notAfter 270229000000Z: 29 February 2027 does not exist, 2027 is not a leap year";
    let certificates = inspections([impossible(Plain::new("leaf", "R")), good(Plain::ca("R", "R"))]);
    let leaf = outlook(&certificates, NOW);
    assert_eq!(leaf.to_string(), format!("end is unknown: {reason}"));
    assert_eq!((leaf.obstacles(), leaf.hazard()), (&[][..], None), "nobody knows how long it is");
    let certificates = inspections([good(Plain::new("leaf", "R")), impossible(Plain::ca("R", "R"))]);
    let issuer = outlook(&certificates, NOW);
    assert_eq!(issuer.to_string(), format!("end is unknown: issuer `CN=R`: {reason}"));
    assert!(
        matches!(issuer.ending(), Ending::Unreadable { certificate, .. } if core::ptr::eq(certificate, &certificates[1]))
    );
    assert_eq!(issuer.obstacles(), [], "nobody knows when the issuer ends");
}

#[test]
fn a_limit_that_falls_is_in_the_way_of_what_claims_to_keep_it() {
    let day = |year, month: u8, day| {
        let date = time::Date::from_calendar_date(year, month.try_into().expect("a month"), day).expect("a date");
        date.midnight().as_utc()
    };
    for (start, days, from) in [
        (day(2026, 2, 1), 398, Some(day(2026, 3, 15))),
        (day(2026, 2, 1), 200, Some(day(2027, 3, 15))),
        (day(2026, 11, 1), 200, Some(day(2027, 3, 15))),
        (day(2026, 11, 1), 100, Some(day(2029, 3, 15))),
        (day(2026, 11, 1), 48, Some(day(2029, 3, 15))),
        (day(2026, 11, 1), 47, None),
        // Too long already when it was issued.
        (day(2026, 11, 1), 201, Some(day(2026, 3, 15))),
        // Before that row, other rows refused it.
        (day(2021, 1, 1), 399, Some(day(2020, 9, 1))),
        // From before all rows.
        (day(2010, 1, 1), 20 * 365, Some(day(2012, 7, 1))),
    ] {
        let claims = [inspect(&under_policy(DOMAIN_VALIDATED, start, days * DAY))];
        assert_eq!(limits(&outlook(&claims, NOW)), Vec::from_iter(from), "{days} days from {start}");
        let private = [inspect(&for_purposes(None, &[], start, days * DAY))];
        assert!(limits(&outlook(&private, NOW)).is_empty(), "{days} days from {start}");
    }
}

#[test]
fn a_kind_that_is_no_longer_issued_has_no_successor() {
    // 2.23.140.1.5.1.1: S/MIME, mailbox validated, legacy.
    let legacy: &[u8] = &[0x67, 0x81, 0x0c, 1, 5, 1, 1];
    let leaf = for_purposes(Some(&[EMAIL_PROTECTION]), &[legacy], utc_datetime!(2024-01-01 00:00:00), 365 * DAY);
    let certificates = [inspect(&leaf)];
    let outlook = outlook(&certificates, NOW);
    let [Obstacle { from, cause: ObstacleCause::Limit { schedule, .. }, .. }] = *outlook.obstacles() else {
        panic!("{outlook:?}")
    };
    assert_eq!((from, schedule.name()), (utc_datetime!(2025-07-15 00:00:00), "smime-legacy"));
}

#[test]
fn obstacles_come_in_the_order_of_time() {
    let leaf = under_policy(DOMAIN_VALIDATED, utc_datetime!(2026-11-01 00:00:00), 100 * DAY);
    let issuer = inspect(&leaf).issuer().to_string();
    let issuer = issuer.strip_prefix("CN=").expect("a common name");
    for (last, expected) in [(2027, [true, false]), (2035, [false, true])] {
        let certificates = [inspect(&leaf), Plain::ca(issuer, issuer).years(2020, last).inspect()];
        let outlook = outlook(&certificates, NOW);
        let is_issuer: Vec<bool> =
            outlook.obstacles().iter().map(|each| matches!(each.cause, ObstacleCause::IssuerEnds { .. })).collect();
        assert_eq!(is_issuer, expected, "{last}");
        assert!(outlook.obstacles().is_sorted_by_key(|obstacle| obstacle.from));
    }
}

#[test]
fn the_next_hazard_is_the_first_that_is_not_past() {
    let certificates = inspections([Plain::new("leaf", "A").years(2026, 2030)]);
    let second = Duration::SECOND;
    let (signed, utc_time, unsigned) =
        (utc_datetime!(2038-01-19 03:14:07), utc_datetime!(2049-12-31 23:59:59), utc_datetime!(2106-02-07 06:28:15));
    for (at, expected) in [
        (NOW, Some((Horizon::SignedUnixTime, signed))),
        (signed, Some((Horizon::SignedUnixTime, signed))),
        (signed + second, Some((Horizon::UtcTime, utc_time))),
        (utc_time, Some((Horizon::UtcTime, utc_time))),
        (utc_time + second, Some((Horizon::UnsignedUnixTime, unsigned))),
        (unsigned, Some((Horizon::UnsignedUnixTime, unsigned))),
        (unsigned + second, None),
    ] {
        let ahead = outlook(&certificates, at).hazard();
        assert_eq!(ahead.map(|ahead| (ahead.hazard, ahead.at)), expected, "{at}");
    }
}

#[test]
fn a_hazard_is_told_where_the_certificate_itself_reaches_it() {
    let told = |not_after: &str| {
        let certificates = inspections([Plain::ca("R", "R").times("20260101000000Z", not_after)]);
        outlook(&certificates, NOW).to_string()
    };
    assert_eq!(told("20380119031407Z"), "valid through 2038-01-19T03:14:07Z");
    assert_eq!(
        told("20380119031408Z"),
        "valid through 2038-01-19T03:14:08Z; from 2026-01-01T00:00:00Z on, a certificate as long ends after \
         2038-01-19T03:14:07Z, the last second of signed 32-bit clocks",
    );
}

#[test]
fn what_is_longer_than_all_time_never_has_a_successor() {
    let leaf = Plain::new("leaf", "R").times("00000101000000Z", "99981231235959Z");
    let certificates = inspections([leaf, Plain::ca("R", "R").years(2026, 2030)]);
    let outlook = outlook(&certificates, NOW);
    let always = utc_datetime!(0000-01-01 00:00:00);
    assert_eq!(issuers(&outlook), [(always, "CN=R".to_owned())]);
    assert_eq!(outlook.hazard().map(|ahead| ahead.from), Some(always));
}

#[test]
fn roots_that_are_trusted_count() {
    let certificates = inspections([Plain::new("leaf", "R").years(2026, 2026)]);
    let roots = inspections([Plain::ca("R", "R").years(2026, 2027)]);
    let outlook = chain_under(&certificates, &roots, NOW).expect("certificates").outlook();
    assert_eq!(issuers(&outlook), [(utc_datetime!(2027-01-01 00:00:01), "CN=R".to_owned())]);
    assert!(outlook.is_complete());
}

#[test]
fn names_are_cut() {
    let name = "n".repeat(100_000);
    let certificates =
        inspections([Plain::new("leaf", &name).years(2026, 2027), Plain::ca(&name, &name).years(2026, 2026)]);
    assert!(outlook(&certificates, NOW).to_string().len() < 1_000);
}

proptest! {
    /// The law of `from`: what begins there ends too late, what begins a second before does not.
    #[test]
    fn from_is_the_first_second(start in 0_i64..2_000_000_000, length in 0_i64..2_000_000_000, issuer in 0_i64..4_000_000_000) {
        let of = |seconds: i64| UtcDateTime::from_unix_timestamp(seconds).expect("an instant");
        let written = |at: UtcDateTime| {
            let (date, (hour, minute, second)) = (at.date(), at.as_hms());
            let (year, month, day) = date.to_calendar_date();
            format!("{year:04}{:02}{day:02}{hour:02}{minute:02}{second:02}Z", u8::from(month))
        };
        let leaf = Plain::new("leaf", "R").times(&written(of(start)), &written(of(start + length)));
        let root = Plain::ca("R", "R").times("19700101000000Z", &written(of(issuer)));
        let certificates = inspections([leaf, root]);
        let outlook = outlook(&certificates, of(start));
        let last_after = |from: UtcDateTime| {
            Validity::new(from, from + Duration::seconds(length)).expect("a period").not_after()
        };
        let [(from, _)] = &issuers(&outlook)[..] else { panic!("{outlook:?}") };
        prop_assert!(last_after(*from) > of(issuer));
        prop_assert!(last_after(*from - Duration::SECOND) <= of(issuer));
        let Some(Ahead { from, at, .. }) = outlook.hazard() else { panic!("{outlook:?}") };
        prop_assert!(last_after(from) > at && last_after(from - Duration::SECOND) <= at);
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_monitor_stores_it() {
    use serde_json::{json, to_value};
    let certificates = inspections([Plain::new("leaf", "R").years(2026, 2026), Plain::ca("R", "R").years(2026, 2027)]);
    let stored = to_value(outlook(&certificates, NOW)).expect("JSON");
    assert_eq!(stored["last"], json!("2026-12-31T23:59:59Z"));
    assert_eq!((&stored["certificate"]["subject"], &stored["is_complete"]), (&json!("CN=leaf"), &json!(true)));
    let obstacle = &stored["obstacles"][0];
    assert_eq!((&obstacle["from"], &obstacle["cause"]), (&json!("2027-01-01T00:00:01Z"), &json!("issuer-ends")));
    let message =
        "from 2027-01-01T00:00:01Z on, a successor as long outlives `CN=R`, which ends after 2027-12-31T23:59:59Z";
    assert_eq!(obstacle["message"], message);
    assert_eq!(stored["summary"], format!("valid through 2026-12-31T23:59:59Z; {message}"));
    let hazard =
        json!({ "from": "2037-01-19T03:14:09Z", "at": "2038-01-19T03:14:07Z", "hazard": "signed 32-bit clocks" });
    assert_eq!(stored["hazard"], hazard);
}
