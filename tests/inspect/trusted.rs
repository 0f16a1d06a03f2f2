//! What is found in the roots that people trust, as the page of the module says.

use std::collections::BTreeMap;

use notafter::inspect::{Inspection, Severity};
use time::macros::utc_datetime;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

const PAGE: &str = include_str!("../../src/inspect.rs");

#[test]
fn roots_have_the_findings_that_the_page_lists() {
    let at = utc_datetime!(2026-03-15 00:00:00);
    let roots: Vec<Inspection> =
        TLS_SERVER_ROOT_CERTS.iter().map(|der| Inspection::from_der(der).expect("a certificate")).collect();
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for finding in roots.iter().flat_map(|root| root.findings_at(at)) {
        *counts.entry((finding.severity(), finding.rule().code())).or_default() += 1;
    }
    let rows: Vec<String> = counts
        .iter()
        .rev()
        .map(|((severity, code), count)| format!("//! | {severity} | `{code}` | {count} | "))
        .collect();
    assert!(!rows.is_empty());
    let table: Vec<&str> = PAGE
        .lines()
        .skip_while(|line| *line != "//! | severity | code | roots | why |")
        .skip(2)
        .take_while(|line| line.starts_with("//! |"))
        .collect();
    assert_eq!(table.len(), rows.len(), "{rows:#?}");
    for (line, row) in table.iter().zip(&rows) {
        assert!(line.starts_with(row), "the page has {line}, and it is {row}");
    }
    let count = format!("The {} roots", roots.len());
    assert!(PAGE.contains(&count), "{count}");
    let acted_on = |root: &&Inspection| root.findings_at(at).iter().any(|found| found.severity() > Severity::Info);
    let acted_on = format!("{} of them have a warning or an error", roots.iter().filter(acted_on).count());
    assert!(PAGE.contains(&acted_on), "{acted_on}");
}
