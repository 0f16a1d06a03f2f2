//! What rcgen does with a date, a serial number or a name that it should refuse, and that minting refuses it.
//!
//! Each test first shows the defect as it is in rcgen, so that it fails, and is looked at again, once rcgen changes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity,
    mint::{Authority, MintError},
};
use rcgen::{
    CertificateParams, CidrSubnet, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, GeneralSubtree, KeyPair, KeyUsagePurpose, NameConstraints, SanType,
};
use time::{
    OffsetDateTime, UtcDateTime,
    macros::{datetime, utc_datetime},
};

use super::{OUTAGE, ca_params, key, leaf_params, one_year, serial_of};

/// What rcgen alone does with a period: its certificate, or the panic.
fn rcgen_alone(not_before: OffsetDateTime, not_after: OffsetDateTime, key: &KeyPair) -> Option<Vec<u8>> {
    let mut params = leaf_params();
    params.not_before = not_before;
    params.not_after = not_after;
    quietly(|| params.self_signed(key).expect("rcgen reports no error").der().to_vec())
}

/// The result of `action`, or none if it panics; nothing is printed.
fn quietly<T>(action: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(action)).ok()
}

#[test]
fn rcgen_picks_the_time_type_by_the_local_year() {
    let key = key();
    let later = datetime!(2060-01-01 00:00 UTC);
    let cases = [
        ("2049 in New York is 2050 in UTC", datetime!(2049-12-31 23:00 -05:00), utc_datetime!(2050-01-01 04:00:00)),
        ("1950 in Tokyo is 1949 in UTC", datetime!(1950-01-01 08:00 +09:00), utc_datetime!(1949-12-31 23:00:00)),
    ];
    for (what, local, utc) in cases {
        assert_eq!(rcgen_alone(local, later, &key), None, "{what}: rcgen alone panics");
        assert_eq!(UtcDateTime::from(local), utc, "{what}");
        let minted = one_year(LeapDayPolicy::Clamp).self_signed(leaf_params(), &key, utc).expect(what);
        assert_eq!(Validity::from_certificate_der(minted.der()).map(|period| period.not_before()), Ok(utc), "{what}");
    }
    let local = datetime!(2050-01-01 01:00 +05:00);
    let written = rcgen_alone(local, later, &key).expect("rcgen writes a certificate");
    assert!(contains(&written, b"\x18\x0f20491231200000Z"), "rcgen alone writes 2049 as GeneralizedTime");
    let minted = one_year(LeapDayPolicy::Clamp).self_signed(leaf_params(), &key, local.into()).expect("a certificate");
    assert!(contains(minted.der(), b"\x17\x0d491231200000Z"), "2049 is written as UTCTime");
}

#[test]
fn rcgen_mints_not_after_before_not_before() {
    let (start, end) = (datetime!(2025-01-01 00:00 UTC), datetime!(2024-01-01 00:00 UTC));
    let written = rcgen_alone(start, end, &key()).expect("rcgen alone mints it without a word");
    assert!(Validity::from_certificate_der(&written).is_err(), "the reader refuses it");
    // A profile has no such period: its end is its beginning and a lifetime of one second or more.
    let error = Profile::new(Lifetime::seconds(0)).self_signed(leaf_params(), &key(), OUTAGE).expect_err("no lifetime");
    let text = "lifetime from notBefore 2012-02-29T00:00:00Z is zero, the shortest is 1 second";
    assert_eq!(error.to_string(), text);
}

#[test]
fn rcgen_panics_outside_the_years_0_to_9999() {
    let key = key();
    let (before, after) = (datetime!(-0001-06-01 00:00 UTC), datetime!(9999-12-31 23:59:59 -01:00));
    let (early, late) = (datetime!(2000-01-01 00:00 UTC), datetime!(2001-01-01 00:00 UTC));
    assert_eq!(rcgen_alone(before, late, &key), None, "rcgen alone panics on the year -1");
    assert_eq!(rcgen_alone(early, after, &key), None, "rcgen alone panics on the UTC year 10000");

    let mint = |profile: Profile, now| profile.self_signed(leaf_params(), &key, now).map(|_| ());
    let week = Profile::new(Lifetime::days(7));
    let error = mint(week, utc_datetime!(-0001-06-01 00:00:00)).expect_err("the year -1");
    assert_eq!(error.to_string(), "notBefore year -1 is outside 0000 to 9999");
    let error = mint(week, utc_datetime!(9999-12-31 00:00:00)).expect_err("the year 10000");
    let text = "lifetime `7 days` from notBefore 9999-12-31T00:00:00Z ends after 9999-12-31T23:59:59Z";
    assert_eq!(error.to_string(), text);
    assert_eq!(mint(week, utc_datetime!(9999-12-25 00:00:00)), Ok(()), "the last week that can be written");
    assert_eq!(mint(week, utc_datetime!(0000-01-01 00:00:00)), Ok(()), "the first week that can be written");
}

#[test]
fn rcgen_panics_on_a_day_that_does_not_exist() {
    // This is the outage in one line; the crate has no use for it.
    #[expect(clippy::disallowed_methods, reason = "to show that it panics")]
    let panicked = quietly(|| rcgen::date_time_ymd(2013, 2, 29));
    assert_eq!(panicked, None, "rcgen::date_time_ymd(2013, 2, 29) panics");
    for policy in LeapDayPolicy::ALL {
        let minted = quietly(|| one_year(policy).self_signed(leaf_params(), &key(), OUTAGE).is_ok());
        assert_eq!(minted, Some(policy != LeapDayPolicy::Reject), "{policy}: a result, never a panic");
    }
}

#[test]
fn rcgen_defaults_to_1975_through_4096() {
    let defaults = CertificateParams::default();
    assert_eq!((defaults.not_before.year(), defaults.not_after.year()), (1975, 4096));
    let minted = one_year(LeapDayPolicy::Clamp).self_signed(leaf_params(), &key(), OUTAGE).expect("a certificate");
    assert_eq!(minted.validity().days(), 365, "the profile decides");
}

// requirement: RFC 5280 §4.1.2.2 unique
// requirement: RFC 5280 §4.1.2.2 positive
// requirement: RFC 5280 §4.1.2.2 twenty-octets-written
#[test]
fn rcgen_repeats_the_serial_number_when_a_key_is_certified_again() {
    let (ca_key, key) = (key(), key());
    let alone = |params: CertificateParams| {
        let issuer = rcgen::Issuer::new(ca_params(), &ca_key);
        let der = params.signed_by(&key, &issuer).expect("a certificate").der().to_vec();
        crate::fixture::children(&crate::fixture::children(&der)[0])[crate::fixture::SERIAL_NUMBER].clone()
    };
    assert_eq!(alone(leaf_params()), alone(leaf_params()), "rcgen alone repeats it");

    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let authority = Authority::self_signed(&ten_years, ca_params(), &ca_key, OUTAGE).expect("an authority");
    let renew = || one_year(LeapDayPolicy::Clamp).signed_by(leaf_params(), &key, &authority, OUTAGE).expect("a leaf");
    let serials: std::collections::HashSet<Vec<u8>> = (0..64).map(|_| serial_of(&renew())).collect();
    assert_eq!(serials.len(), 64, "no serial number twice for the same key under the same authority");
    for serial in serials {
        assert_eq!(serial.len(), 20, "20 octets: {serial:02x?}");
        assert!(serial[0] < 0x80, "positive: {serial:02x?}");
    }
}

#[test]
fn rcgen_writes_a_serial_number_of_21_octets_and_one_of_zero() {
    let alone = |serial: &[u8]| {
        let mut params = leaf_params();
        params.serial_number = Some(serial.to_vec().into());
        let der = params.self_signed(&key()).expect("a certificate").der().to_vec();
        crate::fixture::children(&crate::fixture::children(&der)[0])[crate::fixture::SERIAL_NUMBER][2..].to_vec()
    };
    assert_eq!(alone(&[0xff; 20]).len(), 21, "rcgen alone adds an octet");
    assert_eq!(alone(&[]), [0], "rcgen alone writes zero");
    // That minting refuses both is tested with the serial numbers, beside those it takes.
}

/// Puts into the parameters what cannot be written.
type Spoil = fn(&mut CertificateParams);

#[test]
fn rcgen_panics_on_an_object_identifier_that_does_not_exist_and_on_text_beyond_ascii() {
    let cases: [(&str, Spoil); 7] = [
        ("distinguished_name `1` is no object identifier", |params| {
            params.distinguished_name.push(DnType::CustomDnType(vec![1]), "x");
        }),
        ("subject_alt_names `` is no object identifier", |params| {
            params.subject_alt_names.push(SanType::OtherName((vec![], "x".into())));
        }),
        ("extended_key_usages `3.1` is no object identifier", |params| {
            params.extended_key_usages.push(ExtendedKeyUsagePurpose::Other(vec![3, 1]));
        }),
        ("custom_extensions `1.40` is no object identifier", |params| {
            params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 40], vec![5, 0]));
        }),
        ("crl_distribution_points `http://é/` is not ASCII", |params| {
            params.crl_distribution_points.push(CrlDistributionPoint { uris: vec!["http://é/".to_owned()] });
        }),
        ("name_constraints `é.example` is not ASCII", |params| {
            let permitted_subtrees = vec![GeneralSubtree::DnsName("é.example".to_owned())];
            params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: vec![] });
        }),
        ("name_constraints `0.40` is no object identifier", |params| {
            let mut name = DistinguishedName::new();
            name.push(DnType::CustomDnType(vec![0, 40]), "x");
            let excluded_subtrees = vec![GeneralSubtree::DirectoryName(name)];
            params.name_constraints = Some(NameConstraints { permitted_subtrees: vec![], excluded_subtrees });
        }),
    ];
    for (text, spoil) in cases {
        let mut params = leaf_params();
        spoil(&mut params);
        assert!(quietly(|| params.self_signed(&key())).is_none(), "{text}: rcgen alone panics");
        let error = one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE).expect_err(text);
        assert!(matches!(error, MintError::Parameter { .. }), "{text}");
        assert_eq!(error.to_string(), text);
    }
    for oid in [&[2, 999, 3][..], &[0, 39], &[1, 39, u64::MAX], &[2, u64::MAX - 81], &[2, u64::MAX]] {
        let mut params = leaf_params();
        params.custom_extensions.push(CustomExtension::from_oid_content(oid, vec![5, 0]));
        let panics = quietly(|| params.self_signed(&key())).is_none();
        assert_eq!(panics, oid == [2, u64::MAX], "{oid:?}: rcgen alone panics on the last of them");
        let minted = one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE);
        assert!(minted.is_ok(), "{oid:?} is an object identifier");
    }
}

#[test]
fn rcgen_panics_on_a_question_mark_in_a_printable_string() {
    let mut panicked = String::new();
    for character in '\0'..='\u{ff}' {
        let value = character.to_string();
        let strings = [
            value[..].try_into().map(DnValue::PrintableString),
            value[..].try_into().map(DnValue::Ia5String),
            value[..].try_into().map(DnValue::TeletexString),
            value[..].try_into().map(DnValue::BmpString),
            value[..].try_into().map(DnValue::UniversalString),
            Ok(DnValue::Utf8String(value.clone())),
        ];
        for string in strings.into_iter().flatten() {
            let mut params = leaf_params();
            params.distinguished_name.push(DnType::CommonName, string.clone());
            if quietly(|| params.self_signed(&key())).is_none() {
                panicked.push(character);
            }
            let minted = one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE);
            assert!(minted.is_ok(), "{string:?} is a text of its type");
        }
    }
    assert_eq!(
        panicked, "?",
        "the one character, in the one type, that X.680 section 41.4 allows and rcgen cannot write"
    );

    let printable = |text: &str| DnValue::PrintableString(text.try_into().expect("a PrintableString"));
    let mut params = ca_params();
    params.distinguished_name.push(DnType::CommonName, printable("who?"));
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, printable("where?"));
    let excluded_subtrees = vec![GeneralSubtree::DirectoryName(name)];
    params.name_constraints = Some(NameConstraints { permitted_subtrees: vec![], excluded_subtrees });
    let authority =
        Authority::self_signed(&one_year(LeapDayPolicy::Clamp), params, key(), OUTAGE).expect("an authority");
    assert!(contains(authority.der(), b"\x13\x04who?") && contains(authority.der(), b"\x13\x06where?"));
    assert_eq!(authority.subject().to_string(), "CN=who?");
}

#[test]
fn parameters_that_can_be_written_are_written() {
    let mut params = ca_params();
    let mut directory = DistinguishedName::new();
    directory.push(DnType::CommonName, "Főtanúsítvány");
    directory.push(DnType::CustomDnType(vec![1, 3, 6, 1]), "other");
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("mesh.example".to_owned()),
            GeneralSubtree::DirectoryName(directory),
            GeneralSubtree::IpAddress(CidrSubnet::V4([10, 0, 0, 0], [255, 0, 0, 0])),
        ],
        excluded_subtrees: vec![GeneralSubtree::Rfc822Name("mail.example".to_owned())],
    });
    params.crl_distribution_points.push(CrlDistributionPoint { uris: vec!["http://crl.example/".to_owned()] });
    params.extended_key_usages.push(ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 5, 5, 7, 3, 17]));
    let minted = one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE).expect("a certificate");
    for written in ["mesh.example", "mail.example", "http://crl.example/", "Főtanúsítvány"] {
        assert!(contains(minted.der(), written.as_bytes()), "{written}");
    }
}

#[test]
fn every_parameter_is_written_as_it_is_meant() {
    use rcgen::{BasicConstraints, IsCa, KeyIdMethod, OtherNameValue};
    let purposes = [
        ExtendedKeyUsagePurpose::Any,
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::CodeSigning,
        ExtendedKeyUsagePurpose::EmailProtection,
        ExtendedKeyUsagePurpose::TimeStamping,
        ExtendedKeyUsagePurpose::OcspSigning,
    ];
    let types = [
        DnType::CountryName,
        DnType::LocalityName,
        DnType::StateOrProvinceName,
        DnType::OrganizationName,
        DnType::OrganizationalUnitName,
        DnType::CommonName,
        DnType::CustomDnType(vec![2, 5, 4, 5]),
    ];
    let texts = [
        DnValue::Utf8String("é".to_owned()),
        DnValue::PrintableString("x".try_into().expect("a text")),
        DnValue::Ia5String("x".try_into().expect("a text")),
        DnValue::TeletexString("x".try_into().expect("a text")),
        DnValue::BmpString("é".try_into().expect("a text")),
        DnValue::UniversalString("é".try_into().expect("a text")),
    ];
    let names = [
        SanType::DnsName("a.example".try_into().expect("a text")),
        SanType::Rfc822Name("a@b.example".try_into().expect("a text")),
        SanType::URI("urn:x".try_into().expect("a text")),
        SanType::IpAddress([10, 0, 0, 1].into()),
        SanType::IpAddress([1u16; 8].into()),
        SanType::OtherName((vec![1, 2, 3], OtherNameValue::Utf8String("x".to_owned()))),
    ];
    let subtrees = [
        GeneralSubtree::Rfc822Name("b.example".to_owned()),
        GeneralSubtree::DnsName(String::new()),
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix([10, 0, 0, 0].into(), 9)),
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix([1u16; 8].into(), 65)),
        GeneralSubtree::DirectoryName(leaf_params().distinguished_name),
    ];
    let mut all: Vec<(String, CertificateParams)> = Vec::new();
    let mut add = |what: String, params: &CertificateParams| all.push((what, params.clone()));
    for (index, usage) in USAGES.iter().enumerate() {
        for other in &USAGES[index..] {
            let mut params = ca_params();
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign, *other, *usage];
            add(format!("{usage:?}, {other:?}"), &params);
        }
    }
    for purpose in purposes {
        let mut params = leaf_params();
        params.extended_key_usages = vec![purpose.clone()];
        add(format!("{purpose:?}"), &params);
    }
    for dn_type in types {
        for text in &texts {
            let mut params = leaf_params();
            params.distinguished_name.push(dn_type.clone(), text.clone());
            add(format!("{dn_type:?}, {text:?}"), &params);
        }
    }
    for name in names {
        let mut params = leaf_params();
        params.subject_alt_names.push(name.clone());
        add(format!("{name:?}"), &params);
    }
    for subtree in subtrees {
        let mut params = ca_params();
        let (permitted_subtrees, excluded_subtrees) = (vec![subtree.clone()], vec![]);
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
        add(format!("permitted {subtree:?}"), &params);
        let (permitted_subtrees, excluded_subtrees) = (vec![], vec![subtree.clone()]);
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
        add(format!("excluded {subtree:?}"), &params);
    }
    let mut params = ca_params();
    params.name_constraints = Some(NameConstraints { permitted_subtrees: vec![], excluded_subtrees: vec![] });
    add("no subtree".to_owned(), &params);
    for path_len in [0, 1, 0x7f, 0x80, 0xff] {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(path_len));
        add(format!("{path_len} authorities"), &params);
    }
    for method in
        [KeyIdMethod::Sha256, KeyIdMethod::Sha384, KeyIdMethod::Sha512, KeyIdMethod::PreSpecified(vec![7; 200])]
    {
        params.key_identifier_method = method.clone();
        add(format!("{method:?}"), &params);
    }
    let mut params = leaf_params();
    params.is_ca = IsCa::ExplicitNoCa;
    add("no authority, in so many words".to_owned(), &params);
    for uris in [vec!["http://a/".to_owned()], vec!["http://a/".to_owned(), "ldap://b/".to_owned()]] {
        params.crl_distribution_points.push(CrlDistributionPoint { uris });
        add(format!("{:?}", params.crl_distribution_points), &params);
    }
    let mut custom = CustomExtension::from_oid_content(&[1, 2, 3], vec![5, 0]);
    custom.set_criticality(true);
    params.custom_extensions.push(custom);
    params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 2, 4], vec![]));
    params.use_authority_key_identifier_extension = true;
    add("custom".to_owned(), &params);

    let authority = super::authority(Lifetime::years(10, LeapDayPolicy::Clamp), OUTAGE);
    let year = one_year(LeapDayPolicy::Clamp);
    assert!(all.len() > 100, "{}", all.len());
    for (what, params) in all {
        let alone = params.self_signed(&key()).unwrap_or_else(|error| panic!("{what}: {error}"));
        let minted = year.self_signed(params.clone(), &key(), OUTAGE).unwrap_or_else(|error| panic!("{what}: {error}"));
        let below =
            year.signed_by(params, &key(), &authority, OUTAGE).unwrap_or_else(|error| panic!("{what}: {error}"));
        let extensions = |der: &[u8]| {
            let body = crate::fixture::children(&crate::fixture::children(der)[0]);
            let list = crate::fixture::children(&crate::fixture::children(&body[crate::fixture::EXTENSIONS])[0]);
            // The identifiers of keys, which differ.
            let is_id = |extension: &[u8]| {
                [[6, 3, 0x55, 0x1d, 14], [6, 3, 0x55, 0x1d, 35]]
                    .iter()
                    .any(|id| crate::fixture::children(extension)[0] == id)
            };
            let is_time = |extension: &[u8]| contains(extension, &[0x2b, 6, 1, 5, 5, 7, 3, 8]);
            let others = list.into_iter().filter(|extension| !is_id(extension) && !is_time(extension));
            (body[crate::fixture::SUBJECT].clone(), others.collect::<Vec<_>>())
        };
        // What rcgen alone writes, but for the criticality of time stamping.
        assert_eq!(extensions(minted.der()), extensions(alone.der()), "{what}");
        assert_eq!(extensions(below.der()), extensions(alone.der()), "{what}, below");
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// All that there are.
pub(super) const USAGES: [KeyUsagePurpose; 9] = [
    KeyUsagePurpose::DigitalSignature,
    KeyUsagePurpose::ContentCommitment,
    KeyUsagePurpose::KeyEncipherment,
    KeyUsagePurpose::DataEncipherment,
    KeyUsagePurpose::KeyAgreement,
    KeyUsagePurpose::KeyCertSign,
    KeyUsagePurpose::CrlSign,
    KeyUsagePurpose::EncipherOnly,
    KeyUsagePurpose::DecipherOnly,
];
