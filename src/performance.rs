#![doc = include_str!("../docs/performance.md")]
