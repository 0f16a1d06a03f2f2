//! Writes the seeds that were thought of, by their names: `cargo run --manifest-path fuzz/Cargo.toml --example seeds`.
//!
//! Seeds that come from a crash are added by hand beside these.

mod calendar;
mod certificate_der;
mod chains;
mod durations;
mod files;
mod foreign;
mod mint_read;
mod mutated_validity;
mod read_time;
mod renewal;
mod requests;
mod scts;
mod state;
mod text;

use std::{fs, path::Path};

fn main() {
    calendar::seeds();
    chains::seeds();
    durations::seeds();
    files::seeds();
    read_time::seeds();
    certificate_der::seeds();
    mutated_validity::seeds();
    mint_read::seeds();
    foreign::seeds();
    renewal::seeds();
    requests::seeds();
    scts::seeds();
    state::seeds();
    text::seeds();
}

fn write(target: &str, name: &str, seed: impl AsRef<[u8]>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder).expect("a folder for the seeds");
    fs::write(folder.join(name), seed).expect("a seed");
}

/// The units of an amount, and the policies.
const YEARS: u8 = 0;
const MONTHS: u8 = 1;
const DAYS: u8 = 2;
const SECONDS: u8 = 3;
const CLAMP: u8 = 0;
const ROLL_FORWARD: u8 = 1;
const REJECT: u8 = 2;

/// The identifier octets that more than one target has.
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
