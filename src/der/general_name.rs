//! Alternative names, and the names in constraints ([RFC 5280 section 4.2.1.6]).
//!
//! [RFC 5280 section 4.2.1.6]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6

use core::{
    fmt::{self, Write as _},
    net::IpAddr,
};

use super::{ContentFault, Element, Name, OBJECT_IDENTIFIER, Oid, ReadError, Reader, Tlv};
use crate::print::{Cut, write_escaped};

/// A name of a subject beside its distinguished name: a host, an address, a mailbox, and others.
///
/// It prints as `DNS:db.internal`, `IP:10.0.0.1` and so on, up to 120 characters, with escapes as in a [`Name`].
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "__backend")] {
/// use notafter::mint::{CertificationRequest, GeneralName, rcgen::{CertificateParams, KeyPair}};
///
/// let params = CertificateParams::new(["db.internal".to_owned(), "10.0.0.1".to_owned()])?;
/// let request =
///     CertificationRequest::from_der(params.serialize_request(&KeyPair::generate()?)?.der())?;
/// let names: Vec<_> = request.alternative_names().map(|name| name.to_string()).collect();
/// assert_eq!(names, ["DNS:db.internal", "IP:10.0.0.1"]);
/// assert_eq!(request.alternative_names().next(), Some(GeneralName::DnsName("db.internal")));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// A host name.
    DnsName(&'a str),
    /// The address of a host.
    IpAddress(IpAddr),
    /// A mailbox.
    Rfc822Name(&'a str),
    /// A URI, such as a SPIFFE ID.
    Uri(&'a str),
    /// A name in a directory.
    DirectoryName(Name<'a>),
    /// A registered object identifier.
    RegisteredId(Oid),
    /// A name of a type of its own, such as an SRVName ([RFC 4985](https://www.rfc-editor.org/rfc/rfc4985)).
    #[non_exhaustive]
    OtherName {
        /// The type of the name.
        type_id: Oid,
        /// The name in DER.
        value: &'a [u8],
    },
    /// An X.400 address (`0xa3`) or an EDI party (`0xa5`), which nobody reads.
    #[non_exhaustive]
    Other {
        /// The identifier octet.
        tag: u8,
        /// The content.
        content: &'a [u8],
    },
}

impl<'a> GeneralName<'a> {
    pub(crate) fn read(name: &Tlv<'a>) -> Result<Self, ReadError> {
        let refuse = |fault| name.refuse(Element::GeneralName, fault);
        // IA5String is ASCII.
        let text = || {
            let text = core::str::from_utf8(name.content).ok().filter(|text| text.is_ascii());
            text.ok_or_else(|| refuse(ContentFault::Text))
        };
        let oid = |content| Oid::read(content).ok_or_else(|| refuse(ContentFault::ObjectIdentifier));
        Ok(match name.tag {
            0xa0 => {
                let mut parts = name.reader();
                let type_id = parts.tagged(Element::ObjectIdentifier, OBJECT_IDENTIFIER)?;
                let value = parts.tagged(Element::GeneralName, EXPLICIT)?;
                parts.finish(Element::GeneralName)?;
                let mut content = value.reader();
                if content.peek().is_some() {
                    content.next(Element::GeneralName)?;
                    content.finish(Element::GeneralName)?;
                }
                Self::OtherName { type_id: oid(type_id.content)?, value: value.content }
            }
            0x81 => Self::Rfc822Name(text()?),
            0x82 => Self::DnsName(text()?),
            0xa3 | 0xa5 => Self::Other { tag: name.tag, content: name.content },
            0xa4 => {
                let mut directory = name.reader();
                let read = Name::read(Element::GeneralName, directory.sequence(Element::GeneralName)?)?;
                directory.finish(Element::GeneralName)?;
                Self::DirectoryName(read)
            }
            0x86 => Self::Uri(text()?),
            0x87 => match *name.content {
                [a, b, c, d] => Self::IpAddress([a, b, c, d].into()),
                _ => match <[u8; 16]>::try_from(name.content) {
                    Ok(octets) => Self::IpAddress(octets.into()),
                    Err(_) => return Err(refuse(ContentFault::Address)),
                },
            },
            0x88 => Self::RegisteredId(oid(name.content)?),
            found => {
                return Err(ReadError::UnexpectedTag { element: Element::GeneralName, offset: name.offset, found });
            }
        })
    }
}

/// Reads the names of a list, one after another.
pub(crate) fn general_names(mut list: Reader<'_>) -> impl Iterator<Item = Result<GeneralName<'_>, ReadError>> {
    core::iter::from_fn(move || {
        list.peek()?;
        Some(list.next(Element::GeneralName).and_then(|name| GeneralName::read(&name)))
    })
}

impl fmt::Display for GeneralName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |f: &mut fmt::Formatter<'_>, label: &str, text: &str| {
            f.write_str(label)?;
            Cut::print(f, 120, |f| text.chars().try_for_each(|char| write_escaped(f, char)))
        };
        match *self {
            Self::DnsName(name) => text(f, "DNS:", name),
            Self::Rfc822Name(name) => text(f, "email:", name),
            Self::Uri(name) => text(f, "URI:", name),
            Self::IpAddress(address) => write!(f, "IP:{address}"),
            Self::DirectoryName(name) => write!(f, "dirName:{name}"),
            Self::RegisteredId(oid) => write!(f, "RID:{oid}"),
            Self::OtherName { type_id, .. } => write!(f, "otherName:{type_id}"),
            Self::Other { tag: 0xa3, .. } => f.write_str("x400Address"),
            Self::Other { .. } => f.write_str("ediPartyName"),
        }
    }
}

impl fmt::Debug for GeneralName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GeneralName({self}")?;
        f.write_char(')')
    }
}

const EXPLICIT: u8 = 0xa0;
