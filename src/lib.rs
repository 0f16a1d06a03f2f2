//! Calendar-safe certificate validity: when does this certificate stop being valid?
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::todo,
    clippy::unimplemented,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod calendar;
mod der;
mod excerpt;
mod fault;
mod instant;
mod lifetime;
mod profile;
mod validity;

pub mod asn1_time;
#[cfg(feature = "inspect")]
pub mod inspect;
pub mod limits;
#[cfg(feature = "mint")]
pub mod mint;

pub use calendar::{
    Anniversaries, CalendarError, LeapDayPolicy, ParsePolicyError, add_months, add_years, anniversaries,
};
pub use der::{Element, LengthFault, ReadError};
pub use excerpt::Excerpt;
pub use fault::{Scope, Scoped};
pub use lifetime::{Lifetime, ParseLifetimeError};
pub use profile::{BeyondIssuer, Profile, ProfileError};
pub use time;
pub use validity::{Field, ParseValidityError, Status, Validity, ValidityError};
