//! Texts of ASN.1: their characters, and their comparison ([RFC 5280 section 7.1]).
//!
//! [RFC 5280 section 7.1]: https://www.rfc-editor.org/rfc/rfc5280#section-7.1

use core::hash::Hasher;

use super::Tlv;

/// A value that may be a text of ASN.1.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) Tlv<'a>);

impl<'a> Text<'a> {
    pub(super) fn is_text(&self) -> bool {
        // requirement: RFC 5280 §7.1 string-types
        matches!(self.0.tag, UTF8 | NUMERIC | PRINTABLE | TELETEX | IA5 | VISIBLE | UNIVERSAL | BMP)
    }

    /// Whether the octets are characters of their type. A PrintableString with other characters of ASCII is read: public
    /// authorities have them.
    pub(super) fn is_well_formed(&self) -> bool {
        let content = self.0.content;
        match self.0.tag {
            UTF8 => core::str::from_utf8(content).is_ok(),
            NUMERIC | PRINTABLE | IA5 | VISIBLE => content.is_ascii(),
            BMP | UNIVERSAL => self.chars().all(|read| read.is_ok()),
            _ => true,
        }
    }

    /// Whether the characters are the same, as [`Name::is_same_as`](super::Name::is_same_as) compares them.
    pub(super) fn is_same_text_as(&self, other: &Text<'_>) -> bool {
        // requirement: RFC 5280 §7.1 ldap-stringprep
        // requirement: RFC 5280 §7.1 case-ignore-match
        // requirement: RFC 5280 §7.1 six-steps
        // As nearly all texts differ that are not the same to the octet.
        if let (Some(one), Some(other)) = (self.first_letter(), other.first_letter())
            && one != other
        {
            return false;
        }
        match (self.words(), other.words()) {
            // As nearly all are.
            (Some(mut ours), Some(mut theirs)) => loop {
                match (ours.next(), theirs.next()) {
                    (None, None) => return true,
                    (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => {}
                    _ => return false,
                }
            },
            _ => folded(self.read_chars()).eq(folded(other.read_chars())),
        }
    }

    /// Writes the characters that [`is_same_text_as`](Self::is_same_text_as) compares.
    pub(super) fn write_folded(&self, to: &mut impl Hasher) {
        if let Some(words) = self.words() {
            for (index, word) in words.enumerate() {
                if index > 0 {
                    to.write_u8(b' ');
                }
                word.iter().for_each(|octet| to.write_u8(octet.to_ascii_lowercase()));
            }
        } else {
            for char in folded(self.read_chars()) {
                char.encode_utf8(&mut [0; 4]).bytes().for_each(|octet| to.write_u8(octet));
            }
        }
    }

    /// The letter or digit of ASCII at the beginning, without case. No later character is mapped into its place.
    fn first_letter(&self) -> Option<u8> {
        let first = self.0.content.first().filter(|octet| octet.is_ascii_alphanumeric());
        first.filter(|_| !matches!(self.0.tag, BMP | UNIVERSAL)).map(u8::to_ascii_lowercase)
    }

    /// The words between blanks, if the octets are characters of ASCII, none of which is mapped to nothing.
    fn words(&self) -> Option<impl Iterator<Item = &'a [u8]> + use<'a>> {
        let content = self.0.content;
        let is_plain = !matches!(self.0.tag, BMP | UNIVERSAL)
            && content.iter().all(|octet| matches!(octet, b'\t'..=b'\r' | b' '..=b'~'));
        let words = content.split(|octet| matches!(octet, b'\t'..=b'\r' | b' '));
        is_plain.then(|| words.filter(|word| !word.is_empty()))
    }

    /// The characters, or an error for octets that are none. Certificates with a TeletexString mean Latin-1 by it.
    pub(super) fn chars(self) -> Chars<'a> {
        Chars { tag: self.0.tag, rest: self.0.content }
    }

    /// The characters. An octet that is none is U+FFFD, which is in no name that was read.
    pub(super) fn read_chars(self) -> impl Iterator<Item = char> + Clone + use<'a> {
        self.chars().map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

#[derive(Clone)]
pub(super) struct Chars<'a> {
    tag: u8,
    rest: &'a [u8],
}

impl<'a> Iterator for Chars<'a> {
    type Item = Result<char, &'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = *self.rest.first()?;
        let (char, size) = match (self.tag, self.rest) {
            (BMP, &[a, b, c, d, ..]) if matches!(a, 0xd8..=0xdb) => {
                let pair = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
                match char::decode_utf16(pair).next() {
                    Some(Ok(char)) => (Some(char), 4),
                    _ => (None, 2),
                }
            }
            (BMP, &[a, b, ..]) => (char::from_u32(u32::from_be_bytes([0, 0, a, b])), 2),
            (UNIVERSAL, &[a, b, c, d, ..]) => (char::from_u32(u32::from_be_bytes([a, b, c, d])), 4),
            (BMP | UNIVERSAL, rest) => (None, rest.len()),
            (UTF8, rest) if first > 0x7f => {
                let chunk = rest.get(..4).unwrap_or(rest).utf8_chunks().next();
                let char = chunk.and_then(|chunk| chunk.valid().chars().next());
                char.map_or((None, 1), |char| (Some(char), char.len_utf8()))
            }
            (NUMERIC | PRINTABLE | IA5 | VISIBLE, _) if first > 0x7f => (None, 1),
            _ => (Some(char::from(first)), 1),
        };
        let (octets, rest) = self.rest.split_at_checked(size)?;
        self.rest = rest;
        Some(char.ok_or(octets))
    }
}

/// The characters without case, without those that are mapped to nothing, and without blanks at the ends. Several blanks are
/// one.
fn folded(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    // requirement: RFC 5280 §7.1 six-steps
    // requirement: RFC 5280 §7.1 space-compression
    let (mut blank, mut begun) = (false, false);
    let each = chars.filter(|char| !is_nothing(*char)).flat_map(without_case).flat_map(move |char| {
        if char.is_whitespace() {
            blank = true;
            return [None, None];
        }
        let gap = (core::mem::take(&mut blank) && begun).then_some(' ');
        begun = true;
        [gap, Some(char)]
    });
    each.flatten()
}

/// The character by full case folding (Unicode, CaseFolding.txt, statuses C and F), except a few that it folds to capitals.
fn without_case(char: char) -> impl Iterator<Item = char> {
    // requirement: RFC 5280 §7.1 case-folding
    // The dotless i and another letter have the same capital.
    let (as_is, folded) = if char == 'ı' { (Some(char), None) } else { (None, Some(char)) };
    let lower = |char: char| char.to_lowercase();
    as_is.into_iter().chain(folded.into_iter().flat_map(lower).flat_map(char::to_uppercase).flat_map(lower))
}

/// Whether the character is mapped to nothing ([RFC 4518 section 2.2](https://www.rfc-editor.org/rfc/rfc4518#section-2.2)).
const fn is_nothing(char: char) -> bool {
    matches!(char,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{34f}'
        | '\u{6dd}' | '\u{70f}' | '\u{1806}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}' | '\u{206a}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

pub(super) const UTF8: u8 = 0x0c;
pub(super) const NUMERIC: u8 = 0x12;
pub(super) const PRINTABLE: u8 = 0x13;
pub(super) const TELETEX: u8 = 0x14;
pub(super) const IA5: u8 = 0x16;
pub(super) const VISIBLE: u8 = 0x1a;
pub(super) const UNIVERSAL: u8 = 0x1c;
pub(super) const BMP: u8 = 0x1e;
