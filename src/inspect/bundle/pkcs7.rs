//! The certificates of a PKCS #7 structure ([RFC 5652 section 5.1](https://www.rfc-editor.org/rfc/rfc5652#section-5.1)).

use super::{
    ber::{Ber, Header, Value},
    other::Other,
};
use crate::der::{INTEGER, OBJECT_IDENTIFIER, SEQUENCE, SET};

/// The certificates and revocation lists of a SignedData structure that have not been read yet.
///
/// The structure may be BER. The signed content and the signatures are skipped.
pub(super) struct Pkcs7 {
    octets: Vec<u8>,
    certificates: Span,
    revocation_lists: Span,
    /// How many were read.
    pub(super) entries: usize,
}

/// The octets from `start` to `end`.
#[derive(Clone, Copy, Default)]
struct Span {
    start: usize,
    end: usize,
}

/// One of them.
pub(super) enum Entry {
    Certificate(Vec<u8>),
    Other(Other),
}

impl Pkcs7 {
    /// Whether `octets` begin as a ContentInfo of PKCS #7, even if they are cut off.
    pub(super) fn begins(octets: &[u8]) -> bool {
        let Some(header) = Header::read(octets).filter(|header| header.tag == SEQUENCE) else { return false };
        octets.get(header.size..).is_some_and(|content| content.starts_with(PKCS_7))
    }

    /// The structure in `octets`, or `None` if it is of another type than SignedData. The error is where reading ends.
    pub(super) fn read(octets: Vec<u8>) -> Result<Option<Self>, usize> {
        let mut file = Ber::new(&octets, 0);
        let mut info = file.next_of(SEQUENCE).ok_or(0_usize)?.content;
        let content_type = info.next_of(OBJECT_IDENTIFIER).ok_or(info.offset)?;
        if content_type.content.octets() != SIGNED_DATA {
            return Ok(None);
        }
        let mut explicit = info.next_of(CONTEXT_0).ok_or(info.offset)?.content;
        let mut data = explicit.next_of(SEQUENCE).ok_or(explicit.offset)?.content;
        for tag in [INTEGER, SET, SEQUENCE] {
            data.next_of(tag).ok_or(data.offset)?;
        }
        let [mut certificates, mut revocation_lists] = [Span::default(); 2];
        for (tag, span) in [(CONTEXT_0, &mut certificates), (CONTEXT_1, &mut revocation_lists)] {
            if data.octets().first() == Some(&tag) {
                *span = Span::of(data.next().ok_or(data.offset)?.content);
            }
        }
        Ok(Some(Self { octets, certificates, revocation_lists, entries: 0 }))
    }

    /// The next entry, or `None` at the end. The error is where reading ends.
    pub(super) fn next(&mut self) -> Option<Result<Entry, usize>> {
        let entry = match self.certificates.take(&self.octets) {
            // The other choices are set aside by their tags (RFC 5652 section 10.2.2).
            Some(Ok(Value { tag: SEQUENCE, whole, .. })) => Ok(Entry::Certificate(whole.to_vec())),
            Some(Ok(Value { tag: CONTEXT_1 | CONTEXT_2, .. })) => Ok(Entry::Other(Other::AttributeCertificate)),
            Some(Ok(_)) => Ok(Entry::Other(Other::Unknown { label: None })),
            Some(Err(offset)) => Err(offset),
            None => match self.revocation_lists.take(&self.octets)? {
                Ok(Value { tag: SEQUENCE, .. }) => Ok(Entry::Other(Other::RevocationList)),
                Ok(_) => Ok(Entry::Other(Other::Unknown { label: None })),
                Err(offset) => Err(offset),
            },
        };
        self.entries += 1;
        Some(entry)
    }
}

impl Span {
    const fn of(content: Ber<'_>) -> Self {
        Self { start: content.offset, end: content.offset + content.octets().len() }
    }

    fn take<'a>(&mut self, octets: &'a [u8]) -> Option<Result<Value<'a>, usize>> {
        let mut rest = Ber::new(octets.get(self.start..self.end)?, self.start);
        if rest.is_empty() {
            return None;
        }
        let read = rest.next().ok_or(rest.offset);
        // Where there is no element, there is no other one after it.
        self.start = if read.is_ok() { rest.offset } else { self.end };
        Some(read)
    }
}

/// 1.2.840.113549.1.7, with the length of the identifiers below it.
const PKCS_7: &[u8] = &[OBJECT_IDENTIFIER, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const CONTEXT_0: u8 = 0xa0;
const CONTEXT_1: u8 = 0xa1;
const CONTEXT_2: u8 = 0xa2;
