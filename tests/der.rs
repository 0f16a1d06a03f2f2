//! A writer of DER for the tests, and a splitter for certificates that were minted. They trust what they are given.

#[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))]
mod split;

#[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))]
pub(crate) use split::{children, header_len};

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;

/// An element of DER: the identifier octet `tag`, the length in its shortest form, and `content`.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        length @ ..0x80 => vec![length as u8],
        length => {
            let octets: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            [vec![0x80 | octets.len() as u8], octets].concat()
        }
    };
    [vec![tag], length, content.to_vec()].concat()
}
