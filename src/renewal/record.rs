//! The knowledge of a rotation beside its credentials, as a text that is saved.
//!
//! ```text
//! credential 2026-01-01T00:00:00Z/2026-03-31T23:59:59Z taken 2026-01-01T00:00:00Z learned 2026-03-20T00:00:00Z
//! attempt 2026-02-28T00:00:00Z until 2026-02-28T01:00:00Z failures 3 hurried 0
//! ```

use alloc::vec::Vec;
use core::{
    fmt,
    iter::Peekable,
    str::{FromStr, Split},
};

use time::UtcDateTime;

use super::{
    Held, Plan, RecordError, RecordPart, Rotation, Seed,
    held::Fate,
    kept::Kept,
    wait::{Wait, Waits},
};
use crate::{
    excerpt::Excerpt,
    instant::{FIRST_DAY, Fields, Rfc3339, between},
    validity::Validity,
};

/// The knowledge of a [`Rotation`] beside its credentials: when each was taken, the issuer's suggestions, and the last attempt.
///
/// Save it with the [credentials](Rotation::kept) after each attempt, offer, suggestion and [`Rotation::renew_now`].
/// [`Rotation::from_record`] goes on from both. It prints as lines of ASCII, and is read back from them. The feature `serde`
/// writes the same text. Instants are in whole seconds.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
/// use notafter::renewal::{Plan, Record, RenewAt, Rotation};
///
/// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
/// let rotation = Rotation::new(
///     "first",
///     profile.validity(start)?,
///     start,
///     Plan::new(RenewAt::Ideal),
///     "host-17",
/// );
/// let text = rotation.record().to_string();
/// assert_eq!(
///     text,
///     "credential 2026-01-01T00:00:00Z/2026-03-31T23:59:59Z taken 2026-01-01T00:00:00Z\n"
/// );
/// assert_eq!(text.parse(), Ok(rotation.record()));
///
/// let error = "credential 2026".parse::<Record>().map_err(|error| error.to_string());
/// assert_eq!(error, Err("line 1 of the record: expected a period, found `2026`".to_owned()));
/// # Ok::<(), notafter::ProfileError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    held: Vec<Held<()>>,
    waits: Waits,
}

impl<C> Rotation<C> {
    /// The kept credentials, with the last one taken or in use first.
    ///
    /// No two have the same period. They are the credentials in use now and in times to come, and up to four that were in use
    /// before. Save all of them.
    pub fn kept(&self) -> impl Iterator<Item = &Held<C>> {
        self.kept.all()
    }

    /// The knowledge of this rotation beside its credentials.
    #[must_use]
    pub fn record(&self) -> Record {
        let held = self.kept.all().map(|held| in_whole_seconds(held.with(()))).collect();
        Record { held, waits: self.waits.map(wait_in_whole_seconds) }
    }

    /// Goes on from a saved state: the `credentials` with the periods of their chains, and the [`record`](Self::record).
    ///
    /// - A credential that the record does not name counts as taken at its notBefore. If you have lost the record, pass an
    ///   empty one.
    /// - The record's lines about a credential that you do not pass are left out.
    /// - If two credentials have the same period, the first counts. Without any credential the result is `None`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, Scope, ScopedError};
    /// use notafter::renewal::{Plan, RenewAt, Rotation, State};
    /// use notafter::time::{Duration, macros::utc_datetime};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(7)), utc_datetime!(2026-01-01 00:00:00));
    /// let plan = Plan::new(RenewAt::Ideal);
    /// let mut rotation =
    ///     Rotation::new("first".to_owned(), profile.validity(start)?, start, plan, "host-17");
    /// let due = rotation.at(start).due();
    /// let outcome =
    ///     rotation.attempt(due, |_| Err(ScopedError::new(Scope::SharedService, "no answer")));
    ///
    /// let credentials: Vec<_> =
    ///     rotation.kept().map(|held| (held.credential().clone(), held.validity())).collect();
    /// let record = rotation.record().to_string();
    ///
    /// // A second later the service starts again, and goes on as if it had not.
    /// let restored = Rotation::from_record(&record.parse()?, credentials, plan, "host-17")
    ///     .ok_or("nothing was saved")?;
    /// let now = due + Duration::SECOND;
    /// assert!(matches!(restored.at(now).state(), State::Degraded { failures: 1, .. }));
    /// assert_eq!(restored.at(now).due(), outcome.due());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_record(
        record: &Record,
        credentials: impl IntoIterator<Item = (C, Validity)>,
        plan: Plan,
        seed: impl Into<Seed>,
    ) -> Option<Self> {
        let mut held = Vec::<(usize, Held<C>)>::new();
        for (credential, validity) in credentials {
            if held.iter().any(|(_, other)| other.validity() == validity) {
                continue;
            }
            let known = record.held.iter().enumerate().find(|(_, known)| known.validity() == validity);
            held.push(match known {
                Some((index, known)) => (index, known.with(credential)),
                None => (usize::MAX, Held::new(credential, validity, validity.not_before())),
            });
        }
        // As they were, and then those that the record does not name.
        held.sort_by_key(|(index, _)| *index);
        let kept = Kept::of(held.into_iter().map(|(_, held)| held))?;
        Some(Self { kept, plan, seed: seed.into(), waits: record.waits })
    }
}

/// Prints a line for each credential, and one for each wait after an attempt.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for held in &self.held {
            write!(f, "credential {} taken {}", held.validity(), Rfc3339(held.taken()))?;
            for (name, instant) in [("suggested", held.suggested), ("learned", held.learned)] {
                if let Some(instant) = instant {
                    write!(f, " {name} {}", Rfc3339(instant))?;
                }
            }
            writeln!(
                f,
                "{}",
                match held.fate {
                    Fate::Used => "",
                    Fate::ToBeReplaced => " to-be-replaced",
                    Fate::Replaced => " replaced",
                }
            )?;
        }
        for wait in self.waits.all() {
            let (since, until) = (Rfc3339(wait.since), Rfc3339(wait.until()));
            writeln!(f, "attempt {since} until {until} failures {} hurried {}", wait.failures, wait.hurried)?;
        }
        Ok(())
    }
}

/// Reads the lines as [`Display`](fmt::Display) prints them.
impl FromStr for Record {
    type Err = RecordError;

    fn from_str(text: &str) -> Result<Self, RecordError> {
        let mut record = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let mut line = Line { number, words: line.split(' ').peekable() };
            if line.has("credential") {
                record.held.push(line.credential()?);
            } else if !record.waits.is_full() && line.has("attempt") {
                record.waits.add(line.attempt()?);
            } else {
                return Err(line.expected(RecordPart::Line));
            }
            if line.words.peek().is_some() {
                return Err(line.expected(RecordPart::End));
            }
        }
        Ok(record)
    }
}

/// The rest of a line that is being read.
struct Line<'a> {
    number: usize,
    words: Peekable<Split<'a, char>>,
}

impl Line<'_> {
    /// `<period> taken <instant> [suggested <instant>] [learned <instant>] [to-be-replaced | replaced]`
    fn credential(&mut self) -> Result<Held<()>, RecordError> {
        let validity = self.value(RecordPart::Period, |word| word.parse::<Validity>().ok())?;
        self.word("taken", RecordPart::Taken)?;
        let taken = self.value(RecordPart::Instant, instant)?;
        let mut held = Held::new((), validity, taken);
        if self.has("suggested") {
            held.suggested = Some(self.value(RecordPart::Instant, instant)?);
        }
        if self.has("learned") {
            held.learned = Some(self.value(RecordPart::Instant, instant)?);
        }
        if self.has("to-be-replaced") {
            held.fate = Fate::ToBeReplaced;
        } else if self.has("replaced") {
            held.fate = Fate::Replaced;
        }
        Ok(held)
    }

    /// `<instant> until <instant> failures <number> hurried <number>`
    fn attempt(&mut self) -> Result<Wait, RecordError> {
        let since = self.value(RecordPart::Instant, instant)?;
        self.word("until", RecordPart::Until)?;
        let until = self.value(RecordPart::Instant, instant)?;
        self.word("failures", RecordPart::Failures)?;
        let failures = self.value(RecordPart::Number, |word| word.parse().ok())?;
        self.word("hurried", RecordPart::Hurried)?;
        let hurried = self.value(RecordPart::Number, |word| word.parse().ok())?;
        Ok(Wait { since, length: between(since, until), failures, hurried })
    }

    /// Reads on if the next word is `word`.
    fn has(&mut self, word: &str) -> bool {
        self.words.next_if(|next| *next == word).is_some()
    }

    /// Reads on after a word that belongs there.
    fn word(&mut self, word: &str, part: RecordPart) -> Result<(), RecordError> {
        if self.has(word) { Ok(()) } else { Err(self.expected(part)) }
    }

    /// The value that is the next word.
    fn value<T>(&mut self, expected: RecordPart, read: impl FnOnce(&str) -> Option<T>) -> Result<T, RecordError> {
        let word = self.words.peek().copied().unwrap_or_default();
        let value = read(word).ok_or_else(|| self.expected(expected))?;
        self.words.next();
        Ok(value)
    }

    /// The error for the next word, where `expected` belongs.
    fn expected(&mut self, expected: RecordPart) -> RecordError {
        let text = Excerpt::of(self.words.peek().copied().unwrap_or_default().as_bytes());
        RecordError { line: self.number, expected, text }
    }
}

/// The instant that is written as [`Rfc3339`] prints it.
fn instant(word: &str) -> Option<UtcDateTime> {
    Fields::of_rfc3339(word.as_bytes())?.instant()
}

/// The facts in whole seconds of years that RFC 3339 can write, so that they are read back as they are.
fn in_whole_seconds(held: Held<()>) -> Held<()> {
    let (suggested, learned) = (held.suggested.map(second_of), held.learned.map(second_of));
    Held { taken: second_of(held.taken), suggested, learned, ..held }
}

/// The wait in whole seconds of these years.
fn wait_in_whole_seconds(wait: Wait) -> Wait {
    let since = second_of(wait.since);
    let until = second_of(wait.until().saturating_add(time::Duration::nanoseconds(999_999_999)));
    Wait { since, length: between(since, until), ..wait }
}

/// The second that `instant` is in, or the nearest of the years 0000 to 9999.
fn second_of(instant: UtcDateTime) -> UtcDateTime {
    let first = FIRST_DAY.midnight().as_utc();
    instant.truncate_to_second().clamp(first, Validity::NO_WELL_DEFINED_EXPIRY)
}
