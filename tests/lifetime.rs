//! Lifetimes: their text, their equality, and what is not one. Their ends are in `validity`.

#[cfg(feature = "serde")]
mod config;

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

use notafter::{
    LeapDayPolicy::{self, Clamp, Reject, RollForward},
    Lifetime, LifetimeFault, ParseLifetimeError, Scope, Scoped, Validity, ValidityError,
};
use proptest::prelude::*;
use time::macros::utc_datetime;

use crate::seeded;

#[test]
fn a_lifetime_prints_as_it_was_made_and_is_read_back() {
    let cases = [
        (Lifetime::years(1, Clamp), "1 year, clamp"),
        (Lifetime::years(10, RollForward), "10 years, roll-forward"),
        (Lifetime::years(u32::MAX, Reject), "4294967295 years, reject"),
        (Lifetime::months(1, RollForward), "1 month, roll-forward"),
        (Lifetime::months(13, Reject), "13 months, reject"),
        (Lifetime::months(12, Clamp), "12 months, clamp"),
        (Lifetime::weeks(1), "1 week"),
        (Lifetime::weeks(6), "6 weeks"),
        (Lifetime::weeks(u32::MAX), "4294967295 weeks"),
        (Lifetime::days(1), "1 day"),
        (Lifetime::days(200), "200 days"),
        (Lifetime::days(u32::MAX), "4294967295 days"),
        (Lifetime::hours(1), "1 hour"),
        (Lifetime::hours(24), "24 hours"),
        (Lifetime::hours(u32::MAX), "4294967295 hours"),
        (Lifetime::minutes(1), "1 minute"),
        (Lifetime::minutes(90), "90 minutes"),
        (Lifetime::minutes(u32::MAX), "4294967295 minutes"),
        (Lifetime::seconds(1), "1 second"),
        (Lifetime::seconds(604_800), "604800 seconds"),
        (Lifetime::seconds(u64::MAX), "18446744073709551615 seconds"),
    ];
    for (lifetime, text) in cases {
        assert_eq!(lifetime.to_string(), text, "{lifetime:?}");
        let read: Lifetime = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read, lifetime, "{text}");
        // Equality alone would also accept 12 months for 1 year.
        assert_eq!(read.to_string(), text, "{text} is read in its own unit");
    }
    assert_eq!(Lifetime::days(0).to_string(), "0 days", "a lifetime that cannot be used can still be shown");
}

/// The expected value says which unit a text is read in, which equality alone does not.
#[test]
fn a_text_is_read_as_people_and_programs_write_it() {
    let cases = [
        ("1 years, clamp", "1 year, clamp"),
        ("2 year, clamp", "2 years, clamp"),
        ("2 month, reject", "2 months, reject"),
        ("1 months, reject", "1 month, reject"),
        ("1 days", "1 day"),
        ("2 day", "2 days"),
        ("1 seconds", "1 second"),
        ("2 second", "2 seconds"),
        ("1y, clamp", "1 year, clamp"),
        ("1 y, clamp", "1 year, clamp"),
        ("2yr, reject", "2 years, reject"),
        ("2yrs, reject", "2 years, reject"),
        ("1year, clamp", "1 year, clamp"),
        ("10years, roll-forward", "10 years, roll-forward"),
        ("3mo, roll-forward", "3 months, roll-forward"),
        ("3month, clamp", "3 months, clamp"),
        ("13months, reject", "13 months, reject"),
        ("6w", "6 weeks"),
        ("1wk", "1 week"),
        ("6wks", "6 weeks"),
        ("6week", "6 weeks"),
        ("6weeks", "6 weeks"),
        ("90d", "90 days"),
        ("90 d", "90 days"),
        ("90day", "90 days"),
        ("90days", "90 days"),
        ("24h", "24 hours"),
        ("160h", "160 hours"),
        ("24hr", "24 hours"),
        ("24hrs", "24 hours"),
        ("24 hour", "24 hours"),
        ("24hours", "24 hours"),
        ("30m", "30 minutes"),
        ("10min", "10 minutes"),
        ("10 mins", "10 minutes"),
        ("10minute", "10 minutes"),
        ("10minutes", "10 minutes"),
        ("45s", "45 seconds"),
        ("45sec", "45 seconds"),
        ("45 secs", "45 seconds"),
        ("45second", "45 seconds"),
        ("45seconds", "45 seconds"),
        // Sums, as Go, humantime and systemd print them.
        ("1h30m", "90 minutes"),
        ("1h 30m", "90 minutes"),
        ("1 hour 30 minutes", "90 minutes"),
        ("1h 30min", "90 minutes"),
        ("1d 12h", "36 hours"),
        ("1day 12h", "36 hours"),
        ("1w 1d", "8 days"),
        ("1w 1d 1h 1m 1s", "694861 seconds"),
        ("1w1d1h1m1s", "694861 seconds"),
        ("1w 1s", "604801 seconds"),
        ("2160h0m0s", "2160 hours"),
        ("2562047h47m16s", "9223372036 seconds"),
        ("1h0m30s", "3630 seconds"),
        ("1h30m0s", "90 minutes"),
        ("0h30m", "30 minutes"),
        ("0h30m0s", "30 minutes"),
        ("0d 0h 5m", "5 minutes"),
        ("0w 1d 0h 0m 0s", "1 day"),
        ("71582788h15m", "4294967295 minutes"),
        ("30500568904943w 7h 15s", "18446744073709551615 seconds"),
    ];
    for (text, printed) in cases {
        let read: Lifetime = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.to_string(), printed, "{text}");
        assert_eq!(printed.parse(), Ok(read), "{text}");
    }
}

#[test]
fn a_text_that_is_no_lifetime_is_an_error_with_the_reason() {
    let shape = "is no lifetime: expected one such as `1 year, clamp`, `13 months, reject`, `90 days` or `1h 30m`";
    let iso = "is an ISO 8601 duration, which is not read: expected a text such as `90 days` or `1h 30m`";
    let count = "has an unusable count: expected a whole number without sign or leading zero";
    let too_long = "is too long: expected a count of at most 4294967295, or 18446744073709551615 for seconds";
    let no_unit = "has a count without a unit: expected one such as `90 days` or `24h`";
    let unit = "has an unknown unit: expected years, months, weeks, days, hours, minutes or seconds";
    let ambiguous = "has the ambiguous unit `M`: expected `mo` for months or `m` for minutes";
    let order = "has its units out of order: expected each once, from the largest to the smallest";
    let calendar_sum = "adds years or months to another unit: expected one unit, such as `18 months, clamp`";
    let no_policy = "has no leap-day policy: expected `, clamp`, `, roll-forward` or `, reject` after years and months";
    let unused = "has a leap-day policy, which only years and months take";
    let zero = "is zero: expected at least 1";
    let policy =
        |name| format!("has an unknown policy: `{name}` is no leap-day policy: expected clamp, roll-forward or reject");
    let cases = [
        ("", shape),
        ("year", shape),
        ("one year, clamp", shape),
        ("d90", shape),
        ("1\u{a0}year", shape),
        (" 1 year, clamp", shape),
        ("\u{661} day", shape),
        ("1  year, clamp", shape),
        ("1 year,clamp", shape),
        ("1 year ", shape),
        ("200 days ", shape),
        ("1h  30m", shape),
        ("1h\t30m", shape),
        ("1h, 30m", &policy("30m")),
        ("1h and 30m", shape),
        ("1h+30m", count),
        ("10\u{b5}s", shape),
        ("P", shape),
        ("Permanent", shape),
        ("P90D", iso),
        ("P1Y, clamp", iso),
        ("PT24H", iso),
        ("-1 years, clamp", count),
        ("+1 year, clamp", count),
        ("+90d", count),
        (".5h", count),
        ("1.5 years, clamp", count),
        ("1.5h", count),
        ("1h1.5s", count),
        ("1h -30m", count),
        ("01 year, clamp", count),
        ("01d", count),
        ("1h 05m", count),
        ("00 days", count),
        ("1h00m", count),
        ("1_000 days", count),
        ("1,000 days", count),
        ("4294967296 years, clamp", too_long),
        ("4294967296 months, clamp", too_long),
        ("4294967296 weeks", too_long),
        ("4294967296 days", too_long),
        ("4294967296h", too_long),
        ("4294967296m", too_long),
        ("18446744073709551616 seconds", too_long),
        ("71582788h16m", too_long),
        ("18446744073709551615w 1d", too_long),
        ("30500568904943w 7h 16s", too_long),
        ("1h 18446744073709551616s", too_long),
        ("1", no_unit),
        ("90", no_unit),
        ("90 ", no_unit),
        ("90, clamp", no_unit),
        ("1h30", no_unit),
        ("1 2 days", no_unit),
        ("0x10 days", unit),
        ("1e3s", unit),
        ("1 Year, clamp", unit),
        ("90D", unit),
        ("24H", unit),
        ("500ms", unit),
        ("1 fortnight", unit),
        ("1hm", unit),
        ("3M", ambiguous),
        ("3 M, clamp", ambiguous),
        ("1d 30M", ambiguous),
        ("30m 1h", order),
        ("1h 1h", order),
        ("1h 60min 1m", order),
        ("1h 0m 5m", order),
        ("1d 0s 1s", order),
        ("0h 1d", order),
        ("1y 6mo, clamp", calendar_sum),
        ("1y 1y, clamp", calendar_sum),
        ("1 month 1 day", calendar_sum),
        ("1 day 1 month, clamp", calendar_sum),
        ("1 year", no_policy),
        ("1y", no_policy),
        ("13 months", no_policy),
        ("0 years", no_policy),
        ("200 days, clamp", unused),
        ("1h30m, clamp", unused),
        ("1 second, reject", unused),
        ("0 days", zero),
        ("0w", zero),
        ("0h", zero),
        ("0m0s", zero),
        ("0 seconds", zero),
        ("0 years, clamp", zero),
        ("0 months, reject", zero),
        ("1 year, omit", &policy("omit")),
        ("1 year, ", &policy("")),
        ("1 year, clamp ", &policy("clamp ")),
        ("1 year,  clamp", &policy(" clamp")),
        ("1 year, clamp, reject", &policy("clamp, reject")),
        ("200 days, omit", &policy("omit")),
    ];
    for (text, expected) in cases {
        let error = text.parse::<Lifetime>().expect_err(text);
        let shown: String = text.chars().map(escaped).collect();
        assert_eq!(error.to_string(), format!("`{shown}` {expected}"), "`{text}`");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
    }
}

/// As an excerpt prints a character: what is not printable ASCII, byte by byte in hexadecimal.
fn escaped(character: char) -> String {
    match character {
        ' '..='~' => character.to_string(),
        _ => character.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
    }
}

#[test]
fn an_error_shows_the_first_41_bytes() {
    let cases = [(41, ""), (42, "…"), (4_000, "…")];
    for (length, ending) in cases {
        let text = "y".repeat(length);
        let ParseLifetimeError { text: excerpt, fault, .. } = text.parse::<Lifetime>().expect_err("no lifetime");
        assert_eq!(fault, LifetimeFault::Shape, "{length} bytes");
        let expected = format!("{}{ending}", "y".repeat(41));
        assert_eq!(excerpt.to_string(), expected, "{length} bytes");
        assert_eq!(format!("{excerpt:?}"), format!("\"{expected}\""), "{length} bytes, Debug");
        assert_eq!(excerpt.as_bytes(), "y".repeat(41).as_bytes(), "{length} bytes, kept");
    }
    let control = "\u{0}\t\u{7f}é~".parse::<Lifetime>().expect_err("no lifetime");
    assert_eq!(
        control.text.to_string(),
        "\\x00\\x09\\x7f\\xc3\\xa9~",
        "what does not print is escaped, a terminal is safe"
    );
}

#[test]
fn lifetimes_are_equal_when_they_mean_the_same() {
    let groups = [
        vec![Lifetime::years(1, Clamp), Lifetime::months(12, Clamp)],
        vec![Lifetime::years(1, Reject), Lifetime::months(12, Reject)],
        vec![Lifetime::years(1, RollForward), Lifetime::months(12, RollForward)],
        vec![Lifetime::months(13, Clamp)],
        vec![Lifetime::years(u32::MAX, Clamp)],
        vec![Lifetime::days(365), Lifetime::seconds(31_536_000)],
        vec![Lifetime::weeks(1), Lifetime::days(7), Lifetime::hours(168)],
        vec![Lifetime::days(1), Lifetime::hours(24), Lifetime::minutes(1_440), Lifetime::seconds(86_400)],
        vec![Lifetime::hours(1), Lifetime::minutes(60), Lifetime::seconds(3_600)],
        vec![Lifetime::minutes(1), Lifetime::seconds(60)],
        vec![Lifetime::seconds(12)],
        vec![Lifetime::minutes(12)],
        vec![Lifetime::hours(12)],
        vec![Lifetime::days(12)],
        vec![Lifetime::weeks(12)],
        vec![Lifetime::minutes(u32::MAX), Lifetime::seconds(u64::from(u32::MAX) * 60)],
        vec![Lifetime::hours(u32::MAX), Lifetime::seconds(u64::from(u32::MAX) * 3_600)],
        vec![Lifetime::days(u32::MAX), Lifetime::seconds(u64::from(u32::MAX) * 86_400)],
        vec![Lifetime::weeks(u32::MAX), Lifetime::seconds(u64::from(u32::MAX) * 604_800)],
    ];
    let hasher = RandomState::new();
    for (index, group) in groups.iter().enumerate() {
        for (other_index, other) in groups.iter().enumerate() {
            for (a, b) in group.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                assert_eq!(a == b, index == other_index, "`{a}` and `{b}`");
                if a == b {
                    assert_eq!(hasher.hash_one(a), hasher.hash_one(b), "equal lifetimes hash alike: `{a}` and `{b}`");
                }
            }
        }
    }
    let distinct: HashSet<Lifetime> = groups.concat().into_iter().collect();
    assert_eq!(distinct.len(), groups.len(), "as many meanings as groups");
}

#[test]
fn exact_lifetimes_that_mean_the_same_end_in_the_same_second() {
    let start = utc_datetime!(2012-02-29 12:30:15);
    let cases = [
        (Lifetime::weeks(6), Lifetime::seconds(3_628_800), utc_datetime!(2012-04-11 12:30:14)),
        (Lifetime::hours(160), Lifetime::seconds(576_000), utc_datetime!(2012-03-07 04:30:14)),
        (Lifetime::minutes(90), Lifetime::seconds(5_400), utc_datetime!(2012-02-29 14:00:14)),
        (Lifetime::minutes(1), Lifetime::seconds(60), utc_datetime!(2012-02-29 12:31:14)),
    ];
    for (lifetime, seconds, end) in cases {
        assert_eq!(Validity::starting_at(start, lifetime).map(|validity| validity.not_after()), Ok(end), "{lifetime}");
        assert_eq!(Validity::starting_at(start, seconds), Validity::starting_at(start, lifetime), "{seconds}");
    }
    for lifetime in [Lifetime::weeks(u32::MAX), Lifetime::hours(u32::MAX)] {
        let error = Validity::starting_at(start, lifetime).expect_err("beyond the year 9999");
        assert!(matches!(error, ValidityError::EndOutOfRange { .. }), "{error}");
    }
    for zero in [Lifetime::weeks(0), Lifetime::hours(0), Lifetime::minutes(0)] {
        assert_eq!(
            Validity::starting_at(start, zero),
            Err(ValidityError::ZeroLifetime { not_before: start }),
            "{zero}"
        );
    }
}

#[test]
fn the_hash_depends_on_the_meaning() {
    let hasher = RandomState::new();
    let hashes: HashSet<u64> =
        (1..=100).flat_map(|n| [Lifetime::days(n), Lifetime::years(n, Clamp)]).map(|l| hasher.hash_one(l)).collect();
    assert!(hashes.len() > 190, "200 lifetimes have {} hashes", hashes.len());
}

#[test]
fn calendar_lifetimes_carry_their_policy_and_exact_ones_have_none() {
    for policy in LeapDayPolicy::ALL {
        assert_eq!(Lifetime::years(1, policy).leap_day_policy(), Some(policy), "years, {policy}");
        assert_eq!(Lifetime::months(1, policy).leap_day_policy(), Some(policy), "months, {policy}");
    }
    let exact = [Lifetime::weeks(1), Lifetime::days(1), Lifetime::hours(1), Lifetime::minutes(1), Lifetime::seconds(1)];
    for lifetime in exact {
        assert_eq!(lifetime.leap_day_policy(), None, "{lifetime}");
    }
}

fn lifetimes() -> impl Strategy<Value = Lifetime> {
    let policies = || prop::sample::select(&LeapDayPolicy::ALL);
    prop_oneof![
        (1u32.., policies()).prop_map(|(count, policy)| Lifetime::years(count, policy)),
        (1u32.., policies()).prop_map(|(count, policy)| Lifetime::months(count, policy)),
        (1u32..).prop_map(Lifetime::weeks),
        (1u32..).prop_map(Lifetime::days),
        (1u32..).prop_map(Lifetime::hours),
        (1u32..).prop_map(Lifetime::minutes),
        (1u64..).prop_map(Lifetime::seconds),
    ]
}

proptest! {
    #![proptest_config(seeded(5_000))]

    #[test]
    fn every_lifetime_survives_its_text(lifetime in lifetimes()) {
        let text = lifetime.to_string();
        let read: Lifetime = text.parse()?;
        prop_assert_eq!(read, lifetime);
        prop_assert_eq!(read.to_string(), text);
    }

    /// A sum is as long as its parts, and printed in the unit of the last part that is not zero.
    #[test]
    fn a_sum_is_read_in_its_smallest_unit(
        counts in prop::array::uniform5(prop_oneof![Just(None), Just(Some(0)), (1u32..1_000_000).prop_map(Some)]),
        spaces in any::<(bool, bool)>(),
    ) {
        let units = [("w", "week", 604_800), ("d", "day", 86_400), ("h", "hour", 3_600), ("m", "minute", 60), ("s", "second", 1)];
        let (mut text, mut total, mut last) = (String::new(), 0, None);
        for ((short, unit, seconds), count) in units.into_iter().zip(counts) {
            let Some(count) = count else { continue };
            if spaces.0 && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&count.to_string());
            text.push_str(if spaces.1 { " " } else { "" });
            text.push_str(short);
            total += u64::from(count) * seconds;
            last = if count > 0 { Some(unit) } else { last };
        }
        let Some(unit) = last else {
            prop_assert!(text.parse::<Lifetime>().is_err(), "`{}` is nothing or zero", text);
            return Ok(());
        };
        // A sum may be more minutes than there are in 32 bits.
        match text.parse::<Lifetime>() {
            Ok(lifetime) => {
                prop_assert_eq!(lifetime, Lifetime::seconds(total), "{}", &text);
                let printed = lifetime.to_string();
                prop_assert_eq!(printed.trim_end_matches('s').split(' ').nth(1), Some(unit), "{}", &text);
            }
            Err(ParseLifetimeError { fault: LifetimeFault::TooLong, .. }) => {
                prop_assert!(unit == "minute" && total / 60 > u64::from(u32::MAX), "{}", text);
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn no_text_panics(text in "[0-9 a-z,-]{0,30}|([0-9]{1,3} ?(w|d|h|m|s|mo|y|M) ?){0,4}(, clamp)?|\\PC{0,50}") {
        if let Ok(lifetime) = text.parse::<Lifetime>() {
            prop_assert_eq!(lifetime.to_string().parse(), Ok(lifetime));
        }
    }
}
