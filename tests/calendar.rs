//! Years and months later: rules R1 to R6, one table each. The folder holds the laws.

mod laws;

use notafter::{
    CalendarError,
    LeapDayPolicy::{self, Clamp, Reject, RollForward},
    Scope, Scoped, add_months, add_years, anniversaries,
};
use time::{Date, Month, macros::date};

/// The result as text: the date, or the error.
fn shown(result: Result<Date, CalendarError>) -> String {
    result.map_or_else(|error| error.to_string(), |date| date.to_string())
}

#[test]
fn r1_the_policy_decides_where_the_day_does_not_exist() {
    // date, months, and the result of each policy in the order of `LeapDayPolicy::ALL`
    let cases = [
        (date!(2012 - 02 - 29), 12, ["2013-02-28", "2013-03-01", "2013-02-29 does not exist"]),
        (date!(2012 - 02 - 29), -12, ["2011-02-28", "2011-03-01", "2011-02-29 does not exist"]),
        (date!(2096 - 02 - 29), 48, ["2100-02-28", "2100-03-01", "2100-02-29 does not exist"]),
        (date!(1996 - 02 - 29), 48, ["2000-02-29"; 3]),
        (date!(2012 - 02 - 29), 48, ["2016-02-29"; 3]),
        // The excess is not carried: 1 March, not 3 March.
        (date!(2011 - 01 - 31), 1, ["2011-02-28", "2011-03-01", "2011-02-31 does not exist"]),
        (date!(2012 - 01 - 31), 1, ["2012-02-29", "2012-03-01", "2012-02-31 does not exist"]),
        (date!(2011 - 01 - 30), 1, ["2011-02-28", "2011-03-01", "2011-02-30 does not exist"]),
        (date!(2012 - 01 - 30), 1, ["2012-02-29", "2012-03-01", "2012-02-30 does not exist"]),
        (date!(2011 - 01 - 29), 1, ["2011-02-28", "2011-03-01", "2011-02-29 does not exist"]),
        (date!(2012 - 01 - 29), 1, ["2012-02-29"; 3]),
        (date!(2011 - 03 - 31), -1, ["2011-02-28", "2011-03-01", "2011-02-31 does not exist"]),
        (date!(2011 - 03 - 31), 1, ["2011-04-30", "2011-05-01", "2011-04-31 does not exist"]),
        (date!(2011 - 05 - 31), 1, ["2011-06-30", "2011-07-01", "2011-06-31 does not exist"]),
        (date!(2011 - 10 - 31), -1, ["2011-09-30", "2011-10-01", "2011-09-31 does not exist"]),
        (date!(2011 - 10 - 31), 1, ["2011-11-30", "2011-12-01", "2011-11-31 does not exist"]),
        (date!(2011 - 12 - 31), 2, ["2012-02-29", "2012-03-01", "2012-02-31 does not exist"]),
        (date!(2011 - 07 - 31), 1, ["2011-08-31"; 3]),
        (date!(2011 - 12 - 31), 1, ["2012-01-31"; 3]),
        (date!(2012 - 01 - 31), -1, ["2011-12-31"; 3]),
    ];
    for (from, months, expected) in cases {
        for (policy, expected) in LeapDayPolicy::ALL.into_iter().zip(expected) {
            assert_eq!(shown(add_months(from, months, policy)), expected, "{from} + {months} months, {policy}");
            if months % 12 == 0 {
                let years = months / 12;
                assert_eq!(shown(add_years(from, years, policy)), expected, "{from} + {years} years, {policy}");
            }
        }
    }
}

/// The evidence holds every date; this is the table for the eye.
#[test]
fn r2_a_year_is_twelve_months_and_zero_is_the_identity() {
    for from in [
        date!(0000 - 02 - 29),
        date!(2011 - 12 - 31),
        date!(2012 - 02 - 29),
        date!(2012 - 03 - 01),
        date!(9999 - 12 - 31),
    ] {
        for policy in LeapDayPolicy::ALL {
            assert_eq!(add_years(from, 0, policy), Ok(from), "{from} + 0 years, {policy}");
            assert_eq!(add_months(from, 0, policy), Ok(from), "{from} + 0 months, {policy}");
            for years in [-9999, -2012, -400, -100, -4, -1, 1, 4, 88, 100, 400, 9999] {
                let (by_years, by_months) = (add_years(from, years, policy), add_months(from, 12 * years, policy));
                assert_eq!(by_years, by_months, "{from} + {years} years, {policy}");
            }
        }
    }
}

#[test]
fn r3_outside_the_years_0000_to_9999_is_an_error() {
    let years: &[(Date, i32, i64)] = &[
        (date!(9999 - 01 - 01), 1, 10_000),
        (date!(9999 - 12 - 31), 2, 10_001),
        (date!(0000 - 12 - 31), -1, -1),
        (date!(0000 - 02 - 29), i32::MIN, i32::MIN as i64),
        (date!(9999 - 12 - 31), i32::MAX, i32::MAX as i64 + 9999),
        // A date before the year 0 is refused, even where the result would be in range.
        (date!(-0001 - 12 - 31), 1, -1),
        (date!(-0001 - 06 - 15), 0, -1),
        (date!(-0005 - 02 - 28), 2000, -5),
        (Date::MIN, i32::MAX, Date::MIN.year() as i64),
    ];
    for &(from, years, year) in years {
        for policy in LeapDayPolicy::ALL {
            let result = add_years(from, years, policy);
            assert_eq!(result, Err(CalendarError::YearOutOfRange { year }), "{from} + {years} years, {policy}");
        }
    }
    let months: &[(Date, i32, i64)] = &[
        (date!(9999 - 12 - 01), 1, 10_000),
        (date!(9999 - 12 - 31), 1, 10_000),
        // The day does not exist either; that the year cannot be written is the reason that counts.
        (date!(9999 - 12 - 31), 2, 10_000),
        (date!(9999 - 12 - 31), 14, 10_001),
        (date!(0000 - 01 - 31), -1, -1),
        (date!(0000 - 03 - 31), -13, -1),
        // 2,147,483,647 months are 178,956,970 years and 7 months.
        (date!(9999 - 12 - 31), i32::MAX, 178_966_970),
        (date!(0000 - 01 - 01), i32::MIN, -178_956_971),
        (date!(-0001 - 12 - 31), 1, -1),
        (Date::MIN, i32::MAX, Date::MIN.year() as i64),
    ];
    for &(from, months, year) in months {
        for policy in LeapDayPolicy::ALL {
            let result = add_months(from, months, policy);
            assert_eq!(result, Err(CalendarError::YearOutOfRange { year }), "{from} + {months} months, {policy}");
        }
    }
    for policy in LeapDayPolicy::ALL {
        assert_eq!(add_years(date!(0000 - 02 - 29), 9996, policy), Ok(date!(9996 - 02 - 29)), "{policy}");
        assert_eq!(add_months(date!(9999 - 12 - 31), -119_999, policy), Ok(date!(0000 - 01 - 31)), "{policy}");
    }
}

#[test]
fn r4_month_ends_are_not_sticky() {
    for policy in LeapDayPolicy::ALL {
        assert_eq!(add_years(date!(2011 - 02 - 28), 1, policy), Ok(date!(2012 - 02 - 28)), "28 February, {policy}");
        assert_eq!(add_months(date!(2011 - 02 - 28), 1, policy), Ok(date!(2011 - 03 - 28)), "28 February, {policy}");
        assert_eq!(add_months(date!(2011 - 04 - 30), 1, policy), Ok(date!(2011 - 05 - 30)), "30 April, {policy}");
    }
}

#[test]
fn r5_anniversaries_are_counted_from_the_first_date() {
    let common = [
        (Clamp, "02-28"),
        // From 29 February every anniversary in a common year is 1 March, and still every fourth is 29 February.
        (RollForward, "03-01"),
        (Reject, "02-29 does not exist"),
    ];
    for (policy, common) in common {
        let yielded: Vec<String> = anniversaries(date!(2092 - 02 - 29), policy).take(13).map(shown).collect();
        let expected: Vec<String> = (2093..=2105)
            // 2100 is a common year.
            .map(|year| if [2096, 2104].contains(&year) { format!("{year}-02-29") } else { format!("{year}-{common}") })
            .collect();
        assert_eq!(yielded, expected, "{policy}");
    }
    // Counting from the previous result loses the day for good: this is what R5 is about.
    let chained = (0..4).try_fold(date!(2012 - 02 - 29), |date, _| add_years(date, 1, Clamp));
    assert_eq!(chained, Ok(date!(2016 - 02 - 28)), "four times one year");
    let anchored = anniversaries(date!(2012 - 02 - 29), Clamp).nth(3);
    assert_eq!(anchored, Some(Ok(date!(2016 - 02 - 29))), "the fourth anniversary");
}

#[test]
fn anniversaries_end_after_the_range_with_one_error() {
    let mut last = anniversaries(date!(9996 - 02 - 29), Reject);
    for year in [9997, 9998, 9999] {
        let missing = CalendarError::NoSuchDay { year, month: Month::February, day: 29 };
        assert_eq!(last.next(), Some(Err(missing)), "a missing day is not the end, {year}");
    }
    let beyond = CalendarError::YearOutOfRange { year: 10_000 };
    assert_eq!(last.next(), Some(Err(beyond)), "after the last year");
    assert_eq!(last.next(), None, "after the error");
    assert_eq!(last.next(), None, "it is fused");

    let mut before = anniversaries(date!(-0001 - 01 - 01), Clamp);
    assert_eq!(before.next(), Some(Err(CalendarError::YearOutOfRange { year: -1 })), "an anchor out of range");
    assert_eq!(before.next(), None, "after the error");
    assert_eq!(anniversaries(date!(0000 - 01 - 01), Clamp).count(), 9999 + 1, "years 1 to 9999, and the error");
}

#[test]
fn a_policy_prints_and_parses_as_one_word() {
    let names = [(Clamp, "clamp"), (RollForward, "roll-forward"), (Reject, "reject")];
    assert_eq!(LeapDayPolicy::ALL, names.map(|(policy, _)| policy), "the three, in this order");
    for (policy, name) in names {
        assert_eq!(policy.to_string(), name, "{policy:?}");
        assert_eq!(name.parse(), Ok(policy), "{name}");
    }
    assert_eq!(format!("[{Clamp:>8}]"), "[   clamp]", "the width is honoured");
    for text in ["", "Clamp", "clamp ", "rollforward", "roll_forward", "omit"] {
        let error = text.parse::<LeapDayPolicy>().expect_err("no policy");
        let expected = format!("`{text}` is no leap-day policy: expected clamp, roll-forward or reject");
        assert_eq!(error.to_string(), expected, "`{text}`");
        assert_eq!(error.text.as_bytes(), text.as_bytes(), "the error carries the text");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
    }
}

#[test]
fn errors_say_what_was_asked() {
    let cases = [
        (CalendarError::NoSuchDay { year: 2013, month: Month::February, day: 29 }, "2013-02-29 does not exist"),
        (CalendarError::NoSuchDay { year: 7, month: Month::November, day: 31 }, "0007-11-31 does not exist"),
        (CalendarError::YearOutOfRange { year: 10_000 }, "year 10000 is outside 0000 to 9999"),
        (CalendarError::YearOutOfRange { year: -1 }, "year -1 is outside 0000 to 9999"),
    ];
    for (error, expected) in cases {
        assert_eq!(error.to_string(), expected, "{error:?}");
        assert_eq!(error.scope(), Scope::EveryHost, "{error}");
    }
}

/// The results are computed by the compiler: these items exist only because the functions are `const`.
#[test]
fn arithmetic_is_const() {
    const CLAMPED: Result<Date, CalendarError> = add_years(date!(2012 - 02 - 29), 1, Clamp);
    const ROLLED: Result<Date, CalendarError> = add_months(date!(2011 - 01 - 31), 1, RollForward);
    const REFUSED: Result<Date, CalendarError> = add_months(date!(2011 - 03 - 31), -1, Reject);
    const BEYOND: Result<Date, CalendarError> = add_years(date!(9999 - 01 - 01), 1, Clamp);
    const NEVER_DRIVEN: notafter::Anniversaries = anniversaries(date!(2012 - 02 - 29), Clamp);
    assert_eq!(CLAMPED, Ok(date!(2013 - 02 - 28)));
    assert_eq!(ROLLED, Ok(date!(2011 - 03 - 01)));
    assert_eq!(REFUSED, Err(CalendarError::NoSuchDay { year: 2011, month: Month::February, day: 31 }));
    assert_eq!(BEYOND, Err(CalendarError::YearOutOfRange { year: 10_000 }));
    assert_eq!(NEVER_DRIVEN.clone().next(), Some(Ok(date!(2013 - 02 - 28))));
}
