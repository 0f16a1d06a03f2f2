//! The arguments of `preflight`, and its run.

use std::{io::Write, num::NonZero, ops::RangeInclusive, path::PathBuf, thread, time::Duration};

use notafter::{
    Lifetime, Profile,
    limits::Schedule,
    preflight::{Preflight, Report, hazards},
    time::UtcDateTime,
};
use serde::Serialize;

use super::{
    attempt::{Clock, Issuer},
    faketime, group, placeholders,
    progress::Progress,
};
use crate::{
    Failure, clock,
    print::{Format, json, one_line},
    read,
};

/// Run a command that issues a certificate on the dates that break software, and judge it
///
/// The command runs under a clock that stands still at each instant, by libfaketime
/// (Debian: apt install faketime). A program that takes the date itself needs no false
/// clock. Give it the date by placeholders in its arguments or in --env:
///
///   {date} 2028-02-29               {time} 23:59:59
///   {instant} 2028-02-29T23:59:59Z  {unix} 1835481599
///
/// The command prints the certificate, or writes it to --output, in PEM or DER. An
/// error, a panic, no certificate, and a certificate that does not fit the date are
/// rows of the report. The rarest cause comes first.
///
/// The exit code is 0 if the report is clean, and 1 if it is not. It is 2 if there is no
/// result: there is no libfaketime, or the command does not take the clock.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Arguments {
    /// The first and the last year [default: this year, and the 15 after it].
    #[arg(long, value_name = "A..B", value_parser = read::years)]
    years: Option<RangeInclusive<i32>>,
    /// Ask on every day of the years, at 00:00:00 UTC, instead of the dates that break software.
    #[arg(long)]
    every_day: bool,
    /// Ask only at these instants, such as 2028-02-29 or 2028-02-29T12:00:00Z.
    #[arg(long, value_name = "INSTANT", value_delimiter = ',', value_parser = read::instant, conflicts_with_all = ["years", "every_day"])]
    at: Vec<UtcDateTime>,
    /// The lifetime that a certificate must have, such as "1 year, clamp" or 90d.
    #[arg(long, value_name = "LIFETIME")]
    lifetime: Option<Lifetime>,
    /// The schedule that must allow it, such as tls-server.
    #[arg(long, value_name = "NAME", value_parser = read::schedule)]
    schedule: Option<&'static Schedule>,
    /// Allow a certificate to be one second too long, as if notAfter were the first second that is not valid.
    #[arg(long)]
    allow_one_second_too_long: bool,
    /// Judge the first certificate, if several are printed.
    #[arg(long)]
    chain: bool,
    /// The file that the command writes. It must not exist yet, and is removed after each run. {output} in the command names it.
    /// With a placeholder such as {unix} in it, several commands run at a time.
    #[arg(long, value_name = "FILE")]
    output: Option<String>,
    /// Set a variable of the command's environment.
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_variable)]
    env: Vec<(String, String)>,
    /// How many commands run at a time [default: one for each processor].
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// How long a command may take. Then it is ended, with all processes that it has started.
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = read::duration)]
    timeout: Duration,
    /// End with the first failure.
    #[arg(long)]
    stop_at_first_failure: bool,
    /// The library of libfaketime [default: where Linux distributions install it].
    #[arg(long, value_name = "FILE")]
    faketime: Option<PathBuf>,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let instants = instants(arguments);
    if instants.is_empty() {
        return Err(Failure::Unusable("there is no instant to run at in these years".to_owned()));
    }
    let jobs = match (&arguments.output, arguments.jobs) {
        // They would write the same file.
        (Some(file), _) if !placeholders::has_date(file) => NonZero::<usize>::MIN,
        (_, Some(jobs)) => jobs,
        (_, None) => thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
    };
    let issuer = Issuer {
        command: &arguments.command,
        variables: &arguments.env,
        clock: clock(arguments, &instants).map_err(Failure::Unusable)?,
        output: arguments.output.as_deref(),
        may_print_chain: arguments.chain,
        time_limit: arguments.timeout,
        real: clock::now(),
    };
    group::end_all_on_signals();
    issuer.is_ready(&instants).map_err(Failure::Unusable)?;
    // A program that ignores the clock is told so at once, and not once for each date.
    issuer.takes_the_clock(&instants).map_err(Failure::Unusable)?;
    let progress = Progress::begin(instants.len());
    let report = preflight(arguments, instants).run_on(jobs, |at| {
        let certificate = issuer.issue(at);
        progress.advance();
        certificate
    });
    progress.end();
    print(arguments, &issuer.clock, &report, out)?;
    Ok(if report.is_clean() { 0 } else { 1 })
}

fn print(arguments: &Arguments, clock: &Clock, report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
    match arguments.format {
        Format::Text => {
            let command = one_line(&arguments.command.join(" "), 200);
            let clock = match clock {
                Clock::False(_) => "false, by libfaketime",
                Clock::Told => "told to the command",
            };
            writeln!(out, "command   {command}\nclock     {clock}\n{report}")?;
        }
        Format::Json => {
            #[derive(Serialize)]
            struct Output<'a> {
                command: &'a [String],
                clock: &'static str,
                report: &'a Report,
            }
            let clock = match clock {
                Clock::False(_) => "faketime",
                Clock::Told => "told",
            };
            json(out, &Output { command: &arguments.command, clock, report })?;
        }
    }
    Ok(())
}

fn preflight(arguments: &Arguments, instants: Vec<UtcDateTime>) -> Preflight {
    let mut preflight = Preflight::at(instants);
    if let Some(lifetime) = arguments.lifetime {
        preflight = preflight.expect(&Profile::new(lifetime));
    }
    if let Some(schedule) = arguments.schedule {
        preflight = preflight.schedule(schedule);
    }
    if arguments.allow_one_second_too_long {
        preflight = preflight.allow_one_second_too_long();
    }
    if arguments.stop_at_first_failure {
        preflight = preflight.stop_at_first_failure();
    }
    preflight
}

fn instants(arguments: &Arguments) -> Vec<UtcDateTime> {
    if !arguments.at.is_empty() {
        return arguments.at.clone();
    }
    let this_year = clock::now().year();
    let years = arguments.years.clone().unwrap_or(this_year..=this_year + YEARS_AHEAD);
    if !arguments.every_day {
        let mut instants: Vec<UtcDateTime> = hazards(years).map(|hazard| hazard.at).collect();
        instants.dedup();
        return instants;
    }
    let mut instants = Vec::new();
    let _ = Preflight::every_day(years).run(|at| instants.push(at));
    instants
}

/// Decides how the command learns the date.
fn clock(arguments: &Arguments, instants: &[UtcDateTime]) -> Result<Clock, String> {
    let values = arguments.env.iter().map(|(_, value)| value);
    if arguments.command.iter().chain(values).any(|text| placeholders::has_date(text)) {
        return Ok(Clock::Told);
    }
    if instants.iter().any(|at| at.unix_timestamp() < 0) {
        return Err(
            "libfaketime knows no time before 1970: tell the command the date, with {date} or {unix}".to_owned()
        );
    }
    faketime::library(arguments.faketime.as_deref()).map(Clock::False)
}

fn parse_variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    if name.is_empty() {
        return Err("expected NAME=VALUE".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// Until now, these years include 2038 and its last second of 32 bits.
const YEARS_AHEAD: i32 = 15;
