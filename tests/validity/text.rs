//! A period as text, and what is not one.

use notafter::{LeapDayPolicy, Lifetime, ParseValidityError, Scope, Scoped, Validity};
use proptest::prelude::*;
use time::{UtcDateTime, macros::utc_datetime};

use crate::seeded;

#[test]
fn a_period_prints_as_two_rfc_3339_instants() {
    let cases = [
        (
            utc_datetime!(2012-02-29 00:00:00),
            utc_datetime!(2013-02-27 23:59:59),
            "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z",
        ),
        (
            utc_datetime!(0007-01-02 03:04:05),
            utc_datetime!(0987-06-05 04:03:02),
            "0007-01-02T03:04:05Z/0987-06-05T04:03:02Z",
        ),
        (
            utc_datetime!(0000-01-01 00:00:00),
            utc_datetime!(9999-12-31 23:59:59),
            "0000-01-01T00:00:00Z/9999-12-31T23:59:59Z",
        ),
    ];
    for (not_before, not_after, text) in cases {
        let validity = Validity::new(not_before, not_after).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(validity.to_string(), text, "Display");
        assert_eq!(format!("{validity:?}"), format!("Validity({text})"), "Debug");
        assert_eq!(text.parse(), Ok(validity), "FromStr");
    }
}

#[test]
fn a_text_of_another_shape_is_refused() {
    let good = "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z";
    let mut texts = vec![
        String::new(),
        "/".to_owned(),
        "2012-02-29T00:00:00Z".to_owned(),
        "2012-02-29/2013-02-27".to_owned(),
        "2012-02-29T00:00Z/2013-02-27T23:59Z".to_owned(),
        "2012-02-29T00:00:00.5Z/2013-02-27T23:59:59Z".to_owned(),
        "2012-02-29T00:00:00+00:00/2013-02-27T23:59:59+00:00".to_owned(),
        "2012-02-29t00:00:00z/2013-02-27t23:59:59z".to_owned(),
        "2012-02-29T00:00:00Z/P1Y".to_owned(),
        "2012-02-29T00:00:00Z--2013-02-27T23:59:59Z".to_owned(),
        "+12012-02-29T00:00:00Z/2013-02-27T23:59:59Z".to_owned(),
        "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z/2014-02-27T23:59:59Z".to_owned(),
        format!(" {good}"),
        format!("{good} "),
    ];
    // No character of a good text can be another one: digits stay digits, and the punctuation is fixed.
    texts.extend((0..good.len()).map(|index| {
        let mut text = good.as_bytes().to_vec();
        text[index] = if text[index] == b'x' { b'y' } else { b'x' };
        String::from_utf8(text).expect("ASCII")
    }));
    for text in texts {
        let error = text.parse::<Validity>().expect_err(&text);
        assert!(matches!(error, ParseValidityError::Shape { .. }), "`{text}`: {error:?}");
        let excerpt = if text.len() > 41 { format!("{}…", &text[..41]) } else { text.clone() };
        let expected = format!("`{excerpt}` is no interval such as `2012-02-29T00:00:00Z/2013-02-27T23:59:59Z`");
        assert_eq!(error.to_string(), expected, "`{text}`");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
    }
}

#[test]
fn a_time_that_does_not_exist_is_refused_with_its_end_and_the_reason() {
    let cases = [
        ("2013-02-29T12:00:00Z", "29 February 2013 does not exist, 2013 is not a leap year"),
        ("1900-02-29T12:00:00Z", "29 February 1900 does not exist, 1900 is not a leap year"),
        ("2012-02-30T12:00:00Z", "30 February 2012 does not exist, February 2012 has 29 days"),
        ("2013-02-30T12:00:00Z", "30 February 2013 does not exist, February 2013 has 28 days"),
        ("2013-04-31T12:00:00Z", "31 April 2013 does not exist, April 2013 has 30 days"),
        ("2013-12-32T12:00:00Z", "32 December 2013 does not exist, December 2013 has 31 days"),
        ("0007-01-00T12:00:00Z", "0 January 0007 does not exist, days count from 1"),
        ("2013-00-10T12:00:00Z", "month 00 does not exist"),
        ("2013-13-10T12:00:00Z", "month 13 does not exist"),
        ("2013-01-10T24:00:00Z", "hour 24 does not exist, the last is 23"),
        ("2013-01-10T23:60:00Z", "minute 60 does not exist, the last is 59"),
        ("2016-12-31T23:59:60Z", "second 60 does not exist, the last is 59 and there are no leap seconds"),
        // The first thing that is wrong is named.
        ("2013-13-32T24:60:60Z", "month 13 does not exist"),
        ("2013-02-29T24:60:60Z", "29 February 2013 does not exist, 2013 is not a leap year"),
        ("2013-02-28T24:60:60Z", "hour 24 does not exist, the last is 23"),
        ("2013-02-28T23:60:60Z", "minute 60 does not exist, the last is 59"),
    ];
    for (text, reason) in cases {
        let ends = [
            ("notBefore", format!("{text}/2400-01-01T00:00:00Z")),
            ("notAfter", format!("0000-01-01T00:00:00Z/{text}")),
        ];
        for (field, interval) in ends {
            let error = interval.parse::<Validity>().expect_err(&interval);
            assert_eq!(error.to_string(), format!("{field} {text}: {reason}"), "{interval}");
            assert_eq!(error.scope(), Scope::EveryHost, "{error}");
        }
    }
}

#[test]
fn two_ends_in_the_wrong_order_are_refused() {
    let error = "2025-01-01T00:00:00Z/2024-12-31T23:59:59Z".parse::<Validity>().expect_err("reversed");
    assert_eq!(error.to_string(), "notAfter 2024-12-31T23:59:59Z is before notBefore 2025-01-01T00:00:00Z");
    assert_eq!(error.scope(), Scope::EveryHost, "{error}");
}

/// The first and the last second of the range, since 1970.
const RANGE: core::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// Instants of the range to the nanosecond.
fn instants() -> impl Strategy<Value = UtcDateTime> {
    (RANGE, 0..1_000_000_000u32).prop_map(|(second, nanosecond)| {
        let instant = UtcDateTime::from_unix_timestamp(second).expect("in range");
        instant.replace_nanosecond(nanosecond).expect("a nanosecond of the second")
    })
}

proptest! {
    #![proptest_config(seeded(5_000))]

    #[test]
    fn every_period_survives_its_text(a in instants(), b in instants()) {
        let validity = Validity::new(a.min(b), a.max(b))?;
        prop_assert_eq!(validity.to_string().parse(), Ok(validity));
    }

    #[test]
    fn a_period_is_ordered_whole_and_as_long_as_its_lifetime(start in instants(), seconds in 1..=1_000_000_000u64) {
        if let Ok(validity) = Validity::starting_at(start, Lifetime::seconds(seconds)) {
            prop_assert!(validity.not_before() <= validity.not_after());
            prop_assert_eq!(validity.duration().as_secs(), seconds);
            prop_assert_eq!(validity.not_before().nanosecond() + validity.not_after().nanosecond(), 0);
            prop_assert!(validity.contains(start), "the instant itself is in the first second");
        }
    }

    #[test]
    fn a_longer_lifetime_ends_later(start in instants(), months in 1..2_000u32, more in 1..20u32) {
        for policy in LeapDayPolicy::ALL {
            let end = |months| Validity::starting_at(start, Lifetime::months(months, policy)).map(|v| v.not_after());
            if let (Ok(early), Ok(late)) = (end(months), end(months + more)) {
                prop_assert!(early < late, "{}: {} not before {}", policy, early, late);
            }
        }
    }

    #[test]
    fn no_text_panics(text in "[0-9TZ:/-]{0,45}|\\PC{0,50}") {
        if let Ok(validity) = text.parse::<Validity>() {
            prop_assert_eq!(validity.to_string(), text);
        }
    }
}
