//! Every date as the beginning of a period, against the oracle.

use core::time::Duration;

use notafter::{LeapDayPolicy, Lifetime, Validity, ValidityError};

use super::{Tally, at};
use crate::oracle::{Day, calendar};

/// Midnight and noon × 4 lifetimes × 3 policies, and × 7 lifetimes that need none.
pub(super) fn ends_one_second_before_the_oracle() -> Vec<Tally> {
    let with = "the oracle's date, less one second";
    let cases = 182_987 * 2 * (4 * 3 + 7);
    let mut tally = Tally::new("`Validity::starting_at`, both ends and length", with, cases);
    for (position, day) in (calendar().position(1900, 1, 1)..).zip(calendar().years(1900..=2400)) {
        for hour in [0, 12] {
            for (months, policy) in [1, 12, 13, 39].into_iter().flat_map(|n| LeapDayPolicy::ALL.map(|p| (n, p))) {
                let lifetime = if months == 12 { Lifetime::years(1, policy) } else { Lifetime::months(months, policy) };
                let length = calendar()
                    .months_later(day, months as i32, policy)
                    .map(|end| (end - position) as i64 * DAY)
                    .map_err(|reason| ValidityError::NoSuchEnd { not_before: at(day, hour, 0, 0), lifetime, reason });
                compare(&mut tally, (position, day, hour), lifetime, length);
            }
            for days in [47, 90, 200, 398] {
                compare(&mut tally, (position, day, hour), Lifetime::days(days), Ok(i64::from(days) * DAY));
            }
            for seconds in [1, 3_600, 604_800] {
                compare(&mut tally, (position, day, hour), Lifetime::seconds(seconds), Ok(seconds as i64));
            }
        }
    }
    vec![tally]
}

/// `length` is in seconds; the period begins at `hour` of the day that has this position.
fn compare(
    tally: &mut Tally,
    (position, day, hour): (usize, &Day, u8),
    lifetime: Lifetime,
    length: Result<i64, ValidityError>,
) {
    let not_before = at(day, hour, 0, 0);
    let found = Validity::starting_at(not_before, lifetime).map(|validity| {
        let ends = [validity.not_before(), validity.not_after()].map(|end| end.unix_timestamp());
        (ends, validity.duration(), validity.days())
    });
    let first = calendar().timestamp(position) + i64::from(hour) * 3_600;
    // Less than a day counts as one, and the other lengths are whole days.
    let expected = length
        .map(|length| ([first, first + length - 1], Duration::from_secs(length as u64), (length / DAY).max(1) as u32));
    tally.compare(found, expected, || format!("{lifetime} from {not_before}"));
}

const DAY: i64 = 86_400;
