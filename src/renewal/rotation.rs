//! The credential in use, and its replacement.

use core::time::Duration;

use time::UtcDateTime;

use super::{
    Outcome, Plan, Refusal, State, Window,
    kept::{Held, Kept},
};
use crate::{
    fault::{Scope, Scoped},
    validity::{Status, Validity},
};

/// The credential in use, and when and how to replace it.
///
/// # Properties
///
/// While time goes forward:
///
/// - [`current`](Self::current) is valid whenever any credential that was ever offered still is. A credential is replaced by a
///   better one, and by nothing else: an error, and a replacement that is not valid now or that does not last longer, leave it
///   as it is.
/// - Whatever the wait, there is an attempt in the last moments before the credential expires.
///
/// Whatever the clock shows:
///
/// - [`due`](Self::due), [`state`](Self::state) and [`attempt`](Self::attempt) agree: at `now` something is minted if `due(now)`
///   is not after `now`, and otherwise nothing is.
/// - The four credentials that were last in use at an attempt are kept, expired ones too, and `current` is valid whenever one of
///   them is; a fifth is dropped, with its key. This is enough for a clock that goes wrong, in whichever direction, and is set
///   right again: where credentials live equally long and are renewed at half of their lives or later, no more than three are
///   minted before that of the right time has expired. A clock that is right in between may go wrong any number of times.
/// - From one attempt to the next the clock has moved by the wait, forwards or backwards, or into the last moments of the
///   credential in use. So a clock that is set may bring on an attempt each time, and puts none off for longer than twice the
///   wait.
#[derive(Clone, Debug)]
pub struct Rotation<C> {
    kept: Kept<C>,
    plan: Plan,
    /// How many attempts failed in a row.
    failures: u32,
    pause: Option<Pause>,
}

/// The wait after an attempt.
#[derive(Clone, Copy, Debug)]
struct Pause {
    /// The instant of the attempt.
    since: UtcDateTime,
    wait: Duration,
}

impl<C> Rotation<C> {
    /// Takes `credential`, which is valid for `validity`, into use.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    /// use notafter::renewal::{Plan, RenewAt, Rotation, Window};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(90))?;
    /// let rotation = Rotation::new("first", validity, Plan::new("host-17"));
    /// let now = validity.not_before();
    /// assert_eq!(rotation.due(now), Window::of(&validity, RenewAt::Ideal).pick("host-17"));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub const fn new(credential: C, validity: Validity, plan: Plan) -> Self {
        Self { kept: Kept::new(Held { credential, validity }), plan, failures: 0, pause: None }
    }

    /// The credential to use at `now`: of those that are kept and valid the one that ends last. Where none is valid, the one that
    /// was last in use.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17"));
    /// let due = rotation.due(start);
    /// let outcome = rotation.attempt(due, |now| Ok::<_, ProfileError>(("second", profile.validity(now)?)));
    /// assert!(matches!(outcome, Outcome::Renewed { .. }));
    /// assert_eq!([*rotation.current(due), *rotation.current(start)], ["second", "first"], "as the clock says");
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    #[must_use]
    pub fn current(&self, now: UtcDateTime) -> &C {
        &self.kept.at(now).credential
    }

    /// The validity period of the [`current`](Self::current) credential.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Status, Validity, renewal::{Plan, Rotation}, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(90))?;
    /// let rotation = Rotation::new("first", validity, Plan::new("host-17"));
    /// let now = utc_datetime!(2026-03-31 23:59:59);
    /// assert_eq!(rotation.validity(now), validity);
    /// assert!(matches!(rotation.validity(now).status(now), Status::Valid { remaining } if remaining.as_secs() == 1));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub fn validity(&self, now: UtcDateTime) -> Validity {
        self.kept.at(now).validity
    }

    /// When to attempt the next renewal, as it looks at `now`. It is due where this is not after `now`.
    ///
    /// The instant is that which the host [picks](Window::pick) in the window of the credential in use, or of one that follows on
    /// it without a gap; `now`, if nothing is valid; and the end of the wait after an attempt, where that is later. The last
    /// moments of the credential in use end every wait.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, limits, time::{Duration, macros::utc_datetime}};
    /// use notafter::renewal::{Outcome, Plan, Rotation};
    ///
    /// // 200 days are too many from 2027-03-15 on.
    /// let (profile, start) = (Profile::new(Lifetime::days(200)).limit(&limits::TLS_SERVER), utc_datetime!(2026-12-01 00:00:00));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17"));
    /// let due = rotation.due(start);
    /// let outcome = rotation.attempt(due, |now| profile.validity(now).map(|validity| ("second", validity)));
    /// assert!(matches!(outcome, Outcome::Failed { .. }));
    /// assert!(due < rotation.due(due) && rotation.due(due) <= due + Duration::HOUR);
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    #[must_use]
    pub fn due(&self, now: UtcDateTime) -> UtcDateTime {
        let wanted = self.wanted(now);
        let Some(Pause { since, wait }) = self.pause else { return wanted };
        // The clock was set back by so much that nobody can say how long ago the attempt was.
        if since - now >= signed(wait) {
            return wanted;
        }
        let in_use = self.validity(now);
        let short = self.plan.wait(in_use.duration(), 1, Scope::ThisHost);
        let last_chance = in_use.not_after().saturating_sub(signed(short));
        let over = since.saturating_add(signed(wait));
        wanted.max(if since < last_chance { over.min(last_chance) } else { over })
    }

    /// How it stands at `now`.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Validity, renewal::{Plan, Rotation, State}, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(90))?;
    /// let rotation = Rotation::new("first", validity, Plan::new("host-17"));
    /// assert_eq!(rotation.state(validity.not_before()), State::Fresh);
    /// assert_eq!(rotation.state(rotation.due(validity.not_before())), State::Due);
    /// let expired = State::Expired { since: Duration::from_secs(1) };
    /// assert_eq!(rotation.state(utc_datetime!(2026-04-01 00:00:00)), expired);
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub fn state(&self, now: UtcDateTime) -> State {
        match self.validity(now).status(now) {
            Status::NotYetValid { starts_in } => State::NotYetValid { starts_in },
            Status::Expired { since } => State::Expired { since },
            // A failure at a time that the clock no longer shows is none of this credential.
            Status::Valid { remaining } if self.failures > 0 && now >= self.wanted(now) => {
                State::Degraded { remaining, failures: self.failures }
            }
            Status::Valid { .. } if now >= self.due(now) => State::Due,
            Status::Valid { .. } => State::Fresh,
        }
    }

    /// Renews, if it is [`due`](Self::due): calls `mint` with `now` and takes what it gives into use, if that is better than what
    /// there is.
    ///
    /// Should `mint` panic, the credential in use stays, and the attempt counts as one that failed on this host: the next is not
    /// due before the wait is over.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17"));
    /// let due = rotation.due(start);
    /// let mint = |now| profile.validity(now).map(|validity| ("second", validity));
    /// assert_eq!(rotation.attempt(start, mint), Outcome::NotDue { due });
    /// assert!(matches!(rotation.attempt(due, mint), Outcome::Renewed { due: next } if next > due));
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub fn attempt<E: Scoped>(
        &mut self,
        now: UtcDateTime,
        mint: impl FnOnce(UtcDateTime) -> Result<(C, Validity), E>,
    ) -> Outcome<C, E> {
        self.kept.use_at(now);
        let due = self.due(now);
        if now < due {
            return Outcome::NotDue { due };
        }
        // It counts as a failure until it is known to be none: a mint that panics is not called again at once.
        self.failures = self.failures.saturating_add(1);
        self.wait(now, Scope::ThisHost);
        match mint(now) {
            Err(error) => {
                let scope = error.scope();
                self.wait(now, scope);
                Outcome::Failed { error, scope, due: self.due(now) }
            }
            Ok((credential, validity)) => match self.refusal(now, &validity) {
                Some(reason) => {
                    self.wait(now, reason.scope());
                    Outcome::Refused { reason, credential, due: self.due(now) }
                }
                None => {
                    self.kept.take(Held { credential, validity });
                    self.failures = 0;
                    // The instant that it picks may be past already. Then it is to be renewed, and yet not at once.
                    self.wait(now, Scope::ThisHost);
                    Outcome::Renewed { due: self.due(now) }
                }
            },
        }
    }

    /// When a renewal is wanted, whatever came of the last attempt.
    fn wanted(&self, now: UtcDateTime) -> UtcDateTime {
        let in_use = self.validity(now);
        if !in_use.contains(now) {
            return now;
        }
        Window::of(&self.kept.successor(in_use), self.plan.renew_at).pick(self.plan.seed)
    }

    /// Why a credential that is valid for `candidate` is not taken.
    fn refusal(&self, now: UtcDateTime, candidate: &Validity) -> Option<Refusal> {
        match candidate.status(now) {
            Status::NotYetValid { .. } => {
                return Some(Refusal::NotYetValid { not_before: candidate.not_before(), now });
            }
            Status::Expired { .. } => return Some(Refusal::Expired { not_after: candidate.not_after(), now }),
            Status::Valid { .. } => {}
        }
        let in_use = self.validity(now);
        (in_use.contains(now) && candidate.not_after() <= in_use.not_after())
            .then_some(Refusal::EndsNoLater { not_after: candidate.not_after(), in_use: in_use.not_after() })
    }

    /// Waits from `now` on, as after a failure of this scope.
    fn wait(&mut self, now: UtcDateTime, scope: Scope) {
        let wait = self.plan.wait(self.validity(now).duration(), self.failures.max(1), scope);
        self.pause = Some(Pause { since: now, wait });
    }
}

fn signed(duration: Duration) -> time::Duration {
    time::Duration::seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}
