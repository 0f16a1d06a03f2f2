//! Certificates that belong together: who issued whom, and when the whole stops being valid.
//!
//! From the parts of certificates to [groups](links) in which an issuer is looked for, from these to the [path](path), and from the
//! path to what is [found](judge).

mod fault;
mod groups;
mod judge;
mod links;
mod path;
#[cfg(test)]
mod tests;

pub(super) use fault::{AuthorityCertificate, ChainFault};
pub use judge::{Chain, ChainEnd, chain, chain_under};
