//! What a monitor stores: the fields, by their names.
#![cfg(feature = "serde")]

use notafter::inspect::{Inspection, chain};
use serde_json::{Value, json, to_value};
use time::{Duration, macros::utc_datetime};

use super::{
    bundle::made::bundle,
    made::{DOMAIN_VALIDATED, inspect, logged, pem},
};
use crate::fixture::{GENERALIZED_TIME, UTC_TIME, VALIDITY, authority_der, leaf, offset_of, with_times};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("fields").keys().map(String::as_str).collect()
}

#[test]
fn an_inspection_has_its_parts() {
    let start = utc_datetime!(2026-03-15 00:00:00);
    let certificate = logged(DOMAIN_VALIDATED, start, 86_400, &[start + Duration::milliseconds(1_250)]);
    let stored = to_value(inspect(&certificate)).expect("JSON");
    let mut expected = [
        "place",
        "subject",
        "subject_alt_names",
        "issuer",
        "serial_number",
        "subject_key_identifier",
        "authority_key_identifier",
        "role",
        "kind",
        "schedule",
        "claims_public_trust",
        "not_before",
        "not_after",
        "validity",
        "days",
        "issued",
    ];
    expected.sort_unstable();
    let mut found = keys(&stored);
    found.sort_unstable();
    assert_eq!(found, expected);
    let validity = json!({ "not_before": "2026-03-15T00:00:00Z", "not_after": "2026-03-15T23:59:59Z" });
    let text = |name: &str| stored[name].as_str().expect("a text").to_owned();
    assert_eq!((&stored["validity"], &stored["days"], &stored["place"]), (&validity, &json!(1), &Value::Null));
    assert_eq!(stored["issued"], json!({ "at": "2026-03-15T00:00:01.250Z", "source": "sct" }));
    assert_eq!(
        (stored["subject_alt_names"].clone(), text("subject")),
        (json!(["leaf.example"]), "CN=leaf.example".to_owned())
    );
    assert_eq!([text("role"), text("kind"), text("schedule")], ["end entity", "tls-server", "tls-server"]);
    assert_eq!((&stored["claims_public_trust"], text("serial_number")), (&json!(true), "29".repeat(16)));
    assert_eq!(text("authority_key_identifier").len(), 40);
}

#[test]
fn a_period_that_is_none_is_stored_with_both_times() {
    let certificate = with_times((GENERALIZED_TIME, "20500101000000Z"), (UTC_TIME, "130229120000Z"));
    let inspection = inspect(&certificate);
    let stored = to_value(&inspection).expect("JSON");
    let offset = offset_of(&certificate, VALIDITY) + 2;
    let not_before = json!({
        "text": "20500101000000Z", "type": "GeneralizedTime", "offset": offset, "instant": "2050-01-01T00:00:00Z", "error": null,
    });
    let reason = "notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year";
    let not_after =
        json!({ "text": "130229120000Z", "type": "UTCTime", "offset": offset + 17, "instant": null, "error": reason });
    assert_eq!((&stored["not_before"], &stored["not_after"]), (&not_before, &not_after));
    assert_eq!((&stored["validity"], &stored["days"]), (&Value::Null, &Value::Null));
    let findings = to_value(inspection.findings()).expect("JSON");
    assert_eq!(
        findings,
        json!([{
            "rule": "impossible-date", "severity": "error", "element": "notAfter", "offset": offset + 17, "message": reason,
            "citation": "RFC 5280 section 4.1.2.5",
        }])
    );
}

#[test]
fn a_place_is_stored_with_its_numbers() {
    let place = |file: &[u8]| {
        let read = Inspection::iter_from_slice(file).next().expect("a result").expect("a certificate");
        to_value(read).expect("JSON")["place"].clone()
    };
    assert_eq!(place(leaf()), json!({ "line": null, "octet": 0, "entry": null }));
    let file = format!("# text\n{}", pem(leaf()));
    assert_eq!(place(file.as_bytes()), json!({ "line": 2, "octet": null, "entry": null }));
    let structure = bundle(&[leaf()], &[]);
    assert_eq!(place(&structure), json!({ "line": null, "octet": 0, "entry": 1 }));
}

#[test]
fn a_chain_is_stored_with_its_end() {
    let certificates = [inspect(leaf()), inspect(authority_der())];
    let chain = chain(&certificates, utc_datetime!(2014-01-01 00:00:00)).expect("a chain");
    let stored = to_value(chain).expect("JSON");
    let named = |inspection: &Inspection| {
        let stored = to_value(inspection).expect("JSON");
        let parts = ["place", "subject", "issuer", "serial_number"].map(|part| (part.to_owned(), stored[part].clone()));
        Value::Object(parts.into_iter().collect())
    };
    let [leaf, authority] = certificates.each_ref().map(named);
    assert_eq!((&stored["path"], &stored["is_complete"]), (&json!([leaf, authority]), &json!(true)));
    assert_eq!(stored["end"], json!({ "certificate": leaf, "at": "2013-02-28T00:00:00Z" }));
    assert_eq!(stored["validity"]["not_after"], "2013-02-27T23:59:59Z");
    assert_eq!((&stored["findings"][0]["certificate"], &stored["findings"][0]["rule"]), (&leaf, &json!("expired")));
}

#[test]
fn an_outlook_is_stored_with_what_it_prints() {
    let certificates = [inspect(leaf()), inspect(authority_der())];
    let chain = chain(&certificates, utc_datetime!(2012-06-01 00:00:00)).expect("a chain");
    let (outlook, stored) = (chain.outlook(), to_value(chain.outlook()).expect("JSON"));
    let fields = ["summary", "last", "certificate", "is_complete", "obstacles", "hazard"];
    assert_eq!(keys(&stored).len(), fields.len(), "{stored}");
    assert!(fields.iter().all(|field| stored.get(field).is_some()), "{stored}");
    assert_eq!(stored["summary"], outlook.to_string());
    assert_eq!(stored["last"], "2013-02-27T23:59:59Z");
    assert_eq!(stored["certificate"]["subject"], certificates[0].subject().to_string());
    let [obstacle] = outlook.obstacles() else { panic!("{outlook}") };
    assert_eq!(stored["obstacles"][0]["cause"], "issuer-ends");
    assert_eq!(stored["obstacles"][0]["message"], obstacle.to_string());
    assert_eq!(stored["hazard"]["at"], "2038-01-19T03:14:07Z");
    assert_eq!(stored["hazard"]["hazard"], "signed 32-bit clocks");
    // Without an end there is no last second.
    let lone = [inspect(&with_times((UTC_TIME, "120229000000Z"), (UTC_TIME, "130229000000Z")))];
    let lone = notafter::inspect::chain(&lone, utc_datetime!(2012-06-01 00:00:00)).expect("a chain");
    let unknown = to_value(lone.outlook()).expect("JSON");
    assert_eq!((&unknown["last"], &unknown["hazard"]), (&Value::Null, &Value::Null));
}
