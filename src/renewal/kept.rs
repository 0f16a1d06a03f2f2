//! The credentials that are kept.
//!
//! ```text
//! replaced    |--------------------------|            used if no other is valid, or has settled
//! in use         |----------|                         the valid one that ends last
//! follows               |----------------|            begins before the one in use ends: the cover goes on
//! ahead                                     |------|  begins after a gap
//!                  ^ now                 ^ covered until
//! ```

use alloc::vec::Vec;
use core::{cmp::Reverse, iter, mem};

use time::UtcDateTime;

use super::{
    Plan,
    held::{Fate, Held},
};
use crate::{
    instant::{earlier, later, next_second},
    validity::Validity,
};

/// The kept credentials, with the last one taken or in use first.
///
/// No two of them have the same period. They are the last four that were taken or in use, and each other that alone is valid
/// for some second to come.
#[derive(Clone, Debug)]
pub(super) struct Kept<C> {
    latest: Held<C>,
    before: Vec<Held<C>>,
}

impl<C> Kept<C> {
    pub(super) const fn new(only: Held<C>) -> Self {
        Self { latest: only, before: Vec::new() }
    }

    /// Keeps these, with the last one taken or in use first. `None` if there are none.
    pub(super) fn of(held: impl IntoIterator<Item = Held<C>>) -> Option<Self> {
        let mut held = held.into_iter();
        Some(Self { latest: held.next()?, before: held.collect() })
    }

    /// The credential to use at `now`.
    ///
    /// It is the best of those that are valid, or will be before the next time of asking. If there is none, it is the first to
    /// begin, or else the latest.
    pub(super) fn in_use(&self, now: UtcDateTime, plan: &Plan) -> &Held<C> {
        if self.before.is_empty() {
            return &self.latest;
        }
        // A caller that asks seldom uses this credential until the next time. So it is the one that is valid the longest until then.
        let (this, next) = (now.truncate_to_second(), later(now, plan.asked_every).truncate_to_second());
        let serves = |held: &Held<C>| {
            let (from, until) = (held.validity().not_before().max(this), held.validity().not_after().min(next));
            (from <= until).then(|| until - from)
        };
        let has_settled = |held: &Held<C>| plan.settled_at(&held.validity()) <= now;
        let best = |is_replaced: bool| {
            let of_these = self.all().filter(|held| (held.fate == Fate::Replaced) == is_replaced);
            let serving = of_these.filter(|held| serves(held).is_some());
            serving.max_by_key(|held| (serves(held), has_settled(held), ends_last(held)))
        };
        match (best(false), best(true)) {
            // A replaced credential is used until its replacement has settled.
            (Some(new), Some(old)) if !has_settled(new) && has_settled(old) && serves(new) <= serves(old) => old,
            (Some(held), _) | (None, Some(held)) => held,
            (None, None) => self.first_ahead(now).unwrap_or(&self.latest),
        }
    }

    /// The first to begin of those that begin after `now`.
    ///
    /// Then the clock may be slow by years. The right time is at least the beginning of the issuer's last credential. A
    /// credential that has less than a third of its period left at that time is passed over.
    fn first_ahead(&self, now: UtcDateTime) -> Option<&Held<C>> {
        let at_least = self.latest.validity().not_before();
        let ahead = || self.all().filter(|held| held.validity().not_before() > now);
        let is_good = |held: &&Held<C>| {
            let third = held.validity().duration() / 3;
            earlier(held.validity().not_after(), third) >= at_least
        };
        let first = ahead().filter(is_good).min_by_key(begins_first);
        first.or_else(|| ahead().min_by_key(begins_first))
    }

    /// The best of the credential in use and those that continue it, each without a gap.
    pub(super) fn successor<'a>(&'a self, in_use: &'a Held<C>, now: UtcDateTime) -> &'a Held<C> {
        if self.before.is_empty() {
            return in_use;
        }
        let mut end = in_use.validity().not_after();
        let follows = |held: &&Held<C>, end| held.validity().not_before() <= next_second(end);
        while let Some(further) =
            self.all().filter(|held| follows(held, end)).map(|held| held.validity().not_after()).max()
            && further > end
        {
            end = further;
        }
        let all =
            self.all().filter(|held| follows(held, end) && held.validity().not_after() >= now.truncate_to_second());
        all.max_by_key(|held| (held.fate != Fate::Replaced, ends_last(held))).unwrap_or(in_use)
    }

    /// The end of those that are wanted and cover the rest of `validity` at `now`. `None` if they leave a second of it.
    pub(super) fn covered_until(&self, validity: &Validity, now: UtcDateTime, plan: &Plan) -> Option<UtcDateTime> {
        cover(self.all().filter(|held| !held.is_unwanted(now, plan)), validity, now)
    }

    /// Whether one is valid at `now`.
    pub(super) fn covers(&self, now: UtcDateTime) -> bool {
        self.all().any(|held| held.validity().contains(now))
    }

    /// Whether there is one with exactly this period.
    pub(super) fn has(&self, validity: &Validity) -> bool {
        self.all().any(|held| held.validity() == *validity)
    }

    /// The one with exactly this period.
    pub(super) fn find(&mut self, validity: &Validity) -> Option<&mut Held<C>> {
        self.all_mut().find(|held| held.validity() == *validity)
    }

    /// Notes which one is in use at `now`.
    pub(super) fn use_at(&mut self, now: UtcDateTime, plan: &Plan) {
        let in_use = Some(self.in_use(now, plan).validity()).filter(|validity| validity.contains(now));
        if let Some(index) = self.before.iter().position(|held| Some(held.validity()) == in_use) {
            let held = self.before.remove(index);
            let latest = mem::replace(&mut self.latest, held);
            self.before.insert(0, latest);
        }
    }

    /// Notes that all of them are to be replaced.
    pub(super) fn replace_all(&mut self) {
        for held in self.all_mut().filter(|held| held.fate == Fate::Used) {
            held.fate = Fate::ToBeReplaced;
        }
    }

    /// Notes that another one was put in the place of all of them.
    pub(super) fn supersede_all(&mut self) {
        self.all_mut().for_each(|held| held.fate = Fate::Replaced);
    }

    /// Takes `replacement`. It replaces all that are unwanted, and all that are valid if the one in use is to be replaced.
    pub(super) fn take(&mut self, replacement: Held<C>, now: UtcDateTime, plan: &Plan) {
        let is_replaced = self.in_use(now, plan).is_to_be_replaced(now, plan);
        for held in self.all_mut() {
            if held.is_unwanted(now, plan) || is_replaced && held.validity().contains(now) {
                held.fate = Fate::Replaced;
            }
        }
        let latest = mem::replace(&mut self.latest, replacement);
        self.before.insert(0, latest);
        let taken = self.latest.validity();
        self.before.retain(|held| held.validity() != taken);
        while let Some(spare) = (MOST - 1..self.before.len()).find(|index| self.is_spare(*index, now)) {
            self.before.remove(spare);
        }
        // All of these but one are ahead, and the issuer can give the last of them again.
        while self.before.len() >= MOST_AHEAD
            && let Some((last, _)) = self.before.iter().enumerate().max_by_key(|(_, held)| held.validity().not_before())
        {
            self.before.remove(last);
        }
    }

    /// Whether the others cover the rest, at `now`, of the credential at `index` of those before.
    fn is_spare(&self, index: usize, now: UtcDateTime) -> bool {
        let others = || {
            let before = self.before.iter().enumerate();
            iter::once(&self.latest).chain(before.filter(move |(other, _)| *other != index).map(|(_, held)| held))
        };
        self.before.get(index).is_some_and(|held| cover(others(), &held.validity(), now).is_some())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Held<C>> + Clone {
        iter::once(&self.latest).chain(&self.before)
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Held<C>> {
        iter::once(&mut self.latest).chain(&mut self.before)
    }
}

/// The end of the credentials of `held` that cover the rest of `validity` at `now`. `None` if they leave a second of it.
fn cover<'a, C: 'a>(
    held: impl Iterator<Item = &'a Held<C>> + Clone,
    validity: &Validity,
    now: UtcDateTime,
) -> Option<UtcDateTime> {
    let mut from = validity.not_before().max(now.truncate_to_second());
    let mut end = validity.not_after();
    while from <= validity.not_after() {
        end = held.clone().map(Held::validity).filter(|held| held.contains(from)).map(|held| held.not_after()).max()?;
        from = next_second(end);
        if end == Validity::NO_WELL_DEFINED_EXPIRY {
            break;
        }
    }
    Some(end)
}

/// Orders those that are kept by their ends. No two have the same period, so the order in which they are kept never decides.
fn ends_last<C>(held: &Held<C>) -> (UtcDateTime, UtcDateTime) {
    (held.validity().not_after(), held.validity().not_before())
}

/// Orders those that are kept by their beginnings, the longer one first.
fn begins_first<C>(held: &&Held<C>) -> (UtcDateTime, Reverse<UtcDateTime>) {
    (held.validity().not_before(), Reverse(held.validity().not_after()))
}

/// How many are kept, whether they are needed or not.
const MOST: usize = 4;

/// How many are kept at most, however many an issuer gives for times to come.
const MOST_AHEAD: usize = 16;
