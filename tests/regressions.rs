//! Defects of the crates below, each shown first and then shown to be out of reach.
//!
//! A test that fails in its first half tells that the defect was mended. The versions that have the defects are below. The
//! defects of rcgen are in `mint`.

mod time;
#[cfg(all(feature = "mint", feature = "__backend"))]
mod webpki;
#[cfg(all(feature = "inspect", feature = "mint", feature = "__backend"))]
mod x509_parser;

/// Other versions may have other defects: look at these tests when one of the crates is updated.
#[test]
fn the_versions_with_these_defects_are_locked() {
    let lock = include_str!("../Cargo.lock");
    let versions = [("rcgen", "0.14.10"), ("rustls-webpki", "0.103."), ("time", "0.3.55"), ("x509-parser", "0.18.1")];
    for (name, version) in versions {
        let package = format!("name = \"{name}\"\nversion = \"{version}");
        assert!(lock.contains(&package), "Cargo.lock has another {name} than {version}");
    }
}
