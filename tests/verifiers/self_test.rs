//! Whoever answers otherwise than expected is told of in one line, and gets no row.

use crate::{
    VERIFIERS,
    judge::{Asked, Said, Verifier},
    minted::Minted,
};

type Test = fn() -> Result<(), String>;

pub(crate) const TESTS: [(&str, Test); 6] = [
    ("what_is_expected_is_accepted", what_is_expected_is_accepted),
    ("whoever_always_says_yes_is_told", whoever_always_says_yes_is_told),
    ("garbage_is_told", garbage_is_told),
    ("an_answer_that_is_missing_is_told", an_answer_that_is_missing_is_told),
    ("another_version_is_told", another_version_is_told),
    ("a_program_that_is_missing_is_told", a_program_that_is_missing_is_told),
];

/// Without this, the others could be told of for any reason.
fn what_is_expected_is_accepted() -> Result<(), String> {
    for verifier in &VERIFIERS {
        let minted = Minted::once()?;
        verifier.judge(minted, Ok(expected(verifier, minted)))?;
    }
    Ok(())
}

/// Of those who are asked for periods, the answer is always the same period.
fn whoever_always_says_yes_is_told() -> Result<(), String> {
    told(|said, verifier| {
        let yes = match verifier.asked {
            Asked::Instants { .. } => "valid".to_owned(),
            Asked::Periods => said.answers[0].clone(),
            Asked::Faults { .. } => "clean".to_owned(),
        };
        said.answers.fill(yes);
    })
}

fn garbage_is_told() -> Result<(), String> {
    told(|said, _| said.answers.fill("\u{1b}[1m\n\u{fffd}".repeat(1000)))
}

/// The first or the last, or one too many.
fn an_answer_that_is_missing_is_told() -> Result<(), String> {
    told(|said, _| drop(said.answers.remove(0)))?;
    told(|said, _| drop(said.answers.pop()))?;
    told(|said, _| said.answers.extend(said.answers.last().cloned()))?;
    told(|said, _| said.answers.clear())
}

fn another_version_is_told() -> Result<(), String> {
    told(|said, _| said.version.clear())?;
    told(|said, _| said.version.insert(0, '1'))?;
    told(|said, verifier| said.version = format!("{}9", verifier.version))
}

fn a_program_that_is_missing_is_told() -> Result<(), String> {
    let minted = Minted::once()?;
    for verifier in VERIFIERS.iter().filter(|verifier| verifier.program.is_some()) {
        is_one_line(verifier, verifier.judge(minted, (verifier.ask)(minted, "/nowhere/verifier")))?;
    }
    Ok(())
}

/// Requires that every verifier is told of when what it says is `spoiled`.
fn told(spoil: impl Fn(&mut Said, &Verifier)) -> Result<(), String> {
    let minted = Minted::once()?;
    for verifier in &VERIFIERS {
        let mut said = expected(verifier, minted);
        spoil(&mut said, verifier);
        is_one_line(verifier, verifier.judge(minted, Ok(said)))?;
    }
    Ok(())
}

fn is_one_line<T>(verifier: &Verifier, judged: Result<T, String>) -> Result<(), String> {
    match judged {
        Err(told) if told.starts_with(verifier.name) && !told.contains(char::is_control) && told.len() < 1000 => Ok(()),
        Err(told) => Err(format!("not one line: {told:?}")),
        Ok(_) => Err(format!("{}: counted as agreement", verifier.name)),
    }
}

/// What `verifier` says if nothing is unexpected.
fn expected(verifier: &Verifier, minted: &Minted) -> Said {
    let questions = verifier.questions(minted);
    let mut answers: Vec<_> = questions.iter().map(|question| verifier.expected(question).0).collect();
    if let Asked::Faults { reversed } = verifier.asked {
        answers.push(reversed.to_owned());
    }
    Said { version: format!("{}.1", verifier.version), answers }
}
