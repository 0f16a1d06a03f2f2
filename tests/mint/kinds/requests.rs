//! Requests as other tools write them.

use notafter::{Scope, Scoped as _};

use super::*;

#[test]
fn what_tools_ask_for_is_granted_to_the_octet() {
    let host = || alternative_names(&[tlv(0x82, b"leaf.example")]);
    let other = |id: &[u8], value: Vec<u8>| tlv(0xa0, &[tlv(OID, id), tlv(0xa0, &value)].concat());
    let srv = &[0x2b, 6, 1, 5, 5, 7, 8, 7];
    let cases: [(&str, Vec<Vec<u8>>); 16] = [
        ("a key identifier of 20 octets", vec![extension(KEY_IDENTIFIER, false, &tlv(OCTETS, &[7; 20]))]),
        ("of one octet", vec![extension(KEY_IDENTIFIER, false, &tlv(OCTETS, &[0]))]),
        ("of 200 octets, with names", vec![host(), extension(KEY_IDENTIFIER, false, &tlv(OCTETS, &[7; 200]))]),
        ("a purpose of an organisation", vec![purposes(&[SERVER_AUTH, &[0x2b, 6, 1, 4, 1, 0x82, 0xdf, 0x7c, 1, 6]])]),
        ("a purpose under 2.25, of 128 bits", vec![purposes(&[&[0x69, 0x83, 0xff, 0xff, 0xff, 0x7f]])]),
        ("a purpose twice", vec![purposes(&[SERVER_AUTH, SERVER_AUTH])]),
        ("an SRVName", vec![alternative_names(&[other(srv, tlv(IA5, b"_x.example"))])]),
        (
            "an otherName of a sequence",
            vec![alternative_names(&[other(&[0x2a, 3], tlv(SEQUENCE, &tlv(INTEGER, &[1])))])],
        ),
        ("a name of a directory", vec![alternative_names(&[tlv(0xa4, &common_name("directory"))])]),
        ("a registered object identifier", vec![alternative_names(&[tlv(0x88, &[0x2a, 3, 4])])]),
        ("an X.400 address", vec![alternative_names(&[tlv(0xa3, &[SEQUENCE, 0])])]),
        ("an EDI party", vec![alternative_names(&[tlv(0xa5, &tlv(0xa1, &tlv(UTF8, b"party")))])]),
        (
            "addresses, a mailbox and a URI",
            vec![alternative_names(&[
                tlv(0x87, &[10, 0, 0, 1]),
                tlv(0x87, &[0xfe; 16]),
                tlv(0x81, b"a@b.example"),
                tlv(0x86, b"spiffe://mesh/a"),
            ])],
        ),
        ("an order of its own", vec![purposes(&[SERVER_AUTH]), extension(KEY_USAGE, false, &[3, 2, 7, 0x80]), host()]),
        ("a usage that is not critical", vec![extension(KEY_USAGE, false, &[3, 3, 7, 0x08, 0x80])]),
        ("basicConstraints of a leaf", vec![extension(BASIC_CONSTRAINTS, true, &[SEQUENCE, 0])]),
    ];
    let subject = common_name("leaf.example");
    for (what, asked) in cases {
        let minted = mint(&request(&subject, &asked), &Grant::new());
        assert_granted(what, &minted.unwrap_or_else(|error| panic!("{what}: {error}")), &subject, &asked);
    }
}

#[test]
fn an_extension_that_is_not_granted_is_refused_by_its_name_or_left_out() {
    let subject = common_name("leaf.example");
    let usage = extension(KEY_USAGE, true, &[3, 2, 7, 0x80]);
    let cases: [(&[u8], Vec<u8>, &str); 7] = [
        (TLS_FEATURE, vec![SEQUENCE, 3, 2, 1, 5], "tlsfeature (1.3.6.1.5.5.7.1.24)"),
        (POLICIES, tlv(SEQUENCE, &tlv(SEQUENCE, &tlv(OID, &[0x2a, 3, 4]))), "certificatePolicies (2.5.29.32)"),
        (&[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1], vec![3, 2, 6, 0x40], "nsCertType (2.16.840.1.113730.1.1)"),
        (&[0x2b, 6, 1, 5, 5, 7, 1, 1], vec![SEQUENCE, 0], "authorityInfoAccess (1.3.6.1.5.5.7.1.1)"),
        (AUTHORITY_KEY_IDENTIFIER, vec![SEQUENCE, 0], "authorityKeyIdentifier (2.5.29.35)"),
        (NAME_CONSTRAINTS, vec![SEQUENCE, 0], "nameConstraints (2.5.29.30)"),
        (&[0x2a, 3, 4], vec![5, 0], "1.2.3.4"),
    ];
    for (id, value, named) in cases {
        for critical in [false, true] {
            let der = request(&subject, &[usage.clone(), extension(id, critical, &value)]);
            let text = format!("certification request asks for {named}, which is not granted");
            assert_eq!(refusal(named, mint(&der, &Grant::new())), text);
            let oid = named.split(['(', ')']).nth(1).unwrap_or(named).parse().expect(named);
            for grant in [Grant::new().leave_out(oid), Grant::new().leave_out_others()] {
                let minted = mint(&der, &grant).unwrap_or_else(|error| panic!("{named}: {error}"));
                assert_granted(named, &minted, &subject, core::slice::from_ref(&usage));
            }
        }
    }
    // Where it is granted, it is written as it was asked for.
    for critical in [false, true] {
        let asked = [extension(&[0x2a, 3, 4], critical, &[5, 0]), usage.clone()];
        let grant = Grant::new().extension("1.2.3.4".parse().expect("an object identifier"));
        assert_granted("granted", &mint(&request(&subject, &asked), &grant).expect("granted"), &subject, &asked);
    }
}

#[test]
fn any_subject_is_granted_to_the_octet() {
    let long: Vec<Value<'_>> = vec![(OU, UTF8, b"x"); 256];
    let long: Vec<&[Value<'_>]> = long.chunks(1).collect();
    let cases = [
        ("a set of two", name(&[&[(O, UTF8, b"E")], &[(CN, UTF8, b"x"), (SERIAL_NUMBER, PRINTABLE, b"1")]])),
        ("a set that is not sorted", name(&[&[(SERIAL_NUMBER, PRINTABLE, b"1"), (CN, UTF8, b"x")]])),
        ("two units", name(&[&[(OU, UTF8, b"one")], &[(OU, UTF8, b"two")], &[(CN, UTF8, b"x")]])),
        ("domain components", name(&[&[(DC, IA5, b"com")], &[(DC, IA5, b"example")], &[(CN, UTF8, b"x")]])),
        ("an ampersand in a PrintableString", name(&[&[(O, PRINTABLE, b"Example & Company")]])),
        ("a question mark in one", name(&[&[(O, PRINTABLE, b"why?")]])),
        ("BMPString", name(&[&[(CN, BMP, b"\0L\xd8\x3d\xde\0")]])),
        ("TeletexString", name(&[&[(CN, TELETEX, b"caf\xe9")]])),
        ("UniversalString", name(&[&[(CN, UNIVERSAL, b"\0\0\0L")]])),
        ("no text", name(&[&[(CN, OCTETS, b"\0\xff")]])),
        ("a type of its own", name(&[&[(&[0x88, 0x37], UTF8, b"x")]])),
        ("a text without a character", name(&[&[(O, UTF8, b""), (CN, UTF8, b"x")]])),
        ("256 sets", name(&long)),
        ("500 KB", name(&[&[(CN, UTF8, &[b'x'; 500_000])]])),
    ];
    for (what, subject) in cases {
        let minted = mint(&request(&subject, &[]), &Grant::new()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_granted(what, &minted, &subject, &[]);
    }
}

#[test]
fn extensions_are_read_from_each_attribute_that_asks_for_some() {
    let subject = common_name("leaf.example");
    let (usage, host) = (extension(KEY_USAGE, true, &[3, 2, 7, 0x80]), alternative_names(&[tlv(0x82, b"a.example")]));
    let list =
        |extensions: &[&Vec<u8>]| tlv(SEQUENCE, &extensions.iter().copied().flatten().copied().collect::<Vec<_>>());
    let password = attribute(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 7], &[tlv(UTF8, b"x")]);
    let both = [usage.clone(), host.clone()];
    let cases = [
        ("one attribute", vec![asking(&both)]),
        ("Microsoft's", vec![attribute(MICROSOFT_EXTENSIONS, &[list(&[&usage, &host])])]),
        (
            "one of each",
            vec![asking(core::slice::from_ref(&usage)), attribute(MICROSOFT_EXTENSIONS, &[list(&[&host])])],
        ),
        ("the same attribute twice", vec![asking(core::slice::from_ref(&usage)), asking(core::slice::from_ref(&host))]),
        ("two values", vec![attribute(EXTENSION_REQUEST, &[list(&[&usage]), list(&[&host])])]),
        ("a password beside it", vec![password.clone(), asking(&both), password.clone()]),
        ("an empty list beside it", vec![asking(&[]), asking(&both)]),
    ];
    for (what, attributes) in cases {
        let minted = mint(&with_attributes(&subject, &attributes), &Grant::new());
        assert_granted(what, &minted.unwrap_or_else(|error| panic!("{what}: {error}")), &subject, &both);
    }
    for (what, attributes) in [("none", vec![]), ("a password alone", vec![password])] {
        assert_granted(what, &mint(&with_attributes(&subject, &attributes), &Grant::new()).expect(what), &subject, &[]);
    }
    let twice = [
        ("in one list", vec![asking(&[usage.clone(), usage.clone()])]),
        (
            "in two attributes",
            vec![asking(core::slice::from_ref(&usage)), attribute(MICROSOFT_EXTENSIONS, &[list(&[&usage])])],
        ),
        ("with another value", vec![asking(&[usage, extension(KEY_USAGE, false, &[3, 2, 3, 0x08])])]),
    ];
    for (what, attributes) in twice {
        let error = read(&with_attributes(&subject, &attributes)).expect_err(what);
        assert_eq!(error.to_string(), "certification request asks for keyUsage (2.5.29.15) twice", "{what}");
        assert_eq!(error.scope(), Scope::EveryHost, "{what}");
    }
}

#[test]
fn what_is_missing_or_too_much_is_called_so() {
    let key = key();
    let (subject, spki) = (common_name("x"), key.subject_public_key_info());
    let (zero, none) = (tlv(INTEGER, &[0]), tlv(0xa0, &[]));
    let whole = signed(&key, &[zero.clone(), subject.clone(), spki.clone(), none.clone()]);
    let mut parts = children(&whole);
    parts.push(vec![5, 0]);
    let after = tlv(SEQUENCE, &parts.concat());
    let at = |parts: &[&Vec<u8>]| 4 + parts.iter().map(|part| part.len()).sum::<usize>();
    let prefix = "certification request: ";
    let version = "certification request is not of version 1";
    let cases = [
        (
            "no attributes",
            signed(&key, &[zero.clone(), subject.clone(), spki.clone()]),
            format!("{prefix}attributes at offset {} are missing", at(&[&zero, &subject, &spki])),
        ),
        (
            "no key",
            signed(&key, &[zero.clone(), subject.clone(), none.clone()]),
            format!(
                "{prefix}subjectPublicKeyInfo at offset {}: expected SEQUENCE (0x30), found 0xa0",
                at(&[&zero, &subject])
            ),
        ),
        (
            "a certificate's version",
            signed(&key, &[tlv(0xa0, &tlv(INTEGER, &[2])), subject.clone(), spki.clone(), none.clone()]),
            format!("{prefix}version at offset 4: expected INTEGER (0x02), found 0xa0"),
        ),
        (
            "an attribute that is none",
            signed(&key, &[zero.clone(), subject.clone(), spki.clone(), tlv(0xa0, &[5, 0])]),
            format!(
                "{prefix}attributeTypeAndValue at offset {}: expected SEQUENCE (0x30), found 0x05",
                at(&[&zero, &subject, &spki]) + 2
            ),
        ),
        ("version 2", signed(&key, &[tlv(INTEGER, &[1]), subject.clone(), spki.clone(), none.clone()]), version.into()),
        (
            "a negative one",
            signed(&key, &[tlv(INTEGER, &[0xff]), subject.clone(), spki.clone(), none.clone()]),
            version.into(),
        ),
        (
            "0 in two octets",
            signed(&key, &[tlv(INTEGER, &[0, 0]), subject.clone(), spki.clone(), none.clone()]),
            version.into(),
        ),
        ("no version", signed(&key, &[tlv(INTEGER, &[]), subject.clone(), spki.clone(), none.clone()]), version.into()),
        (
            "an element after the attributes",
            signed(&key, &[zero.clone(), subject.clone(), spki.clone(), none.clone(), vec![5, 0]]),
            format!(
                "{prefix}attributes are followed by 2 excess bytes at offset {}",
                at(&[&zero, &subject, &spki, &none])
            ),
        ),
        (
            "an element after the signature",
            after.clone(),
            format!("{prefix}signature is followed by 2 excess bytes at offset {}", after.len() - 2),
        ),
    ];
    assert!(read(&whole).is_ok(), "with all its parts it is read");
    for (what, der, text) in cases {
        // The info has a header of two octets, or of three.
        let error = refusal(what, read(&der));
        let shift = usize::from(children(&der)[0].len() > 0x81) + usize::from(der.len() > 0x81);
        let moved = |text: &str| {
            let (before, rest) = text.split_once("at offset ").expect("an offset");
            let end = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
            let offset = rest[..end].parse::<usize>().expect("a number") + shift;
            format!("{before}at offset {offset}{}", &rest[end..])
        };
        let text =
            if what == "an element after the signature" || !text.contains("offset") { text } else { moved(&text) };
        assert_eq!(error, text, "{what}");
    }
}

#[test]
fn a_signature_that_nothing_at_hand_verifies_is_not_called_invalid() {
    let algorithm = |ids: &[&[u8]]| tlv(SEQUENCE, &ids.iter().map(|id| tlv(OID, id)).collect::<Vec<_>>().concat());
    let unsigned = |key: Vec<u8>, by: Vec<u8>| {
        let info = [tlv(INTEGER, &[0]), common_name("x"), key, tlv(0xa0, &[])].concat();
        tlv(SEQUENCE, &[tlv(SEQUENCE, &info), by, bits(&[1; 64])].concat())
    };
    let ec = |curve: &[u8], point: &[u8]| tlv(SEQUENCE, &[algorithm(&[EC, curve]), bits(point)].concat());
    let rsa = |octets: usize, first: u8| {
        let modulus = [&[0, first][..], &vec![0xab; octets - 1]].concat();
        let modulus = if first < 0x80 { modulus[1..].to_vec() } else { modulus };
        let key = tlv(SEQUENCE, &[tlv(INTEGER, &modulus), tlv(INTEGER, &[1, 0, 1])].concat());
        tlv(SEQUENCE, &[tlv(SEQUENCE, &[tlv(OID, RSA), vec![5, 0]].concat()), bits(&key)].concat())
    };
    let rsa_sha256 = || tlv(SEQUENCE, &[tlv(OID, RSA_SHA256), vec![5, 0]].concat());
    let ecdsa = "ecdsa-with-SHA256 (1.2.840.10045.4.3.2)";
    let curve = "id-ecPublicKey (1.2.840.10045.2.1)";
    let mut cases = vec![
        (
            "secp256k1",
            unsigned(ec(SECP256K1, &[4; 65]), algorithm(&[ECDSA_SHA256])),
            format!("a key of {curve} secp256k1 (1.3.132.0.10) with {ecdsa}"),
        ),
        (
            "Ed448",
            unsigned(tlv(SEQUENCE, &[algorithm(&[ED448]), bits(&[1; 57])].concat()), algorithm(&[ED448])),
            "id-Ed448 (1.3.101.113) with a key of id-Ed448 (1.3.101.113)".to_owned(),
        ),
        (
            "SHA-1",
            unsigned(rsa(256, 0xab), tlv(SEQUENCE, &[tlv(OID, RSA_SHA1), vec![5, 0]].concat())),
            "sha1WithRSAEncryption (1.2.840.113549.1.1.5) with a key of rsaEncryption (1.2.840.113549.1.1.1)"
                .to_owned(),
        ),
        ("RSA 1024", unsigned(rsa(128, 0x80), rsa_sha256()), "an RSA key of 1024 bits".to_owned()),
        ("RSA 2047", unsigned(rsa(256, 0x40), rsa_sha256()), "an RSA key of 2047 bits".to_owned()),
        ("RSA 16384", unsigned(rsa(2_048, 0x80), rsa_sha256()), "an RSA key of 16384 bits".to_owned()),
        (
            "a compressed point",
            unsigned(compressed(&key()), algorithm(&[ECDSA_SHA256])),
            format!("a compressed point of {curve} 1.2.840.10045.3.1.7"),
        ),
        (
            "no algorithm",
            unsigned(key().subject_public_key_info(), tlv(SEQUENCE, &[5, 0])),
            format!("an unknown algorithm with a key of {curve} 1.2.840.10045.3.1.7"),
        ),
    ];
    if cfg!(not(feature = "aws_lc_rs")) {
        cases.push((
            "P-521",
            unsigned(ec(SECP521R1, &[4; 133]), algorithm(&[ECDSA_SHA512])),
            format!("ecdsa-with-SHA512 (1.2.840.10045.4.3.4) with a key of {curve} secp521r1 (1.3.132.0.35)"),
        ));
        cases.push((
            "P-384 with SHA-512",
            unsigned(ec(SECP384R1, &[4; 97]), algorithm(&[ECDSA_SHA512])),
            format!("ecdsa-with-SHA512 (1.2.840.10045.4.3.4) with a key of {curve} 1.3.132.0.34"),
        ));
    }
    for (what, der, named) in cases {
        let text = format!("certification request's signature cannot be verified: {named} is not supported");
        assert_eq!(refusal(what, read(&der)), text, "{what}");
    }
}

#[test]
fn a_request_that_another_key_signed_is_refused() {
    let text =
        |algorithm: &str| format!("certification request's signature by {algorithm} does not verify with its key");
    let (own, another) = (key(), key());
    let info = [tlv(INTEGER, &[0]), common_name("x"), own.subject_public_key_info(), tlv(0xa0, &[])];
    assert!(read(&signed(&own, &info)).is_ok(), "its own key");
    let ecdsa = text("ecdsa-with-SHA256 (1.2.840.10045.4.3.2)");
    assert_eq!(refusal("another key", read(&signed(&another, &info))), ecdsa);
    // Each octet of what is signed counts.
    let good = signed(&own, &info);
    let subject = good.windows(3).position(|octets| octets == [UTF8, 1, b'x']).expect("the subject") + 2;
    let mut renamed = good.clone();
    renamed[subject] = b'y';
    assert_eq!(refusal("another subject", read(&renamed)), ecdsa);
    let signature = tlv(SEQUENCE, &[children(&good)[0].clone(), children(&good)[1].clone(), bits(&[])].concat());
    assert_eq!(refusal("no signature", read(&signature)), ecdsa);
    let ed25519 = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a key");
    let mut sent = rcgen::CertificateParams::default().serialize_request(&ed25519).expect("a request").der().to_vec();
    *sent.last_mut().expect("octets") ^= 1;
    assert_eq!(refusal("Ed25519", read(&sent)), text("id-Ed25519 (1.3.101.112)"));
}

const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const ECDSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
const SECP256K1: &[u8] = &[0x2b, 0x81, 4, 0, 10];
const SECP384R1: &[u8] = &[0x2b, 0x81, 4, 0, 34];
const SECP521R1: &[u8] = &[0x2b, 0x81, 4, 0, 35];
const ED448: &[u8] = &[0x2b, 0x65, 0x71];
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const RSA_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5];
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
