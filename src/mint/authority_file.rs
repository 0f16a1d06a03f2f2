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

/// Methods for an authority in a PEM file: its certificate, the certificates above it, and its private key.
///
/// On Unix only the owner may read a file that is written here (mode 0600). Elsewhere the folder decides.
#[cfg_attr(docsrs, doc(cfg(any(feature = "ring", feature = "aws_lc_rs"))))]
impl Authority<KeyPair> {
    /// Opens the authority in the file at `path`, or creates the file.
    ///
    /// A new authority is [`self_signed`](Self::self_signed) and has a P-256 key.
    ///
    /// # Properties
    ///
    /// - All processes and threads that call this at once, on one host or on a shared folder, get the same authority.
    /// - An existing file is never changed, whatever it holds. `profile`, `params` and `now` are only for a new authority.
    /// - The file is complete or does not exist, even after a power cut. A killed process may leave another file beside it,
    ///   which the next write removes.
    /// - An authority that has ended is opened like any other: see [`validity`](Self::validity).
    ///
    /// # Errors
    ///
    /// - The errors of [`open`](Self::open), if there is a file.
    /// - [`OpenError::File`]: the file could not be created. Its folder must exist, and its file system needs hard links (FAT
    ///   and some network shares have none). [`save`](Self::save) works without them.
    /// - [`OpenError::Mint`]: minting failed as [`self_signed`](Self::self_signed) does. No file is created.
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
    /// let authority =
    ///     Authority::open_or_create(&path, &ten_years, mint::authority("Example CA"), now)?;
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
    /// The first certificate in the file is the authority's, and each further one belongs to the issuer of the one before.
    /// There must be exactly one key, before, between or after them. Other blocks are skipped. At most 1 MiB is read.
    ///
    /// With `ring` alone the key must be PKCS #8 (`PRIVATE KEY`). `aws_lc_rs` reads `EC PRIVATE KEY` and `RSA PRIVATE KEY` too.
    ///
    /// # Errors
    ///
    /// - [`OpenError::File`]: the file does not exist, cannot be read, is too long, or is not a regular file.
    /// - [`OpenError::Key`]: it has no private key, several, an encrypted one, or one of a kind that is not supported.
    /// - [`OpenError::Authority`]: its certificates or its key are refused as by [`from_pem`](Self::from_pem).
    ///
    /// # Examples
    ///
    /// The root of this issuing authority is kept elsewhere:
    ///
    /// ```
    /// use notafter::mint::{self, Authority, rcgen::KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// # let folder = std::env::temp_dir().join(format!("notafter-open-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("issuing.pem");
    /// let (profile, now) =
    ///     (Profile::new(Lifetime::days(3_650)), utc_datetime!(2026-01-01 00:00:00));
    /// let root = Authority::self_signed(
    ///     &profile,
    ///     mint::authority("Example Root"),
    ///     KeyPair::generate()?,
    ///     now,
    /// )?;
    /// let issuing = Authority::signed_by(
    ///     &profile,
    ///     mint::authority("Example Issuing"),
    ///     KeyPair::generate()?,
    ///     &root,
    ///     now,
    /// )?;
    /// issuing.save(&path)?;
    /// assert_eq!(Authority::open(&path)?.chain_to_pem(), issuing.chain_to_pem());
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let missing = || FileError::new(FileAction::Read, path, &Error::new(ErrorKind::NotFound, "it does not exist"));
        let text = file::read(path)?.ok_or_else(missing)?;
        Self::from_file(path, &text)
    }

    /// Writes the authority's certificates and its key to the file at `path`, and replaces an existing file.
    ///
    /// The file is replaced as a whole: a reader sees the old file or the new one. If `path` is a symbolic link, the file that
    /// it leads to is replaced.
    ///
    /// See [`open`](Self::open) for an example.
    ///
    /// # Errors
    ///
    /// The file could not be written. An existing file is unchanged, except after [`FileAction::SyncFolder`]. Then the new file
    /// is there, but may be gone after a power cut.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        file::replace(path.as_ref(), self.file().as_bytes())
    }

    /// The contents of its file. The key is the last part, so that a file that is cut off anywhere is refused.
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

/// The error if an authority's file was not opened, or not created.
///
/// It prints the file and the reason. It never holds a part of the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file could not be read or created.
    #[error(transparent)]
    #[non_exhaustive]
    File {
        /// The failed action, with its reason.
        #[from]
        reason: FileError,
    },
    /// The file does not hold an authority's certificates, or its key does not belong to them.
    #[error("{}: {reason}", ShownPath(path))]
    #[non_exhaustive]
    Authority {
        /// The file.
        path: PathBuf,
        /// The fault in its certificates.
        reason: AuthorityError,
    },
    /// The file does not hold a private key that can be read.
    #[error("{}: {fault}", ShownPath(path))]
    #[non_exhaustive]
    Key {
        /// The file.
        path: PathBuf,
        /// The fault in the key.
        fault: KeyFault,
    },
    /// There is no file, and no key could be made for a new authority.
    #[error("authority's key could not be made: {}", Short::of(reason))]
    #[non_exhaustive]
    Generate {
        /// The error of rcgen.
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

/// The contents of a file are an input. Every host that has the file refuses it, a retry does not help, and no hardware is at
/// fault. The answers of the system belong to this host: no file, no permission, no room, no entropy, and a key that cannot be
/// used.
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

/// The fault in the private key of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFault {
    /// There is no key.
    #[error("private key is missing")]
    Missing,
    /// There are several keys.
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
        /// The error of rcgen.
        reason: rcgen::Error,
    },
}

impl Scoped for KeyFault {
    fn scope(&self) -> Scope {
        if matches!(self, Self::Read { .. }) { Scope::ThisHost } else { Scope::EveryHost }
    }
}
