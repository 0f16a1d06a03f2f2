//! A server whose certificate another tool replaces, as cert-manager, certbot and step do. The example plays the tool, too.
//!
//! ```text
//! cargo run -p notafter-services --bin files
//! ```
//!
//! The tool replaces the certificate and then its key, breaks a file, and mends it. After each step it waits for what the server
//! tells, and asks the server for its certificate. What is broken displaces nothing.

use std::{
    error::Error,
    fs, io,
    net::TcpListener,
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};

use axum::{Router, routing::get};
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use notafter::{
    Lifetime, Profile,
    identity::{Files, LiveIdentity, Trust},
    mint::{self, Authority, Minted, rcgen::KeyPair},
    renewal::{Plan, RenewAt},
    time::UtcDateTime,
};
use reqwest::{Client, tls::TlsInfo};
use rustls::{ClientConfig, ServerConfig, client::Resumption};
use tokio::time::{sleep, timeout};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (chain, key) = (folder.path().join("tls.crt"), folder.path().join("tls.key"));
    let tool = Tool::new()?;
    let [first, second, third] = [tool.make()?, tool.make()?, tool.make()?];
    replace(&chain, &first.0.to_pem())?;
    replace(&key, &first.1.serialize_pem())?;

    // The server. The tool is to renew before 80 % are over. The files are looked at every second here, and every half a minute
    // without `back_off`.
    let plan = Plan::new(RenewAt::percent(80)).back_off(Duration::from_secs(2), Duration::from_secs(60));
    let (teller, told) = mpsc::channel();
    let identity = LiveIdentity::builder("files", plan)
        .observe(move |event| {
            println!("server: {event}");
            let _ = teller.send(event.to_string());
        })
        .start(UtcDateTime::now, Files::new(&chain, &key))?;
    let tls = ServerConfig::builder().with_no_client_auth().with_cert_resolver(Arc::new(identity));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("https://localhost:{}", listener.local_addr()?.port());
    let server = from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(tls)))?;
    tokio::spawn(server.serve(Router::new().route("/", get("hello")).into_make_service()));

    // The tool.
    let client = client(&tool.authority.trust()?)?;
    let step = async |what: &str, is_told: &str, shows: &Minted| {
        println!("tool: {what}");
        let line = told.recv_timeout(PATIENCE)?;
        if !line.contains(is_told) {
            return Err(Box::from(format!("expected `{is_told}`, found `{line}`")));
        }
        Ok::<_, Box<dyn Error>>(timeout(PATIENCE, until_shown(&client, &url, shows)).await??)
    };
    step("certificate and key are there", "renewed", &first.0).await?;
    replace(&chain, &second.0.to_pem())?;
    step("the certificate was replaced, and the key was not yet", "the certificate is for another key", &first.0)
        .await?;
    replace(&key, &second.1.serialize_pem())?;
    step("the key was replaced, too", "renewed", &second.0).await?;
    replace(&chain, &third.0.to_pem()[..200])?;
    step("the certificate was cut off", "the END line is missing", &second.0).await?;
    fs::remove_file(&chain)?;
    step("the certificate was removed", "no such file", &second.0).await?;
    replace(&key, &third.1.serialize_pem())?;
    replace(&chain, &third.0.to_pem())?;
    step("certificate and key were replaced", "renewed", &third.0).await
}

/// What makes certificates.
struct Tool {
    authority: Authority<KeyPair>,
}

impl Tool {
    fn new() -> Result<Self, Box<dyn Error>> {
        let (year, key) = (Profile::new(Lifetime::days(365)), KeyPair::generate()?);
        let authority = Authority::self_signed(&year, mint::authority("Example CA"), key, UtcDateTime::now())?;
        Ok(Self { authority })
    }

    fn make(&self) -> Result<(Minted, KeyPair), Box<dyn Error>> {
        let (profile, params, key) =
            (Profile::new(Lifetime::days(90)), mint::server(["localhost"])?, KeyPair::generate()?);
        Ok((profile.signed_by(params, &key, &self.authority, UtcDateTime::now())?, key))
    }
}

/// Replaces a file as a whole.
fn replace(path: &Path, contents: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, contents)?;
    fs::rename(new, path)
}

/// A client that opens a connection for each request, and remembers what the server showed.
fn client(trust: &Trust) -> Result<Client, Box<dyn Error>> {
    // rustls calls each verifier dangerous that it does not make itself.
    let mut tls = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(trust.server_verifier())
        .with_no_client_auth();
    tls.resumption = Resumption::disabled(); // The server shows nothing where a session is resumed.
    Ok(Client::builder().tls_backend_preconfigured(tls).tls_info(true).pool_max_idle_per_host(0).build()?)
}

/// Asks until the server shows this certificate. It is told of a new one a moment before it shows it.
async fn until_shown(client: &Client, url: &str, certificate: &Minted) -> reqwest::Result<()> {
    loop {
        let response = client.get(url).send().await?;
        let shown = response.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate);
        if shown == Some(certificate.der()) {
            return Ok(());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// For a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);
