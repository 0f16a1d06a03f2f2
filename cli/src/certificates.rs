//! Certificates out of files and output: PEM or DER.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use notafter::inspect::{Blocks, InspectError, Inspection};

/// The certificates in `contents`: each block of PEM, or the one of DER.
///
/// This is the one place of the tool that takes PEM apart.
pub(crate) fn of(contents: &[u8]) -> Result<Vec<Inspection>, InspectError> {
    // The long form of a length follows the first octet of every certificate, and text has no such octet there.
    if matches!(contents, [0x30, 0x80..=0xff, ..]) {
        return Inspection::of_der(contents).map(|certificate| vec![certificate]);
    }
    Blocks::new(contents).map(|block| block.and_then(|block| block.inspect())).collect()
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
