//! The tables and numbers of the documentation, computed from the code and over every date.

use std::fmt::Write as _;

use notafter::{
    LeapDayPolicy, Lifetime, Validity,
    limits::{ALL, Limit, ROOT_CA, Schedule, Term, Term::Months, announced},
    time::{
        self, Date,
        macros::{date, utc_datetime},
    },
};

use super::{SECOND, first_of_month_later, months_later};

const DOCS: &str = include_str!("../../src/limits.rs");
const TABLES: &str = include_str!("../../src/limits/tables.rs");
const ANNOUNCED: &str = include_str!("../../src/limits/announced.rs");

fn every_date() -> impl Iterator<Item = Date> {
    let first = date!(1900 - 01 - 01);
    std::iter::successors(Some(first), |date| date.next_day()).take_while(|&date| date <= date!(2400 - 12 - 31))
}

/// The table of the section on months, computed date by date.
#[test]
fn the_months_are_as_the_docs_say() {
    const M12: Schedule = Schedule::new("12 months", &[Limit::always("").at_most(Months(12))]);
    const M27: Schedule = Schedule::new("27 months", &[Limit::always("").at_most(Months(27))]);
    const M36: Schedule = Schedule::new("36 months", &[Limit::always("").at_most(Months(36))]);
    const M39: Schedule = Schedule::new("39 months", &[Limit::always("").at_most(Months(39))]);
    const M60: Schedule = Schedule::new("60 months", &[Limit::always("").at_most(Months(60))]);
    const M135: Schedule = Schedule::new("135 months", &[Limit::always("").at_most(Months(135))]);
    assert_eq!(every_date().count(), 182_987);
    assert!(DOCS.contains("Over the 182,987 start dates from 1900-01-01 to\n//! 2400-12-31:"));
    for (schedule, months) in [(M12, 12), (M27, 27), (M36, 36), (M39, 39), (M60, 60), (M135, 135)] {
        let (mut shortest, mut longest, mut clamped, mut carried) = (i64::MAX, 0, 0, 0);
        for start in every_date() {
            let rolled = months_later(start, months);
            let first_of_month = first_of_month_later(start, months);
            let carry = first_of_month + time::Duration::days(i64::from(start.day()) - 1);
            let clamp = carry.min(first_of_month_later(start, months + 1) - time::Duration::DAY);
            clamped += u32::from(clamp < rolled);
            carried += u32::from(rolled < carry);
            assert!((0..=1).contains(&(rolled - clamp).whole_days()), "{start}: {clamp} and {rolled}");
            assert!((0..=1).contains(&(carry - rolled).whole_days()), "{start}: {rolled} and {carry}");
            for shorter_or_rolled in [clamp, rolled] {
                shortest = shortest.min((shorter_or_rolled - start).whole_days());
                longest = longest.max((shorter_or_rolled - start).whole_days());
            }

            let (from, to) = (start.midnight().as_utc(), rolled.midnight().as_utc());
            let exactly = Validity::new(from, to - SECOND).expect("in order");
            assert!(schedule.check(&exactly).is_ok(), "{months} months from {start}");
            let second_more = Validity::new(from, to).expect("in order");
            assert!(schedule.check(&second_more).is_err(), "{months} months and a second from {start}");
        }
        let count = |count: u32| match count {
            0 => "none".to_owned(),
            1_000.. => format!("{},{:03} dates", count / 1_000, count % 1_000),
            _ => format!("{count} dates"),
        };
        let row = format!(
            "//! | {months} months | {shortest} days | {longest} days | {} | {} |",
            count(clamped),
            count(carried)
        );
        assert!(DOCS.lines().any(|line| line == row), "the docs lack\n{row}");
    }
}

/// Eight calendar years have two leap days in them, or one where a century year without is among them.
#[test]
fn a_root_of_eight_calendar_years_over_2100_is_too_short() {
    let mut refused = Vec::new();
    for start in every_date().filter(|date| date.year() >= 2024) {
        let lifetime = Lifetime::years(8, LeapDayPolicy::RollForward);
        let validity = Validity::starting_at(start.midnight().as_utc(), lifetime).expect("in range");
        let twenty_five = Lifetime::years(25, LeapDayPolicy::RollForward);
        let longest = Validity::starting_at(start.midnight().as_utc(), twenty_five).expect("in range");
        assert!(ROOT_CA.check(&longest).is_ok(), "25 years from {start}");
        if ROOT_CA.check(&validity).is_err() {
            assert_eq!(validity.days(), 2921, "{start}");
            refused.push(start);
        }
    }
    let around = |century| refused.iter().filter(move |date| (century - 9..=century).contains(&date.year()));
    assert_eq!(around(2100).min(), Some(&date!(2092 - 03 - 01)));
    assert_eq!(around(2100).max(), Some(&date!(2100 - 02 - 28)));
    assert_eq!(around(2100).count(), 2921);
    assert_eq!(refused.len(), 3 * 2921, "2100, 2200 and 2300");
    let clamped = Lifetime::years(8, LeapDayPolicy::Clamp);
    let validity = Validity::starting_at(utc_datetime!(2092-02-29 00:00:00), clamped).expect("in range");
    assert!(ROOT_CA.check(&validity).is_err(), "{validity}");
    assert_eq!(validity.days(), 2921, "{validity}");
    assert!(TABLES.contains("between 2092-03-01 and 2100-02-28"));
}

/// What stands between a header and the end of a table; the whole of it is compared.
fn table_below<'a>(docs: &'a str, header: &str) -> Option<&'a str> {
    docs.split_once(header).and_then(|(_, rest)| rest.split_once("//!\n")).map(|(table, _)| table)
}

fn name(schedule: &Schedule) -> String {
    schedule.name().to_uppercase().replace('-', "_")
}

/// The table of the module's documentation, from the code.
#[test]
fn the_docs_have_every_row() {
    let mut table = String::new();
    for schedule in ALL {
        let name = name(schedule);
        for row in schedule.rows() {
            let since = row.effective().date();
            let length = match (row.min(), row.max()) {
                (None, Some(max)) => format!(" at most {max}"),
                (Some(min), Some(max)) => format!(" at least {min}, at most {max}"),
                _ if row.forbids_issuance() => " not to be issued".to_owned(),
                (None, None) if row.recommended().is_some() => String::new(),
                _ => panic!("{name} has a row that the docs cannot tell"),
            };
            let recommended = row.recommended().map(|term| format!(" {term}")).unwrap_or_default();
            let (counting, citation) = (row.counting(), row.citation());
            writeln!(table, "//! | [`{name}`] | {since} |{length} |{recommended} | {counting} | {citation} |")
                .expect("a string takes any text");
        }
    }
    let header = "//! | schedule | issued on or after | length | should not exceed | counting | source |\n\
                  //! |---|---|---|---|---|---|\n";
    assert_eq!(table_below(DOCS, header), Some(table.as_str()), "the table should be\n{table}");
}

/// The table of the section on notBefore, from the code.
#[test]
fn the_docs_have_every_row_for_not_before() {
    let bound = |bound: Option<Term>| match bound {
        Some(Term::Days(0)) => "never".to_owned(),
        Some(bound) => format!("at most {bound}"),
        None => panic!("a row without a bound"),
    };
    let mut table = String::new();
    for (schedule, row) in
        ALL.iter().flat_map(|schedule| schedule.not_before_rows().iter().map(move |row| (schedule, row)))
    {
        let (name, since, citation) = (name(schedule), row.effective().date(), row.citation());
        let (earlier, later) = (bound(row.earlier()), bound(row.later()));
        writeln!(table, "//! | [`{name}`] | {since} | {earlier} | {later} | {citation} |")
            .expect("a string takes any text");
    }
    let header = "//! | schedule | issued on or after | before the issue | after the issue | source |\n\
                  //! |---|---|---|---|---|\n";
    assert_eq!(table_below(DOCS, header), Some(table.as_str()), "the table should be\n{table}");
}

/// The table of announcements, from the code.
#[test]
fn the_docs_have_every_announcement() {
    let mut table = String::new();
    for announcement in announced::ALL {
        let name = announcement.to_string().replace("'", "").replace(", ", "_").replace(' ', "_").to_uppercase();
        for row in announcement.rows() {
            let (since, lifetime, citation) = (row.effective().date(), row.lifetime(), row.citation());
            writeln!(table, "//! | [`{name}`] | {since} | {lifetime} | {citation} |").expect("a string takes any text");
        }
    }
    let header = "//! | announcement | issued on or after | lifetime | source |\n//! |---|---|---|---|\n";
    assert_eq!(table_below(ANNOUNCED, header), Some(table.as_str()), "the table should be\n{table}");
}
