//! A bag of certificates, and the chain that is found in it.

mod made;
mod oracle;

use core::ptr;

use notafter::{
    Validity,
    inspect::{Chain, Ending, InspectError, Inspection, ObstacleCause, Rule, chain, chain_under},
};
use time::{Duration, UtcDateTime};

use super::peer::assert_one_line;
use made::Bag;
use oracle::{Ways, ends};

/// The input is a bag: see [`Bag`].
pub(crate) fn check(data: &[u8]) {
    let bag = Bag::of(data);
    let certificates: Vec<Inspection> = bag.facts.iter().map(made::Facts::inspect).collect();
    let (given, roots) = certificates.split_at(bag.given);
    let found = match bag.has_roots {
        true => chain_under(given, roots, bag.at),
        false => chain(given, bag.at),
    };
    let chain = match found {
        Ok(chain) => chain,
        Err(error) => {
            assert!(given.is_empty() && matches!(error, InspectError::NoCertificate { .. }), "{error}");
            return;
        }
    };
    let ways = Ways::of(&bag);
    let position = |certificate: &Inspection| {
        certificates.iter().position(|other| ptr::eq(other, certificate)).expect("it is one of those that were given")
    };
    let path: Vec<usize> = chain.path().iter().map(|certificate| position(certificate)).collect();
    let leaf = position(chain.leaf());
    assert_eq!(path[0], leaf, "a path begins with its leaf");
    assert_eq!(leaf, ways.leaf(), "the leaf of {:?}", bag.facts);
    ways.check(leaf, &path, chain.is_complete(), bag.at);

    let loose = chain.findings().iter().filter(|(_, finding)| finding.rule() == Rule::NotInChain);
    let loose: Vec<usize> = loose.map(|(certificate, _)| position(certificate)).collect();
    assert_eq!(loose, ways.loose(leaf), "those that are no issuers of {leaf}, in {:?}", bag.facts);
    for (_, finding) in chain.findings() {
        assert_one_line(finding);
    }
    let missing = [Rule::IssuerMissing, Rule::CircularChain, Rule::KeyIdentifierMismatch];
    let missing = chain.findings().iter().filter(|(_, finding)| missing.contains(&finding.rule())).count();
    assert_eq!(missing, usize::from(!chain.is_complete()), "why there is no issuer is told once");

    check_period(&chain);
    check_outlook(&chain);
    check_named(&bag, &certificates, &chain);
    check_order(&bag, &certificates, leaf, &path);
}

/// The chain is valid while all of its path are, and ends with the first of them.
fn check_period(chain: &Chain<'_>) {
    let periods: Option<Vec<Validity>> = chain.path().iter().map(|certificate| certificate.validity().ok()).collect();
    let common = periods.and_then(|periods| {
        let not_before = periods.iter().map(|period| period.not_before()).max()?;
        let not_after = periods.iter().map(|period| period.not_after()).min()?;
        Validity::new(not_before, not_after).ok()
    });
    assert_eq!(chain.validity(), common);
    let last = common.map(|common| common.not_after()).filter(|last| *last != Validity::NO_WELL_DEFINED_EXPIRY);
    assert_eq!(chain.end().map(|end| end.at), last.map(|last| last + Duration::SECOND));
    if let Some(end) = chain.end() {
        let first = chain
            .path()
            .iter()
            .find(|certificate| certificate.validity().map(|period| period.not_after()).ok() == last);
        assert!(ptr::eq(*first.expect("one that ends first"), end.certificate), "of several, the one next to the leaf");
    }
}

/// Each instant is one that a certificate of the path has, or that follows from one and the leaf's length.
fn check_outlook(chain: &Chain<'_>) {
    let outlook = chain.outlook();
    assert_one_line(&outlook);
    assert!(ptr::eq(outlook.leaf(), chain.leaf()) && outlook.is_complete() == chain.is_complete());
    let unreadable = chain.path().iter().find(|certificate| certificate.validity().is_err());
    match outlook.ending() {
        Ending::Through { last, certificate } => {
            let common = chain.validity().expect("what has an end has a period");
            assert!(common.contains(last) && !common.contains(last + Duration::SECOND), "{last} of {common}");
            assert_eq!(certificate.validity().map(|period| period.not_after()), Ok(last));
            assert!(chain.path().iter().any(|other| ptr::eq(*other, certificate)), "another certificate");
        }
        Ending::NotDefined => {
            assert!(
                chain.path().iter().all(|certificate| {
                    certificate.validity().is_ok_and(|period| !period.has_well_defined_expiry())
                })
            );
        }
        Ending::NoCommonSecond => assert!(chain.validity().is_none() && unreadable.is_none()),
        Ending::Unreadable { certificate, .. } => assert!(unreadable.is_some_and(|first| ptr::eq(*first, certificate))),
        other => panic!("{other:?}"),
    }
    let length = chain.leaf().validity().ok().filter(Validity::has_well_defined_expiry);
    let length = length.map(|period| period.not_after() - period.not_before());
    let Some(length) = length else {
        assert!(outlook.obstacles().is_empty() && outlook.hazard().is_none(), "what has no end needs no successor");
        return;
    };
    // A period as long that begins at `from` is the first that ends after `last`; none begins before the year 0000.
    let is_first_after =
        |from: UtcDateTime, last: UtcDateTime| from.checked_add(length) == Some(last + Duration::SECOND);
    let ends =
        chain.path().iter().skip(1).filter_map(|issuer| issuer.validity().ok()).map(|period| period.not_after()).min();
    let ends = ends.filter(|ends| *ends != Validity::NO_WELL_DEFINED_EXPIRY);
    let mut told = None;
    for obstacle in outlook.obstacles() {
        assert_one_line(obstacle);
        if let ObstacleCause::IssuerEnds { issuer, not_after } = obstacle.cause {
            assert!(chain.path().iter().skip(1).any(|other| ptr::eq(*other, issuer)), "no issuer of the leaf");
            assert_eq!(issuer.validity().map(|period| period.not_after()), Ok(not_after));
            assert!(is_first_after(obstacle.from, not_after), "{} of {not_after}", obstacle.from);
            told = Some(not_after);
        }
    }
    assert_eq!(told, ends, "the issuer that ends first");
    assert!(outlook.obstacles().is_sorted_by_key(|obstacle| obstacle.from), "the earliest first");
    if let Some(ahead) = outlook.hazard() {
        assert_one_line(&ahead);
        assert!(ahead.at >= chain.at() && is_first_after(ahead.from, ahead.at), "{ahead}");
    }
}

/// The chain of the leaf is the same if the leaf is named.
fn check_named(bag: &Bag, certificates: &[Inspection], chain: &Chain<'_>) {
    let (given, roots) = certificates.split_at(bag.given);
    let named = match bag.has_roots {
        true => chain.leaf().chain_under(given, roots, bag.at),
        false => chain.leaf().chain(given, bag.at),
    };
    assert_eq!((named.leaf(), named.is_complete()), (chain.leaf(), chain.is_complete()));
    if chain.is_complete() {
        let all = |chain: &Chain<'_>| ends(chain.path().iter().copied());
        assert_eq!(all(&named), all(chain), "another end");
    }
    assert!(named.findings().iter().all(|(of, _)| named.path().contains(of)), "something is said of others");
}

/// The end does not depend on the order of what is above the leaf.
fn check_order(bag: &Bag, certificates: &[Inspection], leaf: usize, path: &[usize]) {
    let (given, roots) = certificates.split_at(bag.given);
    let (mut others, mut roots) = (given.to_vec(), roots.to_vec());
    let first = others.remove(leaf);
    others.reverse();
    others.insert(0, first);
    roots.reverse();
    let found = match bag.has_roots {
        true => chain_under(&others, &roots, bag.at),
        false => chain(&others, bag.at),
    };
    let again = found.expect("the same certificates");
    assert_eq!(again.leaf(), &certificates[leaf], "the leaf is the first still");
    let before = path.iter().map(|index| &certificates[*index]);
    let is_complete = Ways::of(bag).is_complete(leaf);
    assert_eq!(again.is_complete(), is_complete);
    if is_complete {
        let after = again.path().iter().copied();
        assert_eq!(ends(after), ends(before), "another order, another end");
    }
}
