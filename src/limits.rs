//! Dated tables of maximum lifetimes.
