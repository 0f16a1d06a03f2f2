//! The report of a sweep.

use core::{fmt, time::Duration};
use std::collections::HashMap;

use time::UtcDateTime;

use crate::{
    asn1_time::TimeType,
    der::ReadError,
    instant::Rfc3339,
    limits::{LimitError, NotBeforeError},
    print::{Counted, Length, OneLine},
    profile::ProfileError,
    validity::{Validity, ValidityError, ValidityField},
};

/// The results of issuing code on every date: how often it issued, when and why it failed, and how long its periods were.
///
/// It prints as a table:
///
/// ```text
/// asked     182987, 1900-01-01T00:00:00Z to 2400-12-31T00:00:00Z
/// issued    182865
/// failed    122
/// shortest  365 days, 1900-01-01T00:00:00Z/1900-12-31T23:59:59Z
/// longest   366 days, 1903-03-01T00:00:00Z/1904-02-29T23:59:59Z
///
/// 122 times, 1904-02-29T00:00:00Z to 2400-02-29T00:00:00Z, at first:
///     lifetime `1 year, reject` from notBefore 1904-02-29T00:00:00Z has no end: 1905-02-29 does not exist
/// ```
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight};
///
/// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
/// let report = preflight::sweep(1900..=2400, &profile);
/// assert_eq!((report.attempts(), report.issued()), (182_987, 182_865));
/// let failed: Vec<_> = report.failures().iter().map(|failure| failure.at.date()).collect();
/// assert!(failed.iter().all(|date| date.to_string().ends_with("-02-29")));
/// assert_eq!(report.longest().map(|validity| validity.days()), Some(366));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a report that nobody reads stops nobody"]
pub struct Report {
    attempts: usize,
    span: Option<(UtcDateTime, UtcDateTime)>,
    shortest: Option<(Duration, Validity)>,
    longest: Option<(Duration, Validity)>,
    failures: Vec<Failure>,
}

impl Report {
    pub(super) const fn new() -> Self {
        Self { attempts: 0, span: None, shortest: None, longest: None, failures: Vec::new() }
    }

    pub(super) fn add(&mut self, at: UtcDateTime, outcome: Result<Option<Validity>, Cause>) {
        match outcome {
            Ok(issued) => self.add_issued(at, issued),
            Err(cause) => self.add_failed(at, cause),
        }
    }

    pub(super) fn add_issued(&mut self, at: UtcDateTime, issued: Option<Validity>) {
        self.attempts += 1;
        self.cover(at);
        issued.into_iter().for_each(|validity| self.see(validity));
    }

    pub(super) fn add_failed(&mut self, at: UtcDateTime, cause: Cause) {
        self.attempts += 1;
        self.cover(at);
        self.failures.push(Failure { at, cause });
    }

    /// Appends the report of the instants that were asked after this.
    pub(super) fn append(&mut self, next: Self) {
        self.attempts += next.attempts;
        if let Some((first, last)) = next.span {
            self.cover(first);
            self.cover(last);
        }
        [next.shortest, next.longest].into_iter().flatten().for_each(|(_, validity)| self.see(validity));
        self.failures.extend(next.failures);
    }

    fn cover(&mut self, at: UtcDateTime) {
        self.span = Some(match self.span {
            None => (at, at),
            // Nearly always in order.
            Some((first, last)) if last <= at => (first, at),
            Some((first, last)) => (first.min(at), last),
        });
    }

    fn see(&mut self, validity: Validity) {
        let length = validity.duration();
        if self.shortest.is_none_or(|(shortest, _)| length < shortest) {
            self.shortest = Some((length, validity));
        }
        if self.longest.is_none_or(|(longest, _)| length > longest) {
            self.longest = Some((length, validity));
        }
    }

    /// Whether the code was asked at least once, and never failed.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, preflight};
    ///
    /// let profile = Profile::new(Lifetime::days(90));
    /// assert!(preflight::sweep(2026..=2026, &profile).is_clean());
    /// let (last, first) = (2027, 2026);
    /// assert!(!preflight::sweep(last..=first, &profile).is_clean(), "nothing was asked");
    /// ```
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.attempts > 0 && self.failures.is_empty()
    }

    /// How often the code was asked for a certificate.
    #[must_use]
    pub const fn attempts(&self) -> usize {
        self.attempts
    }

    /// The first and the last of the instants that the code was asked for, or `None` if it was not asked.
    #[must_use]
    pub const fn span(&self) -> Option<(UtcDateTime, UtcDateTime)> {
        self.span
    }

    /// How often it issued a right certificate or period.
    #[must_use]
    pub const fn issued(&self) -> usize {
        self.attempts.saturating_sub(self.failures.len())
    }

    /// Every failure, in the order in which the instants were asked.
    #[must_use]
    pub const fn failures(&self) -> &[Failure] {
        self.failures.as_slice()
    }

    /// The failures by cause, the rarest first.
    ///
    /// So you find the one date that fails. Causes that differ only in their numbers are one cause, except panics in different
    /// places.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight};
    ///
    /// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    /// let report = preflight::sweep(1900..=2400, &profile);
    /// let causes: Vec<(usize, String)> = report
    ///     .groups()
    ///     .iter()
    ///     .map(|group| (group.count, group.last.at.date().to_string()))
    ///     .collect();
    /// assert_eq!(causes, [(122, "2400-02-29".to_owned())]);
    /// ```
    #[must_use]
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let mut known: HashMap<(String, Option<&str>), usize> = HashMap::new();
        for failure in &self.failures {
            let next = groups.len();
            let key = (without_numbers(&failure.cause.to_string()), failure.cause.place());
            let index = *known.entry(key).or_insert(next);
            match groups.get_mut(index) {
                Some(group) => {
                    group.count += 1;
                    group.last = failure;
                }
                None => groups.push(Group { count: 1, first: failure, last: failure }),
            }
        }
        groups.sort_by_key(|group| group.count);
        groups
    }

    /// The first of the shortest periods that were issued, or `None` if no period was seen.
    #[must_use]
    pub const fn shortest(&self) -> Option<Validity> {
        match self.shortest {
            Some((_, validity)) => Some(validity),
            None => None,
        }
    }

    /// The first of the longest periods that were issued, or `None` if no period was seen.
    #[must_use]
    pub const fn longest(&self) -> Option<Validity> {
        match self.longest {
            Some((_, validity)) => Some(validity),
            None => None,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "asked     {}", self.attempts)?;
        if let Some((first, last)) = self.span {
            write!(f, ", {} to {}", Rfc3339(first), Rfc3339(last))?;
        }
        write!(f, "\nissued    {}\nfailed    {}", self.issued(), self.failures.len())?;
        for (name, period) in [("shortest", self.shortest), ("longest ", self.longest)] {
            if let Some((length, validity)) = period {
                write!(f, "\n{name}  {}, {validity}", Length(length))?;
            }
        }
        let groups = self.groups();
        for (index, Group { count, first, last }) in groups.iter().take(MOST_GROUPS).enumerate() {
            let blank = if index == 0 { "\n" } else { "" };
            let times = Counted(*count, "time");
            write!(f, "\n{blank}{times}, {}", Rfc3339(first.at))?;
            if *count > 1 {
                write!(f, " to {}, at first", Rfc3339(last.at))?;
            }
            write!(f, ":\n    {}", first.cause)?;
        }
        match groups.get(MOST_GROUPS..) {
            None | Some([]) => Ok(()),
            Some(more) => {
                let times: usize = more.iter().map(|group| group.count).sum();
                write!(f, "\n\nand {}, {}", Counted(more.len(), "more cause"), Counted(times, "time"))
            }
        }
    }
}

/// The failures of a [`Report`] that have the same cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group<'a> {
    /// How many they are.
    pub count: usize,
    /// The first of them.
    pub first: &'a Failure,
    /// The last of them.
    pub last: &'a Failure,
}

/// An instant at which issuing code fails, and why.
///
/// Prints as `2028-02-29T00:00:00Z: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The `now` that the code was given.
    pub at: UtcDateTime,
    /// Why it failed.
    pub cause: Cause,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", Rfc3339(self.at), self.cause)
    }
}

/// Why an attempt to issue a certificate failed.
///
/// It prints on one line, with line breaks in other programs' texts as spaces. Other control characters are escaped, and so are
/// characters that are invisible or change the direction of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The code returned an error, which prints as this.
    Error(String),
    /// The code panicked.
    Panic {
        /// The message of the panic.
        message: String,
        /// Its file and line, `src/issue.rs:10`, if they are known.
        place: Option<String>,
    },
    /// The profile has no period.
    Profile(ProfileError),
    /// The certificate's validity cannot be read.
    Unreadable(ReadError),
    /// A time is written in the wrong ASN.1 type for its year. UTCTime is for 1950 to 2049, and GeneralizedTime for all other
    /// years (RFC 5280 section 4.1.2.5).
    TimeType {
        /// The end of the period that is written so.
        field: ValidityField,
        /// The time that is written.
        at: UtcDateTime,
        /// The type that is written.
        written: TimeType,
        /// The type that its year requires.
        required: TimeType,
    },
    /// The certificate is not valid at the instant of its issue.
    NotValidAtIssue {
        /// The period of the certificate.
        validity: Validity,
    },
    /// The period is one second longer than a whole number of days. The code took notAfter for the first second that is not
    /// valid, but RFC 5280 section 4.1.2.5 includes it. [`Preflight::run`](super::Preflight::run) says which ends are exempt.
    OneSecondTooLong {
        /// The period of the certificate.
        validity: Validity,
    },
    /// The period differs from the period that the expected profile gives.
    NotAsExpected {
        /// The period of the certificate.
        validity: Validity,
        /// The period that the profile gives from the same notBefore on.
        expected: Validity,
    },
    /// A certificate was issued, and the expected profile gives none at this instant.
    NotExpected {
        /// The period of the certificate.
        validity: Validity,
        /// Why the profile gives none.
        reason: ProfileError,
    },
    /// The given schedule does not allow the period.
    Limit(LimitError),
    /// The period begins further from the issue than the given schedule allows.
    NotBefore(NotBeforeError),
    /// The certificate ends after its issuer.
    OutlivesIssuer {
        /// The period of the certificate.
        validity: Validity,
        /// The period of the issuer.
        issuer: Validity,
    },
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(text) => write!(f, "{}", OneLine(text)),
            Self::Panic { message, place: Some(place) } => {
                write!(f, "panicked: {}, at {}", OneLine(message), OneLine(place))
            }
            Self::Panic { message, place: None } => write!(f, "panicked: {}", OneLine(message)),
            Self::Profile(error) => write!(f, "{error}"),
            Self::Unreadable(error) => write!(f, "{error}"),
            Self::TimeType { field, at, written, required } => {
                let at = Rfc3339(*at);
                write!(f, "{field} {at} is written as {written}, RFC 5280 section 4.1.2.5 requires {required}")
            }
            Self::NotValidAtIssue { validity } => write!(f, "{validity} does not include the instant of issue"),
            Self::OneSecondTooLong { validity } => {
                write!(f, "{validity} is {}, because notAfter is itself a valid second", Length(validity.duration()))
            }
            Self::NotAsExpected { validity, expected } if validity.not_after() == expected.not_after() => {
                let (begin, expected) = (Rfc3339(validity.not_before()), Rfc3339(expected.not_before()));
                write!(f, "notBefore is {begin}, expected {expected}")
            }
            Self::NotAsExpected { validity, expected } => {
                let (end, expected) = (validity.not_after(), expected.not_after());
                let difference = Length((end - expected).unsigned_abs());
                let side = if end < expected { "before" } else { "after" };
                write!(f, "notAfter {} is {difference} {side} the expected {}", Rfc3339(end), Rfc3339(expected))
            }
            Self::NotExpected { validity, reason } => write!(f, "{validity} was issued, and not expected: {reason}"),
            Self::Limit(error) => write!(f, "{error}"),
            Self::NotBefore(error) => write!(f, "{error}"),
            Self::OutlivesIssuer { validity, issuer } => {
                let (end, bound) = (Rfc3339(validity.not_after()), Rfc3339(issuer.not_after()));
                write!(f, "notAfter {end} is after the issuer's notAfter {bound}")
            }
        }
    }
}

impl Cause {
    fn place(&self) -> Option<&str> {
        match self {
            Self::Panic { place, .. } => place.as_deref(),
            _ => None,
        }
    }

    /// Whether the cause is the end of the year 9999, where every profile fails.
    pub(super) const fn is_end_of_range(&self) -> bool {
        matches!(self, Self::Profile(ProfileError::Validity { reason: ValidityError::EndOutOfRange { .. } }))
    }
}

/// `text` with each number in it as `#`.
fn without_numbers(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' if shape.ends_with('#') => {}
            '0'..='9' => shape.push('#'),
            _ => shape.push(character),
        }
    }
    shape
}

/// How many causes a report prints.
const MOST_GROUPS: usize = 20;
