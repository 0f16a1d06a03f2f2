//! Runs a preflight on any program, under a false clock or with the date as an argument, and judges its certificates.
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
