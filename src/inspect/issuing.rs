//! A certificate in PEM, as issuing code returns it.

use super::{Content, Contents};
use crate::{
    preflight::{Cause, IntoValidity},
    validity::Validity,
};

/// A certificate in PEM. Its chain may follow, which is not looked at.
impl IntoValidity for String {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        first_certificate(&self)?.into_validity()
    }
}

/// The first certificate of `text`, in DER.
fn first_certificate(text: &str) -> Result<Vec<u8>, Cause> {
    let first = Contents::new(text.as_bytes()).find_map(|content| match content {
        Ok(Content::Certificate(certificate)) => Some(Ok(certificate.as_der().to_vec())),
        Ok(Content::Other { .. }) => None,
        Err(error) => Some(Err(error)),
    });
    // Of a text without a certificate, the reader says so.
    first.unwrap_or_else(|| Ok(Vec::new())).map_err(|error| Cause::Error(error.to_string()))
}
