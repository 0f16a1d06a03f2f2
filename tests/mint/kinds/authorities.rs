//! Authorities as other tools make them.

use rcgen::PublicKeyData;

use super::{names::NAMELESS, *};
use crate::fixture::ISSUER;

// requirement: TLS BR §7.1.2.7 issuer
#[test]
fn whatever_an_authority_is_called_what_it_signs_is_issued_by_its_octets() {
    let cases = [
        ("a set of two", name(&[&[(O, UTF8, b"E")], &[(CN, UTF8, b"x"), (SERIAL_NUMBER, PRINTABLE, b"1")]])),
        ("two units", name(&[&[(OU, UTF8, b"one")], &[(OU, UTF8, b"two")]])),
        ("domain components", name(&[&[(DC, IA5, b"com")], &[(DC, IA5, b"example")], &[(CN, UTF8, b"CA")]])),
        ("an ampersand", name(&[&[(C, PRINTABLE, b"FR")], &[(O, PRINTABLE, b"Example & Company")]])),
        ("a question mark", name(&[&[(O, PRINTABLE, b"who?")]])),
        ("BMPString", name(&[&[(CN, BMP, b"\0C\0A")]])),
        ("TeletexString", name(&[&[(CN, TELETEX, b"caf\xe9")]])),
        ("UniversalString", name(&[&[(CN, UNIVERSAL, b"\0\0\0C")]])),
        ("mixed types", name(&[&[(C, PRINTABLE, b"FR")], &[(O, UTF8, b"E")], &[(DC, IA5, b"e")]])),
        ("a type of its own, and no text", name(&[&[(&[0x88, 0x37], OCTETS, &[0xff])]])),
    ];
    let root = common_name("Root");
    // Those that signed themselves, and those below another authority.
    for ((what, subject), signer) in cases.iter().flat_map(|case| [(case, &case.1), (case, &root)]) {
        let own = key();
        let der = certificate(&own.subject_public_key_info(), subject, signer, &[is_authority(None)]);
        let authority = Authority::from_der(&der, own).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(authority.subject().as_der(), subject, "{what}");
        let leaf = one_year(LeapDayPolicy::Clamp).signed_by(crate::mint::leaf_params(), &key(), &authority, OUTAGE);
        let by_request = mint_under(&authority, &request(&common_name("leaf"), &[]), &Grant::new());
        for minted in [leaf, by_request] {
            let minted = minted.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(&body(minted.der())[ISSUER], subject, "{what}: the issuer");
        }
    }
}

#[test]
fn an_authoritys_key_identifier_stands_in_what_it_signs_whatever_it_is() {
    for own in [&[1][..], &[0xee; 20], &[7; 64]] {
        let identifier = extension(KEY_IDENTIFIER, false, &tlv(OCTETS, own));
        let authority = taken_up(&common_name("CA"), &[is_authority(None), identifier]).expect("an authority");
        let minted = mint_under(&authority, &request(&common_name("leaf"), &[]), &Grant::new()).expect("a leaf");
        let expected = extension(AUTHORITY_KEY_IDENTIFIER, false, &tlv(SEQUENCE, &tlv(0x80, own)));
        assert_eq!(extension_of(minted.der(), AUTHORITY_KEY_IDENTIFIER), Some(expected), "{own:02x?}");
    }
}

/// It is the end of the key then.
#[test]
fn an_authority_without_a_key_identifier_gives_one_to_what_it_signs() {
    let (key, subject) = (key(), common_name("CA"));
    let spki = key.subject_public_key_info();
    let der = certificate(&spki, &subject, &subject, &[is_authority(None)]);
    let authority = Authority::from_der(&der, key).expect("an authority");
    let minted = mint_under(&authority, &request(&common_name("leaf"), &[]), &Grant::new()).expect("a leaf");
    let end = &spki[spki.len() - 20..];
    let expected = extension(AUTHORITY_KEY_IDENTIFIER, false, &tlv(SEQUENCE, &tlv(0x80, end)));
    assert_eq!(extension_of(minted.der(), AUTHORITY_KEY_IDENTIFIER), Some(expected));
}

#[test]
fn a_chain_leaves_out_what_the_same_key_has_signed() {
    for (key_of_issuer, expected) in [(&b"own"[..], 0), (b"old", 1)] {
        let own = extension(KEY_IDENTIFIER, false, &tlv(OCTETS, b"own"));
        let issuer = extension(AUTHORITY_KEY_IDENTIFIER, false, &tlv(SEQUENCE, &tlv(0x80, key_of_issuer)));
        let authority = taken_up(&common_name("CA"), &[is_authority(None), own, issuer]).expect("an authority");
        assert_eq!(authority.chain().count(), expected, "{key_of_issuer:?}");
    }
}

#[test]
fn leaves_have_an_authority_key_identifier_and_authorities_their_own_and_usages() {
    let authority = plain();
    let own = extension_of(authority.der(), KEY_IDENTIFIER).expect("a key identifier");
    let own = children(&own)[1].clone();
    let identifier = &children(&tlv(SEQUENCE, &own[2..]))[0][2..];
    let wanted = extension(AUTHORITY_KEY_IDENTIFIER, false, &tlv(SEQUENCE, &tlv(0x80, identifier)));
    let profile = one_year(LeapDayPolicy::Clamp);
    let leaf = profile.signed_by(crate::mint::leaf_params(), &key(), authority, OUTAGE).expect("a leaf");
    let alone = profile.self_signed(crate::mint::leaf_params(), &key(), OUTAGE).expect("a leaf");
    assert_eq!(extension_of(leaf.der(), AUTHORITY_KEY_IDENTIFIER), Some(wanted));
    assert!(extension_of(alone.der(), AUTHORITY_KEY_IDENTIFIER).is_some(), "a leaf that signs itself");

    let mut params = crate::mint::ca_params();
    params.key_usages.clear();
    // An extension that has nothing to do with it.
    params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[1, 2, 3], vec![5, 0]));
    let below = profile.signed_by(params.clone(), &key(), authority, OUTAGE).expect("an authority");
    let root = profile.self_signed(params, &key(), OUTAGE).expect("an authority");
    for minted in [below, root] {
        assert!(extension_of(minted.der(), KEY_IDENTIFIER).is_some(), "a key identifier");
        let usages = extension(KEY_USAGE, true, &[3, 2, 1, 0x06]);
        assert_eq!(extension_of(minted.der(), KEY_USAGE), Some(usages), "keyCertSign and cRLSign");
    }
}

#[test]
fn rcgen_reads_an_ec_key_without_its_public_key_where_aws_lc_does() {
    let whole = key().serialize_der();
    let mut parts = children(&whole);
    let mut private =
        children(&tlv(SEQUENCE, &children(&parts[2][crate::fixture::header_len(&parts[2])..])[..].concat()));
    private.retain(|part| part[0] != 0xa1);
    parts[2] = tlv(OCTETS, &tlv(SEQUENCE, &private.concat()));
    let without = rustls_pki_types::PrivatePkcs8KeyDer::from(tlv(SEQUENCE, &parts.concat()));
    let read = KeyPair::from_pkcs8_der_and_sign_algo(&without, &rcgen::PKCS_ECDSA_P256_SHA256);
    if cfg!(not(feature = "aws_lc_rs")) {
        assert!(read.is_err(), "ring wants the public key, and the docs say how to add it");
    } else {
        assert!(read.is_ok(), "aws-lc computes it");
    }
}

/// A root, an authority under it, and one under that: each in PEM.
fn chain(key: &KeyPair) -> [String; 3] {
    let names = ["root", "middle", "issuing"].map(common_name);
    let spki = key.subject_public_key_info();
    let pem = |subject: usize, issuer: usize| {
        let der = certificate(&spki, &names[subject], &names[issuer], &[is_authority(None)]);
        pem::encode(&pem::Pem::new("CERTIFICATE", der)).replace('\r', "")
    };
    [pem(0, 0), pem(1, 0), pem(2, 1)]
}

#[test]
fn a_file_with_its_chain_is_read_in_the_order_of_tls_alone() {
    let stored = key();
    let [root, middle, issuing] = chain(&stored);
    let own = stored.serialize_pem();
    let taken = |file: &str| Authority::from_pem(file, KeyPair::from_pem(&own).expect("a key"));
    let good = [
        ("alone", issuing.clone(), "CN=issuing", 1),
        ("with the one above", format!("{issuing}{middle}"), "CN=issuing", 2),
        ("with all", format!("{issuing}{middle}{root}"), "CN=issuing", 2),
        ("with the key in front", format!("{own}{issuing}{middle}"), "CN=issuing", 2),
        ("with the key between", format!("{issuing}{own}{middle}{root}"), "CN=issuing", 2),
        ("from the middle", format!("{middle}{root}"), "CN=middle", 1),
        ("a root", root.clone(), "CN=root", 0),
    ];
    for (what, file, subject, sent) in good {
        let authority = taken(&file).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((authority.subject().to_string().as_str(), authority.chain().count()), (subject, sent), "{what}");
        assert_eq!(authority.chain_to_pem().matches("BEGIN CERTIFICATE").count(), sent, "{what}");
        assert!(file.contains(&authority.to_pem()), "{what}: its own certificate");
    }
    let bad = [
        (
            "root first",
            format!("{root}{middle}{issuing}"),
            "certificate 1 of the chain: `CN=middle` is not the issuer of the certificate before",
        ),
        (
            "without the middle",
            format!("{issuing}{root}"),
            "certificate 1 of the chain: `CN=root` is not the issuer of the certificate before",
        ),
        (
            "root between",
            format!("{issuing}{root}{middle}"),
            "certificate 1 of the chain: `CN=root` is not the issuer of the certificate before",
        ),
        (
            "the same twice",
            format!("{issuing}{issuing}"),
            "certificate 1 of the chain: `CN=issuing` is not the issuer of the certificate before",
        ),
    ];
    for (what, file, text) in bad {
        assert_eq!(refusal(what, taken(&file)), text, "{what}");
    }
    // One above that is no authority cannot be above.
    let leaf = certificate(
        &stored.subject_public_key_info(),
        &common_name("middle"),
        &common_name("root"),
        &[purposes(&[SERVER_AUTH])],
    );
    let file = issuing + &pem::encode(&pem::Pem::new("CERTIFICATE", leaf));
    let text = "certificate 1 of the chain: basicConstraints cA is missing: this is not a certificate authority";
    assert_eq!(refusal("a leaf above", taken(&file)), text);
}

#[test]
fn an_authority_that_verifiers_refuse_is_not_taken_up() {
    let subject = common_name("CA");
    let identifier = || extension(KEY_IDENTIFIER, false, &tlv(OCTETS, &[1; 20]));
    let not_der = extension(BASIC_CONSTRAINTS, true, &tlv(SEQUENCE, &tlv(BOOLEAN, &[1])));
    let no_ca = extension(BASIC_CONSTRAINTS, true, &[SEQUENCE, 0]);
    let crl_sign = extension(KEY_USAGE, true, &[3, 2, 1, 0x02]);
    let no_authority = "is missing: this is not a certificate authority";
    let cases = [
        ("no name", name(&[]), vec![is_authority(None)], format!("subject {no_authority}")),
        (
            "basicConstraints twice",
            subject.clone(),
            vec![is_authority(None), is_authority(Some(0))],
            "authority's basicConstraints (2.5.29.19) is there twice".to_owned(),
        ),
        (
            "a key identifier twice",
            subject.clone(),
            vec![is_authority(None), identifier(), identifier()],
            "authority's subjectKeyIdentifier (2.5.29.14) is there twice".to_owned(),
        ),
        (
            "an unknown one twice",
            subject.clone(),
            vec![is_authority(None), extension(&[0x2a, 3], false, &[5, 0]), extension(&[0x2a, 3], false, &[5, 0])],
            "authority's 1.2.3 is there twice".to_owned(),
        ),
        (
            "cA that is neither",
            subject.clone(),
            vec![not_der],
            "authority's basicConstraints (2.5.29.19) cannot be read: cA at offset ".to_owned(),
        ),
        ("cA is false", subject.clone(), vec![no_ca], format!("basicConstraints cA {no_authority}")),
        ("no extension", subject.clone(), vec![], format!("basicConstraints cA {no_authority}")),
        (
            "cRLSign alone",
            subject.clone(),
            vec![is_authority(None), crl_sign],
            format!("keyUsage keyCertSign {no_authority}"),
        ),
        (
            "no octets of a key identifier",
            subject,
            vec![is_authority(None), extension(KEY_IDENTIFIER, false, &tlv(OCTETS, &[]))],
            "authority's subjectKeyIdentifier (2.5.29.14) cannot be read: keyIdentifier at offset ".to_owned(),
        ),
    ];
    for (what, subject, extensions, text) in cases {
        let error = refusal(what, taken_up(&subject, &extensions));
        let same = if text.ends_with("offset ") { error.starts_with(&text) } else { error == text };
        assert!(same, "{what}: {error}");
    }
    let mut unnamed = crate::mint::ca_params();
    unnamed.distinguished_name = rcgen::DistinguishedName::new();
    let week = one_year(LeapDayPolicy::Clamp);
    let fresh = [
        ("signed by itself", refusal("", Authority::self_signed(&week, unnamed.clone(), key(), OUTAGE))),
        ("signed by another", refusal("", Authority::signed_by(&week, unnamed.clone(), key(), plain(), OUTAGE))),
        ("minted", refusal("", week.signed_by(unnamed, &key(), plain(), OUTAGE))),
    ];
    for (what, error) in fresh {
        assert_eq!(error, NAMELESS, "{what}");
    }
}

/// A key that says of itself what its certificate may say too.
struct As(KeyPair, Vec<u8>);

impl PublicKeyData for As {
    fn subject_public_key_info(&self) -> Vec<u8> {
        self.1.clone()
    }

    fn der_bytes(&self) -> &[u8] {
        self.0.der_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.0.algorithm()
    }
}

impl SigningKey for As {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.0.sign(message)
    }
}

#[test]
fn a_compressed_point_is_the_same_key_and_any_other_is_not() {
    let subject = common_name("CA");
    let certified = |spki: &[u8]| certificate(spki, &subject, &subject, &[is_authority(None)]);
    for _ in 0..8 {
        let (own, fresh) = (key(), key);
        let (long, short) = (own.subject_public_key_info(), compressed(&own));
        let mut other_sign = short.clone();
        let sign = other_sign.len() - 33;
        other_sign[sign] ^= 1;
        let with_algorithm = |spki: &[u8], oid: &[u8]| {
            let mut parts = children(spki);
            parts[0] = tlv(SEQUENCE, &tlv(OID, oid));
            tlv(SEQUENCE, &parts.concat())
        };
        let unnamed = with_algorithm(&short, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
        let pem = own.serialize_pem();
        let stored = || KeyPair::from_pem(&pem).expect("a key");
        for (what, certified_key, key) in [
            ("compressed in the certificate", &short, &long),
            ("compressed by the key", &long, &short),
            ("in both", &short, &short),
        ] {
            let taken = Authority::from_der(&certified(certified_key), As(stored(), key.clone()));
            let authority = taken.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(mint_under(&authority, &request(&common_name("leaf"), &[]), &Grant::new()).is_ok(), "{what}");
        }
        for (what, certified_key) in [
            ("the other point with this x", &other_sign),
            ("another key, compressed", &compressed(&fresh())),
            ("no curve", &unnamed),
            ("another algorithm", &with_algorithm(&short, &[0x2b, 0x65, 0x70])),
            ("another key", &fresh().subject_public_key_info()),
        ] {
            let text = "authority's key is not the one that its certificate certifies";
            assert_eq!(refusal(what, Authority::from_der(&certified(certified_key), stored())), text, "{what}");
        }
    }
}

#[test]
fn a_file_with_text_in_latin_1_is_read() {
    let stored = key();
    let [root, ..] = chain(&stored);
    let request = pem::encode(&pem::Pem::new("NEW CERTIFICATE REQUEST", request(&common_name("x"), &[])));
    for (what, before, line) in [("LF", &b"# Autorit\xe9\n"[..], "\n"), ("CR LF", b"subject=caf\xe9\r\n\r\n", "\r\n")] {
        let file = |pem: &str| [before, pem.replace("\r\n", "\n").replace('\n', line).as_bytes(), b"\xff\n"].concat();
        let key = KeyPair::from_pem(&stored.serialize_pem()).expect("a key");
        let authority = Authority::from_pem(file(&root), key).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(authority.subject().to_string(), "CN=root", "{what}");
        let request = CertificationRequest::from_pem(file(&request)).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(request.subject().to_string(), "CN=x", "{what}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_not_read_as_far_as_it_goes() {
    let (root, own) = (plain(), key());
    let stored = own.serialize_pem();
    let week = one_year(LeapDayPolicy::Clamp);
    let issuing = Authority::signed_by(&week, notafter::mint::authority("issuing"), own, root, OUTAGE).expect("one");
    let whole = issuing.to_pem() + &root.to_pem();
    let taken = |file: &str| Authority::from_pem(file, KeyPair::from_pem(&stored).expect("a key"));
    assert!(taken(&whole).is_ok());
    let second = issuing.to_pem().lines().count() + 1;
    let sizes = [
        (whole.len() - 2, second),
        (whole.len() - 30, second),
        (issuing.to_pem().len() + 40, second),
        (issuing.to_pem().len() - 5, 1),
    ];
    for (size, line) in sizes {
        let lines = whole[..size].lines().count() + 1;
        let text = format!("authority's PEM: block at line {line}: the END line is missing before line {lines}");
        assert_eq!(refusal("cut off", taken(&whole[..size])), text, "{size} octets");
    }
}

#[test]
fn keys_that_are_no_points_are_never_the_same_by_a_part() {
    let algorithm = tlv(SEQUENCE, &tlv(OID, &[0x2b, 0x65, 0x70]));
    let ed25519 = |last: u8| {
        let mut octets = [4; 33];
        octets[32] = last;
        tlv(SEQUENCE, &[algorithm.clone(), bits(&octets)].concat())
    };
    let subject = common_name("CA");
    let certified = certificate(&ed25519(1), &subject, &subject, &[is_authority(None)]);
    let taken = Authority::from_der(&certified, As(key(), ed25519(3)));
    assert_eq!(refusal("another", taken), "authority's key is not the one that its certificate certifies");
}

#[test]
fn a_certificate_that_signs_itself_is_identified_by_its_own_identifier() {
    let mut params = notafter::mint::server(["a.example"]).expect("a host");
    params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 14], tlv(OCTETS, b"own")));
    let minted = one_year(LeapDayPolicy::Clamp).self_signed(params, &key(), OUTAGE).expect("a certificate");
    let identifier = extension(AUTHORITY_KEY_IDENTIFIER, false, &tlv(SEQUENCE, &tlv(0x80, b"own")));
    assert_eq!(extension_of(minted.der(), AUTHORITY_KEY_IDENTIFIER), Some(identifier));
}
