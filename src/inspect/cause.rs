//! The values in a finding: the found ones, and those that they are compared with.

use core::fmt;

use time::UtcDateTime;

use super::{IssueSource, Issued, SerialNumber, chain::ChainFault, rule::Rule};
use crate::{
    asn1_time::TimeFault,
    der::{Element, Oid, ReadError, SctFault},
    instant::{ImpossibleTime, Rfc3339},
    lifetime::Lifetime,
    limits::{Limit, LimitError, NotBeforeError, Verdict},
    validity::{Validity, ValidityError, ValidityField},
};

/// Why there is a finding. It knows the rule, and the part of the certificate that breaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Read(ReadError),
    UnreadableName { element: Element, reason: ReadError },
    UnreadableExtension { id: Option<Oid>, reason: Unread },
    RepeatedExtension { id: Oid },
    Generalized { field: ValidityField, at: UtcDateTime },
    Before1970 { field: ValidityField, at: UtcDateTime },
    SerialNotDer { found: NotDer },
    SerialZero,
    SerialNegative(Option<SerialNumber>),
    SerialTooLong { found: usize },
    ZeroLength { at: UtcDateTime },
    OffByOneSecond { not_after: UtcDateTime },
    NoExpiry,
    EndsOnLeapDay { not_after: UtcDateTime },
    EndsAfter2038 { not_after: UtcDateTime, last: UtcDateTime },
    EndsAfter2049 { not_after: UtcDateTime, last: UtcDateTime },
    AwayFromIssuance { schedule: &'static str, reason: NotBeforeError, issued: Issued },
    Limit { schedule: &'static str, reason: LimitError, issued: Issued },
    Recommendation { schedule: &'static str, verdict: Verdict, issued: Issued },
    BeforeRule { schedule: &'static str, issued: Issued, row: &'static Limit },
    Apple { schedule: &'static str, reason: LimitError, issued: Issued },
    NotPublic { schedule: &'static str, reason: LimitError, issued: Issued },
    Profile { not_after: UtcDateTime, lifetime: Lifetime, expected: Validity },
    ProfileHasNoEnd { reason: ValidityError },
    Expired { not_after: UtcDateTime, at: UtcDateTime },
    NotYetValid { not_before: UtcDateTime, at: UtcDateTime },
    OutlivesIssuer { not_after: UtcDateTime, issuer: UtcDateTime },
    StartsBeforeIssuer { not_before: UtcDateTime, issuer: UtcDateTime },
    Chain(ChainFault),
}

/// The reason why an extension cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    Read(ReadError),
    Timestamps(SctFault),
    /// x509-parser refuses it, and says no more.
    Refused,
}

/// How the octets of an INTEGER break DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotDer {
    Empty,
    LeadingZero,
    LeadingOnes,
}

impl NotDer {
    /// The fault in `octets`. In DER the first nine bits are not all the same (X.690 section 8.3.2).
    pub(super) const fn of(octets: &[u8]) -> Option<Self> {
        match octets {
            [] => Some(Self::Empty),
            [0, 0..=0x7f, ..] => Some(Self::LeadingZero),
            [0xff, 0x80..=0xff, ..] => Some(Self::LeadingOnes),
            _ => None,
        }
    }
}

impl Cause {
    /// The rule that is broken.
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::Read(error) => rule_of(error),
            Self::UnreadableName { .. } | Self::UnreadableExtension { .. } => Rule::UnreadablePart,
            Self::RepeatedExtension { .. } => Rule::RepeatedExtension,
            Self::Generalized { .. } => Rule::GeneralizedTimeBefore2050,
            Self::Before1970 { .. } => Rule::Before1970,
            Self::SerialNotDer { .. } => Rule::SerialNotDer,
            Self::SerialZero => Rule::SerialZero,
            Self::SerialNegative(_) => Rule::SerialNegative,
            Self::SerialTooLong { .. } => Rule::SerialTooLong,
            Self::ZeroLength { .. } => Rule::ZeroLength,
            Self::OffByOneSecond { .. } => Rule::OffByOneSecond,
            Self::NoExpiry => Rule::NoExpiry,
            Self::EndsOnLeapDay { .. } => Rule::EndsOnLeapDay,
            Self::EndsAfter2038 { .. } => Rule::EndsAfter2038,
            Self::EndsAfter2049 { .. } => Rule::EndsAfter2049,
            Self::AwayFromIssuance { .. } => Rule::AwayFromIssuance,
            Self::Limit { reason, .. } => match reason {
                LimitError::OverMaximum { .. } => Rule::OverMaximum,
                LimitError::UnderMinimum { .. } => Rule::UnderMinimum,
                LimitError::NotIssued { .. } => Rule::NoLongerIssued,
            },
            Self::Recommendation { .. } => Rule::OverRecommendation,
            Self::BeforeRule { .. } => Rule::IssuedBeforeRule,
            Self::Apple { .. } => Rule::OverAppleMaximum,
            Self::NotPublic { .. } => Rule::BeyondPublicLimits,
            Self::Profile { not_after, expected, .. } if expected.not_after() > *not_after => Rule::ShorterThanProfile,
            Self::Profile { .. } | Self::ProfileHasNoEnd { .. } => Rule::BeyondProfile,
            Self::Expired { .. } => Rule::Expired,
            Self::NotYetValid { .. } => Rule::NotYetValid,
            Self::OutlivesIssuer { .. } => Rule::OutlivesIssuer,
            Self::StartsBeforeIssuer { .. } => Rule::StartsBeforeIssuer,
            Self::Chain(fault) => fault.rule(),
        }
    }

    /// The part of the certificate where it is found.
    pub(super) const fn element(&self) -> Element {
        match self {
            Self::Read(error) => element_of(error),
            Self::UnreadableName { element, .. } => *element,
            Self::UnreadableExtension { .. } | Self::RepeatedExtension { .. } => Element::Extensions,
            Self::Generalized { field, .. } | Self::Before1970 { field, .. } => Element::Time(*field),
            Self::SerialNotDer { .. } | Self::SerialZero | Self::SerialNegative(_) | Self::SerialTooLong { .. } => {
                Element::SerialNumber
            }
            Self::ZeroLength { .. }
            | Self::OffByOneSecond { .. }
            | Self::NoExpiry
            | Self::EndsOnLeapDay { .. }
            | Self::EndsAfter2038 { .. }
            | Self::EndsAfter2049 { .. }
            | Self::Profile { .. }
            | Self::ProfileHasNoEnd { .. }
            | Self::Expired { .. }
            | Self::OutlivesIssuer { .. } => Element::Time(ValidityField::NotAfter),
            Self::AwayFromIssuance { .. }
            | Self::BeforeRule { .. }
            | Self::NotYetValid { .. }
            | Self::StartsBeforeIssuer { .. } => Element::Time(ValidityField::NotBefore),
            Self::Limit { .. } | Self::Recommendation { .. } | Self::Apple { .. } | Self::NotPublic { .. } => {
                Element::Validity
            }
            Self::Chain(fault) => fault.element(),
        }
    }

    /// The source of the rule: the row of the schedule, if it is one.
    pub(super) fn citation(&self) -> &'static str {
        match self {
            Self::AwayFromIssuance { reason, .. } => reason.limit().citation(),
            Self::Limit { reason, .. } | Self::Apple { reason, .. } | Self::NotPublic { reason, .. } => {
                reason.limit().citation()
            }
            Self::Recommendation { verdict: Verdict::OverRecommended { limit, .. }, .. } => limit.citation(),
            Self::BeforeRule { row, .. } => row.citation(),
            _ => self.rule().citation(),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) | Self::UnreadableName { reason: error, .. } => write!(f, "{error}"),
            Self::UnreadableExtension { id, reason } => {
                f.write_str("extension ")?;
                if let Some(id) = id {
                    write!(f, "{} ", id.named())?;
                }
                f.write_str("cannot be read")?;
                match reason {
                    Unread::Read(error) => write!(f, ": {error}"),
                    Unread::Timestamps(fault) => write!(f, ": {fault}"),
                    Unread::Refused => Ok(()),
                }
            }
            Self::RepeatedExtension { id } => write!(f, "extension {} is there more than once", id.named()),
            Self::Generalized { field, at } => {
                write!(f, "{field} {} is a GeneralizedTime, until 2049 it must be a UTCTime", Rfc3339(*at))
            }
            Self::Before1970 { field, at } => {
                write!(f, "{field} {} is before 1970-01-01T00:00:00Z, the first that webpki can read", Rfc3339(*at))
            }
            Self::SerialNotDer { found } => f.write_str(match found {
                NotDer::Empty => "serialNumber has no octets, an INTEGER has at least one",
                NotDer::LeadingZero => "serialNumber begins with a zero octet that it does not need",
                NotDer::LeadingOnes => "serialNumber begins with a 0xff octet that it does not need",
            }),
            Self::SerialZero => f.write_str("serialNumber is 0, it must be positive"),
            Self::SerialNegative(Some(number)) => write!(f, "serialNumber {number} is negative, it must be positive"),
            Self::SerialNegative(None) => f.write_str("serialNumber is negative, it must be positive"),
            Self::SerialTooLong { found } => {
                write!(f, "serialNumber has {found} octets, the maximum is {}", SerialNumber::MAX_OCTETS)
            }
            Self::ZeroLength { at } => {
                write!(f, "notAfter is notBefore, {}: the period is one second long", Rfc3339(*at))
            }
            Self::OffByOneSecond { not_after } => {
                write!(f, "notAfter {} is one second too late: that second is part of the period", Rfc3339(*not_after))
            }
            Self::NoExpiry => f.write_str("notAfter 9999-12-31T23:59:59Z is no expiration date"),
            Self::EndsOnLeapDay { not_after } => {
                let next = not_after.year().saturating_add(1);
                write!(f, "notAfter {} is a 29 February, {next:04} has none", Rfc3339(*not_after))
            }
            Self::EndsAfter2038 { not_after, last } => {
                let (not_after, last) = (Rfc3339(*not_after), Rfc3339(*last));
                write!(f, "notAfter {not_after} is after {last}, the last second of signed 32-bit clocks")
            }
            Self::EndsAfter2049 { not_after, last } => {
                let (not_after, last) = (Rfc3339(*not_after), Rfc3339(*last));
                write!(f, "notAfter {not_after} is after {last}, the last second of UTCTime")
            }
            Self::AwayFromIssuance { schedule, reason, issued } => {
                write!(f, "{schedule}: {reason}{}", ByTimestamp(issued))
            }
            Self::Limit { schedule, reason, issued } | Self::Apple { schedule, reason, issued } => {
                write!(f, "{schedule}: {reason}{}", ByTimestamp(issued))
            }
            Self::Recommendation { schedule, verdict, issued } => {
                write!(f, "{schedule}: {verdict}{}", ByTimestamp(issued))
            }
            Self::BeforeRule { schedule, issued, row } => {
                let first = row.effective().date();
                write!(f, "{issued} is before {first}, the first rule of {schedule}")
            }
            Self::NotPublic { schedule, reason, issued } => {
                write!(f, "as a publicly trusted certificate, {schedule}: {reason}{}", ByTimestamp(issued))
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

/// Prints when a certificate was issued, if another source than notBefore says it.
struct ByTimestamp<'a>(&'a Issued);

impl fmt::Display for ByTimestamp<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.source() {
            IssueSource::NotBefore => Ok(()),
            IssueSource::Timestamp => write!(f, ", by {}", self.0),
        }
    }
}

/// The rule that a read error breaks.
fn rule_of(error: &ReadError) -> Rule {
    match *error {
        ReadError::Time { reason, .. } => match reason.fault {
            TimeFault::Impossible(ImpossibleTime::Month { .. } | ImpossibleTime::Day { .. }) => Rule::ImpossibleDate,
            TimeFault::Impossible(_) => Rule::ImpossibleTime,
            TimeFault::MissingSeconds => Rule::MissingSeconds,
            TimeFault::MissingZ => Rule::MissingZ,
            TimeFault::Offset => Rule::OffsetFromUtc,
            TimeFault::Fraction => Rule::FractionOfSecond,
            TimeFault::AfterZ | TimeFault::DigitCount { .. } | TimeFault::NotADigit { .. } => Rule::MalformedTime,
        },
        ReadError::Reversed { .. } => Rule::Reversed,
        ReadError::Length { .. } => Rule::LengthNotDer,
        ReadError::UnexpectedTag { element: Element::Time(_), found: 0x37 | 0x38, .. } => Rule::ConstructedTime,
        ReadError::UnexpectedTag { element: Element::Time(_), .. }
        | ReadError::Truncated { element: Element::Time(_), .. } => Rule::MissingTime,
        ReadError::Excess { element: Element::Time(_), .. } => Rule::ThirdTime,
        ReadError::Excess { element: Element::Certificate, .. } => Rule::TrailingBytes,
        ReadError::Excess { .. }
        | ReadError::UnexpectedTag { .. }
        | ReadError::Truncated { .. }
        | ReadError::Content { .. } => Rule::MalformedStructure,
    }
}

/// The part of the certificate that breaks it.
const fn element_of(error: &ReadError) -> Element {
    match *error {
        ReadError::Time { field, .. } => Element::Time(field),
        ReadError::Reversed { .. } | ReadError::Excess { element: Element::Time(_), .. } => Element::Validity,
        ReadError::Length { element, .. }
        | ReadError::UnexpectedTag { element, .. }
        | ReadError::Truncated { element, .. }
        | ReadError::Excess { element, .. }
        | ReadError::Content { element, .. } => element,
    }
}
