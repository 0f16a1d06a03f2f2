//! The tool, as a program: what it prints, and its exit codes.

mod inspect;
mod preflight;
mod renew_check;
mod rules;
mod when;

use std::process::Command;

struct Output {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the tool with arguments that a shell would split at blanks, and those that follow as they are.
fn notafter(arguments: &str, more: &[&str]) -> Output {
    finish(Command::new(env!("CARGO_BIN_EXE_notafter")).args(arguments.split_whitespace()).args(more))
}

fn finish(command: &mut Command) -> Output {
    let output = command.output().expect("the tool runs");
    let text = |octets| String::from_utf8(octets).expect("UTF-8");
    Output { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A certificate that is valid from the first of these instants through the second.
fn certificate(not_before: time::UtcDateTime, not_after: time::UtcDateTime) -> (String, Vec<u8>) {
    let key = rcgen::KeyPair::generate().expect("a key");
    let mut params = rcgen::CertificateParams::new(["leaf.example".to_owned()]).expect("a name");
    (params.not_before, params.not_after) = (not_before.into(), not_after.into());
    let certificate = params.self_signed(&key).expect("a certificate");
    (certificate.pem(), certificate.der().to_vec())
}

#[test]
fn the_manual_and_completions_name_every_command() {
    let commands = ["inspect", "when", "rules", "renew-check", "preflight", "man", "completions"];
    let page = notafter("man", &[]).out;
    let script = notafter("completions bash", &[]).out;
    for command in commands {
        assert!(page.contains(&command.replace('-', "\\-")), "{command}: {page}");
        assert!(script.contains(&format!("notafter,{command})")), "{command}: {script}");
        let Output { code, out, .. } = notafter("man", &[command]);
        assert!(code == Some(0) && out.contains(".SH SYNOPSIS"), "{command}: {out}");
    }
    let none = notafter("man nothing", &[]);
    assert_eq!((none.code, none.err.as_str()), (Some(2), "notafter: there is no command \"nothing\"\n"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let tool = env!("CARGO_BIN_EXE_notafter");
    let script = format!("set -o pipefail; {tool} rules | head -n 1 >/dev/null; {tool} completions zsh | true");
    let Output { code, err, .. } = finish(Command::new("bash").args(["-c", &script]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
}

/// What `eprintln!` panics for: a full disk, and a pipe that nobody reads any more.
#[cfg(target_os = "linux")]
#[test]
fn the_exit_code_is_given_where_standard_error_cannot_be_written() {
    let tool = env!("CARGO_BIN_EXE_notafter");
    for arguments in ["inspect /nonexistent", "inspect --issuers /nonexistent /nonexistent", "man nothing"] {
        let closed = format!("exec 2> >(true); sleep 0.2; {tool} {arguments}");
        for script in [format!("{tool} {arguments} 2>/dev/full"), closed] {
            let Output { code, .. } = finish(Command::new("bash").args(["-c", &script]));
            assert_eq!(code, Some(2), "{script}");
        }
    }
}
