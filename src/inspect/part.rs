//! The places of the parts of a certificate.

use crate::der::Tlv;

/// A range of octets, counted from the certificate's beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: usize,
    length: usize,
}

impl Span {
    /// The range of `part`, a slice of `der`.
    pub(super) fn of(der: &[u8], part: &[u8]) -> Self {
        Self { start: part.as_ptr().addr().saturating_sub(der.as_ptr().addr()), length: part.len() }
    }

    /// The range of the whole `element`.
    pub(super) const fn of_element(element: &Tlv<'_>) -> Self {
        Self { start: element.offset, length: element.whole.len() }
    }

    pub(super) const fn start(self) -> usize {
        self.start
    }

    pub(super) fn of_der(self, der: &[u8]) -> &[u8] {
        self.start.checked_add(self.length).and_then(|end| der.get(self.start..end)).unwrap_or_default()
    }
}
