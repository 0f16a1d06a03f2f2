//! How a live identity is set up, and started.

use core::{
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    task::{Poll, Waker},
    time::Duration,
};
use std::{
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    sync::{Arc, Weak},
    task::Wake,
    thread::{self, Thread},
};

use time::UtcDateTime;

use super::{
    AsyncSource, Event, Identity, Source,
    begin::{Beginning, StartError},
    keeper::{Answer, Found, Keeper, Observer, Step, caught, panicked},
    live::{LiveIdentity, Shared},
    store::Store,
};
use crate::{renewal::Plan, scope::Scope};

/// How a [`LiveIdentity`] is set up.
///
/// | to start it | renews on |
/// |---|---|
/// | [`start`](Self::start) | a thread of its own |
/// | [`start_async`](Self::start_async) | a future, on any runtime |
/// | [`start_by_hand`](Self::start_by_hand) | each call of [`Ticker::tick`]: a test with its own clock, or a loop that is there already |
///
/// Each starts with what was saved, if that is still valid, and else with what the source gives. If there is neither, it is an error.
/// One that has not begun will do: the clock may be slow. With nothing but a credential that has expired, it starts with that one and
/// goes on asking.
#[must_use = "an identity begins when it is started"]
pub struct Builder {
    name: String,
    plan: Plan,
    observer: Option<Observer>,
    store: Option<Store>,
    patience: Duration,
}

impl Builder {
    pub(super) fn new(name: String, plan: Plan) -> Self {
        Self { name, plan, observer: None, store: None, patience: Duration::ZERO }
    }

    /// Saves what is in use in this file, and starts with it the next time.
    ///
    /// The file holds the chain and its key in PEM, so other programs can read it. What else the rotation knows and keeps is in lines
    /// around them. The file has mode 0600, and is replaced as a whole, so that it is never half written. Its folder must be there.
    /// Each identity needs a file of its own.
    ///
    /// A file that cannot be read, is damaged, or was written by another version, is [told](Event::NotLoaded) and not used. It is
    /// renamed to `<name>.unreadable` when the first credential is saved, in the place of an earlier one of that name.
    pub fn save(self, path: impl Into<PathBuf>) -> Self {
        Self { store: Some(Store::new(path.into())), ..self }
    }

    /// Tells `observer` each renewal, and each failure.
    ///
    /// It is called by whoever renews, and never by a handshake. If it panics, the renewal goes on.
    pub fn observe(self, observer: impl FnMut(&Event) + Send + 'static) -> Self {
        Self { observer: Some(Box::new(observer)), ..self }
    }

    /// Goes on asking for the first credential after failures, while the waits in between are no longer than this in all.
    ///
    /// The waits are those of the plan's [`back_off`](Plan::back_off). By default there is one attempt.
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Starts to renew on a thread of its own, which ends when the last handle is dropped.
    ///
    /// `clock` shows the time: `UtcDateTime::now`. It is looked at twice a minute or more often, so that a renewal is not late after
    /// the machine was suspended.
    ///
    /// # Errors
    ///
    /// [`StartError`]: nothing was saved, and the source gave nothing. A thread that cannot be had is one too.
    pub fn start(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        source: impl Source,
    ) -> Result<LiveIdentity, StartError> {
        let (identity, mut ticker) = self.start_by_hand(clock, source)?;
        let run = move || {
            let waker = Waker::from(Arc::new(Unpark(thread::current())));
            while let Some(wait) = ticker.tick() {
                // A source that parks the thread may have taken what unparks it.
                let is_woken = ticker.shared.upgrade().is_some_and(|shared| shared.wait_by(waker.clone()));
                if !is_woken {
                    thread::park_timeout(wait);
                }
            }
        };
        let thread = thread::Builder::new().name("notafter".to_owned()).spawn(run);
        thread.map_err(|error| StartError::of(Scope::ThisHost.of(error)))?;
        Ok(identity)
    }

    /// Starts to renew whenever [`Ticker::tick`] is called. What it waits for at the start, it waits for on this thread.
    ///
    /// # Errors
    ///
    /// [`StartError`]: nothing was saved, and the source gave nothing.
    ///
    /// # Examples
    ///
    /// The day that does not exist, on a clock of one's own:
    ///
    /// ```
    /// # #[cfg(all(feature = "mint", feature = "ring"))] {
    /// use std::sync::{Arc, Mutex};
    /// use notafter::identity::{Identity, LiveIdentity};
    /// use notafter::mint::{self, rcgen::KeyPair};
    /// use notafter::renewal::{Plan, RenewAt, State};
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, Scope, ScopedError, time::macros::utc_datetime};
    ///
    /// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    /// let source = move |now| {
    ///     let key = KeyPair::generate().map_err(|error| Scope::ThisHost.of(error))?;
    ///     let leaf = profile.self_signed(mint::server(["localhost"])?, &key, now)?;
    ///     Ok::<_, ScopedError>(Identity::from_minted(leaf, &key, [])?)
    /// };
    ///
    /// let now = Arc::new(Mutex::new(utc_datetime!(2027-07-01 00:00:00)));
    /// let clock = Arc::clone(&now);
    /// let clock = move || clock.lock().map_or(utc_datetime!(1970-01-01 00:00:00), |now| *now);
    /// let builder = LiveIdentity::builder("host-17/api", Plan::new(RenewAt::Ideal));
    /// let (identity, mut ticker) = builder.start_by_hand(clock, source)?;
    ///
    /// *now.lock().map_err(|_| "poisoned")? = utc_datetime!(2028-02-29 12:00:00);
    /// let _ = ticker.tick();
    /// assert!(matches!(identity.snapshot().state(), State::Degraded { failures: 1, .. }));
    /// assert_eq!(identity.current().validity().not_after(), utc_datetime!(2028-06-30 23:59:59));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn start_by_hand<S: Source>(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        mut source: S,
    ) -> Result<(LiveIdentity, Ticker<S>), StartError> {
        let mut beginning = self.begin(clock, |saved| source.still_fits(saved));
        loop {
            let now = beginning.keeper.now();
            match beginning.tick(now, caught(|| source.look(now))) {
                Some(Step::Mint(asked)) => beginning.answer(asked, caught(|| source.mint(asked))),
                Some(Step::Wait(wait)) => thread::sleep(wait),
                None => break,
            }
        }
        let (shared, keeper) = beginning.end()?;
        let ticker = Ticker { keeper, shared: Arc::downgrade(&shared), source };
        Ok((LiveIdentity(shared), ticker))
    }

    /// Starts to renew by a future that the caller spawns. It ends when the last handle is dropped.
    ///
    /// `sleep` waits for so long: `tokio::time::sleep`. Nothing else of a runtime is needed. Spawn the future: without it nothing is
    /// renewed. At each tick it reads the files of its source, and after a change it writes the saved one. It does both on the
    /// executor's thread, which takes some milliseconds.
    ///
    /// # Errors
    ///
    /// [`StartError`]: nothing was saved, and the source gave nothing.
    pub async fn start_async<S: AsyncSource, T: Future + Send>(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        mut source: S,
        mut sleep: impl FnMut(Duration) -> T + Send + 'static,
    ) -> Result<(LiveIdentity, impl Future<Output = ()> + Send + 'static), StartError> {
        let mut beginning = self.begin(clock, |saved| source.still_fits(saved));
        loop {
            let now = beginning.keeper.now();
            match beginning.tick(now, caught(|| source.look(now))) {
                Some(Step::Mint(asked)) => beginning.answer(asked, mint(&mut source, asked).await),
                Some(Step::Wait(wait)) => drop(sleep(wait).await),
                None => break,
            }
        }
        let (shared, mut keeper) = beginning.end()?;
        let weak = Arc::downgrade(&shared);
        let run = async move {
            while let Some(step) = tick(&mut keeper, &weak, |now| source.look(now)) {
                match step {
                    Step::Mint(asked) => {
                        let answer = mint(&mut source, asked).await;
                        let Some(shared) = weak.upgrade() else { return };
                        keeper.answer(&shared, asked, answer);
                    }
                    Step::Wait(wait) => woken(&weak, sleep(wait)).await,
                }
            }
        };
        Ok((LiveIdentity(shared), run))
    }

    fn begin(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        still_fits: impl FnOnce(&Identity) -> bool,
    ) -> Beginning {
        let Self { name, plan, observer, store, patience } = self;
        let keeper = Keeper { name, plan, clock: Arc::new(clock), observer, store };
        Beginning::new(keeper, patience, still_fits)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("name", &self.name).field("plan", &self.plan).finish_non_exhaustive()
    }
}

/// Renews a [`LiveIdentity`] when it is asked to.
#[must_use = "nothing is renewed without ticks"]
pub struct Ticker<S> {
    keeper: Keeper,
    shared: Weak<Shared>,
    source: S,
}

impl<S: Source> Ticker<S> {
    /// Does what there is to do now, and says how long to wait before the next call at most. `None` if nobody holds the identity
    /// any more.
    pub fn tick(&mut self) -> Option<Duration> {
        loop {
            match tick(&mut self.keeper, &self.shared, |now| self.source.look(now))? {
                Step::Wait(wait) => return Some(wait),
                Step::Mint(asked) => {
                    let answer = caught(|| self.source.mint(asked));
                    self.keeper.answer(&*self.shared.upgrade()?, asked, answer);
                }
            }
        }
    }
}

impl<S> fmt::Debug for Ticker<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticker").field("name", &self.keeper.name).finish_non_exhaustive()
    }
}

/// A tick; `None` if nobody holds the identity any more.
fn tick(keeper: &mut Keeper, shared: &Weak<Shared>, look: impl FnOnce(UtcDateTime) -> Found) -> Option<Step> {
    let shared = shared.upgrade()?;
    let now = keeper.now();
    Some(keeper.tick(&shared, now, caught(|| look(now))))
}

/// What the source mints, where a panic is an error of this host.
async fn mint(source: &mut impl AsyncSource, asked: UtcDateTime) -> Answer {
    // The call is in the future too: it may panic as well.
    let mut minting = pin!(async { source.mint(asked).await });
    poll_fn(|context| {
        let poll = AssertUnwindSafe(|| minting.as_mut().poll(context));
        panic::catch_unwind(poll).unwrap_or_else(|payload| Poll::Ready(Err(panicked(payload))))
    })
    .await
}

/// Waits until `sleep` is over, or the next tick is to come at once.
async fn woken(shared: &Weak<Shared>, sleep: impl Future) {
    let mut sleep = pin!(sleep);
    poll_fn(|context| match shared.upgrade() {
        Some(shared) if !shared.wait_by(context.waker().clone()) => sleep.as_mut().poll(context).map(drop),
        _ => Poll::Ready(()),
    })
    .await;
}

/// Ends the wait of a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
