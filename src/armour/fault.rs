//! The faults of blocks.

use thiserror::Error;

use crate::{
    excerpt::{Excerpt, Quoted},
    scope::{Scope, Scoped},
};

/// The fault in a block of PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)).
///
/// Lines count from 1. A fault holds no content of a block, because it may be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum PemFault {
    /// The text is not base64 ([RFC 4648 section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
    #[error("base64 is broken in line {line}")]
    Base64 {
        /// The first line with a character that cannot stand there, or the END line if text is missing before it.
        line: usize,
    },
    /// The block has no END line.
    #[error("the END line is missing before line {line}")]
    NoEnd {
        /// The line at which another block begins, or the line after the last if the text ends.
        line: usize,
    },
    /// The block has no BEGIN line: the line is damaged, or the boundary does not begin a line.
    #[error("the BEGIN line is missing before this END line")]
    NoBegin,
    /// The END line has another label than the BEGIN line. RFC 7468 section 2 requires the same label.
    #[error("its END line {line} has another label, {}", Quoted(label))]
    EndLabel {
        /// The END line.
        line: usize,
        /// The label of the END line.
        label: Excerpt,
    },
    /// The block holds more bytes than are read.
    #[error("it holds more than {limit} bytes")]
    TooLong {
        /// The number of bytes that a block may hold.
        limit: usize,
    },
}

impl Scoped for PemFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}
