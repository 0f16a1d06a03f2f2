//! A client of a mesh: mutual TLS, with a certificate that is renewed while it asks.
//!
//! ```text
//! cargo run -p notafter-services --bin mesh_client
//! cargo run -p notafter-services --bin mesh_client "20 seconds" https://localhost:8443 127.0.0.1:0
//! ```
//!
//! The arguments are the lifetime of a certificate, the server, and where to serve the client's own metrics, in the clear. The
//! authority is in `ca.pem` in the current folder, which must be the server's, and the certificate in use is in `client.pem`. The
//! same command goes on with them after a restart.

use std::{env, error::Error, sync::Arc, time::Duration};

use axum::{Router, routing::get};
use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    identity::{LiveIdentity, openmetrics},
    mint::{self, Authority},
    renewal::{Plan, RenewAt},
    time::UtcDateTime,
};
use rustls::ClientConfig;
use tokio::{net::TcpListener, time::sleep};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let argument = |at, default: &str| env::args().nth(at).unwrap_or(default.to_owned());
    let (profile, url) = (argument(1, "7 days").parse().map(Profile::new)?, argument(2, "https://localhost:8443"));
    let listener = TcpListener::bind(argument(3, "127.0.0.1:9464")).await?;

    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let authority = Authority::open_or_create("ca.pem", &ten_years, mint::authority("Mesh CA"), UtcDateTime::now())?;
    let trust = authority.trust()?;
    let identity = LiveIdentity::builder("client", Plan::new(RenewAt::Ideal))
        .save("client.pem")
        .observe(|event| println!("client: {event}"))
        .start(UtcDateTime::now, Arc::new(authority).source(profile, mint::client("client")))?;

    // rustls calls each verifier dangerous that it does not make itself.
    let tls = ClientConfig::builder().dangerous().with_custom_certificate_verifier(trust.server_verifier());
    let tls = tls.with_client_cert_resolver(Arc::new(identity.clone()));
    // A connection for each request, because the example is about handshakes.
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls).pool_max_idle_per_host(0).build()?;

    let metrics = || async move { (OPENMETRICS, openmetrics(&[identity.snapshot()])) };
    println!("client: metrics on {}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, Router::new().route("/metrics", get(metrics))).into_future());
    loop {
        let answer = async { client.get(&url).send().await?.text().await }.await;
        println!("client: {answer:?}");
        sleep(Duration::from_millis(200)).await;
    }
}

const OPENMETRICS: [(&str, &str); 1] = [("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8")];
