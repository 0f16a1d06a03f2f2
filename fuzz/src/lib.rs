//! The checks that the fuzz targets run, which are those that `cargo test` replays the corpus through.
//!
//! Nothing is written here: the checks, the calendar that they compare with and the writer of DER belong to the tests.

#[path = "../../tests/corpus/calendar.rs"]
mod calendar;
#[path = "../../tests/corpus/certificate_der.rs"]
mod certificate_der;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/der.rs"]
mod der;
#[path = "../../tests/corpus/leaf.rs"]
mod leaf;
#[path = "../../tests/corpus/mint_read.rs"]
mod mint_read;
#[path = "../../tests/corpus/mutated_validity.rs"]
mod mutated_validity;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/oracle.rs"]
mod oracle;
#[path = "../../tests/corpus/peer.rs"]
mod peer;
#[path = "../../tests/corpus/read_time.rs"]
mod read_time;
#[path = "../../tests/corpus/text.rs"]
mod text;

/// Years and months later, against the walked calendar.
pub fn calendar(data: &[u8]) {
    calendar::check(data);
}

/// Any bytes as a certificate and as a bundle.
pub fn certificate_der(data: &[u8]) {
    certificate_der::check(data);
}

/// A profile and an instant, minted and read back.
pub fn mint_read(data: &[u8]) {
    mint_read::check(data);
}

/// A genuine certificate with another validity.
pub fn mutated_validity(data: &[u8]) {
    mutated_validity::check(data);
}

/// Any bytes as the content of either type of time.
pub fn read_time(data: &[u8]) {
    read_time::check(data);
}

/// Any text as a policy, a lifetime and a period.
pub fn text(data: &[u8]) {
    text::check(data);
}
