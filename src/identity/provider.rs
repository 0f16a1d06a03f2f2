//! The cryptography that is used if none is given.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

/// The provider that the process has installed, or else this crate's backend: aws-lc-rs before ring, which has fewer
/// algorithms.
pub(super) fn default_provider() -> Option<Arc<CryptoProvider>> {
    CryptoProvider::get_default().cloned().or_else(of_backend)
}

#[cfg(feature = "aws_lc_rs")]
fn of_backend() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
}

#[cfg(all(feature = "ring", not(feature = "aws_lc_rs")))]
fn of_backend() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(feature = "__backend"))]
fn of_backend() -> Option<Arc<CryptoProvider>> {
    None
}
