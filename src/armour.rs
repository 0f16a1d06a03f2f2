//! The labels under which PEM holds a certificate.

/// What OpenSSL and others write and read: the first by RFC 7468 section 5.1, the others from before it.
pub(crate) const CERTIFICATE_LABELS: [&[u8]; 3] = [b"CERTIFICATE", b"X509 CERTIFICATE", b"X.509 CERTIFICATE"];
