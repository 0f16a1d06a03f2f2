//! Which path is taken, and what is said where none is complete.

use notafter::inspect::{Inspection, Rule};
use time::{UtcDateTime, macros::utc_datetime};

use super::{
    chained, path,
    plain::{Plain, inspections},
    position, rules, sentences,
};
use crate::inspect::made::inspect;

const NOW: UtcDateTime = utc_datetime!(2026-06-01 00:00:00);

/// The certificate that the hexadecimal digits are.
fn of_hex(digits: &str) -> Inspection {
    let octets =
        digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).expect("digits"), 16));
    inspect(&octets.collect::<Result<Vec<_>, _>>().expect("digits"))
}

const ROOT: &str = "305730550201013000300c310a300806035504030c0152301e170d3236303130313030303030305a170d3239313233313233353935395a\
    300c310a300806035504030c01523000a310300e300c0603551d13040530030101ff";

/// The path and the end of the chain: the position of the certificate that ends first, and when.
fn end_of(certificates: &[Inspection], at: UtcDateTime) -> (Vec<usize>, Option<(usize, UtcDateTime)>) {
    let chain = chained(certificates, at);
    (path(certificates, &chain), chain.end().map(|end| (position(certificates, end.certificate), end.at)))
}

#[test]
fn a_leaf_links_to_its_root_across_types_of_text() {
    let leaf = "305730550201013000300c310a30080603550403130152301e170d3236303130313030303030305a170d3331313233313233353935395a\
        300f310d300b06035504030c046c6561663000a30d300b30090603551d1304023000";
    let certificates = [of_hex(leaf), of_hex(ROOT)];
    assert_eq!(end_of(&certificates, NOW), (vec![0, 1], Some((1, utc_datetime!(2030-01-01 00:00:00)))));
    assert_eq!(rules(&certificates, &chained(&certificates, NOW)), [(0, Rule::OutlivesIssuer)]);
}

#[test]
fn a_way_without_an_end_is_not_taken_where_another_is_complete() {
    let leaf = "305730550201013000300c310a300806035504030c0152301e170d3236303130313030303030305a170d3331313233313233353935395a\
        300f310d300b06035504030c046c6561663000a30d300b30090603551d1304023000";
    let by_old = "305930570201013000300e310c300a06035504030c036f6c64301e170d3236303130313030303030305a170d3333313233313233353935\
        395a300c310a300806035504030c01523000a310300e300c0603551d13040530030101ff";
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let certificates = order.map(|index| of_hex([leaf, by_old, ROOT][index]));
        let (path, end) = end_of(&certificates, NOW);
        assert_eq!(path.iter().map(|index| order[*index]).collect::<Vec<_>>(), [0, 2], "{order:?}");
        assert_eq!(end.map(|(_, at)| at), Some(utc_datetime!(2030-01-01 00:00:00)), "{order:?}");
        let found: Vec<_> =
            rules(&certificates, &chained(&certificates, NOW)).into_iter().map(|(_, rule)| rule).collect();
        assert_eq!(found, [Rule::OutlivesIssuer], "{order:?}: the other way is not said to be none");
    }
    // Without the root, the way that is there, and what is missing.
    let certificates = [of_hex(leaf), of_hex(by_old)];
    let chain = chained(&certificates, NOW);
    assert_eq!((path(&certificates, &chain), chain.is_complete()), (vec![0, 1], false));
    let missing = "issuer `CN=old` is not found among 2 certificates".to_owned();
    assert_eq!(sentences(&certificates, &chain), [(1, missing)]);
}

/// Two ways up: a short one that ends early, and a long one whose first step ends first of all.
#[test]
fn the_path_that_ends_last_is_taken_as_a_whole() {
    let leaf = || Plain::new("leaf", "A").years(2026, 2050);
    let direct = |last| Plain::ca("A", "R").years(2026, last);
    let around = |last| Plain::ca("A", "B").years(2026, last);
    let with = |direct: Plain, around: Plain, above: u16| {
        let root = Plain::ca("R", "R").years(2026, 2040);
        let certificates = inspections([
            leaf(),
            direct,
            around,
            Plain::ca("B", "S").years(2026, above),
            root,
            Plain::ca("S", "S").years(2026, 2045),
        ]);
        end_of(&certificates, NOW)
    };
    let in_year =
        |year: i32| UtcDateTime::new(time::Date::from_ordinal_date(year, 1).expect("a year"), time::Time::MIDNIGHT);
    assert_eq!(with(direct(2030), around(2035), 2034), (vec![0, 2, 3, 5], Some((3, in_year(2035)))));
    assert_eq!(
        with(direct(2030), around(2035), 2029),
        (vec![0, 1, 4], Some((1, in_year(2031)))),
        "a later step ends first"
    );
    assert_eq!(with(direct(2035), around(2035), 2045), (vec![0, 1, 4], Some((1, in_year(2036)))), "the shorter of two");
}

#[test]
fn of_paths_that_end_with_the_leaf_the_one_whose_issuers_end_last() {
    let root = |last| Plain::ca("R", "R").years(2026, last);
    let certificates = inspections([Plain::new("leaf", "R").years(2026, 2027), root(2030), root(2040), root(2035)]);
    assert_eq!(end_of(&certificates, NOW), (vec![0, 2], Some((0, utc_datetime!(2028-01-01 00:00:00)))));
}

/// It has the name of its issuer, whose key identifier does not fit: it names itself, and yet it has issued nothing.
#[test]
fn an_end_entity_of_its_issuers_name_is_the_leaf() {
    for is_ca in [false, true] {
        let leaf = Plain::new("A", "A").key(&[3]).by_key(&[1]);
        let leaf = if is_ca { leaf.of_ca() } else { leaf };
        let certificates = inspections([leaf, Plain::ca("A", "A").key(&[2])]);
        let chain = chained(&certificates, NOW);
        assert_eq!((path(&certificates, &chain), chain.is_complete()), (vec![0], false), "CA: {is_ca}");
        assert_eq!(rules(&certificates, &chain), [(0, Rule::KeyIdentifierMismatch)], "CA: {is_ca}");
    }
}

#[test]
fn a_path_that_is_valid_now_is_taken_before_one_that_ends_later() {
    let (now, later) = (Plain::ca("R", "R").years(2026, 2030), Plain::ca("R", "R").years(2027, 2040));
    let certificates = inspections([Plain::new("leaf", "R").years(2026, 2028), now, later]);
    assert_eq!(end_of(&certificates, NOW).0, [0, 1]);
    assert_eq!(end_of(&certificates, utc_datetime!(2027-06-01 00:00:00)).0, [0, 2], "both are valid");
    assert_eq!(end_of(&certificates, utc_datetime!(2035-06-01 00:00:00)).0, [0, 2], "the leaf has expired");
    // Of two that have expired, the later.
    assert_eq!(end_of(&certificates, utc_datetime!(2045-06-01 00:00:00)).0, [0, 2]);
}

#[test]
fn a_period_that_cannot_be_read_comes_last() {
    let unreadable = Plain::ca("R", "R").times("20260101000000Z", "20270229000000Z");
    let certificates =
        inspections([Plain::new("leaf", "R"), unreadable.clone(), Plain::ca("R", "R").years(2020, 2021)]);
    assert_eq!(end_of(&certificates, NOW).0, [0, 2]);
    let certificates = inspections([Plain::new("leaf", "R"), unreadable]);
    assert_eq!(end_of(&certificates, NOW), (vec![0, 1], None));
}

#[test]
fn what_is_missing_is_told_by_name_and_key_identifier() {
    let leaf = |issuer: &str| Plain::new("leaf", issuer);
    let of = |leaf: Plain| {
        let certificates = inspections([leaf]);
        sentences(&certificates, &chained(&certificates, NOW)).remove(0).1
    };
    assert_eq!(of(leaf("R")), "issuer `CN=R` is not found among 1 certificate");
    assert_eq!(
        of(leaf("R").by_key(&[1, 0xfe])),
        "issuer `CN=R` with key identifier 01fe is not found among 1 certificate"
    );
    let name = "x".repeat(500_000);
    assert_eq!(of(leaf(&name)), format!("issuer `CN={}…` is not found among 1 certificate", "x".repeat(117)));
}

#[test]
fn a_certificate_is_no_issuer_only_where_nothing_is_missing() {
    let stranger = || Plain::ca("stranger", "stranger");
    let closed = inspections([Plain::new("leaf", "R"), Plain::ca("R", "R"), stranger()]);
    let no_issuer = "`CN=stranger` is no issuer of `CN=leaf`".to_owned();
    assert_eq!(sentences(&closed, &chained(&closed, NOW)), [(2, no_issuer)]);
    // By way of the absent `old`, it may be one.
    let open = inspections([Plain::new("leaf", "R"), Plain::ca("R", "R"), stranger(), Plain::ca("R", "old")]);
    assert_eq!(sentences(&open, &chained(&open, NOW)), []);
}

#[test]
fn a_leaf_with_the_name_of_an_authority_above_it_is_the_leaf() {
    let certificates = inspections([Plain::ca("A", "A"), Plain::ca("B", "A"), Plain::new("A", "B")]);
    assert_eq!(end_of(&certificates, NOW).0, [2, 1, 0]);
}

/// A name of 500 KB is in thousands of findings, and in memory once.
#[test]
fn findings_share_the_names_of_certificates() {
    let leaf = Plain::new(&"x".repeat(500_000), "R");
    let strangers = (0..2_000).map(|number| Plain::ca(&format!("stranger {number}"), "T"));
    let certificates: Vec<_> = [leaf, Plain::ca("R", "R")].into_iter().chain(strangers).map(Plain::inspect).collect();
    let mut findings = 0;
    let memory = allocation_counter::measure(|| findings = chained(&certificates, NOW).findings().len());
    assert_eq!(findings, 2_000, "each stranger is known to be no issuer");
    assert!(memory.bytes_max < 5_000_000, "{} bytes", memory.bytes_max);
}

/// What the search finds, held against all paths, one after another.
#[test]
fn the_search_finds_what_a_walk_over_all_paths_finds() {
    let mut seed = 29_u64;
    let mut random = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let (mut complete, mut several) = (0, 0);
    for round in 0..5_000 {
        let mut certificates = vec![Plain::new("leaf", "A")];
        for _ in 0..random(7) {
            let [subject, issuer] = [random(3), random(4)].map(|name| ["A", "B", "C", "D"][name as usize]);
            let mut certificate = Plain::ca(subject, issuer).years(2026 + random(2) as u16, 2028 + random(6) as u16);
            for is_own in [true, false] {
                let key = random(4) as u8;
                certificate = match (key, is_own) {
                    (2.., _) => certificate,
                    (_, true) => certificate.key(&[key]),
                    (_, false) => certificate.by_key(&[key]),
                };
            }
            certificates.push(certificate);
        }
        let certificates: Vec<_> = certificates.into_iter().map(Plain::inspect).collect();
        let chain = chained(&certificates, NOW);
        let found = path(&certificates, &chain);
        let all = all_paths(&certificates);
        let ends = |path: &Vec<usize>| {
            let validities = path[1..].iter().map(|index| certificates[*index].validity().expect("a period"));
            let valid = validities.clone().all(|validity| validity.contains(NOW));
            (valid, validities.map(|validity| validity.not_after()).min())
        };
        assert_eq!(chain.is_complete(), !all.is_empty(), "round {round}");
        if let Some(best) = all.iter().map(ends).max() {
            assert!(all.contains(&found), "round {round}: {found:?} is none of {all:?}");
            assert_eq!(ends(&found), best, "round {round}: {found:?} of {all:?}");
            complete += 1;
            several += usize::from(all.len() > 1);
        }
    }
    assert!(complete > 1_000 && several > 300, "{complete} complete, {several} with a choice");
}

/// All complete paths from the first certificate, with no certificate twice. Octets are compared, which is enough for the names here.
fn all_paths(certificates: &[Inspection]) -> Vec<Vec<usize>> {
    let fits = |one: &Inspection, issuer: &Inspection| {
        let keys = one.authority_key_identifier().zip(issuer.subject_key_identifier());
        one.issuer() == issuer.subject() && keys.is_none_or(|(named, own)| named == own)
    };
    let (mut open, mut complete) = (vec![vec![0]], Vec::new());
    while let Some(path) = open.pop() {
        let last = &certificates[*path.last().expect("a leaf")];
        if fits(last, last) {
            complete.push(path);
            continue;
        }
        for (index, issuer) in certificates.iter().enumerate() {
            if fits(last, issuer) && !path.contains(&index) {
                open.push([&path[..], &[index]].concat());
            }
        }
    }
    complete
}
