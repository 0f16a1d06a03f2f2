//! What the formats have in common, and what each is for.

use std::process::Command;

use rcgen::KeyPair;
use time::Duration;

use super::{super::finish, Authority, BEGIN, END, Folder, certificate, json, named, notafter, with_time};

/// The table at a width.
fn table(width: usize, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_notafter"));
    finish(command.arg("inspect").args(arguments).env("COLUMNS", width.to_string())).out
}

#[test]
fn the_table_fits_into_any_width() {
    let folder = Folder::new();
    let long = "very-long-name-of-a-folder/".repeat(6);
    let file = folder.write(&format!("{long}leaf.pem"), certificate(BEGIN, END).0);
    let wide = folder.write("wide.pem", self_signed(&"广".repeat(60)));
    let combined = folder.write("combined.pem", self_signed(&format!("e{}", "\u{301}".repeat(10_000))));
    for width in [64, 80, 100, 200] {
        let table = table(width, &["--at", "2028-04-01", "--show", "info", &file, &wide, &combined]);
        for line in table.lines() {
            let columns = unicode_width(line);
            assert!(columns <= width, "{columns} of {width}: {line}");
            assert_eq!(line, line.trim_end());
        }
        // Nothing is broken within a word.
        for word in ["2028-03-30T23:59:59Z", "2028-04-01T00:00:00Z", "leaf.pem"] {
            assert!(table.contains(word) || (width == 64 && word == "leaf.pem"), "{width}, {word}: {table}");
        }
    }
    let narrow = table(1, &["--at", "2028-02-01", &file]);
    assert!(narrow.lines().all(|line| line.len() <= 64 + 2), "there is a least width: {narrow}");
    // The subject has what the width gives.
    let name = "n".repeat(60);
    let named = folder.write("named.pem", self_signed(&name));
    assert!(table(200, &["--at", "2028-02-01", &named]).contains(&name));
}

#[test]
fn a_sound_certificate_is_a_row_and_a_summary() {
    let folder = Folder::new();
    folder.write("leaf.der", certificate(BEGIN, END).1);
    let mut command = Command::new(env!("CARGO_BIN_EXE_notafter"));
    let output = finish(
        command
            .args(["inspect", "--at", "2028-02-01", "--show", "info", "leaf.der"])
            .current_dir(folder.path())
            .env("COLUMNS", "100"),
    );
    let expected = "\
ends                    days status        subject                where
2028-03-30T23:59:59Z      58 valid         rcgen self signed cert leaf.der: octet 0
1 certificate in 1 source: 0 errors, 0 warnings, 0 infos
";
    assert_eq!((output.code, output.out.as_str(), output.err.as_str()), (Some(0), expected, ""));
}

/// What can be read of a period is shown, whatever is wrong with it.
#[test]
fn a_period_that_is_none_shows_both_times() {
    let folder = Folder::new();
    let der = certificate(BEGIN, END).1;
    let (begin, end) = ("280101000000Z", "280330235959Z");
    let cases = [
        // 2029 has no leap day.
        (with_time(&der, end, "290229235959Z"), "2028-01-01T00:00:00Z", "290229235959Z", "unreadable"),
        (with_time(&der, begin, "280132000000Z"), "280132000000Z", "2028-03-30T23:59:59Z", "unreadable"),
        (with_time(&der, begin, "300101000000Z"), "2030-01-01T00:00:00Z", "2028-03-30T23:59:59Z", "reversed"),
    ];
    for (der, not_before, not_after, status) in cases {
        let file = folder.write("leaf.der", der);
        let row = notafter("inspect --at 2028-02-01", &[&file]).out;
        let row = row.lines().nth(1).expect("a row");
        assert!(row.starts_with(&format!("{not_after:<20} ")) && row.contains(&format!(" {status} ")), "{row}");
        let out = notafter("inspect --at 2028-02-01 --format csv", &[&file]).out;
        assert!(out.contains(&format!(",{not_before},{not_after},")) && out.contains(&format!(",{status},")), "{out}");
        let leaf = &json(&notafter("inspect --at 2028-02-01 --format json", &[&file]).out)[0];
        assert_eq!((&leaf["status"], &leaf["findings"][0]["severity"]), (&status.into(), &"error".into()), "{leaf}");
        for (field, shown) in [("not_before", not_before), ("not_after", not_after)] {
            let instant = shown.contains('T').then(|| shown.to_owned());
            assert_eq!(leaf[field]["instant"].as_str().map(str::to_owned), instant, "{field}: {leaf}");
            assert!(instant.is_some() || leaf[field]["text"] == shown, "{field}: {leaf}");
        }
    }
}

#[test]
fn a_finding_stands_on_the_line_of_its_file() {
    let folder = Folder::new();
    let file = folder.write("leaf.pem", self_signed("leaf.example"));
    let out = notafter("inspect --format lines --at 2028-04-01", &[&file]).out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], format!("{file}: line 1: end: 2028-03-30T23:59:59Z: expired: leaf.example"));
    let finding = "error: expired: leaf.example: notAfter 2028-03-30T23:59:59Z is before 2028-04-01T00:00:00Z";
    assert_eq!(lines[1], format!("{file}: line 1: {finding}"));
    assert_eq!(lines[2], "summary: 1 certificate in 1 source: 1 error, 0 warnings, 0 infos");
}

#[test]
fn json_has_stable_fields() {
    let folder = Folder::new();
    let file = folder.write("leaf.pem", certificate(BEGIN, END).0);
    let out = notafter("inspect --format json --at 2028-04-01T12:00:00Z", &[&file, "/nonexistent"]).out;
    let [leaf, error, summary] = &json(&out)[..] else { panic!("{out}") };
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    assert_eq!(
        [text(&leaf["type"]), text(&error["type"]), text(&summary["type"])],
        ["certificate", "error", "summary"]
    );
    assert_eq!((text(&leaf["source"]), text(&leaf["where"])), (file, "line 1".to_owned()));
    assert_eq!((text(&leaf["status"]), text(&leaf["end"])), ("expired".to_owned(), "2028-03-30T23:59:59Z".to_owned()));
    assert_eq!(leaf["days_left"], -2);
    assert_eq!(leaf["findings"][0]["rule"], "expired");
    assert_eq!(leaf["not_after"]["text"], "280330235959Z");
    assert_eq!(
        (text(&error["source"]), text(&error["error"])),
        ("/nonexistent".to_owned(), "No such file or directory (os error 2)".to_owned())
    );
    assert_eq!(
        (&summary["certificates"], &summary["unreadable"], &summary["rules"]["expired"]),
        (&1.into(), &1.into(), &1.into())
    );
}

#[test]
fn csv_has_a_line_for_each_and_no_formulas() {
    let folder = Folder::new();
    let leaf = certificate(BEGIN, END).0;
    let written = |name: &str, at: &str| {
        let file = folder.write(name, &leaf);
        let mut command = Command::new(env!("CARGO_BIN_EXE_notafter"));
        let arguments = ["inspect", "--format", "csv", "--at", at, "--", &file[folder.name().len() + 1..]];
        finish(command.args(arguments).current_dir(folder.path())).out
    };
    for name in ["=cmd.pem", "+1.pem", "@a.pem", "-2+3.pem"] {
        let out = written(name, "2028-02-01");
        assert!(out.lines().nth(1).is_some_and(|row| row.starts_with(&format!("'{name},line 1,"))), "{out}");
    }
    let past = written("leaf.pem", "2028-04-02");
    assert!(past.contains("\nleaf.pem,line 1,") && past.contains(",-3,expired,"), "a number is one: {past}");
    let input = super::piped("inspect --format csv --at 2028-02-01 -", leaf.as_bytes()).out;
    assert!(input.contains("\n-,line 1,"), "{input}");
    let out = written("=cmd.pem", "2028-02-01");
    let [titles, row] = &out.lines().collect::<Vec<_>>()[..] else { panic!("{out}") };
    assert!(titles.starts_with("source,place,subject,"), "{titles}");
    assert!(row.starts_with("'=cmd.pem,line 1,") && row.contains(",2028-03-30T23:59:59Z,58,valid,"), "{row}");
    assert_eq!(titles.split(',').count(), 14);
}

#[test]
fn metrics_end_as_they_must() {
    let folder = Folder::new();
    let file = folder.write("quo\"te.pem", self_signed("leaf.example"));
    let out = notafter("inspect --format openmetrics --at 2028-04-01", &[&file]).out;
    assert!(out.ends_with("# EOF\n"), "{out}");
    assert!(out.contains("quo\\\"te.pem\",place=\"line 1\",subject=\"leaf.example\""), "{out}");
    assert!(out.contains(&format!("}} {}\n", END.unix_timestamp())), "{out}");
    assert!(out.contains("notafter_findings{rule=\"expired\",severity=\"error\"} 1\n"), "{out}");
    // A family stands in one place, after its type.
    let samples: Vec<&str> = out.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(samples.len(), 4, "{out}");
}

/// One that is never valid has no last second. Its series says so.
#[test]
fn a_series_has_its_status() {
    let folder = Folder::new();
    let root = Authority::new("root", END.into());
    let mut params = named("leaf", (END + Duration::days(30)).into(), false);
    params.not_before = (END + Duration::DAY).into();
    let leaf = params.signed_by(&KeyPair::generate().expect("a key"), &root.0).expect("a leaf");
    let (leaf, root) = (folder.write("leaf.pem", leaf.pem()), folder.write("root.pem", root.pem()));
    let out = notafter("inspect --at 2028-02-01 --format openmetrics", &["--issuers", &root, &leaf]).out;
    let series: Vec<&str> = out.lines().filter(|line| line.starts_with("x509_cert_not_after{")).collect();
    let [series] = series[..] else { panic!("{out}") };
    assert!(series.ends_with(&format!("status=\"never valid\"}} {}", END.unix_timestamp())), "{series}");
}

#[test]
fn nothing_of_the_input_drives_a_terminal() {
    let folder = Folder::new();
    let evil = "a\u{1b}[2Jb\u{202e}c\u{9b}d\ne";
    let file = folder.write("evil\u{1b}[31m\u{202e}\n.pem", self_signed(evil));
    let ascii = folder.write("del\u{7f}.pem", self_signed("a"));
    for format in ["text", "lines", "json", "csv", "openmetrics"] {
        for arguments in [&["--at", "2028-04-01"][..], &["--at", "2028-04-01", "--chain"]] {
            let output = notafter(
                &format!("inspect --format {format}"),
                &[arguments, &[file.as_str(), ascii.as_str(), "/evil\u{1b}\u{202e}"]].concat(),
            );
            for (label, text) in [("out", &output.out), ("err", &output.err)] {
                let drives =
                    |char: char| (char.is_control() && char != '\n') || ('\u{202a}'..='\u{202e}').contains(&char);
                assert!(!text.contains(drives), "{format}, {label}: {text:?}");
            }
        }
    }
}

#[test]
fn long_names_cost_no_time() {
    let folder = Folder::new();
    let file = folder.write("long.pem", self_signed(&"x".repeat(200_000)));
    let out = notafter("inspect --at 2028-02-01", &[&file]).out;
    assert!(out.len() < 2_000, "{} bytes", out.len());
}

/// A certificate with this common name.
fn self_signed(name: &str) -> String {
    let params = named(name, (END + Duration::ZERO).into(), false);
    params.self_signed(&KeyPair::generate().expect("a key")).expect("a certificate").pem()
}

fn unicode_width(line: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(line)
}
