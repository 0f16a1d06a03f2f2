//! Runs three issuers on every date of a range of years and prints what each did, side by side, and why it failed.
//!
//! ```text
//! cargo run --example preflight
//! cargo run --example preflight -- --years 2012..=2012
//! ```

use std::{env, ops::RangeInclusive, process::ExitCode, time::Duration};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity,
    preflight::{self, Report},
    time::{Date, UtcDateTime},
};

type Issuer = fn(UtcDateTime) -> Result<Validity, String>;

const ISSUERS: [(&str, Issuer); 3] =
    [("year + 1", same_date_next_year), ("365 days", three_hundred_and_sixty_five_days), ("notafter", one_year)];

/// The issuer of the outage: the year plus one, the month and the day as they are.
fn same_date_next_year(now: UtcDateTime) -> Result<Validity, String> {
    let (year, month, day) = (now.year() + 1, now.month(), now.day());
    let next =
        Date::from_calendar_date(year, month, day).map_err(|_| format!("{day} {month} {year} does not exist"))?;
    until(now, UtcDateTime::new(next, now.time()))
}

/// An issuer that never fails, and whose year is a day short when there is a leap day in it.
fn three_hundred_and_sixty_five_days(now: UtcDateTime) -> Result<Validity, String> {
    until(now, now + Duration::from_secs(365 * 86_400))
}

/// An issuer that says what is to be done on 29 February.
fn one_year(now: UtcDateTime) -> Result<Validity, String> {
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    profile.validity(now).map_err(|error| error.to_string())
}

fn until(now: UtcDateTime, end: UtcDateTime) -> Result<Validity, String> {
    // The last second of the period is the one before its end.
    Validity::new(now, end - Duration::from_secs(1)).map_err(|error| error.to_string())
}

/// On how many dates the issuer's year ends before a calendar year does.
fn short_years(issue: Issuer, years: RangeInclusive<i32>) -> usize {
    let compare = |now| match (issue(now), one_year(now)) {
        (Ok(issued), Ok(year)) if issued.not_after() < year.not_after() => Err("short"),
        _ => Ok(()),
    };
    preflight::every_day(years, compare).failures().len()
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let years = match arguments.as_slice() {
        [] => Some(1900..=2400),
        [option, years] if option == "--years" => parse_years(years),
        _ => None,
    };
    let Some(years) = years else {
        eprintln!("expected --years and two years from 0000 to 9998 in order, such as 1900..=2400");
        return ExitCode::FAILURE;
    };
    let reports = ISSUERS.map(|(_, issue)| preflight::every_day(years.clone(), issue));
    let row = |name: &str, cell: &dyn Fn(&Report) -> String| {
        println!("{name:<12}{}", reports.each_ref().map(|report| format!("{:>10}", cell(report))).concat());
    };
    println!("{:<12}{}", "", ISSUERS.map(|(name, _)| format!("{name:>10}")).concat());
    row("asked", &|report| report.attempts().to_string());
    row("issued", &|report| report.issued().to_string());
    row("failed", &|report| report.failures().len().to_string());
    row("shortest", &|report| report.shortest().map_or_else(String::new, |period| format!("{} d", period.days())));
    row("longest", &|report| report.longest().map_or_else(String::new, |period| format!("{} d", period.days())));
    let short = ISSUERS.map(|(_, issue)| format!("{:>10}", short_years(issue, years.clone()))).concat();
    println!("{:<12}{short}", "short years");

    for ((name, _), report) in ISSUERS.iter().zip(&reports).filter(|(_, report)| !report.is_clean()) {
        println!("\n== {name}\n\n{report}");
    }
    ExitCode::SUCCESS
}

/// Reads `1900..=2400`. A year that begins in 9999 may have no end that X.509 can write.
fn parse_years(text: &str) -> Option<RangeInclusive<i32>> {
    let (first, last) = text.split_once("..=")?;
    let years = first.parse().ok()?..=last.parse().ok()?;
    (!years.is_empty() && *years.start() >= 0 && *years.end() <= 9998).then_some(years)
}
