//! stub
#![allow(missing_docs)]
use std::io::Write as _;
use std::path::Path;
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct FileError(std::io::Error);
impl crate::Scoped for FileError {
    fn scope(&self) -> crate::Scope {
        crate::Scope::ThisHost
    }
}
pub(crate) fn read(path: &Path, _limit: u64) -> Result<Option<Vec<u8>>, FileError> {
    match std::fs::read(path) {
        Ok(c) => Ok(Some(c)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(FileError(e)),
    }
}
pub(crate) fn replace(path: &Path, c: &[u8]) -> Result<(), FileError> {
    let t = path.with_extension("tmp");
    let mut f = std::fs::File::create(&t).map_err(FileError)?;
    f.write_all(c).map_err(FileError)?;
    std::fs::rename(t, path).map_err(FileError)
}
pub(crate) fn set_aside(path: &Path) -> Result<(), FileError> {
    std::fs::rename(path, {
        let mut n = path.as_os_str().to_owned();
        n.push(".unreadable");
        n
    })
    .map_err(FileError)
}
