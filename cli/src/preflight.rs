//! Preflight for any program: it is run under a false clock, or told the date, and what it issues is judged.
//!
//! ```text
//! instants ──▶ command under a false clock ──▶ certificate ──▶ the library's Preflight ──▶ report
//!              (process: time limit, group)     (attempt: read, and whether the clock was taken)
//! ```

mod arguments;
mod attempt;
mod faketime;
mod group;
mod placeholders;
mod process;
mod progress;

pub(crate) use arguments::{Arguments, run};
