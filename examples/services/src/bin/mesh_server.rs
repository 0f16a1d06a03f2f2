//! The server of a mesh: mutual TLS, with a certificate that is renewed while it serves.
//!
//! ```text
//! cargo run -p notafter-services --bin mesh_server
//! cargo run -p notafter-services --bin mesh_server "20 seconds" 127.0.0.1:0
//! ```
//!
//! The arguments are the lifetime of a certificate, and where to listen. The authority is in `ca.pem` in the current folder, and the
//! certificate in use is in `server.pem`, each with its key. The same command goes on with them after a restart.

use std::{env, error::Error, net::TcpListener, sync::Arc};

use axum::{Router, routing::get};
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    identity::{LiveIdentity, openmetrics},
    mint::{self, Authority},
    renewal::{Plan, RenewAt},
    time::UtcDateTime,
};
use rustls::{ServerConfig, version::TLS13};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let argument = |at, default: &str| env::args().nth(at).unwrap_or(default.to_owned());
    let profile = argument(1, "7 days").parse().map(Profile::new)?;
    let listener = TcpListener::bind(argument(2, "127.0.0.1:8443"))?;

    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let authority = Authority::open_or_create("ca.pem", &ten_years, mint::authority("Mesh CA"), UtcDateTime::now())?;
    let trust = authority.trust()?;
    let identity = LiveIdentity::builder("server", Plan::new(RenewAt::Ideal))
        .save("server.pem")
        .observe(|event| println!("server: {event}"))
        .start(UtcDateTime::now, Arc::new(authority).source(profile, mint::server(["localhost"])?))?;

    let mut tls = ServerConfig::builder_with_protocol_versions(&[&TLS13])
        .with_client_cert_verifier(trust.client_verifier())
        .with_cert_resolver(Arc::new(identity.clone()));
    tls.send_tls13_tickets = 0; // A session that is resumed would not be verified again.

    let metrics = || async move { (OPENMETRICS, openmetrics(&[identity.snapshot()])) };
    let routes = Router::new().route("/", get("hello")).route("/metrics", get(metrics));
    println!("server: listening on {}", listener.local_addr()?);
    let server = from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(tls)))?;
    Ok(server.serve(routes.into_make_service()).await?)
}

const OPENMETRICS: [(&str, &str); 1] = [("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8")];
