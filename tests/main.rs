//! All integration tests, in one binary.

#[cfg(feature = "alloc")]
#[allow(dead_code, reason = "the corpus uses more of it")]
mod adversary;
mod calendar;
#[cfg(all(feature = "inspect", feature = "mint", feature = "__backend"))]
mod corpus;
mod der;
#[cfg(all(feature = "mint", feature = "__backend"))]
mod fixture;
#[cfg(all(feature = "rustls", feature = "mint", feature = "__backend"))]
mod identity;
mod inspect;
mod lifetime;
mod limits;
#[cfg(feature = "alloc")]
mod memory;
#[cfg(all(feature = "mint", feature = "__backend"))]
mod mint;
#[allow(dead_code, reason = "the evidence and the corpus use more of it")]
mod oracle;
#[cfg(feature = "std")]
mod outage;
#[cfg(feature = "std")]
mod preflight;
mod profile;
mod reading;
mod regressions;
#[cfg(feature = "alloc")]
mod renewal;
#[cfg(feature = "std")]
mod scope;
#[cfg(feature = "alloc")]
mod surface;
mod validity;

/// How many cases a property is tried on. The seed is fixed: they are the same in every run. What fails is kept in
/// `proptest-regressions/` and tried first.
fn seeded(cases: u32) -> proptest::test_runner::Config {
    use proptest::test_runner::{Config, RngSeed};
    Config { cases, rng_seed: RngSeed::Fixed(20_120_229), ..Config::default() }
}
