//! Compose, check, sign: the way of every certificate.
//!
//! ```text
//! params ─ rcgen ─▶ body ─ the octets that were meant ─▶ body ─ read back, compared, judged ─▶ key ─▶ certificate
//! ```
//!
//! rcgen writes for a key that signs nothing. The caller's key is asked once, and only for a body that was checked.

use rcgen::{CertificateParams, DistinguishedName, Issuer, KeyIdMethod, PublicKeyData, SignatureAlgorithm, SigningKey};
use rustls_pki_types::CertificateDer;

use super::{
    MintError, Minted,
    body::Body,
    check,
    error::{ExtensionFault, Part},
    params,
};
use crate::{
    der::{
        BIT_STRING, BOOLEAN, BasicConstraints, EXTENSIONS, Element, Extension, Head, Listed, Name, OBJECT_IDENTIFIER,
        OCTET_STRING, ReadError, SEQUENCE, Writer, id, identifiers,
    },
    validity::Validity,
};

/// A certificate before it is signed.
pub(super) struct Draft<'a> {
    /// What rcgen writes, with the period and a serial number.
    pub(super) params: CertificateParams,
    pub(super) validity: Validity,
    /// The SubjectPublicKeyInfo.
    pub(super) public_key: &'a [u8],
    /// The subject in place of the one in `params`.
    pub(super) subject: Option<Name<'a>>,
    /// Extensions beside those of `params`.
    pub(super) granted: &'a [Extension<'a>],
    /// Who signs, or the subject itself.
    pub(super) issuer: Option<&'a Above>,
}

/// The authority above a certificate.
pub(super) struct Above {
    /// Its subject in DER.
    pub(super) subject: Vec<u8>,
    /// Nothing but the identifier of its key, for rcgen to write.
    pub(super) template: CertificateParams,
    /// The AlgorithmIdentifier of its signatures.
    pub(super) signature: Vec<u8>,
}

impl Above {
    /// The authority with this subject whose key, with this identifier, signs by `algorithm`.
    pub(super) fn new(
        subject: Vec<u8>,
        key_identifier: Vec<u8>,
        algorithm: &'static SignatureAlgorithm,
    ) -> Result<Self, rcgen::Error> {
        let mut template = CertificateParams::default();
        template.distinguished_name = DistinguishedName::new();
        template.serial_number = Some(1u64.into());
        template.key_identifier_method = KeyIdMethod::PreSpecified(key_identifier);
        let key = Unsigned { public_key: &[], algorithm };
        let written = template.signed_by(&key, &Issuer::from_params(&template, &key))?;
        let signature = Head::read(written.der()).map_or_else(|_| Vec::new(), |head| head.signature.whole.to_vec());
        Ok(Self { subject, template, signature })
    }
}

impl Draft<'_> {
    /// Asks `key` for the one signature, if the body is as it should be and `allow` allows it.
    pub(super) fn sign(
        &self,
        key: &impl SigningKey,
        allow: impl FnOnce(&Body<'_>) -> Result<(), MintError>,
    ) -> Result<Minted, MintError> {
        let body = self.compose(key.algorithm())?;
        let read = check::check(&body, self)?;
        allow(&read)?;
        let signature = key.sign(&body).map_err(|reason| MintError::Sign { reason })?;
        let mut certificate = Writer::with_capacity(body.len() + signature.len() + 32);
        certificate.nest(SEQUENCE, |certificate| {
            certificate.encoded(&body);
            certificate.encoded(read.signature);
            certificate.nest(BIT_STRING, |bits| {
                bits.encoded(&[0]);
                bits.encoded(&signature);
            });
        });
        Ok(Minted::new(CertificateDer::from(certificate.into_bytes()), self.validity))
    }

    /// What rcgen writes, with the octets that were meant in place of its own.
    fn compose(&self, algorithm: &'static SignatureAlgorithm) -> Result<Vec<u8>, MintError> {
        params::refuse_unwritable(&self.params)?;
        // Where the authority's algorithm is known, the shortest one stands in for it.
        let algorithm = if self.issuer.is_some() { &rcgen::PKCS_ED25519 } else { algorithm };
        let key = Unsigned { public_key: &[], algorithm };
        let template = self.issuer.map_or(&self.params, |issuer| &issuer.template);
        let written = self.params.signed_by(&key, &Issuer::from_params(template, &key));
        let written = written.map_err(|reason| MintError::Write { reason })?;
        self.put_in(written.der()).map_err(|reason| MintError::Altered { part: Part::Body { reason } })
    }

    fn put_in(&self, written: &[u8]) -> Result<Vec<u8>, ReadError> {
        let mut head = Head::read(written)?;
        let subject = head.rest.sequence(Element::Subject)?.whole;
        let subject = self.subject.map_or(subject, |subject| subject.as_der());
        let (issuer, signature) = match self.issuer {
            Some(issuer) => (&*issuer.subject, &*issuer.signature),
            None => (subject, head.signature.whole),
        };
        let (nameless, mut extensions) = (subject == EMPTY_NAME, Writer::with_capacity(written.len()));
        if let Some(mut list) = head.rest.extensions()? {
            while let Some(listed) = Listed::next(&mut list).transpose()? {
                match listed.id.content {
                    // rcgen decides by the subject of its parameters, which need not be the subject.
                    id::SUBJECT_ALT_NAME if !self.params.subject_alt_names.is_empty() => {
                        write(&mut extensions, &Extension::read(listed)?.uncritical(), nameless);
                    }
                    id if MAY_BE_RAISED.contains(&id) => write(&mut extensions, &Extension::read(listed)?, nameless),
                    _ => extensions.encoded(listed.element.whole),
                }
            }
        }
        self.granted.iter().for_each(|granted| write(&mut extensions, granted, nameless));

        let names = issuer.len() + subject.len();
        let mut body =
            Writer::with_capacity(written.len() + extensions.as_bytes().len() + names + self.public_key.len());
        body.nest(SEQUENCE, |body| {
            let (serial_number, validity) = (head.serial_number.whole, head.validity.whole);
            for part in [VERSION_3, serial_number, signature, issuer, validity, subject, self.public_key] {
                body.encoded(part);
            }
            if !extensions.as_bytes().is_empty() {
                body.nest(EXTENSIONS, |body| body.element(SEQUENCE, extensions.as_bytes()));
            }
        });
        Ok(body.into_bytes())
    }
}

fn write(extensions: &mut Writer, extension: &Extension<'_>, nameless: bool) {
    extensions.nest(SEQUENCE, |parts| {
        parts.element(OBJECT_IDENTIFIER, extension.id());
        if is_critical(extension, nameless) {
            parts.element(BOOLEAN, &[0xff]);
        }
        parts.element(OCTET_STRING, extension.value());
    });
}

/// Whether an extension is critical in the certificate: where it was asked for, and where it must be.
///
/// - subjectAltName of a subject without a name (RFC 5280 section 4.1.2.6);
/// - basicConstraints of an authority, nameConstraints, policyConstraints, inhibitAnyPolicy (sections 4.2.1.9 to 4.2.1.14);
/// - extendedKeyUsage for time stamping (RFC 3161 section 2.3).
pub(super) fn is_critical(extension: &Extension<'_>, nameless: bool) -> bool {
    extension.is_critical()
        || match extension.id() {
            id::SUBJECT_ALT_NAME => nameless,
            id::BASIC_CONSTRAINTS => BasicConstraints::read(extension).is_ok_and(|constraints| constraints.is_ca),
            id::EXTENDED_KEY_USAGE => identifiers(extension)
                .is_ok_and(|mut purposes| purposes.any(|purpose| purpose == Ok(id::TIME_STAMPING))),
            id::NAME_CONSTRAINTS | id::POLICY_CONSTRAINTS | id::INHIBIT_ANY_POLICY => true,
            _ => false,
        }
}

/// The extensions of which [`is_critical`] says more than was asked for.
const MAY_BE_RAISED: [&[u8]; 6] = [
    id::SUBJECT_ALT_NAME,
    id::BASIC_CONSTRAINTS,
    id::EXTENDED_KEY_USAGE,
    id::NAME_CONSTRAINTS,
    id::POLICY_CONSTRAINTS,
    id::INHIBIT_ANY_POLICY,
];

/// Refuses an extension that is critical and must not be (RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.8, 4.2.1.15, 4.2.2).
pub(super) fn refuse_criticality(extension: &Extension<'_>) -> Result<(), MintError> {
    if NEVER_CRITICAL.contains(&extension.id()) && extension.is_critical() {
        return Err(MintError::Extension { extension: extension.oid(), fault: ExtensionFault::Critical });
    }
    Ok(())
}

const NEVER_CRITICAL: [&[u8]; 6] = [
    id::SUBJECT_KEY_IDENTIFIER,
    id::AUTHORITY_KEY_IDENTIFIER,
    id::SUBJECT_DIRECTORY_ATTRIBUTES,
    id::FRESHEST_CRL,
    id::AUTHORITY_INFO_ACCESS,
    id::SUBJECT_INFO_ACCESS,
];

/// A key that rcgen writes for, and that signs nothing.
struct Unsigned<'a> {
    public_key: &'a [u8],
    algorithm: &'static SignatureAlgorithm,
}

impl PublicKeyData for Unsigned<'_> {
    /// What key identifiers are made of.
    fn subject_public_key_info(&self) -> Vec<u8> {
        self.public_key.to_vec()
    }

    /// What rcgen writes as the key, which the octets of `public_key` take the place of.
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

/// The identifier of a key as `params` want it made: a hash of the key where rcgen has one, and else as [`plain_identifier`].
pub(super) fn key_identifier(
    params: &CertificateParams,
    public_key: &[u8],
    algorithm: &'static SignatureAlgorithm,
) -> Vec<u8> {
    let identifier = params.key_identifier(&Unsigned { public_key, algorithm });
    if identifier.is_empty() { plain_identifier(public_key) } else { identifier }
}

/// The key's last 20 octets, which no other key has.
pub(super) fn plain_identifier(public_key: &[u8]) -> Vec<u8> {
    public_key.get(public_key.len().saturating_sub(20)..).unwrap_or_default().to_vec()
}

/// `[0]` with the INTEGER 2.
const VERSION_3: &[u8] = &[0xa0, 3, 2, 1, 2];
pub(super) const EMPTY_NAME: &[u8] = &[SEQUENCE, 0];
