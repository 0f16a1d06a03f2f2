//! A live identity for rustls: a certificate and its key that are renewed while servers and clients use them.
//!
//! You say where credentials come from, and when to renew them. A [`LiveIdentity`] does the rest: it loads what was saved, asks the
//! source, keeps the last good credential while the source fails, publishes each new one to rustls, saves it, and tells an observer.
//!
//! ```
//! # #[cfg(all(feature = "mint", feature = "ring"))] {
//! # #[allow(clippy::disallowed_methods)]
//! # fn run(folder: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use notafter::identity::LiveIdentity;
//! use notafter::mint::{self, Authority};
//! use notafter::renewal::{Plan, RenewAt};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::UtcDateTime};
//! use rustls::ServerConfig;
//!
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//! let params = mint::authority("Example CA");
//! let authority = Authority::open_or_create(folder.join("ca.pem"), &ten_years, params, UtcDateTime::now())?;
//! let trust = authority.trust()?;
//!
//! let source = Arc::new(authority).source(Profile::new(Lifetime::days(7)), mint::server(["db.internal"])?);
//! let identity = LiveIdentity::builder("host-17/db", Plan::new(RenewAt::Ideal))
//!     .save(folder.join("db.pem"))
//!     .observe(|event| eprintln!("{event}"))
//!     .start(UtcDateTime::now, source)?;
//!
//! let config = ServerConfig::builder()
//!     .with_client_cert_verifier(trust.client_verifier())
//!     .with_cert_resolver(Arc::new(identity));
//! # let _ = config;
//! # Ok(())
//! # }
//! # let folder = tempfile::tempdir()?;
//! # run(folder.path())?;
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Sources
//!
//! | credentials come from | source |
//! |---|---|
//! | an authority in the process | `Authority::source` |
//! | Vault, step-ca, an ACME client | a closure, or with [`Builder::start_async`] one that returns a future |
//! | files that another tool replaces | [`Files`] |
//! | an order that arrives some time | [`LiveIdentity::offer`] |
//!
//! # Trust
//!
//! [`Trust`] holds the roots that a server or a client trusts, and you can replace them while it runs. Its documentation has the steps
//! that [roll an authority over](Trust#rolling-an-authority-over) without a failed handshake.
//!
//! # What can go wrong
//!
//! | | what happens |
//! |---|---|
//! | the source fails, panics, or gives what is no better | the credential in use stays; the [plan](crate::renewal::Plan) says when to ask again |
//! | a file is damaged, half written, expired, or for another key | the credential in use stays; the file is looked at again at each tick |
//! | the state cannot be saved: the disk is full, or read-only | the new credential is used; saving is tried again at each tick |
//! | the saved state is damaged | the source is asked; the file is set aside once there is something to save |
//! | the process is killed | the file is the one before or the one after, never a half |
//! | the host's clock is wrong | see [`Rotation`](crate::renewal::Rotation#when-the-clock-is-wrong) |
//!
//! Each of these is one line for the [observer](Builder::observe), and changes the [`Snapshot`].
//!
//! # Cryptography
//!
//! The crate brings no backend of its own into your service. Keys are loaded by the crypto provider that the process has installed
//! with `CryptoProvider::install_default`. If there is none, the features `ring` and `aws_lc_rs` decide, and ring is taken if both
//! are on. With `--no-default-features --features rustls,mint,aws_lc_rs` there is no ring in the dependencies.

mod anchors;
mod begin;
mod builder;
mod credential;
mod error;
mod event;
mod files;
#[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))]
mod issued;
mod keeper;
mod live;
mod pem;
mod provider;
mod snapshot;
mod source;
mod store;
mod trust;
mod trust_error;
mod verifier;

pub use begin::StartError;
pub use builder::{Builder, Ticker};
pub use credential::Identity;
pub use error::{BlockFault, IdentityError};
pub use event::Event;
pub use files::Files;
pub use live::LiveIdentity;
pub use rustls;
pub use snapshot::{Snapshot, openmetrics};
pub use source::{AsyncSource, Ready, Source};
pub use store::{StoreError, StoreFault};
pub use trust::Trust;
pub use trust_error::{RootFault, TrustError};
