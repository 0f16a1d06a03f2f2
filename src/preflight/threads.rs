//! One run on several threads, with the report of one.
//!
//! ```text
//! instants   0 … 63 | 64 … 111 | 112 … 147 | …     taken in order, in batches that become shorter towards the end
//! threads       A   |     B    |     A     | …
//! reports    joined in the order of the batches, up to the first failure where the run stops at it
//! ```

use core::num::NonZero;
use std::{
    panic,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use time::UtcDateTime;

use super::{instants::Instants, report::Report};

/// Runs `ask` for every batch of `instants`, on `threads` threads including this one, and joins the reports.
///
/// `ask` says how a batch went. With `stop`, no batch is begun once one has failed.
pub(in crate::preflight) fn run(
    instants: &Instants,
    threads: NonZero<usize>,
    stop: bool,
    ask: impl Fn(&[UtcDateTime]) -> Report + Sync,
) -> Report {
    let left = instants.iter().count();
    let queue = Mutex::new(Queue { instants: instants.iter(), left, begun: 0, failed: false });
    let work = || {
        let mut done = Vec::new();
        // The lock is not held while the code under test runs.
        let next = || lock(&queue).next(threads);
        while let Some((number, batch)) = next() {
            let report = ask(&batch);
            if stop && !report.failures().is_empty() {
                lock(&queue).failed = true;
            }
            done.push((number, report));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        // This thread does the work of a thread that could not be spawned.
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads.get().min(left)).map_while(spawn).collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(others) => done.extend(others),
                Err(payload) => panic::resume_unwind(payload),
            }
        }
        done
    });
    done.sort_by_key(|(number, _)| *number);
    let mut joined = Report::new();
    for (_, report) in done {
        joined.append(report);
        // The batches after the first failure were begun before anybody knew of it.
        if stop && !joined.failures().is_empty() {
            break;
        }
    }
    joined
}

struct Queue<'a> {
    instants: Box<dyn Iterator<Item = UtcDateTime> + Send + 'a>,
    left: usize,
    begun: usize,
    failed: bool,
}

impl Queue<'_> {
    /// The next batch and its number.
    fn next(&mut self, threads: NonZero<usize>) -> Option<(usize, Vec<UtcDateTime>)> {
        // Slow code is asked for few instants, and each may take seconds: then a batch is one.
        let batch = (self.left / threads.get() / 4).clamp(1, LONGEST_BATCH);
        let batch: Vec<UtcDateTime> = self.instants.by_ref().take(batch).collect();
        if self.failed || batch.is_empty() {
            return None;
        }
        self.left = self.left.saturating_sub(batch.len());
        self.begun += 1;
        Some((self.begun, batch))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const LONGEST_BATCH: usize = 1_024;
