//! How to operate certificates through a leap day.
//!
#![cfg_attr(
    all(feature = "mint", feature = "inspect", feature = "__backend"),
    doc = include_str!("../docs/guide.md")
)]
#![cfg_attr(
    not(all(feature = "mint", feature = "inspect", feature = "__backend")),
    doc = "This build lacks features that its examples need: read it [on docs.rs](https://docs.rs/notafter/latest/notafter/guide/)."
)]
