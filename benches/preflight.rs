//! One profile on every date from 1900 to 2400, and one plan from every day of ten years.

#[path = "work/compare.rs"]
mod compare;
#[path = "work/preflight.rs"]
mod preflight;
#[path = "work/way.rs"]
mod way;

use compare::compare;
use criterion::{Criterion, criterion_group, criterion_main};

fn bench(criterion: &mut Criterion) {
    compare(criterion, "preflight", preflight::DATES, &preflight::PROFILE, &preflight::SWEEP);
    criterion.bench_function("plan of ten years", |bencher| bencher.iter(preflight::rehearse));
}

criterion_group!(benches, bench);
criterion_main!(benches);
