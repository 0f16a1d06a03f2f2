//! Terms: one length in several units, and each unit measured by itself.

use std::collections::HashSet;

use notafter::{
    Lifetime, Validity,
    limits::{
        Limit, Schedule, Term,
        Term::{Days, Hours, Months, Years},
    },
    time::macros::utc_datetime,
};

#[test]
fn a_term_compares_by_what_it_means_and_prints_as_it_was_made() {
    let same: [(Term, Term); 6] = [
        (Hours(24), Days(1)),
        (Hours(48), Days(2)),
        (Years(1), Months(12)),
        (Years(3), Months(36)),
        (Years(0), Hours(0)),
        (Years(u32::MAX), Years(u32::MAX)),
    ];
    for (one, other) in same {
        assert_eq!(one, other);
        assert_eq!(HashSet::from([one, other]).len(), 1, "{one} and {other} hash alike");
    }
    let different: [(Term, Term); 7] = [
        (Hours(25), Days(1)),
        (Hours(23), Days(1)),
        (Years(1), Months(13)),
        (Years(1), Days(365)),
        (Months(1), Days(30)),
        (Months(1), Hours(1)),
        (Days(0), Hours(1)),
    ];
    for (one, other) in different {
        assert_ne!(one, other);
    }
    let texts = [
        (Years(1), "1 year"),
        (Years(3), "3 years"),
        (Months(1), "1 month"),
        (Days(0), "0 days"),
        (Hours(1), "1 hour"),
        (Hours(160), "160 hours"),
    ];
    for (term, text) in texts {
        assert_eq!(term.to_string(), text);
    }
}

/// From 29 February, a year ends on 1 March and four years on 29 February: the longer reading of both.
#[test]
fn years_are_calendar_years_and_hours_are_exact() {
    const YEAR: Schedule = Schedule::new("year", &[Limit::always("a").at_most(Years(1))]);
    const FOUR: Schedule = Schedule::new("four", &[Limit::always("b").at_most(Years(4))]);
    const HOURS: Schedule = Schedule::new("hours", &[Limit::always("c").at_most(Hours(160))]);
    let leap = utc_datetime!(2024-02-29 12:00:00);
    let exact = [(YEAR, 366 * 86_400), (FOUR, 1_461 * 86_400), (HOURS, 160 * 3_600)];
    for (schedule, seconds) in exact {
        let period = |seconds| Validity::starting_at(leap, Lifetime::seconds(seconds)).expect("in range");
        assert!(schedule.check(&period(seconds)).is_ok(), "{schedule}: {seconds} s");
        assert!(schedule.check(&period(seconds + 1)).is_err(), "{schedule}: {seconds} s and one more");
    }
}
