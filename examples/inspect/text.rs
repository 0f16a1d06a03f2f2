//! A table of 100 columns.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width, presets};
use notafter::{
    Status,
    inspect::{Finding, Severity},
    time::UtcDateTime,
};

use super::report::{Certificate, ChainReport, Report, Totals, position, rfc3339, title};

pub(crate) struct Text<'a> {
    out: &'a mut dyn Write,
    show: Severity,
    colour: bool,
    /// The file whose heading is still to be printed, as soon as there is something below it.
    heading: Option<String>,
}

impl<'a> Text<'a> {
    pub(crate) fn new(out: &'a mut dyn Write, show: Severity, colour: bool) -> Self {
        Self { out, show, colour, heading: None }
    }

    fn style(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn begin(&mut self) -> io::Result<()> {
        let Some(file) = self.heading.take() else { return Ok(()) };
        let columns = row(["line", "subject", "not before", "not after", "days"], "status");
        writeln!(self.out, "{}", self.style(Style::new().bold(), &file))?;
        writeln!(self.out, "{}", self.style(Style::new().dimmed(), &columns))
    }

    fn findings<'f>(&mut self, findings: impl Iterator<Item = (Option<&'f str>, &'f Finding)>) -> io::Result<()> {
        for (certificate, finding) in findings.filter(|(_, finding)| finding.severity() >= self.show) {
            let sentence = match certificate {
                Some(certificate) => format!("{certificate}: {finding}"),
                None => finding.to_string(),
            };
            let label = format!("{:<7}", finding.severity().to_string());
            let label = self.style(colour_of(finding.severity()), &label);
            let lines = wrapped(&[finding.rule().code(), &sentence], &[(28, false), (54, false)]);
            for (index, line) in lines.iter().enumerate() {
                let label = if index == 0 { label.as_str() } else { "       " };
                writeln!(self.out, "       {label}  {}", line.trim_end())?;
            }
        }
        Ok(())
    }
}

impl Report for Text<'_> {
    fn file(&mut self, name: &str) -> io::Result<()> {
        self.heading = Some(name.to_owned());
        Ok(())
    }

    fn certificate(&mut self, _: &str, certificate: &Certificate, at: UtcDateTime) -> io::Result<()> {
        self.begin()?;
        let inspection = &certificate.inspection;
        let (line, subject) = (position(inspection), title(inspection));
        let (cells, status, severity) = match inspection.validity() {
            Ok(validity) => {
                let ends = [validity.not_before(), validity.not_after()].map(rfc3339);
                let (status, severity) = match validity.status(at) {
                    Status::Valid { .. } => ("valid", Severity::Info),
                    Status::NotYetValid { .. } => ("not yet valid", Severity::Warning),
                    Status::Expired { .. } => ("expired", Severity::Error),
                };
                let [not_before, not_after] = ends;
                ([line, subject, not_before, not_after, validity.days().to_string()], status, severity)
            }
            Err(_) => {
                let none = || "-".to_owned();
                ([line, subject, none(), none(), none()], "unreadable", Severity::Error)
            }
        };
        let status = match severity {
            Severity::Info => status.to_owned(),
            _ => self.style(colour_of(severity), status),
        };
        writeln!(self.out, "{}", row(cells.each_ref().map(String::as_str), &status))?;
        self.findings(certificate.findings.iter().map(|finding| (None, finding)))
    }

    fn chain(&mut self, _: &str, chain: &ChainReport<'_>) -> io::Result<()> {
        self.begin()?;
        writeln!(self.out, "chain: {}", chain.path.join(" < "))?;
        match &chain.end {
            Some((at, name)) => writeln!(self.out, "chain: stops being valid at {}, with {name}", rfc3339(*at))?,
            None => writeln!(self.out, "chain: has no end that is known")?,
        }
        self.findings(chain.findings.iter().map(|(name, finding)| (Some(name.as_str()), *finding)))
    }

    fn error(&mut self, _: &str, _: Option<usize>, _: &str) -> io::Result<()> {
        // It is on standard error.
        Ok(())
    }

    fn summary(&mut self, totals: &Totals) -> io::Result<()> {
        let count = |count: usize, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
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
        for (rule, count) in totals.by_weight() {
            let label = self.style(colour_of(rule.severity()), &format!("{:<7}", rule.severity().to_string()));
            writeln!(self.out, "{count:>6} {label}  {}", rule.code())?;
        }
        writeln!(self.out, "{}", self.style(Style::new().bold(), &summary))
    }
}

/// A line of the table. The status is last, so that its colour cannot shift a column.
fn row(cells: [&str; 5], status: &str) -> String {
    let widths = [(5, true), (30, false), (20, false), (20, false), (7, true)];
    format!("{}{status}", wrapped_to(&cells, &widths, Some(1)).join(""))
}

fn wrapped(cells: &[&str], columns: &[(u16, bool)]) -> Vec<String> {
    wrapped_to(cells, columns, None)
}

/// `cells` in columns of these widths, those with `true` to the right; what does not fit goes to the next line, or is cut
/// off after `lines`.
fn wrapped_to(cells: &[&str], columns: &[(u16, bool)], lines: Option<usize>) -> Vec<String> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(100);
    table.set_truncation_indicator("…");
    let mut row = Row::from(cells);
    if let Some(lines) = lines {
        row.max_height(lines);
    }
    table.add_row(row);
    for (column, &(width, right)) in table.column_iter_mut().zip(columns) {
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
