//! One JSON object a line: a certificate, a chain, an error, and at last the summary.

use std::io::{self, Write};

use notafter::{
    inspect::{Finding, Severity},
    time::UtcDateTime,
};
use serde_json::{Value, json};

use super::report::{Certificate, ChainReport, Report, Totals, rfc3339};

pub(crate) struct Json<'a> {
    out: &'a mut dyn Write,
}

impl<'a> Json<'a> {
    pub(crate) fn new(out: &'a mut dyn Write) -> Self {
        Self { out }
    }

    fn line(&mut self, value: &Value) -> io::Result<()> {
        writeln!(self.out, "{value}")
    }
}

impl Report for Json<'_> {
    fn file(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn certificate(&mut self, file: &str, certificate: &Certificate, at: UtcDateTime) -> io::Result<()> {
        let inspection = &certificate.inspection;
        let validity = inspection.validity().ok();
        self.line(&json!({
            "file": file,
            "line": inspection.line(),
            "subject": inspection.subject().to_string(),
            "subject_alt_names": inspection.subject_alt_names(),
            "issuer": inspection.issuer().to_string(),
            "serial_number": inspection.serial_number().to_string(),
            "role": inspection.role().to_string(),
            "schedule": inspection.schedule().map(|schedule| schedule.name()),
            "claims_public_trust": inspection.claims_public_trust(),
            "not_before": validity.map(|validity| rfc3339(validity.not_before())),
            "not_after": validity.map(|validity| rfc3339(validity.not_after())),
            "days": validity.map(|validity| validity.days()),
            "valid": validity.map(|validity| validity.contains(at)),
            "findings": certificate.findings.iter().map(finding).collect::<Vec<_>>(),
        }))
    }

    fn chain(&mut self, file: &str, chain: &ChainReport<'_>) -> io::Result<()> {
        let findings = chain.findings.iter().map(|(name, cause)| {
            let mut value = finding(cause);
            value["certificate"] = json!(name);
            value
        });
        self.line(&json!({
            "file": file,
            "chain": chain.path,
            "ends": chain.end.as_ref().map(|(at, _)| rfc3339(*at)),
            "ended_by": chain.end.as_ref().map(|(_, name)| name),
            "findings": findings.collect::<Vec<_>>(),
        }))
    }

    fn error(&mut self, file: &str, line: Option<usize>, message: &str) -> io::Result<()> {
        self.line(&json!({ "file": file, "line": line, "error": message }))
    }

    fn summary(&mut self, totals: &Totals) -> io::Result<()> {
        let rules: serde_json::Map<String, Value> =
            totals.by_weight().into_iter().map(|(rule, count)| (rule.code().to_owned(), json!(count))).collect();
        self.line(&json!({ "summary": {
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
