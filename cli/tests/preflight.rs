//! Preflight of other programs. Certificates lie in files that are named by their dates: `cat` issues them.

use std::{fs, process::Command, thread, time::Duration as Wait};

use serde_json::Value;
use time::{Date, Duration, Time, UtcDateTime, macros::date};

use super::{Output, certificate, finish, notafter};

/// A folder with a certificate for each of the days.
struct Issuer(tempfile::TempDir);

impl Issuer {
    fn of(days: impl IntoIterator<Item = (Date, Duration)>) -> Self {
        let issuer = Self(tempfile::tempdir().expect("a folder"));
        for (day, length) in days {
            let begin = UtcDateTime::new(day, Time::MIDNIGHT);
            issuer.write(&day.to_string(), certificate(begin, begin + length - Duration::SECOND).0);
        }
        issuer
    }

    fn write(&self, day: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(format!("{day}.pem")), contents).expect("a file");
    }

    fn path(&self) -> &str {
        self.0.path().to_str().expect("UTF-8")
    }

    /// A command that asks the clock for the date.
    fn asks(&self) -> [String; 3] {
        ["sh".to_owned(), "-c".to_owned(), format!("cat {}/$(date -u +%F).pem", self.path())]
    }
}

const DAYS: [Date; 3] = [date!(2027 - 02 - 28), date!(2028 - 02 - 29), date!(2031 - 12 - 31)];
const AT: &str = "preflight --at 2027-02-28T12:00:00Z,2028-02-29T12:00:00Z,2031-12-31T12:00:00Z";

fn good() -> Issuer {
    Issuer::of(DAYS.map(|day| (day, Duration::days(90))))
}

fn preflight(arguments: &str, command: &[impl AsRef<str>]) -> Output {
    let command: Vec<&str> = ["--"].into_iter().chain(command.iter().map(AsRef::as_ref)).collect();
    notafter(&format!("{AT} {arguments}"), &command)
}

/// The instant, the kind of cause, and the message of each failure.
fn failures(output: &Output) -> Vec<(String, String, String)> {
    let report: Value =
        serde_json::from_str(&output.out).unwrap_or_else(|error| panic!("{error}: {}{}", output.out, output.err));
    let failures = report["report"]["failures"].as_array().expect("failures");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    failures.iter().map(|failure| (text(&failure["at"]), text(&failure["cause"]), text(&failure["message"]))).collect()
}

#[test]
fn a_program_that_asks_the_clock_is_run_under_a_false_one() {
    let issuer = good();
    let clean = preflight("", &issuer.asks());
    assert_eq!((clean.code, clean.err.as_str()), (Some(0), ""), "{}", clean.out);
    assert!(
        clean.out.contains("clock     false, by libfaketime\nasked     3, 2027-02-28T12:00:00Z to "),
        "{}",
        clean.out
    );
    fs::remove_file(issuer.0.path().join("2028-02-29.pem")).expect("it is there");
    let output = preflight("--format json", &issuer.asks());
    assert_eq!(output.code, Some(1));
    let [(at, cause, message)] = &failures(&output)[..] else { panic!("{}", output.out) };
    assert_eq!((at.as_str(), cause.as_str()), ("2028-02-29T12:00:00Z", "error"));
    assert!(message.starts_with("the command ended with exit code 1: cat: "), "{message}");
}

#[test]
fn a_program_that_takes_the_date_is_told_it() {
    let issuer = good();
    let clean = preflight("", &["cat", &format!("{}/{{date}}.pem", issuer.path())]);
    assert_eq!(clean.code, Some(0), "{}{}", clean.out, clean.err);
    assert!(clean.out.contains("clock     told to the command\n"), "{}", clean.out);
    let script = format!("test $AT = $(date -u -d @$UNIX +%FT%TZ) && cat {}/${{AT%T*}}.pem", issuer.path());
    let clean = preflight("--env AT={instant} --env UNIX={unix}", &["sh", "-c", &script]);
    assert_eq!(clean.code, Some(0), "{}{}", clean.out, clean.err);
    let wrong = preflight("--env AT={date}", &["sh", "-c", &format!("cat {}/2027-02-28.pem", issuer.path())]);
    assert!(wrong.code != Some(0), "it is told, and does not listen: {}", wrong.out);
}

#[test]
fn a_clock_that_is_not_taken_is_told_and_never_passes() {
    let seconds = finish(Command::new("date").arg("+%s")).out.trim().parse().expect("a number");
    let now = UtcDateTime::from_unix_timestamp(seconds).expect("an instant");
    // It is valid on every date that is asked.
    let issuer = Issuer::of([(now.date(), Duration::days(36_500))]);
    let real = format!("{}/{}.pem", issuer.path(), now.date());
    for command in [vec!["env", "-u", "LD_PRELOAD", "cat", &real], vec!["cat", &real]] {
        let output = preflight("", &command);
        assert_eq!((output.code, output.out.as_str()), (Some(2), ""), "{command:?}");
        assert!(output.err.contains("the command did not take the false clock: notBefore is "), "{}", output.err);
        assert!(output.err.contains("linked statically"), "{}", output.err);
    }
    let told = preflight("--env NOW={unix}", &["cat", &real]);
    assert!(told.code == Some(2) && told.err.contains("did not take the date that it was told"), "{}", told.err);
    // In the nearer year it is taken, and in the other it is not.
    let issuer = Issuer::of([(date!(2050 - 01 - 01), Duration::days(90))]);
    let script = format!("test $(date -u +%Y) = 2050 && exec cat {}/2050-01-01.pem || exec cat {real}", issuer.path());
    let output = notafter("preflight --at 2050-01-01,2060-01-01 --format json -- sh -c", &[&script]);
    let [(at, _, message)] = &failures(&output)[..] else { panic!("{}", output.out) };
    assert!(at == "2060-01-01T00:00:00Z" && message.contains("did not take the false clock"), "{message}");
}

#[test]
fn what_goes_wrong_is_a_row_with_the_words_of_the_command() {
    let good = good();
    let ok = format!("cat {}/{{date}}.pem", good.path());
    let cases = [
        ("no such command", "exec ./nothing-of-that-name", "ended with exit code 127: "),
        (
            "an error",
            "echo 'no \u{1b}[31mkey\u{202e}' >&2; exit 3",
            "ended with exit code 3: no \\u{1b}[31mkey\\u{202e}",
        ),
        ("an error on standard output", "echo refused; exit 3", "ended with exit code 3: refused"),
        ("a signal", "echo ouch >&2; kill -SEGV $$", "ended with signal 11: ouch"),
        ("nothing", "true", "printed no certificate"),
        ("nothing but words", "echo the issuer is asleep >&2", "printed no certificate: the issuer is asleep"),
        ("no PEM", "echo hello", "no certificate"),
        ("a key", "echo '-----BEGIN PRIVATE KEY-----'; echo AAAA; echo '-----END PRIVATE KEY-----'", "PRIVATE KEY"),
        ("half a certificate", &format!("{ok} | head -c 200"), "line"),
        (
            "a certificate among more than is kept",
            &format!("yes | head -c 600000; {ok}; yes | head -c 600000"),
            "printed 12",
        ),
        ("two certificates", &format!("{ok}; {ok}"), "there are 2 certificates, expected one"),
        ("too slow", "echo waiting >&2; sleep 600 & sleep 600", "was ended after 2s: waiting"),
        ("endless", "yes no certificate", "was ended after 2s: no certificate"),
    ];
    for (what, wrong, expected) in cases {
        let script = format!("case {{date}} in 2028-02-29) {wrong};; *) {ok};; esac");
        let output = preflight("--timeout 2s --format json", &["sh", "-c", &script]);
        assert_eq!(output.code, Some(1), "{what}: {}", output.err);
        let [(at, _, message)] = &failures(&output)[..] else { panic!("{what}: {}", output.out) };
        assert!(at == "2028-02-29T12:00:00Z" && message.contains(expected), "{what}: {message}");
        assert!(message.chars().count() < 600 && output.out.is_ascii(), "{what}: {message}");
    }
    let chain = preflight("--chain", &["sh", "-c", &format!("{ok}; {ok}")]);
    assert_eq!(chain.code, Some(0), "the first is judged: {}", chain.out);
}

#[test]
fn a_command_that_cannot_be_run_fails_on_every_date() {
    let output = preflight("--format json", &["/no/such/command"]);
    assert_eq!(output.code, Some(1), "{}", output.err);
    let failed = failures(&output);
    assert!(
        failed.len() == 3 && failed.iter().all(|(_, _, why)| why == "the command cannot be run: no such file"),
        "{failed:?}"
    );
}

#[test]
fn der_and_a_file_that_is_written_are_read() {
    let issuer = Issuer::of([]);
    for day in DAYS {
        let begin = UtcDateTime::new(day, Time::MIDNIGHT);
        fs::write(
            issuer.0.path().join(format!("{day}.der")),
            certificate(begin, begin + Duration::days(9) - Duration::SECOND).1,
        )
        .expect("a file");
    }
    let from = format!("{}/{{date}}.der", issuer.path());
    let printed = preflight("", &["cat", &from]);
    assert_eq!(printed.code, Some(0), "{}{}", printed.out, printed.err);
    for file in ["one", "each-{unix}"] {
        let output = format!("{}/{file}", issuer.path());
        let written = preflight(&format!("--output {output}"), &["cp", &from, "{output}"]);
        assert_eq!(written.code, Some(0), "{}{}", written.out, written.err);
        let silent = preflight(&format!("--output {output} --format json"), &["echo", "{date} not today"]);
        assert_eq!(silent.code, Some(1), "nobody's certificate is taken for its own");
        let message = &failures(&silent)[0].2;
        assert!(
            message.starts_with("the command wrote no certificate: no such file: ") && message.ends_with("not today"),
            "{message}"
        );
    }
    let left: Vec<_> =
        fs::read_dir(issuer.0.path()).expect("the folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 3, "what was written is removed: {left:?}");
}

#[test]
fn a_file_that_somebody_needs_is_left_alone() {
    let issuer = good();
    let precious = issuer.0.path().join("precious");
    fs::write(&precious, "precious").expect("a file");
    let output = preflight(&format!("--output {}", precious.display()), &["true", "{date}"]);
    assert!(output.code == Some(2) && output.err.contains("precious exists"), "{}", output.err);
    assert_eq!(fs::read(&precious).expect("it is there"), b"precious");
}

#[test]
fn a_lifetime_and_a_schedule_are_required() {
    let year = |days| Issuer::of(DAYS.map(|day| (day, Duration::days(days))));
    let command = |issuer: &Issuer| ["cat".to_owned(), format!("{}/{{date}}.pem", issuer.path())];
    let lifetime = |issuer: &Issuer, lifetime: &str, more: &[&str]| {
        let mut arguments = vec!["--format", "json", "--lifetime", lifetime];
        arguments.extend(more);
        arguments.push("--");
        let command = command(issuer);
        arguments.extend(command.iter().map(String::as_str));
        failures(&notafter(AT, &arguments)).into_iter().map(|(at, cause, _)| (at, cause)).collect::<Vec<_>>()
    };
    let expected = |at: &str, cause: &str| (format!("{at}T12:00:00Z"), cause.to_owned());
    // 29 February 2032 is in the year from 31 December 2031 on, and 2028-02-29 in none of the others.
    assert_eq!(lifetime(&year(365), "1 year, clamp", &[]), [expected("2031-12-31", "not-as-expected")]);
    assert_eq!(lifetime(&year(365), "365 days", &[]), []);
    assert_eq!(
        lifetime(&year(365), "1 year, reject", &[]),
        [expected("2028-02-29", "not-expected"), expected("2031-12-31", "not-as-expected")]
    );
    let limited = preflight("--schedule tls-server --format json", &command(&good()));
    assert_eq!(
        failures(&limited).iter().map(|(at, cause, _)| (at.as_str(), cause.as_str())).collect::<Vec<_>>(),
        [("2031-12-31T12:00:00Z", "limit")]
    );
    let inclusive = Issuer::of(DAYS.map(|day| (day, Duration::days(90) + Duration::SECOND)));
    assert_eq!(preflight("", &command(&inclusive)).code, Some(1));
    assert_eq!(preflight("--allow-one-second-too-long", &command(&inclusive)).code, Some(0));
}

#[test]
fn hazards_are_asked_unless_every_day_is() {
    let asked = |arguments: &str| {
        let output = notafter(&format!("preflight --format json {arguments} -- false {{date}}"), &[]);
        let report: Value = serde_json::from_str(&output.out).expect("JSON");
        report["report"]["attempts"].as_u64().expect("a number")
    };
    assert_eq!(asked("--years 2028"), 7);
    assert_eq!(asked("--years 2027..2028"), 9);
    assert_eq!(asked("--years 2027..=2028"), 9);
    assert_eq!(asked("--years 2028 --every-day --jobs 4"), 366);
    assert_eq!(asked("--years 2028 --every-day --stop-at-first-failure"), 1);
    let this_year: i32 = finish(Command::new("date").args(["-u", "+%Y"])).out.trim().parse().expect("a year");
    let ours = notafter("preflight -- false {date}", &[]).out;
    let span = format!(", {this_year}-01-01T00:00:00Z to {}-12-31T23:59:59Z\n", this_year + 15);
    assert!(ours.contains(&span), "{ours}");
    for arguments in ["--years 2028..2027", "--years 2028..10000", "--at 2027-02-29", "--years 2027 --at 2027-02-28"] {
        assert_eq!(notafter(&format!("preflight {arguments} -- true"), &[]).code, Some(2), "{arguments}");
    }
}

#[test]
fn without_libfaketime_or_before_1970_it_says_so() {
    let missing = notafter("preflight --faketime /no/such/library -- date", &[]);
    assert!(
        missing.code == Some(2) && missing.err.contains("there is no libfaketime at /no/such/library"),
        "{}",
        missing.err
    );
    let early = notafter("preflight --years 1969..1970 -- date", &[]);
    assert!(early.code == Some(2) && early.err.contains("no time before 1970"), "{}", early.err);
    let told = notafter("preflight --years 1969..1970 -- false {date}", &[]);
    assert_eq!(told.code, Some(1), "{}", told.err);
}

/// The names of processes that sleep for so many seconds.
fn sleepers(seconds: &str) -> usize {
    let found =
        Command::new("pgrep").args(["-r", "R,S,D", "-fx", &format!("sleep {seconds}")]).output().expect("pgrep");
    String::from_utf8_lossy(&found.stdout).lines().count()
}

#[test]
fn what_a_command_leaves_behind_ends_with_it() {
    let issuer = good();
    let script = format!("sleep 4321 & cat {}/{{date}}.pem", issuer.path());
    let clean = preflight("", &["sh", "-c", &script]);
    assert_eq!((clean.code, sleepers("4321")), (Some(0), 0), "{}", clean.out);
    // What leaves the group is not waited for, and what was printed is not lost.
    let script = format!("setsid sleep 5 & cat {}/{{date}}.pem", issuer.path());
    assert_eq!(preflight("", &["sh", "-c", &script]).code, Some(0));
    let slow = preflight("--timeout 1s", &["sh", "-c", "{ sleep 4322 & sleep 4322; } # {date}"]);
    assert_eq!((slow.code, sleepers("4322")), (Some(1), 0), "{}", slow.out);
}

#[test]
fn ctrl_c_ends_the_tool_and_what_it_runs() {
    let tool = env!("CARGO_BIN_EXE_notafter");
    let mut running = Command::new(tool)
        .args(["preflight", "--timeout", "10m", "--", "sleep", "4323"])
        .spawn()
        .expect("the tool runs");
    let mut turns = 0..500;
    while sleepers("4323") == 0 && turns.next().is_some() {
        thread::sleep(Wait::from_millis(20));
    }
    assert!(sleepers("4323") > 0, "it runs");
    let killed = finish(Command::new("kill").args(["-INT", &running.id().to_string()]));
    assert_eq!(killed.code, Some(0), "{}", killed.err);
    assert_eq!(running.wait().expect("it ends").code(), Some(130));
    assert_eq!(sleepers("4323"), 0);
}
