//! A lifetime from a date on.

use super::{Output, notafter};

#[test]
fn the_three_policies_stand_side_by_side() {
    let Output { code, out, err } = notafter("when 2028-02-29", &["1 year"]);
    let expected = "policy        notAfter              length\n\
                    clamp         2029-02-27T23:59:59Z  365 days\n\
                    roll-forward  2029-02-28T23:59:59Z  366 days\n\
                    reject        none                  2029-02-29 does not exist\n";
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), expected, ""));
    let day_before = notafter("when 2028-02-28 1y", &[]);
    assert_eq!(day_before.out.matches("2029-02-27T23:59:59Z  366 days").count(), 3, "{}", day_before.out);
}

#[test]
fn one_policy_and_none_are_one_row() {
    let one = notafter("when 2028-02-29T12:00:00Z", &["1 year, reject"]);
    let expected = "policy  notAfter  length\nreject  none      2029-02-29 does not exist\n";
    assert_eq!((one.code, one.out.as_str()), (Some(1), expected), "there is no end");
    let exact = notafter("when 2028-02-29T12:00:00Z 90d", &[]);
    assert_eq!(exact.out, "policy  notAfter              length\nexact   2028-05-29T11:59:59Z  90 days\n");
}

#[test]
fn json_has_fields_for_programs() {
    let Output { code, out, .. } = notafter("when 2028-02-29 --format json", &["1 year"]);
    let answers: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, Some(0));
    let answer =
        |index: usize| (&answers[index]["policy"], &answers[index]["validity"]["not_after"], &answers[index]["days"]);
    let expected = [
        (serde_json::json!("clamp"), serde_json::json!("2029-02-27T23:59:59Z"), serde_json::json!(365)),
        (serde_json::json!("roll-forward"), serde_json::json!("2029-02-28T23:59:59Z"), serde_json::json!(366)),
        (serde_json::json!("reject"), serde_json::json!(null), serde_json::json!(null)),
    ];
    for (index, (policy, end, days)) in expected.iter().enumerate() {
        assert_eq!(answer(index), (policy, end, days));
    }
}

#[test]
fn what_is_no_date_and_no_lifetime_is_told() {
    let cases = [
        (["when", "2027-02-29", "1y"], "29 February 2027 does not exist, 2027 is not a leap year"),
        (["when", "tomorrow", "1y"], "expected a date such as 2028-02-29"),
        (["when", "2027-02-28", "a\u{1b}[31mfortnight"], "a\\x1b[31mfortnight"),
        (["when", "2027-02-28", "1 year, omit"], "omit"),
    ];
    for (arguments, expected) in cases {
        let Output { code, out, err } = notafter("", &arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(expected) && !err.contains('\u{1b}'), "{arguments:?}: {err}");
    }
}
