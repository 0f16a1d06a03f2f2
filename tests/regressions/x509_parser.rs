//! x509-parser.

use std::panic::catch_unwind;

use notafter::{Status, Validity, asn1_time::TimeFault};
use time::{
    Duration, OffsetDateTime,
    macros::{datetime, utc_datetime},
};
use x509_parser::{
    certificate::Validity as PeerValidity,
    prelude::{FromDer as _, X509Certificate},
    time::ASN1Time,
};

use crate::fixture::{self, GENERALIZED_TIME, SEQUENCE, UTC_TIME, VALIDITY, tlv};

/// The validity as x509-parser reads it, which must be possible: that is the defect.
fn peer(der: &[u8]) -> PeerValidity {
    let (_, certificate) = X509Certificate::from_der(der).expect("x509-parser reads this");
    certificate.validity().clone()
}

/// The period as it is read here, which must be possible.
fn ours(der: &[u8]) -> Validity {
    Validity::from_certificate_der(der).unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(der: &[u8]) -> String {
    Validity::from_certificate_der(der).expect_err("refused").to_string()
}

const GOOD: (u8, &str) = (UTC_TIME, "120229000000Z");

/// `ASN1Time` compares the encoding together with the time: at its own notBefore, or notAfter, in the other encoding a
/// certificate is not valid.
#[test]
fn x509_parser_compares_the_encoding_and_calls_a_certificate_invalid_at_its_own_not_before() {
    let der = fixture::with_times((GENERALIZED_TIME, "20120229000000Z"), (UTC_TIME, "130227235959Z"));
    let at = |instant: OffsetDateTime| ASN1Time::new(instant);
    assert!(!peer(&der).is_valid_at(at(datetime!(2012-02-29 00:00:00 UTC))), "x509-parser: its own notBefore");
    assert!(peer(&der).is_valid_at(at(datetime!(2012-02-29 00:00:01 UTC))), "a second later it is valid");
    assert!(ours(&der).contains(utc_datetime!(2012-02-29 00:00:00)), "its own notBefore");
    assert!(!ours(&der).contains(utc_datetime!(2012-02-28 23:59:59)), "the second before");

    // Equality has the same flaw; here one instant is one value, whatever its encoding was.
    let (utc, generalized) =
        (fixture::with_times(GOOD, GOOD), fixture::with_times(GOOD, (GENERALIZED_TIME, "20120229000000Z")));
    assert_ne!(peer(&utc).not_after, peer(&generalized).not_after, "x509-parser: two values of one instant");
    assert_eq!(ours(&utc), ours(&generalized));
}

/// `t - t` is `None`, and so `time_to_expiration` is `None` in the last valid second.
#[test]
fn x509_parser_has_no_time_to_expiration_in_the_last_valid_second() {
    let der = fixture::with_times(GOOD, (UTC_TIME, "130227235959Z"));
    let last = ASN1Time::new(datetime!(2013-02-27 23:59:59 UTC));
    assert!(peer(&der).is_valid_at(last), "the last second is valid");
    assert_eq!(peer(&der).not_after - last, None, "x509-parser: nothing remains of it");
    let status = ours(&der).status(utc_datetime!(2013-02-27 23:59:59));
    assert_eq!(status, Status::Valid { remaining: core::time::Duration::from_secs(1) });
}

/// A fraction of a second into notAfter counts as expired, although notAfter names a whole second.
#[test]
fn x509_parser_expires_a_certificate_half_a_second_into_its_last_second() {
    let der = fixture::with_times(GOOD, (UTC_TIME, "130227235959Z"));
    let half = ASN1Time::new(datetime!(2013-02-27 23:59:59.5 UTC));
    assert!(!peer(&der).is_valid_at(half), "x509-parser: half a second in");
    assert!(ours(&der).contains(utc_datetime!(2013-02-27 23:59:59.5)));
    assert!(!ours(&der).contains(utc_datetime!(2013-02-28 00:00:00)), "the next second");
}

#[test]
fn x509_parser_reads_a_time_without_seconds() {
    let der = fixture::with_times(GOOD, (UTC_TIME, "1302272359Z"));
    assert_eq!(peer(&der).not_after.timestamp(), 1_362_009_540, "x509-parser: as 23:59:00");
    assert_eq!(refusal(&der), "notAfter 1302272359Z: the seconds are missing");
}

/// RFC 5280 requires Z; and a negative offset of less than an hour is read as a positive one.
#[test]
fn x509_parser_reads_an_offset_and_minus_0030_as_plus_0030() {
    let noon = 1_361_966_400;
    let hour = 3600;
    // An hour east of Greenwich, noon is at 11:00 UTC; half an hour west of it, at 12:30.
    let cases =
        [("+0100", noon - hour), ("-0100", noon + hour), ("+0030", noon - hour / 2), ("-0030", noon - hour / 2)];
    for (offset, read) in cases {
        let text = format!("130227120000{offset}");
        let der = fixture::with_times(GOOD, (UTC_TIME, &text));
        assert_eq!(peer(&der).not_after.timestamp(), read, "x509-parser: {offset}");
        let expected = format!("notAfter {text}: an offset from UTC is not allowed, the time must end in Z");
        assert_eq!(refusal(&der), expected);
    }
}

#[test]
fn x509_parser_reads_a_fraction_of_a_second() {
    let der = fixture::with_times(GOOD, (GENERALIZED_TIME, "20500227235959.5Z"));
    assert_eq!(peer(&der).not_after.to_datetime().year(), 2050, "x509-parser: it is read");
    assert_eq!(refusal(&der), "notAfter 20500227235959.5Z: a fraction of a second is not allowed");
}

#[test]
fn x509_parser_reads_a_third_time_in_the_validity() {
    let times = ["120229000000Z", "130227235959Z", "140227235959Z"].map(|text| tlv(UTC_TIME, text.as_bytes()));
    let der = fixture::with_validity(&times.concat());
    assert_eq!(peer(&der).not_after.timestamp(), 1_362_009_599, "x509-parser: the second is notAfter");
    let offset = fixture::offset_of(&der, VALIDITY) + 2 + 30;
    assert_eq!(refusal(&der), format!("notAfter is followed by 15 excess bytes at offset {offset}"));
}

/// X.690 section 10.1 has one form for each length.
#[test]
fn x509_parser_reads_lengths_that_are_not_in_their_shortest_form() {
    let not_before = tlv(UTC_TIME, b"120229000000Z");
    for header in [&[UTC_TIME, 0x81, 13][..], &[UTC_TIME, 0x82, 0, 13], &[UTC_TIME, 0x84, 0, 0, 0, 13]] {
        let der = fixture::with_validity(&[&not_before[..], header, b"130227235959Z"].concat());
        assert_eq!(peer(&der).not_after.timestamp(), 1_362_009_599, "x509-parser: {header:02x?}");
        let offset = fixture::offset_of(&der, VALIDITY) + 2 + 15;
        let expected = format!("notAfter at offset {offset} has a length that is not in its shortest form");
        assert_eq!(refusal(&der), expected, "{header:02x?}");
    }
}

/// The number of the tag is compared, and neither its class nor whether it is constructed: 0x37 is not a time, and 0x97
/// is an element of a type that the context would have to define.
#[test]
fn x509_parser_reads_times_that_are_constructed_or_of_another_class() {
    let cases = [
        (0x37, "130227235959Z", ", a constructed time"),
        (0x38, "20130227235959Z", ", a constructed time"),
        (0x57, "130227235959Z", ""),
        (0x97, "130227235959Z", ""),
        (0xd8, "20130227235959Z", ""),
    ];
    for (tag, text, hint) in cases {
        let der = fixture::with_times(GOOD, (tag, text));
        assert_eq!(peer(&der).not_after.timestamp(), 1_362_009_599, "x509-parser: 0x{tag:02x}");
        let offset = fixture::offset_of(&der, VALIDITY) + 2 + 15;
        let expected = "expected UTCTime (0x17) or GeneralizedTime (0x18), found";
        assert_eq!(refusal(&der), format!("notAfter at offset {offset}: {expected} 0x{tag:02x}{hint}"));
    }
    // The same for the validity as a whole: a SEQUENCE that is primitive.
    let der = fixture::rebuild(|elements| elements[VALIDITY][0] = SEQUENCE & !0x20);
    assert_eq!(peer(&der).not_after.timestamp(), 1_362_009_599, "x509-parser: a primitive SEQUENCE");
    let offset = fixture::offset_of(&der, VALIDITY);
    assert_eq!(refusal(&der), format!("validity at offset {offset}: expected SEQUENCE (0x30), found 0x10"));
}

#[test]
fn x509_parser_reads_a_certificate_that_ends_before_it_begins() {
    let der = fixture::with_times(GOOD, (UTC_TIME, "120228235959Z"));
    assert!(peer(&der).not_after < peer(&der).not_before, "x509-parser: without a word");
    assert_eq!(refusal(&der), "notAfter 2012-02-28T23:59:59Z is before notBefore 2012-02-29T00:00:00Z");
}

/// `ASN1Time + Duration` returns an `Option` and panics all the same.
#[test]
fn x509_parser_panics_when_a_time_plus_a_duration_overflows() {
    let last = ASN1Time::new(datetime!(9999-12-31 23:59:59 UTC));
    let overflow = || last + Duration::days(400_000_000);
    assert!(catch_unwind(overflow).is_err(), "x509-parser: it panics");
    let started = Validity::starting_at(utc_datetime!(9999-12-31 23:59:59), notafter::Lifetime::days(400_000_000));
    let expected = "lifetime `400000000 days` from notBefore 9999-12-31T23:59:59Z ends after 9999-12-31T23:59:59Z";
    assert_eq!(started.map_err(|error| error.to_string()), Err(expected.to_owned()));
}

/// An impossible date is an `InvalidDate`: neither which of the two, nor its text, nor why.
#[test]
fn x509_parser_says_of_an_impossible_date_that_it_is_invalid_and_no_more() {
    let der = fixture::with_times(GOOD, (UTC_TIME, "130229120000Z"));
    let error = X509Certificate::from_der(&der).expect_err("impossible").to_string();
    assert_eq!(error, "Parsing Error: InvalidDate", "x509-parser");
    let error = Validity::from_certificate_der(&der).expect_err("impossible");
    assert_eq!(error.to_string(), "notAfter 130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year");
    let notafter::ReadError::Time { reason, .. } = error else { panic!("{error:?}") };
    assert!(matches!(reason.fault, TimeFault::Impossible(_)), "{:?}", reason.fault);
}
