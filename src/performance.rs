//! What the crate costs, beside others.
//!
#![doc = include_str!("../docs/performance.md")]
