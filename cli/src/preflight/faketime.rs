//! libfaketime: the library that gives a program a false clock.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use notafter::time::UtcDateTime;

/// The library `named`, or else the one that a Linux distribution has installed.
pub(super) fn library(named: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(named) = named {
        let found = named.is_file().then(|| named.to_owned());
        return found.ok_or_else(|| format!("there is no libfaketime at {}", named.display()));
    }
    let multiarch = format!("{}-linux-gnu", env::consts::ARCH);
    let folders =
        [&format!("lib/{multiarch}"), "lib64", "lib", "local/lib"].map(|folder| format!("/usr/{folder}/faketime"));
    // The variant for programs with threads serves the others as well.
    let names = folders.iter().flat_map(|folder| LIBRARIES.map(|name| Path::new(folder).join(name)));
    let found = names.into_iter().find(|path| path.is_file());
    found.ok_or_else(|| {
        "libfaketime is not installed (Debian: apt install faketime): install it, name it with --faketime, or tell the command \
         the date, with {date} or {unix}"
            .to_owned()
    })
}

/// Lets `command` run with a clock that stands still at `at`. Its waits are real.
pub(super) fn stop_clock(command: &mut Command, library: &Path, at: UtcDateTime) {
    let preloaded = env::var("LD_PRELOAD").ok().filter(|others| !others.is_empty());
    let library = library.display();
    command
        .env("LD_PRELOAD", preloaded.map_or_else(|| library.to_string(), |others| format!("{library}:{others}")))
        // In seconds since 1970, so that no time zone is in it.
        .env("FAKETIME_FMT", "%s")
        .env("FAKETIME", at.unix_timestamp().to_string())
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("DONT_FAKE_MONOTONIC", "1")
        // Each process reads the variables: nothing is shared, and nothing is left behind.
        .env("FAKETIME_DISABLE_SHM", "1");
}

const LIBRARIES: [&str; 2] = ["libfaketimeMT.so.1", "libfaketime.so.1"];
