//! The work at each tick. Others wait in between.

use core::{any::Any, convert::Infallible, mem, time::Duration};
use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use time::UtcDateTime;

use super::{
    Event, Identity,
    live::{Book, Clock, Shared},
    store::{Saved, Store},
};
use crate::{
    instant::between,
    renewal::{Outcome, Plan, Rotation},
    scope::{Scope, Scoped as _, ScopedError},
    validity::Validity,
};

/// The next step.
pub(super) struct Step {
    /// The source is to mint, at this instant. Its answer is passed to [`Keeper::answer`].
    pub(super) mint: Option<UtcDateTime>,
    /// The next tick comes after this time, also while the source mints.
    pub(super) wait: Duration,
}

/// The answer of a source.
pub(super) type Answer = Result<Identity, ScopedError>;
/// A credential that a source had already.
pub(super) type Found = Result<Option<Identity>, ScopedError>;

/// Keeps an identity: takes a better credential, publishes and saves it, and tells the observer.
pub(super) struct Keeper {
    pub(super) name: String,
    pub(super) plan: Plan,
    pub(super) clock: Clock,
    pub(super) observer: Option<Observer>,
    pub(super) store: Option<Store>,
    pub(super) asked: Option<Asked>,
}

/// A call of the source that has not returned yet.
pub(super) struct Asked {
    at: UtcDateTime,
    /// How often somebody had [asked for a renewal](super::LiveIdentity::renew_now) by then.
    orders: u64,
}

pub(super) type Observer = Box<dyn FnMut(&Event) + Send>;

impl Keeper {
    pub(super) fn now(&self) -> UtcDateTime {
        (self.clock)()
    }

    /// The saved state, if it can be read.
    pub(super) fn load(&mut self, now: UtcDateTime) -> Option<Rotation<Identity>> {
        let store = self.store.as_mut()?;
        let path = store.path().to_path_buf();
        match store.load() {
            Ok(saved) => {
                let Saved { record, identities } = saved?;
                let credentials = identities.into_iter().map(with_validity);
                let rotation = Rotation::from_record(&record, credentials, self.plan, &self.name)?;
                let validity = rotation.at(now).current().validity();
                self.tell(&Event::Loaded { path, validity });
                Some(rotation)
            }
            Err(error) => {
                self.tell(&Event::NotLoaded(error));
                None
            }
        }
    }

    /// Begins with a rotation.
    pub(super) fn begin(&mut self, rotation: Rotation<Identity>, now: UtcDateTime) -> Arc<Shared> {
        let shared = Arc::new(Shared::new(self.name.clone(), Arc::clone(&self.clock), rotation, now));
        self.publish(&shared, now);
        shared
    }

    /// Takes found and offered credentials, and publishes the credential in use.
    ///
    /// `found` is `None` if nobody looked, because the source is minting.
    pub(super) fn attend(&mut self, shared: &Shared, now: UtcDateTime, found: Option<Found>) {
        if let Some(found) = found {
            self.take_found(shared, now, found);
        }
        let offered = mem::take(&mut *shared.offered());
        for (identity, validity) in offered.into_iter().map(with_validity) {
            let outcome = shared.book().rotation.offer(now, identity, validity);
            self.tell_offer(shared, failing(outcome));
        }
        self.publish(shared, now);
        shared.book().last_tick = now;
    }

    /// The next step.
    pub(super) fn next(&mut self, shared: &Shared, now: UtcDateTime) -> Step {
        let book = shared.book();
        let view = book.rotation.at(now);
        let mint = (self.asked.is_none() && view.is_due()).then_some(now);
        if mint.is_some() {
            self.asked = Some(Asked { at: now, orders: book.orders });
        }
        Step { mint, wait: between(now, view.next_look()).max(SHORTEST_WAIT) }
    }

    /// Takes the answer of the source, and returns how long to wait for the next tick.
    pub(super) fn answer(&mut self, shared: &Shared, answer: Answer) -> Duration {
        // Before the clock is looked at: if that panics, the source is asked again.
        let asked = self.asked.take();
        let now = self.now();
        let mut book = shared.book();
        let Asked { at, orders } = asked.unwrap_or(Asked { at: now, orders: book.orders });
        // Minting takes time, and a clock may be set meanwhile.
        let due = [now, at].into_iter().find(|at| book.rotation.at(*at).is_due());
        let outcome = match (due, answer) {
            (Some(at), answer) => book.rotation.attempt(at, |_| answer.map(with_validity)),
            // Nobody wants it any more, but a minted credential is not thrown away.
            (None, Ok(identity)) => {
                let (identity, validity) = with_validity(identity);
                failing(book.rotation.offer(now, identity, validity))
            }
            (None, Err(error)) => Outcome::Failed { scope: error.scope(), error, due: book.rotation.at(now).due() },
        };
        // A renewal that was asked for after the source had begun is another one.
        if book.orders != orders {
            book.rotation.renew_now(now);
        }
        // An observer that is told of a renewal finds the credential in use.
        shared.publish(&book.rotation, now);
        drop(book);
        self.tell_attempt(shared, outcome);
        self.publish(shared, now);
        let (book, now) = (shared.book(), self.now());
        let view = book.rotation.at(now);
        // A clock that shows another time at each look would have it minted in a loop.
        if view.is_due() { BETWEEN_ATTEMPTS } else { between(now, view.next_tick()).max(SHORTEST_WAIT) }
    }

    fn take_found(&mut self, shared: &Shared, now: UtcDateTime, found: Found) {
        let found = match found {
            Ok(found) => found,
            Err(error) => return self.tell_news(shared, |book| &mut book.source, Event::Unusable(error)),
        };
        let mut book = shared.book();
        book.source = None;
        let Some((identity, validity)) = found.map(with_validity) else { return };
        if book.rotation.at(now).current().credential().is_same_as(&identity) {
            return;
        }
        let outcome = failing(book.rotation.replace(now, identity, validity));
        shared.publish(&book.rotation, now);
        drop(book);
        self.tell_offer(shared, outcome);
    }

    /// Publishes and saves the credential in use.
    pub(super) fn publish(&mut self, shared: &Shared, now: UtcDateTime) {
        let book = shared.book();
        shared.publish(&book.rotation, now);
        let Some(store) = &mut self.store else { return };
        let contents = store.contents(&book.rotation, now);
        drop(book);
        match contents.and_then(|contents| store.save(&contents)) {
            Ok(()) => shared.book().store = None,
            Err(error) => self.tell_news(shared, |book| &mut book.store, Event::NotSaved(error)),
        }
    }

    /// Tells the observer the outcome of an attempt.
    pub(super) fn tell_attempt(&mut self, shared: &Shared, outcome: Outcome<Identity, ScopedError>) {
        let event = Event::Attempt(outcome);
        // What prints an error is the source's code: no lock is held.
        let error = (!event.is_good()).then(|| event.to_string());
        let mut book = shared.book();
        if let Event::Attempt(outcome) = &event {
            book.count(outcome);
        }
        book.attempt = error;
        drop(book);
        self.tell(&event);
    }

    /// Tells the observer the outcome of an offer. A refusal is no failure.
    fn tell_offer(&mut self, shared: &Shared, outcome: Outcome<Identity, ScopedError>) {
        match outcome {
            Outcome::Renewed { .. } => self.tell_attempt(shared, outcome),
            refused => self.tell(&Event::Attempt(refused)),
        }
    }

    /// Notes a result that comes again and again, and tells the observer if it differs from the last one.
    fn tell_news(&mut self, shared: &Shared, noted: fn(&mut Book) -> &mut Option<String>, event: Event) {
        let text = Some(event.to_string());
        let mut book = shared.book();
        let before = mem::replace(noted(&mut book), text.clone());
        drop(book);
        if before != text {
            self.tell(&event);
        }
    }

    /// Notes that the caller's code panicked at an unexpected place, such as in an error that cannot be printed.
    pub(super) fn stumble(&mut self, shared: &Shared, payload: Box<dyn Any + Send>) -> Duration {
        self.tell_news(shared, |book| &mut book.source, Event::Unusable(panicked(payload)));
        AFTER_PANIC
    }

    pub(super) fn tell(&mut self, event: &Event) {
        if let Some(observer) = &mut self.observer {
            // An observer that panics is no reason to stop renewing.
            let told = panic::catch_unwind(AssertUnwindSafe(|| observer(event)));
            told.unwrap_or_else(mem::forget);
        }
    }
}

/// The result of a source, with a panic as an error of this host.
pub(super) fn caught<T>(ask: impl FnOnce() -> Result<T, ScopedError>) -> Result<T, ScopedError> {
    panic::catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|payload| Err(panicked(payload)))
}

/// The error of a source that panicked.
pub(super) fn panicked(payload: Box<dyn Any + Send>) -> ScopedError {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let error = ScopedError::new(Scope::ThisHost, format!("the source panicked: {}", text.unwrap_or("no text")));
    // Its drop may panic in turn.
    mem::forget(payload);
    error
}

fn with_validity(identity: Identity) -> (Identity, Validity) {
    let validity = identity.validity();
    (identity, validity)
}

/// The outcome of an offer, as the outcome of an attempt.
fn failing(outcome: Outcome<Identity, Infallible>) -> Outcome<Identity, ScopedError> {
    match outcome {
        Outcome::NotDue { due } => Outcome::NotDue { due },
        Outcome::Renewed { clocks, due } => Outcome::Renewed { clocks, due },
        Outcome::Refused { reason, credential, due } => Outcome::Refused { reason, credential, due },
        Outcome::Failed { error, .. } => match error {},
    }
}

/// Two attempts are at least this far apart, unless somebody asks for one.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

/// A shorter wait would keep a processor busy: at the end of time the next tick would be now, for ever.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// The next tick after one that panicked.
const AFTER_PANIC: Duration = Duration::from_secs(30);
