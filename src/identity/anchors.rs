//! A set of roots, read and checked as a whole, with the verifiers that rustls makes from it.

use std::sync::Arc;

use rustls::{
    RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::CertificateDer,
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};

use super::trust_error::{RootFault, TrustError};
use crate::{
    armour::{CERTIFICATE_LABELS, Reader},
    der::{BOOLEAN, Element, Head, Listed, ReadError},
};

/// Roots that are trusted together. A set never changes: another set takes its place.
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

/// Reads the certificates in `text`. Each of its PEM blocks must be one ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)).
///
/// A revocation list or a private key in a file of roots is a mistake that nobody would otherwise notice.
pub(super) fn from_pem(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let is_certificate = |label: &[u8]| CERTIFICATE_LABELS.contains(&label);
    let mut roots = Vec::new();
    for block in Reader::new(text, is_certificate, text.len()) {
        let root = match block {
            Ok(block) if is_certificate(block.label.as_bytes()) => Ok(block.content.into()),
            Ok(block) => Err(RootFault::Label { line: block.line, label: block.label.excerpt() }),
            Err(fault) => {
                let (line, fault) = fault.of_block();
                Err(RootFault::Pem { line, fault })
            }
        };
        roots.push(root.map_err(|fault| TrustError::Root { position: roots.len() + 1, fault })?);
    }
    if roots.is_empty() { Err(TrustError::NoBlock) } else { Ok(roots) }
}

/// Whether a path can end in the certificate: it is an authority by its basicConstraints, or names itself as its issuer.
///
/// rustls-webpki 0.103 takes any certificate as an anchor, and no path ends in the leaf of another issuer. A path does end in a
/// leaf that is signed by itself, which is then the only trusted leaf.
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
