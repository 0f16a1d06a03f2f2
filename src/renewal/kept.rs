//! The credentials that were last in use.

use core::{iter, mem};

use time::UtcDateTime;

use super::{Plan, RenewAt, Window};
use crate::validity::{Status, Validity};

#[derive(Clone, Debug)]
pub(super) struct Held<C> {
    pub(super) credential: C,
    pub(super) validity: Validity,
    /// What was left of it when it was taken into use: all of it, where nobody knows when that was.
    pub(super) left: Validity,
    suggested: Option<Window>,
    /// Whether another was taken in its place because its issuer wanted that: it is used where no other is valid.
    superseded: bool,
}

impl<C> Held<C> {
    pub(super) const fn new(credential: C, validity: Validity) -> Self {
        Self { credential, validity, left: validity, suggested: None, superseded: false }
    }

    /// The same, taken into use at `instant`, or in the second of its period that is nearest to it.
    pub(super) fn taken_at(self, instant: UtcDateTime) -> Self {
        let (not_before, not_after) = (self.validity.not_before(), self.validity.not_after());
        // Not reached: they are in order.
        let left = Validity::new(instant.clamp(not_before, not_after), not_after).unwrap_or(self.validity);
        Self { left, ..self }
    }

    /// When this host is to renew it.
    pub(super) fn wanted(&self, plan: &Plan) -> UtcDateTime {
        let picked = |renew_at| Window::of(&self.left, renew_at).pick(plan.seed);
        match self.suggested(plan) {
            // However late the issuer wants it, there is time for another attempt.
            Some(suggested) => suggested.min(picked(RenewAt::Percent(100))),
            None => picked(plan.renew_at),
        }
    }

    /// When this host is to renew it as its issuer wants it, if it has said so.
    pub(super) fn suggested(&self, plan: &Plan) -> Option<UtcDateTime> {
        self.suggested.map(|window| window.pick(plan.seed))
    }

    /// Whether its issuer wants it replaced, as it looks at `now`.
    pub(super) fn is_unwanted(&self, now: UtcDateTime, plan: &Plan) -> bool {
        self.superseded || self.suggested(plan).is_some_and(|suggested| suggested <= now)
    }
}

/// The four credentials that were last in use, the one that was so last of all first.
///
/// No two of them have the same period: the second takes the place of the first.
#[derive(Clone, Debug)]
pub(super) struct Kept<C> {
    latest: Held<C>,
    earlier: [Option<Held<C>>; 3],
}

impl<C> Kept<C> {
    pub(super) const fn new(only: Held<C>) -> Self {
        Self { latest: only, earlier: [None, None, None] }
    }

    /// The same, with the latest taken into use at `instant`.
    pub(super) fn taken_at(self, instant: UtcDateTime) -> Self {
        Self { latest: self.latest.taken_at(instant), ..self }
    }

    /// The one to use at `now`: the best of those that are valid, and the latest if none is.
    pub(super) fn at(&self, now: UtcDateTime) -> &Held<C> {
        self.best(|validity| validity.contains(now)).unwrap_or(&self.latest)
    }

    /// The best of the one that is in use at `now` and those that follow on it without a gap.
    pub(super) fn successor(&self, now: UtcDateTime) -> &Held<C> {
        let in_use = self.at(now);
        let next_second = in_use.validity.not_after().saturating_add(time::Duration::SECOND);
        self.best(|validity| validity.not_before() <= next_second).unwrap_or(in_use)
    }

    /// Whether one of them begins after `now`, and no later than at `not_before`.
    pub(super) fn awaits(&self, now: UtcDateTime, not_before: UtcDateTime) -> bool {
        self.all().map(|held| held.validity).any(|validity| {
            matches!(validity.status(now), Status::NotYetValid { .. }) && validity.not_before() <= not_before
        })
    }

    /// Notes when the issuer wants the one that is in use at `now` renewed.
    pub(super) fn suggest(&mut self, now: UtcDateTime, window: Option<Window>) {
        self.use_at(now);
        self.latest.suggested = window;
    }

    /// Notes which one is in use at `now`.
    pub(super) fn use_at(&mut self, now: UtcDateTime) {
        let in_use = self.at(now).validity;
        for earlier in self.earlier.iter_mut().flatten() {
            if self.latest.validity == in_use {
                return;
            }
            mem::swap(earlier, &mut self.latest);
        }
    }

    /// Notes that the issuer wants those replaced that are valid at `now`, and that another is taken in their place.
    pub(super) fn supersede(&mut self, now: UtcDateTime) {
        let all = iter::once(&mut self.latest).chain(self.earlier.iter_mut().flatten());
        for held in all.filter(|held| held.validity.contains(now)) {
            (held.superseded, held.suggested) = (true, None);
        }
    }

    /// Takes `replacement` into use. What was in use least recently is dropped, where there are four.
    pub(super) fn take(&mut self, replacement: Held<C>) {
        let replaced = mem::replace(&mut self.latest, replacement);
        let earlier = mem::take(&mut self.earlier).into_iter().flatten();
        let others = iter::once(replaced).chain(earlier).filter(|held| held.validity != self.latest.validity);
        for (place, held) in self.earlier.iter_mut().zip(others) {
            *place = Some(held);
        }
    }

    /// Of those whose period is meant the one that ends last, and none that is superseded if there is another.
    fn best(&self, is_meant: impl Fn(&Validity) -> bool) -> Option<&Held<C>> {
        let meant = self.all().filter(|held| is_meant(&held.validity));
        meant.max_by_key(|held| (!held.superseded, held.validity.not_after(), held.validity.not_before()))
    }

    fn all(&self) -> impl Iterator<Item = &Held<C>> {
        iter::once(&self.latest).chain(self.earlier.iter().flatten())
    }
}
