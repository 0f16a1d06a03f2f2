//! The stored form of a report.

use serde::{Serialize, Serializer};

use super::report::{Cause, Failure, Group, Report};
use crate::{instant::Rfc3339, validity::Validity};

/// Writes the report as a table, with null for each value that is missing.
///
/// - `is_clean`, `attempts` and `issued`;
/// - `first` and `last` of the instants that were asked;
/// - `shortest` and `longest`;
/// - `groups` with `count`, `first`, `last`, `cause` and `message`;
/// - `failures`.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Report")]
        struct Fields<'a> {
            is_clean: bool,
            attempts: usize,
            issued: usize,
            first: Option<String>,
            last: Option<String>,
            shortest: Option<Validity>,
            longest: Option<Validity>,
            groups: Vec<GroupFields>,
            failures: &'a [Failure],
        }
        let span = self.span();
        Fields {
            is_clean: self.is_clean(),
            attempts: self.attempts(),
            issued: self.issued(),
            first: span.map(|(first, _)| Rfc3339(first).to_string()),
            last: span.map(|(_, last)| Rfc3339(last).to_string()),
            shortest: self.shortest(),
            longest: self.longest(),
            groups: self.groups().iter().map(GroupFields::of).collect(),
            failures: self.failures(),
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename = "Group")]
struct GroupFields {
    count: usize,
    first: String,
    last: String,
    cause: &'static str,
    message: String,
}

impl GroupFields {
    fn of(group: &Group<'_>) -> Self {
        let cause = &group.first.cause;
        Self {
            count: group.count,
            first: Rfc3339(group.first.at).to_string(),
            last: Rfc3339(group.last.at).to_string(),
            cause: code(cause),
            message: cause.to_string(),
        }
    }
}

/// Writes `at`, `cause` as a word, and `message`.
impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Failure")]
        struct Fields {
            at: String,
            cause: &'static str,
            message: String,
        }
        Fields { at: Rfc3339(self.at).to_string(), cause: code(&self.cause), message: self.cause.to_string() }
            .serialize(serializer)
    }
}

const fn code(cause: &Cause) -> &'static str {
    match cause {
        Cause::Error(_) => "error",
        Cause::Panic { .. } => "panic",
        Cause::Profile(_) => "profile",
        Cause::Unreadable(_) => "unreadable",
        Cause::TimeType { .. } => "time-type",
        Cause::NotValidAtIssue { .. } => "not-valid-at-issue",
        Cause::OneSecondTooLong { .. } => "one-second-too-long",
        Cause::NotAsExpected { .. } => "not-as-expected",
        Cause::NotExpected { .. } => "not-expected",
        Cause::Limit(_) => "limit",
        Cause::NotBefore(_) => "not-before",
        Cause::OutlivesIssuer { .. } => "outlives-issuer",
    }
}
