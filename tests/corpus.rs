//! The checks that the fuzz targets run, and the seeds that the tests replay through them.
//!
//! A check takes any bytes and panics where something is not as it must be. `fuzz.rs` hands them to the fuzz targets.

pub(crate) mod calendar;
pub(crate) mod certificate_der;
pub(crate) mod chains;
pub(crate) mod durations;
pub(crate) mod files;
pub(crate) mod foreign;
pub(crate) mod leaf;
pub(crate) mod mint_read;
pub(crate) mod mutated_validity;
mod peer;
pub(crate) mod read_time;
pub(crate) mod renewal;
#[cfg(test)]
mod replay;
pub(crate) mod requests;
pub(crate) mod scts;
pub(crate) mod state;
pub(crate) mod text;
