//! Rows that are in force from a date on.

use core::fmt;

use time::UtcDateTime;

use crate::instant::FIRST_DAY;

/// A row of a table that is in force from its date until the next row begins.
pub(super) trait Dated {
    /// 00:00 UTC of its date.
    fn effective(&self) -> UtcDateTime;
}

/// The row that is in force at `at`. Of two with the same date, it is the later row in the list.
pub(super) fn in_force<T: Dated>(rows: &[T], at: UtcDateTime) -> Option<&T> {
    rows.iter().filter(|row| row.effective() <= at).max_by_key(|row| row.effective())
}

/// The first row that is not yet in force at `after`. Of two with the same date, it is the later row in the list.
pub(super) fn next<T: Dated>(rows: &[T], after: UtcDateTime) -> Option<&T> {
    rows.iter().rev().filter(|row| row.effective() > after).min_by_key(|row| row.effective())
}

/// Prints the date of a rule that has one, as the end of a sentence.
pub(super) struct Since(pub(super) UtcDateTime);

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.0.date();
        if date > FIRST_DAY { write!(f, " issued on or after {date}") } else { Ok(()) }
    }
}

/// Prints which certificates a rule with a date is for, as the end of a sentence.
pub(super) struct ForCertificates(pub(super) UtcDateTime);

impl fmt::Display for ForCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificates = if self.0.date() > FIRST_DAY { " for certificates" } else { "" };
        write!(f, "{certificates}{}", Since(self.0))
    }
}
