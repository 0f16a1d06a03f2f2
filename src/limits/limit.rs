//! One dated rule: how long a certificate may be valid when it is issued from a date on.

use core::fmt;

use time::{Date, Month, Time, UtcDateTime};

use crate::{
    calendar::LeapDayPolicy,
    instant::date,
    lifetime::{Lifetime, SECONDS_PER_DAY},
    print::Counted,
    validity::Validity,
};

/// One row of a [`Schedule`](super::Schedule): the rule for certificates that are issued from a date on.
///
/// It begins without any bound, and counts inclusively; the methods that take `self` add to it, all of them `const`.
///
/// # Examples
///
/// ```
/// use notafter::{limits::{Limit, Term}, time::macros::date};
///
/// const LIMIT: Limit = Limit::since(date!(2026-01-01), "Example Corp. certificate policy 4, section 6.3.2")
///     .at_most(Term::Days(90))
///     .recommending(Term::Days(47));
/// assert_eq!(LIMIT.max(), Some(Term::Days(90)));
/// assert_eq!(LIMIT.min(), None);
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

/// How long a certificate may be valid; none is not the same as no length at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Maximum {
    Unlimited,
    Term(Term),
    NotIssued,
}

impl Limit {
    /// A rule for certificates that are issued at 00:00 UTC of `effective` or later.
    ///
    /// `citation` names the source: document, version and section.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::Limit, time::macros::{date, utc_datetime}};
    ///
    /// let limit = Limit::since(date!(2026-01-01), "Example Corp. certificate policy 4, section 6.3.2");
    /// assert_eq!(limit.effective(), utc_datetime!(2026-01-01 00:00:00));
    /// ```
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

    /// A rule that has no date from which it applies: it is in force from the year 0000 on.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::Limit, time::macros::utc_datetime};
    ///
    /// let limit = Limit::always("Example Corp. certificate policy 1, section 6.3.2");
    /// assert_eq!(limit.effective(), utc_datetime!(0000-01-01 00:00:00));
    /// ```
    pub const fn always(citation: &'static str) -> Self {
        Self::since(FIRST_DAY, citation)
    }

    /// Refuses a period that is longer than `max`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{Limit, Term};
    ///
    /// assert_eq!(Limit::always("policy 1").at_most(Term::Days(90)).max(), Some(Term::Days(90)));
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{Limit, Term};
    ///
    /// assert_eq!(Limit::always("policy 1").at_least(Term::Days(7)).min(), Some(Term::Days(7)));
    /// ```
    pub const fn at_least(self, min: Term) -> Self {
        Self { min: Some(min), ..self }
    }

    /// Reports a period that is longer than `recommended` and not refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{Limit, Term};
    ///
    /// let limit = Limit::always("policy 1").at_most(Term::Days(90)).recommending(Term::Days(47));
    /// assert_eq!(limit.recommended(), Some(Term::Days(47)));
    /// ```
    pub const fn recommending(self, recommended: Term) -> Self {
        Self { recommended: Some(recommended), ..self }
    }

    /// Measures periods by `counting`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{Counting, Limit};
    ///
    /// assert_eq!(Limit::always("policy 1").counting(), Counting::Inclusive);
    /// assert_eq!(Limit::always("policy 1").counted(Counting::Exclusive).counting(), Counting::Exclusive);
    /// ```
    pub const fn counted(self, counting: Counting) -> Self {
        Self { counting, ..self }
    }

    /// The first instant at which the rule is in force, 00:00 UTC of its date.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::TLS_SERVER, time::macros::utc_datetime};
    ///
    /// let last = TLS_SERVER.rows().last().map(|limit| limit.effective());
    /// assert_eq!(last, Some(utc_datetime!(2029-03-15 00:00:00)));
    /// ```
    #[must_use]
    pub const fn effective(&self) -> UtcDateTime {
        self.effective
    }

    /// The longest period that is allowed; none if no period is too long, or if every period
    /// [is refused](Self::forbids_issuance).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::{TLS_SERVER, Term}, time::macros::utc_datetime};
    ///
    /// let in_force = TLS_SERVER.in_force(utc_datetime!(2026-11-22 00:00:00));
    /// assert_eq!(in_force.and_then(|limit| limit.max()), Some(Term::Days(200)));
    /// ```
    #[must_use]
    pub const fn max(&self) -> Option<Term> {
        match self.max {
            Maximum::Term(max) => Some(max),
            Maximum::Unlimited | Maximum::NotIssued => None,
        }
    }

    /// The shortest period that is allowed.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::ROOT_CA, time::macros::utc_datetime};
    ///
    /// let in_force = ROOT_CA.in_force(utc_datetime!(2026-11-22 00:00:00));
    /// assert_eq!(in_force.and_then(|limit| limit.min()).map(|term| term.to_string()).as_deref(), Some("2922 days"));
    /// ```
    #[must_use]
    pub const fn min(&self) -> Option<Term> {
        self.min
    }

    /// The longest period that is recommended; a longer one should not be used, and may be.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::{TLS_SERVER, Term}, time::macros::utc_datetime};
    ///
    /// let in_force = TLS_SERVER.in_force(utc_datetime!(2026-11-22 00:00:00));
    /// assert_eq!(in_force.and_then(|limit| limit.recommended()), Some(Term::Days(199)));
    /// ```
    #[must_use]
    pub const fn recommended(&self) -> Option<Term> {
        self.recommended
    }

    /// Whether certificates are no longer to be issued, of whatever length.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{SMIME_LEGACY, TLS_SERVER};
    ///
    /// assert!(SMIME_LEGACY.rows().iter().any(|limit| limit.forbids_issuance()), "since 2025-07-16");
    /// assert!(!TLS_SERVER.rows().iter().any(|limit| limit.forbids_issuance()));
    /// ```
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

    /// Where the rule is written: document, version, section, and the ballot where one is known.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::TLS_SERVER, time::macros::utc_datetime};
    ///
    /// let in_force = TLS_SERVER.in_force(utc_datetime!(2026-11-22 00:00:00));
    /// assert_eq!(in_force.map(|limit| limit.citation()), Some("TLS BR 2.1.5 section 6.3.2, ballot SC081v3"));
    /// ```
    #[must_use]
    pub const fn citation(&self) -> &'static str {
        self.citation
    }

    /// Whether the rule has a date from which it applies.
    pub(super) fn is_dated(&self) -> bool {
        self.effective.date() > FIRST_DAY
    }
}

/// A length in the unit in which a rule states it.
///
/// A day has 86,400 seconds. Months are calendar months from notBefore, and where the last of them is too short they
/// end on the first day of the month after, as with [`LeapDayPolicy::RollForward`]; see
/// [how months are counted](super#months).
///
/// # Examples
///
/// ```
/// use notafter::limits::Term;
///
/// assert_eq!(Term::Months(39).to_string(), "39 months");
/// assert_eq!(Term::Days(1).to_string(), "1 day");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Term {
    /// Calendar months from notBefore.
    Months(u32),
    /// Days of 86,400 seconds.
    Days(u32),
}

impl Term {
    /// The seconds of the term from `start` on, or those that are left of the year 9999 where these are fewer.
    pub(super) fn seconds_from(self, start: UtcDateTime) -> u64 {
        let lifetime = match self {
            Self::Months(0) | Self::Days(0) => return 0,
            Self::Months(months) => Lifetime::months(months, LeapDayPolicy::RollForward),
            Self::Days(days) => Lifetime::days(days),
        };
        Validity::starting_at(start, lifetime)
            .or_else(|_| Validity::new(start, Validity::NO_WELL_DEFINED_EXPIRY))
            .map_or(0, |validity| validity.duration().as_secs())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match *self {
            Self::Months(months) => (months, "month"),
            Self::Days(days) => (days, "day"),
        };
        write!(f, "{}", Counted(count, unit))
    }
}

/// How a rule measures a period.
///
/// The two differ by one second, and so by the day that this second begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counting {
    /// notAfter − notBefore + 1 s: both ends belong to the period ([RFC 5280 section 4.1.2.5]).
    ///
    /// [RFC 5280 section 4.1.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
    Inclusive,
    /// notAfter − notBefore, as the rules for TLS were read before 2020-09-01.
    Exclusive,
}

impl Counting {
    /// The seconds of `validity`, so counted.
    pub(super) const fn seconds_of(self, validity: &Validity) -> u64 {
        let inclusive = validity.duration().as_secs();
        match self {
            Self::Inclusive => inclusive,
            Self::Exclusive => inclusive.saturating_sub(1),
        }
    }
}

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Inclusive => "inclusive",
            Self::Exclusive => "exclusive",
        })
    }
}

/// `seconds` in days of 86,400 seconds; any excess counts as another day.
pub(super) const fn days(seconds: u64) -> u64 {
    seconds.div_ceil(SECONDS_PER_DAY)
}

/// 1 January 0000, the first day that X.509 can write.
const FIRST_DAY: Date = date(0, Month::January, 1);
