//! Every date as the beginning of a period, against the oracle.

use core::time::Duration;

use notafter::{LeapDayPolicy, Lifetime, Validity, ValidityError};

use super::{Tally, at};
use crate::oracle::calendar;

/// Midnight and noon × 4 lifetimes × 3 policies.
pub(super) fn ends_one_second_before_the_oracle() -> Vec<Tally> {
    let with = "the oracle's date, less one second";
    let mut tally = Tally::new("`Validity::starting_at`, both ends and length", with, 182_987 * 2 * 4 * 3);
    for (position, day) in (calendar().position(1900, 1, 1)..).zip(calendar().years(1900..=2400)) {
        for hour in [0, 12] {
            let not_before = at(day, hour, 0, 0);
            for (months, policy) in [1, 12, 13, 39].into_iter().flat_map(|n| LeapDayPolicy::ALL.map(|p| (n, p))) {
                let lifetime = if months == 12 { Lifetime::years(1, policy) } else { Lifetime::months(months, policy) };
                let found = Validity::starting_at(not_before, lifetime).map(|validity| {
                    let ends = [validity.not_before(), validity.not_after()].map(|end| end.unix_timestamp());
                    (ends, validity.duration(), validity.days() as i64)
                });
                let first = calendar().timestamp(position) + i64::from(hour) * 3_600;
                let expected = calendar()
                    .months_later(day, months as i32, policy)
                    .map(|end| {
                        let length = (end - position) as i64 * 86_400;
                        ([first, first + length - 1], Duration::from_secs(length as u64), length / 86_400)
                    })
                    .map_err(|reason| ValidityError::NoSuchEnd { not_before, lifetime, reason });
                tally.compare(found, expected, || format!("{lifetime} from {not_before}"));
            }
        }
    }
    vec![tally]
}
