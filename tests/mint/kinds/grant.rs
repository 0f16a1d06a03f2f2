//! What is granted, and by whose word.

use super::{names::NAMELESS, *};

fn oid(text: &str) -> notafter::mint::Oid {
    text.parse().expect("an object identifier")
}

#[test]
fn purposes_that_stand_for_all_are_granted_by_name_alone() {
    let cases: [(&[u8], &str, &str); 2] = [
        (ANY, "2.5.29.37.0", "anyExtendedKeyUsage (2.5.29.37.0)"),
        (OCSP_SIGNING, "1.3.6.1.5.5.7.3.9", "id-kp-OCSPSigning (1.3.6.1.5.5.7.3.9)"),
    ];
    let subject = common_name("x");
    for (id, text, named) in cases {
        for ids in [vec![id], vec![SERVER_AUTH, id]] {
            let asked = [purposes(&ids)];
            let der = request(&subject, &asked);
            let refused = format!("certification request asks for the purpose {named}, which is not granted");
            let other = Grant::new().purpose(oid("1.2.3")).wildcards().authority();
            for grant in [Grant::new(), other, Grant::new().leave_out_others()] {
                assert_eq!(refusal(named, mint(&der, &grant)), refused);
            }
            assert_granted(named, &mint(&der, &Grant::new().purpose(oid(text))).expect(named), &subject, &asked);
            let left_out = Grant::new().leave_out(oid("2.5.29.37"));
            assert_granted(named, &mint(&der, &left_out).expect(named), &subject, &[]);
        }
    }
}

#[test]
fn an_authority_is_granted_by_grant_authority_alone_and_gets_what_it_needs() {
    let subject = common_name("Issuing");
    let usages = extension(KEY_USAGE, true, &[3, 2, 1, 6]);
    let own = extension(KEY_IDENTIFIER, false, &tlv(OCTETS, &[9; 20]));
    let ca = is_authority(Some(0));
    for (asked, power) in [
        (vec![ca.clone()], "basicConstraints cA"),
        (vec![usages.clone(), ca.clone()], "keyUsage keyCertSign"),
        (vec![extension(KEY_USAGE, true, &[3, 2, 1, 2])], "keyUsage cRLSign"),
    ] {
        for grant in [Grant::new(), Grant::new().leave_out_others(), Grant::default().wildcards()] {
            let text = format!("certification request asks for {power}, which is an authority's");
            assert_eq!(refusal(power, mint(&request(&subject, &asked), &grant)), text);
        }
    }
    let grant = Grant::new().authority();
    let all = [own.clone(), usages.clone(), ca.clone()];
    assert_granted("with all", &mint(&request(&subject, &all), &grant).expect("an authority"), &subject, &all);
    for (what, asked) in [
        ("neither", vec![ca.clone()]),
        ("no key identifier", vec![usages.clone(), ca.clone()]),
        ("no usages", vec![own, ca.clone()]),
    ] {
        let minted = mint(&request(&subject, &asked), &grant).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(extension_of(minted.der(), BASIC_CONSTRAINTS), Some(ca.clone()), "{what}");
        assert_eq!(extension_of(minted.der(), KEY_USAGE), Some(usages.clone()), "{what}");
        let identifier =
            extension_of(minted.der(), KEY_IDENTIFIER).unwrap_or_else(|| panic!("{what}: a key identifier"));
        assert_eq!(children(&identifier).len(), 2, "{what}: it is not critical");
    }
    // A leaf stays one.
    assert_granted("a leaf", &mint(&request(&subject, &[]), &grant).expect("a leaf"), &subject, &[]);
    let alone = request(&subject, &[usages]);
    let text = "keyUsage (2.5.29.15) is only allowed in the certificate of an authority";
    assert_eq!(refusal("keyCertSign without cA", mint(&alone, &grant)), text);
    let useless = request(&subject, &[ca, extension(KEY_USAGE, true, &[3, 2, 7, 0x80])]);
    let text = "keyUsage (2.5.29.15) of an authority is without keyCertSign";
    assert_eq!(refusal("cA without keyCertSign", mint(&useless, &grant)), text);
    let bound = request(&subject, &[extension(BASIC_CONSTRAINTS, true, &tlv(SEQUENCE, &tlv(INTEGER, &[0])))]);
    let text = "basicConstraints (2.5.29.19) is only allowed in the certificate of an authority";
    assert_eq!(refusal("a path length without cA", mint(&bound, &grant)), text);
}

#[test]
fn an_authority_that_was_granted_can_be_taken_up_and_signs() {
    let key = key();
    let info = [
        tlv(INTEGER, &[0]),
        common_name("Issuing"),
        key.subject_public_key_info(),
        tlv(0xa0, &asking(&[is_authority(None)])),
    ];
    let minted = mint(&signed(&key, &info), &Grant::new().authority()).expect("an authority");
    let issuing = Authority::from_pem(minted.to_pem() + &plain().to_pem(), key).expect("it is one");
    assert_eq!(issuing.chain().count(), 1, "clients have the root");
    assert!(mint_under(&issuing, &request(&common_name("leaf"), &[]), &Grant::new()).is_ok());
}

#[test]
fn what_the_authority_adds_stands_beside_what_is_granted() {
    let mut own = rcgen::CertificateParams::default();
    own.crl_distribution_points = vec![rcgen::CrlDistributionPoint { uris: vec!["http://crl.example/".to_owned()] }];
    own.custom_extensions.push(rcgen::CustomExtension::from_oid_content(
        &[2, 5, 29, 32],
        tlv(SEQUENCE, &tlv(SEQUENCE, &tlv(OID, &[0x2a, 3, 4]))),
    ));
    let host = alternative_names(&[tlv(0x82, b"a.example")]);
    let minted =
        mint(&request(&common_name("x"), core::slice::from_ref(&host)), &Grant::new().with(own)).expect("a leaf");
    assert_eq!(body(minted.der())[SUBJECT], common_name("x"));
    assert_eq!(extension_of(minted.der(), ALTERNATIVE_NAMES), Some(host));
    assert!(extension_of(minted.der(), POLICIES).is_some(), "policies");
    assert!(extension_of(minted.der(), &[0x55, 0x1d, 31]).is_some(), "distribution points");
    assert_eq!(extensions_of(minted.der()).len(), 4, "and the authority's key identifier");
}

#[test]
fn the_subject_is_the_requests_or_the_authoritys_own_or_none() {
    let host = alternative_names(&[tlv(0x82, b"a.example")]);
    let der = request(&common_name("theirs"), &[host]);
    let mut own = rcgen::CertificateParams::default();
    own.distinguished_name = rcgen::DistinguishedName::new();
    own.distinguished_name.push(rcgen::DnType::CommonName, "ours");
    let cases = [
        ("theirs", Grant::new(), common_name("theirs")),
        ("theirs, although there is another", Grant::new().with(own.clone()), common_name("theirs")),
        ("ours", Grant::new().with(own.clone()).without_subject(), common_name("ours")),
        ("ours, in another order", Grant::new().without_subject().with(own), common_name("ours")),
        ("none", Grant::new().without_subject(), name(&[])),
        (
            "rcgen's default, which is none",
            Grant::new().with(rcgen::CertificateParams::default()).without_subject(),
            name(&[]),
        ),
    ];
    for (what, grant, subject) in cases {
        let minted = mint(&der, &grant).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(body(minted.der())[SUBJECT], subject, "{what}");
        let names = extension_of(minted.der(), ALTERNATIVE_NAMES).expect("names");
        assert_eq!(children(&names).len() == 3, subject == name(&[]), "{what}: critical where there is no subject");
    }
    assert_eq!(refusal("neither", mint(&request(&common_name("x"), &[]), &Grant::new().without_subject())), NAMELESS);
}

#[test]
fn a_grant_serves_many_requests_and_the_key_is_always_theirs() {
    let grant = Grant::new().wildcards();
    for _ in 0..4 {
        let key = key();
        let info = [tlv(INTEGER, &[0]), common_name("x"), key.subject_public_key_info(), tlv(0xa0, &[])];
        let minted = mint(&signed(&key, &info), &grant).expect("a leaf");
        assert_eq!(body(minted.der())[SUBJECT_PUBLIC_KEY_INFO], key.subject_public_key_info());
    }
}

#[test]
fn an_extension_of_the_table_that_does_not_say_what_it_must_is_refused() {
    let cases: [(&[u8], Vec<u8>, &str); 12] = [
        (KEY_USAGE, vec![3, 1, 0], "keyUsage (2.5.29.15) is empty"),
        (KEY_USAGE, vec![3, 2, 7, 0], "keyUsage (2.5.29.15) is empty"),
        (KEY_USAGE, vec![3, 2, 7, 0xa0], "keyUsage (2.5.29.15) cannot be read: keyUsage at offset "),
        (KEY_USAGE, vec![3, 2, 8, 0x80], "keyUsage (2.5.29.15) cannot be read: keyUsage at offset "),
        (KEY_USAGE, vec![4, 1, 0], "keyUsage (2.5.29.15) cannot be read: keyUsage at offset "),
        (
            KEY_USAGE,
            vec![3, 2, 7, 0x80, 5, 0],
            "keyUsage (2.5.29.15) cannot be read: content of extnValue is followed by 2 excess bytes ",
        ),
        (PURPOSES, vec![SEQUENCE, 0], "extendedKeyUsage (2.5.29.37) cannot be read: object identifier at offset "),
        (
            PURPOSES,
            tlv(SEQUENCE, &tlv(OID, &[])),
            "extendedKeyUsage (2.5.29.37) cannot be read: object identifier at offset ",
        ),
        (
            PURPOSES,
            [tlv(SEQUENCE, &tlv(OID, SERVER_AUTH)), vec![5, 0]].concat(),
            "extendedKeyUsage (2.5.29.37) cannot be read: content of extnValue is followed by 2 excess bytes ",
        ),
        (KEY_IDENTIFIER, tlv(OCTETS, &[]), "subjectKeyIdentifier (2.5.29.14) cannot be read: keyIdentifier at offset "),
        (KEY_IDENTIFIER, vec![5, 0], "subjectKeyIdentifier (2.5.29.14) cannot be read: extnValue at offset "),
        (BASIC_CONSTRAINTS, vec![], "basicConstraints (2.5.29.19) cannot be read: content of extnValue at offset "),
    ];
    for (id, value, text) in cases {
        let der = request(&common_name("x"), &[extension(id, false, &value)]);
        let granted = Grant::new().extension(read(&der).expect("a request").extensions().next().expect("one").oid());
        for grant in [Grant::new(), granted] {
            let error = refusal(text, mint(&der, &grant));
            assert!(error.starts_with(text), "{}: {error}", hex(&value));
        }
    }
    // What nobody here can read is written as it is.
    for value in [&[][..], &[5], b"no DER"] {
        let asked = [extension(&[0x2a, 3], false, value)];
        let minted = mint(&request(&common_name("x"), &asked), &Grant::new().extension(oid("1.2.3"))).expect("a leaf");
        assert_granted("unknown", &minted, &common_name("x"), &asked);
    }
}

#[test]
fn an_extension_of_the_table_is_granted_as_the_table_says() {
    let wildcard = alternative_names(&[tlv(0x82, b"*.a.example")]);
    let any = purposes(&[&[0x55, 0x1d, 37, 0]]);
    let cases = [
        (
            "2.5.29.19",
            is_authority(None),
            "certification request asks for basicConstraints cA, which is an authority's",
        ),
        ("2.5.29.17", wildcard, "certification request asks for DNS:*.a.example, and wildcards are not granted"),
        (
            "2.5.29.37",
            any,
            "certification request asks for the purpose anyExtendedKeyUsage (2.5.29.37.0), which is not granted",
        ),
        (
            "2.5.29.15",
            extension(KEY_USAGE, true, &[3, 2, 1, 2]),
            "certification request asks for keyUsage cRLSign, which is an authority's",
        ),
    ];
    for (oid, asked, text) in cases {
        let grant = Grant::new().extension(oid.parse().expect("an object identifier"));
        assert_eq!(refusal(oid, mint(&request(&common_name("x"), &[asked]), &grant)), text);
    }
}

#[test]
fn an_authoritys_own_usages_take_the_place_of_those_that_are_left_out() {
    let usage = extension(KEY_USAGE, true, &[3, 2, 1, 0x86]);
    let der = request(&common_name("CA"), &[is_authority(Some(0)), usage]);
    let mut own = rcgen::CertificateParams::default();
    own.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    let left_out = "2.5.29.15".parse().expect("an object identifier");
    let minted = mint(&der, &Grant::new().authority().leave_out(left_out).with(own)).expect("an authority");
    assert_eq!(extension_of(minted.der(), KEY_USAGE), Some(extension(KEY_USAGE, true, &[3, 2, 2, 4])));
    // An authority that is made of an extension alone lacks what an authority has.
    let mut params = notafter::mint::client("CA");
    let constraints = tlv(SEQUENCE, &tlv(BOOLEAN, &[0xff]));
    params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 19], constraints));
    params.key_usages = vec![];
    params.extended_key_usages = vec![];
    let minted = one_year(LeapDayPolicy::Clamp).signed_by(params, &key(), plain(), OUTAGE);
    assert_eq!(refusal("no usages", minted), "keyUsage (2.5.29.15) of an authority is missing");
}

#[test]
fn a_serial_number_that_is_to_be_added_is_used_for_no_request() {
    let mut own = rcgen::CertificateParams::default();
    own.serial_number = Some(7u64.into());
    let grant = Grant::new().with(own);
    let serial = || super::super::serial_of(&mint(&request(&common_name("x"), &[]), &grant).expect("a leaf"));
    assert_ne!(serial(), serial());
}
