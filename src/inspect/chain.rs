//! Certificates that belong together: who issued whom, and when the whole stops being valid.
//!
//! The parts of certificates lead to [groups](links), in which an issuer is looked for. These lead to the [path](path), and that to
//! what is [found](judge).

mod fault;
mod groups;
mod judge;
mod links;
mod path;
#[cfg(test)]
mod tests;

pub(super) use fault::{AuthorityCertificate, ChainFault};
pub use judge::{Chain, ChainEnd, chain, chain_under};
