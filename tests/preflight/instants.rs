//! Which instants are asked, in which order, and on how many threads.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use notafter::{
    Validity,
    preflight::{self, Preflight, hazards},
};
use time::{Duration, UtcDateTime, macros::utc_datetime};

use super::{failed_dates, leap_days, naive, threads};

fn asked(preflight: &Preflight) -> Vec<UtcDateTime> {
    let mut asked = Vec::new();
    let report = preflight.run(|now| asked.push(now));
    assert_eq!(report.attempts(), asked.len());
    assert_eq!(report.span(), asked.iter().min().copied().zip(asked.iter().max().copied()));
    asked
}

#[test]
fn hazards_are_asked_once_each_and_find_every_leap_day() {
    let preflight = Preflight::at_hazards(1900..=2400);
    let asked = asked(&preflight);
    assert!(asked.is_sorted_by(|one, next| one < next), "once each, in order");
    assert!(hazards(1900..=2400).all(|hazard| asked.contains(&hazard.at)), "all of them");
    let report = preflight.run(naive);
    let mut dates = failed_dates(&report);
    dates.dedup();
    assert_eq!(dates, leap_days(), "at both ends of the day");
    assert!(report.attempts() < 2_500, "{} of 182,987 days", report.attempts());
    let common = Preflight::at_hazards(2029..=2031).run(naive);
    assert!(common.is_clean(), "no leap day in it: {common}");
}

#[test]
fn instants_are_asked_as_they_are_given() {
    let given = [
        utc_datetime!(2028-02-29 12:34:56.789),
        utc_datetime!(2026-01-01 00:00:00),
        utc_datetime!(2026-01-01 00:00:00),
        utc_datetime!(2027-02-28 23:59:59),
    ];
    assert_eq!(asked(&Preflight::at(given)), given);
    let report = Preflight::at(given).run(naive);
    assert_eq!(failed_dates(&report), ["2028-02-29"]);
    let ordered: Vec<UtcDateTime> =
        Preflight::at(given).run(|_| Err::<(), _>("no")).failures().iter().map(|f| f.at).collect();
    assert_eq!(ordered, given, "failures too");
}

#[test]
fn instants_that_x509_cannot_write_are_left_out_and_none_is_not_clean() {
    let first = utc_datetime!(0000-01-01 00:00:00);
    let outside = first - Duration::SECOND;
    assert_eq!(asked(&Preflight::at([outside, first])), [first]);
    assert!(!Preflight::at([outside]).run(|_| ()).is_clean(), "nothing was asked");
    assert!(Preflight::at([first]).run(|_| ()).is_clean());
}

#[test]
fn several_threads_give_the_report_of_one() {
    let issue = |now: UtcDateTime| match now.ordinal() {
        200 => panic!("a panic"),
        day @ 100..=102 => Err(format!("refused on {day}")),
        _ => naive(now),
    };
    let preflights = [
        Preflight::every_day(2011..=2030),
        Preflight::at_hazards(1900..=2400),
        Preflight::at_hazards(1900..=2400).stop_at_first_failure(),
        Preflight::every_day(2012..=2030).stop_at_first_failure(),
        Preflight::at([utc_datetime!(2028-02-29 00:00:00)]),
        Preflight::at([utc_datetime!(2028-02-29 00:00:00), utc_datetime!(2024-02-29 00:00:00)]).stop_at_first_failure(),
        Preflight::at([]),
    ];
    for preflight in preflights {
        let one = preflight.run(issue);
        for count in [1, 2, 3, 8, 64] {
            assert_eq!(preflight.run_on(threads(count), issue), one, "{count} threads: {preflight:?}");
        }
    }
}

#[test]
fn several_threads_are_used_and_ask_each_instant_once() {
    // Each waits until another has begun: with one thread nobody would come.
    let begun = AtomicUsize::new(0);
    let asked = Mutex::new(Vec::new());
    let instants: Vec<UtcDateTime> =
        (0..4).map(|day| utc_datetime!(2026-01-01 00:00:00) + Duration::days(day)).collect();
    let report = Preflight::at(instants.clone()).run_on(threads(2), |now| {
        let turn = begun.fetch_add(1, Ordering::SeqCst);
        while turn < 2 && begun.load(Ordering::SeqCst) < 2 {
            std::thread::yield_now();
        }
        asked.lock().expect("asked").push(now);
    });
    assert!(report.is_clean(), "{report}");
    let mut asked = asked.into_inner().expect("asked");
    asked.sort();
    assert_eq!(asked, instants);
}

#[test]
fn a_run_on_threads_that_stops_asks_little_more() {
    let asked = AtomicUsize::new(0);
    let report = Preflight::every_day(2012..=2400).stop_at_first_failure().run_on(threads(2), |now| {
        asked.fetch_add(1, Ordering::SeqCst);
        naive(now)
    });
    assert_eq!(failed_dates(&report), ["2012-02-29"]);
    assert_eq!(report.attempts(), 60);
    assert!(asked.into_inner() < 10_000, "of 142,000");
}

#[test]
fn the_rare_cause_comes_first() {
    let report = preflight::every_day(2012..=2012, |now| match naive(now) {
        Ok(_) => Err::<Validity, _>("this fails always".to_owned()),
        Err(error) => Err(error),
    });
    let counts: Vec<(usize, String)> =
        report.groups().iter().map(|group| (group.count, group.first.at.date().to_string())).collect();
    assert_eq!(counts, [(1, "2012-02-29".to_owned()), (365, "2012-01-01".to_owned())]);
    let text = report.to_string();
    assert!(text.contains("\n\n1 time, 2012-02-29T00:00:00Z:\n    day was not in range\n365 times, "), "{text}");
}
