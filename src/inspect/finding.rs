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
/// use std::fs;
/// use notafter::inspect::{Inspection, Rule, Severity};
///
/// let findings = Inspection::from_der(&fs::read("docs/examples/outage.der")?)?.findings();
/// let finding = findings.first().ok_or("no finding")?;
/// assert_eq!((finding.rule(), finding.severity()), (Rule::ImpossibleDate, Severity::Error));
/// assert_eq!((finding.element().to_string().as_str(), finding.offset()), ("notAfter", 109));
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
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.cause.rule()
    }

    /// How much it matters: the severity of the rule.
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
    /// use std::fs;
    /// use notafter::{limits::ROOT_CA, time::macros::utc_datetime};
    /// use notafter::inspect::{Inspection, Rule};
    ///
    /// let leaf = Inspection::from_der(&fs::read("docs/examples/leaf.der")?)?;
    /// let findings = leaf.findings_by_schedule(&ROOT_CA, utc_datetime!(2026-12-01 00:00:00));
    /// let finding =
    ///     findings.iter().find(|finding| finding.rule() == Rule::UnderMinimum).ok_or("no finding")?;
    /// assert_eq!(finding.rule().citation(), "the row of the schedule");
    /// assert_eq!(finding.citation(), "TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn citation(&self) -> &'static str {
        self.cause.citation()
    }

    /// The part of the certificate where it was found.
    #[must_use]
    pub const fn element(&self) -> Element {
        self.cause.element()
    }

    /// The beginning of the part, in octets from the beginning of the certificate's DER.
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
