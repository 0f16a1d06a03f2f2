//! Calendar-safe certificate validity: when does this certificate stop being valid, on every date and not only today?
//!
//! ```
//! # #[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))] {
//! use notafter::mint::{self, rcgen::KeyPair};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
//!
//! let one_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//! let now = utc_datetime!(2012-02-29 00:00:00);
//! let minted = one_year.self_signed(mint::server(["localhost"])?, &KeyPair::generate()?, now)?;
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
#![doc = include_str!("../docs/policies.svg")]
//!
//! Others have the same choice under other names:
//!
//! | here | Temporal, ICU4X | java.time | RFC 7529 |
//! |---|---|---|---|
//! | `Clamp` | `constrain` | `SMART`, and `plusYears` | `BACKWARD` |
//! | `RollForward` | | | `FORWARD` |
//! | `Reject` | `reject` | `STRICT` | `OMIT` |
//!
//! # Why not …
//!
//! | usual way | goes wrong on | because |
//! |---|---|---|
//! | `year + 1`, same month and day | 2012-02-29 | 29 February 2013 does not exist: the certificate cannot be written |
//! | `replace_year(year + 1)` of time | 2012-02-29 | it is an error, on every host, on one day in four years |
//! | `now + 365 * DAY` | 2011-03-01 | it ends on 2012-02-29, a day before the anniversary |
//! | `AddDate(1, 0, 0)` of Go | 2012-02-29 | it is 2013-03-01, and nobody chose that; a month from 2011-01-31 is 2011-03-03 |
//! | `Months::new(12)` of chrono | 2012-02-29 | it is 2013-02-28, and nothing in the call says so; there is no other policy |
//! | rcgen with a local time | 2049-12-31 | the local year picks the ASN.1 type: 23:00 at -05:00 is 2050 in UTC, and rcgen 0.14 panics |
//!
//! Those that give an end give it one second late, unless somebody remembers that notAfter is itself a valid second.
//!
//! # Where to start
//!
//! | to | begin with |
//! |---|---|
//! | mint a certificate, or an authority | [`Profile`] says what its period is, [`mint`] makes it |
//! | serve with rustls, and never think of renewal again | `identity`, with the feature `rustls` |
//! | renew it, and keep serving while that fails | [`renewal`] |
//! | prove that it is renewed in time, from every day | `RenewalPreflight` in [`preflight`] |
//! | ask an ACME issuer when to renew it | `CertificateId` in [`renewal`] |
//! | read the period of a certificate | [`Validity::from_certificate_der`] |
//! | find out what is wrong with one | [`inspect`] |
//! | test issuing code on every date before it ships | [`preflight`] |
//! | know how long a certificate may be valid | [`limits`] |
//! | tell an error that every host would repeat from one of this host | [`Scope`] |
//! | count years and months, and nothing else | [`add_years`], [`add_months`], [`anniversaries`] |
//! | operate all of it through a leap day | [`guide`] |
//! | see what it was compared with | [`evidence`] |
//! | know what it costs | [`performance`] |
//!
//! # What it does not do
//!
//! Validate certification paths, verify the signatures of certificates, check revocation, speak ACME, or read a clock: every `now`
//! is an argument of type [`UtcDateTime`](time::UtcDateTime), and what renews by itself is given a clock. There are no time zones
//! and no leap seconds; X.509 has neither.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `std` | yes | the standard library, [`preflight`] |
//! | `alloc` | yes | [`renewal`], and a scope for errors of any type |
//! | `mint` | yes | [`mint`], with rcgen's parameters and keys |
//! | `inspect` | yes | [`inspect`], through x509-parser |
//! | `ring` | yes | signing with ring, and certification requests |
//! | `aws_lc_rs` | | the same with aws-lc-rs |
//! | `rustls` | | `identity`: credentials that are renewed while rustls uses them, and roots that are replaced |
//! | `serde` | | profiles, lifetimes, policies, schedules and renewal plans in configuration; periods and findings to store |
//!
//! Without features the crate is `no_std`, needs no allocator, and depends on `time` and `thiserror` alone. A feature adds
//! items and never changes a result.
//!
//! The crate does not panic and has no `unsafe` code: lints forbid the latter, and refuse `unwrap`, `expect`, `panic!` and
//! unchecked indexing.
//!
//! The examples write dates with `utc_datetime!` and `date!`. To use these, add `time = { version = "0.3", features = ["macros"] }`
//! to your own dependencies: the re-export is not enough.
//!
//! # Versions
//!
//! The crate follows [Semantic Versioning](https://semver.org). A date that changes is a breaking change, unless it was wrong;
//! a new row in [`limits`] is not. The minimum supported Rust version is 1.88, and is raised only in a minor release. Types of
//! `time` are in the public API, those of `rcgen` and `rustls-pki-types` with `mint`, and those of `rustls` with `rustls`. Each is
//! re-exported in the version that is meant. The types of x509-parser are not in it.
//!
// What a feature adds is on docs.rs where this build does not have it.
#![cfg_attr(not(feature = "std"), doc = "[`preflight`]: https://docs.rs/notafter/latest/notafter/preflight/")]
#![cfg_attr(not(feature = "alloc"), doc = "[`guide`]: https://docs.rs/notafter/latest/notafter/guide/")]
#![cfg_attr(not(feature = "alloc"), doc = "[`renewal`]: https://docs.rs/notafter/latest/notafter/renewal/")]
#![cfg_attr(not(feature = "mint"), doc = "[`mint`]: https://docs.rs/notafter/latest/notafter/mint/")]
#![cfg_attr(not(feature = "inspect"), doc = "[`inspect`]: https://docs.rs/notafter/latest/notafter/inspect/")]
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

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
mod armour;
mod calendar;
#[cfg(feature = "serde")]
mod config;
mod der;
mod excerpt;
#[cfg(any(feature = "mint", feature = "rustls"))]
#[cfg_attr(
    not(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs"))),
    allow(dead_code, reason = "an authority's file needs a backend")
)]
mod file;
#[cfg(feature = "alloc")]
mod fnv;
mod instant;
mod lifetime;
mod print;
mod profile;
mod scope;
mod validity;
#[cfg(all(test, any(feature = "inspect", feature = "mint", feature = "rustls")))]
mod work;

pub mod asn1_time;
pub mod evidence;
#[cfg(feature = "alloc")]
pub mod guide;
#[cfg(feature = "rustls")]
pub mod identity;
#[cfg(feature = "inspect")]
pub mod inspect;
pub mod limits;
#[cfg(feature = "mint")]
pub mod mint;
pub mod performance;
#[cfg(feature = "std")]
pub mod preflight;
#[cfg(feature = "alloc")]
pub mod renewal;

#[cfg(any(feature = "inspect", feature = "mint", feature = "rustls"))]
pub use armour::PemFault;
pub use calendar::{
    Anniversaries, CalendarError, LeapDayPolicy, ParsePolicyError, add_months, add_years, anniversaries,
};
pub use der::{ContentFault, Element, LengthFault, ReadError};
pub use excerpt::Excerpt;
#[cfg(any(feature = "mint", feature = "rustls"))]
pub use file::{FileAction, FileError};
pub use lifetime::{Lifetime, ParseLifetimeError};
pub use profile::{BeyondIssuer, Profile, ProfileError};
#[cfg(feature = "alloc")]
pub use scope::{BoxedError, ScopedError};
pub use scope::{Scope, Scoped};
pub use time;
pub use validity::{Field, ParseValidityError, Status, Validity, ValidityError};

#[cfg(all(doctest, feature = "mint", feature = "ring", feature = "serde"))]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(all(doctest, feature = "mint", feature = "inspect", feature = "ring"))]
#[doc = include_str!("../MIGRATING.md")]
struct Migrating;
