//! Prints a table, as wide as the terminal: certificates with their ends, and their findings on the lines below.

use std::{env, io, io::IsTerminal as _};

use anstyle::{AnsiColor, Style};
use notafter::{inspect::Severity, time::UtcDateTime};
use textwrap::{WordSeparator, WordSplitter};
use unicode_truncate::{Alignment, UnicodeTruncateStr as _};

use super::{Formatter, days_left, findings, place, summary, title};
use crate::{
    inspect::report::{Row, Totals},
    print::rfc3339,
};

pub(super) struct Text {
    show: Severity,
    at: UtcDateTime,
    width: usize,
    colour: bool,
}

impl Text {
    pub(super) fn new(show: Severity, at: UtcDateTime) -> Self {
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = columns.or(terminal).unwrap_or(WIDTH_OF_FILES).clamp(NARROWEST, WIDEST);
        let colour = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
        Self { show, at, width, colour }
    }

    fn style(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// The columns: end, days left, status, subject, place.
    fn line(&self, [end, left, status, subject, place]: [&str; 5], of_status: Style) -> String {
        let free = self.width.saturating_sub(END + LEFT + STATUS + 4);
        let of_subject = free * 2 / 5;
        let of_place = free - of_subject;
        let status = self.style(of_status, &pad(status, STATUS));
        let line = format!(
            "{} {} {status} {} {}",
            pad(end, END),
            left.unicode_pad(LEFT, Alignment::Right, true),
            pad(subject, of_subject),
            end_of(place, of_place),
        );
        line.trim_end().to_owned() + "\n"
    }

    /// A text below a row, wrapped between its words.
    fn below(&self, label: &str, style: Style, text: &str) -> String {
        let width = self.width.saturating_sub(INDENT + LABEL);
        let mut below = String::new();
        // Dates have hyphens.
        let options = textwrap::Options::new(width)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for (index, line) in textwrap::wrap(text, options).iter().enumerate() {
            let label = if index == 0 { self.style(style, &pad(label, LABEL)) } else { " ".repeat(LABEL) };
            below += &format!("{:INDENT$}{label}{line}\n", "");
        }
        below
    }
}

impl Formatter for Text {
    fn begin(&self) -> String {
        let titles = ["ends", "days", "status", "subject", "where"];
        self.line(titles, if self.colour { Style::new().dimmed() } else { Style::new() })
    }

    fn certificate(&self, row: &Row<'_>) -> String {
        let inspection = row.inspection;
        let (end, left) = match row.end() {
            Some(end) => (rfc3339(end), days_left(end, self.at).to_string()),
            None => (super::written(inspection, notafter::ValidityField::NotAfter), "-".to_owned()),
        };
        let status = row.status(self.at);
        let style = match status {
            "valid" => Style::new(),
            "not yet valid" => colour_of(Severity::Warning),
            _ => colour_of(Severity::Error),
        };
        let mut text = self.line([&end, &left, status, &title(inspection), &place(row)], style);
        if let Some(chain) = &row.chain {
            text += &self.below("chain", Style::new(), &chain.outlook);
        }
        for (message, finding) in findings(row, self.show) {
            let severity = finding.severity();
            let message = format!("{}: {message}", finding.rule());
            text += &self.below(&severity.to_string(), colour_of(severity), &message);
        }
        text
    }

    fn end(&self, totals: &Totals, wanted: bool) -> String {
        if !wanted {
            return String::new();
        }
        let mut text = String::new();
        for (rule, count) in totals.by_weight() {
            let severity = self.style(colour_of(rule.severity()), &pad(&rule.severity().to_string(), LABEL));
            text += &format!("{count:>6} {severity}{}\n", rule.code());
        }
        text + &self.style(Style::new().bold(), &summary(totals)) + "\n"
    }
}

fn pad(text: &str, width: usize) -> String {
    text.unicode_pad(width, Alignment::Left, true).into_owned()
}

/// The text, or as much of its end as fits. The end of a path says more than its beginning.
fn end_of(text: &str, width: usize) -> String {
    let (end, _) = text.unicode_truncate_start(width.saturating_sub(1));
    if end.len() == text.len() || text.chars().count() <= width { text.to_owned() } else { format!("…{end}") }
}

fn colour_of(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Info => AnsiColor::Cyan.on_default(),
    }
}

const END: usize = 20;
const LEFT: usize = 7;
const STATUS: usize = 13;
const INDENT: usize = 4;
const LABEL: usize = 9;
const WIDTH_OF_FILES: usize = 100;
const NARROWEST: usize = 64;
const WIDEST: usize = 400;
