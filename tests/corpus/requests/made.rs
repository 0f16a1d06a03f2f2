//! Requests made of any bytes: each octet of the input is one choice, and zero where the input has ended.
//!
//! What is asked for is kept beside the DER that says it, so that nobody has to read it back to know what it means.

use super::tables::{
    ATTRIBUTES, AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CHALLENGE_PASSWORD, COMMON_NAME, CONSTRAINTS,
    DISTRIBUTION_POINTS, EMAIL_ADDRESS, EXTENDED_KEY_USAGE, EXTENSION_REQUEST, EXTENSIONS, HOSTS, INHIBIT_ANY_POLICY,
    KEY_USAGE, LONG, MAILBOXES, MICROSOFT_EXTENSIONS, NAME_CONSTRAINTS, POLICIES, POLICY_CONSTRAINTS, PURPOSES,
    SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER, TEXTS, TLS_FEATURE, URIS,
};
use crate::der::{SEQUENCE, tlv};

/// The choices that are left.
pub(super) struct Choices<'a>(pub(super) &'a [u8]);

impl<'a> Choices<'a> {
    pub(super) fn octet(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.octet()) % limit
    }

    pub(super) fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// What a request asks for.
pub(super) struct Asked {
    pub(super) name: Name,
    pub(super) key: usize,
    pub(super) fault: Fault,
    pub(super) extensions: Vec<Extension>,
    attributes: Vec<u8>,
}

/// What is wrong with a request apart from its name and its extensions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    Version,
    AnotherKey,
    FlippedBit,
}

/// The name of an authority, for names that are to be the same.
pub(super) struct Issuer<'a> {
    pub(super) name: &'a [u8],
    /// The same name in other letters and another type of text.
    pub(super) varied: &'a [u8],
}

/// A distinguished name.
pub(super) struct Name {
    pub(super) der: Vec<u8>,
    pub(super) is_readable: bool,
    pub(super) is_the_issuers: bool,
    /// Whether each common name and each mailbox is a text, and no common name has control characters.
    pub(super) common_names_are_texts: bool,
    /// Whether no attribute has a value.
    pub(super) is_blank: bool,
    /// Whether OpenSSL reads it: no VisibleString, no OCTET STRING, no surrogates in a BMPString, and each emailAddress an IA5String.
    pub(super) is_usual: bool,
}

/// An extension, with what it says.
pub(super) struct Extension {
    /// The object identifier in dotted decimal; none, if it is none.
    pub(super) oid: Option<String>,
    id: Vec<u8>,
    /// How the criticality is written.
    flag: Vec<u8>,
    /// The criticality; none, if it cannot be read.
    pub(super) critical: Option<bool>,
    pub(super) value: Vec<u8>,
    pub(super) says: Says,
}

/// What the value of an extension says. `None` where it cannot be read.
pub(super) enum Says {
    Names(Vec<Alternative>),
    /// The bits of keyUsage, the first the highest of 16.
    Usage(Option<u16>),
    Purposes(Vec<&'static str>),
    Constraints(Option<(bool, Option<u32>)>),
    Identifier(Option<Vec<u8>>),
    Subtrees(Subtrees),
    /// Anything, and whether it is one element.
    Element(bool),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subtrees {
    Fit,
    Unreadable,
    Empty,
    Mask,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wrong {
    Unreadable,
    Host,
    Mailbox,
    Uri,
    Empty,
}

/// A name in subjectAltName.
pub(super) struct Alternative {
    pub(super) der: Vec<u8>,
    pub(super) wrong: Option<Wrong>,
    pub(super) host: Option<String>,
    pub(super) address: Option<Vec<u8>>,
    pub(super) is_usual: bool,
}

impl Asked {
    pub(super) fn make(choices: &mut Choices<'_>, issuer: &Issuer<'_>) -> Self {
        // RSA signs slowly, and is chosen by two octets in 256.
        let key = match choices.octet() {
            RSA.. => 3,
            octet => usize::from(octet) % 3,
        };
        let fault = match choices.octet() {
            1 => Fault::Version,
            2 => Fault::AnotherKey,
            3 => Fault::FlippedBit,
            _ => Fault::None,
        };
        let name = Name::make(choices, Some(issuer));
        let (mut extensions, mut attributes) = (Vec::new(), Vec::new());
        // Those of one value, of one attribute.
        let (mut list, mut values, mut oid) = (Vec::new(), Vec::new(), EXTENSION_REQUEST);
        for _ in 0..choices.below(8) {
            let place = choices.octet() % 8;
            if place > 4 {
                values.extend(tlv(SEQUENCE, &core::mem::take(&mut list)));
            }
            if place > 5 {
                attributes.extend(attribute(oid, &core::mem::take(&mut values)));
                oid = if place == 6 { EXTENSION_REQUEST } else { MICROSOFT_EXTENSIONS };
            }
            let extension = Extension::make(choices);
            list.extend(extension.der());
            extensions.push(extension);
        }
        if !extensions.is_empty() {
            values.extend(tlv(SEQUENCE, &list));
            attributes.extend(attribute(oid, &values));
        }
        if choices.octet() % 4 == 1 {
            attributes.extend(attribute(CHALLENGE_PASSWORD, &tlv(0x0c, b"secret")));
        }
        Self { name, key, fault, extensions, attributes }
    }

    /// Whether OpenSSL reads its names.
    pub(super) fn is_usual(&self) -> bool {
        let are_usual = |extension: &Extension| match &extension.says {
            Says::Names(names) => names.iter().all(|name| name.is_usual),
            _ => true,
        };
        self.name.is_usual && self.extensions.iter().all(are_usual)
    }

    /// The content of the part that is signed.
    pub(super) fn info(&self, public_key: &[u8]) -> Vec<u8> {
        let version = if self.fault == Fault::Version { 1 } else { 0 };
        [&[0x02, 1, version], &self.name.der[..], public_key, &tlv(0xa0, &self.attributes)].concat()
    }
}

/// The octet from which on the key is RSA.
pub(super) const RSA: u8 = 254;

impl Name {
    fn make(choices: &mut Choices<'_>, issuer: Option<&Issuer<'_>>) -> Self {
        let count = choices.octet() % 16;
        if let (Some(issuer), 8..) = (issuer, count) {
            let same = |der: &[u8]| Self {
                der: der.to_vec(),
                is_readable: true,
                is_the_issuers: true,
                common_names_are_texts: true,
                is_blank: false,
                is_usual: true,
            };
            match count {
                8 => return same(issuer.name),
                9 => return same(issuer.varied),
                10 => {
                    // One part more is another name.
                    let more = attribute_set(&[(COMMON_NAME, 0x0c, b"more")]);
                    let der = tlv(SEQUENCE, &[&content(issuer.name), &more[..]].concat());
                    return Self { is_the_issuers: false, ..same(&der) };
                }
                _ => {}
            }
        }
        let mut name = Self {
            der: vec![],
            is_readable: true,
            is_the_issuers: false,
            common_names_are_texts: true,
            is_blank: true,
            is_usual: true,
        };
        let mut sets = Vec::new();
        for _ in 0..count % 5 {
            let mut set = Vec::new();
            let attributes = match choices.octet() {
                255 => 0,
                octet => 1 + octet % 3,
            };
            name.is_readable &= attributes > 0;
            for _ in 0..attributes {
                let kind = choices.of(&ATTRIBUTES);
                let (tag, text, is_of_its_type, is_text) = *choices.of(&TEXTS);
                name.is_readable &= is_of_its_type;
                name.common_names_are_texts &= is_text || ![COMMON_NAME, EMAIL_ADDRESS].contains(kind);
                let has_controls = tag == 0x0c && text.iter().any(u8::is_ascii_control);
                name.common_names_are_texts &= !has_controls || *kind != COMMON_NAME;
                name.is_blank &= text.is_empty();
                name.is_usual &= ![0x04, 0x1a, 0x1e].contains(&tag) && (*kind != EMAIL_ADDRESS || tag == 0x16);
                let id = if *kind == LONG { long_oid(63).1 } else { encoded(kind) };
                set.extend(tlv(SEQUENCE, &[tlv(0x06, &id), tlv(tag, text)].concat()));
            }
            sets.extend(tlv(0x31, &set));
        }
        name.der = tlv(SEQUENCE, &sets);
        name
    }

    pub(super) fn is_empty(&self) -> bool {
        self.der == [SEQUENCE, 0]
    }
}

impl Extension {
    fn make(choices: &mut Choices<'_>) -> Self {
        let kind = choices.below(EXTENSIONS.len() + 4);
        let critical = match choices.octet() % 32 {
            1..=8 => Some(vec![0x01, 1, 0xff]),
            9 => Some(vec![0x01, 1, 0]),
            10 => Some(vec![0x01, 1, 1]),
            _ => None,
        };
        let is_critical = match critical.as_deref() {
            None | Some([_, _, 0]) => Some(false),
            Some([_, _, 0xff]) => Some(true),
            _ => None,
        };
        let (oid, id) = match kind.checked_sub(EXTENSIONS.len()) {
            None => (Some(EXTENSIONS[kind].to_owned()), encoded(EXTENSIONS[kind])),
            Some(0) => (Some(long_oid(63).0), long_oid(63).1),
            Some(1) => (None, long_oid(64).1),
            Some(2) => (None, vec![0x2a, 0x80, 1]),
            Some(_) => {
                let arc = choices.octet();
                (Some(format!("1.3.6.1.4.1.{arc}")), encoded(&format!("1.3.6.1.4.1.{arc}")))
            }
        };
        let (value, says) = Says::make(choices, oid.as_deref().unwrap_or_default());
        Self { oid, id, flag: critical.unwrap_or_default(), critical: is_critical, value, says }
    }

    fn der(&self) -> Vec<u8> {
        tlv(SEQUENCE, &[tlv(0x06, &self.id), self.flag.clone(), tlv(0x04, &self.value)].concat())
    }

    /// The extension as a certificate has it.
    pub(super) fn minted(&self, critical: bool) -> Vec<u8> {
        minted_extension(self.oid.as_deref().expect("an object identifier"), critical, &self.value)
    }
}

/// An extension in DER.
pub(super) fn minted_extension(oid: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[0x01, 1, 0xff] } else { &[] };
    tlv(SEQUENCE, &[&tlv(0x06, &encoded(oid)), flag, &tlv(0x04, value)].concat())
}

impl Says {
    fn make(choices: &mut Choices<'_>, oid: &str) -> (Vec<u8>, Self) {
        match oid {
            SUBJECT_ALT_NAME => {
                let names: Vec<_> = (0..choices.below(6)).map(|_| Alternative::make(choices)).collect();
                let content: Vec<u8> = names.iter().flat_map(|name| name.der.clone()).collect();
                (tlv(SEQUENCE, &content), Self::Names(names))
            }
            KEY_USAGE => {
                let bits = u16::from_be_bytes([choices.octet(), choices.octet() & 0x80]);
                let [first, second] = bits.to_be_bytes();
                let unused = (bits.trailing_zeros() % 8) as u8;
                let (content, read) = match choices.octet() % 16 {
                    1 => (vec![0], Some(0)),
                    2 => (vec![7, 0], Some(0)),
                    // Zeros at the end, which DER leaves out.
                    3 => (vec![0, first, second], Some(bits)),
                    // An unused bit that is set, eight unused bits, three octets, none.
                    4 => (vec![7, first | 1], None),
                    5 => (vec![8, first], None),
                    6 => (vec![0, first, second, 1], None),
                    7 => (vec![], None),
                    _ if bits == 0 => (vec![0], Some(0)),
                    _ if second == 0 => (vec![unused, first], Some(bits)),
                    _ => (vec![unused, first, second], Some(bits)),
                };
                (tlv(0x03, &content), Self::Usage(read))
            }
            EXTENDED_KEY_USAGE => {
                let purposes: Vec<_> = (0..choices.below(5)).map(|_| *choices.of(&PURPOSES)).collect();
                let content: Vec<u8> = purposes.iter().flat_map(|oid| tlv(0x06, &encoded(oid))).collect();
                (tlv(SEQUENCE, &content), Self::Purposes(purposes))
            }
            BASIC_CONSTRAINTS => {
                let (content, read) = *choices.of(&CONSTRAINTS);
                (tlv(SEQUENCE, content), Self::Constraints(read))
            }
            SUBJECT_KEY_IDENTIFIER => match choices.octet() % 16 {
                1 => (tlv(0x04, &[]), Self::Identifier(None)),
                2 => (tlv(0x03, &[0, 1]), Self::Identifier(None)),
                3 => (vec![0x04, 1, 1, 0x05, 0], Self::Identifier(None)),
                length => (
                    tlv(0x04, &vec![7; 4 + usize::from(length)]),
                    Self::Identifier(Some(vec![7; 4 + usize::from(length)])),
                ),
            },
            NAME_CONSTRAINTS => {
                let address = |mask: [u8; 4]| [&[10, 0, 0, 0], &mask[..]].concat();
                let tree = |tag, octets: &[u8]| tlv(SEQUENCE, &tlv(0xa0, &tlv(SEQUENCE, &tlv(tag, octets))));
                match choices.octet() % 8 {
                    1 => (tree(0x87, &address([255, 0, 0, 0])), Self::Subtrees(Subtrees::Fit)),
                    2 => (tlv(SEQUENCE, &[]), Self::Subtrees(Subtrees::Empty)),
                    3 => (tlv(SEQUENCE, &tlv(0xa1, &[])), Self::Subtrees(Subtrees::Empty)),
                    4 => (tree(0x87, &address([255, 0, 255, 0])), Self::Subtrees(Subtrees::Mask)),
                    5 => (tree(0x87, &[10, 0, 0]), Self::Subtrees(Subtrees::Unreadable)),
                    6 => (tree(0x89, b"x"), Self::Subtrees(Subtrees::Unreadable)),
                    _ => (tree(0x82, b"internal"), Self::Subtrees(Subtrees::Fit)),
                }
            }
            _ => {
                let fit: Vec<u8> = match oid {
                    POLICIES => tlv(SEQUENCE, &tlv(SEQUENCE, &tlv(0x06, &encoded("1.2.3.4")))),
                    POLICY_CONSTRAINTS => tlv(SEQUENCE, &[0x80, 1, 0]),
                    INHIBIT_ANY_POLICY => vec![0x02, 1, 0],
                    TLS_FEATURE => tlv(SEQUENCE, &[0x02, 1, 5]),
                    DISTRIBUTION_POINTS => {
                        tlv(SEQUENCE, &tlv(SEQUENCE, &tlv(0xa0, &tlv(0xa0, &tlv(0x86, b"http://a.example/crl")))))
                    }
                    AUTHORITY_KEY_IDENTIFIER => tlv(SEQUENCE, &tlv(0x80, &[1, 2, 3])),
                    _ => tlv(0x0c, &vec![b'x'; usize::from(choices.octet())]),
                };
                match choices.octet() % 16 {
                    1 => (vec![], Self::Element(false)),
                    2 => ([&fit[..], &[0x05, 0]].concat(), Self::Element(false)),
                    3 => (fit[..fit.len() - 1].to_vec(), Self::Element(false)),
                    _ => (fit, Self::Element(true)),
                }
            }
        }
    }
}

impl Alternative {
    fn make(choices: &mut Choices<'_>) -> Self {
        let plain = |der, wrong| Self { der, wrong, host: None, address: None, is_usual: true };
        match choices.octet() % 16 {
            0..=4 => {
                let (host, wrong) = *choices.of(&HOSTS);
                let host = host.replace('#', &"a".repeat(60));
                Self { der: tlv(0x82, host.as_bytes()), wrong, host: Some(host), address: None, is_usual: true }
            }
            5 => {
                let (mailbox, wrong) = *choices.of(&MAILBOXES);
                plain(tlv(0x81, mailbox), wrong)
            }
            6 => {
                let (uri, wrong) = *choices.of(&URIS);
                plain(tlv(0x86, uri), wrong)
            }
            7..=9 => {
                let (length, wrong) = *choices.of(&[
                    (4, None),
                    (16, None),
                    (0, Some(Wrong::Unreadable)),
                    (5, Some(Wrong::Unreadable)),
                    (8, Some(Wrong::Unreadable)),
                ]);
                let address = vec![choices.octet(); length];
                Self { der: tlv(0x87, &address), wrong, host: None, address: Some(address), is_usual: true }
            }
            10 | 11 => {
                let name = Name::make(choices, None);
                let wrong = match () {
                    () if !name.is_readable => Some(Wrong::Unreadable),
                    () if name.is_empty() => Some(Wrong::Empty),
                    () => None,
                };
                Self { is_usual: name.is_usual, ..plain(tlv(0xa4, &name.der), wrong) }
            }
            12 => {
                let ids: [(&[u8], _); 3] =
                    [(&[0x2a, 3, 4], None), (&[], Some(Wrong::Unreadable)), (&[0x80, 1], Some(Wrong::Unreadable))];
                let (id, wrong) = *choices.of(&ids);
                plain(tlv(0x88, id), wrong)
            }
            13 => {
                let kind = tlv(0x06, &encoded("1.3.6.1.5.5.7.8.7"));
                let value = tlv(0xa0, &tlv(0x16, b"_x.internal"));
                let (content, wrong) = match choices.octet() % 8 {
                    1 => ([kind, vec![0xa0, 0]].concat(), Some(Wrong::Empty)),
                    2 => (kind, Some(Wrong::Unreadable)),
                    3 => ([kind, value, vec![0x05, 0]].concat(), Some(Wrong::Unreadable)),
                    4 => ([kind, tlv(0xa0, &[0x05, 0, 0x05, 0])].concat(), Some(Wrong::Unreadable)),
                    5 => ([kind, tlv(0xa0, &[0x05, 1])].concat(), Some(Wrong::Unreadable)),
                    _ => ([kind, value].concat(), None),
                };
                plain(tlv(0xa0, &content), wrong)
            }
            14 => match choices.octet() % 4 {
                0 => plain(tlv(0xa5, &tlv(0xa1, &tlv(0x0c, b"party"))), None),
                1 => plain(tlv(0xa3, &tlv(SEQUENCE, &[])), None),
                2 => plain(tlv(0x89, b"x"), Some(Wrong::Unreadable)),
                _ => plain(tlv(0x83, b"x"), Some(Wrong::Unreadable)),
            },
            _ => {
                let (host, wrong) = (b"caf\xe9.internal", Some(Wrong::Unreadable));
                plain(tlv(0x82, host), wrong)
            }
        }
    }
}

fn attribute(oid: &str, values: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, &encoded(oid)), tlv(0x31, values)].concat())
}

/// A set of attributes: type, identifier octet and text of each.
pub(super) fn attribute_set(attributes: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let one =
        |(oid, tag, text): &(&str, u8, &[u8])| tlv(SEQUENCE, &[tlv(0x06, &encoded(oid)), tlv(*tag, text)].concat());
    tlv(0x31, &attributes.iter().flat_map(one).collect::<Vec<_>>())
}

fn content(element: &[u8]) -> Vec<u8> {
    crate::der::children(element).concat()
}

/// The content of an object identifier that is given in dotted decimal.
pub(super) fn encoded(oid: &str) -> Vec<u8> {
    let mut arcs = oid.split('.').map(|arc| arc.parse::<u128>().expect("a number"));
    let (first, second) = (arcs.next().expect("an arc"), arcs.next().expect("a second arc"));
    let mut octets = Vec::new();
    for arc in core::iter::once(40 * first + second).chain(arcs) {
        let start = octets.len();
        octets.push((arc & 0x7f) as u8);
        let mut rest = arc >> 7;
        while rest > 0 {
            octets.insert(start, 0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
    }
    octets
}

/// An object identifier with so many octets of content.
fn long_oid(octets: usize) -> (String, Vec<u8>) {
    let oid = format!("1.2{}", ".1".repeat(octets - 1));
    (oid.clone(), encoded(&oid))
}
