//! Hosts that are server and client, and handshakes between them in memory.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use arc_swap::ArcSwap;
use notafter::{
    Lifetime, Profile,
    identity::Trust,
    mint::{
        self, Authority,
        rcgen::{CertificateParams, KeyPair},
    },
};
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, Error, ServerConfig, ServerConnection, SignatureScheme,
    SupportedProtocolVersion,
    client::{ResolvesClientCert, Resumption, danger::ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{PrivateKeyDer, ServerName, UnixTime},
    server::{ClientHello, NoServerSessionStorage, ResolvesServerCert, danger::ClientCertVerifier},
    sign::CertifiedKey,
    time_provider::TimeProvider,
    version::TLS13,
};
use time::{UtcDateTime, macros::utc_datetime};

pub(super) const SERVER_NAME: &str = "host.internal";
pub(super) const NOW: UtcDateTime = utc_datetime!(2028-02-29 12:00:00);

/// An authority with this name and a fresh key.
pub(super) fn authority(name: &str) -> Authority<KeyPair> {
    let key = KeyPair::generate().expect("a key");
    Authority::self_signed(&decade(), mint::authority(name), key, NOW).expect("an authority")
}

pub(super) fn decade() -> Profile {
    Profile::new(Lifetime::days(3_650))
}

/// A clock that a test sets.
#[derive(Debug)]
pub(super) struct Clock(AtomicU64);

impl Clock {
    pub(super) fn set(&self, now: UtcDateTime) {
        self.0.store(now.unix_timestamp().try_into().expect("a time after 1970"), Ordering::Relaxed);
    }
}

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(self.0.load(Ordering::Relaxed))))
    }
}

pub(super) fn unix(now: UtcDateTime) -> UnixTime {
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(now.unix_timestamp().try_into().expect("after 1970")))
}

/// A credential that a test replaces.
#[derive(Debug)]
pub(super) struct Live(ArcSwap<CertifiedKey>);

impl Live {
    fn issued_by(authority: &Authority<KeyPair>, params: CertificateParams) -> CertifiedKey {
        let key = KeyPair::generate().expect("a key");
        let week = Profile::new(Lifetime::days(7));
        let minted = week.signed_by(params, &key, authority, NOW).expect("a certificate");
        let chain = std::iter::once(minted.into()).chain(authority.chain().cloned()).collect();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        CertifiedKey::from_der(chain, key, &ring::default_provider()).expect("a credential")
    }

    pub(super) fn server(authority: &Authority<KeyPair>) -> CertifiedKey {
        Self::issued_by(authority, mint::server([SERVER_NAME]).expect("a name"))
    }

    pub(super) fn client(authority: &Authority<KeyPair>) -> CertifiedKey {
        Self::issued_by(authority, mint::client("host"))
    }
}

impl ResolvesServerCert for Live {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }
}

impl ResolvesClientCert for Live {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// How a host is set up, where it matters to the test.
pub(super) struct Setup {
    pub(super) provider: Arc<CryptoProvider>,
    pub(super) version: &'static SupportedProtocolVersion,
    pub(super) servers: Arc<dyn ServerCertVerifier>,
    pub(super) clients: Arc<dyn ClientCertVerifier>,
    pub(super) sessions: Sessions,
}

/// Whether sessions resume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sessions {
    /// By the defaults of rustls.
    Resume,
    /// By the three lines in the documentation of `Trust`.
    Off,
}

impl Setup {
    pub(super) fn new(trust: &Trust) -> Self {
        Self {
            provider: Arc::new(ring::default_provider()),
            version: &TLS13,
            servers: trust.server_verifier(),
            clients: trust.client_verifier(),
            sessions: Sessions::Off,
        }
    }
}

/// A server and a client with a trust and credentials of its own. Its configurations are never made anew.
pub(super) struct Host {
    pub(super) clock: Arc<Clock>,
    as_server: Arc<Live>,
    as_client: Arc<Live>,
    pub(super) server: Arc<ServerConfig>,
    pub(super) client: Arc<ClientConfig>,
}

impl Host {
    pub(super) fn new(authority: &Authority<KeyPair>, setup: Setup) -> Self {
        let Setup { provider, version, servers, clients, sessions } = setup;
        let clock = Arc::new(Clock(AtomicU64::new(0)));
        clock.set(NOW);
        let as_server = Arc::new(Live(ArcSwap::from_pointee(Live::server(authority))));
        let as_client = Arc::new(Live(ArcSwap::from_pointee(Live::client(authority))));
        let mut server = ServerConfig::builder_with_details(Arc::clone(&provider), clock.clone())
            .with_protocol_versions(&[version])
            .expect("a version of this provider")
            .with_client_cert_verifier(clients)
            .with_cert_resolver(as_server.clone());
        let mut client = ClientConfig::builder_with_details(provider, clock.clone())
            .with_protocol_versions(&[version])
            .expect("a version of this provider")
            .dangerous()
            .with_custom_certificate_verifier(servers)
            .with_client_cert_resolver(as_client.clone());
        if sessions == Sessions::Off {
            server.session_storage = Arc::new(NoServerSessionStorage {});
            server.send_tls13_tickets = 0;
            client.resumption = Resumption::disabled();
        }
        Self { clock, as_server, as_client, server: Arc::new(server), client: Arc::new(client) }
    }

    /// Takes new credentials from `authority`.
    pub(super) fn renew(&self, authority: &Authority<KeyPair>) {
        self.as_server.0.store(Arc::new(Live::server(authority)));
        self.as_client.0.store(Arc::new(Live::client(authority)));
    }

    /// A whole handshake as the client of `server`.
    pub(super) fn connect(&self, server: &Self) -> Result<Connection, Refusal> {
        Connection::new(&self.client, &server.server)
    }
}

/// Which end refuses the other, and why.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    ByServer(Error),
    ByClient(Error),
}

/// An established connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) client: ClientConnection,
    pub(super) server: ServerConnection,
}

impl Connection {
    pub(super) fn new(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> Result<Self, Refusal> {
        let name = ServerName::try_from(SERVER_NAME).expect("a name");
        let mut client = ClientConnection::new(Arc::clone(client), name).expect("a client");
        let mut server = ServerConnection::new(Arc::clone(server)).expect("a server");
        // Tickets follow on the handshake.
        while client.is_handshaking() || server.is_handshaking() || server.wants_write() {
            let sent = carry(&mut client, &mut server).map_err(Refusal::ByServer)?;
            let answered = carry(&mut server, &mut client).map_err(Refusal::ByClient)?;
            assert!(sent + answered > 0, "both wait for the other");
        }
        Ok(Self { client, server })
    }

    /// Whether the connection carries data in both directions.
    pub(super) fn carries(&mut self) -> bool {
        use std::io::{Read as _, Write as _};
        let mut read = [0; 4];
        self.client.writer().write_all(b"ping").expect("memory takes every byte");
        carry(&mut self.client, &mut self.server).expect("the server reads");
        self.server.reader().read_exact(&mut read).expect("four octets");
        self.server.writer().write_all(&read).expect("memory takes every byte");
        carry(&mut self.server, &mut self.client).expect("the client reads");
        self.client.reader().read_exact(&mut read).expect("four octets");
        read == *b"ping"
    }
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
