//! How a replacement is judged, taken, and learned from.

use time::UtcDateTime;

use super::{
    Clocks, Held, Refusal, Rotation,
    terms::{Hurry, Terms},
};
use crate::{
    instant::{between, later},
    validity::{Status, Validity},
};

impl<C> Rotation<C> {
    /// What a credential that is valid for `candidate` says about the clocks, or why it is not taken.
    pub(super) fn judge(&self, now: UtcDateTime, candidate: &Validity) -> Result<Clocks, Refusal> {
        let (not_after, current) = (candidate.not_after(), self.at(now).current());
        let clocks = match candidate.status(now) {
            // Nothing is valid, as far as this host knows. If its clock is ahead, what ends later is the better one.
            Status::Expired { since } if current.validity().not_after() < not_after.min(now) => {
                return Ok(Clocks::HostAhead(since));
            }
            Status::Expired { .. } => return Err(Refusal::Expired { not_after, now }),
            Status::Valid { .. } => Clocks::Agree,
            Status::NotYetValid { starts_in } => Clocks::HostBehind(starts_in),
        };
        match self.kept.covered_until(candidate, now, &self.plan) {
            Some(covered_until) if !current.is_to_be_replaced(now, &self.plan) => {
                Err(Refusal::EndsNoLater { not_after, covered_until })
            }
            _ => Ok(clocks),
        }
    }

    /// Takes a replacement, and waits after it.
    pub(super) fn take(&mut self, terms: Terms, credential: C, validity: Validity, is_asked_for: bool) {
        let now = terms.now;
        self.kept.take(Held::new(credential, validity, now), now, &self.plan);
        let view = self.at(now);
        let hurry = match view.wanted() <= now {
            true => Hurry::WantedAtOnce,
            false if is_asked_for => Hurry::AskedFor,
            false => Hurry::None,
        };
        let wait = Terms { hurried: terms.hurried, ..view.terms() }.after_renewal(hurry);
        self.waits.begin(wait);
    }

    /// Learns from a refused replacement how long its issuer's credentials live. Says whether there was anything to learn.
    pub(super) fn learn(&mut self, terms: Terms, reason: Refusal) -> bool {
        let view = self.at(terms.now);
        let (successor, last_chance) = (view.successor().validity(), view.last_chance());
        let Refusal::EndsNoLater { not_after, covered_until } = reason else { return false };
        let short = between(not_after, covered_until);
        if covered_until != successor.not_after() || last_chance <= terms.now || short <= terms.after_lesson().length {
            return false;
        }
        let instant = later(terms.now, short).saturating_add(time::Duration::SECOND);
        if let Some(held) = self.kept.find(&successor) {
            held.learn(instant);
        }
        true
    }
}
