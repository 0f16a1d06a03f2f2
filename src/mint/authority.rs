//! The authority that signs: a certificate, its key, and the certificates above it.

use core::fmt;

use rcgen::{CertificateParams, IsCa, SigningKey};
use rustls_pki_types::CertificateDer;
use time::UtcDateTime;

#[cfg(all(feature = "rustls", feature = "__backend"))]
use super::intent;
use super::{
    AuthorityError, MintError, Minted, compose,
    compose::{Above, Draft},
    error::{Missing, Short},
    pem::Blocks,
};
use crate::{
    armour,
    der::{BasicConstraints, Body, GeneralName, KeyUsage, Name, general_names, id, is_same_key},
    profile::Profile,
    validity::Validity,
};

/// A certificate authority: its certificate, the key that signs for it, and the certificates above it.
///
/// The key may be any [`rcgen::SigningKey`]: a `rcgen::KeyPair`, or a key that asks an HSM or a KMS to sign. It is asked once
/// for each certificate, after everything else was checked.
///
/// An authority does not check the time. Its period bounds the certificates that it issues, by the
/// [`BeyondIssuer`](crate::BeyondIssuer) of the profile. These certificates must keep its path length and its name constraints,
/// and those of the certificates above it.
///
/// # Examples
///
/// This makes a root, an authority under it, and a file that holds both:
///
/// ```
/// # #[cfg(feature = "__backend")] {
/// use notafter::mint::{self, Authority, rcgen::KeyPair};
/// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
///
/// let (profile, now) =
///     (Profile::new(Lifetime::days(3_650)), utc_datetime!(2026-01-01 00:00:00));
/// let root = Authority::self_signed(
///     &profile,
///     mint::authority("Example Root"),
///     KeyPair::generate()?,
///     now,
/// )?;
/// let key = KeyPair::generate()?;
/// let stored_key = key.serialize_pem();
/// let issuing =
///     Authority::signed_by(&profile, mint::authority("Example Issuing"), key, &root, now)?;
/// assert_eq!(issuing.subject().to_string(), "CN=Example Issuing");
///
/// let file = issuing.to_pem() + &root.to_pem();
/// let loaded = Authority::from_pem(file, KeyPair::from_pem(&stored_key)?)?;
/// assert_eq!(loaded.chain_to_pem(), issuing.to_pem(), "clients have the root");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Authority<S> {
    key: S,
    own: Certificate,
    /// The certificates above it, the nearest first.
    higher: Vec<Certificate>,
    validity: Validity,
    pub(super) above: Above,
}

/// The certificate of an authority, with its bounds for the certificates below it.
#[derive(Clone)]
struct Certificate {
    der: CertificateDer<'static>,
    path_len: Option<u32>,
    /// Whether it has the name of its issuer. Such a certificate is no step of a path (RFC 5280 section 6.1.4 (l)).
    is_self_issued: bool,
    /// Whether it also has the key of its issuer.
    is_root: bool,
    has_name_constraints: bool,
}

impl<S: SigningKey> Authority<S> {
    /// Makes a fresh authority: a certificate that `key` signs for itself, at `now`.
    ///
    /// The certificate gets a subject key identifier. Without key usages it gets keyCertSign and cRLSign.
    ///
    /// # Errors
    ///
    /// - The errors of [`Profile::self_signed`].
    /// - [`AuthorityError::Not`]: `params.is_ca` does not make it an authority.
    pub fn self_signed(
        profile: &Profile,
        params: CertificateParams,
        key: S,
        now: UtcDateTime,
    ) -> Result<Self, MintError> {
        refuse_leaf(&params)?;
        let minted = profile.self_signed(params, &key, now)?;
        Ok(Self::new(Certificate::read(minted.into())?, Vec::new(), key)?)
    }

    /// Makes a fresh authority whose certificate `issuer` signs, at `now`.
    ///
    /// It has the certificates of `issuer` above it.
    ///
    /// # Errors
    ///
    /// It fails as [`self_signed`](Self::self_signed) and [`Profile::signed_by`] do.
    pub fn signed_by(
        profile: &Profile,
        params: CertificateParams,
        key: S,
        issuer: &Authority<impl SigningKey>,
        now: UtcDateTime,
    ) -> Result<Self, MintError> {
        refuse_leaf(&params)?;
        let minted: Minted = profile.signed_by(params, &key, issuer, now)?;
        let higher = issuer.certificates().cloned().collect();
        Ok(Self::new(Certificate::read(minted.into())?, higher, key)?)
    }

    /// Opens an existing authority from its certificate in DER and its key.
    ///
    /// It may have any name: each certificate that it signs has the same octets as its issuer. A key in the compressed form of
    /// its point is the same key.
    ///
    /// # Errors
    ///
    /// - [`AuthorityError::Read`]: the bytes are not a certificate, or a part of it cannot be read.
    /// - [`AuthorityError::Extension`]: the certificate has an extension twice, or one that breaks RFC 5280.
    /// - [`AuthorityError::Not`]: the certificate does not belong to an authority that may sign certificates, or it has no
    ///   subject.
    /// - [`AuthorityError::KeyMismatch`]: the certificate is for another key.
    pub fn from_der(ca_der: &[u8], key: S) -> Result<Self, AuthorityError> {
        Self::new(Certificate::read(ca_der.to_vec().into())?, Vec::new(), key)
    }

    /// Opens an existing authority from its certificate in PEM and its key.
    ///
    /// The first certificate in the file is the authority's, and each further one belongs to the issuer of the one before.
    /// Blocks of another kind, such as the key, are skipped. The file need not be UTF-8.
    ///
    /// With `ring`, rcgen reads only PKCS #8, and EC keys only with their public key. This command converts both:
    /// `openssl ec -in key.pem | openssl pkcs8 -topk8 -nocrypt`.
    ///
    /// # Errors
    ///
    /// - [`AuthorityError::Pem`]: the file is not PEM, or has no certificate.
    /// - [`AuthorityError::Chain`]: a further certificate cannot be read, or does not belong to the issuer of the one before.
    /// - The errors of [`from_der`](Self::from_der).
    pub fn from_pem(ca_pem: impl AsRef<[u8]>, key: S) -> Result<Self, AuthorityError> {
        Self::from_certificates(Blocks::read(ca_pem.as_ref())?.certificates()?, key)
    }

    pub(super) fn from_certificates((own, further): (Vec<u8>, Vec<Vec<u8>>), key: S) -> Result<Self, AuthorityError> {
        let (own, mut higher) = (Certificate::read(own.into())?, Vec::<Certificate>::new());
        for (index, der) in further.into_iter().enumerate() {
            let chain = |reason| AuthorityError::Chain { position: index + 1, reason: Box::new(reason) };
            let certificate = Certificate::read(der.into()).map_err(chain)?;
            certificate.refuse_below(higher.last().unwrap_or(&own)).map_err(chain)?;
            higher.push(certificate);
        }
        Self::new(own, higher, key)
    }

    fn new(own: Certificate, higher: Vec<Certificate>, key: S) -> Result<Self, AuthorityError> {
        let body = own.body()?;
        if !is_same_key(body.public_key, &key.subject_public_key_info()) {
            return Err(AuthorityError::KeyMismatch);
        }
        let derived = || compose::plain_identifier(body.public_key);
        let identifier = body.said.key_identifier.map_or_else(derived, <[u8]>::to_vec);
        let signature = compose::algorithm_identifier(key.algorithm());
        let signature = signature.map_err(|reason| AuthorityError::Algorithm { reason })?;
        let above = Above { subject: body.subject.as_der().to_vec(), key_identifier: identifier, signature };
        let validity = body.validity;
        Ok(Self { key, own, higher, validity, above })
    }

    /// Signs `draft`, if it keeps the bounds of this authority's certificates.
    pub(super) fn sign(&self, draft: Draft<'_>) -> Result<Minted, MintError> {
        let is_requested = draft.subject.is_some();
        draft.sign(&self.key, |body| self.refuse_out_of_bounds(body, is_requested))
    }
}

impl<S> Authority<S> {
    /// The authority's certificate in DER.
    #[must_use]
    pub const fn der(&self) -> &CertificateDer<'static> {
        &self.own.der
    }

    /// The authority's certificate in PEM, with LF at the end of each line.
    #[must_use]
    pub fn to_pem(&self) -> String {
        armour::encode(self.der())
    }

    /// The certificates that a server sends after its own, in the order of TLS ([RFC 8446 section 4.4.2]).
    ///
    /// They are the authority's certificate and the ones above it. A certificate that is signed by itself is left out, because
    /// clients have it.
    ///
    /// [RFC 8446 section 4.4.2]: https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
    pub fn chain(&self) -> impl Iterator<Item = &CertificateDer<'static>> {
        self.certificates().filter(|certificate| !certificate.is_root).map(|certificate| &certificate.der)
    }

    /// The [`chain`](Self::chain) in PEM.
    #[must_use]
    pub fn chain_to_pem(&self) -> String {
        self.chain().map(|certificate| armour::encode(certificate)).collect()
    }

    /// Its certificate and the ones above it in PEM, with one that is signed by itself.
    #[cfg(feature = "__backend")]
    pub(super) fn certificates_pem(&self) -> String {
        self.certificates().map(|certificate| armour::encode(&certificate.der)).collect()
    }

    /// The key that signs.
    #[must_use]
    pub const fn key(&self) -> &S {
        &self.key
    }

    /// The authority's name.
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        // It was read already.
        Name::from_der(&self.above.subject).unwrap_or(Name::EMPTY)
    }

    /// The authority's own validity period.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// Requires that verifiers will accept a certificate of this authority. A leaf must not have its issuer's name, and each
    /// certificate must keep the path lengths and name constraints above it (RFC 5280 section 6.1.4).
    fn refuse_out_of_bounds(&self, body: &Body<'_>, is_requested: bool) -> Result<(), MintError> {
        let is_ca = body.is_ca();
        let is_self_issued = body.subject.is_same_as(&body.issuer);
        // To give an authority another key is for its owner, not for a request.
        if is_self_issued && (!is_ca || is_requested) {
            return Err(MintError::SubjectIsIssuer { name: Short::of(body.subject) });
        }
        // Authorities between a certificate and the new one's subject.
        let mut between = u32::from(is_ca && !is_self_issued);
        for certificate in self.certificates() {
            if let Some(path_len) = certificate.path_len.filter(|path_len| *path_len < between) {
                return Err(MintError::PathLength { path_len, authorities: between });
            }
            between += u32::from(!certificate.is_self_issued);
            if certificate.has_name_constraints {
                refuse_constrained(body, is_ca, &certificate.body()?)?;
            }
        }
        Ok(())
    }

    /// Whether this authority, with these parameters, would issue a certificate like `der`. It compares the issuer and its key,
    /// the subject, and the extensions.
    #[cfg(all(feature = "rustls", feature = "__backend"))]
    pub(crate) fn would_say(&self, params: &CertificateParams, der: &[u8]) -> bool {
        let Ok(body) = Body::of_certificate(der) else { return false };
        body.issuer.as_der() == self.above.subject && intent::is_said(params, &self.above.key_identifier, &body)
    }

    fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        core::iter::once(&self.own).chain(&self.higher)
    }
}

/// Prints the subject and the period, never the key.
impl<S> fmt::Debug for Authority<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("subject", &self.subject())
            .field("validity", &self.validity)
            .finish_non_exhaustive()
    }
}

impl Certificate {
    /// Reads a certificate that must be an authority's (RFC 5280 sections 4.2.1.3 and 4.2.1.9).
    fn read(der: CertificateDer<'static>) -> Result<Self, AuthorityError> {
        let body = Body::of_certificate(&der)?;
        let (said, missing) = (body.said, |missing| Err(AuthorityError::Not { missing }));
        if body.subject.is_empty() {
            return missing(Missing::Subject);
        }
        let Some(BasicConstraints { is_ca: true, path_len }) = said.constraints else {
            return missing(Missing::BasicConstraints);
        };
        if said.usage.is_some_and(|usage| !usage.allows(KeyUsage::KEY_CERT_SIGN)) {
            return missing(Missing::KeyCertSign);
        }
        let (own, issuer) = (said.key_identifier, said.authority_key_identifier);
        let is_self_issued = body.subject.is_same_as(&body.issuer);
        let is_root = is_self_issued && (issuer.is_none() || issuer == own);
        let has_name_constraints = said.subtrees.is_some();
        Ok(Self { der, path_len, is_self_issued, is_root, has_name_constraints })
    }

    fn body(&self) -> Result<Body<'_>, AuthorityError> {
        Ok(Body::of_certificate(&self.der)?)
    }

    /// Requires that this certificate belongs to the issuer of `lower`.
    fn refuse_below(&self, lower: &Self) -> Result<(), AuthorityError> {
        let body = self.body()?;
        let lower = lower.body()?;
        let is_key =
            lower.said.authority_key_identifier.zip(body.said.key_identifier).is_none_or(|(named, own)| named == own);
        if is_key && lower.issuer.is_same_as(&body.subject) {
            return Ok(());
        }
        Err(AuthorityError::NotAbove { subject: Short::of(body.subject) })
    }
}

/// Requires that the authority `above` may certify the names in `body`.
fn refuse_constrained(body: &Body<'_>, is_ca: bool, above: &Body<'_>) -> Result<(), MintError> {
    let Some(constraints) = above.said.subtrees else { return Ok(()) };
    let refuse = |name: &GeneralName<'_>| {
        let refused =
            |fault| MintError::Constraint { name: Short::of(name), authority: Short::of(above.subject), fault };
        constraints.refuse(name).map_err(refused)
    };
    if !body.subject.is_empty() {
        refuse(&GeneralName::DirectoryName(body.subject))?;
    }
    let list = body.said.names.and_then(|extension| extension.list().ok());
    let mut has_host = false;
    for name in list.into_iter().flat_map(general_names).flatten() {
        refuse(&name)?;
        has_host |= matches!(name, GeneralName::DnsName(_));
    }
    // OpenSSL compares mailboxes in the subject, and in a leaf without a dNSName common names that look like hosts.
    for attribute in body.subject.attributes() {
        let text: String = attribute.chars().into_iter().flatten().collect();
        let fits = |char: char| char.is_alphanumeric() || "-_.*".contains(char);
        let is_host = text.contains(['.', '*']) && text.chars().all(fits);
        match attribute.oid().as_bytes() {
            id::EMAIL_ADDRESS => refuse(&GeneralName::Rfc822Name(&text))?,
            id::COMMON_NAME if !has_host && !is_ca && is_host => {
                refuse(&GeneralName::DnsName(text.trim_end_matches('.')))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Requires parameters of an authority, before the key is asked.
fn refuse_leaf(params: &CertificateParams) -> Result<(), AuthorityError> {
    if matches!(params.is_ca, IsCa::Ca(_)) {
        Ok(())
    } else {
        Err(AuthorityError::Not { missing: Missing::BasicConstraints })
    }
}
