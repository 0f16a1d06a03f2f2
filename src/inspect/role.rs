//! Whether a certificate may issue others.

use core::fmt;

/// The role that a certificate has by its basic constraints (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// A certification authority.
    Authority,
    /// An end entity, which issues nothing.
    EndEntity,
    /// The certificate has no role: it has no extensions, as in version 1, or its basic constraints are unreadable.
    Unknown,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Authority => "CA",
            Self::EndEntity => "end entity",
            Self::Unknown => "unknown",
        })
    }
}
