//! Plans in configuration.

use core::time::Duration;

use notafter::renewal::{Plan, RenewAt};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn toml(text: &str) -> Result<Plan, String> {
    toml::from_str(text).map_err(|error| error.message().to_owned())
}

#[test]
fn a_plan_is_read_and_written_in_one_form() {
    let ideal = Plan::new(RenewAt::Ideal);
    let back_off = "[back_off]\nfirst = \"1 minute\"\nlongest = \"1 hour\"\n";
    let cases = [
        ("renew_at = \"ideal\"", ideal, "renew_at = \"ideal\"\n"),
        ("renew_at = \"2/3\"", Plan::new(RenewAt::fraction(2, 3)), "renew_at = \"2/3\"\n"),
        ("renew_at = \"4/6\"", Plan::new(RenewAt::fraction(2, 3)), "renew_at = \"2/3\"\n"),
        ("renew_at = \"80%\"", Plan::new(RenewAt::percent(80)), "renew_at = \"80%\"\n"),
        ("renew_at = \"1/2\"", Plan::new(RenewAt::percent(50)), "renew_at = \"50%\"\n"),
        ("renew_at = \"100%\"", Plan::new(RenewAt::percent(100)), "renew_at = \"100%\"\n"),
        ("renew_at = \"1/10\"", Plan::new(RenewAt::percent(10)), "renew_at = \"10%\"\n"),
        ("renew_at = \"ideal\"\nspread = \"0%\"", ideal.spread(0), "renew_at = \"ideal\"\nspread = \"0%\"\n"),
        (
            "renew_at = \"ideal\"\nasked_every = \"24h\"\nsettle = \"300s\"",
            ideal.asked_every(seconds(86_400)).settle(seconds(300)),
            "renew_at = \"ideal\"\nasked_every = \"1 day\"\nsettle = \"5 minutes\"\n",
        ),
    ];
    for (text, plan, written) in cases {
        assert_eq!(toml(text), Ok(plan), "{text}");
        let again = toml::to_string(&plan).expect("a table");
        assert_eq!(again.replace('\n', ""), format!("{written}{back_off}").replace('\n', ""), "{text}");
        assert_eq!(toml(&again), Ok(plan), "{again}");
    }
    let before = Plan::new(RenewAt::BeforeEnd(seconds(7 * 86_400))).back_off(seconds(30), seconds(600));
    let text = "renew_at = { before_end = \"1w\" }\nback_off = { first = \"30s\", longest = \"10m\" }";
    assert_eq!(toml(text), Ok(before));
    assert_eq!(toml(&toml::to_string(&before).expect("a table")), Ok(before));
    let json = serde_json::to_string(&before).expect("an object");
    assert_eq!(
        json,
        r#"{"renew_at":{"before_end":"7 days"},"back_off":{"first":"30 seconds","longest":"10 minutes"}}"#
    );
    assert_eq!(serde_json::from_str::<Plan>(&json).ok(), Some(before));
}

/// Whatever a plan is made of, it is written as a table that is read back as the same plan.
#[test]
fn every_plan_is_read_back() {
    let lengths = [
        Duration::ZERO,
        Duration::from_nanos(1),
        Duration::from_millis(1_500),
        seconds(86_400),
        seconds(u64::MAX),
        Duration::MAX,
    ];
    let shares = (0..=255).flat_map(|numerator| [1, 3, 7, 100, 255].map(|of| RenewAt::fraction(numerator, of)));
    for renew_at in shares.chain(lengths.map(RenewAt::BeforeEnd)) {
        let plan = Plan::new(renew_at);
        assert_eq!(
            serde_json::from_str(&serde_json::to_string(&plan).expect("an object")).ok(),
            Some(plan),
            "{plan:?}"
        );
    }
    for (first, longest) in lengths.into_iter().flat_map(|first| lengths.map(|longest| (first, longest))) {
        for (every, spread) in lengths.into_iter().flat_map(|every| [0, 50, 51, 255].map(|spread| (every, spread))) {
            let plan =
                Plan::new(RenewAt::Ideal).back_off(first, longest).asked_every(every).settle(longest).spread(spread);
            let json = serde_json::to_string(&plan).expect("an object");
            assert_eq!(serde_json::from_str(&json).ok(), Some(plan), "{plan:?} as {json}");
        }
    }
}

#[test]
fn what_is_no_plan_is_refused_with_key_value_and_reason() {
    let point = "is no point: expected `ideal`, a share such as `2/3` or `80%`, or `{ before_end = \"7 days\" }`";
    let share = "is not between a tenth and the whole";
    let cases = [
        ("renew_at = \"soon\"", format!("`renew_at` of `soon` {point}")),
        ("renew_at = \"+80%\"", format!("`renew_at` of `+80%` {point}")),
        ("renew_at = \"080%\"", format!("`renew_at` of `080%` {point}")),
        ("renew_at = \"2/3%\"", format!("`renew_at` of `2/3%` {point}")),
        ("renew_at = \"300%\"", format!("`renew_at` of `300%` {point}")),
        ("renew_at = \"101%\"", format!("`renew_at` of `101%` {share}")),
        ("renew_at = \"9%\"", format!("`renew_at` of `9%` {share}")),
        ("renew_at = \"1/0\"", format!("`renew_at` of `1/0` {share}")),
        ("renew_at = \"0/0\"", format!("`renew_at` of `0/0` {share}")),
        ("renew_at = \"3/2\"", format!("`renew_at` of `3/2` {share}")),
        ("renew_at = \"\\u001b[2J\"", format!("`renew_at` of `\\x1b[2J` {point}")),
        ("renew_at = { before_end = \"0s\" }", "`before_end` is zero: expected at least 1 second".to_owned()),
        ("renew_at = { before = \"7d\" }", "unknown field `before`, expected `before_end`".to_owned()),
        ("renew_at = \"ideal\"\nspread = \"51%\"", "`spread` of `51%` is no percentage from `0%` to `50%`".to_owned()),
        ("renew_at = \"ideal\"\nspread = \"5\"", "`spread` of `5` is no percentage from `0%` to `50%`".to_owned()),
        ("renew_at = \"ideal\"\nasked_every = \"0s\"", "`asked_every` is zero: expected at least 1 second".to_owned()),
        (
            "renew_at = \"ideal\"\nback_off = { first = \"2h\", longest = \"1h\" }",
            "`back_off.first` of 2 hours is not between 1 second and `back_off.longest` of 1 hour".to_owned(),
        ),
        (
            "renew_at = \"ideal\"\nback_off = { first = \"0s\", longest = \"1h\" }",
            "`back_off.first` of 0 seconds is not between 1 second and `back_off.longest` of 1 hour".to_owned(),
        ),
        ("spread = \"5%\"", "missing field `renew_at`".to_owned()),
    ];
    for (text, reason) in cases {
        assert_eq!(toml(text), Err(reason), "{text}");
    }
    for (text, part) in [
        ("renew_at = 80", "expected `ideal`, a share such as `2/3` or `80%`"),
        ("renew_at = \"ideal\"\nasked_every = 86400", "expected a text with a unit"),
        ("renew_at = \"ideal\"\nasked_every = \"1 month\"", "has years or months, whose length differs"),
        ("renew_at = \"ideal\"\nseed = \"host-17\"", "unknown field `seed`"),
    ] {
        let error = toml(text).expect_err(text);
        assert!(error.contains(part), "{text}: {error}");
    }
}
