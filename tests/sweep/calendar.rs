//! Calendar arithmetic on every date, against the oracle.

use notafter::{CalendarError, LeapDayPolicy, add_months, add_years};
use time::Date;

use super::Tally;
use crate::oracle::{Day, calendar};

/// The dates from 1900-01-01 to 2400-12-31.
const DATES: u64 = 182_987;

/// Every policy, and every number of years from 1 to 500.
pub(super) fn years_later() -> Vec<Tally> {
    let mut tally = Tally::new("`add_years`, 1 to 500 years", ORACLE, DATES * 500 * 3);
    for from in calendar().years(1900..=2400) {
        for years in 1..=500 {
            for policy in LeapDayPolicy::ALL {
                compare_years(&mut tally, from, years, policy);
            }
        }
    }
    vec![tally]
}

/// One to three years by month, the lifetimes that certificates have or had, and the same into the past.
pub(super) fn months_later() -> Vec<Tally> {
    let amounts = super::months();
    let mut tally = Tally::new("`add_months`, -1,200 to 1,200 months", ORACLE, DATES * 83 * 3);
    for from in calendar().years(1900..=2400) {
        for &months in &amounts {
            for policy in LeapDayPolicy::ALL {
                compare_months(&mut tally, from, months, policy);
            }
        }
    }
    vec![tally]
}

/// Amounts that reach the ends of the range and of the type, from every date on which a mistake would show.
pub(super) fn hard_dates_of_the_whole_range() -> Vec<Tally> {
    let is_hard = |day: &&Day| match (day.month, day.day) {
        (2, 28..) | (3, 1) | (1, 1) => true,
        (_, last) => last >= 30,
    };
    // A common year has 28 February, 1 March, 1 January, the 30th of 11 months and the 31st of 7; a leap year one day more.
    let dates = 10_000 * 21 + 25 * 97;
    let mut tally = Tally::new("both, hard dates from 0000 to 9999, to the ends of `i32`", ORACLE, dates * 15 * 3 * 2);
    for from in calendar().days().iter().filter(is_hard) {
        for n in [-9999, -400, -100, -12, -4, -1, 0, 1, 4, 12, 100, 400, 9999, i32::MIN, i32::MAX] {
            for policy in LeapDayPolicy::ALL {
                compare_years(&mut tally, from, n, policy);
                compare_months(&mut tally, from, n, policy);
            }
        }
    }
    vec![tally]
}

fn compare_years(tally: &mut Tally, from: &Day, years: i32, policy: LeapDayPolicy) {
    let expected = calendar().years_later(from, years, policy).map(date);
    tally.compare(add_years(from.date, years, policy), expected, || format!("{} + {years} years, {policy}", from.date));
}

fn compare_months(tally: &mut Tally, from: &Day, months: i32, policy: LeapDayPolicy) {
    let expected: Result<Date, CalendarError> = calendar().months_later(from, months, policy).map(date);
    let case = || format!("{} + {months} months, {policy}", from.date);
    tally.compare(add_months(from.date, months, policy), expected, case);
}

fn date(position: usize) -> Date {
    calendar().days()[position].date
}

const ORACLE: &str = "a calendar of days, walked one by one";
