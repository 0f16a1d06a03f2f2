//! The handle of a live identity, and the data that handshakes read.

use core::{fmt, mem, task::Waker};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use rustls::{
    SignatureScheme,
    client::ResolvesClientCert,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use time::UtcDateTime;

use super::{Builder, Identity, Snapshot};
use crate::{
    renewal::{Outcome, Plan, Rotation, Window},
    scope::ScopedError,
    validity::Validity,
};

/// A credential that is renewed while it is used.
///
/// ```text
/// source ──▶ rotation ──▶ published ──▶ handshakes
///   ▲           │  ▲
///   └─ asked ───┘  └──▶ saved
/// ```
///
/// It is a handle, and its clones are the same identity. Give one to `ServerConfig` or `ClientConfig`, and you need to do
/// nothing more. The last handle that is dropped stops the renewal.
///
/// - A handshake reads the published credential. It takes no lock, and does not wait or allocate.
/// - The credential in use stays until there is a better one. [`Rotation`] says which credential is taken, and when.
/// - The name tells this identity from the others of the fleet: it is the [`Seed`](crate::renewal::Seed), and the label of
///   exported metrics. Use one for each certificate, such as `host-17/api`.
///
/// # Examples
///
/// This server mints for itself:
///
/// ```
/// # #[cfg(all(feature = "mint", feature = "ring"))] {
/// use std::sync::Arc;
/// use notafter::identity::LiveIdentity;
/// use notafter::mint::{self, Authority, rcgen::KeyPair};
/// use notafter::renewal::{Plan, RenewAt};
/// use notafter::{LeapDayPolicy, Lifetime, Profile, time::UtcDateTime};
/// # #[allow(clippy::disallowed_methods)]
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
///
/// let (years, week) = (Lifetime::years(10, LeapDayPolicy::Clamp), Lifetime::days(7));
/// let params = mint::authority("Example CA");
/// let authority = Authority::self_signed(
///     &Profile::new(years),
///     params,
///     KeyPair::generate()?,
///     UtcDateTime::now(),
/// )?;
///
/// let source = Arc::new(authority).source(Profile::new(week), mint::server(["db.internal"])?);
/// let identity = LiveIdentity::builder("host-17/db", Plan::new(RenewAt::Ideal))
///     .observe(|event| eprintln!("{event}"))
///     .start(UtcDateTime::now, source)?;
///
/// let config = rustls::ServerConfig::builder()
///     .with_no_client_auth()
///     .with_cert_resolver(Arc::new(identity));
/// # let _ = config;
/// # Ok(())
/// # }
/// # let _ = rustls::crypto::ring::default_provider().install_default();
/// # run()?;
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct LiveIdentity(pub(super) Arc<Shared>);

impl LiveIdentity {
    /// Begins to set up an identity with this name, which is renewed by `plan`.
    pub fn builder(name: impl Into<String>, plan: Plan) -> Builder {
        Builder::new(name.into(), plan)
    }

    /// The identity in use.
    #[must_use]
    pub fn current(&self) -> Identity {
        self.0.book().rotation.at((self.0.clock)()).current().credential().clone()
    }

    /// The state of the identity now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let now = (self.0.clock)();
        Snapshot::of(&self.0.name, &self.0.book(), now)
    }

    /// Passes on the window that the issuer suggests for the certificate with this period (see [`Rotation::suggest`]).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::identity::LiveIdentity;
    /// use notafter::renewal::{CertificateIdError, Window};
    /// use notafter::time::UtcDateTime;
    ///
    /// fn ask(
    ///     identity: &LiveIdentity,
    ///     issuer: impl Fn(String) -> Option<(UtcDateTime, UtcDateTime)>,
    /// ) -> Result<(), CertificateIdError> {
    ///     let current = identity.current();
    ///     let answer = issuer(current.certificate_id()?.to_string());
    ///     identity.suggest(
    ///         &current.validity(),
    ///         answer.and_then(|(start, end)| Window::from_suggested(start, end)),
    ///     );
    ///     Ok(())
    /// }
    /// ```
    pub fn suggest(&self, certificate: &Validity, window: Option<Window>) {
        self.0.book().rotation.suggest((self.0.clock)(), certificate, window);
        self.0.wake();
    }

    /// Offers a credential that is already there, such as an order that has arrived.
    ///
    /// It is judged at once, as by [`Rotation::offer`], on the thread that renews. The [observer](Builder::observe) is told the
    /// outcome.
    pub fn offer(&self, identity: Identity) {
        self.0.offered().push(identity);
        self.0.wake();
    }

    /// Looks at the source now instead of at the next tick, for example after a signal that files have changed.
    pub fn look_now(&self) {
        self.0.wake();
    }

    /// Renews now, whatever the age of the credential in use (see [`Rotation::renew_now`]).
    ///
    /// If the source is minting, it is asked once more after that.
    pub fn renew_now(&self) {
        let now = (self.0.clock)();
        let mut book = self.0.book();
        book.rotation.renew_now(now);
        book.orders = book.orders.wrapping_add(1);
        drop(book);
        self.0.wake();
    }
}

impl ResolvesServerCert for LiveIdentity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.published.load_full())
    }
}

impl ResolvesClientCert for LiveIdentity {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.0.published.load_full())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Prints the name and the state, never a key.
impl fmt::Debug for LiveIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LiveIdentity").field(&self.snapshot().to_string()).finish()
    }
}

/// The state that the handles and the renewing side share.
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) clock: Clock,
    published: ArcSwap<CertifiedKey>,
    book: Mutex<Book>,
    /// The identities that were offered since the last tick.
    offered: Mutex<Vec<Identity>>,
    waiting: Mutex<Waiting>,
}

/// Those that wait for the next tick.
#[derive(Default)]
struct Waiting {
    waker: Option<Waker>,
    /// The tick is to come at once.
    is_woken: bool,
}

/// The function that shows the time.
pub(super) type Clock = Arc<dyn Fn() -> UtcDateTime + Send + Sync>;

/// The facts about an identity.
pub(super) struct Book {
    pub(super) rotation: Rotation<Identity>,
    /// How often somebody has asked for a renewal.
    pub(super) orders: u64,
    pub(super) last_tick: UtcDateTime,
    /// How many credentials were taken since the start.
    pub(super) renewals: u64,
    /// How many attempts failed or were refused since the start.
    pub(super) failures: u64,
    /// The last fault in each of these, if nothing has gone well there since.
    pub(super) attempt: Option<String>,
    pub(super) source: Option<String>,
    pub(super) store: Option<String>,
}

impl Book {
    fn new(rotation: Rotation<Identity>, now: UtcDateTime) -> Self {
        Self { rotation, orders: 0, last_tick: now, renewals: 0, failures: 0, attempt: None, source: None, store: None }
    }

    /// Counts the outcome of an attempt.
    pub(super) fn count(&mut self, outcome: &Outcome<Identity, ScopedError>) {
        match outcome {
            Outcome::NotDue { .. } => {}
            Outcome::Renewed { .. } => self.renewals += 1,
            Outcome::Refused { .. } | Outcome::Failed { .. } => self.failures += 1,
        }
    }
}

impl Shared {
    pub(super) fn new(name: String, clock: Clock, rotation: Rotation<Identity>, now: UtcDateTime) -> Self {
        let current = Arc::clone(rotation.at(now).current().credential().certified_key());
        let (book, published) = (Mutex::new(Book::new(rotation, now)), ArcSwap::new(current));
        Self { name, clock, published, book, offered: Mutex::default(), waiting: Mutex::default() }
    }

    /// The lock is held for moments, and never while a source is asked.
    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn offered(&self) -> MutexGuard<'_, Vec<Identity>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes the credential in use at `now`.
    pub(super) fn publish(&self, rotation: &Rotation<Identity>, now: UtcDateTime) {
        let current = rotation.at(now).current().credential().certified_key();
        if !Arc::ptr_eq(&self.published.load(), current) {
            self.published.store(Arc::clone(current));
        }
    }

    /// Brings the next tick on at once.
    pub(super) fn wake(&self) {
        let mut waiting = self.waiting();
        waiting.is_woken = true;
        let waker = waiting.waker.clone();
        drop(waiting);
        waker.into_iter().for_each(Waker::wake);
    }

    /// Waits for the next tick by `waker`. Returns whether the wait is over already.
    pub(super) fn wait_by(&self, waker: Waker) -> bool {
        let mut waiting = self.waiting();
        waiting.waker = Some(waker);
        mem::take(&mut waiting.is_woken)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without handles there is nothing to renew.
impl Drop for Shared {
    fn drop(&mut self) {
        self.wake();
    }
}
