//! Dates and amounts at the edges of the calendar.

use crate::{CLAMP, MONTHS, REJECT, ROLL_FORWARD, YEARS, write};

pub fn seeds() {
    let cases = [
        ("leap-day-2012-one-year-clamp", (2012, 2, 29), 1, YEARS, CLAMP),
        ("leap-day-2012-one-year-roll-forward", (2012, 2, 29), 1, YEARS, ROLL_FORWARD),
        ("leap-day-2012-one-year-reject", (2012, 2, 29), 1, YEARS, REJECT),
        ("leap-day-2012-four-years", (2012, 2, 29), 4, YEARS, REJECT),
        ("leap-day-2012-zero-years", (2012, 2, 29), 0, YEARS, REJECT),
        ("leap-day-2012-one-year-before", (2012, 2, 29), -1, YEARS, CLAMP),
        ("leap-day-1896-to-1900-reject", (1896, 2, 29), 4, YEARS, REJECT),
        ("leap-day-1996-to-2000", (1996, 2, 29), 4, YEARS, REJECT),
        ("leap-day-1996-to-2100-roll-forward", (1996, 2, 29), 104, YEARS, ROLL_FORWARD),
        ("leap-day-2000-to-2400", (2000, 2, 29), 400, YEARS, REJECT),
        ("leap-day-9996-to-9999-clamp", (9996, 2, 29), 3, YEARS, CLAMP),
        ("leap-day-9996-to-10000-reject", (9996, 2, 29), 4, YEARS, REJECT),
        ("leap-day-0000-to-0001-reject", (0, 2, 29), 1, YEARS, REJECT),
        ("leap-day-0004-to-0000", (4, 2, 29), -4, YEARS, REJECT),
        ("28-february-2011-is-not-sticky", (2011, 2, 28), 1, YEARS, CLAMP),
        ("31-january-2011-one-month-clamp", (2011, 1, 31), 1, MONTHS, CLAMP),
        ("31-january-2011-one-month-roll-forward", (2011, 1, 31), 1, MONTHS, ROLL_FORWARD),
        ("31-january-2011-one-month-reject", (2011, 1, 31), 1, MONTHS, REJECT),
        ("31-january-2012-one-month-clamp", (2012, 1, 31), 1, MONTHS, CLAMP),
        ("31-january-1900-one-month-clamp", (1900, 1, 31), 1, MONTHS, CLAMP),
        ("31-march-one-month-before-roll-forward", (2011, 3, 31), -1, MONTHS, ROLL_FORWARD),
        ("31-august-39-months", (2012, 8, 31), 39, MONTHS, ROLL_FORWARD),
        ("leap-day-2012-twelve-months", (2012, 2, 29), 12, MONTHS, REJECT),
        ("leap-day-2012-thirteen-months-before", (2012, 2, 29), -13, MONTHS, REJECT),
        ("15-december-one-month", (2012, 12, 15), 1, MONTHS, REJECT),
        ("15-january-one-month-before", (2012, 1, 15), -1, MONTHS, REJECT),
        ("31-october-9999-one-month-roll-forward", (9999, 10, 31), 1, MONTHS, ROLL_FORWARD),
        ("31-december-9999-one-month", (9999, 12, 31), 1, MONTHS, CLAMP),
        ("31-december-9999-two-months-reject", (9999, 12, 31), 2, MONTHS, REJECT),
        ("first-day-to-last-year", (0, 1, 1), 9999, YEARS, CLAMP),
        ("last-day-to-first-year", (9999, 12, 31), -9999, YEARS, CLAMP),
        ("first-day-one-month-before", (0, 1, 1), -1, MONTHS, CLAMP),
        ("year-minus-0001-forward", (-1, 12, 31), 1, YEARS, CLAMP),
        ("largest-amount-of-years", (2012, 2, 29), i32::MAX, YEARS, REJECT),
        ("smallest-amount-of-years", (2012, 2, 29), i32::MIN, YEARS, REJECT),
        ("largest-amount-of-months", (2012, 2, 29), i32::MAX, MONTHS, CLAMP),
        ("smallest-amount-of-months", (2012, 2, 29), i32::MIN, MONTHS, ROLL_FORWARD),
        ("amount-near-the-range", (2012, 2, 29), 123_456_789, 3, CLAMP),
    ];
    for (name, (year, month, day), amount, unit, policy) in cases {
        let (year, amount) = (i16::to_le_bytes(year), i32::to_le_bytes(amount));
        write("calendar", name, [&year[..], &[month, day], &amount, &[unit, policy]].concat());
    }
}
