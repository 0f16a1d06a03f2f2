//! When a certificate was issued: the earliest timestamp of a log, or else notBefore.

use notafter::{
    inspect::{IssueSource, Rule},
    limits::{OCSP_RESPONDER, ROOT_CA, SUBORDINATE_CA, Schedule, TLS_SERVER},
};
use time::{Duration, UtcDateTime, macros::utc_datetime};

use super::made::{
    DOMAIN_VALIDATED, EXTENDED_VALIDATION, found, inspect, logged, millis, sct, sct_list, vector, with_scts,
};
use crate::{
    der::tlv,
    fixture::{UTC_TIME, leaf, with_times},
};

const START: UtcDateTime = utc_datetime!(2026-03-14 23:00:00);
const DAY: u64 = 86_400;

#[test]
fn the_earliest_timestamp_is_when_it_was_issued() {
    let cases: [(&[i64], i64); 5] = [(&[5], 5), (&[5, 7], 5), (&[7, 5], 5), (&[9, 7, 8], 7), (&[-3, 0], -3)];
    for (hours, earliest) in cases {
        let timestamps: Vec<_> = hours.iter().map(|hours| START + Duration::hours(*hours)).collect();
        let issued = inspect(&logged(DOMAIN_VALIDATED, START, DAY, &timestamps)).issued().expect("a time");
        assert_eq!((issued.at(), issued.source()), (START + Duration::hours(earliest), IssueSource::Timestamp));
    }
    let issued = inspect(leaf()).issued().expect("a time");
    assert_eq!((issued.at(), issued.source()), (utc_datetime!(2012-02-29 00:00:00), IssueSource::NotBefore));
    let impossible = with_times((UTC_TIME, "120230000000Z"), (UTC_TIME, "130229000000Z"));
    assert_eq!(inspect(&impossible).issued(), None, "neither can be read");
}

/// 398 days that begin an hour before the maximum fell to 200: right, if it was issued then.
#[test]
fn a_backdated_certificate_is_judged_by_when_it_was_issued() {
    let at = |at| inspect(&logged(DOMAIN_VALIDATED, START, 398 * DAY, &[at])).findings();
    let before = utc_datetime!(2026-03-14 23:59:59.999);
    assert_eq!(found(&at(before), Rule::OverMaximum), None);
    let finding = found(&at(utc_datetime!(2026-03-15 00:00:00)), Rule::OverMaximum).cloned().expect("over");
    assert_eq!(
        finding.to_string(),
        "tls-server: 398 days are more than the 200 days allowed for certificates issued on or after 2026-03-15 \
         (TLS BR 2.1.5 section 6.3.2, ballot SC081v3), by the earliest SCT, of 2026-03-15T00:00:00Z"
    );
}

#[test]
fn not_before_is_within_48_hours_of_issuance() {
    let at = |policy: &[u8], start: UtcDateTime, away: Duration| {
        found(&inspect(&logged(policy, start, DAY, &[start + away])).findings(), Rule::AwayFromIssuance).is_some()
    };
    let most = Duration::hours(48);
    let more = most + Duration::SECOND;
    // A timestamp counts by its second.
    let cases = [(Duration::ZERO, false), (most + Duration::milliseconds(999), false)];
    for (away, expected) in [(most, false), (-most, false), (more, true), (-more, true)].into_iter().chain(cases) {
        for policy in [DOMAIN_VALIDATED, EXTENDED_VALIDATION] {
            assert_eq!(at(policy, START, away), expected, "{away} {policy:02x?}");
        }
    }
    let rule = utc_datetime!(2023-09-15 00:00:00);
    assert!(at(DOMAIN_VALIDATED, rule - more, more), "issued when the rule began");
    assert!(!at(DOMAIN_VALIDATED, rule - more - Duration::SECOND, more), "issued a second before");
    assert!(!at(&[0x2a, 3], START, more), "it claims no public trust");
}

/// The rules of an authority: a day before the issue, and not after. When it was issued within the second, a log does not say.
#[test]
fn a_schedule_that_is_named_has_its_own_bound() {
    let at = |schedule: &Schedule, away: Duration| {
        let findings = inspect(&logged(&[0x2a, 3], START, DAY, &[START + away])).findings_by_schedule(schedule, START);
        found(&findings, Rule::AwayFromIssuance).map(|finding| (finding.citation(), finding.to_string()))
    };
    let (day, second) = (Duration::DAY, Duration::SECOND);
    assert_eq!(at(&TLS_SERVER, day + second), None);
    for (schedule, section) in [(&ROOT_CA, "1.1"), (&SUBORDINATE_CA, "10.1"), (&OCSP_RESPONDER, "8.1")] {
        assert_eq!(at(schedule, day), None, "{schedule}");
        let (citation, sentence) = at(schedule, day + second).expect("too early");
        assert_eq!(citation, format!("TLS BR 2.0.0 section 7.1.2.{section}, ballot SC62"));
        assert!(sentence.contains("more than the 1 day allowed before the issue"), "{sentence}");
        assert_eq!(at(schedule, -second), None, "{schedule}: signed after the log");
    }
}

/// Each timestamp is opaque in the list, so that others than those of version 1 can be passed over.
#[test]
fn timestamps_of_other_versions_are_passed_over() {
    let of = |scts: &[Vec<u8>]| {
        let inspection = inspect(&with_scts(DOMAIN_VALIDATED, START, DAY, &sct_list(scts)));
        assert_eq!(found(&inspection.findings(), Rule::UnreadablePart), None);
        inspection.issued().expect("a time")
    };
    let later = START + Duration::HOUR;
    let unknown = [&[1][..], &[0xff; 9]].concat();
    assert_eq!(of(&[unknown.clone(), sct(millis(later))]).at(), later);
    assert_eq!(of(&[unknown]).source(), IssueSource::NotBefore);
}

/// Each list that lies is found, and nothing is taken from it.
#[test]
fn lists_that_lie_about_their_length_are_found() {
    let good = sct(millis(START + Duration::HOUR));
    let list = |content: &[u8]| tlv(0x04, content);
    let entry = vector(&good);
    let said = |length: u16, rest: &[u8]| [&length.to_be_bytes()[..], rest].concat();
    let length = good.len() as u16;
    let changed = |index: usize, octet: u8| {
        let mut sct = good.clone();
        sct[index] = octet;
        list(&vector(&vector(&sct)))
    };
    let cases: [(&str, Vec<u8>, &str); 13] = [
        ("no octets", list(&[]), "the list has no length"),
        ("one octet", list(&[0]), "the list has no length"),
        ("an empty list", list(&[0, 0]), "the list is empty"),
        (
            "a list that is said longer",
            list(&said(length + 3, &entry)),
            "the list says that it has 120 octets, and has 119",
        ),
        (
            "a list that is said shorter",
            list(&said(length + 1, &entry)),
            "the list says that it has 118 octets, and has 119",
        ),
        ("the longest list", list(&said(0xffff, &entry)), "the list says that it has 65535 octets, and has 119"),
        (
            "an SCT that is said longer",
            list(&vector(&said(length + 1, &good))),
            "SCT 1 says that it has 118 octets, and 117 are left",
        ),
        (
            "a second one that is said longer",
            list(&vector(&[&entry[..], &said(0xffff, &[])].concat())),
            "SCT 2 says that it has 65535 octets, and 0 are left",
        ),
        (
            "a length of one octet",
            list(&vector(&[&entry[..], &[0]].concat())),
            "SCT 2 says that it has 2 octets, and 1 are left",
        ),
        (
            "an SCT that is said shorter",
            list(&vector(&[said(length - 1, &good[..good.len() - 1])].concat())),
            "SCT 1 ends before its signature does",
        ),
        ("an SCT without octets", list(&vector(&[0, 0])), "SCT 1 ends before its signature does"),
        ("extensions that are said longer", changed(41, 1), "SCT 1 ends before its signature does"),
        ("a signature that is said shorter", changed(46, 69), "SCT 1 is followed by 1 excess octet"),
    ];
    assert_eq!(good.len(), 117, "as laid out");
    for (label, value, expected) in cases {
        let inspection = inspect(&with_scts(DOMAIN_VALIDATED, START, DAY, &value));
        let finding = found(&inspection.findings(), Rule::UnreadablePart).cloned().unwrap_or_else(|| panic!("{label}"));
        let beginning = "extension signedCertificateTimestampList (1.3.6.1.4.1.11129.2.4.2) cannot be read: ";
        assert_eq!(finding.to_string(), format!("{beginning}{expected}"), "{label}");
        assert_eq!(inspection.issued().map(|issued| issued.source()), Some(IssueSource::NotBefore), "{label}");
    }
    let sound = inspect(&with_scts(DOMAIN_VALIDATED, START, DAY, &list(&vector(&entry))));
    assert_eq!(found(&sound.findings(), Rule::UnreadablePart), None, "their twin");
    assert_eq!(sound.issued().map(|issued| issued.source()), Some(IssueSource::Timestamp));
}

#[test]
fn a_timestamp_after_the_year_9999_is_found() {
    let last = 253_402_300_799_999;
    for (millis, sound) in [(last, true), (last + 1, false), (u64::MAX, false), (0, true)] {
        let inspection = inspect(&with_scts(DOMAIN_VALIDATED, START, DAY, &sct_list(&[sct(millis)])));
        assert_eq!(found(&inspection.findings(), Rule::UnreadablePart).is_none(), sound, "{millis}");
    }
}

/// As much as the encoding can hold: 65,535 octets of the shortest entries.
#[test]
fn the_fullest_list_is_read() {
    let mut scts = vec![vec![1]; 65_535 / 3];
    scts[0] = vec![1];
    let inspection = inspect(&with_scts(DOMAIN_VALIDATED, START, DAY, &sct_list(&scts)));
    assert_eq!(found(&inspection.findings(), Rule::UnreadablePart), None);
    assert_eq!(inspection.issued().map(|issued| issued.source()), Some(IssueSource::NotBefore));
}
