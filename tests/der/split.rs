//! Taking DER apart.

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
