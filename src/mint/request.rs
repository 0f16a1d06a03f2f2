//! A signing request: who asks for a certificate, and for which key.

use rcgen::{
    CertificateParams, CertificateSigningRequestParams, DistinguishedName, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, PublicKeyData as _, SubjectPublicKeyInfo,
};
use rustls_pki_types::CertificateSigningRequestDer;

use super::{
    MintError,
    draft::{self, NoKey},
    extension::Extension,
    grant, one_block,
    params::refuse_unwritable,
};
use crate::{
    der::{Element, Head, ReadError, Reader},
    print::Hex,
};

/// A certification request (PKCS #10, RFC 2986) whose signature verifies: the sender has the key.
///
/// That says nothing about the names in it. Look at [`params`](Self::params) before signing: they say all that the request
/// asks for, or else it is refused when it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequest {
    params: CertificateParams,
    public_key: SubjectPublicKeyInfo,
    subject: Vec<u8>,
}

impl CertificationRequest {
    /// Reads a request in DER, and verifies its signature.
    ///
    /// # Errors
    ///
    /// - [`MintError::RequestRead`]: the bytes are not one element of DER, or more follow it.
    /// - [`MintError::Request`]: the signature does not verify, its algorithm or that of the key is unknown, or the request
    ///   asks for an extension that rcgen does not grant. rcgen 0.14.10 grants subjectAltName, keyUsage, extendedKeyUsage
    ///   and basicConstraints, but no subjectKeyIdentifier.
    /// - [`MintError::PublicKey`]: rcgen cannot write the key as it stands in the request.
    /// - [`MintError::RequestsTooMuch`]: rcgen would grant a part of an extension, or pass it over.
    /// - [`MintError::Parameter`]: an alternative name has an object identifier that does not exist.
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
        let info = Info::read(der).map_err(|reason| MintError::RequestRead { reason })?;
        let unsupported = |source| MintError::Request { source };
        let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(der));
        let params = request.map_err(unsupported)?.params;
        // rcgen 0.14.10 has the key too, with the algorithm that goes with the signature, not the key's own.
        let public_key = SubjectPublicKeyInfo::from_der(info.public_key).map_err(unsupported)?;
        if public_key.subject_public_key_info() != info.public_key {
            return Err(MintError::PublicKey { key: Hex(info.public_key).to_string() });
        }
        let request = Self { params, public_key, subject: info.subject.to_vec() };
        request.refuse_partial(&info.extensions)?;
        Ok(request)
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
        let wanted = |label: &str| matches!(label, "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST");
        Self::from_der(&one_block(pem, "CERTIFICATE REQUEST", wanted)?)
    }

    /// What the request asks for: subject, alternative names, key usages. Its dates mean nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::CertificationRequest;
    /// use notafter::mint::rcgen::{CertificateParams, KeyPair, SanType};
    ///
    /// let sent = CertificateParams::new(["db.internal".to_owned()])?.serialize_request(&KeyPair::generate()?)?;
    /// let request = CertificationRequest::from_der(sent.der())?;
    /// let is_ours = |name: &SanType| matches!(name, SanType::DnsName(name) if name.as_str().ends_with(".internal"));
    /// assert!(request.params().subject_alt_names.iter().all(is_ours));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn params(&self) -> &CertificateParams {
        &self.params
    }

    /// The key to be certified.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::mint::CertificationRequest;
    /// use notafter::mint::rcgen::{CertificateParams, KeyPair, PublicKeyData};
    ///
    /// let key = KeyPair::generate()?;
    /// let sent = CertificateParams::default().serialize_request(&key)?;
    /// let request = CertificationRequest::from_der(sent.der())?;
    /// assert_eq!(request.public_key().subject_public_key_info(), key.subject_public_key_info());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn public_key(&self) -> &SubjectPublicKeyInfo {
        &self.public_key
    }

    /// The subject's name in DER, to be found in the certificate.
    pub(super) fn subject(&self) -> &[u8] {
        &self.subject
    }

    /// Requires that the parameters say all that the request asks for with `extensions`.
    fn refuse_partial(&self, extensions: &[Extension<'_>]) -> Result<(), MintError> {
        let mut params = self.params.clone();
        // The subject's name is compared in the certificate itself, and may be one that cannot be written.
        params.distinguished_name = DistinguishedName::new();
        refuse_unwritable(&params)?;
        let issuer = Issuer::new(CertificateParams::default(), NoKey(self.public_key.algorithm()));
        let draft = draft::unsigned(&params, &issuer).map_err(|source| MintError::Request { source })?;
        let given = Head::read(&draft).and_then(|head| Extension::of_certificate(head.rest));
        let given = given.map_err(|reason| MintError::RequestRead { reason })?;
        grant::first_refused(extensions, &given).map_or(Ok(()), |asked| Err(MintError::RequestsTooMuch { asked }))
    }

    pub(super) fn refuse_authority(&self) -> Result<(), MintError> {
        let params = self.params();
        let asked = if matches!(params.is_ca, IsCa::Ca(_)) {
            "basicConstraints cA"
        } else if params.key_usages.contains(&KeyUsagePurpose::KeyCertSign) {
            "keyUsage keyCertSign"
        } else if params.key_usages.contains(&KeyUsagePurpose::CrlSign) {
            "keyUsage cRLSign"
        } else if params.extended_key_usages.contains(&ExtendedKeyUsagePurpose::OcspSigning) {
            // It would answer for every certificate of the authority (RFC 6960 section 4.2.2.2).
            "extendedKeyUsage id-kp-OCSPSigning"
        } else {
            return Ok(());
        };
        Err(MintError::RequestsAuthority { asked })
    }
}

/// What a request says of its sender, each part as it is written.
struct Info<'a> {
    subject: &'a [u8],
    public_key: &'a [u8],
    /// The extensions that it asks for, in any of its attributes.
    extensions: Vec<Extension<'a>>,
}

impl<'a> Info<'a> {
    fn read(der: &'a [u8]) -> Result<Self, ReadError> {
        let mut outer = Reader::new(der);
        let mut request = outer.sequence(Element::CertificationRequest)?.reader();
        outer.finish(Element::CertificationRequest)?;
        let mut info = request.sequence(Element::CertificationRequest)?.reader();
        info.next(Element::Version)?;
        let subject = info.sequence(Element::Subject)?.whole;
        let public_key = info.sequence(Element::SubjectPublicKeyInfo)?.whole;
        let mut attributes = info.next(Element::CertificationRequest)?.reader();
        info.finish(Element::CertificationRequest)?;
        let mut extensions = Vec::new();
        while attributes.peek().is_some() {
            let mut attribute = attributes.sequence(Element::CertificationRequest)?.reader();
            let oid = attribute.next(Element::CertificationRequest)?.content;
            if oid != EXTENSION_REQUEST && oid != MICROSOFT_EXTENSIONS {
                continue;
            }
            let mut values = attribute.next(Element::CertificationRequest)?.reader();
            attribute.finish(Element::CertificationRequest)?;
            // rcgen 0.14.10 reads the first value of the first extensionRequest alone.
            while values.peek().is_some() {
                extensions.extend(Extension::of_list(values.sequence(Element::Extensions)?.reader())?);
            }
        }
        Ok(Self { subject, public_key, extensions })
    }
}

/// extensionRequest, 1.2.840.113549.1.9.14 (RFC 2985 section 5.4.2).
const EXTENSION_REQUEST: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];
/// szOID_CERT_EXTENSIONS, 1.3.6.1.4.1.311.2.1.14, which older Windows uses for the same.
const MICROSOFT_EXTENSIONS: [u8; 10] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x01, 0x0e];
