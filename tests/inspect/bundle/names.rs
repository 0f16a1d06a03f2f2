//! What is no certificate has the same name in PEM, by its label, and in DER, by its form.

use notafter::inspect::{Content, Contents, Other};

use super::made::{
    CONTEXT_0, algorithm, attribute_certificate, content_info, contents, labelled, name, number, oid, open,
    private_key, public_key, revocation_list, signed,
};
use crate::{
    der::{SEQUENCE, tlv},
    fixture::leaf,
    inspect::made::{OCTET_STRING, pem},
};

struct Case {
    what: &'static str,
    other: Other,
    der: Vec<u8>,
    /// One bit of meaning apart from it, and what that is.
    twin: (Vec<u8>, Named),
}

#[derive(Debug, PartialEq, Eq)]
enum Named {
    Other(Other),
    /// It is read as a certificate, which says why it is none.
    Certificate,
}

const UNKNOWN: Named = Named::Other(Other::Unknown { label: None });

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &parts.concat())
}

fn numbers(count: usize) -> Vec<u8> {
    tlv(SEQUENCE, &[number(&[0]), number(&[0x29; 16]).repeat(count - 1)].concat())
}

fn case(what: &'static str, other: Other, der: Vec<u8>, twin: Vec<u8>, named: Named) -> Case {
    Case { what, other, der, twin: (twin, named) }
}

fn cases() -> Vec<Case> {
    let octets = |count: usize| tlv(OCTET_STRING, &vec![7; count]);
    let (algorithm, name, key) = (algorithm(), name(), public_key());
    let attributes = tlv(CONTEXT_0, b"");
    let request = |last: &[u8]| signed(&[number(&[0]), name.clone(), last.to_vec(), attributes.clone()]);
    let times = |tag| signed(&[number(&[1]), algorithm.clone(), name.clone(), tlv(tag, b"120229000000Z")]);
    let pfx = |version: u8| sequence(&[&number(&[version]), &content_info(1, &octets(4)), &sequence(&[&algorithm])]);
    let answer = |tag: u8| sequence(&[&tlv(tag, &[0]), &tlv(CONTEXT_0, &sequence(&[&oid(&[0x2b]), &octets(9)]))]);
    let holder = attribute_certificate();
    let mut holder_without_serial = holder.clone();
    let serial = holder.windows(3).position(|window| window == [0x02, 1, 7]).expect("the number");
    holder_without_serial[serial] = OCTET_STRING;
    vec![
        case(
            "PKCS #8",
            Other::PrivateKey,
            private_key(),
            sequence(&[&number(&[0]), &sequence(&[&number(&[1])]), &octets(32)]),
            UNKNOWN,
        ),
        case("PKCS #1", Other::PrivateKey, numbers(9), tlv(SEQUENCE, &number(&[2]).repeat(9)), UNKNOWN),
        case(
            "SEC 1",
            Other::PrivateKey,
            sequence(&[&number(&[1]), &octets(32), &tlv(CONTEXT_0, &oid(&[0x2a]))]),
            sequence(&[&number(&[2]), &octets(32), &tlv(CONTEXT_0, &oid(&[0x2a]))]),
            UNKNOWN,
        ),
        case("DSA", Other::PrivateKey, numbers(6), numbers(5), UNKNOWN),
        case(
            "PKCS #8, encrypted",
            Other::EncryptedPrivateKey,
            sequence(&[&algorithm, &octets(48)]),
            sequence(&[&sequence(&[&number(&[1])]), &octets(48)]),
            Named::Certificate,
        ),
        case(
            "a public key",
            Other::PublicKey,
            key.clone(),
            sequence(&[&sequence(&[&number(&[1])]), &tlv(0x03, &[0; 33])]),
            Named::Certificate,
        ),
        case(
            "a public key of PKCS #1",
            Other::PublicKey,
            sequence(&[&number(&[0x29; 16]), &number(&[1, 0, 1])]),
            sequence(&[&number(&[0x29; 16]), &number(&[2])]),
            Named::Other(Other::Parameters),
        ),
        case("a request", Other::CertificationRequest, request(&key), request(&name), Named::Certificate),
        case("a revocation list", Other::RevocationList, times(0x17), times(0x18), Named::Other(Other::RevocationList)),
        case(
            "a revocation list of version 1",
            Other::RevocationList,
            revocation_list(),
            times(0x16),
            Named::Certificate,
        ),
        case(
            "an attribute certificate",
            Other::AttributeCertificate,
            holder,
            holder_without_serial,
            Named::Certificate,
        ),
        case("PKCS #12", Other::Pkcs12, pfx(3), pfx(4), UNKNOWN),
        case(
            "PKCS #7",
            Other::Pkcs7,
            content_info(3, &sequence(&[])),
            sequence(&[&oid(&[0x2a]), &number(&[0])]),
            UNKNOWN,
        ),
        case("an OCSP response", Other::OcspResponse, answer(0x0a), answer(0x01), UNKNOWN),
        case(
            "an OCSP refusal",
            Other::OcspResponse,
            sequence(&[&tlv(0x0a, &[3])]),
            sequence(&[&number(&[3])]),
            UNKNOWN,
        ),
        case(
            "parameters of Diffie-Hellman",
            Other::Parameters,
            sequence(&[&number(&[0x29; 16]), &number(&[2])]),
            sequence(&[&number(&[0x29; 16]), &number(&[3])]),
            Named::Other(Other::PublicKey),
        ),
        case("parameters of DSA", Other::Parameters, numbers(3), numbers(4), UNKNOWN),
        case("a curve", Other::Parameters, oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]), number(&[7]), UNKNOWN),
    ]
}

/// What the first content of a file is.
fn named(file: &[u8]) -> Named {
    match Contents::new(file).next() {
        Some(Ok(Content::Other { other, .. })) => Named::Other(other),
        Some(Ok(Content::Certificate(_))) => Named::Certificate,
        read => panic!("{read:?}"),
    }
}

#[test]
fn der_is_named_by_its_form() {
    for Case { what, other, der, twin: (twin, expected) } in cases() {
        assert_eq!(named(&der), Named::Other(other), "{what}");
        if twin[0] == SEQUENCE {
            assert_eq!(named(&twin), expected, "the twin of {what}");
        }
        // PKCS #12 of others has open lengths.
        if der[0] == SEQUENCE && der[1] < 0x80 {
            let open = open(SEQUENCE, &der[2..]);
            assert_eq!(named(&open), Named::Other(other), "{what}, with an open length");
        }
    }
}

/// A key under the label of a certificate is an error that names it. So is it in a structure of certificates.
#[test]
fn what_is_labelled_as_a_certificate_and_is_none_is_named() {
    for Case { what, other, der, .. } in cases() {
        let file = pem(&der);
        let expected = format!("line 1: it is labelled as a certificate and holds: {other}");
        assert_eq!(contents(file.as_bytes()), [expected], "{what}");
    }
    let twin = pem(leaf());
    assert_eq!(contents(twin.as_bytes()), ["line 1: CN=leaf.example"]);
}

#[test]
fn pem_is_named_by_its_label() {
    let cases = [
        ("PRIVATE KEY", "private key"),
        ("RSA PRIVATE KEY", "private key"),
        ("EC PRIVATE KEY", "private key"),
        ("DSA PRIVATE KEY", "private key"),
        ("ENCRYPTED PRIVATE KEY", "encrypted private key"),
        ("PUBLIC KEY", "public key"),
        ("RSA PUBLIC KEY", "public key"),
        ("CERTIFICATE REQUEST", "certification request"),
        ("NEW CERTIFICATE REQUEST", "certification request"),
        ("X509 CRL", "certificate revocation list"),
        ("ATTRIBUTE CERTIFICATE", "attribute certificate"),
        ("PKCS12", "PKCS #12 file"),
        ("OCSP RESPONSE", "OCSP response"),
        ("DH PARAMETERS", "parameters of an algorithm"),
        ("X9.42 DH PARAMETERS", "parameters of an algorithm"),
        ("DSA PARAMETERS", "parameters of an algorithm"),
        ("EC PARAMETERS", "parameters of an algorithm"),
        ("OPENSSH PRIVATE KEY", "SSH key"),
    ];
    for (label, name) in cases {
        let file = labelled(label, b"anything");
        let expected = [format!("line 1: {name}"), format!("no certificate: found {name} at line 1")];
        assert_eq!(contents(file.as_bytes()), expected, "{label}");
        // The twin: labels are case-sensitive (RFC 7468 section 2).
        let twin = label.replacen(char::is_alphanumeric, "x", 1);
        let expected = [format!("line 1: block `{twin}`"), format!("no certificate: found block `{twin}` at line 1")];
        assert_eq!(contents(labelled(&twin, b"anything").as_bytes()), expected, "{twin}");
    }
}

/// Every name that DER can have is that of a label, too.
#[test]
fn the_names_are_the_same_in_both() {
    let of_label = |other: Other| {
        let name = other.to_string();
        let labels =
            ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY", "CERTIFICATE REQUEST", "X509 CRL", "PKCS12"];
        let more = ["ATTRIBUTE CERTIFICATE", "OCSP RESPONSE", "DH PARAMETERS"];
        let same = |label: &&&str| contents(labelled(label, b"x").as_bytes())[0] == format!("line 1: {name}");
        labels.iter().chain(&more).find(same).is_some()
    };
    for Case { what, other, .. } in cases().into_iter().filter(|case| case.other != Other::Pkcs7) {
        assert!(of_label(other), "{what}");
    }
    let empty = content_info(3, &tlv(SEQUENCE, b""));
    let expected = ["line 1: PKCS #7 structure without certificates".to_owned()];
    assert_eq!(contents(labelled("PKCS7", &empty).as_bytes())[..1], expected);
}

/// OpenSSL says in headers that a key of an older form is encrypted.
#[test]
fn a_key_with_the_headers_of_openssl_is_encrypted() {
    let key =
        |headers: &str| format!("-----BEGIN RSA PRIVATE KEY-----\n{headers}\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    let encrypted = key("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n");
    assert_eq!(contents(encrypted.as_bytes())[0], "line 1: encrypted private key");
    assert_eq!(contents(encrypted.replace('\n', "\r\n").as_bytes())[0], "line 1: encrypted private key");
    let clear = key("Proc-Type: 4,MIC-CLEAR\nDEK-Info: AES-128-CBC,00\n");
    assert_eq!(contents(clear.as_bytes())[0], "line 1: private key");
}

#[test]
fn files_that_are_neither_pem_nor_der_are_named_by_their_beginning() {
    let cases: [(&[u8], &str); 7] = [
        (b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\0", "octet 0: Java key store"),
        (b"\xce\xce\xce\xce\0\0\0\x02\0\0\0\0", "octet 0: Java key store"),
        (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me\n", "line 1: SSH key"),
        (b"ecdsa-sha2-nistp256 AAAA me\n", "line 1: SSH key"),
        (b"sk-ssh-ed25519@openssh.com AAAA me\n", "line 1: SSH key"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n", "line 1: SSH key"),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\n", "line 1: SSH key"),
    ];
    for (file, expected) in cases {
        let (place, name) = expected.split_once(": ").expect("a place and a name");
        assert_eq!(contents(file), [expected.to_owned(), format!("no certificate: found {name} at {place}")]);
        // The twin: another first octet.
        let twin = [b"\x01", &file[1..]].concat();
        assert!(contents(&twin[..]).concat().starts_with("no certificate: no PEM block in "), "{expected}");
    }
    // A key store is no text, whatever is in it.
    let store = [b"\xfe\xed\xfe\xed\0\n", pem(leaf()).as_bytes()].concat();
    let name = "Java key store";
    assert_eq!(contents(&store[..]), [format!("octet 0: {name}"), format!("no certificate: found {name} at octet 0")]);
    // A certificate may follow on a key of SSH.
    let file = format!("ssh-rsa AAAA me\n{}", pem(leaf()));
    assert_eq!(contents(file.as_bytes()), ["line 1: SSH key", "line 2: CN=leaf.example"]);
}
