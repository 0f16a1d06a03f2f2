//! Makes the row of a certificate: its findings, and the findings of its chain.

use notafter::{
    Validity,
    inspect::{Chain, Ending, Finding, Inspection, Severity},
    limits::Schedule,
    time::UtcDateTime,
};
use serde_json::Value;

use super::{
    format::Formatter,
    issuers::Issuers,
    report::{Item, Row},
};

pub(crate) struct Judge<'f> {
    pub(crate) format: &'f dyn Formatter,
    pub(crate) at: UtcDateTime,
    pub(crate) schedule: Option<&'static Schedule>,
    /// Whether the certificates of a file are one chain.
    pub(crate) chain: bool,
    pub(crate) issuers: Issuers,
    /// Only certificates that end by this instant are shown. The inner `None` is beyond all instants.
    pub(crate) ends_by: Option<Option<UtcDateTime>>,
    pub(crate) show: Severity,
    /// From here on, a finding makes the exit code 1.
    pub(crate) fail_on: Severity,
    pub(crate) quiet: bool,
}

/// The result for the chain of a certificate.
pub(crate) struct Chained {
    /// One line: when it really ends, and until when one as long can follow.
    pub(crate) outlook: String,
    pub(crate) period: Together,
    /// The findings in the chain and in no certificate alone, with the subject of the certificate.
    pub(crate) findings: Vec<(String, Finding)>,
    pub(crate) stored: Value,
}

/// When all certificates of a chain are valid.
#[derive(Clone, Copy)]
pub(crate) enum Together {
    Valid(Validity),
    /// At no second. The first end in the chain is shown.
    Never {
        first_end: Option<UtcDateTime>,
    },
    /// A period in the chain cannot be read.
    Unreadable,
}

/// A certificate that was read, and its place.
pub(crate) struct Read {
    pub(crate) place: String,
    pub(crate) inspection: Inspection,
}

impl Judge<'_> {
    /// Judges the certificates of one source, or of a part of one. `one_chain` says that they belong together, as a server's do.
    pub(crate) fn items(&self, source: &str, read: &[Read], one_chain: bool) -> Vec<Item> {
        let together = self.chain || one_chain;
        let all = if together { self.issuers.with_all(read.iter().map(|read| &read.inspection)) } else { Vec::new() };
        let reported = all.get(..read.len()).unwrap_or_default();
        let chain = self.issuers.chain(&all, self.at).ok();
        let judge = |(index, read): (usize, &Read)| {
            let inspection = &read.inspection;
            // A server may send its certificate several times. The chain is told of once.
            let is_leaf = |chain: &Chain<'_>| all.get(index).is_some_and(|own| std::ptr::eq(own, chain.leaf()));
            let chained = match &chain {
                Some(chain) if is_leaf(chain) => Some(self.chained(chain, reported)),
                Some(chain) if chain.path().contains(&inspection) => None,
                _ if self.issuers.is_asked() => {
                    let above = self.issuers.above(inspection);
                    Some(self.chained(&self.issuers.chain_of(inspection, &above, self.at), &[]))
                }
                _ => None,
            };
            self.item(source, read, chained)
        };
        read.iter().enumerate().map(judge).collect()
    }

    fn item(&self, source: &str, read: &Read, chain: Option<Chained>) -> Item {
        let findings = match self.schedule {
            Some(schedule) => read.inspection.findings_by_schedule(schedule, self.at),
            None => read.inspection.findings_at(self.at),
        };
        let row = Row { source, place: read.place.clone(), inspection: &read.inspection, findings, chain };
        let end = row.end();
        let ending = self.ends_by.is_some_and(|by| match (end, by) {
            (Some(end), Some(by)) => end < by || row.has_no_period(),
            _ => true,
        });
        let has = |least: Severity| row.all_findings().any(|finding| finding.severity() >= least);
        let shown = match self.ends_by {
            Some(_) => ending || has(self.fail_on),
            None => !self.quiet || has(self.show),
        };
        let found = row.all_findings().map(|finding| (finding.rule(), finding.severity())).collect();
        Item::Certificate { text: shown.then(|| self.format.certificate(&row)), end, ending, found }
    }

    /// The result for a chain. Its leaf and `reported` have rows of their own.
    fn chained(&self, chain: &Chain<'_>, reported: &[Inspection]) -> Chained {
        let outlook = chain.outlook();
        let has_row = |certificate: &Inspection| {
            std::ptr::eq(certificate, chain.leaf())
                || reported.as_ptr_range().contains(&std::ptr::from_ref(certificate))
        };
        // The faults of a certificate alone are reported in its row, if it has one. The end of an issuer is not.
        // An issuer from elsewhere that is not in the path does not matter.
        let of_chain = |(certificate, finding): &&(&Inspection, Finding)| {
            if has_row(certificate) {
                !certificate.findings_at(self.at).contains(finding)
            } else {
                chain.path().contains(certificate)
            }
        };
        let ends = |certificate: &&Inspection| certificate.validity().ok().map(|validity| validity.not_after());
        let title = |certificate: &Inspection| super::format::title(certificate);
        let findings = chain.findings().iter().filter(of_chain);
        Chained {
            outlook: outlook.to_string(),
            period: match (chain.validity(), outlook.ending()) {
                (Some(validity), _) => Together::Valid(validity),
                (None, Ending::NoCommonSecond) => {
                    Together::Never { first_end: chain.path().iter().filter_map(ends).min() }
                }
                (None, _) => Together::Unreadable,
            },
            findings: findings.map(|(certificate, finding)| (title(certificate), finding.clone())).collect(),
            stored: serde_json::json!({ "chain": chain, "outlook": outlook }),
        }
    }
}
