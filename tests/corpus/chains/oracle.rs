//! All ways from the leaf, walked one by one.

use notafter::inspect::{Inspection, Role};
use time::UtcDateTime;

use super::made::{Bag, Facts};

/// Who may have issued whom.
pub(super) struct Ways<'a> {
    facts: &'a [Facts],
    given: usize,
    has_roots: bool,
    /// For each certificate, those that may have issued it; none for one that a path ends with.
    issuers: Vec<Vec<usize>>,
    is_last: Vec<bool>,
}

impl<'a> Ways<'a> {
    pub(super) fn of(bag: &'a Bag) -> Self {
        let (facts, roots) = (&bag.facts[..], bag.facts.split_at(bag.given).1);
        let mut ways =
            Self { facts, given: bag.given, has_roots: bag.has_roots, issuers: Vec::new(), is_last: Vec::new() };
        for certificate in facts {
            let fits: Vec<usize> = (0..facts.len()).filter(|issuer| is_issuer(&facts[*issuer], certificate)).collect();
            let (mut issuers, entities): (Vec<_>, Vec<_>) =
                fits.into_iter().partition(|issuer| is_authority(&facts[*issuer]));
            let is_own_issuer = is_issuer(certificate, certificate);
            let names_itself = certificate.key.is_some() && certificate.key == certificate.issuer_key;
            let is_last = match bag.has_roots {
                true => roots.iter().any(|root| is_same(root, certificate)),
                false => is_own_issuer && (is_authority(certificate) || names_itself || issuers.is_empty()),
            };
            // An end entity issues nothing, unless there is no other.
            if issuers.is_empty() {
                issuers = entities;
            }
            ways.issuers.push(if is_last { Vec::new() } else { issuers });
            ways.is_last.push(is_last);
        }
        ways
    }

    /// The first that is no CA and issued none of the others; else the first that issued none; else the first.
    pub(super) fn leaf(&self) -> usize {
        let issued_others = |index: usize| {
            let seekers = (0..self.facts.len()).filter(|other| *other != index);
            let is_named = |other: usize| {
                other < self.given
                    && self.lacks_issuer(other)
                    && self.facts[index].subject().is_some()
                    && self.facts[other].issuer() == self.facts[index].subject()
            };
            let is_own_issuer = is_issuer(&self.facts[index], &self.facts[index]);
            seekers.clone().any(|other| self.issuers[other].contains(&index))
                || !is_own_issuer && seekers.clone().any(is_named)
        };
        let childless: Vec<usize> = (0..self.given).filter(|index| !issued_others(*index)).collect();
        let entity = childless.iter().find(|index| self.facts[**index].role != Role::Authority);
        entity.or(childless.first()).copied().unwrap_or(0)
    }

    /// Whether nobody but itself may have issued it, and no path ends with it.
    fn lacks_issuer(&self, index: usize) -> bool {
        !self.is_last[index] && self.issuers[index].iter().all(|issuer| *issuer == index)
    }

    /// Whether a path breaks off there: under roots, also where one has issued itself that is no root.
    fn breaks_off(&self, index: usize) -> bool {
        let is_own_issuer = is_issuer(&self.facts[index], &self.facts[index]);
        self.lacks_issuer(index) || self.has_roots && !self.is_last[index] && is_own_issuer
    }

    /// All ways from the leaf on which no certificate is passed twice.
    fn walk(&self, leaf: usize) -> Vec<Vec<usize>> {
        let (mut ways, mut next) = (Vec::new(), vec![vec![leaf]]);
        while let Some(way) = next.pop() {
            let last = way[way.len() - 1];
            let further = self.issuers[last].iter().filter(|issuer| !way.contains(issuer));
            next.extend(further.map(|issuer| [&way[..], &[*issuer]].concat()));
            ways.push(way);
        }
        ways
    }

    pub(super) fn is_complete(&self, leaf: usize) -> bool {
        self.walk(leaf).iter().any(|way| self.is_last[way[way.len() - 1]])
    }

    /// The path is one of the best.
    pub(super) fn check(&self, leaf: usize, path: &[usize], is_complete: bool, at: UtcDateTime) {
        let mut ways = self.walk(leaf);
        assert!(ways.iter().any(|way| way == path), "{path:?} is no way, in {:?}", self.facts);
        assert_eq!(is_complete, self.is_complete(leaf), "{path:?}, in {:?}", self.facts);
        let is_end = |index: usize| if is_complete { self.is_last[index] } else { self.breaks_off(index) };
        ways.retain(|way| is_end(way[way.len() - 1]));
        if ways.is_empty() {
            return;
        }
        assert!(is_end(path[path.len() - 1]), "{path:?} has no end, in {:?}", self.facts);
        let is_valid = |way: &[usize]| way.iter().skip(1).all(|issuer| self.is_valid(*issuer, at));
        if ways.iter().any(|way| is_valid(way)) {
            assert!(is_valid(path), "{path:?} is not valid at {at}, in {:?}", self.facts);
            ways.retain(|way| is_valid(way));
        }
        // Of issuers that cannot be read, nobody knows the end: it counts as the earliest. The leaf is on all ways.
        let ends = |way: &[usize]| {
            way.iter().skip(1).map(|issuer| self.facts[*issuer].period().map(|it| it.not_after())).min()
        };
        let last =
            ways.iter().map(|way| ends(way)).max_by_key(|ends| ends.is_none().then_some(LATEST).or(ends.flatten()));
        assert_eq!(Some(ends(path)), last, "{path:?} does not end last, in {:?}", self.facts);
    }

    fn is_valid(&self, index: usize, at: UtcDateTime) -> bool {
        self.facts[index].period().is_some_and(|period| period.contains(at))
    }

    /// Those that are known to be no issuers of the leaf.
    pub(super) fn loose(&self, leaf: usize) -> Vec<usize> {
        let reached: Vec<usize> = self.walk(leaf).into_iter().flatten().collect();
        let has_gap = reached.iter().any(|index| self.breaks_off(*index));
        let is_known = |index: &usize| !has_gap || self.facts[*index].role == Role::EndEntity;
        (0..self.given).filter(|index| !reached.contains(index)).filter(is_known).collect()
    }
}

/// When the first of them ends; none, if one cannot be read.
pub(super) fn ends<'a>(certificates: impl Iterator<Item = &'a Inspection>) -> Option<UtcDateTime> {
    certificates.map(|certificate| certificate.validity().ok().map(|period| period.not_after())).min().flatten()
}

/// Whether the names, the key identifiers and the serial numbers let `issuer` be the issuer of `certificate`.
fn is_issuer(issuer: &Facts, certificate: &Facts) -> bool {
    let has_name = certificate.issuer().is_some() && issuer.subject() == certificate.issuer();
    let has_key = issuer.key.is_none() || certificate.issuer_key.is_none() || issuer.key == certificate.issuer_key;
    let has_number =
        certificate.certificate().is_none_or(|(name, serial)| issuer.issuer() == Some(name) && issuer.serial == serial);
    has_name && has_key && has_number
}

fn is_authority(certificate: &Facts) -> bool {
    certificate.role != Role::EndEntity
}

/// Whether two are the same by all that tells one from another.
fn is_same(one: &Facts, other: &Facts) -> bool {
    let of = |facts: &Facts| (facts.subject(), facts.issuer(), facts.serial, facts.key, facts.period());
    of(one) == of(other)
}

/// A way of the leaf alone has no issuer that could end.
const LATEST: UtcDateTime = UtcDateTime::MAX;
