//! Where the parts of a certificate are, and those that are read only when they are asked for.

use std::sync::OnceLock;

use super::Name;
use crate::der::{Element, Name as NameInDer, Reader, SEQUENCE, Tlv};

/// Octets of the certificate, from the certificate's beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: usize,
    length: usize,
}

impl Span {
    /// Where `part`, a slice of `der`, is.
    pub(super) fn of(der: &[u8], part: &[u8]) -> Self {
        Self { start: part.as_ptr().addr().saturating_sub(der.as_ptr().addr()), length: part.len() }
    }

    pub(super) const fn start(self) -> usize {
        self.start
    }

    pub(super) fn of_der(self, der: &[u8]) -> &[u8] {
        self.start.checked_add(self.length).and_then(|end| der.get(self.start..end)).unwrap_or_default()
    }
}

/// A name in the certificate. Its text is made when it is first asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct LazyName {
    /// The whole element; no octets, if there is none.
    pub(super) span: Span,
    name: OnceLock<Name>,
}

impl LazyName {
    pub(super) fn of(der: &[u8], element: &Tlv<'_>) -> Self {
        Self { span: Span::of(der, element.whole), name: OnceLock::new() }
    }

    pub(super) fn name(&self, der: &[u8], element: Element) -> &Name {
        self.name.get_or_init(|| match self.element(der) {
            Some(read) => Name::read(element, &read).0,
            None => Name::unreadable(),
        })
    }

    /// The name as it stands in the certificate, to compare it with others: none, if it is empty or cannot be read.
    pub(super) fn comparable<'a>(&self, der: &'a [u8]) -> Option<NameInDer<'a>> {
        let element = self.element(der).filter(|element| !element.content.is_empty())?;
        Some(NameInDer::of_known(element))
    }

    fn element<'a>(&self, der: &'a [u8]) -> Option<Tlv<'a>> {
        let element = Element::Subject;
        Reader::within(der, self.span.of_der(der)).tagged(element, SEQUENCE).ok()
    }
}
