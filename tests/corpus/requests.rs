//! Requests of all kinds under grants of all kinds, against an oracle.

mod grants;
mod issuers;
mod made;
mod oracle;
mod tables;

use std::collections::BTreeSet;

use notafter::mint::{
    CertificationRequest, ExtensionFault, MintError, Minted, Power, RequestError,
    pki_types::{CertificateDer, UnixTime},
    rcgen::PublicKeyData as _,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use self::{
    grants::{Grants, OWN_NAME, OWN_POINT},
    issuers::{Authority, NOW, PROFILE, another_key, authorities, keys, signed},
    made::{Alternative, Asked, Choices, Fault, Says, attribute_set, minted_extension},
    oracle::{Expected, judge, unreadable},
    tables::{
        AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, DISTRIBUTION_POINTS, EXTENDED_KEY_USAGE, KEY_USAGE,
        NAME_CONSTRAINTS, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER,
    },
};
use super::peer::{assert_one_line, seconds, x509_parser};
use crate::der::{SEQUENCE, children, tlv};

/// The first octet says whether octets are changed afterwards, and which authority is asked. The grants follow, then the request, as
/// `Grants::make` and `Asked::make` take one octet for each choice, then the changes of three octets each.
pub(crate) fn check(data: &[u8]) {
    made(data);
}

/// A certificate that was minted from a request.
#[derive(Debug)]
#[allow(unreachable_pub, reason = "the examples of the fuzz targets use it")]
pub struct Sample {
    /// The certificate in DER.
    pub certificate: Vec<u8>,
    /// The authority's certificate in DER.
    pub authority: Vec<u8>,
    /// Whether its names have only what OpenSSL reads.
    pub is_usual: bool,
}

/// What is minted of the request that `data` stands for, after all that is asserted of it.
pub(crate) fn made(data: &[u8]) -> Option<Sample> {
    let mut choices = Choices(data);
    let first = choices.octet();
    let authority = &authorities()[usize::from(first >> 1) % 4];
    let grants = Grants::make(&mut choices);
    let asked = Asked::make(&mut choices, &authority.issuer());
    issuers::asked();
    let minted = if first & 1 == 0 {
        as_made(&asked, &grants, authority)
    } else {
        changed(&asked, &mut choices, &grants, authority);
        None
    };
    let sample = |minted: Minted| Sample {
        certificate: minted.der().to_vec(),
        authority: authority.minting.der().to_vec(),
        is_usual: asked.is_usual(),
    };
    minted.map(sample)
}

fn as_made(asked: &Asked, grants: &Grants, authority: &Authority) -> Option<Minted> {
    let key = &keys()[asked.key];
    let public_key = key.subject_public_key_info();
    let signing_key = if asked.fault == Fault::AnotherKey { another_key() } else { key };
    let mut der = signed(&asked.info(&public_key), signing_key);
    if asked.fault == Fault::FlippedBit
        && let Some(last) = der.last_mut()
    {
        *last ^= 1;
    }
    let expected = unreadable(asked);
    let request = match CertificationRequest::from_der(&der) {
        Ok(request) => request,
        Err(error) => {
            explained(&error);
            let reason = request_reason(&error);
            assert!(expected.contains(&reason), "{error} ({reason}), expected {expected:?}");
            return None;
        }
    };
    assert_eq!(expected, BTreeSet::new(), "the request was read");
    read_as_made(&request, asked, &public_key);

    let expected = judge(asked, grants, authority);
    let minted = match PROFILE.signed_request(&request, &grants.grant(), &authority.minting, NOW) {
        Ok(minted) => minted,
        Err(error) => {
            explained(&error);
            assert!(issuers::asked().is_empty(), "the key was asked, and then: {error}");
            let reason = reason(&error);
            assert!(expected.reasons.contains(&reason), "{error} ({reason}), expected {:?}", expected.reasons);
            return None;
        }
    };
    assert_eq!(expected.reasons, BTreeSet::new(), "it was minted");
    says_what_was_granted(&minted, asked, grants, authority, &expected);
    Some(minted)
}

/// Requires that each part of the request can be had, and is what was asked for.
fn read_as_made(request: &CertificationRequest, asked: &Asked, public_key: &[u8]) {
    assert_eq!(request.subject().as_der(), asked.name.der, "the subject");
    assert_eq!(request.public_key(), public_key, "the key");
    assert_eq!(request.subject().is_empty(), asked.name.is_empty(), "a name");
    assert!(!request.subject().to_string().contains(char::is_control), "{:?}", request.subject());
    let extensions: Vec<_> =
        request.extensions().map(|one| (one.oid().to_string(), one.is_critical(), one.value().to_vec())).collect();
    let expected: Vec<_> = asked
        .extensions
        .iter()
        .map(|one| (one.oid.clone().unwrap_or_default(), one.critical == Some(true), one.value.clone()))
        .collect();
    assert_eq!(extensions, expected, "the extensions");
    let names: &[Alternative] = match asked.extensions.iter().find(|one| one.oid.as_deref() == Some(SUBJECT_ALT_NAME)) {
        Some(made::Extension { says: Says::Names(names), .. }) => names,
        _ => &[],
    };
    let readable = |name: &&Alternative| name.wrong != Some(made::Wrong::Unreadable);
    let are_readable = names.iter().all(|name| readable(&name));
    let has_only_names = !names.is_empty() && are_readable && asked.name.common_names_are_texts;
    assert_eq!(request.has_only(|_| true), has_only_names, "each name can be judged");
    if are_readable {
        assert_eq!(request.alternative_names().count(), names.len(), "all names are there");
    }
    for refused in request.alternative_names() {
        assert!(!refused.to_string().contains(char::is_control), "{refused:?}");
        assert!(!request.has_only(|name| *name != refused), "{refused} is one of the names");
    }
}

/// Requires that the certificate has what was granted, to the octet, and nothing else than what every certificate has.
fn says_what_was_granted(
    minted: &Minted,
    asked: &Asked,
    grants: &Grants,
    authority: &Authority,
    expected: &Expected<'_>,
) {
    let certificate = children(minted.der());
    assert_eq!(issuers::asked(), [certificate[0].clone()], "the key is asked once, for what is in the certificate");
    let body = children(&certificate[0]);
    assert_eq!(body.len(), 8, "version 3, with extensions");
    assert_eq!(body[0], [0xa0, 3, 2, 1, 2], "version 3");
    assert_eq!(body[2], certificate[1], "the algorithm, twice");
    assert_eq!(body[ISSUER], authority.issuer().name, "the authority's name");
    let own_name = tlv(SEQUENCE, &attribute_set(&[("2.5.4.3", 0x0c, OWN_NAME.as_bytes())]));
    let subject = match (grants.without_subject, grants.own) {
        (false, _) => &asked.name.der,
        (true, true) => &own_name,
        (true, false) => &vec![SEQUENCE, 0],
    };
    assert_eq!(&body[SUBJECT], subject, "the subject");
    assert_eq!(body[SUBJECT_PUBLIC_KEY_INFO], keys()[asked.key].subject_public_key_info(), "the key");

    let mut extensions = children(&children(&body[EXTENSIONS])[0]);
    let mut take = |extension: Vec<u8>| {
        let position = extensions.iter().position(|found| *found == extension);
        extensions.remove(position.unwrap_or_else(|| panic!("{extension:02x?} is not in {extensions:02x?}")));
    };
    for (extension, critical) in &expected.granted {
        take(extension.minted(*critical));
    }
    let authority_key = key_identifier(authority.minting.der()).expect("the authority's key identifier");
    take(minted_extension(AUTHORITY_KEY_IDENTIFIER, false, &tlv(SEQUENCE, &tlv(0x80, &authority_key))));
    if grants.own {
        let point = tlv(SEQUENCE, &tlv(0xa0, &tlv(0xa0, &tlv(0x86, OWN_POINT.as_bytes()))));
        take(minted_extension(DISTRIBUTION_POINTS, false, &tlv(SEQUENCE, &point)));
    }
    if expected.is_ca {
        if expected.find(KEY_USAGE).is_none() {
            take(minted_extension(KEY_USAGE, true, &[0x03, 2, 1, 0x06]));
        }
        if expected.find(SUBJECT_KEY_IDENTIFIER).is_none() {
            let identifier = key_identifier(minted.der()).expect("a key identifier");
            assert_eq!(identifier.len(), 20, "a hash of the key");
            take(minted_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, &identifier)));
        }
    }
    assert_eq!(extensions, Vec::<Vec<u8>>::new(), "nobody asked for these");
    assert_eq!(x509_parser(minted.der()), Some(seconds(&minted.validity())), "x509-parser reads it");
    webpki_accepts(minted.der(), authority, expected);
}

/// Requires that rustls-webpki verifies the certificate, but for critical extensions that it does not know.
fn webpki_accepts(der: &CertificateDer<'_>, authority: &Authority, expected: &Expected<'_>) {
    const KNOWN: [&str; 5] = [SUBJECT_ALT_NAME, KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS, NAME_CONSTRAINTS];
    let is_known = |oid: &str| KNOWN.contains(&oid);
    if expected.granted.iter().any(|(one, critical)| *critical && !one.oid.as_deref().is_some_and(is_known)) {
        return;
    }
    let certificate = webpki::EndEntityCert::try_from(der).expect("webpki reads it");
    if expected.is_ca {
        return;
    }
    let anchor = webpki::anchor_from_trusted_cert(authority.minting.der()).expect("an anchor");
    let now = u64::try_from(NOW.unix_timestamp()).expect("after 1970");
    let now = UnixTime::since_unix_epoch(core::time::Duration::from_secs(now));
    let verified = certificate
        .verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &[anchor], &[], now, AnyUsage, None, None)
        .map(drop);
    assert_eq!(verified, Ok(()), "webpki verifies it");
}

struct AnyUsage;

impl webpki::ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, purposes: webpki::KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        purposes.into_iter().try_for_each(|purpose| purpose.map(drop))
    }
}

/// A request whose octets are changed, and that is signed afterwards.
fn changed(asked: &Asked, choices: &mut Choices<'_>, grants: &Grants, authority: &Authority) {
    let key = &keys()[asked.key];
    let mut info = asked.info(&key.subject_public_key_info());
    for _ in 0..=choices.below(4) {
        let position = usize::from(u16::from_be_bytes([choices.octet(), choices.octet()])) % info.len();
        match choices.octet() {
            255 => drop(info.remove(position)),
            254 => info.insert(position, 0),
            octet => info[position] ^= octet,
        }
    }
    let request = match CertificationRequest::from_der(&signed(&info, key)) {
        Ok(request) => request,
        Err(error) => return explained(&error),
    };
    let minted = match PROFILE.signed_request(&request, &grants.grant(), &authority.minting, NOW) {
        Ok(minted) => minted,
        Err(error) => {
            assert!(issuers::asked().is_empty(), "the key was asked, and then: {error}");
            return explained(&error);
        }
    };
    let certificate = children(minted.der());
    assert_eq!(issuers::asked(), [certificate[0].clone()], "the key is asked once");
    let (body, info) = (children(&certificate[0]), children(&tlv(SEQUENCE, &info)));
    if !grants.without_subject {
        assert_eq!(body[SUBJECT], info[1], "the subject");
    }
    assert_eq!(body[SUBJECT_PUBLIC_KEY_INFO], info[2], "the key");
    assert_eq!(x509_parser(minted.der()), Some(seconds(&minted.validity())), "x509-parser reads it");
}

/// The subject key identifier as x509-parser reads it.
fn key_identifier(der: &[u8]) -> Option<Vec<u8>> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    certificate.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        x509_parser::extensions::ParsedExtension::SubjectKeyIdentifier(identifier) => Some(identifier.0.to_vec()),
        _ => None,
    })
}

fn explained(error: &impl core::fmt::Display) {
    assert_one_line(error);
    let length = error.to_string().chars().count();
    assert!(length < 1_000, "{length} characters: {error}");
}

/// The reason in the words of the oracle.
fn reason(error: &MintError) -> String {
    match error {
        MintError::Request { reason } => request_reason(reason),
        MintError::Extension { extension, fault } => format!("{extension} {}", fault_words(fault)),
        MintError::Name { fault, .. } => format!("name {fault:?}"),
        MintError::Nameless => "nameless".to_owned(),
        MintError::SubjectIsIssuer { .. } => "subject is issuer".to_owned(),
        MintError::PathLength { .. } => "path length".to_owned(),
        MintError::Constraint { .. } => "constraint".to_owned(),
        _ => format!("unexpected: {error}"),
    }
}

fn request_reason(error: &RequestError) -> String {
    match error {
        RequestError::Read { .. } => "read".to_owned(),
        RequestError::Version => "version".to_owned(),
        RequestError::Repeated { extension } => format!("{extension} repeated in the request"),
        RequestError::Unsupported { .. } => "unsupported".to_owned(),
        RequestError::Signature { .. } => "signature".to_owned(),
        RequestError::NotGranted { extension } => format!("{extension} not granted"),
        RequestError::Authority { power: Power::BasicConstraints } => "power of cA".to_owned(),
        RequestError::Authority { power: Power::KeyCertSign } => "power of keyCertSign".to_owned(),
        RequestError::Authority { power: Power::CrlSign } => "power of cRLSign".to_owned(),
        RequestError::Purpose { purpose } => format!("purpose {purpose}"),
        RequestError::Wildcard { .. } => "wildcard".to_owned(),
        _ => format!("unexpected: {error}"),
    }
}

fn fault_words(fault: &ExtensionFault) -> &'static str {
    match fault {
        ExtensionFault::Repeated => "is there twice",
        ExtensionFault::Empty => "is empty",
        ExtensionFault::Critical => "is critical",
        ExtensionFault::AuthorityAlone => "is an authority's",
        ExtensionFault::KeyCertSign => "without keyCertSign",
        ExtensionFault::TimeStampingAlone => "is not alone",
        ExtensionFault::Mask => "has a mask",
        ExtensionFault::Unreadable { .. } => "cannot be read",
        _ => "unexpected",
    }
}

const ISSUER: usize = 3;
const SUBJECT: usize = 5;
const SUBJECT_PUBLIC_KEY_INFO: usize = 6;
const EXTENSIONS: usize = 7;

#[test]
fn seeds_are_granted_or_refused_as_their_names_say() {
    macro_rules! seed {
        ($name:literal) => {
            ($name, made(include_bytes!(concat!("../../fuzz/corpus/requests/", $name))))
        };
    }
    let granted = [
        seed!("plain"),
        seed!("name-alone"),
        seed!("name-empty"),
        seed!("names-of-all-kinds"),
        seed!("name-of-a-long-type"),
        seed!("name-of-the-issuer-and-more"),
        seed!("rsa"),
        seed!("microsoft"),
        seed!("usages-purposes-and-identifier"),
        seed!("time-stamping-is-made-critical"),
        seed!("wildcard-granted"),
        seed!("unknown-extension-granted"),
        seed!("unknown-extension-left-out"),
        seed!("authority-without-usages"),
    ];
    for (name, sample) in granted {
        let sample = sample.unwrap_or_else(|| panic!("{name} is granted"));
        assert!(sample.is_usual && sample.certificate != sample.authority, "{name}");
    }
    let refused = [
        seed!("nothing"),
        seed!("name-of-the-issuer-in-other-letters"),
        seed!("name-with-an-empty-set"),
        seed!("version"),
        seed!("flipped-bit"),
        seed!("wildcard"),
        seed!("repeated"),
        seed!("constrained-host"),
        seed!("excluded-host"),
        seed!("unknown-extension"),
        seed!("authority-below-none"),
    ];
    for (name, sample) in refused {
        assert!(sample.is_none(), "{name} is refused");
    }
}
