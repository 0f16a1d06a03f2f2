//! Lifetimes as configuration, in TOML and JSON.

use notafter::{
    LeapDayPolicy::{self, Clamp, Reject, RollForward},
    Lifetime,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::seeded;

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
fn a_lifetime_is_written_as_a_table_of_one_unit() {
    let cases = [
        (Lifetime::years(1, Clamp), r#"{ years = 1, leap_day = "clamp" }"#, r#"{"years":1,"leap_day":"clamp"}"#),
        (
            Lifetime::months(13, RollForward),
            r#"{ months = 13, leap_day = "roll-forward" }"#,
            r#"{"months":13,"leap_day":"roll-forward"}"#,
        ),
        (Lifetime::years(10, Reject), r#"{ years = 10, leap_day = "reject" }"#, r#"{"years":10,"leap_day":"reject"}"#),
        (Lifetime::weeks(6), "{ weeks = 6 }", r#"{"weeks":6}"#),
        (Lifetime::days(200), "{ days = 200 }", r#"{"days":200}"#),
        (Lifetime::hours(160), "{ hours = 160 }", r#"{"hours":160}"#),
        (Lifetime::minutes(30), "{ minutes = 30 }", r#"{"minutes":30}"#),
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
fn a_lifetime_is_read_from_a_text() {
    let cases = [
        ("90d", "90 days"),
        ("24 hours", "24 hours"),
        ("6w", "6 weeks"),
        ("1h30m", "90 minutes"),
        ("2160h0m0s", "2160 hours"),
        ("1 year, clamp", "1 year, clamp"),
        ("3mo, roll-forward", "3 months, roll-forward"),
    ];
    for (text, printed) in cases {
        let quoted = format!("\"{text}\"");
        let printed = Ok(printed.to_owned());
        assert_eq!(from_toml(&quoted).map(|lifetime| lifetime.to_string()), printed, "TOML {text}");
        assert_eq!(from_json(&quoted).map(|lifetime| lifetime.to_string()), printed, "JSON {text}");
    }
    // An escape makes the text one that is not borrowed from the file.
    assert_eq!(from_json(r#""90\u0064""#), Ok(Lifetime::days(90)));
}

#[test]
fn a_mistake_in_the_configuration_is_named() {
    let missing = |length| format!("`{length}` needs `leap_day`, one of `clamp`, `roll-forward` or `reject`");
    let unused = |length| format!("`{length}` takes no `leap_day`: only years and months need a policy");
    let range = |length| format!("`{length}` is out of range: expected at least 1");
    let units = "`years`, `months`, `weeks`, `days`, `hours`, `minutes` or `seconds`";
    let (none, two) = (format!("a lifetime needs one of {units}"), format!("a lifetime takes only one of {units}"));
    let keys = "`years`, `months`, `weeks`, `days`, `hours`, `minutes`, `seconds`, `leap_day`";
    let form = "expected a text with a unit, such as `90 days`, or a table of one unit, such as `{ days = 90 }`";
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
        ("{ days = 1, seconds = 1 }", r#"{"days":1,"seconds":1}"#, two.clone()),
        ("{ hours = 1, minutes = 30 }", r#"{"hours":1,"minutes":30}"#, two.clone()),
        ("{ weeks = 0, days = 1 }", r#"{"weeks":0,"days":1}"#, two),
        ("{ weeks = 0 }", r#"{"weeks":0}"#, range("weeks = 0")),
        ("{ hours = 0 }", r#"{"hours":0}"#, range("hours = 0")),
        ("{ minutes = 0 }", r#"{"minutes":0}"#, range("minutes = 0")),
        ("{ weeks = 6, leap_day = 'clamp' }", r#"{"weeks":6,"leap_day":"clamp"}"#, unused("weeks = 6")),
        ("{ hours = 24, leap_day = 'clamp' }", r#"{"hours":24,"leap_day":"clamp"}"#, unused("hours = 24")),
        ("{ minutes = 5, leap_day = 'clamp' }", r#"{"minutes":5,"leap_day":"clamp"}"#, unused("minutes = 5")),
        ("{ fortnights = 1 }", r#"{"fortnights":1}"#, format!("unknown field `fortnights`, expected one of {keys}")),
        (
            "{ days = 1, leapday = 'clamp' }",
            r#"{"days":1,"leapday":"clamp"}"#,
            format!("unknown field `leapday`, expected one of {keys}"),
        ),
        (
            "{ years = 1, leap_day = 'omit' }",
            r#"{"years":1,"leap_day":"omit"}"#,
            "unknown variant `omit`, expected one of `clamp`, `roll-forward`, `reject`".to_owned(),
        ),
        ("90", "90", format!("invalid type: integer `90`, {form}")),
        ("1.5", "1.5", format!("invalid type: floating point `1.5`, {form}")),
        ("true", "true", format!("invalid type: boolean `true`, {form}")),
        ("[]", "[]", format!("invalid type: sequence, {form}")),
        (
            "'90'",
            r#""90""#,
            "`90` has a count without a unit: expected one such as `90 days` or `24h`".to_owned(),
        ),
        (
            "'1 year'",
            r#""1 year""#,
            "`1 year` has no leap-day policy: expected `, clamp`, `, roll-forward` or `, reject` after years and months"
                .to_owned(),
        ),
        ("'0s'", r#""0s""#, "`0s` is zero: expected at least 1".to_owned()),
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
    for zero in [Lifetime::years(0, Clamp), Lifetime::months(0, Reject), Lifetime::hours(0), Lifetime::seconds(0)] {
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
    #![proptest_config(seeded(5_000))]

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
