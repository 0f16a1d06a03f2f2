//! Names of leaves: subjects and alternative names.

use notafter::mint::GeneralName;

use super::*;

pub(super) const NAMELESS: &str =
    "subject is empty: an authority, a self-signed leaf and a leaf without subjectAltName each need one";

#[test]
fn an_alternative_name_that_is_none_is_refused() {
    let label = "x".repeat(64);
    let long = ["x".repeat(63), "x".repeat(63), "x".repeat(63), "x".repeat(62)].join(".");
    let dns = |text: &str| tlv(0x82, text.as_bytes());
    let host = "is no host name";
    let cases: [(Vec<u8>, String); 31] = [
        (dns("evil.example\0.internal"), format!("DNS:evil.example\\0.internal {host}")),
        (dns("a.example\n"), format!("DNS:a.example\\n {host}")),
        (dns("a.example,b.example"), format!("DNS:a.example,b.example {host}")),
        (dns(""), format!("DNS: {host}")),
        (dns(" "), format!("DNS:  {host}")),
        (dns("*"), format!("DNS:* {host}")),
        (dns("."), format!("DNS:. {host}")),
        (dns("a."), format!("DNS:a. {host}")),
        (dns(".a"), format!("DNS:.a {host}")),
        (dns("a..b"), format!("DNS:a..b {host}")),
        (dns("-a.example"), format!("DNS:-a.example {host}")),
        (dns("a-.example"), format!("DNS:a-.example {host}")),
        (dns("a.example-"), format!("DNS:a.example- {host}")),
        (dns("a*.example"), format!("DNS:a*.example {host}")),
        (dns("a.*.example"), format!("DNS:a.*.example {host}")),
        (dns("http://a.example"), format!("DNS:http://a.example {host}")),
        (dns("a.example:443"), format!("DNS:a.example:443 {host}")),
        (dns(&label), format!("DNS:{label} {host}")),
        (dns(&long), format!("DNS:{} {host}", long.chars().take(116).collect::<String>() + "…")),
        (tlv(0x81, b""), "email: is no mailbox".to_owned()),
        (tlv(0x81, b"a"), "email:a is no mailbox".to_owned()),
        (tlv(0x81, b"@a.example"), "email:@a.example is no mailbox".to_owned()),
        (tlv(0x81, b"a@"), "email:a@ is no mailbox".to_owned()),
        (tlv(0x81, b"a b@c.example"), "email:a b@c.example is no mailbox".to_owned()),
        (tlv(0x86, b""), "URI: is no URI".to_owned()),
        (tlv(0x86, b"a.example"), "URI:a.example is no URI".to_owned()),
        (tlv(0x86, b"http:"), "URI:http: is no URI".to_owned()),
        (tlv(0x86, b"1://x"), "URI:1://x is no URI".to_owned()),
        (tlv(0x86, b"http://a b"), "URI:http://a b is no URI".to_owned()),
        (tlv(0xa4, &name(&[])), "dirName: is empty".to_owned()),
        (tlv(0xa0, &[tlv(OID, &[0x2a, 3]), tlv(0xa0, &[])].concat()), "otherName:1.2.3 is empty".to_owned()),
    ];
    for (name, text) in &cases {
        // First, last, and with every grant.
        for names in [vec![name.clone(), dns("a.example")], vec![dns("a.example"), name.clone()]] {
            let der = request(&common_name("x"), &[alternative_names(&names)]);
            for grant in
                [Grant::new(), Grant::new().wildcards(), Grant::new().extension("2.5.29.17".parse().expect("an OID"))]
            {
                assert_eq!(refusal(text, mint(&der, &grant)), format!("subjectAltName {text}"));
            }
        }
    }
}

#[test]
fn an_alternative_name_that_cannot_be_read_is_refused() {
    let cases: [(&str, Vec<u8>, &str); 12] = [
        ("not ASCII", tlv(0x82, "é.example".as_bytes()), "generalName at offset"),
        ("a mailbox that is not ASCII", tlv(0x81, b"\xff@a"), "generalName at offset"),
        ("an address of 3 octets", tlv(0x87, &[1, 2, 3]), "generalName at offset"),
        ("an address with a mask", tlv(0x87, &[10, 0, 0, 0, 255, 0, 0, 0]), "generalName at offset"),
        ("no object identifier", tlv(0x88, &[]), "generalName at offset"),
        ("a directory that is no name", tlv(0xa4, &[5, 0]), "generalName at offset"),
        (
            "a directory and more",
            tlv(0xa4, &[common_name("x"), vec![5, 0]].concat()),
            "generalName is followed by 2 excess",
        ),
        ("an otherName without a value", tlv(0xa0, &tlv(OID, &[0x2a, 3])), "generalName at offset"),
        (
            "an otherName and more",
            tlv(0xa0, &[tlv(OID, &[0x2a, 3]), tlv(0xa0, &[5, 0]), vec![5, 0]].concat()),
            "generalName is followed by 2 excess",
        ),
        ("an element of another kind", tlv(0x16, b"a.example"), "generalName at offset"),
        ("a tag beyond all", tlv(0x89, b"x"), "generalName at offset"),
        ("a name that is cut off", vec![0x82, 9, b'x'], "generalName at offset"),
    ];
    for (what, name, text) in cases {
        let der = request(&common_name("x"), &[alternative_names(&[tlv(0x82, b"a.example"), name])]);
        let error = refusal(what, mint(&der, &Grant::new()));
        let expected = format!("subjectAltName (2.5.29.17) cannot be read: {text}");
        assert!(error.starts_with(&expected), "{what}: {error}");
        let request = read(&der).expect("all else is right");
        assert!(!request.has_only(|_| true), "{what}: it is not a name that may be allowed");
    }
    let none = request(&common_name("x"), &[alternative_names(&[])]);
    assert_eq!(refusal("no name", mint(&none, &Grant::new())), "subjectAltName (2.5.29.17) is empty");
    let no_list = request(&common_name("x"), &[extension(ALTERNATIVE_NAMES, false, &tlv(OCTETS, &[]))]);
    assert!(!read(&no_list).expect("a request").has_only(|_| true), "no list of names");
}

#[test]
fn names_of_hosts_that_are_in_use_are_granted() {
    for host in
        ["a", "a.example", "_dmarc.a.example", "xn--bcher-kva.example", "1.2.3.example", "A.EXAMPLE", &"x".repeat(63)]
    {
        let asked = [alternative_names(&[tlv(0x82, host.as_bytes())])];
        let minted = mint(&request(&common_name("x"), &asked), &Grant::new()).expect(host);
        assert_granted(host, &minted, &common_name("x"), &asked);
    }
}

#[test]
fn a_wildcard_is_granted_where_the_caller_says_so() {
    for host in ["*.example", "*.a.example"] {
        let asked = [alternative_names(&[tlv(0x82, b"a.example"), tlv(0x82, host.as_bytes())])];
        let der = request(&common_name("x"), &asked);
        let text = format!("certification request asks for DNS:{host}, and wildcards are not granted");
        assert_eq!(refusal(host, mint(&der, &Grant::new())), text);
        assert_granted(host, &mint(&der, &Grant::new().wildcards()).expect(host), &common_name("x"), &asked);
    }
    for host in ["**.example", "*.", "*.*.example", "*.-a"] {
        let der = request(&common_name("x"), &[alternative_names(&[tlv(0x82, host.as_bytes())])]);
        let error = refusal(host, mint(&der, &Grant::new().wildcards()));
        assert_eq!(error, format!("subjectAltName DNS:{host} is no host name"));
    }
}

#[test]
fn a_leaf_has_a_subject_or_an_alternative_name() {
    let empty = name(&[]);
    assert_eq!(refusal("neither", mint(&request(&empty, &[]), &Grant::new())), NAMELESS);
    let usage = extension(KEY_USAGE, true, &[3, 2, 7, 0x80]);
    assert_eq!(refusal("neither, and a usage", mint(&request(&empty, &[usage]), &Grant::new())), NAMELESS);
    let names = request(&empty, &[alternative_names(&[tlv(0x86, b"spiffe://mesh/a")])]);
    let left_out = Grant::new().leave_out("2.5.29.17".parse().expect("an object identifier"));
    assert_eq!(refusal("left out", mint(&names, &left_out)), NAMELESS);
    // SPIFFE: no subject, and the name is critical (RFC 5280 section 4.1.2.6).
    let critical = extension(ALTERNATIVE_NAMES, true, &tlv(SEQUENCE, &tlv(0x86, b"spiffe://mesh/a")));
    assert_granted("SPIFFE", &mint(&names, &Grant::new()).expect("a leaf"), &empty, &[critical]);

    // Where rcgen's default subject stands, the first host does, and a certificate that signs itself needs one.
    let week = one_year(LeapDayPolicy::Clamp);
    let unnamed = rcgen::CertificateParams::default();
    assert_eq!(refusal("by default", week.signed_by(unnamed.clone(), &key(), plain(), OUTAGE)), NAMELESS);
    assert_eq!(refusal("its own issuer", week.self_signed(unnamed, &key(), OUTAGE)), NAMELESS);
    let hosted = || rcgen::CertificateParams::new(["a.example".to_owned(), "b.example".to_owned()]).expect("hosts");
    for minted in [week.signed_by(hosted(), &key(), plain(), OUTAGE), week.self_signed(hosted(), &key(), OUTAGE)] {
        let minted = minted.expect("a leaf");
        assert_eq!(body(minted.der())[SUBJECT], common_name("a.example"));
        let both = [tlv(0x82, b"a.example"), tlv(0x82, b"b.example")];
        assert_eq!(extension_of(minted.der(), ALTERNATIVE_NAMES), Some(alternative_names(&both)));
    }
    let mut empty_subject = hosted();
    empty_subject.distinguished_name = rcgen::DistinguishedName::new();
    let alone = week.self_signed(empty_subject.clone(), &key(), OUTAGE);
    assert_eq!(refusal("its own issuer, which has no name", alone), NAMELESS);
    let minted = week.signed_by(empty_subject, &key(), plain(), OUTAGE).expect("a leaf");
    assert_eq!(body(minted.der())[SUBJECT], empty);
}

#[test]
fn has_only_looks_at_every_name_and_wants_one() {
    let ours = |name: &GeneralName<'_>| matches!(name, GeneralName::DnsName(host) if host.ends_with(".ours.example"));
    let dns = |text: &str| tlv(0x82, text.as_bytes());
    let good = || alternative_names(&[dns("a.ours.example"), dns("b.ours.example")]);
    let bank = |tag: u8, value: &[u8]| name(&[&[(O, UTF8, b"E")], &[(OU, UTF8, b"x"), (CN, tag, value)]]);
    let cases = [
        ("all ours", common_name("a.ours.example"), vec![good()], true),
        ("no common name", name(&[&[(O, UTF8, b"bank.example")]]), vec![good()], true),
        ("no subject", name(&[]), vec![good()], true),
        ("no alternative name", common_name("bank.example"), vec![], false),
        ("ours in the subject alone", common_name("a.ours.example"), vec![], false),
        ("another common name", common_name("bank.example"), vec![good()], false),
        ("one in a set", bank(UTF8, b"bank.example"), vec![good()], false),
        ("in another type of text", bank(BMP, b"\0b\0a\0n\0k"), vec![good()], false),
        ("no text", bank(OCTETS, b"a.ours.example"), vec![good()], false),
        ("two common names", name(&[&[(CN, UTF8, b"a.ours.example")], &[(CN, UTF8, b"bank")]]), vec![good()], false),
        (
            "another alternative name",
            name(&[]),
            vec![alternative_names(&[dns("a.ours.example"), dns("bank.example")])],
            false,
        ),
        (
            "one of another kind",
            name(&[]),
            vec![alternative_names(&[dns("a.ours.example"), tlv(0x87, &[10, 0, 0, 1])])],
            false,
        ),
        ("an empty list", name(&[]), vec![alternative_names(&[])], false),
        (
            "a mailbox",
            name(&[&[(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], IA5, b"a@a.ours.example")]]),
            vec![good()],
            false,
        ),
    ];
    for (what, subject, asked, expected) in cases {
        assert_eq!(read(&request(&subject, &asked)).expect(what).has_only(ours), expected, "{what}");
    }
    // A common name that is an address is shown as one.
    let address = request(&common_name("10.0.0.1"), &[alternative_names(&[tlv(0x87, &[10, 0, 0, 1])])]);
    let is_address = |name: &GeneralName<'_>| matches!(name, GeneralName::IpAddress(_));
    assert!(read(&address).expect("a request").has_only(is_address));
}

#[test]
fn a_common_name_is_granted_as_a_host_is() {
    let wildcard = request(&common_name("*.a.example"), &[]);
    let text = "certification request asks for DNS:*.a.example, and wildcards are not granted";
    assert_eq!(refusal("a wildcard", mint(&wildcard, &Grant::new())), text);
    assert!(mint(&wildcard, &Grant::new().wildcards()).is_ok());
    let partial = request(&common_name("w*.a.example"), &[alternative_names(&[tlv(0x82, b"b.a.example")])]);
    let text = "certification request asks for DNS:w*.a.example, and wildcards are not granted";
    assert_eq!(refusal("a part of a label", mint(&partial, &Grant::new())), text);
    let below = |name: &GeneralName<'_>| matches!(name, GeneralName::DnsName(host) if host.ends_with(".a.example"));
    assert!(!read(&partial).expect("a request").has_only(below), "what some take for other hosts");
    let cut = request(&common_name("evil.example\0.a.example"), &[alternative_names(&[tlv(0x82, b"b.a.example")])]);
    assert!(!read(&cut).expect("a request").has_only(below), "what ends elsewhere for some");
    assert!(mint(&request(&common_name("a * b"), &[]), &Grant::new()).is_ok(), "no wildcard");
}

#[test]
fn a_name_without_a_character_names_nobody() {
    let week = one_year(LeapDayPolicy::Clamp);
    let authority = Authority::self_signed(&week, notafter::mint::authority(""), key(), OUTAGE);
    assert_eq!(refusal("an authority", authority), NAMELESS);
    assert_eq!(refusal("a client", week.signed_by(notafter::mint::client(""), &key(), plain(), OUTAGE)), NAMELESS);
    assert_eq!(refusal("no server", notafter::mint::server::<&str>([])), "subjectAltName (2.5.29.17) is empty");
}

#[test]
fn a_certificate_has_5000_alternative_names_at_most() {
    let with = |count: usize| request(&name(&[]), &[alternative_names(&vec![tlv(0x82, b"a.example"); count])]);
    assert_eq!(mint(&with(5_000), &Grant::new()).map(drop), Ok(()));
    let refused = refusal("one more", mint(&with(5_001), &Grant::new()));
    assert!(refused.contains("subjectAltName") && refused.contains("5000"), "{refused}");
}

/// The first host of a server is its common name, an address too.
#[test]
fn a_server_without_a_name_is_called_by_its_address() {
    for (host, expected) in [("192.0.2.1", common_name("192.0.2.1")), ("2001:db8::1", common_name("2001:db8::1"))] {
        let params = notafter::mint::server([host]).expect("a host");
        let minted = one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE).expect("a certificate");
        assert_eq!(body(minted.der())[SUBJECT], expected, "{host}");
    }
}
