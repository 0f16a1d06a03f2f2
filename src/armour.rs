//! PEM: its boundaries and the labels of certificates, and for minting what is in a file and what is written to one.

mod label;
#[cfg(feature = "mint")]
mod pem;

pub(crate) use label::CERTIFICATE_LABELS;
#[cfg(any(feature = "inspect", feature = "rustls"))]
pub(crate) use label::{BYTE_ORDER_MARK, boundary};
#[cfg(feature = "mint")]
pub use pem::PemFault;
#[cfg(feature = "mint")]
pub(crate) use pem::{blocks, encode};
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
#[cfg(feature = "mint")]
pub(crate) use pem::{encode_as, one_block, parse};
