//! Prints the results in the requested order, and counts them.

use std::{cmp::Reverse, collections::BTreeMap, io::Write, path::Path};

use clap::ValueEnum;
use notafter::{
    ReadError, Status, ValidityField,
    inspect::{Finding, Inspection, Rule, Severity},
    time::UtcDateTime,
};

use super::{
    format::Formatter,
    judge::{Chained, Together},
};
use crate::{
    Failure,
    print::{complain, one_line},
};

/// The order of the certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// The certificate that ends first comes first.
    End,
    /// As they are read.
    Input,
}

/// A certificate with its findings.
pub(crate) struct Row<'a> {
    /// The file or the server.
    pub(crate) source: &'a str,
    /// The place of the certificate in the source, or nothing if it is the whole source.
    pub(crate) place: String,
    pub(crate) inspection: &'a Inspection,
    pub(crate) findings: Vec<Finding>,
    pub(crate) chain: Option<Chained>,
}

impl Row<'_> {
    /// When it really ends: by itself, or with its chain. `None` if that cannot be read.
    pub(crate) fn end(&self) -> Option<UtcDateTime> {
        let own = self.inspection.time(ValidityField::NotAfter).and_then(|time| time.instant().ok())?;
        match self.chain.as_ref().map(|chain| chain.period) {
            None => Some(own),
            Some(Together::Valid(period)) => Some(own.min(period.not_after())),
            Some(Together::Never { first_end }) => Some(first_end.map_or(own, |end| own.min(end))),
            Some(Together::Unreadable) => None,
        }
    }

    /// Whether no second is known in which the certificate and its chain are valid.
    pub(crate) fn has_no_period(&self) -> bool {
        self.inspection.validity().is_err()
            || self.chain.as_ref().is_some_and(|chain| !matches!(chain.period, Together::Valid(_)))
    }

    /// Whether the certificate is of use at an instant, with its chain as far as that is known, in one or two words.
    pub(crate) fn status(&self, at: UtcDateTime) -> &'static str {
        let period = match (self.inspection.validity(), self.chain.as_ref().map(|chain| chain.period)) {
            (Err(ReadError::Reversed { .. }), _) => return "reversed",
            (Err(_), _) | (_, Some(Together::Unreadable)) => return "unreadable",
            (_, Some(Together::Never { .. })) => return "never valid",
            (_, Some(Together::Valid(period))) | (Ok(period), None) => period,
        };
        match period.status(at) {
            Status::Valid { .. } => "valid",
            Status::NotYetValid { .. } => "not yet valid",
            Status::Expired { .. } => "expired",
        }
    }

    pub(crate) fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let of_chain = self.chain.iter().flat_map(|chain| chain.findings.iter().map(|(_, finding)| finding));
        self.findings.iter().chain(of_chain)
    }
}

/// The name of a file. Octets that are no UTF-8 are escaped, so that two names are not printed as one.
pub(crate) fn shown(path: &Path) -> String {
    path.to_str().map_or_else(|| path.as_os_str().as_encoded_bytes().escape_ascii().to_string(), str::to_owned)
}

/// Something that cannot be read, and why.
pub(crate) struct Unread {
    pub(crate) source: String,
    pub(crate) message: String,
}

/// The result for a piece of input.
pub(crate) enum Item {
    /// A certificate in its printed form, or `None` if it is not to be shown.
    Certificate {
        text: Option<String>,
        end: Option<UtcDateTime>,
        ending: bool,
        found: Vec<(Rule, Severity)>,
    },
    Unread(Unread),
    /// A file of a folder that has something else than certificates.
    Skipped,
}

/// Everything that was counted.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) certificates: usize,
    pub(crate) sources: usize,
    pub(crate) skipped: usize,
    pub(crate) unreadable: usize,
    /// How many end within the requested time.
    pub(crate) ending: usize,
    pub(crate) worst: Option<Severity>,
    rules: BTreeMap<&'static str, (Rule, usize)>,
}

impl Totals {
    pub(crate) fn of(&self, severity: Severity) -> usize {
        self.rules.values().filter(|(rule, _)| rule.severity() == severity).map(|(_, count)| count).sum()
    }

    /// The rules that were broken, the worst and most frequent first.
    pub(crate) fn by_weight(&self) -> Vec<(Rule, usize)> {
        let mut rules: Vec<_> = self.rules.values().copied().collect();
        rules.sort_by_key(|(rule, count)| (Reverse((rule.severity(), *count)), rule.code()));
        rules
    }
}

pub(crate) struct Report<'a> {
    format: &'a dyn Formatter,
    order: Order,
    out: &'a mut dyn Write,
    totals: Totals,
    /// The texts that are printed once all is known.
    kept: Vec<(Option<UtcDateTime>, String)>,
    begun: bool,
}

impl<'a> Report<'a> {
    pub(crate) fn new(format: &'a dyn Formatter, order: Order, out: &'a mut dyn Write) -> Self {
        Self { format, order, out, totals: Totals::default(), kept: Vec::new(), begun: false }
    }

    /// Takes the results for one file, one server, or a part of one.
    pub(crate) fn take(&mut self, items: Vec<Item>) -> Result<(), Failure> {
        for item in items {
            match item {
                Item::Skipped => self.totals.skipped += 1,
                Item::Unread(unread) => self.unread(&unread)?,
                Item::Certificate { text, end, ending, found } => {
                    self.totals.certificates += 1;
                    self.totals.ending += usize::from(ending);
                    for (rule, severity) in found {
                        self.totals.worst = self.totals.worst.max(Some(severity));
                        self.totals.rules.entry(rule.code()).or_insert((rule, 0)).1 += 1;
                    }
                    match (text, self.order) {
                        (None, _) => {}
                        (Some(text), Order::Input) => self.print(&text)?,
                        (Some(text), Order::End) => self.kept.push((end, text)),
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts a file or a server.
    pub(crate) fn source(&mut self) {
        self.totals.sources += 1;
    }

    /// Tells what cannot be read of the input.
    pub(crate) fn unread(&mut self, unread: &Unread) -> Result<(), Failure> {
        let text = self.format.unread(unread);
        self.print(&text)?;
        // On a terminal, the findings before the error are printed before it.
        self.out.flush()?;
        self.aside(unread);
        Ok(())
    }

    /// Tells what cannot be read beside the input. It has no line in the output.
    pub(crate) fn aside(&mut self, unread: &Unread) {
        self.totals.unreadable += 1;
        complain(&format!("{}: {}", one_line(&unread.source, MOST), one_line(&unread.message, MOST)));
    }

    pub(crate) fn finish(mut self, summary: bool) -> Result<Totals, Failure> {
        // What cannot be read comes first.
        self.kept.sort_by_key(|(end, _)| *end);
        for (_, text) in std::mem::take(&mut self.kept) {
            self.print(&text)?;
        }
        let end = self.format.end(&self.totals, summary);
        self.print(&end)?;
        Ok(self.totals)
    }

    fn print(&mut self, text: &str) -> Result<(), Failure> {
        if !text.is_empty() && !std::mem::replace(&mut self.begun, true) {
            self.out.write_all(self.format.begin().as_bytes())?;
        }
        self.out.write_all(text.as_bytes())?;
        Ok(())
    }
}

/// The exit code if something is found.
pub(crate) const FOUND: u8 = 1;

/// The most characters of a message.
pub(crate) const MOST: usize = 400;
