//! Certificates that belong together, with their issuers and the end of the chain.
//!
//! The parts of certificates lead to [groups](links), which contain the possible issuers. These lead to the [path](path), and
//! the path leads to the [findings](judge).

mod fault;
mod groups;
mod judge;
mod links;
mod path;
#[cfg(test)]
mod tests;

pub(super) use fault::{AuthorityCertificate, ChainFault};
pub use judge::{Chain, ChainEnd, chain, chain_under};
