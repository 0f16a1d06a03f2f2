//! A P-256 leaf with its reading back and random serial number, beside rcgen alone.

#[path = "work/compare.rs"]
mod compare;
#[path = "work/mint.rs"]
mod mint;
#[path = "work/way.rs"]
mod way;

use compare::compare;
use criterion::{Criterion, criterion_group, criterion_main};

fn bench(criterion: &mut Criterion) {
    compare(criterion, "mint", mint::LEAVES, &mint::desk(), &mint::MINT);
}

criterion_group!(benches, bench);
criterion_main!(benches);
