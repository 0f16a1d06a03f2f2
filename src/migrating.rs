//! How to move here from rcgen, openssl, x509-parser, chrono or jiff.
//!
#![cfg_attr(
    all(feature = "mint", feature = "inspect", feature = "__backend"),
    doc = include_str!("../MIGRATING.md")
)]
#![cfg_attr(
    not(all(feature = "mint", feature = "inspect", feature = "__backend")),
    doc = "This build lacks features that its examples need: read it [on docs.rs](https://docs.rs/notafter/latest/notafter/migrating/)."
)]
