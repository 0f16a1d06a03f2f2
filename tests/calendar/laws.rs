//! Laws of the arithmetic, over the whole range.

use notafter::{
    CalendarError,
    LeapDayPolicy::{self, Clamp, Reject, RollForward},
    add_months, add_years, anniversaries,
};
use proptest::prelude::*;
use time::Date;

use crate::oracle::calendar;
use crate::seeded;

/// Every date of the range; one in four is a day of a month's end, where the policies differ.
fn dates() -> impl Strategy<Value = Date> {
    let days = calendar().days();
    let any = (0..days.len()).prop_map(|position| days[position].date);
    let month_end = (0..=9999, 1..=12u8).prop_map(|(year, month)| {
        let after = calendar().position(year + i32::from(month == 12 && year < 9999), month % 12 + 1, 1);
        days[after.max(1) - 1].date
    });
    prop_oneof![3 => any, 1 => month_end]
}

fn policies() -> impl Strategy<Value = LeapDayPolicy> {
    prop::sample::select(&LeapDayPolicy::ALL)
}

/// Amounts of months that mostly stay within the range.
fn amounts() -> impl Strategy<Value = i32> {
    prop_oneof![3 => -1200..=1200, 1 => -130_000..=130_000]
}

proptest! {
    #![proptest_config(seeded(20_000))]

    #[test]
    fn monotone_in_the_date(a in dates(), b in dates(), months in amounts(), policy in policies()) {
        let (early, late) = (a.min(b), a.max(b));
        if let (Ok(early), Ok(late)) = (add_months(early, months, policy), add_months(late, months, policy)) {
            prop_assert!(early <= late, "{early} after {late}");
        }
    }

    #[test]
    fn monotone_in_the_next_date(date in dates(), months in amounts(), policy in policies()) {
        let next = date.next_day().filter(|next| next.year() <= 9999);
        if let Some(next) = next
            && let (Ok(early), Ok(late)) = (add_months(date, months, policy), add_months(next, months, policy))
        {
            prop_assert!(early <= late, "{early} after {late}");
        }
    }

    #[test]
    fn strictly_monotone_in_the_amount(date in dates(), months in amounts(), more in 1..=24, policy in policies()) {
        if let (Ok(early), Ok(late)) = (add_months(date, months, policy), add_months(date, months + more, policy)) {
            prop_assert!(early < late, "{early} not before {late}");
        }
    }

    #[test]
    fn reject_fails_exactly_where_clamp_is_before_roll_forward(date in dates(), months in amounts()) {
        let [clamped, rolled, strict] = [Clamp, RollForward, Reject].map(|policy| add_months(date, months, policy));
        match (clamped, rolled) {
            (Ok(clamped), Ok(rolled)) if clamped == rolled => prop_assert_eq!(strict, Ok(clamped)),
            (Ok(clamped), Ok(rolled)) => {
                prop_assert_eq!(clamped.next_day(), Some(rolled), "they differ by one day");
                let (year, month) = (clamped.year(), clamped.month());
                prop_assert_eq!(strict, Err(CalendarError::NoSuchDay { year, month, day: date.day() }));
            }
            (clamped, rolled) => {
                prop_assert_eq!(clamped, rolled, "out of range for both");
                prop_assert_eq!(strict, clamped, "out of range for all");
            }
        }
    }

    #[test]
    fn twelve_months_are_a_year(date in dates(), years in -10_500..=10_500, policy in policies()) {
        prop_assert_eq!(add_years(date, years, policy), add_months(date, 12 * years, policy));
    }

    #[test]
    fn the_day_that_exists_is_kept_and_found_again(date in dates(), months in amounts()) {
        if let Ok(later) = add_months(date, months, Reject) {
            prop_assert_eq!(later.day(), date.day());
            prop_assert_eq!(add_months(later, -months, Reject), Ok(date), "and back");
        }
    }

    #[test]
    fn the_nth_anniversary_is_n_years_after_the_anchor(anchor in dates(), n in 0..200usize, policy in policies()) {
        let nth = anniversaries(anchor, policy).nth(n);
        let expected = add_years(anchor, n as i32 + 1, policy);
        match expected {
            Err(CalendarError::YearOutOfRange { year }) if year > 10_000 => prop_assert_eq!(nth, None),
            expected => prop_assert_eq!(nth, Some(expected)),
        }
    }
}
