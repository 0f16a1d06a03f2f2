//! The labels under which PEM holds a certificate.

/// Whether `label` is one of the three that OpenSSL and others write and read.
pub(crate) fn is_certificate(label: &[u8]) -> bool {
    matches!(label, b"CERTIFICATE" | b"X509 CERTIFICATE" | b"X.509 CERTIFICATE")
}
