//! Reads the targets of the arguments, several at a time: files, folders, servers and standard input.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rayon::prelude::*;

use super::{
    contents::{self, Input},
    host::{self, Server},
    judge::Judge,
    report::{Item, Report, Unread, shown},
};
use crate::Failure;

/// Something to be read.
pub(crate) enum Target {
    /// A file. If it was named itself, it must have certificates.
    File {
        path: PathBuf,
        named: bool,
    },
    Server(Server),
    StandardInput(Input),
}

/// The targets that the arguments name, each once. A missing target is reported, and the rest is read.
pub(crate) fn of(names: &[OsString], input: Input, report: &mut Report<'_>) -> Result<Vec<Target>, Failure> {
    let (mut targets, mut seen) = (Vec::new(), HashSet::new());
    for name in names {
        let path = Path::new(name);
        if name == "-" {
            targets.push(Target::StandardInput(input));
        } else if path.is_dir() {
            let Found { files, unread } = find(path);
            for (folder, error) in &unread {
                report.unread(&Unread { source: shown(folder), message: error.to_string() })?;
            }
            if files.is_empty() && unread.is_empty() {
                let message = format!("no certificate files, which end in {}", EXTENSIONS.join(", "));
                report.unread(&Unread { source: shown(path), message })?;
            }
            let new = files.into_iter().filter(|path| seen.insert(path.as_os_str().to_owned()));
            targets.extend(new.map(|path| Target::File { path, named: false }));
        } else if !seen.insert(name.clone()) {
            // A certificate that is reported twice would count as two.
        } else if let Some(server) = Server::named(&name.to_string_lossy()).filter(|_| !path.exists()) {
            targets.push(Target::Server(server));
        } else {
            targets.push(Target::File { path: path.to_owned(), named: true });
        }
    }
    Ok(targets)
}

/// Reads and judges all of them, several at a time, and reports them in their order.
pub(crate) fn read(
    targets: &[Target],
    timeout: Duration,
    judge: &Judge<'_>,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let mut builder = rayon::ThreadPoolBuilder::new();
    if targets.iter().any(|target| matches!(target, Target::Server(_))) {
        // Most of the time with servers is waiting.
        builder = builder.num_threads(SERVERS_AT_A_TIME);
    }
    let pool = builder.build().map_err(|error| Failure::Unusable(error.to_string()))?;
    for targets in targets.chunks(TARGETS_AT_A_TIME) {
        let items: Vec<Option<Vec<Item>>> =
            pool.install(|| targets.par_iter().map(|target| at_once(target, timeout, judge)).collect());
        for (target, items) in targets.iter().zip(items) {
            report.source();
            match items {
                Some(items) => report.take(items)?,
                None => in_parts(target, judge, report)?,
            }
        }
    }
    Ok(())
}

/// All of a target, or `None` if it may be large, and is to be read in parts.
fn at_once(target: &Target, timeout: Duration, judge: &Judge<'_>) -> Option<Vec<Item>> {
    match target {
        Target::StandardInput(_) => None,
        Target::Server(server) => Some(host::items(server, timeout, judge)),
        Target::File { path, named } => {
            let is_small = path.metadata().is_ok_and(|data| data.is_file() && data.len() <= SMALL);
            is_small.then(|| contents::items_of_file(path, *named, judge))
        }
    }
}

fn in_parts(target: &Target, judge: &Judge<'_>, report: &mut Report<'_>) -> Result<(), Failure> {
    match target {
        Target::StandardInput(input) => contents::report_input(io::stdin().lock(), *input, judge, report),
        Target::File { path, named } => contents::report_file(path, *named, judge, report),
        Target::Server(_) => Ok(()),
    }
}

/// The file at `path`, or the certificate files of the folder and of the folders in it, in order; and what cannot be read among them.
/// A link that leads nowhere is no certificate.
pub(crate) fn files(path: &Path) -> (Vec<PathBuf>, Vec<(PathBuf, io::Error)>) {
    if !path.is_dir() {
        return (vec![path.to_owned()], Vec::new());
    }
    let Found { files, mut unread } = find(path);
    unread.retain(|(path, _)| !path.is_symlink());
    (files, unread)
}

/// The contents of a folder: its certificate files, and the folders and links that cannot be read.
struct Found {
    files: Vec<PathBuf>,
    unread: Vec<(PathBuf, io::Error)>,
}

/// The certificate files of the folder and of the folders in it, in order.
///
/// Links to folders are not followed, because they could lead in a circle. Only regular files are read, because reading a FIFO
/// would wait. A folder or a link that cannot be read does not hide the others.
fn find(path: &Path) -> Found {
    let (mut files, mut unread, mut folders) = (Vec::new(), Vec::new(), vec![path.to_owned()]);
    while let Some(folder) = folders.pop() {
        let mut read = || {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let path = entry.path();
                if entry.file_type()?.is_dir() {
                    folders.push(path);
                } else if has_certificate_extension(&path) {
                    match path.metadata() {
                        Ok(data) if data.is_file() => files.push(path),
                        Ok(_) => {}
                        Err(error) => unread.push((path, error)),
                    }
                }
            }
            Ok(())
        };
        let error = read().err();
        unread.extend(error.map(|error| (folder, error)));
    }
    files.sort();
    unread.sort_by(|(one, _), (other, _)| one.cmp(other));
    Found { files, unread }
}

fn has_certificate_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

const EXTENSIONS: [&str; 7] = ["pem", "crt", "cer", "cert", "der", "p7b", "p7c"];

/// A file up to this size is read with others at the same time.
const SMALL: u64 = 1 << 20;
const TARGETS_AT_A_TIME: usize = 512;
const SERVERS_AT_A_TIME: usize = 32;
