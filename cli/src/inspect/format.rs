//! The formats. Each makes a text for a certificate, on many threads.

mod csv;
mod json;
mod lines;
mod openmetrics;
mod text;

use clap::ValueEnum;
use notafter::{
    ValidityField,
    inspect::{Inspection, Severity},
    time::UtcDateTime,
};

use super::report::{Row, Totals, Unread};
use crate::print::{one_line, rfc3339};

/// The format of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table, as wide as the terminal.
    Text,
    /// A finding on each line, for grep: file, place, severity, code, subject and message.
    Lines,
    /// A JSON object on each line.
    Json,
    /// A certificate on each line, for spreadsheets.
    Csv,
    /// Metrics for Prometheus and others.
    Openmetrics,
}

/// Makes texts that end in a line break, or are empty.
pub(crate) trait Formatter: Sync {
    /// The text before everything.
    fn begin(&self) -> String {
        String::new()
    }

    fn certificate(&self, row: &Row<'_>) -> String;

    /// The text on standard output for something unreadable, which is also on standard error.
    fn unread(&self, _: &Unread) -> String {
        String::new()
    }

    /// The text after everything.
    fn end(&self, totals: &Totals, summary: bool) -> String;
}

pub(crate) fn of(format: Format, show: Severity, at: UtcDateTime) -> Box<dyn Formatter> {
    match format {
        Format::Text => Box::new(text::Text::new(show, at)),
        Format::Lines => Box::new(lines::Lines { show, at }),
        Format::Json => Box::new(json::Json { at }),
        Format::Csv => Box::new(csv::Csv { at }),
        Format::Openmetrics => Box::new(openmetrics::OpenMetrics { at }),
    }
}

/// The shortest text that tells a reader which certificate it is.
pub(crate) fn title(inspection: &Inspection) -> String {
    let subject = inspection.subject();
    let title = match (subject.common_name(), inspection.subject_alt_names().next()) {
        (Some(name), _) | (None, Some(name)) => name,
        (None, None) if subject.is_empty() => "(no name)".to_owned(),
        (None, None) => subject.to_string(),
    };
    one_line(&title, MOST_OF_TITLE)
}

/// A time of a certificate: the instant, or else the text as it is written, or `-` if there is none.
fn written(inspection: &Inspection, field: ValidityField) -> String {
    match inspection.time(field).map(|time| (time.instant(), time.text())) {
        Some((Ok(instant), _)) => rfc3339(instant),
        Some((Err(_), text)) => text.to_string(),
        None => "-".to_owned(),
    }
}

/// Whole days from `at` to `end`, negative once it is past.
fn days_left(end: UtcDateTime, at: UtcDateTime) -> i64 {
    (end - at).whole_seconds().div_euclid(86_400)
}

/// The findings to show, with the certificate of the chain if it is not the row's.
fn findings<'r>(row: &'r Row<'_>, show: Severity) -> impl Iterator<Item = (String, &'r notafter::inspect::Finding)> {
    let own = row.findings.iter().map(|finding| (finding.to_string(), finding));
    let of_chain = row.chain.iter().flat_map(|chain| &chain.findings);
    let of_chain = of_chain.map(|(title, finding)| (format!("chain, {title}: {finding}"), finding));
    own.chain(of_chain).filter(move |(_, finding)| finding.severity() >= show)
}

/// The file or server, and the place of the certificate in it.
fn place(row: &Row<'_>) -> String {
    let source = one_line(row.source, MOST_OF_SOURCE);
    if row.place.is_empty() { source } else { format!("{source}: {}", row.place) }
}

fn counted(count: usize, noun: &str) -> String {
    crate::print::counted(count as u64, noun)
}

/// `12 certificates in 3 files: 1 error, 0 warnings, 2 infos`, and the other counts.
fn summary(totals: &Totals) -> String {
    let mut summary = format!(
        "{} in {}: {}, {}, {}",
        counted(totals.certificates, "certificate"),
        counted(totals.sources - totals.skipped, "source"),
        counted(totals.of(Severity::Error), "error"),
        counted(totals.of(Severity::Warning), "warning"),
        counted(totals.of(Severity::Info), "info"),
    );
    if totals.ending > 0 {
        summary += &format!(
            "; {} within the time",
            if totals.ending == 1 { "1 ends".to_owned() } else { format!("{} end", totals.ending) }
        );
    }
    if totals.skipped > 0 {
        summary += &format!("; {} without certificates", counted(totals.skipped, "file"));
    }
    if totals.unreadable > 0 {
        summary += &format!("; {} not readable", totals.unreadable);
    }
    summary
}

const MOST_OF_TITLE: usize = 200;
const MOST_OF_SOURCE: usize = 1_000;
