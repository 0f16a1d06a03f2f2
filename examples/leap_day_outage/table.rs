//! The table: one column for each world.

use std::fmt::Write as _;

use notafter::time::UtcDateTime;

use super::{
    replay::{Outcome, Sample},
    world::World,
};

/// Writes what became of each world, side by side.
pub(crate) fn table(outcomes: &[(World, Outcome)]) -> String {
    let mut table = String::new();
    row(&mut table, "", outcomes.iter().map(|(world, _)| world.name.to_owned()));
    for (name, cell) in ROWS {
        row(&mut table, name, outcomes.iter().map(|(_, outcome)| cell(outcome)));
    }
    table
}

fn row(table: &mut String, name: &str, cells: impl Iterator<Item = String>) {
    // Writing to a string does not fail.
    let _ = writeln!(table, "{name:<27}{}", cells.map(|cell| format!("{cell:>27}")).collect::<String>());
}

type Cell = fn(&Outcome) -> String;

const ROWS: [(&str, Cell); 10] = [
    ("healthy hosts condemned", |outcome| outcome.condemned.to_string()),
    ("clusters lost", |outcome| outcome.clusters_lost.to_string()),
    ("first cluster lost", |outcome| first(outcome, |sample| sample.clusters_lost > 0)),
    ("management shut down", |outcome| first(outcome, |sample| !sample.management)),
    ("minutes without management", |outcome| outcome.minutes_without_management().to_string()),
    ("minutes without capacity", |outcome| outcome.minutes_without_capacity().to_string()),
    ("most VMs down at once", |outcome| outcome.most_down().to_string()),
    ("VM-hours lost", |outcome| outcome.vm_hours_lost().to_string()),
    ("certificates minted", |outcome| outcome.minted.to_string()),
    ("mint failures", |outcome| outcome.mint_failures.to_string()),
];

/// The minute of the first sample that is so.
fn first(outcome: &Outcome, is_so: impl Fn(&Sample) -> bool) -> String {
    outcome.samples.iter().find(|sample| is_so(sample)).map_or_else(|| "never".to_owned(), |sample| minute(sample.at))
}

fn minute(at: UtcDateTime) -> String {
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}
