//! How to inspect many certificates with the command `notafter`.
//!
#![doc = include_str!("../docs/auditing.md")]
