//! From a PEM bundle to its certificates, block by block.

use std::io::{self, BufRead, Cursor, Read as _};

use x509_parser::pem::Pem;

use super::{
    Inspection,
    error::{BlockFault, InspectError},
};
use crate::{
    armour::{BYTE_ORDER_MARK, CERTIFICATE_LABELS, boundary},
    excerpt::Excerpt,
};

/// The certificate blocks of a PEM bundle, one after the other.
///
/// Reads from a slice or from any buffered source, and holds one block and one line at a time, of [`Block::MAX_LEN`] bytes
/// at most, whatever the source gives.
///
/// # Examples
///
/// ```
/// use std::io::{BufReader, Read};
/// use notafter::inspect::{Blocks, InspectError};
///
/// let source = BufReader::new(std::io::repeat(b'A').take(10_000_000));
/// let results: Vec<_> = Blocks::new(source).collect();
/// assert_eq!(results, [Err(InspectError::NoCertificate { lines: 1, other: None })]);
/// ```
#[derive(Debug)]
pub struct Blocks<R> {
    source: R,
    /// The line that was read last.
    line: usize,
    buffer: Vec<u8>,
    open: Option<Open>,
    certificates: usize,
    other: Option<(usize, Excerpt)>,
    ended: bool,
}

/// A block whose END line is still to come.
#[derive(Debug)]
enum Open {
    Certificate { block: Block, label: &'static [u8] },
    TooLong { line: usize },
    Other,
}

impl<R: BufRead> Blocks<R> {
    /// The blocks of `source`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::{Blocks, InspectError};
    ///
    /// let bundle = b"# root\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    /// let lines = Blocks::new(&bundle[..]).map(|block| Ok(block?.line())).collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(lines, [2]);
    /// # Ok::<(), InspectError>(())
    /// ```
    pub const fn new(source: R) -> Self {
        Self { source, line: 0, buffer: Vec::new(), open: None, certificates: 0, other: None, ended: false }
    }

    /// Reads the next line as far as a block may be long, and skips the rest of it; none at the end.
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = core::mem::take(&mut self.buffer);
        line.clear();
        let limit = Block::MAX_LEN as u64;
        if self.source.by_ref().take(limit).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() == Block::MAX_LEN && line.last() != Some(&b'\n') {
            skip_line(&mut self.source)?;
        }
        Ok(Some(line))
    }

    /// Takes in `line` and gives the block that it ends, if it ends one.
    fn take_line(&mut self, line: &[u8]) -> Option<Result<Block, InspectError>> {
        let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line).trim_ascii();
        if let Some((label, rest)) = boundary(line, b"-----END ") {
            let ended = self.close(Some(label));
            // Files put together without a line break between them have two boundaries in one line.
            if let Some((label, _)) = boundary(rest, b"-----BEGIN ") {
                self.open(label);
            }
            return ended;
        }
        if let Some((label, _)) = boundary(line, b"-----BEGIN ") {
            let ended = self.close(None);
            self.open(label);
            return ended;
        }
        if let Some(Open::Certificate { block, .. }) = &mut self.open {
            if block.text.len() + line.len() < Block::MAX_LEN {
                block.push(line);
            } else {
                self.open = Some(Open::TooLong { line: block.line });
            }
        }
        None
    }

    fn open(&mut self, label: &[u8]) {
        self.open = Some(if let Some(&label) = CERTIFICATE_LABELS.iter().find(|&&known| known == label) {
            self.certificates += 1;
            Open::Certificate { block: Block::new(self.line), label }
        } else {
            self.other.get_or_insert((self.line, Excerpt::of(label)));
            Open::Other
        });
    }

    /// Closes the block that is open, at an END line with the label `end` or without one.
    fn close(&mut self, end: Option<&[u8]>) -> Option<Result<Block, InspectError>> {
        let (line, fault) = match (self.open.take(), end) {
            (Some(Open::Certificate { mut block, label }), Some(end)) if end == label => {
                block.push(b"-----END CERTIFICATE-----");
                return Some(Ok(block));
            }
            (Some(Open::Certificate { block, label }), Some(end)) => {
                let [begin, end] = [label, end].map(Excerpt::of);
                (block.line, BlockFault::EndLabel { line: self.line, begin, end })
            }
            (Some(Open::Certificate { block, .. }), None) => (block.line, BlockFault::NoEnd { line: self.line }),
            (Some(Open::TooLong { line }), _) => (line, BlockFault::TooLong { limit: Block::MAX_LEN }),
            (None | Some(Open::Other), Some(end)) if CERTIFICATE_LABELS.contains(&end) => {
                self.certificates += 1;
                (self.line, BlockFault::NoBegin)
            }
            (None | Some(Open::Other), _) => return None,
        };
        Some(Err(InspectError::Block { line, fault }))
    }

    /// What is left to say where the source ends.
    fn end(&mut self) -> Option<Result<Block, InspectError>> {
        self.ended = true;
        let lines = self.line;
        self.line += 1;
        match self.close(None) {
            None if self.certificates == 0 => Some(Err(InspectError::NoCertificate { lines, other: self.other })),
            last => last,
        }
    }
}

impl<R: BufRead> Iterator for Blocks<R> {
    type Item = Result<Block, InspectError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.next_line() {
                Ok(Some(line)) => {
                    self.line += 1;
                    let ended = self.take_line(&line);
                    self.buffer = line;
                    if ended.is_some() {
                        return ended;
                    }
                }
                Ok(None) => return self.end(),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(InspectError::Io { line: self.line + 1, kind: error.kind() }));
                }
            }
        }
        None
    }
}

impl<R: BufRead> core::iter::FusedIterator for Blocks<R> {}

/// A certificate block of a bundle, not yet decoded.
///
/// Blocks are independent of each other: they can be inspected on several threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    line: usize,
    text: Vec<u8>,
}

impl Block {
    /// The number of bytes that a block may have before its END line: 1 MiB.
    pub const MAX_LEN: usize = 1 << 20;

    fn new(line: usize) -> Self {
        Self { line, text: b"-----BEGIN CERTIFICATE-----\n".to_vec() }
    }

    fn push(&mut self, line: &[u8]) {
        self.text.extend_from_slice(line);
        self.text.push(b'\n');
    }

    /// The line of the bundle at which the block begins, from 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Blocks;
    ///
    /// let bundle = b"# roots\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    /// let block = Blocks::new(&bundle[..]).next().ok_or("no block")??;
    /// assert_eq!(block.line(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The block from the BEGIN line to the END line, normalised: the label is `CERTIFICATE`, the lines have no spaces at
    /// their ends, and each ends in a line feed.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Blocks;
    ///
    /// let bundle = b"  -----BEGIN X509 CERTIFICATE-----\r\n  MIIB\r\n  -----END X509 CERTIFICATE-----";
    /// let block = Blocks::new(&bundle[..]).next().ok_or("no block")??;
    /// assert_eq!(block.as_pem(), b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_pem(&self) -> &[u8] {
        &self.text
    }

    /// Decodes the base64.
    ///
    /// # Errors
    ///
    /// [`BlockFault::Base64`]: the text is not base64, or it is cut off.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Blocks;
    ///
    /// let pem = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    /// let ders = Blocks::new(&pem[..]).map(|block| block?.der()).collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(ders, [b"\x30\x82\x01"]);
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    pub fn der(&self) -> Result<Vec<u8>, InspectError> {
        match Pem::read(Cursor::new(&self.text)) {
            Ok((pem, _)) => Ok(pem.contents),
            Err(_) => Err(self.fault(BlockFault::Base64 { line: self.broken_line() })),
        }
    }

    /// Reads the certificate.
    ///
    /// # Errors
    ///
    /// [`InspectError::Block`]: the text is not base64, or it is not a certificate.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Blocks;
    ///
    /// # let bundle = b"-----BEGIN CERTIFICATE-----\n\
    /// #                MDwwOgIBKTAAMAAwHhcNMTIwMjI5MTIwMDAwWhcNMTMwMjI5MTIwMDAwWjAPMQ0w\n\
    /// #                CwYDVQQDDARsZWFmMAA=\n\
    /// #                -----END CERTIFICATE-----\n";
    /// let read = Blocks::new(&bundle[..]).map(|block| block?.inspect()).collect::<Result<Vec<_>, _>>()?;
    /// let found: Vec<_> = read.iter().map(|read| (read.line(), read.subject().to_string())).collect();
    /// assert_eq!(found, [(Some(1), "CN=leaf".to_owned())]);
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    pub fn inspect(&self) -> Result<Inspection, InspectError> {
        let read = Inspection::read(&self.der()?);
        let inspection = read.map_err(|reason| self.fault(BlockFault::Certificate { reason }))?;
        Ok(Inspection { line: Some(self.line), ..inspection })
    }

    fn fault(&self, fault: BlockFault) -> InspectError {
        InspectError::Block { line: self.line, fault }
    }

    /// The first line that has a character which is not base64, or else the END line, where the text is too short.
    fn broken_line(&self) -> usize {
        let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let lines = self.text.split(|&byte| byte == b'\n').skip(1);
        // The END line has characters that are not base64, so that there always is such a line.
        let broken = lines.take_while(|line| line.iter().all(base64)).count();
        self.line + 1 + broken
    }
}

/// Skips what is left of the line without keeping it.
fn skip_line(source: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (read, complete) = match source.fill_buf() {
            Ok([]) => return Ok(()),
            Ok(bytes) => match bytes.iter().position(|&byte| byte == b'\n') {
                Some(index) => (index + 1, true),
                None => (bytes.len(), false),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        source.consume(read);
        if complete {
            return Ok(());
        }
    }
}
