//! Mints an authority and a leaf for a given date, and shows what each leap-day policy gives on it.
//!
//! ```text
//! cargo run --example mint
//! cargo run --example mint -- --date 2012-02-29 --policy roll-forward
//! cargo run --example mint -- --pem -
//! cargo run --example mint -- --pem leaf-with-key.pem
//! ```

use std::{
    env,
    error::Error,
    fs::OpenOptions,
    io::{self, Write},
    process::ExitCode,
};

use notafter::{
    LeapDayPolicy, Lifetime, ParseValidityError, Profile, Validity,
    mint::{self, Authority, Minted, rcgen::KeyPair},
    time::{Date, Time, UtcDateTime},
};

/// What is minted, and where it goes.
struct Arguments {
    /// The date of minting, from its first second (UTC).
    date: Date,
    /// What to do where the day does not exist years later.
    policy: LeapDayPolicy,
    /// The new file for the leaf, its key and the authority as PEM, or `-` for standard output.
    pem: Option<String>,
}

fn main() -> ExitCode {
    match read(env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, Box<dyn Error>> {
    let mut arguments = Arguments { date: today(), policy: LeapDayPolicy::Clamp, pem: None };
    while let Some(option) = words.next() {
        match (option.as_str(), words.next()) {
            ("--date", Some(date)) => arguments.date = parse_date(&date).map_err(|error| format!("--date: {error}"))?,
            ("--policy", Some(policy)) => arguments.policy = policy.parse()?,
            ("--pem", Some(file)) => arguments.pem = Some(file),
            _ => return Err("expected --date YYYY-MM-DD, --policy clamp|roll-forward|reject, --pem FILE".into()),
        }
    }
    Ok(arguments)
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let now = UtcDateTime::new(arguments.date, Time::MIDNIGHT);
    // The table gives way to the certificates where they go to standard output.
    let mut report: Box<dyn Write> =
        if arguments.pem.as_deref() == Some("-") { Box::new(io::stderr()) } else { Box::new(io::stdout()) };
    writeln!(report, "One year from {}, both ends included:\n", now.date())?;
    for policy in LeapDayPolicy::ALL {
        match Validity::starting_at(now, Lifetime::years(1, policy)) {
            Ok(validity) => writeln!(report, "{policy:<14}{validity}  {} days", validity.days())?,
            Err(error) => writeln!(report, "{policy:<14}{error}")?,
        }
    }

    let key = KeyPair::generate()?;
    let (leaf, authority) = issue(now, arguments.policy, &key)?;
    writeln!(report, "\nMinted with {}:\n", arguments.policy)?;
    writeln!(report, "leaf          {}  {} days", leaf.validity(), leaf.validity().days())?;
    writeln!(report, "authority     {}  {} days", authority.validity(), authority.validity().days())?;
    let pem = leaf.to_pem() + &key.serialize_pem() + &authority.to_pem();
    match arguments.pem.as_deref() {
        Some("-") => write!(io::stdout(), "{pem}")?,
        Some(path) => write_new(path, &pem).map_err(|error| format!("{path}: {error}"))?,
        None => {}
    }
    Ok(())
}

/// A leaf for one year under a fresh authority for ten, both from `now` on.
fn issue(
    now: UtcDateTime,
    policy: LeapDayPolicy,
    key: &KeyPair,
) -> Result<(Minted, Authority<KeyPair>), Box<dyn Error>> {
    let ten_years = Profile::new(Lifetime::years(10, policy));
    let authority =
        Authority::self_signed(&ten_years, mint::authority("notafter example authority"), KeyPair::generate()?, now)
            .map_err(|error| format!("authority: {error}"))?;

    let leaf = Profile::new(Lifetime::years(1, policy))
        .signed_by(mint::server(["localhost"])?, key, &authority, now)
        .map_err(|error| format!("leaf: {error}"))?;
    Ok((leaf, authority))
}

/// Writes a file that does not exist yet, and that only its owner can read: it holds a key.
fn write_new(path: &str, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Half a file is worse than none.
    options.open(path)?.write_all(text.as_bytes()).inspect_err(|_| drop(std::fs::remove_file(path)))
}

/// Reads a date as the beginning of the day's own period, which says what is wrong with it.
fn parse_date(text: &str) -> Result<Date, String> {
    match format!("{text}T00:00:00Z/{text}T23:59:59Z").parse::<Validity>() {
        Ok(day) => Ok(day.not_before().date()),
        Err(ParseValidityError::Impossible { reason, .. }) => Err(reason.to_string()),
        Err(_) => Err("expected a date such as 2012-02-29".to_owned()),
    }
}

#[expect(clippy::disallowed_methods, reason = "the library has no clock, a program has one")]
fn today() -> Date {
    UtcDateTime::now().date()
}
