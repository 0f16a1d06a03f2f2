//! Input that is no certificate.

use core::fmt;
use std::io;

use thiserror::Error;

use crate::{
    der::ReadError,
    excerpt::Excerpt,
    print::Counted,
    scope::{Scope, Scoped},
};

/// Input of which no certificate can be inspected.
///
/// Lines count from 1.
///
/// # Examples
///
/// ```
/// use notafter::{Scope, Scoped as _, inspect::Inspection};
///
/// let bundle = b"-----BEGIN CERTIFICATE-----\nM!IB\n-----END CERTIFICATE-----\n";
/// let error = Inspection::of_pem(bundle).find_map(Result::err).ok_or("no error")?;
/// assert_eq!(error.to_string(), "block at line 1: base64 is broken in line 2");
/// assert_eq!((error.line(), error.scope()), (Some(1), Scope::EveryHost));
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InspectError {
    /// The bytes are not a certificate.
    #[error("{reason}")]
    Certificate {
        /// What is wrong with them.
        reason: ReadError,
    },
    /// A block of a bundle is not a certificate.
    #[error("block at line {line}: {fault}")]
    Block {
        /// The line at which the block begins; the END line, where there is no other.
        line: usize,
        /// What is wrong with it.
        fault: BlockFault,
    },
    /// A bundle has no certificate at all, or a chain is to be made of none.
    #[error("no certificate: {}", Instead { lines: *lines, other: *other })]
    NoCertificate {
        /// The number of lines that were read; zero also for a chain of no certificates.
        lines: usize,
        /// The line and the label of the first other block.
        other: Option<(usize, Excerpt)>,
    },
    /// The source of a bundle failed.
    #[error("line {line}: {kind}")]
    Io {
        /// The line that was to be read.
        line: usize,
        /// What the source says.
        kind: io::ErrorKind,
    },
}

impl InspectError {
    /// The line at which the error is, from 1; none where no line is to blame.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// let bundle = b"# roots\n-----BEGIN CERTIFICATE-----\nMII?\n-----END CERTIFICATE-----\n";
    /// let lines: Vec<_> = Inspection::of_pem(bundle).map(|read| read.err().and_then(|error| error.line())).collect();
    /// assert_eq!(lines, [Some(2)], "where the block begins");
    /// ```
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match *self {
            Self::Block { line, .. } | Self::Io { line, .. } => Some(line),
            Self::Certificate { .. } | Self::NoCertificate { .. } => None,
        }
    }
}

impl Scoped for InspectError {
    fn scope(&self) -> Scope {
        match self {
            Self::Io { .. } => Scope::ThisHost,
            _ => Scope::EveryHost,
        }
    }
}

/// What is wrong with a block of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BlockFault {
    /// The text is not base64.
    #[error("base64 is broken in line {line}")]
    Base64 {
        /// The first line with a character that is not base64; the END line, where text is missing before it.
        line: usize,
    },
    /// The block has no END line.
    #[error("the END line is missing before line {line}")]
    NoEnd {
        /// The line at which another block begins; where the bundle ends instead, the one after its last.
        line: usize,
    },
    /// It is the END line of a certificate, and the block has no BEGIN line: that is damaged, or does not begin a line.
    #[error("the BEGIN line is missing before this END line")]
    NoBegin,
    /// The END line has another label than the BEGIN line (RFC 7468 section 2: they are written alike).
    #[error("it begins as `{begin}` and ends as `{end}` in line {line}")]
    EndLabel {
        /// The END line.
        line: usize,
        /// The label of the BEGIN line.
        begin: Excerpt,
        /// The label of the END line.
        end: Excerpt,
    },
    /// The block is longer than any certificate.
    #[error("more than {limit} bytes")]
    TooLong {
        /// The number of bytes that a block may have, [`Block::MAX_LEN`](super::Block::MAX_LEN).
        limit: usize,
    },
    /// The content is not a certificate.
    #[error("{reason}")]
    Certificate {
        /// What is wrong with it.
        reason: ReadError,
    },
}

impl Scoped for BlockFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// What a bundle has instead of a certificate.
struct Instead {
    lines: usize,
    other: Option<(usize, Excerpt)>,
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.lines, self.other) {
            (0, _) => f.write_str("there is no input"),
            (lines, None) => write!(f, "no PEM block in {}", Counted(lines, "line")),
            (lines, Some((line, label))) => {
                let lines = Counted(lines, "line");
                write!(f, "only other blocks in {lines}, the first is `{label}` at line {line}")
            }
        }
    }
}
