//! Lifetimes: their text, their equality, and what is not one. Their ends are in `validity`.

#[cfg(feature = "serde")]
mod config;

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

use notafter::{
    LeapDayPolicy::{self, Clamp, Reject, RollForward},
    Lifetime, ParseLifetimeError, Scope, Scoped,
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};

#[test]
fn a_lifetime_prints_as_it_was_made_and_is_read_back() {
    let cases = [
        (Lifetime::years(1, Clamp), "1 year, clamp"),
        (Lifetime::years(10, RollForward), "10 years, roll-forward"),
        (Lifetime::years(u32::MAX, Reject), "4294967295 years, reject"),
        (Lifetime::months(1, RollForward), "1 month, roll-forward"),
        (Lifetime::months(13, Reject), "13 months, reject"),
        (Lifetime::months(12, Clamp), "12 months, clamp"),
        (Lifetime::days(1), "1 day"),
        (Lifetime::days(200), "200 days"),
        (Lifetime::days(u32::MAX), "4294967295 days"),
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

#[test]
fn singular_and_plural_are_both_read() {
    let cases = [
        ("1 years, clamp", "1 year, clamp"),
        ("2 year, clamp", "2 years, clamp"),
        ("2 month, reject", "2 months, reject"),
        ("1 months, reject", "1 month, reject"),
        ("1 days", "1 day"),
        ("2 day", "2 days"),
        ("1 seconds", "1 second"),
        ("2 second", "2 seconds"),
    ];
    for (text, printed) in cases {
        assert_eq!(text.parse::<Lifetime>().map(|lifetime| lifetime.to_string()), Ok(printed.to_owned()), "{text}");
    }
}

#[test]
fn a_text_that_is_no_lifetime_is_an_error_with_the_reason() {
    let shape =
        "is no lifetime: expected one such as `1 year, clamp`, `13 months, reject`, `200 days` or `604800 seconds`";
    let count = "has no usable count: expected 1 to 4294967295, or to 18446744073709551615 for seconds";
    let unit = "has an unknown unit: expected years, months, days or seconds";
    let no_policy = "has no leap-day policy: expected `, clamp`, `, roll-forward` or `, reject` after years and months";
    let unused = "has a leap-day policy, which days and seconds do not take";
    let zero = "is zero: expected at least 1";
    let policy =
        |name| format!("has an unknown policy: `{name}` is no leap-day policy: expected clamp, roll-forward or reject");
    let cases = [
        ("", shape),
        ("1", shape),
        ("year", shape),
        ("1year, clamp", shape),
        ("1\u{a0}year", shape),
        ("one year, clamp", count),
        ("-1 years, clamp", count),
        ("+1 year, clamp", count),
        ("1.5 years, clamp", count),
        (" 1 year, clamp", count),
        ("01 year, clamp", count),
        ("00 days", count),
        ("1_000 days", count),
        ("0x10 days", count),
        ("\u{661} day", count),
        ("4294967296 years, clamp", count),
        ("4294967296 months, clamp", count),
        ("4294967296 days", count),
        ("18446744073709551616 seconds", count),
        ("1  year, clamp", unit),
        ("1 Year, clamp", unit),
        ("1 y, clamp", unit),
        ("1 year,clamp", unit),
        ("1 week", unit),
        ("1 year ", unit),
        ("200 days ", unit),
        ("1 year", no_policy),
        ("13 months", no_policy),
        ("0 years", no_policy),
        ("200 days, clamp", unused),
        ("1 second, reject", unused),
        ("0 days", zero),
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
fn an_error_shows_the_first_40_bytes() {
    let cases = [(40, ""), (41, "…"), (4_000, "…")];
    for (length, ending) in cases {
        let text = "y".repeat(length);
        let error = text.parse::<Lifetime>().expect_err("no lifetime");
        let ParseLifetimeError::Shape { text: excerpt } = error else { panic!("{error:?}") };
        let expected = format!("{}{ending}", "y".repeat(40));
        assert_eq!(excerpt.to_string(), expected, "{length} bytes");
        assert_eq!(format!("{excerpt:?}"), format!("\"{expected}\""), "{length} bytes, Debug");
        assert_eq!(excerpt.as_bytes(), "y".repeat(40).as_bytes(), "{length} bytes, kept");
    }
    let control = "\u{0}\t\u{7f}é~".parse::<Lifetime>().expect_err("no lifetime");
    let ParseLifetimeError::Shape { text } = control else { panic!("{control:?}") };
    assert_eq!(text.to_string(), "\\x00\\x09\\x7f\\xc3\\xa9~", "what does not print is escaped, a terminal is safe");
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
        vec![Lifetime::days(1), Lifetime::seconds(86_400)],
        vec![Lifetime::seconds(12)],
        vec![Lifetime::days(12)],
        vec![Lifetime::days(u32::MAX), Lifetime::seconds(u64::from(u32::MAX) * 86_400)],
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
    assert_eq!(Lifetime::days(1).leap_day_policy(), None, "days");
    assert_eq!(Lifetime::seconds(1).leap_day_policy(), None, "seconds");
}

fn lifetimes() -> impl Strategy<Value = Lifetime> {
    let policies = || prop::sample::select(&LeapDayPolicy::ALL);
    prop_oneof![
        (1u32.., policies()).prop_map(|(count, policy)| Lifetime::years(count, policy)),
        (1u32.., policies()).prop_map(|(count, policy)| Lifetime::months(count, policy)),
        (1u32..).prop_map(Lifetime::days),
        (1u64..).prop_map(Lifetime::seconds),
    ]
}

proptest! {
    #![proptest_config(Config { cases: 5_000, rng_seed: RngSeed::Fixed(20_120_229), ..Config::default() })]

    #[test]
    fn every_lifetime_survives_its_text(lifetime in lifetimes()) {
        let text = lifetime.to_string();
        let read: Lifetime = text.parse()?;
        prop_assert_eq!(read, lifetime);
        prop_assert_eq!(read.to_string(), text);
    }

    #[test]
    fn no_text_panics(text in "[0-9 a-z,-]{0,30}|\\PC{0,50}") {
        if let Ok(lifetime) = text.parse::<Lifetime>() {
            prop_assert_eq!(lifetime.to_string().parse(), Ok(lifetime));
        }
    }
}
