//! The labels under which PEM holds a certificate.

/// The first is that of RFC 7468 section 5.1, the others are from before it. OpenSSL reads the second too.
pub(crate) const CERTIFICATE_LABELS: [&[u8]; 3] = [b"CERTIFICATE", b"X509 CERTIFICATE", b"X.509 CERTIFICATE"];
