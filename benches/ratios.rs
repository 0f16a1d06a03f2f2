//! One table of ratios: what this crate takes for a piece of work, divided by what its peers take for the same.
//!
//! ```text
//! cargo bench --bench ratios
//! cargo bench --features rustls --bench ratios    # handshakes too
//! ```
//!
//! All ways do the same work on the same inputs in one process, in turns, and the first to go changes with each turn. A ratio
//! is the median of the turns' ratios. The noise is the median distance of the turns from it, in percent of it: where it is
//! large, the machine was busy. That the ways agree is asserted before anything is measured. The allocator counts, for the
//! last table; while the clock runs it does not, and costs a peer that allocates about a nanosecond each time.

#[path = "work/calendar.rs"]
mod calendar;
#[cfg(feature = "rustls")]
#[path = "work/handshake.rs"]
mod handshake;
#[path = "work/mint.rs"]
mod mint;
#[path = "../tests/oracle.rs"]
#[expect(dead_code, reason = "the tests use all of it")]
mod oracle;
#[path = "work/preflight.rs"]
mod preflight;
#[path = "work/read.rs"]
mod read;
#[path = "work/way.rs"]
mod way;

use std::{env, hint::black_box, time::Instant};

use notafter::{LeapDayPolicy, add_years, time::Date};

use crate::{
    calendar::Input,
    way::{Way, agree},
};

fn main() {
    let test = env::args().any(|argument| argument == "--test");
    let turns = if test { 1 } else { 41 };
    println!("{:<26}{:<22}{:>11}{:>11}{:>9}{:>8}  target", "work", "peer", "notafter", "peer", "ratio", "noise");

    let (years, months) = (calendar::inputs(100), calendar::inputs(1_200));
    let targets = [("chrono", 0.45), ("jiff", 0.15), ("icu_calendar", 0.15), ("time idiom", 0.6)];
    compare("add_years", turns, years.len(), years.as_slice(), &calendar::YEARS, &targets);
    let targets = [("chrono", 0.8), ("jiff", 0.25), ("icu_calendar", 0.25)];
    compare("add_months", turns, months.len(), months.as_slice(), &calendar::MONTHS, &targets);
    let leaves = read::leaves(if test { 16 } else { 256 });
    let targets = [("x509-parser", 0.014), ("rustls-webpki", 0.12), ("x509-cert", 0.011)];
    compare("from_certificate_der", turns, leaves.certificates.len(), &leaves, &read::READ, &targets);
    let targets = [("x509-parser", 0.4)];
    compare("inspect, our leaves", turns, leaves.certificates.len(), &leaves.certificates, &read::INSPECT, &targets);
    let roots = read::roots();
    compare("inspect, Mozilla's roots", turns, roots.len(), &roots, &read::INSPECT, &targets);
    let targets = [("rcgen alone", 1.02), ("the signature alone", 1.18)];
    compare("mint", turns * 5, mint::LEAVES, &mint::desk(), &mint::MINT, &targets);
    #[cfg(feature = "rustls")]
    compare_handshakes(turns);
    compare("preflight::sweep", turns, 1, &preflight::PROFILE, &preflight::SWEEP, &[]);

    println!("\n{:<55}{:>11}", "bounds that time 0.3 sets to what is built on it", "each");
    let bound = |name, inputs: &[Input], work: fn(&Input) -> Option<Date>| {
        let turn = || {
            for input in inputs {
                let _ = black_box(work(input));
            }
        };
        println!("{name:<55}{:>11}", time(median((0..turns).map(|_| seconds(turn)).collect()) / inputs.len() as f64));
    };
    bound("years: day of the year from a date, into another", &years, |input| {
        Date::from_ordinal_date(input.time.year() + input.count, input.time.ordinal().min(365)).ok()
    });
    bound("months: month and day from a date, into another", &months, |input| {
        let (year, month, day) = input.time.to_calendar_date();
        Date::from_calendar_date(year, month, day).ok()
    });

    println!("\n{:<55}{:>11}  target", "work", "notafter");
    let sweep = median((0..turns).map(|_| seconds(|| preflight::SWEEP[0].1(&preflight::PROFILE))).collect());
    alone("preflight::sweep, 182,987 dates", sweep, 0.008);
    let plan = median((0..turns).map(|_| seconds(|| drop(black_box(preflight::rehearse())))).collect());
    alone("a plan from every day of ten years, three lifetimes each", plan, 1.0);
    let most = if test { 5 } else { 500 };
    let checked = format!("every date × 1..={most} years × 3 policies, with oracle");
    oracle::calendar();
    alone(&checked, seconds(|| against_the_oracle(most)), 5.0);

    println!("\n{:<55}{:>11}  target", "memory", "allocations");
    for (peer, work, _) in &read::READ {
        let name = if *peer == "notafter" { "from_certificate_der" } else { peer };
        let each = allocations(|| work(&leaves)) / leaves.certificates.len() as u64;
        println!("{name:<55}{each:>11}{}", if *peer == "notafter" { "  0" } else { "" });
    }
    assert_eq!(allocations(|| read::READ[0].1(&leaves)), 0, "reading allocates");
    assert_eq!(allocations(|| calendar::YEARS[0].1(&years)), 0, "add_years allocates");
    assert_eq!(allocations(|| calendar::MONTHS[0].1(&months)), 0, "add_months allocates");
}

#[cfg(feature = "rustls")]
fn compare_handshakes(turns: usize) {
    let ends = handshake::ends();
    let targets = [("a fixed certificate", 1.01)];
    compare("handshake", turns * 5, handshake::HANDSHAKES, &ends, &handshake::HANDSHAKE, &targets);
    compare("resolve", turns, handshake::RESOLVED, &ends, &handshake::RESOLVE, &[]);
    assert_eq!(allocations(|| handshake::RESOLVE[0].1(&ends)), 0, "resolving allocates");
}

/// Prints a row for each peer of the first way.
fn compare<I: ?Sized>(name: &str, turns: usize, count: usize, inputs: &I, ways: &[Way<I>], targets: &[(&str, f64)]) {
    agree(ways, inputs);
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); ways.len()];
    for turn in 0..turns {
        for index in (0..ways.len()).map(|way| (way + turn) % ways.len()) {
            taken[index].push(seconds(|| ways[index].1(inputs)));
        }
    }
    let ours = &taken[0];
    for ((peer, ..), theirs) in ways.iter().zip(&taken).skip(1) {
        let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
        let ratio = median(ratios.clone());
        let noise = median(ratios.iter().map(|each| (each - ratio).abs()).collect()) / ratio * 100.0;
        let each = |taken: &[f64]| time(median(taken.to_vec()) / count as f64);
        let verdict = targets.iter().find(|(name, _)| name == peer).map(|(_, target)| verdict(ratio, *target, target));
        let (ours, theirs, verdict) = (each(ours), each(theirs), verdict.unwrap_or_default());
        println!("{name:<26}{peer:<22}{ours:>11}{theirs:>11}{ratio:>9.3}{noise:>6.1} %  {verdict}");
    }
}

/// Prints a row for work that has no peer.
fn alone(name: &str, taken: f64, target: f64) {
    println!("{name:<55}{:>11}  {}", time(taken), verdict(taken, target, &time(target)));
}

fn verdict(found: f64, target: f64, shown: &dyn std::fmt::Display) -> String {
    format!("≤ {shown}{}", if found <= target { "" } else { ", missed" })
}

/// Compares every call with what the oracle looks up in its list of days.
fn against_the_oracle(most: i32) {
    let calendar = oracle::calendar();
    for from in calendar.years(1900..=2400) {
        for years in 1..=most {
            for policy in LeapDayPolicy::ALL {
                let expected = calendar.years_later(from, years, policy).map(|position| calendar.days()[position].date);
                assert_eq!(add_years(from.date, years, policy), expected, "{} + {years}, {policy}", from.date);
            }
        }
    }
}

fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}

#[expect(clippy::disallowed_methods, reason = "the library has no clock, a measurement has one")]
fn seconds(work: impl FnOnce()) -> f64 {
    let mut taken = 0.0;
    allocation_counter::opt_out(|| {
        let start = Instant::now();
        work();
        taken = start.elapsed().as_secs_f64();
    });
    taken
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn time(seconds: f64) -> String {
    match seconds {
        0.0..1e-5 => format!("{:.1} ns", seconds * 1e9),
        1e-5..1e-3 => format!("{:.1} µs", seconds * 1e6),
        1e-3..1.0 => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{seconds:.1} s"),
    }
}
