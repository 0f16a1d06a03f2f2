//! What links a certificate to its issuer, each with a twin that is not linked.

use notafter::inspect::{Inspection, Rule};
use time::macros::utc_datetime;

use super::{
    chained, path,
    plain::{PRINTABLE, Plain, UTF8, inspections},
    rules, sentences,
};
use crate::{
    der::{SEQUENCE, tlv},
    inspect::made::{OID, common_name},
};

const NOW: time::UtcDateTime = utc_datetime!(2026-06-01 00:00:00);

/// The path and the sentences of the chain of `certificates`.
fn told(certificates: &[Inspection]) -> (Vec<usize>, Vec<(usize, String)>) {
    let chain = chained(certificates, NOW);
    (path(certificates, &chain), sentences(certificates, &chain))
}

/// An organization and a common name in one set, in this order.
fn set(attributes: [(u8, &str); 2]) -> Vec<u8> {
    let each =
        attributes.map(|(id, text)| tlv(SEQUENCE, &[tlv(OID, &[0x55, 4, id]), tlv(UTF8, text.as_bytes())].concat()));
    tlv(SEQUENCE, &tlv(0x31, &each.concat()))
}

// requirement: RFC 5280 §7.1 string-types
// requirement: RFC 5280 §7.1 ldap-stringprep
// requirement: RFC 5280 §7.1 case-ignore-match
// requirement: RFC 5280 §7.1 six-steps
// requirement: RFC 5280 §7.1 case-folding
// requirement: RFC 5280 §7.1 space-compression
#[test]
fn names_link_whatever_their_case_their_blanks_and_their_type() {
    let cn = |tag, text: &[u8]| common_name(tag, text);
    let cases = [
        ("the same", cn(UTF8, b"R"), cn(UTF8, b"R"), true),
        ("types", cn(PRINTABLE, b"R"), cn(UTF8, b"R"), true),
        ("BMPString", cn(0x1e, b"\0R\0\xe9"), cn(UTF8, "R\u{e9}".as_bytes()), true),
        ("UniversalString", cn(0x1c, b"\0\0\0R"), cn(0x16, b"r"), true),
        ("TeletexString", cn(0x14, b"\xc9"), cn(UTF8, "\u{e9}".as_bytes()), true),
        ("no text", cn(4, b"R"), cn(UTF8, b"R"), false),
        ("sharp s", cn(UTF8, "STRASSE".as_bytes()), cn(UTF8, "Straße".as_bytes()), true),
        ("final sigma", cn(UTF8, "ΣΑΣ".as_bytes()), cn(UTF8, "σας".as_bytes()), true),
        ("dotless i", cn(UTF8, "ı".as_bytes()), cn(UTF8, b"i"), false),
        ("other blanks", cn(UTF8, "a\u{a0}\u{3000}b".as_bytes()), cn(UTF8, b"a b"), true),
        ("what is mapped to nothing", cn(UTF8, "a\u{ad}b\u{200b}".as_bytes()), cn(UTF8, b"a\x01b"), true),
        ("not normalised", cn(UTF8, "e\u{301}".as_bytes()), cn(UTF8, "\u{e9}".as_bytes()), false),
        ("a set in any order", set([(10, "o"), (3, "cn")]), set([(3, "CN"), (10, "O")]), true),
        ("another set", set([(10, "o"), (3, "cn")]), set([(3, "o"), (10, "cn")]), false),
        ("surrogates alone", cn(0x1e, b"\xd8\x00"), cn(0x1e, b"\xd8\x01"), false),
        ("no text of its type, the same", cn(UTF8, b"\xff"), cn(UTF8, b"\xff"), true),
        ("no text of its type, another", cn(UTF8, b"\xff"), cn(UTF8, b"\xfe"), false),
    ];
    for (label, issuer, subject, expected) in cases {
        let root = Plain::named(subject.clone(), subject).of_ca();
        let certificates = inspections([Plain::named(common_name(UTF8, b"leaf"), issuer), root]);
        let (path, _) = told(&certificates);
        assert_eq!(path.len() == 2, expected, "{label}");
        assert_eq!(certificates[0].issuer().is_same_as(certificates[1].subject()), expected, "{label}");
        assert!(certificates[1].is_self_issued(), "{label}");
    }
}

/// A label of a domain has no case and no blanks. RFC 5280 section 7.3 compares the whole of it.
// requirement: RFC 5280 §7.1 domain-component
#[test]
fn domain_components_link_whatever_their_case() {
    let name = |labels: &[&str]| {
        let id = [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19];
        let each = labels.iter().map(|label| {
            let attribute = tlv(SEQUENCE, &[tlv(OID, &id), tlv(0x16, label.as_bytes())].concat());
            tlv(0x31, &attribute)
        });
        tlv(SEQUENCE, &each.collect::<Vec<_>>().concat())
    };
    let cases = [
        ("the same", name(&["com", "example"]), true),
        ("case", name(&["COM", "Example"]), true),
        ("another label", name(&["com", "example2"]), false),
        ("a part of a label", name(&["com", "exampl"]), false),
        ("a hyphen", name(&["com", "ex-ample"]), false),
        ("an IDN in its ASCII form", name(&["com", "xn--example"]), false),
        ("another order", name(&["example", "com"]), false),
        ("fewer labels", name(&["com"]), false),
    ];
    for (label, subject, expected) in cases {
        let root = Plain::named(subject.clone(), subject).of_ca();
        let leaf = Plain::named(common_name(UTF8, b"leaf"), name(&["com", "example"]));
        let certificates = inspections([leaf, root]);
        assert_eq!(told(&certificates).0.len() == 2, expected, "{label}");
        assert_eq!(certificates[0].issuer().is_same_as(certificates[1].subject()), expected, "{label}");
    }
}

/// Subject and issuer are the same name, not the same octets.
#[test]
fn a_certificate_that_issued_itself_may_write_its_name_in_two_ways() {
    let of = |subject: &[u8]| Plain::named(common_name(PRINTABLE, subject), common_name(UTF8, b"Root")).of_ca();
    let [root, twin] = inspections([of(b"ROOT "), of(b"ROOT 2")]);
    assert!(root.is_self_issued() && !twin.is_self_issued());
    assert_eq!(told(&[root]), (vec![0], vec![]));
    let missing = "issuer `CN=Root` is not found among 1 certificate".to_owned();
    assert_eq!(told(&[twin]), (vec![0], vec![(0, missing)]));
}

#[test]
fn a_key_identifier_tells_issuers_of_one_name_apart() {
    let leaf = || Plain::new("leaf", "R").by_key(b"one");
    let root = |key: &[u8]| Plain::ca("R", "R").key(key);
    assert_eq!(told(&inspections([leaf(), root(b"one"), root(b"two").years(2026, 2040)])).0, [0, 1]);
    assert_eq!(told(&inspections([leaf(), root(b"two").years(2026, 2040), root(b"one")])).0, [0, 2]);
    // One that does not say which key it has may have any.
    assert_eq!(told(&inspections([leaf(), root(b"two"), Plain::ca("R", "R")])).0, [0, 2]);
    let no_issuer = "`CN=R` is no issuer of `CN=leaf`".to_owned();
    assert_eq!(told(&inspections([leaf(), root(b"one"), root(b"two")])).1, [(2, no_issuer)], "the other key is known");
}

#[test]
fn a_key_identifier_that_does_not_fit_is_told_where_there_is_no_other() {
    let certificates = inspections([Plain::new("leaf", "R").by_key(b"one"), Plain::ca("R", "R").key(b"two")]);
    let mismatch = "authority key identifier 6f6e65 is not the issuer's subject key identifier 74776f".to_owned();
    assert_eq!(told(&certificates), (vec![0], vec![(0, mismatch)]));
    let chain = chained(&certificates, NOW);
    assert!(!chain.is_complete());
    let (_, finding) = &chain.findings()[0];
    let value = Plain::new("leaf", "R").by_key(b"one").der();
    // The extension begins with the header of its SEQUENCE, two octets before its identifier.
    let place = value.windows(5).position(|window| window == [6, 3, 0x55, 0x1d, 35]).expect("the extension");
    assert_eq!(finding.offset(), place - 2);
    let long =
        inspections([Plain::new("leaf", "R").by_key(&[0xab; 100_000]), Plain::ca("R", "R").key(&[0xcd; 100_000])]);
    let cut = |octet: &str| octet.repeat(32) + "…";
    let expected =
        format!("authority key identifier {} is not the issuer's subject key identifier {}", cut("ab"), cut("cd"));
    assert_eq!(told(&long).1, [(0, expected)]);
    let edge = inspections([Plain::new("leaf", "R").by_key(&[0xab; 32]), Plain::ca("R", "R").key(&[0xcd; 33])]);
    let whole = "ab".repeat(32);
    let expected = format!("authority key identifier {whole} is not the issuer's subject key identifier {}", cut("cd"));
    assert_eq!(told(&edge).1, [(0, expected)]);
}

/// It comes first, and claims to be no CA. In the second case its key identifier does not fit, and there is no other issuer.
#[test]
fn a_certificate_that_another_names_as_its_issuer_is_not_the_leaf() {
    let certificates = inspections([Plain::new("I", "R"), Plain::new("leaf", "I")]);
    assert_eq!(told(&certificates).0, [1, 0]);
    let certificates = inspections([Plain::new("I", "R").key(b"two"), Plain::new("leaf", "I").by_key(b"one")]);
    assert_eq!(told(&certificates).0, [1]);
}

/// An end entity that names its own key has issued itself, even where an authority of its name has that key.
#[test]
fn an_end_entity_that_names_its_own_key_is_its_issuer() {
    let authority = || Plain::ca("R", "R").key(b"one");
    let itself = inspections([Plain::new("R", "R").key(b"one").by_key(b"one").serial_number(&[2]), authority()]);
    assert_eq!(told(&itself).0, [0]);
    let twin = inspections([Plain::new("R", "R").key(b"one").serial_number(&[2]), authority()]);
    assert_eq!(told(&twin).0, [0, 1]);
}

#[test]
fn a_root_that_names_an_issuer_and_a_serial_number_names_its_own() {
    for (issuer, number, expected) in [("R", 7, true), ("R", 9, false), ("S", 7, false)] {
        let root = Plain::ca("R", "R").serial_number(&[7]).by_certificate(&[], issuer, &[number]);
        let certificates = inspections([Plain::new("leaf", "R"), root]);
        assert_eq!(chained(&certificates, NOW).is_complete(), expected, "number {number} of {issuer}");
    }
}

/// RFC 5280 section 4.2.1.1: by its issuer and its serial number, the issuer's certificate is known.
#[test]
fn the_issuer_s_certificate_is_found_by_its_issuer_and_serial_number() {
    let leaf = |issuer: &str, number: &[u8]| Plain::new("leaf", "R").by_certificate(&[], issuer, number);
    let of = |issuer: &str, number: &[u8]| Plain::ca("R", issuer).serial_number(number);
    let others = [of("R", &[7]), of("R", &[8]), of("old", &[7]), Plain::ca("old", "old")];
    let with = |leaf: Plain| {
        let [one, two, three, four] = others.clone();
        told(&inspections([leaf, one, two, three, four]))
    };
    let named = leaf("R", &[7]).inspect();
    let named = named.authority_certificate().map(|(issuer, number)| format!("{number} of {issuer}"));
    assert_eq!(named.as_deref(), Some("07 of CN=R"));
    assert_eq!(with(leaf("R", &[7])).0, [0, 1]);
    assert_eq!(with(leaf("R", &[8])).0, [0, 2]);
    assert_eq!(with(leaf("OLD", &[7])).0, [0, 3, 4], "names are compared as names");
    assert_eq!(with(leaf("old", &[0, 7])).0, [0, 3, 4], "and numbers as numbers");
    let mismatch = "the issuer's certificate is number 09 of `CN=R`, found 07 of `CN=R`".to_owned();
    assert_eq!(with(leaf("R", &[9])), (vec![0], vec![(0, mismatch)]));
    // Either alone names nothing, and neither do two issuers.
    let lone = tlv(SEQUENCE, &tlv(0x82, &[9]));
    assert_eq!(with(Plain::new("leaf", "R").extension(35, &lone)).0, [0, 1]);
    let two = tlv(
        SEQUENCE,
        &[
            tlv(0xa1, &[tlv(0xa4, &common_name(UTF8, b"x")), tlv(0xa4, &common_name(UTF8, b"y"))].concat()),
            tlv(0x82, &[9]),
        ]
        .concat(),
    );
    assert_eq!(with(Plain::new("leaf", "R").extension(35, &two)).0, [0, 1]);
}

#[test]
fn a_key_identifier_and_a_certificate_must_both_fit() {
    let leaf = |key: &[u8], number: &[u8]| Plain::new("leaf", "R").by_certificate(&tlv(0x80, key), "R", number);
    let others =
        || [Plain::ca("R", "R").key(b"one").serial_number(&[1]), Plain::ca("R", "R").key(b"two").serial_number(&[2])];
    let path = |leaf: Plain| {
        let [one, two] = others();
        told(&inspections([leaf, one, two])).0
    };
    assert_eq!(path(leaf(b"one", &[1])), [0, 1]);
    assert_eq!(path(leaf(b"two", &[2])), [0, 2]);
    assert_eq!(path(leaf(b"one", &[2])), [0]);
}

#[test]
fn an_end_entity_is_an_issuer_only_where_there_is_no_other() {
    // The end entity has the name of the authority, and would end later.
    let named = Plain::new("R", "R").years(2026, 2040);
    assert_eq!(told(&inspections([Plain::new("leaf", "R"), named.clone(), Plain::ca("R", "R")])).0, [0, 2]);
    assert_eq!(told(&inspections([Plain::new("leaf", "R"), named.clone()])).0, [0, 1], "nobody else has the name");
    // It may have been issued by the authority, or by itself.
    assert_eq!(told(&inspections([named.clone(), Plain::ca("R", "R")])).0, [0, 1]);
    assert_eq!(told(&inspections([named.clone()])), (vec![0], vec![]));
    let own = named.key(b"own").by_key(b"own");
    let found = told(&inspections([own, Plain::ca("R", "R").key(b"other")]));
    assert_eq!(
        found,
        (vec![0], vec![(1, "`CN=R` is no issuer of `CN=R`".to_owned())]),
        "it says that it issued itself"
    );
}

#[test]
fn an_end_entity_is_known_to_be_no_issuer() {
    let certificates = inspections([Plain::new("leaf", "missing"), Plain::new("other", "R"), Plain::ca("R", "R")]);
    let chain = chained(&certificates, NOW);
    let expected = [(0, Rule::IssuerMissing), (1, Rule::NotInChain)];
    assert_eq!(rules(&certificates, &chain), expected, "the authority may have issued what is missing");
}
