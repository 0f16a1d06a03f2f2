//! Every date against the oracle. Each sweep counts the calls that it compared and prints the count.

use notafter::{CalendarError, LeapDayPolicy, add_months, add_years};
use time::Date;

use crate::oracle::{Day, calendar};

/// Results compared with the oracle, and the first few that differ.
#[derive(Default)]
struct Tally {
    compared: u64,
    mismatches: u64,
    first: Vec<String>,
}

impl Tally {
    fn compare(
        &mut self,
        (from, n, policy): (&Day, i32, LeapDayPolicy),
        found: Result<Date, CalendarError>,
        expected: Result<usize, CalendarError>,
    ) {
        self.compared += 1;
        let expected = expected.map(|position| calendar().days()[position].date);
        if found != expected {
            self.mismatches += 1;
            if self.first.len() < 5 {
                self.first.push(format!("{} + {n}, {policy}: found {found:?}, expected {expected:?}", from.date));
            }
        }
    }

    fn finish(self, name: &str, expected_count: u64) {
        println!("{name}: {} calls compared with the oracle, {} mismatches", self.compared, self.mismatches);
        assert_eq!(self.mismatches, 0, "{name}: {:#?}", self.first);
        assert_eq!(self.compared, expected_count, "{name}: every call was compared");
    }
}

/// 182,987 dates × 100 years × 3 policies; × 500 years in a release build.
#[test]
fn every_date_years_later() {
    let last = if cfg!(debug_assertions) { 100 } else { 500 };
    let mut tally = Tally::default();
    for from in calendar().years(1900..=2400) {
        for years in 1..=last {
            for policy in LeapDayPolicy::ALL {
                let expected = calendar().years_later(from, years, policy);
                tally.compare((from, years, policy), add_years(from.date, years, policy), expected);
            }
        }
    }
    tally.finish("add_years, 1900-01-01 to 2400-12-31", 182_987 * last as u64 * 3);
}

/// One to three years by month, the lifetimes that certificates have or had, and the same into the past.
#[test]
fn every_date_months_later() {
    let amounts = (1..=36).chain([39, 60, 120, 135, 1200]).flat_map(|months| [months, -months]);
    let amounts: Vec<i32> = amounts.chain([0]).collect();
    let mut tally = Tally::default();
    for from in calendar().years(1900..=2400) {
        for &months in &amounts {
            for policy in LeapDayPolicy::ALL {
                let expected = calendar().months_later(from, months, policy);
                tally.compare((from, months, policy), add_months(from.date, months, policy), expected);
            }
        }
    }
    tally.finish("add_months, 1900-01-01 to 2400-12-31", 182_987 * 83 * 3);
}

/// Amounts that reach the ends of the range and of the type, from every date on which a mistake would show.
#[test]
fn hard_dates_of_the_whole_range() {
    let is_hard = |day: &&Day| match (day.month, day.day) {
        (2, 28..) | (3, 1) | (1, 1) => true,
        (_, last) => last >= 30,
    };
    let hard: Vec<&Day> = calendar().days().iter().filter(is_hard).collect();
    // A common year has 28 February, 1 March, 1 January, the 30th of 11 months and the 31st of 7.
    assert_eq!(hard.len(), 10_000 * 21 + 25 * 97, "and each leap year has 29 February");
    let mut tally = Tally::default();
    for from in &hard {
        for n in [-9999, -400, -100, -12, -4, -1, 0, 1, 4, 12, 100, 400, 9999, i32::MIN, i32::MAX] {
            for policy in LeapDayPolicy::ALL {
                let (years, months) = (add_years(from.date, n, policy), add_months(from.date, n, policy));
                tally.compare((from, n, policy), years, calendar().years_later(from, n, policy));
                tally.compare((from, n, policy), months, calendar().months_later(from, n, policy));
            }
        }
    }
    tally.finish("hard dates, 0000 to 9999", 212_425 * 15 * 3 * 2);
}
