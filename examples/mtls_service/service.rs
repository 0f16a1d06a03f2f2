//! The parts of the service: who issues, who holds the credential in use, and how rustls gets at it.
//!
//! There is one clock for the issuer, the rotation and rustls' verifiers: a [`TimeProvider`]. A test gives another one.

use std::{
    error::Error,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Scope, ScopedError, Status, Validity,
    mint::{self, Authority, rcgen::KeyPair},
    renewal::{Outcome, Plan, Rotation},
    time::{UtcDateTime, macros::utc_datetime},
};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig, SignatureScheme,
    client::{ResolvesClientCert, Resumption, WebPkiServerVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::PrivateKeyDer,
    server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier},
    sign::CertifiedKey,
    time_provider::TimeProvider,
    version::TLS13,
};

/// What a handshake needs: the certificate and its key.
pub(crate) type Credential = Arc<CertifiedKey>;

/// The name that clients ask for.
pub(crate) const SERVER_NAME: &str = "localhost";

/// The second that `clock` shows.
pub(crate) fn now(clock: &dyn TimeProvider) -> Option<UtcDateTime> {
    let seconds = i64::try_from(clock.current_time()?.as_secs()).ok()?;
    UtcDateTime::from_unix_timestamp(seconds).ok()
}

/// Which end of a connection a credential is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Server,
    Client,
}

/// An authority, and the profile by which it mints for servers and clients.
pub(crate) struct Issuer {
    authority: Authority<KeyPair>,
    profile: Profile,
    provider: CryptoProvider,
    /// Whether it is the release that mints for a year, on a leap day.
    leap_day: AtomicBool,
}

impl Issuer {
    /// Makes a fresh authority, which is valid from `now` on for ten years.
    pub(crate) fn new(profile: Profile, now: UtcDateTime) -> Result<Self, Box<dyn Error>> {
        let (params, key) = (mint::authority("notafter example authority"), KeyPair::generate()?);
        let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
        Ok(Self {
            authority: Authority::self_signed(&ten_years, params, key, now)?,
            profile,
            provider: ring::default_provider(),
            leap_day: AtomicBool::new(false),
        })
    }

    /// Takes the issuer to [`LEAP_DAY`] with a profile that has no end on it, or back.
    pub(crate) fn set_leap_day(&self, leap_day: bool) {
        self.leap_day.store(leap_day, Ordering::Relaxed);
    }

    /// Mints a credential with a key of its own.
    pub(crate) fn mint(&self, role: Role, now: UtcDateTime) -> Result<(Credential, Validity), ScopedError> {
        let (profile, now) = if self.leap_day.load(Ordering::Relaxed) {
            (Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)), UtcDateTime::new(LEAP_DAY.date(), now.time()))
        } else {
            (self.profile, now)
        };
        let params = match role {
            Role::Server => mint::server([SERVER_NAME])?,
            Role::Client => mint::client("client.internal"),
        };
        let key = KeyPair::generate().map_err(|error| Scope::ThisHost.of(error))?;
        let minted = profile.signed_by(params, &key, &self.authority, now)?;
        let validity = minted.validity();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let credential = CertifiedKey::from_der(vec![minted.into()], key, &self.provider)
            .map_err(|error| Scope::ThisHost.of(error))?;
        Ok((Arc::new(credential), validity))
    }

    /// The authority as the only root.
    fn roots(&self) -> Result<Arc<RootCertStore>, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.der().clone())?;
        Ok(Arc::new(roots))
    }
}

/// The credential of one end: rustls reads it at each handshake, while it is being replaced.
#[derive(Debug)]
pub(crate) struct Rotating {
    role: Role,
    clock: Arc<dyn TimeProvider>,
    rotation: RwLock<Rotation<Credential>>,
}

impl Rotating {
    /// Starts with a credential that is minted now.
    pub(crate) fn new(
        issuer: &Issuer,
        role: Role,
        plan: Plan,
        seed: &str,
        clock: &Arc<dyn TimeProvider>,
    ) -> Result<Arc<Self>, Box<dyn Error>> {
        let now = now(&**clock).ok_or("no clock")?;
        let (credential, validity) = issuer.mint(role, now)?;
        let rotation = RwLock::new(Rotation::new(credential, validity, now, plan, seed));
        Ok(Arc::new(Self { role, clock: Arc::clone(clock), rotation }))
    }

    /// Renews, if it is due. Nothing happens while the clock shows nothing.
    pub(crate) fn tick(&self, issuer: &Issuer) -> Option<Outcome<Credential, ScopedError>> {
        let now = now(&*self.clock)?;
        let due = self.rotation.read().unwrap_or_else(PoisonError::into_inner).at(now).due();
        // No handshake waits for the mint: it is done before the lock is taken.
        let ready = (due <= now).then(|| issuer.mint(self.role, now));
        let mut rotation = self.rotation.write().unwrap_or_else(PoisonError::into_inner);
        Some(rotation.attempt(now, |now| ready.unwrap_or_else(|| issuer.mint(self.role, now))))
    }

    /// How long the credential in use is still valid; nothing, if it is not.
    pub(crate) fn remaining(&self) -> Option<Duration> {
        let now = now(&*self.clock)?;
        match self.rotation.read().unwrap_or_else(PoisonError::into_inner).at(now).current().validity().status(now) {
            Status::Valid { remaining } => Some(remaining),
            Status::NotYetValid { .. } | Status::Expired { .. } => None,
        }
    }

    fn credential(&self) -> Option<Credential> {
        let now = now(&*self.clock)?;
        let rotation = self.rotation.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(rotation.at(now).current().credential()))
    }
}

impl ResolvesServerCert for Rotating {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Credential> {
        self.credential()
    }
}

impl ResolvesClientCert for Rotating {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Credential> {
        self.credential()
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// TLS 1.3 for a server that asks its clients for a certificate of the issuer.
pub(crate) fn server_config(issuer: &Issuer, credential: &Arc<Rotating>) -> Result<Arc<ServerConfig>, Box<dyn Error>> {
    let provider = Arc::new(issuer.provider.clone());
    let verifier = WebPkiClientVerifier::builder_with_provider(issuer.roots()?, Arc::clone(&provider)).build()?;
    let mut config = ServerConfig::builder_with_details(provider, Arc::clone(&credential.clock))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::clone(credential) as Arc<dyn ResolvesServerCert>);
    // A resumed session would pass without a look at any certificate.
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// TLS 1.3 for a client that shows a certificate of the issuer, and wants one.
pub(crate) fn client_config(issuer: &Issuer, credential: &Arc<Rotating>) -> Result<Arc<ClientConfig>, Box<dyn Error>> {
    let provider = Arc::new(issuer.provider.clone());
    let verifier = WebPkiServerVerifier::builder_with_provider(issuer.roots()?, Arc::clone(&provider)).build()?;
    let mut config = ClientConfig::builder_with_details(provider, Arc::clone(&credential.clock))
        .with_protocol_versions(&[&TLS13])?
        .with_webpki_verifier(verifier)
        .with_client_cert_resolver(Arc::clone(credential) as Arc<dyn ResolvesClientCert>);
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// The day on which "one year later" does not exist.
const LEAP_DAY: UtcDateTime = utc_datetime!(2028-02-29 00:00:00);
