//! Reads BER ([X.690 section 8](https://www.itu.int/rec/T-REC-X.690)) as far as PKCS #7 and PKCS #12 need it.
//!
//! The structures around certificates may be BER, with lengths that are left open. Only the requested elements are entered. The
//! end of an open element is found without recursion. So the time is linear in the octets, however deep they are nested.

/// The elements that are still to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ber<'a> {
    octets: &'a [u8],
    /// Where they begin.
    pub(super) offset: usize,
}

/// An element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) whole: &'a [u8],
    pub(super) content: Ber<'a>,
}

impl<'a> Ber<'a> {
    pub(super) const fn new(octets: &'a [u8], offset: usize) -> Self {
        Self { octets, offset }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The next element, or `None` at the end or if there is no element.
    pub(super) fn next(&mut self) -> Option<Value<'a>> {
        let header = Header::read(self.octets)?;
        let (content, size) = match header.length {
            Some(length) => (length, header.size.checked_add(length)?),
            None => {
                let content = open_length(self.octets.get(header.size..)?)?;
                (content, header.size + content + END.len())
            }
        };
        let (whole, rest) = self.octets.split_at_checked(size)?;
        let content = whole.get(header.size..)?.get(..content)?;
        let content = Self::new(content, self.offset + header.size);
        *self = Self::new(rest, self.offset + size);
        Some(Value { tag: header.tag, whole, content })
    }

    /// The next element, if it has this identifier octet.
    pub(super) fn next_of(&mut self, tag: u8) -> Option<Value<'a>> {
        if self.octets.first() == Some(&tag) { self.next() } else { None }
    }

    pub(super) const fn octets(&self) -> &'a [u8] {
        self.octets
    }
}

/// An identifier octet and a length.
pub(super) struct Header {
    pub(super) tag: u8,
    /// The octets of identifier and length.
    pub(super) size: usize,
    /// The octets of the content, or `None` if its end is marked in it.
    pub(super) length: Option<usize>,
}

impl Header {
    pub(super) fn read(octets: &[u8]) -> Option<Self> {
        let (tag, first) = (*octets.first()?, *octets.get(1)?);
        // No structure that is read here has a tag of more than one octet.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (size, length) = match first {
            0..0x80 => (2, Some(usize::from(first))),
            0x80 => (2, None),
            _ => {
                let count = usize::from(first & 0x7f);
                let octets = octets.get(2..)?.get(..count).filter(|octets| octets.len() <= 8)?;
                let length = octets
                    .iter()
                    .try_fold(0_usize, |length, octet| length.checked_mul(0x100)?.checked_add(usize::from(*octet)));
                (2 + count, Some(length?))
            }
        };
        Some(Self { tag, size, length })
    }
}

/// The octets of a content up to the mark of its end.
fn open_length(content: &[u8]) -> Option<usize> {
    let (mut rest, mut depth) = (content, 0_usize);
    loop {
        if rest.starts_with(END) {
            if depth == 0 {
                return content.len().checked_sub(rest.len());
            }
            depth -= 1;
            rest = rest.get(END.len()..)?;
            continue;
        }
        let header = Header::read(rest)?;
        let size = match header.length {
            Some(length) => header.size.checked_add(length)?,
            None => {
                depth += 1;
                header.size
            }
        };
        rest = rest.get(size..)?;
    }
}

/// The mark of the end where the length is left open (X.690 section 8.1.5).
const END: &[u8] = &[0, 0];
