//! An ACME server (RFC 8555), for the example alone: it verifies no signature of a client, and knows no accounts.
//!
//! It looks for the answer to a challenge before it signs, and signs for the name of the order alone.

use std::{
    error::Error,
    net::TcpListener,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use notafter::{
    Lifetime, Profile,
    identity::LiveIdentity,
    mint::{self, Authority, CertificationRequest, GeneralName, Grant, rcgen::KeyPair},
    renewal::{Plan, RenewAt},
    time::UtcDateTime,
};
use rustls::ServerConfig;
use serde_json::{Value, json};

/// Starts a server, and saves its authority at `root`. It looks for answers at `port` of the host that is to be certified. Returns
/// its directory.
pub(crate) fn start(root: &std::path::Path, port: u16) -> Result<String, Box<dyn Error>> {
    let (day, params) = (Profile::new(Lifetime::days(1)), mint::authority("Example ACME CA"));
    let authority = Arc::new(Authority::open_or_create(root, &day, params, UtcDateTime::now())?);
    let identity = LiveIdentity::builder("directory", Plan::new(RenewAt::Ideal))
        .start(UtcDateTime::now, authority.source(Profile::new(Lifetime::hours(1)), mint::server(["localhost"])?))?;
    let tls = ServerConfig::builder().with_no_client_auth().with_cert_resolver(Arc::new(identity));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("https://localhost:{}", listener.local_addr()?.port());
    let routes = Router::new()
        .route("/directory", get(directory))
        .route("/nonce", get([("replay-nonce", "once")]))
        .route("/account", post(account))
        .route("/order", post(new_order))
        .route("/order/{index}", post(order))
        .route("/authorization/{index}", post(authorization))
        .route("/challenge/{index}", post(challenge))
        .route("/finalize/{index}", post(finalize))
        .route("/certificate/{index}", post(certificate))
        .route("/renewal/{certificate}", get(renewal))
        .with_state(Server { url: url.clone(), port, authority, orders: Arc::default() });
    let server = from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(tls)))?;
    tokio::spawn(server.serve(routes.into_make_service()));
    Ok(format!("{url}/directory"))
}

#[derive(Clone)]
struct Server {
    url: String,
    port: u16,
    authority: Arc<Authority<KeyPair>>,
    orders: Arc<Mutex<Vec<Order>>>,
}

/// An order for one name. Its authorization and its challenge have the same index.
struct Order {
    asked: Value,
    name: String,
    is_authorized: bool,
    chain: Option<String>,
}

impl Server {
    fn orders(&self) -> MutexGuard<'_, Vec<Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn directory(State(Server { url, .. }): State<Server>) -> Json<Value> {
    let at = |name: &str| format!("{url}/{name}");
    Json(json!({
        "newNonce": at("nonce"), "newAccount": at("account"), "newOrder": at("order"), "renewalInfo": at("renewal"),
    }))
}

async fn account(State(Server { url, .. }): State<Server>) -> impl IntoResponse {
    (StatusCode::CREATED, [("location", format!("{url}/account/0"))], Json(json!({"status": "valid"})))
}

async fn new_order(State(server): State<Server>, Json(body): Json<Value>) -> Result<impl IntoResponse, StatusCode> {
    let asked = payload(&body).ok_or(StatusCode::BAD_REQUEST)?;
    let name = asked["identifiers"][0]["value"].as_str().ok_or(StatusCode::BAD_REQUEST)?.to_owned();
    let index = server.orders().len();
    server.orders().push(Order { asked, name, is_authorized: false, chain: None });
    let location = [("location", format!("{}/order/{index}", server.url))];
    Ok((StatusCode::CREATED, location, order(State(server), Path(index)).await))
}

async fn order(State(server): State<Server>, Path(index): Path<usize>) -> Json<Value> {
    let at = |name: &str| format!("{}/{name}/{index}", server.url);
    let Order { asked, is_authorized, chain, .. } = &server.orders()[index];
    Json(json!({
        "status": if chain.is_some() { "valid" } else if *is_authorized { "ready" } else { "pending" },
        "identifiers": asked["identifiers"],
        "replaces": asked["replaces"],
        "authorizations": [at("authorization")],
        "finalize": at("finalize"),
        "certificate": chain.as_ref().map(|_| at("certificate")),
    }))
}

async fn authorization(State(server): State<Server>, Path(index): Path<usize>) -> Json<Value> {
    let Order { name, is_authorized, .. } = &server.orders()[index];
    let status = if *is_authorized { "valid" } else { "pending" };
    let url = format!("{}/challenge/{index}", server.url);
    let challenge = json!({"type": "http-01", "status": status, "url": url, "token": token(index)});
    let identifier = json!({"type": "dns", "value": name});
    Json(json!({"status": status, "identifier": identifier, "challenges": [challenge]}))
}

async fn challenge(State(server): State<Server>, Path(index): Path<usize>) -> Result<Json<Value>, StatusCode> {
    let (name, token) = (server.orders()[index].name.clone(), token(index));
    let url = format!("http://{name}:{}/.well-known/acme-challenge/{token}", server.port);
    let answer = async { reqwest::get(url).await?.text().await }.await.map_err(|_| StatusCode::FORBIDDEN)?;
    server.orders()[index].is_authorized = answer.starts_with(&format!("{token}."));
    let Json(mut authorization) = authorization(State(server), Path(index)).await;
    Ok(Json(authorization["challenges"][0].take()))
}

async fn finalize(
    State(server): State<Server>,
    Path(index): Path<usize>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    let request = payload(&body).and_then(|payload| decoded(&payload["csr"])).ok_or(StatusCode::BAD_REQUEST)?;
    let request = CertificationRequest::from_der(&request).map_err(|_| StatusCode::BAD_REQUEST)?;
    if let Some(order) = server.orders().get_mut(index)
        && order.is_authorized
        && request.has_only(|name| *name == GeneralName::DnsName(&order.name))
    {
        let profile = Profile::new(Lifetime::seconds(20));
        let leaf = profile.signed_request(&request, &Grant::new(), &server.authority, UtcDateTime::now());
        order.chain = leaf.ok().map(|leaf| leaf.to_pem());
    }
    Ok(order(State(server), Path(index)).await)
}

async fn certificate(State(server): State<Server>, Path(index): Path<usize>) -> Result<String, StatusCode> {
    server.orders()[index].chain.clone().ok_or(StatusCode::NOT_FOUND)
}

/// Suggests to renew at once: the window is past (RFC 9773 section 4.2).
async fn renewal() -> impl IntoResponse {
    let window = json!({"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"});
    ([("retry-after", "21600")], Json(json!({"suggestedWindow": window})))
}

/// The token of a challenge. A real server draws it.
fn token(index: usize) -> String {
    format!("token-{index}")
}

/// What a client says. Its signature is beside it.
fn payload(body: &Value) -> Option<Value> {
    serde_json::from_slice(&decoded(&body["payload"])?).ok()
}

fn decoded(text: &Value) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_str()?).ok()
}
