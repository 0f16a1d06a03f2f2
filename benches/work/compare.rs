//! Ways side by side, measured by criterion.

use criterion::{Criterion, Throughput};

use crate::way::{Way, agree};

/// Measures all ways on the same inputs, once it is known that their results are the same.
pub(crate) fn compare<I: ?Sized>(criterion: &mut Criterion, name: &str, count: usize, inputs: &I, ways: &[Way<I>]) {
    agree(ways, inputs);
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(count as u64));
    for (way, work, _) in ways {
        group.bench_function(*way, |bencher| bencher.iter(|| work(inputs)));
    }
    group.finish();
}
