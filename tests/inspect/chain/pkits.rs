//! PKITS (NIST), section 4.3, "Verifying Name Chaining", made anew from the descriptions of its tests.

use notafter::inspect::Rule;
use time::macros::utc_datetime;

use super::{
    chained, path,
    plain::{PRINTABLE, Plain, UTF8, inspections},
    rules,
};
use crate::{
    der::{SEQUENCE, tlv},
    inspect::made::OID,
};

/// The last arc of an attribute type under 2.5.4, or domainComponent.
type Attribute = (u8, u8, &'static str);

const COUNTRY: u8 = 6;
const ORGANIZATION: u8 = 10;
const UNIT: u8 = 11;
const COMMON_NAME: u8 = 3;
const DOMAIN_COMPONENT: u8 = 0xff;
const IA5: u8 = 0x16;

fn name(attributes: &[Attribute]) -> Vec<u8> {
    let each = attributes.iter().flat_map(|&(id, tag, text)| {
        let oid = match id {
            DOMAIN_COMPONENT => tlv(OID, &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19]),
            id => tlv(OID, &[0x55, 4, id]),
        };
        tlv(0x31, &tlv(SEQUENCE, &[oid, tlv(tag, text.as_bytes())].concat()))
    });
    tlv(SEQUENCE, &each.collect::<Vec<_>>())
}

/// US, an organization, and a common name, the last two with this tag.
fn good(tag: u8, organization: &'static str, common_name: &'static str) -> Vec<u8> {
    name(&[(COUNTRY, PRINTABLE, "US"), (ORGANIZATION, tag, organization), (COMMON_NAME, tag, common_name)])
}

/// Whether an end entity with the issuer `issuer` chains to an intermediate with the subject `subject`, and this to its root.
fn chains(test: &str, subject: &[u8], issuer: &[u8]) -> bool {
    let root = good(PRINTABLE, "Test Certificates", "Trust Anchor");
    let end_entity = name(&[(COUNTRY, PRINTABLE, "US"), (COMMON_NAME, UTF8, "EE Certificate")]);
    judged(
        test,
        [
            Plain::named(end_entity, issuer.to_vec()),
            Plain::named(subject.to_vec(), root.clone()).of_ca(),
            Plain::named(root.clone(), root).of_ca(),
        ],
    )
}

fn judged(test: &str, certificates: [Plain; 3]) -> bool {
    let certificates = inspections(certificates);
    let chain = chained(&certificates, utc_datetime!(2026-06-01 00:00:00));
    let (path, found) = (path(&certificates, &chain), rules(&certificates, &chain));
    match chain.is_complete() {
        true => assert_eq!((path, found), (vec![0, 1, 2], vec![]), "{test}"),
        false => assert_eq!((path, found), (vec![0], vec![(0, Rule::IssuerMissing)]), "{test}"),
    }
    chain.is_complete()
}

// requirement: RFC 5280 §7.1 string-types
// requirement: RFC 5280 §7.1 case-ignore-match
// requirement: RFC 5280 §7.1 space-compression
#[test]
fn names_chain_as_pkits_says() {
    let printable = |common_name| good(PRINTABLE, "Test Certificates", common_name);
    let units = |first, second| {
        name(&[
            (COUNTRY, PRINTABLE, "US"),
            (ORGANIZATION, PRINTABLE, "Test Certificates"),
            (UNIT, PRINTABLE, first),
            (UNIT, PRINTABLE, second),
            (COMMON_NAME, PRINTABLE, "Name Ordering CA"),
        ])
    };
    let mandatory = name(&[
        (COUNTRY, PRINTABLE, "US"),
        (ORGANIZATION, PRINTABLE, "Test Certificates"),
        (DOMAIN_COMPONENT, IA5, "gov"),
        (8, PRINTABLE, "Maryland"),
        (5, PRINTABLE, "345"),
        (46, PRINTABLE, "CA"),
    ]);
    let optional = name(&[
        (COUNTRY, PRINTABLE, "US"),
        (ORGANIZATION, PRINTABLE, "Test Certificates"),
        (7, PRINTABLE, "Gaithersburg"),
        (12, PRINTABLE, "M.D."),
        (4, PRINTABLE, "CA"),
        (42, PRINTABLE, "John"),
        (43, PRINTABLE, "Q"),
        (65, PRINTABLE, "Fictitious"),
        (44, PRINTABLE, "III"),
    ]);
    let cases = [
        ("4.3.1", printable("Good CA"), printable("Good CA Root"), false),
        ("4.3.2", units("Unit 1", "Unit 2"), units("Unit 2", "Unit 1"), false),
        ("4.3.2, the twin", units("Unit 1", "Unit 2"), units("Unit 1", "Unit 2"), true),
        ("4.3.3", printable("Good CA"), printable("Good    CA"), true),
        ("4.3.3, the twin", printable("Good CA"), printable("GoodCA"), false),
        ("4.3.4", printable("Good CA"), printable("   Good CA  "), true),
        ("4.3.5", printable("Good CA"), printable("GOOD CA"), true),
        ("4.3.7", mandatory.clone(), mandatory, true),
        ("4.3.8", optional.clone(), optional, true),
        ("4.3.9", good(UTF8, "Test Certificates", "UTF8 CA"), good(UTF8, "Test Certificates", "UTF8 CA"), true),
        ("4.3.10", printable("Rollover CA"), good(UTF8, "Test Certificates", "Rollover CA"), true),
        ("4.3.10, the twin", printable("Rollover CA"), good(UTF8, "Test Certificates", "Rollover CB"), false),
        ("4.3.11", good(UTF8, "Test Certificates", "Match CA"), good(UTF8, " test  certificates ", "MATCH   ca"), true),
    ];
    for (test, subject, issuer, expected) in cases {
        assert_eq!(chains(test, &subject, &issuer), expected, "{test}");
    }
}

/// 4.3.6: unique identifiers stand between the key and the extensions, and change nothing.
#[test]
fn unique_identifiers_do_not_disturb() {
    let identifier = [7; 16];
    let end_entity = Plain::new("EE", "UID CA").unique_identifier(0x81, &identifier);
    let intermediate = Plain::ca("UID CA", "Trust Anchor").unique_identifier(0x82, &identifier);
    assert!(judged("4.3.6", [end_entity, intermediate, Plain::ca("Trust Anchor", "Trust Anchor")]));
}
