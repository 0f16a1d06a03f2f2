//! Certificates that nobody signs, to see what rcgen writes before a key is asked.

#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
use rcgen::{CertificateParams, Issuer};
use rcgen::{PublicKeyData, SignatureAlgorithm, SigningKey};
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
use rustls_pki_types::CertificateDer;

/// What rcgen writes for `params` under `issuer`.
///
/// The parameters must be writable, and the issuer's name, too: rcgen panics where they are not.
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
pub(super) fn unsigned(
    params: &CertificateParams,
    issuer: &Issuer<'_, NoKey>,
) -> Result<CertificateDer<'static>, rcgen::Error> {
    params.signed_by(issuer.key(), issuer).map(CertificateDer::from)
}

/// Signs nothing.
pub(super) struct NoKey(pub(super) &'static SignatureAlgorithm);

impl PublicKeyData for NoKey {
    fn der_bytes(&self) -> &[u8] {
        &[]
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.0
    }
}

impl SigningKey for NoKey {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}
