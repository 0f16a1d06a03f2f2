//! Writes octets as PEM, in the strict form of RFC 7468 section 3 with LF at the end of each line.

use super::base64::ALPHABET;

/// The certificate `der` as a block.
#[cfg(feature = "mint")]
pub(crate) fn encode(der: &[u8]) -> String {
    let mut text = String::new();
    encode_to(&mut text, "CERTIFICATE", der);
    text
}

/// Writes a block with this label: 64 characters a line, fewer in the last.
pub(crate) fn encode_to(text: &mut String, label: &str, content: &[u8]) {
    text.reserve(content.len() / 3 * 4 + content.len() / OCTETS_A_LINE + 2 * label.len() + 64);
    // requirement: RFC 7468 §2 same-label
    // requirement: RFC 7468 §2 no-empty-space
    // requirement: RFC 7468 §2 line-length
    // requirement: RFC 7468 §2 no-extraneous-white-space
    // requirement: RFC 7468 §3 strict
    text.extend(["-----BEGIN ", label, "-----\n"]);
    for line in content.chunks(OCTETS_A_LINE) {
        line.chunks(3).for_each(|group| encode_group(text, group));
        text.push('\n');
    }
    text.extend(["-----END ", label, "-----\n"]);
}

/// Writes up to three octets as four characters (RFC 4648 section 4).
fn encode_group(text: &mut String, group: &[u8]) {
    let octet = |index| u32::from(group.get(index).copied().unwrap_or(0));
    let bits = octet(0) << 16 | octet(1) << 8 | octet(2);
    for index in 0..4 {
        let digit = bits >> (18 - 6 * index) & 0x3f;
        let character = ALPHABET.get(digit as usize).filter(|_| index <= group.len());
        text.push(char::from(character.copied().unwrap_or(b'=')));
    }
}

/// 64 characters.
const OCTETS_A_LINE: usize = 48;
