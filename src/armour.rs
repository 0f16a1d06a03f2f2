//! The only reader and the only writer of PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)) in this crate.
//!
//! A text goes from room to room:
//!
//! 1. `source` cuts it into lines;
//! 2. `boundary` finds where blocks begin and end;
//! 3. `base64` decodes the text between;
//! 4. `reader` returns the blocks.
//!
//! One line of bounded length and one block are in memory, whatever the text is.

mod base64;
mod boundary;
#[cfg(any(feature = "mint", feature = "rustls"))]
mod encode;
mod fault;
mod label;
mod reader;
mod source;
#[cfg(all(test, feature = "inspect", feature = "mint"))]
mod tests;

#[cfg(feature = "mint")]
pub(crate) use encode::encode;
#[cfg(any(feature = "rustls", all(feature = "mint", feature = "__backend")))]
pub(crate) use encode::encode_to;
pub use fault::PemFault;
pub(crate) use label::CERTIFICATE_LABELS;
#[cfg(feature = "inspect")]
pub(crate) use reader::ReadFault;
pub(crate) use reader::{Armoured, Reader};
