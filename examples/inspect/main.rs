//! Prints a line for each certificate of PEM and DER files: subject, validity, days, and what is wrong with it.
//!
//! ```sh
//! cargo run --example inspect -- /etc/ssl/certs/ca-certificates.crt
//! cargo run --example inspect -- --at 2012-02-29 leaf.der
//! ```

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use notafter::{
    ParseValidityError, Status, Validity,
    inspect::{Blocks, InspectError, Inspection},
    time::UtcDateTime,
};

/// Reads certificates and says when they stop being valid.
#[derive(Parser)]
struct Arguments {
    /// PEM bundles and DER certificates.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The day, at 00:00:00 UTC, or the instant at which the certificates must be valid [default: now].
    #[arg(long, value_name = "DATE", value_parser = parse_instant)]
    at: Option<UtcDateTime>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let at = arguments.at.unwrap_or_else(now);
    let mut sound = true;
    for path in &arguments.files {
        let result = each_certificate(path, |inspection| match inspection {
            Ok(inspection) => sound &= print(&inspection, at),
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                sound = false;
            }
        });
        if let Err(error) = result {
            eprintln!("{}: {error}", path.display());
            sound = false;
        }
    }
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn each_certificate(path: &Path, mut use_it: impl FnMut(Result<Inspection, InspectError>)) -> io::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    // A long length follows the first octet of every certificate, and no text has such an octet in this place.
    if matches!(file.fill_buf()?, [0x30, 0x80..=0xff, ..]) {
        let mut der = Vec::new();
        file.take(MAX_DER).read_to_end(&mut der)?;
        use_it(Inspection::of_der(&der));
    } else {
        Blocks::new(file).for_each(|block| use_it(block.and_then(|block| block.inspect())));
    }
    Ok(())
}

/// Prints a line, and says whether the certificate is valid at `at`.
fn print(inspection: &Inspection, at: UtcDateTime) -> bool {
    let subject = inspection.subject();
    match inspection.validity() {
        Ok(validity) => {
            let status = validity.status(at);
            let state = match status {
                Status::Valid { .. } => "valid",
                Status::NotYetValid { .. } => "not yet valid",
                Status::Expired { .. } => "expired",
            };
            println!("{validity}  {:>6} days  {state:<13}  {subject}", validity.days());
            matches!(status, Status::Valid { .. })
        }
        Err(error) => {
            println!("{error}  {subject}");
            false
        }
    }
}

/// Reads a day, or an instant as RFC 3339 writes it.
fn parse_instant(text: &str) -> Result<UtcDateTime, ParseValidityError> {
    let instant = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    Ok(format!("{instant}/{instant}").parse::<Validity>()?.not_before())
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here, once, and nowhere in the library")]
fn now() -> UtcDateTime {
    UtcDateTime::now()
}

const MAX_DER: u64 = 1 << 20;
