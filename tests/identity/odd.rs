//! What surrounds a live identity and behaves oddly: sources that hang, errors that panic, clocks that run backwards.

use std::{
    fmt,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

use notafter::{
    Lifetime, Profile, Scope, ScopedError, Validity,
    identity::{Files, Identity, LiveIdentity, Ready, Source},
    mint::{self, rcgen::KeyPair},
    renewal::{Plan, RenewAt, State},
    time::UtcDateTime,
};
use time::macros::utc_datetime;
use tokio::time::{Instant, sleep};

use super::world::{Clock, authority, told, wait_until};

const START: UtcDateTime = utc_datetime!(2027-12-01 00:00:00);
const WEEK: Profile = Profile::new(Lifetime::days(7));
const PLAN: Plan = Plan::new(RenewAt::Ideal);

fn minting() -> impl Source {
    authority(START).source(WEEK, mint::client("web"))
}

/// Who asks for a renewal while one is under way wants what holds from then on: another name, another authority.
#[test]
fn a_renewal_that_is_asked_for_while_the_source_mints_is_another_one() {
    for is_asked in [false, true] {
        let (clock, handle) = (Clock::at(START), Arc::new(OnceLock::<LiveIdentity>::new()));
        let (mut source, minted) = (minting(), Arc::new(AtomicU32::new(0)));
        let asking = {
            let (handle, minted) = (Arc::clone(&handle), Arc::clone(&minted));
            move |now| {
                let count = minted.fetch_add(1, Ordering::Relaxed);
                if let (true, 1, Some(identity)) = (is_asked, count, handle.get()) {
                    identity.renew_now();
                }
                source.mint(now)
            }
        };
        let (identity, mut ticker) =
            LiveIdentity::builder("web", PLAN).start_by_hand(clock.shown(), asking).expect("an identity");
        handle.set(identity.clone()).expect("once");
        identity.renew_now();
        for second in 0..10 {
            clock.set(START + time::Duration::seconds(second));
            let _ = ticker.tick();
        }
        assert_eq!(minted.load(Ordering::Relaxed), if is_asked { 3 } else { 2 }, "asked: {is_asked}");
    }
}

/// A source that hangs from its second call on, until the sender is dropped.
fn hanging(until: mpsc::Receiver<()>) -> impl Source {
    let (mut source, mut calls) = (minting(), 0);
    let until = Mutex::new(until);
    move |now| {
        calls += 1;
        if calls > 1 {
            let _ = until.lock().expect("not poisoned").recv();
        }
        source.mint(now)
    }
}

#[test]
fn a_source_that_hangs_on_a_thread_keeps_nobody_from_what_is_offered_and_the_thread_ends() {
    let (clock, told, marker) = (Clock::at(START), told(), Arc::new(()));
    let (release, until) = mpsc::channel();
    let mut observer = told.observer();
    let held = Arc::clone(&marker);
    let builder = LiveIdentity::builder("web", PLAN).observe(move |event| {
        let _held = &held;
        observer(event);
    });
    let identity = builder.start(clock.shown(), hanging(until)).expect("an identity");
    clock.set(identity.snapshot().due());
    identity.look_now();
    wait_until("the second call", || identity.snapshot().last_tick() == clock.now());
    let offered = minting().mint(clock.now()).expect("an order that has arrived");
    identity.offer(offered.clone());
    wait_until("what was offered is in use", || identity.current().chain() == offered.chain());
    drop(identity);
    wait_until("the end of the thread that renews", || Arc::strong_count(&marker) == 1);
    drop(release);
}

#[test]
fn what_a_source_gives_after_it_hung_is_taken() {
    let (clock, told) = (Clock::at(START), told());
    let (release, until) = mpsc::channel();
    let identity = LiveIdentity::builder("web", PLAN)
        .observe(told.observer())
        .start(clock.shown(), hanging(until))
        .expect("an identity");
    clock.set(identity.snapshot().due());
    identity.look_now();
    wait_until("the second call", || identity.snapshot().last_tick() == clock.now());
    assert_eq!((identity.snapshot().renewals(), identity.snapshot().state()), (1, State::Due));
    drop(release);
    wait_until("the renewal", || identity.snapshot().renewals() == 2);
    assert_eq!(identity.snapshot().state(), State::Fresh);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_in_a_future_keeps_nobody_from_what_is_offered_and_the_future_ends() {
    let start = Instant::now();
    let (calls, held) = (Arc::new(AtomicU32::new(0)), Arc::new(()));
    let hanging = {
        let (calls, held, authority) = (Arc::clone(&calls), Arc::clone(&held), authority(START));
        move |now| {
            let (calls, held) = (Arc::clone(&calls), Arc::clone(&held));
            let mut source = authority.source(WEEK, mint::client("web"));
            async move {
                let _held = held;
                if calls.fetch_add(1, Ordering::Relaxed) > 0 {
                    std::future::pending::<()>().await;
                }
                source.mint(now)
            }
        }
    };
    let clock = move || START + start.elapsed();
    let (identity, renewal) =
        LiveIdentity::builder("web", PLAN).start_async(clock, hanging, sleep).await.expect("an identity");
    let renewal = tokio::spawn(renewal);
    sleep(Duration::from_secs(6 * 86_400)).await;
    assert_eq!(calls.load(Ordering::Relaxed), 2, "it is asked once, and not again while it hangs");
    let age = clock() - identity.snapshot().last_tick();
    assert!(age <= Duration::from_secs(30), "the ticks go on: {age}");
    let offered = minting().mint(clock()).expect("an order that has arrived");
    identity.offer(offered.clone());
    sleep(Duration::from_millis(1)).await;
    assert_eq!(identity.current().chain(), offered.chain());
    drop(identity);
    renewal.await.expect("it ends, and does not panic");
    assert_eq!(Arc::strong_count(&held), 1, "what the source did is dropped");
}

/// An error of the user that cannot be printed.
#[derive(Debug)]
struct Unprintable;

impl fmt::Display for Unprintable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("no text for this one")
    }
}

impl std::error::Error for Unprintable {}

#[test]
fn an_error_that_cannot_be_printed_does_not_end_the_renewal() {
    let (clock, told) = (Clock::at(START), told());
    let (mut source, mut calls) = (minting(), 0);
    let failing = move |now| {
        calls += 1;
        if calls == 2 { Err(ScopedError::new(Scope::SharedService, Unprintable)) } else { source.mint(now) }
    };
    let builder = LiveIdentity::builder("web", PLAN).observe(told.observer());
    let (identity, mut ticker) = builder.start_by_hand(clock.shown(), failing).expect("an identity");
    clock.set(identity.snapshot().due());
    assert!(ticker.tick().is_some());
    assert_eq!(identity.snapshot().failures_in_a_row(), 1);
    assert!(told.take().last().is_some_and(|line| line.ends_with("panicked: no text for this one")));
    clock.set(identity.snapshot().due());
    assert!(ticker.tick().is_some());
    assert_eq!((identity.snapshot().renewals(), identity.snapshot().state()), (2, State::Fresh));
}

#[test]
fn a_clock_that_panics_for_a_while_does_not_end_the_renewal() {
    let (clock, panics) = (Clock::at(START), Arc::new(AtomicBool::new(false)));
    let shown = {
        let (clock, panics) = (clock.clone(), Arc::clone(&panics));
        move || {
            assert!(!panics.load(Ordering::Relaxed), "no time");
            clock.now()
        }
    };
    let (identity, mut ticker) = LiveIdentity::builder("web", PLAN).start_by_hand(shown, minting()).expect("one");
    clock.set(identity.snapshot().due());
    panics.store(true, Ordering::Relaxed);
    assert_eq!(ticker.tick(), Some(Duration::from_secs(30)));
    panics.store(false, Ordering::Relaxed);
    assert!(ticker.tick().is_some());
    assert_eq!(identity.snapshot().renewals(), 2);
}

/// The source has answered, and nobody knows what time it is: it is asked again once the clock is mended.
#[test]
fn a_clock_that_panics_when_the_source_has_answered_does_not_end_the_renewal() {
    let (clock, panics) = (Clock::at(START), Arc::new(AtomicBool::new(false)));
    let shown = {
        let (clock, panics) = (clock.clone(), Arc::clone(&panics));
        move || {
            assert!(!panics.load(Ordering::Relaxed), "no time");
            clock.now()
        }
    };
    let (mut source, mut calls) = (minting(), 0);
    let breaking = {
        let panics = Arc::clone(&panics);
        move |now| {
            calls += 1;
            panics.store(calls == 2, Ordering::Relaxed);
            source.mint(now)
        }
    };
    let (identity, mut ticker) = LiveIdentity::builder("web", PLAN).start_by_hand(shown, breaking).expect("one");
    clock.set(identity.snapshot().due());
    assert_eq!(ticker.tick(), Some(Duration::from_secs(30)));
    panics.store(false, Ordering::Relaxed);
    assert!(ticker.tick().is_some());
    assert_eq!((identity.snapshot().renewals(), identity.snapshot().state()), (2, State::Fresh));
}

/// A source that panics when it is shown what was saved.
struct Forgetful<S>(S);

impl<S: Source> Source for Forgetful<S> {
    fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError> {
        self.0.mint(now)
    }

    fn still_fits(&self, _: &Identity) -> bool {
        panic!("it does not know")
    }
}

#[test]
fn a_source_that_panics_when_it_sees_what_was_saved_is_asked_for_another() {
    let (clock, folder) = (Clock::at(START), tempfile::tempdir().expect("a folder"));
    let builder = || LiveIdentity::builder("web", PLAN).save(folder.path().join("web.pem"));
    let (first, _) = builder().start_by_hand(clock.shown(), minting()).expect("an identity");
    let (second, mut ticker) = builder().start_by_hand(clock.shown(), Forgetful(minting())).expect("an identity");
    assert_eq!(first.current().chain(), second.current().chain(), "what was saved is used");
    let _ = ticker.tick();
    assert_ne!(first.current().chain(), second.current().chain(), "and renewed");
}

#[test]
fn a_clock_that_goes_back_at_each_look_does_not_mint_in_a_loop() {
    let (seconds, minted) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicU32::new(0)));
    let shown = {
        let seconds = Arc::clone(&seconds);
        move || START - time::Duration::days(seconds.fetch_add(1, Ordering::Relaxed))
    };
    let mut source = minting();
    let counted = {
        let minted = Arc::clone(&minted);
        move |now| {
            minted.fetch_add(1, Ordering::Relaxed);
            source.mint(now)
        }
    };
    let (identity, mut ticker) = LiveIdentity::builder("web", PLAN).start_by_hand(shown, counted).expect("one");
    for tick in 1..20 {
        assert!(ticker.tick().is_some_and(|wait| !wait.is_zero()), "tick {tick}");
        assert!(minted.load(Ordering::Relaxed) <= tick + 1, "tick {tick}");
    }
    drop(identity);
}

#[test]
fn at_the_end_of_time_nobody_waits_for_nothing() {
    let end = utc_datetime!(9999-12-31 23:59:59.999_999_999);
    let for_ever = Profile::exactly(Validity::new(START, end.truncate_to_second()).expect("a period"));
    let source = move |now| {
        let key = KeyPair::generate().expect("a key");
        let leaf = for_ever.self_signed(mint::client("web"), &key, now)?;
        Ok::<_, ScopedError>(Identity::from_minted(leaf, &key, [])?)
    };
    let (_identity, mut ticker) =
        LiveIdentity::builder("web", PLAN).start_by_hand(move || end, source).expect("an identity");
    for _ in 0..3 {
        assert!(ticker.tick().is_some_and(|wait| !wait.is_zero()));
    }
}

/// The last attempt is at the end of the patience, unless the issuer wants not to be asked by then.
#[tokio::test(start_paused = true)]
async fn patience_that_is_shorter_than_a_wait_is_used_to_its_end() {
    for (asked_to_wait, expected) in [(None, 2), (Some(3), 2), (Some(20), 2), (Some(21), 1)] {
        let (start, patience) = (Instant::now(), Duration::from_secs(20));
        let calls = Arc::new(AtomicU32::new(0));
        let refusing = {
            let calls = Arc::clone(&calls);
            move |_| {
                calls.fetch_add(1, Ordering::Relaxed);
                let error = ScopedError::new(Scope::SharedService, "503");
                let error = match asked_to_wait {
                    Some(seconds) => error.with_retry_after(Duration::from_secs(seconds)),
                    None => error,
                };
                std::future::ready(Err::<Identity, _>(error))
            }
        };
        let builder = LiveIdentity::builder("web", PLAN).patience(patience);
        let started = builder.start_async(move || START + start.elapsed(), refusing, sleep).await;
        let error = started.err().expect("nothing was had");
        assert_eq!((calls.load(Ordering::Relaxed), error.attempts()), (expected, expected), "{asked_to_wait:?}");
        let waited = start.elapsed();
        assert!(waited >= patience && waited < Duration::from_secs(21), "{asked_to_wait:?}: {waited:?}");
    }
}

/// A service may start before the tool that writes its files.
#[tokio::test(start_paused = true)]
async fn files_that_come_while_there_is_patience_are_used_within_half_a_minute() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tls.pem");
    let start = Instant::now();
    // The first waits are long: an hour and more.
    let plan = PLAN.back_off(Duration::from_secs(7_200), Duration::from_secs(7_200));
    let builder = LiveIdentity::builder("web", plan).patience(Duration::from_secs(86_400));
    let (path_of, at) = (path.clone(), Duration::from_secs(600));
    tokio::spawn(async move {
        sleep(at).await;
        let key = KeyPair::generate().expect("a key");
        let leaf = WEEK.self_signed(mint::client("web"), &key, START).expect("a leaf");
        std::fs::write(path_of, leaf.to_pem() + &key.serialize_pem()).expect("a file");
    });
    let files = Ready(Files::new(&path, &path));
    let started = builder.start_async(move || START + start.elapsed(), files, sleep).await;
    let (identity, _renewal) = started.expect("an identity");
    assert_eq!(identity.snapshot().state(), State::Fresh);
    let waited = start.elapsed();
    assert!(waited >= at && waited <= at + Duration::from_secs(30), "{waited:?}");
}
