//! A report as it is stored.

use notafter::{Lifetime, Profile, limits, preflight};
use serde_json::json;

#[test]
fn a_report_is_written_with_its_groups_and_failures() {
    let profile = Profile::new(Lifetime::days(200)).with_schedule(&limits::TLS_SERVER);
    let report = preflight::Preflight::at_hazards(2026..=2027).run(|now| profile.validity(now));
    let message = "200 days are more than the 100 days allowed for certificates issued on or after 2027-03-15 \
                   (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)";
    let expected = json!({
        "is_clean": false,
        "attempts": 4,
        "issued": 3,
        "first": "2026-01-01T00:00:00Z",
        "last": "2027-12-31T23:59:59Z",
        "shortest": { "not_before": "2026-01-01T00:00:00Z", "not_after": "2026-07-19T23:59:59Z" },
        "longest": { "not_before": "2026-01-01T00:00:00Z", "not_after": "2026-07-19T23:59:59Z" },
        "groups": [{
            "count": 1,
            "first": "2027-12-31T23:59:59Z",
            "last": "2027-12-31T23:59:59Z",
            "cause": "error",
            "message": message,
        }],
        "failures": [{ "at": "2027-12-31T23:59:59Z", "cause": "error", "message": message }],
    });
    assert_eq!(serde_json::to_value(&report).expect("JSON"), expected);
}

#[test]
fn what_there_is_not_is_null_and_texts_of_others_are_escaped() {
    let none = serde_json::to_value(preflight::Preflight::at([]).run(|_| ())).expect("JSON");
    assert_eq!((&none["first"], &none["shortest"], &none["is_clean"]), (&json!(null), &json!(null), &json!(false)));
    let raw = preflight::every_day(2026..=2026, |_| Err::<(), _>("\u{202e}\u{1b}[31m\u{200b}\u{2028}\u{9b}"));
    let text = serde_json::to_string(&raw).expect("JSON");
    assert!(text.is_ascii(), "{}", &text[..500]);
    assert!(text.contains(r"\\u{202e}\\u{1b}[31m\\u{200b}\\u{2028}\\u{9b}"), "{}", &text[..500]);
}
