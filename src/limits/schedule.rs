//! A table of limits by date of issue, which judges a period.

use core::{
    fmt,
    iter::{self, FusedIterator},
    time::Duration,
};

use time::UtcDateTime;

use super::{ALL, Limit, LimitError, NotBeforeError, NotBeforeLimit, Term, Verdict, dated};
use crate::validity::Validity;

/// A named table of limits, each in force from its date until the next one begins.
///
/// Its rows limit the length of a period. It may have a second table, with the limits of [notBefore](Self::with_not_before).
/// Two schedules are equal if their contents are.
///
/// # Properties
///
/// - The order of the rows does not matter. Of two rows with the same date, the later row in the list is in force.
/// - The table can be built in a `const`, and it does not allocate.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile};
/// use notafter::limits::{Limit, NotBeforeLimit, Schedule, Term};
/// use notafter::time::macros::{date, utc_datetime};
///
/// const INTERNAL: Schedule = Schedule::new(
///     "internal",
///     &[
///         Limit::always("policy 4, section 6.3.2").at_most(Term::Days(90)),
///         Limit::since(date!(2027-01-01), "policy 5, section 6.3.2").at_most(Term::Days(30)),
///     ],
/// )
/// .with_not_before(&[
///     NotBeforeLimit::always("policy 4, section 7.1").at_most_earlier(Term::Hours(1)),
/// ]);
///
/// let profile = Profile::new(Lifetime::days(90)).with_schedule(&INTERNAL);
/// assert!(profile.validity(utc_datetime!(2026-12-31 23:59:59)).is_ok());
/// assert!(profile.validity(utc_datetime!(2027-01-01 00:00:00)).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a schedule does nothing until it is asked"]
pub struct Schedule {
    name: &'static str,
    rows: &'static [Limit],
    not_before: &'static [NotBeforeLimit],
}

impl Schedule {
    /// Makes a schedule of `rows`, in any order.
    pub const fn new(name: &'static str, rows: &'static [Limit]) -> Self {
        Self { name, rows, not_before: &[] }
    }

    /// The same schedule with limits for notBefore, in any order.
    pub const fn with_not_before(self, not_before: &'static [NotBeforeLimit]) -> Self {
        Self { not_before, ..self }
    }

    /// The name of the schedule, such as `tls-server`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Looks up one of this crate's schedules by name, or returns `None`.
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
    pub const fn rows(&self) -> &'static [Limit] {
        self.rows
    }

    /// The limits of notBefore, in the order in which they were written.
    pub const fn not_before_rows(&self) -> &'static [NotBeforeLimit] {
        self.not_before
    }

    /// The row that is in force for a certificate issued at `issued`, or `None` before the date of the first row.
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
        dated::in_force(self.rows, issued)
    }

    /// The limit of notBefore that is in force for a certificate issued at `issued`, or `None` before the first date.
    #[must_use]
    pub fn not_before_in_force(&self, issued: UtcDateTime) -> Option<&'static NotBeforeLimit> {
        dated::in_force(self.not_before, issued)
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

    /// The first instants of the rows of both tables that are not yet in force at `after`, each once, the next one first.
    pub(crate) fn upcoming_dates(&self, after: UtcDateTime) -> impl Iterator<Item = UtcDateTime> + use<> {
        let Self { rows, not_before, .. } = *self;
        let next = move |after: &UtcDateTime| {
            let dates = rows.iter().map(Limit::effective).chain(not_before.iter().map(NotBeforeLimit::effective));
            dates.filter(|date| date > after).min()
        };
        iter::successors(next(&after), next)
    }

    /// Judges `validity` by the row that is in force at its notBefore, which stands for the issue date.
    ///
    /// So a certificate that was backdated over the date of a row is judged by the row before it. If you know the issue date, use
    /// [`check_issued`](Self::check_issued).
    ///
    /// # Errors
    ///
    /// It fails as [`check_issued`](Self::check_issued) does.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    /// use notafter::limits::{TLS_SERVER, Verdict};
    ///
    /// let start = utc_datetime!(2026-03-15 00:00:00);
    /// let verdict = TLS_SERVER.check(&Validity::starting_at(start, Lifetime::days(199))?);
    /// assert!(matches!(verdict, Ok(Verdict::Within { .. })));
    /// let verdict = TLS_SERVER.check(&Validity::starting_at(start, Lifetime::days(200))?);
    /// assert!(matches!(verdict, Ok(Verdict::OverRecommended { .. })));
    /// assert!(
    ///     TLS_SERVER
    ///         .check(&Validity::starting_at(start, Lifetime::seconds(200 * 86_400 + 1))?)
    ///         .is_err()
    /// );
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub fn check(&self, validity: &Validity) -> Result<Verdict, LimitError> {
        self.check_issued(validity, validity.not_before())
    }

    /// Judges the length of `validity` by the row that is in force at `issued`.
    ///
    /// It does not judge where the period begins: [`check_not_before`](Self::check_not_before) does. A period without a
    /// well-defined expiry, until 9999-12-31T23:59:59Z, is never too short.
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
    /// let validity =
    ///     Validity::starting_at(utc_datetime!(2026-03-14 23:00:00), Lifetime::days(398))?;
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

    /// Judges how far `not_before` is from `issued` by the limit that is in force at `issued`.
    ///
    /// Both are floored to their second, so that a period is allowed if a profile backdates it by exactly the limit. Without a
    /// limit every notBefore is allowed. An inspection has the time of issue from a log (RFC 6962).
    ///
    /// # Errors
    ///
    /// - [`NotBeforeError::TooEarly`]: notBefore is further before `issued` than the limit allows.
    /// - [`NotBeforeError::TooLate`]: it is further after `issued` than the limit allows.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{limits::TLS_SERVER, time::macros::utc_datetime};
    ///
    /// let issued = utc_datetime!(2026-03-15 12:00:00);
    /// let check = |not_before| TLS_SERVER.check_not_before(not_before, issued);
    /// assert_eq!(check(utc_datetime!(2026-03-13 12:00:00)), Ok(()));
    /// assert_eq!(
    ///     check(utc_datetime!(2026-03-13 11:59:59)).map_err(|error| error.to_string()),
    ///     Err("notBefore 2026-03-13T11:59:59Z is more than the 48 hours allowed before the issue at \
    ///          2026-03-15T12:00:00Z for certificates issued on or after 2023-09-15 \
    ///          (TLS BR 2.0.0 section 7.1.2.7, ballot SC62)".to_owned()),
    /// );
    /// ```
    pub fn check_not_before(&self, not_before: UtcDateTime, issued: UtcDateTime) -> Result<(), NotBeforeError> {
        // Most periods begin with their issue, and no limit forbids that.
        if not_before == issued.truncate_to_second() {
            return Ok(());
        }
        self.not_before_in_force(issued).map_or(Ok(()), |limit| limit.check(not_before, issued))
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
        let next = dated::next(self.rows, self.after)?;
        self.after = next.effective();
        Some(next)
    }
}

impl FusedIterator for Upcoming {}
