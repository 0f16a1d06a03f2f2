//! Compose, check, sign: the way of every certificate.
//!
//! ```text
//! params ─ rcgen ─▶ body ─ the octets that were meant ─▶ body ─ read back, compared, judged ─▶ key ─▶ certificate
//! ```
//!
//! rcgen writes for a key that signs nothing. The caller's key is asked once, and only for a body that was checked.

use core::mem;

use rcgen::{CertificateParams, DistinguishedName, Issuer, KeyIdMethod, PublicKeyData, SignatureAlgorithm, SigningKey};
use rustls_pki_types::CertificateDer;

use super::{
    MintError, Minted, check,
    error::{ExtensionFault, Part},
    intent, params,
};
use crate::{
    der::{
        BIT_STRING, BOOLEAN, BasicConstraints, Body, EXTENSIONS, Element, Extension, Head, Listed, Name,
        OBJECT_IDENTIFIER, OCTET_STRING, ReadError, Reader, SEQUENCE, Writer, id, identifiers,
    },
    validity::Validity,
};

/// A certificate before it is signed.
pub(super) struct Draft<'a> {
    /// The serial number and the extensions, for rcgen to write. The name in them is the subject's, unless there is another.
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
    /// The identifier of its key.
    pub(super) key_identifier: Vec<u8>,
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
        let mut params = CertificateParams::default();
        params.serial_number = Some(1u64.into());
        let written = write_by_rcgen(&params, algorithm)?;
        let signature = Head::read(&written).map_or_else(|_| Vec::new(), |head| head.signature.whole.to_vec());
        Ok(Self { subject, key_identifier, signature })
    }
}

impl Draft<'_> {
    /// Asks `key` for the one signature, if the body is as it should be and `allow` allows it.
    pub(super) fn sign(
        mut self,
        key: &impl SigningKey,
        allow: impl FnOnce(&Body<'_>) -> Result<(), MintError>,
    ) -> Result<Minted, MintError> {
        let own = intent::subject(&self.params)?;
        params::refuse_unwritable(&self.params)?;
        // What the crate itself writes, rcgen need not.
        self.params.distinguished_name = DistinguishedName::new();
        let subject = self.subject.map_or(&*own, |subject| subject.as_der());
        let body = self.compose(subject, key.algorithm())?;
        let read = check::check(&body, &self, subject)?;
        allow(&read)?;
        let signature = key.sign(&body).map_err(|reason| MintError::Sign { reason })?;
        let mut certificate = Writer::with_capacity(body.len() + signature.len() + 40);
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
    fn compose(&mut self, subject: &[u8], algorithm: &'static SignatureAlgorithm) -> Result<Vec<u8>, MintError> {
        let nameless = subject == EMPTY_NAME;
        let mut extensions = Writer::with_capacity(512);
        if mem::take(&mut self.params.use_authority_key_identifier_extension) {
            let identifier = self.issuer.map_or_else(|| identifier(&self.params), |issuer| &issuer.key_identifier);
            intent::authority_key_identifier(&mut extensions, identifier);
        }
        let before = extensions.as_bytes().len();
        intent::extensions(&mut extensions, &self.params, nameless);
        // Where the authority's algorithm is known, the shortest one stands in for it.
        let algorithm = if self.issuer.is_some() { &rcgen::PKCS_ED25519 } else { algorithm };
        let written = write_by_rcgen(&self.params, algorithm).map_err(|reason| MintError::Write { reason })?;
        let unreadable = |reason| MintError::Altered { part: Part::Body { reason } };
        let mut head = Head::read(&written).map_err(unreadable)?;
        let meant = Reader::new(extensions.as_bytes().get(before..).unwrap_or_default());
        if !is_written(&mut head, meant).map_err(unreadable)? {
            return Err(MintError::Altered { part: Part::Extensions });
        }
        self.granted.iter().for_each(|granted| write(&mut extensions, granted, nameless));

        let (issuer, signature) = match self.issuer {
            Some(issuer) => (&*issuer.subject, &*issuer.signature),
            None => (subject, head.signature.whole),
        };
        let (serial_number, validity) = (head.serial_number.whole, head.validity.whole);
        let parts = [VERSION_3, serial_number, signature, issuer, validity, subject, self.public_key];
        let length = parts.iter().map(|part| part.len()).sum::<usize>() + extensions.as_bytes().len();
        let mut body = Writer::with_capacity(length + 24);
        body.nest(SEQUENCE, |body| {
            parts.iter().for_each(|part| body.encoded(part));
            if !extensions.as_bytes().is_empty() {
                body.nest(EXTENSIONS, |body| body.element(SEQUENCE, extensions.as_bytes()));
            }
        });
        Ok(body.into_bytes())
    }
}

/// A certificate of rcgen's, with no key in it and no signature.
fn write_by_rcgen(
    params: &CertificateParams,
    algorithm: &'static SignatureAlgorithm,
) -> Result<CertificateDer<'static>, rcgen::Error> {
    let key = Unsigned { public_key: &[], algorithm };
    params.signed_by(&key, &Issuer::from_params(params, &key)).map(Into::into)
}

/// Whether rcgen wrote the extensions that are `meant`, one after another.
///
/// What a standard wants critical may be so beyond what rcgen wrote, and alternative names are critical by the subject alone.
fn is_written(head: &mut Head<'_>, mut meant: Reader<'_>) -> Result<bool, ReadError> {
    head.rest.sequence(Element::Subject)?;
    let mut written = head.rest.extensions()?.unwrap_or(Reader::new(&[]));
    while let Some(written) = Listed::next(&mut written).transpose()? {
        let Some(meant) = Listed::next(&mut meant).transpose()? else { return Ok(false) };
        let id = written.id.content;
        let ((written, value), (critical, meant_value)) = (written.parts()?, meant.parts()?);
        let is_critical = written.is_none() || critical.is_some() || id == id::SUBJECT_ALT_NAME;
        if id != meant.id.content || value.content != meant_value.content || !is_critical {
            return Ok(false);
        }
    }
    Ok(meant.peek().is_none())
}

/// The identifier of the key that `params` are for.
pub(super) fn identifier(params: &CertificateParams) -> &[u8] {
    match &params.key_identifier_method {
        KeyIdMethod::PreSpecified(octets) => octets,
        _ => &[],
    }
}

/// Writes `extension` as it was asked for, but critical where a standard wants it so.
///
/// That is: subjectAltName where there is no subject (RFC 5280 section 4.2.1.6), the constraints of an authority (sections 4.2.1.9 to
/// 4.2.1.11 and 4.2.1.14), and the purpose of time stamping (RFC 3161 section 2.3).
pub(super) fn write(to: &mut Writer, extension: &Extension<'_>, nameless: bool) {
    let is_critical = extension.is_critical()
        || match extension.id() {
            id::SUBJECT_ALT_NAME => nameless,
            id::BASIC_CONSTRAINTS => BasicConstraints::read(extension).is_ok_and(|constraints| constraints.is_ca),
            id::EXTENDED_KEY_USAGE => identifiers(extension)
                .is_ok_and(|mut purposes| purposes.any(|purpose| purpose == Ok(id::TIME_STAMPING))),
            id::NAME_CONSTRAINTS | id::POLICY_CONSTRAINTS | id::INHIBIT_ANY_POLICY => true,
            _ => false,
        };
    write_as(to, extension.id(), is_critical, |value| value.encoded(extension.value()));
}

/// Writes the extension with this object identifier and what `write` writes.
pub(super) fn write_as(to: &mut Writer, id: &[u8], critical: bool, write: impl FnOnce(&mut Writer)) {
    to.nest(SEQUENCE, |extension| {
        extension.element(OBJECT_IDENTIFIER, id);
        if critical {
            extension.element(BOOLEAN, &[0xff]);
        }
        extension.nest(OCTET_STRING, write);
    });
}

/// Refuses an extension that is critical and must not be (RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.8, 4.2.1.15, 4.2.2).
pub(super) fn refuse_criticality(extension: &Extension<'_>) -> Result<(), MintError> {
    if extension.is_critical() && NEVER_CRITICAL.contains(&extension.id()) {
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
const EMPTY_NAME: &[u8] = &[SEQUENCE, 0];
