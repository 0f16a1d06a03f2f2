//! The credential in use, and its replacement.

use time::UtcDateTime;

use super::{
    Outcome, Plan, Refusal, State, Window,
    kept::{Held, Kept},
    pause::{Pauses, signed},
};
use crate::{
    fault::{Scope, Scoped},
    validity::{Status, Validity},
};

/// The credential in use, and when and how to replace it.
///
/// # Properties
///
/// While time goes forward, [`current`](Self::current) is valid whenever any credential still is that was valid when it was
/// offered. One that begins within the [longest wait](Plan::back_off) is taken too, and comes into use with its first second: an
/// issuer elsewhere dates a certificate by its own clock, and after the request. A credential is replaced by a better one, and by
/// nothing else: an error, and a replacement that is over, begins too late or does not last longer, leave it as it is. What its
/// issuer [suggests](Self::suggest) to replace is the exception: it makes way for a shorter one.
///
/// Whatever the clock shows:
///
/// - [`due`](Self::due), [`state`](Self::state) and [`attempt`](Self::attempt) agree: at `now` something is minted if `due(now)`
///   is not after `now`, and otherwise nothing is.
/// - The four credentials that were last in use, as an attempt or a suggestion found them, are kept, expired ones too, and
///   `current` is valid whenever one of them is; a fifth is dropped, with its key. This is enough for a clock that goes wrong, in
///   whichever direction, and is set right again: where credentials live equally long, follow on one another without a gap and are
///   renewed at half of their lives or later, no more than three are minted before that of the right time has expired. A clock
///   that is right in between may go wrong any number of times.
/// - Whatever the wait, an attempt is due in the last moments before the credential in use expires: the shortened
///   [first wait](Plan::back_off) before its last second, which is 30 to 60 s by default. A clock that is set back to before them
///   leaves another such attempt, and so does one that is set back into them from after the end. Where the credentials of a fleet
///   end together, as those do that are truncated to the end of their issuer, so do these attempts: of 100,000 hosts about 3,200
///   in each second.
/// - A clock that is set may bring on an attempt each time, and puts none off for longer than three times the wait. One that
///   flaps between two sources makes no more attempts than two hosts would, and one in each second of the last moments at the
///   most. More than two sources, each further from the others than the wait, are not covered: then every change may bring an
///   attempt.
/// - A credential that an [`attempt`](Self::attempt) has taken into use is used for at least 8 hundredths of what was left of it
///   then, and with [`RenewAt::Ideal`](super::RenewAt::Ideal) for 49, to the second, unless its issuer [suggests](Self::suggest)
///   less: so a lifetime brings 13 renewals at the most, and the ideal point three, also where the profile is backdated.
///
/// # How often to ask
///
/// At [`due`](Self::due), or every half minute; more often, if the [first wait](Plan::back_off) is shorter than a minute: every half
/// of it. A service that asks every minute may ask before the last moments and then after the end: of 1,000 hosts whose
/// issuer fails, about one in four then misses the last attempt, and has only those of the ordinary waits.
#[derive(Clone, Debug)]
pub struct Rotation<C> {
    kept: Kept<C>,
    plan: Plan,
    pauses: Pauses,
}

impl<C> Rotation<C> {
    /// Takes `credential`, which is valid for `validity`, into use.
    ///
    /// When that was first is not known here, so its window counts from its notBefore. Where the profile is backdated that is too
    /// early, and may bring a renewal at once: say [when it was taken](Self::taken_at).
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
        Self { kept: Kept::new(Held::new(credential, validity)), plan, pauses: Pauses::NONE }
    }

    /// The same, with a credential that was taken into use at `instant`: its window counts from then, as for one that an
    /// [`attempt`](Self::attempt) takes.
    ///
    /// That is now, if it was minted for this start. A host that starts again with the credential that it had renews it when it
    /// would have, if it has kept that instant. One before notBefore counts as notBefore, and one after notAfter as notAfter.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
    /// use notafter::renewal::{Plan, Rotation, State};
    ///
    /// // Half of it is past when it is minted.
    /// let profile = Profile::new(Lifetime::days(2)).backdate(Duration::from_secs(86_400));
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let rotation = Rotation::new("first", profile.validity(now)?, Plan::new("host-17"));
    /// assert_eq!(rotation.clone().taken_at(now).state(now), State::Fresh);
    /// assert!(rotation.due(now) < rotation.taken_at(now).due(now));
    /// # Ok::<(), ProfileError>(())
    /// ```
    #[must_use = "the rotation that is returned counts from then"]
    pub fn taken_at(self, instant: UtcDateTime) -> Self {
        Self { kept: self.kept.taken_at(instant), ..self }
    }

    /// The credential to use at `now`: of those that are kept and valid the one that ends last, or that has replaced the others as
    /// their issuer [suggested](Self::suggest). Where none is valid, the one that was taken or in use last.
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

    /// The credential to save, so that it is there after a restart: the one in use at `now`, or one that was taken and is to
    /// follow on it without a gap.
    ///
    /// An issuer whose clock is ahead gives a credential that has not begun. It is taken, and until it begins
    /// [`current`](Self::current) is the one before it.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, ProfileError, time::{Duration, macros::utc_datetime}};
    /// use notafter::renewal::{Outcome, Plan, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17"));
    /// let now = rotation.due(start);
    /// // The issuer's clock is five seconds ahead.
    /// let ahead = |now| Ok::<_, ProfileError>(("second", profile.validity(now + Duration::seconds(5))?));
    /// assert!(matches!(rotation.attempt(now, ahead), Outcome::Renewed { .. }));
    /// assert_eq!((*rotation.current(now), *rotation.successor(now)), ("first", "second"));
    /// # Ok::<(), ProfileError>(())
    /// ```
    #[must_use]
    pub fn successor(&self, now: UtcDateTime) -> &C {
        &self.kept.successor(now).credential
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
    /// moments of the credential in use end every wait. The window is that of the period from when the credential was taken into
    /// use until its end, or the one that the issuer [suggests](Self::suggest): for the credential in use that counts also where
    /// another follows on it.
    ///
    /// Asking is not noted: [`attempt`](Self::attempt) on every tick, so that a clock that is set back is seen.
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
        let in_use = self.kept.at(now);
        let first_wait = self.plan.wait(in_use.left.duration(), 1, Scope::ThisHost);
        let last_chance = in_use.validity.not_after().saturating_sub(signed(first_wait));
        self.pauses.end(now, &in_use.validity, last_chance).map_or(wanted, |waited| wanted.max(waited))
    }

    /// Has the credential in use at `now` renewed in the window that its issuer suggests, and not in that of the plan: with
    /// `suggestedWindow` of [RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2), as often as it was asked.
    ///
    /// A window that is past means now. One that is too late does not let the credential expire: it is renewed by the latest end
    /// that a [`Window`] has. `None` takes the window of the plan again, as where the issuer's answer is
    /// [invalid](Window::suggested).
    ///
    /// From the instant on that the host picks in the window, a replacement is taken that ends no later too: the issuer may have
    /// shortened its lifetimes. What it replaces is kept, and used only where nothing else is valid. The suggestion is of one
    /// certificate, and is forgotten when that is replaced.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, Rotation, Window};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, Plan::new("host-17"));
    ///
    /// // The issuer is about to revoke it: its window is past.
    /// let now = utc_datetime!(2026-01-10 00:00:00);
    /// let window = Window::suggested(utc_datetime!(2026-01-08 00:00:00), utc_datetime!(2026-01-09 00:00:00));
    /// rotation.suggest(now, window);
    /// assert!(rotation.due(now) <= now);
    /// let outcome = rotation.attempt(now, |now| Ok::<_, ProfileError>(("second", profile.validity(now)?)));
    /// assert!(matches!(outcome, Outcome::Renewed { due } if due > utc_datetime!(2026-03-01 00:00:00)));
    /// # Ok::<(), ProfileError>(())
    /// ```
    pub fn suggest(&mut self, now: UtcDateTime, window: Option<Window>) {
        self.kept.suggest(now, window);
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
            Status::Valid { remaining } => match self.failures(now) {
                failures if failures > 0 && now >= self.wanted(now) => State::Degraded { remaining, failures },
                _ if now >= self.due(now) => State::Due,
                _ => State::Fresh,
            },
        }
    }

    /// Renews, if it is [`due`](Self::due): calls `mint` with `now` and takes what it gives into use, if that is better than what
    /// there is.
    ///
    /// Should `mint` panic, the credential in use stays, and the attempt counts as one that failed on this host: the next is not
    /// due before the wait is over.
    ///
    /// `E` says its [`Scope`]. `Box<dyn Error>` does not: see [`Scoped`] for an error of your own, and the
    /// [guide](crate::guide#3-keep-what-works) for one around `mint`.
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
        self.pauses.see(now);
        let due = self.due(now);
        if now < due {
            return Outcome::NotDue { due };
        }
        // It counts as a failure until it is known to be none: a mint that panics is not called again at once.
        let failures = self.failures(now).saturating_add(1);
        self.wait(now, Scope::ThisHost, failures);
        match mint(now) {
            Err(error) => {
                let scope = error.scope();
                self.wait(now, scope, failures);
                Outcome::Failed { error, scope, due: self.due(now) }
            }
            Ok((credential, validity)) => match self.refusal(now, &validity) {
                Some(reason) => {
                    self.wait(now, reason.scope(), failures);
                    Outcome::Refused { reason, credential, due: self.due(now) }
                }
                None => {
                    if self.kept.at(now).is_unwanted(now, &self.plan) {
                        self.kept.supersede(now);
                    }
                    self.kept.take(Held::new(credential, validity).taken_at(now));
                    // The issuer may suggest to renew it at once. Then it is to be renewed, and yet not in the same second.
                    self.wait(now, Scope::ThisHost, 0);
                    Outcome::Renewed { due: self.due(now) }
                }
            },
        }
    }

    /// When a renewal is wanted, whatever came of the last attempt.
    fn wanted(&self, now: UtcDateTime) -> UtcDateTime {
        let in_use = self.kept.at(now);
        if !in_use.validity.contains(now) {
            return now;
        }
        let planned = self.kept.successor(now).wanted(&self.plan);
        in_use.suggested(&self.plan).map_or(planned, |suggested| planned.min(suggested))
    }

    /// How many attempts failed in a row, as it looks at `now`.
    ///
    /// A failure at a time that the clock no longer shows is none of the credential in use, and neither is one from before its
    /// renewal was wanted.
    fn failures(&self, now: UtcDateTime) -> u32 {
        let in_use = self.kept.at(now);
        let from = match in_use.validity.status(now) {
            Status::Valid { .. } => self.wanted(now),
            Status::Expired { .. } => in_use.wanted(&self.plan),
            Status::NotYetValid { .. } => UtcDateTime::MIN,
        };
        self.pauses.failures(now, from)
    }

    /// Why a credential that is valid for `candidate` is not taken.
    fn refusal(&self, now: UtcDateTime, candidate: &Validity) -> Option<Refusal> {
        let not_before = candidate.not_before();
        match candidate.status(now) {
            Status::NotYetValid { starts_in }
                if starts_in > self.plan.longest(candidate.duration()) || self.kept.awaits(now, not_before) =>
            {
                return Some(Refusal::NotYetValid { not_before, now });
            }
            Status::Expired { .. } => return Some(Refusal::Expired { not_after: candidate.not_after(), now }),
            Status::NotYetValid { .. } | Status::Valid { .. } => {}
        }
        let in_use = self.kept.at(now);
        let stays = in_use.validity.contains(now) && !in_use.is_unwanted(now, &self.plan);
        let (not_after, in_use) = (candidate.not_after(), in_use.validity.not_after());
        (stays && not_after <= in_use).then_some(Refusal::EndsNoLater { not_after, in_use })
    }

    /// Waits from `now` on, as after this many failures in a row, the last of this scope.
    fn wait(&mut self, now: UtcDateTime, scope: Scope, failures: u32) {
        let in_use = self.kept.at(now);
        // When it has expired, it is the whole period that says how long credentials of its kind live.
        let period = if in_use.validity.contains(now) { in_use.left } else { in_use.validity };
        let wait = self.plan.wait(period.duration(), failures.max(1), scope);
        self.pauses.begin(now, wait, failures);
    }
}
