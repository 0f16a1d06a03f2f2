//! The cases of x509-limbo, `rfc5280::validity`, made anew from their descriptions.

use notafter::inspect::{Inspection, Severity, chain_under};
use time::{Duration, UtcDateTime, macros::utc_datetime};

use super::plain::{Plain, inspections};

/// Whether a chain under a trusted root is complete, and without errors in the chain and in each of its certificates.
fn succeeds(root: Plain, intermediate: Plain, leaf: Plain, at: UtcDateTime) -> bool {
    let roots = inspections([root]);
    let certificates = inspections([leaf, intermediate]);
    let chain = chain_under(&certificates, &roots, at).expect("certificates");
    assert_eq!(chain.path().len(), 3, "the path has no other way");
    let alone = chain.path().iter().flat_map(|certificate: &&Inspection| certificate.findings_at(at));
    let mut found = chain.findings().iter().map(|(_, finding)| finding.clone()).chain(alone);
    let is_sound = found.all(|finding| finding.severity() < Severity::Error);
    // What is said of the period and of the end is the same.
    assert_eq!(chain.validity().is_some_and(|validity| validity.contains(at)), is_sound);
    let end = chain.end().expect("an end");
    assert!(!is_sound || at < end.at, "{at} and {}", end.at);
    chain.is_complete() && is_sound
}

#[test]
fn one_expired_certificate_is_enough() {
    let at = utc_datetime!(2022-01-01 00:00:00);
    let cases = [
        ("expired-root", [2020, 2026, 2023], false),
        ("expired-intermediate", [2026, 2020, 2023], false),
        ("expired-leaf", [2026, 2026, 2021], false),
        ("none", [2026, 2026, 2023], true),
    ];
    for (case, [root, intermediate, leaf], expected) in cases {
        let until = |certificate: Plain, first: u16, year: u16| {
            certificate.times(&format!("{first}0101000000Z"), &format!("{year}0101000000Z"))
        };
        let root = until(Plain::ca("root", "root"), 2016, root);
        let intermediate = until(Plain::ca("intermediate", "root"), 2016, intermediate);
        let leaf = until(Plain::new("leaf", "intermediate"), 2018, leaf);
        assert_eq!(succeeds(root, intermediate, leaf, at), expected, "{case}");
    }
}

#[test]
fn both_ends_belong_to_the_period() {
    let (begin, end) = (utc_datetime!(2024-03-01 00:00:00), utc_datetime!(2024-04-01 00:00:00));
    let cases = [
        ("notbefore-exact", begin, true),
        ("notbefore-fractional", begin - Duration::milliseconds(1), false),
        ("not-yet-valid-1-second", begin - Duration::seconds(1), false),
        ("not-yet-valid-5-seconds", begin - Duration::seconds(5), false),
        ("notafter-exact", end, true),
        ("notafter-fractional", end + Duration::milliseconds(5), true),
        ("expired-1-second", end + Duration::seconds(1), false),
        ("expired-5-seconds", end + Duration::seconds(5), false),
    ];
    for (case, at, expected) in cases {
        let of = |certificate: Plain| certificate.times("20240301000000Z", "20240401000000Z");
        let [root, intermediate] = [Plain::ca("root", "root"), Plain::ca("ICA", "root")].map(of);
        assert_eq!(succeeds(root, intermediate, of(Plain::new("EE", "ICA")), at), expected, "{case}");
    }
}
