//! Random worlds against the rotation.
//!
//! Each world follows from its number, so that a failure names the world to look at. `NOTAFTER_WORLDS` says how many there are;
//! `scripts/adversary` runs ten million.

use core::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::adversary::{Decisions, World};

/// The worlds of a plain run of the tests.
const WORLDS: u64 = 100_000;

fn worlds() -> u64 {
    std::env::var("NOTAFTER_WORLDS").ok().and_then(|worlds| worlds.parse().ok()).unwrap_or(WORLDS)
}

#[test]
fn no_world_has_a_gap_that_a_perfect_client_would_not_have_had() {
    let (worlds, done) = (worlds(), AtomicU64::new(0));
    let failed = (0..worlds).into_par_iter().filter(|&number| {
        let panicked = std::panic::catch_unwind(|| World::new(number, Decisions::random(number)).run(24)).is_err();
        if panicked {
            eprintln!("in world {number}");
        }
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if worlds > WORLDS && done % (worlds / 100) == 0 {
            eprintln!("{done} of {worlds} worlds");
        }
        panicked
    });
    let failed: Vec<u64> = failed.collect();
    assert!(failed.is_empty(), "{} of {worlds} worlds: {failed:?}", failed.len());
}
