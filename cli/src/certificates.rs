//! Reads the certificates of files and of output.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use notafter::inspect::{InspectError, Inspection};

/// The certificates in `contents`, in any form that the library reads.
pub(crate) fn of(contents: &[u8]) -> Result<Vec<Inspection>, InspectError> {
    Inspection::iter_from_slice(contents).collect()
}

/// The contents of a regular file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut contents = Vec::new();
    // A FIFO would be waited for.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    File::open(path)?.take(MOST_OCTETS + 1).read_to_end(&mut contents)?;
    if u64::try_from(contents.len()).is_ok_and(|octets| octets > MOST_OCTETS) {
        return Err(io::Error::other(format!("it is longer than {MOST_OCTETS} bytes")));
    }
    Ok(contents)
}

const MOST_OCTETS: u64 = 4 << 20;
