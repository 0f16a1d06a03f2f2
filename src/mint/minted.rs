//! A minted certificate.

use rustls_pki_types::CertificateDer;

use crate::{
    armour,
    renewal::{CertificateId, CertificateIdError},
    validity::Validity,
};

/// A minted certificate.
///
/// All of it was checked before it was signed.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "__backend")] {
/// use notafter::mint::{self, pki_types::CertificateDer, rcgen::KeyPair};
/// use notafter::{Lifetime, Profile, Validity, time::macros::utc_datetime};
///
/// let (params, now) = (mint::server(["localhost"])?, utc_datetime!(2026-01-01 00:00:00));
/// let minted = Profile::new(Lifetime::days(7)).self_signed(params, &KeyPair::generate()?, now)?;
/// assert_eq!(minted.validity().to_string(), "2026-01-01T00:00:00Z/2026-01-07T23:59:59Z");
/// assert_eq!(Validity::from_certificate_der(minted.der())?, minted.validity());
/// assert!(minted.to_pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
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
    pub(super) const fn new(der: CertificateDer<'static>, validity: Validity) -> Self {
        Self { der, validity }
    }

    /// The certificate in DER.
    #[must_use]
    pub const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// The certificate in PEM, with LF at the end of each line.
    #[must_use]
    pub fn to_pem(&self) -> String {
        armour::encode(&self.der)
    }

    /// The validity period that the certificate states.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// The identifier of the certificate for ACME renewal information
    /// ([RFC 9773 section 4.1](https://www.rfc-editor.org/rfc/rfc9773#section-4.1)).
    ///
    /// # Errors
    ///
    /// It fails as [`CertificateId::from_certificate_der`] does. The usual error is
    /// [`CertificateIdError::NoAuthorityKeyIdentifier`]: an authority that signs itself need not have this extension.
    pub fn certificate_id(&self) -> Result<CertificateId<'_>, CertificateIdError> {
        CertificateId::from_certificate_der(&self.der)
    }
}

impl From<Minted> for CertificateDer<'static> {
    fn from(minted: Minted) -> Self {
        minted.der
    }
}
