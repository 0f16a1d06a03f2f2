//! The evidence: every date from 1900 to 2400 beside an oracle, beside peers, and minted. Part of `cargo test`; alone, it is
//!
//! ```text
//! cargo test --test evidence
//! ```
//!
//! and prints at its end, as a table, what was compared with what, how many times, and how many results differ.

#![allow(dead_code, unused_imports, reason = "the other tests use more of the shared modules")]

mod der;
mod oracle;
mod sweep;

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use libtest_mimic::{Arguments, Failed, Trial};
use sweep::{SWEEPS, Sweep, Tally};

fn main() -> ExitCode {
    let done = Arc::new(Mutex::new(Vec::new()));
    let trials = SWEEPS.iter().enumerate().map(|(index, sweep)| {
        let done = Arc::clone(&done);
        Trial::test(sweep.name, move || {
            let tallies = (sweep.run)();
            let verdicts: Vec<_> = tallies.iter().map(Tally::verdict).collect();
            done.lock().unwrap_or_else(PoisonError::into_inner).push((index, tallies));
            verdicts.into_iter().collect::<Result<(), String>>().map_err(Failed::from)
        })
    });
    let of_itself = Trial::test("a_difference_is_noticed", || a_difference_is_noticed().map_err(Failed::from));
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials.chain([of_itself]).collect());

    let mut done = std::mem::take(&mut *done.lock().unwrap_or_else(PoisonError::into_inner));
    done.sort_by_key(|(index, _)| *index);
    if !done.is_empty() {
        println!("| every date from 1900 to 2400 | compared with | cases | mismatches |\n|---|---|--:|--:|");
        done.iter().flat_map(|(_, tallies)| tallies).for_each(|tally| println!("{tally}"));
        println!();
    }
    conclusion.exit_code()
}

/// Without this, a table of zeros would say nothing.
fn a_difference_is_noticed() -> Result<(), String> {
    let compared = |results: [u8; 2]| {
        let mut tally = Tally::new("a result", "another", 2);
        results.into_iter().for_each(|result| tally.compare(result, 1, || "a case".to_owned()));
        tally.verdict()
    };
    compared([1, 1])?;
    let Err(difference) = compared([1, 2]) else { return Err("one result differs, and none was counted".to_owned()) };
    let Err(_) = Tally::new("a result", "another", 1).verdict() else { return Err("nothing was compared".to_owned()) };
    if difference.contains("a case: found 2, expected 1") { Ok(()) } else { Err(difference) }
}
