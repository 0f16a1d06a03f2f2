//! Does a plan renew in time, from every day, whatever happens to the issuer, the clock and the host?

mod rehearsal;
mod report;
mod tally;
mod world;

pub use rehearsal::{Cadence, HostClock, RenewalPreflight};
pub use report::{Gap, RenewalReport, Unmet};
