//! Inputs that were made to harm.

use super::*;

/// Requires a text of one line of a few hundred characters in which nothing can drive a terminal.
#[track_caller]
fn assert_harmless(what: &str, text: &str) {
    let bad = |char: char| {
        char.is_control() || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(bad), "{what}: {text:?}");
    assert!(text.len() < 400, "{what}: {} octets", text.len());
}

#[test]
fn nothing_of_a_pem_file_drives_a_terminal_or_fills_a_log() {
    let huge = "A".repeat(50_000_000);
    let labels = ["\x1b[2J\x1b[31mX", "\u{202e}gpj.exe", "A\rB", "\u{9b}31m", "\u{2028}", &huge];
    for label in labels {
        let what: String = label.chars().take(10).collect();
        let block = |label: &str, end: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {end}-----\n");
        let header = format!("-----BEGIN CERTIFICATE-----\n{label}\n\nAAAA\n-----END CERTIFICATE-----\n");
        for file in [
            block(label, label),
            block(label, "X"),
            block("CERTIFICATE", label),
            block("CERTIFICATE REQUEST", label),
            header,
        ] {
            let authority = refusal(&what, Authority::from_pem(&file, key()));
            assert_harmless(&what, &authority);
            assert!(authority.starts_with("authority's "), "{authority}");
            let request = refusal(&what, CertificationRequest::from_pem(&file));
            assert_harmless(&what, &request);
            let too_long = format!("certification request has {} octets, at most 4194304 are read", file.len());
            let said = request.starts_with("certification request's PEM: ") || request == too_long;
            assert!(said, "{request}");
        }
    }
    let error =
        CertificationRequest::from_pem("-----BEGIN \x1bX-----\nAAAA\n-----END \x1bX-----\n").expect_err("no request");
    assert_eq!(error.to_string(), "certification request's PEM: no `CERTIFICATE REQUEST`, found `\\x1bX`");
    let many = "-----BEGIN X-----\nAAAA\n-----END X-----\n".repeat(7);
    let error = CertificationRequest::from_pem(many).expect_err("no request");
    let text = "certification request's PEM: no `CERTIFICATE REQUEST`, found `X`, `X`, `X`, `X` and 3 more";
    assert_eq!(error.to_string(), text);
    let two = pem::encode(&pem::Pem::new("CERTIFICATE REQUEST", request(&common_name("x"), &[]))).repeat(2);
    let error = CertificationRequest::from_pem(two).expect_err("two requests");
    assert_eq!(error.to_string(), "certification request's PEM: expected one `CERTIFICATE REQUEST`, found 2");
}

#[test]
fn no_name_drives_a_terminal_or_fills_a_log() {
    for evil in ["\x1b[2J", "\r\n\x07", &"x".repeat(400_000)] {
        let subject = common_name(evil);
        let authority = taken_up(&subject, &[is_authority(Some(0))]).expect("an authority");
        let grant = Grant::new().authority();
        let cases = [
            ("dNSName", mint(&request(&name(&[]), &[alternative_names(&[tlv(0x82, evil.as_bytes())])]), &grant)),
            ("mailbox", mint(&request(&name(&[]), &[alternative_names(&[tlv(0x81, evil.as_bytes())])]), &grant)),
            ("URI", mint(&request(&name(&[]), &[alternative_names(&[tlv(0x86, evil.as_bytes())])]), &grant)),
            ("its authority's name", mint_under(&authority, &request(&subject, &[]), &Grant::new())),
        ];
        for (what, minted) in cases {
            let error = minted.expect_err(what);
            assert_harmless(what, &error.to_string());
            assert_harmless(what, &format!("{error:?}"));
        }
        assert_harmless("subject", &authority.subject().to_string());
        assert_harmless("debug", &format!("{authority:?}"));
    }
    let bidi = common_name("\u{202e}\u{200b}\u{2028}\u{2066}");
    let authority = taken_up(&bidi, &[is_authority(None)]).expect("an authority");
    assert_harmless("bidi", &refusal("bidi", mint_under(&authority, &request(&bidi, &[]), &Grant::new())));
}

#[test]
fn a_leaf_with_the_name_of_its_authority_is_refused_however_it_is_written() {
    let authority = taken_up(&common_name("Example Authority"), &[is_authority(None)]).expect("an authority");
    let one = |tag: u8, value: &[u8]| name(&[&[(CN, tag, value)]]);
    let wide: Vec<u8> = "example authority".bytes().flat_map(|octet| [0, octet]).collect();
    let wider: Vec<u8> = "EXAMPLE AUTHORITY".bytes().flat_map(|octet| [0, 0, 0, octet]).collect();
    let same = [
        ("to the octet", common_name("Example Authority")),
        ("another case", common_name("EXAMPLE authority")),
        ("more blanks", common_name(" Example   Authority ")),
        ("PrintableString", one(PRINTABLE, b"Example Authority")),
        ("TeletexString", one(TELETEX, b"example authority")),
        ("IA5String", one(IA5, b"Example Authority")),
        ("BMPString", one(BMP, &wide)),
        ("UniversalString", one(UNIVERSAL, &wider)),
    ];
    for (what, subject) in same {
        let error = refusal(what, mint_under(&authority, &request(&subject, &[]), &Grant::new()));
        assert!(error.starts_with("subject and issuer are both `CN="), "{what}: {error}");
        assert!(error.ends_with("`, which only an authority's certificate may state"), "{what}: {error}");
        // Whoever asks gives no authority a new key.
        let ca = request(&subject, &[is_authority(None)]);
        assert_eq!(refusal(what, mint_under(&authority, &ca, &Grant::new().authority())), error, "an authority");
    }
    let other = [
        ("no blank", common_name("ExampleAuthority")),
        ("another type", name(&[&[(O, UTF8, b"Example Authority")]])),
        ("more", name(&[&[(CN, UTF8, b"Example Authority")], &[(OU, UTF8, b"x")]])),
        ("a set", name(&[&[(CN, UTF8, b"Example Authority"), (OU, UTF8, b"x")]])),
        ("no text", one(OCTETS, b"Example Authority")),
    ];
    for (what, subject) in other {
        let minted = mint_under(&authority, &request(&subject, &[]), &Grant::new());
        assert!(minted.is_ok(), "{what}: {minted:?}");
    }
}

#[test]
fn an_extension_that_would_be_there_twice_is_refused() {
    let custom = |id: &[u64], value: Vec<u8>| rcgen::CustomExtension::from_oid_content(id, value);
    type Case = (&'static str, &'static [u64], Vec<u8>, &'static str);
    let cases: [Case; 8] = [
        ("names", &[2, 5, 29, 17], tlv(SEQUENCE, &tlv(0x82, b"b.example")), "subjectAltName (2.5.29.17)"),
        ("usages", &[2, 5, 29, 15], vec![3, 2, 7, 0x80], "keyUsage (2.5.29.15)"),
        ("purposes", &[2, 5, 29, 37], tlv(SEQUENCE, &tlv(OID, SERVER_AUTH)), "extendedKeyUsage (2.5.29.37)"),
        ("its authority's key", &[2, 5, 29, 35], tlv(SEQUENCE, &tlv(0x80, &[1])), "authorityKeyIdentifier (2.5.29.35)"),
        ("constraints", &[2, 5, 29, 19], vec![SEQUENCE, 0], "basicConstraints (2.5.29.19)"),
        ("its own key", &[2, 5, 29, 14], tlv(OCTETS, &[1]), "subjectKeyIdentifier (2.5.29.14)"),
        ("distribution points", &[2, 5, 29, 31], vec![SEQUENCE, 0], "cRLDistributionPoints (2.5.29.31)"),
        ("its own twice", &[1, 2, 3], vec![5, 0], "1.2.3"),
    ];
    for (what, id, value, named) in cases {
        let mut params = crate::mint::leaf_params();
        params.is_ca = rcgen::IsCa::ExplicitNoCa;
        params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
        params.crl_distribution_points = vec![rcgen::CrlDistributionPoint { uris: vec!["http://a/".to_owned()] }];
        params.custom_extensions.push(custom(id, value.clone()));
        if id == [1, 2, 3] {
            params.custom_extensions.push(custom(id, value.clone()));
        }
        let week = one_year(LeapDayPolicy::Clamp);
        let text = format!("{named} is there twice");
        assert_eq!(refusal(what, week.signed_by(params.clone(), &key(), plain(), OUTAGE)), text, "{what}");
        assert_eq!(refusal(what, week.self_signed(params, &key(), OUTAGE)), text, "{what}");
        // The authority's own beside the one that is asked for.
        let mut own = rcgen::CertificateParams::default();
        own.custom_extensions.push(custom(id, value.clone()));
        let oid = id.iter().map(u64::to_string).collect::<Vec<_>>().join(".").parse().expect(what);
        let grant = Grant::new().with(own).extension(oid);
        let content: Vec<u8> = notafter::mint::Oid::as_bytes(&oid).to_vec();
        let der = request(&common_name("x"), &[extension(&content, false, &value)]);
        assert_eq!(refusal(what, mint(&der, &grant)), text, "{what}: asked for and added");
    }
}

#[test]
fn bytes_that_are_made_to_be_slow_or_deep_are_refused_at_once() {
    let many: Vec<Vec<u8>> = vec![tlv(SET, &tlv(SEQUENCE, &[tlv(OID, CN), tlv(UTF8, b"x")].concat())); 10_000];
    let many = tlv(SEQUENCE, &many.concat());
    let set =
        tlv(SEQUENCE, &tlv(SET, &vec![tlv(SEQUENCE, &[tlv(OID, CN), tlv(UTF8, b"x")].concat()); 10_000].concat()));
    let mut nested = Vec::new();
    while nested.len() < 65_536 {
        nested = tlv(SET, &nested);
    }
    let deep_value = name(&[&[(CN, SET, &nested)]]);
    let nested = tlv(SEQUENCE, &nested);
    let subject = |what: &str, subject: &[u8]| refusal(what, read(&request(subject, &[])));
    for (what, name, element, most) in
        [("10,000 sets", &many, "subject", 256), ("a set of 10,000", &set, "relativeDistinguishedName", 16)]
    {
        let error = subject(what, name);
        assert!(
            error.starts_with(&format!("certification request: {element} at offset "))
                && error.ends_with(&format!(" has more than {most} parts")),
            "{what}: {error}"
        );
        let error = refusal(what, taken_up(name, &[is_authority(None)]));
        let element = element.replace("subject", "issuer");
        assert!(error.starts_with(&format!("authority's certificate: {element} at offset ")), "{what}: {error}");
    }
    let error = subject("64 KiB of nested sets", &nested);
    assert!(error.starts_with("certification request: attributeTypeAndValue at offset "), "{error}");
    // As the value of an attribute they are octets.
    assert_granted(
        "nested in a value",
        &mint(&request(&deep_value, &[]), &Grant::new()).expect("a leaf"),
        &deep_value,
        &[],
    );
    let thousand: Vec<_> = (0..=255u8).map(|arc| extension(&[0x2a, 3, 0x81, arc & 0x7f], false, &[5, 0])).collect();
    let error =
        refusal("too many extensions", read(&request(&common_name("x"), &[thousand.clone(), thousand].concat())));
    assert!(error.ends_with(" has more than 256 parts"), "{error}");
    let long = request(&common_name(&"x".repeat(CertificationRequest::MAX_OCTETS)), &[]);
    let text = format!("certification request has {} octets, at most 1048576 are read", long.len());
    assert_eq!(refusal("too long", read(&long)), text);
}

#[test]
fn a_request_of_the_greatest_length_is_read() {
    const MOST: usize = CertificationRequest::MAX_OCTETS;
    let of =
        |filler: usize| with_attributes(&common_name("x"), &[attribute(&[0x2a, 3], &[tlv(0x04, &vec![7; filler])])]);
    let rest = of(MOST / 2).len() - MOST / 2;
    // A signature has 70 to 72 octets, rarely fewer.
    let mut some = core::iter::repeat_with(|| of(MOST - rest)).take(1_000);
    let longest = some.find(|der| der.len() == MOST).expect("one in a few");
    assert_eq!(read(&longest).map(drop), Ok(()));

    let block = pem::encode(&pem::Pem::new("CERTIFICATE REQUEST", request(&common_name("x"), &[])));
    let padded = |length: usize| format!("{}{block}", "\n".repeat(length - block.len()));
    assert_eq!(CertificationRequest::from_pem(padded(4 * MOST)).map(drop), Ok(()));
    let text = "certification request has 4194305 octets, at most 4194304 are read";
    assert_eq!(refusal("too long", CertificationRequest::from_pem(padded(4 * MOST + 1))), text);
}

#[test]
fn lengths_that_are_none_are_refused() {
    let good = request(&common_name("x"), &[]);
    let cases: [(&str, &[u8], &str); 7] = [
        ("indefinite", &[0x80], "certification request at offset 0 has an indefinite length"),
        (
            "negative, if it had a sign",
            &[0x84, 0xff, 0xff, 0xff, 0xff],
            "certification request at offset 0 is truncated",
        ),
        (
            "8 octets",
            &[0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            "certification request at offset 0 has a length of more than 4 octets",
        ),
        ("reserved", &[0xff], "certification request at offset 0 has a length of more than 4 octets"),
        (
            "not the shortest",
            &[0x81, 0x7f],
            "certification request at offset 0 has a length that is not in its shortest form",
        ),
        (
            "zeros in front",
            &[0x83, 0, 0, 0xff],
            "certification request at offset 0 has a length that is not in its shortest form",
        ),
        ("none", &[], "certification request at offset 0 is truncated"),
    ];
    for (what, length, text) in cases {
        let after = if length.is_empty() { &[][..] } else { &good[3..] };
        let der = [&[SEQUENCE], length, after].concat();
        assert_eq!(refusal(what, read(&der)), format!("certification request: {text}"), "{what}");
        let error = refusal(what, Authority::from_der(&der, key()));
        assert_eq!(
            error,
            format!("authority's certificate: {}", text.replace("certification request", "certificate")),
            "{what}"
        );
    }
}
