//! Prints a finding on each line, as compilers do, so that grep finds the file and the fault.

use notafter::{inspect::Severity, time::UtcDateTime};

use super::{Formatter, findings, place, summary, title};
use crate::{
    inspect::report::{Row, Totals},
    print::rfc3339,
};

pub(super) struct Lines {
    pub(super) show: Severity,
    pub(super) at: UtcDateTime,
}

impl Formatter for Lines {
    fn certificate(&self, row: &Row<'_>) -> String {
        let (place, title) = (place(row), title(row.inspection));
        let end = row.end().map_or_else(|| "unknown".to_owned(), rfc3339);
        let mut text = format!("{place}: end: {end}: {}: {title}\n", row.status(self.at));
        if let Some(chain) = &row.chain {
            text += &format!("{place}: chain: {}: {title}\n", chain.outlook);
        }
        for (message, finding) in findings(row, self.show) {
            text += &format!("{place}: {}: {}: {title}: {message}\n", finding.severity(), finding.rule());
        }
        text
    }

    fn end(&self, totals: &Totals, wanted: bool) -> String {
        if wanted { format!("summary: {}\n", summary(totals)) } else { String::new() }
    }
}
