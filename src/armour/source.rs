//! Cuts a source into lines, and a line that is too long into pieces.

use std::io::{self, BufRead};

use super::boundary::Boundary;

/// The lines of a text, one in memory at a time. A line ends in LF, in CR LF, or in CR.
pub(super) struct Source<R> {
    reader: R,
    /// The line that was read last, or a piece of it.
    piece: Vec<u8>,
    /// The number of the line, from 1.
    line: usize,
    begins_line: bool,
    ends_line: bool,
    /// The line before ended in CR. An LF that follows belongs to it.
    after_cr: bool,
}

impl<R: BufRead> Source<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, piece: Vec::new(), line: 0, begins_line: true, ends_line: true, after_cr: false }
    }

    /// Reads the next line, or goes on in the line that has not ended. Of that line, the octets from `kept` on are kept.
    ///
    /// Returns whether there was more. If the source fails, the error has the number of the line.
    pub(super) fn read(&mut self, kept: usize) -> Result<bool, (usize, io::ErrorKind)> {
        self.begins_line = self.ends_line;
        if self.ends_line {
            self.piece.clear();
        } else {
            self.piece.drain(..kept.min(self.piece.len()));
        }
        let mut has_begun = !self.ends_line;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err((self.line + usize::from(!has_begun), error.kind())),
            };
            if core::mem::take(&mut self.after_cr) && available.first() == Some(&b'\n') {
                self.reader.consume(1);
                continue;
            }
            if available.is_empty() {
                self.ends_line = true;
                return Ok(has_begun);
            }
            if !has_begun {
                has_begun = true;
                self.line += 1;
            }
            let room = PIECE.saturating_sub(self.piece.len()).min(available.len());
            let room = available.get(..room).unwrap_or_default();
            // requirement: RFC 7468 §2 newlines
            let end = room.iter().position(|octet| matches!(octet, b'\n' | b'\r'));
            self.piece.extend_from_slice(end.and_then(|end| room.get(..end)).unwrap_or(room));
            self.after_cr = end.is_some_and(|end| room.get(end) == Some(&b'\r'));
            let consumed = end.map_or(room.len(), |end| end + 1);
            self.reader.consume(consumed);
            self.ends_line = end.is_some();
            if self.ends_line || self.piece.len() >= PIECE {
                return Ok(true);
            }
        }
    }

    /// The line without its end, or the piece of it that was read.
    pub(super) fn piece(&self) -> &[u8] {
        &self.piece
    }

    pub(super) const fn line(&self) -> usize {
        self.line
    }

    pub(super) const fn begins_line(&self) -> bool {
        self.begins_line
    }

    /// Whether `rest` of the piece may be a boundary whose end has not been read yet.
    pub(super) fn may_go_on(&self, rest: &[u8]) -> bool {
        rest.len() < self.piece.len() && !self.ends_line && Boundary::may_begin(rest)
    }
}

/// The octets of a line that are in memory at a time. Lines of generators are far shorter.
const PIECE: usize = 1 << 14;
