//! A credential that a rotation has taken.

use core::time::Duration;

use time::UtcDateTime;

use super::{Plan, Seed, Window};
use crate::{
    instant::{earlier, later},
    validity::Validity,
};

/// A credential that a [`Rotation`](super::Rotation) has taken, with its period and when it was taken.
///
/// Save the credential and its period, beside the [record](super::Rotation::record).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<C> {
    pub(super) credential: C,
    pub(super) validity: Validity,
    pub(super) taken: UtcDateTime,
    /// The instant at which its issuer wants it renewed, if it has said so.
    pub(super) suggested: Option<UtcDateTime>,
    /// Before this instant nothing better is available: its issuer gives shorter lifetimes now.
    pub(super) learned: Option<UtcDateTime>,
    /// How it is used, whatever its period says.
    pub(super) fate: Fate,
}

/// How a credential is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is used, and renewed in its time.
    Used,
    /// It is to be replaced at once, as somebody has asked.
    ToBeReplaced,
    /// Another was taken in its place. It is used if no other is valid, or has settled.
    Replaced,
}

impl<C> Held<C> {
    pub(super) const fn new(credential: C, validity: Validity, taken: UtcDateTime) -> Self {
        Self { credential, validity, taken, suggested: None, learned: None, fate: Fate::Used }
    }

    /// The same facts about `credential`.
    pub(super) const fn with<D>(&self, credential: D) -> Held<D> {
        let Self { validity, taken, suggested, learned, fate, .. } = *self;
        Held { credential, validity, taken, suggested, learned, fate }
    }

    /// The credential.
    #[must_use]
    pub const fn credential(&self) -> &C {
        &self.credential
    }

    /// Its validity period, as you gave it: the period of the whole chain.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// When it was taken.
    ///
    /// Its window counts from then.
    #[must_use]
    pub const fn taken(&self) -> UtcDateTime {
        self.taken
    }

    /// The period that was left when it was taken.
    ///
    /// If it began after that, the host's clock may have been slow. Then all of it was left, and everything ends that much
    /// sooner than this clock shows. If it was taken after its end, the clock was wrong, and nobody knows when it was.
    pub(super) fn left(&self) -> Validity {
        let (not_before, not_after) = (self.validity.not_before(), self.validity.not_after());
        let slow_by = (not_before - self.taken).max(time::Duration::ZERO);
        let from = if self.taken <= not_after { self.taken } else { not_before };
        // The two are in order: this is reached in years before 0000 alone.
        Validity::new(from, not_after.saturating_sub(slow_by)).unwrap_or(self.validity)
    }

    /// Whether it is in use at `now` only because there is no better one.
    pub(super) fn is_unwanted(&self, now: UtcDateTime, plan: &Plan) -> bool {
        self.fate != Fate::Used || self.suggested_due(plan).is_some_and(|asked| asked <= now)
    }

    /// Whether it is to be replaced at `now`, and has not been.
    pub(super) fn is_to_be_replaced(&self, now: UtcDateTime, plan: &Plan) -> bool {
        self.fate != Fate::Replaced && self.is_unwanted(now, plan)
    }

    /// When it is renewed, unless it is to be renewed at once.
    pub(super) fn wanted(&self, plan: &Plan, seed: Seed) -> Option<UtcDateTime> {
        match self.fate {
            Fate::Used => Some(match self.suggested_due(plan) {
                // However late its issuer wants it renewed, 5 % of its time are left then.
                Some(asked) => {
                    asked.min(self.not_in_vain(self.due_for(plan.latest_window(&self.left()).pick(seed), plan)))
                }
                None => self.planned(plan, seed),
            }),
            Fate::ToBeReplaced | Fate::Replaced => None,
        }
    }

    /// When its issuer wants it renewed, if it has said so.
    pub(super) fn suggested_due(&self, plan: &Plan) -> Option<UtcDateTime> {
        self.suggested.map(|instant| self.due_for(instant, plan))
    }

    /// When the plan renews it, or later if nothing better is available then.
    pub(super) fn planned(&self, plan: &Plan, seed: Seed) -> UtcDateTime {
        self.not_in_vain(self.due_for(plan.window(&self.left()).pick(seed), plan))
    }

    /// The first time of asking after which `instant` would have passed by the next.
    ///
    /// Not before 10 % of its time are over, so that a credential that was just taken is not renewed.
    fn due_for(&self, instant: UtcDateTime, plan: &Plan) -> UtcDateTime {
        let left = self.left();
        let tenth = later(left.not_before(), left.duration() / 10);
        // requirement: RFC 9773 §4.2 before-the-next-time
        earlier(instant, self.asked_every(plan)).max(tenth.min(instant))
    }

    /// The time between two times of asking: 80 % of its time at most.
    pub(super) fn asked_every(&self, plan: &Plan) -> Duration {
        plan.asked_every.min(self.left().duration() / 5 * 4)
    }

    /// `instant`, or later if nothing better is available then.
    fn not_in_vain(&self, instant: UtcDateTime) -> UtcDateTime {
        self.learned().map_or(instant, |learned| instant.max(learned))
    }

    /// The instant before which nothing better is available. It is before its end, whatever a record says.
    pub(super) fn learned(&self) -> Option<UtcDateTime> {
        self.learned.filter(|learned| *learned <= self.validity.not_after())
    }

    /// Notes when its issuer wants it renewed.
    pub(super) fn suggest(&mut self, window: Option<Window>, seed: Seed) {
        self.suggested = window.map(|window| window.pick(seed));
    }

    /// Notes that nothing better is available before `instant`.
    pub(super) fn learn(&mut self, instant: UtcDateTime) {
        self.learned = Some(instant);
    }
}
