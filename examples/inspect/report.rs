//! What is reported, whatever the format.

use std::{cmp::Reverse, collections::BTreeMap};

use notafter::{
    inspect::{Finding, Inspection, Place, Rule, Severity, WrittenTime},
    time::UtcDateTime,
};

/// A certificate with what is found in it.
pub(crate) struct Certificate {
    pub(crate) inspection: Inspection,
    pub(crate) findings: Vec<Finding>,
}

/// The certificates of a file, taken for one chain.
pub(crate) struct ChainReport<'a> {
    /// Where each certificate of the path stands in the file, leaf first.
    pub(crate) path: Vec<String>,
    pub(crate) findings: Vec<(String, &'a Finding)>,
    /// The first instant at which the chain is no longer valid, and the certificate that ends it.
    pub(crate) end: Option<(UtcDateTime, String)>,
}

/// One of the two formats. Everything is text that ends in a line break, or nothing, so that many threads can make it.
pub(crate) trait Report: Sync {
    /// What stands before the first certificate of a file.
    fn heading(&self, file: &str) -> String;
    fn certificate(&self, file: &str, certificate: &Certificate, at: UtcDateTime) -> String;
    fn chain(&self, file: &str, chain: &ChainReport<'_>) -> String;
    /// What standard output says of something unreadable, which is on standard error.
    fn error(&self, file: &str, place: Option<Place>, message: &str) -> String;
    fn summary(&self, totals: &Totals) -> String;
}

/// Everything that was counted.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) files: usize,
    pub(crate) certificates: usize,
    /// Files and certificates that could not be read.
    pub(crate) unreadable: usize,
    pub(crate) skipped: usize,
    pub(crate) worst: Option<Severity>,
    pub(crate) rules: BTreeMap<&'static str, (Rule, usize)>,
}

impl Totals {
    pub(crate) fn count<'a>(&mut self, findings: impl Iterator<Item = &'a Finding>) {
        for finding in findings {
            self.worst = self.worst.max(Some(finding.severity()));
            self.rules.entry(finding.rule().code()).or_insert((finding.rule(), 0)).1 += 1;
        }
    }

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

/// Where a certificate stands in its file: the line of PEM, the octet of DER with an `@`, and the entry of PKCS #7 after a colon.
pub(crate) fn position(inspection: &Inspection) -> String {
    let Some(place) = inspection.place() else { return "-".to_owned() };
    let start = match (place.line(), place.octet()) {
        (Some(line), _) => line.to_string(),
        (None, octet) => format!("@{}", octet.unwrap_or_default()),
    };
    place.entry().map_or_else(|| start.clone(), |entry| format!("{start}:{entry}"))
}

/// The shortest text that tells a reader which certificate it is.
pub(crate) fn title(inspection: &Inspection) -> String {
    let subject = inspection.subject();
    match (subject.common_name(), inspection.subject_alt_names().next()) {
        (Some(name), _) => name,
        (None, Some(name)) => name,
        (None, None) if subject.is_empty() => "(no name)".to_owned(),
        (None, None) => subject.to_string(),
    }
}

/// notBefore or notAfter: the instant, or else the text as it is written, or `-` if there is none.
pub(crate) fn written(time: Option<WrittenTime>) -> String {
    match time.map(|time| (time.instant(), time.text())) {
        Some((Ok(instant), _)) => rfc3339(instant),
        Some((Err(_), text)) => text.to_string(),
        None => "-".to_owned(),
    }
}

/// An instant as RFC 3339 writes it, in whole seconds.
pub(crate) fn rfc3339(at: UtcDateTime) -> String {
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.as_hms();
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month))
}
