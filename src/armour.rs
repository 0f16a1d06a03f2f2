//! PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)): the one reader and the one writer of this crate.
//!
//! A text goes from room to room: `source` cuts it into lines, `boundary` finds where blocks begin and end, `base64` decodes what is
//! between, and `reader` gives the blocks. Whatever the text is, one line of bounded length and one block are in memory.

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
#[cfg(any(feature = "rustls", all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs"))))]
pub(crate) use encode::encode_to;
pub use fault::PemFault;
pub(crate) use label::CERTIFICATE_LABELS;
#[cfg(feature = "inspect")]
pub(crate) use reader::ReadFault;
pub(crate) use reader::{Armoured, Reader};
