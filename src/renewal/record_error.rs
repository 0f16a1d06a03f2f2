//! Why a text is no record.

use core::fmt;

use thiserror::Error;

use crate::{
    excerpt::Excerpt,
    scope::{Scope, Scoped},
};

/// The error for a text that is no [`Record`](super::Record).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("line {line} of the record: expected {expected}, found `{text}`")]
#[non_exhaustive]
pub struct RecordError {
    /// The line that was refused, counted from 1.
    pub line: usize,
    /// The part that belongs there.
    pub expected: RecordPart,
    /// The text that is there.
    pub text: Excerpt,
}

/// The part that belongs where a [`Record`](super::Record) says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordPart {
    /// `credential`, or `attempt`, which is there twice at most.
    Line,
    /// The word `taken`.
    Taken,
    /// The word `until`.
    Until,
    /// The word `failures`.
    Failures,
    /// The word `hurried`.
    Hurried,
    /// Two instants with a slash between them.
    Period,
    /// An instant such as `2026-01-01T00:00:00Z`.
    Instant,
    /// A number from 0 to 4,294,967,295.
    Number,
    /// The end of the line.
    End,
}

impl fmt::Display for RecordPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Line => "`credential`, or at most two `attempt`",
            Self::Taken => "`taken`",
            Self::Until => "`until`",
            Self::Failures => "`failures`",
            Self::Hurried => "`hurried`",
            Self::Period => "a period",
            Self::Instant => "an instant",
            Self::Number => "a number",
            Self::End => "the end of the line",
        })
    }
}

/// A record is a file of one host, so the scope is [`Scope::ThisHost`].
impl Scoped for RecordError {
    fn scope(&self) -> Scope {
        Scope::ThisHost
    }
}
