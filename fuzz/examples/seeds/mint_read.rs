//! Profiles, and the instants at which they mint.

use crate::{CLAMP, DAYS, MONTHS, REJECT, ROLL_FORWARD, SECONDS, YEARS, write};

pub fn seeds() {
    let outage = (2012, 2, 29, 0, 0, 0);
    let cases = [
        ("leap-day-2012-one-year-clamp", outage, (1, YEARS, CLAMP), 0, ITSELF),
        ("leap-day-2012-one-year-roll-forward", outage, (1, YEARS, ROLL_FORWARD), 0, ITSELF),
        ("leap-day-2012-one-year-reject", outage, (1, YEARS, REJECT), 0, ITSELF),
        ("leap-day-2012-one-year-backdated-a-day", outage, (1, YEARS, REJECT), 86_400, ITSELF),
        ("leap-day-2012-one-year-last-second", (2012, 2, 29, 23, 59, 59), (1, YEARS, CLAMP), 0, ITSELF),
        ("31-january-one-month-clamp", (2011, 1, 31, 0, 0, 0), (1, MONTHS, CLAMP), 0, ITSELF),
        ("31-january-one-month-roll-forward", (2011, 1, 31, 12, 0, 0), (1, MONTHS, ROLL_FORWARD), 0, ITSELF),
        ("31-january-one-month-reject", (2011, 1, 31, 12, 0, 0), (1, MONTHS, REJECT), 0, ITSELF),
        ("39-months", (2012, 8, 31, 0, 0, 0), (39, MONTHS, ROLL_FORWARD), 0, ITSELF),
        ("200-days", (2026, 3, 15, 0, 0, 0), (200, DAYS, CLAMP), 0, ITSELF),
        ("200-days-backdated-an-hour", (2026, 3, 15, 0, 0, 0), (200, DAYS, CLAMP), 3_600, ITSELF),
        ("one-second", outage, (1, SECONDS, CLAMP), 0, ITSELF),
        ("zero-seconds", outage, (0, SECONDS, CLAMP), 0, ITSELF),
        ("zero-years", outage, (0, YEARS, CLAMP), 0, ITSELF),
        ("seconds-without-end", outage, (u64::MAX, SECONDS, CLAMP), 0, ITSELF),
        ("days-without-end", outage, (u32::MAX.into(), DAYS, CLAMP), 0, ITSELF),
        ("years-without-end", outage, (u32::MAX.into(), YEARS, CLAMP), 0, ITSELF),
        ("months-without-end", outage, (u32::MAX.into(), MONTHS, CLAMP), 0, ITSELF),
        ("utc-time-ends-2049", (2049, 1, 1, 0, 0, 0), (1, YEARS, REJECT), 0, ITSELF),
        ("utc-time-ends-2050", (2049, 1, 1, 0, 0, 1), (1, YEARS, REJECT), 0, ITSELF),
        ("utc-time-begins-1950", (1950, 1, 1, 0, 0, 0), (1, DAYS, CLAMP), 1, ITSELF),
        ("first-second", (0, 1, 1, 0, 0, 0), (1, SECONDS, CLAMP), 0, ITSELF),
        ("before-the-first-second", (0, 1, 1, 0, 0, 0), (1, YEARS, CLAMP), 1, ITSELF),
        ("backdated-without-end", outage, (1, YEARS, CLAMP), u64::MAX, ITSELF),
        ("last-year", (9999, 1, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, ITSELF),
        ("a-second-beyond-the-last-year", (9999, 1, 1, 0, 0, 1), (1, YEARS, CLAMP), 0, ITSELF),
        ("last-month", (9999, 12, 1, 0, 0, 0), (1, MONTHS, REJECT), 0, ITSELF),
        ("last-second", (9999, 12, 31, 23, 59, 59), (1, SECONDS, CLAMP), 0, ITSELF),
        ("all-years", (0, 1, 1, 0, 0, 0), (10_000, YEARS, CLAMP), 0, ITSELF),
        ("under-an-authority", outage, (1, YEARS, CLAMP), 0, NOT_BEYOND),
        ("beyond-the-authority-refused", (2099, 6, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, NOT_BEYOND),
        ("beyond-the-authority-truncated", (2099, 6, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, TRUNCATED),
        ("beyond-the-authority-allowed", (2099, 6, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, BEYOND),
        ("after-the-authority-truncated", (2100, 1, 1, 0, 0, 0), (1, DAYS, CLAMP), 0, TRUNCATED),
        ("before-the-authority", (1999, 12, 31, 23, 59, 59), (1, DAYS, CLAMP), 0, NOT_BEYOND),
    ];
    for (name, now, lifetime, backdate, issuer) in cases {
        write("mint_read", name, profile_at(now, 0, lifetime, (backdate, 0), issuer));
    }
    let nanosecond = profile_at((0, 1, 1, 0, 0, 0), 1, (1, YEARS, CLAMP), (0, 2), ITSELF);
    write("mint_read", "before-the-first-second-by-a-nanosecond", nanosecond);
    let half = profile_at((9999, 12, 31, 23, 59, 59), 500_000_000, (1, SECONDS, CLAMP), (0, 500_000_001), ITSELF);
    write("mint_read", "half-a-second-and-more-back", half);
}

fn profile_at(
    (year, month, day, hour, minute, second): (u16, u8, u8, u8, u8, u8),
    nanosecond: u32,
    (count, unit, policy): (u64, u8, u8),
    (backdate, backdate_nanosecond): (u64, u32),
    issuer: u8,
) -> Vec<u8> {
    [
        &year.to_le_bytes()[..],
        &[month, day, hour, minute, second],
        &nanosecond.to_le_bytes(),
        &count.to_le_bytes(),
        &[unit, policy],
        &backdate.to_le_bytes(),
        &backdate_nanosecond.to_le_bytes(),
        &[issuer],
    ]
    .concat()
}

/// What issues the certificate: see `mint_read`.
const ITSELF: u8 = 0;
const NOT_BEYOND: u8 = 1;
const TRUNCATED: u8 = 2;
const BEYOND: u8 = 3;
