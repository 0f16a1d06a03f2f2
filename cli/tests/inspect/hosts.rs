//! Servers that the test starts: what they send, and what is said of those that send nothing.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use rustls::{
    ServerConfig, ServerConnection,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use time::macros::datetime;

use super::{Authority, BEGIN, END, certificate, json, named, notafter};

/// A server on a port of this host that does this with each connection.
fn server(with: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || listener.incoming().flatten().for_each(with));
    format!("127.0.0.1:{port}")
}

/// A server that sends this chain. `asks` says that it refuses whoever has no certificate.
fn tls(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>, asks: bool) -> String {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder =
        if asks { builder.with_client_cert_verifier(Arc::new(Refuses)) } else { builder.with_no_client_auth() };
    let config = Arc::new(builder.with_single_cert(chain, key).expect("a configuration"));
    server(move |mut stream| {
        let mut tls = ServerConnection::new(Arc::clone(&config)).expect("a connection");
        let _ = tls.complete_io(&mut stream);
    })
}

fn chain_of(pems: &[String]) -> Vec<CertificateDer<'static>> {
    pems.iter().map(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")).collect()
}

/// A certificate for these days with its key.
fn made(name: &str) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let key = rcgen::KeyPair::generate().expect("a key");
    let made = named(name, END.into(), false).self_signed(&key).expect("a certificate");
    (vec![made.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
}

fn inspect(at: &str, servers: &[&str]) -> (Option<i32>, Vec<serde_json::Value>) {
    let output = notafter(&format!("inspect --format json --no-summary --timeout 2s --at {at}"), servers);
    (output.code, json(&output.out))
}

#[test]
fn a_server_is_inspected_whether_or_not_it_is_trusted() {
    let (chain, key) = made("server");
    let server = tls(chain, key, false);
    let (code, lines) = inspect("2028-02-01", &[&server]);
    assert_eq!((code, lines.len()), (Some(0), 1));
    assert_eq!((&lines[0]["source"], &lines[0]["subject"]), (&server.as_str().into(), &"CN=server".into()));
    assert_eq!(lines[0]["where"], "certificate 1 of 1");
    let (code, lines) = inspect("2028-04-01", &[&server]);
    assert_eq!((code, &lines[0]["status"]), (Some(1), &"expired".into()));
}

#[test]
fn what_is_sent_is_one_chain_in_any_order() {
    let root = Authority::new("root", datetime!(2028-02-20 00:00 UTC));
    let ([leaf, middle], key) = root.two_below("leaf", END.into(), datetime!(2028-06-30 00:00 UTC));
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    for chain in [[&leaf, &middle, &root.pem()], [&leaf, &root.pem(), &middle]] {
        let server = tls(chain_of(&chain.map(String::clone)), key.clone_key(), false);
        let (_, lines) = inspect("2028-02-01", &[&server]);
        assert_eq!(lines.len(), 3);
        assert_eq!(
            (&lines[0]["end"], &lines[0]["chain"]["is_complete"]),
            (&"2028-02-20T00:00:00Z".into(), &true.into())
        );
    }
    let twice = [&leaf, &leaf, &middle, &root.pem()].map(String::clone);
    let (_, lines) = inspect("2028-02-01", &[&tls(chain_of(&twice), key.clone_key(), false)]);
    let chains = lines.iter().filter(|line| line.get("chain").is_some()).count();
    assert_eq!((lines.len(), chains), (4, 1), "a certificate that is sent twice is one leaf");
}

#[test]
fn a_server_that_asks_for_a_certificate_has_sent_its_own() {
    let (chain, key) = made("server");
    let (code, lines) = inspect("2028-02-01", &[&tls(chain, key, true)]);
    assert_eq!((code, &lines[0]["subject"]), (Some(0), &"CN=server".into()));
}

#[test]
fn what_is_no_server_is_told_within_the_time() {
    let silent = server(|stream| {
        thread::spawn(move || {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 1]);
            thread::sleep(std::time::Duration::from_secs(60));
        });
    });
    // An octet now and then.
    let slow = server(|mut stream| {
        thread::spawn(move || {
            for octet in [22, 3, 3, 0x40, 0].into_iter().chain(std::iter::repeat(0)) {
                thread::sleep(std::time::Duration::from_millis(300));
                if stream.write_all(&[octet]).is_err() {
                    break;
                }
            }
        });
    });
    let web = server(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let closed = server(drop);
    let refused = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("127.0.0.1:{}", listener.local_addr().expect("an address").port())
    };
    let servers = [&silent, &slow, &web, &closed, &refused].map(String::as_str);
    let (code, lines) = inspect("2028-02-01", &servers);
    assert_eq!((code, lines.len()), (Some(2), servers.len()));
    let says = |index: usize| lines[index]["error"].as_str().expect("a text");
    assert_eq!([says(0), says(1)], ["no answer within 2s"; 2]);
    for index in [2, 3, 4] {
        assert!(!says(index).is_empty() && !says(index).starts_with("no answer"), "{}", says(index));
    }
    assert_eq!(
        lines.iter().map(|line| line["source"].as_str()).collect::<Vec<_>>(),
        servers.map(Some),
        "in their order"
    );
}

#[test]
fn a_file_with_a_colon_is_a_file() {
    let folder = super::Folder::new();
    let file = folder.write("leaf:443", certificate(BEGIN, END).0);
    let (code, lines) = inspect("2028-02-01", &[&file]);
    assert_eq!((code, &lines[0]["where"]), (Some(0), &"line 1".into()));
}

/// Refuses everybody.
#[derive(Debug)]
struct Refuses;

impl ClientCertVerifier for Refuses {
    fn root_hint_subjects(&self) -> &[rustls::DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: rustls::pki_types::UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Err(rustls::Error::General("nobody".to_owned()))
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("nobody".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("nobody".to_owned()))
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
