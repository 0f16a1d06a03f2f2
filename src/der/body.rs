//! A certificate as a whole: its signed part, and the contents of its extensions.

use alloc::{boxed::Box, vec::Vec};

use super::{
    BasicConstraints, Constraints, ContentFault, Element, Extension, ExtensionFault, Head, KeyUsage, Listed,
    MAX_EXTENSIONS, Name, Oid, ReadError, Reader, authority_key_identifier, id, key_identifier,
};
use crate::validity::Validity;

/// The signed part of a certificate.
pub(crate) struct Body<'a> {
    /// The content of the INTEGER.
    pub(crate) serial_number: &'a [u8],
    pub(crate) signature: &'a [u8],
    pub(crate) issuer: Name<'a>,
    pub(crate) validity: Validity,
    pub(crate) subject: Name<'a>,
    /// The SubjectPublicKeyInfo.
    pub(crate) public_key: &'a [u8],
    /// The extensions, one after another.
    pub(crate) listed: &'a [u8],
    pub(crate) extensions: Vec<Extension<'a>>,
    pub(crate) said: Said<'a>,
}

/// The contents of the extensions, each read once.
#[derive(Clone, Copy, Default)]
pub(crate) struct Said<'a> {
    pub(crate) names: Option<Extension<'a>>,
    pub(crate) constraints: Option<BasicConstraints>,
    pub(crate) usage: Option<KeyUsage>,
    pub(crate) purposes: Option<Extension<'a>>,
    pub(crate) subtrees: Option<Constraints<'a>>,
    pub(crate) key_identifier: Option<&'a [u8]>,
    pub(crate) authority_key_identifier: Option<&'a [u8]>,
}

impl<'a> Body<'a> {
    pub(crate) fn of_certificate(der: &'a [u8]) -> Result<Self, BodyFault> {
        let head = Head::read(der)?;
        Name::read(Element::Issuer, head.issuer)?;
        Self::of_head(head)
    }

    pub(crate) fn of_tbs(tbs: &'a [u8]) -> Result<Self, BodyFault> {
        Self::of_head(Head::of_tbs(tbs)?)
    }

    /// The issuer is compared with one that was read before, or else read by [`of_certificate`](Self::of_certificate).
    fn of_head(mut head: Head<'a>) -> Result<Self, BodyFault> {
        let subject = Name::read(Element::Subject, head.rest.sequence(Element::Subject)?)?;
        let public_key = head.rest.sequence(Element::SubjectPublicKeyInfo)?.whole;
        let (mut extensions, mut listed) = (Vec::with_capacity(8), &[][..]);
        if let Some(list) = head.rest.extensions()? {
            listed = list.octets();
            read_extensions(list, &mut extensions)?;
            head.rest.finish(Element::Extensions)?;
        }
        let validity = head.times()?.validity()?;
        Ok(Self {
            serial_number: head.serial_number.content,
            signature: head.signature.whole,
            issuer: Name::of_known(head.issuer),
            validity,
            subject,
            public_key,
            listed,
            said: Said::by(&extensions)?,
            extensions,
        })
    }

    pub(crate) fn is_ca(&self) -> bool {
        self.said.constraints.is_some_and(|constraints| constraints.is_ca)
    }
}

impl<'a> Said<'a> {
    /// Reads the extensions, none of which may be there twice (RFC 5280 section 4.2).
    fn by(extensions: &[Extension<'a>]) -> Result<Self, Unfit> {
        if let Some(extension) = repeated(extensions) {
            return Err(Unfit { extension, fault: ExtensionFault::Repeated });
        }
        let mut said = Self::default();
        for extension in extensions {
            let unreadable = |reason| Unfit::unreadable(extension.id(), reason);
            match extension.id() {
                id::SUBJECT_ALT_NAME => said.names = Some(*extension),
                id::BASIC_CONSTRAINTS => {
                    said.constraints = Some(BasicConstraints::read(extension).map_err(unreadable)?);
                }
                id::KEY_USAGE => said.usage = Some(KeyUsage::read(extension).map_err(unreadable)?),
                id::EXTENDED_KEY_USAGE => said.purposes = Some(*extension),
                id::NAME_CONSTRAINTS => {
                    let unfit = |fault| Unfit::new(id::NAME_CONSTRAINTS, fault);
                    said.subtrees = Some(Constraints::read(extension).map_err(unfit)?);
                }
                id::SUBJECT_KEY_IDENTIFIER => {
                    said.key_identifier = Some(key_identifier(extension).map_err(unreadable)?.content);
                }
                id::AUTHORITY_KEY_IDENTIFIER => {
                    said.authority_key_identifier = authority_key_identifier(extension).map(|read| read.content);
                }
                _ => {}
            }
        }
        Ok(said)
    }
}

/// The reason why a body cannot be used.
pub(crate) enum BodyFault {
    Read(ReadError),
    Unfit(Unfit),
}

impl From<ReadError> for BodyFault {
    fn from(reason: ReadError) -> Self {
        Self::Read(reason)
    }
}

impl From<Unfit> for BodyFault {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

/// An extension that does not conform.
pub(crate) struct Unfit {
    pub(crate) extension: Oid,
    pub(crate) fault: ExtensionFault,
}

impl Unfit {
    pub(crate) fn new(id: &[u8], fault: ExtensionFault) -> Self {
        Self { extension: Oid::of_identifier(id), fault }
    }

    pub(crate) fn unreadable(id: &[u8], reason: ReadError) -> Self {
        Self::new(id, ExtensionFault::Unreadable { reason: Box::new(reason) })
    }
}

/// Adds the extensions of `list` to those that are there, up to 256.
pub(crate) fn read_extensions<'a>(mut list: Reader<'a>, to: &mut Vec<Extension<'a>>) -> Result<(), ReadError> {
    let all = list;
    while let Some(listed) = Listed::next(&mut list).transpose()? {
        if to.len() == MAX_EXTENSIONS {
            return Err(all.refuse(Element::Extensions, ContentFault::TooMany { limit: MAX_EXTENSIONS }));
        }
        to.push(Extension::read(listed)?);
    }
    Ok(())
}

/// The first extension that occurs twice.
pub(crate) fn repeated(extensions: &[Extension<'_>]) -> Option<Oid> {
    let mut rest = extensions;
    while let [first, others @ ..] = rest {
        if others.iter().any(|other| other.id() == first.id()) {
            return Some(first.oid());
        }
        rest = others;
    }
    None
}
