//! Years and months later on every date from 1900 to 2400, beside the peers.

#[path = "work/calendar.rs"]
mod work;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use work::{Input, MONTHS, Way, YEARS, inputs};

fn years(criterion: &mut Criterion) {
    compare(criterion, "add_years", &inputs(100), &YEARS);
}

fn months(criterion: &mut Criterion) {
    compare(criterion, "add_months", &inputs(1_200), &MONTHS);
}

/// Measures all ways on the same inputs, once it is known that their results are the same.
fn compare(criterion: &mut Criterion, name: &str, inputs: &[Input], ways: &[Way]) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(inputs.len() as u64));
    let [(_, _, ours), ..] = ways else { panic!("there is a way") };
    let expected = ours(inputs);
    for (peer, work, checksum) in ways {
        assert_eq!(checksum(inputs), expected, "{peer} disagrees");
        group.bench_function(*peer, |bencher| bencher.iter(|| work(inputs)));
    }
    group.finish();
}

criterion_group!(benches, years, months);
criterion_main!(benches);
