//! Mint certificates with rcgen, and read each one back before it is handed out.
//!
//! A [`Profile`] decides the dates, rcgen writes the certificate, and the caller's key signs it; any
//! [`rcgen::SigningKey`] will do, so that a key in an HSM or a KMS can sign. What rcgen's parameters say about notBefore
//! and notAfter is replaced. Nothing else in them is changed, but for the serial number where none is given:
//! 158 random bits in 20 octets, because rcgen's own default repeats when a key is certified again.
//!
//! # Examples
//!
//! An authority for ten years, and a leaf for one:
//!
//! ```
//! # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
//! use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair}};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
//!
//! let now = utc_datetime!(2012-02-29 00:00:00);
//! let mut params = CertificateParams::default();
//! params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//! let authority = Authority::self_signed(&ten_years, params, KeyPair::generate()?, now)?;
//!
//! let key = KeyPair::generate()?;
//! let one_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//! let leaf = one_year.signed_by(CertificateParams::new(["db.internal".to_owned()])?, &key, &authority, now)?;
//! assert_eq!(leaf.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod authority;
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
mod draft;
mod extension;
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
mod grant;
mod issued;
mod name;
mod params;
#[cfg(any(feature = "ring", feature = "aws_lc_rs"))]
mod request;
mod serial;

use core::fmt;

use rcgen::{CertificateParams, PublicKeyData, SigningKey};
use rustls_pki_types::CertificateDer;
use thiserror::Error;
use time::{OffsetDateTime, UtcDateTime};

use crate::{
    der::{Element, Head, ReadError},
    fault::{Scope, Scoped},
    print::Hex,
    profile::{Profile, ProfileError},
    validity::Validity,
};

pub use authority::Authority;
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
        let public_key = key.subject_public_key_info();
        Minted::read_back(certificate, &Intended { validity, public_key: &public_key, issuer: None, subject: None })
    }

    /// Mints a certificate for `public_key`, signed by `issuer`, at `now`.
    ///
    /// A key pair is a public key too. To sign for a key of which only the SubjectPublicKeyInfo is known, use
    /// [`rcgen::SubjectPublicKeyInfo`].
    ///
    /// # Errors
    ///
    /// Those of [`self_signed`](Self::self_signed), where [`MintError::Profile`] includes a period that ends after the
    /// issuer's, unless the profile says otherwise, and [`MintError::Name`]: the certificate would name another issuer.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws_lc_rs"))] {
    /// use notafter::mint::{Authority, rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair}};
    /// use notafter::{BeyondIssuer, Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// # let mut params = CertificateParams::default();
    /// # params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let authority = Authority::self_signed(&Profile::new(Lifetime::days(30)), params, KeyPair::generate()?, now)?;
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
    /// - [`MintError::RequestsAuthority`]: the request asks to be an authority. To grant that, give its parameters and its
    ///   key to [`signed_by`](Self::signed_by).
    /// - [`MintError::Name`]: rcgen cannot write the subject's name as it stands in the request.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
    /// use notafter::mint::{Authority, CertificationRequest};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// # let mut params = CertificateParams::default();
    /// # params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    /// let (profile, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
    /// let authority = Authority::self_signed(&profile, params, KeyPair::generate()?, now)?;
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
        let certificate =
            params.signed_by(public_key, issuer.issuer()).map_err(|source| MintError::Signing { source })?;
        let (issuer, public_key) = (Some(issuer.subject()), public_key.subject_public_key_info());
        Minted::read_back(certificate, &Intended { validity, public_key: &public_key, issuer, subject })
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
    #[must_use]
    pub const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// The certificate in PEM, with LF at the end of each line.
    #[must_use]
    pub fn pem(&self) -> String {
        pem_of(&self.der)
    }

    /// The validity period that the certificate states.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
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

/// A certificate that was not minted, or an authority or request that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MintError {
    /// The profile has no period at this time, under this issuer.
    #[error("{reason}")]
    Profile {
        /// What is wrong with the period.
        reason: ProfileError,
    },
    /// A parameter holds a text or an object identifier that cannot be written.
    #[error("{field} `{value}` {reason}")]
    Parameter {
        /// The field of [`CertificateParams`].
        field: &'static str,
        /// The value that was refused.
        value: String,
        /// Why it cannot be written.
        reason: &'static str,
    },
    /// The given serial number is zero or empty (RFC 5280 section 4.1.2.2: it is positive).
    #[error("serialNumber is zero, it must be positive")]
    ZeroSerial,
    /// The given serial number is too long (RFC 5280 section 4.1.2.2: at most 20 octets).
    #[error("serialNumber {serial} takes {octets} octets, at most 20 are allowed")]
    LongSerial {
        /// The serial number in hexadecimal.
        serial: String,
        /// The octets that its encoding would have.
        octets: usize,
    },
    /// The operating system gave no random bytes for a serial number.
    #[error("no random bytes for serialNumber: {reason}")]
    Entropy {
        /// What the operating system answered.
        reason: String,
    },
    /// rcgen or the key failed.
    #[error("certificate could not be signed")]
    Signing {
        /// What rcgen answered.
        source: rcgen::Error,
    },
    /// The certificate does not state the period that the profile decided.
    #[error("minted certificate states {}, not {intended}", ReadBack(found))]
    ReadBack {
        /// The period that the profile decided.
        intended: Validity,
        /// The period that was read.
        found: Result<Validity, ReadError>,
    },
    /// rcgen cannot write this name as it stands in the authority's certificate or in the request.
    ///
    /// rcgen 0.14.10 keeps one attribute of each type: of `DC=example, DC=com` it writes one. It does not write a
    /// PrintableString with a question mark either. A certificate with another issuer than its authority's subject is
    /// accepted by no verifier (RFC 5280 section 6.1.3 (a)(4)).
    #[error("{field} `{name}` has parts that rcgen does not write, such as the same attribute type twice")]
    Name {
        /// `issuer` or `subject`.
        field: &'static str,
        /// The name as it stands there: each attribute's type, in dotted decimal if RFC 4514 section 3 has no label for
        /// it, and the first 40 bytes of its value.
        name: String,
    },
    /// rcgen cannot write this public key as it stands in the request, or as its [`PublicKeyData`] says it.
    #[error("subjectPublicKeyInfo {key} cannot be written as it stands")]
    PublicKey {
        /// The SubjectPublicKeyInfo in hexadecimal.
        key: String,
    },
    /// The certificate of the authority is not one.
    #[error("authority's certificate: {reason}")]
    AuthorityRead {
        /// What is wrong with its bytes.
        reason: ReadError,
    },
    /// rcgen does not read the certificate of the authority.
    #[error("authority's certificate could not be read")]
    AuthorityUnsupported {
        /// What rcgen answered.
        source: rcgen::Error,
    },
    /// The certificate or the parameters are not those of an authority (RFC 5280 sections 4.2.1.3 and 4.2.1.9).
    #[error("{missing} is missing: this is not a certificate authority")]
    NotAnAuthority {
        /// The extension that says so.
        missing: &'static str,
    },
    /// The authority's certificate is for another key.
    #[error("authority's key is not the one that its certificate certifies")]
    KeyMismatch,
    /// The signing request is not one, its signature does not verify, or rcgen cannot grant what it asks for.
    #[error("signing request could not be read")]
    Request {
        /// What rcgen answered.
        source: rcgen::Error,
    },
    /// The bytes of the signing request are not one element of DER.
    #[error("signing request: {reason}")]
    RequestRead {
        /// What is wrong with its bytes.
        reason: ReadError,
    },
    /// The signing request asks to be an authority.
    #[error("signing request asks for {asked}, which would make the subject an authority")]
    RequestsAuthority {
        /// The extension with the value that was asked for.
        asked: &'static str,
    },
    /// The signing request asks for an extension that rcgen would grant in part, or pass over without a word.
    ///
    /// rcgen 0.14.10 writes no extension that names nothing, nor what follows on the text of an otherName. It reads the
    /// first list of extensions alone, and none in Microsoft's attribute 1.3.6.1.4.1.311.2.1.14.
    #[error("signing request has {asked}, which cannot be granted in full")]
    RequestsTooMuch {
        /// The extension, as RFC 5280 section 4.2 calls it.
        asked: &'static str,
    },
    /// The text is not PEM.
    #[error("not PEM: {reason}")]
    Pem {
        /// What is wrong with the text.
        reason: String,
    },
    /// The PEM text does not hold exactly one block of this kind.
    #[error("expected one PEM block `{label}`, found {found}")]
    PemCount {
        /// The label of the block.
        label: &'static str,
        /// How many there are.
        found: usize,
    },
}

impl From<ProfileError> for MintError {
    fn from(reason: ProfileError) -> Self {
        Self::Profile { reason }
    }
}

impl Scoped for MintError {
    fn scope(&self) -> Scope {
        match self {
            Self::Profile { reason } => reason.scope(),
            Self::Entropy { .. } | Self::KeyMismatch => Scope::ThisHost,
            Self::Signing {
                source: rcgen::Error::RemoteKeyError | rcgen::Error::RingUnspecified | rcgen::Error::RingKeyRejected(_),
            } => Scope::ThisHost,
            // In doubt no host is to blame: that is the cheaper mistake.
            _ => Scope::EveryHost,
        }
    }
}

/// What a certificate must say: its period, its key to the octet, and the names to the octet that come from another document.
struct Intended<'a> {
    validity: Validity,
    public_key: &'a [u8],
    issuer: Option<&'a [u8]>,
    subject: Option<&'a [u8]>,
}

/// Prints what was read back in place of a period.
struct ReadBack<'a>(&'a Result<Validity, ReadError>);

impl fmt::Display for ReadBack<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ok(validity) => validity.fmt(f),
            Err(error) => error.fmt(f),
        }
    }
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
