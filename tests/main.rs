//! All integration tests, in one binary.

mod calendar;
mod fixture;
mod inspect;
mod lifetime;
mod limits;
mod mint;
mod oracle;
mod reading;
mod regressions;
mod surface;
mod validity;
