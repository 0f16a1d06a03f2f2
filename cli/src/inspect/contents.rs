//! Reads certificates from octets, in parts that are inspected at the same time.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::ValueEnum;
use notafter::inspect::{Content, Contents, EncodedCertificate, InspectError, Inspection};
use rayon::prelude::*;

use super::{
    judge::{Judge, Read},
    kubernetes,
    report::{Item, Report, Unread, shown},
};
use crate::Failure;

/// The form of standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Input {
    /// Certificates or Kubernetes objects, by their beginning.
    Auto,
    /// A certificate in base64 of DER on each line. In JSON, the result has a line for each, in the same order.
    Lines,
}

/// All certificates of a file, or the reason why one of them cannot be read.
pub(crate) fn certificates_of_file(path: &Path) -> io::Result<Vec<Result<Inspection, InspectError>>> {
    let each = encoded(open(path)?).map(|certificate| Ok(inspect(&certificate?)?.inspection));
    Ok(each.collect())
}

/// All certificates of a small file, judged.
pub(crate) fn items_of_file(path: &Path, named: bool, judge: &Judge<'_>) -> Vec<Item> {
    let name = shown(path);
    let mut items = Vec::new();
    let mut sink = |more: Vec<Item>| {
        items.extend(more);
        Ok(())
    };
    // A sink in memory does not fail.
    let _ = Reading { name: &name, named, judge, sink: &mut sink }.file(path);
    items
}

/// Reports all certificates of a file of any size, part by part.
pub(crate) fn report_file(path: &Path, named: bool, judge: &Judge<'_>, report: &mut Report<'_>) -> Result<(), Failure> {
    let name = shown(path);
    Reading { name: &name, named, judge, sink: &mut |items| report.take(items) }.file(path)
}

/// Reports all certificates of standard input, part by part.
pub(crate) fn report_input(
    source: impl BufRead,
    input: Input,
    judge: &Judge<'_>,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    Reading { name: "-", named: true, judge, sink: &mut |items| report.take(items) }.source(source, input)
}

/// Reads a source, and passes on what came of it, part by part.
struct Reading<'a> {
    name: &'a str,
    /// Whether the source was named: then it must have certificates.
    named: bool,
    judge: &'a Judge<'a>,
    sink: &'a mut dyn FnMut(Vec<Item>) -> Result<(), Failure>,
}

impl Reading<'_> {
    fn file(&mut self, path: &Path) -> Result<(), Failure> {
        match open(path) {
            Ok(source) => self.source(source, Input::Auto),
            Err(error) => self.unread(&error),
        }
    }

    fn source(&mut self, mut source: impl BufRead, input: Input) -> Result<(), Failure> {
        if input == Input::Lines {
            return self.lines(source);
        }
        match source.fill_buf().map(kubernetes::is_like) {
            Ok(true) => self.secrets(source),
            Ok(false) => self.certificates(source),
            Err(error) => self.unread(&error),
        }
    }

    /// The certificates of Kubernetes secrets.
    fn secrets(&mut self, source: impl BufRead) -> Result<(), Failure> {
        let secrets = match kubernetes::secrets(source) {
            Ok(secrets) => secrets,
            Err(message) => return self.unread(&message),
        };
        for secret in secrets {
            let name = format!("{} {}", self.name, secret.name);
            let mut reading = Reading { name: &name, named: true, judge: self.judge, sink: &mut *self.sink };
            match secret.certificates {
                Ok(pem) => reading.certificates(&pem[..])?,
                Err(message) => reading.unread(&message)?,
            }
        }
        Ok(())
    }

    /// Certificates in any form that the library reads.
    fn certificates(&mut self, source: impl BufRead) -> Result<(), Failure> {
        let mut certificates = encoded(source);
        // A chain is made of all certificates of a source.
        let mut of_chain = Vec::new();
        loop {
            let part = next_part(&mut certificates);
            if part.is_empty() {
                break;
            }
            if let [Err(InspectError::NoCertificate { first: Some(_), .. })] = part[..]
                && !self.named
            {
                return (self.sink)(vec![Item::Skipped]);
            }
            let read: Vec<Result<Read, InspectError>> =
                part.into_par_iter().map(|each| each.and_then(|certificate| inspect(&certificate))).collect();
            if self.judge.chain {
                let (read, errors): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
                of_chain.extend(read.into_iter().flatten());
                (self.sink)(
                    errors.into_iter().filter_map(Result::err).map(|error| unread(self.name, &error)).collect(),
                )?;
            } else {
                self.each(read, |read| read.map_err(|error| error.to_string()))?;
            }
        }
        (self.sink)(self.judge.items(self.name, &of_chain, false))
    }

    /// A certificate in base64 on each line, and a result for each.
    fn lines(&mut self, mut source: impl BufRead) -> Result<(), Failure> {
        let mut number = 0;
        loop {
            let (mut lines, mut size) = (Vec::new(), 0);
            while lines.len() < AT_A_TIME && size < OCTETS_AT_A_TIME {
                let mut line = Vec::new();
                match source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                    Ok(0) => break,
                    Ok(length) => {
                        number += 1;
                        size += length;
                        let whole = line.ends_with(b"\n") || (length as u64) < LONGEST_LINE;
                        if !whole && let Err(error) = source.skip_until(b'\n') {
                            return self.unread(&error);
                        }
                        lines.push((number, whole.then_some(line)));
                    }
                    Err(error) => return self.unread(&error),
                }
            }
            if lines.is_empty() {
                return Ok(());
            }
            self.each(lines, |(number, line)| {
                let place = format!("line {number}");
                let read = line.ok_or_else(|| format!("more than {LONGEST_LINE} bytes")).and_then(|line| {
                    let der = STANDARD.decode(line.trim_ascii()).map_err(|error| format!("base64: {error}"))?;
                    Inspection::from_der(&der).map_err(|error| error.to_string())
                });
                match read {
                    Ok(inspection) => Ok(Read { place, inspection }),
                    Err(message) => Err(format!("{place}: {message}")),
                }
            })?;
        }
    }

    /// Reads and judges each of a part by itself, on all threads.
    fn each<T: Send>(
        &mut self,
        part: Vec<T>,
        read: impl Fn(T) -> Result<Read, String> + Sync + Send,
    ) -> Result<(), Failure> {
        let (name, judge) = (self.name, self.judge);
        let items: Vec<Vec<Item>> = part
            .into_par_iter()
            .map(|each| match read(each) {
                Ok(read) => judge.items(name, &[read], false),
                Err(message) => vec![unread(name, &message)],
            })
            .collect();
        (self.sink)(items.into_iter().flatten().collect())
    }

    fn unread(&mut self, message: &dyn std::fmt::Display) -> Result<(), Failure> {
        (self.sink)(vec![unread(self.name, message)])
    }
}

fn open(path: &Path) -> io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(1 << 16, File::open(path)?))
}

pub(crate) fn unread(source: &str, message: &dyn std::fmt::Display) -> Item {
    Item::Unread(Unread { source: source.to_owned(), message: message.to_string() })
}

/// The certificates of a source, before they are inspected. Other parts are skipped.
fn encoded(source: impl BufRead) -> impl Iterator<Item = Result<EncodedCertificate, InspectError>> {
    Contents::new(source).filter_map(|content| match content {
        Ok(Content::Certificate(certificate)) => Some(Ok(certificate)),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    })
}

/// The next certificates, enough to be worth the threads. Their number and their size are bounded, and so is the memory.
fn next_part(
    certificates: &mut impl Iterator<Item = Result<EncodedCertificate, InspectError>>,
) -> Vec<Result<EncodedCertificate, InspectError>> {
    let (mut part, mut size) = (Vec::new(), 0);
    while part.len() < AT_A_TIME && size < OCTETS_AT_A_TIME {
        let Some(certificate) = certificates.next() else { break };
        size += certificate.as_ref().map_or(0, |certificate| certificate.as_der().len());
        part.push(certificate);
    }
    part
}

fn inspect(certificate: &EncodedCertificate) -> Result<Read, InspectError> {
    Ok(Read { place: certificate.place().to_string(), inspection: certificate.inspect()? })
}

const AT_A_TIME: usize = 4_096;
const OCTETS_AT_A_TIME: usize = 8 << 20;
/// Base64 of the longest certificate that the library reads, with its line break.
const LONGEST_LINE: u64 = 1_400_000;
