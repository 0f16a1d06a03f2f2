//! Renewal while handshakes go on: an issuer that is away, a restart, a source that panics.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _, ScopedError,
    identity::{Event, Files, Identity, LiveIdentity, Source, openmetrics},
    mint::{self, rcgen::CertificateParams},
    renewal::{Plan, RenewAt, State, Window},
};
use rustls::client::ResolvesClientCert;
use time::{UtcDateTime, macros::utc_datetime};

use super::world::{Clock, Looking, Pair, SERVER_NAME, authority, told, wait_until};

const START: UtcDateTime = utc_datetime!(2027-12-01 00:00:00);
const WEEK: Profile = Profile::new(Lifetime::days(7));
const PLAN: Plan = Plan::new(RenewAt::Ideal);

/// A source that fails while `away` says so.
struct Away<S>(S, Arc<AtomicBool>);

impl<S: Source> Source for Away<S> {
    fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError> {
        if self.1.load(Ordering::Relaxed) {
            Err(ScopedError::new(Scope::SharedService, "away"))
        } else {
            self.0.mint(now)
        }
    }
}

#[test]
fn no_handshake_fails_over_a_year_while_the_issuer_is_away_for_half_of_each_lifetime() {
    let (clock, away) = (Clock::at(START), Arc::new(AtomicBool::new(false)));
    let (authority, plan) = (authority(START), Plan::new(RenewAt::percent(40)));
    let start = |name: &str, params| {
        let source = Away(authority.source(WEEK, params), Arc::clone(&away));
        LiveIdentity::builder(name, plan).start_by_hand(clock.shown(), source).expect("an identity")
    };
    let (server, mut server_ticker) = start("server", mint::server([SERVER_NAME]).expect("a name"));
    let (client, mut client_ticker) = start("client", mint::client("web"));
    let pair = Pair::new(&clock, &authority, server.clone(), client.clone());

    let (mut leaves, mut now) = (BTreeSet::new(), START);
    for hour in (0..366 * 24).step_by(3) {
        clock.set(now);
        away.store(hour / 84 % 2 == 1, Ordering::Relaxed);
        let _ = (server_ticker.tick(), client_ticker.tick());
        leaves.insert(pair.handshake().unwrap_or_else(|error| panic!("at {now}: {error}")));
        now += time::Duration::hours(3);
    }
    assert!(leaves.len() > 52, "{} leaves in a year", leaves.len());
    for identity in [&server, &client] {
        let snapshot = identity.snapshot();
        assert!(snapshot.renewals() > 52 && snapshot.failures() > 10, "{snapshot:?}");
    }
}

#[test]
fn the_day_that_does_not_exist_is_survived_and_told() {
    let (clock, told) = (Clock::at(utc_datetime!(2027-07-01 00:00:00)), told());
    let reject = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    let authority = authority(clock.now());
    let source = authority.source(reject, mint::server([SERVER_NAME]).expect("a name"));
    let builder =
        LiveIdentity::builder("server", Plan::new(RenewAt::BeforeEnd(Duration::from_secs(124 * 86_400))).spread(0));
    let (server, mut ticker) =
        builder.observe(told.observer()).start_by_hand(clock.shown(), source).expect("an identity");
    let first = server.current();
    assert_eq!(server.snapshot().due(), utc_datetime!(2028-02-28 00:00:00));

    let mut failed = 0;
    for hour in 0..72 {
        clock.set(utc_datetime!(2028-02-29 00:00:00) + time::Duration::hours(hour));
        let _ = ticker.tick();
        let is_leap_day = hour < 24;
        failed += u32::from(is_leap_day);
        assert_eq!(server.current().chain() == first.chain(), is_leap_day, "hour {hour}");
    }
    assert_eq!(failed, 24);
    let lines = told.take();
    assert!(
        lines.iter().any(|line| line.starts_with("failed as on every host: ") && line.contains("2029-02-29")),
        "{lines:?}"
    );
    assert!(lines.last().is_some_and(|line| line.starts_with("renewed")), "{lines:?}");
    assert_eq!(server.snapshot().errors().next(), None, "a renewal ends the alert");
}

#[test]
fn what_is_due_is_renewed_on_a_thread_and_the_thread_ends_with_the_last_handle() {
    let (clock, minted) = (Clock::at(START), Arc::new(AtomicU32::new(0)));
    let mut source = authority(START).source(WEEK, mint::client("web"));
    let counted = {
        let minted = Arc::clone(&minted);
        move |now| {
            minted.fetch_add(1, Ordering::Relaxed);
            source.mint(now)
        }
    };
    let identity = LiveIdentity::builder("client", PLAN).start(clock.shown(), counted).expect("an identity");
    assert_eq!(minted.load(Ordering::Relaxed), 1, "the first one");
    identity.renew_now();
    wait_until("a renewal that was asked for", || identity.snapshot().renewals() == 2);
    // The clock is at the point of renewal: the thread looks at it when it is woken.
    clock.set(identity.snapshot().due());
    identity.suggest(&identity.current().validity(), None);
    wait_until("a renewal that is due", || identity.snapshot().renewals() == 3);
    drop(identity);
    wait_until("the end of the thread, which drops the source", || Arc::strong_count(&minted) == 1);
}

#[test]
fn an_issuer_that_is_away_at_the_start_is_asked_again_for_as_long_as_there_is_patience() {
    let (clock, mut asked) = (Clock::at(START), 0);
    let refusing = |_| {
        Err::<Identity, _>(
            ScopedError::new(Scope::SharedService, "connection refused").with_retry_after(Duration::from_secs(1)),
        )
    };
    let error = LiveIdentity::builder("web", PLAN).start_by_hand(clock.shown(), refusing).expect_err("no identity");
    assert_eq!(error.to_string(), "no identity after 1 attempt: connection refused");
    assert_eq!((error.scope(), error.attempts()), (Scope::SharedService, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));

    let mut source = authority(START).source(WEEK, mint::client("web"));
    let third = move |now| {
        asked += 1;
        if asked < 3 { Err(ScopedError::new(Scope::SharedService, "connection refused")) } else { source.mint(now) }
    };
    // The clock stands still, and so do the waits of a second: they are slept.
    let moving = {
        let (clock, calls) = (clock.clone(), AtomicU32::new(0));
        move || clock.now() + time::Duration::seconds(calls.fetch_add(1, Ordering::Relaxed).into())
    };
    let plan = PLAN.back_off(Duration::from_secs(1), Duration::from_secs(1));
    let builder = LiveIdentity::builder("web", plan).patience(Duration::from_secs(10));
    let (identity, _) = builder.start_by_hand(moving, third).expect("an identity at the third attempt");
    assert_eq!(identity.snapshot().state(), State::Fresh);
}

#[test]
fn a_source_or_an_observer_that_panics_does_not_end_the_renewal() {
    let (clock, told) = (Clock::at(START), told());
    let (mut source, panics) = (authority(START).source(WEEK, mint::client("web")), Arc::new(AtomicBool::new(false)));
    let panicking = {
        let panics = Arc::clone(&panics);
        move |now| {
            assert!(!panics.load(Ordering::Relaxed), "the issuer's library\n has a defect");
            source.mint(now)
        }
    };
    let mut observer = told.observer();
    let builder = LiveIdentity::builder("web", PLAN).observe(move |event| {
        observer(event);
        panic!("so does the observer");
    });
    let (identity, mut ticker) = builder.start_by_hand(clock.shown(), panicking).expect("an identity");
    clock.set(identity.snapshot().due());
    panics.store(true, Ordering::Relaxed);
    assert!(ticker.tick().is_some());
    let lines = told.take();
    assert!(
        lines[1].starts_with("failed on this host: the source panicked: the issuer's library has a defect"),
        "{lines:?}"
    );
    assert!(matches!(identity.snapshot().state(), State::Degraded { failures: 1, .. }));
    panics.store(false, Ordering::Relaxed);
    clock.set(identity.snapshot().due());
    assert!(ticker.tick().is_some());
    assert_eq!(identity.snapshot().state(), State::Fresh);
}

#[test]
fn an_event_says_whether_something_is_wrong_and_where() {
    let (clock, is_away, events) =
        (Clock::at(START), Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
    let source = Away(authority(START).source(WEEK, mint::client("web")), Arc::clone(&is_away));
    let noted = Arc::clone(&events);
    let builder = LiveIdentity::builder("web", PLAN)
        .observe(move |event: &Event| noted.lock().expect("the events").push((event.is_good(), event.scope())));
    let (identity, mut ticker) = builder.start_by_hand(clock.shown(), source).expect("an identity");
    is_away.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        clock.set(identity.snapshot().due());
        let _ = ticker.tick();
    }
    let snapshot = identity.snapshot();
    assert_eq!((snapshot.failures_in_a_row(), snapshot.failures()), (2, 2));
    let errors: Vec<_> = snapshot.errors().collect();
    assert!(matches!(errors[..], [error] if error.starts_with("failed at a shared service: away")), "{errors:?}");
    // Nothing has failed yet by a clock that is set back.
    let now = clock.now();
    clock.set(START);
    assert_eq!((identity.snapshot().failures_in_a_row(), identity.snapshot().errors().next()), (0, None));
    clock.set(now);
    is_away.store(false, Ordering::Relaxed);
    clock.set(identity.snapshot().due());
    let _ = ticker.tick();
    let (good, failed) = ((true, None), (false, Some(Scope::SharedService)));
    assert_eq!(*events.lock().expect("the events"), [good, failed, failed, good]);
    assert_eq!(identity.snapshot().errors().next(), None);
}

#[test]
fn what_is_printed_has_the_name_and_no_key() {
    let clock = Clock::at(START);
    let builder = LiveIdentity::builder("web", PLAN);
    assert!(format!("{builder:?}").starts_with("Builder { name: \"web\", plan: "), "{builder:?}");
    let source = authority(START).source(WEEK, mint::client("web"));
    let (identity, ticker) = builder.start_by_hand(clock.shown(), source).expect("an identity");
    let snapshot = identity.snapshot();
    assert_eq!(snapshot.name(), "web");
    let line = snapshot.to_string();
    assert!(line.starts_with("web: fresh, valid until 2027-12-07T23:59:59Z, due at 2027-12-0"), "{line}");
    assert_eq!(format!("{identity:?}"), format!("LiveIdentity({line:?})"));
    assert_eq!(format!("{ticker:?}"), "Ticker { name: \"web\", .. }");
    let files = Files::new("tls.crt", "tls.key");
    assert!(format!("{files:?}").starts_with("Files { chain: \"tls.crt\", key: "), "{files:?}");
    assert!(ResolvesClientCert::has_certs(&identity));
}

/// A thread that would not wait would look thousands of times.
#[test]
fn a_thread_waits_between_its_looks() {
    let looks = Arc::new(AtomicU32::new(0));
    let source = Looking(authority(START).source(WEEK, mint::client("web")), Arc::clone(&looks));
    let clock = Clock::at(START);
    let identity = LiveIdentity::builder("web", PLAN).start(clock.shown(), source).expect("an identity");
    std::thread::sleep(Duration::from_millis(200));
    identity.look_now();
    wait_until("another look", || looks.load(Ordering::Relaxed) > 1);
    std::thread::sleep(Duration::from_millis(200));
    assert!(looks.load(Ordering::Relaxed) < 10, "{looks:?}");
}

#[test]
fn what_arrives_by_itself_is_offered_and_what_the_issuer_suggests_is_passed_on() {
    let clock = Clock::at(START);
    let mut late = authority(START).source(Profile::new(Lifetime::days(30)), mint::client("web"));
    let source = authority(START).source(WEEK, mint::client("web"));
    let (told, builder) = (told(), LiveIdentity::builder("web", PLAN));
    let (identity, mut ticker) =
        builder.observe(told.observer()).start_by_hand(clock.shown(), source).expect("an identity");
    let first = identity.current();
    let past = Window::from_suggested(START - time::Duration::hours(2), START - time::Duration::hours(1));
    identity.suggest(&first.validity(), past);
    assert_eq!(identity.snapshot().state(), State::Due);
    let _ = ticker.tick();
    let second = identity.current();
    assert_ne!(first.chain(), second.chain(), "renewed as the issuer wished");

    let arrived = late.mint(clock.now()).expect("an order");
    told.take();
    identity.offer(arrived.clone());
    identity.offer(second);
    let _ = ticker.tick();
    assert_eq!(identity.current().chain(), arrived.chain());
    let lines = told.take();
    assert!(lines[0].starts_with("renewed") && lines[1].starts_with("refused"), "{lines:?}");
}

/// The steps that `Trust` documents, with live identities on both ends.
#[test]
fn a_mesh_moves_to_another_authority_without_a_restart_and_without_a_failed_handshake() {
    let (clock, old, new) = (Clock::at(START), authority(START), authority(START));
    let signer = Arc::new(RwLock::new(Arc::clone(&old)));
    let trust = old.trust().expect("a root");
    let start = |name: &str, params: CertificateParams| {
        let signer = Arc::clone(&signer);
        let source = move |now| {
            let authority = Arc::clone(&signer.read().unwrap_or_else(PoisonError::into_inner));
            authority.source(WEEK, params.clone()).mint(now)
        };
        LiveIdentity::builder(name, PLAN).start_by_hand(clock.shown(), source).expect("an identity")
    };
    let (server, mut server_ticker) = start("server", mint::server([SERVER_NAME]).expect("a name"));
    let (client, mut client_ticker) = start("client", mint::client("web"));
    let pair = Pair::trusting(&clock, &trust, server.clone(), client.clone());
    let good = |step: &str| assert!(pair.handshake().is_ok(), "{step}");
    good("before");
    trust.add(new.der().clone()).expect("another root");
    good("1: both are trusted");
    *signer.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&new);
    good("2: the new one signs");
    server.renew_now();
    let _ = server_ticker.tick();
    good("2: the server has its new certificate");
    client.renew_now();
    let _ = client_ticker.tick();
    good("3: all have it");
    trust.remove(old.der()).expect("the other root");
    good("4: the old one is not trusted any more");
    *signer.write().unwrap_or_else(PoisonError::into_inner) = old;
    server.renew_now();
    let _ = server_ticker.tick();
    assert!(pair.handshake().is_err(), "what the old one signs is refused");
}

#[test]
fn a_clock_that_is_wrong_at_the_start_does_not_keep_a_service_down() {
    // The issuer's clock is a year ahead of this host's: what it gives has not begun here.
    let (clock, issuer) = (Clock::at(START), START + time::Duration::days(365));
    let mut ahead = authority(START).source(WEEK, mint::client("web"));
    let (identity, mut ticker) = LiveIdentity::builder("web", PLAN)
        .start_by_hand(clock.shown(), move |now| ahead.mint(issuer.max(now)))
        .expect("an identity that begins later");
    assert!(matches!(identity.snapshot().state(), State::NotYetValid { .. }));
    clock.set(issuer + time::Duration::days(1));
    let _ = ticker.tick();
    assert_eq!(identity.snapshot().state(), State::Fresh, "the clock was set right");
}

#[test]
fn metrics_have_the_names_of_exporters_and_one_family_each() {
    let clock = Clock::at(START);
    let of = |name: &str| {
        let source = authority(START).source(WEEK, mint::client("web"));
        LiveIdentity::builder(name, PLAN).start_by_hand(clock.shown(), source).expect("an identity")
    };
    let ((server, _server), (client, mut ticker)) = (of("db"), of("a \"quoted\\ name\nof two lines"));
    clock.set(START + time::Duration::days(8));
    let _ = ticker.tick();
    let text = openmetrics(&[server.snapshot(), client.snapshot()]);
    let lines: Vec<_> = text.lines().collect();
    let expected = [
        "# TYPE x509_cert_not_before gauge",
        "# HELP x509_cert_not_before First valid second of the certificate chain in use.",
        "x509_cert_not_before{identity=\"db\"} 1827619200",
        "x509_cert_not_before{identity=\"a \\\"quoted\\\\ name\\nof two lines\"} 1828310400",
        "# TYPE x509_cert_not_after gauge",
    ];
    assert_eq!(lines[..5], expected);
    assert!(lines.contains(&"x509_cert_not_after{identity=\"db\"} 1828223999"), "{text}");
    assert!(lines.contains(&"x509_cert_expired{identity=\"db\"} 1"), "{text}");
    assert!(lines.contains(&"notafter_renewals_total{identity=\"db\"} 1"), "{text}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("# TYPE")).count(), 10);
    let ticks: Vec<_> = lines.iter().filter(|line| line.starts_with("notafter_last_tick")).collect();
    assert!(ticks[0].ends_with(" 1827619200") && ticks[1].ends_with(" 1828310400"), "one is not ticked: {ticks:?}");
    assert_eq!(lines.last(), Some(&"# EOF"));
}
