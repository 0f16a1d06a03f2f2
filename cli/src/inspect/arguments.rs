//! What can be asked, and the exit code that answers it.

use std::{ffi::OsString, io::Write, path::PathBuf, time::Duration};

use clap::ValueEnum;
use notafter::{inspect::Severity, limits::Schedule, time::UtcDateTime};

use super::{
    contents::Input,
    format::{self, Format},
    issuers::Issuers,
    judge::Judge,
    report::{self, Order, Report},
    targets,
};
use crate::{Failure, clock, read};

/// Say when certificates really end, and what is wrong with them.
///
/// Reads PEM, DER and PKCS #7, from files, folders, standard input and servers, and Kubernetes secrets. Exit codes: 0 if all is well, 1 if
/// something is found that --fail-on or --expires-within names, 2 if something cannot be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Files, folders, HOST:PORT of TLS servers, or - for standard input.
    #[arg(required = true, value_name = "PATH|HOST:PORT|-")]
    targets: Vec<OsString>,
    /// The day, at 00:00:00 UTC, or the instant at which to judge [default: now].
    #[arg(long, value_name = "DATE", value_parser = read::instant)]
    at: Option<UtcDateTime>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// In which order: by the end of each certificate, or as they are read [default: end for text, lines and csv, else input].
    #[arg(long, value_enum)]
    sort: Option<Order>,
    /// Only certificates that end within this time, such as 30d, or have ended. Exit code 1 if there is one.
    #[arg(long, value_name = "DURATION", value_parser = read::duration)]
    expires_within: Option<Duration>,
    /// Only certificates with a finding that is shown.
    #[arg(long, short)]
    quiet: bool,
    /// The findings that are shown. All are counted.
    #[arg(long, value_enum, default_value_t = Level::Warning)]
    show: Level,
    /// The findings for which the exit code is 1.
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_on: Level,
    /// Judge lifetimes by this schedule, such as tls-server, in place of the one that each certificate picks.
    #[arg(long, value_name = "NAME", value_parser = read::schedule)]
    schedule: Option<&'static Schedule>,
    /// Take the certificates of each file for one chain.
    #[arg(long)]
    chain: bool,
    /// Look for the issuers of each certificate in these files and folders, too.
    #[arg(long, value_name = "PATH")]
    issuers: Vec<PathBuf>,
    /// A chain is complete if it leads to one of the roots in these files and folders.
    #[arg(long, value_name = "PATH")]
    roots: Vec<PathBuf>,
    /// What standard input is.
    #[arg(long, value_enum, default_value_t = Input::Auto)]
    input: Input,
    /// How long to wait for each server.
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = read::duration)]
    timeout: Duration,
    /// Leave out the summary.
    #[arg(long)]
    no_summary: bool,
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

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let at = arguments.at.unwrap_or_else(clock::now);
    let format = format::of(arguments.format, arguments.show.into(), at);
    let judge = Judge {
        format: &*format,
        at,
        schedule: arguments.schedule,
        chain: arguments.chain,
        issuers: Issuers::read(&arguments.issuers, &arguments.roots).map_err(Failure::Unusable)?,
        ends_by: arguments
            .expires_within
            .map(|within| within.try_into().ok().and_then(|within| at.checked_add(within))),
        show: arguments.show.into(),
        quiet: arguments.quiet,
    };
    let order = arguments.sort.unwrap_or(match (arguments.format, arguments.input) {
        (_, Input::Lines) | (Format::Json | Format::Openmetrics, _) => Order::Input,
        _ => Order::End,
    });
    let mut report = Report::new(&*format, order, out);
    let targets = targets::of(&arguments.targets, arguments.input, &mut report)?;
    targets::read(&targets, arguments.timeout, &judge, &mut report)?;
    let summary = !(arguments.no_summary || arguments.input == Input::Lines);
    let totals = report.finish(summary)?;
    Ok(if totals.unreadable > 0 {
        crate::UNUSABLE
    } else if totals.worst >= Some(arguments.fail_on.into()) || totals.ending > 0 {
        report::FOUND
    } else {
        0
    })
}
