//! The boundaries of PEM, and the labels under which it holds a certificate.

/// The label of the boundary that begins with `prefix`, and what follows the boundary.
#[cfg(any(feature = "inspect", feature = "rustls"))]
pub(crate) fn boundary<'a>(line: &'a [u8], prefix: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let rest = line.strip_prefix(prefix)?;
    let length = rest.windows(5).position(|window| window == b"-----")?;
    Some((rest.get(..length)?, rest.get(length + 5..)?))
}

#[cfg(any(feature = "inspect", feature = "rustls"))]
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The first is that of RFC 7468 section 5.1, the others are from before it. OpenSSL reads the second too.
pub(crate) const CERTIFICATE_LABELS: [&[u8]; 3] = [b"CERTIFICATE", b"X509 CERTIFICATE", b"X.509 CERTIFICATE"];
