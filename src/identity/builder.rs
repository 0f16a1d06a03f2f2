//! The settings and the start of a live identity.

use core::{fmt, future::Future, time::Duration};
use std::{path::PathBuf, sync::Arc, thread};

use time::UtcDateTime;

use super::{
    AsyncSource, Event, Identity, Source,
    begin::{Beginning, StartError},
    keeper::{Keeper, Observer, Step, caught},
    live::LiveIdentity,
    run::{self, Run, Ticker},
    store::Store,
};
use crate::renewal::Plan;

/// Sets up and starts a [`LiveIdentity`].
///
/// | start it with | it renews on |
/// |---|---|
/// | [`start`](Self::start) | a thread of its own |
/// | [`start_async`](Self::start_async) | a future, on any runtime |
/// | [`start_by_hand`](Self::start_by_hand) | each call of [`Ticker::tick`], in a test with its own clock or in a loop of yours |
///
/// An identity starts with the saved credential if it is still valid, and otherwise asks the source. A credential that has not
/// begun is used too: the clock may be slow. If there is only a credential that has expired, the identity starts with it and
/// goes on asking. If there is none, the start is an error.
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

    /// Saves the credential in use in this file, and starts with it the next time.
    ///
    /// The file holds the chain and its key in PEM, so other programs can read it. The rest of the rotation's state is in lines
    /// around them. The file has mode 0600, and is replaced as a whole, so that it is never half written. Its folder must
    /// exist. Each identity needs a file of its own.
    ///
    /// A file is not used if it cannot be read, is damaged, or was written by another version. The observer is
    /// [told](Event::NotLoaded). When the first credential is saved, the file is renamed to `<name>.unreadable`, and replaces
    /// an earlier file of that name.
    pub fn save(self, path: impl Into<PathBuf>) -> Self {
        Self { store: Some(Store::new(path.into())), ..self }
    }

    /// Tells `observer` each renewal, each failure, and the saved credential that was loaded.
    ///
    /// The thread or the future that renews calls it, and never a handshake. If it panics, the renewal goes on.
    pub fn observe(self, observer: impl FnMut(&Event) + Send + 'static) -> Self {
        Self { observer: Some(Box::new(observer)), ..self }
    }

    /// Goes on asking for the first credential after failures, for as long as `patience`.
    ///
    /// The waits follow the plan's [`back_off`](Plan::back_off), 30 to 60 s at first. The last attempt is at the end of the
    /// patience, even if the last wait would be longer. If the issuer does not want to be asked by then, there is no last
    /// attempt. Meanwhile files are looked at twice a minute. By default there is no patience, and one attempt.
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Starts to renew on a thread of its own, which ends when the last handle is dropped.
    ///
    /// The first credential is asked for on the calling thread, for as long as there is [`patience`](Self::patience). In an
    /// async function use [`start_async`](Self::start_async), with [`Ready`](super::Ready) around a source that does not block.
    ///
    /// The source mints on another thread. If it hangs, credentials that you offer or that were taken before still come into
    /// use. But nothing is renewed until it has answered: give its calls a time limit, such as a minute.
    ///
    /// `clock` shows the time: `UtcDateTime::now`. It is read twice a minute or more often, so that a renewal is not late after
    /// the machine was suspended.
    ///
    /// # Errors
    ///
    /// [`StartError`]: nothing was saved, and the source gave nothing. A thread that cannot be started is one too.
    pub fn start(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        source: impl Source,
    ) -> Result<LiveIdentity, StartError> {
        let (identity, run, source) = self.begin(clock, source)?;
        run::on_a_thread(run, source)?;
        Ok(identity)
    }

    /// Starts to renew whenever [`Ticker::tick`] is called.
    ///
    /// It waits for the first credential on this thread.
    ///
    /// # Errors
    ///
    /// [`StartError`]: nothing was saved, and the source gave nothing.
    ///
    /// # Examples
    ///
    /// This test has a clock of its own, and meets the day that does not exist:
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
    ///     let key =
    ///         KeyPair::generate().map_err(|error| ScopedError::new(Scope::ThisHost, error))?;
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
    /// // Each name has its own instant in the window: this one asks for it now.
    /// identity.renew_now();
    /// let _ = ticker.tick();
    /// assert!(matches!(identity.snapshot().state(), State::Degraded { failures: 1, .. }));
    /// assert_eq!(identity.current().validity().not_after(), utc_datetime!(2028-06-30 23:59:59));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn start_by_hand<S: Source>(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        source: S,
    ) -> Result<(LiveIdentity, Ticker<S>), StartError> {
        let (identity, run, source) = self.begin(clock, source)?;
        Ok((identity, Ticker::new(run, source)))
    }

    /// Starts to renew by a future that the caller spawns.
    ///
    /// It ends when the last handle is dropped.
    ///
    /// `sleep` waits for a duration: pass `tokio::time::sleep`. The future needs nothing else of a runtime. Spawn it: without
    /// it nothing is renewed. At each tick it reads the files of its source, and after a change it writes the saved file. It
    /// does both on the executor's thread, which takes some milliseconds.
    ///
    /// While the source mints, the future goes on with the rest. When the last handle is dropped, the future drops the call of
    /// the source.
    ///
    /// # Errors
    ///
    /// [`StartError`]: nothing was saved, and the source gave nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::identity::{Identity, LiveIdentity, StartError};
    /// use notafter::renewal::{Plan, RenewAt};
    /// use notafter::{Scope, ScopedError, time::UtcDateTime};
    ///
    /// // Asks Vault, step-ca or an ACME server.
    /// async fn order(_now: UtcDateTime) -> Result<Identity, ScopedError> {
    ///     Err(ScopedError::new(Scope::SharedService, "the issuer is busy"))
    /// }
    ///
    /// async fn start() -> Result<LiveIdentity, StartError> {
    ///     let builder = LiveIdentity::builder("host-17/api", Plan::new(RenewAt::Ideal));
    ///     let (identity, renewal) =
    ///         builder.start_async(UtcDateTime::now, order, tokio::time::sleep).await?;
    ///     tokio::spawn(renewal);
    ///     Ok(identity)
    /// }
    ///
    /// let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    /// let error = runtime.block_on(start()).map_err(|error| error.to_string());
    /// assert_eq!(error.err().as_deref(), Some("no identity after 1 attempt: the issuer is busy"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub async fn start_async<S: AsyncSource, T: Future + Send + 'static>(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        mut source: S,
        mut sleep: impl FnMut(Duration) -> T + Send + 'static,
    ) -> Result<(LiveIdentity, impl Future<Output = ()> + Send + 'static), StartError> {
        let mut beginning = self.beginning(clock, |saved| source.still_fits(saved));
        loop {
            let now = beginning.keeper.now();
            match beginning.tick(now, caught(|| source.look(now))) {
                Some(Step { mint: Some(at), .. }) => beginning.answer(run::mint(&mut source, at).await),
                Some(Step { wait, .. }) => drop(sleep(wait).await),
                None => break,
            }
        }
        let (shared, keeper) = beginning.end()?;
        let run = Run::new(keeper, &shared);
        Ok((LiveIdentity(shared), run::as_future(run, source, sleep)))
    }

    /// Starts with the saved state, or with the source's answer, on this thread.
    fn begin<S: Source>(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        mut source: S,
    ) -> Result<(LiveIdentity, Run, S), StartError> {
        let mut beginning = self.beginning(clock, |saved| source.still_fits(saved));
        loop {
            let now = beginning.keeper.now();
            match beginning.tick(now, caught(|| source.look(now))) {
                Some(Step { mint: Some(at), .. }) => beginning.answer(caught(|| source.mint(at))),
                Some(Step { wait, .. }) => thread::sleep(wait),
                None => break,
            }
        }
        let (shared, keeper) = beginning.end()?;
        let run = Run::new(keeper, &shared);
        Ok((LiveIdentity(shared), run, source))
    }

    fn beginning(
        self,
        clock: impl Fn() -> UtcDateTime + Send + Sync + 'static,
        still_fits: impl FnOnce(&Identity) -> bool,
    ) -> Beginning {
        let Self { name, plan, observer, store, patience } = self;
        let keeper = Keeper { name, plan, clock: Arc::new(clock), observer, store, asked: None };
        Beginning::new(keeper, patience, still_fits)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("name", &self.name).field("plan", &self.plan).finish_non_exhaustive()
    }
}
