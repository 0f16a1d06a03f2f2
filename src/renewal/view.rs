//! How a rotation looks at an instant.

use core::time::Duration;

use time::UtcDateTime;

use super::{Held, Rotation, State, held::Fate, terms::Terms, wait::Wait};
use crate::{
    instant::{between, earlier, later, next_second},
    validity::Status,
};

/// A [`Rotation`] at an instant: the credential in use, its state, and when it is renewed.
///
/// # Properties
///
/// - Looking changes nothing.
/// - [`Rotation::attempt`] at the same instant mints if [`is_due`](Self::is_due), and only then.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile};
/// use notafter::renewal::{Plan, RenewAt, Rotation, State};
/// use notafter::time::{Duration, macros::utc_datetime};
///
/// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
/// let plan = Plan::new(RenewAt::Ideal);
/// let rotation = Rotation::new("first", profile.validity(start)?, start, plan, "host-17");
///
/// let view = rotation.at(start);
/// assert_eq!(*view.current().credential(), "first");
/// assert_eq!((view.state(), view.is_due()), (State::Fresh, false));
/// assert!(view.next_tick() <= start + Duration::seconds(30));
///
/// assert_eq!(rotation.at(view.due()).state(), State::Due);
/// let expired = rotation.at(utc_datetime!(2026-04-01 00:00:00));
/// assert_eq!(expired.state().to_string(), "expired 1 second ago");
/// # Ok::<(), notafter::ProfileError>(())
/// ```
#[derive(Debug)]
#[must_use = "a view changes nothing"]
pub struct View<'a, C> {
    rotation: &'a Rotation<C>,
    now: UtcDateTime,
    current: &'a Held<C>,
    successor: &'a Held<C>,
}

impl<C> Clone for View<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for View<'_, C> {}

impl<'a, C> View<'a, C> {
    pub(super) fn new(rotation: &'a Rotation<C>, now: UtcDateTime) -> Self {
        let current = rotation.kept.in_use(now, &rotation.plan);
        let successor = rotation.kept.successor(current, now);
        Self { rotation, now, current, successor }
    }

    /// The credential to use.
    ///
    /// It is the valid credential that ends last. If there is none, or it was replaced, these follow in this order:
    ///
    /// 1. a valid credential that was [asked](Rotation::suggest) to be replaced, and has been replaced;
    /// 2. of the credentials that begin later, the earliest to begin. It is passed over if less than a third of its period
    ///    would be left when the last taken credential begins;
    /// 3. the credential that was taken or in use last.
    ///
    /// With [`Plan::settle`](super::Plan::settle) and [`Plan::asked_every`](super::Plan::asked_every) an older credential may
    /// be used for longer.
    #[must_use]
    pub const fn current(&self) -> &'a Held<C> {
        self.current
    }

    /// The credential in use, or the last of the credentials that continue it without a gap.
    #[must_use]
    pub const fn successor(&self) -> &'a Held<C> {
        self.successor
    }

    /// When the next renewal is due, as far as is known at this instant.
    ///
    /// An instant that is not after now means now.
    ///
    /// It is the later of two instants: when a renewal is wanted, and the end of the wait after the last attempt. The [last
    /// chance](Rotation#the-last-chance) ends a wait.
    #[must_use]
    pub fn due(&self) -> UtcDateTime {
        // requirement: RFC 9773 §4.2 exactly
        // requirement: RFC 9773 §4.2 backoff
        let wanted = self.wanted();
        self.waits_until().map_or(wanted, |until| wanted.max(until))
    }

    /// Whether a renewal is due now.
    #[must_use]
    pub fn is_due(&self) -> bool {
        // requirement: RFC 9773 §4.2 past
        self.wanted() <= self.now && self.waits_until().is_none()
    }

    /// The state of the rotation.
    #[must_use]
    pub fn state(&self) -> State {
        match self.current.validity().status(self.now) {
            Status::NotYetValid { starts_in } => State::NotYetValid { starts_in },
            Status::Expired { since } => State::Expired { since },
            Status::Valid { remaining } => match self.failures() {
                failures if failures > 0 && self.wanted() <= self.now => {
                    let follows = between(self.current.validity().not_after(), self.successor.validity().not_after());
                    State::Degraded { remaining: remaining.saturating_add(follows), failures }
                }
                _ if self.is_due() => State::Due,
                _ => State::Fresh,
            },
        }
    }

    /// When to look again: now if a renewal is due, and otherwise within half a minute.
    ///
    /// It is earlier if before that a renewal is due or another credential comes into use. It is half of the first wait of the
    /// plan if that wait is shorter than a minute. Sleep no longer than until then, even if [`due`](Self::due) is far away. So
    /// you notice within half a minute that the host was suspended, or that its clock was set.
    #[must_use]
    pub fn next_tick(&self) -> UtcDateTime {
        if self.is_due() { self.now } else { self.next_look() }
    }

    /// When to look again if a renewal that is due has begun already.
    pub(crate) fn next_look(&self) -> UtcDateTime {
        let first_wait = self.terms().first().min(Duration::from_secs(60));
        let latest = later(self.now, (first_wait / 2).max(Duration::from_secs(1)));
        let due = Some(self.due()).filter(|due| *due > self.now);
        self.next_change().into_iter().chain(due).fold(latest, UtcDateTime::min)
    }

    /// The next instant at which another credential may come into use.
    pub(crate) fn next_change(&self) -> Option<UtcDateTime> {
        let instants = self.rotation.kept.all().flat_map(|held| {
            let validity = held.validity();
            let settled = self.rotation.plan.settled_at(&validity);
            let end = next_second(validity.not_after());
            [validity.not_before(), settled, earlier(end, self.rotation.plan.asked_every), end]
        });
        instants.filter(|at| *at > self.now).min()
    }

    /// When a renewal is wanted, whatever came of the last attempt.
    pub(super) fn wanted(&self) -> UtcDateTime {
        let Rotation { plan, seed, .. } = self.rotation;
        if !self.is_covered() {
            return self.now;
        }
        // Until something better is available, an attempt is in vain, also for a caller that asks seldom.
        let in_vain_until = self.successor.learned().map(|learned| learned.min(self.last_moments()));
        let chance = in_vain_until.map_or(self.last_chance(), |learned| learned.max(self.last_chance()));
        let wanted = self.successor.wanted(plan, *seed).map_or(self.now, |wanted| wanted.min(chance));
        match self.current.fate {
            Fate::Used if self.has_successor() => {
                self.current.suggested_due(plan).map_or(wanted, |asked| wanted.min(asked))
            }
            Fate::Used | Fate::Replaced => wanted,
            Fate::ToBeReplaced => self.now,
        }
    }

    /// The end of the wait that holds now. The last chance ends a wait that began before it.
    fn waits_until(&self) -> Option<UtcDateTime> {
        let (waits, now) = (&self.rotation.waits, self.now);
        let wait = waits.holding(now)?;
        match self.last_chance() {
            chance if now < chance => Some(wait.until_chance(chance)),
            chance if self.is_covered() => waits.holding_in_last_moments(chance, now).map(Wait::until),
            chance => waits.holding_since(chance, now).map(Wait::until),
        }
    }

    /// Whether the issuer wants a credential replaced that it gave just now: within 20 % of its time, which is twice the
    /// longest wait after it.
    pub(super) fn is_hurried(&self) -> bool {
        let (successor, left) = (self.successor, self.successor.left());
        let is_new = self.now < later(left.not_before(), left.duration() / 5);
        let is_early = successor.planned(&self.rotation.plan, self.rotation.seed) > self.now;
        self.is_covered() && is_new && is_early && successor.fate == Fate::Used
    }

    /// Whether another credential continues the credential in use.
    fn has_successor(&self) -> bool {
        self.current.validity() != self.successor.validity()
    }

    /// Whether something is valid.
    pub(super) fn is_covered(&self) -> bool {
        self.rotation.kept.covers(self.now)
    }

    /// What decides how long to wait after an attempt now.
    pub(super) fn terms(&self) -> Terms {
        let (plan, seed, failures) = (self.rotation.plan, self.rotation.seed, self.failures());
        let hurried = self.last_attempt().map_or(0, |last| last.hurried);
        // The period that was left of the one that ends last, or its whole period if nothing is valid.
        let period = if self.is_covered() { self.successor.left() } else { self.successor.validity() };
        Terms { now: self.now, lifetime: period.duration(), failures, hurried, plan, seed }
    }

    /// The instant of the last attempt before nothing is valid any more, as far as is known. For a caller that asks seldom it
    /// is the last time of asking before that.
    fn last_chance(&self) -> UtcDateTime {
        earlier(self.last_moments(), self.successor.asked_every(&self.rotation.plan))
    }

    /// The same for a caller that asks at any time.
    pub(super) fn last_moments(&self) -> UtcDateTime {
        let left = self.successor.left();
        let terms = Terms { lifetime: left.duration(), ..self.terms() };
        earlier(left.not_after(), terms.first_shortened())
    }

    /// How many attempts have failed or were refused in a row since the credential in use was taken.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.last_attempt().map_or(0, |last| last.failures)
    }

    /// The wait after the last attempt, if the credential in use was not taken later, as the clock shows it.
    fn last_attempt(&self) -> Option<&'a Wait> {
        let taken = self.current.taken();
        let is_before = |wait: &&Wait| wait.since < taken && taken <= self.now;
        self.rotation.waits.before(self.now).filter(|wait| !is_before(wait))
    }
}
