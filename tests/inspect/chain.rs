//! Chains: any order, the right issuer among several, and the instant of the end.

mod limbo;
mod links;
mod outlook;
mod paths;
mod pkits;
mod plain;
mod roots;

use notafter::inspect::{Chain, InspectError, Inspection, Rule, chain};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer, KeyPair};
use time::{
    OffsetDateTime, UtcDateTime,
    macros::{datetime, utc_datetime},
};

use super::made::{bare, found, inspect};
use crate::fixture::{ISSUER, SEQUENCE, SUBJECT, authority_der, leaf, rebuild, tlv};

/// Root, intermediate and leaf; and the root again, signed by another root, as in a change of roots.
struct Made {
    leaf: Vec<u8>,
    intermediate: Vec<u8>,
    root: Vec<u8>,
    cross_signed: Vec<u8>,
    other_root: Vec<u8>,
}

fn made() -> Made {
    let key = || KeyPair::generate().expect("a key");
    let authority = |name: &str, ends: OffsetDateTime| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.use_authority_key_identifier_extension = true;
        params.not_before = datetime!(2020-01-01 00:00:00 UTC);
        params.not_after = ends;
        params
    };
    let root_key = key();
    let root_params = authority("root", datetime!(2040-01-01 00:00:00 UTC));
    let other = CertifiedIssuer::self_signed(authority("other root", datetime!(2045-01-01 00:00:00 UTC)), key())
        .expect("a root");
    let cross_params = authority("root", datetime!(2024-06-01 00:00:00 UTC));
    let cross_signed = cross_params.signed_by(&root_key, &other).expect("a cross-signed root").der().to_vec();
    let root = CertifiedIssuer::self_signed(root_params, root_key).expect("a root");
    let intermediate_key = key();
    let intermediate_params = authority("intermediate", datetime!(2026-02-27 23:59:59 UTC));
    let intermediate = intermediate_params.signed_by(&intermediate_key, &root).expect("an intermediate");
    let issuer = Issuer::from_params(&intermediate_params, &intermediate_key);
    let mut params = authority("leaf", datetime!(2027-01-01 00:00:00 UTC));
    params.is_ca = IsCa::ExplicitNoCa;
    let leaf = params.signed_by(&key(), &issuer).expect("a leaf");
    Made {
        leaf: leaf.der().to_vec(),
        intermediate: intermediate.der().to_vec(),
        root: root.der().to_vec(),
        cross_signed,
        other_root: other.der().to_vec(),
    }
}

fn inspections(ders: &[&[u8]]) -> Vec<Inspection> {
    ders.iter().map(|der| inspect(der)).collect()
}

/// The chain of `certificates`, of which there are some.
fn chained(certificates: &[Inspection], at: UtcDateTime) -> Chain<'_> {
    chain(certificates, at).expect("certificates")
}

/// The position of a certificate of a chain in the list that it was made of.
fn position(certificates: &[Inspection], certificate: &Inspection) -> usize {
    certificates.iter().position(|each| core::ptr::eq(each, certificate)).expect("one of the list")
}

fn path(certificates: &[Inspection], chain: &Chain<'_>) -> Vec<usize> {
    chain.path().iter().map(|certificate| position(certificates, certificate)).collect()
}

/// The findings with the positions of their certificates.
fn sentences(certificates: &[Inspection], chain: &Chain<'_>) -> Vec<(usize, String)> {
    let findings = chain.findings().iter();
    findings.map(|(certificate, finding)| (position(certificates, certificate), finding.to_string())).collect()
}

fn rules(certificates: &[Inspection], chain: &Chain<'_>) -> Vec<(usize, Rule)> {
    let findings = chain.findings().iter();
    findings.map(|(certificate, finding)| (position(certificates, certificate), finding.rule())).collect()
}

const NOW: UtcDateTime = utc_datetime!(2025-01-01 00:00:00);

#[test]
fn every_order_gives_the_same_chain() {
    let made = made();
    let ders = [made.leaf.as_slice(), &made.intermediate, &made.root];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let certificates = inspections(&order.map(|index| ders[index]));
        let chain = chained(&certificates, NOW);
        let path: Vec<usize> = path(&certificates, &chain).iter().map(|&index| order[index]).collect();
        assert_eq!(path, [0, 1, 2], "order {order:?}");
        let rules: Vec<Rule> = chain.findings().iter().map(|(_, finding)| finding.rule()).collect();
        assert_eq!(rules, [Rule::OutlivesIssuer], "order {order:?}");
        let end = chain.end().expect("an end");
        assert_eq!(
            (order[position(&certificates, end.certificate)], end.at),
            (1, utc_datetime!(2026-02-28 00:00:00)),
            "order {order:?}"
        );
        let validity = chain.validity().map(|validity| validity.to_string());
        assert_eq!(validity.as_deref(), Some("2020-01-01T00:00:00Z/2026-02-27T23:59:59Z"), "order {order:?}");
    }
}

#[test]
fn the_issuer_that_is_valid_at_the_instant_is_taken() {
    let made = made();
    let certificates = inspections(&[&made.leaf, &made.intermediate, &made.cross_signed, &made.other_root, &made.root]);
    let path_at = |count: usize, at| path(&certificates, &chained(&certificates[..count], at));
    assert_eq!(path_at(5, NOW), [0, 1, 4], "the cross-signed root has expired");
    assert_eq!(
        path_at(5, utc_datetime!(2024-01-01 00:00:00)),
        [0, 1, 4],
        "of two valid issuers the one that ends last"
    );
    assert_eq!(path_at(4, utc_datetime!(2024-01-01 00:00:00)), [0, 1, 2, 3], "by way of the cross-signed root");
    let end = chained(&certificates[..4], utc_datetime!(2024-01-01 00:00:00)).end().expect("an end");
    assert_eq!((position(&certificates, end.certificate), end.at), (2, utc_datetime!(2024-06-01 00:00:01)));
}

#[test]
fn a_chain_that_is_broken_says_where() {
    let made = made();
    let certificates = inspections(&[&made.leaf, &made.root]);
    let chain = chained(&certificates, NOW);
    assert_eq!(path(&certificates, &chain), [0]);
    assert!(!chain.is_complete());
    // The root may well be the issuer of what is missing.
    assert_eq!(rules(&certificates, &chain), [(0, Rule::IssuerMissing)]);
}

/// As an empty bundle is: a chain of nothing could pass for a good one.
#[test]
fn no_certificates_are_no_chain() {
    let error = chain(&[], NOW).expect_err("no certificate");
    assert!(matches!(error, InspectError::NoCertificate { lines: 0, others: 0, first: None, .. }), "{error}");
    assert_eq!(error.to_string(), "no certificate: there is no input");
    assert_eq!(Some(error), Inspection::iter_from_slice(b"").find_map(Result::err));
}

#[test]
fn a_chain_with_an_unreadable_certificate_has_no_end() {
    let impossible = crate::fixture::with_times((0x17, "120229000000Z"), (0x17, "130229000000Z"));
    let certificates = inspections(&[&impossible, authority_der()]);
    let chain = chained(&certificates, NOW);
    assert_eq!(path(&certificates, &chain), [0, 1]);
    assert_eq!((chain.validity(), chain.end()), (None, None));
    let reason = certificates[0].validity().expect_err("29 February 2013").to_string();
    assert_eq!(sentences(&certificates, &chain), [(0, reason)], "why there is no end");
}

/// What does not matter to the chain is left to the findings of the certificate.
#[test]
fn a_fault_that_leaves_the_dates_readable_is_not_repeated() {
    let followed = [leaf(), b"\n"].concat();
    let certificates = inspections(&[&followed, authority_der()]);
    assert!(found(&certificates[0].findings(), Rule::TrailingBytes).is_some());
    let chain = chained(&certificates, utc_datetime!(2012-03-01 00:00:00));
    assert_eq!(path(&certificates, &chain), [0, 1]);
    assert_eq!(chain.findings(), []);
}

/// Names that tell nobody apart: one cannot be read, or there is none.
#[test]
fn a_name_that_names_nobody_links_nothing() {
    let issuer_unreadable = rebuild(|elements| elements[ISSUER].insert(1, 0x81));
    let subject_unreadable = rebuild(|elements| elements[SUBJECT][0] = 0x31);
    let issuer_empty = rebuild(|elements| elements[ISSUER] = tlv(SEQUENCE, &[]));
    let subject_empty = rebuild(|elements| elements[SUBJECT] = tlv(SEQUENCE, &[]));
    for (label, first, second) in
        [("unreadable", issuer_unreadable, subject_unreadable), ("empty", issuer_empty, subject_empty)]
    {
        let certificates = inspections(&[&first, &second]);
        assert_eq!(certificates[0].issuer(), certificates[1].subject(), "{label}");
        let chain = chained(&certificates, utc_datetime!(2012-03-01 00:00:00));
        assert_eq!(path(&certificates, &chain), [0], "{label}");
        let missing =
            format!("issuer ({label}) with key identifier {} is not found among 2 certificates", issuer_key());
        let found = sentences(&certificates, &chain);
        assert_eq!(found[0], (0, missing), "{label}");
        // An end entity issues nothing; without a subject, the extensions that say what it is are not read.
        let no_issuer = (1, "(empty) is no issuer of `CN=leaf.example`".to_owned());
        assert_eq!(found.contains(&no_issuer), label == "empty", "{label}: {found:?}");
        assert!(label == "empty" || found.iter().all(|(index, _)| *index == 0), "{label}: {found:?}");
    }
}

fn issuer_key() -> String {
    let authority = inspect(authority_der());
    let key = authority.subject_key_identifier().expect("a key identifier");
    key.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Two authorities that certify each other, below a leaf and alone.
#[test]
fn a_circle_ends_and_says_so() {
    let all = [("leaf", "A"), ("A", "B"), ("B", "A")].map(|(subject, issuer)| inspect(&bare(subject, issuer)));
    for (certificates, expected) in [(&all[..], &[0, 1, 2][..]), (&all[1..], &[0, 1])] {
        let chain = chained(certificates, utc_datetime!(2012-03-01 00:00:00));
        assert_eq!(path(certificates, &chain), expected);
        let circle = "issuer `CN=A` is already in the chain, which is a circle".to_owned();
        assert_eq!(sentences(certificates, &chain), [(certificates.len() - 1, circle)]);
    }
}

/// A new key below an old one of the same name (RFC 4210 section 4.4, "new with old") is no circle: the old one is missing.
#[test]
fn a_certificate_of_the_same_name_and_another_key_misses_its_issuer() {
    let renewed = inspect(&rebuild(|elements| elements[SUBJECT] = elements[ISSUER].clone()));
    assert!(renewed.is_self_issued());
    assert_ne!(renewed.subject_key_identifier(), renewed.authority_key_identifier());
    assert!(renewed.subject_key_identifier().is_some());
    let certificates = [renewed];
    let chain = chained(&certificates, utc_datetime!(2012-03-01 00:00:00));
    let missing = format!(
        "issuer `CN=notafter test authority` with key identifier {} is not found among 1 certificate",
        issuer_key()
    );
    assert_eq!(sentences(&certificates, &chain), [(0, missing)]);
}
