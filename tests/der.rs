//! A writer and a splitter of DER for the tests, which trust what they are given.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
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

/// The elements inside `element`, which is well-formed DER, each a whole encoding.
pub(crate) fn children(element: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = &element[header_len(element)..];
    let mut children = Vec::new();
    while !rest.is_empty() {
        let (child, after) = rest.split_at(header_len(rest) + content_len(rest));
        children.push(child.to_vec());
        rest = after;
    }
    children
}

/// The size of the identifier and length octets of `element`.
pub(crate) fn header_len(element: &[u8]) -> usize {
    match element[1] {
        ..0x80 => 2,
        first => 2 + usize::from(first & 0x7f),
    }
}

fn content_len(element: &[u8]) -> usize {
    match element[1] {
        short @ ..0x80 => usize::from(short),
        _ => element[2..header_len(element)].iter().fold(0, |length, octet| length << 8 | usize::from(*octet)),
    }
}
