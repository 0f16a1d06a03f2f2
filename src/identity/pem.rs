//! Chains and keys in PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)), read by rustls' reader and written by this crate.

use rustls::pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject as _, SectionKind},
};

use super::{BlockFault, IdentityError};
use crate::armour::{BYTE_ORDER_MARK, CERTIFICATE_LABELS, boundary};

/// The certificates and the keys in `text`, in the order in which they are there. Blocks of another kind are passed over.
pub(super) fn read(text: &[u8]) -> Result<(Vec<CertificateDer<'static>>, Vec<PrivateKeyDer<'static>>), IdentityError> {
    let (mut chain, mut keys) = (Vec::new(), Vec::new());
    for block in blocks(text) {
        match block? {
            Block::Certificate(certificate) => chain.push(certificate),
            Block::Key(key) => keys.push(key),
        }
    }
    Ok((chain, keys))
}

/// A block that an identity is made of.
pub(super) enum Block {
    Certificate(CertificateDer<'static>),
    Key(PrivateKeyDer<'static>),
}

/// The blocks in `text` that an identity is made of.
pub(super) fn blocks(text: &[u8]) -> Vec<Result<Block, IdentityError>> {
    let encrypted = is_encrypted(text).then_some(Err(IdentityError::EncryptedKey));
    let text = normalised(text);
    let blocks = <(SectionKind, Vec<u8>)>::pem_slice_iter(&text).filter_map(|block| match block {
        Ok((SectionKind::Certificate, der)) => Some(Ok(Block::Certificate(der.into()))),
        Ok((kind, der)) => PrivateKeyDer::from_pem(kind, der).map(|key| Ok(Block::Key(key))),
        Err(error) => Some(Err(IdentityError::Pem { fault: fault(&error) })),
    });
    encrypted.into_iter().chain(blocks).collect()
}

/// The text with each boundary in a line of its own, and certificates under the one label that rustls' reader knows. It would pass
/// over all others without a word.
fn normalised(text: &[u8]) -> Vec<u8> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut normalised = Vec::with_capacity(text.len() + 64);
    for line in text.split(|octet| matches!(octet, b'\n' | b'\r')) {
        let mut line = line.trim_ascii();
        // Files put together without a line break between them have two boundaries in one line.
        while let Some((label, rest)) = boundary(line, b"-----END ") {
            push_boundary(&mut normalised, b"-----END ", label);
            line = rest;
        }
        match boundary(line, b"-----BEGIN ") {
            Some((label, [])) => push_boundary(&mut normalised, b"-----BEGIN ", label),
            _ => normalised.extend([line, b"\n"].concat()),
        }
    }
    normalised
}

fn push_boundary(to: &mut Vec<u8>, begin: &[u8], label: &[u8]) {
    let label = if CERTIFICATE_LABELS.contains(&label) { b"CERTIFICATE" } else { label };
    to.extend([begin, label, b"-----\n"].concat());
}

/// Whether a key in `text` is encrypted: by PKCS #8 (RFC 7468 section 11), or in the older form of OpenSSL.
fn is_encrypted(text: &[u8]) -> bool {
    let mut lines = text.split(|octet| matches!(octet, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
    lines.any(|line| line == b"-----BEGIN ENCRYPTED PRIVATE KEY-----" || line == b"Proc-Type: 4,ENCRYPTED")
}

/// What is wrong with the lines, without what they say: it may be a key.
fn fault(error: &pem::Error) -> BlockFault {
    match error {
        pem::Error::MissingSectionEnd { .. } => BlockFault::End,
        pem::Error::IllegalSectionStart { .. } => BlockFault::Begin,
        pem::Error::Base64Decode(_) => BlockFault::Base64,
        _ => BlockFault::Length,
    }
}

/// Writes a block with this label, in lines of 64 characters that end with LF.
pub(super) fn write(to: &mut String, label: &str, der: &[u8]) {
    let (begin, end) = (format!("-----BEGIN {label}-----\n"), format!("-----END {label}-----\n"));
    to.push_str(&begin);
    for line in der.chunks(OCTETS_A_LINE) {
        line.chunks(3).for_each(|group| write_group(to, group));
        to.push('\n');
    }
    to.push_str(&end);
}

/// Writes up to three octets as four characters ([RFC 4648 section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
fn write_group(to: &mut String, group: &[u8]) {
    let octet = |index| u32::from(group.get(index).copied().unwrap_or(0));
    let bits = octet(0) << 16 | octet(1) << 8 | octet(2);
    for index in 0..4 {
        let digit = (bits >> (18 - 6 * index)) as u8 & 0x3f;
        to.push(if index > group.len() { '=' } else { character(digit) });
    }
}

const fn character(digit: u8) -> char {
    (match digit {
        0..=25 => b'A' + digit,
        26..=51 => b'a' + (digit - 26),
        52..=61 => b'0' + (digit - 52),
        62 => b'+',
        _ => b'/',
    }) as char
}

/// 64 characters.
const OCTETS_A_LINE: usize = 48;
