//! From paths to certificates: files, folders and standard input, read piece by piece and inspected in parallel.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, IsTerminal as _, Read, Write},
    path::Path,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use notafter::{
    inspect::{Content, Contents, EncodedCertificate, Finding, InspectError, Inspection, Place, chain},
    time::UtcDateTime,
};
use rayon::prelude::*;

use super::{
    Arguments,
    report::{Certificate, ChainReport, Report, Totals, position, title},
};

/// Inspects every path of `arguments`. Only output that fails ends it early.
pub(crate) fn inspect_all(
    arguments: &Arguments,
    at: UtcDateTime,
    report: &dyn Report,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Totals> {
    let mut run = Run { arguments, at, report, out, err, totals: Totals::default(), heading: None };
    for path in &arguments.paths {
        if path.is_dir() {
            let seen = run.seen();
            run.folder(path)?;
            if run.seen() == seen {
                run.unreadable(path, None, "no certificate files, which end in pem, crt, cer, der, p7b or p7c")?;
            }
        } else {
            run.file(path, true)?;
        }
    }
    Ok(run.totals)
}

struct Run<'a> {
    arguments: &'a Arguments,
    at: UtcDateTime,
    report: &'a dyn Report,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    totals: Totals,
    /// The heading of the file, as long as nothing stands below it.
    heading: Option<String>,
}

impl Run<'_> {
    /// Inspects the certificate files of a folder and of the folders in it. Links to folders are not followed: they could
    /// lead in a circle.
    fn folder(&mut self, path: &Path) -> io::Result<()> {
        let mut entries = match fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(path, None, &error.to_string()),
        };
        entries.sort_by_key(fs::DirEntry::path);
        for entry in entries {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.folder(&path)?;
            } else if has_certificate_extension(&path) && !path.is_dir() {
                self.file(&path, false)?;
            }
        }
        Ok(())
    }

    /// How many files were seen, whatever came of them.
    fn seen(&self) -> usize {
        self.totals.files + self.totals.unreadable + self.totals.skipped
    }

    /// Inspects a file. Where it is not `named` on the command line, it may be without certificates, as keys are.
    fn file(&mut self, path: &Path, named: bool) -> io::Result<()> {
        let (source, progress) = match open(path) {
            Ok(opened) => opened,
            Err(error) => return self.unreadable(path, None, &error.to_string()),
        };
        self.heading = Some(self.report.heading(&path.display().to_string()));
        self.totals.files += 1;
        let (mut contents, mut certificates) = (Contents::new(BufReader::with_capacity(1 << 16, source)), Vec::new());
        loop {
            let batch = next_batch(&mut contents);
            if batch.is_empty() {
                break;
            }
            if let [Err(InspectError::NoCertificate { first: Some(_), .. })] = batch.as_slice()
                && !named
            {
                self.totals.files -= 1;
                self.totals.skipped += 1;
                return Ok(());
            }
            let inspect = |certificate: Result<EncodedCertificate, _>| certificate.and_then(|one| one.inspect());
            let inspections: Vec<_> = batch.into_par_iter().map(inspect).collect();
            certificates.extend(self.certificates(path, inspections, &progress)?);
        }
        // On any other way out the bar is cleared where it is dropped.
        progress.finish_and_clear();
        if self.arguments.chain { self.chain(path, &certificates) } else { Ok(()) }
    }

    /// Reports `inspections`, and gives back those that a chain may be made of.
    fn certificates(
        &mut self,
        path: &Path,
        inspections: Vec<Result<Inspection, InspectError>>,
        progress: &ProgressBar,
    ) -> io::Result<Vec<Inspection>> {
        let (at, schedule, report) = (self.at, self.arguments.schedule, self.report);
        let file = path.display().to_string();
        let judge = |inspection: Inspection| {
            let findings = match schedule {
                Some(schedule) => inspection.findings_by_schedule(schedule, at),
                None => inspection.findings_at(at),
            };
            let certificate = Certificate { inspection, findings };
            let text = report.certificate(&file, &certificate, at);
            (certificate, text)
        };
        let judged: Vec<_> = inspections.into_par_iter().map(|inspection| inspection.map(judge)).collect();
        progress.suspend(|| {
            let mut kept = Vec::new();
            for judged in judged {
                match judged {
                    Ok((certificate, text)) => {
                        self.totals.certificates += 1;
                        self.totals.count(certificate.findings.iter());
                        self.print(&text)?;
                        if self.arguments.chain {
                            kept.push(certificate.inspection);
                        }
                    }
                    Err(error) => self.unreadable(path, error.place(), &error.to_string())?,
                }
            }
            Ok(kept)
        })
    }

    fn chain(&mut self, path: &Path, certificates: &[Inspection]) -> io::Result<()> {
        // Why there are no certificates has been reported.
        let Ok(chain) = chain(certificates, self.at) else { return Ok(()) };
        let name = |inspection: &Inspection| format!("{} ({})", title(inspection), position(inspection));
        // What is wrong with a certificate alone was reported with it.
        let of_chain =
            |(certificate, finding): &&(&Inspection, Finding)| !certificate.findings_at(self.at).contains(finding);
        let findings: Vec<_> = chain.findings().iter().filter(of_chain).collect();
        let report = ChainReport {
            path: chain.path().iter().map(|inspection| name(inspection)).collect(),
            findings: findings.iter().map(|(certificate, finding)| (name(certificate), finding)).collect(),
            end: chain.end().map(|end| (end.at, name(end.certificate))),
        };
        self.totals.count(findings.iter().map(|(_, finding)| finding));
        self.print(&self.report.chain(&path.display().to_string(), &report))
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        let heading = self.heading.take().unwrap_or_default();
        self.out.write_all(heading.as_bytes())?;
        self.out.write_all(text.as_bytes())
    }

    fn unreadable(&mut self, path: &Path, place: Option<Place>, message: &str) -> io::Result<()> {
        self.totals.unreadable += 1;
        let file = path.display().to_string();
        let text = self.report.error(&file, place, message);
        self.out.write_all(text.as_bytes())?;
        // On a terminal, what was found before the error stands before it.
        self.out.flush()?;
        writeln!(self.err, "{file}: {message}")
    }
}

/// As many certificates as are worth the threads: their number and their size are bounded, and so is the memory.
fn next_batch<R: BufRead>(contents: &mut Contents<R>) -> Vec<Result<EncodedCertificate, InspectError>> {
    let (mut batch, mut size) = (Vec::new(), 0);
    while batch.len() < BATCH_CERTIFICATES && size < BATCH_BYTES {
        let Some(content) = contents.next() else { break };
        match content {
            Ok(Content::Certificate(certificate)) => {
                size += certificate.as_der().len();
                batch.push(Ok(certificate));
            }
            Ok(_) => {}
            Err(error) => batch.push(Err(error)),
        }
    }
    batch
}

fn open(path: &Path) -> io::Result<(Box<dyn Read>, ProgressBar)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), ProgressBar::hidden()));
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length < LARGE || !io::stderr().is_terminal() {
        return Ok((Box::new(file), ProgressBar::hidden()));
    }
    let progress = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {eta}") {
        progress.set_style(style);
    }
    progress.set_message(path.display().to_string());
    Ok((Box::new(progress.wrap_read(file)), progress))
}

fn has_certificate_extension(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

const BATCH_CERTIFICATES: usize = 4_096;
const BATCH_BYTES: usize = 8 << 20;
/// From this size on, a file has a progress bar.
const LARGE: u64 = 8 << 20;
const EXTENSIONS: [&str; 6] = ["pem", "crt", "cer", "der", "p7b", "p7c"];
