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
    format::Formatter,
    judge::{Judge, Read},
    kubernetes,
    report::{Item, Report, Unread},
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

/// All certificates of a file.
pub(crate) fn certificates_of_file(path: &Path) -> Result<Vec<Inspection>, String> {
    let of_file = |message: String| format!("{}: {message}", path.display());
    let source = open(path).map_err(|error| of_file(error.to_string()))?;
    let mut certificates = Vec::new();
    for certificate in encoded(source) {
        let read = certificate.and_then(|certificate| inspect(&certificate));
        certificates.push(read.map_err(|error| of_file(error.to_string()))?.inspection);
    }
    Ok(certificates)
}

/// All certificates of a small file, judged.
pub(crate) fn items_of_file(path: &Path, named: bool, judge: &Judge, format: &dyn Formatter) -> Vec<Item> {
    let name = path.display().to_string();
    let mut items = Vec::new();
    let mut sink = |more: Vec<Item>| {
        items.extend(more);
        Ok(())
    };
    // A sink in memory does not fail.
    let _ = each_of_file(path, &name, named, judge, format, &mut sink);
    items
}

/// Reports all certificates of a file of any size, part by part.
pub(crate) fn report_file(path: &Path, named: bool, judge: &Judge, report: &mut Report<'_>) -> Result<(), Failure> {
    let (name, format) = (path.display().to_string(), report.format());
    each_of_file(path, &name, named, judge, format, &mut |items| report.take(items))
}

/// Reports all certificates of a source, part by part.
pub(crate) fn report_input(
    source: impl BufRead,
    name: &str,
    input: Input,
    named: bool,
    judge: &Judge,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let format = report.format();
    each_of(source, name, input, named, judge, format, &mut |items| report.take(items))
}

/// Takes the items of a source, part by part.
type Sink<'s> = &'s mut dyn FnMut(Vec<Item>) -> Result<(), Failure>;

fn each_of_file(
    path: &Path,
    name: &str,
    named: bool,
    judge: &Judge,
    format: &dyn Formatter,
    sink: Sink<'_>,
) -> Result<(), Failure> {
    match open(path) {
        Ok(source) => each_of(source, name, Input::Auto, named, judge, format, sink),
        Err(error) => sink(vec![unread(name, &error)]),
    }
}

fn each_of(
    mut source: impl BufRead,
    name: &str,
    input: Input,
    named: bool,
    judge: &Judge,
    format: &dyn Formatter,
    sink: Sink<'_>,
) -> Result<(), Failure> {
    if input == Input::Lines {
        return each_line(source, name, judge, format, sink);
    }
    match source.fill_buf().map(kubernetes::is_like) {
        Ok(true) => {
            let mut items = Vec::new();
            match kubernetes::secrets(source) {
                Ok(secrets) => {
                    for secret in secrets {
                        let name = format!("{name} {}", secret.name);
                        match secret.certificates {
                            Ok(pem) => each_part(&pem[..], &name, true, judge, format, &mut |more| {
                                items.extend(more);
                                Ok(())
                            })?,
                            Err(message) => items.push(unread(&name, &message)),
                        }
                    }
                }
                Err(message) => items.push(unread(name, &message)),
            }
            sink(items)
        }
        Ok(false) => each_part(source, name, named, judge, format, sink),
        Err(error) => sink(vec![unread(name, &error)]),
    }
}

/// Certificates in any form that the library reads.
fn each_part(
    source: impl BufRead,
    name: &str,
    named: bool,
    judge: &Judge,
    format: &dyn Formatter,
    sink: Sink<'_>,
) -> Result<(), Failure> {
    let mut certificates = encoded(source);
    // A chain is made of all certificates of a source.
    let mut of_chain = Vec::new();
    loop {
        let part = next_part(&mut certificates);
        if part.is_empty() {
            break;
        }
        if let [Err(InspectError::NoCertificate { first: Some(_), .. })] = part[..]
            && !named
        {
            return sink(vec![Item::Skipped]);
        }
        let read: Vec<Result<Read, InspectError>> =
            part.into_par_iter().map(|each| each.and_then(|certificate| inspect(&certificate))).collect();
        if judge.chain {
            let (read, errors): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
            of_chain.extend(read.into_iter().flatten());
            sink(errors.into_iter().filter_map(Result::err).map(|error| unread(name, &error)).collect())?;
        } else {
            let items: Vec<Vec<Item>> = read
                .into_par_iter()
                .map(|read| match read {
                    Ok(read) => judge.items(name, &[read], false, format),
                    Err(error) => vec![unread(name, &error)],
                })
                .collect();
            sink(items.into_iter().flatten().collect())?;
        }
    }
    sink(judge.items(name, &of_chain, false, format))
}

/// A certificate in base64 on each line, and a result for each.
fn each_line(
    mut source: impl BufRead,
    name: &str,
    judge: &Judge,
    format: &dyn Formatter,
    sink: Sink<'_>,
) -> Result<(), Failure> {
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
                        return sink(vec![unread(name, &error)]);
                    }
                    lines.push((number, whole.then_some(line)));
                }
                Err(error) => return sink(vec![unread(name, &error)]),
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        let items: Vec<Vec<Item>> = lines
            .into_par_iter()
            .map(|(number, line)| {
                let place = format!("line {number}");
                let read = line.ok_or_else(|| format!("more than {LONGEST_LINE} bytes")).and_then(|line| {
                    let der = STANDARD.decode(line.trim_ascii()).map_err(|error| format!("base64: {error}"))?;
                    Inspection::of_der(&der).map_err(|error| error.to_string())
                });
                match read {
                    Ok(inspection) => judge.items(name, &[Read { place, inspection }], false, format),
                    Err(message) => vec![unread(name, &format!("{place}: {message}"))],
                }
            })
            .collect();
        sink(items.into_iter().flatten().collect())?;
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
