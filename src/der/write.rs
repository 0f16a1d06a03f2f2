//! Writes DER. Each element gets its header once its content is complete.

use alloc::vec::Vec;

/// The octets that are written so far.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn with_capacity(octets: usize) -> Self {
        Self(Vec::with_capacity(octets))
    }

    /// Writes an element with the content that `write` writes, and returns its result.
    pub(crate) fn nest<R>(&mut self, tag: u8, write: impl FnOnce(&mut Self) -> R) -> R {
        let start = self.0.len();
        // Most elements are short: their header takes these two octets.
        self.0.extend_from_slice(&[tag, 0]);
        let given = write(self);
        let length = self.0.len() - start - 2;
        if length < 0x80 {
            if let Some(octet) = self.0.get_mut(start + 1) {
                *octet = length as u8;
            }
            return given;
        }
        let (header, size) = header(tag, length);
        let (from, header) = (start + 2, header.get(..size).unwrap_or_default());
        self.0.extend_from_slice(header.get(2..).unwrap_or_default());
        self.0.copy_within(from..from + length, start + size);
        self.0.iter_mut().skip(start).zip(header).for_each(|(to, octet)| *to = *octet);
        given
    }

    /// Writes an element with this content.
    pub(crate) fn element(&mut self, tag: u8, content: &[u8]) {
        if content.len() < 0x80 {
            self.0.extend_from_slice(&[tag, content.len() as u8]);
            return self.0.extend_from_slice(content);
        }
        let (header, size) = header(tag, content.len());
        self.0.extend_from_slice(header.get(..size).unwrap_or_default());
        self.0.extend_from_slice(content);
    }

    /// Writes elements that are encoded already.
    pub(crate) fn encoded(&mut self, elements: &[u8]) {
        self.0.extend_from_slice(elements);
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// An identifier octet and a length in its shortest form, and how many octets they take.
fn header(tag: u8, length: usize) -> ([u8; 10], usize) {
    let mut header = [tag, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let octets = (length as u64).to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let long = octets.get(zeros..).filter(|_| length > 0x7f).unwrap_or_default();
    let first = if long.is_empty() { octets[7] } else { 0x80 | long.len() as u8 };
    header.iter_mut().skip(1).zip([&[first], long].into_iter().flatten()).for_each(|(to, from)| *to = *from);
    (header, 2 + long.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::{Element, Reader};

    #[test]
    fn what_is_written_is_read_with_the_same_content() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x100_0000] {
            let content = alloc::vec![0xa5; length];
            let (mut one, mut other) = (Writer::default(), Writer::with_capacity(length));
            one.element(0x04, &content);
            other.nest(0x04, |writer| writer.encoded(&content));
            assert_eq!(one.as_bytes(), other.as_bytes(), "{length} octets");
            let read = Reader::new(one.as_bytes()).tagged(Element::ExtensionValue, 0x04).expect("an element");
            assert_eq!((read.content, read.whole.len()), (&content[..], one.as_bytes().len()), "{length} octets");
        }
    }
}
