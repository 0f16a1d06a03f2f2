//! Profiles and schedules as configuration, in TOML and JSON.

use core::time::Duration;

use notafter::{
    BeyondIssuer,
    LeapDayPolicy::{self, Clamp, Reject},
    Lifetime, Profile,
    limits::{self, Limit, Schedule},
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};

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
             backdate_seconds = 300
             beyond_issuer = 'truncate'
             limit = 'tls-server'",
            year.backdate(Duration::from_secs(300)).beyond_issuer(BeyondIssuer::Truncate).limit(&limits::TLS_SERVER),
        ),
        (
            "lifetime.days = 47\nbeyond_issuer = 'allow'",
            Profile::new(Lifetime::days(47)).beyond_issuer(BeyondIssuer::Allow),
        ),
        (
            "lifetime = { months = 13, leap_day = 'reject' }\nbeyond_issuer = 'reject'\nbackdate_seconds = 0",
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
        let profile = Profile::new(Lifetime::days(1)).limit(schedule);
        let text = format!("lifetime.days = 1\nlimit = '{}'", schedule.name());
        assert_eq!(from_toml(&text), Ok(profile), "{text}");
        assert_eq!(serde_json::to_string(schedule).expect("JSON"), format!("\"{}\"", schedule.name()));
        assert_eq!(Schedule::named(schedule.name()), Some(schedule), "{schedule:?}");
    }
}

const NAMES: &str = "`tls-server`, `tls-ev`, `code-signing`, `timestamping`, `smime-strict`, `smime-multipurpose`, \
                     `smime-legacy`, `root-ca`, `apple-tls`, `short-lived`";

#[test]
fn a_mistake_in_the_configuration_is_named() {
    let keys = "`lifetime`, `backdate_seconds`, `beyond_issuer`, `limit`";
    let cases = [
        ("", "missing field `lifetime`".to_owned()),
        ("backdate = 300", format!("unknown field `backdate`, expected one of {keys}")),
        ("backdate_seconds = -1", "invalid value: integer `-1`, expected u64".to_owned()),
        ("backdate_seconds = 1.5", "invalid type: floating point `1.5`, expected u64".to_owned()),
        ("beyond_issuer = 'cut'", "unknown variant `cut`, expected one of `reject`, `truncate`, `allow`".to_owned()),
        ("limit = 'tls'", format!("unknown schedule `tls`, expected one of {NAMES}")),
        ("limit = ''", format!("unknown schedule ``, expected one of {NAMES}")),
        ("limit = 398", format!("invalid type: integer `398`, expected the name of a schedule, one of {NAMES}")),
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
fn what_could_not_be_read_again_is_not_written() {
    const MESH: Schedule = Schedule::new("mesh", &[Limit::always("mesh policy 1")]);
    const OTHER: Schedule = Schedule::new("tls-server", &[Limit::always("mesh policy 1")]);
    let day = Profile::new(Lifetime::days(1));
    let cases = [
        (
            day.limit(&MESH),
            "schedule `mesh` is none of notafter::limits, and its name could not be read again".to_owned(),
        ),
        (
            day.limit(&OTHER),
            "schedule `tls-server` is none of notafter::limits, and its name could not be read again".to_owned(),
        ),
        (day.backdate(Duration::from_millis(1_500)), "backdate 1.5s is no whole number of seconds".to_owned()),
    ];
    for (profile, expected) in cases {
        assert_eq!(serde_json::to_string(&profile).map_err(|error| error.to_string()), Err(expected));
    }
}

proptest! {
    #![proptest_config(Config { cases: 5_000, rng_seed: RngSeed::Fixed(20_120_229), ..Config::default() })]

    #[test]
    fn every_profile_survives_its_configuration(
        months in 1u32..,
        policy in prop::sample::select(&LeapDayPolicy::ALL),
        backdate in 0..=i64::MAX.cast_unsigned(),
        beyond in prop::sample::select(&[BeyondIssuer::Reject, BeyondIssuer::Truncate, BeyondIssuer::Allow]),
        limit in 0..=limits::ALL.len(),
    ) {
        let profile = Profile::new(Lifetime::months(months, policy)).backdate(Duration::from_secs(backdate));
        let profile = profile.beyond_issuer(beyond);
        let profile = limits::ALL.get(limit).map_or(profile, |limit| profile.limit(limit));
        let written = toml::to_string(&profile)?;
        prop_assert_eq!(from_toml(&written), Ok(profile), "{}", written);
        let read: Profile = serde_json::from_str(&serde_json::to_string(&profile)?)?;
        prop_assert_eq!(read, profile);
    }
}
