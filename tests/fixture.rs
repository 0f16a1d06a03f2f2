//! Certificates for the tests: made on the spot, taken apart, changed, and signed again.
//!
//! The leaf is a genuine certificate as a service gets it. Every changed copy is signed anew by the same authority, so
//! that a refusal can only come from what was changed.

use std::sync::OnceLock;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SerialNumber, SigningKey as _,
};
use time::macros::datetime;

pub(crate) use crate::der::{GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, children, header_len, tlv};

/// The position of the version in the list that [`rebuild`] gives, and so on.
pub(crate) const VERSION: usize = 0;
pub(crate) const SERIAL_NUMBER: usize = 1;
pub(crate) const SIGNATURE: usize = 2;
pub(crate) const ISSUER: usize = 3;
pub(crate) const VALIDITY: usize = 4;
pub(crate) const SUBJECT: usize = 5;
pub(crate) const SUBJECT_PUBLIC_KEY_INFO: usize = 6;
pub(crate) const EXTENSIONS: usize = 7;

pub(crate) const BIT_STRING: u8 = 0x03;

/// The authority that signs every certificate here: P-256, valid from 2000 through 2099.
pub(crate) fn authority() -> &'static CertifiedIssuer<'static, KeyPair> {
    static AUTHORITY: OnceLock<CertifiedIssuer<'static, KeyPair>> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let mut params = CertificateParams::default();
        params.not_before = datetime!(2000-01-01 00:00:00 UTC);
        params.not_after = datetime!(2099-12-31 23:59:59 UTC);
        params.distinguished_name.push(DnType::CommonName, "notafter test authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a fresh key");
        CertifiedIssuer::self_signed(params, key).expect("an authority that signs itself")
    })
}

/// The certificate of [`authority`], as DER.
pub(crate) fn authority_der() -> &'static [u8] {
    authority().der()
}

/// What a typical leaf asks for: a host name, digitalSignature, serverAuth and the key identifier of its authority.
pub(crate) fn leaf_params() -> CertificateParams {
    let mut params = CertificateParams::new(["leaf.example".to_owned()]).expect("a host name");
    params.not_before = datetime!(2012-02-29 00:00:00 UTC);
    params.not_after = datetime!(2013-02-27 23:59:59 UTC);
    params.serial_number = Some(SerialNumber::from_slice(&[0x29; 16]));
    params.distinguished_name.push(DnType::CommonName, "leaf.example");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params
}

/// A P-256 leaf as DER, minted once: 2012-02-29T00:00:00Z/2013-02-27T23:59:59Z, both times in UTCTime.
pub(crate) fn leaf() -> &'static [u8] {
    static LEAF: OnceLock<Vec<u8>> = OnceLock::new();
    LEAF.get_or_init(|| {
        let key = KeyPair::generate().expect("a fresh key");
        leaf_params().signed_by(&key, authority()).expect("a leaf").der().to_vec()
    })
}

/// The leaf with its to-be-signed elements changed by `edit`, encoded and signed again.
///
/// `edit` gets the elements in order, each a whole encoding; the constants of this module name their positions.
pub(crate) fn rebuild(edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let [tbs, algorithm, _] = &children(leaf())[..] else { panic!("a certificate has three elements") };
    let mut elements = children(tbs);
    edit(&mut elements);
    signed(&tlv(SEQUENCE, &elements.concat()), algorithm)
}

/// The leaf with `content` as the content of its validity: any bytes at all.
pub(crate) fn with_validity(content: &[u8]) -> Vec<u8> {
    rebuild(|elements| elements[VALIDITY] = tlv(SEQUENCE, content))
}

/// The leaf with these two times, each the identifier octet and the text.
pub(crate) fn with_times(not_before: (u8, &str), not_after: (u8, &str)) -> Vec<u8> {
    with_validity(&[not_before, not_after].map(|(tag, text)| tlv(tag, text.as_bytes())).concat())
}

/// Where the element at position `index` of the to-be-signed part begins, in octets from the beginning of `certificate`.
pub(crate) fn offset_of(certificate: &[u8], index: usize) -> usize {
    let (tbs, elements) = (header_len(certificate), children(&children(certificate)[0]));
    tbs + header_len(&certificate[tbs..]) + elements[..index].iter().map(Vec::len).sum::<usize>()
}

/// A certificate of the to-be-signed part `tbs`, signed by the authority.
fn signed(tbs: &[u8], algorithm: &[u8]) -> Vec<u8> {
    let signature = authority().key().sign(tbs).expect("a signature");
    let signature = tlv(BIT_STRING, &[vec![0], signature].concat());
    tlv(SEQUENCE, &[tbs, algorithm, &signature].concat())
}

#[test]
fn a_rebuilt_leaf_differs_in_its_signature_alone() {
    let rebuilt = rebuild(|_| ());
    assert_eq!(children(&rebuilt)[..2], children(leaf())[..2], "to-be-signed part and algorithm");
}

#[test]
fn the_positions_name_the_elements() {
    let tags: Vec<u8> = children(&children(leaf())[0]).iter().map(|element| element[0]).collect();
    assert_eq!(tags[VERSION], 0xa0, "version");
    assert_eq!(tags[SERIAL_NUMBER], INTEGER, "serial number");
    for index in [SIGNATURE, ISSUER, VALIDITY, SUBJECT, SUBJECT_PUBLIC_KEY_INFO] {
        assert_eq!(tags[index], SEQUENCE, "element {index}");
    }
    assert_eq!(tags[EXTENSIONS], 0xa3, "extensions");
    assert_eq!(tags.len(), 8, "a typical leaf has all eight elements");
    let validity = offset_of(leaf(), VALIDITY);
    assert_eq!(leaf()[validity..][..4], [SEQUENCE, 30, UTC_TIME, 13], "the validity begins at offset {validity}");
}
