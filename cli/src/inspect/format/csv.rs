//! Prints a certificate on each line, for spreadsheets (RFC 4180).

use notafter::{ValidityField, time::UtcDateTime};

use super::{Formatter, MOST_OF_SOURCE, days_left, written};
use crate::{
    inspect::report::{Row, Totals},
    print::{one_line, rfc3339},
};

pub(super) struct Csv {
    pub(super) at: UtcDateTime,
}

impl Formatter for Csv {
    fn begin(&self) -> String {
        record(COLUMNS.map(str::to_owned))
    }

    fn certificate(&self, row: &Row<'_>) -> String {
        let (inspection, end) = (row.inspection, row.end());
        let worst = row.all_findings().map(|finding| finding.severity()).max();
        let codes: Vec<&str> = row.all_findings().map(|finding| finding.rule().code()).collect();
        record([
            one_line(row.source, MOST_OF_SOURCE),
            row.place.clone(),
            inspection.subject().to_string(),
            inspection.subject_alt_names().collect::<Vec<_>>().join(" "),
            inspection.issuer().to_string(),
            inspection.serial_number().to_string(),
            written(inspection, ValidityField::NotBefore),
            written(inspection, ValidityField::NotAfter),
            end.map(rfc3339).unwrap_or_default(),
            end.map(|end| days_left(end, self.at).to_string()).unwrap_or_default(),
            row.status(self.at).to_owned(),
            inspection.kind().to_string(),
            worst.map(|worst| worst.to_string()).unwrap_or_default(),
            codes.join(" "),
        ])
    }

    fn end(&self, _: &Totals, _: bool) -> String {
        String::new()
    }
}

fn record<const N: usize>(fields: [String; N]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fields = fields.map(|field| if is_like_formula(&field) { format!("'{field}") } else { field });
    let written = writer.write_record(&fields).is_ok().then(|| writer.into_inner().ok()).flatten();
    written.and_then(|record| String::from_utf8(record).ok()).unwrap_or_default()
}

/// Whether a spreadsheet could take the text for a formula. A dash alone is standard input, or no time.
fn is_like_formula(field: &str) -> bool {
    field.starts_with(['=', '+', '@', '\t', '\r'])
        || (field.starts_with('-') && field.len() > 1 && field.parse::<i64>().is_err())
}

const COLUMNS: [&str; 14] = [
    "source",
    "place",
    "subject",
    "subject_alt_names",
    "issuer",
    "serial_number",
    "not_before",
    "not_after",
    "end",
    "days_left",
    "status",
    "kind",
    "worst",
    "findings",
];
