//! The verifiers that are programs. Those that are libraries of other languages have a program each in `.ci/verifiers`, which
//! prints the version, and then an answer to each line of the file `questions`.

use std::{
    env,
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use notafter::Validity;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::{
    judge::{Asked, Difference, Said, Verifier},
    minted::{LAST, Minted, Question},
};

/// Compiled in, so that a file that is missing is noticed at once.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/verifiers");

pub(crate) const OPENSSL: Verifier = Verifier {
    name: "OpenSSL, `verify -x509_strict`",
    program: Some("openssl"),
    version: "OpenSSL 3",
    asked: Asked::Instants { early: "certificate is not yet valid", late: "certificate has expired" },
    ask: |minted, program| {
        let version = printed(Command::new(program).arg("version"))?;
        let version = version.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        let answers: Result<_, _> =
            minted.questions().par_iter().map(|question| openssl(minted, program, question)).collect();
        Ok(Said { version, answers: answers? })
    },
    differences: &[
        // It blames the certificate.
        Difference {
            how: "has no instant after the year 9999",
            applies: |question| question.at > LAST,
            answer: "format error in certificate's notBefore field",
        },
        Difference {
            how: "counts notAfter as expired",
            applies: |question| question.at == question.last(),
            answer: "certificate has expired",
        },
    ],
};

/// Its exit code and what it printed both have to say that it accepts.
fn openssl(minted: &Minted, program: &str, question: &Question<'_>) -> Result<String, String> {
    let leaf = minted.folder.join(&question.leaf.file);
    let mut command = Command::new(program);
    command.args([
        "verify",
        "-x509_strict",
        "-no-CAfile",
        "-no-CApath",
        "-no-CAstore",
        "-attime",
        &question.at.to_string(),
    ]);
    command.arg("-trusted").arg(minted.root_path(question.leaf)).arg(&leaf);
    let output = output(&mut command)?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() && out.trim() == format!("{}: OK", leaf.display()) {
        return Ok("valid".to_owned());
    }
    // Of the root, which is at depth 1, or of the leaf: the root's period ends no earlier, and begins no later.
    let refusal = err.lines().find_map(|line| line.split_once(" depth lookup: "));
    Ok(match refusal {
        Some((_, reason)) if !output.status.success() => reason.to_owned(),
        _ => format!("{} {out}{err}", output.status),
    })
}

pub(crate) const GNUTLS: Verifier = Verifier {
    name: "GnuTLS",
    program: Some("gnutls"),
    version: "3",
    asked: Asked::Instants { early: "not activated", late: "expired" },
    ask: |minted, program| ask(Command::new(program).arg(format!("{FOLDER}/gnutls.py")), minted),
    differences: &[
        Difference {
            how: "calls every instant before 1970 too early",
            applies: |question| question.at < 0 && question.at >= question.first(),
            answer: "not activated",
        },
        Difference {
            how: "reads an end before 1970 as the first second of 1970",
            applies: |question| question.at == 0 && question.last() < 0,
            answer: "valid",
        },
    ],
};

pub(crate) const GO: Verifier = Verifier {
    name: "Go, `crypto/x509`",
    program: Some("go"),
    version: "1",
    asked: Asked::Instants { early: "too early", late: "too late" },
    ask: |minted, program| {
        let mut command = Command::new(program);
        command.arg("run").arg(format!("{FOLDER}/ask.go")).env("GOTOOLCHAIN", "local").env("GOFLAGS", "");
        command.env("GOCACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/go"));
        ask(&mut command, minted)
    },
    differences: &[],
};

pub(crate) const JAVA: Verifier = Verifier {
    name: "Java, `CertPathValidator`",
    program: Some("java"),
    version: "17",
    asked: Asked::Instants { early: "NOT_YET_VALID", late: "EXPIRED" },
    ask: |minted, program| ask(Command::new(program).arg(format!("{FOLDER}/Ask.java")), minted),
    differences: &[],
};

pub(crate) const KEYTOOL: Verifier = Verifier {
    name: "Java, `keytool -printcert`",
    program: Some("keytool"),
    version: "17",
    asked: Asked::Periods,
    ask: |minted, program| {
        let version = printed(Command::new(program).arg("-J--version"))?;
        let version = version.split_whitespace().nth(1).unwrap_or("none").to_owned();
        let mut command = Command::new(program);
        command.args(["-J-Duser.timezone=UTC", "-J-Duser.language=en", "-printcert", "-file"]);
        let text = printed(command.arg(minted.folder.join("leaves.pem")))?;
        let periods = text.lines().filter_map(|line| line.strip_prefix("Valid from: "));
        Ok(Said { version, answers: periods.map(|line| period(line).unwrap_or_else(|| line.to_owned())).collect() })
    },
    differences: &[],
};

/// Reads `Wed Feb 29 00:00:00 UTC 2012 until: Wed Feb 27 23:59:59 UTC 2013` as a period.
fn period(line: &str) -> Option<String> {
    let (first, last) = line.split_once(" until: ")?;
    let instant = |text: &str| {
        let [_, month, day, time, "UTC", year] = text.split_whitespace().collect::<Vec<_>>()[..] else { return None };
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = months.iter().position(|name| *name == month)? + 1;
        Some(format!("{year}-{month:02}-{day}T{time}Z"))
    };
    let period: Validity = format!("{}/{}", instant(first)?, instant(last)?).parse().ok()?;
    Some(period.to_string())
}

pub(crate) const PYCA: Verifier = Verifier {
    name: "pyca/cryptography",
    program: Some("pyca"),
    version: "50",
    asked: Asked::Instants { early: OUTSIDE, late: OUTSIDE },
    ask: |minted, program| ask(Command::new(program).arg(format!("{FOLDER}/pyca.py")), minted),
    differences: &[Difference {
        how: "has no instant after the year 9999",
        applies: |question| question.at > LAST,
        answer: "cannot be asked",
    }],
};

/// pyca has one text for both sides.
const OUTSIDE: &str = "cert is not valid at validation time";

pub(crate) const PKILINT: Verifier = Verifier {
    name: "pkilint, `lint_pkix_cert`",
    program: Some("pkilint"),
    version: "0.13",
    asked: Asked::Faults { reversed: "pkix.certificate_negative_validity_period" },
    ask: |minted, program| ask(Command::new(program).arg(format!("{FOLDER}/lint.py")), minted),
    differences: &[],
};

/// Runs a program that is given the folder, and prints its version and then the answers.
fn ask(command: &mut Command, minted: &Minted) -> Result<Said, String> {
    let text = printed(command.arg(&minted.folder))?;
    let mut lines = text.lines().map(str::to_owned);
    let version = lines.next().ok_or("it printed nothing")?;
    Ok(Said { version, answers: lines.collect() })
}

fn printed(command: &mut Command) -> Result<String, String> {
    let output = output(command)?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        Ok(out.into_owned())
    } else {
        Err(format!("{} ended with {}: {out}{err}", command.get_program().display(), output.status))
    }
}

/// What a program said when it ended. It is killed, with all that it has started, if it does not end in time.
fn output(command: &mut Command) -> Result<Output, String> {
    let limit = limit()?;
    let program = command.get_program().display().to_string();
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| format!("cannot run {program}: {error}"))?;
    let group = format!("-{}", child.id());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(limit) {
        Ok(output) => output.map_err(|error| format!("cannot run {program}: {error}")),
        Err(_) => {
            // Whether it could be killed or not, it has not answered.
            let _ = Command::new("kill").args(["-KILL", "--", &group]).output();
            Err(format!("{program} did not end within {} s", limit.as_secs()))
        }
    }
}

/// How long each run of a program may take: five minutes, or as many seconds as `NOTAFTER_VERIFIERS_SECONDS` says.
fn limit() -> Result<Duration, String> {
    match env::var("NOTAFTER_VERIFIERS_SECONDS") {
        Ok(seconds) => match seconds.parse() {
            Ok(seconds) => Ok(Duration::from_secs(seconds)),
            Err(_) => Err(format!("NOTAFTER_VERIFIERS_SECONDS: expected seconds, found {seconds}")),
        },
        Err(_) => Ok(Duration::from_secs(300)),
    }
}
