//! Says when certificates stop being valid, and what is wrong with their dates.
//!
//! ```sh
//! cargo run --example inspect -- /etc/ssl/certs/ca-certificates.crt
//! cargo run --example inspect -- --at 2012-02-29 --show info leaf.der
//! cargo run --example inspect -- --format json --fail-on warning certs/
//! cargo run --example inspect -- --chain fullchain.pem
//! ```
//!
//! Standard output has a line for each certificate and its findings, then a summary. What cannot be read is reported on
//! standard error, with its file and position, and the rest is still inspected.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | everything was read, and nothing was found that `--fail-on` names |
//! | 1 | something was found that is at least as severe as `--fail-on` names |
//! | 2 | something could not be read, or an argument is wrong |

mod input;
mod json;
mod report;
mod text;

use std::{
    io::{self, BufWriter, IsTerminal as _, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, ValueEnum};
use notafter::{
    ParseValidityError, Validity,
    inspect::Severity,
    limits::{self, Schedule},
    time::UtcDateTime,
};

use report::Report;

/// Says when certificates stop being valid, and what is wrong with their dates.
///
/// Exit codes: 0 if all is well, 1 if something is found that --fail-on names, 2 if something cannot be read.
#[derive(Debug, Parser)]
#[command(name = "inspect")]
pub(crate) struct Arguments {
    /// Files of PEM, DER or PKCS #7, folders of them, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The day, at 00:00:00 UTC, or the instant at which to judge [default: now].
    #[arg(long, value_name = "DATE", value_parser = parse_instant)]
    at: Option<UtcDateTime>,
    /// A table, or one JSON object a line.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The findings for which the exit code is 1.
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_on: Level,
    /// The findings that the table shows; all are counted.
    #[arg(long, value_enum, default_value_t = Level::Warning)]
    show: Level,
    /// Judges lifetimes by this schedule, such as tls-server, in place of the one that each certificate picks.
    #[arg(long, value_name = "NAME", value_parser = parse_schedule)]
    schedule: Option<&'static Schedule>,
    /// Takes the certificates of each file for one chain, and says where it ends.
    #[arg(long)]
    chain: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    Error,
    Warning,
    Info,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warning => Self::Warning,
            Level::Info => Self::Info,
        }
    }
}

#[allow(dead_code, reason = "the tests take this file in as a module and call `run`")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut out = BufWriter::new(io::stdout().lock());
    match run(&arguments, now(), &mut out, &mut io::stderr(), colour) {
        Ok(code) => ExitCode::from(code),
        // The reader of a pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("standard output: {error}");
            ExitCode::from(UNREADABLE)
        }
    }
}

/// Inspects everything that `arguments` name, and gives the exit code.
pub(crate) fn run(
    arguments: &Arguments,
    now: UtcDateTime,
    out: &mut dyn Write,
    err: &mut dyn Write,
    colour: bool,
) -> io::Result<u8> {
    let at = arguments.at.unwrap_or(now);
    let report: &dyn Report = match arguments.format {
        Format::Text => &text::Text { show: arguments.show.into(), colour },
        Format::Json => &json::Json,
    };
    let totals = input::inspect_all(arguments, at, report, out, err)?;
    out.write_all(report.summary(&totals).as_bytes())?;
    out.flush()?;
    Ok(if totals.unreadable > 0 {
        UNREADABLE
    } else if totals.worst >= Some(arguments.fail_on.into()) {
        FOUND
    } else {
        0
    })
}

/// Reads a day, or an instant as RFC 3339 writes it.
fn parse_instant(text: &str) -> Result<UtcDateTime, String> {
    let instant = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    match format!("{instant}/{instant}").parse::<Validity>() {
        Ok(second) => Ok(second.not_before()),
        Err(ParseValidityError::Impossible { reason, .. }) => Err(reason.to_string()),
        Err(_) => Err("expected a date such as 2012-02-29, or an instant such as 2012-02-29T00:00:00Z".to_owned()),
    }
}

fn parse_schedule(text: &str) -> Result<&'static Schedule, String> {
    let names = || limits::ALL.iter().map(Schedule::name).collect::<Vec<_>>().join(", ");
    Schedule::named(text).ok_or_else(|| format!("the schedules are {}", names()))
}

#[allow(dead_code, reason = "the tests have their own instant")]
#[expect(clippy::disallowed_methods, reason = "the clock is read here, once, and nowhere in the library")]
fn now() -> UtcDateTime {
    UtcDateTime::now()
}

const FOUND: u8 = 1;
const UNREADABLE: u8 = 2;
