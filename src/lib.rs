//! Calendar-safe certificate validity: when does this certificate stop being valid, on every date and not only today?
//!
//! ```
//! # #[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))] {
//! use notafter::mint::rcgen::{CertificateParams, KeyPair};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
//!
//! let one_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//! let params = CertificateParams::new(["localhost".to_owned()])?;
//! let minted = one_year.self_signed(params, &KeyPair::generate()?, utc_datetime!(2012-02-29 00:00:00))?;
//! assert_eq!(minted.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! One idea carries the crate: **a [`Validity`] that exists can be minted.** It is UTC, in whole seconds, within the years
//! 0000 to 9999, in order, and inclusive at both ends. Every check is in its constructors, so that what is built on it has
//! nothing left to check.
//!
//! # The day that does not exist
//!
//! On 29 February 2012 a cloud platform set the end of each new certificate to the same date next year. There is no such
//! date. A [`LeapDayPolicy`] says what to do instead, and there is no default:
//!
//! | policy | 2012-02-29 + 1 year | a certificate of 1 year from 2012-02-29T00:00:00Z ends |
//! |---|---|---|
//! | [`Clamp`](LeapDayPolicy::Clamp) | 2013-02-28 | 2013-02-27T23:59:59Z |
//! | [`RollForward`](LeapDayPolicy::RollForward) | 2013-03-01 | 2013-02-28T23:59:59Z |
//! | [`Reject`](LeapDayPolicy::Reject) | error: `2013-02-29 does not exist` | error |
//!
//! The usual ways each go wrong on a date:
//!
//! - `year + 1` with the same month and day: on 2012-02-29, because 29 February 2013 does not exist.
//! - `replace_year`: on 2012-02-29, with an error on every host, one day in four years.
//! - `365 * DAY`: on 2011-03-01, because it ends on 2012-02-29, a day before the anniversary.
//!
//! # Where to start
//!
//! - [`Profile`] and [`mint`] to mint a certificate, [`mint::Authority`] to sign others.
//! - [`Validity::from_certificate_der`] to read the period of a certificate, [`inspect`] to say what is wrong with it.
//! - [`preflight`] to test issuing code on every date before it ships.
//! - [`renewal`] to renew in time, spread over a fleet, and to keep serving while minting fails.
//! - [`limits`] for what the CA/Browser Forum allows, by date.
//! - [`add_years`], [`add_months`] and [`anniversaries`] for the calendar alone.
//! - [`guide`] to operate certificates through a leap day.
//! - [`performance`] for what it costs.
//! - [`Scope`] to tell an error of the date, which every host would repeat, from one of this host.
//!
//! # What it does not do
//!
//! Build certification paths, verify signatures, check revocation, keep keys, speak ACME, or read a clock: every `now` is an
//! argument of type [`UtcDateTime`](time::UtcDateTime). There are no time zones and no leap seconds; X.509 has neither.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `std` | yes | the standard library, [`preflight`] |
//! | `mint` | yes | [`mint`], through rcgen |
//! | `inspect` | yes | [`inspect`], through x509-parser |
//! | `ring` | yes | signing with ring; authorities and signing requests that exist already |
//! | `aws_lc_rs` | | the same with aws-lc-rs |
//! | `serde` | | lifetimes and policies in configuration |
//!
//! Without features the crate is `no_std`, does not allocate, and depends on `time` and `thiserror` alone. A feature adds
//! items and never changes a result.
//!
//! The crate does not panic and has no `unsafe` code: lints forbid the latter, and refuse `unwrap`, `expect`, `panic!` and
//! unchecked indexing. The minimum supported Rust version is 1.88; it is
//! raised only in a minor release. The examples write instants with `time`'s feature `macros`.
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
#![cfg_attr(test, allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail"))]
#![cfg_attr(
    not(all(feature = "std", feature = "mint", feature = "inspect")),
    allow(rustdoc::broken_intra_doc_links, reason = "links to what a feature adds")
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
pub mod guide;
#[cfg(feature = "inspect")]
pub mod inspect;
pub mod limits;
#[cfg(feature = "mint")]
pub mod mint;
pub mod performance;
#[cfg(feature = "std")]
pub mod preflight;
pub mod renewal;

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

#[cfg(all(doctest, feature = "mint", feature = "ring"))]
#[doc = include_str!("../README.md")]
struct Readme;
