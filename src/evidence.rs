#![doc = include_str!("../docs/evidence.md")]
