//! A set of roots, read and checked as a whole, with the verifiers that rustls makes of it.

use std::sync::Arc;

use rustls::{
    RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject as _},
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};

use super::trust_error::{RootFault, TrustError};
use crate::{
    armour::{BYTE_ORDER_MARK, CERTIFICATE_LABELS, boundary},
    der::{BOOLEAN, Element, Head, Listed, ReadError},
    excerpt::Excerpt,
};

/// Roots that are trusted together. A set never changes: another one takes its place.
pub(super) struct Anchors {
    /// In the order in which they were given, each once.
    pub(super) roots: Vec<CertificateDer<'static>>,
    pub(super) store: Arc<RootCertStore>,
    pub(super) servers: Arc<dyn ServerCertVerifier>,
    pub(super) clients: Arc<dyn ClientCertVerifier>,
}

impl Anchors {
    pub(super) fn new(
        given: impl IntoIterator<Item = CertificateDer<'static>>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, TrustError> {
        let (mut roots, mut store) = (Vec::new(), RootCertStore::empty());
        for (index, root) in given.into_iter().enumerate() {
            let refused = |fault| TrustError::Root { position: index + 1, fault };
            if !is_anchor(&root).map_err(|reason| refused(RootFault::Read { reason }))? {
                return Err(refused(RootFault::NoAnchor));
            }
            if !roots.contains(&root) {
                store.add(root.clone()).map_err(|error| refused(RootFault::of(&error)))?;
                roots.push(root);
            }
        }
        let store = Arc::new(store);
        // Without revocation lists, a set without roots is all that the builders refuse.
        let servers = WebPkiServerVerifier::builder_with_provider(Arc::clone(&store), Arc::clone(provider))
            .build()
            .map_err(|_| TrustError::Empty)?;
        let clients = WebPkiClientVerifier::builder_with_provider(Arc::clone(&store), Arc::clone(provider))
            .build()
            .map_err(|_| TrustError::Empty)?;
        Ok(Self { roots, store, servers, clients })
    }

    /// Whether both are the same roots, in any order.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.roots.len() == other.roots.len() && self.roots.iter().all(|root| other.roots.contains(root))
    }
}

/// The certificates in `text`, each of whose PEM blocks must be one ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)).
///
/// A revocation list or a private key in a file of roots is a mistake that nobody would otherwise notice. `pki_types` 1.15 passes over
/// labels that it does not know, and over a block that begins in the line in which another one ends.
pub(super) fn from_pem(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let mut blocks = Blocks { open: None, read: Vec::new() };
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    for line in text.split(|octet| matches!(octet, b'\n' | b'\r')) {
        let position = blocks.read.len() + 1;
        blocks.take(line.trim_ascii()).map_err(|fault| TrustError::Root { position, fault })?;
    }
    match (blocks.open, blocks.read.len()) {
        (Some(_), read) => Err(TrustError::Root { position: read + 1, fault: RootFault::NoEnd }),
        (None, 0) => Err(TrustError::NoBlock),
        (None, _) => Ok(blocks.read),
    }
}

struct Blocks<'a> {
    open: Option<Block<'a>>,
    read: Vec<CertificateDer<'static>>,
}

struct Block<'a> {
    label: &'a [u8],
    /// The block under the label that `pki_types` knows.
    normalised: Vec<u8>,
}

impl<'a> Blocks<'a> {
    fn take(&mut self, line: &'a [u8]) -> Result<(), RootFault> {
        if let Some((label, rest)) = boundary(line, b"-----END ") {
            self.end(label)?;
            // Files put together without a line break between them have two boundaries in one line.
            return if rest.is_empty() { Ok(()) } else { self.take(rest) };
        }
        if let Some((label, _)) = boundary(line, b"-----BEGIN ") {
            return self.begin(label);
        }
        if let Some(block) = &mut self.open {
            block.normalised.extend_from_slice(line);
            block.normalised.push(b'\n');
        }
        Ok(())
    }

    fn begin(&mut self, label: &'a [u8]) -> Result<(), RootFault> {
        if self.open.is_some() {
            return Err(RootFault::NoEnd);
        }
        // In a damaged file a part of a key may stand where a label should, and no error must show it.
        if !label.iter().all(|octet| octet.is_ascii_uppercase() || b"0123456789 .#-".contains(octet)) {
            return Err(RootFault::NoBegin);
        }
        if !CERTIFICATE_LABELS.contains(&label) {
            return Err(RootFault::Label { label: Excerpt::of(label) });
        }
        self.open = Some(Block { label, normalised: b"-----BEGIN CERTIFICATE-----\n".to_vec() });
        Ok(())
    }

    fn end(&mut self, label: &[u8]) -> Result<(), RootFault> {
        let mut block = self.open.take().ok_or(RootFault::NoBegin)?;
        if block.label != label {
            return Err(RootFault::NoEnd);
        }
        block.normalised.extend_from_slice(b"-----END CERTIFICATE-----\n");
        self.read.push(CertificateDer::from_pem_slice(&block.normalised).map_err(|_| RootFault::Base64)?);
        Ok(())
    }
}

/// Whether a path can end in the certificate: basicConstraints says that it is an authority's, or it names itself as its issuer.
///
/// rustls-webpki 0.103 takes any certificate as an anchor, and no path ends in the leaf of another issuer. It does end in a leaf that
/// is signed by itself, which is then the only one to be trusted.
fn is_anchor(der: &[u8]) -> Result<bool, ReadError> {
    let mut head = Head::read(der)?;
    let subject = head.rest.sequence(Element::Subject)?;
    // rustls-webpki compares names by their octets, too.
    if subject.content == head.issuer.content {
        return Ok(true);
    }
    let Some(mut extensions) = head.rest.extensions()? else { return Ok(false) };
    while let Some(listed) = Listed::next(&mut extensions).transpose()? {
        if listed.id.content == BASIC_CONSTRAINTS {
            let (_, value) = listed.parts()?;
            let mut constraints = value.reader().sequence(Element::ExtensionContent)?.reader();
            return Ok(constraints.peek() == Some(BOOLEAN)
                && constraints.next(Element::CertificateAuthority)?.content == [0xff]);
        }
    }
    Ok(false)
}

/// id-ce-basicConstraints, 2.5.29.19 ([RFC 5280 section 4.2.1.9](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9)).
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
