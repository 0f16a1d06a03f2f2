//! Chains under roots that the caller trusts.

use notafter::inspect::{Chain, Inspection, Rule, chain_under};
use time::{UtcDateTime, macros::utc_datetime};

use super::plain::{Plain, inspections};

const NOW: UtcDateTime = utc_datetime!(2026-06-01 00:00:00);

fn under<'a>(certificates: &'a [Inspection], roots: &'a [Inspection]) -> Chain<'a> {
    chain_under(certificates, roots, NOW).expect("certificates")
}

fn subjects(chain: &Chain<'_>) -> Vec<String> {
    chain.path().iter().map(|certificate| certificate.subject().to_string()).collect()
}

fn found(chain: &Chain<'_>) -> Vec<(Rule, String)> {
    chain.findings().iter().map(|(_, finding)| (finding.rule(), finding.to_string())).collect()
}

#[test]
fn a_root_need_not_be_among_the_certificates() {
    let certificates = inspections([Plain::new("leaf", "A").years(2026, 2030), Plain::ca("A", "R").years(2026, 2030)]);
    let roots = inspections([Plain::ca("S", "S"), Plain::ca("R", "R").years(2026, 2028)]);
    let chain = under(&certificates, &roots);
    assert_eq!(subjects(&chain), ["CN=leaf", "CN=A", "CN=R"]);
    assert!(chain.is_complete());
    let end = chain.end().expect("an end");
    assert!(core::ptr::eq(end.certificate, &roots[1]));
    assert_eq!(end.at, utc_datetime!(2029-01-01 00:00:00));
    let rules: Vec<_> = found(&chain).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, [Rule::OutlivesIssuer], "and nothing of the other root");
    // The twin: another root.
    let chain = under(&certificates, &roots[..1]);
    assert_eq!((subjects(&chain).len(), chain.is_complete()), (2, false));
    let missing = "issuer `CN=R` is not found among 2 certificates and 1 root".to_owned();
    assert_eq!(found(&chain), [(Rule::IssuerMissing, missing)]);
}

#[test]
fn a_root_that_is_sent_too_is_in_the_path_once() {
    let root = || Plain::ca("R", "R").key(b"r");
    let certificates = inspections([Plain::new("leaf", "R"), root()]);
    let roots = inspections([root()]);
    let chain = under(&certificates, &roots);
    assert_eq!((subjects(&chain), found(&chain)), (vec!["CN=leaf".to_owned(), "CN=R".to_owned()], vec![]));
    assert!(chain.is_complete() && core::ptr::eq(chain.path()[1], &certificates[1]));
}

#[test]
fn a_certificate_that_issued_itself_is_no_root() {
    let certificates = inspections([Plain::new("leaf", "R"), Plain::ca("R", "R").key(b"r")]);
    for roots in [inspections([Plain::ca("S", "S")]).to_vec(), Vec::new()] {
        let chain = under(&certificates, &roots);
        assert!(!chain.is_complete());
        assert_eq!(subjects(&chain), ["CN=leaf", "CN=R"]);
        let count = if roots.is_empty() { "0 roots" } else { "1 root" };
        let expected = format!("`CN=R` names itself as its issuer, and is not among {count}");
        assert_eq!(found(&chain), [(Rule::IssuerMissing, expected)]);
    }
    // A root of the same name with another key is not it.
    let chain_other = inspections([Plain::ca("R", "R").key(b"other")]);
    let certificates = inspections([Plain::new("leaf", "R").by_key(b"r"), Plain::ca("R", "R").key(b"r").by_key(b"r")]);
    assert!(!under(&certificates, &chain_other).is_complete());
}

/// The root issued itself, and no issuer is missing: so it is known that the other authority is none of the leaf.
#[test]
fn what_is_left_over_is_told_under_a_root() {
    let certificates = inspections([Plain::new("leaf", "R"), Plain::ca("S", "R")]);
    let roots = inspections([Plain::ca("R", "R")]);
    let chain = under(&certificates, &roots);
    let told: Vec<_> =
        chain.findings().iter().map(|(of, finding)| (core::ptr::eq(*of, &certificates[1]), finding.rule())).collect();
    assert_eq!(told, [(true, Rule::NotInChain)]);
    // The twin: it is no root, and the one above it may be missing.
    let certificates = inspections([Plain::new("leaf", "R"), Plain::ca("S", "R"), Plain::ca("R", "R")]);
    let rules: Vec<_> = found(&under(&certificates, &[])).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, [Rule::IssuerMissing]);
}

#[test]
fn any_certificate_can_be_a_root() {
    let certificates = inspections([Plain::new("leaf", "A"), Plain::ca("A", "B"), Plain::ca("B", "B")]);
    let roots = inspections([Plain::ca("A", "B")]);
    let chain = under(&certificates, &roots);
    assert_eq!(subjects(&chain), ["CN=leaf", "CN=A"], "an intermediate");
    assert!(chain.is_complete());
    let roots = inspections([Plain::new("leaf", "A")]);
    assert_eq!(subjects(&under(&certificates, &roots)), ["CN=leaf"], "the leaf itself");
}

/// As a public root that was cross-signed: clients that know the new root are not affected by the end of the old.
#[test]
fn the_end_depends_on_the_roots() {
    let certificates = inspections([
        Plain::new("leaf", "A").years(2026, 2029),
        Plain::ca("A", "New").years(2026, 2030),
        Plain::ca("New", "Old").years(2026, 2027),
    ]);
    let old = inspections([Plain::ca("Old", "Old").years(2020, 2027)]);
    let both = inspections([Plain::ca("Old", "Old").years(2020, 2027), Plain::ca("New", "New").years(2025, 2040)]);
    let end = |roots| under(&certificates, roots).end().map(|end| end.at);
    assert_eq!(end(&old), Some(utc_datetime!(2028-01-01 00:00:00)));
    assert_eq!(end(&both), Some(utc_datetime!(2030-01-01 00:00:00)));
}

#[test]
fn an_expired_root_is_told() {
    let certificates = inspections([Plain::new("leaf", "R")]);
    let roots = inspections([Plain::ca("R", "R").years(2020, 2021)]);
    let chain = under(&certificates, &roots);
    let rules: Vec<_> =
        chain.findings().iter().map(|(of, finding)| (core::ptr::eq(*of, &roots[0]), finding.rule())).collect();
    assert_eq!(rules, [(true, Rule::Expired), (false, Rule::OutlivesIssuer)]);
}
