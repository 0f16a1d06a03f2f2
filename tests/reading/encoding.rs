//! R10: the one way to write a time.

use notafter::{
    CalendarError, Validity,
    asn1_time::{
        TimeType::{GeneralizedTime, UtcTime},
        encode,
    },
};
use proptest::prelude::*;
use time::{Duration, UtcDateTime, macros::utc_datetime};

use crate::seeded;

// requirement: RFC 5280 §4.1.2.5 utc-time-through-2049
// requirement: RFC 5280 §4.1.2.5 generalized-time-from-2050
// requirement: RFC 5280 §4.1.2.5 no-expiry
// requirement: RFC 5280 §4.1.2.5.1 zulu
// requirement: RFC 5280 §4.1.2.5.1 seconds
// requirement: RFC 5280 §4.1.2.5.2 zulu
// requirement: RFC 5280 §4.1.2.5.2 seconds
// requirement: RFC 5280 §4.1.2.5.2 no-fraction
#[test]
fn the_year_decides_the_type() {
    let cases = [
        ("0000-01-01T00:00:00Z", &b"\x18\x0f00000101000000Z"[..]),
        ("0000-02-29T23:59:59Z", b"\x18\x0f00000229235959Z"),
        ("0999-12-31T01:02:03Z", b"\x18\x0f09991231010203Z"),
        ("1900-01-01T00:00:00Z", b"\x18\x0f19000101000000Z"),
        ("1949-12-31T23:59:59Z", b"\x18\x0f19491231235959Z"),
        ("1950-01-01T00:00:00Z", b"\x17\x0d500101000000Z"),
        ("1999-12-31T23:59:59Z", b"\x17\x0d991231235959Z"),
        ("2000-01-01T00:00:00Z", b"\x17\x0d000101000000Z"),
        ("2012-02-29T12:00:00Z", b"\x17\x0d120229120000Z"),
        ("2049-12-31T23:59:59Z", b"\x17\x0d491231235959Z"),
        ("2050-01-01T00:00:00Z", b"\x18\x0f20500101000000Z"),
        ("9999-12-31T23:59:59Z", b"\x18\x0f99991231235959Z"),
    ];
    for (text, expected) in cases {
        let validity: Validity = format!("{text}/{text}").parse().unwrap_or_else(|error| panic!("{error}"));
        for encoded in validity.encoded() {
            assert_eq!(encoded.as_bytes(), expected, "{text}");
            let time_type = if expected[0] == 0x17 { UtcTime } else { GeneralizedTime };
            assert_eq!(encoded.time_type(), time_type, "{text}");
            let content = String::from_utf8_lossy(&expected[2..]);
            assert_eq!(encoded.to_string(), content, "the text alone");
            assert_eq!(format!("{encoded:?}"), format!("{time_type}({content})"), "Debug");
        }
    }
    let [not_before, not_after] = "1950-01-01T00:00:00Z/2050-01-01T00:00:00Z"
        .parse()
        .map(|validity: Validity| validity.encoded())
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((not_before.time_type(), not_after.time_type()), (UtcTime, GeneralizedTime), "each by its own year");
    assert_ne!(not_before, not_after);
}

#[test]
fn one_time_is_written_as_its_second_or_refused_by_its_year() {
    let (first, last) = (utc_datetime!(0000-01-01 00:00:00), utc_datetime!(9999-12-31 23:59:59.999_999_999));
    assert_eq!(encode(first).map(|time| time.as_bytes().to_vec()), Ok(b"\x18\x0f00000101000000Z".to_vec()));
    assert_eq!(encode(last).map(|time| time.as_bytes().to_vec()), Ok(b"\x18\x0f99991231235959Z".to_vec()));
    assert_eq!(encode(first - Duration::NANOSECOND), Err(CalendarError::YearOutOfRange { year: -1 }));
    // Without years above 9999 in the graph there is no later instant.
    if let Some(later) = last.checked_add(Duration::NANOSECOND) {
        assert_eq!(encode(later), Err(CalendarError::YearOutOfRange { year: 10_000 }));
    }
}

/// The first and the last second of the range, since 1970.
const RANGE: core::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

proptest! {
    #![proptest_config(seeded(20_000))]

    #[test]
    fn every_period_survives_its_certificate(a in RANGE, b in RANGE) {
        let [not_before, not_after] = [a.min(b), a.max(b)].map(UtcDateTime::from_unix_timestamp);
        let validity = Validity::new(not_before?, not_after?)?;
        prop_assert_eq!([not_before?, not_after?].map(encode), validity.encoded().map(Ok));
        let times = validity.encoded().map(|time| time.as_bytes().to_vec()).concat();
        prop_assert_eq!(Validity::from_certificate_der(&super::skeleton(&times, None)), Ok(validity));
    }
}
