//! What is found in a certificate, in one sentence.

use core::fmt;

use time::UtcDateTime;

use super::{
    SerialNumber,
    chain::ChainFault,
    rule::{Rule, Severity},
};
use crate::{
    asn1_time::TimeFault,
    der::{Element, ReadError},
    instant::{ImpossibleTime, Rfc3339},
    lifetime::{Lifetime, SECONDS_PER_DAY},
    limits::{Limit, LimitError, Schedule, Verdict},
    print::Counted,
    validity::{Field, Validity, ValidityError},
};

/// A rule that a certificate breaks, or that is worth knowing about it.
///
/// It prints one sentence, lowercase and without a full stop, with the value that is found and the one it is compared
/// with.
///
/// # Examples
///
/// ```
/// use notafter::inspect::{Inspection, Rule, Severity};
///
/// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130229120000Z\
/// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
/// let findings = Inspection::of_der(der)?.findings();
/// let finding = findings.first().ok_or("no finding")?;
/// assert_eq!((finding.rule(), finding.severity()), (Rule::ImpossibleDate, Severity::Error));
/// assert_eq!((finding.element().to_string().as_str(), finding.offset()), ("notAfter", Some(28)));
/// assert_eq!(
///     finding.to_string(),
///     "notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    rule: Rule,
    element: Element,
    offset: Option<usize>,
    cause: Cause,
}

impl Finding {
    pub(super) const fn new(rule: Rule, element: Element, offset: Option<usize>, cause: Cause) -> Self {
        Self { rule, element, offset, cause }
    }

    /// The finding that explains why a validity period cannot be read.
    pub(super) fn of_read_error(error: ReadError) -> Self {
        let (rule, element) = classify(&error);
        Self::new(rule, element, error.offset(), Cause::Read(error))
    }

    /// The rule.
    ///
    /// # Examples
    ///
    /// Every rule is applied. To leave one out, drop its findings:
    ///
    /// ```
    /// use notafter::inspect::{Inspection, Rule};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let mut findings = Inspection::of_der(der)?.findings();
    /// assert_eq!(findings.len(), 1);
    /// findings.retain(|finding| finding.rule() != Rule::OffByOneSecond);
    /// assert!(findings.is_empty());
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// How much it matters: the severity of the rule.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::{Inspection, Severity};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::of_der(der)?.findings();
    /// let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity()).collect();
    /// assert_eq!(severities, [Severity::Info], "a year that ends a second late");
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.rule.severity()
    }

    /// Where the rule is written: the row of the schedule for a limit, and else the citation of the rule.
    ///
    /// The sentences about a schedule end with it, the others do not have it.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::{Inspection, Rule}, limits::ROOT_CA, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d240229120000Z\x17\x0d250228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::of_der(der)?.check(&ROOT_CA, utc_datetime!(2024-03-01 00:00:00));
    /// let finding = findings.iter().find(|finding| finding.rule() == Rule::UnderMinimum).ok_or("no finding")?;
    /// assert_eq!(finding.rule().citation(), "the row of the schedule");
    /// assert_eq!(finding.citation(), "TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn citation(&self) -> &'static str {
        match &self.cause {
            Cause::Limit { reason, .. } | Cause::NotPublic { reason, .. } => reason.limit().citation(),
            Cause::Recommendation { verdict: Verdict::OverRecommended { limit, .. }, .. } => limit.citation(),
            Cause::BeforeRule { row, .. } => row.citation(),
            _ => self.rule.citation(),
        }
    }

    /// The part of the certificate in which it was found.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Element, Field, inspect::Inspection};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::of_der(der)?.findings();
    /// let elements: Vec<Element> = findings.iter().map(|finding| finding.element()).collect();
    /// assert_eq!(elements, [Element::Time(Field::NotAfter)]);
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn element(&self) -> Element {
        self.element
    }

    /// Where in the certificate the part begins, in octets of the DER from its beginning.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::of_der(der)?.findings();
    /// let offsets: Vec<_> = findings.iter().map(|finding| finding.offset()).collect();
    /// assert_eq!(offsets, [Some(28)], "where notAfter stands");
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn offset(&self) -> Option<usize> {
        self.offset
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cause)
    }
}

/// The values of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Read(ReadError),
    UnreadableExtension { name: Option<String>, offset: Option<usize> },
    Generalized { field: Field, at: UtcDateTime },
    Before1970 { field: Field, at: UtcDateTime },
    SerialZero,
    SerialNegative(SerialNumber),
    SerialTooLong(SerialNumber),
    ZeroLength { at: UtcDateTime },
    OffByOneSecond { validity: Validity },
    NoExpiry,
    EndsOnLeapDay { not_after: UtcDateTime },
    EndsAfter { not_after: UtcDateTime, last: UtcDateTime, of: &'static str },
    Limit { schedule: &'static str, reason: LimitError },
    Recommendation { schedule: &'static str, verdict: Verdict },
    BeforeRule { schedule: &'static str, not_before: UtcDateTime, row: &'static Limit },
    NotPublic { schedule: &'static str, reason: LimitError },
    Profile { not_after: UtcDateTime, lifetime: Lifetime, expected: Validity },
    ProfileHasNoEnd { reason: ValidityError },
    Expired { not_after: UtcDateTime, at: UtcDateTime },
    NotYetValid { not_before: UtcDateTime, at: UtcDateTime },
    OutlivesIssuer { not_after: UtcDateTime, issuer: UtcDateTime },
    StartsBeforeIssuer { not_before: UtcDateTime, issuer: UtcDateTime },
    Chain(ChainFault),
}

impl Cause {
    /// That `not_before` is before the first row of `schedule`.
    pub(super) fn before_rule(schedule: &Schedule, not_before: UtcDateTime) -> Option<Self> {
        let row = schedule.rows().iter().min_by_key(|row| row.effective())?;
        Some(Self::BeforeRule { schedule: schedule.name(), not_before, row })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "{error}"),
            Self::UnreadableExtension { name, offset } => {
                f.write_str("extension")?;
                if let Some(name) = name {
                    write!(f, " {name}")?;
                }
                if let Some(offset) = offset {
                    write!(f, " at offset {offset}")?;
                }
                f.write_str(" cannot be read")
            }
            Self::Generalized { field, at } => {
                write!(f, "{field} {} is a GeneralizedTime, until 2049 it must be a UTCTime", Rfc3339(*at))
            }
            Self::Before1970 { field, at } => {
                write!(f, "{field} {} is before 1970-01-01T00:00:00Z, the first that webpki can read", Rfc3339(*at))
            }
            Self::SerialZero => f.write_str("serialNumber is 0, it must be positive"),
            Self::SerialNegative(number) => write!(f, "serialNumber {number} is negative, it must be positive"),
            Self::SerialTooLong(number) => {
                let (found, max) = (number.as_bytes().len(), SerialNumber::MAX_OCTETS);
                write!(f, "serialNumber has {found} octets, the maximum is {max}")
            }
            Self::ZeroLength { at } => {
                write!(f, "notAfter is notBefore, {}: the period is one second long", Rfc3339(*at))
            }
            Self::OffByOneSecond { validity } => {
                let days = Counted(validity.duration().as_secs() / SECONDS_PER_DAY, "day");
                let (not_before, not_after) = (Rfc3339(validity.not_before()), Rfc3339(validity.not_after()));
                write!(f, "notAfter {not_after} is one second more than {days} from notBefore {not_before}")
            }
            Self::NoExpiry => f.write_str("notAfter 9999-12-31T23:59:59Z is no expiration date"),
            Self::EndsOnLeapDay { not_after } => {
                let next = not_after.year().saturating_add(1);
                write!(f, "notAfter {} is a 29 February, {next:04} has none", Rfc3339(*not_after))
            }
            Self::EndsAfter { not_after, last, of } => {
                write!(f, "notAfter {} is after {}, the last second of {of}", Rfc3339(*not_after), Rfc3339(*last))
            }
            Self::Limit { schedule, reason } => write!(f, "{schedule}: {reason}"),
            Self::Recommendation { schedule, verdict } => write!(f, "{schedule}: {verdict}"),
            Self::BeforeRule { schedule, not_before, row } => {
                let first = row.effective().date();
                write!(f, "notBefore {} is before {first}, the first rule of {schedule}", Rfc3339(*not_before))
            }
            Self::NotPublic { schedule, reason } => {
                write!(f, "as a publicly trusted certificate, {schedule}: {reason}")
            }
            Self::Profile { not_after, lifetime, expected } => {
                let (found, expected) = (Rfc3339(*not_after), Rfc3339(expected.not_after()));
                write!(f, "notAfter is {found}, the profile's lifetime `{lifetime}` gives {expected}")
            }
            Self::ProfileHasNoEnd { reason } => write!(f, "the profile gives no end: {reason}"),
            Self::Expired { not_after, at } => write!(f, "notAfter {} is before {}", Rfc3339(*not_after), Rfc3339(*at)),
            Self::NotYetValid { not_before, at } => {
                write!(f, "notBefore {} is after {}", Rfc3339(*not_before), Rfc3339(*at))
            }
            Self::OutlivesIssuer { not_after, issuer } => {
                write!(f, "notAfter {} is after the issuer's notAfter {}", Rfc3339(*not_after), Rfc3339(*issuer))
            }
            Self::StartsBeforeIssuer { not_before, issuer } => {
                write!(f, "notBefore {} is before the issuer's notBefore {}", Rfc3339(*not_before), Rfc3339(*issuer))
            }
            Self::Chain(fault) => fault.fmt(f),
        }
    }
}

/// The rule that a read error breaks, and the part of the certificate that breaks it.
fn classify(error: &ReadError) -> (Rule, Element) {
    match *error {
        ReadError::Time { field, reason, .. } => {
            let rule = match reason.fault {
                TimeFault::Impossible(ImpossibleTime::Month { .. } | ImpossibleTime::Day { .. }) => {
                    Rule::ImpossibleDate
                }
                TimeFault::Impossible(_) => Rule::ImpossibleTime,
                TimeFault::MissingSeconds => Rule::MissingSeconds,
                TimeFault::MissingZ => Rule::MissingZ,
                TimeFault::Offset => Rule::OffsetFromUtc,
                TimeFault::Fraction => Rule::FractionOfSecond,
                TimeFault::AfterZ | TimeFault::DigitCount { .. } | TimeFault::NotADigit { .. } => Rule::MalformedTime,
            };
            (rule, Element::Time(field))
        }
        ReadError::Reversed { .. } => (Rule::Reversed, Element::Validity),
        ReadError::Length { element, .. } => (Rule::LengthNotDer, element),
        ReadError::UnexpectedTag { element: element @ Element::Time(_), found: 0x37 | 0x38, .. } => {
            (Rule::ConstructedTime, element)
        }
        ReadError::UnexpectedTag { element: element @ Element::Time(_), .. }
        | ReadError::Truncated { element: element @ Element::Time(_), .. } => (Rule::MissingTime, element),
        ReadError::Excess { element: Element::Time(_), .. } => (Rule::ThirdTime, Element::Validity),
        ReadError::Excess { element, .. } => (Rule::TrailingBytes, element),
        ReadError::UnexpectedTag { element, .. }
        | ReadError::Truncated { element, .. }
        | ReadError::Content { element, .. } => (Rule::MalformedStructure, element),
    }
}
