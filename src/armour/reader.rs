//! Makes blocks from lines.

use std::{
    collections::VecDeque,
    io::{self, BufRead},
};

use super::{
    base64::{Decoder, Refused, is_blank, trim_start},
    boundary::{Boundary, Edge},
    fault::PemFault,
    label::Label,
    source::Source,
};

/// The blocks of a text, one after the other. Text around them is skipped.
pub(crate) struct Reader<R> {
    source: Source<R>,
    /// The octets of the piece that have been read.
    position: usize,
    place: Place,
    needs_more: bool,
    is_wanted: fn(&[u8]) -> bool,
    most_octets: usize,
    open: Option<Open>,
    /// The blocks that were found and not returned yet. One boundary ends one block and reveals another at most.
    found: VecDeque<Result<Armoured, ReadFault>>,
    ended: bool,
}

/// A block.
pub(crate) struct Armoured {
    /// The BEGIN line.
    #[cfg_attr(
        not(any(feature = "inspect", feature = "rustls")),
        expect(dead_code, reason = "minting tells labels alone")
    )]
    pub(crate) line: usize,
    pub(crate) label: Label,
    /// Whether a header marks it as encrypted, as OpenSSL does (RFC 1421 section 4.6.1.1).
    #[cfg_attr(
        not(any(feature = "inspect", feature = "rustls", feature = "ring", feature = "aws_lc_rs")),
        expect(dead_code, reason = "without a backend no key is read")
    )]
    pub(crate) is_encrypted: bool,
    /// The decoded octets. A block that is not wanted is not decoded.
    pub(crate) content: Vec<u8>,
}

/// The reason why there is no block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReadFault {
    Block {
        /// The line at which the block begins, or the END line if there is no other.
        line: usize,
        fault: PemFault,
    },
    Io {
        /// The line that was to be read.
        line: usize,
        kind: io::ErrorKind,
    },
}

impl ReadFault {
    /// The line and the fault of a block of a text in memory, which is a source that does not fail.
    #[cfg(any(feature = "mint", feature = "rustls"))]
    pub(crate) const fn of_block(self) -> (usize, PemFault) {
        match self {
            Self::Block { line, fault } => (line, fault),
            Self::Io { line, .. } => (line, PemFault::NoEnd { line }),
        }
    }
}

/// The reader's place in a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At its beginning, where a boundary may stand.
    Beginning,
    /// Behind a boundary that ended a block. Another one may follow.
    BehindEnd,
    /// In the text of the block that is open.
    Text,
    /// In skipped text.
    Outside,
}

/// A block whose END line is still to come.
struct Open {
    line: usize,
    label: Label,
    is_wanted: bool,
    is_encrypted: bool,
    most_octets: usize,
    part: Part,
    decoder: Decoder,
    fault: Option<PemFault>,
}

/// The kind of the line before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Boundary,
    /// RFC 7468 has no headers. RFC 1421 section 4.4 ends them by an empty line.
    Headers,
    Text,
}

impl<R: BufRead> Reader<R> {
    /// The blocks of `source`. Blocks whose label `is_wanted` takes are decoded, up to `most_octets` each, and their faults are
    /// returned. Of the others only the label is returned.
    pub(crate) const fn new(source: R, is_wanted: fn(&[u8]) -> bool, most_octets: usize) -> Self {
        Self {
            source: Source::new(source),
            position: 0,
            place: Place::Beginning,
            needs_more: true,
            is_wanted,
            most_octets,
            open: None,
            found: VecDeque::new(),
            ended: false,
        }
    }

    /// The number of lines that were read.
    #[cfg(feature = "inspect")]
    pub(crate) const fn lines(&self) -> usize {
        self.source.line()
    }

    /// Reads the next piece of the text.
    fn read(&mut self) {
        self.needs_more = false;
        match self.source.read(self.position) {
            Ok(true) => {
                self.position = 0;
                if self.source.begins_line() {
                    self.place = Place::Beginning;
                }
            }
            Ok(false) => {
                self.ended = true;
                let line = self.source.line() + 1;
                self.found.extend(self.open.take().map(|open| open.close(line, None)));
            }
            Err((line, kind)) => {
                self.ended = true;
                self.found.push_back(Err(ReadFault::Io { line, kind }));
            }
        }
    }

    /// Takes the rest of the piece, up to the next boundary.
    fn take(&mut self) {
        let piece = self.source.piece();
        let text = piece.get(self.position..).unwrap_or_default();
        let (line, whole) = (self.source.line(), piece.len());
        if matches!(self.place, Place::Beginning | Place::BehindEnd) {
            let beginning = trim_start(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text));
            if let Some(boundary) = Boundary::read(beginning) {
                self.position = whole - boundary.rest.len();
                return self.pass(boundary.edge, Label::of(boundary.label));
            }
            if self.place == Place::BehindEnd && self.source.may_go_on(beginning) {
                self.position = whole - beginning.len();
                self.needs_more = true;
                return;
            }
        }
        let is_text = match (self.place, &mut self.open) {
            (Place::Beginning, Some(open)) => !open.take_header(text),
            (place, _) => place == Place::Text,
        };
        let Some(open) = self.open.as_mut().filter(|_| is_text) else {
            // requirement: RFC 7468 §2 text-before
            (self.place, self.position, self.needs_more) = (Place::Outside, whole, true);
            return;
        };
        self.place = Place::Text;
        // There is no dash in base64.
        let length = text.iter().position(|octet| *octet == b'-').unwrap_or(text.len());
        let (base64, rest) = text.split_at_checked(length).unwrap_or((text, &[]));
        open.take_text(base64, line);
        self.position = whole - rest.len();
        if rest.is_empty() {
            self.needs_more = true;
        } else if let Some(boundary) = Boundary::read(rest) {
            self.position = whole - boundary.rest.len();
            self.pass(boundary.edge, Label::of(boundary.label));
        } else if self.source.may_go_on(rest) {
            self.needs_more = true;
        } else {
            open.refuse(PemFault::Base64 { line });
            self.position += 1;
        }
    }

    /// Passes a boundary.
    fn pass(&mut self, edge: Edge, label: Label) {
        let (line, open, is_wanted) = (self.source.line(), self.open.take(), (self.is_wanted)(label.as_bytes()));
        if edge == Edge::Begin {
            self.found.extend(open.map(|open| open.close(line, None)));
            self.open = Some(Open::new(line, label, is_wanted, self.most_octets));
            self.place = Place::Text;
            return;
        }
        let is_alone = open.as_ref().is_none_or(|open| !open.is_wanted);
        let is_other = open.as_ref().is_none_or(|open| open.label != label);
        self.found.extend(open.map(|open| open.close(line, Some(&label))));
        if is_wanted && is_alone && is_other {
            self.found.push_back(Err(ReadFault::Block { line, fault: PemFault::NoBegin }));
        }
        self.place = Place::BehindEnd;
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Armoured, ReadFault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Some(found);
            }
            match (self.ended, self.needs_more) {
                (true, _) => return None,
                (false, true) => self.read(),
                (false, false) => self.take(),
            }
        }
    }
}

impl Open {
    fn new(line: usize, label: Label, is_wanted: bool, most_octets: usize) -> Self {
        let decoder = Decoder::new(most_octets);
        Self { line, label, is_wanted, is_encrypted: false, most_octets, part: Part::Boundary, decoder, fault: None }
    }

    /// Whether `line` is one of those that may stand before the base64.
    fn take_header(&mut self, line: &[u8]) -> bool {
        let text = trim_start(line);
        match self.part {
            Part::Text => return false,
            Part::Boundary if text.is_empty() => {}
            Part::Headers if text.is_empty() => self.part = Part::Text,
            _ => match header(text) {
                Some((name, value)) => {
                    self.part = Part::Headers;
                    self.is_encrypted |= name.eq_ignore_ascii_case(b"Proc-Type") && value.ends_with(b"ENCRYPTED");
                }
                // A header goes on in a line that begins with a blank.
                None if self.part == Part::Headers && line.first().is_some_and(|octet| is_blank(*octet)) => {}
                None => {
                    self.part = Part::Text;
                    return false;
                }
            },
        }
        true
    }

    fn take_text(&mut self, text: &[u8], line: usize) {
        if !self.is_wanted || self.fault.is_some() {
            return;
        }
        match self.decoder.push(text) {
            Ok(()) => {}
            Err(Refused::NotBase64) => self.refuse(PemFault::Base64 { line }),
            Err(Refused::TooLong) => self.refuse(PemFault::TooLong { limit: self.most_octets }),
        }
    }

    /// Notes the first fault, and drops the decoded octets.
    fn refuse(&mut self, fault: PemFault) {
        if self.fault.is_none() {
            self.fault = Some(fault);
            self.decoder = Decoder::new(0);
        }
    }

    /// Closes the block in this line, at an END line with a label, or without one.
    fn close(self, line: usize, end: Option<&Label>) -> Result<Armoured, ReadFault> {
        // requirement: RFC 7468 §2 graceful
        let refused = |fault| Err(ReadFault::Block { line: self.line, fault });
        if self.is_wanted {
            match (self.fault, end) {
                (Some(fault @ PemFault::TooLong { .. }), _) => return refused(fault),
                (_, None) => return refused(PemFault::NoEnd { line }),
                (_, Some(end)) if *end != self.label => {
                    return refused(PemFault::EndLabel { line, label: end.excerpt() });
                }
                (Some(fault), _) => return refused(fault),
                (None, Some(_)) => {}
            }
        }
        let content = match self.decoder.finish() {
            Ok(content) => content,
            Err(_) => return refused(PemFault::Base64 { line }),
        };
        Ok(Armoured { line: self.line, label: self.label, is_encrypted: self.is_encrypted, content })
    }
}

/// The name and the value of a header (RFC 1421 section 4.6).
fn header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|octet| *octet == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let is_name = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
    (!name.is_empty() && name.iter().all(is_name)).then(|| (name, value.trim_ascii()))
}

/// Editors put it at the beginning of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
