//! Is this issuing code safe on every date? Ask before it ships.
//!
//! The code that failed on 29 February 2012 had run for years. [`every_day`] runs any issuing code on every date of a
//! range of years, catches what it returns and what it panics with, and reports the dates on which it fails.
//! [`sweep`] does the same for a [`Profile`](crate::Profile), and [`next_failure`] says when a profile fails next.
//! [`RenewalPreflight`] proves the renewals of a plan.
//!
//! # A gate for every rollout, and every rollback
//!
//! In the tests of the service that issues:
//!
//! ```
//! use notafter::{LeapDayPolicy, Lifetime, Profile, ProfileError, Validity, preflight, time::UtcDateTime};
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
//! A rollback is the rollout of an older version: it passes the same gate.
//!
//! # Issuing code that signs
//!
//! The gate is the better the more of the code it runs: give it what mints, with an authority for the test. An authority that
//! ends within the years that are asked makes every date after its end a failure, and one that begins within them those before
//! it whose certificates would end before it begins. So make one for each date, or ask for the years of the one:
//!
//! ```
//! # #[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))] {
//! use notafter::mint::{Authority, Minted, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, preflight, time::UtcDateTime};
//!
//! // The service's own minting function.
//! fn mint(authority: &Authority<&KeyPair>, key: &KeyPair, now: UtcDateTime) -> Result<Minted, Box<dyn std::error::Error>> {
//!     let params = CertificateParams::new(["svc.internal".to_owned()])?;
//!     Ok(Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)).signed_by(params, key, authority, now)?)
//! }
//!
//! let (authority_key, key) = (KeyPair::generate()?, KeyPair::generate()?);
//! let mut params = CertificateParams::default();
//! params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
//! params.distinguished_name.push(DnType::CommonName, "authority of the test");
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//!
//! let report = preflight::every_day(2028..=2028, |now| {
//!     let authority = Authority::self_signed(&ten_years, params.clone(), &authority_key, now)?;
//!     mint(&authority, &key, now)
//! });
//! assert!(report.is_clean(), "{report}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod days;
mod hazard;
mod issued;
mod issuing;
mod quiet;
mod renewal;
mod report;
mod sweep;

pub use hazard::{Hazard, HazardKind, hazards};
pub use issued::Issued;
pub use issuing::{Preflight, every_day};
pub use renewal::{Cadence, Gap, HostClock, RenewalPreflight, RenewalReport, Unmet};
pub use report::{Cause, Failure, Group, Report};
pub use sweep::{next_failure, next_failure_under, sweep};
