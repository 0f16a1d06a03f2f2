//! One JSON object a line: a certificate, a chain, an error, and at last the summary.

use notafter::{
    Field,
    inspect::{Finding, Place, Severity, WrittenTime},
    time::UtcDateTime,
};
use serde_json::{Value, json};

use super::report::{Certificate, ChainReport, Report, Totals, rfc3339};

pub(crate) struct Json;

impl Report for Json {
    fn heading(&self, _: &str) -> String {
        String::new()
    }

    fn certificate(&self, file: &str, certificate: &Certificate, at: UtcDateTime) -> String {
        let inspection = &certificate.inspection;
        let validity = inspection.validity().ok();
        let [not_before, not_after] = [Field::NotBefore, Field::NotAfter].map(|field| inspection.time(field));
        let instant = |time: Option<WrittenTime>| time.and_then(|time| time.instant().ok()).map(rfc3339);
        let text = |time: Option<WrittenTime>| time.map(|time| time.text().to_string());
        let issued = inspection.issued();
        object(&json!({
            "file": file,
            "place": inspection.place().map(place),
            "subject": inspection.subject().to_string(),
            "subject_alt_names": inspection.subject_alt_names().collect::<Vec<_>>(),
            "issuer": inspection.issuer().to_string(),
            "serial_number": inspection.serial_number().to_string(),
            "role": inspection.role().to_string(),
            "kind": inspection.kind().to_string(),
            "schedule": inspection.schedule().map(|schedule| schedule.name()),
            "claims_public_trust": inspection.claims_public_trust(),
            "not_before": instant(not_before),
            "not_before_text": text(not_before),
            "not_after": instant(not_after),
            "not_after_text": text(not_after),
            "issued": issued.map(|issued| rfc3339(issued.at())),
            "issued_by": issued.map(|issued| issued.source().to_string()),
            "days": validity.map(|validity| validity.days()),
            "valid": validity.map(|validity| validity.contains(at)),
            "findings": certificate.findings.iter().map(finding).collect::<Vec<_>>(),
        }))
    }

    fn chain(&self, file: &str, chain: &ChainReport<'_>) -> String {
        let findings = chain.findings.iter().map(|(name, cause)| {
            let mut value = finding(cause);
            value["certificate"] = json!(name);
            value
        });
        object(&json!({
            "file": file,
            "chain": chain.path,
            "ends": chain.end.as_ref().map(|(at, _)| rfc3339(*at)),
            "ended_by": chain.end.as_ref().map(|(_, name)| name),
            "findings": findings.collect::<Vec<_>>(),
        }))
    }

    fn error(&self, file: &str, at: Option<Place>, message: &str) -> String {
        object(&json!({ "file": file, "place": at.map(place), "error": message }))
    }

    fn summary(&self, totals: &Totals) -> String {
        let rules: serde_json::Map<String, Value> =
            totals.by_weight().into_iter().map(|(rule, count)| (rule.code().to_owned(), json!(count))).collect();
        object(&json!({ "summary": {
            "files": totals.files,
            "skipped": totals.skipped,
            "unreadable": totals.unreadable,
            "certificates": totals.certificates,
            "errors": totals.of(Severity::Error),
            "warnings": totals.of(Severity::Warning),
            "infos": totals.of(Severity::Info),
            "rules": rules,
        }}))
    }
}

fn object(value: &Value) -> String {
    format!("{value}\n")
}

fn place(place: Place) -> Value {
    json!({ "line": place.line(), "octet": place.octet(), "entry": place.entry() })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "rule": finding.rule().code(),
        "severity": finding.severity().to_string(),
        "element": finding.element().to_string(),
        "offset": finding.offset(),
        "message": finding.to_string(),
        "citation": finding.citation(),
    })
}
