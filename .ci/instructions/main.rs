//! Work for the count of instructions: `.ci/instructions/count` runs it under callgrind, which counts inside the `measured_`
//! functions alone.
//!
//! The inputs are the same in every run. Each function calls what it measures a thousand times and says how often that went
//! well; without callgrind, that is all that is looked at.

use std::hint::black_box;

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity, add_months, add_years, preflight,
    time::{Date, Duration, Month, UtcDateTime},
};

const CALLS: usize = 1_000;

const LEAF: &[u8] = include_bytes!("../../fuzz/corpus/certificate_der/leaf");

fn main() {
    let dates = dates();
    let start = UtcDateTime::UNIX_EPOCH;
    let instants: Vec<_> = (0..CALLS as i64).map(|second| start + Duration::seconds(second)).collect();
    let validity = Validity::starting_at(start, Lifetime::seconds(CALLS as u64)).expect("a period");
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    let went_well = [
        ("add_years", measured_add_years(&dates)),
        ("add_months", measured_add_months(&dates)),
        ("from_certificate_der", measured_from_certificate_der(LEAF)),
        ("contains", measured_contains(&validity, &instants)),
        ("sweep", measured_sweep(&profile)),
    ];
    for (name, went_well) in went_well {
        assert_eq!(went_well, if name == "sweep" { 1_096 } else { CALLS }, "{name}");
    }
}

/// Dates from 1900 to 2400 in no order, each with a number from 1 to 1,200.
fn dates() -> Vec<(Date, i32)> {
    let first = Date::from_calendar_date(1900, Month::January, 1).expect("a date");
    let date = |index: i64| first + Duration::days(index * 7_919 % 182_987);
    (0..CALLS as i64).map(|index| (date(index), 1 + (index * 37 % 1_200) as i32)).collect()
}

#[inline(never)]
fn measured_add_years(dates: &[(Date, i32)]) -> usize {
    dates.iter().filter(|(date, n)| black_box(add_years(*date, *n, LeapDayPolicy::Clamp)).is_ok()).count()
}

#[inline(never)]
fn measured_add_months(dates: &[(Date, i32)]) -> usize {
    dates.iter().filter(|(date, n)| black_box(add_months(*date, *n, LeapDayPolicy::Clamp)).is_ok()).count()
}

#[inline(never)]
fn measured_from_certificate_der(der: &[u8]) -> usize {
    (0..CALLS).filter(|_| black_box(Validity::from_certificate_der(black_box(der))).is_ok()).count()
}

#[inline(never)]
fn measured_contains(validity: &Validity, instants: &[UtcDateTime]) -> usize {
    instants.iter().filter(|at| black_box(validity.contains(**at))).count()
}

/// 1,096 dates, of which one is 29 February.
#[inline(never)]
fn measured_sweep(profile: &Profile) -> usize {
    preflight::sweep(profile, 2011..=2013).issued()
}
