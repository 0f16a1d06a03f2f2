//! Files that hold secrets. They are replaced as a whole, or created once, and no reader sees one half written.
//!
//! ```text
//! replace   .name.1234.5678.tmp ── write ── sync ── rename ──▶ name ── sync the folder
//! create    .name.1234.5678.tmp ── write ── sync ── link ────▶ name ── remove the first name ── sync the folder
//! ```
//!
//! - The new file has mode 0600 on Unix, whatever the umask and the mode of an old file. Elsewhere it inherits from its folder.
//! - A symbolic link is followed, even to a file that does not exist yet. The link stays.
//! - If a step before the rename or the link fails, the new file is removed, and an existing file is unchanged.
//! - A process that is killed leaves its temporary file. The next write removes it, if it is more than a minute older than the
//!   new one by the times of the file system. No clock is read.
//! - A writer that slept for longer than that may find its own temporary file removed. It gets an error, and may write again.

use core::fmt;
use std::{
    collections::hash_map::RandomState,
    ffi::{OsStr, OsString},
    fs::{self, File, Metadata, OpenOptions},
    hash::{BuildHasher as _, Hasher as _},
    io::{self, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    print::{Cut, write_escaped},
    scope::{Scope, Scoped},
};

/// The contents of the file at `path`, or `None` if there is no file.
///
/// A file of more than [`MOST_OCTETS`] is refused. So is a file that is not regular, such as a folder or a FIFO, without
/// waiting for it.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    let failed = |error| FileError::new(FileAction::Read, path, &error);
    let file = match open_regular(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        result => result.map_err(failed)?,
    };
    let mut contents = Vec::new();
    let octets = file.take(MOST_OCTETS + 1).read_to_end(&mut contents).map_err(failed)?;
    if is_short(octets) {
        return Ok(Some(contents));
    }
    Err(failed(io::Error::new(ErrorKind::FileTooLarge, format!("it is longer than {MOST_OCTETS} bytes"))))
}

/// Whether a file of `octets` octets is short enough to be read.
pub(crate) fn is_short(octets: usize) -> bool {
    u64::try_from(octets).is_ok_and(|octets| octets <= MOST_OCTETS)
}

/// Writes a new file with `contents` at `path`, and replaces an existing one.
///
/// After [`FileAction::SyncFolder`] the new file is there, but may be gone after a power cut.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> Result<(), FileError> {
    let target = Target::of(path).map_err(|error| FileError::new(FileAction::Replace, path, &error))?;
    let temporary = Temporary::write(path, &target, contents)?;
    let renamed = fs::rename(&temporary.path, target.path());
    renamed.map_err(|error| FileError::new(FileAction::Replace, path, &error))?;
    target.sync_folder(path)
}

/// Renames the file at `path` to `<name>.unreadable`. Nothing happens if there is none.
#[cfg(feature = "rustls")]
pub(crate) fn set_aside(path: &Path) -> Result<(), FileError> {
    let failed = |error| FileError::new(FileAction::SetAside, path, &error);
    let target = Target::of(path).map_err(failed)?;
    let mut name = target.name.clone();
    name.push(".unreadable");
    match fs::rename(target.path(), target.folder.join(name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result.map_err(failed),
    }
}

/// Whether a file was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Created {
    Now,
    Before,
}

/// Creates a file with `contents` at `path`, if there is none. Of many that try, one succeeds.
///
/// A hard link does it, because that fails if there is a file. `rename` would replace a file, and a file that is created in its
/// own place could be seen half written. A lock file beside it would survive a process that is killed. A process that breaks
/// that lock may replace the file of another. So a file system without hard links (FAT, some network shares) is an error.
pub(crate) fn create(path: &Path, contents: &[u8]) -> Result<Created, FileError> {
    let target = Target::of(path).map_err(|error| FileError::new(FileAction::Link, path, &error))?;
    let temporary = Temporary::write(path, &target, contents)?;
    match fs::hard_link(&temporary.path, target.path()) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(Created::Before),
        result => result.map_err(|error| FileError::new(FileAction::Link, path, &error))?,
    }
    drop(temporary);
    target.sync_folder(path)?;
    Ok(Created::Now)
}

/// The error for a file that could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    action: FileAction,
    path: PathBuf,
    kind: ErrorKind,
    reason: String,
}

/// The action on a file that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileAction {
    /// Read it.
    Read,
    /// Write a temporary file beside it.
    Write,
    /// Rename the temporary file to it.
    Replace,
    /// Link the temporary file to it, if there is no file.
    Link,
    /// Rename it, because it cannot be read.
    SetAside,
    /// Make its name survive a power cut. The file is there.
    SyncFolder,
}

impl FileError {
    pub(crate) fn new(action: FileAction, path: &Path, error: &io::Error) -> Self {
        let (text, kind) = (error.to_string(), error.kind());
        let mut chars = text.chars();
        let first = chars.next().into_iter().flat_map(char::to_lowercase);
        Self { action, path: path.to_path_buf(), kind, reason: first.chain(chars).collect() }
    }

    /// The action that failed.
    #[must_use]
    pub const fn action(&self) -> FileAction {
        self.action
    }

    /// The file, as the caller named it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The kind of the failure.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = ShownPath(&self.path);
        match self.action {
            FileAction::Read => write!(f, "cannot read {path}")?,
            FileAction::Write => write!(f, "cannot write beside {path}")?,
            FileAction::Replace => write!(f, "cannot replace {path}")?,
            FileAction::Link => write!(f, "cannot create {path} by a hard link")?,
            FileAction::SetAside => write!(f, "cannot rename {path}")?,
            FileAction::SyncFolder => write!(f, "cannot sync the folder of {path}")?,
        }
        write!(f, ": {}", self.reason)
    }
}

impl core::error::Error for FileError {}

impl Scoped for FileError {
    fn scope(&self) -> Scope {
        Scope::ThisHost
    }
}

/// Prints a path on one line, escaped, and cut after a number of characters.
pub(crate) struct ShownPath<'a>(pub(crate) &'a Path);

impl fmt::Display for ShownPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string_lossy();
        Cut::print(f, LONGEST_PATH, |cut| text.chars().try_for_each(|char| write_escaped(cut, char)))
    }
}

/// The target of a path: a regular file, or a name that no file has yet.
struct Target {
    folder: PathBuf,
    name: OsString,
}

impl Target {
    fn of(path: &Path) -> io::Result<Self> {
        let mut path = path.to_path_buf();
        for _ in 0..MOST_LINKS {
            let metadata = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                result => Some(result?),
            };
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if metadata.as_ref().is_some_and(Metadata::is_symlink) {
                path = folder.join(fs::read_link(&path)?);
                continue;
            }
            // To rename something to a device would remove the device.
            metadata.as_ref().map_or(Ok(()), refuse_special)?;
            let name = path.file_name().ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "it names no file"))?;
            return Ok(Self { folder: folder.to_path_buf(), name: name.to_os_string() });
        }
        Err(io::Error::other("symbolic links lead in a circle"))
    }

    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// A name for a temporary file that none has had before, except by chance.
    ///
    /// In containers all processes have the same number, and may share a folder.
    fn temporary(&self) -> PathBuf {
        // There are no processes to tell apart, and to ask for the number would panic.
        let process = if cfg!(target_family = "wasm") { 0 } else { std::process::id() };
        let random = RandomState::new().build_hasher().finish();
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(format!(".{process}.{random}.tmp"));
        self.folder.join(name)
    }

    /// Removes the temporary files of processes that were killed, as far as it can.
    fn remove_leftovers(&self, new: &File) {
        let written = |metadata: io::Result<Metadata>| metadata.and_then(|metadata| metadata.modified()).ok();
        let oldest = written(new.metadata()).and_then(|new| new.checked_sub(ABANDONED));
        let (Some(oldest), Ok(entries)) = (oldest, fs::read_dir(&self.folder)) else { return };
        for entry in entries.flatten().filter(|entry| is_temporary(&entry.file_name(), &self.name)) {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && written(entry.metadata()).is_some_and(|written| written < oldest) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Makes the name in the folder survive a power cut, if the file system can.
    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> Result<(), FileError> {
        match File::open(&self.folder).and_then(|folder| folder.sync_all()) {
            // A folder that may be written but not listed, and file systems that have no such operation.
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::InvalidInput) => Ok(()),
            Err(error) if error.kind() == ErrorKind::Unsupported => Ok(()),
            result => result.map_err(|error| FileError::new(FileAction::SyncFolder, path, &error)),
        }
    }

    /// Folders cannot be opened as files.
    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> Result<(), FileError> {
        Ok(())
    }
}

/// A finished file under its temporary name. It is removed at the end. After a rename there is nothing to remove.
struct Temporary {
    path: PathBuf,
}

impl Temporary {
    fn write(path: &Path, target: &Target, contents: &[u8]) -> Result<Self, FileError> {
        let failed = |error| FileError::new(FileAction::Write, path, &error);
        let temporary = target.temporary();
        let mut file = create_private(&temporary).map_err(failed)?;
        let temporary = Self { path: temporary };
        // Before the contents are written, so that a full disk has room again.
        target.remove_leftovers(&file);
        make_private(&file).and_then(|()| file.write_all(contents)).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(temporary)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Gives the owner back the permissions that a umask took.
#[cfg(unix)]
fn make_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = file.metadata()?.permissions();
    if permissions.mode() & 0o7777 == 0o600 {
        return Ok(());
    }
    permissions.set_mode(0o600);
    file.set_permissions(permissions)
}

/// The folder decides who may read the file.
#[cfg(not(unix))]
fn make_private(_: &File) -> io::Result<()> {
    Ok(())
}

fn open_regular(path: &Path) -> io::Result<File> {
    // To open a FIFO would wait for its writer.
    refuse_special(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    refuse_special(&file.metadata()?)?;
    Ok(file)
}

fn refuse_special(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder"))
    } else {
        Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"))
    }
}

/// Whether `name` belongs to a temporary file for the file `of`: `.of.1234.5678.tmp`.
fn is_temporary(name: &OsStr, of: &OsStr) -> bool {
    let numbers = name
        .as_encoded_bytes()
        .strip_prefix(b".")
        .and_then(|name| name.strip_prefix(of.as_encoded_bytes()))
        .and_then(|name| name.strip_prefix(b"."))
        .and_then(|name| name.strip_suffix(b".tmp"));
    let is_number = |number: &[u8]| !number.is_empty() && number.iter().all(u8::is_ascii_digit);
    let mut numbers = numbers.into_iter().flat_map(|numbers| numbers.split(|octet| *octet == b'.'));
    numbers.next().is_some_and(is_number) && numbers.next().is_some_and(is_number) && numbers.next().is_none()
}

/// The octets of a file that are read: 1 MiB. A chain of ten certificates with its key has some 30 KiB.
pub(crate) const MOST_OCTETS: u64 = 1 << 20;

/// The age of a temporary file, compared with a new one, from which on no process writes it any more.
const ABANDONED: Duration = Duration::from_secs(60);

/// How many symbolic links are followed. Linux follows as many.
const MOST_LINKS: usize = 40;

/// The characters of a path that an error prints.
const LONGEST_PATH: usize = 240;
