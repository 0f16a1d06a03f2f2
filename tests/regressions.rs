//! Defects of the crates below, each shown first and then shown to be out of reach.
//!
//! A test that fails in its first half tells that the defect was mended: the version in its name is then no longer the
//! one in use. The defects of rcgen are in `mint`.

mod time;
#[cfg(all(feature = "mint", feature = "__backend"))]
mod webpki;
#[cfg(all(feature = "inspect", feature = "mint", feature = "__backend"))]
mod x509_parser;
