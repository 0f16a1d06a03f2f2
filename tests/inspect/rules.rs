//! For each rule a certificate that breaks it, and a twin, as near to it as can be, that does not.

use notafter::{
    Lifetime, Profile,
    inspect::{Finding, Inspection, Rule, chain},
    limits,
};
use time::{Duration, macros::utc_datetime};

use super::made::{
    DOMAIN_VALIDATED, EMAIL_PROTECTION, EXTENDED_VALIDATION, bare, for_purposes, found, inspect, logged, under_policy,
    valid_for, with_extension, with_serial,
};
use crate::fixture::{
    EXTENSIONS, GENERALIZED_TIME as G, ISSUER, SUBJECT, UTC_TIME as U, VALIDITY, authority_der, leaf, offset_of,
    rebuild, tlv, with_times, with_validity,
};

struct Case {
    rule: Rule,
    breaks: Vec<Finding>,
    twin: Vec<Finding>,
    /// What the finding says.
    says: String,
}

/// `says` has offsets of the certificate that breaks the rule by their names.
fn case(rule: Rule, breaks: &[u8], twin: &[u8], says: &str) -> Case {
    let mut says = says.to_owned();
    let mut put = |name: &str, offset: &dyn Fn() -> usize| {
        if says.contains(name) {
            says = says.replace(name, &offset().to_string());
        }
    };
    put("{end}", &|| breaks.len() - 1);
    put("{validity}", &|| offset_of(breaks, VALIDITY));
    put("{notAfter}", &|| offset_of(breaks, VALIDITY) + 17);
    put("{third}", &|| offset_of(breaks, VALIDITY) + 32);
    Case { rule, breaks: inspect(breaks).findings(), twin: inspect(twin).findings(), says }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn cases() -> Vec<Case> {
    [encoding(), dates(), serial_numbers(), lifetimes(), instants(), chains()].into_iter().flatten().collect()
}

/// A leaf with this notAfter.
fn until(tag: u8, text: &str) -> Vec<u8> {
    with_times((U, "120229000000Z"), (tag, text))
}

fn encoding() -> Vec<Case> {
    let sound = until(U, "130228120000Z");
    let third = |count: usize| with_validity(&tlv(U, b"130228120000Z").repeat(count));
    let long = with_validity(&[tlv(U, b"120229000000Z"), [&[U, 0x81, 13][..], b"130228120000Z"].concat()].concat());
    let constraints = |value: &[u8]| {
        rebuild(|elements| {
            elements[EXTENSIONS] = with_extension(&elements[EXTENSIONS], &[0x55, 0x1d, 0x24], value);
        })
    };
    // policyConstraints, 2.5.29.36, or inhibitAnyPolicy, 2.5.29.54.
    let value = |id| if id == 0x24 { &[0x30, 0x03, 0x80, 0x01, 0x00][..] } else { &[0x02, 0x01, 0x00] };
    let constraints_twice = |ids: [u8; 2]| {
        let add = |to: Vec<u8>, id| with_extension(&to, &[0x55, 0x1d, id], value(id));
        rebuild(|elements| elements[EXTENSIONS] = ids.into_iter().fold(elements[EXTENSIONS].clone(), add))
    };
    vec![
        case(
            Rule::ImpossibleDate,
            &until(U, "130229120000Z"),
            &sound,
            "notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year",
        ),
        case(
            Rule::ImpossibleTime,
            &until(U, "130228240000Z"),
            &until(U, "130228230000Z"),
            "notAfter 130228240000Z: hour 24 does not exist, the last is 23",
        ),
        case(Rule::MissingSeconds, &until(U, "1302281200Z"), &sound, "notAfter 1302281200Z: the seconds are missing"),
        case(Rule::MissingZ, &until(U, "130228120000"), &sound, "notAfter 130228120000: the final Z is missing"),
        case(
            Rule::OffsetFromUtc,
            &until(U, "130228120000+0000"),
            &sound,
            "notAfter 130228120000+0000: an offset from UTC is not allowed, the time must end in Z",
        ),
        case(
            Rule::FractionOfSecond,
            &until(G, "20130228120000.0Z"),
            &until(G, "20130228120000Z"),
            "notAfter 20130228120000.0Z: a fraction of a second is not allowed",
        ),
        case(
            Rule::MalformedTime,
            &until(U, "13022812000Z"),
            &sound,
            "notAfter 13022812000Z: UTCTime has 12 digits, found 11",
        ),
        case(
            Rule::ConstructedTime,
            &until(U | 0x20, "130228120000Z"),
            &sound,
            "notAfter at offset {notAfter}: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x37, a constructed time",
        ),
        case(
            Rule::MissingTime,
            &until(0x16, "130228120000Z"),
            &sound,
            "notAfter at offset {notAfter}: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x16",
        ),
        case(Rule::ThirdTime, &third(3), &third(2), "notAfter is followed by 15 excess bytes at offset {third}"),
        case(
            Rule::LengthNotDer,
            &long,
            &sound,
            "notAfter at offset {notAfter} has a length that is not in its shortest form",
        ),
        case(
            Rule::TrailingBytes,
            &[&sound[..], &[0]].concat(),
            &sound,
            "certificate is followed by 1 excess byte at offset {end}",
        ),
        case(
            Rule::MalformedStructure,
            &rebuild(|elements| elements[VALIDITY][0] = 0x10),
            leaf(),
            "validity at offset {validity}: expected SEQUENCE (0x30), found 0x10",
        ),
        case(
            Rule::UnreadablePart,
            // PolicyConstraints with a length that leads beyond the extension.
            &constraints(&[0x30, 0x04, 0x80, 0x01, 0x00]),
            &constraints(&[0x30, 0x03, 0x80, 0x01, 0x00]),
            "extension policyConstraints (2.5.29.36) cannot be read",
        ),
        case(
            Rule::RepeatedExtension,
            &constraints_twice([0x24, 0x24]),
            &constraints_twice([0x24, 0x36]),
            "extension policyConstraints (2.5.29.36) is there more than once",
        ),
        case(
            Rule::Reversed,
            &with_times((U, "130228120001Z"), (U, "130228120000Z")),
            &with_times((U, "130228120000Z"), (U, "130228120000Z")),
            "notAfter 2013-02-28T12:00:00Z is before notBefore 2013-02-28T12:00:01Z",
        ),
    ]
}

fn dates() -> Vec<Case> {
    let noon = utc_datetime!(2020-06-01 12:00:00);
    vec![
        case(
            Rule::ZeroLength,
            &valid_for(noon, 1),
            &valid_for(noon, 2),
            "notAfter is notBefore, 2020-06-01T12:00:00Z: the period is one second long",
        ),
        case(
            Rule::GeneralizedTimeBefore2050,
            &until(G, "20491231235959Z"),
            &until(G, "20500101000000Z"),
            "notAfter 2049-12-31T23:59:59Z is a GeneralizedTime, until 2049 it must be a UTCTime",
        ),
        case(
            Rule::Before1970,
            &with_times((U, "691231235959Z"), (U, "130228120000Z")),
            &with_times((U, "700101000000Z"), (U, "130228120000Z")),
            "notBefore 1969-12-31T23:59:59Z is before 1970-01-01T00:00:00Z, the first that webpki can read",
        ),
        case(
            Rule::NoExpiry,
            &until(G, "99991231235959Z"),
            &until(G, "99991231235958Z"),
            "notAfter 9999-12-31T23:59:59Z is no expiration date",
        ),
        case(
            Rule::EndsOnLeapDay,
            &until(U, "160229000000Z"),
            &until(U, "160228235959Z"),
            "notAfter 2016-02-29T00:00:00Z is a 29 February, 2017 has none",
        ),
        case(
            Rule::EndsAfter2038,
            &until(U, "380119031408Z"),
            &until(U, "380119031407Z"),
            "notAfter 2038-01-19T03:14:08Z is after 2038-01-19T03:14:07Z, the last second of signed 32-bit clocks",
        ),
        case(
            Rule::EndsAfter2049,
            &until(G, "20500101000000Z"),
            &until(U, "491231235959Z"),
            "notAfter 2050-01-01T00:00:00Z is after 2049-12-31T23:59:59Z, the last second of UTCTime",
        ),
    ]
}

fn serial_numbers() -> Vec<Case> {
    let long = |octets| with_serial(&vec![0x29; octets]);
    vec![
        case(Rule::SerialZero, &with_serial(&[0]), &with_serial(&[1]), "serialNumber is 0, it must be positive"),
        case(
            Rule::SerialNegative,
            &with_serial(&[0x80]),
            &with_serial(&[0, 0x80]),
            "serialNumber -80 is negative, it must be positive",
        ),
        case(
            Rule::SerialNotDer,
            &with_serial(&[0, 0x01]),
            &with_serial(&[0, 0x81]),
            "serialNumber begins with a zero octet that it does not need",
        ),
        case(Rule::SerialTooLong, &long(21), &long(20), "serialNumber has 21 octets, the maximum is 20"),
    ]
}

fn lifetimes() -> Vec<Case> {
    let now = utc_datetime!(2026-03-15 00:00:00);
    let public = |seconds| under_policy(DOMAIN_VALIDATED, now, seconds);
    let extended = |start| {
        let certificate = inspect(&under_policy(EXTENDED_VALIDATION, start, DAY));
        certificate.findings_by_schedule(&limits::TLS_EV, start)
    };
    let last_smime =
        |start| for_purposes(Some(&[EMAIL_PROTECTION]), &[&[0x67, 0x81, 0x0c, 0x01, 0x05, 0x01, 0x01]], start, DAY);
    let root = |seconds| inspect(&valid_for(now, seconds)).findings_by_schedule(&limits::ROOT_CA, now);
    let by_profile =
        |seconds| inspect(&valid_for(now, seconds)).findings_by_profile(&Profile::new(Lifetime::days(90)), now);
    vec![
        case(
            Rule::OverMaximum,
            &public(200 * DAY + 1),
            &public(200 * DAY),
            "tls-server: 201 days are more than the 200 days allowed for certificates issued on or after 2026-03-15 \
             (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)",
        ),
        case(
            Rule::OverRecommendation,
            &public(199 * DAY + 1),
            &public(199 * DAY),
            "tls-server: 200 days are more than the 199 days recommended for certificates issued on or after 2026-03-15 \
             (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)",
        ),
        Case {
            rule: Rule::UnderMinimum,
            breaks: root(2922 * DAY - 1),
            twin: root(2922 * DAY),
            says:
                "root-ca: 252460799 seconds are fewer than the 2922 days (252460800 seconds) required for certificates \
                   issued on or after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62)"
                    .to_owned(),
        },
        case(
            Rule::NoLongerIssued,
            &last_smime(utc_datetime!(2025-07-15 00:00:00)),
            &last_smime(utc_datetime!(2025-07-14 23:59:59)),
            "smime-legacy: certificates issued on or after 2025-07-15 are not allowed, this one is issued \
             2025-07-15T00:00:00Z (S/MIME BR 1.0.6 section 7.1.6.1, ballot SMC08)",
        ),
        Case {
            rule: Rule::IssuedBeforeRule,
            breaks: extended(utc_datetime!(2012-06-30 23:59:59)),
            twin: extended(utc_datetime!(2012-07-01 00:00:00)),
            says: "notBefore 2012-06-30T23:59:59Z is before 2012-07-01, the first rule of tls-ev".to_owned(),
        },
        case(
            Rule::OffByOneSecond,
            &public(200 * DAY + 1),
            &public(200 * DAY + 2),
            "notAfter 2026-10-01T00:00:00Z is one second too late: that second is part of the period",
        ),
        case(
            Rule::AwayFromIssuance,
            &logged(DOMAIN_VALIDATED, now, 10 * DAY, &[now + 48 * Duration::HOUR + Duration::SECOND]),
            &logged(DOMAIN_VALIDATED, now, 10 * DAY, &[now + 48 * Duration::HOUR]),
            "tls-server: notBefore 2026-03-15T00:00:00Z is more than the 48 hours allowed before the issue at \
             2026-03-17T00:00:01Z for certificates issued on or after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.7, ballot SC62), \
             by the earliest SCT, of 2026-03-17T00:00:01Z",
        ),
        case(
            Rule::OverAppleMaximum,
            &valid_for(now, 825 * DAY + 1),
            &valid_for(now, 825 * DAY),
            "apple-tls: 826 days are more than the 825 days allowed for certificates issued on or after 2019-07-01 \
             (Apple support article HT210176 of 2019)",
        ),
        case(
            Rule::BeyondPublicLimits,
            &valid_for(now, 200 * DAY + 1),
            &valid_for(now, 200 * DAY),
            "as a publicly trusted certificate, tls-server: 201 days are more than the 200 days allowed for certificates \
             issued on or after 2026-03-15 (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)",
        ),
        Case {
            rule: Rule::BeyondProfile,
            breaks: by_profile(90 * DAY + 1),
            twin: by_profile(90 * DAY),
            says: "notAfter is 2026-06-13T00:00:00Z, the profile's lifetime `90 days` gives 2026-06-12T23:59:59Z"
                .to_owned(),
        },
        Case {
            rule: Rule::ShorterThanProfile,
            breaks: by_profile(90 * DAY - 1),
            twin: by_profile(90 * DAY),
            says: "notAfter is 2026-06-12T23:59:58Z, the profile's lifetime `90 days` gives 2026-06-12T23:59:59Z"
                .to_owned(),
        },
    ]
}

fn instants() -> Vec<Case> {
    let at = |at| inspect(leaf()).findings_at(at);
    vec![
        Case {
            rule: Rule::Expired,
            breaks: at(utc_datetime!(2013-02-28 00:00:00)),
            twin: at(utc_datetime!(2013-02-27 23:59:59.9)),
            says: "notAfter 2013-02-27T23:59:59Z is before 2013-02-28T00:00:00Z".to_owned(),
        },
        Case {
            rule: Rule::NotYetValid,
            breaks: at(utc_datetime!(2012-02-28 23:59:59)),
            twin: at(utc_datetime!(2012-02-29 00:00:00)),
            says: "notBefore 2012-02-29T00:00:00Z is after 2012-02-28T23:59:59Z".to_owned(),
        },
    ]
}

/// The leaf, with another issuer.
fn of_another_issuer() -> Vec<u8> {
    rebuild(|elements| *elements[ISSUER].last_mut().expect("a name") ^= 1)
}

/// What is found in the chain of these certificates, leaf first.
fn judged(ders: &[&[u8]]) -> Vec<Finding> {
    let certificates: Vec<Inspection> = ders.iter().map(|der| inspect(der)).collect();
    let chain = chain(&certificates, utc_datetime!(2012-03-01 00:00:00)).expect("certificates");
    chain.findings().iter().map(|(_, finding)| finding.clone()).collect()
}

fn chains() -> Vec<Case> {
    let other_issuer = of_another_issuer();
    let issuer_key = inspect(authority_der()).subject_key_identifier().expect("a key identifier").to_vec();
    let other_key = rebuild(|elements| {
        let extensions = &mut elements[EXTENSIONS];
        let place =
            extensions.windows(issuer_key.len()).position(|window| window == issuer_key).expect("the identifier");
        extensions[place] ^= 1;
    });
    let nested = |not_before, not_after| judged(&[&with_times(not_before, not_after), authority_der()]);
    vec![
        Case {
            rule: Rule::OutlivesIssuer,
            breaks: nested((U, "120229000000Z"), (G, "21000101000000Z")),
            twin: nested((U, "120229000000Z"), (G, "20991231235959Z")),
            says: "notAfter 2100-01-01T00:00:00Z is after the issuer's notAfter 2099-12-31T23:59:59Z".to_owned(),
        },
        Case {
            rule: Rule::StartsBeforeIssuer,
            breaks: nested((U, "991231235959Z"), (U, "120229000000Z")),
            twin: nested((U, "000101000000Z"), (U, "120229000000Z")),
            says: "notBefore 1999-12-31T23:59:59Z is before the issuer's notBefore 2000-01-01T00:00:00Z".to_owned(),
        },
        Case {
            rule: Rule::IssuerMissing,
            breaks: judged(&[&other_issuer, authority_der()]),
            twin: judged(&[leaf(), authority_der()]),
            says: format!(
                "issuer `CN=notafter test authoritx` with key identifier {} is not found among 2 certificates",
                hex(&issuer_key)
            ),
        },
        Case {
            rule: Rule::CircularChain,
            breaks: judged(&[&bare("leaf", "A"), &bare("A", "B"), &bare("B", "A")]),
            twin: judged(&[&bare("leaf", "A"), &bare("A", "B"), &bare("B", "B")]),
            says: "issuer `CN=A` is already in the chain, which is a circle".to_owned(),
        },
        Case {
            rule: Rule::KeyIdentifierMismatch,
            breaks: judged(&[&other_key, authority_der()]),
            twin: judged(&[leaf(), authority_der()]),
            says: format!(
                "authority key identifier {} is not the issuer's subject key identifier {}",
                hex(inspect(&other_key).authority_key_identifier().expect("an identifier")),
                hex(&issuer_key),
            ),
        },
        Case {
            rule: Rule::NotInChain,
            breaks: judged(&[leaf(), authority_der(), &other_issuer]),
            twin: judged(&[leaf(), authority_der()]),
            says: "`CN=leaf.example` is no issuer of `CN=leaf.example`".to_owned(),
        },
    ]
}

// requirement: RFC 5280 §4.1.2.2 twenty-octets-read
#[test]
fn every_rule_is_broken_by_a_certificate_and_not_by_its_twin() {
    let cases = cases();
    for rule in Rule::ALL {
        assert!(cases.iter().any(|case| case.rule == *rule), "{rule} has no certificate that breaks it, and no twin");
    }
    for Case { rule, breaks, twin, says } in cases {
        let finding = found(&breaks, rule).unwrap_or_else(|| panic!("{rule} is not found, but {breaks:?}"));
        assert!(found(&twin, rule).is_none(), "{rule} is found in the twin: {twin:?}");
        let (said, severity) = (finding.to_string(), finding.severity());
        assert_eq!(said, says, "{rule}");
        assert_eq!(severity, rule.severity(), "{rule}");
        assert!(!said.contains('\n') && !said.ends_with('.'), "{rule}: one line without a full stop: {said}");
        assert!(!finding.citation().is_empty(), "{rule} has a citation");
    }
}

/// The message has the source too, in parentheses, unless the schedule has no row for the certificate.
#[test]
fn a_finding_of_a_schedule_has_the_source_of_its_row() {
    let in_parentheses = |says: &str| {
        let (source, _) = says.rsplit_once(" (")?.1.split_once(')')?;
        Some(source.to_owned())
    };
    for Case { rule, breaks, says, .. } in lifetimes() {
        let finding = found(&breaks, rule).expect("it is broken");
        let first_row = (rule == Rule::IssuedBeforeRule).then(|| limits::TLS_EV.rows()[0].citation().to_owned());
        let source = first_row.or(in_parentheses(&says)).unwrap_or(rule.citation().to_owned());
        assert_eq!(finding.citation(), source, "{rule}");
    }
}

#[test]
fn one_second_more_than_a_profile_gives_is_off_by_one() {
    let now = utc_datetime!(2026-03-15 00:00:00);
    for (excess, expected) in [(-1, false), (0, false), (1, true), (2, false)] {
        let certificate = inspect(&valid_for(now, (90 * DAY).saturating_add_signed(excess)));
        let findings = certificate.findings_by_profile(&Profile::new(Lifetime::days(90)), now);
        assert_eq!(found(&findings, Rule::OffByOneSecond).is_some(), expected, "{excess}");
    }
}

#[test]
fn a_finding_of_a_chain_has_the_offset_of_its_name() {
    let other = of_another_issuer();
    let offset = |ders: &[&[u8]], rule| found(&judged(ders), rule).map(Finding::offset);
    assert_eq!(offset(&[&other, authority_der()], Rule::IssuerMissing), Some(offset_of(&other, ISSUER)));
    assert_eq!(offset(&[leaf(), authority_der(), &other], Rule::NotInChain), Some(offset_of(&other, SUBJECT)));
}

#[test]
fn codes_are_unique_words_and_hyphens() {
    for (index, rule) in Rule::ALL.iter().enumerate() {
        let code = rule.code();
        assert!(
            code.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric())),
            "{code}"
        );
        assert_eq!(code, code.to_lowercase(), "{code}");
        assert!(Rule::ALL.iter().skip(index + 1).all(|other| other.code() != code), "{code} is there twice");
        assert_eq!(rule.to_string(), code, "Display is the code");
    }
}

#[test]
fn the_table_in_the_documentation_is_that_of_the_code() {
    let documented: Vec<&str> =
        include_str!("../../src/inspect.rs").lines().filter_map(|line| line.strip_prefix("//! | `")).collect();
    let coded: Vec<String> = Rule::ALL
        .iter()
        .map(|rule| format!("{}` | {} | {} | {} |", rule.code(), rule.severity(), rule.meaning(), rule.citation()))
        .collect();
    assert_eq!(documented, coded);
}

/// A mesh's own leaf of ten years is no error, and is one as soon as the caller says so.
#[test]
fn a_private_leaf_is_not_bound_by_public_rules() {
    let now = utc_datetime!(2026-03-15 00:00:00);
    let private = inspect(&valid_for(now, 3652 * DAY));
    let severities: Vec<_> = private.findings().iter().map(|finding| finding.severity().to_string()).collect();
    assert!(!severities.contains(&"error".to_owned()), "{:?}", private.findings());
    assert!(found(&private.findings(), Rule::OverMaximum).is_none());
    assert!(found(&private.findings_by_schedule(&limits::TLS_SERVER, now), Rule::OverMaximum).is_some());
    let profile = Profile::new(Lifetime::days(3652)).with_schedule(&limits::TLS_SERVER);
    assert!(found(&private.findings_by_profile(&profile, now), Rule::OverMaximum).is_some());
    assert!(found(&private.findings_by_profile(&profile, now), Rule::BeyondProfile).is_none());
}

const DAY: u64 = 86_400;
