//! Reads the clock. The library reads none.

use std::time::Instant;

use notafter::time::UtcDateTime;

#[expect(clippy::disallowed_methods, reason = "a tool that is started by hand asks what time it is")]
pub(crate) fn now() -> UtcDateTime {
    UtcDateTime::now()
}

/// An instant of a clock that is never set, to measure how long something takes.
#[expect(clippy::disallowed_methods, reason = "commands have a time limit")]
pub(crate) fn ticks() -> Instant {
    Instant::now()
}
