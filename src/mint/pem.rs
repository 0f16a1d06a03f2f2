//! Files of PEM that hold an authority or a request.

use core::fmt;

use thiserror::Error;

use super::Short;
use crate::{
    armour::{Armoured, CERTIFICATE_LABELS, PemFault, Reader},
    excerpt::Quoted,
    scope::{Scope, Scoped},
};

/// All blocks of a file.
pub(super) struct Blocks(Vec<Armoured>);

impl Blocks {
    /// Reads `text`. Every block of it must be complete, because a block that is cut off may be the wanted one.
    pub(super) fn read(text: &[u8]) -> Result<Self, PemError> {
        let blocks = Reader::new(text, |_| true, text.len());
        let blocks = blocks.map(|block| {
            block.map_err(|fault| {
                let (line, fault) = fault.of_block();
                PemError::Block { line, fault }
            })
        });
        blocks.collect::<Result<_, _>>().map(Self)
    }

    /// The contents of the first block of this kind, and of the others.
    fn of_kind(&self, wanted: PemKind) -> Result<(Vec<u8>, Vec<Vec<u8>>), PemError> {
        let labels = wanted.labels();
        let blocks = self.0.iter().filter(|block| labels.contains(&block.label.as_bytes()));
        let mut contents = blocks.map(|block| block.content.clone());
        let first = contents.next().ok_or_else(|| PemError::Missing { wanted, found: self.found() })?;
        Ok((first, contents.collect()))
    }

    /// The first certificate, and the others.
    pub(super) fn certificates(&self) -> Result<(Vec<u8>, Vec<Vec<u8>>), PemError> {
        self.of_kind(PemKind::Certificate)
    }

    /// The content of the only certification request.
    #[cfg(feature = "__backend")]
    pub(super) fn request(&self) -> Result<Vec<u8>, PemError> {
        let wanted = PemKind::CertificateRequest;
        match self.of_kind(wanted)? {
            (block, others) if others.is_empty() => Ok(block),
            (_, others) => Err(PemError::Several { wanted, found: others.len() + 1 }),
        }
    }

    #[cfg(feature = "__backend")]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Armoured> {
        self.0.iter()
    }

    /// The labels of the first four blocks, and how many there are besides.
    fn found(&self) -> Short {
        let labels = self.0.iter().take(4).map(|block| Quoted(&block.label.excerpt()).to_string());
        let first: Vec<_> = labels.collect();
        Short::of(match self.0.len().saturating_sub(4) {
            0 if first.is_empty() => "no block".to_owned(),
            0 => first.join(", "),
            more => format!("{} and {more} more", first.join(", ")),
        })
    }
}

/// The error for a file that is not PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)), or does not hold the wanted
/// block.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PemError {
    /// A block cannot be read.
    #[error("PEM: block at line {line}: {fault}")]
    #[non_exhaustive]
    Block {
        /// The line at which the block begins, from 1, or the END line if there is no other.
        line: usize,
        /// The fault in it.
        fault: PemFault,
    },
    /// There is no block of this kind.
    #[error("PEM: no `{wanted}`, found {found}")]
    #[non_exhaustive]
    Missing {
        /// The kind of block that was to be there.
        wanted: PemKind,
        /// The labels of the blocks that it has.
        found: Short,
    },
    /// There are several blocks instead of one.
    #[error("PEM: expected one `{wanted}`, found {found}")]
    #[non_exhaustive]
    Several {
        /// The kind of block that was to be there.
        wanted: PemKind,
        /// How many there are.
        found: usize,
    },
}

impl Scoped for PemError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// A kind of PEM block that an authority or a request is read from.
///
/// It prints as its usual label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PemKind {
    /// A certificate: `CERTIFICATE`.
    Certificate,
    /// A certification request: `CERTIFICATE REQUEST`.
    CertificateRequest,
}

impl PemKind {
    /// The labels that such a block may have.
    const fn labels(self) -> &'static [&'static [u8]] {
        match self {
            Self::Certificate => &CERTIFICATE_LABELS,
            Self::CertificateRequest => &[b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST"],
        }
    }
}

impl fmt::Display for PemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Certificate => "CERTIFICATE",
            Self::CertificateRequest => "CERTIFICATE REQUEST",
        })
    }
}
