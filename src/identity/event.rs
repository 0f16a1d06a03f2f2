//! What an observer is told.

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

/// What an [observer](super::Builder::observe) is told. It prints as one line for a log.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A renewal, or an attempt at one. [`Outcome::NotDue`] is never told.
    Attempt(Outcome<Identity, ScopedError>),
    /// What a source has cannot be used: a file is damaged, or is for another key. What is in use stays.
    Unusable(ScopedError),
    /// The identity goes on with what was saved.
    #[non_exhaustive]
    Loaded {
        /// The file.
        path: PathBuf,
        /// When the chain in use is valid.
        validity: Validity,
    },
    /// What was saved cannot be read. It is set aside when something is saved in its place.
    NotLoaded(StoreError),
    /// What is in use cannot be saved. It is tried again at each tick.
    NotSaved(StoreError),
}

impl Event {
    /// Whether everything is as it should be.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Loaded { .. } | Self::Attempt(Outcome::Renewed { .. } | Outcome::NotDue { .. }))
    }

    /// Where it would happen again, if something is wrong.
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
