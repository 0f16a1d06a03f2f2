//! Gets the chain that a TLS server sends, whether or not anybody would trust it.

use std::{
    io,
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use notafter::inspect::Inspection;
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::{
    contents::unread,
    judge::{Judge, Read},
    report::Item,
};
use crate::clock;

/// A server by its host and its port.
pub(crate) struct Server {
    /// The name that was given.
    name: String,
    host: String,
    port: u16,
}

impl Server {
    /// Reads `example.org:443`, `192.0.2.1:443` or `[2001:db8::1]:443`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (host, port) = name.rsplit_once(':')?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if host.is_empty() || host.contains('/') || (bare.is_none() && host.contains(':')) {
            return None;
        }
        Some(Self { name: name.to_owned(), host: bare.unwrap_or(host).to_owned(), port: port.parse().ok()? })
    }
}

/// The certificates that the server sends, judged as one chain.
pub(crate) fn items(server: &Server, timeout: Duration, judge: &Judge<'_>) -> Vec<Item> {
    match chain_of(server, timeout) {
        Ok(chain) => {
            let mut items = Vec::new();
            let mut read = Vec::new();
            for (index, der) in chain.iter().enumerate() {
                let place = format!("certificate {} of {}", index + 1, chain.len());
                match Inspection::from_der(der) {
                    Ok(inspection) => read.push(Read { place, inspection }),
                    Err(error) => items.push(unread(&server.name, &format!("{place}: {error}"))),
                }
            }
            items.extend(judge.items(&server.name, &read, true));
            items
        }
        Err(message) => vec![unread(&server.name, &message)],
    }
}

fn chain_of(server: &Server, timeout: Duration) -> Result<Vec<CertificateDer<'static>>, String> {
    let ends = clock::ticks() + timeout;
    let provider = Arc::new(ring::default_provider());
    let seen = Arc::new(Seen { provider: Arc::clone(&provider), chain: Mutex::default() });
    let name = ServerName::try_from(server.host.clone()).map_err(|_| "no host name and no address".to_owned())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&seen) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let mut tls = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
    let mut tcp = connect(server, ends, timeout)?;
    let shaken = shake_hands(&mut tls, &mut tcp, ends, timeout);
    // A server that asks for a certificate refuses the handshake after it has sent its own.
    let chain = seen.chain.lock().map(|mut chain| std::mem::take(&mut *chain)).unwrap_or_default();
    match shaken {
        _ if !chain.is_empty() => Ok(chain),
        Ok(()) => Err("it sent no certificate".to_owned()),
        Err(error) => Err(error),
    }
}

/// Connects to the first address that answers.
fn connect(server: &Server, ends: Instant, timeout: Duration) -> Result<TcpStream, String> {
    let mut failed = "the name has no address".to_owned();
    for address in addresses_of(server, left(ends, timeout)?, timeout)? {
        match TcpStream::connect_timeout(&address, left(ends, timeout)?) {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => failed = no_answer(timeout),
            Err(error) => failed = error.to_string(),
        }
    }
    Err(failed)
}

/// The addresses of a server. The system's resolver has no time limit, so nobody waits for its end.
fn addresses_of(server: &Server, left: Duration, timeout: Duration) -> Result<Vec<SocketAddr>, String> {
    let (sender, receiver) = mpsc::channel();
    let name = (server.host.clone(), server.port);
    thread::spawn(move || sender.send(name.to_socket_addrs().map(Iterator::collect)));
    match receiver.recv_timeout(left) {
        Ok(resolved) => resolved.map_err(|error: io::Error| error.to_string()),
        Err(_) => Err(no_answer(timeout)),
    }
}

fn shake_hands(
    tls: &mut ClientConnection,
    tcp: &mut TcpStream,
    ends: Instant,
    timeout: Duration,
) -> Result<(), String> {
    let said = |error: io::Error| match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => no_answer(timeout),
        _ => error.to_string(),
    };
    while tls.is_handshaking() {
        // A server that sends an octet now and then is given no more time.
        tcp.set_read_timeout(Some(left(ends, timeout)?)).map_err(said)?;
        tcp.set_write_timeout(Some(left(ends, timeout)?)).map_err(said)?;
        if tls.wants_write() {
            tls.write_tls(tcp).map_err(said)?;
        } else if tls.read_tls(tcp).map_err(said)? == 0 {
            return Err("the connection was closed".to_owned());
        } else if let Err(error) = tls.process_new_packets() {
            // Tell the server why.
            let _ = tls.write_tls(tcp);
            return Err(error.to_string());
        }
    }
    Ok(())
}

/// The time that is left, or an error if none is left.
fn left(ends: Instant, timeout: Duration) -> Result<Duration, String> {
    let left = ends.saturating_duration_since(clock::ticks());
    if left.is_zero() { Err(no_answer(timeout)) } else { Ok(left) }
}

fn no_answer(timeout: Duration) -> String {
    format!("no answer within {timeout:?}")
}

/// Keeps the chain, and trusts every certificate. Only the handshake is sent to the server.
#[derive(Debug)]
struct Seen {
    provider: Arc<CryptoProvider>,
    chain: Mutex<Vec<CertificateDer<'static>>>,
}

impl ServerCertVerifier for Seen {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Ok(mut chain) = self.chain.lock() {
            *chain = [end_entity].into_iter().chain(intermediates).map(|der| der.clone().into_owned()).collect();
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
