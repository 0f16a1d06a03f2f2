//! One run of a command: what it printed, and how it ended.

use std::{
    io::{self, Read},
    process::{Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use super::group;
use crate::{clock, print::one_line};

/// What came of a run.
pub(super) struct Ended {
    /// How it ended, unless its time was over.
    pub(super) status: Option<ExitStatus>,
    pub(super) out: Vec<u8>,
    err: Vec<u8>,
}

impl Ended {
    /// What the command says, on standard error or else on standard output: where an error begins, and where it ends.
    ///
    /// A panic says the reason first, and an exception last.
    pub(super) fn words(&self) -> Option<String> {
        let said = [&self.err, &self.out].into_iter().find(|text| !text.trim_ascii().is_empty())?;
        let text = String::from_utf8_lossy(said);
        let lines: Vec<String> = text.lines().map(|line| one_line(line, 120)).filter(|line| !line.is_empty()).collect();
        Some(match lines.as_slice() {
            [first, second, .., last] if lines.len() > 3 => format!("{first} {second} … {last}"),
            lines => lines.join(" "),
        })
    }
}

/// Runs `command`, and ends it with all that it has started once `limit` is over.
pub(super) fn run(command: &mut Command, limit: Duration) -> io::Result<Ended> {
    let begun = clock::ticks();
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = group::spawn(piped)?;
    let out = child.stdout.take().map(|pipe| read(pipe, MOST_OUT));
    let err = child.stderr.take().map(|pipe| read(pipe, MOST_WORDS));
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
    let received =
        |pipe: Option<Receiver<Vec<u8>>>| pipe.and_then(|pipe| pipe.recv_timeout(GRACE).ok()).unwrap_or_default();
    Ok(Ended { status: (!is_over).then_some(status), out: received(out), err: received(err) })
}

/// Reads a pipe to its end on a thread, and keeps `most` octets of it: the first half and the last.
///
/// A process that has left its group may keep the pipe open: nobody waits for that longer than [`GRACE`].
fn read(mut pipe: impl Read + Send + 'static, most: usize) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (mut kept, mut piece) = (Vec::new(), [0; 1 << 14]);
        while let Ok(octets @ 1..) = pipe.read(&mut piece) {
            kept.extend(piece.get(..octets).unwrap_or_default());
            if let Some(excess @ 1..) = kept.len().checked_sub(most) {
                kept.drain(most / 2..most / 2 + excess);
            }
        }
        // Nobody may be left to receive it.
        let _ = sender.send(kept);
    });
    receiver
}

const LONGEST_PAUSE: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_secs(1);
const MOST_OUT: usize = 1 << 20;
const MOST_WORDS: usize = 8 << 10;
