//! Composes, checks and signs every certificate.
//!
//! ```text
//! profile, params, request ─▶ body ─ read back, compared, judged ─▶ key ─▶ certificate
//! ```
//!
//! The caller's key is asked once, and only for a body that was checked.

use std::borrow::Cow;

use rcgen::{CertificateParams, IsCa, KeyUsagePurpose, PublicKeyData, SignatureAlgorithm, SigningKey};
use rustls_pki_types::CertificateDer;

use super::{MintError, Minted, check, intent, serial};
use crate::{
    der::{
        BIT_STRING, BasicConstraints, Body, EXTENSIONS, Element, Extension, Head, INTEGER, Name, OCTET_STRING,
        SEQUENCE, Tlv, Writer, id,
    },
    validity::Validity,
};

/// A certificate before it is signed.
pub(super) struct Draft<'a> {
    /// The serial number and the extensions. Their name is the subject's, unless there is another.
    pub(super) params: CertificateParams,
    pub(super) validity: Validity,
    /// The SubjectPublicKeyInfo.
    pub(super) public_key: &'a [u8],
    /// The subject in place of the one in `params`.
    pub(super) subject: Option<Name<'a>>,
    /// Extensions beside the ones of `params`.
    pub(super) granted: Vec<Extension<'a>>,
    /// The authority that signs, or `None` if the subject itself signs.
    pub(super) issuer: Option<&'a Above>,
}

/// The authority above a certificate.
pub(super) struct Above {
    /// Its subject in DER.
    pub(super) subject: Vec<u8>,
    /// The identifier of its key.
    pub(super) key_identifier: Vec<u8>,
    /// The AlgorithmIdentifier of its signatures.
    pub(super) signature: Vec<u8>,
}

/// The intended contents of a certificate, in DER except the period.
pub(super) struct Meant<'a> {
    /// The content of the INTEGER.
    pub(super) serial_number: &'a [u8],
    pub(super) signature: &'a [u8],
    pub(super) issuer: &'a [u8],
    pub(super) validity: Validity,
    pub(super) subject: &'a [u8],
    pub(super) public_key: &'a [u8],
    /// One after another.
    pub(super) extensions: &'a [u8],
}

impl Draft<'_> {
    /// Asks `key` for the one signature, if the body is as intended and `allow` allows it.
    pub(super) fn sign(
        mut self,
        key: &impl SigningKey,
        allow: impl FnOnce(&Body<'_>) -> Result<(), MintError>,
    ) -> Result<Minted, MintError> {
        let serial_number = serial::of(self.params.serial_number.as_ref())?;
        let subject = match self.subject {
            Some(subject) => Cow::Borrowed(subject.as_der()),
            None => Cow::Owned(intent::subject(&self.params)?),
        };
        let own;
        let (issuer, signature) = match self.issuer {
            Some(issuer) => (&*issuer.subject, &*issuer.signature),
            None => {
                own = algorithm_identifier(key.algorithm()).map_err(|reason| MintError::Write { reason })?;
                (&*subject, &*own)
            }
        };
        let extensions = self.extensions(*subject == *Name::EMPTY.as_der())?;
        let Self { params, validity, public_key, .. } = self;
        intent::refuse_unknown(params)?;

        let (serial_number, extensions) = (&*serial_number, extensions.as_bytes());
        let meant = Meant { serial_number, signature, issuer, validity, subject: &subject, public_key, extensions };
        let body = meant.write();
        allow(&check::check(&body, &meant)?)?;
        let signed = key.sign(&body).map_err(|reason| MintError::Sign { reason })?;
        let mut certificate = Writer::with_capacity(body.len() + signature.len() + signed.len() + 16);
        certificate.nest(SEQUENCE, |certificate| {
            certificate.encoded(&body);
            // requirement: TLS BR §7.1.2.7 signature-algorithm
            certificate.encoded(signature);
            certificate.nest(BIT_STRING, |bits| {
                bits.encoded(&[0]);
                bits.encoded(&signed);
            });
        });
        Ok(Minted::new(CertificateDer::from(certificate.into_bytes()), validity))
    }

    /// Writes the extensions: the ones of `params`, the ones that each certificate of its kind has, and the granted ones.
    fn extensions(&mut self, nameless: bool) -> Result<Writer, MintError> {
        // An authority that signs itself may leave out the identifier of its issuer's key (RFC 5280 section 4.2.1.1).
        let names_issuer = self.issuer.is_some()
            || !matches!(self.params.is_ca, IsCa::Ca(_))
            || self.params.use_authority_key_identifier_extension;
        let is_granted = self.granted.iter().any(is_authority);
        let is_authority = is_granted || matches!(self.params.is_ca, IsCa::Ca(_));
        if is_authority && self.params.key_usages.is_empty() && !self.has(id::KEY_USAGE) {
            self.params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        }
        let has_identifier = is_granted || !matches!(self.params.is_ca, IsCa::NoCa);
        let key_identifier =
            if has_identifier || self.issuer.is_none() { self.key_identifier() } else { Cow::Borrowed(&[][..]) };

        let mut to = Writer::with_capacity(512);
        if names_issuer {
            let identifier = self.issuer.map_or(&*key_identifier, |issuer| &issuer.key_identifier);
            intent::authority_key_identifier(&mut to, identifier);
        }
        intent::extensions(&mut to, &self.params, &key_identifier, nameless)?;
        if is_granted && matches!(self.params.is_ca, IsCa::NoCa) && !self.has(id::SUBJECT_KEY_IDENTIFIER) {
            intent::subject_key_identifier(&mut to, &key_identifier);
        }
        self.granted.iter().for_each(|granted| intent::write(&mut to, granted, nameless));
        Ok(to)
    }

    /// Whether an extension is there already.
    fn has(&self, id: &[u8]) -> bool {
        self.granted.iter().any(|extension| extension.id() == id)
            || self.params.custom_extensions.iter().any(|custom| intent::is(custom, id))
    }

    /// The identifier of the key. It comes from an extension of `params` if there is one, or else is made as they want. That is
    /// a hash of the key if rcgen has one, and else [`plain_identifier`].
    fn key_identifier(&self) -> Cow<'_, [u8]> {
        let mut custom = self.params.custom_extensions.iter();
        let own = custom.find(|custom| intent::is(custom, id::SUBJECT_KEY_IDENTIFIER));
        if let Some(Ok(own)) = own.map(|own| Tlv::of(Element::KeyIdentifier, OCTET_STRING, own.content())) {
            return Cow::Borrowed(own.content);
        }
        let made =
            self.params.key_identifier(&Unsigned { public_key: self.public_key, algorithm: &rcgen::PKCS_ED25519 });
        Cow::Owned(if made.is_empty() { plain_identifier(self.public_key) } else { made })
    }
}

impl Meant<'_> {
    /// The TBSCertificate (RFC 5280 section 4.1).
    pub(super) fn write(&self) -> Vec<u8> {
        let octets = self.issuer.len() + self.subject.len() + self.public_key.len() + self.extensions.len();
        let mut body = Writer::with_capacity(octets + 128);
        body.nest(SEQUENCE, |body| {
            // requirement: TLS BR §7.1.2.7 version
            body.encoded(VERSION_3);
            body.element(INTEGER, self.serial_number);
            body.encoded(self.signature);
            // requirement: TLS BR §7.1.2.7 issuer
            body.encoded(self.issuer);
            body.nest(SEQUENCE, |body| self.validity.encoded().iter().for_each(|time| body.encoded(time.as_bytes())));
            body.encoded(self.subject);
            body.encoded(self.public_key);
            // requirement: TLS BR §7.1.2.7 no-issuer-unique-id
            // requirement: TLS BR §7.1.2.7 no-subject-unique-id
            if !self.extensions.is_empty() {
                body.nest(EXTENSIONS, |body| body.element(SEQUENCE, self.extensions));
            }
        });
        body.into_bytes()
    }
}

/// Whether an extension makes an authority.
fn is_authority(extension: &Extension<'_>) -> bool {
    extension.id() == id::BASIC_CONSTRAINTS
        && BasicConstraints::read(extension).is_ok_and(|constraints| constraints.is_ca)
}

/// The key's last 20 octets, which no other key has.
pub(super) fn plain_identifier(public_key: &[u8]) -> Vec<u8> {
    public_key.get(public_key.len().saturating_sub(20)..).unwrap_or_default().to_vec()
}

/// The AlgorithmIdentifier of the signatures by `algorithm`. rcgen shows it only in the structures that it writes.
pub(super) fn algorithm_identifier(algorithm: &'static SignatureAlgorithm) -> Result<Vec<u8>, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.serial_number = Some(1u64.into());
    let written = params.self_signed(&Unsigned { public_key: &[], algorithm })?;
    let head = Head::read(written.der()).map_err(|_| rcgen::Error::UnsupportedSignatureAlgorithm)?;
    Ok(head.signature.whole.to_vec())
}

/// A key that rcgen writes for, and that signs nothing.
struct Unsigned<'a> {
    public_key: &'a [u8],
    algorithm: &'static SignatureAlgorithm,
}

impl PublicKeyData for Unsigned<'_> {
    /// The source of key identifiers.
    fn subject_public_key_info(&self) -> Vec<u8> {
        self.public_key.to_vec()
    }

    fn der_bytes(&self) -> &[u8] {
        &[]
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl SigningKey for Unsigned<'_> {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}

/// `[0]` with the INTEGER 2.
const VERSION_3: &[u8] = &[0xa0, 3, 2, 1, 2];
