//! The findings in a certificate, in one sentence each.

use core::fmt;

use super::{
    cause::Cause,
    rule::{Rule, Severity},
};
use crate::der::{Element, ReadError};

/// A rule that a certificate breaks, or a fact that is worth knowing about it.
///
/// It prints one sentence, lowercase and without a full stop, with the found value and the value that it is compared with.
///
/// # Examples
///
/// ```
/// use notafter::inspect::{Inspection, Rule, Severity};
///
/// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130229120000Z\
/// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
/// let findings = Inspection::from_der(der)?.findings();
/// let finding = findings.first().ok_or("no finding")?;
/// assert_eq!((finding.rule(), finding.severity()), (Rule::ImpossibleDate, Severity::Error));
/// assert_eq!((finding.element().to_string().as_str(), finding.offset()), ("notAfter", 28));
/// assert_eq!(
///     finding.to_string(),
///     "notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    offset: usize,
    cause: Cause,
}

impl Finding {
    /// Makes the finding at `offset`. [`Inspection::find`](super::Inspection::find) knows the offset of each part.
    pub(super) const fn new(offset: usize, cause: Cause) -> Self {
        Self { offset, cause }
    }

    /// Makes the finding that explains why a part cannot be read. If the error names no place, the place is `part`.
    pub(super) fn of_read_error(error: ReadError, part: usize) -> Self {
        Self::new(error.offset().unwrap_or(part), Cause::Read(error))
    }

    /// The rule.
    ///
    /// # Examples
    ///
    /// Every rule is applied. To leave out a rule, drop its findings:
    ///
    /// ```
    /// use notafter::inspect::{Inspection, Rule};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d160229120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let mut findings = Inspection::from_der(der)?.findings();
    /// assert_eq!(findings.len(), 1);
    /// findings.retain(|finding| finding.rule() != Rule::EndsOnLeapDay);
    /// assert!(findings.is_empty());
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.cause.rule()
    }

    /// How much it matters: the severity of the rule.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::{Inspection, Severity};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d160229120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::from_der(der)?.findings();
    /// let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity()).collect();
    /// assert_eq!(severities, [Severity::Info], "it ends on a leap day");
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule().severity()
    }

    /// The source of the rule: the row of the schedule for a limit, and otherwise the citation of the rule.
    ///
    /// The sentences about a schedule end with it, and the others do not contain it.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::{Inspection, Rule}, limits::ROOT_CA, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d240229120000Z\x17\x0d250228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::from_der(der)?.findings_by_schedule(&ROOT_CA, utc_datetime!(2024-03-01 00:00:00));
    /// let finding = findings.iter().find(|finding| finding.rule() == Rule::UnderMinimum).ok_or("no finding")?;
    /// assert_eq!(finding.rule().citation(), "the row of the schedule");
    /// assert_eq!(finding.citation(), "TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn citation(&self) -> &'static str {
        self.cause.citation()
    }

    /// The part of the certificate where it was found.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Element, ValidityField, inspect::Inspection};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d160229120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::from_der(der)?.findings();
    /// let elements: Vec<Element> = findings.iter().map(|finding| finding.element()).collect();
    /// assert_eq!(elements, [Element::Time(ValidityField::NotAfter)]);
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn element(&self) -> Element {
        self.cause.element()
    }

    /// The beginning of the part, in octets from the beginning of the certificate's DER.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d160229120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::from_der(der)?.findings();
    /// let offsets: Vec<_> = findings.iter().map(|finding| finding.offset()).collect();
    /// assert_eq!(offsets, [28], "where notAfter stands");
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cause)
    }
}
