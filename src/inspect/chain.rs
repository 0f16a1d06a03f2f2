//! Certificates that belong together: who issued whom, and when the whole stops being valid.

use std::collections::{HashMap, HashSet};

use time::UtcDateTime;

use super::{Inspection, Role, cause::Cause, error::InspectError, finding::Finding};
use crate::validity::Validity;

/// Puts certificates in order, from the leaf to the last issuer that is there, and judges their dates at `at`.
///
/// The certificates may come in any order. The leaf is the first that is no CA and issued none of the others. An issuer
/// is found by its name and, where both certificates have one, by its key identifier; of several, one that is valid at
/// `at` is taken, and of these the one that ends last. Nothing is found by a name that is empty or cannot be read.
///
/// No signature, path length, name constraint or policy is checked: this says when a chain stops being valid, not whether
/// to trust it.
///
/// # Errors
///
/// [`InspectError::NoCertificate`]: `certificates` is empty. A chain of nothing could pass for a good one.
///
/// # Examples
///
/// ```
/// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
///
/// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
/// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
/// let certificates = [Inspection::of_der(der)?];
/// let chain = chain(&certificates, utc_datetime!(2012-03-01 00:00:00))?;
/// assert_eq!(chain.path(), [0]);
/// let end = chain.end().map(|end| (end.certificate, end.at));
/// assert_eq!(end, Some((0, utc_datetime!(2013-02-28 12:00:01))));
/// # Ok::<(), notafter::inspect::InspectError>(())
/// ```
pub fn chain(certificates: &[Inspection], at: UtcDateTime) -> Result<Chain, InspectError> {
    let mut findings = Vec::new();
    let path = Links::of(certificates, at).path(&mut findings);
    let on_path = || path.iter().filter_map(|&index| Some((index, certificates.get(index)?)));
    let Some((_, leaf)) = on_path().next() else { return Err(InspectError::NoCertificate { lines: 0, other: None }) };
    for (index, certificate) in on_path() {
        findings.extend(
            certificate.validity.err().map(|reason| (index, Finding::of_read_error(reason, certificate.period.offset))),
        );
        findings.extend(certificate.standing(at).map(move |finding| (index, finding)));
    }
    for ((index, certificate), (_, issuer)) in on_path().zip(on_path().skip(1)) {
        findings.extend(nesting(certificate, issuer).into_iter().flatten().map(|finding| (index, finding)));
    }
    let members: HashSet<usize> = path.iter().copied().collect();
    for (index, certificate) in certificates.iter().enumerate().filter(|(index, _)| !members.contains(index)) {
        let cause = Cause::NotInChain { subject: certificate.subject().clone(), leaf: leaf.subject().clone() };
        findings.push((index, certificate.find(cause)));
    }
    let validities: Option<Vec<(usize, Validity)>> =
        on_path().map(|(index, certificate)| Some((index, certificate.validity.ok()?))).collect();
    let validities = validities.unwrap_or_default();
    let validity = common(&validities);
    let end = validity.and_then(|common| {
        let &(certificate, _) = validities.iter().find(|(_, validity)| validity.not_after() == common.not_after())?;
        let second = time::Duration::SECOND;
        let at = common.has_well_defined_expiry().then(|| common.not_after().saturating_add(second))?;
        Some(ChainEnd { certificate, at })
    });
    Ok(Chain { path, findings, validity, end })
}

/// Certificates in the order in which each is issued by the next.
///
/// Certificates are named by their index in the slice that was given to [`chain`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    path: Vec<usize>,
    findings: Vec<(usize, Finding)>,
    validity: Option<Validity>,
    end: Option<ChainEnd>,
}

impl Chain {
    /// The certificates from the leaf to the last issuer that is there; there always is a leaf.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let chain = chain(&[Inspection::of_der(der)?], utc_datetime!(2012-03-01 00:00:00))?;
    /// assert_eq!(chain.path(), [0], "the first certificate alone");
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> &[usize] {
        &self.path
    }

    /// What is found, each with its certificate: issuers that are missing, certificates that are left over, periods that
    /// cannot be read or do not contain the instant, and those that are not within the period of the issuer.
    ///
    /// What else is found in each certificate alone is not repeated here; [`Inspection::findings`] has it.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130229120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let certificates = [Inspection::of_der(der)?];
    /// let chain = chain(&certificates, utc_datetime!(2012-03-01 00:00:00))?;
    /// let found: Vec<_> = chain.findings().iter().map(|(index, finding)| (*index, finding.rule().code())).collect();
    /// assert_eq!(found, [(0, "issuer-missing"), (0, "impossible-date")]);
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub fn findings(&self) -> &[(usize, Finding)] {
        &self.findings
    }

    /// The period in which all certificates of the path are valid; none, where there is none or one of them cannot be
    /// read.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let chain = chain(&[Inspection::of_der(der)?], utc_datetime!(2012-03-01 00:00:00))?;
    /// let validity = chain.validity().map(|validity| validity.to_string());
    /// assert_eq!(validity.as_deref(), Some("2012-02-29T12:00:00Z/2013-02-28T12:00:00Z"));
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn validity(&self) -> Option<Validity> {
        self.validity
    }

    /// Where the whole chain stops being valid; none, where it never was, has no well-defined end, or a certificate cannot be
    /// read.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let chain = chain(&[Inspection::of_der(der)?], utc_datetime!(2012-03-01 00:00:00))?;
    /// assert_eq!(chain.end().map(|end| end.at), Some(utc_datetime!(2013-02-28 12:00:01)));
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn end(&self) -> Option<ChainEnd> {
        self.end
    }
}

/// Where a chain stops being valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ChainEnd {
    /// The certificate that ends first; of several, the one that is next to the leaf.
    pub certificate: usize,
    /// The first instant at which the chain is no longer valid: one second after that certificate's notAfter.
    pub at: UtcDateTime,
}

/// The certificates by their subjects, so that an issuer is found at once.
struct Links<'a> {
    certificates: &'a [Inspection],
    by_subject: HashMap<&'a [u8], Vec<usize>>,
    at: UtcDateTime,
}

impl<'a> Links<'a> {
    fn of(certificates: &'a [Inspection], at: UtcDateTime) -> Self {
        let mut by_subject: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, certificate) in certificates.iter().enumerate() {
            if let Some(subject) = certificate.subject().identity() {
                by_subject.entry(subject).or_default().push(index);
            }
        }
        Self { certificates, by_subject, at }
    }

    /// The way from the leaf upwards, with the findings about its links.
    fn path(&self, findings: &mut Vec<(usize, Finding)>) -> Vec<usize> {
        let mut path = Vec::new();
        let mut visited = HashSet::new();
        let mut next = self.leaf();
        while let Some((index, certificate)) = next.and_then(|index| Some((index, self.certificates.get(index)?))) {
            path.push(index);
            visited.insert(index);
            if is_self_signed(certificate) {
                break;
            }
            next = self.issuer(certificate, &visited);
            if next.is_none() {
                findings.push((index, self.missing(index, certificate)));
            }
        }
        path
    }

    /// The first certificate that is no CA and issued no other; where there is none, the first that issued no other.
    fn leaf(&self) -> Option<usize> {
        let issuers: HashSet<&[u8]> = self
            .certificates
            .iter()
            .filter(|certificate| !certificate.is_self_issued())
            .filter_map(|certificate| certificate.issuer().identity())
            .collect();
        let issued_others = |certificate: &Inspection| {
            certificate.subject().identity().is_some_and(|subject| issuers.contains(subject))
        };
        let childless = || self.certificates.iter().enumerate().filter(|(_, certificate)| !issued_others(certificate));
        let end_entity = childless().find(|(_, certificate)| certificate.role != Role::Authority);
        // Where the certificates issued each other in a circle, one is as good as another.
        let leaf = end_entity.or_else(|| childless().next()).or_else(|| self.certificates.iter().enumerate().next());
        leaf.map(|(index, _)| index)
    }

    /// The certificates that have the name of the issuer.
    fn candidates(&self, certificate: &Inspection) -> impl Iterator<Item = (usize, &'a Inspection)> {
        let indices = certificate.issuer().identity().and_then(|issuer| self.by_subject.get(issuer));
        let indices = indices.map(Vec::as_slice).unwrap_or_default();
        indices.iter().filter_map(|&index| Some((index, self.certificates.get(index)?)))
    }

    fn issuer(&self, certificate: &Inspection, visited: &HashSet<usize>) -> Option<usize> {
        let others = self.candidates(certificate).filter(|(index, _)| !visited.contains(index));
        let fitting = others.filter(|(_, issuer)| mismatch(certificate, issuer).is_none());
        let best = fitting.max_by_key(|(_, issuer)| {
            let validity = issuer.validity.ok();
            (validity.is_some_and(|validity| validity.contains(self.at)), validity.map(|validity| validity.not_after()))
        });
        best.map(|(index, _)| index)
    }

    /// Why no issuer of the certificate at `index` follows it.
    fn missing(&self, index: usize, certificate: &Inspection) -> Finding {
        let others = self.candidates(certificate).filter(|(other, _)| *other != index);
        let mismatches: Vec<_> = others.map(|(_, issuer)| mismatch(certificate, issuer)).collect();
        let issuer = || certificate.issuer().clone();
        // An issuer that fits and does not follow is one that was passed.
        if mismatches.contains(&None) {
            return certificate.find(Cause::CircularChain { issuer: issuer() });
        }
        match mismatches.into_iter().flatten().next() {
            Some(cause) => certificate.find(cause),
            None => {
                let among = self.certificates.len();
                certificate.find(Cause::IssuerMissing { issuer: issuer(), among })
            }
        }
    }
}

fn is_self_signed(certificate: &Inspection) -> bool {
    certificate.is_self_issued() && mismatch(certificate, certificate).is_none()
}

/// The two key identifiers, where both certificates have one and they are not the same.
fn mismatch(certificate: &Inspection, issuer: &Inspection) -> Option<Cause> {
    let authority = certificate.authority_key_identifier()?;
    let subject = issuer.subject_key_identifier()?;
    (authority != subject).then(|| Cause::KeyIdentifiers { authority: authority.into(), subject: subject.into() })
}

fn nesting(certificate: &Inspection, issuer: &Inspection) -> [Option<Finding>; 2] {
    let (Ok(validity), Ok(issuer)) = (certificate.validity, issuer.validity) else { return [None, None] };
    let (not_before, not_after) = (validity.not_before(), validity.not_after());
    let starts = (not_before < issuer.not_before()).then(|| {
        let cause = Cause::StartsBeforeIssuer { not_before, issuer: issuer.not_before() };
        certificate.find(cause)
    });
    let ends = (not_after > issuer.not_after()).then(|| {
        let cause = Cause::OutlivesIssuer { not_after, issuer: issuer.not_after() };
        certificate.find(cause)
    });
    [starts, ends]
}

/// The period that all have in common.
fn common(validities: &[(usize, Validity)]) -> Option<Validity> {
    let not_before = validities.iter().map(|(_, validity)| validity.not_before()).max()?;
    let not_after = validities.iter().map(|(_, validity)| validity.not_after()).min()?;
    Validity::new(not_before, not_after).ok()
}
