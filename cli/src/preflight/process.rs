//! Runs a command once, and keeps its output and its end.

use std::{
    io::{self, Read},
    mem,
    process::{Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use super::group;
use crate::{clock, print::one_line};

/// What a command wrote to a pipe.
#[derive(Default)]
pub(super) struct Said {
    pub(super) octets: Vec<u8>,
    /// How many octets of the middle are missing.
    pub(super) missing: u64,
}

/// The result of a run.
pub(super) struct Ended {
    /// How it ended, unless its time was over.
    pub(super) status: Option<ExitStatus>,
    pub(super) out: Said,
    err: Said,
}

impl Ended {
    /// The command's words, from standard error or else from standard output: the beginning of an error, and its end.
    ///
    /// A panic gives the reason first, and an exception gives it last.
    pub(super) fn words(&self) -> Option<String> {
        let said = [&self.err, &self.out].into_iter().find(|said| !said.octets.trim_ascii().is_empty())?;
        let text = String::from_utf8_lossy(&said.octets);
        let lines: Vec<String> = text.lines().map(|line| one_line(line, 120)).filter(|line| !line.is_empty()).collect();
        Some(match lines.as_slice() {
            [first, second, .., last] if lines.len() > 3 => format!("{first} {second} … {last}"),
            lines => lines.join(" "),
        })
    }
}

/// Runs `command`, and ends it with all its children once `limit` is over.
pub(super) fn run(command: &mut Command, limit: Duration) -> io::Result<Ended> {
    let begun = clock::ticks();
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = group::spawn(piped)?;
    let out = child.stdout.take().map(|pipe| Pipe::read(pipe, MOST_OUT));
    let err = child.stderr.take().map(|pipe| Pipe::read(pipe, MOST_WORDS));
    let mut pause = Duration::from_millis(1);
    let is_over = loop {
        if group::has_ended(&mut child)? {
            break false;
        }
        if begun.elapsed() >= limit {
            break true;
        }
        thread::sleep(pause.min(limit.saturating_sub(begun.elapsed())));
        pause = (pause * 2).min(LONGEST_PAUSE);
    };
    let status = group::end(&mut child)?;
    let said = |pipe: Option<Pipe>| pipe.map(Pipe::contents).unwrap_or_default();
    Ok(Ended { status: (!is_over).then_some(status), out: said(out), err: said(err) })
}

/// A pipe that a thread reads to its end.
struct Pipe {
    said: Arc<Mutex<Said>>,
    ended: Receiver<()>,
}

impl Pipe {
    /// Keeps `most` octets: the first half and the last.
    fn read(mut pipe: impl Read + Send + 'static, most: usize) -> Self {
        let (end, ended) = mpsc::channel();
        let said = Arc::new(Mutex::new(Said::default()));
        let kept = Arc::clone(&said);
        thread::spawn(move || {
            let mut piece = [0; 1 << 14];
            while let Ok(octets @ 1..) = pipe.read(&mut piece) {
                let mut kept = lock(&kept);
                kept.octets.extend(piece.get(..octets).unwrap_or_default());
                if let Some(excess @ 1..) = kept.octets.len().checked_sub(most) {
                    kept.octets.drain(most / 2..most / 2 + excess);
                    kept.missing += excess as u64;
                }
            }
            // Nobody may be left to hear of it.
            let _ = end.send(());
        });
        Self { said, ended }
    }

    /// The octets that were read. A process that has left its group may keep the pipe open: nobody waits for it longer than
    /// [`GRACE`].
    fn contents(self) -> Said {
        let _ = self.ended.recv_timeout(GRACE);
        mem::take(&mut lock(&self.said))
    }
}

fn lock(mutex: &Mutex<Said>) -> MutexGuard<'_, Said> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const LONGEST_PAUSE: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_secs(1);
const MOST_OUT: usize = 1 << 20;
const MOST_WORDS: usize = 8 << 10;
