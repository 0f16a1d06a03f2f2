//! The wait between two ticks: by the caller, on a thread, or in a future.
//!
//! ```text
//! tick ── wait ──▶ tick ── wait ──▶ tick            looks at the source, takes what is offered, publishes, saves
//!                   │                 │
//!                   └─ mint ────── answer           a thread and a future tick on while the source mints
//! ```

use core::{
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Poll, Waker},
    time::Duration,
};
use std::{
    any::Any,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Mutex, PoisonError, TryLockError, Weak,
        mpsc::{self, Receiver, TryRecvError},
    },
    task::Wake,
    thread::{self, Thread},
};

use time::UtcDateTime;

use super::{
    AsyncSource, Source,
    begin::StartError,
    keeper::{Answer, Found, Keeper, Step, caught, panicked},
    live::Shared,
};
use crate::scope::{Scope, ScopedError};

/// A renewal that goes on for as long as somebody holds the identity.
pub(super) struct Run {
    keeper: Keeper,
    shared: Weak<Shared>,
}

impl Run {
    pub(super) fn new(keeper: Keeper, shared: &Arc<Shared>) -> Self {
        Self { keeper, shared: Arc::downgrade(shared) }
    }

    /// Runs a tick. `None` if nobody holds the identity any more.
    ///
    /// `look` gives `None` if the source is minting.
    fn tick(&mut self, look: impl FnOnce(UtcDateTime) -> Option<Found>) -> Option<Step> {
        let shared = self.shared.upgrade()?;
        let tick = |keeper: &mut Keeper| {
            let now = keeper.now();
            keeper.attend(&shared, now, look(now));
            keeper.next(&shared, now)
        };
        let stumbled = |keeper: &mut Keeper, payload| Step { mint: None, wait: keeper.stumble(&shared, payload) };
        Some(self.undisturbed(tick, stumbled))
    }

    /// Takes the answer of the source, and returns how long to wait for the next tick. `None` if nobody holds the identity any
    /// more.
    fn answer(&mut self, answer: Answer) -> Option<Duration> {
        let shared = self.shared.upgrade()?;
        let stumbled = |keeper: &mut Keeper, payload| keeper.stumble(&shared, payload);
        Some(self.undisturbed(|keeper| keeper.answer(&shared, answer), stumbled))
    }

    /// A panic in the code of the caller, such as an error that cannot be printed, is no reason to stop renewing.
    fn undisturbed<T>(
        &mut self,
        work: impl FnOnce(&mut Keeper) -> T,
        stumbled: impl FnOnce(&mut Keeper, Box<dyn Any + Send>) -> T,
    ) -> T {
        let done = panic::catch_unwind(AssertUnwindSafe(|| work(&mut self.keeper)));
        done.unwrap_or_else(|payload| stumbled(&mut self.keeper, payload))
    }
}

/// Renews a [`LiveIdentity`](super::LiveIdentity) whenever you call it.
#[must_use = "nothing is renewed without ticks"]
pub struct Ticker<S> {
    run: Run,
    source: S,
}

impl<S: Source> Ticker<S> {
    pub(super) fn new(run: Run, source: S) -> Self {
        Self { run, source }
    }

    /// Renews if something is due, and returns the longest time to wait before the next call.
    ///
    /// `None` if nobody holds the identity any more.
    pub fn tick(&mut self) -> Option<Duration> {
        let Step { mint, wait } = self.run.tick(|now| Some(caught(|| self.source.look(now))))?;
        match mint {
            Some(at) => self.run.answer(caught(|| self.source.mint(at))),
            None => Some(wait),
        }
    }
}

impl<S> fmt::Debug for Ticker<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticker").field("name", &self.run.keeper.name).finish_non_exhaustive()
    }
}

/// Renews on a thread of its own. The source mints on another thread.
pub(super) fn on_a_thread(mut run: Run, source: impl Source) -> Result<(), StartError> {
    let renew = move || {
        let (source, waker) = (Arc::new(Mutex::new(source)), Waker::from(Arc::new(Unpark(thread::current()))));
        let mut minting: Option<Receiver<Answer>> = None;
        while let Some(wait) = turn(&mut run, &source, &mut minting) {
            // A source that parks the thread may have taken what unparks it.
            if !wait_by(&run.shared, waker.clone()) {
                thread::park_timeout(wait);
            }
        }
    };
    let thread = thread::Builder::new().name("notafter".to_owned()).spawn(renew);
    thread.map(drop).map_err(|error| StartError::of(ScopedError::new(Scope::ThisHost, error)))
}

/// Runs a tick, or takes the answer of the source.
fn turn<S: Source>(run: &mut Run, source: &Arc<Mutex<S>>, minting: &mut Option<Receiver<Answer>>) -> Option<Duration> {
    let answer = match minting.as_ref().map(Receiver::try_recv) {
        Some(Ok(answer)) => Some(answer),
        Some(Err(TryRecvError::Disconnected)) => {
            Some(Err(ScopedError::new(Scope::ThisHost, "the source's thread has ended")))
        }
        Some(Err(TryRecvError::Empty)) | None => None,
    };
    if let Some(answer) = answer {
        *minting = None;
        return run.answer(answer);
    }
    let look = |now| match source.try_lock() {
        Ok(mut source) => Some(caught(|| source.look(now))),
        Err(TryLockError::Poisoned(source)) => Some(caught(|| source.into_inner().look(now))),
        Err(TryLockError::WouldBlock) => None,
    };
    let Step { mint, wait } = run.tick(look)?;
    if let Some(at) = mint {
        *minting = Some(mint_aside(source, at, run.shared.clone()));
    }
    Some(wait)
}

/// Makes the source mint on a thread of its own, and wakes the renewing side when it is done.
fn mint_aside<S: Source>(source: &Arc<Mutex<S>>, at: UtcDateTime, shared: Weak<Shared>) -> Receiver<Answer> {
    let (answers, answer) = mpsc::sync_channel(1);
    let (source, minted) = (Arc::clone(source), answers.clone());
    let mint = move || {
        let answer = caught(|| source.lock().unwrap_or_else(PoisonError::into_inner).mint(at));
        let _ = minted.send(answer);
        shared.upgrade().inspect(|shared| shared.wake());
    };
    if let Err(error) = thread::Builder::new().name("notafter-mint".to_owned()).spawn(mint) {
        let _ = answers.send(Err(ScopedError::new(Scope::ThisHost, error)));
    }
    answer
}

/// Ends the wait of a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Renews by a future.
pub(super) async fn as_future<T: Future + Send>(
    mut run: Run,
    mut source: impl AsyncSource,
    mut sleep: impl FnMut(Duration) -> T + Send + 'static,
) {
    while let Some(Step { mint: at, mut wait }) = run.tick(|now| Some(caught(|| source.look(now)))) {
        if let Some(at) = at {
            let mut minting = pin!(mint(&mut source, at));
            let answer = loop {
                if let Some(answer) = either(minting.as_mut(), pin!(woken(&run.shared, sleep(wait)))).await {
                    break answer;
                }
                match run.tick(|_| None) {
                    Some(step) => wait = step.wait,
                    None => return,
                }
            };
            match run.answer(answer) {
                Some(next) => wait = next,
                None => return,
            }
        }
        woken(&run.shared, sleep(wait)).await;
    }
}

/// Makes the source mint, with a panic as an error of this host.
pub(super) async fn mint(source: &mut impl AsyncSource, at: UtcDateTime) -> Answer {
    // The call is in the future too: it may panic as well.
    let mut minting = pin!(async { source.mint(at).await });
    poll_fn(|context| {
        let poll = AssertUnwindSafe(|| minting.as_mut().poll(context));
        panic::catch_unwind(poll).unwrap_or_else(|payload| Poll::Ready(Err(panicked(payload))))
    })
    .await
}

/// The result of `work`, unless `wait` is over before that.
async fn either<T>(
    mut work: Pin<&mut impl Future<Output = T>>,
    mut wait: Pin<&mut impl Future<Output = ()>>,
) -> Option<T> {
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => wait.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Waits until `sleep` is over, or the next tick is to come at once.
async fn woken(shared: &Weak<Shared>, sleep: impl Future) {
    let mut sleep = pin!(sleep);
    poll_fn(|context| {
        if wait_by(shared, context.waker().clone()) { Poll::Ready(()) } else { sleep.as_mut().poll(context).map(drop) }
    })
    .await;
}

/// Lets `waker` bring on the next tick. Returns whether it is to come at once.
fn wait_by(shared: &Weak<Shared>, waker: Waker) -> bool {
    shared.upgrade().is_none_or(|shared| shared.wait_by(waker))
}
