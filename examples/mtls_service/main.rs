//! Serves TLS with client authentication while its certificates, which live for seconds, are replaced and the issuer fails.
//!
//! ```text
//! cargo run --release --example mtls_service
//! cargo run --release --example mtls_service -- --seconds 60 --failing 20..35
//! ```
//!
//! Server and clients are in this process and talk over 127.0.0.1. An authority is made at the start; the server and the
//! clients have a certificate of it, each in a [`Rotation`](notafter::renewal::Rotation) from which rustls takes it at every
//! handshake, and each verified by rustls' own verifier. Sessions are never resumed, so that every connection is a whole
//! handshake.
//!
//! While the issuer fails it mints for one year with [`LeapDayPolicy::Reject`](notafter::LeapDayPolicy::Reject) and takes the
//! day for 29 February 2028. Nothing else is made to fail: there is no such day a year later, and the certificates in use
//! stay in use.
//!
//! It ends with exit code 1 if a handshake failed, or if the run shows nothing: no handshake, no rotation of the server or of the
//! clients, or an issuer that was to fail and refused nothing. With `--failing 0..0` it is not to fail.

mod load;
mod service;

use std::{error::Error, ops::Range, process::ExitCode};

use clap::Parser;

use load::{Run, Summary};

/// Serve mutual TLS on the loopback interface while certificates rotate and the issuer fails.
#[derive(Debug, Parser)]
#[command(name = "mtls_service")]
struct Arguments {
    /// How long to run
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// From which second to which the issuer fails, 0..0 for never; the middle fifth of the run, if not given
    #[arg(long, value_name = "A..B", value_parser = parse_range)]
    failing: Option<Range<u64>>,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok((run, summary)) => {
            print!("{}", table(&summary));
            let faults = summary.faults(&run);
            for fault in &faults {
                eprintln!("error: {fault}");
            }
            ExitCode::from(u8::from(!faults.is_empty()))
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(Run, Summary), Box<dyn Error>> {
    let seconds = arguments.seconds;
    let failing = arguments.failing.unwrap_or(seconds * 2 / 5..seconds * 3 / 5);
    if failing.end > seconds {
        return Err(format!("the issuer fails until second {}, after the end at {seconds}", failing.end).into());
    }
    let run = Run { seconds, failing };
    let summary = load::run(&run)?;
    Ok((run, summary))
}

fn table(summary: &Summary) -> String {
    let mut rows = vec![
        ("handshakes", summary.handshakes.to_string()),
        ("failed handshakes", summary.failed.to_string()),
        ("rotations, server", summary.server_rotations.to_string()),
        ("rotations, client", summary.client_rotations.to_string()),
        ("server certificates seen", summary.certificates.len().to_string()),
        ("seconds of failing issuer", format!("{:.1}", summary.failing.as_secs_f64())),
        ("attempts refused meanwhile", summary.refused.to_string()),
        ("attempts failed otherwise", summary.unexpected.to_string()),
    ];
    if let Some(least) = summary.least_remaining {
        rows.push(("least seconds left in use", least.as_secs().to_string()));
    }
    let mut table: String = rows.iter().map(|(name, value)| format!("{name:<28}{value:>10}\n")).collect();
    for (name, text) in [("issuer", &summary.refusal), ("first failed handshake", &summary.first_failure)] {
        table.extend(text.iter().map(|text| format!("\n{name}: {text}\n")));
    }
    table
}

fn parse_range(text: &str) -> Result<Range<u64>, String> {
    let range = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range
        .filter(|range: &Range<u64>| range.start < range.end || *range == (0..0))
        .ok_or_else(|| "expected seconds such as 20..35".to_owned())
}
