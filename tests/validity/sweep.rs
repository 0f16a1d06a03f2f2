//! Every date as the beginning of a period, against the oracle.

use core::time::Duration;

use notafter::{LeapDayPolicy, Lifetime, Validity, ValidityError};

use crate::oracle::{at, calendar};

/// 182,987 dates × midnight and noon × 4 lifetimes × 3 policies.
#[test]
fn every_date_ends_one_second_before_the_oracle() {
    let mut compared = 0u64;
    for day in calendar().years(1900..=2400) {
        for hour in [0, 12] {
            let not_before = at(day, hour, 0, 0);
            for (months, policy) in [1, 12, 13, 39].into_iter().flat_map(|n| LeapDayPolicy::ALL.map(|p| (n, p))) {
                let lifetime = if months == 12 { Lifetime::years(1, policy) } else { Lifetime::months(months, policy) };
                let found = Validity::starting_at(not_before, lifetime);
                match calendar().months_later(day, months as i32, policy) {
                    Ok(end) => {
                        let seconds_of_day = i64::from(hour) * 3600;
                        let validity = found.unwrap_or_else(|error| panic!("{error}"));
                        let first = calendar().timestamp(calendar().position(day.year, day.month, day.day));
                        let last = calendar().timestamp(end) - 1;
                        assert_eq!(validity.not_before(), not_before, "{lifetime} from {not_before}");
                        let not_after = validity.not_after().unix_timestamp();
                        assert_eq!(not_after, last + seconds_of_day, "{lifetime} from {not_before}");
                        let duration = Duration::from_secs((last + 1 - first) as u64);
                        assert_eq!(validity.duration(), duration, "{lifetime} from {not_before}");
                        assert_eq!(validity.days() as u64 * 86_400, duration.as_secs(), "whole days: {lifetime}");
                    }
                    Err(reason) => {
                        let expected = Err(ValidityError::NoSuchEnd { not_before, lifetime, reason });
                        assert_eq!(found, expected, "{lifetime} from {not_before}");
                    }
                }
                compared += 1;
            }
        }
    }
    println!("Validity::starting_at, 1900-01-01 to 2400-12-31: {compared} periods compared with the oracle");
    assert_eq!(compared, 182_987 * 2 * 4 * 3, "every period was compared");
}
