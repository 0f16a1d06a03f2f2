//! What authorities bound: the length of the path, and names.

use rcgen::PublicKeyData as _;

use super::*;

/// nameConstraints with these bases.
fn subtrees(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let list = |tag: u8, bases: &[Vec<u8>]| {
        let bases: Vec<_> = bases.iter().map(|base| tlv(SEQUENCE, base)).collect();
        if bases.is_empty() { Vec::new() } else { tlv(tag, &bases.concat()) }
    };
    extension(NAME_CONSTRAINTS, true, &tlv(SEQUENCE, &[list(0xa0, permitted), list(0xa1, excluded)].concat()))
}

const NOT_PERMITTED: &str = "is not in the permitted subtrees of `CN=CA`";
const EXCLUDED: &str = "is in the excluded subtrees of `CN=CA`";

#[test]
fn a_leaf_outside_the_names_that_its_authority_may_certify_is_refused() {
    let dns = |text: &str| tlv(0x82, text.as_bytes());
    let email = |text: &str| tlv(0x81, text.as_bytes());
    let uri = |text: &str| tlv(0x86, text.as_bytes());
    let ip = |octets: &[u8]| tlv(0x87, octets);
    let directory = |name: Vec<u8>| tlv(0xa4, &name);
    let organisation = |text: &[u8]| name(&[&[(O, UTF8, text)]]);
    let below = |text: &[u8]| name(&[&[(O, UTF8, text)], &[(CN, UTF8, b"x")]]);
    let net = &[10, 0, 0, 0, 255, 0, 0, 0];
    let net_6 = [&[0xfd; 8][..], &[0; 8], &[0xff; 8], &[0; 8]].concat();
    let in_6 = [&[0xfd; 8][..], &[1; 8]].concat();
    type Case = (&'static str, Vec<u8>, Vec<u8>, bool);
    let cases: Vec<Case> = vec![
        ("the host", dns("a.example"), dns("a.example"), true),
        ("one in it", dns("a.example"), dns("x.y.a.example"), true),
        ("in another case", dns("A.Example"), dns("x.a.eXample"), true),
        ("only an ending", dns("a.example"), dns("xa.example"), false),
        ("another host", dns("a.example"), dns("b.example"), false),
        ("a host above", dns("a.example"), dns("example"), false),
        ("the domain of a base with a full stop", dns(".a.example"), dns("a.example"), false),
        ("one in it", dns(".a.example"), dns("x.a.example"), true),
        ("all hosts", dns(""), dns("a.example"), true),
        ("a wildcard in it", dns("a.example"), dns("*.a.example"), true),
        ("an address in the net", ip(net), ip(&[10, 1, 2, 3]), true),
        ("one outside", ip(net), ip(&[11, 1, 2, 3]), false),
        ("one of the other version", ip(net), ip(&in_6), false),
        ("version 6", ip(&net_6), ip(&in_6), true),
        ("version 6 outside", ip(&net_6), ip(&[0xfe; 16]), false),
        ("one host", ip(&[10, 0, 0, 1, 255, 255, 255, 255]), ip(&[10, 0, 0, 2]), false),
        ("any address", ip(&[0; 8]), ip(&[10, 0, 0, 2]), true),
        ("the mailbox", email("a@b.example"), email("a@B.example"), true),
        ("another mailbox", email("a@b.example"), email("A@b.example"), false),
        ("a mailbox of the host", email("b.example"), email("x@b.example"), true),
        ("a mailbox of a host in it", email("b.example"), email("x@c.b.example"), false),
        ("in the domain", email(".b.example"), email("x@c.b.example"), true),
        ("of the domain itself", email(".b.example"), email("x@b.example"), false),
        ("the host of a URI", uri("b.example"), uri("https://b.example/x"), true),
        ("with a port", uri("b.example"), uri("https://b.example:8443?x"), true),
        ("a user, whom verifiers read in several ways", uri("b.example"), uri("https://u@b.example/"), false),
        ("a port that is none", uri("b.example"), uri("https://b.example:x@a.example/"), false),
        ("an authority that is none", uri("b.example"), uri("x:y://b.example/"), false),
        ("a full stop at the end", uri("b.example"), uri("https://b.example./"), false),
        ("a host in it", uri("b.example"), uri("https://c.b.example/"), false),
        ("in the domain", uri(".b.example"), uri("https://c.b.example/"), true),
        ("a fragment that looks so", uri("b.example"), uri("https://evil.example#@b.example"), false),
        ("a user that looks so", uri("b.example"), uri("https://b.example@evil.example/"), false),
        ("an address", uri("b.example"), uri("https://10.0.0.1/"), false),
        ("no authority", uri("b.example"), uri("urn:x"), false),
        ("a SPIFFE ID", uri("mesh"), uri("spiffe://mesh/a"), true),
        ("a directory", directory(organisation(b"E")), directory(below(b"e ")), true),
        ("another one", directory(organisation(b"E")), directory(below(b"F")), false),
        ("the base itself", directory(organisation(b"E")), directory(organisation(b"E")), true),
        ("more than the name", directory(below(b"E")), directory(organisation(b"E")), false),
    ];
    const HOSTLESS: [&str; 7] = [
        "an address",
        "no authority",
        "a user that looks so",
        "a user, whom verifiers read in several ways",
        "a port that is none",
        "an authority that is none",
        "a full stop at the end",
    ];
    for (what, base, asked, is_in) in cases {
        // Subjects are names of directories too.
        let subject = if base[0] == 0xa4 { base[2..].to_vec() } else { name(&[]) };
        let shown = read(&request(&name(&[]), &[alternative_names(core::slice::from_ref(&asked))])).expect(what);
        let shown = shown.alternative_names().next().expect("one name").to_string();
        let der = request(&subject, &[alternative_names(&[asked])]);
        let grant = Grant::new().wildcards();
        let under = |constraints: Vec<u8>| {
            let authority = taken_up(&common_name("CA"), &[is_authority(None), constraints]).expect(what);
            mint_under(&authority, &der, &grant).map(|_| ()).map_err(|error| error.to_string())
        };
        let refused = |text: &str| Err(format!("name {shown} {text}"));
        let permitted = if is_in { Ok(()) } else { refused(NOT_PERMITTED) };
        assert_eq!(under(subtrees(core::slice::from_ref(&base), &[])), permitted, "{what}: permitted, {shown}");
        let excluded = match (is_in, base[0]) {
            // The subject is the base.
            (_, 0xa4) => Err(format!("name {} {EXCLUDED}", first_directory(&base))),
            (true, _) => refused(EXCLUDED),
            // A URI without a host cannot be bound, and must be refused where URIs are.
            (false, 0x86) if HOSTLESS.contains(&what) => refused(EXCLUDED),
            // What cannot be compared is in no subtree.
            (false, _) => Ok(()),
        };
        assert_eq!(under(subtrees(&[], core::slice::from_ref(&base))), excluded, "{what}: excluded, {shown}");
    }
}

fn first_directory(base: &[u8]) -> String {
    format!("dirName:{}", notafter::mint::Name::from_der(&base[2..]).expect("a name"))
}

#[test]
fn constraints_bound_names_of_their_kind_and_each_name() {
    let dns = |text: &str| tlv(0x82, text.as_bytes());
    let under = |constraints: Vec<u8>, subject: &[u8], names: &[Vec<u8>]| {
        let authority = taken_up(&common_name("CA"), &[is_authority(None), constraints]).expect("an authority");
        let asked = if names.is_empty() { vec![] } else { vec![alternative_names(names)] };
        mint_under(&authority, &request(subject, &asked), &Grant::new()).map(|_| ()).map_err(|error| error.to_string())
    };
    let hosts = || subtrees(&[dns("a.example"), dns("b.example")], &[dns("x.a.example")]);
    let subject = common_name("leaf");
    let refused = |text: &str| Err(text.to_owned());
    let cases = [
        ("one of the permitted", vec![dns("y.b.example")], Ok(())),
        ("an address, which they do not bound", vec![tlv(0x87, &[10, 0, 0, 1])], Ok(())),
        ("no name", vec![], Ok(())),
        (
            "permitted and excluded",
            vec![dns("x.a.example")],
            refused("name DNS:x.a.example is in the excluded subtrees of `CN=CA`"),
        ),
        (
            "the last of them",
            vec![dns("a.example"), dns("c.example")],
            refused("name DNS:c.example is not in the permitted subtrees of `CN=CA`"),
        ),
    ];
    for (what, names, expected) in cases {
        assert_eq!(under(hosts(), &subject, &names), expected, "{what}");
    }
    let directory = subtrees(&[tlv(0xa4, &name(&[&[(O, UTF8, b"E")]]))], &[]);
    let text = format!("name dirName:CN=leaf {NOT_PERMITTED}");
    assert_eq!(under(directory.clone(), &subject, &[]), Err(text), "the subject");
    assert_eq!(under(directory.clone(), &name(&[]), &[dns("a.example")]), Ok(()), "no subject");
    assert_eq!(
        under(directory, &name(&[&[(O, PRINTABLE, b" e")], &[(CN, UTF8, b"x")]]), &[]),
        Ok(()),
        "RFC 5280 section 7.1"
    );
}

#[test]
fn the_constraints_of_every_authority_above_hold() {
    let root = taken_up(&common_name("CA"), &[is_authority(Some(1)), subtrees(&[tlv(0x82, b"a.example")], &[])])
        .expect("a root");
    let week = one_year(LeapDayPolicy::Clamp);
    let mut params = notafter::mint::authority("issuing");
    let issuing = Authority::signed_by(&week, params.clone(), key(), &root, OUTAGE).expect("an authority");
    let host = |host: &str| request(&common_name("x"), &[alternative_names(&[tlv(0x82, host.as_bytes())])]);
    assert!(mint_under(&issuing, &host("x.a.example"), &Grant::new()).is_ok());
    let text = format!("name DNS:b.example {NOT_PERMITTED}");
    assert_eq!(refusal("of the root", mint_under(&issuing, &host("b.example"), &Grant::new())), text);
    // A common name is no dNSName: verifiers do not compare it.
    params.distinguished_name.push(rcgen::DnType::CommonName, "below");
    let below = Authority::signed_by(&week, params, key(), &issuing, OUTAGE);
    let text = "pathLenConstraint 1 above does not allow 2 below";
    assert_eq!(refusal("two below", below), text);
}

#[test]
fn a_path_length_bounds_the_authorities_below_and_no_leaf() {
    let week = one_year(LeapDayPolicy::Clamp);
    for path_len in [0, 1, 2] {
        let mut above = taken_up(&common_name("root"), &[is_authority(Some(path_len))]).expect("a root");
        for depth in 0..=path_len {
            assert!(
                mint_under(&above, &request(&common_name("leaf"), &[]), &Grant::new()).is_ok(),
                "a leaf at {depth}"
            );
            let params = || notafter::mint::authority(format!("authority {depth}"));
            let next = Authority::signed_by(&week, params(), key(), &above, OUTAGE);
            let ca = request(&common_name("by request"), &[is_authority(None)]);
            let by_request = mint_under(&above, &ca, &Grant::new().authority()).map(|_| ());
            if depth < path_len {
                assert!(by_request.is_ok(), "{path_len}, {depth}: {by_request:?}");
                above = next.unwrap_or_else(|error| panic!("{path_len}, {depth}: {error}"));
                continue;
            }
            let text = format!("pathLenConstraint {path_len} above does not allow {} below", depth + 1);
            assert_eq!(refusal("by request", by_request), text);
            assert_eq!(refusal("by parameters", next), text);
        }
        // One that is issued by itself is no step (RFC 5280 section 6.1.4 (l)): a new key of the same authority.
        let mut same = notafter::mint::authority("root");
        same.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(path_len));
        let root = taken_up(&common_name("root"), &[is_authority(Some(path_len))]).expect("a root");
        assert!(week.signed_by(same, &key(), &root, OUTAGE).is_ok(), "a new key under {path_len}");
    }
}

#[test]
fn a_path_length_in_a_file_bounds_what_stands_below_it() {
    let own = key();
    let spki = own.subject_public_key_info();
    let [root, middle, issuing] = ["root", "middle", "issuing"].map(common_name);
    let block = |subject: &[u8], issuer: &[u8], path_len: Option<u8>| {
        pem::encode(&pem::Pem::new("CERTIFICATE", certificate(&spki, subject, issuer, &[is_authority(path_len)])))
    };
    let cases = [
        ("no bound", None, None, None, None),
        ("enough for a leaf", Some(0), Some(1), Some(2), None),
        ("the root allows one authority, and there are two", None, None, Some(1), Some((1, 2))),
        ("the root allows none", None, None, Some(0), Some((0, 2))),
        ("the middle allows none, and there is one", None, Some(0), None, Some((0, 1))),
    ];
    for (what, first, second, third, refused) in cases {
        let file = block(&issuing, &middle, first) + &block(&middle, &root, second) + &block(&root, &root, third);
        let key = KeyPair::from_pem(&own.serialize_pem()).expect("a key");
        let authority = Authority::from_pem(file, key).unwrap_or_else(|error| panic!("{what}: {error}"));
        let minted = mint_under(&authority, &request(&common_name("leaf"), &[]), &Grant::new());
        let expected = refused.map_or(Ok(()), |(path_len, below)| {
            Err(format!("pathLenConstraint {path_len} above does not allow {below} below"))
        });
        assert_eq!(minted.map(|_| ()).map_err(|error| error.to_string()), expected, "{what}");
    }
}

/// RFC 5280 section 4.2.1.10 asks for it where no alternative name is a mailbox, and OpenSSL always.
#[test]
fn a_mailbox_in_the_subject_is_bound() {
    let email: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
    let authority = taken_up(&common_name("CA"), &[is_authority(None), subtrees(&[tlv(0x81, b"b.example")], &[])]);
    let authority = authority.expect("an authority");
    let subject = |mailbox: &[u8]| name(&[&[(CN, UTF8, b"x")], &[(email, IA5, mailbox)]]);
    let mint = |subject: &[u8], names: &[Vec<u8>]| {
        let asked = if names.is_empty() { vec![] } else { vec![alternative_names(names)] };
        mint_under(&authority, &request(subject, &asked), &Grant::new()).map(|_| ()).map_err(|error| error.to_string())
    };
    let refused = Err(format!("name email:a@c.example {NOT_PERMITTED}"));
    assert_eq!(mint(&subject(b"a@b.example"), &[]), Ok(()), "in the subtree");
    assert_eq!(mint(&subject(b"a@c.example"), &[]), refused, "outside");
    assert_eq!(mint(&subject(b"a@c.example"), &[tlv(0x82, b"a.example")]), refused, "beside a host");
    assert_eq!(mint(&subject(b"a@c.example"), &[tlv(0x81, b"a@b.example")]), refused, "beside a mailbox");
}

#[test]
fn constraints_that_mean_nothing_are_refused_in_authorities_and_in_what_is_minted() {
    let ip = |octets: &[u8]| tlv(0x87, octets);
    let mask = "nameConstraints (2.5.29.30) has an address mask that is not ones followed by zeros".to_owned();
    let empty = "nameConstraints (2.5.29.30) is empty".to_owned();
    let pointless = "nameConstraints (2.5.29.30) has a subtree that no name can be in".to_owned();
    let unreadable = |text: &str| format!("nameConstraints (2.5.29.30) cannot be read: {text}");
    let raw = |value: &[u8]| extension(NAME_CONSTRAINTS, true, value);
    let bad_6 = [&[0; 16][..], &[0xff, 0, 0xff], &[0; 13]].concat();
    let cases = [
        ("255.0.255.0", subtrees(&[ip(&[10, 0, 0, 0, 255, 0, 255, 0])], &[]), mask.clone()),
        ("0.255.255.255", subtrees(&[ip(&[10, 0, 0, 0, 0, 255, 255, 255])], &[]), mask.clone()),
        ("255.255.255.253, excluded", subtrees(&[], &[ip(&[10, 0, 0, 0, 255, 255, 255, 253])]), mask.clone()),
        ("the last of several", subtrees(&[tlv(0x82, b"a"), ip(&[0; 8]), ip(&bad_6)], &[]), mask),
        ("no subtrees", raw(&[SEQUENCE, 0]), empty.clone()),
        ("an empty list", raw(&tlv(SEQUENCE, &[0xa0, 0])), empty.clone()),
        (
            "an empty list of excluded ones",
            raw(&tlv(SEQUENCE, &[tlv(0xa0, &tlv(SEQUENCE, &tlv(0x82, b"a"))), vec![0xa1, 0]].concat())),
            empty,
        ),
        ("an address without a mask", subtrees(&[ip(&[10, 0, 0, 0])], &[]), unreadable("generalName at offset ")),
        (
            "minimum 0, which DER leaves out",
            subtrees(&[[tlv(0x82, b"a"), tlv(0x80, &[0])].concat()], &[]),
            unreadable("generalName is followed by 3 excess bytes at offset "),
        ),
        (
            "lists in the wrong order",
            raw(&tlv(
                SEQUENCE,
                &[tlv(0xa1, &tlv(SEQUENCE, &tlv(0x82, b"a"))), tlv(0xa0, &tlv(SEQUENCE, &tlv(0x82, b"a")))].concat(),
            )),
            unreadable("extensions are followed by 7 excess bytes at offset "),
        ),
        ("no list", raw(&[5, 0]), unreadable("content of extnValue at offset ")),
        ("a wildcard", subtrees(&[tlv(0x82, b"*.a.example")], &[]), pointless.clone()),
        ("a full stop at the end", subtrees(&[], &[tlv(0x82, b"a.example.")]), pointless.clone()),
        ("a URI for its host", subtrees(&[tlv(0x86, b"https://a.example")], &[]), pointless.clone()),
        ("half a mailbox", subtrees(&[], &[tlv(0x81, b"@a.example")]), pointless),
    ];
    let grant = Grant::new().authority().extension("2.5.29.30".parse().expect("an object identifier"));
    for (what, constraints, text) in cases {
        let matches =
            |error: &str, text: &str| if text.ends_with("offset ") { error.starts_with(text) } else { error == text };
        let error = refusal(what, taken_up(&common_name("CA"), &[is_authority(None), constraints.clone()]));
        assert!(matches(&error, &format!("authority's {text}")), "{what}: {error}");
        let error = refusal(what, mint(&request(&common_name("CA"), &[is_authority(None), constraints]), &grant));
        assert!(matches(&error, &text), "{what}: {error}");
    }
    for mask in [[0, 0, 0, 0], [128, 0, 0, 0], [255, 255, 254, 0], [255; 4]] {
        let constraints = subtrees(&[ip(&[&[10, 0, 0, 0], &mask[..]].concat())], &[]);
        assert!(taken_up(&common_name("CA"), &[is_authority(None), constraints]).is_ok(), "{mask:?}");
    }
    // As a parameter of rcgen.
    let mut params = notafter::mint::authority("CA");
    params.name_constraints = Some(rcgen::NameConstraints {
        permitted_subtrees: vec![rcgen::GeneralSubtree::IpAddress(rcgen::CidrSubnet::V4(
            [10, 0, 0, 0],
            [255, 0, 255, 0],
        ))],
        excluded_subtrees: vec![],
    });
    let error = refusal("parameters", Authority::self_signed(&one_year(LeapDayPolicy::Clamp), params, key(), OUTAGE));
    assert_eq!(error, "nameConstraints (2.5.29.30) has an address mask that is not ones followed by zeros");
}

#[test]
fn hosts_in_the_subject_and_wildcards_are_bound_too() {
    let dns = |text: &str| tlv(0x82, text.as_bytes());
    let authority =
        taken_up(&common_name("CA"), &[is_authority(None), subtrees(&[dns("a.example")], &[dns("x.a.example")])])
            .expect("an authority");
    let under = |subject: &str, names: &[Vec<u8>]| {
        let asked = if names.is_empty() { vec![] } else { vec![alternative_names(names)] };
        let der = request(&common_name(subject), &asked);
        mint_under(&authority, &der, &Grant::new().wildcards()).map(|_| ()).map_err(|error| error.to_string())
    };
    // OpenSSL takes a common name for a host where no dNSName is.
    assert_eq!(under("www.bank.example", &[]), Err(format!("name DNS:www.bank.example {NOT_PERMITTED}")));
    assert_eq!(under("www.bank.example", &[dns("y.a.example")]), Ok(()), "a dNSName is");
    assert_eq!(under("alice", &[]), Ok(()), "no host");
    assert_eq!(under("y.a.example", &[]), Ok(()));
    assert_eq!(under("w*.bank.example", &[]), Err(format!("name DNS:w*.bank.example {NOT_PERMITTED}")));
    assert_eq!(under("bank.example.", &[]), Err(format!("name DNS:bank.example {NOT_PERMITTED}")));
    // The name of an authority is no host.
    let ca = request(&common_name("ca.bank.example"), &[is_authority(None)]);
    assert!(mint_under(&authority, &ca, &Grant::new().authority()).is_ok());
    // A wildcard stands for the host that is excluded.
    assert_eq!(under("x", &[dns("*.a.example")]), Err(format!("name DNS:*.a.example {EXCLUDED}")));
    assert_eq!(under("x", &[dns("*.y.a.example")]), Ok(()));
}
