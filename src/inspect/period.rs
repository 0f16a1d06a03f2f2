//! The two times of the validity period, each as it is written.

use time::UtcDateTime;

use super::{Inspection, part::Span};
use crate::{asn1_time::TimeType, der::ReadError, excerpt::Excerpt, validity::ValidityField};

/// The place of the validity period, and each time in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) offset: usize,
    pub(super) not_before: Option<TimePart>,
    pub(super) not_after: Option<TimePart>,
}

impl Period {
    pub(super) const fn time(&self, field: ValidityField) -> Option<&TimePart> {
        match field {
            ValidityField::NotBefore => self.not_before.as_ref(),
            ValidityField::NotAfter => self.not_after.as_ref(),
        }
    }

    /// The instant of a time, if it could be read.
    pub(super) fn instant(&self, field: ValidityField) -> Option<UtcDateTime> {
        self.time(field)?.instant.ok()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TimePart {
    pub(super) tag: u8,
    pub(super) offset: usize,
    pub(super) text: Span,
    pub(super) instant: Result<UtcDateTime, ReadError>,
}

impl TimePart {
    pub(super) const fn time_type(&self) -> Option<TimeType> {
        match self.tag {
            0x17 => Some(TimeType::UtcTime),
            0x18 => Some(TimeType::GeneralizedTime),
            _ => None,
        }
    }
}

/// notBefore or notAfter as the certificate has it, whatever faults it or the other has.
///
/// # Examples
///
/// One of these times exists:
///
/// ```
/// use std::fs;
/// use notafter::{ValidityField, inspect::Inspection, time::macros::utc_datetime};
///
/// let outage = Inspection::from_der(&fs::read("docs/examples/outage.der")?)?;
/// let not_before = outage.time(ValidityField::NotBefore).ok_or("no notBefore")?;
/// assert_eq!(not_before.instant(), Ok(utc_datetime!(2012-02-29 12:00:00)));
///
/// let not_after = outage.time(ValidityField::NotAfter).ok_or("no notAfter")?;
/// assert_eq!(
///     (not_after.text().to_string().as_str(), not_after.offset()),
///     ("130229120000Z", 109)
/// );
/// assert!(not_after.instant().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenTime {
    text: Excerpt,
    time_type: Option<TimeType>,
    offset: usize,
    instant: Result<UtcDateTime, ReadError>,
}

impl WrittenTime {
    /// The text, up to 40 octets of it.
    #[must_use]
    pub const fn text(&self) -> Excerpt {
        self.text
    }

    /// The type that its identifier octet names, or `None` if that is no type of a time.
    #[must_use]
    pub const fn time_type(&self) -> Option<TimeType> {
        self.time_type
    }

    /// The place where it begins, in octets from the beginning of the certificate.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The instant.
    ///
    /// # Errors
    ///
    /// [`ReadError`]: the fault of this time. The other time has its own.
    pub const fn instant(&self) -> Result<UtcDateTime, ReadError> {
        self.instant
    }
}

impl Inspection {
    /// notBefore or notAfter as it is written, or `None` if there is no such element.
    ///
    /// Each is read on its own. [`validity`](Self::validity) is the period of the two.
    #[must_use]
    pub fn time(&self, field: ValidityField) -> Option<WrittenTime> {
        let part = self.period.time(field)?;
        let text = Excerpt::of(part.text.of_der(&self.der));
        Some(WrittenTime { text, time_type: part.time_type(), offset: part.offset, instant: part.instant })
    }
}
