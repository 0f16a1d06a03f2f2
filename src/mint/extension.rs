//! The extensions of a certificate, or those that a request asks for.

use crate::der::{Element, ReadError, Reader, Tlv};

/// An extension, whether it is critical or not.
#[derive(Clone, Copy)]
pub(super) struct Extension<'a> {
    /// The content of its object identifier.
    pub(super) oid: &'a [u8],
    /// The OCTET STRING around what it says.
    pub(super) value: Tlv<'a>,
}

impl<'a> Extension<'a> {
    /// The extensions of a certificate, of which `rest` follows on the validity period.
    pub(super) fn of_certificate(mut rest: Reader<'a>) -> Result<Vec<Self>, ReadError> {
        let mut extensions = Vec::new();
        while let Some(list) = rest.extensions()? {
            extensions.extend(Self::of_list(list)?);
        }
        Ok(extensions)
    }

    /// The extensions in `list`, in their order.
    pub(super) fn of_list(mut list: Reader<'a>) -> Result<Vec<Self>, ReadError> {
        let mut extensions = Vec::new();
        while list.peek().is_some() {
            let mut extension = list.sequence(Element::Extensions)?.reader();
            let oid = extension.next(Element::Extensions)?.content;
            if extension.peek() == Some(BOOLEAN) {
                extension.next(Element::Extensions)?;
            }
            extensions.push(Self { oid, value: extension.next(Element::Extensions)? });
        }
        Ok(extensions)
    }

    /// Whether this is basicConstraints with cA.
    pub(super) fn says_ca(&self) -> Result<bool, ReadError> {
        if self.oid != BASIC_CONSTRAINTS {
            return Ok(false);
        }
        let mut constraints = self.value.reader().sequence(Element::Extensions)?.reader();
        Ok(constraints.peek() == Some(BOOLEAN) && constraints.next(Element::Extensions)?.content == [0xff])
    }
}

const BOOLEAN: u8 = 0x01;
/// id-ce-basicConstraints, 2.5.29.19 (RFC 5280 section 4.2.1.9).
pub(super) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
