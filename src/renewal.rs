//! When to renew, and what to do while it fails.
//!
//! A [`Window`] says when a certificate is to be renewed and spreads a fleet over it. A [`Rotation`] holds the credential
//! in use, and keeps it for as long as its replacement cannot be minted. A [`CertificateId`] names a certificate to an ACME issuer
//! that suggests windows.
//!
//! # Examples
//!
//! A service asks on every tick of its own clock, [often enough](Rotation#how-often-to-ask); what is minted is the service's own
//! type:
//!
//! ```
//! use notafter::{LeapDayPolicy, Lifetime, Profile, ProfileError, time::macros::utc_datetime};
//! use notafter::renewal::{Outcome, Plan, Rotation, State};
//!
//! // The profile that broke on 29 February.
//! let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
//! let start = utc_datetime!(2027-07-01 00:00:00);
//! let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17")).taken_at(start);
//!
//! // Two thirds of the year are over.
//! let leap_day = rotation.due(start);
//! assert_eq!(leap_day.date().to_string(), "2028-02-29");
//! let outcome = rotation.attempt(leap_day, |now| Ok::<_, ProfileError>(("second", profile.validity(now)?)));
//! assert!(matches!(outcome, Outcome::Failed { .. }), "no end a year later");
//! assert_eq!(*rotation.current(leap_day), "first", "still in use, and valid until July");
//! assert!(matches!(rotation.state(leap_day), State::Degraded { .. }));
//!
//! let next_day = utc_datetime!(2028-03-01 23:59:59);
//! let outcome = rotation.attempt(next_day, |now| Ok::<_, ProfileError>(("second", profile.validity(now)?)));
//! assert!(matches!(outcome, Outcome::Renewed { .. }));
//! assert_eq!(*rotation.current(next_day), "second");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Sharing
//!
//! A rotation is `Send` and `Sync` where its credential is. One task renews, and many readers read. A reader clones an `Arc` and
//! lets go of the lock at once; the task that renews asks whether a renewal is due, and mints before it takes the lock:
//!
//! ```
//! use std::sync::{Arc, PoisonError, RwLock};
//! use notafter::{Lifetime, Profile, ProfileError, Validity, time::{UtcDateTime, macros::utc_datetime}};
//! use notafter::renewal::{Outcome, Plan, Rotation};
//!
//! type Credential = Arc<&'static str>;
//!
//! fn mint(profile: &Profile, now: UtcDateTime) -> Result<(Credential, Validity), ProfileError> {
//!     Ok((Arc::new("second"), profile.validity(now)?))
//! }
//!
//! /// Called at every handshake. A task that panicked while it held the lock has not spoiled the credential.
//! fn credential(shared: &RwLock<Rotation<Credential>>, now: UtcDateTime) -> Credential {
//!     Arc::clone(shared.read().unwrap_or_else(PoisonError::into_inner).current(now))
//! }
//!
//! /// Called on every tick, by one task.
//! fn tick(shared: &RwLock<Rotation<Credential>>, profile: &Profile, now: UtcDateTime) -> Outcome<Credential, ProfileError> {
//!     let due = shared.read().unwrap_or_else(PoisonError::into_inner).due(now);
//!     // Nobody waits for the mint, only for what is done with its result.
//!     let ready = (due <= now).then(|| mint(profile, now));
//!     let mut rotation = shared.write().unwrap_or_else(PoisonError::into_inner);
//!     rotation.attempt(now, |now| ready.unwrap_or_else(|| mint(profile, now)))
//! }
//!
//! let (profile, start) = (Profile::new(Lifetime::days(7)), utc_datetime!(2026-01-01 00:00:00));
//! let rotation = Rotation::new(Arc::new("first"), profile.validity(start)?, Plan::new("host-17"));
//! let due = rotation.due(start);
//! let shared = RwLock::new(rotation);
//! assert!(matches!(tick(&shared, &profile, start), Outcome::NotDue { .. }));
//! assert_eq!(*credential(&shared, start), "first");
//! assert!(matches!(tick(&shared, &profile, due), Outcome::Renewed { .. }));
//! assert_eq!(*credential(&shared, due), "second");
//! # Ok::<(), ProfileError>(())
//! ```
//!
//! A mint that panics there does so outside of the attempt, which then counts no failure: it is called again on the next tick, if
//! there is one.
//!
//! With an `ArcSwap` readers need neither lock nor clock: the task owns the rotation, and publishes what is in use after every
//! tick. A credential of a clock that was set back, and one that begins a moment after it was taken, are then in use from the next
//! tick on.
//!
//! ```
//! use std::sync::Arc;
//! use arc_swap::ArcSwap;
//! use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
//! use notafter::renewal::{Plan, Rotation};
//!
//! let (profile, start) = (Profile::new(Lifetime::days(7)), utc_datetime!(2026-01-01 00:00:00));
//! let mut rotation = Rotation::new(Arc::new("first"), profile.validity(start)?, Plan::new("host-17"));
//! let published = Arc::new(ArcSwap::new(Arc::clone(rotation.current(start))));
//!
//! // On every tick:
//! # let now = rotation.due(start);
//! let outcome = rotation.attempt(now, |now| Ok::<_, ProfileError>((Arc::new("second"), profile.validity(now)?)));
//! published.store(Arc::clone(rotation.current(now)));
//! # drop(outcome);
//!
//! // At every handshake:
//! assert_eq!(**published.load(), "second");
//! # Ok::<(), ProfileError>(())
//! ```

mod certificate_id;
mod kept;
mod outcome;
mod pause;
mod plan;
mod rotation;
mod window;

pub use certificate_id::{CertificateId, CertificateIdError, SerialFault};
pub use outcome::{Outcome, Refusal, State};
pub use plan::Plan;
pub use rotation::Rotation;
pub use window::{RenewAt, Seed, Window};
