//! PKCS #7 structures: their certificates and revocation lists are entries, and what else they hold is named.

use super::made::{
    AUTHORITY, LEAF, attribute_certificate, bundle, content_info, contents, labelled, number, open, open_bundle,
    results, revocation_list,
};
use crate::{
    der::{SEQUENCE, tlv},
    fixture::{authority_der, leaf},
    inspect::made::pem,
};

#[test]
fn the_certificates_of_a_structure_are_entries_of_it() {
    let parts: (&[&[u8]], &[&[u8]]) = (&[leaf(), authority_der()], &[]);
    for (what, structure) in [("DER", bundle(parts.0, parts.1)), ("BER", open_bundle(parts.0, parts.1))] {
        let at = |place: &str| vec![format!("{place}, entry 1: {LEAF}"), format!("{place}, entry 2: {AUTHORITY}")];
        assert_eq!(results(&structure), at("octet 0"), "{what}");
        for label in ["PKCS7", "CMS", "PKCS #7 SIGNED DATA"] {
            let file = format!("# text\n{}", labelled(label, &structure));
            assert_eq!(results(file.as_bytes()), at("line 2"), "{what}, {label}");
        }
        // The twin: a label of something else.
        let file = labelled("PKCS8", &structure);
        assert_eq!(results(file.as_bytes()), ["no certificate: found block `PKCS8` at line 1"], "{what}");
    }
}

#[test]
fn a_file_may_have_structures_and_certificates() {
    let structure = bundle(&[leaf()], &[]);
    let expected = |first: &str, second: &str, third: &str| {
        vec![format!("{first}, entry 1: {LEAF}"), format!("{second}: {AUTHORITY}"), format!("{third}, entry 1: {LEAF}")]
    };
    let block = labelled("PKCS7", &structure);
    let file = format!("{block}{}{block}", pem(authority_der()));
    let second = block.lines().count() + 1;
    let third = second + pem(authority_der()).lines().count();
    let lines = [1, second, third].map(|line| format!("line {line}"));
    assert_eq!(results(file.as_bytes()), expected(&lines[0], &lines[1], &lines[2]));
    let octets = [0, structure.len(), structure.len() + authority_der().len()].map(|octet| format!("octet {octet}"));
    let file = [&structure[..], authority_der(), &structure].concat();
    assert_eq!(results(&file), expected(&octets[0], &octets[1], &octets[2]));
}

#[test]
fn what_is_no_certificate_in_a_structure_is_named() {
    let extended = tlv(0xa0, &tlv(SEQUENCE, b""));
    let [old, attributes] = [0xa1, 0xa2].map(|tag| tlv(tag, &attribute_certificate()[4..]));
    let entries: [&[u8]; 4] = [&extended, leaf(), &old, &attributes];
    let list = revocation_list();
    let other_list = tlv(0xa1, &tlv(SEQUENCE, b""));
    let expected = [
        "octet 0, entry 1: unknown structure".to_owned(),
        format!("octet 0, entry 2: {LEAF}"),
        "octet 0, entry 3: attribute certificate".to_owned(),
        "octet 0, entry 4: attribute certificate".to_owned(),
        "octet 0, entry 5: certificate revocation list".to_owned(),
        "octet 0, entry 6: unknown structure".to_owned(),
    ];
    for structure in [bundle(&entries, &[&list, &other_list]), open_bundle(&entries, &[&list, &other_list])] {
        assert_eq!(contents(&structure[..]), expected);
    }
}

#[test]
fn a_structure_without_certificates_is_named() {
    let none = "PKCS #7 structure without certificates";
    let cases = [
        ("nothing in it", bundle(&[], &[]), vec![format!("octet 0: {none}")]),
        (
            "a revocation list",
            bundle(&[], &[&revocation_list()]),
            vec!["octet 0, entry 1: certificate revocation list".to_owned()],
        ),
        ("data", content_info(1, &tlv(0x04, b"text")), vec![format!("octet 0: {none}")]),
        ("what is encrypted", content_info(3, &tlv(SEQUENCE, &number(&[0]))), vec![format!("octet 0: {none}")]),
    ];
    for (what, file, mut expected) in cases {
        let [(place, name)] = [expected[0].split_once(": ").expect("a place and a name")];
        let error = format!("no certificate: found {name} at {place}");
        expected.push(error);
        assert_eq!(contents(&file[..]), expected, "{what}");
    }
}

/// The certificates are read by their own reader, as anywhere else. The structure around them may be BER, they may not.
#[test]
fn a_certificate_in_a_structure_must_be_der() {
    let ber = open(SEQUENCE, &leaf()[4..]);
    let read = results(&bundle(&[&ber, leaf()], &[]));
    assert_eq!(read, [format!("octet 0, entry 1: {LEAF}"), format!("octet 0, entry 2: {LEAF}")]);
    let findings: Vec<_> = notafter::inspect::Inspection::iter_from_slice(&bundle(&[&ber, leaf()], &[]))
        .map(|read| {
            read.expect("a certificate").findings().iter().map(|finding| finding.rule().code()).collect::<Vec<_>>()
        })
        .collect();
    assert!(findings[0].contains(&"length-not-der") && !findings[1].contains(&"length-not-der"), "{findings:?}");
}

#[test]
fn where_a_structure_breaks_off_is_told() {
    let whole = bundle(&[leaf(), authority_der()], &[]);
    let header = whole.len() - (leaf().len() + authority_der().len() + 2);
    let mut broken = whole.clone();
    // The length of the second certificate leads beyond the list.
    broken[header + leaf().len() + 1] = 0x84;
    let cases: [(&str, &[u8], Vec<String>); 4] = [
        ("cut off", &whole[..300], vec!["octet 0: PKCS #7 structure breaks off at octet 0 of it".to_owned()]),
        (
            "no version",
            &content_info(2, &tlv(SEQUENCE, &tlv(0x31, b""))),
            vec!["octet 0: PKCS #7 structure breaks off at octet 17 of it".to_owned()],
        ),
        (
            "no content",
            &tlv(SEQUENCE, &whole[4..15]),
            vec!["octet 0: PKCS #7 structure breaks off at octet 13 of it".to_owned()],
        ),
        (
            "in the second certificate",
            &broken,
            vec![
                format!("octet 0, entry 1: {LEAF}"),
                format!("octet 0, entry 2: PKCS #7 structure breaks off at octet {} of it", header + leaf().len()),
            ],
        ),
    ];
    for (what, file, expected) in cases {
        assert_eq!(contents(file), expected, "{what}");
    }
    // A tag of two octets, whose second would pass for a length.
    let high = [0x3f, 2, 0, 0];
    let file = bundle(&[&high, leaf()], &[]);
    let at = file.len() - (high.len() + leaf().len() + 2);
    assert_eq!(contents(&file[..]), [format!("octet 0, entry 1: PKCS #7 structure breaks off at octet {at} of it")]);
}
