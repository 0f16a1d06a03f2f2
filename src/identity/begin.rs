//! From nothing to a first credential.

use core::time::Duration;
use std::{fmt, sync::Arc};

use time::UtcDateTime;

use super::{
    Event, Identity,
    keeper::{Answer, Found, Keeper, Step, caught},
    live::Shared,
};
use crate::{
    instant::later,
    print::{Counted, OneLine},
    renewal::{Clocks, FirstAttempts, Outcome, Rotation, Seed, State},
    scope::{BoxedError, Scope, Scoped, ScopedError},
    validity::{Status, Validity},
};

/// A start, from the saved state or from the source. The source is asked again, as for a renewal, for as long as there is
/// patience.
pub(super) struct Beginning {
    pub(super) keeper: Keeper,
    shared: Option<Arc<Shared>>,
    first: FirstAttempts,
    /// How long it may still wait, or `None` if not at all. At the end of that time it asks once more.
    patience: Option<Duration>,
    /// The issuer does not want to be asked before this instant.
    not_before: Option<UtcDateTime>,
    attempts: u32,
    error: Option<ScopedError>,
}

impl Beginning {
    /// Begins with the saved state, which is renewed at once if it does not fit any more.
    pub(super) fn new(mut keeper: Keeper, patience: Duration, still_fits: impl FnOnce(&Identity) -> bool) -> Self {
        let now = keeper.now();
        let first = FirstAttempts::new(keeper.plan, Seed::from(&keeper.name));
        let shared = keeper.load(now).map(|mut rotation| {
            let saved = rotation.at(now).current().credential();
            // A source that panics here is asked to mint, and its error tells the fault.
            if !caught(|| Ok(still_fits(saved))).is_ok_and(|fits| fits) {
                rotation.renew_now(now);
            }
            keeper.begin(rotation, now)
        });
        let patience = Some(patience).filter(|patience| !patience.is_zero());
        Self { keeper, shared, first, patience, not_before: None, attempts: 0, error: None }
    }

    /// The next step, or `None` if the start is over.
    pub(super) fn tick(&mut self, now: UtcDateTime, found: Found) -> Option<Step> {
        let step = match (&self.shared, found) {
            (Some(shared), found) => {
                self.keeper.attend(shared, now, Some(found));
                if is_of_use(shared, now) {
                    return None;
                }
                self.keeper.next(shared, now)
            }
            (None, Ok(Some(identity))) => {
                // When it was taken is not known.
                let taken = identity.validity().not_before();
                self.take(Ok(identity), taken, now);
                return self.tick(now, Ok(None));
            }
            (None, found) => {
                if let Err(error) = found {
                    self.error = Some(error);
                }
                let wait = self.first.wait(now);
                Step { mint: wait.is_zero().then_some(now), wait: wait.min(BETWEEN_LOOKS) }
            }
        };
        if self.attempts == 0 {
            // A service may start again because a fault was fixed: the source is asked once, whatever wait was saved.
            return Some(Step { mint: Some(now), ..step });
        }
        if step.mint.is_some() {
            return Some(step);
        }
        let left = self.patience.take()?;
        if !left.is_zero() {
            let wait = step.wait.min(left);
            self.patience = Some(left.saturating_sub(wait));
            return Some(Step { wait, ..step });
        }
        let may_ask = self.not_before.is_none_or(|not_before| not_before <= now);
        may_ask.then_some(Step { mint: Some(now), ..step })
    }

    /// Takes the answer of the source.
    pub(super) fn answer(&mut self, answer: Answer) {
        self.attempts += 1;
        match &self.shared {
            // The next tick says how long to wait.
            Some(shared) => drop(self.keeper.answer(shared, answer)),
            None => {
                let now = self.keeper.now();
                self.take(answer, now, now);
            }
        }
    }

    fn take(&mut self, answer: Answer, taken: UtcDateTime, now: UtcDateTime) {
        match answer {
            Ok(identity) => {
                let validity = identity.validity();
                let rotation = Rotation::new(identity, validity, taken, self.keeper.plan, &self.keeper.name);
                let due = rotation.at(now).due();
                let shared = self.keeper.begin(rotation, now);
                let outcome = Outcome::Renewed { clocks: clocks(&validity, now), due };
                self.keeper.tell_attempt(&shared, outcome);
                self.shared = Some(shared);
            }
            Err(error) => {
                self.first.failed(now, &error);
                self.not_before = error.retry_after().map(|wait| later(now, wait));
                let wait = self.first.wait(now);
                let due = later(now, self.patience.map_or(wait, |patience| patience.min(wait)));
                let event = Event::Attempt(Outcome::Failed { scope: error.scope(), error, due });
                self.keeper.tell(&event);
                if let Event::Attempt(Outcome::Failed { error, .. }) = event {
                    self.error = Some(error);
                }
            }
        }
    }

    /// The identity, or why there is none.
    pub(super) fn end(self) -> Result<(Arc<Shared>, Keeper), StartError> {
        let none = || ScopedError::new(Scope::SharedService, "nobody was asked");
        match self.shared {
            Some(shared) => Ok((shared, self.keeper)),
            None => Err(StartError { attempts: self.attempts, error: self.error.unwrap_or_else(none) }),
        }
    }
}

/// Whether the credential in use has not ended. If it has not begun, the clock may be slow.
fn is_of_use(shared: &Shared, now: UtcDateTime) -> bool {
    !matches!(shared.book().rotation.at(now).state(), State::Expired { .. })
}

/// How the clocks agree, by the period of a first credential.
fn clocks(validity: &Validity, now: UtcDateTime) -> Clocks {
    match validity.status(now) {
        Status::Valid { .. } => Clocks::Agree,
        Status::NotYetValid { starts_in } => Clocks::HostBehind(starts_in),
        Status::Expired { since } => Clocks::HostAhead(since),
    }
}

/// The error if there is no identity to start with.
///
/// Its scope says where the last failure would happen again, and its `retry_after` how long the issuer asked to wait. It prints
/// as `no identity after 3 attempts: connection refused`.
#[derive(Debug)]
pub struct StartError {
    attempts: u32,
    error: ScopedError,
}

impl StartError {
    pub(super) fn of(error: ScopedError) -> Self {
        Self { attempts: 0, error }
    }

    /// How often the source was asked.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The last error.
    #[must_use]
    pub fn into_inner(self) -> BoxedError {
        self.error.into_inner()
    }
}

impl Scoped for StartError {
    fn scope(&self) -> Scope {
        self.error.scope()
    }

    fn retry_after(&self) -> Option<Duration> {
        self.error.retry_after()
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no identity after {}: {}", Counted(self.attempts, "attempt"), OneLine(&self.error))
    }
}

impl std::error::Error for StartError {}

/// The time between two looks at a source that has its credentials already, such as files.
const BETWEEN_LOOKS: Duration = Duration::from_secs(30);
