//! Names that are safe to print.

use core::{
    fmt::{self, Write as _},
    hash::{Hash, Hasher},
    net::IpAddr,
};

use x509_parser::{
    asn1_rs::{Any, FromDer, Oid, Tag},
    extensions::GeneralName,
    objects::{oid_registry, oid2abbrev},
    x509::AttributeTypeAndValue,
};

use crate::{
    der::{Element, ReadError, Reader, Tlv},
    print::{Hex, write_escaped},
};

/// The name of a subject or an issuer.
///
/// It prints its attributes in the order in which they are written, `C=FR, O=Example, CN=leaf`. Characters that could
/// drive a terminal or be taken for punctuation are escaped: control characters, white space but for U+0020, combining
/// marks that are no letters, and characters that are invisible or change the direction of the text (Unicode's
/// Default_Ignorable_Code_Point), as `\u{1b}` or `\n`; `,`, `+`, `"`, `\`, `<`, `>` and `;` with a backslash; bytes that are
/// no text as `\xff`. A value that is not a string, or cannot be read, prints as `#` and its DER in hexadecimal.
///
/// Two names are equal when their DER is.
///
/// # Examples
///
/// ```
/// use notafter::inspect::Inspection;
///
/// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
/// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
/// let inspection = Inspection::of_der(der)?;
/// assert_eq!(inspection.subject().to_string(), "CN=leaf");
/// assert_eq!(inspection.subject().common_name(), Some("leaf"));
/// assert!(inspection.issuer().is_empty());
/// assert_eq!(inspection.issuer().as_der(), b"\x30\x00");
/// # Ok::<(), notafter::inspect::InspectError>(())
/// ```
#[derive(Clone)]
pub struct Name {
    der: Box<[u8]>,
    text: String,
    common_name: Option<String>,
}

impl Name {
    /// Reads the Name `name`; the first error, where a part of it cannot be read.
    pub(super) fn read(element: Element, name: &Tlv<'_>) -> (Self, Option<ReadError>) {
        let mut read = Self { der: name.whole.into(), text: String::new(), common_name: None };
        let mut attributes = name.reader();
        let error = read.push_attributes(element, &mut attributes).err();
        (read, error)
    }

    /// The name that stands for one that cannot be read.
    pub(super) fn unreadable() -> Self {
        Self { der: Box::default(), text: String::from("(unreadable)"), common_name: None }
    }

    /// The name as DER, its header included; no octets, where the name cannot be read.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let inspection = Inspection::of_der(der)?;
    /// assert_eq!(inspection.issuer().as_der(), b"\x30\x00");
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Whether the name has no attributes, as the subject of a certificate whose names are all in an extension
    /// (RFC 5280 section 4.1.2.6).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let inspection = Inspection::of_der(der)?;
    /// assert!(inspection.issuer().is_empty() && !inspection.subject().is_empty());
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The last common name, escaped as the whole is.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let inspection = Inspection::of_der(der)?;
    /// assert_eq!(inspection.subject().common_name(), Some("leaf"));
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// The DER, where it tells one from another: not that of the empty name, and none where the name cannot be read.
    pub(super) fn identity(&self) -> Option<&[u8]> {
        (!self.is_empty() && !self.der.is_empty()).then_some(self.as_der())
    }

    fn push_attributes(&mut self, element: Element, sets: &mut Reader<'_>) -> Result<(), ReadError> {
        while sets.peek().is_some() {
            let mut set = sets.next(element)?.reader();
            let mut separator = ", ";
            while set.peek().is_some() {
                let attribute = set.next(element)?;
                if !self.text.is_empty() {
                    self.text.push_str(separator);
                }
                separator = " + ";
                self.push_attribute(&attribute);
            }
        }
        Ok(())
    }

    fn push_attribute(&mut self, attribute: &Tlv<'_>) {
        let Ok((_, read)) = AttributeTypeAndValue::from_der(attribute.whole) else {
            push_hex(&mut self.text, attribute.whole);
            return;
        };
        let oid = read.attr_type();
        let label = oid2abbrev(oid, oid_registry()).map_or_else(|_| oid.to_id_string(), str::to_owned);
        let value = value_text(read.attr_value());
        self.text.push_str(&label);
        self.text.push('=');
        self.text.push_str(&value);
        if *oid == COMMON_NAME {
            self.common_name = Some(value);
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.der.hash(state);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({})", self.text)
    }
}

/// A subject alternative name as text, where it has one, escaped as in a [`Name`].
pub(super) fn general_name(name: &GeneralName<'_>) -> Option<String> {
    let mut text = String::new();
    match name {
        GeneralName::DNSName(name) | GeneralName::RFC822Name(name) | GeneralName::URI(name) => {
            push_escaped(&mut text, name.chars());
        }
        GeneralName::IPAddress(octets) => text = address(octets)?.to_string(),
        _ => return None,
    }
    Some(text)
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let v4 = || <[u8; 4]>::try_from(octets).map(IpAddr::from);
    v4().or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

fn value_text(value: &Any<'_>) -> String {
    let mut text = String::new();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            for chunk in value.data.utf8_chunks() {
                push_escaped(&mut text, chunk.valid().chars());
                push_bytes(&mut text, chunk.invalid());
            }
        }
        // Certificates that have a TeletexString mean Latin-1 by it.
        Tag::T61String => push_escaped(&mut text, value.data.iter().copied().map(char::from)),
        Tag::BmpString => {
            let (units, rest) = value.data.as_chunks();
            let chars = char::decode_utf16(units.iter().copied().map(u16::from_be_bytes));
            push_escaped(&mut text, chars.map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)));
            push_bytes(&mut text, rest);
        }
        Tag::UniversalString => {
            let (units, rest) = value.data.as_chunks();
            let chars = units.iter().copied().map(u32::from_be_bytes);
            push_escaped(&mut text, chars.map(|read| char::from_u32(read).unwrap_or(char::REPLACEMENT_CHARACTER)));
            push_bytes(&mut text, rest);
        }
        _ => push_hex(&mut text, value.data),
    }
    text
}

fn push_escaped(text: &mut String, chars: impl Iterator<Item = char>) {
    for char in chars {
        match char {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => text.extend(['\\', char]),
            // Writing to a string does not fail.
            _ => drop(write_escaped(text, char)),
        }
    }
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "\\x{byte:02x}");
    }
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    let _ = write!(text, "#{}", Hex(bytes));
}

const COMMON_NAME: Oid<'static> = x509_parser::oid_registry::OID_X509_COMMON_NAME;
