//! Files of PEM that hold an authority or a request.

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

    /// The contents of the first block whose label `is_wanted` takes, and of the others. `label` is the usual one, for the error.
    fn of_kind(
        &self,
        label: &'static str,
        is_wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<(Vec<u8>, Vec<Vec<u8>>), PemError> {
        let wanted = self.0.iter().filter(|block| is_wanted(block.label.as_bytes()));
        let mut wanted = wanted.map(|block| block.content.clone());
        let first = wanted.next().ok_or_else(|| PemError::Missing { label, found: self.found() })?;
        Ok((first, wanted.collect()))
    }

    /// The first certificate, and the others.
    pub(super) fn certificates(&self) -> Result<(Vec<u8>, Vec<Vec<u8>>), PemError> {
        self.of_kind("CERTIFICATE", |label| CERTIFICATE_LABELS.contains(&label))
    }

    /// The content of the only block whose label `is_wanted` takes.
    #[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
    pub(super) fn only(&self, label: &'static str, is_wanted: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, PemError> {
        match self.of_kind(label, is_wanted)? {
            (block, others) if others.is_empty() => Ok(block),
            (_, others) => Err(PemError::Several { label, found: others.len() + 1 }),
        }
    }

    #[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
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
    #[error("PEM: no `{label}`, found {found}")]
    #[non_exhaustive]
    Missing {
        /// The label of the block.
        label: &'static str,
        /// The labels of the blocks that it has.
        found: Short,
    },
    /// There are several blocks instead of one.
    #[error("PEM: expected one `{label}`, found {found}")]
    #[non_exhaustive]
    Several {
        /// The label of the block.
        label: &'static str,
        /// How many there are.
        found: usize,
    },
}

impl Scoped for PemError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}
