//! The verdict of a schedule on a period, and why it refuses one.

use core::{fmt, time::Duration};

use thiserror::Error;
use time::UtcDateTime;

use super::{
    Limit, Term,
    dated::{ForCertificates, Since},
};
use crate::{
    instant::Rfc3339,
    print::Counted,
    scope::{Scope, Scoped},
};

/// The verdict of a schedule on a period that it does not refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The period keeps the rule and its recommendation.
    Within {
        /// The rule.
        limit: &'static Limit,
    },
    /// The period is allowed, and longer than the rule recommends.
    OverRecommended {
        /// The length of the period, as the rule counts it.
        asked: Duration,
        /// The longest period that is recommended.
        recommended: Term,
        /// The length of `recommended` from notBefore on.
        advised: Duration,
        /// The rule.
        limit: &'static Limit,
    },
    /// The certificate was issued before the first rule.
    NoRule,
}

/// Prints one sentence with both lengths.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Within { limit } => write!(f, "within the limit{}", Source(limit)),
            Self::OverRecommended { asked, recommended, advised, limit } => {
                let than = Comparison { asked, relation: "more", term: recommended, length: advised };
                write!(f, "{than} recommended{}", Source(limit))
            }
            Self::NoRule => f.write_str("issued before the first rule"),
        }
    }
}

/// The error for a period that is refused, with the rule that refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LimitError {
    /// The period is longer than the rule allows.
    #[error(
        "{} allowed{}",
        Comparison { asked: *asked, relation: "more", term: *max, length: *allowed },
        Source(limit)
    )]
    OverMaximum {
        /// The length of the period, as the rule counts it.
        asked: Duration,
        /// The longest period that is allowed.
        max: Term,
        /// The length of `max` from notBefore on.
        allowed: Duration,
        /// The rule.
        limit: &'static Limit,
    },
    /// The period is shorter than the rule requires.
    #[error(
        "{} required{}",
        Comparison { asked: *asked, relation: "fewer", term: *min, length: *required },
        Source(limit)
    )]
    UnderMinimum {
        /// The length of the period, as the rule counts it.
        asked: Duration,
        /// The shortest period that is allowed.
        min: Term,
        /// The length of `min` from notBefore on.
        required: Duration,
        /// The rule.
        limit: &'static Limit,
    },
    /// Certificates are no longer to be issued.
    #[error(
        "certificates{} are not allowed, this one is issued {} ({})",
        Since(limit.effective()),
        Rfc3339(*issued),
        limit.citation()
    )]
    NotIssued {
        /// The issue date.
        issued: UtcDateTime,
        /// The rule.
        limit: &'static Limit,
    },
}

impl LimitError {
    /// The rule that refuses the period.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
    /// use notafter::limits::{TLS_SERVER, Term};
    ///
    /// let year = Profile::new(Lifetime::days(365)).with_schedule(&TLS_SERVER);
    /// let Err(ProfileError::Limit { reason }) = year.validity(utc_datetime!(2026-11-22 00:00:00))
    /// else {
    ///     return Err("a year is too long");
    /// };
    /// assert_eq!(reason.limit().max(), Some(Term::Days(200)));
    /// # Ok::<(), &'static str>(())
    /// ```
    pub const fn limit(&self) -> &'static Limit {
        match *self {
            Self::OverMaximum { limit, .. } | Self::UnderMinimum { limit, .. } | Self::NotIssued { limit, .. } => limit,
        }
    }
}

impl Scoped for LimitError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// Compares the two lengths in the unit of the rule, `201 days are more than the 200 days`. It uses seconds if they are the
/// same in that unit.
struct Comparison {
    asked: Duration,
    relation: &'static str,
    term: Term,
    length: Duration,
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { relation, term, .. } = *self;
        let (asked, length) = (self.asked.as_secs(), self.length.as_secs());
        let (unit, noun) = term.unit();
        // Any excess counts as another day, or hour.
        let (in_units, units) = (asked.div_ceil(unit), length.div_ceil(unit));
        let differ = in_units != units;
        let (asked, length, noun) = if differ { (in_units, units, noun) } else { (asked, length, "second") };
        let are = if asked == 1 { "is" } else { "are" };
        write!(f, "{} {are} {relation} than the {term}", Counted(asked, noun))?;
        if differ && term.is_exact() { Ok(()) } else { write!(f, " ({})", Counted(length, noun)) }
    }
}

/// Prints the date and the citation of a rule, as the end of a sentence.
struct Source<'a>(&'a Limit);

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(limit) = self;
        write!(f, "{} ({})", ForCertificates(limit.effective()), limit.citation())
    }
}
