//! What rustls 0.23 does with sessions that resume after their root was removed.

use notafter::identity::Trust;
use rustls::{
    CertificateError, Error, HandshakeKind,
    version::{TLS12, TLS13},
};
use time::Duration;

use super::wire::{Connection, Host, NOW, Refusal, Sessions, Setup, authority};

const UNKNOWN: Error = Error::InvalidCertificate(CertificateError::UnknownIssuer);

fn kinds(connection: &Connection) -> [Option<HandshakeKind>; 2] {
    [connection.client.handshake_kind(), connection.server.handshake_kind()]
}

/// A server and a client that trust `roots`, each its own.
fn pair(setup: impl Fn(&Trust) -> Setup) -> (Host, Host, [Trust; 2]) {
    let example = authority("Example");
    let trusts = [(); 2].map(|()| example.trust().expect("roots"));
    let [server, client] = [&trusts[0], &trusts[1]].map(|trust| Host::new(&example, setup(trust)));
    (server, client, trusts)
}

/// By the defaults, the old root stays trusted: neither side looks at the other's certificate again.
#[test]
fn a_resumed_session_is_not_verified_again() {
    for version in [&TLS13, &TLS12] {
        let resume = |trust: &Trust| Setup { version, sessions: Sessions::Resume, ..Setup::new(trust) };
        // Either side removes the root of the other.
        for remover in 0..2 {
            let (server, client, trusts) = pair(resume);
            let first = client.connect(&server).expect("both trust the other");
            assert_eq!(kinds(&first), [Some(HandshakeKind::Full); 2], "{version:?}");
            trusts[remover].replace([authority("another").der().clone()]).expect("roots");
            let second = client.connect(&server).expect("the session resumes");
            assert_eq!(kinds(&second), [Some(HandshakeKind::Resumed); 2], "{version:?}, {remover}");
            assert_eq!(
                second.server.peer_certificates(),
                first.server.peer_certificates(),
                "{version:?}: the server takes it for the client of the session"
            );
        }
    }
}

/// The three lines in the documentation.
#[test]
fn without_resumption_every_peer_is_verified() {
    for version in [&TLS13, &TLS12] {
        let refusals = [Refusal::ByServer(UNKNOWN), Refusal::ByClient(UNKNOWN)];
        for (remover, refusal) in refusals.into_iter().enumerate() {
            let (server, client, trusts) = pair(|trust| Setup { version, ..Setup::new(trust) });
            for _ in 0..2 {
                let connection = client.connect(&server).expect("both trust the other");
                assert_eq!(kinds(&connection), [Some(HandshakeKind::Full); 2], "{version:?}");
            }
            trusts[remover].replace([authority("another").der().clone()]).expect("roots");
            assert_eq!(client.connect(&server).expect_err("verified"), refusal, "{version:?}");
        }
    }
}

/// Each side has a line of its own, which is enough for that side.
#[test]
fn each_side_turns_resumption_off_alone() {
    let example = authority("Example");
    let trust = example.trust().expect("roots");
    for version in [&TLS13, &TLS12] {
        let host = |sessions| Host::new(&example, Setup { version, sessions, ..Setup::new(&trust) });
        let (resumes, off) = (host(Sessions::Resume), host(Sessions::Off));
        for (client, server) in [(&resumes, &off), (&off, &resumes)] {
            for _ in 0..2 {
                let connection = client.connect(server).expect("both trust the other");
                assert_eq!(kinds(&connection), [Some(HandshakeKind::Full); 2], "{version:?}");
            }
        }
    }
}

/// In TLS 1.3 a session goes on from ticket to ticket: here for 30 days, with certificates of 7.
#[test]
fn a_resumed_session_goes_on_without_end() {
    let (server, client, trusts) = pair(|trust| Setup { sessions: Sessions::Resume, ..Setup::new(trust) });
    client.connect(&server).expect("both trust the other");
    for trust in &trusts {
        trust.replace([authority("another").der().clone()]).expect("roots");
    }
    for day in 1..=30 {
        for host in [&server, &client] {
            host.clock.set(NOW + Duration::days(day) - Duration::HOUR);
        }
        let connection = client.connect(&server).expect("the session resumes");
        assert_eq!(kinds(&connection), [Some(HandshakeKind::Resumed); 2], "day {day}");
    }
    // A ticket of rustls' servers is offered for a day.
    for host in [&server, &client] {
        host.clock.set(NOW + Duration::days(32));
    }
    assert!(client.connect(&server).is_err(), "without a ticket the peer is verified");
}
