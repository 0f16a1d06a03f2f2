//! The arguments of `inspect`, and its exit code.

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

/// Tell when certificates really end, and list their faults.
///
/// Reads PEM, DER and PKCS #7, from files, folders, standard input and servers, and Kubernetes secrets. The exit code is 0 if
/// all is well. It is 1 for a finding that --fail-on or --expires-within names. It is 2 if something cannot be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Files, folders, HOST:PORT of TLS servers, or - for standard input.
    #[arg(required = true, value_name = "PATH|HOST:PORT|-")]
    targets: Vec<OsString>,
    /// The instant to judge at, or a day at 00:00:00 UTC [default: now].
    #[arg(long, value_name = "DATE", value_parser = read::instant)]
    at: Option<UtcDateTime>,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The order: by the end of each certificate, or as they are read [default: end for text, lines and csv, else input].
    #[arg(long, value_enum)]
    sort: Option<Order>,
    /// Print only certificates that end within this time, such as 30d, have ended, or have a finding that --fail-on names. The
    /// exit code is 1 if there is one.
    #[arg(long, value_name = "DURATION", value_parser = read::duration)]
    expires_within: Option<Duration>,
    /// Print only certificates with a finding that is shown.
    #[arg(long, short)]
    quiet: bool,
    /// The findings that are shown. All are counted.
    #[arg(long, value_enum, default_value_t = Level::Warning)]
    show: Level,
    /// The findings that make the exit code 1.
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_on: Level,
    /// Judge lifetimes by this schedule, such as tls-server, instead of the schedule of each certificate's kind.
    #[arg(long, value_name = "NAME", value_parser = read::schedule)]
    schedule: Option<&'static Schedule>,
    /// Judge the certificates of each file as one chain.
    #[arg(long)]
    chain: bool,
    /// Look for the issuers of each certificate in these files and folders. With --chain, those in its own file count too.
    #[arg(long, value_name = "PATH")]
    issuers: Vec<PathBuf>,
    /// Require that a chain leads to one of the roots in these files and folders.
    #[arg(long, value_name = "PATH")]
    roots: Vec<PathBuf>,
    /// The form of standard input.
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
    let order = arguments.sort.unwrap_or(match (arguments.format, arguments.input) {
        (_, Input::Lines) | (Format::Json | Format::Openmetrics, _) => Order::Input,
        _ => Order::End,
    });
    let mut report = Report::new(&*format, order, out);
    let (issuers, unread) = Issuers::read(&arguments.issuers, &arguments.roots).map_err(Failure::Unusable)?;
    unread.iter().for_each(|unread| report.aside(unread));
    let judge = Judge {
        format: &*format,
        at,
        schedule: arguments.schedule,
        chain: arguments.chain,
        issuers,
        ends_by: arguments
            .expires_within
            .map(|within| within.try_into().ok().and_then(|within| at.checked_add(within))),
        show: arguments.show.into(),
        fail_on: arguments.fail_on.into(),
        quiet: arguments.quiet,
    };
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
