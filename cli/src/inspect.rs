//! Inspects certificates in files, folders, standard input and servers, and reports their faults.
//!
//! ```text
//! targets ──▶ contents ──▶ judge ──▶ format ──▶ report
//! (what is    (octets to   (findings, (one text   (in order, or by
//!  to be read) certificates) chain)    each)       the end of each)
//! ```

mod arguments;
mod contents;
mod format;
mod host;
mod issuers;
mod judge;
mod kubernetes;
mod report;
mod targets;

pub(crate) use arguments::{Arguments, run};
