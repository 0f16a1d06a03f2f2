//! Criticality: as it was asked for, and as it must be.

use super::*;

#[test]
fn what_is_asked_for_as_critical_or_not_is_granted_so() {
    let subject = common_name("leaf");
    let values: [(&[u8], Vec<u8>); 5] = [
        (KEY_USAGE, vec![3, 2, 7, 0x80]),
        (ALTERNATIVE_NAMES, tlv(SEQUENCE, &tlv(0x82, b"a.example"))),
        (PURPOSES, tlv(SEQUENCE, &tlv(OID, SERVER_AUTH))),
        (BASIC_CONSTRAINTS, vec![SEQUENCE, 0]),
        (TLS_FEATURE, vec![SEQUENCE, 3, 2, 1, 5]),
    ];
    for (id, value) in values {
        for critical in [false, true] {
            let asked = [extension(id, critical, &value)];
            let grant = Grant::new().extension("1.3.6.1.5.5.7.1.24".parse().expect("an object identifier"));
            let minted = mint(&request(&subject, &asked), &grant).unwrap_or_else(|error| panic!("{id:02x?}: {error}"));
            assert_granted(&format!("{id:02x?}, {critical}"), &minted, &subject, &asked);
        }
    }
    // FALSE as some write it means what DER leaves out.
    let written = tlv(SEQUENCE, &[tlv(OID, KEY_USAGE), tlv(BOOLEAN, &[0]), tlv(OCTETS, &[3, 2, 7, 0x80])].concat());
    let minted = mint(&request(&subject, &[written]), &Grant::new()).expect("a leaf");
    assert_granted("FALSE", &minted, &subject, &[extension(KEY_USAGE, false, &[3, 2, 7, 0x80])]);
    let neither = tlv(SEQUENCE, &[tlv(OID, KEY_USAGE), tlv(BOOLEAN, &[1]), tlv(OCTETS, &[3, 2, 7, 0x80])].concat());
    let error = refusal("1", read(&request(&subject, &[neither])));
    assert!(error.ends_with(" is no BOOLEAN in DER"), "{error}");
}

#[test]
fn what_a_standard_wants_critical_becomes_so() {
    let stamping = |ids: &[&[u8]]| purposes(ids);
    let critical = |extension: &[u8]| {
        let mut parts = children(extension);
        parts.insert(1, tlv(BOOLEAN, &[0xff]));
        tlv(SEQUENCE, &parts.concat())
    };
    let named = common_name("x");
    let constraints = extension(NAME_CONSTRAINTS, false, &tlv(SEQUENCE, &tlv(0xa0, &tlv(SEQUENCE, &tlv(0x82, b"a")))));
    let authority = extension(BASIC_CONSTRAINTS, false, &tlv(SEQUENCE, &tlv(BOOLEAN, &[0xff])));
    let usages = extension(KEY_USAGE, true, &[3, 2, 1, 6]);
    let own = extension(KEY_IDENTIFIER, false, &tlv(OCTETS, &[1; 20]));
    let host = alternative_names(&[tlv(0x82, b"a.example")]);
    let policies = extension(&[0x55, 0x1d, 36], false, &tlv(SEQUENCE, &tlv(0x80, &[0])));
    let any_policy = extension(&[0x55, 0x1d, 54], false, &tlv(INTEGER, &[0]));
    let cases = [
        ("time stamping", named.clone(), vec![stamping(&[TIME_STAMPING])], vec![critical(&stamping(&[TIME_STAMPING]))]),
        ("names without a subject", name(&[]), vec![host.clone()], vec![critical(&host)]),
        ("names with one", named.clone(), vec![host.clone()], vec![host.clone()]),
        (
            "an authority",
            named.clone(),
            vec![
                own.clone(),
                usages.clone(),
                authority.clone(),
                constraints.clone(),
                policies.clone(),
                any_policy.clone(),
            ],
            vec![own, usages, critical(&authority), critical(&constraints), critical(&policies), critical(&any_policy)],
        ),
    ];
    let oid = |text: &str| text.parse().expect("an object identifier");
    let grant =
        Grant::new().authority().extension(oid("2.5.29.30")).extension(oid("2.5.29.36")).extension(oid("2.5.29.54"));
    for (what, subject, asked, granted) in cases {
        let minted = mint(&request(&subject, &asked), &grant).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_granted(what, &minted, &subject, &granted);
    }
}

#[test]
fn time_stamping_is_the_only_purpose_and_by_parameters_critical_too() {
    let text = "extendedKeyUsage (2.5.29.37) has another purpose beside id-kp-timeStamping, which must be alone";
    for ids in [[TIME_STAMPING, SERVER_AUTH], [SERVER_AUTH, TIME_STAMPING], [TIME_STAMPING, TIME_STAMPING]] {
        assert_eq!(refusal("two", mint(&request(&common_name("x"), &[purposes(&ids)]), &Grant::new())), text);
    }
    let mut params = crate::mint::leaf_params();
    params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::TimeStamping];
    let week = one_year(LeapDayPolicy::Clamp);
    let minted = week.signed_by(params.clone(), &key(), plain(), OUTAGE).expect("a leaf");
    let critical = extension(PURPOSES, true, &tlv(SEQUENCE, &tlv(OID, TIME_STAMPING)));
    assert_eq!(extension_of(minted.der(), PURPOSES), Some(critical));
    params.extended_key_usages.push(rcgen::ExtendedKeyUsagePurpose::ServerAuth);
    assert_eq!(refusal("parameters", week.signed_by(params, &key(), plain(), OUTAGE)), text);
}

#[test]
fn what_must_not_be_critical_is_refused() {
    let der = request(&common_name("x"), &[extension(KEY_IDENTIFIER, true, &tlv(OCTETS, &[1; 20]))]);
    let text = "subjectKeyIdentifier (2.5.29.14) is critical, which it must not be";
    assert_eq!(refusal("by request", mint(&der, &Grant::new())), text);
    let mut params = crate::mint::leaf_params();
    let mut custom = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 14], tlv(OCTETS, &[1; 20]));
    custom.set_criticality(true);
    params.custom_extensions.push(custom);
    let week = one_year(LeapDayPolicy::Clamp);
    assert_eq!(refusal("by parameters", week.signed_by(params, &key(), plain(), OUTAGE)), text);
}

#[test]
fn what_must_not_be_critical_is_refused_and_own_alternative_names_may_be() {
    let week = one_year(LeapDayPolicy::Clamp);
    let with = |arcs: &[u64], content: Vec<u8>| {
        let mut params = notafter::mint::client("x");
        let mut custom = rcgen::CustomExtension::from_oid_content(arcs, content);
        custom.set_criticality(true);
        params.custom_extensions.push(custom);
        week.signed_by(params, &key(), plain(), OUTAGE)
    };
    let must_not: [(&[u64], &str); 4] = [
        (&[1, 3, 6, 1, 5, 5, 7, 1, 1], "authorityInfoAccess (1.3.6.1.5.5.7.1.1)"),
        (&[1, 3, 6, 1, 5, 5, 7, 1, 11], "subjectInfoAccess (1.3.6.1.5.5.7.1.11)"),
        (&[2, 5, 29, 46], "freshestCRL (2.5.29.46)"),
        (&[2, 5, 29, 9], "subjectDirectoryAttributes (2.5.29.9)"),
    ];
    for (arcs, what) in must_not {
        assert_eq!(refusal(what, with(arcs, vec![SEQUENCE, 0])), format!("{what} is critical, which it must not be"));
    }
    let names = tlv(SEQUENCE, &tlv(0x82, b"a.example"));
    let minted = with(&[2, 5, 29, 17], names.clone()).expect("a leaf");
    assert_eq!(extension_of(minted.der(), ALTERNATIVE_NAMES), Some(extension(ALTERNATIVE_NAMES, true, &names)));
}
