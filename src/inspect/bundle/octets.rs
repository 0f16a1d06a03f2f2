//! Reads the elements of a file of DER.

use std::io::{self, BufRead, Read as _};

use super::ber::Header;
use crate::der::{OBJECT_IDENTIFIER, SEQUENCE};

/// The elements of a file of DER, one in memory at a time.
pub(super) struct Octets<R> {
    source: R,
    /// How many octets were read.
    offset: usize,
    most_octets: usize,
}

/// An element, or the reason why there is none.
pub(super) struct Piece {
    /// The octet where it begins.
    pub(super) offset: usize,
    /// The octets, or `None` if there are too many to keep.
    pub(super) octets: Option<Vec<u8>>,
}

impl<R: BufRead> Octets<R> {
    pub(super) const fn new(source: R, most_octets: usize) -> Self {
        Self { source, offset: 0, most_octets }
    }

    /// The next element, or `None` at the end. An element that is cut off ends with the file.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, (usize, io::ErrorKind)> {
        let start = self.offset;
        let mut octets = Vec::new();
        self.read(&mut octets, 2)?;
        if octets.is_empty() {
            return Ok(None);
        }
        if let Some(count @ 1..=8) = octets.get(1).map(|length| usize::from(*length).saturating_sub(0x80)) {
            self.read(&mut octets, count)?;
        }
        let length = Header::read(&octets).and_then(|header| header.length);
        match length {
            Some(length) if length <= self.most_octets => {
                self.read(&mut octets, length)?;
                if !self.goes_on()? {
                    // Bytes after an element that are no element are a fault of that element.
                    self.read(&mut octets, self.most_octets)?;
                    self.skip(usize::MAX)?;
                }
            }
            Some(length) => {
                self.skip(length)?;
                return Ok(Some(Piece { offset: start, octets: None }));
            }
            // Where the length is left open, or is none, the rest of the file is the element.
            None => {
                self.read(&mut octets, self.most_octets)?;
                if self.skip(usize::MAX)? > 0 {
                    return Ok(Some(Piece { offset: start, octets: None }));
                }
            }
        }
        Ok(Some(Piece { offset: start, octets: Some(octets) }))
    }

    /// Whether an element follows, or nothing.
    fn goes_on(&mut self) -> Result<bool, (usize, io::ErrorKind)> {
        let (_, next) = self.available()?;
        Ok(next.is_none_or(|tag| matches!(tag, SEQUENCE | OBJECT_IDENTIFIER)))
    }

    /// Reads at most `most` octets.
    fn read(&mut self, to: &mut Vec<u8>, most: usize) -> Result<(), (usize, io::ErrorKind)> {
        let read = self.source.by_ref().take(most as u64).read_to_end(to);
        self.offset += read.map_err(|error| (self.offset, error.kind()))?;
        Ok(())
    }

    /// Skips at most `most` octets, and returns how many there were.
    fn skip(&mut self, most: usize) -> Result<usize, (usize, io::ErrorKind)> {
        let mut skipped = 0;
        while skipped < most {
            let count = self.available()?.0.min(most - skipped);
            if count == 0 {
                break;
            }
            self.source.consume(count);
            self.offset += count;
            skipped += count;
        }
        Ok(skipped)
    }

    /// The number of octets that are available without another read, and the first of them.
    fn available(&mut self) -> Result<(usize, Option<u8>), (usize, io::ErrorKind)> {
        loop {
            match self.source.fill_buf() {
                Ok(octets) => return Ok((octets.len(), octets.first().copied())),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err((self.offset, error.kind())),
            }
        }
    }
}
