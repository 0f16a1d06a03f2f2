//! Every date against chrono 0.4 and jiff 0.2, which have one of the three policies: they clamp.

use chrono::{Datelike as _, Months, NaiveDate};
use jiff::{Span, civil};
use notafter::{LeapDayPolicy, add_months, add_years};
use time::Date;

use crate::oracle::{Day, calendar};

const FIRST: i32 = 1900;
const LAST: i32 = 2400;

/// One to three years by month, the lifetimes that certificates have or had, and the same into the past.
fn amounts() -> Vec<i32> {
    (1..=36).chain([39, 60, 120, 135, 1200]).flat_map(|months| [months, -months]).collect()
}

fn clamped_months(from: &Day, months: i32) -> (i32, u8, u8) {
    numbers(add_months(from.date, months, LeapDayPolicy::Clamp).expect("in range"))
}

fn clamped_years(from: &Day, years: i32) -> (i32, u8, u8) {
    numbers(add_years(from.date, years, LeapDayPolicy::Clamp).expect("in range"))
}

fn numbers(date: Date) -> (i32, u8, u8) {
    (date.year(), date.month().into(), date.day())
}

#[test]
fn chrono_agrees_on_every_date() {
    let amounts = amounts();
    let mut compared = 0u64;
    for from in calendar().years(FIRST..=LAST) {
        let peer = NaiveDate::from_ymd_opt(from.year, from.month.into(), from.day.into()).expect("a day that exists");
        let peer_later = |months: i32| {
            let magnitude = Months::new(months.unsigned_abs());
            let later =
                if months < 0 { peer.checked_sub_months(magnitude) } else { peer.checked_add_months(magnitude) };
            let later = later.expect("in range");
            (later.year(), later.month() as u8, later.day() as u8)
        };
        for &months in &amounts {
            assert_eq!(clamped_months(from, months), peer_later(months), "{} + {months} months", from.date);
            compared += 1;
        }
        for years in 1..=100 {
            assert_eq!(clamped_years(from, years), peer_later(12 * years), "{} + {years} years", from.date);
            compared += 1;
        }
    }
    println!("chrono: {compared} calls compared, 0 mismatches");
    assert_eq!(compared, 182_987 * (82 + 100), "every call was compared");
}

#[test]
fn jiff_agrees_on_every_date() {
    let amounts = amounts();
    let mut compared = 0u64;
    for from in calendar().years(FIRST..=LAST) {
        let peer = civil::Date::new(from.year as i16, from.month as i8, from.day as i8).expect("a day that exists");
        let peer_later = |span: Span| {
            let later = peer.checked_add(span).expect("in range");
            (i32::from(later.year()), later.month() as u8, later.day() as u8)
        };
        for &months in &amounts {
            let later = peer_later(Span::new().months(months));
            assert_eq!(clamped_months(from, months), later, "{} + {months} months", from.date);
            compared += 1;
        }
        for years in [1, 2, 3, 4, 5, 8, 10, 25, 40, 100] {
            let later = peer_later(Span::new().years(years));
            assert_eq!(clamped_years(from, years), later, "{} + {years} years", from.date);
            compared += 1;
        }
    }
    println!("jiff: {compared} calls compared, 0 mismatches");
    assert_eq!(compared, 182_987 * (82 + 10), "every call was compared");
}
