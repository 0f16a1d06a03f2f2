//! A gRPC client and its server, both with certificates that are renewed while they talk.
//!
//! ```text
//! cargo run -p notafter-services --bin tonic_client
//! cargo run -p notafter-services --bin tonic_client "1 hour"
//! ```
//!
//! The argument is the lifetime of a certificate. It ends when each side has had three of them.
//!
//! tonic 0.14 takes no configuration of rustls. So its features for TLS stay off: hyper-rustls connects, and axum-server accepts.
//! The service is the standard one for health, whose code comes with tonic-health.

use std::{env, error::Error, net::TcpListener, sync::Arc, time::Duration};

use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use hyper_rustls::HttpsConnectorBuilder;
use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    identity::{LiveIdentity, Trust},
    mint::{self, Authority, rcgen::KeyPair},
    renewal::{Plan, RenewAt},
    time::UtcDateTime,
};
use rustls::{ClientConfig, ServerConfig, version::TLS13};
use tokio::time::sleep;
use tonic::{service::Routes, transport::Endpoint};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lifetime = Profile::new(env::args().nth(1).as_deref().unwrap_or("20 seconds").parse()?);
    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let params = mint::authority("Example CA");
    let authority = Authority::self_signed(&ten_years, params, KeyPair::generate()?, UtcDateTime::now())?;
    let (trust, authority) = (authority.trust()?, Arc::new(authority));
    let start = |name: &'static str, params| {
        LiveIdentity::builder(name, Plan::new(RenewAt::Ideal))
            .observe(move |event| println!("{name}: {event}"))
            .start(UtcDateTime::now, authority.source(lifetime, params))
    };
    let (server, client) = (start("server", mint::server(["localhost"])?)?, start("client", mint::client("client"))?);

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let endpoint = Endpoint::try_from(format!("https://localhost:{}", listener.local_addr()?.port()))?;
    tokio::spawn(serve(listener, &trust, server.clone())?);

    // rustls calls each verifier dangerous that it does not make itself.
    let tls = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(trust.server_verifier())
        .with_client_cert_resolver(Arc::new(client.clone()));
    let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_only().enable_http2().build();
    while server.snapshot().renewals() < 3 || client.snapshot().renewals() < 3 {
        // A channel keeps its connection. Each one that it opens shows the certificate that is in use then.
        let channel = endpoint.connect_with_connector(connector.clone()).await?;
        let answer = HealthClient::new(channel).check(HealthCheckRequest::default()).await?;
        println!("client: {:?}", answer.into_inner().status());
        sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// Serves gRPC by TLS to clients that show a certificate.
fn serve(
    listener: TcpListener,
    trust: &Trust,
    identity: LiveIdentity,
) -> Result<impl Future<Output = std::io::Result<()>> + Send + use<>, Box<dyn Error>> {
    let mut tls = ServerConfig::builder_with_protocol_versions(&[&TLS13])
        .with_client_cert_verifier(trust.client_verifier())
        .with_cert_resolver(Arc::new(identity));
    tls.alpn_protocols = vec![b"h2".to_vec()];
    tls.send_tls13_tickets = 0; // A session that is resumed would be verified no more.
    let (_, health) = tonic_health::server::health_reporter();
    let routes = Routes::new(health).into_axum_router();
    Ok(from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(tls)))?.serve(routes.into_make_service()))
}
