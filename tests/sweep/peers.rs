//! Calendar arithmetic on every date, against the crates that have one of the policies.

use chrono::{Datelike as _, Months, NaiveDate};
use icu_calendar::{
    Iso,
    options::{DateAddOptions, Overflow},
    types::DateDuration,
};
use jiff::{Span, civil};
use notafter::{
    LeapDayPolicy::{self, Clamp, Reject},
    add_months, add_years,
};

use super::Tally;
use crate::oracle::{Day, calendar};

const DATES: u64 = 182_987;

/// A date as year, month and day.
type Fields = (i32, u8, u8);

/// chrono 0.4 clamps. It has no years, and so each is twelve months.
pub(super) fn chrono() -> Vec<Tally> {
    let mut tally = Tally::new("`add_months` and `add_years`, clamp", "chrono", DATES * (82 + 100));
    each_date(|from, months| {
        let peer = NaiveDate::from_ymd_opt(from.year, from.month.into(), from.day.into()).expect("a day that exists");
        let later = |months: i32| {
            let magnitude = Months::new(months.unsigned_abs());
            let later =
                if months < 0 { peer.checked_sub_months(magnitude) } else { peer.checked_add_months(magnitude) };
            later.map(|later| (later.year(), later.month() as u8, later.day() as u8))
        };
        months.iter().for_each(|&months| compare_months(&mut tally, from, months, Clamp, later(months)));
        (1..=100).for_each(|years| compare_years(&mut tally, from, years, Clamp, later(12 * years)));
    });
    vec![tally]
}

/// jiff 0.2 clamps.
pub(super) fn jiff() -> Vec<Tally> {
    let mut tally = Tally::new("`add_months` and `add_years`, clamp", "jiff", DATES * (82 + 10));
    each_date(|from, months| {
        let peer = civil::Date::new(from.year as i16, from.month as i8, from.day as i8).expect("a day that exists");
        let later = |span: Span| {
            let later = peer.checked_add(span).ok()?;
            Some((i32::from(later.year()), later.month() as u8, later.day() as u8))
        };
        for &months in months {
            compare_months(&mut tally, from, months, Clamp, later(Span::new().months(months)));
        }
        for years in YEARS {
            compare_years(&mut tally, from, years, Clamp, later(Span::new().years(years)));
        }
    });
    vec![tally]
}

/// icu_calendar 2 clamps (it says constrain) and rejects.
pub(super) fn icu_calendar() -> Vec<Tally> {
    let expected = DATES * (82 + 10) * 2;
    let mut tally = Tally::new("`add_months` and `add_years`, clamp and reject", "icu_calendar", expected);
    each_date(|from, months| {
        let peer = icu_calendar::Date::try_new_iso(from.year, from.month, from.day).expect("a day that exists");
        for (policy, overflow) in [(Clamp, Overflow::Constrain), (Reject, Overflow::Reject)] {
            let mut options = DateAddOptions::default();
            options.overflow = Some(overflow);
            let later = |duration: DateDuration| -> Option<Fields> {
                let later: icu_calendar::Date<Iso> = peer.try_added_with_options(duration, options).ok()?;
                Some((later.year().extended_year(), later.month().ordinal, later.day_of_month().0))
            };
            for &months in months {
                compare_months(&mut tally, from, months, policy, later(DateDuration::for_months(months)));
            }
            for years in YEARS {
                compare_years(&mut tally, from, years, policy, later(DateDuration::for_years(years)));
            }
        }
    });
    vec![tally]
}

/// Calls `compare` with every date and all amounts of months but 0.
fn each_date(mut compare: impl FnMut(&Day, &[i32])) {
    let mut months = super::months();
    months.retain(|&months| months != 0);
    calendar().years(1900..=2400).iter().for_each(|from| compare(from, &months));
}

fn compare_months(tally: &mut Tally, from: &Day, months: i32, policy: LeapDayPolicy, peer: Option<Fields>) {
    let found = add_months(from.date, months, policy).ok().map(fields);
    tally.compare(found, peer, || format!("{} + {months} months, {policy}", from.date));
}

fn compare_years(tally: &mut Tally, from: &Day, years: i32, policy: LeapDayPolicy, peer: Option<Fields>) {
    let found = add_years(from.date, years, policy).ok().map(fields);
    tally.compare(found, peer, || format!("{} + {years} years, {policy}", from.date));
}

fn fields(date: time::Date) -> Fields {
    (date.year(), date.month().into(), date.day())
}

const YEARS: [i32; 10] = [1, 2, 3, 4, 5, 8, 10, 25, 40, 100];
