//! A table of 100 columns.

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width, presets};
use notafter::{
    Field, ReadError, Status,
    inspect::{Finding, Place, Severity},
    time::UtcDateTime,
};

use super::report::{Certificate, ChainReport, Report, Totals, position, rfc3339, title, written};

pub(crate) struct Text {
    pub(crate) show: Severity,
    pub(crate) colour: bool,
}

impl Text {
    fn style(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn severity(&self, severity: Severity) -> String {
        self.style(colour_of(severity), &format!("{:<7}", severity.to_string()))
    }

    /// The findings that are to be shown; in a chain, each with its certificate.
    fn findings<'f>(&self, findings: impl Iterator<Item = (Option<&'f str>, &'f Finding)>) -> String {
        let mut text = String::new();
        for (certificate, finding) in findings.filter(|(_, finding)| finding.severity() >= self.show) {
            let sentence = match certificate {
                Some(certificate) => format!("{certificate}: {finding}"),
                None => finding.to_string(),
            };
            let mut label = self.severity(finding.severity());
            for line in columns(&[finding.rule().code(), &sentence], &[(28, false), (54, false)], None) {
                text += &format!("       {label}  {}\n", line.trim_end());
                label = " ".repeat(7);
            }
        }
        text
    }
}

impl Report for Text {
    fn heading(&self, file: &str) -> String {
        let titles = row(["place", "subject", "not before", "not after", "days"], "status");
        format!("{}\n{}\n", self.style(Style::new().bold(), file), self.style(Style::new().dimmed(), &titles))
    }

    fn certificate(&self, _: &str, certificate: &Certificate, at: UtcDateTime) -> String {
        let inspection = &certificate.inspection;
        let ends = [Field::NotBefore, Field::NotAfter].map(|field| written(inspection.time(field)));
        let (days, status, severity) = match inspection.validity() {
            Ok(validity) => {
                let (status, severity) = match validity.status(at) {
                    Status::Valid { .. } => ("valid", None),
                    Status::NotYetValid { .. } => ("not yet valid", Some(Severity::Warning)),
                    Status::Expired { .. } => ("expired", Some(Severity::Error)),
                };
                (validity.days().to_string(), status, severity)
            }
            Err(ReadError::Reversed { .. }) => ("-".to_owned(), "reversed", Some(Severity::Error)),
            Err(_) => ("-".to_owned(), "unreadable", Some(Severity::Error)),
        };
        let status = severity.map_or_else(|| status.to_owned(), |severity| self.style(colour_of(severity), status));
        let [not_before, not_after] = &ends;
        let line = row([&position(inspection), &title(inspection), not_before, not_after, &days], &status);
        format!("{line}\n{}", self.findings(certificate.findings.iter().map(|finding| (None, finding))))
    }

    fn chain(&self, _: &str, chain: &ChainReport<'_>) -> String {
        let path = chain.path.join(" < ");
        let end = match &chain.end {
            Some((at, name)) => format!("stops being valid at {}, with {name}", rfc3339(*at)),
            None => "has no end that is known".to_owned(),
        };
        let findings = chain.findings.iter().map(|(name, finding)| (Some(name.as_str()), *finding));
        format!("chain: {path}\nchain: {end}\n{}", self.findings(findings))
    }

    fn error(&self, _: &str, _: Option<Place>, _: &str) -> String {
        String::new()
    }

    fn summary(&self, totals: &Totals) -> String {
        let mut text = String::new();
        for (rule, count) in totals.by_weight() {
            text += &format!("{count:>6} {}  {}\n", self.severity(rule.severity()), rule.code());
        }
        let mut summary = format!(
            "{} in {}: {}, {}, {}",
            count(totals.certificates, "certificate"),
            count(totals.files, "file"),
            count(totals.of(Severity::Error), "error"),
            count(totals.of(Severity::Warning), "warning"),
            count(totals.of(Severity::Info), "info"),
        );
        if totals.skipped > 0 {
            summary += &format!("; {} without certificates", count(totals.skipped, "file"));
        }
        if totals.unreadable > 0 {
            summary += &format!("; {} not readable", totals.unreadable);
        }
        text + &self.style(Style::new().bold(), &summary) + "\n"
    }
}

fn count(count: usize, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// A line of the table. The status is last, so that its colour cannot shift a column.
fn row(cells: [&str; 5], status: &str) -> String {
    let widths = [(5, true), (30, false), (20, false), (20, false), (7, true)];
    columns(&cells, &widths, Some(1)).concat() + status
}

/// `cells` in columns of these widths, those with `true` to the right; what does not fit goes to the next line, or is cut
/// off after `lines`.
fn columns(cells: &[&str], widths: &[(u16, bool)], lines: Option<usize>) -> Vec<String> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(100);
    table.set_truncation_indicator("…");
    let mut row = Row::from(cells);
    if let Some(lines) = lines {
        row.max_height(lines);
    }
    table.add_row(row);
    for (column, &(width, right)) in table.column_iter_mut().zip(widths) {
        // One space stands between two columns.
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + 1))).set_padding((0, 1));
        if right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().collect()
}

fn colour_of(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Info => AnsiColor::Cyan.on_default(),
    }
}
