//! R10: the one way to write a time.

use notafter::{
    Validity,
    asn1_time::{
        TimeType::{GeneralizedTime, UtcTime},
        decode,
    },
};

use super::skeleton;
use crate::oracle::{Day, at, calendar};

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

/// Every date of five centuries, and four of every year that can be written.
#[test]
fn every_date_is_written_read_back_and_found_in_a_certificate() {
    let leap_days_and_edges = |day: &&Day| matches!((day.month, day.day), (1, 1) | (2, 28..) | (12, 31));
    let edges = calendar().days().iter().filter(leap_days_and_edges);
    let mut compared = 0u32;
    for day in calendar().years(1900..=2400).iter().chain(edges) {
        let validity = Validity::new(at(day, 0, 0, 0), at(day, 23, 59, 59)).unwrap_or_else(|error| panic!("{error}"));
        let encoded = validity.encoded();
        let ends = [(validity.not_before(), "000000"), (validity.not_after(), "235959")];
        for (encoded, (instant, clock)) in encoded.iter().zip(ends) {
            let long = format!("{:04}{:02}{:02}{clock}Z", day.year, day.month, day.day);
            let (tag, text) = if (1950..2050).contains(&day.year) { (0x17, &long[2..]) } else { (0x18, &long[..]) };
            let header = [tag, text.len() as u8];
            assert_eq!(encoded.as_bytes(), [&header, text.as_bytes()].concat(), "{instant}");
            assert_eq!(decode(encoded.time_type(), text.as_bytes()), Ok(instant), "{text}");
            assert_eq!(decode(GeneralizedTime, long.as_bytes()), Ok(instant), "{long}");
        }
        let certificate = skeleton(&[encoded[0].as_bytes(), encoded[1].as_bytes()].concat(), None);
        assert_eq!(Validity::from_certificate_der(&certificate), Ok(validity), "{validity}");
        compared += 1;
    }
    println!("encoded and read back: {compared} dates");
    assert_eq!(compared, 182_987 + 10_000 * 3 + 2_425, "every date was compared");
}
