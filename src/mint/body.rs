//! What a certificate says, part by part, as it is read back.

use super::error::ExtensionFault;
use crate::{
    der::{ContentFault, Element, Extension, Head, Listed, Name, Oid, ReadError, Reader, SEQUENCE, Tlv},
    validity::Validity,
};

/// The part of a certificate that is signed.
pub(super) struct Body<'a> {
    pub(super) serial_number: &'a [u8],
    pub(super) signature: &'a [u8],
    pub(super) issuer: Name<'a>,
    pub(super) validity: Validity,
    pub(super) subject: Name<'a>,
    /// The SubjectPublicKeyInfo.
    pub(super) public_key: &'a [u8],
    pub(super) extensions: Vec<Extension<'a>>,
}

impl<'a> Body<'a> {
    pub(super) fn of_certificate(der: &'a [u8]) -> Result<Self, ReadError> {
        let head = Head::read(der)?;
        Name::read(Element::Issuer, head.issuer)?;
        Self::of_head(head)
    }

    pub(super) fn of_tbs(tbs: &'a [u8]) -> Result<Self, ReadError> {
        Self::of_head(Head::of_body(&Tlv::of(Element::TbsCertificate, SEQUENCE, tbs)?)?)
    }

    /// The issuer is compared with one that was read before, or else read by [`of_certificate`](Self::of_certificate).
    fn of_head(mut head: Head<'a>) -> Result<Self, ReadError> {
        let subject = Name::read(Element::Subject, head.rest.sequence(Element::Subject)?)?;
        let public_key = head.rest.sequence(Element::SubjectPublicKeyInfo)?.whole;
        let mut extensions = Vec::new();
        if let Some(list) = head.rest.extensions()? {
            read_extensions(list, &mut extensions)?;
            head.rest.finish(Element::Extensions)?;
        }
        Ok(Self {
            serial_number: head.serial_number.whole,
            signature: head.signature.whole,
            issuer: Name::of_known(head.issuer),
            validity: head.times()?.validity()?,
            subject,
            public_key,
            extensions,
        })
    }

    pub(super) fn find(&self, id: &[u8]) -> Option<&Extension<'a>> {
        self.extensions.iter().find(|extension| extension.id() == id)
    }

    /// What `read` makes of the extension, if there is one.
    pub(super) fn read<T>(
        &self,
        id: &[u8],
        read: impl FnOnce(&Extension<'a>) -> Result<T, ReadError>,
    ) -> Result<Option<T>, Unfit> {
        self.find(id).map(read).transpose().map_err(|reason| Unfit::unreadable(id, reason))
    }

    /// Requires that no extension stands there twice (RFC 5280 section 4.2).
    pub(super) fn refuse_repeated(&self) -> Result<(), Unfit> {
        let unfit = |extension| Err(Unfit { extension, fault: ExtensionFault::Repeated });
        repeated(&self.extensions).map_or(Ok(()), unfit)
    }
}

/// An extension that does not conform.
pub(super) struct Unfit {
    pub(super) extension: Oid,
    pub(super) fault: ExtensionFault,
}

impl Unfit {
    pub(super) fn new(id: &[u8], fault: ExtensionFault) -> Self {
        Self { extension: Oid::of_identifier(id), fault }
    }

    pub(super) fn unreadable(id: &[u8], reason: ReadError) -> Self {
        Self::new(id, ExtensionFault::Unreadable { reason: Box::new(reason) })
    }
}

/// Adds the extensions of `list` to those that are there, up to 256.
pub(super) fn read_extensions<'a>(mut list: Reader<'a>, to: &mut Vec<Extension<'a>>) -> Result<(), ReadError> {
    let all = list;
    while let Some(listed) = Listed::next(&mut list).transpose()? {
        if to.len() == MAX_EXTENSIONS {
            return Err(all.refuse(Element::Extensions, ContentFault::TooMany { limit: MAX_EXTENSIONS }));
        }
        to.push(Extension::read(listed)?);
    }
    Ok(())
}

/// The first extension that is there twice.
pub(super) fn repeated(extensions: &[Extension<'_>]) -> Option<Oid> {
    let mut rest = extensions;
    while let [first, others @ ..] = rest {
        if others.iter().any(|other| other.id() == first.id()) {
            return Some(first.oid());
        }
        rest = others;
    }
    None
}

/// Public certificates have about ten.
const MAX_EXTENSIONS: usize = 256;
