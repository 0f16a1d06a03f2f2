//! The saved state of an identity, so that a service goes on after a restart.
//!
//! ```text
//! notafter identity 1 checksum 93a8c3f4d2b1e607
//! credential 2026-01-01T00:00:00Z/2026-01-07T23:59:59Z taken 2026-01-01T00:00:00Z
//! attempt 2026-01-05T16:00:00Z until 2026-01-05T16:01:00Z failures 1 hurried 0
//! -----BEGIN CERTIFICATE-----
//! …
//! -----BEGIN PRIVATE KEY-----
//! …
//! kept ~~~~~BEGIN CERTIFICATE~~~~~
//! …
//! ```
//!
//! The record comes first: PEM allows text around its blocks (RFC 7468 section 2). Then the chain in use and its key follow.
//! Each further credential that the rotation keeps is in lines that other programs take for text.

use core::{fmt, mem};
use std::path::{Path, PathBuf};

use thiserror::Error;
use time::UtcDateTime;

use super::{
    Identity, IdentityError,
    pem::{self, Block},
};
use crate::{
    excerpt::Excerpt,
    file::{self, FileError, MOST_OCTETS, ShownPath},
    fnv::fnv_1a,
    renewal::{Record, RecordError, Rotation},
    scope::{Scope, Scoped},
};

/// A file that holds the saved state.
pub(super) struct Store {
    path: PathBuf,
    /// The checksum of the file's contents.
    saved: Option<u64>,
    /// The file could not be read as a saved state.
    is_foreign: bool,
}

/// A saved state.
pub(super) struct Saved {
    pub(super) record: Record,
    pub(super) identities: Vec<Identity>,
}

impl Store {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, saved: None, is_foreign: false }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The saved state in the file, if there is one.
    pub(super) fn load(&mut self) -> Result<Option<Saved>, StoreError> {
        let read = file::read(&self.path).map_err(StoreFault::File);
        let loaded = read.and_then(|contents| contents.as_deref().map(parse).transpose());
        self.is_foreign = loaded.is_err();
        let loaded = loaded.map_err(|fault| self.refused(fault))?;
        self.saved = loaded.as_ref().map(|(checksum, _)| *checksum);
        Ok(loaded.map(|(_, saved)| saved))
    }

    /// The contents to save: the credential in use, and those that come after it.
    pub(super) fn contents(&self, rotation: &Rotation<Identity>, now: UtcDateTime) -> Result<String, StoreError> {
        render(rotation, now).ok_or_else(|| self.refused(StoreFault::UnknownKey))
    }

    /// Saves `contents`, unless the file holds them already.
    pub(super) fn save(&mut self, contents: &str) -> Result<(), StoreError> {
        let checksum = fnv_1a(contents.as_bytes());
        // Somebody may have removed the file, or mounted another folder.
        if self.saved == Some(checksum) && self.path.exists() {
            return Ok(());
        }
        let contents = format!("{VERSION} checksum {checksum:016x}\n{contents}");
        let octets = contents.len();
        if !file::is_short(octets) {
            return Err(self.refused(StoreFault::TooLong { octets }));
        }
        if self.is_foreign {
            file::set_aside(&self.path).map_err(|error| self.refused(StoreFault::File(error)))?;
            self.is_foreign = false;
        }
        file::replace(&self.path, contents.as_bytes()).map_err(|error| self.refused(StoreFault::File(error)))?;
        self.saved = Some(checksum);
        Ok(())
    }

    fn refused(&self, fault: StoreFault) -> StoreError {
        StoreError { path: self.path.clone(), fault }
    }
}

/// The record, the identity in use, and the others that are kept. `None` if the key in use is not known.
fn render(rotation: &Rotation<Identity>, now: UtcDateTime) -> Option<String> {
    let (mut text, mut others) = (rotation.record().to_string(), String::new());
    let in_use = rotation.at(now).current();
    if !in_use.credential().write_pem(&mut text) {
        return None;
    }
    for held in rotation.kept().filter(|held| held.validity() != in_use.validity()) {
        held.credential().write_pem(&mut others);
    }
    others.lines().for_each(|line| text.extend([KEPT, &line.replace("-----", HIDDEN), "\n"]));
    Some(text)
}

/// The checksum and the saved state in `contents`.
fn parse(contents: &[u8]) -> Result<(u64, Saved), StoreFault> {
    let end = contents.iter().position(|octet| *octet == b'\n').unwrap_or(contents.len());
    let (first, body) = contents.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    let found = fnv_1a(body);
    match first.strip_prefix(VERSION.as_bytes()) {
        Some(rest) if rest == format!(" checksum {found:016x}").as_bytes() => {}
        Some(rest) if rest.starts_with(b" checksum ") => return Err(StoreFault::Checksum),
        // Another line may be a part of a key.
        _ => {
            let line = Some(first).filter(|line| line.starts_with(NAME)).map(Excerpt::of);
            return Err(StoreFault::Version { line });
        }
    }
    let text = core::str::from_utf8(body).map_err(|_| StoreFault::Checksum)?;
    let record = text.find("-----BEGIN ").map_or(text, |begin| text.split_at(begin).0);
    let record = record.parse().map_err(StoreFault::Record)?;
    let others = text.lines().filter_map(|line| line.strip_prefix(KEPT));
    let others = others.flat_map(|line| [line, "\n"]).collect::<String>().replace(HIDDEN, "-----");
    let (mut identities, mut chain) = (Vec::new(), Vec::new());
    let identity = |reason| StoreFault::Identity(Box::new(reason));
    for block in pem::blocks(body).chain(pem::blocks(others.as_bytes())) {
        match block.map_err(identity)? {
            Block::Certificate(certificate) => chain.push(certificate),
            Block::Key(key) => identities.push(Identity::from_der(mem::take(&mut chain), key).map_err(identity)?),
        }
    }
    if identities.is_empty() || !chain.is_empty() {
        return Err(identity(IdentityError::NoKey));
    }
    Ok((found, Saved { record, identities }))
}

/// The error of a file that saves an identity.
///
/// It prints as `/var/lib/svc/identity.pem: …`.
#[derive(Debug)]
pub struct StoreError {
    path: PathBuf,
    fault: StoreFault,
}

/// The fault in a file that saves an identity.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreFault {
    /// It cannot be read or written.
    #[error("{0}")]
    File(FileError),
    /// It was not written by this version of the crate.
    #[error("expected `{VERSION} checksum …` in the first line, found {}", Found(line.as_ref()))]
    #[non_exhaustive]
    Version {
        /// The first line, if another version wrote it.
        line: Option<Excerpt>,
    },
    /// It is damaged: its contents have changed since it was written.
    #[error("the checksum does not fit: the file is damaged")]
    Checksum,
    /// Its record cannot be read.
    #[error("{0}")]
    Record(RecordError),
    /// A chain and its key are no identity.
    #[error("{0}")]
    Identity(Box<IdentityError>),
    /// It would be too long to be read again.
    #[error("its {octets} bytes are more than the {MOST_OCTETS} that are read")]
    #[non_exhaustive]
    TooLong {
        /// How many bytes it would have.
        octets: usize,
    },
    /// The key in use is in an HSM, or is not known for another reason.
    #[error("the key in use is not known, so it cannot be saved")]
    UnknownKey,
}

impl StoreError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The fault in it.
    #[must_use]
    pub const fn fault(&self) -> &StoreFault {
        &self.fault
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            // It names the file itself.
            StoreFault::File(error) => write!(f, "{error}"),
            fault => write!(f, "{}: {fault}", ShownPath(&self.path)),
        }
    }
}

impl std::error::Error for StoreError {}

/// The file is on this host.
impl Scoped for StoreError {
    fn scope(&self) -> Scope {
        Scope::ThisHost
    }
}

/// Prints the first line of a file.
struct Found<'a>(Option<&'a Excerpt>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(line) => write!(f, "`{line}`"),
            None => f.write_str("another text"),
        }
    }
}

const NAME: &[u8] = b"notafter identity ";
const VERSION: &str = "notafter identity 1";
/// The prefix of each line of the credentials that are not in use, so that other programs do not read them.
const KEPT: &str = "kept ";
/// The text that replaces the dashes of their boundaries: some programs look for them anywhere in a line.
const HIDDEN: &str = "~~~~~";
