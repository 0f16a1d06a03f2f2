//! The faults of an extension, of a name, and of a name under constraints.

use alloc::boxed::Box;

use thiserror::Error;

use super::ReadError;
use crate::scope::{Scope, Scoped};

/// The fault in an extension.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExtensionFault {
    /// It occurs twice (RFC 5280 section 4.2).
    #[error("is there twice")]
    Repeated,
    /// It holds nothing.
    #[error("is empty")]
    Empty,
    /// It is not there, and every authority has it (RFC 5280 sections 4.2.1.2 and 4.2.1.3).
    #[error("of an authority is missing")]
    Missing,
    /// It has more names than verifiers should go through.
    #[error("has more than {most} names")]
    TooMany {
        /// How many names it may have.
        most: usize,
    },
    /// It is critical, and must not be (RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.8, 4.2.1.15 and 4.2.2).
    #[error("is critical, which it must not be")]
    Critical,
    /// It says something that only an authority's certificate may say.
    #[error("is only allowed in the certificate of an authority")]
    AuthorityAlone,
    /// An authority may not sign certificates (RFC 5280 section 4.2.1.3).
    #[error("of an authority is without keyCertSign")]
    KeyCertSign,
    /// Time stamping is not the only purpose (RFC 3161 section 2.3).
    #[error("has another purpose beside id-kp-timeStamping, which must be alone")]
    TimeStampingAlone,
    /// A subtree of constraints begins at something that is no host, domain or mailbox (RFC 5280 section 4.2.1.10).
    #[error("has a subtree that no name can be in")]
    Pointless,
    /// The mask of an address is not ones and then zeros (RFC 5280 section 4.2.1.10).
    #[error("has an address mask that is not ones followed by zeros")]
    Mask,
    /// It cannot be read.
    #[error("cannot be read: {reason}")]
    Unreadable {
        /// The fault in its bytes.
        reason: Box<ReadError>,
    },
}

/// The fault in an alternative name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum NameFault {
    /// A dNSName is no host name (RFC 1034 section 3.5), and no wildcard before one (RFC 9525 section 6.3).
    #[error("is no host name")]
    Host,
    /// An rfc822Name is not a mailbox (RFC 5321 section 4.1.2).
    #[error("is no mailbox")]
    Mailbox,
    /// A uniformResourceIdentifier is not a URI (RFC 3986 section 3).
    #[error("is no URI")]
    Uri,
    /// The name is empty.
    #[error("is empty")]
    Empty,
}

/// How a name breaks a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ConstraintFault {
    /// It is in no permitted subtree.
    #[error("is not in the permitted subtrees")]
    NotPermitted,
    /// It is in an excluded subtree.
    #[error("is in the excluded subtrees")]
    Excluded,
}

macro_rules! every_host {
    ($($fault:ident)*) => {
        $(impl Scoped for $fault {
            fn scope(&self) -> Scope {
                Scope::EveryHost
            }
        })*
    };
}

every_host!(ExtensionFault NameFault ConstraintFault);
