//! Lists the limits on a date, and the coming ones.

use std::io::Write;

use clap::ValueEnum;
use notafter::{
    limits::{self, Limit, NotBeforeLimit, Schedule, Term, announced},
    time::UtcDateTime,
};
use serde::Serialize;

use super::calendar;
use crate::{
    Failure, clock,
    print::{Columns, json, rfc3339},
    read,
};

/// List the limits on lifetimes that hold on a date, and those that come
///
/// Rows that begin with + are not yet in force.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The date of issue [default: today].
    #[arg(long, value_name = "DATE", value_parser = read::instant)]
    on: Option<UtcDateTime>,
    /// Only these schedules, such as tls-server.
    #[arg(long, value_name = "NAME", value_parser = read::schedule)]
    schedule: Vec<&'static Schedule>,
    /// The format of the result. The calendar has the coming limits, as events for the whole day.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// One JSON array.
    Json,
    /// iCalendar (RFC 5545).
    Ics,
}

/// A row of a schedule, or of an issuer's announcement.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// The schedule, or the issuer and its kind of certificate.
    pub(super) schedule: String,
    /// The limited value: `length` or `notBefore`. An announcement limits nothing.
    pub(super) limits: &'static str,
    /// The first second.
    since: String,
    pub(super) in_force: bool,
    pub(super) rule: String,
    pub(super) recommended: Option<String>,
    pub(super) source: &'static str,
    #[serde(skip)]
    pub(super) effective: UtcDateTime,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let on = arguments.on.unwrap_or_else(clock::now);
    let rows = rows(on, &arguments.schedule);
    match arguments.format {
        Format::Table => {
            let header = ["", "schedule", "since", "rule", "recommended", "source"].map(str::to_owned);
            let cells = rows.iter().map(|row| {
                let mark = if row.in_force { "" } else { "+" };
                let (since, _) = row.since.split_once('T').unwrap_or_default();
                let recommended = row.recommended.clone().unwrap_or_default();
                [mark, &row.schedule, since, &row.rule, &recommended, row.source].map(str::to_owned)
            });
            write!(out, "{}", Columns(std::iter::once(header).chain(cells).collect()))?;
        }
        Format::Json => json(out, &rows)?,
        Format::Ics => out.write_all(calendar::of(&rows, on).as_bytes())?,
    }
    Ok(0)
}

fn rows(on: UtcDateTime, only: &[&'static Schedule]) -> Vec<Row> {
    let chosen = limits::ALL.iter().filter(|schedule| only.is_empty() || only.contains(schedule));
    let mut rows: Vec<Row> = chosen.flat_map(|schedule| of_schedule(schedule, on)).collect();
    if only.is_empty() {
        rows.extend(announced::ALL.iter().flat_map(|announcement| {
            let (now, next) = (announcement.in_force(on), announcement.upcoming(on));
            now.into_iter().chain(next).map(move |row| Row {
                schedule: announcement.to_string(),
                limits: "announced",
                since: rfc3339(row.effective()),
                in_force: row.effective() <= on,
                rule: format!("gives {}", row.lifetime()),
                recommended: None,
                source: row.citation(),
                effective: row.effective(),
            })
        }));
    }
    rows
}

fn of_schedule(schedule: &Schedule, on: UtcDateTime) -> Vec<Row> {
    let row = |limits, effective: UtcDateTime, rule, recommended, source| Row {
        schedule: schedule.name().to_owned(),
        limits,
        since: rfc3339(effective),
        in_force: effective <= on,
        rule,
        recommended,
        source,
        effective,
    };
    let lengths = schedule.in_force(on).into_iter().chain(schedule.upcoming(on));
    let begins = schedule.not_before_rows().iter().filter(|limit| limit.effective() > on);
    let begins = schedule.not_before_in_force(on).into_iter().chain(begins);
    let lengths = lengths.map(|limit| {
        let recommended = limit.recommended().map(|term| term.to_string());
        row("length", limit.effective(), length(limit), recommended, limit.citation())
    });
    let begins = begins.map(|limit| row("notBefore", limit.effective(), begin(limit), None, limit.citation()));
    lengths.chain(begins).collect()
}

fn length(limit: &Limit) -> String {
    let least = limit.min().map(|term| format!("at least {term}"));
    let most = limit.max().map(|term| format!("at most {term}"));
    match (limit.forbids_issuance(), least, most) {
        (true, ..) => "not to be issued".to_owned(),
        (false, Some(least), Some(most)) => format!("{least}, {most}"),
        (false, None, None) => "any length".to_owned(),
        (false, least, most) => least.or(most).unwrap_or_default(),
    }
}

fn begin(limit: &NotBeforeLimit) -> String {
    let earlier = limit.earlier().map(|term| format!("notBefore at most {term} before the issue"));
    let later = limit.later().map(|term| match term {
        Term::Days(0) | Term::Hours(0) => "never after it".to_owned(),
        _ => format!("at most {term} after it"),
    });
    [earlier, later].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
