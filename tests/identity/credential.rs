//! What is an identity, and what is none.

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _, Validity,
    identity::{Identity, IdentityError},
    mint::{
        self, Authority, Minted,
        pki_types::{CertificateDer, PrivateKeyDer},
        rcgen::{DistinguishedName, DnType, DnValue, KeyPair},
    },
};
use rustls::sign::CertifiedKey;
use time::{Duration, UtcDateTime, macros::utc_datetime};

const NOW: UtcDateTime = utc_datetime!(2028-02-29 12:00:00);

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

fn days(days: u32) -> Profile {
    Profile::new(Lifetime::days(days))
}

fn der(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(key.serialize_der().into())
}

/// A root, an authority below it, and a leaf below that.
struct Chain {
    root: Authority<KeyPair>,
    middle: Authority<KeyPair>,
    leaf: Minted,
    key: KeyPair,
}

fn chain(middle_days: u32, leaf_days: u32) -> Chain {
    let ten = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let root = Authority::self_signed(&ten, mint::authority("Root"), key(), NOW).expect("a root");
    let middle = Authority::signed_by(&days(middle_days), mint::authority("Middle"), key(), &root, NOW);
    let (middle, key) = (middle.expect("an authority"), key());
    let profile = days(leaf_days).with_beyond_issuer(notafter::BeyondIssuer::Allow);
    let leaf = profile.signed_by(mint::client("web"), &key, &middle, NOW).expect("a leaf");
    Chain { root, middle, leaf, key }
}

#[test]
fn the_period_is_that_of_the_chain_without_a_root() {
    let Chain { root, middle, leaf, key } = chain(10, 30);
    let of = |chain: &[&CertificateDer<'static>]| {
        Identity::from_der(chain.iter().copied().cloned(), der(&key)).expect("an identity").validity()
    };
    assert_eq!(of(&[leaf.der()]), leaf.validity());
    assert_eq!(of(&[leaf.der(), middle.der()]), middle.validity(), "a leaf is of no use once its issuer has ended");
    assert_eq!(of(&[leaf.der(), middle.der(), root.der()]), middle.validity());
    // A root that has ended does not end the chain.
    let young = Authority::self_signed(&days(1), mint::authority("Root"), self::key(), NOW).expect("a root");
    assert_eq!(of(&[leaf.der(), middle.der(), young.der()]), middle.validity());
}

/// An authority that has changed its key has a certificate of its new key by its old one. Clients that know the old one need it.
#[test]
fn an_authority_that_signed_itself_counts_unless_it_is_the_last() {
    let root = |days| Authority::self_signed(&self::days(days), mint::authority("Root"), key(), NOW).expect("a root");
    let (new, old, key) = (root(90), root(30), key());
    let leaf = days(60).signed_by(mint::client("web"), &key, &new, NOW).expect("a leaf");
    // As `new_by_old` would: the same name above and below, and a shorter period.
    let rolled = root(7);
    let of = |chain: [&CertificateDer<'static>; 3]| {
        Identity::from_der(chain.into_iter().cloned(), der(&key)).expect("an identity").validity()
    };
    assert_eq!(of([leaf.der(), rolled.der(), old.der()]), rolled.validity());
    assert_eq!(of([leaf.der(), new.der(), rolled.der()]), leaf.validity());
}

#[test]
fn a_chain_in_another_order_is_refused_by_position() {
    let Chain { root, middle, leaf, key } = chain(90, 30);
    let of = |chain: &[&CertificateDer<'static>]| Identity::from_der(chain.iter().copied().cloned(), der(&key)).err();
    let order = |found: Option<IdentityError>| match found {
        Some(IdentityError::Order { position, .. }) => position,
        found => panic!("{found:?}"),
    };
    assert_eq!(order(of(&[leaf.der(), root.der(), middle.der()])), 2);
    assert_eq!(order(of(&[leaf.der(), middle.der(), leaf.der()])), 3);
    assert_eq!(order(of(&[leaf.der(), leaf.der()])), 2);
    assert_eq!(order(of(&[middle.der(), leaf.der()])), 2);
    assert_eq!(of(&[]), Some(IdentityError::NoCertificate));
    assert_eq!(of(&[leaf.der(), middle.der(), root.der()]), None);
}

/// RFC 5280 section 7.1: case, blanks and the type of text make no difference.
#[test]
fn names_of_a_chain_are_compared_as_the_standard_does() {
    let printable = |text: &str| DnValue::PrintableString(text.try_into().expect("printable"));
    for (name, is_same) in [("example  ca", true), ("EXAMPLE CA", true), ("Example CB", false)] {
        let mut params = mint::authority("Example CA");
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, printable(name));
        let written = Authority::self_signed(&days(90), params, key(), NOW).expect("an authority");
        let issuer =
            Authority::self_signed(&days(90), mint::authority("Example CA"), key(), NOW).expect("an authority");
        let key = key();
        let leaf = days(30).signed_by(mint::client("web"), &key, &issuer, NOW).expect("a leaf");
        let found = Identity::from_der([leaf.into(), written.der().clone()], der(&key));
        assert_eq!(found.is_ok(), is_same, "{name}: {found:?}");
    }
}

#[test]
fn periods_that_never_meet_are_refused() {
    let Chain { root, key, .. } = chain(90, 30);
    let middle = Authority::signed_by(&days(1), mint::authority("Middle"), self::key(), &root, NOW).expect("below");
    let later = Profile::exactly(Validity::new(NOW + Duration::days(2), NOW + Duration::days(3)).expect("a period"));
    let profile = later.with_beyond_issuer(notafter::BeyondIssuer::Allow);
    let leaf = profile.signed_by(mint::client("web"), &key, &middle, NOW).expect("a leaf");
    let error = Identity::from_der([leaf.into(), middle.der().clone()], der(&key)).expect_err("never valid");
    assert_eq!(error.to_string(), "certificate 2 is not valid at any time at which those before it are");
}

#[test]
fn keys_of_every_kind_are_matched_and_never_printed() {
    let Chain { leaf, key, .. } = chain(90, 30);
    let identity = Identity::from_der([leaf.der().clone()], der(&key)).expect("an identity");
    let shown = format!("{identity:?} {identity:#?}");
    assert!(shown.contains("validity") && !shown.contains("PRIVATE"), "{shown}");
    let secret = key.serialize_pem();
    assert!(secret.lines().nth(1).is_some_and(|line| !shown.contains(line)));

    let other = Identity::from_der([leaf.der().clone()], der(&self::key())).expect_err("another key");
    assert_eq!((other.to_string(), other.scope()), ("the certificate is for another key".to_owned(), Scope::ThisHost));
    let garbage = PrivateKeyDer::Pkcs8(vec![0x30, 3, 2, 1, 0].into());
    let error = Identity::from_der([leaf.der().clone()], garbage).expect_err("no key");
    assert!(error.to_string().starts_with("private key: "), "{error}");
    let certified = CertifiedKey::clone(identity.certified_key());
    assert_eq!(Identity::from_certified_key(certified).expect("an identity").validity(), leaf.validity());
}

/// Every prefix of a good file, and every file with an octet changed, is an identity with the same leaf and key, or an error.
#[test]
fn a_damaged_file_is_an_error_or_the_same() {
    let Chain { middle, leaf, key, .. } = chain(90, 30);
    let good = leaf.to_pem() + &middle.to_pem() + &key.serialize_pem();
    let expected = Identity::from_pem(&good).expect("an identity");
    let mut refused = 0;
    let mut look = |text: &[u8], what: &str| match Identity::from_pem(text) {
        Ok(identity) => assert_eq!(identity.certified_key().keys_match(), Ok(()), "{what}"),
        Err(error) => {
            refused += 1;
            let line = error.to_string();
            assert!(!line.contains('\n') && line.len() < 300, "{what}: {line}");
        }
    };
    for length in 0..good.len() {
        look(&good.as_bytes()[..length], &format!("cut to {length}"));
    }
    for index in (0..good.len()).step_by(3) {
        let mut text = good.clone().into_bytes();
        text[index] ^= 0x20;
        look(&text, &format!("octet {index}"));
    }
    assert!(refused > good.len(), "{refused} of {}", good.len());
    assert_eq!(expected.chain().len(), 2);
}
