//! One dated rule: how long a certificate may be valid when it is issued from a date on.

use time::{Date, Time, UtcDateTime};

use super::{Counting, Term, dated::Dated};
use crate::instant::FIRST_DAY;

/// One row of a [`Schedule`](super::Schedule): the rule for certificates that are issued from a date on.
///
/// It begins without any bound, and counts inclusively. The methods that take `self` add bounds, and all of them are `const`.
///
/// # Examples
///
/// ```
/// use notafter::limits::{Limit, TLS_SERVER, Term};
/// use notafter::time::macros::{date, utc_datetime};
///
/// const LIMIT: Limit = Limit::since(date!(2026-01-01), "policy 4, section 6.3.2")
///     .at_most(Term::Days(90))
///     .recommending(Term::Days(47));
/// assert_eq!((LIMIT.min(), LIMIT.max()), (None, Some(Term::Days(90))));
///
/// let in_force =
///     TLS_SERVER.in_force(utc_datetime!(2026-11-22 00:00:00)).ok_or("there is a rule")?;
/// assert_eq!(
///     (in_force.recommended(), in_force.max()),
///     (Some(Term::Days(199)), Some(Term::Days(200)))
/// );
/// assert_eq!(in_force.citation(), "TLS BR 2.1.5 section 6.3.2, ballot SC081v3");
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a limit does nothing until it is a row of a schedule"]
pub struct Limit {
    effective: UtcDateTime,
    max: Maximum,
    min: Option<Term>,
    recommended: Option<Term>,
    counting: Counting,
    citation: &'static str,
}

/// How long a certificate may be valid. No bound differs from no certificate at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Maximum {
    Unlimited,
    Term(Term),
    NotIssued,
}

impl Limit {
    /// Makes a rule for certificates that are issued at 00:00 UTC of `effective` or later.
    ///
    /// `citation` names the source: document, version and section.
    pub const fn since(effective: Date, citation: &'static str) -> Self {
        Self {
            effective: UtcDateTime::new(effective, Time::MIDNIGHT),
            max: Maximum::Unlimited,
            min: None,
            recommended: None,
            counting: Counting::Inclusive,
            citation,
        }
    }

    /// Makes a rule without a date: it is in force from the year 0000 on.
    pub const fn always(citation: &'static str) -> Self {
        Self::since(FIRST_DAY, citation)
    }

    /// Refuses a period that is longer than `max`.
    pub const fn at_most(self, max: Term) -> Self {
        Self { max: Maximum::Term(max), ..self }
    }

    /// Refuses every period: certificates are no longer to be issued.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::Limit, time::macros::date};
    ///
    /// let limit = Limit::since(date!(2026-01-01), "policy 5").not_to_be_issued();
    /// assert!(limit.forbids_issuance());
    /// assert_eq!(limit.max(), None, "no length is short enough");
    /// ```
    pub const fn not_to_be_issued(self) -> Self {
        Self { max: Maximum::NotIssued, ..self }
    }

    /// Refuses a period that is shorter than `min`.
    pub const fn at_least(self, min: Term) -> Self {
        Self { min: Some(min), ..self }
    }

    /// Reports a period that is longer than `recommended` and not refused.
    pub const fn recommending(self, recommended: Term) -> Self {
        Self { recommended: Some(recommended), ..self }
    }

    /// Measures periods by `counting`.
    pub const fn counted(self, counting: Counting) -> Self {
        Self { counting, ..self }
    }

    /// The first instant at which the rule is in force, 00:00 UTC of its date.
    #[must_use]
    pub const fn effective(&self) -> UtcDateTime {
        self.effective
    }

    /// The longest period that is allowed.
    ///
    /// `None` if no period is too long, or if every period [is refused](Self::forbids_issuance).
    #[must_use]
    pub const fn max(&self) -> Option<Term> {
        match self.max {
            Maximum::Term(max) => Some(max),
            Maximum::Unlimited | Maximum::NotIssued => None,
        }
    }

    /// The shortest period that is allowed.
    #[must_use]
    pub const fn min(&self) -> Option<Term> {
        self.min
    }

    /// The longest period that is recommended.
    ///
    /// A longer one should not be used, but is allowed.
    #[must_use]
    pub const fn recommended(&self) -> Option<Term> {
        self.recommended
    }

    /// Whether certificates are no longer to be issued, whatever their length.
    #[must_use]
    pub const fn forbids_issuance(&self) -> bool {
        matches!(self.max, Maximum::NotIssued)
    }

    /// How the rule measures a period.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::{Counting, TLS_SERVER}, time::macros::utc_datetime};
    ///
    /// let counting = |issued| TLS_SERVER.in_force(issued).map(|limit| limit.counting());
    /// assert_eq!(counting(utc_datetime!(2016-01-01 00:00:00)), Some(Counting::Exclusive));
    /// assert_eq!(counting(utc_datetime!(2026-11-22 00:00:00)), Some(Counting::Inclusive));
    /// ```
    #[must_use]
    pub const fn counting(&self) -> Counting {
        self.counting
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
}

impl Dated for Limit {
    fn effective(&self) -> UtcDateTime {
        self.effective
    }
}
