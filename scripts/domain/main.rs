//! Every input there is: each date of the years 0000 to 9999, each count that stays within them, and each policy, beside the oracle.
//!
//! The calls are made year by year of the date that is counted from, on all processors. A year that is done is written down, so that a run
//! that was ended goes on where it was.
//!
//! Counts that lead out of the years cannot be made all: there are 4 · 10¹⁶. For each date and policy the four at the ends are made: the
//! first beyond each end, and the least and the greatest `i32`. Between them nothing but the year is looked at, and only to see that it
//! is not within 0000 to 9999.

#[path = "../../tests/oracle.rs"]
#[expect(dead_code, reason = "the tests use all of it")]
mod oracle;

use std::{
    collections::BTreeSet,
    env,
    fs::{self, File, OpenOptions},
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
    sync::Mutex,
    thread,
};

use notafter::{CalendarError, LeapDayPolicy, add_months, add_years};
use oracle::{Day, calendar};
use time::{Date, Month};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [unit, done, years] = &arguments[..] else { return usage() };
    let unit = match unit.as_str() {
        "years" => Unit::Years,
        "months" => Unit::Months,
        _ => return usage(),
    };
    let Ok(years) = years.parse::<i32>() else { return usage() };
    match run(unit, done, years) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{done}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!(
        "domain years|months FILE YEARS, where FILE keeps the years that are done, and YEARS is how many of 10000 to do"
    );
    ExitCode::from(2)
}

#[derive(Clone, Copy)]
enum Unit {
    Years,
    Months,
}

/// Compares what is not done yet, and returns how many results differ.
fn run(unit: Unit, file: &str, years: i32) -> io::Result<u64> {
    let done: BTreeSet<i32> =
        fs::read_to_string(file).unwrap_or_default().lines().filter_map(|line| line.parse().ok()).collect();
    let left: Vec<i32> = (0..years).filter(|year| !done.contains(year)).collect();
    let file = OpenOptions::new().create(true).append(true).open(file)?;
    let table = Table::new();
    let state = Mutex::new(State { next: 0, finished: done.len(), calls: 0, differ: 0, file });
    let work = || -> io::Result<()> {
        loop {
            let Some(year) = state.lock().map_or(None, |mut state| {
                let year = left.get(state.next).copied();
                state.next += 1;
                year
            }) else {
                return Ok(());
            };
            let mut tally = Tally::default();
            calendar().years(year..=year).iter().for_each(|from| table.compare(unit, from, &mut tally));
            let Ok(mut state) = state.lock() else { return Ok(()) };
            state.finished += 1;
            state.calls += tally.calls;
            state.differ += tally.differ;
            if tally.differ == 0 {
                writeln!(state.file, "{year}")?;
            }
            let progress = format!(
                "{} of {years} years, {} calls in this run, {} differ ",
                state.finished, state.calls, state.differ
            );
            if io::stderr().is_terminal() {
                eprint!("\r{progress}");
            } else if state.finished.is_multiple_of(100) {
                eprintln!("{progress}");
            }
        }
    };
    let threads = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked"))))
    })?;
    let state = state.into_inner().map_err(|_| io::Error::other("a thread panicked"))?;
    let days = calendar().years(0..=years - 1).len() as u64;
    let targets = if matches!(unit, Unit::Years) { 10_000 } else { 120_000 };
    let inputs = days * (targets + BEYOND) * 3;
    if io::stderr().is_terminal() {
        eprintln!();
    }
    println!(
        "{} of {years} years of dates: {inputs} inputs, {} calls in this run, {} differ",
        state.finished, state.calls, state.differ
    );
    Ok(state.differ)
}

struct State {
    next: usize,
    finished: usize,
    calls: u64,
    differ: u64,
    file: File,
}

#[derive(Default)]
struct Tally {
    calls: u64,
    differ: u64,
}

impl Tally {
    fn compare(
        &mut self,
        found: Result<Date, CalendarError>,
        expected: Result<Date, CalendarError>,
        from: &Day,
        count: i32,
    ) {
        self.calls += 1;
        if found != expected {
            self.differ += 1;
            if self.differ <= 3 {
                eprintln!("\n{} + {count}: found {found:?}, expected {expected:?}", from.date);
            }
        }
    }
}

/// The days of the oracle's walk, by day and month: what it would find again and again.
struct Table {
    /// For each day of a month, all months of the years. Those that follow one another are asked for one after the other.
    days: Vec<Vec<Option<Date>>>,
}

impl Table {
    fn new() -> Self {
        let mut days = vec![vec![None; 120_000]; 32];
        for day in calendar().days() {
            let month = day.year as usize * 12 + usize::from(day.month) - 1;
            days[usize::from(day.day)][month] = Some(day.date);
        }
        Self { days }
    }

    fn compare(&self, unit: Unit, from: &Day, tally: &mut Tally) {
        let own = from.year * 12 + i32::from(from.month) - 1;
        let (step, first) = match unit {
            Unit::Years => (12, usize::from(from.month) - 1),
            Unit::Months => (1, 0),
        };
        let days = &self.days[usize::from(from.day)];
        for month in (first..120_000).step_by(step) {
            let there = days[month];
            let count = (month as i32 - own) / step as i32;
            for policy in LeapDayPolicy::ALL {
                let expected = there.ok_or(()).or_else(|()| self.instead(month, from.day, policy));
                tally.compare(later(unit, from, count, policy), expected, from, count);
            }
        }
        // What leads out of the years, at its ends.
        let own = if step == 12 { from.year } else { own };
        let end = if step == 12 { 10_000 } else { 120_000 };
        for count in [-1 - own, end - own, i32::MIN, i32::MAX] {
            let year = match unit {
                Unit::Years => i64::from(from.year) + i64::from(count),
                Unit::Months => (i64::from(own) + i64::from(count)).div_euclid(12),
            };
            for policy in LeapDayPolicy::ALL {
                tally.compare(
                    later(unit, from, count, policy),
                    Err(CalendarError::YearOutOfRange { year }),
                    from,
                    count,
                );
            }
        }
    }

    /// What a policy takes where the month has no such day.
    fn instead(&self, month: usize, day: u8, policy: LeapDayPolicy) -> Result<Date, CalendarError> {
        match policy {
            LeapDayPolicy::Clamp => Ok(self.days.iter().rev().find_map(|days| days[month]).expect("a month has days")),
            LeapDayPolicy::RollForward => Ok(self.days[1][month + 1].expect("a month has a first day")),
            LeapDayPolicy::Reject => {
                let (year, month) = ((month / 12) as i32, Month::try_from((month % 12) as u8 + 1).expect("1 to 12"));
                Err(CalendarError::NoSuchDay { year, month, day })
            }
        }
    }
}

fn later(unit: Unit, from: &Day, count: i32, policy: LeapDayPolicy) -> Result<Date, CalendarError> {
    match unit {
        Unit::Years => add_years(from.date, count, policy),
        Unit::Months => add_months(from.date, count, policy),
    }
}

/// How many counts lead out of the years and are made, for each date and policy.
const BEYOND: u64 = 4;
