//! A TLS 1.3 handshake in memory, of a server with a live identity and of one with a fixed certificate, and what each resolver costs.

use std::{hint::black_box, sync::Arc};

use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    identity::LiveIdentity,
    mint::{self, Authority, rcgen::KeyPair},
    renewal::{Plan, RenewAt},
    time::{UtcDateTime, macros::utc_datetime},
};
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, RootCertStore, ServerConfig, ServerConnection,
    client::{ResolvesClientCert, Resumption},
    crypto::ring,
    pki_types::{ServerName, UnixTime},
    server::ResolvesServerCert,
    sign::SingleCertAndKey,
    time_provider::TimeProvider,
};

use crate::way::Way;

/// Two servers with the same certificate, a client for both, and their resolvers as clients use them.
pub(crate) struct Ends {
    live: Arc<ServerConfig>,
    fixed: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
    live_resolver: Arc<dyn ResolvesClientCert>,
    fixed_resolver: Arc<dyn ResolvesClientCert>,
}

const NOW: UtcDateTime = utc_datetime!(2028-02-29 12:00:00);

#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(NOW.unix_timestamp() as u64)))
    }
}

/// How many handshakes are made, or how often a resolver is asked, in one go.
pub(crate) const HANDSHAKES: usize = 8;
pub(crate) const RESOLVED: usize = 10_000;

pub(crate) fn ends() -> Ends {
    let year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    let authority =
        Authority::self_signed(&year, mint::authority("Example CA"), KeyPair::generate().expect("a key"), NOW);
    let authority = Arc::new(authority.expect("an authority"));
    let source = authority.source(year, mint::server(["db.internal"]).expect("a name"));
    let builder = LiveIdentity::builder("bench", Plan::new(RenewAt::Ideal));
    let identity = builder.start(|| NOW, source).expect("an identity");
    let fixed = Arc::new(SingleCertAndKey::from(Arc::clone(identity.current().certified_key())));

    let provider = Arc::new(ring::default_provider());
    let server = |resolver: Arc<dyn ResolvesServerCert>| {
        let config = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::new(Clock))
            .with_safe_default_protocol_versions()
            .expect("TLS 1.3");
        Arc::new(config.with_no_client_auth().with_cert_resolver(resolver))
    };
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("a root");
    let client = ClientConfig::builder_with_details(Arc::clone(&provider), Arc::new(Clock))
        .with_safe_default_protocol_versions()
        .expect("TLS 1.3");
    let mut client = client.with_root_certificates(roots).with_no_client_auth();
    client.resumption = Resumption::disabled();
    Ends {
        live: server(Arc::new(identity.clone())),
        fixed: server(Arc::<SingleCertAndKey>::clone(&fixed)),
        client: Arc::new(client),
        live_resolver: Arc::new(identity),
        fixed_resolver: fixed,
    }
}

pub(crate) const HANDSHAKE: [Way<Ends>; 2] = [
    ("notafter", |ends| handshakes(ends, &ends.live), |ends| handshake(ends, &ends.live)),
    ("a fixed certificate", |ends| handshakes(ends, &ends.fixed), |ends| handshake(ends, &ends.fixed)),
];

pub(crate) const RESOLVE: [Way<Ends>; 2] = [
    ("notafter", |ends| resolved(&ends.live_resolver), |ends| leaf(&ends.live_resolver)),
    ("a fixed certificate", |ends| resolved(&ends.fixed_resolver), |ends| leaf(&ends.fixed_resolver)),
];

fn handshakes(ends: &Ends, server: &Arc<ServerConfig>) {
    for _ in 0..HANDSHAKES {
        let _ = black_box(handshake(ends, black_box(server)));
    }
}

/// A whole handshake; returns the sum of the octets of the leaf that the client was shown.
fn handshake(ends: &Ends, server: &Arc<ServerConfig>) -> u64 {
    let name = ServerName::try_from("db.internal").expect("a name");
    let mut client = ClientConnection::new(Arc::clone(&ends.client), name).expect("a client");
    let mut server = ServerConnection::new(Arc::clone(server)).expect("a server");
    while client.is_handshaking() || server.is_handshaking() {
        carry(&mut client, &mut server);
        carry(&mut server, &mut client);
    }
    let leaf = client.peer_certificates().and_then(<[_]>::first).expect("a certificate");
    leaf.iter().map(|octet| u64::from(*octet)).sum()
}

fn carry<A, B>(from: &mut ConnectionCommon<A>, to: &mut ConnectionCommon<B>) {
    let mut bytes = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut bytes).expect("memory takes every byte");
    }
    let mut unread = &bytes[..];
    while !unread.is_empty() {
        to.read_tls(&mut unread).expect("memory gives every byte");
        to.process_new_packets().expect("a good message");
    }
}

fn resolved(resolver: &Arc<dyn ResolvesClientCert>) {
    for _ in 0..RESOLVED {
        let _ = black_box(black_box(resolver).resolve(&[], &[]));
    }
}

fn leaf(resolver: &Arc<dyn ResolvesClientCert>) -> u64 {
    let certified = resolver.resolve(&[], &[]).expect("a certificate");
    certified.cert[0].iter().map(|octet| u64::from(*octet)).sum()
}
