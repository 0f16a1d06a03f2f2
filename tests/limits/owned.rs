//! Schedules that are read from configuration, and what is refused there.

use core::time::Duration;

use notafter::{
    Lifetime, Profile,
    limits::{
        Counting::Exclusive,
        Limit, NotBeforeLimit, OwnedSchedule, Schedule, TLS_SERVER,
        Term::{Days, Hours, Months, Years},
    },
    time::macros::{date, utc_datetime},
};

fn from_toml(text: &str) -> Result<OwnedSchedule, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| error.message().to_owned())
}

const FULL: &str = r#"
name = "mesh-2"

[[rows]]
at_most = "12 months"
counting = "exclusive"
citation = "policy 1, section 2"

[[rows]]
since = "2024-02-29"
at_least = "1h"
recommended = "1d 12h"
at_most = "1 week"
counting = "inclusive"
citation = "policy 2, section 2"

[[rows]]
since = "2030-01-01"
recommended = "3 years"
citation = "policy 3, section 2"

[[rows]]
since = "2031-01-01"
not_to_be_issued = true
citation = "policy 4"

[[not_before]]
earlier = "48 hours"
later = "2d"
citation = "policy 1, section 3"

[[not_before]]
since = "2027-01-01"
earlier = "1 hour"
later = "never"
citation = "policy 2, section 3"
"#;

const CONSTANT: Schedule = Schedule::new(
    "mesh-2",
    &[
        Limit::always("policy 1, section 2").at_most(Months(12)).counted(Exclusive),
        Limit::since(date!(2024 - 02 - 29), "policy 2, section 2")
            .at_least(Hours(1))
            .recommending(Hours(36))
            .at_most(Days(7)),
        Limit::since(date!(2030 - 01 - 01), "policy 3, section 2").recommending(Years(3)),
        Limit::since(date!(2031 - 01 - 01), "policy 4").not_to_be_issued(),
    ],
)
.with_not_before(&[
    NotBeforeLimit::always("policy 1, section 3").at_most_earlier(Hours(48)).at_most_later(Days(2)),
    NotBeforeLimit::since(date!(2027 - 01 - 01), "policy 2, section 3").at_most_earlier(Hours(1)).never_later(),
]);

#[test]
fn a_schedule_that_is_read_is_that_of_a_constant() {
    let read = from_toml(FULL).expect("a schedule");
    assert_eq!(read.name(), "mesh-2");
    assert!(read == CONSTANT);
    assert_eq!(*read.clone().leak(), CONSTANT);
    let written = toml::to_string(&read).expect("TOML");
    assert_eq!(from_toml(&written), Ok(read.clone()), "{written}");
    let written = serde_json::to_string(&read).expect("JSON");
    let again: OwnedSchedule = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(again, read);
}

#[test]
fn a_profile_takes_a_schedule_that_was_read() {
    let schedule = from_toml(FULL).expect("a schedule").leak();
    let profile = Profile::new(Lifetime::days(7)).with_backdating(Duration::from_secs(3_600)).with_schedule(schedule);
    assert!(profile.validity(utc_datetime!(2030-12-31 23:59:59)).is_ok());
    assert_eq!(
        profile.validity(utc_datetime!(2031-01-01 00:00:00)).map_err(|error| error.to_string()),
        Err("certificates issued on or after 2031-01-01 are not allowed, this one is issued 2031-01-01T00:00:00Z (policy 4)"
            .to_owned()),
    );
    let hours = profile.with_backdating(Duration::from_secs(3_601));
    assert!(hours.validity(utc_datetime!(2026-12-31 23:59:59)).is_ok());
    assert!(hours.validity(utc_datetime!(2027-01-01 00:00:00)).is_err());
}

/// Whoever reads the configuration again sees whether anything is new.
#[test]
fn a_schedule_is_compared_before_it_is_leaked() {
    let row =
        |at_most, citation| format!("name = 'mesh'\nrows = [{{ at_most = '{at_most}', citation = '{citation}' }}]");
    let first = from_toml(&row("7 days", "policy 1")).expect("a schedule").leak();
    let same = |text: &str| from_toml(text).expect("a schedule") == *first;
    assert!(same(&row("7 days", "policy 1")));
    assert!(same(&row("168 hours", "policy 1")), "the same length in another unit");
    assert!(!same(&row("8 days", "policy 1")));
    assert!(!same(&row("7 days", "policy 2")));
    assert!(!same(&row("7 days", "policy 1").replace("mesh", "mash")));
    let twice = format!("{}\nnot_before = [{{ later = 'never', citation = 'policy 1' }}]", row("7 days", "policy 1"));
    assert!(!same(&twice), "another table");
    let two =
        row("7 days", "policy 1").replace("]", ", { since = '2027-01-01', at_most = '1 day', citation = 'policy 2' }]");
    assert!(!same(&two), "another row");
}

/// Each mistake, and the same text without it.
#[test]
fn a_mistake_is_refused_with_its_own_words() {
    let row = |row: &str| format!("name = 'mesh'\nrows = [{{ {row}, citation = 'a' }}]");
    let begin = |row: &str| format!("name = 'mesh'\nnot_before = [{{ {row}, citation = 'a' }}]");
    let rows = |dates: [&str; 2]| {
        let row = |date: &str| {
            let since = if date.is_empty() { String::new() } else { format!("since = '{date}', ") };
            format!("{{ {since}at_most = '1 day', citation = 'a' }}")
        };
        format!("name = 'mesh'\nrows = [{}, {}]", row(dates[0]), row(dates[1]))
    };
    let keys = "`since`, `at_least`, `recommended`, `at_most`, `not_to_be_issued`, `counting`, `citation`";
    let cases: Vec<(String, String, String)> = vec![
        // What is not there, or unknown.
        ("rows = []".into(), row("at_most = '1 day'"), "missing field `name`".into()),
        ("name = 'mesh'".into(), row("at_most = '1 day'"), "a schedule needs a row in `rows` or `not_before`".into()),
        (
            format!("nam = 1\n{}", row("at_most = '1 day'")),
            row("at_most = '1 day'"),
            "unknown field `nam`, expected one of `name`, `rows`, `not_before`".into(),
        ),
        (
            row("at_mots = '1 day'"),
            row("at_most = '1 day'"),
            format!("unknown field `at_mots`, expected one of {keys}"),
        ),
        (
            begin("before = '1 day'"),
            begin("earlier = '1 day'"),
            "unknown field `before`, expected one of `since`, `earlier`, `later`, `citation`".into(),
        ),
        (
            "name = 'mesh'\nrows = [{ at_most = '1 day' }]".into(),
            row("at_most = '1 day'"),
            "missing field `citation`".into(),
        ),
        (
            row("at_most = '1 day', counting = 'both'"),
            row("at_most = '1 day', counting = 'exclusive'"),
            "unknown variant `both`, expected `inclusive` or `exclusive`".into(),
        ),
        // Names.
        (
            row("at_most = '1 day'").replace("mesh", "Mesh 1"),
            row("at_most = '1 day'").replace("mesh", "mesh-1"),
            "`Mesh 1` is no name of a schedule: expected lowercase letters, digits and hyphens".into(),
        ),
        (
            row("at_most = '1 day'").replace("mesh", ""),
            row("at_most = '1 day'").replace("mesh", "m"),
            "`` is no name of a schedule: expected lowercase letters, digits and hyphens".into(),
        ),
        (
            row("at_most = '1 day'").replace("mesh", "tls-server"),
            row("at_most = '1 day'").replace("mesh", "tls-servers"),
            "`tls-server` is a schedule of notafter::limits: expected another name".into(),
        ),
        // Citations.
        (
            row("at_most = '1 day'").replace("'a'", "' '"),
            row("at_most = '1 day'").replace("'a'", "' a'"),
            "row 1 of `rows` has the citation ` `: expected one line that names the source".into(),
        ),
        (
            row("at_most = '1 day'").replace("'a'", "\"a\\nb\""),
            row("at_most = '1 day'").replace("'a'", "\"a b\""),
            "row 1 of `rows` has the citation `a\\x0ab`: expected one line that names the source".into(),
        ),
        (
            begin("later = 'never'").replace("'a'", "''"),
            begin("later = 'never'"),
            "row 1 of `not_before` has the citation ``: expected one line that names the source".into(),
        ),
        // Dates.
        (
            row("since = '2027-02-29', at_most = '1 day'"),
            row("since = '2028-02-29', at_most = '1 day'"),
            "`2027-02-29` is no date: 29 February 2027 does not exist, 2027 is not a leap year".into(),
        ),
        (
            row("since = '2027-13-01', at_most = '1 day'"),
            row("since = '2027-12-01', at_most = '1 day'"),
            "`2027-13-01` is no date: month 13 does not exist".into(),
        ),
        (
            row("since = '27-1-1', at_most = '1 day'"),
            row("since = '0027-01-01', at_most = '1 day'"),
            "`27-1-1` is no date: expected one such as `2027-01-01`".into(),
        ),
        (
            row("since = '2027-01-01T00:00:00Z', at_most = '1 day'"),
            row("since = '2027-01-01', at_most = '1 day'"),
            "`2027-01-01T00:00:00Z` is no date: expected one such as `2027-01-01`".into(),
        ),
        (
            row("since = 2027, at_most = '1 day'"),
            row("since = '2027-01-01', at_most = '1 day'"),
            "invalid type: integer `2027`, expected a date as a text, such as \"2027-01-01\"".into(),
        ),
        (
            row("since = 2027-01-01, at_most = '1 day'"),
            row("since = '2027-01-01', at_most = '1 day'"),
            "invalid type: map, expected a date as a text, such as \"2027-01-01\"".into(),
        ),
        // The order of rows.
        (
            rows(["2027-01-01", "2026-12-31"]),
            rows(["2026-12-31", "2027-01-01"]),
            "row 2 of `rows` is since 2026-12-31, which is not after 2027-01-01, the date of the row before it".into(),
        ),
        (
            rows(["2027-01-01", "2027-01-01"]),
            rows(["2027-01-01", "2027-01-02"]),
            "row 2 of `rows` is since 2027-01-01, which is not after 2027-01-01, the date of the row before it".into(),
        ),
        (
            rows(["2027-01-01", ""]),
            rows(["", "2027-01-01"]),
            "row 2 of `rows` has no `since`, which only the first row may lack".into(),
        ),
        (
            rows(["", ""]),
            rows(["", "2027-01-01"]),
            "row 2 of `rows` has no `since`, which only the first row may lack".into(),
        ),
        (
            rows(["2027-01-01", "2026-12-31"]).replace("rows", "not_before").replace("at_most", "earlier"),
            rows(["2026-12-31", "2027-01-01"]).replace("rows", "not_before").replace("at_most", "earlier"),
            "row 2 of `not_before` is since 2026-12-31, which is not after 2027-01-01, the date of the row before it"
                .into(),
        ),
        // Terms.
        (row("at_most = '0 days'"), row("at_most = '1 days'"), "`0 days` is zero: expected at least 1".into()),
        (row("at_least = '0y'"), row("at_least = '1y'"), "`0y` is zero: expected at least 1".into()),
        (row("recommended = '0h'"), row("recommended = '1h'"), "`0h` is zero: expected at least 1".into()),
        (begin("earlier = '0 hours'"), begin("earlier = '1 hour'"), "`0 hours` is zero: expected at least 1".into()),
        (begin("later = '0 days'"), begin("later = 'never'"), "`0 days` is zero: expected at least 1".into()),
        (
            row("at_most = '90 minutes'"),
            row("at_most = '90 hours'"),
            "`90 minutes` has another unit than years, months, weeks, days or hours".into(),
        ),
        (
            row("at_most = '90 fortnights'"),
            row("at_most = '90 weeks'"),
            "`90 fortnights` has another unit than years, months, weeks, days or hours".into(),
        ),
        (
            row("at_most = '90'"),
            row("at_most = '90d'"),
            "`90` has a count without a unit: expected one such as `90 days` or `24h`".into(),
        ),
        (
            row("at_most = 'long'"),
            row("at_most = '1y'"),
            "`long` is no term: expected one such as `90 days` or `12 months`".into(),
        ),
        (
            row("at_most = '1 year, clamp'"),
            row("at_most = '1 year'"),
            "`1 year, clamp` is no term: expected one such as `90 days` or `12 months`".into(),
        ),
        (
            row("at_most = '4294967296 days'"),
            row("at_most = '4294967295 days'"),
            "`4294967296 days` is too long: expected a count of at most 4294967295".into(),
        ),
        (
            row("at_most = '613566757 weeks'"),
            row("at_most = '613566756 weeks'"),
            "`613566757 weeks` is too long: expected a count of at most 4294967295".into(),
        ),
        (
            row("at_most = 90"),
            row("at_most = '90d'"),
            "invalid type: integer `90`, expected a text with a unit, such as \"90 days\"".into(),
        ),
        (
            begin("later = 0"),
            begin("later = 'never'"),
            "invalid type: integer `0`, expected \"never\", or a text with a unit, such as \"48 hours\"".into(),
        ),
        // Bounds that say nothing, or against each other.
        (
            row("since = '2027-01-01'"),
            row("since = '2027-01-01', at_most = '1 day'"),
            "row 1 of `rows` has no bound: expected `at_least`, `recommended`, `at_most` or `not_to_be_issued`".into(),
        ),
        (
            row("not_to_be_issued = false"),
            row("not_to_be_issued = true"),
            "row 1 of `rows` has no bound: expected `at_least`, `recommended`, `at_most` or `not_to_be_issued`".into(),
        ),
        (
            begin("since = '2027-01-01'"),
            begin("since = '2027-01-01', later = 'never'"),
            "row 1 of `not_before` has no bound: expected `earlier` or `later`".into(),
        ),
        (
            row("at_most = '1 day', not_to_be_issued = true"),
            row("at_most = '1 day', not_to_be_issued = false"),
            "row 1 of `rows` has `not_to_be_issued` and a length: expected one of them".into(),
        ),
        (
            row("at_least = '25h', at_most = '1 day'"),
            row("at_least = '24h', at_most = '1 day'"),
            "row 1 of `rows` has `at_least = \"25 hours\"`, which is longer than `at_most = \"1 day\"`".into(),
        ),
        (
            row("recommended = '13 months', at_most = '1 year'"),
            row("recommended = '12 months', at_most = '1 year'"),
            "row 1 of `rows` has `recommended = \"13 months\"`, which is longer than `at_most = \"1 year\"`".into(),
        ),
        (
            row("at_least = '32 days', at_most = '1 month'"),
            row("at_least = '31 days', at_most = '1 month'"),
            "row 1 of `rows` has `at_least = \"32 days\"`, which is longer than `at_most = \"1 month\"`".into(),
        ),
        (
            row("at_least = '1 month', at_most = '27 days'"),
            row("at_least = '1 month', at_most = '28 days'"),
            "row 1 of `rows` has `at_least = \"1 month\"`, which is longer than `at_most = \"27 days\"`".into(),
        ),
    ];
    for (text, twin, expected) in cases {
        assert_eq!(from_toml(&text).map(|_| ()), Err(expected), "{text}");
        assert_eq!(from_toml(&twin).map(|_| ()), Ok(()), "the twin\n{twin}");
    }
}

/// The crate's own tables are examples of the form, under another name.
#[test]
fn the_tables_of_this_crate_can_be_written_in_configuration() {
    let text = r#"
        name = "ours"
        rows = [
            { since = "2012-07-01", at_most = "60 months", counting = "exclusive", citation = "TLS BR 1.0.0 section 9.4, ballot 62" },
            { since = "2015-04-02", at_most = "39 months", counting = "exclusive", citation = "TLS BR 1.0.0 section 9.4, ballot 62" },
            { since = "2018-03-02", at_most = "825 days", counting = "exclusive", citation = "TLS BR 1.4.4 section 6.3.2, ballot 193" },
            { since = "2020-09-01", at_most = "398 days", recommended = "397 days", citation = "TLS BR 1.7.1 section 6.3.2, ballot SC31" },
            { since = "2026-03-15", at_most = "200 days", recommended = "199 days", citation = "TLS BR 2.1.5 section 6.3.2, ballot SC081v3" },
            { since = "2027-03-15", at_most = "100 days", recommended = "99 days", citation = "TLS BR 2.1.5 section 6.3.2, ballot SC081v3" },
            { since = "2029-03-15", at_most = "47 days", recommended = "46 days", citation = "TLS BR 2.1.5 section 6.3.2, ballot SC081v3" },
        ]
        not_before = [
            { since = "2023-09-15", earlier = "48 hours", later = "48 hours", citation = "TLS BR 2.0.0 section 7.1.2.7, ballot SC62" },
        ]
    "#;
    let ours = from_toml(text).expect("a schedule").leak();
    assert_eq!((ours.rows(), ours.not_before_rows()), (TLS_SERVER.rows(), TLS_SERVER.not_before_rows()));
}
