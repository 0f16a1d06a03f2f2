//! The events of a live identity.

use core::fmt;
use std::path::PathBuf;

use super::{Identity, StoreError};
use crate::{
    file::ShownPath,
    instant::Rfc3339,
    print::OneLine,
    renewal::Outcome,
    scope::{Scope, Scoped, ScopedError},
    validity::Validity,
};

/// An event that an [observer](super::Builder::observe) is told.
///
/// It prints as one line for a log.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A renewal, or an attempt at one. [`Outcome::NotDue`] is never told.
    Attempt(Outcome<Identity, ScopedError>),
    /// The credential of a source cannot be used: a file is damaged, or is for another key. The credential in use stays.
    Unusable(ScopedError),
    /// The identity goes on with the saved credential.
    #[non_exhaustive]
    Loaded {
        /// The file.
        path: PathBuf,
        /// The period of the chain in use.
        validity: Validity,
    },
    /// The saved file cannot be read. It is set aside when something is saved in its place.
    NotLoaded(StoreError),
    /// The credential in use cannot be saved. It is tried again at each tick.
    NotSaved(StoreError),
}

impl Event {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Loaded { .. } | Self::Attempt(Outcome::Renewed { .. } | Outcome::NotDue { .. }))
    }

    /// Where it would happen again, or `None` if nothing is wrong.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        match self {
            Self::Loaded { .. } | Self::Attempt(Outcome::Renewed { .. } | Outcome::NotDue { .. }) => None,
            Self::Attempt(Outcome::Refused { reason, .. }) => Some(reason.scope()),
            Self::Attempt(Outcome::Failed { scope, .. }) => Some(*scope),
            Self::Unusable(error) => Some(error.scope()),
            Self::NotLoaded(error) | Self::NotSaved(error) => Some(error.scope()),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(outcome) => write!(f, "{outcome}"),
            Self::Unusable(error) => write!(f, "not taken: {}", OneLine(error)),
            Self::Loaded { path, validity } => {
                write!(f, "loaded {}: valid until {}", ShownPath(path), Rfc3339(validity.not_after()))
            }
            Self::NotLoaded(error) => write!(f, "not loaded: {error}"),
            Self::NotSaved(error) => write!(f, "not saved: {error}"),
        }
    }
}
