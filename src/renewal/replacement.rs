//! How a replacement is judged, taken, and learned from.

use time::UtcDateTime;

use super::{
    Clocks, Held, Refusal, Rotation,
    terms::{Hurry, Terms},
    wait::Wait,
};
use crate::{
    instant::{between, later, next_second},
    validity::{Status, Validity},
};

impl<C> Rotation<C> {
    /// Compares `candidate` with the kept periods: how the clocks agree, or why the credential is not taken.
    pub(super) fn judge(&self, now: UtcDateTime, candidate: &Validity) -> Result<Clocks, Refusal> {
        let (not_after, current) = (candidate.not_after(), self.at(now).current());
        let clocks = match candidate.status(now) {
            // Nothing is valid, as far as this host knows. If its clock is ahead, the credential that ends later is the better one.
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

    /// Takes a minted credential, and returns the wait after it.
    pub(super) fn take(&mut self, terms: Terms, credential: C, validity: Validity, is_hurried: bool) -> Wait {
        self.keep(terms.now, credential, validity);
        let view = self.at(terms.now);
        let hurry = match view.wanted() <= terms.now {
            true => Hurry::WantedAtOnce,
            false if is_hurried => Hurry::Suggested,
            false => Hurry::None,
        };
        Terms { hurried: terms.hurried, ..view.terms() }.after_renewal(hurry)
    }

    /// Keeps a credential from now on.
    pub(super) fn keep(&mut self, now: UtcDateTime, credential: C, validity: Validity) {
        // That is a renewal, which ends every alert.
        self.waits.forget_failures(UtcDateTime::MAX);
        self.kept.take(Held::new(credential, validity, now), now, &self.plan);
    }

    /// Learns from a refused replacement how long its issuer's credentials live. Returns whether there was anything to learn.
    pub(super) fn learn(&mut self, terms: Terms, reason: Refusal) -> bool {
        let Refusal::EndsNoLater { not_after, covered_until } = reason else { return false };
        let (view, short) = (self.at(terms.now), between(not_after, covered_until));
        let (successor, last_moments) = (view.successor().validity(), view.last_moments());
        if covered_until != successor.not_after() || last_moments <= terms.now || short <= terms.after_lesson().length {
            return false;
        }
        if let Some(held) = self.kept.find(&successor) {
            held.learn(next_second(later(terms.now, short)));
        }
        true
    }
}
