//! Mint certificates with rcgen, and read each one back before it is handed out.
//!
//! A [`Profile`] decides the dates, rcgen writes the certificate, and the caller's key signs it; any
//! [`rcgen::SigningKey`] will do, so that a key in an HSM or a KMS can sign. What rcgen's parameters say about notBefore
//! and notAfter is replaced. Nothing else in them is changed, but for the serial number where none is given:
//! 158 random bits in 20 octets, because rcgen's own default repeats when a key is certified again.
//!
//! The subject that rcgen gives by default is the same in every certificate: name each authority. A leaf whose subject is its
//! issuer's name may be taken for self-signed, by OpenSSL for one, and is refused here with [`MintError::SubjectIsIssuer`].
//!
//! # Examples
//!
//! An authority for ten years, and a leaf for one:
//!
//! ```
//! # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
//! use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
//! use notafter::mint::rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
//!
//! let now = utc_datetime!(2012-02-29 00:00:00);
//! let mut ca = CertificateParams::default();
//! ca.distinguished_name.push(DnType::CommonName, "example authority");
//! ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
//! ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//! let authority = Authority::self_signed(&ten_years, ca, KeyPair::generate()?, now)?;
//!
//! let mut params = CertificateParams::new(["db.internal".to_owned()])?;
//! params.distinguished_name.push(DnType::CommonName, "db.internal");
//! params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
//! params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
//! params.use_authority_key_identifier_extension = true;
//! let one_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//! let leaf = one_year.signed_by(params, &KeyPair::generate()?, &authority, now)?;
//! assert_eq!(leaf.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod authority;
mod draft;
mod error;
mod extension;
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
mod grant;
mod issued;
mod name;
mod params;
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
mod request;
mod serial;

use rcgen::{CertificateParams, IsCa, PublicKeyData, SigningKey};
use rustls_pki_types::CertificateDer;
use time::{OffsetDateTime, UtcDateTime};

use crate::{
    der::{Element, Head},
    print::Hex,
    profile::Profile,
    renewal::{CertificateId, CertificateIdError},
    validity::Validity,
};

use draft::NoKey;

pub use authority::Authority;
pub use error::MintError;
pub use rcgen;
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
pub use request::CertificationRequest;
pub use rustls_pki_types as pki_types;

impl Profile {
    /// Mints a certificate that `key` signs for itself, at `now`.
    ///
    /// For an authority that signs others, see [`Authority::self_signed`].
    ///
    /// # Errors
    ///
    /// - [`MintError::Profile`]: the profile has no period at `now`.
    /// - [`MintError::Parameter`], [`MintError::ZeroSerial`], [`MintError::LongSerial`]: the parameters cannot be written.
    /// - [`MintError::Entropy`]: no serial number was given, and none could be drawn.
    /// - [`MintError::Signing`]: rcgen or the key failed.
    /// - [`MintError::ReadBack`], [`MintError::PublicKey`]: the certificate does not say what was asked of it.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::rcgen::{CertificateParams, KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let params = CertificateParams::new(["localhost".to_owned()])?;
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let minted = Profile::new(Lifetime::days(7)).self_signed(params, &KeyPair::generate()?, now)?;
    /// assert!(minted.pem().starts_with("-----BEGIN CERTIFICATE-----"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn self_signed(
        &self,
        params: CertificateParams,
        key: &impl SigningKey,
        now: UtcDateTime,
    ) -> Result<Minted, MintError> {
        let validity = self.validity(now)?;
        let params = ready(params, &validity)?;
        let certificate = params.self_signed(key).map_err(|source| MintError::Signing { source })?;
        let public_key = &key.subject_public_key_info();
        Minted::read_back(certificate, &Intended { validity, public_key, issuer: None, subject: None })
    }

    /// Mints a certificate for `public_key`, signed by `issuer`, at `now`.
    ///
    /// Key usages, extended key usages and the authority key identifier are those of `params`, and by default there are none:
    /// see its fields `key_usages`, `extended_key_usages` and `use_authority_key_identifier_extension`.
    ///
    /// A key pair is a public key too. To sign for a key of which only the SubjectPublicKeyInfo is known, use
    /// [`rcgen::SubjectPublicKeyInfo`].
    ///
    /// # Errors
    ///
    /// Those of [`self_signed`](Self::self_signed), where [`MintError::Profile`] includes a period that ends after the
    /// issuer's, unless the profile says otherwise, and:
    ///
    /// - [`MintError::SubjectIsIssuer`]: the subject's name is the issuer's, and the certificate is not to be an authority's.
    /// - [`MintError::Name`]: the certificate would name another issuer.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
    /// use notafter::{BeyondIssuer, Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let mut ca = CertificateParams::default();
    /// ca.distinguished_name.push(DnType::CommonName, "example authority");
    /// ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let authority = Authority::self_signed(&Profile::new(Lifetime::days(30)), ca, KeyPair::generate()?, now)?;
    ///
    /// let profile = Profile::new(Lifetime::days(90)).beyond_issuer(BeyondIssuer::Truncate);
    /// let params = CertificateParams::new(["db.internal".to_owned()])?;
    /// let leaf = profile.signed_by(params, &KeyPair::generate()?, &authority, now)?;
    /// assert_eq!(leaf.validity().to_string(), "2026-01-01T00:00:00Z/2026-01-30T23:59:59Z");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn signed_by(
        &self,
        params: CertificateParams,
        public_key: &impl PublicKeyData,
        issuer: &Authority<impl SigningKey>,
        now: UtcDateTime,
    ) -> Result<Minted, MintError> {
        self.signed_as(params, public_key, issuer, now, None)
    }

    /// Mints the certificate that `request` asks for, signed by `issuer`, at `now`.
    ///
    /// The subject, its alternative names, the key usages and the key come from the request: look at
    /// [`CertificationRequest::params`] before signing. The certificate gets an authority key identifier, as
    /// [RFC 5280 section 4.2.1.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1) requires.
    ///
    /// # Errors
    ///
    /// Those of [`signed_by`](Self::signed_by), and:
    ///
    /// - [`MintError::RequestsAuthority`]: the request asks to be an authority, or to answer for one by OCSP. To grant that,
    ///   give its parameters and its key to [`signed_by`](Self::signed_by).
    /// - [`MintError::Name`]: rcgen cannot write the subject's name as it stands in the request.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};
    /// use notafter::mint::{Authority, CertificationRequest};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let (profile, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut ca = CertificateParams::default();
    /// ca.distinguished_name.push(DnType::CommonName, "example authority");
    /// ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let authority = Authority::self_signed(&profile, ca, KeyPair::generate()?, now)?;
    ///
    /// let sent = CertificateParams::new(["db.internal".to_owned()])?.serialize_request(&KeyPair::generate()?)?;
    /// let leaf = profile.signed_request(&CertificationRequest::from_der(sent.der())?, &authority, now)?;
    /// assert_eq!(leaf.validity(), authority.validity());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
    pub fn signed_request(
        &self,
        request: &CertificationRequest,
        issuer: &Authority<impl SigningKey>,
        now: UtcDateTime,
    ) -> Result<Minted, MintError> {
        request.refuse_authority()?;
        let mut params = request.params().clone();
        params.use_authority_key_identifier_extension = true;
        self.signed_as(params, request.public_key(), issuer, now, Some(request.subject()))
    }

    /// Mints a certificate whose subject is `subject` to the octet, if there is one, and else what `params` say.
    fn signed_as(
        &self,
        params: CertificateParams,
        public_key: &impl PublicKeyData,
        issuer: &Authority<impl SigningKey>,
        now: UtcDateTime,
        subject: Option<&[u8]>,
    ) -> Result<Minted, MintError> {
        let validity = self.validity_under(now, &issuer.validity())?;
        let params = ready(params, &validity)?;
        if !matches!(params.is_ca, IsCa::Ca(_)) {
            refuse_self_issued(&params, issuer, validity)?;
        }
        let certificate =
            params.signed_by(public_key, issuer.issuer()).map_err(|source| MintError::Signing { source })?;
        let public_key = &public_key.subject_public_key_info();
        Minted::read_back(certificate, &Intended { validity, public_key, issuer: Some(issuer.subject()), subject })
    }
}

/// A certificate that was minted, and read back since.
///
/// # Examples
///
/// ```
/// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
/// use notafter::mint::{pki_types::CertificateDer, rcgen::{CertificateParams, KeyPair}};
/// use notafter::{Lifetime, Profile, Validity, time::macros::utc_datetime};
///
/// let (params, now) = (CertificateParams::new(["localhost".to_owned()])?, utc_datetime!(2026-01-01 00:00:00));
/// let minted = Profile::new(Lifetime::days(7)).self_signed(params, &KeyPair::generate()?, now)?;
/// assert_eq!(Validity::from_certificate_der(minted.der())?, minted.validity());
/// // As rustls takes it.
/// let der: CertificateDer<'static> = minted.into();
/// # let _ = der;
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minted {
    der: CertificateDer<'static>,
    validity: Validity,
}

impl Minted {
    /// The certificate in DER.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::rcgen::{CertificateParams, KeyPair};
    /// use notafter::{Lifetime, Profile, Validity, time::macros::utc_datetime};
    ///
    /// let (params, now) = (CertificateParams::new(["localhost".to_owned()])?, utc_datetime!(2026-01-01 00:00:00));
    /// let minted = Profile::new(Lifetime::days(7)).self_signed(params, &KeyPair::generate()?, now)?;
    /// assert_eq!(Validity::from_certificate_der(minted.der())?.days(), 7);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// The certificate in PEM, with LF at the end of each line.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::rcgen::{CertificateParams, KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let (params, now) = (CertificateParams::new(["localhost".to_owned()])?, utc_datetime!(2026-01-01 00:00:00));
    /// let minted = Profile::new(Lifetime::days(7)).self_signed(params, &KeyPair::generate()?, now)?;
    /// assert_eq!(minted.pem().lines().next(), Some("-----BEGIN CERTIFICATE-----"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn pem(&self) -> String {
        pem_of(&self.der)
    }

    /// The validity period that the certificate states.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::rcgen::{CertificateParams, KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let (params, now) = (CertificateParams::new(["localhost".to_owned()])?, utc_datetime!(2026-01-01 00:00:00));
    /// let minted = Profile::new(Lifetime::days(7)).self_signed(params, &KeyPair::generate()?, now)?;
    /// assert_eq!(minted.validity().to_string(), "2026-01-01T00:00:00Z/2026-01-07T23:59:59Z");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// The identifier of the certificate for ACME renewal information
    /// ([RFC 9773 section 4.1](https://www.rfc-editor.org/rfc/rfc9773#section-4.1)).
    ///
    /// # Errors
    ///
    /// Those of [`CertificateId::from_certificate_der`]. The usual one is [`CertificateIdError::NoAuthorityKeyIdentifier`]: rcgen
    /// writes this extension only if `use_authority_key_identifier_extension` is set in the parameters.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::rcgen::{CertificateParams, KeyPair, SerialNumber};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let mut params = CertificateParams::new(["localhost".to_owned()])?;
    /// params.serial_number = Some(SerialNumber::from_slice(b"\x87\x65\x43\x21"));
    /// params.use_authority_key_identifier_extension = true;
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let minted = Profile::new(Lifetime::days(7)).self_signed(params, &KeyPair::generate()?, now)?;
    /// assert!(minted.certificate_id()?.to_string().ends_with(".AIdlQyE"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn certificate_id(&self) -> Result<CertificateId<'_>, CertificateIdError> {
        CertificateId::from_certificate_der(&self.der)
    }

    /// Compares what `certificate` says with what was asked of rcgen.
    fn read_back(certificate: rcgen::Certificate, intended: &Intended<'_>) -> Result<Self, MintError> {
        let &Intended { validity, public_key, issuer, subject } = intended;
        let der = CertificateDer::from(certificate);
        let mut head =
            Head::read(&der).map_err(|found| MintError::ReadBack { intended: validity, found: Err(found) })?;
        let found = head.times().and_then(|times| times.validity());
        if found != Ok(validity) {
            return Err(MintError::ReadBack { intended: validity, found });
        }
        let written = head.rest.sequence(Element::Subject).map(|subject| subject.whole);
        for (field, name, written) in [("issuer", issuer, Ok(head.issuer.whole)), ("subject", subject, written)] {
            if let Some(name) = name
                && written != Ok(name)
            {
                return Err(MintError::Name { field, name: name::text(name) });
            }
        }
        if head.rest.sequence(Element::SubjectPublicKeyInfo).map(|key| key.whole) != Ok(public_key) {
            return Err(MintError::PublicKey { key: Hex(public_key).to_string() });
        }
        Ok(Self { der, validity })
    }
}

impl From<Minted> for CertificateDer<'static> {
    fn from(minted: Minted) -> Self {
        minted.der
    }
}

/// What a certificate must say, the key and the names to the octet.
struct Intended<'a> {
    validity: Validity,
    public_key: &'a [u8],
    /// The name of the authority, where it is another than the subject.
    issuer: Option<&'a [u8]>,
    /// The name in a request, where there is one.
    subject: Option<&'a [u8]>,
}

/// `params` with the period and a serial number, once they are known to be writable.
fn ready(mut params: CertificateParams, validity: &Validity) -> Result<CertificateParams, MintError> {
    params::refuse_unwritable(&params)?;
    params.serial_number = Some(match params.serial_number {
        Some(given) => serial::checked(&given)?,
        None => serial::random()?,
    });
    params.not_before = OffsetDateTime::from(validity.not_before());
    params.not_after = OffsetDateTime::from(validity.not_after());
    Ok(params)
}

/// Requires that `params` do not name a leaf as its issuer is named.
fn refuse_self_issued(
    params: &CertificateParams,
    issuer: &Authority<impl SigningKey>,
    validity: Validity,
) -> Result<(), MintError> {
    if !name::may_be(&params.distinguished_name, issuer.subject()) {
        return Ok(());
    }
    let unread = |found| MintError::ReadBack { intended: validity, found: Err(found) };
    // The name alone, and before the key is asked: it may be in an HSM, which should sign nothing in vain.
    let mut named = CertificateParams::default();
    named.distinguished_name.clone_from(&params.distinguished_name);
    named.serial_number.clone_from(&params.serial_number);
    let nobody = NoKey(issuer.issuer().key().algorithm());
    let draft = named.self_signed(&nobody).map_err(|source| MintError::Signing { source })?;
    let mut head = Head::read(draft.der()).map_err(unread)?;
    let subject = head.rest.sequence(Element::Subject).map_err(unread)?;
    if subject.whole == issuer.subject() && !subject.content.is_empty() {
        return Err(MintError::SubjectIsIssuer { name: name::text(subject.whole) });
    }
    Ok(())
}

fn pem_of(der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), config)
}

/// The content of the one block in `text` whose label `wanted` takes. Other blocks, keys for example, are passed over.
///
/// `label` is the usual one, for the error.
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
fn one_block(text: &str, label: &'static str, wanted: impl Fn(&str) -> bool) -> Result<Vec<u8>, MintError> {
    let blocks = pem::parse_many(text).map_err(|error| MintError::Pem { reason: error.to_string() })?;
    let found: Vec<_> = blocks.into_iter().filter(|block| wanted(block.tag())).collect();
    match <[pem::Pem; 1]>::try_from(found) {
        Ok([block]) => Ok(block.into_contents()),
        Err(found) => Err(MintError::PemCount { label, found: found.len() }),
    }
}
