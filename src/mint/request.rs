//! A signing request: who asks for a certificate, and for which key.

use rcgen::{CertificateParams, CertificateSigningRequestParams, IsCa, KeyUsagePurpose, PublicKey};
use rustls_pki_types::CertificateSigningRequestDer;

use super::{MintError, one_block};
use crate::der::{Element, ReadError, Reader};

/// A certification request (PKCS #10, RFC 2986) whose signature verifies: the sender has the key.
///
/// That says nothing about the names in it. Look at [`params`](Self::params) before signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequest {
    request: CertificateSigningRequestParams,
    subject: Vec<u8>,
}

impl CertificationRequest {
    /// Reads a request in DER, and verifies its signature.
    ///
    /// # Errors
    ///
    /// - [`MintError::RequestRead`]: the bytes are not one element of DER, or more follow it.
    /// - [`MintError::Request`]: the signature does not verify, the algorithm is unknown, or the request asks for an
    ///   extension that rcgen does not grant.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::{CertificationRequest, MintError, rcgen::{CertificateParams, KeyPair}};
    ///
    /// let params = CertificateParams::new(["db.internal".to_owned()])?;
    /// let mut sent = params.serialize_request(&KeyPair::generate()?)?.der().to_vec();
    /// let request = CertificationRequest::from_der(&sent)?;
    /// assert_eq!(request.params().subject_alt_names, params.subject_alt_names);
    /// sent.push(0);
    /// assert!(matches!(CertificationRequest::from_der(&sent), Err(MintError::RequestRead { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, MintError> {
        let subject = subject(der).map_err(|reason| MintError::RequestRead { reason })?.to_vec();
        let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(der))
            .map_err(|source| MintError::Request { source })?;
        Ok(Self { request, subject })
    }

    /// Reads a request in PEM, and verifies its signature.
    ///
    /// # Errors
    ///
    /// Those of [`from_der`](Self::from_der), [`MintError::Pem`] and [`MintError::PemCount`].
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::{CertificationRequest, rcgen::{CertificateParams, KeyPair}};
    ///
    /// let params = CertificateParams::new(["db.internal".to_owned()])?;
    /// let sent = params.serialize_request(&KeyPair::generate()?)?.pem()?;
    ///
    /// let request = CertificationRequest::from_pem(&sent)?;
    /// assert_eq!(request.params().subject_alt_names, params.subject_alt_names);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_pem(pem: &str) -> Result<Self, MintError> {
        Self::from_der(&one_block(pem, ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"])?)
    }

    /// What the request asks for: subject, alternative names, key usages. Its dates mean nothing.
    #[must_use]
    pub const fn params(&self) -> &CertificateParams {
        &self.request.params
    }

    /// The key to be certified.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.request.public_key
    }

    /// The subject's name in DER, to be found in the certificate.
    pub(super) fn subject(&self) -> &[u8] {
        &self.subject
    }

    pub(super) fn refuse_authority(&self) -> Result<(), MintError> {
        let params = self.params();
        let asked = if matches!(params.is_ca, IsCa::Ca(_)) {
            "basicConstraints cA"
        } else if params.key_usages.contains(&KeyUsagePurpose::KeyCertSign) {
            "keyUsage keyCertSign"
        } else if params.key_usages.contains(&KeyUsagePurpose::CrlSign) {
            "keyUsage cRLSign"
        } else {
            return Ok(());
        };
        Err(MintError::RequestsAuthority { asked })
    }
}

/// The subject's name in a request: what follows the version.
fn subject(der: &[u8]) -> Result<&[u8], ReadError> {
    let mut outer = Reader::new(der);
    let mut request = outer.sequence(Element::CertificationRequest)?.reader();
    outer.finish(Element::CertificationRequest)?;
    let mut info = request.sequence(Element::CertificationRequest)?.reader();
    info.next(Element::Version)?;
    Ok(info.sequence(Element::Subject)?.whole)
}
