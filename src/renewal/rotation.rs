//! The credential in use, and its replacement.

use core::time::Duration;

use time::UtcDateTime;

use super::{RenewAt, Seed, Window};
use crate::{
    fault::{Scope, Scoped},
    instant::Rfc3339,
    validity::{Status, Validity},
};

/// How one host renews: at which point, and how long it waits after a failure.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use notafter::renewal::{Plan, RenewAt};
///
/// let plan = Plan::new("host-17")
///     .renew_at(RenewAt::BeforeEnd(Duration::from_secs(30 * 86_400)))
///     .back_off(Duration::from_secs(30), Duration::from_secs(3_600));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a plan does nothing until a rotation has it"]
pub struct Plan {
    seed: Seed,
    renew_at: RenewAt,
    first: Duration,
    longest: Duration,
}

impl Plan {
    /// Renews at the [ideal point](RenewAt::Ideal), and after a failure waits for one minute, then two, and up to an hour.
    ///
    /// `seed` tells the host from the others of its fleet.
    pub fn new(seed: impl Into<Seed>) -> Self {
        let (first, longest) = (Duration::from_secs(60), Duration::from_secs(3_600));
        Self { seed: seed.into(), renew_at: RenewAt::Ideal, first, longest }
    }

    /// Renews around another point.
    pub const fn renew_at(self, renew_at: RenewAt) -> Self {
        Self { renew_at, ..self }
    }

    /// Waits for `first` after the first failure, and twice as long after each further one, up to `longest`.
    ///
    /// After an error of [`Scope::EveryHost`] the wait is `longest` from the first failure on. Each wait is shortened by up
    /// to a half, differently for each host. For credentials that live for minutes the waits are shorter: `first` is no more
    /// than a hundredth of their lifetime and `longest` no more than a tenth, but each at least a second.
    pub const fn back_off(self, first: Duration, longest: Duration) -> Self {
        Self { first, longest, ..self }
    }

    /// How long to wait after the `failures`th failure in a row, with a credential that lives for `lifetime`.
    fn wait(&self, lifetime: Duration, failures: u32, scope: Scope) -> Duration {
        let first = self.first.min(lifetime / 100).as_secs().max(1);
        let longest = self.longest.min(lifetime / 10).as_secs().max(first);
        let wait = match scope {
            Scope::EveryHost => longest,
            Scope::ThisHost => 2u64.saturating_pow(failures.saturating_sub(1)).saturating_mul(first).min(longest),
        };
        Duration::from_secs(wait - self.seed.nth(failures).below(wait / 2 + 1))
    }
}

/// The credential in use, and when and how to replace it.
///
/// # Properties
///
/// - A credential is replaced by a better one, and by nothing else: an error, and a replacement that is not valid now or
///   that does not last longer, leave it as it is.
/// - The one before it is kept too, so that a clock that is set back finds the credential of that time.
/// - Nothing is minted before [`due`](Self::due), however often [`attempt`](Self::attempt) is called.
/// - Whatever the wait, there is an attempt in the last moments before the credential expires.
/// - A clock that is set back neither brings on an attempt nor puts it off for longer than the wait.
#[derive(Clone, Debug)]
pub struct Rotation<C> {
    current: Held<C>,
    previous: Option<Held<C>>,
    plan: Plan,
    due: UtcDateTime,
    failures: u32,
    /// The instant of the last failure, and how long to wait from it on.
    waiting: Option<(UtcDateTime, Duration)>,
}

#[derive(Clone, Debug)]
struct Held<C> {
    credential: C,
    validity: Validity,
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
    /// assert_eq!(rotation.due(), Window::of(&validity, RenewAt::Ideal).pick("host-17"));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub fn new(credential: C, validity: Validity, plan: Plan) -> Self {
        let due = Window::of(&validity, plan.renew_at).pick(plan.seed);
        Self { current: Held { credential, validity }, previous: None, plan, due, failures: 0, waiting: None }
    }

    /// The credential to use at `now`: the newest, unless only the one before it is valid.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17"));
    /// let due = rotation.due();
    /// let outcome = rotation.attempt(due, |now| Ok::<_, ProfileError>(("second", profile.validity(now)?)));
    /// assert!(matches!(outcome, Outcome::Renewed { .. }));
    /// assert_eq!([*rotation.current(due), *rotation.current(start)], ["second", "first"], "as the clock says");
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    #[must_use]
    pub fn current(&self, now: UtcDateTime) -> &C {
        &self.held(now).credential
    }

    /// The validity period of the [`current`](Self::current) credential.
    #[must_use]
    pub fn validity(&self, now: UtcDateTime) -> Validity {
        self.held(now).validity
    }

    /// When to attempt the next renewal.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, limits, time::{Duration, macros::utc_datetime}};
    /// use notafter::renewal::{Outcome, Plan, Rotation};
    ///
    /// // 200 days are too many from 2027-03-15 on.
    /// let profile = Profile::new(Lifetime::days(200)).limit(&limits::TLS_SERVER);
    /// let validity = profile.validity(utc_datetime!(2026-12-01 00:00:00))?;
    /// let mut rotation = Rotation::new("first", validity, Plan::new("host-17"));
    /// let due = rotation.due();
    /// let outcome = rotation.attempt(due, |now| profile.validity(now).map(|validity| ("second", validity)));
    /// assert!(matches!(outcome, Outcome::Failed { .. }));
    /// assert!(due < rotation.due() && rotation.due() <= due + Duration::HOUR);
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    #[must_use]
    pub const fn due(&self) -> UtcDateTime {
        self.due
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
    /// assert_eq!(rotation.state(rotation.due()), State::Due);
    /// let expired = State::Expired { since: Duration::from_secs(1) };
    /// assert_eq!(rotation.state(utc_datetime!(2026-04-01 00:00:00)), expired);
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub fn state(&self, now: UtcDateTime) -> State {
        match self.validity(now).status(now) {
            Status::NotYetValid { starts_in } => State::NotYetValid { starts_in },
            Status::Expired { since } => State::Expired { since },
            Status::Valid { remaining } if self.failures > 0 => State::Degraded { remaining, failures: self.failures },
            Status::Valid { .. } if now >= self.due => State::Due,
            Status::Valid { .. } => State::Fresh,
        }
    }

    /// Renews, if it is due: calls `mint` with `now` and takes what it gives into use, if that is better than what there is.
    ///
    /// It is due from [`due`](Self::due) on, and when no credential is valid yet because the clock was set back; in both
    /// cases not before the wait after a failure is over.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17"));
    /// let due = rotation.due();
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
        self.follow_clock(now);
        if now < self.due {
            return Outcome::NotDue { due: self.due };
        }
        match mint(now) {
            Err(error) => {
                let scope = error.scope();
                Outcome::Failed { error, scope, due: self.fail(now, scope) }
            }
            Ok((credential, validity)) => match self.refusal(now, &validity) {
                // What was minted follows from the date and the issuer, so that another host would get the same.
                Some(reason) => Outcome::Refused { reason, credential, due: self.fail(now, Scope::EveryHost) },
                None => {
                    self.renew(now, Held { credential, validity });
                    Outcome::Renewed { due: self.due }
                }
            },
        }
    }

    fn held(&self, now: UtcDateTime) -> &Held<C> {
        match &self.previous {
            Some(previous) if !self.current.validity.contains(now) && previous.validity.contains(now) => previous,
            _ => &self.current,
        }
    }

    /// Makes up for a clock that was set back.
    fn follow_clock(&mut self, now: UtcDateTime) {
        match self.waiting {
            Some((failed, wait)) if now < failed => {
                self.waiting = Some((now, wait));
                self.due = self.due.min(later(now, wait));
            }
            // The newest credential is of a time to come. Where what is in use ends before that, it is due by its own period.
            None if now < self.current.validity.not_before() => {
                let in_use = self.validity(now);
                if !in_use.contains(now) {
                    self.due = self.due.min(now);
                } else if in_use.not_after() < self.current.validity.not_before() {
                    self.due = self.due.min(self.pick(&in_use));
                }
            }
            _ => {}
        }
    }

    fn pick(&self, validity: &Validity) -> UtcDateTime {
        Window::of(validity, self.plan.renew_at).pick(self.plan.seed)
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

    fn renew(&mut self, now: UtcDateTime, replacement: Held<C>) {
        let replaced = core::mem::replace(&mut self.current, replacement);
        // Where a wrong clock has brought about one of another time, the one that is valid now is worth more.
        let previous_is_valid = self.previous.as_ref().is_some_and(|previous| previous.validity.contains(now));
        if replaced.validity.contains(now) || !previous_is_valid {
            self.previous = Some(replaced);
        }
        self.failures = 0;
        self.waiting = None;
        self.due = self.pick(&self.current.validity);
        // The picked time may be past already. Then it is time to renew, and yet not again at once.
        let wait = self.wait(now, Scope::ThisHost);
        if self.due < later(now, wait) {
            self.put_off(now, wait);
        }
    }

    /// Puts off the next attempt, and returns when it is due.
    fn fail(&mut self, now: UtcDateTime, scope: Scope) -> UtcDateTime {
        self.failures = self.failures.saturating_add(1);
        self.put_off(now, self.wait(now, scope));
        self.due
    }

    /// Puts off the next attempt by `wait`, but not past the last moments of the credential in use.
    fn put_off(&mut self, now: UtcDateTime, wait: Duration) {
        let in_use = self.validity(now);
        let short = self.plan.wait(in_use.duration(), 1, Scope::ThisHost);
        let last_chance = in_use.not_after().saturating_sub(signed(short));
        self.due = later(now, wait);
        if now < last_chance {
            self.due = self.due.min(last_chance);
        }
        self.waiting = Some((now, wait));
    }

    fn wait(&self, now: UtcDateTime, scope: Scope) -> Duration {
        self.plan.wait(self.validity(now).duration(), self.failures.max(1), scope)
    }
}

/// How a [`Rotation`] stands at an instant.
///
/// | state | alert |
/// |---|---|
/// | `Fresh`, `Due` | no |
/// | `Degraded` | yes, and the more urgently the less remains |
/// | `Expired`, `NotYetValid` | at once: nothing valid is in use |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// The credential is valid, and not to be renewed yet.
    Fresh,
    /// The credential is valid, and to be renewed.
    Due,
    /// The credential is valid, and could not be renewed.
    Degraded {
        /// How long it remains valid, this second and the last one counted.
        remaining: Duration,
        /// How many attempts failed in a row.
        failures: u32,
    },
    /// The credential is no longer valid.
    Expired {
        /// How long ago its last valid second was.
        since: Duration,
    },
    /// The credential is not valid yet: the clock was set back.
    NotYetValid {
        /// How long until its first valid second.
        starts_in: Duration,
    },
}

/// What an [`attempt`](Rotation::attempt) led to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an outcome may hold an error"]
pub enum Outcome<C, E> {
    /// It was not due, and nothing was minted.
    NotDue {
        /// When it is.
        due: UtcDateTime,
    },
    /// The replacement is in use.
    Renewed {
        /// When it is to be replaced in turn.
        due: UtcDateTime,
    },
    /// The replacement is no better than what is in use, which stays.
    Refused {
        /// Why it was refused.
        reason: Refusal,
        /// The replacement.
        credential: C,
        /// When the next attempt is due.
        due: UtcDateTime,
    },
    /// Nothing was minted. The credential in use stays.
    Failed {
        /// Why nothing was minted.
        error: E,
        /// Whether another host would fail the same way. Where it would, do not condemn this host, and do not migrate.
        scope: Scope,
        /// When the next attempt is due.
        due: UtcDateTime,
    },
}

/// Why a replacement was not taken into use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It is not valid yet.
    #[error("replacement's notBefore {} is after {}", Rfc3339(*not_before), Rfc3339(*now))]
    NotYetValid {
        /// The replacement's notBefore.
        not_before: UtcDateTime,
        /// The instant of the attempt.
        now: UtcDateTime,
    },
    /// It is no longer valid.
    #[error("replacement's notAfter {} is before {}", Rfc3339(*not_after), Rfc3339(*now))]
    Expired {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The instant of the attempt.
        now: UtcDateTime,
    },
    /// It ends no later than what is in use: the issuer is about to expire, for example.
    #[error("replacement's notAfter {} is not after {}, that of the credential in use", Rfc3339(*not_after), Rfc3339(*in_use))]
    EndsNoLater {
        /// The replacement's notAfter.
        not_after: UtcDateTime,
        /// The notAfter of the credential in use.
        in_use: UtcDateTime,
    },
}

impl Scoped for Refusal {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

fn later(instant: UtcDateTime, by: Duration) -> UtcDateTime {
    instant.saturating_add(signed(by))
}

fn signed(duration: Duration) -> time::Duration {
    time::Duration::seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}
