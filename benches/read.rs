//! The period of a certificate, beside the parsers that read all of it.

#[path = "work/compare.rs"]
mod compare;
#[path = "work/read.rs"]
mod read;
#[path = "work/way.rs"]
mod way;

use compare::compare;
use criterion::{Criterion, criterion_group, criterion_main};

fn bench(criterion: &mut Criterion) {
    let leaves = read::leaves(256);
    compare(criterion, "read", leaves.certificates.len(), &leaves, &read::READ);
}

criterion_group!(benches, bench);
criterion_main!(benches);
