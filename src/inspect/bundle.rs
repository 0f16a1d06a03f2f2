//! Reads the certificates of a file in any form, one after the other.

mod ber;
mod contents;
mod encoded;
mod octets;
mod other;
mod pkcs7;
mod place;
mod shape;

pub use contents::{Content, Contents};
pub use encoded::EncodedCertificate;
pub use other::Other;
pub use place::Place;
