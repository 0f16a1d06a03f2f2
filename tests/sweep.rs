//! Sweeps over every date. Each compares one kind of result with what it must be, and counts.

mod calendar;
mod encoding;
#[cfg(all(feature = "mint", feature = "__backend"))]
mod mint;
mod peers;
mod validity;

use std::fmt::{self, Debug};

use time::{Time, UtcDateTime};

use crate::oracle::Day;

/// A sweep, by its name among the tests. It gives one row of the table, or more.
pub(crate) struct Sweep {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Vec<Tally>,
}

/// All sweeps, in the order of the table.
pub(crate) const SWEEPS: &[Sweep] = &[
    Sweep { name: "years_later", run: calendar::years_later },
    Sweep { name: "months_later", run: calendar::months_later },
    Sweep { name: "hard_dates_of_the_whole_range", run: calendar::hard_dates_of_the_whole_range },
    Sweep { name: "chrono", run: peers::chrono },
    Sweep { name: "jiff", run: peers::jiff },
    Sweep { name: "icu_calendar", run: peers::icu_calendar },
    Sweep { name: "validity", run: validity::ends_one_second_before_the_oracle },
    Sweep { name: "encoding", run: encoding::written_read_back_and_found_in_a_certificate },
    #[cfg(all(feature = "mint", feature = "__backend"))]
    Sweep { name: "minted", run: mint::minted_and_read_back },
];

/// How many results were compared with what they must be, and which differ.
pub(crate) struct Tally {
    what: &'static str,
    with: &'static str,
    expected: u64,
    compared: u64,
    mismatches: u64,
    first: Vec<String>,
}

impl Tally {
    /// A row of the table, which is complete after `expected` comparisons.
    pub(crate) const fn new(what: &'static str, with: &'static str, expected: u64) -> Self {
        Self { what, with, expected, compared: 0, mismatches: 0, first: Vec::new() }
    }

    /// Compares what was found with what must be; `case` says of what.
    pub(crate) fn compare<T: Debug + PartialEq>(&mut self, found: T, expected: T, case: impl FnOnce() -> String) {
        self.compared += 1;
        if found != expected {
            self.mismatches += 1;
            if self.first.len() < 5 {
                self.first.push(format!("{}: found {found:?}, expected {expected:?}", case()));
            }
        }
    }

    /// What is wrong, if anything is: results that differ, or comparisons that were not made.
    pub(crate) fn verdict(&self) -> Result<(), String> {
        let Self { what, with, expected, compared, mismatches, first } = self;
        match (*mismatches, compared == expected) {
            (0, true) => Ok(()),
            (0, false) => Err(format!("{what}: {compared} comparisons with {with}, {expected} were to be made")),
            _ => Err(format!("{what}: {mismatches} differ from {with}, the first are {first:#?}")),
        }
    }
}

/// Prints a row of the table.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, with, compared, mismatches, .. } = self;
        write!(f, "| {what} | {with} | {} | {mismatches} |", grouped(*compared))
    }
}

/// The instant at `hour`:`minute`:`second` of `day`.
fn at(day: &Day, hour: u8, minute: u8, second: u8) -> UtcDateTime {
    UtcDateTime::new(day.date, Time::from_hms(hour, minute, second).expect("a time of the day"))
}

/// One to three years by month, the lifetimes that certificates have or had, the same into the past, and none.
fn months() -> Vec<i32> {
    let later = (0..=36).chain([39, 60, 120, 135, 1_200]);
    later.flat_map(|months| [months, -months]).skip(1).collect()
}

/// A number with its thousands set apart: `182,987`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).expect("digits")).collect();
    groups.join(",")
}
