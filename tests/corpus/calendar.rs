//! Years and months later, against the walked calendar.

use arbitrary::{Arbitrary, Unstructured};
use notafter::{CalendarError, LeapDayPolicy, add_months, add_years};
use time::{Date, Month};

use crate::oracle::calendar;

/// Ten octets, numbers in little-endian order. Those that name a date stand for it; all others are brought into range.
#[derive(Arbitrary)]
struct Input {
    year: i16,
    month: u8,
    day: u8,
    amount: i32,
    /// Odd for months, and 2 or 3 for amounts that stay near the range.
    unit: u8,
    policy: u8,
}

pub(crate) fn check(data: &[u8]) {
    let Input { year, month, day, amount, unit, policy } =
        Input::arbitrary(&mut Unstructured::new(data)).expect("integers can be made of any bytes");
    let date = date(year, month, day);
    let policy = LeapDayPolicy::ALL[usize::from(policy) % 3];
    let (months, amount) = match unit % 4 {
        0 => (false, amount),
        1 => (true, amount),
        2 => (false, amount % 11_000),
        _ => (true, amount % 132_000),
    };
    let found = if months { add_months(date, amount, policy) } else { add_years(date, amount, policy) };
    assert_eq!(found, expected(date, amount, months, policy), "{date}, {amount}, months: {months}, {policy}");
    if let (false, Some(twelvefold)) = (months, amount.checked_mul(12)) {
        assert_eq!(add_months(date, twelvefold, policy), found, "{date} + {amount} years are 12 months each, {policy}");
    }
}

fn expected(date: Date, amount: i32, months: bool, policy: LeapDayPolicy) -> Result<Date, CalendarError> {
    let (year, month, day) = date.to_calendar_date();
    if !(0..=9999).contains(&year) {
        return Err(CalendarError::YearOutOfRange { year: year.into() });
    }
    let from = calendar().days()[calendar().position(year, month.into(), day)];
    let position = match months {
        true => calendar().months_later(&from, amount, policy)?,
        false => calendar().years_later(&from, amount, policy)?,
    };
    Ok(calendar().days()[position].date)
}

/// The date of these numbers, or one that is made of them; negative years are outside of what X.509 can write.
fn date(year: i16, month: u8, day: u8) -> Date {
    let year = i32::from(year) % 10_000;
    let month = Month::try_from(month.wrapping_sub(1) % 12 + 1).expect("1 to 12");
    let day = day.wrapping_sub(1) % month.length(year) + 1;
    Date::from_calendar_date(year, month, day).expect("a day that exists")
}
