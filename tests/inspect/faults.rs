//! One fault does not hide another: each time, their order, the serial number and each part are judged on their own.

use notafter::{
    ValidityField,
    asn1_time::TimeType,
    inspect::{Inspection, Rule},
};
use time::{UtcDateTime, macros::utc_datetime};

use super::made::{inspect, with_extension, with_serial};
use crate::fixture::{
    EXTENSIONS, GENERALIZED_TIME as G, ISSUER, SEQUENCE, SERIAL_NUMBER, SUBJECT, UTC_TIME as U, VALIDITY, leaf,
    offset_of, rebuild, tlv, with_times, with_validity,
};

fn rules(inspection: &Inspection) -> Vec<Rule> {
    inspection.findings().iter().map(|finding| finding.rule()).collect()
}

/// Each fault of a certificate, and the change that makes it.
type Fault = (Rule, fn(&mut Vec<Vec<u8>>));

/// Faults of other parts than the times, which can be made together.
const FAULTS: [Fault; 7] = [
    (Rule::SerialNotDer, |elements| elements[SERIAL_NUMBER] = tlv(0x02, &[0, 1])),
    (Rule::UnreadablePart, |elements| elements[ISSUER] = tlv(SEQUENCE, &[0x31, 0x05, 0x30])),
    (Rule::UnreadablePart, |elements| elements[SUBJECT] = tlv(SEQUENCE, &[0x31, 0x05, 0x30])),
    (Rule::UnreadablePart, |elements| {
        elements[EXTENSIONS] = with_extension(&elements[EXTENSIONS], &[0x55, 0x1d, 0x20], &[0x04, 0x09, 1]);
    }),
    (Rule::RepeatedExtension, |elements| {
        // policyConstraints, which the leaf does not have.
        for _ in 0..2 {
            elements[EXTENSIONS] = with_extension(&elements[EXTENSIONS], &[0x55, 0x1d, 0x24], &[0x30, 3, 0x80, 1, 0]);
        }
    }),
    (Rule::LengthNotDer, |elements| {
        let signature = &elements[2];
        elements[2] = [&[signature[0], 0x81], &signature[1..]].concat();
    }),
    (Rule::MalformedStructure, |elements| elements[VALIDITY][0] = 0x10),
];

const TIMES: [(&str, &str, &[Rule]); 5] = [
    ("120229000000Z", "130227235959Z", &[]),
    ("120230000000Z", "130227235959Z", &[Rule::ImpossibleDate]),
    ("120230000000Z", "1302272359Z", &[Rule::ImpossibleDate, Rule::MissingSeconds]),
    ("130229000000Z", "680227235959Z", &[Rule::ImpossibleDate, Rule::Before1970]),
    ("130228000000Z", "120227235959Z", &[Rule::Reversed]),
];

/// Every set of faults with every pair of times: exactly those are found.
#[test]
fn every_set_of_faults_is_found() {
    for (not_before, not_after, of_times) in TIMES {
        for set in 0..1usize << FAULTS.len() {
            let chosen =
                || FAULTS.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1).map(|(_, fault)| fault);
            let certificate = rebuild(|elements| {
                let times = [not_before, not_after].map(|text| tlv(U, text.as_bytes())).concat();
                elements[VALIDITY] = tlv(SEQUENCE, &times);
                chosen().for_each(|(_, make)| make(elements));
            });
            let inspection = inspect(&certificate);
            let mut found: Vec<_> = rules(&inspection).iter().map(|rule| rule.code()).collect();
            let mut expected: Vec<_> = chosen().map(|(rule, _)| rule.code()).collect();
            expected.extend(of_times.iter().map(|rule| rule.code()));
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{not_before} {not_after}, set {set:06b}: {:?}", inspection.findings());
            for finding in inspection.findings() {
                assert!((1..certificate.len()).contains(&finding.offset()), "{finding} has its place");
            }
        }
    }
}

/// notBefore in a type that is wrong for its year, notAfter too, and the two in the wrong order.
#[test]
fn a_reversed_period_shows_both_times_and_what_is_wrong_with_each() {
    let certificate = with_times((G, "20550101000000Z"), (G, "19571201000000Z"));
    let inspection = inspect(&certificate);
    assert_eq!(rules(&inspection), [Rule::Reversed, Rule::GeneralizedTimeBefore2050, Rule::Before1970]);
    let validity = offset_of(&certificate, VALIDITY);
    let offsets: Vec<_> = inspection.findings().iter().map(|finding| finding.offset()).collect();
    assert_eq!(offsets, [validity, validity + 19, validity + 19]);
    let time = |field| {
        let time = inspection.time(field).expect("a time");
        (time.text().to_string(), time.time_type(), time.offset(), time.instant())
    };
    let expected = |text: &str, offset, at: UtcDateTime| {
        (text.to_owned(), Some(TimeType::GeneralizedTime), validity + offset, Ok(at))
    };
    assert_eq!(time(ValidityField::NotBefore), expected("20550101000000Z", 2, utc_datetime!(2055-01-01 00:00:00)));
    assert_eq!(time(ValidityField::NotAfter), expected("19571201000000Z", 19, utc_datetime!(1957-12-01 00:00:00)));
}

/// Whatever stands in the place of one time, the other is read.
#[test]
fn a_time_that_is_none_does_not_hide_the_other() {
    let good = tlv(U, b"130227235959Z");
    let odd: [(Vec<u8>, Rule, &str); 8] = [
        (tlv(0x16, b"120229000000Z"), Rule::MissingTime, "120229000000Z"),
        (tlv(0x37, b"120229000000Z"), Rule::ConstructedTime, "120229000000Z"),
        (tlv(0x05, &[]), Rule::MissingTime, ""),
        ([&[U, 0x81, 13][..], b"120229000000Z"].concat(), Rule::LengthNotDer, "120229000000Z"),
        ([&[U, 0x82, 0, 13][..], b"120229000000Z"].concat(), Rule::LengthNotDer, "120229000000Z"),
        ([&[0x1f, 0x81, 0x01, 13][..], b"120229000000Z"].concat(), Rule::LengthNotDer, "120229000000Z"),
        ([&[0x9f, 0x81, 0x81, 0x01, 0x81, 13][..], b"120229000000Z"].concat(), Rule::MissingTime, "120229000000Z"),
        (tlv(U, &[b'7'; 120]), Rule::MalformedTime, "77777777777777777777777777777777777777777…"),
    ];
    for (odd, rule, text) in odd {
        let first = inspect(&with_validity(&[&odd[..], &good].concat()));
        let second = inspect(&with_validity(&[&good[..], &odd].concat()));
        for (inspection, broken, sound) in [
            (first, ValidityField::NotBefore, ValidityField::NotAfter),
            (second, ValidityField::NotAfter, ValidityField::NotBefore),
        ] {
            assert_eq!(rules(&inspection), [rule], "{broken} {text}");
            let time = |field| inspection.time(field).expect("a time");
            assert_eq!(time(sound).instant(), Ok(utc_datetime!(2013-02-27 23:59:59)), "{sound} beside {text}");
            assert_eq!(time(broken).text().to_string(), text);
            assert_eq!(inspection.validity().err(), time(broken).instant().err(), "{broken} {text}");
        }
    }
    let one = inspect(&with_validity(&good));
    assert_eq!(rules(&one), [Rule::MissingTime]);
    assert!(one.time(ValidityField::NotBefore).is_some() && one.time(ValidityField::NotAfter).is_none());
}

/// One readable end is enough to say that it is of no use.
#[test]
fn each_end_says_on_its_own_whether_it_has_passed() {
    let at = utc_datetime!(2013-06-01 00:00:00);
    let standing = |not_before, not_after| {
        let findings = inspect(&with_times((U, not_before), (U, not_after))).findings_at(at);
        let standing = findings.iter().map(|finding| finding.rule());
        standing.filter(|rule| matches!(rule, Rule::Expired | Rule::NotYetValid)).collect::<Vec<_>>()
    };
    assert_eq!(standing("120230000000Z", "130227235959Z"), [Rule::Expired]);
    assert_eq!(standing("120230000000Z", "140227235959Z"), []);
    assert_eq!(standing("140227000000Z", "150229000000Z"), [Rule::NotYetValid]);
    assert_eq!(standing("120227000000Z", "150229000000Z"), []);
    assert_eq!(standing("140227000000Z", "120227000000Z"), [Rule::NotYetValid, Rule::Expired], "reversed");
    assert_eq!(standing("120227000000Z", "140227000000Z"), []);
}

// requirement: RFC 5280 §4.1.2.2 negative-or-zero-read
#[test]
fn a_serial_number_is_an_integer_in_der() {
    let leading = "serialNumber begins with a zero octet that it does not need";
    let ones = "serialNumber begins with a 0xff octet that it does not need";
    let zero = "serialNumber is 0, it must be positive";
    let negative = |number: &str| format!("serialNumber {number} is negative, it must be positive");
    let cases: [(&[u8], Vec<String>); 9] = [
        (&[0x01], vec![]),
        (&[0, 0x80], vec![]),
        (&[0, 0x7f], vec![leading.to_owned()]),
        (&[0, 0, 0x80], vec![leading.to_owned()]),
        (&[0, 0], vec![leading.to_owned(), zero.to_owned()]),
        (&[], vec!["serialNumber has no octets, an INTEGER has at least one".to_owned()]),
        (&[0xff, 0x7f], vec![negative("-81")]),
        (&[0xff, 0x80], vec![ones.to_owned(), negative("-80")]),
        (&[0x7f, 0xff], vec![]),
    ];
    for (octets, expected) in cases {
        let certificate = with_serial(octets);
        let findings = inspect(&certificate).findings();
        let said: Vec<_> = findings.iter().map(|finding| finding.to_string()).collect();
        assert_eq!(said, expected, "{octets:02x?}");
        for finding in findings {
            assert_eq!(finding.offset(), offset_of(&certificate, SERIAL_NUMBER), "{finding}");
        }
    }
    let long = inspect(&with_serial(&[0x80; 1_000_000])).findings();
    let said: Vec<_> = long.iter().map(|finding| finding.to_string()).collect();
    assert_eq!(
        said,
        ["serialNumber is negative, it must be positive", "serialNumber has 1000000 octets, the maximum is 20"]
    );
}

/// What a name or a list of names holds is read when it is asked for: a certificate of megabytes takes a copy of itself.
#[test]
fn long_lists_of_names_are_read_one_by_one() {
    let names = tlv(SEQUENCE, &[0x82, 0].repeat(1_000_000));
    let inspection = inspect(&rebuild(|elements| {
        elements[EXTENSIONS] = with_extension(&elements[EXTENSIONS], &[0x55, 0x1d, 0x11], &names);
    }));
    assert_eq!(inspection.subject_alt_names().next().as_deref(), Some(""));
    assert_eq!(inspection.subject_alt_names().count(), 1_000_000);
    assert_eq!(inspect(leaf()).subject_alt_names().count(), 1);
}

/// What follows a certificate, and a fault of its frame, hide nothing in it.
#[test]
fn a_broken_frame_hides_nothing() {
    let inside = with_times((U, "120230000000Z"), (U, "1302272359Z"));
    let [length, octets @ ..] = &inside[1..] else { panic!("a certificate") };
    let framed = [&[SEQUENCE, length + 1, 0], octets, b"\n"].concat();
    let inspection = inspect(&framed);
    let found = rules(&inspection);
    assert_eq!(found, [Rule::LengthNotDer, Rule::TrailingBytes, Rule::ImpossibleDate, Rule::MissingSeconds]);
    assert_eq!(inspection.subject().to_string(), "CN=leaf.example");
    assert_eq!(inspection.as_der(), &framed[..framed.len() - 1], "without what follows it");
    assert_eq!(rules(&inspect(&inside)), [Rule::ImpossibleDate, Rule::MissingSeconds], "its twin");
}

#[test]
fn names_that_are_empty_are_seen_in_messages() {
    let nameless = rebuild(|elements| elements[ISSUER] = tlv(SEQUENCE, &[]));
    let key: String =
        inspect(leaf()).authority_key_identifier().expect("one").iter().map(|octet| format!("{octet:02x}")).collect();
    let findings = |der: &[u8]| {
        let certificates = [inspect(der)];
        let chain = notafter::inspect::chain(&certificates, utc_datetime!(2012-03-01 00:00:00)).expect("a chain");
        chain.findings().iter().map(|(_, finding)| finding.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        findings(&nameless),
        [format!("issuer (empty) with key identifier {key} is not found among 1 certificate")]
    );
    assert_eq!(
        findings(leaf()),
        [format!("issuer `CN=notafter test authority` with key identifier {key} is not found among 1 certificate")]
    );
}

#[test]
fn a_blank_in_a_time_is_seen_in_the_message() {
    let said = |text: &str| {
        let findings = inspect(&with_times((U, text), (U, "130227235959Z"))).findings();
        findings.iter().map(|finding| finding.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(said(" 20229000000Z"), ["notBefore \\x2020229000000Z: character 1 is no digit"]);
    assert_eq!(said(""), ["notBefore (empty): UTCTime has 12 digits, found 0"]);
    assert_eq!(said("120229000000Z"), [""; 0]);
}

/// A certificate of megabytes whose extensions are all broken has as many findings as anybody reads.
#[test]
fn what_is_found_is_bounded() {
    let with = |count: usize| {
        inspect(&rebuild(|elements| elements[EXTENSIONS] = tlv(0xa3, &tlv(SEQUENCE, &[SEQUENCE, 0].repeat(count)))))
    };
    let unreadable = |count| rules(&with(count)).iter().filter(|rule| **rule == Rule::UnreadablePart).count();
    assert_eq!((unreadable(256), unreadable(257), unreadable(2_000_000)), (256, 257, 257));
    let last = with(257).findings().last().map(ToString::to_string).expect("a finding");
    assert!(last.starts_with("extensions at offset ") && last.ends_with(" has more than 256 parts"), "{last}");
}
