//! The harness: it finds every failure, counts each once, and disturbs nothing else.

mod expected;
mod hazards;
mod instants;
mod issuer;
#[cfg(all(feature = "mint", feature = "__backend"))]
mod minted;
mod panics;
mod renewal;
mod returned;
mod service;
#[cfg(feature = "serde")]
mod stored;

use core::{num::NonZero, time::Duration};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity, limits,
    preflight::{self, Cause, IntoValidity, Preflight},
};
use time::{
    Date, UtcDateTime,
    macros::{time, utc_datetime},
};

use crate::{oracle, renewal::Chained};

fn threads(count: usize) -> NonZero<usize> {
    NonZero::new(count).expect("at least one")
}

/// The code of the outage: the same date next year, up to one second before it.
fn naive(now: UtcDateTime) -> Result<Validity, String> {
    let end = Date::from_calendar_date(now.year() + 1, now.month(), now.day()).map_err(|error| error.to_string())?;
    let end = UtcDateTime::new(end, now.time()) - Duration::from_secs(1);
    Validity::new(now, end).map_err(|error| error.to_string())
}

/// The leap days from 1900 to 2400 whose anniversary does not exist: all of them, as no two leap years are neighbours.
fn leap_days() -> Vec<String> {
    let days = oracle::calendar().years(1900..=2400).iter();
    days.filter(|day| (day.month, day.day) == (2, 29)).map(|day| day.date.to_string()).collect()
}

fn failed_dates(report: &preflight::Report) -> Vec<String> {
    report.failures().iter().map(|failure| failure.at.date().to_string()).collect()
}

#[test]
fn the_naive_issuer_fails_on_exactly_the_leap_days() {
    let report = preflight::every_day(1900..=2400, naive);
    assert_eq!(report.attempts(), 182_987, "one attempt a date");
    assert_eq!(failed_dates(&report), leap_days());
    assert_eq!(leap_days().len(), 122);
    assert_eq!(report.issued(), 182_987 - 122);
    assert!(!report.is_clean());
    assert_eq!(report.groups().len(), 1, "one cause: {:?}", report.groups());
    let period = |text: &str| Some(text.parse().expect("an interval"));
    assert_eq!(report.shortest(), period("1900-01-01T00:00:00Z/1900-12-31T23:59:59Z"), "the first of 365 days");
    assert_eq!(report.longest(), period("1903-03-01T00:00:00Z/1904-02-29T23:59:59Z"), "the first of 366 days");
}

#[test]
fn a_sweep_finds_the_same_as_running_the_profile_as_code() {
    let profiles = [
        Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)),
        Profile::new(Lifetime::months(13, LeapDayPolicy::Reject)),
        Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)),
        Profile::new(Lifetime::days(398)).with_schedule(&limits::TLS_SERVER),
    ];
    for profile in profiles {
        let swept = preflight::sweep(1900..=2400, &profile);
        let run = preflight::every_day(1900..=2400, |now| profile.validity(now));
        assert_eq!(failed_dates(&swept), failed_dates(&run), "{profile:?}");
        assert_eq!((swept.attempts(), run.attempts()), (182_987, 182_987), "{profile:?}");
        assert_eq!((swept.shortest(), swept.longest()), (run.shortest(), run.longest()), "{profile:?}");
    }
}

#[test]
fn a_sweep_sees_the_day_that_backdating_moves() {
    // notBefore is an hour before now: it falls on the leap day from 01:00 of that day to 00:59:59 of the next.
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)).with_backdating(Duration::from_secs(3_600));
    let report = preflight::sweep(2028..=2028, &profile);
    let failed: Vec<UtcDateTime> = report.failures().iter().map(|failure| failure.at).collect();
    assert_eq!(failed, [utc_datetime!(2028-02-29 01:00:00), utc_datetime!(2028-03-01 00:00:00)]);
    let first = preflight::next_failure(&profile, utc_datetime!(2026-01-01 00:00:00)).expect("the next leap day");
    assert_eq!(first.at, utc_datetime!(2028-02-29 01:00:00), "to the second");
    for (offset, fails) in [(-1, false), (0, true), (86_399, true), (86_400, false)] {
        let at = first.at + time::Duration::seconds(offset);
        assert_eq!(profile.validity(at).is_err(), fails, "{offset} s from the first failure");
    }
}

#[test]
fn backdating_by_a_fraction_of_a_second_moves_the_day_too() {
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)).with_backdating(Duration::from_millis(1_500));
    let first = preflight::next_failure(&profile, utc_datetime!(2028-02-28 00:00:00)).expect("the leap day");
    assert_eq!(first.at, utc_datetime!(2028-02-29 00:00:02));
    assert!(profile.validity(first.at - Duration::from_secs(1)).is_ok(), "one second before");
    // The instant that is asked is not the second in which it is.
    for from in [utc_datetime!(2028-02-29 00:00:01.7), utc_datetime!(2028-03-01 00:00:01.2)] {
        assert_eq!(preflight::next_failure(&profile, from).map(|failure| failure.at), Some(from), "{from}");
        assert!(profile.validity(from).is_err(), "{from}");
    }
    let late = utc_datetime!(2028-03-01 00:00:01.7);
    assert!(profile.validity(late).is_ok());
    let next = preflight::next_failure(&profile, late).expect("the next leap day");
    assert_eq!(next.at, utc_datetime!(2032-02-29 00:00:02));
}

#[test]
fn an_error_that_prints_its_causes_when_asked_is_asked() {
    let report = Preflight::every_day(2026..=2026).stop_at_first_failure().run(|_now| Err::<(), _>(Chained));
    assert_eq!(report.failures()[0].cause, Cause::Error("no certificate: no entropy".to_owned()));
}

#[test]
fn the_next_failure_is_the_first_from_then_on_and_none_where_there_is_none() {
    let reject = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    let next = |from| preflight::next_failure(&reject, from).map(|failure| failure.at);
    assert_eq!(next(utc_datetime!(2026-11-22 08:30:00)), Some(utc_datetime!(2028-02-29 00:00:00)));
    assert_eq!(next(utc_datetime!(2028-02-29 08:30:00.7)), Some(utc_datetime!(2028-02-29 08:30:00.7)), "at once");
    assert_eq!(next(utc_datetime!(2096-03-01 00:00:00)), Some(utc_datetime!(2104-02-29 00:00:00)), "2100 has none");
    let clamp = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    assert_eq!(preflight::next_failure(&clamp, utc_datetime!(2026-11-22 00:00:00)), None, "never, through 9999");

    let web = Profile::new(Lifetime::days(200)).with_schedule(&limits::TLS_SERVER);
    let failure = preflight::next_failure(&web, utc_datetime!(2026-11-22 00:00:00)).expect("the rule changes");
    assert_eq!(
        failure.to_string(),
        "2027-03-15T00:00:00Z: 200 days are more than the 100 days allowed for certificates issued on or after \
         2027-03-15 (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)",
    );
}

#[test]
fn a_profile_that_never_issues_is_told_and_the_end_of_9999_is_not() {
    let from = utc_datetime!(2026-01-01 00:00:00);
    let ages = Profile::new(Lifetime::years(9_000, LeapDayPolicy::Clamp));
    let failure = preflight::next_failure(&ages, from).expect("it ends after 9999");
    assert_eq!(failure.at, from, "from the first instant on");
    let century = Profile::new(Lifetime::years(100, LeapDayPolicy::Clamp));
    assert_eq!(preflight::next_failure(&century, from), None, "it issues until a century before the end");
}

#[test]
fn a_sweep_does_not_ask_between_the_last_midnight_that_issues_and_the_end_of_9999() {
    let hour = Profile::new(Lifetime::seconds(3_600));
    assert!(preflight::sweep(9999..=9999, &hour).is_clean(), "an hour from each midnight");
    assert!(hour.validity(utc_datetime!(9999-12-31 23:30:00)).is_err(), "the docs say so");
    let day = Profile::new(Lifetime::seconds(86_401));
    assert_eq!(failed_dates(&preflight::sweep(9999..=9999, &day)), ["9999-12-31"], "the next midnight is asked");
}

#[test]
fn the_longest_backdating_is_swept_like_any_other() {
    let profile = Profile::new(Lifetime::days(1)).with_backdating(Duration::MAX);
    let report = preflight::sweep(2026..=2026, &profile);
    assert_eq!(report.issued(), 0, "before the year 0000 on every date");
    assert!(preflight::next_failure(&profile, utc_datetime!(2026-01-01 00:00:00)).is_some());
}

#[test]
fn causes_that_differ_in_numbers_alone_are_one() {
    let report = preflight::every_day(2026..=2026, |now| match now.ordinal() {
        // Of one, two and three digits.
        day @ 1..=360 => Err(format!("day{day}")),
        361..=364 => Err("day".to_owned()),
        _ => Ok(()),
    });
    let counts: Vec<usize> = report.groups().iter().map(|group| group.count).collect();
    assert_eq!(counts, [4, 360], "{report}");
}

#[test]
fn a_report_prints_lengths_in_days_and_seconds() {
    let report = preflight::every_day(2026..=2026, |now| {
        let seconds = if now.ordinal() == 1 { 1 } else { 86_402 };
        Validity::starting_at(now, Lifetime::seconds(seconds))
    });
    let text = report.to_string();
    for line in ["shortest  1 second, 2026-01-01T00:00:00Z/", "longest   1 day 2 seconds, 2026-01-02T00:00:00Z/"] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn causes_that_differ_in_more_than_numbers_are_counted_and_not_all_printed() {
    let letters = |day: u8| "abcdefghijklmnopqrstuvwxyzABCDE".chars().nth(usize::from(day) - 1).map(String::from);
    let report = preflight::every_day(2026..=2026, |now| Err::<(), _>(letters(now.day()).expect("a letter")));
    assert_eq!(report.groups().len(), 31, "one for each day of the month");
    assert!(report.to_string().ends_with("\n\nand 11 more causes, 132 times"), "{report}");
}

#[test]
fn what_is_issued_must_be_right_not_only_there() {
    let from_now = |seconds: i64, length: i64| {
        move |now: UtcDateTime| {
            let start = now + time::Duration::seconds(seconds);
            Validity::new(start, start + time::Duration::seconds(length - 1))
        }
    };
    let year = 365 * 86_400;
    let issuer = "1800-01-01T00:00:00Z/2026-12-30T23:59:59Z".parse().expect("an interval");
    let preflight =
        Preflight::every_day(2026..=2026).schedule(&limits::TLS_SERVER).issuer(issuer).stop_at_first_failure();
    let first_cause = |issue: &dyn Fn(UtcDateTime) -> Result<Validity, notafter::ValidityError>| {
        preflight.run(issue).failures().first().map(ToString::to_string)
    };
    assert_eq!(
        first_cause(&from_now(1, year)).as_deref(),
        Some("2026-01-01T00:00:00Z: 2026-01-01T00:00:01Z/2027-01-01T00:00:00Z does not include the instant of issue"),
    );
    assert_eq!(
        first_cause(&from_now(-90 * 86_400, 90 * 86_400)).as_deref(),
        Some("2026-01-01T00:00:00Z: 2025-10-03T00:00:00Z/2025-12-31T23:59:59Z does not include the instant of issue"),
        "it ended a second ago",
    );
    assert_eq!(
        first_cause(&from_now(0, 7 * 86_400 + 1)).as_deref(),
        Some(
            "2026-01-01T00:00:00Z: 2026-01-01T00:00:00Z/2026-01-08T00:00:00Z is 7 days 1 second, because notAfter \
             is itself a valid second"
        ),
    );
    assert_eq!(
        first_cause(&from_now(0, 398 * 86_400)).as_deref(),
        Some("2026-01-01T00:00:00Z: notAfter 2027-02-02T23:59:59Z is after the issuer's notAfter 2026-12-30T23:59:59Z"),
    );
    assert!(
        first_cause(&from_now(0, 201 * 86_400))
            .expect("200 days from March on")
            .starts_with("2026-03-15T00:00:00Z: 201 days"),
    );
    let second = preflight::every_day(2026..=2026, from_now(0, 1));
    assert!(second.is_clean(), "one second is a period, and no mistake: {second}");
}

#[test]
fn three_times_of_day_are_three_attempts() {
    let mut asked = Vec::new();
    let report = Preflight::morning_noon_and_night(2026..=2026).run(|now| asked.push(now.time()));
    assert_eq!(report.attempts(), 3 * 365);
    assert_eq!(asked[..3], [time!(00:00:00), time!(12:00:00), time!(23:59:59)]);
}

#[test]
fn a_run_that_stops_at_the_first_failure_asks_no_more() {
    let mut asked = Vec::new();
    let report = Preflight::every_day(2012..=2400).stop_at_first_failure().run(|now| {
        asked.push(now);
        naive(now)
    });
    assert_eq!(failed_dates(&report), ["2012-02-29"]);
    assert_eq!((asked.len(), asked.last()), (31 + 29, Some(&utc_datetime!(2012-02-29 00:00:00))));
    assert_eq!(report.attempts(), asked.len());
}

#[test]
fn a_sweep_of_no_dates_is_not_clean() {
    #[expect(clippy::reversed_empty_ranges, reason = "to show what it gives")]
    let empty = preflight::every_day(2026..=2025, |_| ());
    assert_eq!(empty.attempts(), 0);
    assert!(!empty.is_clean(), "nothing was shown");
    let outside = preflight::every_day(-20..=-10, |_| ());
    assert!(!outside.is_clean(), "X.509 cannot write these years");
    assert_eq!(preflight::every_day(-1..=0, |_| ()).attempts(), 366, "the year 0000 is a leap year");
    assert_eq!(preflight::every_day(9999..=20_000, |_| ()).attempts(), 365, "the year 9999 is the last");
}

#[test]
fn certificates_in_der_are_read() {
    let unreadable = |result: Result<Option<Validity>, Cause>| matches!(result, Err(Cause::Unreadable(_)));
    assert!(unreadable(vec![0x30, 0].into_validity()));
    let error: Result<Vec<u8>, &str> = Err("no key");
    assert_eq!(error.into_validity(), Err(Cause::Error("no key".to_owned())));
    assert_eq!(().into_validity(), Ok(None));
}

#[test]
fn a_report_prints_as_a_table_with_the_causes_by_number() {
    let issue = |now: UtcDateTime| {
        if now.day() == 31 { Err(format!("{} is refused", now.date())) } else { naive(now) }
    };
    let report = preflight::every_day(2012..=2012, issue);
    assert_eq!(
        report.to_string(),
        "asked     366, 2012-01-01T00:00:00Z to 2012-12-31T00:00:00Z\n\
         issued    358\n\
         failed    8\n\
         shortest  365 days, 2012-03-01T00:00:00Z/2013-02-28T23:59:59Z\n\
         longest   366 days, 2012-01-01T00:00:00Z/2012-12-31T23:59:59Z\n\
         \n\
         1 time, 2012-02-29T00:00:00Z:\n    \
             day was not in range\n\
         7 times, 2012-01-31T00:00:00Z to 2012-12-31T00:00:00Z, at first:\n    \
             2012-01-31 is refused",
        "{report}",
    );
}
