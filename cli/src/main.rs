//! The tool `notafter`, which gives the library's answers to those who write no Rust.
//!
//! Each command has a room: `Arguments` for clap, and `run`, which writes to standard output and gives the exit code.

mod certificates;
mod clock;
mod inspect;
mod manual;
mod preflight;
mod print;
mod read;
mod renew_check;
mod rules;
mod when;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

/// Tell when certificates stop being valid, and which dates would break issuing code.
#[derive(Debug, Parser)]
#[command(name = "notafter", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Inspect(inspect::Arguments),
    When(when::Arguments),
    Rules(rules::Arguments),
    RenewCheck(renew_check::Arguments),
    Preflight(preflight::Arguments),
    Man(manual::ManArguments),
    Completions(manual::CompletionsArguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let result = match &arguments.command {
        Command::Inspect(arguments) => inspect::run(arguments, &mut out),
        Command::When(arguments) => when::run(arguments, &mut out),
        Command::Rules(arguments) => rules::run(arguments, &mut out),
        Command::RenewCheck(arguments) => renew_check::run(arguments, &mut out),
        Command::Preflight(arguments) => preflight::run(arguments, &mut out),
        Command::Man(arguments) => manual::man(arguments, &mut out),
        Command::Completions(arguments) => manual::completions(arguments, &mut out),
    };
    let result = result.and_then(|code| out.flush().map(|()| code).map_err(Failure::Output));
    match result {
        Ok(code) => ExitCode::from(code),
        // The reader of a pipe has seen enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            print::complain(&format!("standard output: {error}"));
            ExitCode::from(UNUSABLE)
        }
        Err(Failure::Unusable(reason)) => {
            print::complain(&reason);
            ExitCode::from(UNUSABLE)
        }
    }
}

/// The reason why a command could not do its work.
enum Failure {
    Output(io::Error),
    Unusable(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Something cannot be read or run, or an argument is wrong. clap ends with the same code.
const UNUSABLE: u8 = 2;
