//! What an ACME client gets from an issuer that suggests windows, without a network: the client asks a server of this file.

use core::{
    error::Error,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::Duration,
};
use std::sync::{Arc, Mutex};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use bytes::Bytes;
use http::{Request, Response, header::RETRY_AFTER};
use instant_acme::{Account, AccountCredentials, BodyWrapper, BytesResponse, CertificateIdentifier, HttpClient};
use notafter::renewal::{CertificateId, Window};
use rcgen::KeyPair;
use serde_json::json;
use time::macros::utc_datetime;

use super::certificate_id::{EXAMPLE_ID, example};

type Asked = Arc<Mutex<Vec<String>>>;

/// Answers every request with this window, to be asked for again after an hour and a half.
struct Issuer {
    window: [&'static str; 2],
    asked: Asked,
}

impl HttpClient for Issuer {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, instant_acme::Error>> + Send>> {
        self.asked.lock().expect("one test").push(request.uri().to_string());
        let [start, end] = self.window;
        let answer = json!({ "suggestedWindow": { "start": start, "end": end } }).to_string().into_bytes();
        let response = Response::builder().header(RETRY_AFTER, "5400").body(BodyWrapper::from(answer));
        Box::pin(core::future::ready(Ok(BytesResponse::from(response.expect("a response")))))
    }
}

/// Nothing here waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the issuer has answered already"),
    }
}

fn account(window: [&'static str; 2], asked: &Asked) -> Account {
    let key = KeyPair::generate().expect("a fresh key").serialize_der();
    let credentials = json!({
        "id": "https://acme.example/account/1",
        "key_pkcs8": BASE64_URL_SAFE_NO_PAD.encode(key),
        "urls": {
            "newNonce": "https://acme.example/nonce",
            "newAccount": "https://acme.example/account",
            "newOrder": "https://acme.example/order",
            "renewalInfo": "https://acme.example/renewal-info",
        },
    });
    let credentials: AccountCredentials = serde_json::from_value(credentials).expect("credentials");
    let issuer = Issuer { window, asked: Arc::clone(asked) };
    run(Account::builder_with_http(Box::new(issuer)).from_credentials(credentials)).expect("an account")
}

/// As the documentation of `CertificateId` has it.
async fn suggestion(account: &Account, der: &[u8]) -> Result<(Option<Window>, Duration), Box<dyn Error>> {
    let id = CertificateId::from_certificate_der(der)?;
    let id = CertificateIdentifier::new(id.key_identifier().into(), id.serial_number().into());
    let (info, retry_after) = account.renewal_info(&id).await?;
    let (start, end) = (info.suggested_window.start.checked_to_utc(), info.suggested_window.end.checked_to_utc());
    let window = start.zip(end).and_then(|(start, end)| Window::from_suggested(start, end));
    Ok((window, retry_after))
}

#[test]
fn a_window_and_the_time_to_ask_again_come_from_the_url_of_the_certificate() {
    let asked = Asked::default();
    let account = account(["2026-03-01T02:00:00+02:00", "2026-03-03T00:00:00Z"], &asked);
    let (window, retry_after) = run(suggestion(&account, &example())).expect("an answer");
    let expected = Window::from_suggested(utc_datetime!(2026-03-01 00:00:00), utc_datetime!(2026-03-03 00:00:00));
    assert_eq!(window, expected);
    // The client turns it into an instant and back, in which some time passes.
    assert!(retry_after <= Duration::from_secs(5_400), "{retry_after:?}");
    assert_eq!(retry_after.as_secs().div_ceil(600), 9, "{retry_after:?}");
    assert_eq!(*asked.lock().expect("one test"), [format!("https://acme.example/renewal-info/{EXAMPLE_ID}")]);
}

#[test]
fn an_answer_that_is_no_window_is_none_and_no_panic() {
    for window in
        [["2026-03-03T00:00:00Z", "2026-03-01T00:00:00Z"], ["2026-03-01T00:00:00Z", "9999-12-31T23:59:59-01:00"]]
    {
        let account = account(window, &Asked::default());
        let (found, _) = run(suggestion(&account, &example())).expect("an answer");
        assert_eq!(found, None, "{window:?}");
    }
}
