//! All integration tests, in one binary.

mod calendar;
mod der;
#[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))]
mod fixture;
mod inspect;
mod lifetime;
mod limits;
#[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))]
mod mint;
mod oracle;
mod reading;
mod regressions;
mod surface;
mod validity;
