//! The authority that signs: a certificate and its key.

use core::fmt;

#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
use rcgen::SignatureAlgorithm;
use rcgen::{CertificateParams, IsCa, Issuer, KeyUsagePurpose, SigningKey};
use rustls_pki_types::CertificateDer;
use time::UtcDateTime;

use super::{MintError, extension::Extension, pem_of};
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
use super::{
    draft::{self, NoKey},
    name, one_block,
};
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
use crate::armour::CERTIFICATE_LABELS;
use crate::{
    der::{Element, Head, ReadError},
    profile::Profile,
    validity::Validity,
};

/// A certificate authority: its certificate, and the key that signs for it.
///
/// The key may be any [`rcgen::SigningKey`]: a `rcgen::KeyPair`, or one that asks an HSM or a KMS to sign.
///
/// An authority checks nothing about the time: its period bounds what it issues by the
/// [`BeyondIssuer`](crate::BeyondIssuer) of the profile.
pub struct Authority<S> {
    issuer: Issuer<'static, S>,
    der: CertificateDer<'static>,
    subject: Vec<u8>,
    validity: Validity,
}

impl<S: SigningKey> Authority<S> {
    /// Makes a fresh authority: a certificate that `key` signs for itself, at `now`.
    ///
    /// # Errors
    ///
    /// Those of [`Profile::self_signed`], and [`MintError::NotAnAuthority`]: `params.is_ca` does not say that it is one,
    /// or `params.key_usages` is given and does not include `KeyCertSign`.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::{Authority, MintError, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let (profile, now) = (Profile::new(Lifetime::days(3_650)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut params = CertificateParams::default();
    /// params.distinguished_name.push(DnType::CommonName, "example authority");
    /// let refused = Authority::self_signed(&profile, params.clone(), KeyPair::generate()?, now);
    /// assert!(matches!(refused, Err(MintError::NotAnAuthority { .. })));
    /// params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let authority = Authority::self_signed(&profile, params, KeyPair::generate()?, now)?;
    /// assert_eq!(authority.validity().days(), 3_650);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn self_signed(
        profile: &Profile,
        params: CertificateParams,
        key: S,
        now: UtcDateTime,
    ) -> Result<Self, MintError> {
        // Before the key is asked: it may be in an HSM, which should sign nothing in vain.
        refuse_leaf(matches!(params.is_ca, IsCa::Ca(_)), &params.key_usages)?;
        let minted = profile.self_signed(params.clone(), &key, now)?;
        let validity = minted.validity();
        Self::new(minted.into(), validity, Issuer::new(params, key))
    }

    /// Takes up an existing authority from its certificate in DER and its key.
    ///
    /// # Errors
    ///
    /// - [`MintError::AuthorityRead`]: the bytes are not a certificate with a validity period.
    /// - [`MintError::AuthorityUnsupported`]: rcgen does not read the certificate.
    /// - [`MintError::NotAnAuthority`]: the certificate is not that of an authority that may sign certificates.
    /// - [`MintError::KeyMismatch`]: the certificate is for another key.
    /// - [`MintError::Name`]: rcgen cannot write the authority's name into what it signs.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::{Authority, MintError, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let mut params = CertificateParams::default();
    /// params.distinguished_name.push(DnType::CommonName, "example authority");
    /// params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let (key, now) = (KeyPair::generate()?, utc_datetime!(2026-01-01 00:00:00));
    /// let key_pem = key.serialize_pem();
    /// let fresh = Authority::self_signed(&Profile::new(Lifetime::days(3_650)), params, key, now)?;
    /// assert_eq!(Authority::from_der(fresh.der(), KeyPair::from_pem(&key_pem)?)?.validity(), fresh.validity());
    /// let another = Authority::from_der(fresh.der(), KeyPair::generate()?);
    /// assert!(matches!(another, Err(MintError::KeyMismatch)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
    pub fn from_der(ca_der: &[u8], key: S) -> Result<Self, MintError> {
        let validity = Validity::from_certificate_der(ca_der).map_err(|reason| MintError::AuthorityRead { reason })?;
        let der = CertificateDer::from(ca_der.to_vec());
        refuse_unwritable_name(&der, key.algorithm())?;
        let issuer =
            Issuer::from_ca_cert_der(&der, key).map_err(|source| MintError::AuthorityUnsupported { source })?;
        Self::new(der, validity, issuer)
    }

    /// Takes up an existing authority from its certificate in PEM and its key.
    ///
    /// The text holds one certificate. Blocks of another kind, such as the key, are passed over. With `ring`, rcgen reads keys in
    /// PKCS #8 alone; `openssl pkcs8 -topk8 -nocrypt` makes that of the older forms.
    ///
    /// # Errors
    ///
    /// Those of [`from_der`](Self::from_der), [`MintError::Pem`] and [`MintError::PemCount`].
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let mut params = CertificateParams::default();
    /// params.distinguished_name.push(DnType::CommonName, "example authority");
    /// params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let (key, now) = (KeyPair::generate()?, utc_datetime!(2026-01-01 00:00:00));
    /// let key_pem = key.serialize_pem();
    /// let fresh = Authority::self_signed(&Profile::new(Lifetime::days(3_650)), params, key, now)?;
    ///
    /// let loaded = Authority::from_pem(&fresh.pem(), KeyPair::from_pem(&key_pem)?)?;
    /// assert_eq!(loaded.validity(), fresh.validity());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
    pub fn from_pem(ca_pem: &str, key: S) -> Result<Self, MintError> {
        let wanted = |label: &str| CERTIFICATE_LABELS.contains(&label.as_bytes());
        Self::from_der(&one_block(ca_pem, "CERTIFICATE", wanted)?, key)
    }

    fn new(der: CertificateDer<'static>, validity: Validity, issuer: Issuer<'static, S>) -> Result<Self, MintError> {
        let body = Body::read(&der).map_err(|reason| MintError::AuthorityRead { reason })?;
        refuse_leaf(body.is_ca, issuer.key_usages())?;
        if body.public_key != issuer.key().subject_public_key_info() {
            return Err(MintError::KeyMismatch);
        }
        let subject = body.subject.to_vec();
        Ok(Self { issuer, der, subject, validity })
    }
}

impl<S> Authority<S> {
    /// The authority's certificate in DER.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
    /// use notafter::{Lifetime, Profile, Validity, time::macros::utc_datetime};
    ///
    /// # let mut params = CertificateParams::default();
    /// # params.distinguished_name.push(DnType::CommonName, "example authority");
    /// # params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let (profile, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
    /// let authority = Authority::self_signed(&profile, params, KeyPair::generate()?, now)?;
    /// assert_eq!(Validity::from_certificate_der(authority.der())?, authority.validity());
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// The authority's certificate in PEM, with LF at the end of each line.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// # let mut params = CertificateParams::default();
    /// # params.distinguished_name.push(DnType::CommonName, "example authority");
    /// # params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let (profile, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
    /// let authority = Authority::self_signed(&profile, params, KeyPair::generate()?, now)?;
    /// assert_eq!(authority.pem().lines().next(), Some("-----BEGIN CERTIFICATE-----"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn pem(&self) -> String {
        pem_of(&self.der)
    }

    /// The authority's own validity period.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// # let mut params = CertificateParams::default();
    /// # params.distinguished_name.push(DnType::CommonName, "example authority");
    /// # params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let (profile, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
    /// let authority = Authority::self_signed(&profile, params, KeyPair::generate()?, now)?;
    /// assert_eq!(authority.validity().to_string(), "2026-01-01T00:00:00Z/2026-01-30T23:59:59Z");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    pub(super) const fn issuer(&self) -> &Issuer<'static, S> {
        &self.issuer
    }

    /// The subject's name in DER, to be found as the issuer's name in what the authority signs.
    pub(super) fn subject(&self) -> &[u8] {
        &self.subject
    }
}

/// Prints the subject, the key identifier, the key usages and the period, never the key.
impl<S> fmt::Debug for Authority<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").field("issuer", &self.issuer).field("validity", &self.validity).finish()
    }
}

fn refuse_leaf(is_ca: bool, key_usages: &[KeyUsagePurpose]) -> Result<(), MintError> {
    if !is_ca {
        return Err(MintError::NotAnAuthority { missing: "basicConstraints cA" });
    }
    if !key_usages.is_empty() && !key_usages.contains(&KeyUsagePurpose::KeyCertSign) {
        return Err(MintError::NotAnAuthority { missing: "keyUsage keyCertSign" });
    }
    Ok(())
}

/// Requires that rcgen writes the name of the authority in `der` as it stands there: an issuer's name should be its
/// authority's subject to the octet, or there are verifiers that do not find the authority.
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
fn refuse_unwritable_name(der: &CertificateDer<'_>, algorithm: &'static SignatureAlgorithm) -> Result<(), MintError> {
    let unsupported = |source| MintError::AuthorityUnsupported { source };
    let unreadable = |reason| MintError::AuthorityRead { reason };
    let issuer = Issuer::from_ca_cert_der(der, NoKey(algorithm)).map_err(unsupported)?;
    let subject = Body::read(der).map_err(unreadable)?.subject;
    if name::is_writable(subject) {
        let draft = draft::unsigned(&CertificateParams::default(), &issuer).map_err(unsupported)?;
        if Head::read(&draft).map_err(unreadable)?.issuer.whole == subject {
            return Ok(());
        }
    }
    Err(MintError::Name { field: "subject", name: name::text(subject) })
}

/// What an authority's certificate says after its validity period.
struct Body<'a> {
    subject: &'a [u8],
    public_key: &'a [u8],
    is_ca: bool,
}

impl<'a> Body<'a> {
    fn read(der: &'a [u8]) -> Result<Self, ReadError> {
        let mut rest = Head::read(der)?.rest;
        let subject = rest.sequence(Element::Subject)?.whole;
        let public_key = rest.sequence(Element::SubjectPublicKeyInfo)?.whole;
        let mut is_ca = false;
        for extension in Extension::of_certificate(rest)? {
            is_ca |= extension.says_ca()?;
        }
        Ok(Self { subject, public_key, is_ca })
    }
}
