//! Counts the work on this thread, in steps, for tests that must not depend on a clock.

use std::{cell::Cell, thread_local};

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts `steps` more.
pub(crate) fn done(steps: usize) {
    STEPS.set(STEPS.get().saturating_add(steps));
}

/// The number of steps of `work`, and its result.
#[cfg(feature = "inspect")]
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = STEPS.get();
    let result = work();
    (STEPS.get() - before, result)
}
