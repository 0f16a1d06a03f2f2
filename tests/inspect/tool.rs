//! The example `inspect`, as a program: what it prints, and its exit code.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use clap::Parser as _;
use serde_json::Value;
use time::{UtcDateTime, macros::utc_datetime};

use super::made::{pem, valid_for, with_serial};
use crate::fixture::{GENERALIZED_TIME, SEQUENCE, UTC_TIME, authority_der, leaf, tlv, with_times};

#[path = "../../examples/inspect/main.rs"]
mod program;

const NOW: UtcDateTime = utc_datetime!(2012-03-01 00:00:00);

struct Output {
    code: u8,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Output {
    run_in_colour(arguments, false)
}

fn run_in_colour(arguments: &[&str], colour: bool) -> Output {
    let arguments = program::Arguments::try_parse_from(["inspect"].iter().chain(arguments)).expect("arguments");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = program::run(&arguments, NOW, &mut out, &mut err, colour).expect("memory does not fail");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Output { code, out: text(out), err: text(err) }
}

/// A folder of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("notafter-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path.display().to_string()
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(Path::new(&self.0));
    }
}

#[test]
fn a_sound_certificate_is_a_line_and_a_summary() {
    let folder = Folder::new();
    let file = folder.write("leaf.der", leaf());
    let Output { code, out, err } = run(&["--show", "error", &file]);
    let expected = format!(
        "{file}
place subject                        not before           not after               days status
   @0 leaf.example                   2012-02-29T00:00:00Z 2013-02-27T23:59:59Z     365 valid
1 certificate in 1 file: 0 errors, 0 warnings, 0 infos
"
    );
    assert_eq!((code, out.as_str(), err.as_str()), (0, expected.as_str(), ""));
}

#[test]
fn the_exit_code_follows_what_is_found() {
    let folder = Folder::new();
    let sound = folder.write("sound.der", leaf());
    let zero = folder.write("zero.der", with_serial(&[0]));
    let expired = ["--at", "2013-02-28"];
    let leap = folder.write("leap.der", with_times((UTC_TIME, "120229000000Z"), (UTC_TIME, "160229000000Z")));
    let cases: [(&[&str], u8, &str); 9] = [
        (&[&sound], 0, "nothing"),
        (&["--fail-on", "info", &sound], 0, "no info either"),
        (&["--fail-on", "info", &leap], 1, "an info, which is asked for"),
        (&[&zero], 0, "a warning"),
        (&["--fail-on", "warning", &zero], 1, "a warning, which is asked for"),
        (&[expired[0], expired[1], &sound], 1, "expired"),
        (&["--at", "2013-02-27T23:59:59Z", &sound], 0, "the last second"),
        (&["/nonexistent", &sound], 2, "no such file"),
        (&["/nonexistent", expired[0], expired[1], &sound], 2, "what cannot be read outweighs what is found"),
    ];
    for (arguments, code, label) in cases {
        assert_eq!(run(arguments).code, code, "{label}");
    }
}

#[test]
fn bad_input_is_named_and_the_rest_is_reported() {
    let folder = Folder::new();
    let (leaf, authority) = (pem(leaf()), pem(authority_der()));
    let half: String = leaf.lines().take(6).map(|line| format!("{line}\n")).collect();
    let key = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("empty.pem", vec![], "no certificate: there is no input"),
        ("noise.bin", vec![0xa5; 3 << 20], "no certificate: no PEM block in 1 line"),
        ("noise.der", [&[0x30, 0x84][..], &vec![0xa5; 3 << 20]].concat(), "octet 0: it holds more than 8388608 bytes"),
        ("short.der", b"\x30\x82\x01\x00".to_vec(), "octet 0: certificate at offset 0 is truncated"),
        ("key.pem", key.into(), "no certificate: found private key at line 1"),
        ("half.pem", half.into(), "line 1: the END line is missing before line 7"),
        ("bad.pem", leaf.replacen("MI", "M?", 1).into(), "line 1: base64 is broken in line 2"),
        ("missing.pem", vec![], "No such file or directory (os error 2)"),
    ];
    let good = folder.write("good.pem", &authority);
    for (name, content, message) in cases {
        let file = folder.write(name, content);
        if name == "missing.pem" {
            fs::remove_file(&file).expect("the file");
        }
        let Output { code, out, err } = run(&[&file, &good]);
        assert_eq!(err, format!("{file}: {message}\n"), "{name}");
        assert_eq!(code, 2, "{name}");
        assert!(out.contains("notafter test authority"), "{name}: the rest is reported: {out}");
    }
}

#[test]
fn a_folder_gives_its_certificates_and_skips_its_keys() {
    let folder = Folder::new();
    folder.write("a/leaf.PEM", pem(leaf()));
    folder.write("a/authority.crt", authority_der());
    folder.write("key.pem", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n");
    let key = tlv(SEQUENCE, &[tlv(0x02, &[1]), tlv(0x04, &[7; 32])].concat());
    folder.write("key.der", &key);
    folder.write("chain.p7b", [&pem(leaf()), &pem(authority_der())].map(|block| block.as_str()).concat());
    folder.write("README", "no certificate");
    folder.write("b/README", "no certificate");
    let Output { code, out, err } = run(&[folder.path()]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(
        out.ends_with("4 certificates in 3 files: 0 errors, 0 warnings, 4 infos; 2 files without certificates\n"),
        "{out}"
    );
    let Output { code, err, .. } = run(&[&format!("{}/b", folder.path())]);
    let message = "no certificate files, which end in pem, crt, cer, der, p7b or p7c";
    assert_eq!((code, err), (2, format!("{}/b: {message}\n", folder.path())));
    folder.write("c/empty.pem", "");
    assert_eq!(run(&[folder.path()]).code, 2, "an empty file is not skipped");
}

#[test]
fn the_table_fits_into_100_columns() {
    let folder = Folder::new();
    let mut bundle = pem(&with_times((UTC_TIME, "120229000000Z"), (UTC_TIME, "130229000000Z")));
    bundle += &pem(&valid_for(utc_datetime!(2026-03-15 00:00:00), 4_000 * 86_400 + 1));
    let file = folder.write("bundle.pem", bundle);
    let Output { code, out, err } = run(&["--show", "info", &file]);
    assert_eq!((code, err.as_str()), (1, ""));
    for line in out.lines().skip(1) {
        assert!(line.chars().count() <= 100, "{} columns: {line}", line.chars().count());
        assert_eq!(line, line.trim_end(), "no spaces at the end");
    }
    assert!(out.contains("impossible-date") && out.contains("unreadable"), "{out}");
    assert!(out.contains("over-apple-maximum") && out.contains("beyond-public-limits"), "{out}");
}

/// What can be read of a period is shown, whatever is wrong with it.
#[test]
fn a_period_that_is_none_shows_both_times() {
    let folder = Folder::new();
    let bundle = [
        (("20550101000000Z", "19571201000000Z"), "2055-01-01T00:00:00Z 1957-12-01T00:00:00Z       - reversed"),
        (("20500101000000Z", "20510229000000Z"), "2050-01-01T00:00:00Z 20510229000000Z            - unreadable"),
        (("120229120000Z", "20510228000000Z"), "120229120000Z        2051-02-28T00:00:00Z       - unreadable"),
    ];
    let pems = bundle.map(|((not_before, not_after), _)| {
        pem(&with_times((GENERALIZED_TIME, not_before), (GENERALIZED_TIME, not_after)))
    });
    let file = folder.write("bundle.pem", pems.concat());
    let out = run(&[&file]).out;
    for (_, row) in bundle {
        assert!(out.contains(row), "{row} in {out}");
    }
    assert!(out.contains("generalized-time-before-2050") && out.contains("malformed-time"), "{out}");
    let json = run(&["--format", "json", &file]).out;
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["not_after"], "1957-12-01T00:00:00Z");
    assert_eq!((&lines[1]["not_after"], &lines[1]["not_after_text"]), (&Value::Null, &"20510229000000Z".into()));
    assert_eq!((&lines[1]["issued"], &lines[1]["issued_by"]), (&"2050-01-01T00:00:00Z".into(), &"notBefore".into()));
    assert_eq!((&lines[2]["not_before_text"], &lines[2]["issued"]), (&"120229120000Z".into(), &Value::Null));
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let folder = Folder::new();
    let file = folder.write("zero.der", with_serial(&[0]));
    let plain = run(&[&file]).out;
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let coloured = run_in_colour(&[&file], true).out;
    assert!(coloured.contains("\u{1b}[33mwarning"), "{coloured}");
    let mut stripped = String::new();
    let mut sequences = coloured.split('\u{1b}');
    stripped.push_str(sequences.next().unwrap_or_default());
    for sequence in sequences {
        stripped.push_str(sequence.split_once('m').map_or("", |(_, text)| text));
    }
    assert_eq!(stripped, plain, "colour changes nothing else");
}

#[test]
fn json_has_one_object_a_line() {
    let folder = Folder::new();
    let file = folder.write("bundle.pem", format!("{}{}", pem(&with_serial(&[0])), pem(authority_der())));
    let Output { code, out, err } = run(&["--format", "json", "--chain", &file, "/nonexistent"]);
    assert_eq!((code, err.as_str()), (2, "/nonexistent: No such file or directory (os error 2)\n"));
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let [leaf, authority, chain, error, summary] = lines.as_slice() else { panic!("{out}") };
    assert_eq!(leaf["subject"], "CN=leaf.example");
    assert_eq!((&leaf["place"]["line"], &leaf["days"], &leaf["valid"]), (&1.into(), &365.into(), &true.into()));
    assert_eq!(leaf["findings"][0]["rule"], "serial-zero");
    assert_eq!(leaf["findings"][0]["citation"], "RFC 5280 section 4.1.2.2");
    assert_eq!(authority["schedule"], "root-ca");
    assert_eq!(chain["ends"], "2013-02-28T00:00:00Z");
    assert_eq!(chain["ended_by"], "leaf.example (1)");
    assert_eq!(error["file"], "/nonexistent");
    assert_eq!(summary["summary"]["certificates"], 2);
    assert_eq!(summary["summary"]["rules"]["serial-zero"], 1);
}

#[test]
fn a_chain_says_where_it_ends_and_nothing_twice() {
    let folder = Folder::new();
    let file = folder.write("chain.pem", pem(authority_der()) + &pem(leaf()));
    let Output { code, out, .. } = run(&["--chain", "--at", "2013-02-28", &file]);
    assert_eq!(code, 1);
    let lines = pem(authority_der()).lines().count() + 1;
    let path = format!("chain: leaf.example ({lines}) < notafter test authority (1)\n");
    assert!(out.contains(&path), "{out}");
    let end = format!("chain: stops being valid at 2013-02-28T00:00:00Z, with leaf.example ({lines})\n");
    assert!(out.contains(&end), "{out}");
    assert!(out.contains("     1 error    expired\n"), "{out}");
    let empty = folder.write("empty.pem", "");
    let Output { code, out, .. } = run(&["--chain", &empty]);
    assert_eq!((code, out.contains("chain:")), (2, false), "of nothing no chain is reported: {out}");
}

#[test]
fn a_schedule_that_is_named_binds() {
    let folder = Folder::new();
    let file = folder.write("leaf.der", valid_for(utc_datetime!(2020-02-29 00:00:00), 4_000 * 86_400));
    let at = ["--at", "2020-03-01"];
    assert_eq!(run(&[at[0], at[1], &file]).code, 0, "a private leaf is not bound");
    let Output { code, out, .. } = run(&[at[0], at[1], "--schedule", "code-signing", &file]);
    assert_eq!(code, 1);
    assert!(out.contains("over-maximum"), "{out}");
    let wrong =
        program::Arguments::try_parse_from(["inspect", "--schedule", "tls", &file]).map_err(|error| error.to_string());
    assert!(wrong.is_err_and(|error| error.contains("tls-server, tls-ev, code-signing")), "the names are told");
}

/// More blocks than a batch has, so that the order across batches is seen.
#[test]
fn a_large_bundle_keeps_its_order() {
    let folder = Folder::new();
    let (leaf, authority) = (pem(leaf()), pem(authority_der()));
    let mut bundle = leaf.repeat(5_000);
    bundle += &authority;
    let file = folder.write("large.pem", &bundle);
    let Output { code, out, .. } = run(&["--format", "json", &file]);
    assert_eq!(code, 0);
    let lines: Vec<u64> = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter_map(|value| value["place"]["line"].as_u64())
        .collect();
    let each = leaf.lines().count() as u64;
    assert_eq!(lines, (0..=5_000).map(|index| 1 + index * each).collect::<Vec<_>>());
}
