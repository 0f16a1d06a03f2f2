//! Prints a JSON object on each line: certificates, unreadable parts, and at last the summary.

use notafter::{
    inspect::{Finding, Inspection, Severity},
    time::UtcDateTime,
};
use serde::Serialize;
use serde_json::Value;

use super::{Formatter, days_left};
use crate::{
    inspect::report::{Row, Totals, Unread},
    print::{self, rfc3339},
};

pub(super) struct Json {
    pub(super) at: UtcDateTime,
}

/// The fields of a certificate. Their names are stable.
#[derive(Serialize)]
struct Certificate<'a> {
    r#type: &'static str,
    source: &'a str,
    /// The place in words, even if the file has no lines.
    r#where: &'a str,
    status: &'static str,
    /// When it really ends: by itself, or with its chain.
    end: Option<String>,
    days_left: Option<i64>,
    #[serde(flatten)]
    inspection: &'a Inspection,
    findings: &'a [Finding],
    #[serde(flatten)]
    chain: Option<&'a Value>,
}

impl Formatter for Json {
    fn certificate(&self, row: &Row<'_>) -> String {
        let end = row.end();
        print::json_line(&Certificate {
            r#type: "certificate",
            source: row.source,
            r#where: &row.place,
            status: row.status(self.at),
            end: end.map(rfc3339),
            days_left: end.map(|end| days_left(end, self.at)),
            inspection: row.inspection,
            findings: &row.findings,
            chain: row.chain.as_ref().map(|chain| &chain.stored),
        })
    }

    fn unread(&self, unread: &Unread) -> String {
        print::json_line(&serde_json::json!({ "type": "error", "source": unread.source, "error": unread.message }))
    }

    fn end(&self, totals: &Totals, wanted: bool) -> String {
        if !wanted {
            return String::new();
        }
        let rules: serde_json::Map<String, Value> =
            totals.by_weight().into_iter().map(|(rule, count)| (rule.code().to_owned(), count.into())).collect();
        print::json_line(&serde_json::json!({
            "type": "summary",
            "sources": totals.sources,
            "skipped": totals.skipped,
            "unreadable": totals.unreadable,
            "certificates": totals.certificates,
            "ending": totals.ending,
            "errors": totals.of(Severity::Error),
            "warnings": totals.of(Severity::Warning),
            "infos": totals.of(Severity::Info),
            "rules": rules,
        }))
    }
}
