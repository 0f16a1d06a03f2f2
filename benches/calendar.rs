//! Years and months later on every date from 1900 to 2400, beside the peers.

#[path = "work/calendar.rs"]
mod calendar;
#[path = "work/compare.rs"]
mod compare;
#[path = "work/way.rs"]
mod way;

use calendar::{MONTHS, YEARS, inputs};
use compare::compare;
use criterion::{Criterion, criterion_group, criterion_main};

fn years(criterion: &mut Criterion) {
    let inputs = inputs(100);
    compare(criterion, "add_years", inputs.len(), inputs.as_slice(), &YEARS);
}

fn months(criterion: &mut Criterion) {
    let inputs = inputs(1_200);
    compare(criterion, "add_months", inputs.len(), inputs.as_slice(), &MONTHS);
}

criterion_group!(benches, years, months);
criterion_main!(benches);
