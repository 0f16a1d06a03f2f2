#![doc = include_str!("../docs/auditing.md")]
