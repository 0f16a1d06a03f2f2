//! How it grows: inspection over threads, a preflight over years, rotations over a fleet, and what memory each takes.
//!
//! ```text
//! cargo bench --bench scaling
//! ```
//!
//! The million certificates are 10,000 different ones, each a hundred times. Memory is what the allocator was asked for.

#[path = "work/read.rs"]
#[expect(dead_code, reason = "the other benches compare the ways to read")]
mod read;
#[path = "work/way.rs"]
#[expect(dead_code, reason = "the other benches compare ways")]
mod way;

use std::{collections::HashMap, env, hint::black_box, thread, time::Instant};

use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    inspect::Inspection,
    mint::pki_types::CertificateDer,
    preflight,
    renewal::{Plan, RenewAt, Rotation},
    time::macros::utc_datetime,
};

fn main() {
    let test = env::args().any(|argument| argument == "--test");
    let (different, times, last_year, hosts) = if test { (100, 2, 99, 1_000) } else { (10_000, 100, 9_999, 1_000_000) };

    let certificates = read::leaves(different).certificates;
    println!("{:<40}{:>12}{:>12}{:>14}", "inspection of certificates", "seconds", "each", "per second");
    let mut alone = 0.0;
    for threads in [1, 2] {
        let taken = seconds(|| inspect(&certificates, times, threads));
        let count = different * times as u32;
        row(&format!("{count}, threads: {threads}"), taken, count.into());
        alone = if threads == 1 { taken } else { alone };
        println!("{:<40}{:>11.2}x", "", alone / taken);
    }
    let peak = allocation_counter::measure(|| inspect(&certificates[..1], 1, 0)).bytes_max;
    println!("{:<40}{peak:>12}", "bytes held at most, for each thread");

    println!(
        "\n{:<40}{:>12}{:>12}{:>14}",
        "preflight::sweep, from the year 0 on", "seconds", "each date", "per second"
    );
    let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    for years in [1, 10, 100, 1_000, 10_000].into_iter().filter(|years| years - 1 <= last_year) {
        let mut dates = 0;
        let taken = seconds(|| dates = black_box(preflight::sweep(0..=years - 1, &profile)).attempts());
        row(&format!("{years} years, {dates} dates"), taken, dates as f64);
    }

    let validity = profile.validity(utc_datetime!(2026-11-22 00:00:00)).expect("a period");
    let rotation =
        |host: u64| (host, Rotation::new((), validity, validity.not_before(), Plan::new(RenewAt::Ideal), host));
    let mut fleet = HashMap::new();
    let memory = allocation_counter::measure(|| fleet = (0..hosts).map(rotation).collect());
    assert_eq!(fleet.len() as u64, hosts, "one rotation for each host");
    println!("\n{:<40}{:>12}", "rotations", "bytes each");
    println!("{:<40}{:>12}", "a rotation of credentials of no size", size_of::<Rotation<()>>());
    println!("{:<40}{:>12}", format!("{hosts} in a map"), memory.bytes_current / hosts as i64);
}

/// Inspects all certificates, so many times, and requires of each that its period is read.
fn inspect(certificates: &[CertificateDer<'static>], times: usize, threads: usize) {
    let some = |part: &[CertificateDer<'static>]| {
        let read = |der| black_box(Inspection::from_der(black_box(der))).is_ok_and(|read| read.validity().is_ok());
        for _ in 0..times {
            assert!(part.iter().all(|der| read(der)), "every certificate is read");
        }
    };
    match threads {
        0 => some(certificates),
        _ => thread::scope(|scope| {
            for part in certificates.chunks(certificates.len().div_ceil(threads)) {
                scope.spawn(move || allocation_counter::opt_out(|| some(part)));
            }
        }),
    }
}

fn row(name: &str, taken: f64, count: f64) {
    println!("{name:<40}{taken:>12.4}{:>9.1} ns{:>14.0}", taken / count * 1e9, count / taken);
}

#[expect(clippy::disallowed_methods, reason = "the library has no clock, a measurement has one")]
fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}
