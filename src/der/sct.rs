//! The timestamps that a certificate embeds, which tell when it was logged ([RFC 6962 section 3.3]).
//!
//! The value of the extension is an OCTET STRING. Its content is not DER but the TLS encoding ([RFC 5246 section 4]). It is a
//! list of at most 65,535 octets, whose length is before it. Each timestamp in it has its own length.
//!
//! [RFC 6962 section 3.3]: https://www.rfc-editor.org/rfc/rfc6962#section-3.3
//! [RFC 5246 section 4]: https://www.rfc-editor.org/rfc/rfc5246#section-4

use thiserror::Error;
use time::{Duration, UtcDateTime};

use super::{Extension, OCTET_STRING, ReadError};
use crate::{der::Element, print::Counted};

/// The earliest timestamp in the list, to the millisecond, or `None` if all are of unknown versions.
///
/// Timestamps of other versions than 1 are skipped: each is opaque in the list for that purpose (RFC 6962 section 3.3).
pub(crate) fn earliest_sct(extension: &Extension<'_>) -> Result<Option<UtcDateTime>, SctFault> {
    let list = extension.content().map_err(SctFault::Encoding)?;
    if list.tag != OCTET_STRING {
        let (element, offset, found) = (Element::ExtensionValue, list.offset, list.tag);
        return Err(SctFault::Encoding(ReadError::UnexpectedTag { element, offset, found }));
    }
    let [high, low, list @ ..] = list.content else { return Err(SctFault::NoLength) };
    let said = usize::from(u16::from_be_bytes([*high, *low]));
    if said != list.len() {
        return Err(SctFault::ListLength { said, found: list.len() });
    }
    if list.is_empty() {
        return Err(SctFault::Empty);
    }
    let (mut rest, mut number, mut earliest) = (list, 0, None::<UtcDateTime>);
    while !rest.is_empty() {
        number += 1;
        let (sct, after) = vector(rest).map_err(|Lie { said, found }| SctFault::Length { number, said, found })?;
        rest = after;
        if let Some(timestamp) = timestamp(sct).map_err(|fault| fault.of(number))? {
            earliest = Some(earliest.map_or(timestamp, |earliest| earliest.min(timestamp)));
        }
    }
    Ok(earliest)
}

/// The timestamp of an SCT of version 1, or `None` for another version (RFC 6962 section 3.2).
fn timestamp(sct: &[u8]) -> Result<Option<UtcDateTime>, Fault> {
    let [version, sct @ ..] = sct else { return Err(Fault::Short) };
    if *version != 0 {
        return Ok(None);
    }
    let (_, sct) = sct.split_first_chunk::<32>().ok_or(Fault::Short)?;
    let (milliseconds, sct) = sct.split_first_chunk().ok_or(Fault::Short)?;
    let (_extensions, sct) = vector(sct).map_err(|_| Fault::Short)?;
    // Two octets say by which algorithms it is signed.
    let signature = sct.get(2..).ok_or(Fault::Short)?;
    let (_, excess) = vector(signature).map_err(|_| Fault::Short)?;
    if !excess.is_empty() {
        return Err(Fault::Long(excess.len()));
    }
    let milliseconds = u64::from_be_bytes(*milliseconds);
    let since_1970 = i64::try_from(milliseconds).ok().map(Duration::milliseconds);
    let timestamp = since_1970.and_then(|since| UtcDateTime::UNIX_EPOCH.checked_add(since));
    timestamp.filter(|at| at.year() <= 9999).map(Some).ok_or(Fault::Timestamp(milliseconds))
}

/// The octets that two octets of length announce, and the rest.
fn vector(bytes: &[u8]) -> Result<(&[u8], &[u8]), Lie> {
    let [high, low, rest @ ..] = bytes else { return Err(Lie { said: 2, found: bytes.len() }) };
    let said = usize::from(u16::from_be_bytes([*high, *low]));
    rest.split_at_checked(said).ok_or(Lie { said, found: rest.len() })
}

/// A length, and how many octets there are.
struct Lie {
    said: usize,
    found: usize,
}

/// The reason why a list of timestamps cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum SctFault {
    #[error("{0}")]
    Encoding(ReadError),
    #[error("the list has no length")]
    NoLength,
    #[error("the list says that it has {}, and has {found}", Counted(*said as u64, "octet"))]
    ListLength { said: usize, found: usize },
    #[error("the list is empty")]
    Empty,
    #[error("SCT {number} says that it has {}, and {found} are left", Counted(*said as u64, "octet"))]
    Length { number: usize, said: usize, found: usize },
    #[error("SCT {number} ends before its signature does")]
    Short { number: usize },
    #[error("SCT {number} is followed by {}", Counted(*count as u64, "excess octet"))]
    Long { number: usize, count: usize },
    #[error("SCT {number} is of {milliseconds} ms after 1970, which is after the year 9999")]
    Timestamp { number: usize, milliseconds: u64 },
}

enum Fault {
    Short,
    Long(usize),
    Timestamp(u64),
}

impl Fault {
    const fn of(self, number: usize) -> SctFault {
        match self {
            Self::Short => SctFault::Short { number },
            Self::Long(count) => SctFault::Long { number, count },
            Self::Timestamp(milliseconds) => SctFault::Timestamp { number, milliseconds },
        }
    }
}
