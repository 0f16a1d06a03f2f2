//! The file of an authority among other files: folders, links, FIFOs, a full disk, and processes that are killed.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use notafter::{FileAction, LeapDayPolicy, Scope, Scoped as _, mint::Authority};

use super::{
    OUTAGE,
    authority_file::{Folder, child, file_error, open_or_create, reason, refusal, told},
    ca_params, key, one_year,
};

#[test]
fn what_is_no_file_of_its_kind_is_refused() {
    let folder = Folder::new();
    let (inside, file, long) = (folder.path("folder"), folder.path("file"), folder.path("long"));
    fs::create_dir(&inside).expect("a folder");
    fs::write(&file, "no folder").expect("a file");
    fs::write(&long, vec![b' '; 2 << 20]).expect("a file");
    let before = folder.names();
    for (path, action, kind, text) in [
        (inside.clone(), FileAction::Read, ErrorKind::IsADirectory, "it is a folder"),
        (long, FileAction::Read, ErrorKind::FileTooLarge, "it is longer than 1048576 bytes"),
        #[cfg(unix)]
        (file.join("x.pem"), FileAction::Read, ErrorKind::NotADirectory, "not a directory (os error 20)"),
        #[cfg(unix)]
        (
            folder.path("missing/x.pem"),
            FileAction::Write,
            ErrorKind::NotFound,
            "no such file or directory (os error 2)",
        ),
    ] {
        let error = refusal(&path, text);
        assert_eq!((reason(&path, &error), error.scope()), (text.to_owned(), Scope::ThisHost), "{}", path.display());
        let error = file_error(error);
        let parts = (error.action(), error.kind(), error.path());
        assert_eq!(parts, (action, kind, &*path), "{error}");
    }
    assert_eq!(folder.names(), before, "nothing was added");

    let authority = Authority::self_signed(&one_year(LeapDayPolicy::Clamp), ca_params(), key(), OUTAGE);
    let authority = authority.expect("an authority");
    for path in [inside.clone(), inside.join(".."), PathBuf::new(), PathBuf::from("/")] {
        let error = authority.save(&path).expect_err("no file can be there");
        assert_eq!(error.action(), FileAction::Replace, "{error}");
    }
    assert!(inside.is_dir(), "the folder is there");
}

/// A path is printed on one line and cut.
#[test]
fn a_path_of_others_cannot_write_to_a_log() {
    let folder = Folder::new();
    let path = folder.path("missing").join("a\nb\u{202e}").join("x".repeat(200)).join("y".repeat(200));
    let error = open_or_create(&path).map(|authority| authority.validity()).expect_err("there is no such folder");
    let text = error.to_string();
    assert!(text.contains("/a\\nb\\u{202e}/xxx") && text.contains("x…:"), "{text}");
    assert_eq!(file_error(error).path(), path, "the program sees it as it is");
}

#[cfg(unix)]
#[test]
fn a_fifo_is_neither_waited_for_nor_replaced() {
    use std::os::unix::fs::FileTypeExt as _;
    let folder = Folder::new();
    let fifo = folder.path("authority.pem");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success(), "a FIFO");
    let error = refusal(&fifo, "a FIFO");
    assert_eq!(reason(&fifo, &error), "it is not a regular file");
    let authority = Authority::self_signed(&one_year(LeapDayPolicy::Clamp), ca_params(), key(), OUTAGE);
    let error = authority.expect("an authority").save(&fifo).expect_err("it is not replaced");
    assert_eq!(error.to_string(), format!("cannot replace {}: it is not a regular file", fifo.display()));
    let kind = fs::symlink_metadata(&fifo).expect("it is there").file_type();
    assert!(kind.is_fifo(), "it is a FIFO still");
}

#[cfg(unix)]
#[test]
fn symbolic_links_stay() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    fs::create_dir(folder.path("data")).expect("a folder");
    let (link, target) = (folder.path("authority.pem"), folder.path("data/1.pem"));
    // A link to a link, relative as Kubernetes makes them.
    symlink("data/current", &link).expect("a link");
    symlink("1.pem", folder.path("data/current")).expect("a link");
    let created = open_or_create(&link).expect("it is created where the link leads");
    assert_eq!(Authority::open(&target).expect("it is there").der(), created.der(), "created");
    let other = Authority::self_signed(&one_year(LeapDayPolicy::Clamp), ca_params(), key(), OUTAGE);
    let other = other.expect("an authority");
    other.save(&link).expect("it is replaced where the link leads");
    assert_eq!(Authority::open(&target).expect("it is there").der(), other.der(), "replaced");
    for path in [link, folder.path("data/current")] {
        assert!(fs::symlink_metadata(&path).expect("it is there").is_symlink(), "{} is a link", path.display());
    }
    assert_eq!(folder.names(), ["authority.pem", "data"], "nothing is left beside the link");

    let circle = folder.path("circle");
    symlink("circle", &circle).expect("a link");
    let error = file_error(refusal(&circle, "a circle"));
    assert_eq!(error.action(), FileAction::Read, "{error}");
    let error = other.save(&circle).expect_err("a circle");
    let line = format!("cannot replace {}: symbolic links lead in a circle", circle.display());
    assert_eq!(error.to_string(), line);
}

/// A file that may have no octet stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_file_and_nothing_else() {
    if let Some(folder) = told() {
        let new = folder.join("new.pem");
        let error = file_error(refusal(&new, "there is no room"));
        assert_eq!((error.action(), error.kind()), (FileAction::Write, ErrorKind::FileTooLarge), "{error}");
        let authority = Authority::open(folder.join("old.pem")).expect("it is there");
        let error = authority.save(folder.join("old.pem")).expect_err("there is no room");
        assert_eq!((error.action(), error.kind()), (FileAction::Write, ErrorKind::FileTooLarge), "{error}");
        return println!("both failed");
    }
    let folder = Folder::new();
    let old = folder.path("old.pem");
    open_or_create(&old).expect("it is created");
    let contents = fs::read(&old).expect("a file");
    let before = "trap '' XFSZ; ulimit -f 0";
    let mut command = child(module_path!(), "a_full_disk_leaves_the_old_file_and_nothing_else", before, &folder.0);
    let output = command.output().expect("a process");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && stdout.contains("both failed"), "{output:?}");
    assert_eq!(fs::read(&old).expect("a file"), contents, "the old file is as it was");
    assert_eq!(folder.names(), ["old.pem"], "nothing is left beside it");
}

/// The system kills a process that writes more than it may.
#[cfg(unix)]
#[test]
fn what_a_killed_process_left_is_removed_by_a_later_write() {
    if let Some(path) = told() {
        drop(open_or_create(&path));
        return println!("it survived");
    }
    let folder = Folder::new();
    let path = folder.path("authority.pem");
    let mut command =
        child(module_path!(), "what_a_killed_process_left_is_removed_by_a_later_write", "ulimit -f 0", &path);
    let output = command.output().expect("a process");
    assert!(!output.status.success() && !String::from_utf8_lossy(&output.stdout).contains("survived"), "{output:?}");
    let left = folder.names();
    let [left] = &left[..] else { panic!("one temporary file is left: {left:?}") };
    assert!(left.starts_with(".authority.pem.") && left.ends_with(".tmp"), "{left}");
    let set_age = |name: &str, newest: &Path, seconds: i64| {
        let newest = fs::metadata(newest).expect("a file").modified().expect("a time");
        let age = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 { newest + age } else { newest - age };
        let file = fs::File::options().append(true).open(folder.path(name)).expect("a file");
        file.set_modified(time).expect("a time");
    };
    // One that is about to be finished by another process, however slow this one is.
    set_age(left, &folder.path(left), -3_600);
    let authority = open_or_create(&path).expect("it is created");
    assert_eq!(folder.names(), [left, "authority.pem"], "a fresh one is kept");

    let others =
        [".authority.pem.1.tmp", ".authority.pem.1.2.3.tmp", ".authority.pem.x.2.tmp", ".other.pem.1.2.tmp", "1.2.tmp"];
    for name in others {
        fs::write(folder.path(name), "another's").expect("a file");
        set_age(name, &path, 86_400);
    }
    set_age(left, &path, 59);
    let before = folder.names();
    let spare = folder.path("spare.pem");
    authority.save(&spare).expect("it is saved");
    fs::remove_file(&spare).expect("it is removed");
    assert_eq!(folder.names(), before, "the file of another name removes none of them");
    set_age(left, &path, 86_400);
    authority.save(&path).expect("it is saved");
    let kept: Vec<_> = before.iter().filter(|name| *name != left).cloned().collect();
    assert_eq!(folder.names(), kept, "the abandoned one is removed, and nothing else");
}
