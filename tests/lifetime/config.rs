//! Lifetimes as configuration, in TOML and JSON.

use notafter::{
    LeapDayPolicy::{self, Clamp, Reject, RollForward},
    Lifetime,
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};
use serde::{Deserialize, Serialize};

/// A lifetime as a service's configuration would hold it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Settings {
    lifetime: Lifetime,
}

fn from_toml(table: &str) -> Result<Lifetime, String> {
    let settings: Result<Settings, toml::de::Error> = toml::from_str(&format!("lifetime = {table}"));
    settings.map(|settings| settings.lifetime).map_err(|error| error.message().to_owned())
}

fn from_json(object: &str) -> Result<Lifetime, String> {
    // The message alone: serde_json appends " at line 1 column …".
    let read: Result<Lifetime, serde_json::Error> = serde_json::from_str(object);
    read.map_err(|error| error.to_string().split(" at line ").next().unwrap_or_default().to_owned())
}

#[test]
fn a_lifetime_is_a_table_of_one_unit() {
    let cases = [
        (Lifetime::years(1, Clamp), r#"{ years = 1, leap_day = "clamp" }"#, r#"{"years":1,"leap_day":"clamp"}"#),
        (
            Lifetime::months(13, RollForward),
            r#"{ months = 13, leap_day = "roll-forward" }"#,
            r#"{"months":13,"leap_day":"roll-forward"}"#,
        ),
        (Lifetime::years(10, Reject), r#"{ years = 10, leap_day = "reject" }"#, r#"{"years":10,"leap_day":"reject"}"#),
        (Lifetime::days(200), "{ days = 200 }", r#"{"days":200}"#),
        (Lifetime::seconds(604_800), "{ seconds = 604800 }", r#"{"seconds":604800}"#),
    ];
    for (lifetime, table, object) in cases {
        assert_eq!(from_toml(table), Ok(lifetime), "TOML {table}");
        assert_eq!(from_json(object), Ok(lifetime), "JSON {object}");
        let written = serde_json::to_string(&lifetime).expect("JSON");
        assert_eq!(written, object, "written as JSON in the unit in which it was made");
        let settings = Settings { lifetime };
        let written = toml::to_string(&settings).expect("TOML");
        assert_eq!(toml::from_str(&written), Ok(settings), "through TOML\n{written}");
        assert!(!written.contains("leap_day") || lifetime.leap_day_policy().is_some(), "no unused key:\n{written}");
    }
    let longest = Lifetime::seconds(u64::MAX);
    let written = serde_json::to_string(&longest).expect("JSON");
    assert_eq!(from_json(&written), Ok(longest), "the longest lifetime of all");
}

#[test]
fn a_mistake_in_the_configuration_is_named() {
    let missing = |length| format!("`{length}` needs `leap_day`, one of `clamp`, `roll-forward` or `reject`");
    let unused = |length| format!("`{length}` takes no `leap_day`: days and seconds are exact");
    let range = |length| format!("`{length}` is out of range: expected at least 1");
    let none = "a lifetime needs one of `years`, `months`, `days` or `seconds`".to_owned();
    let two = "a lifetime takes only one of `years`, `months`, `days` and `seconds`".to_owned();
    let cases = [
        ("{ years = 1 }", r#"{"years":1}"#, missing("years = 1")),
        ("{ months = 13 }", r#"{"months":13}"#, missing("months = 13")),
        ("{ years = 0 }", r#"{"years":0}"#, missing("years = 0")),
        ("{ days = 200, leap_day = 'clamp' }", r#"{"days":200,"leap_day":"clamp"}"#, unused("days = 200")),
        ("{ seconds = 5, leap_day = 'reject' }", r#"{"seconds":5,"leap_day":"reject"}"#, unused("seconds = 5")),
        ("{ years = 0, leap_day = 'clamp' }", r#"{"years":0,"leap_day":"clamp"}"#, range("years = 0")),
        ("{ months = 0, leap_day = 'clamp' }", r#"{"months":0,"leap_day":"clamp"}"#, range("months = 0")),
        ("{ days = 0 }", r#"{"days":0}"#, range("days = 0")),
        ("{ seconds = 0 }", r#"{"seconds":0}"#, range("seconds = 0")),
        ("{}", "{}", none.clone()),
        ("{ leap_day = 'clamp' }", r#"{"leap_day":"clamp"}"#, none),
        ("{ years = 1, months = 1, leap_day = 'clamp' }", r#"{"years":1,"months":1,"leap_day":"clamp"}"#, two.clone()),
        ("{ days = 1, seconds = 1 }", r#"{"days":1,"seconds":1}"#, two),
        (
            "{ weeks = 1 }",
            r#"{"weeks":1}"#,
            "unknown field `weeks`, expected one of `years`, `months`, `days`, `seconds`, `leap_day`".to_owned(),
        ),
        (
            "{ days = 1, leapday = 'clamp' }",
            r#"{"days":1,"leapday":"clamp"}"#,
            "unknown field `leapday`, expected one of `years`, `months`, `days`, `seconds`, `leap_day`".to_owned(),
        ),
        (
            "{ years = 1, leap_day = 'omit' }",
            r#"{"years":1,"leap_day":"omit"}"#,
            "unknown variant `omit`, expected one of `clamp`, `roll-forward`, `reject`".to_owned(),
        ),
        (
            "'30 days'",
            r#""30 days""#,
            "invalid type: string \"30 days\", expected a table of one unit, such as `{ days = 30 }`".to_owned(),
        ),
        ("{ days = -1 }", r#"{"days":-1}"#, "invalid value: integer `-1`, expected u32".to_owned()),
        (
            "{ days = 4294967296 }",
            r#"{"days":4294967296}"#,
            "invalid value: integer `4294967296`, expected u32".to_owned(),
        ),
    ];
    for (table, object, expected) in cases {
        assert_eq!(from_toml(table), Err(expected.clone()), "TOML {table}");
        assert_eq!(from_json(object), Err(expected), "JSON {object}");
    }
}

#[test]
fn zero_is_not_written_where_it_could_not_be_read() {
    for zero in [Lifetime::years(0, Clamp), Lifetime::months(0, Reject), Lifetime::days(0), Lifetime::seconds(0)] {
        let written = serde_json::to_string(&zero).map_err(|error| error.to_string());
        assert_eq!(written, Err("a lifetime of zero could not be read again".to_owned()), "{zero}");
    }
}

#[test]
fn a_policy_is_configured_by_its_printed_name() {
    for policy in LeapDayPolicy::ALL {
        let written = serde_json::to_string(&policy).expect("JSON");
        assert_eq!(written, format!("\"{policy}\""), "{policy}");
        let read: LeapDayPolicy = serde_json::from_str(&written).expect("JSON");
        assert_eq!(read, policy, "{policy}");
    }
}

proptest! {
    #![proptest_config(Config { cases: 5_000, rng_seed: RngSeed::Fixed(20_120_229), ..Config::default() })]

    #[test]
    fn every_lifetime_survives_its_configuration(lifetime in super::lifetimes()) {
        prop_assert_eq!(from_json(&serde_json::to_string(&lifetime)?), Ok(lifetime));
        match toml::to_string(&Settings { lifetime }) {
            Ok(written) => prop_assert_eq!(toml::from_str(&written), Ok(Settings { lifetime }), "{}", written),
            // An integer of TOML has a sign.
            Err(error) => {
                let count: u64 = lifetime.to_string().split(' ').next().unwrap_or_default().parse()?;
                prop_assert!(count > i64::MAX.cast_unsigned(), "{}: {}", lifetime, error);
            }
        }
    }
}
