//! Calendar-safe certificate validity: when does this certificate stop being valid, on every date and not only today?
//!
//! Mint a certificate that strict verifiers accept:
//!
//! ```
//! # #[cfg(all(feature = "mint", feature = "__backend"))] {
//! use notafter::mint::{self, rcgen::KeyPair};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::UtcDateTime};
//!
//! let one_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//! let (params, key) = (mint::server(["localhost"])?, KeyPair::generate()?);
//! let minted = one_year.self_signed(params, &key, UtcDateTime::now())?;
//! println!("{}\n{}", minted.validity(), minted.to_pem());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Test on every date that your code can issue, in a gate that `cargo test` runs:
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use notafter::{LeapDayPolicy, Lifetime, Profile, ProfileError, Validity};
//! use notafter::{preflight, time::UtcDateTime};
//!
//! fn issue(now: UtcDateTime) -> Result<Validity, ProfileError> {
//!     Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)).validity(now)
//! }
//!
//! let report = preflight::every_day(1900..=2400, issue);
//! assert!(report.is_clean(), "{report}");
//! # }
//! ```
//!
//! Keep a valid certificate in a rustls server while it runs: [`LiveIdentity`][live identity], with the feature `rustls`, begins
//! with such a server.
//!
//! # Where to start
//!
//! | task | begin with |
//! |---|---|
//! | mint a certificate, or an authority | [`Profile`] decides its period, and [`mint`] makes it |
//! | serve with rustls, with renewal in the background | `identity`, with the feature `rustls` |
//! | renew it, and keep serving while renewal fails | [`renewal`] |
//! | prove that it is renewed in time, from every day | `RenewalPreflight` in [`preflight`] |
//! | ask an ACME issuer when to renew it | `CertificateId` in [`renewal`] |
//! | read the period of a certificate | [`Validity::from_certificate_der`] |
//! | find the faults of a certificate | [`inspect`] |
//! | test issuing code on every date before it ships | [`preflight`] |
//! | know how long a certificate may be valid | [`limits`] |
//! | tell an error of every host from an error of this host | [`Scope`] |
//! | only count years and months | [`add_years`], [`add_months`], [`anniversaries`] |
//!
//! These pages are prose:
//!
//! | page | answers |
//! |---|---|
//! | [`guide`] | How do you operate all of it through a leap day? |
//! | [`migrating`] | How do you move here from rcgen, openssl, x509-parser, chrono or jiff? |
//! | [`auditing`] | How do you inspect many certificates with the command `notafter`? |
//! | [`evidence`] | What was it compared with, and what was found? |
//! | [`performance`] | What does it cost, beside other crates? |
//!
//! # A period that exists can be minted
//!
//! One idea carries the crate: each [`Validity`] can be minted. It is UTC, in whole seconds, within the years 0000
//! to 9999, in order, and inclusive at both ends. Its constructors check all of this, so code that takes a `Validity` has
//! nothing left to check.
//!
//! # The day that does not exist
//!
//! On 29 February 2012 a cloud platform set the end of each new certificate to the same date next year. There is no such date.
//! A [`LeapDayPolicy`] chooses another date or an error, and there is no default:
//!
//! | policy | 2012-02-29 + 1 year | a certificate of 1 year from 2012-02-29T00:00:00Z ends |
//! |---|---|---|
//! | [`Clamp`](LeapDayPolicy::Clamp) | 2013-02-28 | 2013-02-27T23:59:59Z |
//! | [`RollForward`](LeapDayPolicy::RollForward) | 2013-03-01 | 2013-02-28T23:59:59Z |
//! | [`Reject`](LeapDayPolicy::Reject) | error: `2013-02-29 does not exist` | error |
//!
#![doc = include_str!("../docs/policies.svg")]
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
//! Each of these ways that gives an end gives it one second late, unless somebody remembers that notAfter is itself a valid
//! second.
//!
//! # Where `now` comes from
//!
//! The crate reads no clock: each `now` is an argument, and a live identity is given a clock. A service passes
//! `UtcDateTime::now()`, which needs the feature `std`, and a test any instant:
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use std::time::{Duration, SystemTime};
//! use notafter::time::{OffsetDateTime, UtcDateTime};
//!
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_330_516_800);
//! let instant = UtcDateTime::from(now);
//! assert_eq!(instant.unix_timestamp(), 1_330_516_800);
//! assert_eq!(SystemTime::from(instant), now);
//!
//! // Of the crate `time`, with an offset:
//! assert_eq!(OffsetDateTime::from(now).to_utc(), instant);
//! // Other crates count from 1970 too: `DateTime::timestamp` of chrono, `Timestamp::as_second` of
//! // jiff, and `UnixTime::as_secs` of rustls.
//! let chrono = chrono::DateTime::from_timestamp(1_330_516_800, 0).ok_or("no such instant")?;
//! assert_eq!(UtcDateTime::from_unix_timestamp(chrono.timestamp())?, instant);
//! let jiff = jiff::Timestamp::from_second(1_330_516_800)?;
//! assert_eq!(UtcDateTime::from_unix_timestamp(jiff.as_second())?, instant);
//! # }
//! # #[cfg(feature = "rustls")] {
//! # use notafter::{identity::rustls::pki_types::UnixTime, time::UtcDateTime};
//! let unix = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_330_516_800));
//! assert_eq!(
//!     UtcDateTime::from_unix_timestamp(unix.as_secs().try_into()?)?.to_string(),
//!     "2012-02-29 12:00:00.0 +00"
//! );
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The examples write dates with `utc_datetime!` and `date!`. To use these, add `time = { version = "0.3", features = ["macros"] }`
//! to your own dependencies: the re-export is not enough.
//!
//! # Glossary
//!
//! | term | meaning |
//! |---|---|
//! | period | A period is the time from notBefore through notAfter, both seconds included: a [`Validity`]. |
//! | profile | A [`Profile`] has the rules that give a certificate its period: a lifetime, a backdating, and bounds. |
//! | issuer | An issuer signs certificates. It may be yours, or a service such as an ACME server. |
//! | authority | An [authority] is an issuer that you run: its certificate, its key, and the certificates above it. |
//! | grant | A [grant] decides which parts of a signing request an authority puts into the certificate. |
//! | credential | A credential is a certificate chain with its key, in the type that your service uses. |
//! | rotation | A [rotation] holds the credential in use, and replaces it in time. |
//! | plan | A [plan] says when a rotation renews, and how long it waits after a failure. |
//! | live identity | A [live identity] is a credential that is renewed while rustls uses it. |
//! | hazard | A [hazard] is an instant that is known to break date software. |
//! | scope | A [`Scope`] says whether an error would occur on every host, on hosts that share a service, or on one host. |
//!
//! # What it does not do
//!
//! The crate does not:
//!
//! - validate certification paths, or verify the signatures of certificates;
//! - check revocation;
//! - speak ACME;
//! - know time zones and leap seconds, because X.509 has neither.
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
//! Without features the crate is `no_std`, needs no allocator, and depends only on `time` and `thiserror`. It then has years and
//! months, lifetimes, periods, profiles, [`limits`], and strict reading of a certificate's period. A feature adds items and never
//! changes a result.
//!
//! The crate does not panic and has no `unsafe` code. Lints forbid `unsafe`, and refuse `unwrap`, `expect`, `panic!` and
//! unchecked indexing.
//!
//! # Versions
//!
//! The crate follows [Semantic Versioning](https://semver.org). A date that changes is a breaking change, unless it was wrong.
//! A new row in [`limits`] is not a breaking change. The minimum supported Rust version is 1.88, and is raised only in a minor
//! release.
//!
//! The public API has types of `time`. With `mint` it also has types of `rcgen` and `rustls-pki-types`, and with `rustls` types
//! of `rustls`. The crate re-exports each of these crates in the right version. The public API has no types of x509-parser.
//!
//! # Design
//!
//! `DESIGN.md` in the crate's repository has the layers, the rules R1 to R34 that tests cite by their numbers, and the reasons.
//!
// docs.rs has the items of features that this build lacks.
#![cfg_attr(not(feature = "std"), doc = "[`preflight`]: https://docs.rs/notafter/latest/notafter/preflight/")]
#![cfg_attr(not(feature = "alloc"), doc = "[`renewal`]: https://docs.rs/notafter/latest/notafter/renewal/")]
#![cfg_attr(not(feature = "mint"), doc = "[`mint`]: https://docs.rs/notafter/latest/notafter/mint/")]
#![cfg_attr(not(feature = "inspect"), doc = "[`inspect`]: https://docs.rs/notafter/latest/notafter/inspect/")]
#![cfg_attr(feature = "alloc", doc = "[rotation]: renewal::Rotation")]
#![cfg_attr(feature = "alloc", doc = "[plan]: renewal::Plan")]
#![cfg_attr(feature = "std", doc = "[hazard]: preflight::Hazard")]
#![cfg_attr(feature = "mint", doc = "[authority]: mint::Authority")]
#![cfg_attr(all(feature = "mint", feature = "__backend"), doc = "[grant]: mint::Grant")]
#![cfg_attr(feature = "rustls", doc = "[live identity]: identity::LiveIdentity")]
#![cfg_attr(
    not(feature = "alloc"),
    doc = "[rotation]: https://docs.rs/notafter/latest/notafter/renewal/struct.Rotation.html"
)]
#![cfg_attr(not(feature = "alloc"), doc = "[plan]: https://docs.rs/notafter/latest/notafter/renewal/struct.Plan.html")]
#![cfg_attr(
    not(feature = "std"),
    doc = "[hazard]: https://docs.rs/notafter/latest/notafter/preflight/struct.Hazard.html"
)]
#![cfg_attr(
    not(feature = "mint"),
    doc = "[authority]: https://docs.rs/notafter/latest/notafter/mint/struct.Authority.html"
)]
#![cfg_attr(
    not(all(feature = "mint", feature = "__backend")),
    doc = "[grant]: https://docs.rs/notafter/latest/notafter/mint/struct.Grant.html"
)]
#![cfg_attr(
    not(feature = "rustls"),
    doc = "[live identity]: https://docs.rs/notafter/latest/notafter/identity/struct.LiveIdentity.html"
)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(docsrs, doc(auto_cfg(hide(feature = "__backend"))))]
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
    not(all(feature = "mint", feature = "__backend")),
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
pub mod auditing;
pub mod evidence;
pub mod guide;
#[cfg(feature = "rustls")]
pub mod identity;
#[cfg(feature = "inspect")]
pub mod inspect;
pub mod limits;
pub mod migrating;
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
pub use lifetime::{Lifetime, LifetimeFault, ParseLifetimeError};
pub use profile::{BeyondIssuer, Profile, ProfileError};
#[cfg(feature = "alloc")]
pub use scope::{BoxedError, ScopedError};
pub use scope::{Scope, Scoped};
pub use time;
pub use validity::{ParseValidityError, Status, Validity, ValidityError, ValidityField};

#[cfg(all(doctest, feature = "mint", feature = "ring", feature = "serde"))]
#[doc = include_str!("../README.md")]
struct Readme;
