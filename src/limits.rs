//! How long a certificate may be valid, by the date on which it is issued.
//!
//! A limit is looked up by the issue date, and each row says how it counts:
//!
//! - *inclusive*: notAfter − notBefore + 1 s, both ends being part of the period;
//! - *exclusive*: notAfter − notBefore.
//!
//! A row is in force from 00:00 UTC of its date until the next one is. A day has 86,400 seconds, and any excess counts
//! as another day (CA/Browser Forum TLS Baseline Requirements section 6.3.2).
//!
//! | schedule | issued on or after | length | should not exceed | counting | source |
//! |---|---|---|---|---|---|
//! | [`TLS_SERVER`] | 2012-07-01 | at most 60 months | | exclusive | TLS BR 1.0.0 section 9.4, ballot 62 |
//! | [`TLS_SERVER`] | 2015-04-02 | at most 39 months | | exclusive | TLS BR 1.0.0 section 9.4, ballot 62 |
//! | [`TLS_SERVER`] | 2018-03-02 | at most 825 days | | exclusive | TLS BR 1.4.4 section 6.3.2, ballot 193 |
//! | [`TLS_SERVER`] | 2020-09-01 | at most 398 days | 397 days | inclusive | TLS BR 1.7.1 section 6.3.2, ballot SC31 |
//! | [`TLS_SERVER`] | 2026-03-15 | at most 200 days | 199 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_SERVER`] | 2027-03-15 | at most 100 days | 99 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_SERVER`] | 2029-03-15 | at most 47 days | 46 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_EV`] | 2012-07-01 | at most 27 months | 12 months | exclusive | EV Guidelines 1.4.0 section 9.4, ballot 72 |
//! | [`TLS_EV`] | 2018-03-02 | at most 825 days | 12 months | exclusive | EV Guidelines 1.6.2 section 9.4, ballot 193 |
//! | [`TLS_EV`] | 2020-09-01 | at most 398 days | 12 months | inclusive | EV Guidelines 1.7.3 section 9.4, ballot SC31 |
//! | [`TLS_EV`] | 2026-03-15 | at most 200 days | 199 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_EV`] | 2027-03-15 | at most 100 days | 99 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_EV`] | 2029-03-15 | at most 47 days | 46 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`CODE_SIGNING`] | any date | at most 39 months | | inclusive | Code Signing BR 3.10.0 section 6.3.2, ballot CSC-31 |
//! | [`CODE_SIGNING`] | 2026-03-01 | at most 460 days | | inclusive | Code Signing BR 3.10.0 section 6.3.2, ballot CSC-31 |
//! | [`TIMESTAMPING`] | any date | at most 135 months | | inclusive | Code Signing BR 3.7.0 section 6.3.2 |
//! | [`SMIME_STRICT`] | 2023-09-01 | at most 825 days | | inclusive | S/MIME BR 1.0.0 section 6.3.2, ballot SMC01 |
//! | [`SMIME_MULTIPURPOSE`] | 2023-09-01 | at most 825 days | | inclusive | S/MIME BR 1.0.0 section 6.3.2, ballot SMC01 |
//! | [`SMIME_LEGACY`] | 2023-09-01 | at most 1185 days | | inclusive | S/MIME BR 1.0.0 section 6.3.2, ballot SMC01 |
//! | [`SMIME_LEGACY`] | 2025-07-15 | not to be issued | | inclusive | S/MIME BR 1.0.6 section 7.1.6.1, ballot SMC08 |
//! | [`ROOT_CA`] | 2023-09-15 | at least 2922 days, at most 9132 days | | inclusive | TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62 |
//! | [`APPLE_TLS`] | 2019-07-01 | at most 825 days | | inclusive | Apple support article HT210176 of 2019 |
//! | [`SHORT_LIVED`] | 2024-03-15 | at most 10 days | | inclusive | TLS BR 2.0.1 section 1.6.1, ballot SC63 |
//! | [`SHORT_LIVED`] | 2026-03-15 | at most 7 days | | inclusive | TLS BR 2.0.1 section 1.6.1, ballot SC63 |
//!
//! "BR" are the CA/Browser Forum's [Baseline Requirements] for TLS, [code signing] and [S/MIME] certificates; each row
//! names the version that it is taken from, and the ballot.
//!
//! A certificate does not say when it was issued. [`Schedule::check`] takes notBefore for it; a caller that knows
//! better, and a [`Profile`](crate::Profile) does, uses [`Schedule::check_issued`].
//!
//! [Baseline Requirements]: https://github.com/cabforum/servercert/blob/main/docs/BR.md
//! [code signing]: https://github.com/cabforum/code-signing/blob/main/docs/CSBR.md
//! [S/MIME]: https://github.com/cabforum/smime/blob/main/SBR.md
//!
//! # Months
//!
//! The rules never said how a month is counted. Here 39 months are calendar months from notBefore, and where the last
//! of them is too short the period may last until the first day of the month after, as with
//! [`LeapDayPolicy::RollForward`](crate::LeapDayPolicy::RollForward). Over the 182,987 start dates from 1900-01-01 to
//! 2400-12-31:
//!
//! | term | shortest | longest | `Clamp` is a day shorter on | a date that carries the excess is a day longer on |
//! |---|---|---|---|---|
//! | 12 months | 365 days | 366 days | 122 dates | none |
//! | 27 months | 819 days | 823 days | 2,383 dates | 379 dates |
//! | 39 months | 1184 days | 1188 days | 2,382 dates | 378 dates |
//! | 60 months | 1825 days | 1827 days | 122 dates | none |
//! | 135 months | 4106 days | 4110 days | 2,382 dates | 378 dates |
//!
//! So the two readings of 39 months, `Clamp` and `RollForward`, differ on 2,382 of the 182,987 start dates. The last
//! column is for a third, that of Go's `AddDate` and so of zlint 3: in a common year it makes 2 March of 30 February,
//! where this crate makes 1 March. zlint 3 also measures code signing exclusively, and so passes a second more.
//!
//! # Examples
//!
//! ```
//! use notafter::{Lifetime, Validity, limits, time::macros::utc_datetime};
//!
//! let year = Validity::starting_at(utc_datetime!(2026-03-14 23:59:59), Lifetime::days(398))?;
//! assert!(limits::TLS_SERVER.check(&year).is_ok());
//! let year = Validity::starting_at(utc_datetime!(2026-03-15 00:00:00), Lifetime::days(398))?;
//! assert_eq!(
//!     limits::TLS_SERVER.check(&year).map_err(|error| error.to_string()),
//!     Err("398 days are more than the 200 days allowed for certificates issued on or after 2026-03-15 \
//!          (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)".to_owned()),
//! );
//! # Ok::<(), notafter::ValidityError>(())
//! ```
//!
//! A schedule of one's own is a constant like those of this module:
//!
//! ```
//! use notafter::{Lifetime, Profile, limits::{Limit, Schedule, Term}, time::macros::{date, utc_datetime}};
//!
//! const MESH: Schedule = Schedule::new(
//!     "mesh",
//!     &[
//!         Limit::since(date!(2024-01-01), "mesh policy 1, section 2").at_most(Term::Months(12)),
//!         Limit::since(date!(2027-01-01), "mesh policy 2, section 2").at_most(Term::Days(7)),
//!     ],
//! );
//!
//! let profile = Profile::new(Lifetime::days(30)).limit(&MESH);
//! assert!(profile.validity(utc_datetime!(2026-12-31 23:59:59)).is_ok());
//! assert!(profile.validity(utc_datetime!(2027-01-01 00:00:00)).is_err());
//! ```

#[cfg(feature = "serde")]
mod config;
mod limit;
mod tables;

use core::{fmt, iter::FusedIterator, time::Duration};

use thiserror::Error;
use time::UtcDateTime;

use crate::{
    instant::Rfc3339,
    print::Counted,
    scope::{Scope, Scoped},
    validity::Validity,
};

use limit::days;
pub use limit::{Counting, Limit, Term};
pub use tables::{
    ALL, APPLE_TLS, CODE_SIGNING, ROOT_CA, SHORT_LIVED, SMIME_LEGACY, SMIME_MULTIPURPOSE, SMIME_STRICT, TIMESTAMPING,
    TLS_EV, TLS_SERVER,
};

/// A named table of limits, each in force from its date until the next one is.
///
/// It compares by its content.
///
/// # Properties
///
/// - The order of the rows does not matter. Of two rows with the same date, the one that is written later is in force.
/// - The table can be built in a `const`; nothing of it allocates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a schedule does nothing until it is asked"]
pub struct Schedule {
    name: &'static str,
    rows: &'static [Limit],
}

impl Schedule {
    /// A schedule of `rows`, in any order.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{Limit, Schedule, Term};
    ///
    /// const INTERNAL: Schedule = Schedule::new(
    ///     "internal",
    ///     &[Limit::always("Example Corp. certificate policy 4, section 6.3.2").at_most(Term::Days(90))],
    /// );
    /// assert_eq!(INTERNAL.name(), "internal");
    /// ```
    pub const fn new(name: &'static str, rows: &'static [Limit]) -> Self {
        Self { name, rows }
    }

    /// The name of the schedule, such as `tls-server`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::TLS_SERVER;
    ///
    /// assert_eq!(TLS_SERVER.name(), "tls-server");
    /// ```
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The schedule of this crate with this name; none, if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{CODE_SIGNING, Schedule};
    ///
    /// assert_eq!(Schedule::named("code-signing"), Some(&CODE_SIGNING));
    /// assert_eq!(Schedule::named("Code Signing"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|schedule| schedule.name == name)
    }

    /// The rows, in the order in which they were written.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{TLS_SERVER, Term};
    ///
    /// let days: Vec<Term> = TLS_SERVER.rows().iter().rev().take(3).filter_map(|row| row.max()).collect();
    /// assert_eq!(days, [Term::Days(47), Term::Days(100), Term::Days(200)]);
    /// ```
    pub const fn rows(&self) -> &'static [Limit] {
        self.rows
    }

    /// The row that is in force for a certificate issued at `issued`; none before the date of the first.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::{TLS_SERVER, Term}, time::macros::utc_datetime};
    ///
    /// let max = |issued| TLS_SERVER.in_force(issued).and_then(|limit| limit.max());
    /// assert_eq!(max(utc_datetime!(2012-06-30 23:59:59)), None);
    /// assert_eq!(max(utc_datetime!(2012-07-01 00:00:00)), Some(Term::Months(60)));
    /// assert_eq!(max(utc_datetime!(2026-03-14 23:59:59)), Some(Term::Days(398)));
    /// assert_eq!(max(utc_datetime!(2026-03-15 00:00:00)), Some(Term::Days(200)));
    /// ```
    #[must_use]
    pub fn in_force(&self, issued: UtcDateTime) -> Option<&'static Limit> {
        self.rows.iter().filter(|row| row.effective() <= issued).max_by_key(|row| row.effective())
    }

    /// The rows that are not yet in force at `after`, the next one first.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::{TLS_SERVER, Term}, time::macros::utc_datetime};
    ///
    /// let upcoming = TLS_SERVER.upcoming(utc_datetime!(2026-11-01 00:00:00));
    /// let maxima: Vec<Option<Term>> = upcoming.map(|limit| limit.max()).collect();
    /// assert_eq!(maxima, [Some(Term::Days(100)), Some(Term::Days(47))]);
    /// ```
    pub const fn upcoming(&self, after: UtcDateTime) -> Upcoming {
        Upcoming { rows: self.rows, after }
    }

    /// Judges `validity` by the row that is in force at its notBefore, which is taken for the issue date.
    ///
    /// A certificate that was backdated over the date of a row is so judged by the row before it; use
    /// [`check_issued`](Self::check_issued) where the issue date is known.
    ///
    /// # Errors
    ///
    /// Those of [`check_issued`](Self::check_issued).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, limits::{TLS_SERVER, Verdict}, time::macros::utc_datetime};
    ///
    /// let start = utc_datetime!(2026-03-15 00:00:00);
    /// let verdict = TLS_SERVER.check(&Validity::starting_at(start, Lifetime::days(199))?);
    /// assert!(matches!(verdict, Ok(Verdict::Within { .. })));
    /// let verdict = TLS_SERVER.check(&Validity::starting_at(start, Lifetime::days(200))?);
    /// assert!(matches!(verdict, Ok(Verdict::OverRecommended { .. })));
    /// assert!(TLS_SERVER.check(&Validity::starting_at(start, Lifetime::seconds(200 * 86_400 + 1))?).is_err());
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub fn check(&self, validity: &Validity) -> Result<Verdict, LimitError> {
        self.check_issued(validity, validity.not_before())
    }

    /// Judges `validity` by the row that is in force at `issued`.
    ///
    /// A period without a well-defined expiry, until 9999-12-31T23:59:59Z, is never too short.
    ///
    /// # Errors
    ///
    /// - [`LimitError::OverMaximum`]: the period is longer than the row allows.
    /// - [`LimitError::UnderMinimum`]: the period is shorter than the row requires.
    /// - [`LimitError::NotIssued`]: the row allows no certificate at all.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, limits::TLS_SERVER, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-03-14 23:00:00), Lifetime::days(398))?;
    /// assert!(TLS_SERVER.check_issued(&validity, utc_datetime!(2026-03-14 23:59:59)).is_ok());
    /// assert!(TLS_SERVER.check_issued(&validity, utc_datetime!(2026-03-15 00:00:00)).is_err());
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub fn check_issued(&self, validity: &Validity, issued: UtcDateTime) -> Result<Verdict, LimitError> {
        let Some(limit) = self.in_force(issued) else {
            return Ok(Verdict::NoRule);
        };
        if limit.forbids_issuance() {
            return Err(LimitError::NotIssued { issued, limit });
        }
        let asked = Duration::from_secs(limit.counting().seconds_of(validity));
        let length = |term: Term| Duration::from_secs(term.seconds_from(validity.not_before()));
        if let Some(max) = limit.max()
            && asked > length(max)
        {
            return Err(LimitError::OverMaximum { asked, max, allowed: length(max), limit });
        }
        if let Some(min) = limit.min()
            && asked < length(min)
            && validity.has_well_defined_expiry()
        {
            return Err(LimitError::UnderMinimum { asked, min, required: length(min), limit });
        }
        match limit.recommended() {
            Some(recommended) if asked > length(recommended) => {
                Ok(Verdict::OverRecommended { asked, recommended, advised: length(recommended), limit })
            }
            _ => Ok(Verdict::Within { limit }),
        }
    }
}

/// Prints the name.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

/// The iterator that [`Schedule::upcoming`] returns.
#[derive(Clone, Debug)]
#[must_use = "an iterator yields nothing until it is driven"]
pub struct Upcoming {
    rows: &'static [Limit],
    after: UtcDateTime,
}

impl Iterator for Upcoming {
    type Item = &'static Limit;

    fn next(&mut self) -> Option<Self::Item> {
        // Reversed, so that of two rows with the same date the later one is found, as `in_force` does.
        let later = self.rows.iter().rev().filter(|row| row.effective() > self.after);
        let next = later.min_by_key(|row| row.effective())?;
        self.after = next.effective();
        Some(next)
    }
}

impl FusedIterator for Upcoming {}

/// What a schedule says of a period that it does not refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The period is as the rule wants it.
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

/// A period that is refused, with the rule that refuses it.
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
        IssuedSince(limit),
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
    /// use notafter::{Lifetime, Profile, ProfileError, limits::{TLS_SERVER, Term}, time::macros::utc_datetime};
    ///
    /// let year = Profile::new(Lifetime::days(365)).limit(&TLS_SERVER);
    /// let Err(ProfileError::Limit { reason }) = year.validity(utc_datetime!(2026-11-22 00:00:00)) else {
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

/// The two lengths in days, `201 days are more than the 200 days`; in seconds, where they are the same in days.
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
        let in_days = days(asked) != days(length);
        let (asked, length, unit) =
            if in_days { (days(asked), days(length), "day") } else { (asked, length, "second") };
        let are = if asked == 1 { "is" } else { "are" };
        write!(f, "{} {are} {relation} than the {term}", Counted(asked, unit))?;
        match term {
            Term::Days(_) if in_days => Ok(()),
            _ => write!(f, " ({})", Counted(length, unit)),
        }
    }
}

/// The date and the citation of a rule, as the end of a sentence.
struct Source<'a>(&'a Limit);

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(limit) = self;
        let certificates = if limit.is_dated() { " for certificates" } else { "" };
        write!(f, "{certificates}{} ({})", IssuedSince(limit), limit.citation())
    }
}

/// The date of a rule that has one.
struct IssuedSince<'a>(&'a Limit);

impl fmt::Display for IssuedSince<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(limit) = self;
        if limit.is_dated() { write!(f, " issued on or after {}", limit.effective().date()) } else { Ok(()) }
    }
}
