//! The labels of blocks, and their form in messages.

use crate::excerpt::Excerpt;

/// The label in the boundaries of a block, such as `CERTIFICATE`.
#[derive(PartialEq, Eq)]
pub(crate) struct Label(Box<[u8]>);

impl Label {
    pub(super) fn of(octets: &[u8]) -> Self {
        Self(octets.into())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The label in the form of messages.
    ///
    /// In a damaged file a part of a key may stand in the place of a label. It ends the excerpt: no word of a label in use has
    /// as many letters and digits.
    pub(crate) fn excerpt(&self) -> Excerpt {
        let is_base64 = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=');
        let mut start = 0;
        for word in self.0.split(|octet| !is_base64(octet)) {
            if word.len() > LONGEST_WORD {
                return Excerpt::cut(&self.0, start);
            }
            start += word.len() + 1;
        }
        Excerpt::of(&self.0)
    }
}

/// The label of RFC 7468 section 5.1, and two older ones. OpenSSL also reads the second.
pub(crate) const CERTIFICATE_LABELS: [&[u8]; 3] = [b"CERTIFICATE", b"X509 CERTIFICATE", b"X.509 CERTIFICATE"];

/// `CERTIFICATION` has 13 letters.
const LONGEST_WORD: usize = 15;
