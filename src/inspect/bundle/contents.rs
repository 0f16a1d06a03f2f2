//! Reads a file, part by part.

use core::{fmt, mem};
use std::io::{self, BufRead, Cursor, Read as _};

use super::{
    encoded::EncodedCertificate,
    octets::{Octets, Piece},
    other::Other,
    pkcs7::{Entry, Pkcs7},
    place::Place,
    shape,
};
use crate::{
    armour::{Armoured, CERTIFICATE_LABELS, ReadFault, Reader},
    der::SEQUENCE,
    inspect::error::{FileFault, InspectError},
};

/// Reads the parts of a file, one after the other: certificates, and the names of other parts.
///
/// | form of the file | parts that are read |
/// |---|---|
/// | PEM ([RFC 7468]) | blocks with the label `CERTIFICATE`, or the older `X509 CERTIFICATE` and `X.509 CERTIFICATE` |
/// | PEM, `TRUSTED CERTIFICATE` of OpenSSL | the certificate, without the purposes that OpenSSL adds |
/// | PEM, `PKCS7`, `PKCS #7 SIGNED DATA` or `CMS` | the certificates in the structure |
/// | DER | one certificate, or several one after the other |
/// | PKCS #7 or CMS ([RFC 5652 section 5]) in DER or BER | the certificates in the structure, as `.p7b` files have them |
///
/// Lines end in LF, CR LF or CR. Text may stand around the blocks, and blanks in and around lines. The text of a block may
/// stand in the lines of its boundaries. Headers of OpenSSL are skipped. Labels must be the same at both ends of a block, with
/// five dashes on each side. A character that is not base64 is an error. RFC 7468 section 2 would ignore it, which would turn a
/// damaged certificate into another one.
///
/// A file without any certificate gives exactly one [`InspectError::NoCertificate`], at its end, so that an empty file cannot
/// pass for a good one. A block or an element that cannot be read gives an error, and the next ones are still read.
///
/// At most one block is in memory, of [`MAX_LEN`](Self::MAX_LEN) octets, however long the source is.
///
/// [RFC 7468]: https://www.rfc-editor.org/rfc/rfc7468
/// [RFC 5652 section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5
///
/// # Examples
///
/// ```
/// use std::{
///     fs,
///     io::{BufReader, Read},
/// };
/// use notafter::inspect::{Content, Contents};
///
/// let chain = fs::read_to_string("docs/examples/chain.pem")?;
/// let key = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
/// let lines = Contents::new(format!("{key}{chain}").as_bytes())
///     .map(|content| match content {
///         Ok(Content::Certificate(certificate)) => {
///             format!("{}: a certificate", certificate.place())
///         }
///         Ok(Content::Other { place, other, .. }) => format!("{place}: {other}"),
///         Err(error) => error.to_string(),
///     })
///     .collect::<Vec<_>>();
/// assert_eq!(
///     lines,
///     [
///         "line 1: private key",
///         "line 5: a certificate",
///         "line 19: a certificate",
///         "line 32: a certificate"
///     ]
/// );
///
/// // Noise of any length is read in bounded memory.
/// let noise = BufReader::new(std::io::repeat(b'A').take(10_000_000));
/// let errors: Vec<_> = Contents::new(noise)
///     .filter_map(|content| content.err().map(|error| error.to_string()))
///     .collect();
/// assert_eq!(errors, ["no certificate: no PEM block in 1 line"]);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Contents<R> {
    form: Form<R>,
    /// The structure whose certificates are being read, and where it begins.
    structure: Option<(Place, Pkcs7)>,
    /// Whether a certificate was found, or a part that may have been one.
    has_certificate: bool,
    others: usize,
    first_other: Option<(Place, Other)>,
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A certificate.
    Certificate(EncodedCertificate),
    /// Something else.
    #[non_exhaustive]
    Other {
        /// Where it begins.
        place: Place,
        /// Its name.
        other: Other,
    },
}

/// The beginning of a source, which was looked at, and the rest.
type Input<R> = io::Chain<Cursor<Vec<u8>>, R>;

enum Form<R> {
    Unknown(R),
    Text(Box<Reader<Input<R>>>),
    Octets(Octets<Input<R>>),
    Ended { lines: usize },
    Told,
}

impl<R> Contents<R> {
    /// The number of octets that a block of PEM or an element of DER may hold: 8 MiB.
    ///
    /// Certificates are far shorter, and a PKCS #7 structure of 5,000 certificates fits. A longer block or element is an error,
    /// and is not kept.
    pub const MAX_LEN: usize = 8 << 20;
}

impl<R: BufRead> Contents<R> {
    /// Makes an iterator that reads `source` on demand.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::{Content, Contents};
    ///
    /// // Two certificates in DER, of which the second is cut off.
    /// let leaf = std::fs::read("docs/examples/leaf.der")?;
    /// let file = [&leaf[..], &leaf[..100]].concat();
    /// let read: Vec<_> = Contents::new(&file[..])
    ///     .filter_map(|content| match content {
    ///         Ok(Content::Certificate(certificate)) => Some(certificate.inspect()),
    ///         _ => None,
    ///     })
    ///     .collect();
    /// let [Ok(_), Err(error)] = &read[..] else { return Err("it is another file".into()) };
    /// assert_eq!(error.to_string(), "octet 513: certificate at offset 0 is truncated");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn new(source: R) -> Self {
        let form = Form::Unknown(source);
        Self { form, structure: None, has_certificate: false, others: 0, first_other: None }
    }

    /// Looks at the beginning of the source.
    fn begin(&mut self, mut source: R) -> Option<Result<Content, InspectError>> {
        let mut beginning = Vec::new();
        if let Err(error) = source.by_ref().take(BEGINNING).read_to_end(&mut beginning) {
            self.form = Form::Told;
            let line = 1 + beginning.iter().filter(|octet| **octet == b'\n').count();
            let place = if is_der(&beginning) { Place::at_octet(beginning.len()) } else { Place::at_line(line) };
            return Some(Err(InspectError::Io { place, kind: error.kind() }));
        }
        let (is_der, other) = (is_der(&beginning), Other::of_beginning(&beginning));
        let input = Cursor::new(beginning).chain(source);
        self.form = match other {
            _ if is_der => Form::Octets(Octets::new(input, Self::MAX_LEN)),
            Some(Other::KeyStore) => Form::Ended { lines: 0 },
            _ => Form::Text(Box::new(Reader::new(input, is_decoded, Self::MAX_LEN))),
        };
        let place = if other == Some(Other::SshKey) { Place::at_line(1) } else { Place::at_octet(0) };
        other.map(|other| self.other(place, other))
    }

    fn of_block(&mut self, block: Result<Armoured, ReadFault>) -> Option<Result<Content, InspectError>> {
        let block = match block {
            Ok(block) => block,
            Err(ReadFault::Block { line, fault }) => {
                return Some(self.refused(Place::at_line(line), FileFault::Pem { fault }));
            }
            Err(ReadFault::Io { line, kind }) => {
                self.form = Form::Told;
                return Some(Err(InspectError::Io { place: Place::at_line(line), kind }));
            }
        };
        let (place, label) = (Place::at_line(block.line), block.label.as_bytes());
        if CERTIFICATE_LABELS.contains(&label) {
            Some(self.certificate(place, block.content))
        } else if label == TRUSTED_LABEL {
            Some(self.certificate(place, without_trust(block.content)))
        } else if PKCS_7_LABELS.contains(&label) {
            self.begin_structure(place, block.content)
        } else {
            let other = Other::of_label(label, block.label.excerpt(), block.is_encrypted);
            Some(self.other(place, other))
        }
    }

    fn of_piece(&mut self, piece: Piece) -> Option<Result<Content, InspectError>> {
        let place = Place::at_octet(piece.offset);
        let Some(octets) = piece.octets else {
            return Some(self.refused(place, FileFault::TooLong { limit: Self::MAX_LEN }));
        };
        if Pkcs7::begins(&octets) {
            return self.begin_structure(place, octets);
        }
        Some(match shape::other(&octets) {
            Some(other) => self.other(place, other),
            None if shape::may_be_certificate(&octets) => self.certificate(place, octets),
            None => self.other(place, Other::Unknown { label: None }),
        })
    }

    fn begin_structure(&mut self, place: Place, octets: Vec<u8>) -> Option<Result<Content, InspectError>> {
        match Pkcs7::read(octets) {
            Ok(Some(structure)) => {
                self.structure = Some((place, structure));
                None
            }
            Ok(None) => Some(self.other(place, Other::Pkcs7)),
            Err(offset) => Some(self.refused(place, FileFault::Structure { offset })),
        }
    }

    fn of_structure(&mut self, place: Place, mut structure: Pkcs7) -> Option<Result<Content, InspectError>> {
        let Some(entry) = structure.next() else {
            return (structure.entries == 0).then(|| self.other(place, Other::Pkcs7));
        };
        let at = place.with_entry(structure.entries);
        self.structure = Some((place, structure));
        Some(match entry {
            Ok(Entry::Certificate(der)) => self.certificate(at, der),
            Ok(Entry::Other(other)) => self.other(at, other),
            Err(offset) => self.refused(at, FileFault::Structure { offset }),
        })
    }

    fn certificate(&mut self, place: Place, der: Vec<u8>) -> Result<Content, InspectError> {
        self.has_certificate = true;
        Ok(Content::Certificate(EncodedCertificate::new(place, der)))
    }

    fn other(&mut self, place: Place, other: Other) -> Result<Content, InspectError> {
        self.others += 1;
        self.first_other.get_or_insert((place, other));
        Ok(Content::Other { place, other })
    }

    fn refused(&mut self, place: Place, fault: FileFault) -> Result<Content, InspectError> {
        self.has_certificate = true;
        Err(InspectError::File { place, fault })
    }
}

impl<R: BufRead> Iterator for Contents<R> {
    type Item = Result<Content, InspectError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let found = match (self.structure.take(), &mut self.form) {
                (Some((place, structure)), _) => self.of_structure(place, structure),
                (None, Form::Text(reader)) => match reader.next() {
                    Some(block) => self.of_block(block),
                    None => {
                        self.form = Form::Ended { lines: reader.lines() };
                        None
                    }
                },
                (None, Form::Octets(octets)) => match octets.next() {
                    Ok(Some(piece)) => self.of_piece(piece),
                    Ok(None) => {
                        self.form = Form::Ended { lines: 0 };
                        None
                    }
                    Err((octet, kind)) => {
                        self.form = Form::Told;
                        Some(Err(InspectError::Io { place: Place::at_octet(octet), kind }))
                    }
                },
                (None, form) => match mem::replace(form, Form::Told) {
                    Form::Unknown(source) => self.begin(source),
                    Form::Ended { lines } if !self.has_certificate => {
                        let (others, first) = (self.others, self.first_other);
                        Some(Err(InspectError::NoCertificate { lines, others, first }))
                    }
                    _ => return None,
                },
            };
            if found.is_some() {
                return found;
            }
        }
    }
}

impl<R: BufRead> core::iter::FusedIterator for Contents<R> {}

/// Prints none of the octets that were read: the last line may belong to a key.
impl<R> fmt::Debug for Contents<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents").field("first_other", &self.first_other).finish_non_exhaustive()
    }
}

/// Whether a file with this beginning is DER.
///
/// The long form of a length has an octet that no text has after a `0`. A structure in the short form is shorter than the
/// beginning. It has a number, a time or another element whose identifier octet is a control character.
fn is_der(beginning: &[u8]) -> bool {
    let is_control = |octet: &u8| matches!(octet, 0..=8 | 0x0e..=0x1f);
    match *beginning {
        [SEQUENCE, 0x80..=0x88, ..] => true,
        [SEQUENCE, length @ 0..0x80, ..] => beginning.iter().skip(1).take(usize::from(length) + 1).any(is_control),
        [first, ..] => first == crate::der::OBJECT_IDENTIFIER,
        [] => false,
    }
}

/// The certificate in a `TRUSTED CERTIFICATE`. OpenSSL writes the trusted purposes after it.
fn without_trust(mut octets: Vec<u8>) -> Vec<u8> {
    let mut parts = super::ber::Ber::new(&octets, 0);
    if parts.next_of(SEQUENCE).is_some() {
        let certificate = parts.offset;
        if parts.next_of(SEQUENCE).is_some() && parts.is_empty() {
            octets.truncate(certificate);
        }
    }
    octets
}

fn is_decoded(label: &[u8]) -> bool {
    CERTIFICATE_LABELS.contains(&label) || label == TRUSTED_LABEL || PKCS_7_LABELS.contains(&label)
}

const TRUSTED_LABEL: &[u8] = b"TRUSTED CERTIFICATE";
/// The labels of RFC 7468 sections 8 and 9, and another label that OpenSSL reads.
const PKCS_7_LABELS: [&[u8]; 3] = [b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA"];
/// The length of the longest structure whose length is in the short form, and one octet more.
const BEGINNING: u64 = 0x82;
