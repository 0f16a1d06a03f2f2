//! A live identity for rustls: a certificate and its key that are renewed while servers and clients use them.
//!
//! You say where credentials come from, and when to renew them. A [`LiveIdentity`] does the rest. It loads the saved
//! credential, or asks the source. While the source fails, it keeps the last good credential. It publishes each new one to
//! rustls, saves it, and tells an observer.
//!
//! ```
//! # #[cfg(all(feature = "mint", feature = "ring"))] {
//! use std::{error::Error, path::Path, sync::Arc};
//! use notafter::identity::LiveIdentity;
//! use notafter::mint::{self, Authority};
//! use notafter::renewal::{Plan, RenewAt};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::UtcDateTime};
//! use rustls::ServerConfig;
//!
//! /// The configuration of a server that renews its certificate, and saves it in `folder`.
//! # #[allow(clippy::disallowed_methods)]
//! fn configuration(folder: &Path) -> Result<ServerConfig, Box<dyn Error>> {
//!     let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//!     let (ca, name) = (folder.join("ca.pem"), mint::authority("Example CA"));
//!     let authority = Authority::open_or_create(ca, &ten_years, name, UtcDateTime::now())?;
//!     let trust = authority.trust()?;
//!
//!     let week = Profile::new(Lifetime::days(7));
//!     let source = Arc::new(authority).source(week, mint::server(["db.internal"])?);
//!     let identity = LiveIdentity::builder("host-17/db", Plan::new(RenewAt::Ideal))
//!         .save(folder.join("db.pem"))
//!         .observe(|event| eprintln!("{event}"))
//!         .start(UtcDateTime::now, source)?;
//!
//!     Ok(ServerConfig::builder()
//!         .with_client_cert_verifier(trust.client_verifier())
//!         .with_cert_resolver(Arc::new(identity)))
//! }
//! # let _ = rustls::crypto::ring::default_provider().install_default();
//! # configuration(tempfile::tempdir()?.path())?;
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
//! | an order that arrives later | [`LiveIdentity::offer`] |
//!
//! # Trust
//!
//! [`Trust`] holds the roots that a server or a client trusts, and you can replace them while it runs. Its documentation has the steps
//! that [roll an authority over](Trust#rolling-an-authority-over) without a failed handshake.
//!
//! # What can go wrong
//!
//! A tick is one look at the clock and at the source. There is one every 30 s or more often.
//!
//! | | what happens |
//! |---|---|
//! | the source fails, panics, or gives nothing better | the credential in use stays; the [plan](crate::renewal::Plan) says when to ask again |
//! | the source does not answer | the credential in use stays; an offered credential is taken; nothing else is renewed until the source answers |
//! | a file is damaged, half written, expired, or for another key | the credential in use stays; the file is looked at again at each tick |
//! | the state cannot be saved: the disk is full, or read-only | the new credential is used; saving is tried again at each tick |
//! | the saved state is damaged | the source is asked; the file is set aside once there is something to save |
//! | the process is killed | the file is complete: the one before or the one after |
//! | the host's clock is wrong | see [`Rotation`](crate::renewal::Rotation#when-the-clock-is-wrong) |
//!
//! Each of the files and of the failures is one line for the [observer](Builder::observe), and changes the [`Snapshot`]. A
//! source that does not answer shows only in the snapshot: the renewal is overdue.
//!
//! # Cryptography
//!
//! The crate brings no backend of its own into your service. The crypto provider of the process loads the keys: install it with
//! `CryptoProvider::install_default`. If there is none, the features `ring` and `aws_lc_rs` decide, and aws-lc-rs is taken if
//! both are on. With `--no-default-features --features rustls,mint,aws_lc_rs` there is no ring in the dependencies.
//!
//! # Compared with others
//!
//! These crates rotate credentials in rustls services too. The tables describe their sources in 2026-11:
//!
//! - rustls-cert-reloadable-resolver 0.7.1;
//! - tls-hot-reload 0.4.1;
//! - rustls-config-stream 0.2.0;
//! - spiffe-rustls 0.11.0 on spiffe 0.19.0;
//! - `RustlsConfig` of axum-server 0.9.2;
//! - rustls-acme 0.15.4.
//!
//! | | rotates | takes it from | when |
//! |---|---|---|---|
//! | this module | server, client, roots | files, any closure, an authority in the process | by notAfter, spread over the fleet; changed files within 30 s |
//! | cert-reloadable-resolver | server | a reader that you pass | you call `reload` |
//! | tls-hot-reload | server, one for each exact SNI name | files | at once when a file changes |
//! | config-stream | whole configurations of servers and clients | a stream that you write | your stream yields one |
//! | spiffe-rustls | server, client, roots | SPIFFE Workload API | the agent pushes one |
//! | axum-server | server, or its whole configuration | files, PEM, DER, a `ServerConfig` | you call `reload_from_…` |
//! | rustls-acme | server | ACME | at two thirds of the lifetime, on every host alike |
//!
//! | | checks | broken or mismatched | expired | after a failure |
//! |---|---|---|---|---|
//! | this module | key; names and periods of the chain | the old one stays | used only if nothing is valid | waits by [`Scope`](crate::Scope) and `Retry-After`, differently on each host |
//! | cert-reloadable-resolver | nothing | broken: the old one stays; mismatched: used | used | returns the error |
//! | tls-hot-reload | key | the old one stays | used | waits for the next change |
//! | config-stream | nothing | an error keeps the old one | used | rebuilds the stream; if that fails, waits 10 ms to 10 s |
//! | spiffe-rustls | key; CA flags in the chain | broken: the old one stays; mismatched: handshakes fail | handshakes fail | waits 0.2 to 10 s with 10 % jitter, longer if no identity was issued |
//! | axum-server | key, unless you pass a `ServerConfig` | the old one stays | used | returns the error |
//! | rustls-acme | nothing | broken: the old one stays; mismatched: used | used while it orders | waits 1 s, doubled up to 18 h |
//!
//! | | a restart finds | reports by | a handshake takes | runtime | needs, beside rustls |
//! |---|---|---|---|---|---|
//! | this module | a saved file, replaced atomically, mode 0600 | observer, snapshot, OpenMetrics | no lock | none, or any | arc-swap, thiserror, time |
//! | cert-reloadable-resolver | nothing of its own | the result of `reload` | no lock | any | arc-swap, futures-util, tokio for its mutex |
//! | tls-hot-reload | the files | `tracing`, failures at `debug` | no lock | tokio | notify, tokio, aws-lc-rs with `ring` too |
//! | config-stream | nothing of its own | `stream_healthy`, `tracing` | no lock | tokio | arc-swap, tokio, tokio-stream |
//! | spiffe-rustls | nothing, it waits for the agent | metrics trait, `TlsStatus`, `log`, `tracing` | locks | tokio | spiffe, tokio, tonic, x509-parser |
//! | axum-server | the files | the result of `reload_from_…` | no lock | tokio | hyper, tokio: it is the server |
//! | rustls-acme | a cache: a folder, or a store that you write | a stream of events, `log` | a mutex | any, you poll it | async-io, chrono, rcgen, x509-parser |
//!
//! Other crates are ahead of this module here:
//!
//! - **SPIFFE.** spiffe-rustls follows the roots of each trust domain and authorizes SPIFFE IDs. It refuses handshakes when its
//!   identity is withdrawn or expired. Here an expired credential stays in use, because the clock may be wrong.
//! - **ACME.** rustls-acme orders, answers challenges on the service's own port, and starts without a certificate. This crate
//!   speaks no network protocol, so you bring an ACME client in a closure. [`Builder::start`] needs a first credential.
//! - **Files at once.** tls-hot-reload watches its files. [`Files`] reads them at each tick, which needs no watcher and cannot
//!   lose an event.
//! - **SNI.** tls-hot-reload and axum-server pick a certificate by name. A [`LiveIdentity`] is one certificate: put several
//!   behind a resolver of yours.
//! - **Encrypted keys.** axum-server decrypts them with a password that you pass. This module refuses them, and its error says
//!   so.
//! - **The rest of a configuration.** axum-server and config-stream also replace ALPN and cipher suites, and this module does
//!   not.

mod anchors;
mod begin;
mod builder;
mod credential;
mod error;
mod event;
mod files;
#[cfg(all(feature = "mint", feature = "__backend"))]
#[cfg_attr(docsrs, doc(cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))))]
mod issued;
mod keeper;
mod live;
mod pem;
mod provider;
mod run;
mod snapshot;
mod source;
mod store;
mod trust;
mod trust_error;
mod verifier;

pub use begin::StartError;
pub use builder::Builder;
pub use credential::Identity;
pub use error::IdentityError;
pub use event::Event;
pub use files::Files;
pub use live::LiveIdentity;
pub use run::Ticker;
pub use rustls;
pub use snapshot::{Snapshot, openmetrics};
pub use source::{AsyncSource, Ready, Source};
pub use store::{StoreError, StoreFault};
pub use trust::Trust;
pub use trust_error::{RootFault, TrustError};
