//! Runs issuing code on every date before it ships, and reports the dates on which it fails.
//!
//! The code that failed on 29 February 2012 had run for years. [`every_day`] runs any issuing code on every date of a range of
//! years. It catches the code's results and panics, and reports the dates on which the code fails. [`sweep`] does the same for
//! a [`Profile`](crate::Profile), and [`next_failure`] says when a profile fails next. [`RenewalPreflight`] proves the renewals
//! of a plan.
//!
//! # A gate for every rollout, and every rollback
//!
//! Put this into the tests of your issuing service:
//!
//! ```
//! use notafter::{LeapDayPolicy, Lifetime, Profile, ProfileError, Validity};
//! use notafter::{preflight, time::UtcDateTime};
//!
//! // The service's own issuing function, which takes the time as an argument.
//! fn issue(now: UtcDateTime) -> Result<Validity, ProfileError> {
//!     Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)).validity(now)
//! }
//!
//! // #[test]
//! fn certificates_can_be_issued_on_every_date() {
//!     let report = preflight::every_day(1900..=2400, issue);
//!     assert!(report.is_clean(), "{report}");
//! }
//! # certificates_can_be_issued_on_every_date();
//! ```
//!
//! A rollback is the rollout of an older version, so run the same gate for it.
//!
//! # Other instants, and requirements
//!
//! [`Preflight`] asks at the instants that you choose, requires the period of a profile, and runs on several threads. If your
//! code takes a second for a certificate, ask only at the [`hazards`]:
//!
//! ```
//! use core::num::NonZero;
//! use notafter::{LeapDayPolicy, Lifetime, Profile, Validity, preflight::Preflight};
//! use notafter::time::{Duration, UtcDateTime};
//!
//! // Never fails, and its year is a day short when a leap day is in it.
//! fn issue(now: UtcDateTime) -> Result<Validity, notafter::ValidityError> {
//!     Validity::new(now, now + Duration::days(365) - Duration::SECOND)
//! }
//!
//! let a_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//! let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
//! let report = Preflight::at_hazards(2026..=2032).expect(&a_year).run_on(threads, issue);
//! let failed: Vec<String> =
//!     report.failures().iter().map(|failure| failure.at.date().to_string()).collect();
//! assert_eq!(
//!     failed,
//!     ["2027-12-31", "2028-01-01", "2028-02-28", "2031-12-31", "2032-01-01", "2032-02-28"]
//! );
//! ```
//!
//! # Issuing code that calls rcgen
//!
//! The gate takes a `Certificate` of rcgen as it is. If your code takes a `time::OffsetDateTime`, pass it `now.into()`.
//!
//! Two kinds of rows are common with such code:
//!
//! - A row that begins on 29 February has the words of your code, or of its panic. Let a
//!   [`Validity`](crate::Validity::starting_at) compute both dates, as [migrating](crate::migrating) shows.
//! - A row with "because notAfter is itself a valid second" has nearly every date. Set notAfter one second earlier. If you
//!   cannot, call [`Preflight::allow_one_second_too_long`].
//!
//! # Issuing code that signs
//!
//! Run as much of your real issuing code as you can, signing included, with an authority for the test. Every date after the
//! authority's end is a failure, and so is a date whose certificate would end before the authority begins. So make an authority
//! for each date, or ask only for the years of your authority:
//!
//! ```
//! # #[cfg(all(feature = "mint", feature = "__backend"))] {
//! use notafter::mint::{self, Authority, Minted, rcgen::KeyPair};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, preflight, time::UtcDateTime};
//!
//! // The service's own minting function.
//! fn issue(
//!     authority: &Authority<&KeyPair>,
//!     key: &KeyPair,
//!     now: UtcDateTime,
//! ) -> Result<Minted, mint::MintError> {
//!     let one_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//!     one_year.signed_by(mint::server(["svc.internal"])?, key, authority, now)
//! }
//!
//! let (authority_key, key) = (KeyPair::generate()?, KeyPair::generate()?);
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//!
//! let report = preflight::every_day(2028..=2028, |now| {
//!     let authority =
//!         Authority::self_signed(&ten_years, mint::authority("Test CA"), &authority_key, now)?;
//!     issue(&authority, &key, now)
//! });
//! assert!(report.is_clean(), "{report}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod days;
mod hazard;
mod instants;
mod into_validity;
mod issuing;
mod judge;
mod quiet;
mod renewal;
mod report;
#[cfg(feature = "serde")]
mod stored;
mod sweep;
mod threads;

pub use hazard::{Hazard, HazardKind, hazards};
pub use into_validity::IntoValidity;
pub use issuing::{Preflight, every_day};
pub use quiet::silence_panics;
pub use renewal::{Cadence, Gap, HostClock, RenewalPreflight, RenewalReport, Unmet};
pub use report::{Cause, Failure, Group, Report};
pub use sweep::{next_failure, next_failure_under, sweep};
