//! The texts of UTCTime and GeneralizedTime, right and wrong.

use notafter::{
    Scope, Scoped,
    asn1_time::{
        TimeFault::{self, NotADigit},
        TimeType::{self, GeneralizedTime, UtcTime},
        decode,
    },
};
use time::macros::utc_datetime;

use crate::oracle::calendar;

// requirement: RFC 5280 §4.1.2.5 both-types-read
// requirement: RFC 5280 §4.1.2.5.1 century
#[test]
fn a_time_in_its_one_form_is_read() {
    let cases = [
        (UtcTime, "120229120000Z", utc_datetime!(2012-02-29 12:00:00)),
        (UtcTime, "991231235959Z", utc_datetime!(1999-12-31 23:59:59)),
        (UtcTime, "000101000000Z", utc_datetime!(2000-01-01 00:00:00)),
        (UtcTime, "000229010203Z", utc_datetime!(2000-02-29 01:02:03)),
        // The two digits of the year stand for 1950 to 2049.
        (UtcTime, "491231235959Z", utc_datetime!(2049-12-31 23:59:59)),
        (UtcTime, "500101000000Z", utc_datetime!(1950-01-01 00:00:00)),
        (GeneralizedTime, "20500101000000Z", utc_datetime!(2050-01-01 00:00:00)),
        (GeneralizedTime, "19491231235959Z", utc_datetime!(1949-12-31 23:59:59)),
        (GeneralizedTime, "00000101000000Z", utc_datetime!(0000-01-01 00:00:00)),
        (GeneralizedTime, "99991231235959Z", utc_datetime!(9999-12-31 23:59:59)),
        // The one deviation that is read: GeneralizedTime for a year that UTCTime has.
        (GeneralizedTime, "19500101000000Z", utc_datetime!(1950-01-01 00:00:00)),
        (GeneralizedTime, "20120229120000Z", utc_datetime!(2012-02-29 12:00:00)),
        (GeneralizedTime, "20491231235959Z", utc_datetime!(2049-12-31 23:59:59)),
    ];
    for (time_type, text, expected) in cases {
        assert_eq!(decode(time_type, text.as_bytes()), Ok(expected), "{time_type} {text}");
    }
}

// requirement: RFC 5280 §4.1.2.5.1 zulu
// requirement: RFC 5280 §4.1.2.5.1 seconds
// requirement: RFC 5280 §4.1.2.5.2 zulu
// requirement: RFC 5280 §4.1.2.5.2 seconds
// requirement: RFC 5280 §4.1.2.5.2 no-fraction
#[test]
fn every_way_to_be_wrong_has_its_own_words() {
    let utc_count = |found| format!("UTCTime has 12 digits, found {found}");
    let generalized_count = |found| format!("GeneralizedTime has 14 digits, found {found}");
    let no_digit = |number| format!("character {number} is no digit");
    let seconds = "the seconds are missing".to_owned();
    // What stands for a text in a message.
    let shown = |text: &str| if text.is_empty() { "(empty)".to_owned() } else { text.replace(' ', "\\x20") };
    let no_z = "the final Z is missing".to_owned();
    let offset = "an offset from UTC is not allowed, the time must end in Z".to_owned();
    let fraction = "a fraction of a second is not allowed".to_owned();
    let after_z = "text follows the Z".to_owned();
    let cases = [
        (UtcTime, "130229120000Z", "29 February 2013 does not exist, 2013 is not a leap year".to_owned()),
        (UtcTime, "000230120000Z", "30 February 2000 does not exist, February 2000 has 29 days".to_owned()),
        (UtcTime, "500229120000Z", "29 February 1950 does not exist, 1950 is not a leap year".to_owned()),
        (UtcTime, "130431120000Z", "31 April 2013 does not exist, April 2013 has 30 days".to_owned()),
        (UtcTime, "130132120000Z", "32 January 2013 does not exist, January 2013 has 31 days".to_owned()),
        (UtcTime, "130400120000Z", "0 April 2013 does not exist, days count from 1".to_owned()),
        (UtcTime, "130001120000Z", "month 00 does not exist".to_owned()),
        (UtcTime, "131301120000Z", "month 13 does not exist".to_owned()),
        (UtcTime, "130228240000Z", "hour 24 does not exist, the last is 23".to_owned()),
        (UtcTime, "130228236000Z", "minute 60 does not exist, the last is 59".to_owned()),
        (UtcTime, "161231235960Z", "second 60 does not exist, the last is 59 and there are no leap seconds".to_owned()),
        (GeneralizedTime, "21000229120000Z", "29 February 2100 does not exist, 2100 is not a leap year".to_owned()),
        (GeneralizedTime, "00070631120000Z", "31 June 0007 does not exist, June 0007 has 30 days".to_owned()),
        (GeneralizedTime, "20509901120000Z", "month 99 does not exist".to_owned()),
        (GeneralizedTime, "20500101990000Z", "hour 99 does not exist, the last is 23".to_owned()),
        (UtcTime, "1302281200Z", seconds.clone()),
        (UtcTime, "1302281200", seconds.clone()),
        (UtcTime, "1302281200+0000", seconds.clone()),
        (UtcTime, "1302281200-0030", seconds.clone()),
        (GeneralizedTime, "205002281200Z", seconds.clone()),
        (GeneralizedTime, "205002281200+0130", seconds.clone()),
        (GeneralizedTime, "200202281200Z", seconds.clone()),
        // The text of a UTCTime, with its seconds.
        (GeneralizedTime, "120229120000Z", generalized_count(12)),
        (GeneralizedTime, "130228235959Z", generalized_count(12)),
        // 12:12 on a day of 2012, or 12:12:12 on one of 2020.
        (GeneralizedTime, "201212121212Z", generalized_count(12)),
        (GeneralizedTime, "201313131313Z", generalized_count(12)),
        (UtcTime, "1302282359Z", seconds),
        (UtcTime, "1302290000Z", utc_count(10)),
        (UtcTime, "1302282400Z", utc_count(10)),
        (UtcTime, "130228120000", no_z.clone()),
        (UtcTime, "130228120000z", no_z.clone()),
        (UtcTime, "130228120000 Z", no_z.clone()),
        (UtcTime, "130228120000X", no_z.clone()),
        (GeneralizedTime, "20500228120000", no_z.clone()),
        (GeneralizedTime, "20500228120000z", no_z),
        (UtcTime, "130228120000+0000", offset.clone()),
        (UtcTime, "130228120000-0030", offset.clone()),
        (UtcTime, "130228120000+0100", offset.clone()),
        (UtcTime, "130228120000+", offset.clone()),
        (GeneralizedTime, "20500228120000+0000", offset.clone()),
        (GeneralizedTime, "20500228120000-0030", offset),
        (GeneralizedTime, "20500228120000.5Z", fraction.clone()),
        (GeneralizedTime, "20500228120000,5Z", fraction.clone()),
        (GeneralizedTime, "20500228120000.", fraction.clone()),
        (UtcTime, "130228120000.000Z", fraction),
        (UtcTime, "130228120000ZZ", after_z.clone()),
        (UtcTime, "130228120000Z ", after_z.clone()),
        (UtcTime, "130228120000Z+0000", after_z.clone()),
        (GeneralizedTime, "20500228120000Z0", after_z),
        (UtcTime, "", utc_count(0)),
        (UtcTime, "Z", utc_count(0)),
        (UtcTime, "13022812Z", utc_count(8)),
        (UtcTime, "130228120Z", utc_count(9)),
        (UtcTime, "13022812000Z", utc_count(11)),
        (UtcTime, "13022812000", utc_count(11)),
        (UtcTime, "1302281200000Z", utc_count(13)),
        (UtcTime, "20130228120000Z", utc_count(14)),
        (UtcTime, "1302281200.5Z", utc_count(10)),
        (UtcTime, "13022812,5Z", utc_count(8)),
        (UtcTime, "13022812+0000", utc_count(8)),
        (UtcTime, "-30228120000Z", utc_count(0)),
        (UtcTime, "1302281200000x", utc_count(13)),
        (GeneralizedTime, "", generalized_count(0)),
        (GeneralizedTime, "2050022812000Z", generalized_count(13)),
        (GeneralizedTime, "205002281200000Z", generalized_count(15)),
        (GeneralizedTime, "2050022812Z", generalized_count(10)),
        (GeneralizedTime, "120500228120000Z", generalized_count(15)),
        (UtcTime, "13O228120000Z", no_digit(3)),
        (UtcTime, " 30228120000Z", no_digit(1)),
        (UtcTime, "1302281200:00Z", no_digit(11)),
        (UtcTime, "1302281200z", no_digit(11)),
        (GeneralizedTime, "2050-02-28T12:00:00Z", generalized_count(4)),
        (GeneralizedTime, "20500228T120000Z", no_digit(9)),
    ];
    for (time_type, text, expected) in cases {
        let error = decode(time_type, text.as_bytes()).expect_err(text);
        assert_eq!(error.to_string(), format!("{}: {expected}", shown(text)), "{time_type} {text}");
        assert_eq!(error.fault.to_string(), expected, "the fault alone, {time_type} {text}");
        assert_eq!(error.text.as_bytes(), text.as_bytes(), "the text as written");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
        assert_eq!(error.fault.scope(), Scope::EveryHost, "the fault alone, {error}");
        if let TimeFault::Impossible(reason) = error.fault {
            assert_eq!((reason.to_string(), reason.scope()), (expected, Scope::EveryHost), "the reason alone");
        }
    }
}

/// `/` and `:` stand beside the digits in ASCII; 0xb0 is a digit with the eighth bit set.
#[test]
fn a_character_that_is_no_digit_is_counted_from_1() {
    for (time_type, good) in [(UtcTime, &b"111111111111Z"[..]), (GeneralizedTime, b"11111111111111Z")] {
        for index in 0..good.len() - 1 {
            for octet in *b"/:xA \0\x7f\xb0\xff" {
                let mut text = good.to_vec();
                text[index] = octet;
                let error = decode(time_type, &text).expect_err("no digit");
                assert_eq!(error.fault, NotADigit { index }, "{time_type} with 0x{octet:02x} at {index}");
                assert_eq!(error.fault.to_string(), format!("character {} is no digit", index + 1));
            }
        }
        let last = good.len() - 1;
        for octet in (0..=u8::MAX).filter(|octet| *octet != b'Z') {
            let mut text = good.to_vec();
            text[last] = octet;
            let fault = decode(time_type, &text).map_err(|error| error.fault);
            let expected = match octet {
                b'+' | b'-' => TimeFault::Offset,
                b'.' | b',' => TimeFault::Fraction,
                b'0'..=b'9' => TimeFault::DigitCount { time_type, expected: last, found: last + 1 },
                _ => TimeFault::MissingZ,
            };
            assert_eq!(fault, Err(expected), "{time_type} that ends in 0x{octet:02x}");
        }
    }
}

/// Digits are read eight at a time: each byte, in each place, is a digit or is refused.
#[test]
fn whatever_byte_stands_in_whatever_place_only_digits_are_read() {
    for (time_type, text) in [(UtcTime, &b"111111111111Z"[..]), (GeneralizedTime, b"11111111111111Z")] {
        for (place, byte) in (0..text.len() - 1).flat_map(|place| (0..=u8::MAX).map(move |byte| (place, byte))) {
            let mut changed = text.to_vec();
            changed[place] = byte;
            let in_form = match decode(time_type, &changed) {
                Ok(_) => true,
                Err(error) => matches!(error.fault, TimeFault::Impossible(_)),
            };
            assert_eq!(in_form, byte.is_ascii_digit(), "{time_type} {}", changed.escape_ascii());
        }
    }
}

#[test]
fn a_text_that_does_not_print_is_escaped_and_a_long_one_is_cut() {
    let error = decode(UtcTime, b"1302\x1b[2J\xe9").expect_err("no time");
    assert_eq!(error.to_string(), "1302\\x1b[2J\\xe9: character 5 is no digit");
    let error = decode(GeneralizedTime, &[b'7'; 1000]).expect_err("no time");
    assert_eq!(error.to_string(), format!("{}…: GeneralizedTime has 14 digits, found 1000", "7".repeat(41)));
}

#[test]
fn the_types_have_their_names_and_octets() {
    assert_eq!((UtcTime.to_string().as_str(), UtcTime.tag()), ("UTCTime", 0x17));
    assert_eq!((GeneralizedTime.to_string().as_str(), GeneralizedTime.tag()), ("GeneralizedTime", 0x18));
    assert_eq!(format!("[{UtcTime:>9}]"), "[  UTCTime]", "the width is honoured");
    for year in -1..=10_000 {
        let utc = (1950..=2049).contains(&year);
        assert_eq!(TimeType::for_year(year), if utc { UtcTime } else { GeneralizedTime }, "{year}");
    }
}

/// All 1,000,000 dates and all 1,000,000 times that six digits can write: read exactly where they exist.
// requirement: RFC 5280 §4.1.2.5 both-types-read
// requirement: RFC 5280 §4.1.2.5.1 century
#[test]
fn every_utc_time_is_read_where_it_exists_and_only_there() {
    let mut read = 0;
    for number in 0..1_000_000 {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let year = if year < 50 { 2000 + year } else { 1900 + year };
        let result = decode(UtcTime, format!("{number:06}123456Z").as_bytes());
        assert_eq!(result.is_ok(), exists(year, month, day), "{number:06}123456Z: {result:?}");
        if let Ok(instant) = result {
            let midnight = calendar().timestamp(calendar().position(year, month as u8, day as u8));
            assert_eq!(instant.unix_timestamp(), midnight + 45_296, "{number:06}123456Z is at 12:34:56");
            read += 1;
        }
        let (hour, minute, second) = (number / 10_000, number / 100 % 100, number % 100);
        let result = decode(UtcTime, format!("700101{number:06}Z").as_bytes());
        let seconds = i64::from(hour * 3600 + minute * 60 + second);
        let expected = (hour < 24 && minute < 60 && second < 60).then_some(seconds);
        assert_eq!(result.ok().map(|instant| instant.unix_timestamp()), expected, "700101{number:06}Z");
    }
    assert_eq!(read, 36_525, "the days of 1950 to 2049, 25 of them leap days");
}

/// Every month 00 to 13 and day 00 to 32 of every year 0000 to 9999.
// requirement: RFC 5280 §4.1.2.5 both-types-read
#[test]
fn every_generalized_time_is_read_where_it_exists_and_only_there() {
    let mut read = 0;
    for year in 0..=9999 {
        for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
            let number = year * 10_000 + month * 100 + day;
            let mut text = *b"00000000000000Z";
            for (index, digit) in text[..8].iter_mut().enumerate() {
                *digit += (number / 10_i32.pow(7 - index as u32) % 10) as u8;
            }
            let result = decode(GeneralizedTime, &text);
            assert_eq!(result.is_ok(), exists(year, month, day), "{number:08}: {result:?}");
            if let Ok(instant) = result {
                let midnight = calendar().timestamp(calendar().position(year, month as u8, day as u8));
                assert_eq!(instant.unix_timestamp(), midnight, "{number:08}");
                read += 1;
            }
        }
    }
    assert_eq!(read, calendar().days().len(), "every day of the walk");
}

/// Whether the walk has this day.
fn exists(year: i32, month: i32, day: i32) -> bool {
    (1..=12).contains(&month) && day >= 1 && {
        let position = calendar().position(year, month as u8, 1) + day as usize - 1;
        calendar().days().get(position).is_some_and(|found| i32::from(found.month) == month)
    }
}
