//! A certificate in PEM, as issuing code returns it.

use super::{Cause, Issued};
use crate::{inspect::Blocks, validity::Validity};

/// A certificate in PEM, and after it perhaps its chain, which is not looked at.
impl Issued for String {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        first_certificate(&self)?.validity()
    }
}

/// The first certificate of `text`, in DER.
fn first_certificate(text: &str) -> Result<Vec<u8>, Cause> {
    let first = Blocks::new(text.as_bytes()).next().map(|block| block.and_then(|block| block.der()));
    // Of a text without a certificate, the reader says so.
    first.unwrap_or_else(|| Ok(Vec::new())).map_err(|error| Cause::Error(error.to_string()))
}
