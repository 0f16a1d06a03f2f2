//! What the crate was compared with, and what was found.
//!
#![doc = include_str!("../docs/evidence.md")]
