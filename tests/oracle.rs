//! The calendar as a list of days: slow, obvious, and without a line of the crate's arithmetic.
//!
//! One walk writes down every day from 0000-01-01 to 9999-12-31. Whether a day exists is then looked up, not computed,
//! and a policy is a step along the list.

use std::{ops::RangeInclusive, sync::OnceLock};

use notafter::{CalendarError, LeapDayPolicy};
use time::{Date, Month};

/// A day of the walk, in numbers and as the type that the crate takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) date: Date,
}

/// Every day of the years 0000 to 9999, in order. A day is known by its position, from 0.
pub(crate) struct Calendar {
    days: Vec<Day>,
    /// The position of the first day of each month, in order; and at the end, the position after the last day.
    firsts: Vec<usize>,
}

/// The walked calendar; it is walked once.
pub(crate) fn calendar() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(Calendar::walk)
}

impl Calendar {
    fn walk() -> Self {
        let (mut days, mut firsts) = (Vec::new(), Vec::new());
        for year in 0..=9999 {
            for month in 1..=12 {
                firsts.push(days.len());
                for day in 1..=month_length(year, month) {
                    let name = Month::try_from(month).expect("1 to 12");
                    let date = Date::from_calendar_date(year, name, day).expect("a day that exists");
                    days.push(Day { year, month, day, date });
                }
            }
        }
        firsts.push(days.len());
        Self { days, firsts }
    }

    /// All days.
    pub(crate) fn days(&self) -> &[Day] {
        &self.days
    }

    /// The days of these years.
    pub(crate) fn years(&self, years: RangeInclusive<i32>) -> &[Day] {
        let (first, last) = (month_index(*years.start(), 1), month_index(*years.end() + 1, 1));
        &self.days[self.firsts[first as usize]..self.firsts[last as usize]]
    }

    /// The position of a day that exists.
    pub(crate) fn position(&self, year: i32, month: u8, day: u8) -> usize {
        self.firsts[month_index(year, month) as usize] + usize::from(day) - 1
    }

    /// The position of the day `years` years after `from`.
    pub(crate) fn years_later(&self, from: &Day, years: i32, policy: LeapDayPolicy) -> Result<usize, CalendarError> {
        self.find(i64::from(from.year) + i64::from(years), from.month, from.day, policy)
    }

    /// The position of the day `months` months after `from`, found by counting the months of the walk.
    pub(crate) fn months_later(&self, from: &Day, months: i32, policy: LeapDayPolicy) -> Result<usize, CalendarError> {
        let mut year = i64::from(from.year) + i64::from(months / 12);
        let mut month = i32::from(from.month) + months % 12;
        if month > 12 {
            (year, month) = (year + 1, month - 12);
        } else if month < 1 {
            (year, month) = (year - 1, month + 12);
        }
        self.find(year, month as u8, from.day, policy)
    }

    /// Looks whether the day exists; walks back from it, or forward to the next month, where it does not.
    fn find(&self, year: i64, month: u8, day: u8, policy: LeapDayPolicy) -> Result<usize, CalendarError> {
        if !(0..=9999).contains(&year) {
            return Err(CalendarError::YearOutOfRange { year });
        }
        let year = year as i32;
        let index = month_index(year, month) as usize;
        let next_month = self.firsts[index + 1];
        let mut nominal = self.firsts[index] + usize::from(day) - 1;
        if nominal < next_month {
            return Ok(nominal);
        }
        match policy {
            LeapDayPolicy::Clamp => {
                while nominal >= next_month {
                    nominal -= 1;
                }
                Ok(nominal)
            }
            LeapDayPolicy::RollForward => Ok(next_month),
            LeapDayPolicy::Reject => {
                Err(CalendarError::NoSuchDay { year, month: Month::try_from(month).expect("1 to 12"), day })
            }
        }
    }

    /// The seconds from 1970-01-01T00:00:00Z to the beginning of the day at `position`.
    pub(crate) fn timestamp(&self, position: usize) -> i64 {
        (position as i64 - self.position(1970, 1, 1) as i64) * 86_400
    }
}

/// The number of months from January of the year 0.
fn month_index(year: i32, month: u8) -> i32 {
    year * 12 + i32::from(month) - 1
}

/// Thirty days has September, April, June, and November.
fn month_length(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Every fourth year, but for the centuries that 400 does not divide.
fn is_leap(year: i32) -> bool {
    if year % 100 == 0 { year % 400 == 0 } else { year % 4 == 0 }
}

/// The Gregorian calendar repeats after 400 years of 146,097 days, which is a whole number of weeks.
#[test]
fn the_walk_is_the_gregorian_calendar() {
    let calendar = calendar();
    assert_eq!(calendar.days().len(), 25 * 146_097, "10,000 years are 25 cycles");
    assert_eq!(calendar.years(1900..=2400).len(), 182_987, "1900-01-01 to 2400-12-31");
    assert_eq!(calendar.days().iter().filter(|day| (day.month, day.day) == (2, 29)).count(), 25 * 97, "leap days");
    let (first, last) = (calendar.days()[0], calendar.days()[calendar.days().len() - 1]);
    assert_eq!((first.year, first.month, first.day), (0, 1, 1), "first day");
    assert_eq!((last.year, last.month, last.day), (9999, 12, 31), "last day");
    for day in calendar.days() {
        assert_eq!(
            day.date.to_string(),
            format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
            "as it was walked"
        );
    }
    for pair in calendar.days().windows(2) {
        assert!(pair[0].date < pair[1].date, "{} before {}", pair[0].date, pair[1].date);
    }
}

#[test]
fn timestamps_count_from_1970() {
    let calendar = calendar();
    let cases =
        [((1970, 1, 1), 0), ((1969, 12, 31), -86_400), ((2000, 3, 1), 951_868_800), ((2038, 1, 19), 2_147_472_000)];
    for ((year, month, day), expected) in cases {
        let timestamp = calendar.timestamp(calendar.position(year, month, day));
        assert_eq!(timestamp, expected, "{year:04}-{month:02}-{day:02}");
    }
}
