//! Finds the possible issuers of each certificate, by names, key identifiers and serial numbers.

use std::collections::{HashMap, HashSet};

use time::UtcDateTime;

use super::groups::{Lists, NameNumbers, Numbers};
use crate::inspect::{Inspection, Role};

/// The certificates, the roots after them, and the groups that contain the issuer of each.
///
/// A possible issuer of many certificates is not listed for each of them: those that look for the same issuer share a group. So
/// there are a few entries for each certificate, however many issuers fit it.
pub(super) struct Links<'a> {
    certificates: Vec<&'a Inspection>,
    /// The number of certificates that are no roots.
    given: usize,
    has_roots: bool,
    parts: Vec<Parts>,
    /// Whether a path may end with it.
    is_last: Vec<bool>,
    /// For each certificate, the groups in which its issuer is.
    sought: Vec<[Option<usize>; 2]>,
    /// For each group, the certificates in it.
    members: Lists,
    /// For each certificate, the groups that it is in.
    memberships: Lists,
    /// For each group, the certificates whose issuer is in it.
    seekers: Lists,
    groups: usize,
}

impl<'a> Links<'a> {
    /// Without `roots`, a path ends with a certificate that issued itself.
    pub(super) fn of(certificates: &'a [Inspection], roots: Option<&'a [Inspection]>) -> Self {
        let given = certificates.len();
        let certificates: Vec<_> = certificates.iter().chain(roots.unwrap_or_default()).collect();
        let parts = Parts::of(&certificates);
        let is_authority =
            |index: usize| certificates.get(index).is_some_and(|certificate| certificate.role != Role::EndEntity);
        let root_keys: HashSet<_> = (certificates.iter().zip(&parts).skip(given)).map(identity_of).collect();
        let mut is_last: Vec<bool> = match roots {
            Some(_) => certificates.iter().zip(&parts).map(|each| root_keys.contains(&identity_of(each))).collect(),
            // An end entity issues nothing, so that it issued itself only if it says so, or if nobody else could have.
            None => {
                let each = parts.iter().enumerate();
                each.map(|(index, parts)| parts.fits_itself() && (is_authority(index) || parts.names_own_key()))
                    .collect()
            }
        };

        let mut wanted = Numbers::new();
        let mut sought = vec![[None; 2]; parts.len()];
        let mut members = Vec::new();
        for from_authorities in [true, false] {
            let filled: HashSet<usize> = members.iter().map(|(group, _)| *group).collect();
            for (((index, parts), sought), is_last) in parts.iter().enumerate().zip(&mut sought).zip(&mut is_last) {
                let is_found = sought.iter().flatten().any(|group| filled.contains(group));
                if !from_authorities && !is_found && roots.is_none() && parts.fits_itself() && !is_authority(index) {
                    *is_last = true;
                }
                if !*is_last && !is_found {
                    *sought = parts.wants(from_authorities).map(|wants| wants.map(|wants| wanted.of(wants)));
                }
            }
            for (index, parts) in parts.iter().enumerate().filter(|(index, _)| is_authority(*index) == from_authorities)
            {
                let offers = parts.offers(from_authorities).filter_map(|offer| wanted.known(&offer));
                members.extend(offers.map(|group| (group, index)));
            }
        }
        let groups = wanted.len();
        let each_sought =
            || sought.iter().enumerate().flat_map(|(index, of)| of.iter().flatten().map(move |group| (*group, index)));
        let seekers = Lists::of(groups, each_sought().collect());
        let memberships = Lists::of(parts.len(), members.iter().map(|(group, index)| (*index, *group)).collect());
        let members = Lists::of(groups, members);
        Self {
            certificates,
            given,
            has_roots: roots.is_some(),
            parts,
            is_last,
            sought,
            members,
            memberships,
            seekers,
            groups,
        }
    }

    /// How many certificates there are, without the roots.
    pub(super) const fn given(&self) -> usize {
        self.given
    }

    /// How many roots there are, if paths end with them.
    pub(super) fn roots(&self) -> Option<usize> {
        self.has_roots.then_some(self.certificates.len().saturating_sub(self.given))
    }

    pub(super) fn len(&self) -> usize {
        self.certificates.len()
    }

    pub(super) const fn groups(&self) -> usize {
        self.groups
    }

    pub(super) fn certificate(&self, index: usize) -> Option<&'a Inspection> {
        self.certificates.get(index).copied()
    }

    /// Whether a path may end with the certificate.
    pub(super) fn is_last(&self, index: usize) -> bool {
        self.is_last.get(index).is_some_and(|is_last| *is_last)
    }

    /// Whether the certificate may have issued itself.
    pub(super) fn fits_itself(&self, index: usize) -> bool {
        self.parts.get(index).is_some_and(Parts::fits_itself)
    }

    /// Whether no issuer of the certificate is there but itself, and no path may end with it.
    pub(super) fn is_open(&self, index: usize) -> bool {
        let has_other = |group| self.members.get(group).iter().any(|member| *member != index);
        !self.is_last(index) && !self.sought(index).any(has_other)
    }

    /// The groups in which the issuer of the certificate is.
    pub(super) fn sought(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        self.sought.get(index).copied().unwrap_or_default().into_iter().flatten()
    }

    /// The groups that the certificate is in.
    pub(super) fn memberships(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        self.memberships.each(index)
    }

    /// The certificates in a group.
    pub(super) fn members(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        self.members.each(group)
    }

    /// The certificates whose issuer is in a group.
    pub(super) fn seekers(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        self.seekers.each(group)
    }

    /// The first certificate that is no CA and issued no other. If there is none, it is the first that issued no other.
    pub(super) fn leaf(&self) -> Option<usize> {
        // An issuer whose key identifier does not fit may be meant nevertheless, where there is no other.
        let mut named = HashMap::<usize, Vec<usize>>::new();
        for index in (0..self.given).filter(|index| self.is_open(*index)) {
            if let Some(issuer) = self.parts.get(index).and_then(|parts| parts.issuer) {
                named.entry(issuer).or_default().push(index);
            }
        }
        let issued_others = |index: usize| {
            let subject = self.parts.get(index).and_then(|parts| parts.subject);
            let issued = |group| self.seekers(group).any(|seeker| seeker != index);
            // What names itself has not issued another.
            let by = subject.and_then(|subject| named.get(&subject));
            by.is_some_and(|by| by.iter().any(|other| *other != index)) && !self.fits_itself(index)
                || self.memberships(index).any(issued)
        };
        let childless: Vec<bool> = (0..self.given).map(|index| !issued_others(index)).collect();
        let childless = || childless.iter().enumerate().filter(|(_, is)| **is).map(|(index, _)| index);
        let is_end_entity =
            |index: &usize| self.certificate(*index).is_some_and(|certificate| certificate.role != Role::Authority);
        // Where the certificates issued each other in a circle, one is as good as another.
        childless().find(is_end_entity).or_else(|| childless().next()).or_else(|| (0..self.given).next())
    }

    /// The first other certificate with the name of the issuer, whatever its key identifier and its serial number are.
    pub(super) fn of_issuer_name(&self, index: usize) -> Option<&'a Inspection> {
        let issuer = self.parts.get(index)?.issuer?;
        let each = self.certificates.iter().zip(&self.parts).enumerate();
        let mut named = each.filter(|(other, (_, parts))| *other != index && parts.subject == Some(issuer));
        named.next().map(|(_, (certificate, _))| *certificate)
    }
}

/// The numbers of the parts that link certificates.
struct Parts {
    subject: Option<usize>,
    issuer: Option<usize>,
    serial_number: usize,
    key: Option<usize>,
    authority_key: Option<usize>,
    /// The issuer and the serial number of the issuer's certificate.
    authority_certificate: Option<(usize, usize)>,
}

impl Parts {
    fn of(certificates: &[&Inspection]) -> Vec<Self> {
        let (mut names, mut octets) = (NameNumbers::new(), Numbers::new());
        let each = certificates.iter().map(|certificate| Self {
            subject: names.of(&certificate.subject),
            issuer: names.of(&certificate.issuer),
            serial_number: octets.of(certificate.serial_number.shortest()),
            key: certificate.subject_key_identifier().map(|key| octets.of(key)),
            authority_key: certificate.authority_key_identifier().map(|key| octets.of(key)),
            authority_certificate: certificate
                .authority_certificate
                .as_deref()
                .and_then(|named| Some((names.of(&named.issuer)?, octets.of(named.serial_number.shortest())))),
        });
        each.collect()
    }

    /// Whether the certificate may have issued itself.
    fn fits_itself(&self) -> bool {
        self.subject.is_some()
            && self.subject == self.issuer
            && (self.authority_key.is_none() || self.key.is_none() || self.authority_key == self.key)
            && self
                .authority_certificate
                .is_none_or(|named| self.issuer == Some(named.0) && self.serial_number == named.1)
    }

    /// Whether the certificate names its own key as the key of its issuer.
    fn names_own_key(&self) -> bool {
        self.authority_key.is_some() && self.authority_key == self.key
    }

    /// The groups to look for the issuer in.
    fn wants(&self, from_authorities: bool) -> [Option<Wanted>; 2] {
        let wanted = |key| {
            let certificate = self.authority_certificate;
            Some(Wanted { subject: self.issuer?, key, certificate, from_authorities })
        };
        match self.authority_key {
            None => [wanted(Key::Any), None],
            // An issuer need not say which key it has.
            Some(key) => [wanted(Key::Is(key)), wanted(Key::Unknown)],
        }
    }

    /// The groups in which the certificate is found.
    fn offers(&self, from_authorities: bool) -> impl Iterator<Item = Wanted> + use<> {
        let own = self.issuer.map(|issuer| (issuer, self.serial_number));
        let keys = [Key::Any, self.key.map_or(Key::Unknown, Key::Is)];
        let certificates = [Some(None), own.map(Some)].into_iter().flatten();
        let subject = self.subject;
        certificates.flat_map(move |certificate| {
            let offer = move |key| Some(Wanted { subject: subject?, key, certificate, from_authorities });
            keys.into_iter().filter_map(offer)
        })
    }
}

/// The issuer that is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Wanted {
    subject: usize,
    key: Key,
    certificate: Option<(usize, usize)>,
    from_authorities: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Any,
    Unknown,
    Is(usize),
}

/// The values that are equal if two certificates are the same one. They are all the values that tell certificates apart here.
fn identity_of(
    (certificate, parts): (&&Inspection, &Parts),
) -> (Option<usize>, Option<usize>, usize, Option<usize>, Times) {
    let times = certificate.validity.ok().map(|validity| [validity.not_before(), validity.not_after()]);
    (parts.subject, parts.issuer, parts.serial_number, parts.key, times)
}

type Times = Option<[UtcDateTime; 2]>;
