//! Refusals: by their reason, and before the key is asked.

use notafter::{Profile, Scope, Scoped as _};

use super::*;
use crate::mint::Counting;

#[test]
fn the_key_signs_once_for_each_certificate_and_never_for_a_refusal() {
    let root_key = Counting::new(key());
    let subject = common_name("CA");
    let constraints =
        extension(NAME_CONSTRAINTS, true, &tlv(SEQUENCE, &tlv(0xa1, &tlv(SEQUENCE, &tlv(0x82, b"bank.example")))));
    let der =
        certificate(&root_key.subject_public_key_info(), &subject, &subject, &[is_authority(Some(0)), constraints]);
    let authority = Authority::from_der(&der, &root_key).expect("an authority");
    assert_eq!(root_key.signatures(), 0, "to take it up needs no signature");

    let x = common_name("x");
    let host = |text: &str| alternative_names(&[tlv(0x82, text.as_bytes())]);
    let refused = [
        ("a name that is none", request(&x, &[host("a b")])),
        ("a wildcard", request(&x, &[host("*.a.example")])),
        ("an excluded name", request(&x, &[host("bank.example")])),
        ("no name", request(&name(&[]), &[])),
        ("its authority's name", request(&subject, &[])),
        ("an authority", request(&x, &[is_authority(None)])),
        ("an extension", request(&x, &[extension(TLS_FEATURE, false, &[SEQUENCE, 0])])),
        ("a purpose", request(&x, &[purposes(&[ANY])])),
        ("two purposes", request(&x, &[purposes(&[TIME_STAMPING, SERVER_AUTH])])),
        ("a usage", request(&x, &[extension(KEY_USAGE, true, &[3, 2, 2, 4])])),
        ("no usage", request(&x, &[extension(KEY_USAGE, true, &[3, 1, 0])])),
        ("criticality", request(&x, &[extension(KEY_IDENTIFIER, true, &tlv(OCTETS, &[1]))])),
    ];
    for (what, der) in &refused {
        let error = mint_under(&authority, der, &Grant::new()).expect_err(what);
        assert_eq!(error.scope(), Scope::EveryHost, "{what}: {error}");
    }
    let ca = request(&x, &[is_authority(None)]);
    assert!(mint_under(&authority, &ca, &Grant::new().authority()).is_err(), "below a path length of 0");
    let reject = one_year(LeapDayPolicy::Reject);
    let good = request(&x, &[host("a.example")]);
    assert!(
        reject.signed_request(&read(&good).expect("a request"), &Grant::new(), &authority, OUTAGE).is_err(),
        "no such day"
    );
    let week = Profile::new(Lifetime::days(7));
    type Spoil = fn(&mut rcgen::CertificateParams);
    let spoiled: [(&str, Spoil); 5] = [
        ("a serial number of zero", |params| params.serial_number = Some(0u64.into())),
        ("a long one", |params| params.serial_number = Some(vec![1; 21].into())),
        ("no object identifier", |params| {
            params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[3, 1], vec![5, 0]))
        }),
        ("twice", |params| {
            params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 17], vec![SEQUENCE, 0]))
        }),
        ("no usage", |params| {
            params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 15], vec![]))
        }),
    ];
    for (what, spoil) in spoiled {
        let mut params = crate::mint::leaf_params();
        spoil(&mut params);
        assert!(week.signed_by(params.clone(), &key(), &authority, OUTAGE).is_err(), "{what}");
        assert!(week.self_signed(params, &root_key, OUTAGE).is_err(), "{what}, by itself");
    }
    assert_eq!(root_key.signatures(), 0, "nothing was signed");

    for count in 1..=3 {
        assert!(mint_under(&authority, &good, &Grant::new()).is_ok(), "a request");
        assert_eq!(root_key.signatures(), 3 * count - 2, "one for a request");
        assert!(week.signed_by(crate::mint::leaf_params(), &key(), &authority, OUTAGE).is_ok(), "parameters");
        assert_eq!(root_key.signatures(), 3 * count - 1, "one for parameters");
        assert!(week.self_signed(crate::mint::leaf_params(), &root_key, OUTAGE).is_ok(), "by itself");
        assert_eq!(root_key.signatures(), 3 * count, "one by itself");
    }
}

#[test]
fn without_random_octets_a_host_is_to_blame_and_the_line_says_why() {
    let error = MintError::Entropy { reason: "the source is closed".to_owned() };
    assert_eq!(error.to_string(), "no random bytes for serialNumber: the source is closed");
    assert_eq!(error.scope(), Scope::ThisHost);
}

#[test]
fn every_error_prints_its_reason_in_its_line_and_has_no_other_source() {
    let errors = [
        mint(&request(&name(&[]), &[]), &Grant::new()).expect_err("no name"),
        mint(&request(&common_name("x"), &[is_authority(None)]), &Grant::new()).expect_err("an authority"),
        mint(b"", &Grant::new()).expect_err("no request"),
        CertificationRequest::from_pem("").expect_err("no PEM").into(),
        Authority::from_pem("", key()).map(|_| ()).expect_err("no PEM").into(),
        taken_up(&name(&[]), &[is_authority(None)]).map(|_| ()).expect_err("no subject").into(),
        one_year(LeapDayPolicy::Reject).self_signed(crate::mint::leaf_params(), &key(), OUTAGE).expect_err("no day"),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(!text.contains('\n') && !text.ends_with('.') && text.len() > 20, "{text}");
        assert!(core::error::Error::source(&error).is_none(), "{text}: the reason would be printed twice");
        let shown = MintError::to_string(&error.clone());
        assert_eq!(shown, text);
    }
}

#[test]
fn what_a_key_answers_is_escaped_and_cut() {
    let reason = rcgen::Error::RingKeyRejected("\x1b[2J\n".repeat(100_000));
    let error = MintError::Sign { reason };
    let line = error.to_string();
    assert!(line.starts_with("certificate could not be signed: ") && line.ends_with('…'), "{line}");
    assert!(line.chars().count() < 200 && !line.contains(char::is_control), "{line}");
}

/// The value of an extension that has a standard is one element.
#[test]
fn an_extension_of_the_callers_is_read_if_its_standard_is_known() {
    let minted = |id: &[u64]| {
        let mut params = notafter::mint::server(["a.example"]).expect("a host");
        params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(id, vec![5, 0, 5, 0]));
        one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE)
    };
    assert!(minted(&[1, 2, 3]).is_ok(), "an own one");
    let refused = refusal("two elements", minted(&[2, 5, 29, 31]));
    assert!(refused.contains("cRLDistributionPoints"), "{refused}");
}
