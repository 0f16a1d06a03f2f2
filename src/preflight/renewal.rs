//! Rehearses the renewals of a plan from every day, with faults of the issuer, the clock and the host.

mod cadence;
mod host_clock;
mod rehearsal;
mod report;
mod run;
mod tally;
mod unmet;
mod world;

pub use cadence::Cadence;
pub use host_clock::HostClock;
pub use rehearsal::RenewalPreflight;
pub use report::RenewalReport;
pub use unmet::{Gap, Unmet};
