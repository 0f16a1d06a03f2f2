//! Base64 ([RFC 4648 section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)) in PEM.
//!
//! White space is ignored everywhere (RFC 7468 section 2). Any other character that is not base64 is damage. That section
//! recommends to ignore it, which would make a certificate that nobody wrote. RFC 4648 section 3.3 refuses it as well. The
//! padding must be there, and its unused bits must be zero, so that a content has one encoding.

/// Decodes a text that comes in pieces.
pub(super) struct Decoder {
    octets: Vec<u8>,
    /// How many octets are decoded at most.
    most: usize,
    /// The bits of the group that is not yet complete.
    bits: u32,
    /// The characters of that group, padding included.
    characters: u8,
    padding: u8,
}

/// The reason why a text is not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    NotBase64,
    TooLong,
}

impl Decoder {
    pub(super) const fn new(most: usize) -> Self {
        Self { octets: Vec::new(), most, bits: 0, characters: 0, padding: 0 }
    }

    /// Takes the next piece of the text.
    pub(super) fn push(&mut self, mut text: &[u8]) -> Result<(), Refused> {
        while let [character, rest @ ..] = text {
            // A group at a time is several times as fast.
            if let [a, b, c, d, rest @ ..] = text
                && self.characters + self.padding == 0
                && let [a, b, c, d] = [a, b, c, d].map(|character| value(*character))
                && (a | b | c | d) <= LAST
            {
                let bits = [a, b, c, d].into_iter().fold(0, with_six);
                let [_, octets @ ..] = bits.to_be_bytes();
                self.keep(&octets)?;
                text = rest;
                continue;
            }
            self.take(value(*character))?;
            text = rest;
        }
        Ok(())
    }

    fn take(&mut self, value: u8) -> Result<(), Refused> {
        match value {
            BLANK => return Ok(()),
            PADDING if self.characters >= 2 => self.padding += 1,
            0..=LAST if self.padding == 0 => {}
            _ => return Err(Refused::NotBase64),
        }
        self.bits = with_six(self.bits, value & LAST);
        self.characters += 1;
        if self.characters == 4 {
            let [_, octets @ ..] = self.bits.to_be_bytes();
            let (kept, left_over) = octets.split_at(octets.len().saturating_sub(self.padding.into()));
            if left_over.iter().any(|octet| *octet != 0) {
                return Err(Refused::NotBase64);
            }
            self.keep(kept)?;
            (self.bits, self.characters) = (0, 0);
        }
        Ok(())
    }

    fn keep(&mut self, octets: &[u8]) -> Result<(), Refused> {
        if self.octets.len() + octets.len() > self.most {
            return Err(Refused::TooLong);
        }
        self.octets.extend_from_slice(octets);
        Ok(())
    }

    /// The decoded octets, if the text may end here.
    pub(super) fn finish(self) -> Result<Vec<u8>, Refused> {
        if self.characters == 0 { Ok(self.octets) } else { Err(Refused::NotBase64) }
    }
}

/// Whether a character is ignored: the white space of RFC 7468 section 3, with line ends.
pub(super) const fn is_blank(character: u8) -> bool {
    // requirement: RFC 7468 §2 white-space
    matches!(character, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// `text` without the blanks at its beginning.
pub(super) fn trim_start(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|character| is_blank(**character)).count();
    text.get(blanks..).unwrap_or_default()
}

/// The six bits of a character.
fn value(character: u8) -> u8 {
    VALUES.get(usize::from(character)).copied().unwrap_or(OTHER)
}

/// `bits`, followed by the six of a character.
fn with_six(bits: u32, six: u8) -> u32 {
    bits << 6 | u32::from(six)
}

/// The characters in the order of their values.
pub(super) const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// The padding, whose bits are zero.
const PADDING: u8 = 0x40;
const BLANK: u8 = 0x80;
const OTHER: u8 = 0xff;
const LAST: u8 = 0x3f;

const VALUES: [u8; 256] = values();

#[expect(clippy::indexing_slicing, reason = "it is evaluated when the crate is compiled")]
const fn values() -> [u8; 256] {
    let mut values = [OTHER; 256];
    let mut character = 0;
    while character < values.len() {
        if is_blank(character as u8) {
            values[character] = BLANK;
        }
        character += 1;
    }
    let mut index = 0;
    while index < ALPHABET.len() {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values[b'=' as usize] = PADDING;
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(pieces: &[&[u8]]) -> Result<Vec<u8>, Refused> {
        let mut decoder = Decoder::new(6);
        pieces.iter().try_for_each(|piece| decoder.push(piece))?;
        decoder.finish()
    }

    /// The vectors of RFC 4648 section 10, each cut in two at every place.
    #[test]
    fn the_vectors_of_the_rfc_are_decoded_in_any_two_pieces() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, text) in vectors {
            for middle in 0..=text.len() {
                let (first, second) = text.as_bytes().split_at(middle);
                assert_eq!(decoded(&[first, second]).as_deref(), Ok(plain.as_bytes()), "{text} cut at {middle}");
                assert_eq!(decoded(&[first, b" \t\x0b\x0c\r\n", second]).as_deref(), Ok(plain.as_bytes()), "{text}");
            }
        }
    }

    #[test]
    fn no_octet_more_than_is_allowed_is_kept() {
        assert_eq!(decoded(&[b"Zm9vYmFy"]).as_deref(), Ok(&b"foobar"[..]));
        assert_eq!(decoded(&[b"Zm9vYmFyZg=="]), Err(Refused::TooLong));
        assert_eq!(decoded(&[b"Zm9v YmFy Zm9v"]), Err(Refused::TooLong));
    }

    #[test]
    fn what_is_not_base64_is_refused() {
        let refused: [(&str, &[u8]); 13] = [
            ("no padding", b"Zg"),
            ("half the padding", b"Zg="),
            ("too much padding", b"Zg==="),
            ("padding alone", b"===="),
            ("padding after one character", b"Z==="),
            ("padding after a whole group", b"Zm9v="),
            ("more after the padding", b"Zg==Zg=="),
            ("a character after half the padding", b"Zg=v"),
            ("zeros after half the padding", b"Zg=A"),
            ("bits that the padding leaves over", b"Zh=="),
            ("base64url", b"Zm-_"),
            ("a dash", b"Zm9-"),
            ("an octet that is no ASCII", b"Zm9\xe9"),
        ];
        for (what, text) in refused {
            assert_eq!(decoded(&[text]), Err(Refused::NotBase64), "{what}");
        }
    }
}
