//! A rotation that was saved goes on as if nothing had happened.

use core::time::Duration;

use notafter::{
    Scope, Scoped, ScopedError, Validity,
    renewal::{Outcome, Plan, Record, RenewAt, Rotation, State, Window},
};
use time::{UtcDateTime, macros::utc_datetime};

use super::rotation::{Fault, IDEAL, START, days, seconds};
use crate::adversary::restart;

const DAY: i64 = 86_400;

type Minted = Result<(u32, Validity), Fault>;

/// S2 as a job that runs once a day: what was learned is known to the next run.
#[test]
fn a_daily_job_is_no_worse_than_a_service() {
    let plan = IDEAL.asked_every(Duration::from_secs(DAY.unsigned_abs()));
    let mut rotation = Rotation::new(0, days(START, 398), START, plan, "host-17");
    let (mut minted, mut renewed) = (0, 0);
    for day in 1..398 {
        let now = START + seconds(day * DAY);
        let outcome = rotation.attempt(now, |now| -> Minted {
            minted += 1;
            Ok((minted, days(now, 47)))
        });
        renewed += u32::from(matches!(outcome, Outcome::Renewed { .. }));
        assert!(rotation.at(now).current().validity().contains(now), "{now}");
        rotation = restart(&rotation, plan, "host-17");
    }
    assert!(renewed > 0 && minted - renewed <= 5, "{} of {minted} are not used", minted - renewed);
}

#[test]
fn a_job_keeps_to_what_a_service_asked_for_and_the_alert_goes_on() {
    let every = Duration::from_secs(3_600);
    let plan = IDEAL.asked_every(every);
    let mut rotation = Rotation::new(1, days(START, 90), START, plan, "host-17");
    let due = rotation.at(START).due();
    let asked = Duration::from_secs(36 * 3_600);
    let mut attempts = 0;
    for hour in 0..48 {
        let now = due + seconds(hour * 3_600);
        let outcome = rotation.attempt(now, |_| -> Result<(u32, Validity), ScopedError> {
            attempts += 1;
            Err(ScopedError::new(Scope::SharedService, "429").with_retry_after(asked))
        });
        drop(outcome);
        rotation = restart(&rotation, plan, "host-17");
        let state = rotation.at(now).state();
        assert!(matches!(state, State::Degraded { failures, .. } if failures == attempts), "{state} after {hour} h");
    }
    assert_eq!(attempts, 2, "at once, and 36 hours later");
}

/// A part of a second is not lost to a restart.
#[test]
fn a_wait_is_no_shorter_after_a_restart() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let due = rotation.at(START).due();
    let outcome = rotation.attempt(due, |_| -> Result<(u32, Validity), ScopedError> {
        Err(ScopedError::new(Scope::SharedService, "429").with_retry_after(Duration::from_millis(90_500)))
    });
    assert_eq!(outcome.due(), due + seconds(91));
    assert_eq!(restart(&rotation, IDEAL, "host-17").at(due).due(), due + seconds(91));
}

#[test]
fn what_an_issuer_suggested_and_what_was_asked_for_is_known_after_a_restart() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let begin = START + seconds(20 * DAY);
    rotation.suggest(START, &days(START, 90), Window::from_suggested(begin, begin + seconds(3_600)));
    let restored = restart(&rotation, IDEAL, "host-17");
    let due = rotation.at(START).due();
    assert!((begin..=begin + seconds(3_600)).contains(&due));
    assert_eq!(restored.at(START).due(), due);

    rotation.renew_now(START);
    let mut restored = restart(&rotation, IDEAL, "host-17");
    assert!(restored.at(START).is_due());
    // It is replaced by what ends no later, and stays replaced.
    let outcome = restored.attempt(START, |now| -> Minted { Ok((2, days(now, 30))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    assert_eq!(*restart(&restored, IDEAL, "host-17").at(START).current().credential(), 2);
}

#[test]
fn what_is_in_use_until_its_successor_begins_is_there_after_a_restart() {
    let mut rotation = Rotation::new(1, days(START, 90), START, IDEAL, "host-17");
    let due = rotation.at(START).due();
    let outcome = rotation.attempt(due, |now| -> Minted { Ok((2, days(now + seconds(DAY), 90))) });
    assert!(matches!(outcome, Outcome::Renewed { .. }), "{outcome:?}");
    let restored = restart(&rotation, IDEAL, "host-17");
    for after in [0, DAY - 1, DAY, 40 * DAY] {
        let now = due + seconds(after);
        assert_eq!(restored.at(now).current().credential(), rotation.at(now).current().credential(), "{after} s later");
    }
}

#[test]
fn what_is_lost_of_it_costs_no_more_than_it_says() {
    let (first, second) = (days(START, 90), days(START + seconds(60 * DAY), 90));
    let now = START + seconds(61 * DAY);
    // No record at all: each counts as taken when it began.
    let restored = Rotation::from_record(&Record::default(), [(1, first), (2, second)], IDEAL, "host-17").expect("two");
    let fresh = Rotation::new(2, second, second.not_before(), IDEAL, "host-17");
    assert_eq!((*restored.at(now).current().credential(), restored.at(now).due()), (2, fresh.at(now).due()));
    // A credential that is lost: the other one is used.
    let record = restored.record();
    let rest = Rotation::from_record(&record, [(1, first)], IDEAL, "host-17").expect("one");
    assert_eq!((*rest.at(now).current().credential(), rest.kept().count()), (1, 1));
    // The same period twice: the first counts.
    let twice = Rotation::from_record(&record, [(2, second), (3, second)], IDEAL, "host-17").expect("one");
    assert_eq!((*twice.at(now).current().credential(), twice.kept().count()), (2, 1));
    assert!(Rotation::<u32>::from_record(&record, [], IDEAL, "host-17").is_none());
}

/// Whatever a damaged file says: nothing panics, and a renewal is due before the end.
#[test]
fn a_record_that_says_anything_lets_nothing_expire() {
    let (first, day) = (days(START, 90), Duration::from_secs(DAY.unsigned_abs()));
    let instants = ["0000-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "9999-12-31T23:59:59Z"];
    for taken in instants {
        for suggested in instants {
            for learned in instants {
                for since in instants {
                    let text = format!(
                        "credential {first} taken {taken} suggested {suggested} learned {learned}\n\
                         attempt {since} until 9999-12-31T23:59:59Z failures 4294967295 hurried 4294967295\n"
                    );
                    let record: Record = text.parse().expect("a record");
                    for plan in [IDEAL, IDEAL.asked_every(day), Plan::new(RenewAt::percent(100)).settle(day)] {
                        let mut rotation = Rotation::from_record(&record, [(1, first)], plan, "host-17").expect("one");
                        let mut now = START;
                        while now <= first.not_after() {
                            let _ = rotation.attempt(now, |now| -> Minted { Ok((2, days(now, 90))) });
                            let view = rotation.at(now);
                            let next = view.due().max(now + seconds(1));
                            now = if plan == IDEAL.asked_every(day) { now + seconds(DAY) } else { next };
                        }
                        let end = first.not_after() + seconds(1);
                        assert!(rotation.at(end).current().validity().contains(end), "{plan:?}\n{text}");
                    }
                }
            }
        }
    }
}

#[test]
fn instants_are_saved_in_whole_seconds_of_the_years_that_can_be_written() {
    const FIRST: UtcDateTime = utc_datetime!(0000-01-01 00:00:00);
    const LAST: UtcDateTime = utc_datetime!(9999-12-31 23:59:59.999_999_999);
    let taken = [UtcDateTime::MIN, UtcDateTime::MAX, utc_datetime!(2026-01-01 00:00:00.999_999_999)];
    for taken in taken {
        let mut rotation = Rotation::new(1, days(START, 90), taken, IDEAL, "host-17");
        for now in [UtcDateTime::MIN, taken, UtcDateTime::MAX] {
            let _ = rotation.attempt(now, |_| -> Minted { Err(Fault(Scope::ThisHost)) });
            rotation.suggest(now, &days(START, 90), Window::from_suggested(FIRST, LAST));
            let record = rotation.record();
            assert_eq!(record.to_string().parse(), Ok(record), "{rotation:?}");
        }
    }
}

#[test]
fn what_is_no_record_is_refused_with_line_value_and_reason() {
    let credential = "credential 2026-01-01T00:00:00Z/2026-03-31T23:59:59Z taken 2026-01-01T00:00:00Z";
    let attempt = "attempt 2026-01-01T00:00:00Z until 2026-01-01T00:01:00Z failures 1 hurried 0";
    let cases = [
        ("".to_owned(), None),
        (format!("{credential}\r\n{attempt}\r\n"), None),
        (
            format!("{credential}\n\n"),
            Some("line 2 of the record: expected `credential`, or at most two `attempt`, found ``"),
        ),
        (
            "host-17".to_owned(),
            Some("line 1 of the record: expected `credential`, or at most two `attempt`, found `host-17`"),
        ),
        (format!("{credential} "), Some("line 1 of the record: expected the end of the line, found ``")),
        (format!("{credential} lost"), Some("line 1 of the record: expected the end of the line, found `lost`")),
        (
            format!(" {credential}"),
            Some("line 1 of the record: expected `credential`, or at most two `attempt`, found ``"),
        ),
        (credential.replace("taken", "Taken"), Some("line 1 of the record: expected `taken`, found `Taken`")),
        (
            credential.replace("03-31", "02-29"),
            Some("line 1 of the record: expected a period, found `2026-01-01T00:00:00Z/2026-02-29T23:59:59Z`"),
        ),
        (
            credential.replace("taken 2026-01-01", "taken 2026-02-29"),
            Some("line 1 of the record: expected an instant, found `2026-02-29T00:00:00Z`"),
        ),
        (format!("{credential} suggested"), Some("line 1 of the record: expected an instant, found ``")),
        (attempt.replace("failures 1", "failures -1"), Some("line 1 of the record: expected a number, found `-1`")),
        (attempt.replace(" hurried 0", ""), Some("line 1 of the record: expected `hurried`, found ``")),
        (
            [attempt; 3].join("\n"),
            Some("line 3 of the record: expected `credential`, or at most two `attempt`, found `attempt`"),
        ),
    ];
    for (text, reason) in cases {
        let read = text.parse::<Record>();
        assert_eq!(read.clone().map_err(|error| error.to_string()).err().as_deref(), reason, "{text}");
        assert!(read.err().is_none_or(|error| error.scope() == Scope::ThisHost));
    }
}

#[cfg(feature = "serde")]
#[test]
fn with_serde_a_record_is_its_text() {
    let record = Rotation::new(1, days(START, 90), START, IDEAL, "host-17").record();
    let json = serde_json::to_string(&record).expect("a text");
    assert_eq!(json, format!("{:?}", record.to_string()));
    assert_eq!(serde_json::from_str::<Record>(&json).ok(), Some(record));
    let error = serde_json::from_str::<Record>("17").expect_err("no text").to_string();
    assert!(error.contains("expected the record of a rotation"), "{error}");
}
