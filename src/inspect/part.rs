//! The places of the parts of a certificate.

use crate::der::{Reader, Tlv};

/// A range of octets, counted from the certificate's beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: usize,
    length: usize,
}

impl Span {
    /// The range of the whole `element`.
    pub(super) const fn of_element(element: &Tlv<'_>) -> Self {
        Self { start: element.offset, length: element.whole.len() }
    }

    /// The range of the content of `element`.
    pub(super) const fn of_content(element: &Tlv<'_>) -> Self {
        let header = element.whole.len().saturating_sub(element.content.len());
        Self { start: element.offset.saturating_add(header), length: element.content.len() }
    }

    /// The range of the elements that have not been read yet.
    pub(super) const fn of_rest(rest: &Reader<'_>) -> Self {
        Self { start: rest.offset(), length: rest.octets().len() }
    }

    pub(super) const fn start(self) -> usize {
        self.start
    }

    pub(super) fn of_der(self, der: &[u8]) -> &[u8] {
        self.start.checked_add(self.length).and_then(|end| der.get(self.start..end)).unwrap_or_default()
    }
}
