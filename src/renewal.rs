//! When to renew, and what to do while it fails.
//!
//! A [`Window`] says when a certificate is to be renewed and spreads a fleet over it. A [`Rotation`] holds the credential
//! in use, and keeps it for as long as its replacement cannot be minted.
//!
//! # Examples
//!
//! A service asks on every tick of its own clock; what is minted is the service's own type:
//!
//! ```
//! use notafter::{LeapDayPolicy, Lifetime, Profile, ProfileError, time::macros::utc_datetime};
//! use notafter::renewal::{Outcome, Plan, Rotation, State};
//!
//! // The profile that broke on 29 February.
//! let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
//! let first = profile.validity(utc_datetime!(2027-07-01 00:00:00))?;
//! let mut rotation = Rotation::new("first", first, Plan::new("host-17"));
//!
//! // Two thirds of the year are over.
//! let leap_day = rotation.due();
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
//! A rotation is `Send` and `Sync` where its credential is. One task attempts, and many readers read:
//!
//! ```
//! use std::sync::{Arc, PoisonError, RwLock};
//! use notafter::{Lifetime, Profile, ProfileError, time::{UtcDateTime, macros::utc_datetime}};
//! use notafter::renewal::{Plan, Rotation};
//!
//! let profile = Profile::new(Lifetime::days(7));
//! let start = utc_datetime!(2026-01-01 00:00:00);
//! let rotation = Rotation::new(Arc::new("first"), profile.validity(start)?, Plan::new("host-17"));
//! let shared = Arc::new(RwLock::new(rotation));
//!
//! // A reader clones the `Arc` and lets go of the lock at once. A task that panicked while it held the lock has not spoiled
//! // the credential.
//! let credential = |now: UtcDateTime| {
//!     Arc::clone(shared.read().unwrap_or_else(PoisonError::into_inner).current(now))
//! };
//! assert_eq!(*credential(start), "first");
//!
//! // The task that renews holds the lock for the length of an attempt. Where minting is slow, it asks `due` first and mints
//! // before it takes the lock.
//! let mut rotation = shared.write().unwrap_or_else(PoisonError::into_inner);
//! rotation.attempt(start, |now| Ok::<_, ProfileError>((Arc::new("second"), profile.validity(now)?)));
//! # Ok::<(), ProfileError>(())
//! ```

mod rotation;
mod window;

pub use rotation::{Outcome, Plan, Refusal, Rotation, State};
pub use window::{RenewAt, Seed, Window};
