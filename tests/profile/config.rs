//! Profiles and schedules as configuration, in TOML and JSON.

use core::time::Duration;

use notafter::{
    BeyondIssuer,
    LeapDayPolicy::{self, Clamp, Reject},
    Lifetime, Profile,
    limits::{self, Limit, Schedule},
};
use proptest::prelude::*;

use crate::seeded;

fn from_toml(text: &str) -> Result<Profile, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| error.message().to_owned())
}

#[test]
fn a_profile_is_a_table() {
    let year = Profile::new(Lifetime::years(1, Clamp));
    let cases = [
        ("lifetime = { years = 1, leap_day = 'clamp' }", year),
        (
            "lifetime = { years = 1, leap_day = 'clamp' }
             backdating = '5m'
             beyond_issuer = 'truncate'
             schedule = 'tls-server'",
            year.with_backdating(Duration::from_secs(300))
                .with_beyond_issuer(BeyondIssuer::Truncate)
                .with_schedule(&limits::TLS_SERVER),
        ),
        (
            "lifetime.days = 47\nbeyond_issuer = 'allow'",
            Profile::new(Lifetime::days(47)).with_beyond_issuer(BeyondIssuer::Allow),
        ),
        (
            "lifetime = '90d'\nbackdating = '1h 30m'",
            Profile::new(Lifetime::days(90)).with_backdating(Duration::from_secs(5_400)),
        ),
        (
            "lifetime = { months = 13, leap_day = 'reject' }\nbeyond_issuer = 'reject'\nbackdating = '0s'",
            Profile::new(Lifetime::months(13, Reject)),
        ),
    ];
    for (text, profile) in cases {
        assert_eq!(from_toml(text), Ok(profile), "{text}");
        let written = toml::to_string(&profile).expect("TOML");
        assert_eq!(from_toml(&written), Ok(profile), "through TOML\n{written}");
        let written = serde_json::to_string(&profile).expect("JSON");
        let read: Profile = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(read, profile, "through JSON {written}");
    }
    let written = toml::to_string(&year).expect("TOML");
    assert_eq!(
        written, "beyond_issuer = \"reject\"\n\n[lifetime]\nyears = 1\nleap_day = \"clamp\"\n",
        "what is said, no more"
    );
}

#[test]
fn a_schedule_is_configured_by_its_name() {
    for schedule in limits::ALL {
        let profile = Profile::new(Lifetime::days(1)).with_schedule(schedule);
        let text = format!("lifetime.days = 1\nschedule = '{}'", schedule.name());
        assert_eq!(from_toml(&text), Ok(profile), "{text}");
        assert_eq!(serde_json::to_string(schedule).expect("JSON"), format!("\"{}\"", schedule.name()));
        assert_eq!(Schedule::named(schedule.name()), Some(schedule), "{schedule:?}");
    }
}

const NAMES: &str = "`tls-server`, `tls-ev`, `code-signing`, `timestamping`, `smime-strict`, `smime-multipurpose`, \
                     `smime-legacy`, `root-ca`, `subordinate-ca`, `ocsp-responder`, `apple-tls`, `short-lived`, \
                     `federal-pki`, `federal-pki-ocsp`, `c2pa-claim-signing-1`, `c2pa-claim-signing-2`, \
                     `c2pa-claim-signing-ca`, `c2pa-timestamping-ca`, `c2pa-timestamping`";

#[test]
fn a_mistake_in_the_configuration_is_named() {
    let keys = "`lifetime`, `backdating`, `beyond_issuer`, `schedule`";
    let cases = [
        ("", "missing field `lifetime`".to_owned()),
        ("backdating_seconds = 300", format!("unknown field `backdating_seconds`, expected one of {keys}")),
        ("beyond_issuer = 'cut'", "unknown variant `cut`, expected one of `reject`, `truncate`, `allow`".to_owned()),
        ("schedule = 'tls'", format!("unknown schedule `tls`, expected one of {NAMES}")),
        ("schedule = ''", format!("unknown schedule ``, expected one of {NAMES}")),
        ("schedule = 398", format!("invalid type: integer `398`, expected the name of a schedule, one of {NAMES}")),
        (
            "lifetime = { years = 1 }",
            "`years = 1` needs `leap_day`, one of `clamp`, `roll-forward` or `reject`".to_owned(),
        ),
    ];
    for (line, expected) in cases {
        let text =
            if line.is_empty() || line.starts_with("lifetime") { line } else { &format!("lifetime.days = 1\n{line}") };
        assert_eq!(from_toml(text), Err(expected), "{text}");
    }
}

#[test]
fn backdating_is_an_exact_duration_with_a_unit() {
    let cases = [
        ("0s", 0, None),
        ("0h0m", 0, None),
        ("1s", 1, Some("1 second")),
        ("90 seconds", 90, Some("90 seconds")),
        ("60s", 60, Some("1 minute")),
        ("5m", 300, Some("5 minutes")),
        ("90min", 5_400, Some("90 minutes")),
        ("1h 30m", 5_400, Some("90 minutes")),
        ("1h0m0s", 3_600, Some("1 hour")),
        ("1d 12h", 129_600, Some("36 hours")),
        ("7 days", 604_800, Some("7 days")),
        ("1w", 604_800, Some("7 days")),
        ("4294967296 days", 4_294_967_296 * 86_400, Some("4294967296 days")),
        ("18446744073709551615s", u64::MAX, Some("18446744073709551615 seconds")),
        ("213503982334601d 7h 15s", u64::MAX, Some("18446744073709551615 seconds")),
    ];
    for (text, seconds, written) in cases {
        let read = from_toml(&format!("lifetime.days = 1\nbackdating = '{text}'"));
        let profile = Profile::new(Lifetime::days(1)).with_backdating(Duration::from_secs(seconds));
        assert_eq!(read, Ok(profile), "{text}");
        let json = serde_json::to_value(profile).expect("JSON");
        assert_eq!(json.get("backdating").and_then(|value| value.as_str()), written, "{text}");
    }
}

#[test]
fn a_mistake_in_the_backdating_is_named() {
    let exact = "weeks, days, hours, minutes or seconds";
    let cases = [
        ("300", "invalid type: integer `300`, expected a text with a unit, such as `5m` or `90 seconds`"),
        ("1.5", "invalid type: floating point `1.5`, expected a text with a unit, such as `5m` or `90 seconds`"),
        ("{ minutes = 5 }", "invalid type: map, expected a text with a unit, such as `5m` or `90 seconds`"),
        ("'300'", "`300` has a count without a unit: expected one such as `90 days` or `24h`"),
        ("''", "`` is no duration: expected one such as `7 days`, `30s` or `1h 30m`"),
        ("'5m, clamp'", "`5m, clamp` is no duration: expected one such as `7 days`, `30s` or `1h 30m`"),
        ("'-5m'", "`-5m` has an unusable count: expected a whole number without sign or leading zero"),
        ("'PT5M'", "`PT5M` is an ISO 8601 duration, which is not read: expected a text such as `90 days` or `1h 30m`"),
        ("'5M'", "`5M` has the ambiguous unit `M`: expected `m` for minutes"),
        ("'30s 5m'", "`30s 5m` has its units out of order: expected each once, from the largest to the smallest"),
        ("'300ms'", &format!("`300ms` has an unknown unit: expected {exact}")),
        ("'1 month'", &format!("`1 month` has years or months, whose length differs: expected {exact}")),
        ("'1y 1d'", &format!("`1y 1d` has years or months, whose length differs: expected {exact}")),
        (
            "'18446744073709551616s'",
            "`18446744073709551616s` is too long: expected at most 18446744073709551615 seconds",
        ),
        ("'213503982334602d'", "`213503982334602d` is too long: expected at most 18446744073709551615 seconds"),
        (
            "'213503982334601d 7h 16s'",
            "`213503982334601d 7h 16s` is too long: expected at most 18446744073709551615 seconds",
        ),
    ];
    for (value, expected) in cases {
        let text = format!("lifetime.days = 1\nbackdating = {value}");
        assert_eq!(from_toml(&text), Err(expected.to_owned()), "{text}");
    }
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    const MESH: Schedule = Schedule::new("mesh", &[Limit::always("mesh policy 1")]);
    const OTHER: Schedule = Schedule::new("tls-server", &[Limit::always("mesh policy 1")]);
    let day = Profile::new(Lifetime::days(1));
    let cases = [
        (
            day.with_schedule(&MESH),
            "schedule `mesh` is none of notafter::limits, and its name could not be read again".to_owned(),
        ),
        (
            day.with_schedule(&OTHER),
            "schedule `tls-server` is none of notafter::limits, and its name could not be read again".to_owned(),
        ),
        (day.with_backdating(Duration::from_millis(1_500)), "backdating 1.5s is no whole number of seconds".to_owned()),
    ];
    for (profile, expected) in cases {
        assert_eq!(serde_json::to_string(&profile).map_err(|error| error.to_string()), Err(expected));
    }
}

proptest! {
    #![proptest_config(seeded(5_000))]

    #[test]
    fn every_profile_survives_its_configuration(
        months in 1u32..,
        policy in prop::sample::select(&LeapDayPolicy::ALL),
        backdating in prop_oneof![any::<u64>(), (0u64..1_000_000).prop_map(|minutes| minutes * 60)],
        beyond in prop::sample::select(&[BeyondIssuer::Reject, BeyondIssuer::Truncate, BeyondIssuer::Allow]),
        limit in 0..=limits::ALL.len(),
    ) {
        let profile = Profile::new(Lifetime::months(months, policy)).with_backdating(Duration::from_secs(backdating));
        let profile = profile.with_beyond_issuer(beyond);
        let profile = limits::ALL.get(limit).map_or(profile, |limit| profile.with_schedule(limit));
        let written = toml::to_string(&profile)?;
        prop_assert_eq!(from_toml(&written), Ok(profile), "{}", written);
        let read: Profile = serde_json::from_str(&serde_json::to_string(&profile)?)?;
        prop_assert_eq!(read, profile);
    }
}
