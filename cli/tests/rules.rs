//! Limits that hold on a date, and those that come.

use super::{Output, notafter};

#[test]
fn a_date_decides_what_holds_and_what_comes() {
    let Output { code, out, .. } = notafter("rules --on 2026-11-30 --schedule tls-server", &[]);
    let rows: Vec<Vec<&str>> = out
        .lines()
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).take(3).collect())
        .collect();
    let expected = [
        vec!["schedule", "since", "rule"],
        vec!["tls-server", "2026-03-15", "at most 200 days"],
        vec!["+", "tls-server", "2027-03-15"],
        vec!["+", "tls-server", "2029-03-15"],
        vec!["tls-server", "2023-09-15", "notBefore at most 48 hours before the issue, at most 48 hours after it"],
    ];
    assert_eq!((code, rows), (Some(0), expected.to_vec()), "{out}");
    let later = notafter("rules --on 2029-03-15 --schedule tls-server", &[]).out;
    assert!(later.contains("at most 47 days") && !later.contains('+'), "{later}");
}

#[test]
fn every_schedule_and_every_announcement_is_there() {
    let out = notafter("rules --on 2026-11-30", &[]).out;
    for name in ["tls-ev", "code-signing", "root-ca", "c2pa-timestamping", "Let's Encrypt, classic"] {
        assert!(out.contains(name), "{name}: {out}");
    }
    assert!(out.contains("never after it"), "roots may not begin after their issue: {out}");
    assert_eq!(notafter("rules --schedule nothing", &[]).code, Some(2));
}

#[test]
fn json_is_an_array_of_rows() {
    let out = notafter("rules --on 2026-11-30 --schedule tls-server --format json", &[]).out;
    let rows: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let row = serde_json::json!({
        "schedule": "tls-server",
        "limits": "length",
        "since": "2027-03-15T00:00:00Z",
        "in_force": false,
        "rule": "at most 100 days",
        "recommended": "99 days",
        "source": "TLS BR 2.1.5 section 6.3.2, ballot SC081v3",
    });
    assert_eq!((rows.as_array().map(Vec::len), &rows[1]), (Some(4), &row));
}

#[test]
fn the_calendar_has_what_comes_in_lines_that_rfc5545_allows() {
    let out = notafter("rules --on 2026-11-30 --format ics", &[]).out;
    assert!(out.ends_with("END:VCALENDAR\r\n"));
    for line in out.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line}");
    }
    let unfolded = out.replace("\r\n ", "");
    assert!(unfolded.contains("SUMMARY:tls-server: at most 100 days\\, recommended 99 days\r\n"), "{out}");
    assert!(unfolded.contains("DTSTART;VALUE=DATE:20270315\r\nDTEND;VALUE=DATE:20270316\r\n"), "{out}");
    let uids: Vec<&str> = unfolded.lines().filter(|line| line.starts_with("UID:")).collect();
    let mut unique = uids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!((uids.len(), unique.len()), (6, 6), "{out}");
    let over = notafter("rules --on 2100-01-01 --format ics", &[]).out;
    assert!(!over.contains("VEVENT"), "nothing comes: {over}");
}
