//! Inspection: what is read, what is found, and what is said about input that is no certificate.
#![cfg(all(feature = "inspect", feature = "mint", feature = "__backend"))]

mod bundle;
mod chain;
mod faults;
mod issued;
mod kinds;
mod made;
mod mutated;
mod parts;
mod rules;
mod stored;
mod trusted;
