//! The credentials that were last in use.

use core::{iter, mem};

use time::UtcDateTime;

use super::{Plan, RenewAt, Window};
use crate::validity::Validity;

#[derive(Clone, Debug)]
pub(super) struct Held<C> {
    pub(super) credential: C,
    pub(super) validity: Validity,
    /// What was left of it when it was taken into use: all of it, where nobody knows when that was.
    pub(super) left: Validity,
    suggested: Option<Window>,
}

impl<C> Held<C> {
    pub(super) const fn new(credential: C, validity: Validity) -> Self {
        Self { credential, validity, left: validity, suggested: None }
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
        match self.suggested {
            // However late the issuer wants it, there is time for another attempt.
            Some(window) => window.pick(plan.seed).min(picked(RenewAt::Percent(100))),
            None => picked(plan.renew_at),
        }
    }
}

/// The four credentials that were last in use, the latest first.
///
/// No two of them have the same period: the second would end no later than the first, and is refused.
#[derive(Clone, Debug)]
pub(super) struct Kept<C> {
    latest: Held<C>,
    earlier: [Option<Held<C>>; 3],
}

impl<C> Kept<C> {
    pub(super) const fn new(only: Held<C>) -> Self {
        Self { latest: only, earlier: [None, None, None] }
    }

    /// The one to use at `now`: of those that are valid the one that ends last, and the latest if none is.
    pub(super) fn at(&self, now: UtcDateTime) -> &Held<C> {
        self.last_to_end(|validity| validity.contains(now)).unwrap_or(&self.latest)
    }

    /// The one that follows on `in_use` without a gap, or `in_use` if none does.
    pub(super) fn successor<'a>(&'a self, in_use: &'a Held<C>) -> &'a Held<C> {
        let next_second = in_use.validity.not_after().saturating_add(time::Duration::SECOND);
        self.last_to_end(|validity| validity.not_before() <= next_second).unwrap_or(in_use)
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

    /// Takes `replacement` into use. What was in use least recently is dropped, where there are four.
    pub(super) fn take(&mut self, replacement: Held<C>) {
        let replaced = mem::replace(&mut self.latest, replacement);
        let [second, third, _] = mem::take(&mut self.earlier);
        self.earlier = [Some(replaced), second, third];
    }

    fn last_to_end(&self, is_meant: impl Fn(&Validity) -> bool) -> Option<&Held<C>> {
        iter::once(&self.latest)
            .chain(self.earlier.iter().flatten())
            .filter(|held| is_meant(&held.validity))
            .max_by_key(|held| (held.validity.not_after(), held.validity.not_before()))
    }
}
