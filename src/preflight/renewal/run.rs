//! The events of one host.

use core::time::Duration;

use time::UtcDateTime;

use super::{tally::Tallies, unmet::Gap};
use crate::instant::between;

/// The events of one host.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) start: UtcDateTime,
    pub(super) attempts: Tallies,
    pub(super) renewals: Tallies,
    pub(super) attempted: usize,
    pub(super) renewed: usize,
    /// Credentials that were minted and refused.
    pub(super) unused: usize,
    pub(super) gaps: usize,
    pub(super) first_gap: Option<Gap>,
    pub(super) longest_gap: Option<Duration>,
    pub(super) least_left: Option<Duration>,
    /// The shortest of the longest absences that were survived.
    pub(super) survived: Option<Duration>,
    /// The instant since which nothing valid is in use.
    lacking: Option<UtcDateTime>,
}

impl Run {
    pub(super) const fn new(start: UtcDateTime) -> Self {
        Self {
            start,
            attempts: Tallies::new(),
            renewals: Tallies::new(),
            attempted: 0,
            renewed: 0,
            unused: 0,
            gaps: 0,
            first_gap: None,
            longest_gap: None,
            least_left: None,
            survived: None,
            lacking: None,
        }
    }

    /// Notes an attempt.
    pub(super) fn attempt(&mut self, now: UtcDateTime) {
        self.attempted += 1;
        self.attempts.add(now);
    }

    /// Notes a renewal that left `left`.
    pub(super) fn renew(&mut self, now: UtcDateTime, left: Duration) {
        self.renewed += 1;
        self.renewals.add(now);
        self.least_left = Some(self.least_left.map_or(left, |least| least.min(left)));
    }

    /// Notes the longest absence from some attempt on.
    pub(super) fn survive(&mut self, absence: Duration) {
        self.survived = Some(self.survived.map_or(absence, |least| least.min(absence)));
    }

    /// Notes whether the served credential is valid.
    pub(super) fn look(&mut self, now: UtcDateTime, is_valid: bool) {
        if is_valid {
            self.close(now);
        } else {
            self.lacking.get_or_insert(now);
        }
    }

    /// Ends a gap, if there is one.
    pub(super) fn close(&mut self, until: UtcDateTime) {
        if let Some(from) = self.lacking.take().filter(|from| *from < until) {
            self.gaps += 1;
            self.longest_gap = self.longest_gap.max(Some(between(from, until)));
            let start = self.start;
            self.first_gap.get_or_insert(Gap { start, from, until });
        }
    }

    /// Whether something valid was served all the time before `now`.
    pub(super) fn is_clean_before(&self, now: UtcDateTime) -> bool {
        self.gaps == 0 && self.lacking.is_none_or(|from| now <= from)
    }

    /// Whether nothing valid is served.
    pub(super) const fn is_lacking(&self) -> bool {
        self.lacking.is_some()
    }
}
