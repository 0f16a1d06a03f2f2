//! The limits on how far notBefore may be from the issue of a certificate.

use core::fmt;

use thiserror::Error;
use time::{Date, Time, UtcDateTime};

use super::{
    Term,
    dated::{Dated, ForCertificates},
};
use crate::{
    instant::{FIRST_DAY, Rfc3339},
    scope::{Scope, Scoped},
};

/// The rule of a [`Schedule`](super::Schedule) for notBefore, for certificates that are issued from a date on.
///
/// It begins without any bound. The methods that take `self` add bounds, and all of them are `const`.
///
/// # Examples
///
/// ```
/// use notafter::{limits::{NotBeforeLimit, Term}, time::macros::date};
///
/// const LIMIT: NotBeforeLimit = NotBeforeLimit::since(date!(2026-01-01), "policy 4, section 7.1")
///     .at_most_earlier(Term::Hours(1))
///     .never_later();
/// assert_eq!((LIMIT.earlier(), LIMIT.later()), (Some(Term::Hours(1)), Some(Term::Days(0))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a limit does nothing until it is a row of a schedule"]
pub struct NotBeforeLimit {
    effective: UtcDateTime,
    earlier: Option<Term>,
    later: Option<Term>,
    citation: &'static str,
}

impl NotBeforeLimit {
    /// Makes a rule for certificates that are issued at 00:00 UTC of `effective` or later.
    ///
    /// `citation` names the source: document, version and section.
    pub const fn since(effective: Date, citation: &'static str) -> Self {
        Self { effective: UtcDateTime::new(effective, Time::MIDNIGHT), earlier: None, later: None, citation }
    }

    /// Makes a rule without a date: it is in force from the year 0000 on.
    pub const fn always(citation: &'static str) -> Self {
        Self::since(FIRST_DAY, citation)
    }

    /// Refuses a notBefore that is more than `term` before the issue.
    pub const fn at_most_earlier(self, term: Term) -> Self {
        Self { earlier: Some(term), ..self }
    }

    /// Refuses a notBefore that is more than `term` after the issue.
    pub const fn at_most_later(self, term: Term) -> Self {
        Self { later: Some(term), ..self }
    }

    /// Refuses a notBefore that is after the issue.
    pub const fn never_later(self) -> Self {
        self.at_most_later(Term::Days(0))
    }

    /// The first instant at which the rule is in force, 00:00 UTC of its date.
    #[must_use]
    pub const fn effective(&self) -> UtcDateTime {
        self.effective
    }

    /// How long before the issue notBefore may be, or `None` if there is no bound.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::{ROOT_CA, TLS_SERVER, Term}, time::macros::utc_datetime};
    ///
    /// let issued = utc_datetime!(2026-11-22 00:00:00);
    /// let bounds = |limit: &notafter::limits::NotBeforeLimit| (limit.earlier(), limit.later());
    /// let hours = Some(Term::Hours(48));
    /// assert_eq!(TLS_SERVER.not_before_in_force(issued).map(bounds), Some((hours, hours)));
    /// // The authority's own rule: a day before, and not after.
    /// assert_eq!(
    ///     ROOT_CA.not_before_in_force(issued).map(bounds),
    ///     Some((Some(Term::Days(1)), Some(Term::Days(0))))
    /// );
    /// ```
    #[must_use]
    pub const fn earlier(&self) -> Option<Term> {
        self.earlier
    }

    /// How long after the issue notBefore may be.
    ///
    /// `None` if there is no bound, and zero if it may not be later.
    #[must_use]
    pub const fn later(&self) -> Option<Term> {
        self.later
    }

    /// The source of the rule: document, version, section, and the ballot if it is known.
    #[must_use]
    pub const fn citation(&self) -> &'static str {
        self.citation
    }

    /// The same rule with another citation.
    #[cfg(all(feature = "serde", feature = "alloc"))]
    pub(super) const fn cited(self, citation: &'static str) -> Self {
        Self { citation, ..self }
    }

    /// Judges `not_before` by the issue at `issued`, each floored to its second.
    pub(super) fn check(&'static self, not_before: UtcDateTime, issued: UtcDateTime) -> Result<(), NotBeforeError> {
        let (not_before, issued) = (not_before.truncate_to_second(), issued.truncate_to_second());
        let is_early = not_before < issued;
        let (bound, from, to) =
            if is_early { (self.earlier, not_before, issued) } else { (self.later, issued, not_before) };
        let apart = u64::try_from((to - from).whole_seconds()).unwrap_or(0);
        match bound.filter(|bound| apart > bound.seconds_from(from)) {
            None => Ok(()),
            Some(allowed) if is_early => Err(NotBeforeError::TooEarly { not_before, issued, allowed, limit: self }),
            Some(allowed) => Err(NotBeforeError::TooLate { not_before, issued, allowed, limit: self }),
        }
    }
}

impl Dated for NotBeforeLimit {
    fn effective(&self) -> UtcDateTime {
        self.effective
    }
}

/// The error for a notBefore that is refused, with the rule that refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotBeforeError {
    /// notBefore is further before the issue than the rule allows.
    #[error(
        "notBefore {} is more than the {allowed} allowed before the issue at {}{}",
        Rfc3339(*not_before),
        Rfc3339(*issued),
        Source(limit)
    )]
    #[non_exhaustive]
    TooEarly {
        /// notBefore, in whole seconds.
        not_before: UtcDateTime,
        /// When the certificate is issued, in whole seconds.
        issued: UtcDateTime,
        /// How far before it notBefore may be.
        allowed: Term,
        /// The rule.
        limit: &'static NotBeforeLimit,
    },
    /// notBefore is further after the issue than the rule allows.
    #[error("notBefore {} is {}{}", Rfc3339(*not_before), After { issued: *issued, allowed: *allowed }, Source(limit))]
    #[non_exhaustive]
    TooLate {
        /// notBefore, in whole seconds.
        not_before: UtcDateTime,
        /// When the certificate is issued, in whole seconds.
        issued: UtcDateTime,
        /// How far after it notBefore may be, or zero if it may not be later.
        allowed: Term,
        /// The rule.
        limit: &'static NotBeforeLimit,
    },
}

impl NotBeforeError {
    /// The rule that refuses notBefore.
    pub const fn limit(&self) -> &'static NotBeforeLimit {
        match *self {
            Self::TooEarly { limit, .. } | Self::TooLate { limit, .. } => limit,
        }
    }
}

impl Scoped for NotBeforeError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// Prints how much later than the issue notBefore is, as the middle of a sentence.
struct After {
    issued: UtcDateTime,
    allowed: Term,
}

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issued, allowed } = *self;
        let issued = Rfc3339(issued);
        if allowed.is_zero() {
            write!(f, "after the issue at {issued}, which is not allowed")
        } else {
            write!(f, "more than the {allowed} allowed after the issue at {issued}")
        }
    }
}

/// Prints the date and the citation of a rule, as the end of a sentence.
struct Source<'a>(&'a NotBeforeLimit);

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(limit) = self;
        write!(f, "{} ({})", ForCertificates(limit.effective), limit.citation)
    }
}
