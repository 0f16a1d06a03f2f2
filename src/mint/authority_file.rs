//! An authority in a file: its certificates and its key.

use std::{
    io::{Error, ErrorKind},
    path::{Path, PathBuf},
};

use rcgen::{CertificateParams, KeyPair};
use rustls_pki_types::PrivateKeyDer;
use time::UtcDateTime;

use super::{Authority, AuthorityError, MintError, PemError, Short, pem::Blocks};
use crate::{
    armour,
    file::{self, Created, FileAction, FileError, ShownPath},
    profile::Profile,
    scope::{Scope, Scoped},
};

/// An authority in a PEM file: its certificate, the certificates above it from below, and its private key.
///
/// On Unix only the owner may read a file that was written here (mode 0600). Elsewhere the folder decides.
impl Authority<KeyPair> {
    /// Opens the authority in the file at `path`. If there is no file, makes a [`self_signed`](Self::self_signed) one with a P-256 key, and
    /// creates the file.
    ///
    /// # Properties
    ///
    /// - All processes and threads that call this at once, on one host or on a shared folder, get the same authority.
    /// - A file that is there is never changed, whatever it holds. `profile`, `params` and `now` are for a new one alone.
    /// - The file is whole or not there, also after a power cut. The next write removes what a killed process leaves beside it.
    /// - An authority that has ended is opened like any other: see [`validity`](Self::validity).
    ///
    /// # Errors
    ///
    /// - Those of [`open`](Self::open), for a file that is there.
    /// - [`OpenError::File`]: the file could not be created. Its folder must exist, and its file system needs hard links (FAT and some network
    ///   shares have none). [`save`](Self::save) works without.
    /// - [`OpenError::Mint`]: those of [`self_signed`](Self::self_signed). No file is created.
    /// - [`OpenError::Generate`]: there is no entropy for a key.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::{self, Authority, rcgen::KeyPair};
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// # let folder = std::env::temp_dir().join(format!("notafter-open-or-create-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("authority.pem");
    /// # let now = utc_datetime!(2024-02-29 00:00:00);
    /// let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    /// let authority = Authority::open_or_create(&path, &ten_years, mint::authority("Example CA"), now)?;
    ///
    /// let again = Authority::open_or_create(&path, &ten_years, mint::authority("Example CA"), now)?;
    /// assert_eq!(again.der(), authority.der());
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_or_create(
        path: impl AsRef<Path>,
        profile: &Profile,
        params: CertificateParams,
        now: UtcDateTime,
    ) -> Result<Self, OpenError> {
        let path = path.as_ref();
        if let Some(text) = file::read(path)? {
            return Self::from_file(path, &text);
        }
        let key = KeyPair::generate().map_err(|reason| OpenError::Generate { reason })?;
        let fresh = Self::self_signed(profile, params, key, now)?;
        match file::create(path, fresh.file().as_bytes())? {
            Created::Now => Ok(fresh),
            // Another process was first.
            Created::Before => Self::open(path),
        }
    }

    /// Opens the authority in the file at `path`.
    ///
    /// The first certificate in the file is the authority's, and each further one is that of the issuer of the one before. The key may come
    /// before, between or after them, and is the only one. Other blocks are passed over. At most 1 MiB is read.
    ///
    /// With `ring` alone the key must be PKCS #8 (`PRIVATE KEY`). `aws_lc_rs` reads `EC PRIVATE KEY` and `RSA PRIVATE KEY` too.
    ///
    /// # Errors
    ///
    /// - [`OpenError::File`]: the file is not there, cannot be read, is too long, or is not a regular file.
    /// - [`OpenError::Key`]: it has no private key, several, an encrypted one, or one of a kind that is not read.
    /// - [`OpenError::Authority`]: those of [`from_pem`](Self::from_pem).
    ///
    /// # Examples
    ///
    /// An issuing authority whose root is kept elsewhere, and its file:
    ///
    /// ```
    /// use notafter::mint::{self, Authority, rcgen::KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// # let folder = std::env::temp_dir().join(format!("notafter-open-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("issuing.pem");
    /// let (profile, now) = (Profile::new(Lifetime::days(3_650)), utc_datetime!(2026-01-01 00:00:00));
    /// let root = Authority::self_signed(&profile, mint::authority("Example Root"), KeyPair::generate()?, now)?;
    /// let issuing = Authority::signed_by(&profile, mint::authority("Example Issuing"), KeyPair::generate()?, &root, now)?;
    /// issuing.save(&path)?;
    /// assert_eq!(Authority::open(&path)?.chain_pem(), issuing.chain_pem());
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let missing = || FileError::new(FileAction::Read, path, &Error::new(ErrorKind::NotFound, "it does not exist"));
        let text = file::read(path)?.ok_or_else(missing)?;
        Self::from_file(path, &text)
    }

    /// Writes the authority's certificates and its key to the file at `path`, in the place of a file that is there.
    ///
    /// The file is replaced as a whole: a reader sees the old one or the new one. If `path` is a symbolic link, the file that it
    /// leads to is replaced.
    ///
    /// See [`open`](Self::open) for an example.
    ///
    /// # Errors
    ///
    /// The file could not be written. A file that was there is as it was, except after [`FileAction::SyncFolder`]: then the new one is there,
    /// but may be gone after a power cut.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        file::replace(path.as_ref(), self.file().as_bytes())
    }

    /// What is in its file. The key is the last, so that a file that is cut off anywhere is refused.
    fn file(&self) -> String {
        let key = self.key().serialized_der();
        let label = match PrivateKeyDer::try_from(key) {
            Ok(PrivateKeyDer::Sec1(_)) => "EC PRIVATE KEY",
            Ok(PrivateKeyDer::Pkcs1(_)) => "RSA PRIVATE KEY",
            _ => "PRIVATE KEY",
        };
        let mut text = self.certificates_pem();
        armour::encode_to(&mut text, label, key);
        text
    }

    fn from_file(path: &Path, text: &[u8]) -> Result<Self, OpenError> {
        let authority = |reason| OpenError::Authority { path: path.to_path_buf(), reason };
        let pem = |reason: PemError| authority(reason.into());
        let blocks = Blocks::read(text).map_err(pem)?;
        let certificates = blocks.certificates().map_err(pem)?;
        let key = read_key(&blocks).map_err(|fault| OpenError::Key { path: path.to_path_buf(), fault })?;
        Self::from_certificates(certificates, key).map_err(authority)
    }
}

/// The only private key in `blocks`.
fn read_key(blocks: &Blocks) -> Result<KeyPair, KeyFault> {
    let keys: Vec<_> = blocks.iter().filter(|block| block.label.as_bytes().ends_with(b"PRIVATE KEY")).collect();
    let key = match *keys {
        [key] => key,
        [] => return Err(KeyFault::Missing),
        _ => return Err(KeyFault::Several { found: keys.len() }),
    };
    let label = Short::of(key.label.excerpt());
    // RFC 7468 section 11, and a header for the kinds of key before it.
    if key.label.as_bytes() == b"ENCRYPTED PRIVATE KEY" || key.is_encrypted {
        return Err(KeyFault::Encrypted { label });
    }
    KeyPair::try_from(&key.content[..]).map_err(|reason| KeyFault::Read { label, reason })
}

/// An authority's file that was not opened, or not created.
///
/// The line names the file and the reason. It never holds a part of the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file could not be read or created.
    #[error(transparent)]
    #[non_exhaustive]
    File {
        /// What could not be done.
        #[from]
        reason: FileError,
    },
    /// The file does not hold an authority's certificates, or the key is not theirs.
    #[error("{}: {reason}", ShownPath(path))]
    #[non_exhaustive]
    Authority {
        /// The file.
        path: PathBuf,
        /// What is wrong with what it holds.
        reason: AuthorityError,
    },
    /// The file does not hold a private key that can be read.
    #[error("{}: {fault}", ShownPath(path))]
    #[non_exhaustive]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with the key.
        fault: KeyFault,
    },
    /// There is no file, and no key could be made for a new authority.
    #[error("authority's key could not be made: {}", Short::of(reason))]
    #[non_exhaustive]
    Generate {
        /// What rcgen answered.
        reason: rcgen::Error,
    },
    /// There is no file, and the certificate of a new authority was not minted.
    #[error(transparent)]
    #[non_exhaustive]
    Mint {
        /// Why it was not minted.
        #[from]
        reason: MintError,
    },
}

/// What a file holds is an input: it is refused on every host that has it, a retry does not help, and no hardware is at fault. What the
/// system answers is this host's: no file, no permission, no room, no entropy, and a key that cannot be used.
impl Scoped for OpenError {
    fn scope(&self) -> Scope {
        match self {
            Self::File { reason } => reason.scope(),
            Self::Authority { reason, .. } => reason.scope(),
            Self::Key { fault, .. } => fault.scope(),
            Self::Generate { .. } => Scope::ThisHost,
            Self::Mint { reason } => reason.scope(),
        }
    }
}

/// What is wrong with the private key in a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFault {
    /// There is none.
    #[error("private key is missing")]
    Missing,
    /// There are several.
    #[error("expected one private key, found {found}")]
    #[non_exhaustive]
    Several {
        /// How many there are.
        found: usize,
    },
    /// It needs a passphrase.
    #[error("`{label}` is encrypted")]
    #[non_exhaustive]
    Encrypted {
        /// Its label.
        label: Short,
    },
    /// It is damaged, or of a kind that the backend does not read.
    #[error("`{label}` cannot be read: {}", Short::of(reason))]
    #[non_exhaustive]
    Read {
        /// Its label.
        label: Short,
        /// What rcgen answered.
        reason: rcgen::Error,
    },
}

impl Scoped for KeyFault {
    fn scope(&self) -> Scope {
        if matches!(self, Self::Read { .. }) { Scope::ThisHost } else { Scope::EveryHost }
    }
}
