//! Chains and keys in PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)).

use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::IdentityError;
use crate::armour::{Armoured, CERTIFICATE_LABELS, Reader};

/// The certificates and the keys in `text`, in their order. Blocks of another kind are skipped.
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

/// A block of an identity.
pub(super) enum Block {
    Certificate(CertificateDer<'static>),
    Key(PrivateKeyDer<'static>),
}

/// The blocks of `text` that belong to an identity.
pub(super) fn blocks(text: &[u8]) -> impl Iterator<Item = Result<Block, IdentityError>> {
    let is_wanted = |label: &[u8]| CERTIFICATE_LABELS.contains(&label) || label.ends_with(KEY);
    Reader::new(text, is_wanted, text.len()).filter_map(|block| match block {
        Ok(block) => of(block).transpose(),
        Err(fault) => {
            let (line, fault) = fault.of_block();
            Some(Err(IdentityError::Pem { line, fault }))
        }
    })
}

/// The part of an identity that the block holds, or `None` for another block.
fn of(block: Armoured) -> Result<Option<Block>, IdentityError> {
    let label = block.label.as_bytes();
    if CERTIFICATE_LABELS.contains(&label) {
        return Ok(Some(Block::Certificate(block.content.into())));
    }
    // By PKCS #8 (RFC 7468 section 11), or in the older form of OpenSSL.
    if block.is_encrypted || label == b"ENCRYPTED PRIVATE KEY" {
        return Err(IdentityError::EncryptedKey);
    }
    Ok(match label {
        b"PRIVATE KEY" => Some(Block::Key(PrivateKeyDer::Pkcs8(block.content.into()))),
        b"RSA PRIVATE KEY" => Some(Block::Key(PrivateKeyDer::Pkcs1(block.content.into()))),
        b"EC PRIVATE KEY" => Some(Block::Key(PrivateKeyDer::Sec1(block.content.into()))),
        _ => None,
    })
}

const KEY: &[u8] = b"PRIVATE KEY";
