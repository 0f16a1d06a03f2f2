//! A chain and its key, checked to belong together.

use core::fmt;
use std::sync::Arc;

use rustls::{
    Error, InconsistentKeys,
    pki_types::{CertificateDer, PrivateKeyDer},
    sign::CertifiedKey,
};

use super::{IdentityError, pem, provider::default_provider};
use crate::{
    armour::encode_to,
    der::{Element, Head, Name, ReadError, Tlv},
    renewal::{CertificateId, CertificateIdError},
    validity::Validity,
};

/// A certificate chain and its private key, as a TLS endpoint shows them.
///
/// # Properties
///
/// - The key belongs to the first certificate, if the key can say so. A key in an HSM may not.
/// - Each further certificate belongs to the issuer of the one before. The last may be a root.
/// - [`validity`](Self::validity) is the time in which the whole chain is valid. A root does not count: clients have their own.
///
/// It prints its period and never its key.
///
/// # Examples
///
/// ```
/// # #[cfg(all(feature = "mint", feature = "ring"))] {
/// use notafter::identity::Identity;
/// use notafter::mint::{self, rcgen::KeyPair};
/// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
///
/// let (key, now) = (KeyPair::generate()?, utc_datetime!(2026-01-01 00:00:00));
/// let leaf =
///     Profile::new(Lifetime::days(7)).self_signed(mint::server(["localhost"])?, &key, now)?;
///
/// let identity = Identity::from_pem(leaf.to_pem() + &key.serialize_pem())?;
/// assert_eq!(identity.validity(), leaf.validity());
///
/// let error = Identity::from_pem(leaf.to_pem() + &KeyPair::generate()?.serialize_pem())
///     .map_err(|error| error.to_string());
/// assert_eq!(error.err().as_deref(), Some("the certificate is for another key"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Identity {
    certified: Arc<CertifiedKey>,
    /// The key to save, where it is known.
    key: Option<Arc<PrivateKeyDer<'static>>>,
    validity: Validity,
}

impl Identity {
    /// Takes a chain in DER, the leaf first, and the leaf's key.
    ///
    /// The crypto provider of the process loads the key. If none is installed, the provider of this crate's feature `ring` or
    /// `aws_lc_rs` loads it.
    ///
    /// # Errors
    ///
    /// - [`IdentityError::NoCertificate`]: the chain is empty.
    /// - [`IdentityError::Certificate`], [`IdentityError::Leaf`]: a certificate cannot be read.
    /// - [`IdentityError::Order`]: the chain is not in the order of TLS ([RFC 8446 section 4.4.2]).
    /// - [`IdentityError::NeverValid`]: two certificates of the chain are never valid at the same time.
    /// - [`IdentityError::Key`], [`IdentityError::KeyMismatch`]: the key cannot be used, or is not the leaf's.
    /// - [`IdentityError::NoProvider`]: there is no cryptography.
    ///
    /// [RFC 8446 section 4.4.2]: https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
    pub fn from_der(
        chain: impl IntoIterator<Item = CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, IdentityError> {
        let provider = default_provider().ok_or(IdentityError::NoProvider)?;
        let signing_key = provider.key_provider.load_private_key(key.clone_key());
        let signing_key = signing_key.map_err(|reason| IdentityError::Key { reason })?;
        let identity = Self::from_certified_key(CertifiedKey::new(chain.into_iter().collect(), signing_key))?;
        Ok(Self { key: Some(Arc::new(key)), ..identity })
    }

    /// Takes a chain and a key from one text in PEM.
    ///
    /// The leaf is the first certificate, and the key may be anywhere.
    ///
    /// Blocks of another kind are skipped. The key is in PKCS #8, PKCS #1 or SEC 1, and is not encrypted.
    ///
    /// # Errors
    ///
    /// - [`IdentityError::Pem`]: a block cannot be read.
    /// - [`IdentityError::NoKey`], [`IdentityError::SeveralKeys`], [`IdentityError::EncryptedKey`]: the text does not hold
    ///   exactly one key that can be read.
    /// - The errors of [`from_der`](Self::from_der).
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self, IdentityError> {
        let (chain, keys) = pem::read(text.as_ref())?;
        Self::from_der(chain, only_key(keys)?)
    }

    /// Takes a chain from one text in PEM and its key from another.
    ///
    /// A key in the first text, or certificates in the second, are skipped.
    ///
    /// # Errors
    ///
    /// It fails as [`from_pem`](Self::from_pem) does.
    pub fn from_pem_pair(chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Result<Self, IdentityError> {
        let ((chain, _), (_, keys)) = (pem::read(chain.as_ref())?, pem::read(key.as_ref())?);
        Self::from_der(chain, only_key(keys)?)
    }

    /// Takes a chain and a key that rustls holds already, such as a key in an HSM or an OCSP response that is sent along.
    ///
    /// Such an identity cannot be [saved](super::Builder::save), because nobody knows its key.
    ///
    /// # Errors
    ///
    /// It fails as [`from_der`](Self::from_der) does.
    pub fn from_certified_key(certified: CertifiedKey) -> Result<Self, IdentityError> {
        let validity = validity_of_chain(&certified.cert)?;
        match certified.keys_match() {
            Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => {}
            Err(Error::InconsistentKeys(_)) => return Err(IdentityError::KeyMismatch),
            Err(reason) => return Err(IdentityError::Leaf { reason }),
        }
        Ok(Self { certified: Arc::new(certified), key: None, validity })
    }

    /// When the whole chain is valid.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// The chain in DER, the leaf first.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.certified.cert
    }

    /// The chain and its key as rustls takes them.
    #[must_use]
    pub const fn certified_key(&self) -> &Arc<CertifiedKey> {
        &self.certified
    }

    /// The identifier of the leaf for ACME renewal information ([RFC 9773 section 4.1]).
    ///
    /// # Errors
    ///
    /// It fails as [`CertificateId::from_certificate_der`] does.
    ///
    /// [RFC 9773 section 4.1]: https://www.rfc-editor.org/rfc/rfc9773#section-4.1
    pub fn certificate_id(&self) -> Result<CertificateId<'_>, CertificateIdError> {
        CertificateId::from_certificate_der(self.chain().first().map_or(&[], |leaf| leaf.as_ref()))
    }

    /// Whether both show the same leaf with the same chain.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.chain() == other.chain()
    }

    /// Writes the chain and the key as PEM. Returns whether the key is known.
    pub(super) fn write_pem(&self, to: &mut String) -> bool {
        let Some(key) = &self.key else { return false };
        self.chain().iter().for_each(|certificate| encode_to(to, "CERTIFICATE", certificate));
        let label = match **key {
            PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
            PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
            _ => "PRIVATE KEY",
        };
        encode_to(to, label, key.secret_der());
        true
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificates = self.chain().len();
        f.debug_struct("Identity")
            .field("validity", &self.validity)
            .field("certificates", &certificates)
            .finish_non_exhaustive()
    }
}

fn only_key(keys: Vec<PrivateKeyDer<'static>>) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let found = keys.len();
    let mut keys = keys.into_iter();
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key),
        (None, _) => Err(IdentityError::NoKey),
        (Some(_), Some(_)) => Err(IdentityError::SeveralKeys { found }),
    }
}

/// The period in which the whole chain is valid, except a root at its end. Each certificate must belong to the issuer of the
/// one before.
fn validity_of_chain(chain: &[CertificateDer<'_>]) -> Result<Validity, IdentityError> {
    let mut before: Option<(Validity, Names<'_>)> = None;
    for (position, der) in (1..).zip(chain) {
        let refused = |reason| IdentityError::Certificate { position, reason };
        let (validity, names) = read(der).map_err(refused)?;
        let common = match before {
            None => validity,
            Some((_, lower)) if !is_same(lower.issuer, names.subject) => return Err(IdentityError::Order { position }),
            // Of an authority that has changed its key, one may stand in the middle: clients need it.
            Some((common, _)) if position == chain.len() && is_same(names.issuer, names.subject) => common,
            Some((common, _)) => common_of(&common, &validity).ok_or(IdentityError::NeverValid { position })?,
        };
        before = Some((common, names));
    }
    before.map(|(common, _)| common).ok_or(IdentityError::NoCertificate)
}

struct Names<'a> {
    issuer: Tlv<'a>,
    subject: Tlv<'a>,
}

/// Whether two names are the same ([RFC 5280 section 7.1](https://www.rfc-editor.org/rfc/rfc5280#section-7.1)).
fn is_same(a: Tlv<'_>, b: Tlv<'_>) -> bool {
    let read = |name| Name::read(Element::Issuer, name);
    a.whole == b.whole || read(a).is_ok_and(|a| read(b).is_ok_and(|b| a.is_same_as(&b)))
}

fn read(der: &[u8]) -> Result<(Validity, Names<'_>), ReadError> {
    let mut head = Head::read(der)?;
    let subject = head.rest.sequence(Element::Subject)?;
    Ok((head.times()?.validity()?, Names { issuer: head.issuer, subject }))
}

/// The time in which both are valid.
fn common_of(a: &Validity, b: &Validity) -> Option<Validity> {
    Validity::new(a.not_before().max(b.not_before()), a.not_after().min(b.not_after())).ok()
}
