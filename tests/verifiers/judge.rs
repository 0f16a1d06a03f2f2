//! What a verifier should answer, and what it answered.

use std::fmt;

use crate::minted::{Minted, Question};

/// A verifier, and all that is expected of it.
pub(crate) struct Verifier {
    /// As in the table.
    pub(crate) name: &'static str,
    /// By what `NOTAFTER_VERIFIERS` calls it, if it is a program.
    pub(crate) program: Option<&'static str>,
    /// What its version begins with. With another version, its differences have to be looked at again.
    pub(crate) version: &'static str,
    pub(crate) asked: Asked,
    /// Asks it every question. The second argument is the program.
    pub(crate) ask: fn(&Minted, &str) -> Result<Said, String>,
    /// Where it differs from RFC 5280 section 4.1.2.5. The first that applies to a question says what is answered.
    pub(crate) differences: &'static [Difference],
}

/// What is asked.
pub(crate) enum Asked {
    /// Whether a leaf is valid at an instant. The answer is `valid`, or why it is not: too early or too late.
    Instants { early: &'static str, late: &'static str },
    /// Which period a leaf has. The answer is the period.
    Periods,
    /// What is wrong with a leaf. The answer is `clean`. Last, a leaf whose period is reversed is asked about: without it,
    /// one who finds no fault would have no question to fail on.
    Faults { reversed: &'static str },
}

/// Questions that are answered otherwise than RFC 5280 has it.
pub(crate) struct Difference {
    pub(crate) how: &'static str,
    pub(crate) applies: fn(&Question<'_>) -> bool,
    pub(crate) answer: &'static str,
}

/// What a verifier says: its version, and an answer to each question, in their order.
pub(crate) struct Said {
    pub(crate) version: String,
    pub(crate) answers: Vec<String>,
}

/// What is printed of a verifier that answered as expected.
#[derive(Debug)]
pub(crate) struct Row {
    name: &'static str,
    version: &'static str,
    leaves: usize,
    questions: usize,
    differences: Vec<(usize, &'static str)>,
}

impl Verifier {
    /// Compares every answer with the one that is expected.
    ///
    /// # Errors
    ///
    /// The error is one line. The version is another, an answer is another, or there are too few or too many of them, or
    /// a difference is about no question.
    pub(crate) fn judge(&self, minted: &Minted, said: Result<Said, String>) -> Result<Row, String> {
        self.compare(minted, said).map_err(|error| format!("{}: {}", self.name, one_line(&error)))
    }

    fn compare(&self, minted: &Minted, said: Result<Said, String>) -> Result<Row, String> {
        let Said { version, mut answers } = said?;
        let rest = version.strip_prefix(self.version);
        if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) {
            return Err(format!("expected version {}, found {version}", self.version));
        }
        if let Asked::Faults { reversed } = self.asked {
            let last = answers.pop().unwrap_or_default();
            if last != reversed {
                return Err(format!("a period that is reversed: expected {reversed}, found {last}"));
            }
        }
        let questions = self.questions(minted);
        if answers.len() != questions.len() {
            let first = answers.first().map_or("nothing", String::as_str);
            return Err(format!(
                "{} answers to {} questions, and the first is {first}",
                answers.len(),
                questions.len()
            ));
        }

        let mut counts = vec![0; self.differences.len()];
        let (mut unexpected, mut first) = (0, None);
        for (question, answer) in questions.iter().zip(&answers) {
            let (expected, difference) = self.expected(question);
            if let Some(index) = difference {
                // A difference that is none would be counted.
                if expected == self.by_rfc_5280(question) {
                    return Err(format!("{} is no difference at {}", self.differences[index].how, question.place));
                }
                counts[index] += 1;
            }
            if *answer != expected {
                unexpected += 1;
                first.get_or_insert_with(|| {
                    let (validity, place, at) = (question.leaf.validity, question.place, question.at);
                    format!("{validity} at {place} ({at}): expected {expected}, found {answer}")
                });
            }
        }
        if let Some(first) = first {
            return Err(format!("{unexpected} of {} answers are unexpected, the first: {first}", answers.len()));
        }
        if let Some(index) = counts.iter().position(|&count| count == 0) {
            return Err(format!("no question is about a difference: {}", self.differences[index].how));
        }
        Ok(Row {
            name: self.name,
            version: self.version,
            leaves: minted.leaves().len(),
            questions: questions.len(),
            differences: counts.into_iter().zip(self.differences.iter().map(|difference| difference.how)).collect(),
        })
    }

    pub(crate) fn questions<'a>(&self, minted: &'a Minted) -> Vec<Question<'a>> {
        let questions = minted.questions();
        match self.asked {
            Asked::Instants { .. } => questions,
            // One of each leaf, whatever the instant.
            Asked::Periods | Asked::Faults { .. } => {
                questions.into_iter().filter(|question| question.place == "notBefore").collect()
            }
        }
    }

    /// The answer, and which difference it is, if it is one.
    pub(crate) fn expected(&self, question: &Question<'_>) -> (String, Option<usize>) {
        let index = self.differences.iter().position(|difference| (difference.applies)(question));
        let answer =
            index.map_or_else(|| self.by_rfc_5280(question), |index| self.differences[index].answer.to_owned());
        (answer, index)
    }

    /// From notBefore through notAfter, inclusive (RFC 5280 section 4.1.2.5).
    fn by_rfc_5280(&self, question: &Question<'_>) -> String {
        match self.asked {
            Asked::Instants { early, .. } if question.at < question.first() => early.to_owned(),
            Asked::Instants { late, .. } if question.at > question.last() => late.to_owned(),
            Asked::Instants { .. } => "valid".to_owned(),
            Asked::Periods => question.leaf.validity.to_string(),
            Asked::Faults { .. } => "clean".to_owned(),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version, leaves, questions, differences } = self;
        let version = version.trim_start_matches("OpenSSL ");
        write!(f, "| {name} | {version} | {leaves} | {} | ", grouped(*questions))?;
        for (index, (count, how)) in differences.iter().enumerate() {
            write!(f, "{}{how}: {count}", if index == 0 { "" } else { "; " })?;
        }
        f.write_str(if differences.is_empty() { "no |" } else { " |" })
    }
}

/// A number with a comma at its thousands; a million is more than there are.
fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}

/// The beginning of a text, as a line that can be printed anywhere.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(char::is_control, "\u{fffd}");
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}
