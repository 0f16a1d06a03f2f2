//! Names of subjects, issuers and directories ([RFC 5280 section 4.1.2.4]).
//!
//! [RFC 5280 section 4.1.2.4]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.4

use core::{
    fmt::{self, Write as _},
    hash::{BuildHasher, Hasher},
};

use super::{
    ContentFault, Element, ReadError, Reader, SEQUENCE, SET, Tlv,
    extension::identifier,
    oid::{Oid, id},
    text::Text,
};
use crate::print::{Cut, Hex, write_escaped};

/// A name as it is written in a certificate or a request: a list of sets of attributes.
///
/// It keeps its octets, and has 256 attributes at most. It prints as `C=FR, O=Example + OU=Sales`, up to 120 characters.
/// Characters that could drive a terminal or hide are escaped.
///
/// # Examples
///
/// ```
/// use notafter::mint::Name;
///
/// let name = Name::from_der(b"\x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf")?;
/// assert_eq!(name.to_string(), "CN=leaf");
/// // Names are the same in any case, with any blanks, and in any type of text.
/// let other = Name::from_der(b"\x30\x10\x31\x0e\x30\x0c\x06\x03U\x04\x03\x13\x05 LEAF")?;
/// assert!(name != other && name.is_same_as(&other));
/// # Ok::<(), notafter::ReadError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Name<'a>(Tlv<'a>);

impl<'a> Name<'a> {
    /// The most attributes that a name may have.
    pub const MAX_ATTRIBUTES: usize = 256;
    /// The most attributes that one set of a name may have.
    pub const MAX_IN_SET: usize = 16;

    #[cfg(feature = "mint")]
    pub(crate) const EMPTY: Name<'static> = Name(Tlv { tag: SEQUENCE, content: &[], whole: &[SEQUENCE, 0], offset: 0 });

    /// Reads a name in DER.
    ///
    /// # Errors
    ///
    /// [`ReadError`]: the bytes are not a name, an attribute has no type or a text that is not of its type, or there are too many.
    pub fn from_der(der: &'a [u8]) -> Result<Self, ReadError> {
        Self::read(Element::Subject, Tlv::of(Element::Subject, SEQUENCE, der)?)
    }

    /// The name with the same octets as one that was read.
    pub(crate) const fn of_known(name: Tlv<'a>) -> Self {
        Self(name)
    }

    pub(crate) fn read(element: Element, name: Tlv<'a>) -> Result<Self, ReadError> {
        let (mut sets, mut count) = (name.reader(), 0);
        while sets.peek().is_some() {
            let set = sets.tagged(Element::RelativeDistinguishedName, SET)?;
            let mut attributes = set.reader();
            if attributes.peek().is_none() {
                return Err(set.refuse(Element::RelativeDistinguishedName, ContentFault::Empty));
            }
            let before = count;
            while let Some(attribute) = Attribute::next(&mut attributes).transpose()? {
                if !attribute.value.is_well_formed() {
                    return Err(attribute.value.0.refuse(Element::AttributeValue, ContentFault::Text));
                }
                count += 1;
                if count - before > Self::MAX_IN_SET {
                    let fault = ContentFault::TooMany { limit: Self::MAX_IN_SET };
                    return Err(set.refuse(Element::RelativeDistinguishedName, fault));
                }
                if count > Self::MAX_ATTRIBUTES {
                    return Err(name.refuse(element, ContentFault::TooMany { limit: Self::MAX_ATTRIBUTES }));
                }
            }
        }
        Ok(Self(name))
    }

    /// The name in DER, its header included.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.0.whole
    }

    /// Whether the name has no attributes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.content.is_empty()
    }

    /// The attributes in their order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.sets().flatten()
    }

    /// Whether the two are the same name as [RFC 5280 section 7.1] compares them.
    ///
    /// The sets must be in the same order. The attributes of a set may be in any order. Two texts are the same whatever their
    /// case and their type. Blanks at the ends do not count, and several blanks are one.
    ///
    /// Two steps of [RFC 4518] prepare a text: the characters of section 2.2 become nothing or a blank, and case is folded.
    /// Case folding follows the Unicode version of Rust's standard library. These steps are not done:
    ///
    /// - normalisation (section 2.3, NFKC): `é` as one character differs from `e` with a combining accent, and `Ａ` (U+FF21)
    ///   differs from `A`;
    /// - the prohibitions and checks of sections 2.4 and 2.5: such a text is compared like any other;
    /// - the exception for a blank before a combining mark (section 2.6.1): it is a blank like any other.
    ///
    /// [RFC 5280 section 7.1]: https://www.rfc-editor.org/rfc/rfc5280#section-7.1
    /// [RFC 4518]: https://www.rfc-editor.org/rfc/rfc4518
    #[must_use]
    pub fn is_same_as(&self, other: &Name<'_>) -> bool {
        #[cfg(test)]
        crate::work::done(1);
        self.as_der() == other.as_der() || (self.begins_as(other) && other.sets().count() == self.sets().count())
    }

    /// A digest that is equal for names that are the [same](Self::is_same_as).
    #[cfg_attr(not(any(feature = "inspect", test)), expect(dead_code, reason = "inspection alone has many names"))]
    pub(crate) fn digest(&self, digests: &impl BuildHasher) -> u64 {
        let mut all = digests.build_hasher();
        for set in self.sets() {
            // In whatever order its attributes are written, and each once.
            let (mut each, mut len) = ([0; Self::MAX_IN_SET], 0);
            for (slot, attribute) in each.iter_mut().zip(set) {
                *slot = attribute.digest(digests);
                len += 1;
            }
            let each = each.get_mut(..len).unwrap_or_default();
            each.sort_unstable();
            let mut before = None;
            for digest in each {
                if before.replace(*digest) != Some(*digest) {
                    all.write_u64(*digest);
                }
            }
            all.write_u8(0);
        }
        all.finish()
    }

    /// Prints all of the name, even if it could not be read. An element that is no attribute prints as `#` and its octets in
    /// hexadecimal.
    pub(crate) fn print(&self, to: &mut dyn fmt::Write) -> fmt::Result {
        let (mut sets, mut separator) = (self.0.reader(), "");
        while let Ok(set) = sets.next(Element::RelativeDistinguishedName) {
            let mut attributes = set.reader();
            while let Ok(element) = attributes.next(Element::AttributeTypeAndValue) {
                to.write_str(separator)?;
                match Attribute::of(&element) {
                    Ok(attribute) => attribute.print(to)?,
                    Err(_) => write!(to, "#{}", Hex(element.whole))?,
                }
                separator = " + ";
            }
            if !separator.is_empty() {
                separator = ", ";
            }
        }
        Ok(())
    }

    /// Whether the first sets of the two are the same, as far as `other` goes.
    pub(crate) fn begins_as(&self, other: &Name<'_>) -> bool {
        let mut sets = self.sets();
        other.sets().all(|theirs| sets.next().is_some_and(|ours| ours.is_same_as(&theirs)))
    }

    fn sets(&self) -> impl Iterator<Item = Set<'a>> + use<'a> {
        let mut sets = self.0.reader();
        core::iter::from_fn(move || {
            sets.tagged(Element::RelativeDistinguishedName, SET).ok().map(|set| Set(set.reader()))
        })
    }
}

/// Compares the octets. [`is_same_as`](Self::is_same_as) compares the meaning.
impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_der() == other.as_der()
    }
}

impl Eq for Name<'_> {}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Cut::print(f, 120, |f| self.print(f))
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

#[derive(Clone)]
struct Set<'a>(Reader<'a>);

impl Set<'_> {
    fn is_same_as(&self, other: &Set<'_>) -> bool {
        let (mut ours, mut theirs) = (self.clone(), other.clone());
        match (ours.next(), ours.next(), theirs.next(), theirs.next()) {
            // As nearly all are.
            (Some(one), None, Some(other), None) => one.is_same_as(&other),
            _ => self.clone().count() == other.clone().count() && self.is_in(other) && other.is_in(self),
        }
    }

    fn is_in(&self, other: &Set<'_>) -> bool {
        self.clone().all(|one| other.clone().any(|each| each.is_same_as(&one)))
    }
}

impl<'a> Iterator for Set<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        Attribute::next(&mut self.0)?.ok()
    }
}

/// An attribute of a [`Name`]: its type and its value.
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    /// The content of an object identifier.
    id: &'a [u8],
    value: Text<'a>,
}

impl<'a> Attribute<'a> {
    #[inline]
    fn next(attributes: &mut Reader<'a>) -> Option<Result<Self, ReadError>> {
        attributes.peek()?;
        Some(attributes.next(Element::AttributeTypeAndValue).and_then(|element| Self::of(&element)))
    }

    #[inline]
    fn of(element: &Tlv<'a>) -> Result<Self, ReadError> {
        let &Tlv { tag: found, offset, .. } = element;
        if found != SEQUENCE {
            return Err(ReadError::UnexpectedTag { element: Element::AttributeTypeAndValue, offset, found });
        }
        let mut parts = element.reader();
        let id = identifier(&mut parts)?;
        let value = parts.next(Element::AttributeValue)?;
        parts.finish(Element::AttributeValue)?;
        Ok(Self { id, value: Text(value) })
    }

    /// The type of the attribute.
    #[must_use]
    pub fn oid(&self) -> Oid {
        Oid::of_identifier(self.id)
    }

    /// The characters of the value, or `None` if it is no text.
    pub fn chars(&self) -> Option<impl Iterator<Item = char> + Clone + use<'a>> {
        self.value.is_text().then(|| self.value.read_chars())
    }

    /// The type of the attribute, one of [`id`](super::id) perhaps.
    #[cfg_attr(not(feature = "inspect"), expect(dead_code, reason = "inspection alone looks for the common name"))]
    pub(crate) const fn id(&self) -> &'a [u8] {
        self.id
    }

    /// The identifier octet and the content of the value in DER.
    #[must_use]
    pub const fn value(&self) -> (u8, &'a [u8]) {
        (self.value.0.tag, self.value.0.content)
    }

    fn is_same_as(&self, other: &Attribute<'_>) -> bool {
        // requirement: RFC 5280 §7.1 domain-component
        self.id == other.id
            && (self.value() == other.value()
                || (self.value.is_text() && other.value.is_text() && self.value.is_same_text_as(&other.value)))
    }

    fn digest(&self, digests: &impl BuildHasher) -> u64 {
        let mut digest = digests.build_hasher();
        digest.write(self.id);
        match self.value.is_text() {
            true => self.value.write_folded(&mut digest),
            false => {
                digest.write_u8(self.value.0.tag);
                digest.write(self.value.0.content);
            }
        }
        digest.finish()
    }

    fn print(&self, f: &mut dyn fmt::Write) -> fmt::Result {
        match id::ATTRIBUTES.iter().find(|(id, _)| *id == self.id) {
            Some((_, label)) => write!(f, "{label}=")?,
            None => write!(f, "{}=", self.oid())?,
        }
        self.print_value(f)
    }

    pub(crate) fn print_value(&self, f: &mut dyn fmt::Write) -> fmt::Result {
        if !self.value.is_text() {
            return write!(f, "#{}", Hex(self.value.0.content));
        }
        self.value.chars().try_for_each(|read| match read {
            Ok(char @ (',' | '+' | '"' | '\\' | '<' | '>' | ';')) => write!(f, "\\{char}"),
            Ok(char) => write_escaped(f, char),
            Err(octets) => octets.iter().try_for_each(|octet| write!(f, "\\x{octet:02x}")),
        })
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attribute(")?;
        Cut::print(f, 120, |f| self.print(f))?;
        f.write_char(')')
    }
}

#[cfg(all(test, feature = "mint"))]
mod tests {
    use alloc::{
        format,
        string::{String, ToString as _},
        vec,
        vec::Vec,
    };

    use super::*;
    use crate::der::{
        OBJECT_IDENTIFIER, Writer,
        text::{BMP, IA5, PRINTABLE, TELETEX, UNIVERSAL, UTF8},
    };

    type Value<'a> = (&'a [u8], u8, &'a [u8]);

    fn name(sets: &[&[Value<'_>]]) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.nest(SEQUENCE, |name| {
            for set in sets {
                name.nest(SET, |attributes| {
                    for (oid, tag, value) in *set {
                        attributes.nest(SEQUENCE, |attribute| {
                            attribute.element(OBJECT_IDENTIFIER, oid);
                            attribute.element(*tag, value);
                        });
                    }
                });
            }
        });
        writer.into_bytes()
    }

    const CN: &[u8] = &[0x55, 4, 3];
    const OU: &[u8] = &[0x55, 4, 11];

    fn one(tag: u8, value: &[u8]) -> Vec<u8> {
        name(&[&[(CN, tag, value)]])
    }

    #[test]
    fn a_name_prints_its_types_and_values_whatever_they_are() {
        let email = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 1];
        let cases: [(Vec<u8>, &str); 9] = [
            (one(UTF8, b"leaf"), "CN=leaf"),
            (one(BMP, b"\0L\xd8\x3d\xde\x00"), "CN=L😀"),
            (one(UNIVERSAL, b"\0\0\0L\0\0\x20\x2e"), "CN=L\\u{202e}"),
            (one(TELETEX, b"caf\xe9"), "CN=café"),
            (one(UTF8, b"a, b\x1b[2J"), "CN=a\\, b\\u{1b}[2J"),
            (one(0x04, b"\x01\xff"), "CN=#01ff"),
            (name(&[&[(email, IA5, b"a@b")]]), "emailAddress=a@b"),
            (name(&[&[(OU, UTF8, b"x"), (CN, UTF8, b"y")], &[(OU, UTF8, b"z")]]), "OU=x + CN=y, OU=z"),
            (name(&[]), ""),
        ];
        for (der, expected) in cases {
            assert_eq!(Name::from_der(&der).map(|name| name.to_string()), Ok(expected.to_owned()));
        }
        let long = one(UTF8, &[b'x'; 500_000]);
        assert_eq!(Name::from_der(&long).map(|name| name.to_string()), Ok(format!("CN={}…", "x".repeat(117))));
    }

    #[test]
    fn names_are_the_same_in_any_case_any_blanks_and_any_type_of_text() {
        let digests = std::hash::RandomState::new();
        let cases: [(&str, Vec<u8>, Vec<u8>, bool); 18] = [
            ("another first letter", one(UTF8, b"ab"), one(PRINTABLE, b"bb"), false),
            ("the sign for kelvin", one(UTF8, "\u{212a}b".as_bytes()), one(UTF8, b"KB"), true),
            ("full case folding", one(UTF8, "Straße".as_bytes()), one(PRINTABLE, b"STRASSE"), true),
            ("another letter", one(UTF8, "ı".as_bytes()), one(UTF8, b"I"), false),
            ("mapped to nothing", one(UTF8, b"a\x07b"), one(UTF8, "a\u{200d}B\u{ad}".as_bytes()), true),
            ("mapped to a blank", one(UTF8, b"a\tb"), one(UTF8, "A\u{85}\u{2009}b".as_bytes()), true),
            ("blanks alone", one(UTF8, b"  "), one(UTF8, b""), true),
            (
                "repeated in another way",
                name(&[&[(CN, UTF8, b"a"), (CN, UTF8, b"A"), (CN, UTF8, b"b")]]),
                name(&[&[(CN, UTF8, b"b"), (CN, UTF8, b"B"), (CN, UTF8, b"a")]]),
                true,
            ),
            ("case", one(UTF8, "Straße É".as_bytes()), one(UTF8, "STRAßE é".as_bytes()), true),
            ("blanks", one(UTF8, b"a  b"), one(UTF8, b"  a b "), true),
            ("types", one(BMP, b"\0A\0b"), one(TELETEX, b"aB"), true),
            ("no blank", one(UTF8, b"ab"), one(UTF8, b"a b"), false),
            ("longer", one(UTF8, b"ab"), one(UTF8, b"abc"), false),
            ("no text", one(0x04, b"a"), one(UTF8, b"a"), false),
            (
                "order of a set",
                name(&[&[(CN, UTF8, b"a"), (OU, UTF8, b"b")]]),
                name(&[&[(OU, UTF8, b"B"), (CN, UTF8, b"a")]]),
                true,
            ),
            (
                "order of sets",
                name(&[&[(CN, UTF8, b"a")], &[(OU, UTF8, b"b")]]),
                name(&[&[(OU, UTF8, b"b")], &[(CN, UTF8, b"a")]]),
                false,
            ),
            ("more sets", name(&[&[(CN, UTF8, b"a")]]), name(&[&[(CN, UTF8, b"a")], &[(OU, UTF8, b"b")]]), false),
            (
                "repeated",
                name(&[&[(CN, UTF8, b"a"), (CN, UTF8, b"a")]]),
                name(&[&[(CN, UTF8, b"a"), (CN, UTF8, b"b")]]),
                false,
            ),
        ];
        for (what, one, other, same) in cases {
            let [one, other] = [&one, &other].map(|der| Name::from_der(der).expect(what));
            assert_eq!((one.is_same_as(&other), other.is_same_as(&one)), (same, same), "{what}");
            assert_eq!(one.digest(&digests) == other.digest(&digests), same, "{what}: the digests");
        }
    }

    #[test]
    fn bytes_that_are_no_name_are_refused_with_the_part() {
        let many = vec![(CN, UTF8, b"x".as_slice()); 257];
        let cases: [(Vec<u8>, &str); 10] = [
            (one(BMP, b"\xd8\0\0a"), "attribute value at offset 11 is no text of its type"),
            (one(UNIVERSAL, b"\0\x11\0\0"), "attribute value at offset 11 is no text of its type"),
            (vec![0x31, 0], "subject at offset 0: expected SEQUENCE (0x30), found 0x31"),
            (name(&[&[]]), "relativeDistinguishedName at offset 2 is empty"),
            (one(UTF8, b"\xff"), "attribute value at offset 11 is no text of its type"),
            (one(BMP, b"abc"), "attribute value at offset 11 is no text of its type"),
            (
                name(&[&[(&[0x80], UTF8, b"x")]]),
                "object identifier at offset 6 is no object identifier of at most 63 octets",
            ),
            (name(&[&many]), "relativeDistinguishedName at offset 4 has more than 16 parts"),
            (name(&many.chunks(1).collect::<Vec<_>>()), "subject at offset 0 has more than 256 parts"),
            (vec![0x30, 2, 0x30, 0], "relativeDistinguishedName at offset 2: expected SET (0x31), found 0x30"),
        ];
        for (der, expected) in cases {
            assert_eq!(Name::from_der(&der).map_err(|error| error.to_string()), Err(String::from(expected)));
        }
        assert!(Name::from_der(&name(&many[1..].chunks(16).collect::<Vec<_>>())).is_ok(), "256 attributes");
    }
}
