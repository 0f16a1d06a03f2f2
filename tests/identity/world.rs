//! A clock, an authority, and two ends without a network between them.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, ScopedError,
    identity::{Event, Identity, Source, Trust},
    mint::{self, Authority, rcgen::KeyPair},
    time::UtcDateTime,
};
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, Error, ProtocolVersion, ServerConfig, ServerConnection,
    client::{ResolvesClientCert, Resumption},
    crypto::ring,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ResolvesServerCert,
    time_provider::TimeProvider,
    version::TLS13,
};

/// A clock that a test sets. Clones are the same clock. rustls knows no time before 1970.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn at(now: UtcDateTime) -> Self {
        Self(Arc::new(AtomicI64::new(now.unix_timestamp())))
    }

    pub(crate) fn set(&self, now: UtcDateTime) {
        self.0.store(now.unix_timestamp(), Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> UtcDateTime {
        UtcDateTime::from_unix_timestamp(self.0.load(Ordering::Relaxed)).expect("it was set")
    }

    /// As an identity takes it.
    pub(crate) fn shown(&self) -> impl Fn() -> UtcDateTime + Send + Sync + 'static {
        let clock = self.clone();
        move || clock.now()
    }
}

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.load(Ordering::Relaxed)).expect("a time after 1970");
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

pub(crate) const SERVER_NAME: &str = "db.internal";

/// An authority for ten years from `now` on.
pub(crate) fn authority(now: UtcDateTime) -> Arc<Authority<KeyPair>> {
    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let key = KeyPair::generate().expect("a key");
    Arc::new(Authority::self_signed(&ten_years, mint::authority("Example CA"), key, now).expect("an authority"))
}

/// What an observer was told, in lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told(Arc<Mutex<Vec<String>>>);

pub(crate) fn told() -> Told {
    Told::default()
}

impl Told {
    pub(crate) fn observer(&self) -> impl FnMut(&Event) + Send + 'static {
        let Self(lines) = self.clone();
        move |event| lines.lock().unwrap_or_else(PoisonError::into_inner).push(event.to_string())
    }

    /// What was told since the last time.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A source that counts how often it is looked at.
pub(crate) struct Looking<S>(pub(crate) S, pub(crate) Arc<AtomicU32>);

impl<S: Source> Source for Looking<S> {
    fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError> {
        self.0.mint(now)
    }

    fn look(&mut self, now: UtcDateTime) -> Result<Option<Identity>, ScopedError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.look(now)
    }
}

/// Waits for what another thread does, as long as it takes.
pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..60_000 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("{what}: not within a minute");
}

/// Two ends of TLS 1.3 with client authentication, whose verifiers look at `clock`.
pub(crate) struct Pair {
    server: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
}

impl Pair {
    pub(crate) fn new(
        clock: &Clock,
        authority: &Authority<KeyPair>,
        server: impl ResolvesServerCert + 'static,
        client: impl ResolvesClientCert + 'static,
    ) -> Self {
        Self::trusting(clock, &authority.trust().expect("a root"), server, client)
    }

    /// Two ends that trust the same roots, which may be replaced.
    pub(crate) fn trusting(
        clock: &Clock,
        trust: &Trust,
        server: impl ResolvesServerCert + 'static,
        client: impl ResolvesClientCert + 'static,
    ) -> Self {
        let provider = Arc::new(ring::default_provider());
        let server = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::new(clock.clone()))
            .with_protocol_versions(&[&TLS13])
            .expect("TLS 1.3")
            .with_client_cert_verifier(trust.client_verifier())
            .with_cert_resolver(Arc::new(server));
        let mut client = ClientConfig::builder_with_details(provider, Arc::new(clock.clone()))
            .with_protocol_versions(&[&TLS13])
            .expect("TLS 1.3")
            .dangerous()
            .with_custom_certificate_verifier(trust.server_verifier())
            .with_client_cert_resolver(Arc::new(client));
        client.resumption = Resumption::disabled();
        Self { server: Arc::new(server), client: Arc::new(client) }
    }

    /// A whole handshake: the leaf that the server showed, or why an end refused the other.
    pub(crate) fn handshake(&self) -> Result<Vec<u8>, Error> {
        self.shown().map(|shown| shown.server).map_err(|(_, error)| error)
    }

    /// A whole handshake: what each end showed, or which of them refused the other and why.
    pub(crate) fn shown(&self) -> Result<Shown, (End, Error)> {
        let name = ServerName::try_from(SERVER_NAME).expect("a name");
        let mut client = ClientConnection::new(Arc::clone(&self.client), name).expect("a client");
        let mut server = ServerConnection::new(Arc::clone(&self.server)).expect("a server");
        while client.is_handshaking() || server.is_handshaking() {
            let sent = carry(&mut client, &mut server).map_err(|error| (End::Server, error))?;
            let answered = carry(&mut server, &mut client).map_err(|error| (End::Client, error))?;
            assert!(sent + answered > 0, "both ends wait for the other");
        }
        assert_eq!(client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        let leaf = |chain: Option<&[CertificateDer<'_>]>| match chain {
            Some([leaf]) => leaf.to_vec(),
            chain => panic!("expected a leaf alone, found {} certificates", chain.map_or(0, <[_]>::len)),
        };
        Ok(Shown { server: leaf(client.peer_certificates()), client: leaf(server.peer_certificates()) })
    }
}

/// The leaves that both ends showed.
pub(crate) struct Shown {
    pub(crate) server: Vec<u8>,
    pub(crate) client: Vec<u8>,
}

/// An end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Server,
    Client,
}

/// Carries everything that `from` has to say over to `to`, and returns how many bytes it was.
fn carry<A, B>(from: &mut ConnectionCommon<A>, to: &mut ConnectionCommon<B>) -> Result<usize, Error> {
    let mut bytes = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut bytes).expect("memory takes every byte");
    }
    let mut unread = &bytes[..];
    while !unread.is_empty() {
        to.read_tls(&mut unread).expect("memory gives every byte");
        to.process_new_packets()?;
    }
    Ok(bytes.len())
}
