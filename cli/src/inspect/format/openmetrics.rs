//! Prints metrics in OpenMetrics 1.0, for a collector of text files.

use notafter::{ValidityField, time::UtcDateTime};

use super::{Formatter, MOST_OF_SOURCE, title};
use crate::{
    inspect::report::{Row, Totals},
    print::one_line,
};

pub(super) struct OpenMetrics {
    pub(super) at: UtcDateTime,
}

impl Formatter for OpenMetrics {
    fn begin(&self) -> String {
        "# TYPE x509_cert_not_after gauge\n\
         # HELP x509_cert_not_after The last second in which the certificate and its chain are valid, in Unix time. \
         If they never are, it is the first end among them.\n"
            .to_owned()
    }

    fn certificate(&self, row: &Row<'_>) -> String {
        // Where the end of the chain cannot be read, the status says so.
        let own = || row.inspection.time(ValidityField::NotAfter).and_then(|time| time.instant().ok());
        let end = row.end().or_else(own).map_or_else(|| "NaN".to_owned(), |end| end.unix_timestamp().to_string());
        let labels = [
            ("source", one_line(row.source, MOST_OF_SOURCE)),
            ("place", row.place.clone()),
            ("subject", title(row.inspection)),
            ("serial_number", row.inspection.serial_number().to_string()),
            ("status", row.status(self.at).to_owned()),
        ];
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        format!("x509_cert_not_after{{{}}} {}\n", labels.join(","), end)
    }

    fn end(&self, totals: &Totals, _: bool) -> String {
        let mut text =
            String::from("# TYPE notafter_findings gauge\n# HELP notafter_findings What was found, by its rule.\n");
        for (rule, count) in totals.by_weight() {
            text += &format!("notafter_findings{{rule=\"{rule}\",severity=\"{}\"}} {count}\n", rule.severity());
        }
        text += "# TYPE notafter_certificates gauge\n# HELP notafter_certificates How many certificates were read.\n";
        text += &format!("notafter_certificates {}\n", totals.certificates);
        text += "# TYPE notafter_unreadable gauge\n# HELP notafter_unreadable What could not be read.\n";
        text += &format!("notafter_unreadable {}\n", totals.unreadable);
        text + "# EOF\n"
    }
}

/// Backslashes, quotes and line breaks, as OpenMetrics escapes them in labels.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
