//! The keys of the requests, and the authorities that answer them. They are made once.

use core::cell::RefCell;
use std::sync::OnceLock;

use notafter::{
    Lifetime, Profile,
    mint::{
        self,
        rcgen::{
            self, BasicConstraints, CidrSubnet, GeneralSubtree, IsCa, KeyPair, NameConstraints, PKCS_ECDSA_P256_SHA256,
            PKCS_ECDSA_P384_SHA384, PublicKeyData, SignatureAlgorithm, SigningKey,
        },
    },
};
use time::{UtcDateTime, macros::utc_datetime};

use super::made::{Issuer, attribute_set};
use crate::der::{SEQUENCE, children, tlv};

/// An authority, and what its certificate says of those below it.
pub(super) struct Authority {
    pub(super) minting: mint::Authority<Recorder>,
    pub(super) path_length: Option<u32>,
    pub(super) has_constraints: bool,
    /// Its name in other letters and another type of text.
    varied: Vec<u8>,
}

impl Authority {
    pub(super) fn issuer(&self) -> Issuer<'_> {
        Issuer { name: self.minting.subject().as_der(), varied: &self.varied }
    }
}

/// A key that keeps what it was asked to sign in this thread.
pub(super) struct Recorder(KeyPair);

thread_local! {
    static ASKED: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// What the keys of the authorities were asked to sign since this was called before.
pub(super) fn asked() -> Vec<Vec<u8>> {
    ASKED.take()
}

impl PublicKeyData for Recorder {
    fn der_bytes(&self) -> &[u8] {
        self.0.der_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.0.algorithm()
    }
}

impl SigningKey for Recorder {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        ASKED.with_borrow_mut(|asked| asked.push(message.to_vec()));
        self.0.sign(message)
    }
}

/// The authorities: one with nothing special, one with a name of several attributes in a set, one that has no authority below it,
/// and one with name constraints.
pub(super) fn authorities() -> &'static [Authority; 4] {
    static AUTHORITIES: OnceLock<[Authority; 4]> = OnceLock::new();
    AUTHORITIES.get_or_init(|| {
        let plain = |params| {
            let made = mint::Authority::self_signed(&PROFILE, params, Recorder(ed25519(1)), NOW);
            Authority {
                minting: made.expect("an authority"),
                path_length: None,
                has_constraints: false,
                varied: tlv(SEQUENCE, &attribute_set(&[("2.5.4.3", 0x13, b" FUZZED  authority ")])),
            }
        };
        let params = || mint::authority("Fuzzed Authority");
        let mut last = params();
        last.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let mut bound = params();
        bound.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![
                GeneralSubtree::DnsName("internal".to_owned()),
                GeneralSubtree::IpAddress(CidrSubnet::V4([10, 0, 0, 0], [255, 0, 0, 0])),
            ],
            excluded_subtrees: vec![GeneralSubtree::DnsName("secret.internal".to_owned())],
        });
        let authorities = [
            plain(params()),
            renamed(plain(params())),
            Authority { path_length: Some(0), ..plain(last) },
            Authority { has_constraints: true, ..plain(bound) },
        ];
        asked();
        authorities
    })
}

/// The authority with a name that rcgen does not write.
fn renamed(authority: Authority) -> Authority {
    let sets = |one: (u8, &[u8]), other: (u8, &[u8])| {
        let set = [("2.5.4.11", one.0, one.1), ("2.5.4.3", other.0, other.1)];
        tlv(SEQUENCE, &[attribute_set(&[("2.5.4.10", 0x13, b"Fuzzed & Company?")]), attribute_set(&set)].concat())
    };
    let name = sets((0x14, b"caf\xe9"), (0x1e, b"\0O\0n\0e"));
    let mut body = children(&children(authority.minting.der())[0]);
    (body[3], body[5]) = (name.clone(), name);
    let der = signed(&body.concat(), &ed25519(1));
    let minting = mint::Authority::from_der(&der, Recorder(ed25519(1))).expect("an authority");
    Authority { minting, varied: sets((0x0c, "CAF\u{c9}".as_bytes()), (0x0c, b"one")), ..authority }
}

/// A request or a certificate with the content `content` in the part that `key` signs.
pub(super) fn signed(content: &[u8], key: &KeyPair) -> Vec<u8> {
    let content = tlv(SEQUENCE, content);
    let signature = key.sign(&content).expect("a signature");
    let algorithm: Vec<u8> = match key.algorithm() {
        ed25519 if *ed25519 == rcgen::PKCS_ED25519 => tlv(0x06, &super::made::encoded("1.3.101.112")),
        p256 if *p256 == PKCS_ECDSA_P256_SHA256 => tlv(0x06, &super::made::encoded("1.2.840.10045.4.3.2")),
        p384 if *p384 == PKCS_ECDSA_P384_SHA384 => tlv(0x06, &super::made::encoded("1.2.840.10045.4.3.3")),
        _ => [tlv(0x06, &super::made::encoded("1.2.840.113549.1.1.11")), vec![0x05, 0]].concat(),
    };
    tlv(SEQUENCE, &[content, tlv(SEQUENCE, &algorithm), tlv(0x03, &[&[0], &signature[..]].concat())].concat())
}

/// The keys of the requests: Ed25519, P-256, P-384 and RSA.
///
/// Keys on curves are made anew in each process: nothing depends on their octets. Making one of RSA takes too long, so that it is in
/// a file. It is no secret.
pub(super) fn keys() -> &'static [KeyPair; 4] {
    static KEYS: OnceLock<[KeyPair; 4]> = OnceLock::new();
    KEYS.get_or_init(|| {
        let rsa: &[u8] = include_bytes!("rsa-2048.der");
        [
            ed25519(2),
            KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key"),
            KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key"),
            KeyPair::try_from(rsa).expect("a key"),
        ]
    })
}

/// A key that has nothing to do with any request.
pub(super) fn another_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| ed25519(3))
}

fn ed25519(octet: u8) -> KeyPair {
    // PKCS #8: version, algorithm, and 32 octets of secret.
    let algorithm = tlv(SEQUENCE, &tlv(0x06, &super::made::encoded("1.3.101.112")));
    let secret = tlv(0x04, &tlv(0x04, &[octet; 32]));
    KeyPair::try_from(tlv(SEQUENCE, &[vec![0x02, 1, 0], algorithm, secret].concat())).expect("a key")
}

pub(super) const NOW: UtcDateTime = utc_datetime!(2012-02-29 00:00:00);
pub(super) const PROFILE: Profile = Profile::new(Lifetime::days(30));
