//! When to renew a certificate, and what to do while that fails.
//!
//! A [`Plan`] says at which point of its life a certificate is renewed. A [`Rotation`] holds the credential in use, replaces it
//! in time, and keeps it for as long as there is no better one. It reads no clock and starts no thread: you pass it the time. A
//! [`CertificateId`] names a certificate to an ACME issuer that suggests when to renew it.
//!
//! # Examples
//!
//! A service asks on every [tick](View::next_tick). You choose the type of the credential. Here it is a `&str`:
//!
//! ```
//! use notafter::{LeapDayPolicy, Lifetime, Profile, ProfileError, time::macros::utc_datetime};
//! use notafter::renewal::{Outcome, Plan, RenewAt, Rotation};
//!
//! // The profile that broke on 29 February.
//! let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
//! let mint = |now| Ok::<_, ProfileError>(("second", profile.validity(now)?));
//!
//! let (start, plan) = (utc_datetime!(2027-07-01 00:00:00), Plan::new(RenewAt::Ideal));
//! let mut rotation = Rotation::new("first", profile.validity(start)?, start, plan, "host-17");
//!
//! // Two thirds of the year are over. The seed picks the day in a window of a week.
//! let leap_day = rotation.at(start).due();
//! assert_eq!(leap_day.date().to_string(), "2028-02-29");
//! let outcome = rotation.attempt(leap_day, mint);
//! assert!(matches!(outcome, Outcome::Failed { .. }), "no end a year later");
//! let view = rotation.at(leap_day);
//! assert_eq!(*view.current().credential(), "first", "still in use, and valid until July");
//! assert!(view.state().to_string().starts_with("degraded, 1 failure"));
//!
//! let next_day = utc_datetime!(2028-03-01 23:59:59);
//! assert!(matches!(rotation.attempt(next_day, mint), Outcome::Renewed { .. }));
//! assert_eq!(*rotation.at(next_day).current().credential(), "second");
//! # Ok::<(), ProfileError>(())
//! ```
//!
//! # Sharing
//!
//! One task owns the rotation, and publishes the credential in use after every tick. For rustls the module `identity` (feature
//! `rustls`) is that task. With an `ArcSwap` readers need no lock and no clock:
//!
//! ```
//! use std::sync::Arc;
//! use arc_swap::ArcSwap;
//! use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
//! use notafter::renewal::{Plan, RenewAt, Rotation};
//!
//! let (profile, start) = (Profile::new(Lifetime::days(7)), utc_datetime!(2026-01-01 00:00:00));
//! let plan = Plan::new(RenewAt::Ideal);
//! let mut rotation =
//!     Rotation::new(Arc::new("first"), profile.validity(start)?, start, plan, "host-17");
//! let published = ArcSwap::new(Arc::clone(rotation.at(start).current().credential()));
//!
//! // On every tick:
//! # let now = rotation.at(start).due();
//! let outcome = rotation
//!     .attempt(now, |now| Ok::<_, ProfileError>((Arc::new("second"), profile.validity(now)?)));
//! published.store(Arc::clone(rotation.at(now).current().credential()));
//! # drop(outcome);
//!
//! // At every handshake:
//! assert_eq!(**published.load(), "second");
//! # Ok::<(), ProfileError>(())
//! ```
//!
//! If minting takes long, ask [`View::is_due`] first, mint without holding the rotation, and hand the result over:
//! `rotation.attempt(now, |_| minted)`.
//!
//! The [guide](crate::guide) shows the rest: saving and restarting, cron, ACME, files that another tool writes, and alerts.

mod certificate_id;
mod certificate_id_error;
#[cfg(feature = "serde")]
mod config;
#[cfg(feature = "rustls")]
mod first;
mod held;
mod kept;
mod outcome;
mod plan;
mod record;
mod record_error;
mod renew_at;
mod replacement;
mod rotation;
mod seed;
mod state;
mod terms;
mod view;
mod wait;
mod window;

pub use certificate_id::CertificateId;
pub use certificate_id_error::{CertificateIdError, SerialFault};
#[cfg(feature = "rustls")]
pub(crate) use first::FirstAttempts;
pub use held::Held;
pub use outcome::{Clocks, Outcome, Refusal};
pub use plan::Plan;
pub use record::Record;
pub use record_error::{RecordError, RecordPart};
pub use renew_at::{RenewAt, Share};
pub use rotation::Rotation;
pub use seed::Seed;
pub use state::State;
pub use view::View;
pub use window::{Window, ask_again};
