#![cfg_attr(
    all(feature = "mint", feature = "inspect", feature = "__backend"),
    doc = include_str!("../MIGRATING.md")
)]
#![cfg_attr(
    not(all(feature = "mint", feature = "inspect", feature = "__backend")),
    doc = "How to move here from other crates: read it [on docs.rs](https://docs.rs/notafter/latest/notafter/migrating/)."
)]
