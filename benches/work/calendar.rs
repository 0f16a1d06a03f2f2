//! Years and months later, by this crate and by its peers, on the same inputs.

use chrono::{Datelike as _, Months, NaiveDate};
use icu_calendar::{Iso, options::DateAddOptions, types::DateDuration};
use jiff::{ToSpan as _, civil};
use notafter::{LeapDayPolicy, add_months, add_years};
use time::{Date, Month};

use crate::way::Way;

/// A date and a count, in the types of each crate.
#[derive(Clone, Copy)]
pub(crate) struct Input {
    pub(crate) count: i32,
    pub(crate) time: Date,
    chrono: NaiveDate,
    jiff: civil::Date,
    icu: icu_calendar::Date<Iso>,
}

/// Every date from 1900 to 2400, each with a count of 1 to `most`, in random order: no branch can be foreseen.
pub(crate) fn inputs(most: u64) -> Vec<Input> {
    let mut date = Date::from_calendar_date(1900, Month::January, 1).expect("a date");
    let mut inputs = Vec::new();
    while date.year() <= 2400 {
        let count = 1 + (random(inputs.len() as u64) % most) as i32;
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        inputs.push(Input {
            count,
            time: date,
            chrono: NaiveDate::from_ymd_opt(year, month.into(), day.into()).expect("a date"),
            jiff: civil::date(year as i16, month as i8, day as i8),
            icu: icu_calendar::Date::try_new_iso(year, month, day).expect("a date"),
        });
        date = date.next_day().expect("a date");
    }
    let mut keyed: Vec<_> = inputs.into_iter().enumerate().collect();
    keyed.sort_by_key(|(index, _)| random(!(*index as u64)));
    keyed.into_iter().map(|(_, input)| input).collect()
}

/// SplitMix64: the same numbers in every run.
fn random(index: u64) -> u64 {
    let mixed = index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A sum that is the same for all crates, if all of their results are.
fn sum(dates: impl Iterator<Item = (i32, u32, u32)>) -> u64 {
    dates.fold(0, |sum, (year, month, day)| {
        sum.wrapping_mul(31).wrapping_add((year as u64) << 9 | u64::from(month << 5 | day))
    })
}

macro_rules! way {
    ($name:literal, $input:ident => $result:expr, $fields:path) => {
        (
            $name,
            |inputs| {
                for $input in inputs {
                    let _ = std::hint::black_box($result);
                }
            },
            |inputs| sum(inputs.iter().map(|$input| $fields($result.expect("in range")))),
        )
    };
}

fn of_time(date: Date) -> (i32, u32, u32) {
    (date.year(), u32::from(u8::from(date.month())), date.day().into())
}

fn of_chrono(date: NaiveDate) -> (i32, u32, u32) {
    (date.year(), date.month(), date.day())
}

fn of_jiff(date: civil::Date) -> (i32, u32, u32) {
    (date.year().into(), date.month() as u32, date.day() as u32)
}

fn of_icu(date: icu_calendar::Date<Iso>) -> (i32, u32, u32) {
    (date.year().extended_year(), date.month().ordinal.into(), date.day_of_month().0.into())
}

pub(crate) const YEARS: [Way<[Input]>; 5] = [
    way!("notafter", input => add_years(input.time, input.count, LeapDayPolicy::Clamp), of_time),
    way!("chrono", input => input.chrono.checked_add_months(Months::new(input.count as u32 * 12)), of_chrono),
    way!("jiff", input => input.jiff.checked_add(input.count.years()), of_jiff),
    way!("icu_calendar", input => icu(input.icu, DateDuration::for_years(input.count)), of_icu),
    way!("time idiom", input => time_idiom(input.time, input.count), of_time),
];

pub(crate) const MONTHS: [Way<[Input]>; 4] = [
    way!("notafter", input => add_months(input.time, input.count, LeapDayPolicy::Clamp), of_time),
    way!("chrono", input => input.chrono.checked_add_months(Months::new(input.count as u32)), of_chrono),
    way!("jiff", input => input.jiff.checked_add(input.count.months()), of_jiff),
    way!("icu_calendar", input => icu(input.icu, DateDuration::for_months(input.count)), of_icu),
];

fn icu(date: icu_calendar::Date<Iso>, duration: DateDuration) -> Option<icu_calendar::Date<Iso>> {
    date.try_added_with_options(duration, DateAddOptions::default()).ok()
}

/// What is written with `time` alone: another year, and 28 February where 29 February does not exist.
#[inline]
fn time_idiom(date: Date, years: i32) -> Option<Date> {
    let year = date.year() + years;
    date.replace_year(year).or_else(|_| Date::from_calendar_date(year, Month::February, 28)).ok()
}
