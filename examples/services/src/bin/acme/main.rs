//! Certificates by ACME, renewed when the issuer suggests it.
//!
//! ```text
//! cargo run -p notafter-services --bin acme
//! cargo run -p notafter-services --bin acme https://localhost:14000/dir pebble.minica.pem 5002
//! ```
//!
//! The arguments are the directory of an ACME server, the root of that server's own certificate, and the port on which the server
//! looks for the answer to a challenge. Without arguments the example starts a server of its own, in `directory.rs`, which gives
//! certificates for some seconds and suggests to renew the first one at once. It ends when there were three of them. CI runs it
//! without arguments: it has no other server.

mod directory;

use std::{
    collections::HashMap,
    env,
    error::Error,
    future::IntoFuture as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeType, Identifier, NewAccount, NewOrder, RetryPolicy,
};
use notafter::{
    Scope, ScopedError,
    identity::{AsyncSource, Identity, LiveIdentity},
    renewal::{Plan, RenewAt, Window, ask_again},
    time::UtcDateTime,
};
use tokio::{net::TcpListener, time::sleep};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let answers = Answers::default();
    let arguments: Vec<_> = env::args().skip(1).collect();
    let folder = tempfile::tempdir()?;
    let (url, root) = match &arguments[..] {
        [url, root, port] => {
            answers.serve(TcpListener::bind(format!("0.0.0.0:{port}")).await?);
            (url.clone(), root.into())
        }
        _ => {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let port = listener.local_addr()?.port();
            answers.serve(listener);
            let root = folder.path().join("ca.pem");
            (directory::start(&root, port)?, root)
        }
    };

    // A service keeps the credentials of its account: they can be written by serde.
    let new = NewAccount { contact: &[], terms_of_service_agreed: true, only_return_existing: false };
    let (account, _credentials) = Account::builder_with_root(root)?.create(&new, url, None).await?;

    let orders = Orders { account: account.clone(), answers, name: "localhost", before: None };
    let builder = LiveIdentity::builder("acme", Plan::new(RenewAt::Ideal)).observe(|event| println!("acme: {event}"));
    let (identity, renewal) = builder.start_async(UtcDateTime::now, orders, sleep).await?;
    tokio::spawn(renewal);
    tokio::spawn(follow_suggestions(account, identity.clone()));
    // `identity` is what a server takes: see `mesh_server`.
    while identity.snapshot().renewals() < 3 {
        sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// Orders certificates for a name.
struct Orders {
    account: Account,
    answers: Answers,
    name: &'static str,
    /// What was ordered last.
    before: Option<Identity>,
}

impl AsyncSource for Orders {
    async fn mint(&mut self, _: UtcDateTime) -> Result<Identity, ScopedError> {
        // Whatever went wrong, went wrong at the issuer or on the way to it.
        let identity = self.order().await.map_err(|error| ScopedError::new(Scope::SharedService, error))?;
        self.before = Some(identity.clone());
        Ok(identity)
    }
}

impl Orders {
    async fn order(&self) -> Result<Identity, Box<dyn Error + Send + Sync>> {
        let names = [Identifier::Dns(self.name.to_owned())];
        let mut order = NewOrder::new(&names);
        if let Some(before) = &self.before {
            // An order that names what it replaces has no limits of rate at some issuers (RFC 9773 section 5).
            order = order.replaces(certificate_id(before)?);
        }
        let mut order = self.account.new_order(&order).await?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            let mut challenge = authorization.challenge(ChallengeType::Http01).ok_or("no http-01 challenge")?;
            self.answers.put(&challenge.token, challenge.key_authorization().as_str());
            challenge.set_ready().await?;
        }
        order.poll_ready(&RetryPolicy::default()).await?;
        // rcgen makes a key and a request for it.
        let key = order.finalize().await?;
        let chain = order.poll_certificate(&RetryPolicy::default()).await?;
        Ok(Identity::from_pem(chain + &key)?)
    }
}

/// Asks when to renew the certificate in use, and passes it on, for ever.
async fn follow_suggestions(account: Account, identity: LiveIdentity) {
    loop {
        let (current, now) = (identity.current(), UtcDateTime::now());
        let again = match suggestion(&account, &current).await {
            Ok((window, retry_after)) => {
                identity.suggest(&current.validity(), window);
                ask_again(now, window.map(|_| retry_after))
            }
            // What was suggested before still counts.
            Err(error) => {
                eprintln!("acme: no suggestion: {error}");
                ask_again(now, None)
            }
        };
        sleep((again - now).unsigned_abs()).await;
    }
}

async fn suggestion(
    account: &Account,
    identity: &Identity,
) -> Result<(Option<Window>, Duration), Box<dyn Error + Send + Sync>> {
    let (info, retry_after) = account.renewal_info(&certificate_id(identity)?).await?;
    // An instant after the year 9999 in UTC is no suggestion; `to_utc` would panic there.
    let (start, end) = (info.suggested_window.start.checked_to_utc(), info.suggested_window.end.checked_to_utc());
    Ok((start.zip(end).and_then(|(start, end)| Window::from_suggested(start, end)), retry_after))
}

fn certificate_id(
    identity: &Identity,
) -> Result<CertificateIdentifier<'static>, notafter::renewal::CertificateIdError> {
    let id = identity.certificate_id()?;
    Ok(CertificateIdentifier::new(id.key_identifier().into(), id.serial_number().into()))
}

/// The answers to challenges, by their token (RFC 8555 section 8.3).
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<HashMap<String, String>>>);

impl Answers {
    fn put(&self, token: &str, answer: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), answer.to_owned());
    }

    fn serve(&self, listener: TcpListener) {
        let answer = |State(Self(answers)): State<Self>, Path(token): Path<String>| async move {
            let answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.get(&token).cloned().ok_or(StatusCode::NOT_FOUND)
        };
        let routes = Router::new().route("/.well-known/acme-challenge/{token}", get(answer)).with_state(self.clone());
        tokio::spawn(axum::serve(listener, routes).into_future());
    }
}
