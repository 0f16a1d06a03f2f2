//! The findings in a chain, and its end.

use time::UtcDateTime;

use super::{
    fault::{Among, AuthorityCertificate, ChainFault, Octets},
    links::Links,
    path::{Path, PathEnd},
};
use crate::{
    inspect::{Inspection, Role, cause::Cause, error::InspectError, finding::Finding},
    validity::Validity,
};

/// Puts certificates in order, from the leaf to the last issuer that is there, and judges their dates at `at`.
///
/// The certificates may come in any order. The leaf is the first that is no CA and issued none of the others.
///
/// # The path
///
/// A certificate is an issuer of another if all of these hold:
///
/// - its subject is the [same name](crate::inspect::Name::is_same_as) as the other's issuer, and neither is empty or
///   unreadable;
/// - its subject key identifier is the other's authority key identifier, if both have one;
/// - its issuer and its serial number are those in the other's authority key identifier, if it has them;
/// - it is no end entity, unless there is no other.
///
/// A path is complete if it leads to a certificate that issued itself. Of several complete paths, one whose issuers are all
/// valid at `at` is taken, and of these the path that ends last. A path ends when the first of its certificates ends. If no
/// path is complete, the findings say which issuer is missing.
///
/// No signature, path length, name constraint or policy is checked. The result says when a chain stops being valid, not whether
/// to trust it. Its time and its memory grow with the number of certificates, whatever their names and identifiers are.
///
/// [`chain_under`] looks for a path to roots that you trust.
///
/// # Errors
///
/// [`InspectError::NoCertificate`]: `certificates` is empty. A chain of nothing could pass for a good one.
///
/// # Examples
///
/// ```
/// use std::fs;
/// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
///
/// let (file, now) = (fs::read("docs/examples/chain.pem")?, utc_datetime!(2026-12-01 00:00:00));
/// let certificates: Vec<Inspection> =
///     Inspection::iter_from_slice(&file).collect::<Result<_, _>>()?;
/// let whole = chain(&certificates, now)?;
/// assert!(whole.is_complete() && whole.findings().is_empty());
/// let end = whole.end().ok_or("it has an end")?;
/// assert_eq!((end.at, end.certificate), (utc_datetime!(2027-06-01 00:00:01), &certificates[0]));
///
/// let cut_off = chain(&certificates[..1], now)?;
/// let rules: Vec<_> =
///     cut_off.findings().iter().map(|(_, finding)| finding.rule().code()).collect();
/// assert_eq!((cut_off.is_complete(), rules), (false, vec!["issuer-missing"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn chain(certificates: &[Inspection], at: UtcDateTime) -> Result<Chain<'_>, InspectError> {
    of_all(&Links::of(certificates.iter().collect(), None), at)
}

/// Does the same as [`chain`], but a path is complete if it leads to one of `roots`.
///
/// A certificate that is also among the roots ends a path. A certificate that issued itself does so only if it is a root. The
/// period of the root counts like the period of any other certificate. webpki 0.103 does not look at it, and OpenSSL and Go do.
///
/// # Errors
///
/// [`InspectError::NoCertificate`]: `certificates` is empty.
///
/// # Examples
///
/// This tells how long a server's chain is valid for clients that trust these roots:
///
/// ```
/// use notafter::time::UtcDateTime;
/// use notafter::inspect::{Inspection, InspectError, chain_under};
///
/// fn end_of(
///     chain: &[u8],
///     roots: &[u8],
///     now: UtcDateTime,
/// ) -> Result<Option<UtcDateTime>, InspectError> {
///     let chain = Inspection::iter_from_slice(chain).collect::<Result<Vec<_>, _>>()?;
///     // A root that cannot be read is none.
///     let roots: Vec<_> = Inspection::iter_from_slice(roots).flatten().collect();
///     let chain = chain_under(&chain, &roots, now)?;
///     Ok(chain.end().filter(|_| chain.is_complete()).map(|end| end.at))
/// }
/// ```
pub fn chain_under<'a>(
    certificates: &'a [Inspection],
    roots: &'a [Inspection],
    at: UtcDateTime,
) -> Result<Chain<'a>, InspectError> {
    of_all(&Links::of(certificates.iter().collect(), Some(roots)), at)
}

impl Inspection {
    /// The chain of this certificate, with its issuers from `issuers`, judged as [`chain`] does.
    ///
    /// Use it if you know the leaf, and have issuers of many certificates. Nothing is said of those that are not in the path.
    ///
    /// # Examples
    ///
    /// An authority that issued others is no leaf of a bundle, and has a chain of its own all the same:
    ///
    /// ```
    /// use std::fs;
    /// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
    ///
    /// let (file, now) = (fs::read("docs/examples/chain.pem")?, utc_datetime!(2026-12-01 00:00:00));
    /// let certificates: Vec<Inspection> =
    ///     Inspection::iter_from_slice(&file).collect::<Result<_, _>>()?;
    /// let [leaf, issuing, root] = &certificates[..] else { return Err("there are three".into()) };
    /// assert_eq!(chain(&certificates, now)?.path(), [leaf, issuing, root]);
    /// assert_eq!(issuing.chain(&certificates, now).path(), [issuing, root]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use = "this returns the chain and changes nothing"]
    pub fn chain<'a>(&'a self, issuers: &'a [Self], at: UtcDateTime) -> Chain<'a> {
        self.chain_with(issuers, None, at)
    }

    /// The chain of this certificate, with its issuers from `issuers`, judged as [`chain_under`] does.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::Inspection, time::UtcDateTime};
    ///
    /// /// Whether a certificate has a chain to one of the roots in which all are valid now.
    /// fn is_fine(
    ///     leaf: &Inspection,
    ///     issuers: &[Inspection],
    ///     roots: &[Inspection],
    ///     now: UtcDateTime,
    /// ) -> bool {
    ///     let chain = leaf.chain_under(issuers, roots, now);
    ///     chain.is_complete() && chain.validity().is_some_and(|validity| validity.contains(now))
    /// }
    /// ```
    #[must_use = "this returns the chain and changes nothing"]
    pub fn chain_under<'a>(&'a self, issuers: &'a [Self], roots: &'a [Self], at: UtcDateTime) -> Chain<'a> {
        self.chain_with(issuers, Some(roots), at)
    }

    fn chain_with<'a>(&'a self, issuers: &'a [Self], roots: Option<&'a [Self]>, at: UtcDateTime) -> Chain<'a> {
        // A copy of it is none of its issuers.
        let issuers = issuers.iter().filter(|issuer| issuer.as_der() != self.as_der());
        let certificates = core::iter::once(self).chain(issuers).collect();
        judge(&Links::of(certificates, roots), (0, self), 1, at)
    }
}

/// Certificates in order: each is issued by the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain<'a> {
    at: UtcDateTime,
    leaf: &'a Inspection,
    path: Vec<&'a Inspection>,
    findings: Vec<(&'a Inspection, Finding)>,
    is_complete: bool,
    validity: Option<Validity>,
    end: Option<ChainEnd<'a>>,
}

impl<'a> Chain<'a> {
    /// The instant at which the chain was judged.
    #[must_use]
    pub const fn at(&self) -> UtcDateTime {
        self.at
    }

    /// The certificate that the chain is for, the first of the [path](Self::path).
    #[must_use]
    pub const fn leaf(&self) -> &'a Inspection {
        self.leaf
    }

    /// The certificates from the leaf to the last issuer that is there.
    ///
    /// There is always a leaf.
    #[must_use]
    pub fn path(&self) -> &[&'a Inspection] {
        &self.path
    }

    /// Whether the path leads to a certificate that issued itself, or to one of the given roots.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The findings in the chain, each with its certificate:
    ///
    /// - an issuer that is missing, and a certificate that is left over;
    /// - a period that cannot be read, does not contain the instant, or is not within the issuer's.
    ///
    /// The findings in each certificate alone are not repeated here: call [`Inspection::findings`].
    ///
    /// A certificate is reported as no issuer of the leaf only if that is known. Then it is an end entity, or no issuer is
    /// missing on any way from the leaf.
    #[must_use]
    pub fn findings(&self) -> &[(&'a Inspection, Finding)] {
        &self.findings
    }

    /// The period in which all certificates of the path are valid.
    ///
    /// `None` if there is no such second, or if one of their periods cannot be read.
    #[must_use]
    pub const fn validity(&self) -> Option<Validity> {
        self.validity
    }

    /// The end of the path's validity.
    ///
    /// `None` if it never was valid, has no well-defined end, or has a certificate whose period cannot be read.
    ///
    /// A path that is not [complete](Self::is_complete) may end earlier, with a missing issuer.
    #[must_use]
    pub const fn end(&self) -> Option<ChainEnd<'a>> {
        self.end
    }
}

/// The end of a chain's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChainEnd<'a> {
    /// The certificate that ends first. Of several, it is the one next to the leaf.
    pub certificate: &'a Inspection,
    /// The first instant at which the chain is no longer valid: one second after that certificate's notAfter.
    pub at: UtcDateTime,
}

fn of_all<'a>(links: &Links<'a>, at: UtcDateTime) -> Result<Chain<'a>, InspectError> {
    let leaf = links.leaf().and_then(|index| Some((index, links.certificate(index)?)));
    let leaf = leaf.ok_or(InspectError::NoCertificate { lines: 0, others: 0, first: None })?;
    Ok(judge(links, leaf, links.given(), at))
}

/// Judges the chain of a leaf. The first `told` certificates are told if they are not in it.
fn judge<'a>(links: &Links<'a>, (index, leaf): (usize, &'a Inspection), told: usize, at: UtcDateTime) -> Chain<'a> {
    let path = Path::find(links, index, at);
    let last = path.certificates.last().copied().unwrap_or(index);
    let certificates: Vec<&Inspection> =
        path.certificates.iter().filter_map(|index| links.certificate(*index)).collect();
    let mut findings = Vec::new();
    findings.extend(why_not_further(links, last, path.end));
    for certificate in &certificates {
        let unreadable = certificate.validity.err();
        let unreadable = unreadable.map(|reason| Finding::of_read_error(reason, certificate.period.offset));
        findings.extend(unreadable.map(|finding| (*certificate, finding)));
        findings.extend(certificate.standing(at).map(|finding| (*certificate, finding)));
    }
    for (certificate, issuer) in certificates.iter().zip(certificates.iter().skip(1)) {
        findings.extend(nesting(certificate, issuer).into_iter().flatten().map(|finding| (*certificate, finding)));
    }
    for index in (0..told).filter(|index| path.reached.get(*index) == Some(&false)) {
        let Some(certificate) = links.certificate(index) else { continue };
        if !path.has_open_end || certificate.role == Role::EndEntity {
            let fault = ChainFault::NoIssuer { subject: certificate.subject.clone(), leaf: leaf.subject.clone() };
            findings.push((certificate, certificate.find(Cause::Chain(fault))));
        }
    }
    let validity = common(&certificates);
    let end = validity.filter(Validity::has_well_defined_expiry).and_then(|common| {
        let ends = |certificate: &&&Inspection| {
            certificate.validity.is_ok_and(|validity| validity.not_after() == common.not_after())
        };
        let certificate = certificates.iter().find(ends).copied()?;
        Some(ChainEnd { certificate, at: common.not_after().saturating_add(time::Duration::SECOND) })
    });
    let is_complete = path.end == PathEnd::Complete;
    Chain { at, leaf, path: certificates, findings, is_complete, validity, end }
}

/// The reason why no issuer follows the last certificate of a path, or `None` if the path is complete.
fn why_not_further<'a>(links: &Links<'a>, last: usize, end: PathEnd) -> Option<(&'a Inspection, Finding)> {
    let certificate = links.certificate(last)?;
    let issuer = certificate.issuer.clone();
    let fault = match (end, links.roots(), links.of_issuer_name(last)) {
        (PathEnd::Complete, ..) => return None,
        (PathEnd::Circle, ..) => ChainFault::Circle { issuer },
        (PathEnd::Open, Some(roots), _) if links.fits_itself(last) => {
            ChainFault::NoRoot { subject: certificate.subject.clone(), roots }
        }
        (PathEnd::Open, _, Some(other)) => mismatch(certificate, other)?,
        (PathEnd::Open, roots, None) => {
            let key_identifier = certificate.authority_key_identifier().map(Octets::of);
            let among = Among { certificates: links.given(), roots };
            ChainFault::Missing { issuer, key_identifier, among }
        }
    };
    Some((certificate, certificate.find(Cause::Chain(fault))))
}

/// How the issuer that a certificate names differs from the certificate with that name.
fn mismatch(certificate: &Inspection, issuer: &Inspection) -> Option<ChainFault> {
    let keys = certificate.authority_key_identifier().zip(issuer.subject_key_identifier());
    if let Some((authority, subject)) = keys.filter(|(authority, subject)| authority != subject) {
        return Some(ChainFault::KeyIdentifier { authority: Octets::of(authority), subject: Octets::of(subject) });
    }
    let AuthorityCertificate { issuer: name, serial_number } = certificate.authority_certificate.as_deref()?;
    Some(ChainFault::Certificate {
        named: (name.clone(), Octets::of(serial_number.as_bytes())),
        found: (issuer.issuer.clone(), Octets::of(issuer.serial_number.as_bytes())),
    })
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
fn common(certificates: &[&Inspection]) -> Option<Validity> {
    let mut validities = certificates.iter().map(|certificate| certificate.validity.ok());
    let first = validities.next()??;
    let ends = validities.try_fold((first.not_before(), first.not_after()), |(not_before, not_after), validity| {
        let validity = validity?;
        Some((not_before.max(validity.not_before()), not_after.min(validity.not_after())))
    });
    ends.and_then(|(not_before, not_after)| Validity::new(not_before, not_after).ok())
}
