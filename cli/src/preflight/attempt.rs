//! Gets one certificate of a command: runs it, reads the certificate, and sees whether it took the clock.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    time::Duration,
};

use notafter::{inspect::Inspection, time::UtcDateTime};

use super::{
    faketime, placeholders,
    process::{self, Ended},
};
use crate::{
    certificates,
    print::{counted, one_line, rfc3339},
};

/// How a command learns the date.
pub(super) enum Clock {
    /// From a clock that this library makes stand still.
    False(PathBuf),
    /// From its arguments or variables.
    Told,
}

/// A command that issues.
pub(super) struct Issuer<'a> {
    pub(super) command: &'a [String],
    pub(super) variables: &'a [(String, String)],
    pub(super) clock: Clock,
    pub(super) output: Option<&'a str>,
    pub(super) may_print_chain: bool,
    pub(super) time_limit: Duration,
    /// The real time of the run.
    pub(super) real: UtcDateTime,
}

impl Issuer<'_> {
    /// The certificate that the command issues at `at`, in DER.
    pub(super) fn issue(&self, at: UtcDateTime) -> Result<Vec<u8>, String> {
        let certificate = self.certificate(at)?;
        if self.has_taken(at, &certificate) {
            Ok(certificate.as_der().to_vec())
        } else {
            Err(self.not_taken(&certificate))
        }
    }

    /// Whether the files that the command will write are free.
    pub(super) fn is_ready(&self, instants: &[UtcDateTime]) -> Result<(), String> {
        let files = instants.iter().filter_map(|at| self.file(*at));
        // An existing file that somebody needs is not lost.
        let taken = files.into_iter().find(|file| Path::new(file).symlink_metadata().is_ok());
        taken.map_or(Ok(()), |file| {
            let file = one_line(&file, 200);
            Err(format!("{file} exists: name a file for --output that may be removed after each run"))
        })
    }

    /// Runs the command once, at the nearest of `instants` that nobody can mistake for now.
    ///
    /// Not at the farthest: Python's clock ends in 2262.
    pub(super) fn takes_the_clock(&self, instants: &[UtcDateTime]) -> Result<(), String> {
        let from_now = |at: &&UtcDateTime| distance(**at, self.real);
        let far = instants.iter().filter(|at| from_now(at) >= FAR).min_by_key(from_now);
        let Some(&at) = far.or_else(|| instants.iter().max_by_key(from_now)) else { return Ok(()) };
        match self.certificate(at) {
            Ok(certificate) if !self.has_taken(at, &certificate) => {
                let hint = match self.clock {
                    Clock::False(_) => {
                        "libfaketime does not reach programs that are linked statically, as those in Go often are, and those \
                         that clear LD_PRELOAD: tell the command the date, with {date}, {instant} or {unix}"
                    }
                    Clock::Told => "does it use what it is told?",
                };
                Err(format!("at {}: {}; {hint}", rfc3339(at), self.not_taken(&certificate)))
            }
            // What else is wrong is a row of the report.
            _ => Ok(()),
        }
    }

    /// Whether notBefore is nearer to `at` than to the real time.
    fn has_taken(&self, at: UtcDateTime, certificate: &Inspection) -> bool {
        // Of what cannot be read, the library says so.
        let Ok(validity) = certificate.validity() else { return true };
        let begin = validity.not_before();
        distance(at, self.real) < CANNOT_TELL || distance(begin, at) <= distance(begin, self.real)
    }

    fn not_taken(&self, certificate: &Inspection) -> String {
        let begin = certificate.validity().map(|validity| rfc3339(validity.not_before())).unwrap_or_default();
        let clock = match self.clock {
            Clock::False(_) => "the false clock",
            Clock::Told => "the date that it was told",
        };
        format!("the command did not take {clock}: notBefore is {begin}")
    }

    fn certificate(&self, at: UtcDateTime) -> Result<Inspection, String> {
        let file = self.file(at);
        let ended = process::run(&mut self.command_at(at, file.as_deref()), self.time_limit);
        let written = file.as_deref().map(|file| take(Path::new(file)));
        let ended = ended.map_err(|error| format!("the command cannot be run: {}", reason(&error)))?;
        let said = ended.words().map(|words| format!(": {words}")).unwrap_or_default();
        match ended.status {
            None => return Err(format!("the command was ended after {:?}{said}", self.time_limit)),
            Some(status) if !status.success() => return Err(format!("the command ended with {}{said}", how(status))),
            Some(_) => {}
        }
        let contents = match written {
            Some(Err(error)) => return Err(format!("the command wrote no certificate: {}{said}", reason(&error))),
            Some(Ok(contents)) => contents,
            None if ended.out.missing > 0 => {
                let octets = ended.out.octets.len() as u64 + ended.out.missing;
                return Err(format!(
                    "the command printed {octets} bytes, expected a certificate: write it to --output{said}"
                ));
            }
            None => ended.out.octets.clone(),
        };
        self.only(&contents, &ended)
    }

    /// The certificate in `contents`.
    fn only(&self, contents: &[u8], ended: &Ended) -> Result<Inspection, String> {
        let said = || ended.words().map(|words| format!(": {words}")).unwrap_or_default();
        if contents.trim_ascii().is_empty() {
            return Err(format!("the command printed no certificate{}", said()));
        }
        let found = certificates::of(contents).map_err(|error| format!("{error}{}", said()))?;
        let count = found.len();
        match found.into_iter().next() {
            Some(certificate) if count == 1 || self.may_print_chain => Ok(certificate),
            Some(_) => Err(format!("there are {}, expected one (or --chain)", counted(count as u64, "certificate"))),
            None => Err(format!("there is no certificate{}", said())),
        }
    }

    fn file(&self, at: UtcDateTime) -> Option<String> {
        self.output.map(|output| placeholders::filled(output, at, None))
    }

    fn command_at(&self, at: UtcDateTime, file: Option<&str>) -> Command {
        let filled = |text: &String| placeholders::filled(text, at, file);
        let mut words = self.command.iter().map(filled);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).envs(self.variables.iter().map(|(name, value)| (name, filled(value))));
        if let Clock::False(library) = &self.clock {
            faketime::stop_clock(&mut command, library, at);
        }
        command
    }
}

/// Reads a file and removes it, so that the next command cannot pass it off as its own.
fn take(path: &Path) -> io::Result<Vec<u8>> {
    let contents = certificates::read(path);
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => contents,
    }
}

/// The error without its number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// `exit code 1`, or `signal 9`.
fn how(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

fn distance(from: UtcDateTime, to: UtcDateTime) -> u64 {
    from.unix_timestamp().abs_diff(to.unix_timestamp())
}

/// Three days, in seconds. A false clock that is nearer to the real time cannot be told from it.
const CANNOT_TELL: u64 = 3 * 86_400;
/// More than a year, in seconds. Certificates are not backdated so far.
const FAR: u64 = 400 * 86_400;
