//! The library of the fuzz targets in `fuzz/`: the checks of `corpus`, and what they compare with.
//!
//! It is here, and no module of the tests, because here is where the modules that it shares with the tests are found.

#![allow(dead_code, unused_imports, reason = "the tests use more of the shared modules")]

mod adversary;
mod corpus;
mod der;
mod oracle;

/// Years and months later, against the walked calendar.
pub fn calendar(data: &[u8]) {
    corpus::calendar::check(data);
}

/// Any bytes as a certificate and as a file.
pub fn certificate_der(data: &[u8]) {
    corpus::certificate_der::check(data);
}

/// A bag of certificates, and the chain that is found in it.
pub fn chains(data: &[u8]) {
    corpus::chains::check(data);
}

/// The texts of lifetimes and of exact durations.
pub fn durations(data: &[u8]) {
    corpus::durations::check(data);
}

/// Files of PEM, DER and PKCS #7.
pub fn files(data: &[u8]) {
    corpus::files::check(data);
}

/// Signing requests and authorities that others made.
pub fn foreign(data: &[u8]) {
    corpus::foreign::check(data);
}

/// A profile and an instant, minted and read back.
pub fn mint_read(data: &[u8]) {
    corpus::mint_read::check(data);
}

/// A genuine certificate with another validity.
pub fn mutated_validity(data: &[u8]) {
    corpus::mutated_validity::check(data);
}

/// Any bytes as the content of either type of time.
pub fn read_time(data: &[u8]) {
    corpus::read_time::check(data);
}

/// An adversary against the rotation.
pub fn renewal(data: &[u8]) {
    corpus::renewal::check(data);
}

/// Requests of all kinds, under grants of all kinds.
pub fn requests(data: &[u8]) {
    corpus::requests::check(data);
}

/// What is minted of the request that `data` stands for, if it is granted.
pub fn minted(data: &[u8]) -> Option<corpus::requests::Sample> {
    corpus::requests::made(data)
}

/// Lists of timestamps of logs, whose lengths may lie.
pub fn scts(data: &[u8]) {
    corpus::scts::check(data);
}

/// A rotation that goes on from any text.
pub fn state(data: &[u8]) {
    corpus::state::check(data);
}

/// Any text as a policy, a lifetime and a period.
pub fn text(data: &[u8]) {
    corpus::text::check(data);
}

/// The certificate that seeds are made of.
pub const LEAF: &[u8] = corpus::leaf::LEAF;

/// An element of DER, for the seeds.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    der::tlv(tag, content)
}
