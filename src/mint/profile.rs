//! Methods that mint, from parameters or for a request.

use rcgen::{CertificateParams, PublicKeyData, SigningKey};
use time::UtcDateTime;

use super::{Authority, MintError, Minted, compose::Draft};
#[cfg(feature = "__backend")]
use super::{CertificationRequest, Grant};
use crate::profile::Profile;

impl Profile {
    /// Mints a certificate that `key` signs for itself, at `now`.
    ///
    /// For an authority that signs others, use [`Authority::self_signed`].
    ///
    /// # Errors
    ///
    /// - [`MintError::Profile`]: the profile has no period at `now`.
    /// - [`MintError::Parameter`], [`MintError::ZeroSerial`], [`MintError::LongSerial`], [`MintError::Write`]: the parameters cannot be
    ///   written.
    /// - [`MintError::Extension`], [`MintError::Name`], [`MintError::Nameless`]: verifiers would refuse the certificate.
    /// - [`MintError::Entropy`]: no serial number was given, and none could be drawn.
    /// - [`MintError::Altered`]: the written body is not as intended.
    /// - [`MintError::Sign`]: the key failed. Before that it was asked for nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "__backend")] {
    /// use notafter::mint::{self, rcgen::KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let minted = Profile::new(Lifetime::days(7)).self_signed(
    ///     mint::server(["localhost"])?,
    ///     &KeyPair::generate()?,
    ///     now,
    /// )?;
    /// assert_eq!(minted.validity().days(), 7);
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
        let public_key = &key.subject_public_key_info();
        Draft { params, validity, public_key, subject: None, granted: Vec::new(), issuer: None }.sign(key, |_| Ok(()))
    }

    /// Mints a certificate for `public_key`, signed by `issuer`, at `now`.
    ///
    /// The certificate gets an authority key identifier. If it belongs to an authority, it also gets a subject key identifier,
    /// and keyCertSign and cRLSign if `params` have no key usages. A key pair is a public key too. To sign for a key that you
    /// know only in DER, implement [`PublicKeyData`] for it: [`rcgen::SubjectPublicKeyInfo`] needs rcgen's feature
    /// `x509-parser`.
    ///
    /// # Errors
    ///
    /// - The errors of [`self_signed`](Self::self_signed).
    /// - [`MintError::Profile`]: the period would also end after the issuer's, unless the profile allows that.
    /// - [`MintError::SubjectIsIssuer`]: the subject's name is the issuer's, and the certificate is not to belong to an
    ///   authority.
    /// - [`MintError::PathLength`], [`MintError::Constraint`]: an authority above may not sign it.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "__backend")] {
    /// use notafter::mint::{self, Authority, rcgen::KeyPair};
    /// use notafter::{BeyondIssuer, Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let (month, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
    /// let authority =
    ///     Authority::self_signed(&month, mint::authority("Example CA"), KeyPair::generate()?, now)?;
    ///
    /// let profile = Profile::new(Lifetime::days(90)).with_beyond_issuer(BeyondIssuer::Truncate);
    /// let leaf = profile.signed_by(
    ///     mint::server(["db.internal"])?,
    ///     &KeyPair::generate()?,
    ///     &authority,
    ///     now,
    /// )?;
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
        let validity = self.validity_under(now, &issuer.validity())?;
        let public_key = &public_key.subject_public_key_info();
        issuer.sign(Draft {
            params,
            validity,
            public_key,
            subject: None,
            granted: Vec::new(),
            issuer: Some(&issuer.above),
        })
    }

    /// Mints a certificate for `request`, as far as `grant` grants it, signed by `issuer`, at `now`.
    ///
    /// The key and all granted parts are copied octet by octet. Check the names of the request before you sign, for example
    /// with [`CertificationRequest::has_only`].
    ///
    /// # Errors
    ///
    /// - The errors of [`signed_by`](Self::signed_by).
    /// - [`MintError::Request`]: the request asks for something that is not granted.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::{self, Authority, CertificationRequest, Grant, rcgen::KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let (profile, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
    /// let authority = Authority::self_signed(
    ///     &profile,
    ///     mint::authority("Example CA"),
    ///     KeyPair::generate()?,
    ///     now,
    /// )?;
    ///
    /// let sent = mint::server(["db.internal"])?.serialize_request(&KeyPair::generate()?)?;
    /// let request = CertificationRequest::from_der(sent.der())?;
    /// let leaf = profile.signed_request(&request, &Grant::new(), &authority, now)?;
    /// assert_eq!(leaf.validity(), authority.validity());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "__backend")]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "ring", feature = "aws_lc_rs"))))]
    pub fn signed_request(
        &self,
        request: &CertificationRequest,
        grant: &Grant,
        issuer: &Authority<impl SigningKey>,
        now: UtcDateTime,
    ) -> Result<Minted, MintError> {
        let validity = self.validity_under(now, &issuer.validity())?;
        issuer.sign(grant.of(request, validity, &issuer.above)?)
    }
}
