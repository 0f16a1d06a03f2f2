//! Renewal by a future, on tokio's clock, which jumps to the next timer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use notafter::{
    Lifetime, Profile, Scope, ScopedError,
    identity::{Files, Identity, LiveIdentity, Ready, Source},
    mint,
    renewal::{Plan, RenewAt, State},
    time::UtcDateTime,
};
use time::macros::utc_datetime;
use tokio::time::{Instant, sleep};

use super::world::{Looking, authority, told};

const START: UtcDateTime = utc_datetime!(2027-12-01 00:00:00);
const WEEK: Profile = Profile::new(Lifetime::days(7));
const PLAN: Plan = Plan::new(RenewAt::Ideal);

/// The clock of the runtime.
fn clock() -> impl Fn() -> UtcDateTime + Send + Sync + 'static {
    let start = Instant::now();
    move || START + start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_future_renews_for_a_year_and_ends_with_the_last_handle() {
    let (authority, asked) = (authority(START), Arc::new(AtomicU32::new(0)));
    let slow = {
        let asked = Arc::clone(&asked);
        move |now| {
            let mut source = authority.source(WEEK, mint::client("web"));
            let number = asked.fetch_add(1, Ordering::Relaxed);
            async move {
                // A remote issuer takes its time, and fails now and then.
                sleep(Duration::from_secs(20)).await;
                if number % 3 == 2 { Err(ScopedError::new(Scope::SharedService, "503")) } else { source.mint(now) }
            }
        }
    };
    let started = LiveIdentity::builder("web", PLAN).start_async(clock(), slow, sleep).await;
    let (identity, renewal) = started.expect("an identity");
    let renewal = tokio::spawn(renewal);
    for hour in 0..365 * 24 {
        let snapshot = identity.snapshot();
        let is_well = matches!(snapshot.state(), State::Fresh | State::Due | State::Degraded { .. });
        assert!(is_well, "hour {hour}: {snapshot}");
        sleep(Duration::from_secs(3_600)).await;
    }
    let snapshot = identity.snapshot();
    assert!(snapshot.renewals() > 70 && snapshot.failures() > 30, "{snapshot:?}");
    drop(identity);
    renewal.await.expect("it ends, and does not panic");
    assert_eq!(Arc::strong_count(&asked), 1, "the source is dropped");
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_for_meanwhile_is_done_at_once() {
    let authority = authority(START);
    let source = Ready(authority.source(WEEK, mint::client("web")));
    let (identity, renewal) =
        LiveIdentity::builder("web", PLAN).start_async(clock(), source, sleep).await.expect("an identity");
    tokio::spawn(renewal);
    sleep(Duration::from_millis(1)).await;
    let before = Instant::now();
    identity.renew_now();
    tokio::task::yield_now().await;
    assert_eq!(identity.snapshot().renewals(), 2);
    assert_eq!(before.elapsed(), Duration::ZERO, "no timer ran");
}

#[tokio::test(start_paused = true)]
async fn a_look_that_is_asked_for_and_the_end_come_at_once() {
    let (mut source, looks) = (authority(START).source(WEEK, mint::client("web")), Arc::new(AtomicU32::new(0)));
    let looking = Looking(move |now| source.mint(now), Arc::clone(&looks));
    let builder = LiveIdentity::builder("web", PLAN);
    let (identity, renewal) = builder.start_async(clock(), Ready(looking), sleep).await.expect("an identity");
    let renewal = tokio::spawn(renewal);
    sleep(Duration::from_millis(1)).await;
    let (before, count) = (Instant::now(), looks.load(Ordering::Relaxed));
    identity.look_now();
    tokio::task::yield_now().await;
    assert_eq!(looks.load(Ordering::Relaxed), count + 1);
    drop(identity);
    renewal.await.expect("it ends");
    assert_eq!(before.elapsed(), Duration::ZERO, "no timer ran");
}

#[tokio::test(start_paused = true)]
async fn a_future_that_panics_is_a_failure_and_no_end() {
    let (authority, told) = (authority(START), told());
    let mut asked = 0;
    let panicking = move |now| {
        let mut source = authority.source(WEEK, mint::client("web"));
        asked += 1;
        async move {
            assert!(asked != 2, "no second order");
            source.mint(now)
        }
    };
    let builder = LiveIdentity::builder("web", PLAN).observe(told.observer());
    let (identity, renewal) = builder.start_async(clock(), panicking, sleep).await.expect("an identity");
    tokio::spawn(renewal);
    sleep(Duration::from_secs(7 * 86_400)).await;
    let lines = told.take();
    assert!(lines[1].starts_with("failed on this host: the source panicked: no second order"), "{lines:?}");
    assert!(lines[2].starts_with("renewed"), "{lines:?}");
    assert_eq!(identity.snapshot().state(), State::Fresh);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_ready_may_panic_too() {
    let (mut source, mut asked) = (authority(START).source(WEEK, mint::client("web")), 0);
    let panicking = move |now| {
        asked += 1;
        assert!(asked != 2, "no second order");
        source.mint(now)
    };
    let builder = LiveIdentity::builder("web", PLAN);
    let (identity, renewal) = builder.start_async(clock(), Ready(panicking), sleep).await.expect("an identity");
    tokio::spawn(renewal);
    sleep(Duration::from_secs(6 * 86_400)).await;
    assert_eq!((identity.snapshot().renewals(), identity.snapshot().failures()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn the_start_waits_without_blocking_and_says_why_there_is_none() {
    let started = Instant::now();
    let refusing = async |_| Err::<Identity, ScopedError>(ScopedError::new(Scope::SharedService, "503"));
    let builder = LiveIdentity::builder("web", PLAN).patience(Duration::from_secs(600));
    let error = builder.start_async(clock(), refusing, sleep).await.err().expect("no identity");
    assert!(error.attempts() > 3 && error.to_string().ends_with(": 503"), "{error}");
    let waited = started.elapsed();
    assert!(waited <= Duration::from_secs(600) && waited > Duration::from_secs(120), "{waited:?}");

    let files = Ready(Files::new("/no/such/tls.crt", "/no/such/tls.key"));
    let error = LiveIdentity::builder("web", PLAN).start_async(clock(), files, sleep).await.err().expect("no files");
    assert_eq!(error.to_string(), "no identity after 1 attempt: /no/such/tls.crt: no such file");
}
