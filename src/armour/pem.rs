//! PEM: certificates and requests in their armour ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)).

use thiserror::Error;

use crate::{
    excerpt::{Excerpt, Short},
    scope::{Scope, Scoped},
};

/// The contents of the first block in `text` whose label `wanted` takes, and of the others. Other blocks, keys for example, are passed
/// over.
///
/// `label` is the usual one, for the error.
pub(crate) fn blocks(
    text: &[u8],
    label: &'static str,
    wanted: impl Fn(&[u8]) -> bool,
) -> Result<(Vec<u8>, Vec<Vec<u8>>), PemFault> {
    let blocks = parse(text)?;
    let found = labels(&blocks);
    let mut wanted = blocks.into_iter().filter(|block| wanted(block.tag().as_bytes())).map(pem::Pem::into_contents);
    let first = wanted.next().ok_or(PemFault::NoBlock { label, found })?;
    Ok((first, wanted.collect()))
}

/// All blocks in `text`.
pub(crate) fn parse(text: &[u8]) -> Result<Vec<pem::Pem>, PemFault> {
    let blocks = pem::parse_many(text).map_err(|error| match PemFault::of(&error) {
        // What stands for a label or a header in a damaged file may be a part of its key.
        PemFault::Mismatch { .. } | PemFault::Header { .. } if holds_key(text) => PemFault::Framing,
        fault => fault,
    })?;
    // A block that is cut off ends the reading without a word.
    if text
        .split(|octet| matches!(octet, b'\n' | b'\r'))
        .filter(|line| line.trim_ascii_start().starts_with(BEGIN))
        .count()
        > blocks.len()
    {
        return Err(PemFault::Framing);
    }
    Ok(blocks)
}

/// The content of the only block that `wanted` takes.
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
pub(crate) fn one_block(text: &[u8], label: &'static str, wanted: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, PemFault> {
    match blocks(text, label, wanted)? {
        (block, others) if others.is_empty() => Ok(block),
        (_, others) => Err(PemFault::Blocks { label, found: others.len() + 1 }),
    }
}

pub(crate) fn encode(der: &[u8]) -> String {
    encode_as("CERTIFICATE", der)
}

/// A block with this label, with LF at the end of each line.
pub(crate) fn encode_as(label: &str, der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(label, der), config)
}

/// A file that is not PEM, or does not hold what it should.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PemFault {
    /// The lines around a block do not belong together.
    #[error("PEM: BEGIN `{begin}` is followed by END `{end}`")]
    Mismatch {
        /// The label at the beginning of the block.
        begin: Excerpt,
        /// The label at its end.
        end: Excerpt,
    },
    /// A block is not base64.
    #[error("PEM: a block is not base64")]
    Base64,
    /// A header line in a block is none.
    #[error("PEM: `{header}` is no header")]
    Header {
        /// The line.
        header: Excerpt,
    },
    /// Something else is wrong with the lines of a block.
    #[error("PEM: a block has no proper beginning or end")]
    Framing,
    /// There is no block of this kind.
    #[error("PEM: no `{label}`, found {found}")]
    NoBlock {
        /// The label of the block.
        label: &'static str,
        /// The labels that there are.
        found: Short,
    },
    /// There are several blocks where one must be.
    #[error("PEM: expected one `{label}`, found {found}")]
    Blocks {
        /// The label of the block.
        label: &'static str,
        /// How many there are.
        found: usize,
    },
}

impl PemFault {
    fn of(error: &pem::PemError) -> Self {
        let excerpt = |text: &str| Excerpt::of(text.as_bytes());
        match error {
            pem::PemError::MismatchedTags(begin, end) => Self::Mismatch { begin: excerpt(begin), end: excerpt(end) },
            pem::PemError::InvalidData(_) => Self::Base64,
            pem::PemError::InvalidHeader(header) => Self::Header { header: excerpt(header) },
            _ => Self::Framing,
        }
    }
}

impl Scoped for PemFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

fn holds_key(text: &[u8]) -> bool {
    text.windows(PRIVATE_KEY.len()).any(|octets| octets == PRIVATE_KEY)
}

/// The labels of the first four blocks, and how many there are besides.
fn labels(blocks: &[pem::Pem]) -> Short {
    let first: Vec<_> =
        blocks.iter().take(4).map(|block| format!("`{}`", Excerpt::of(block.tag().as_bytes()))).collect();
    Short::of(match blocks.len().saturating_sub(4) {
        0 if first.is_empty() => "no block".to_owned(),
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    })
}

const BEGIN: &[u8] = b"-----BEGIN ";
const PRIVATE_KEY: &[u8] = b"PRIVATE KEY";
