//! A command with all processes that it has started.

#[cfg(unix)]
pub(super) use unix::{end, end_all_on_signals, has_ended, spawn};

#[cfg(unix)]
mod unix {
    use std::{
        collections::BTreeSet,
        io,
        os::unix::process::CommandExt as _,
        process::{self, Child, Command},
        sync::{Mutex, MutexGuard, PoisonError},
        thread,
    };

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM},
        iterator::Signals,
    };

    /// The groups that run. Nobody waits for their leaders yet, so that their numbers belong to nobody else.
    static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

    fn running() -> MutexGuard<'static, BTreeSet<u32>> {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts `command` in a group of its own.
    pub(in crate::preflight) fn spawn(command: &mut Command) -> io::Result<Child> {
        // A signal that comes now waits until the group is known.
        let mut running = running();
        let child = command.process_group(0).spawn()?;
        running.insert(child.id());
        Ok(child)
    }

    /// Whether the command itself has ended. Its children may go on.
    pub(in crate::preflight) fn has_ended(child: &mut Child) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        pid(child.id()).map_or(Ok(true), |pid| Ok(waitid(WaitId::Pid(pid), options)?.is_some()))
    }

    /// Ends the rest of the group, and returns how its command ended.
    pub(in crate::preflight) fn end(child: &mut Child) -> io::Result<process::ExitStatus> {
        kill(child.id());
        let status = child.wait();
        running().remove(&child.id());
        status
    }

    /// Ends all groups on Ctrl-C. The signal reaches only this process, which passes it on, so that nothing is left running.
    pub(in crate::preflight) fn end_all_on_signals() {
        // Without it, what runs ends at its time limit.
        let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
        thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                // Kept until the end: nothing new is started.
                let running = running();
                running.iter().for_each(|group| kill(*group));
                process::exit(128 + signal);
            }
        });
    }

    fn kill(group: u32) {
        if let Some(group) = pid(group) {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    fn pid(id: u32) -> Option<Pid> {
        i32::try_from(id).ok().and_then(Pid::from_raw)
    }
}

#[cfg(not(unix))]
pub(super) use elsewhere::{end, end_all_on_signals, has_ended, spawn};

/// On a system without groups, a command ends alone.
#[cfg(not(unix))]
mod elsewhere {
    use std::{
        io,
        process::{Child, Command, ExitStatus},
    };

    pub(in crate::preflight) fn spawn(command: &mut Command) -> io::Result<Child> {
        command.spawn()
    }

    pub(in crate::preflight) fn has_ended(child: &mut Child) -> io::Result<bool> {
        child.try_wait().map(|status| status.is_some())
    }

    pub(in crate::preflight) fn end(child: &mut Child) -> io::Result<ExitStatus> {
        let _ = child.kill();
        child.wait()
    }

    pub(in crate::preflight) fn end_all_on_signals() {}
}
