//! What is minted is, octet by octet, what rcgen writes for the same parameters, up to the signature.
//!
//! rcgen is the oracle: the crate writes the body itself, and this is how it is known to mean the same by each parameter. What rcgen
//! cannot write, or writes otherwise than a standard wants it, is in `rcgen_defects` and in `kinds::criticality`.

use std::{collections::HashSet, sync::LazyLock};

use notafter::{
    Lifetime, Profile,
    mint::{Authority, Minted},
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType,
    DnValue, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    NameConstraints, OtherNameValue, SanType,
};
use time::{Duration, OffsetDateTime, macros::utc_datetime};

use super::rcgen_defects::USAGES;
use crate::fixture::children;

static KEYS: LazyLock<Vec<KeyPair>> = LazyLock::new(|| {
    let algorithms = [&rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384, &rcgen::PKCS_ED25519];
    algorithms.into_iter().map(|algorithm| KeyPair::generate_for(algorithm).expect("a key")).collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn what_is_minted_is_what_rcgen_writes(
        params in params(),
        (mut above, path_len) in (subject(), option::of(3u8..)),
        (key, issuer_key) in (0usize..3, 0usize..3),
        start in 0i64..10_000 * 365,
    ) {
        let (key, issuer_key) = (&KEYS[key], &KEYS[issuer_key]);
        let now = utc_datetime!(0001-01-01 00:00:00) + Duration::days(start);
        let profile = Profile::new(Lifetime::days(90));

        // On its own.
        let minted = profile.self_signed(params.clone(), key, now).expect("a certificate");
        let mut alone = finished(&params, &minted);
        alone.use_authority_key_identifier_extension |= !matches!(params.is_ca, IsCa::Ca(_));
        same(&minted, alone.self_signed(key).expect("a certificate").der())?;

        // Under an authority.
        above.push(DnType::OrganizationName, "above");
        let mut ca = notafter::mint::authority("");
        ca.distinguished_name = above;
        ca.is_ca = IsCa::Ca(path_len.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained));
        let authority = Authority::self_signed(&profile, ca.clone(), issuer_key, now).expect("an authority");
        let minted = profile.signed_by(params.clone(), key, &authority, now).expect("a certificate");
        let mut alone = finished(&params, &minted);
        alone.use_authority_key_identifier_extension = true;
        same(&minted, alone.signed_by(key, &Issuer::new(ca, issuer_key)).expect("a certificate").der())?;
    }
}

/// `params` with what the crate adds to them: the period, and what each authority has.
fn finished(params: &CertificateParams, minted: &Minted) -> CertificateParams {
    let mut params = params.clone();
    params.not_before = OffsetDateTime::from(minted.validity().not_before());
    params.not_after = OffsetDateTime::from(minted.validity().not_after());
    if matches!(params.is_ca, IsCa::Ca(_)) && params.key_usages.is_empty() {
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    }
    params
}

/// The bodies and the algorithms are the same. The signatures of a P-256 key differ each time.
fn same(minted: &Minted, rcgens: &[u8]) -> Result<(), TestCaseError> {
    let (ours, theirs) = (children(minted.der()), children(rcgens));
    prop_assert_eq!(ours.len(), 3);
    prop_assert_eq!(&ours[..2], &theirs[..2]);
    Ok(())
}

#[test]
fn no_parameter_of_rcgens_is_unknown() {
    let printed = format!("{:?}", CertificateParams::default());
    let depth = |text: &str| text.matches(['(', '[', '{']).count() - text.matches([')', ']', '}']).count();
    let names = printed.match_indices(": ").filter(|(at, _)| depth(&printed[..*at]) == 1);
    let names: HashSet<&str> = names.map(|(at, _)| printed[..at].rsplit(' ').next().expect("a name")).collect();
    // A new one must be written, and taken out in `refuse_unknown`, before minting takes it.
    let known = "not_before not_after serial_number subject_alt_names distinguished_name is_ca key_usages extended_key_usages \
                 name_constraints crl_distribution_points custom_extensions use_authority_key_identifier_extension \
                 key_identifier_method";
    assert_eq!(names, known.split_whitespace().collect(), "{printed}");
}

fn params() -> impl Strategy<Value = CertificateParams> {
    let names = (subject(), vec(alternative_name(), 0..5));
    let uses = (usages(), vec(purpose(), 0..4), is_ca(), constraints());
    let others = (vec(vec("http://[a-z]{1,9}/", 1..3), 0..3), custom(), any::<bool>(), key_identifier(), serial());
    (names, uses, others).prop_map(|((subject, names), (usages, purposes, is_ca, constraints), others)| {
        let mut params = CertificateParams::default();
        params.distinguished_name = subject;
        params.subject_alt_names = names;
        params.key_usages = usages;
        params.extended_key_usages = purposes;
        params.is_ca = is_ca;
        let is_ca = matches!(params.is_ca, IsCa::Ca(_));
        params.key_usages.retain(|usage| is_ca || *usage != KeyUsagePurpose::KeyCertSign);
        if is_ca {
            params.name_constraints = constraints;
            // Without, an authority gets both.
            if !params.key_usages.is_empty() && !params.key_usages.contains(&KeyUsagePurpose::KeyCertSign) {
                params.key_usages.insert(0, KeyUsagePurpose::KeyCertSign);
            }
        }
        let (points, custom, names_issuer, key_identifier, serial) = others;
        params.crl_distribution_points = points.into_iter().map(|uris| CrlDistributionPoint { uris }).collect();
        params.custom_extensions = custom;
        params.use_authority_key_identifier_extension = names_issuer;
        params.key_identifier_method = key_identifier;
        params.serial_number = Some(serial.into());
        params
    })
}

fn subject() -> impl Strategy<Value = DistinguishedName> {
    let types = select(vec![
        DnType::CountryName,
        DnType::LocalityName,
        DnType::StateOrProvinceName,
        DnType::OrganizationName,
        DnType::OrganizationalUnitName,
        DnType::CommonName,
        DnType::CustomDnType(vec![2, 5, 4, 5]),
        DnType::CustomDnType(vec![2, 999, 1 << 40]),
    ]);
    vec((types, text()), 1..5).prop_map(|attributes| {
        let mut subject = DistinguishedName::new();
        attributes.into_iter().for_each(|(of, text)| subject.push(of, text));
        subject
    })
}

fn text() -> impl Strategy<Value = DnValue> {
    prop_oneof![
        "\\PC{1,150}".prop_map(DnValue::Utf8String),
        "[A-Za-z0-9 '()+,./:=-]{1,9}".prop_map(|text| DnValue::PrintableString(text.try_into().expect("a text"))),
        "[ -~]{1,9}".prop_map(|text| DnValue::Ia5String(text.try_into().expect("a text"))),
        "[ -~]{1,9}".prop_map(|text| DnValue::TeletexString(text.try_into().expect("a text"))),
        "[a-zé-ű]{1,9}".prop_map(|text| DnValue::BmpString(text[..].try_into().expect("a text"))),
        "[a-z😀]{1,9}".prop_map(|text| DnValue::UniversalString(text[..].try_into().expect("a text"))),
    ]
}

fn alternative_name() -> impl Strategy<Value = SanType> {
    prop_oneof![
        "[a-z]{1,60}(\\.[a-z]{1,9}){0,3}".prop_map(|host| SanType::DnsName(host.try_into().expect("a text"))),
        "[a-z]{1,9}@[a-z]{1,9}".prop_map(|mailbox| SanType::Rfc822Name(mailbox.try_into().expect("a text"))),
        "[a-z]{1,9}:[a-z]{1,150}".prop_map(|uri| SanType::URI(uri.try_into().expect("a text"))),
        any::<core::net::IpAddr>().prop_map(SanType::IpAddress),
        (oid(), "\\PC{0,9}").prop_map(|(oid, text)| SanType::OtherName((oid, OtherNameValue::Utf8String(text)))),
    ]
}

fn usages() -> impl Strategy<Value = Vec<KeyUsagePurpose>> {
    subsequence(USAGES.to_vec(), 0..=9).prop_shuffle()
}

fn purpose() -> impl Strategy<Value = ExtendedKeyUsagePurpose> {
    use ExtendedKeyUsagePurpose::*;
    prop_oneof![
        select(vec![Any, ServerAuth, ClientAuth, CodeSigning, EmailProtection, OcspSigning]),
        oid().prop_map(Other),
    ]
}

fn is_ca() -> impl Strategy<Value = IsCa> {
    prop_oneof![
        Just(IsCa::NoCa),
        Just(IsCa::ExplicitNoCa),
        Just(IsCa::Ca(BasicConstraints::Unconstrained)),
        any::<u8>().prop_map(|most| IsCa::Ca(BasicConstraints::Constrained(most))),
    ]
}

fn constraints() -> impl Strategy<Value = Option<NameConstraints>> {
    let subtree = prop_oneof![
        "[a-z]{1,9}\\.[a-z]{1,9}".prop_map(GeneralSubtree::Rfc822Name),
        "\\.?[a-z]{1,9}\\.[a-z]{1,9}".prop_map(GeneralSubtree::DnsName),
        subject().prop_map(GeneralSubtree::DirectoryName),
        (any::<core::net::IpAddr>(), 0u8..=32)
            .prop_map(|(address, prefix)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, prefix))),
    ];
    let subtrees = || vec(subtree.clone(), 0..3);
    option::of(
        (subtrees(), subtrees()).prop_map(|(permitted_subtrees, excluded_subtrees)| NameConstraints {
            permitted_subtrees,
            excluded_subtrees,
        }),
    )
}

/// Extensions that no standard defines, each once.
fn custom() -> impl Strategy<Value = Vec<CustomExtension>> {
    let each = (oid(), any::<bool>(), vec(any::<u8>(), 0..300));
    vec(each, 0..4).prop_map(|all| {
        let mut seen = HashSet::new();
        let fresh = all.into_iter().filter(|(oid, ..)| seen.insert(oid.clone()));
        let extension = |(oid, critical, content): (Vec<u64>, bool, Vec<u8>)| {
            let mut extension = CustomExtension::from_oid_content(&oid, content);
            extension.set_criticality(critical);
            extension
        };
        fresh.map(extension).collect()
    })
}

fn oid() -> impl Strategy<Value = Vec<u64>> {
    vec(any::<u64>(), 1..4).prop_map(|arcs| [&[1, 3, 6, 1, 4, 1, 55_555][..], &arcs].concat())
}

fn key_identifier() -> impl Strategy<Value = KeyIdMethod> {
    prop_oneof![
        Just(KeyIdMethod::Sha256),
        Just(KeyIdMethod::Sha384),
        Just(KeyIdMethod::Sha512),
        vec(any::<u8>(), 1..200).prop_map(KeyIdMethod::PreSpecified),
    ]
}

fn serial() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 1..20).prop_filter("positive", |octets| octets.iter().any(|octet| *octet != 0))
}
