//! How many events fall into one interval.

use core::time::Duration;
use std::collections::VecDeque;

use time::UtcDateTime;

/// The most events in an interval of one length, wherever it begins.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    length: time::Duration,
    recent: VecDeque<UtcDateTime>,
    most: usize,
}

impl Tally {
    pub(super) const fn over(length: Duration) -> Self {
        let seconds = length.as_secs().cast_signed();
        Self { length: time::Duration::seconds(seconds), recent: VecDeque::new(), most: 0 }
    }

    /// Notes an event, not before the last.
    pub(super) fn add(&mut self, at: UtcDateTime) {
        while self.recent.front().is_some_and(|first| at - *first >= self.length) {
            self.recent.pop_front();
        }
        self.recent.push_back(at);
        self.most = self.most.max(self.recent.len());
    }

    pub(super) const fn most(&self) -> usize {
        self.most
    }
}

/// The most events in an hour, in a day and in a week.
#[derive(Clone, Debug)]
pub(super) struct Tallies([Tally; 3]);

impl Tallies {
    pub(super) const fn new() -> Self {
        const HOUR: u64 = 3_600;
        Self([
            Tally::over(Duration::from_secs(HOUR)),
            Tally::over(Duration::from_secs(24 * HOUR)),
            Tally::over(Duration::from_secs(7 * 24 * HOUR)),
        ])
    }

    pub(super) fn add(&mut self, at: UtcDateTime) {
        for tally in &mut self.0 {
            tally.add(at);
        }
    }

    pub(super) fn most(&self) -> [usize; 3] {
        self.0.each_ref().map(Tally::most)
    }
}
