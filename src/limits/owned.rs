//! A schedule of your own, read from configuration.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Counting, Limit, NotBeforeLimit, Schedule, Term,
    term::Meaning,
    text::{Day, Later, Length},
};
use crate::{excerpt::Excerpt, instant::FIRST_DAY, lifetime::SECONDS_PER_DAY};

/// A schedule that is read from configuration, with rows of your own.
///
/// A [`Schedule`] is a constant of the program, so that a [`Profile`](crate::Profile) can point to it and still be copied. A
/// schedule that is read while the program runs belongs to its reader. [`leak`](Self::leak) gives it to the program for the
/// rest of the run. Do this once, when your service starts.
///
/// # Configuration
///
/// ```toml
/// name = "mesh"  # lowercase letters, digits and hyphens, and no schedule of this crate
///
/// [[rows]]  # how long: the earliest first
/// at_most = "12 months"
/// citation = "mesh policy 1, section 2"
///
/// [[rows]]
/// since = "2027-01-01"  # only the first row may lack it
/// at_least = "1 hour"
/// recommended = "24 hours"
/// at_most = "7 days"  # or `not_to_be_issued = true`
/// counting = "inclusive"  # which is meant where the key is missing, or "exclusive"
/// citation = "mesh policy 2, section 2"
///
/// [[not_before]]  # how far notBefore may be from the issue: the earliest first
/// earlier = "1 hour"
/// later = "never"  # or a term
/// citation = "mesh policy 2, section 3"
/// ```
///
/// A term is a count of `years`, `months`, `weeks`, `days` or `hours`. These are refused, each with its own words:
///
/// - unknown keys, and a schedule, row or citation that says nothing;
/// - dates that do not exist, and rows that are not in the order of their dates;
/// - terms of zero, and bounds that no period can keep.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, limits::OwnedSchedule, time::macros::utc_datetime};
///
/// #[derive(serde::Deserialize)]
/// struct Config {
///     leaf: Profile,
///     limit: OwnedSchedule,
/// }
///
/// let Config { leaf, limit } = toml::from_str(
///     r#"
///     leaf.lifetime = "30 days"
///     leaf.backdating = "5m"
///
///     [limit]
///     name = "mesh"
///     rows = [{ since = "2027-01-01", at_most = "7 days", citation = "mesh policy 2, section 2" }]
///     "#,
/// )?;
/// let leaf = leaf.with_schedule(limit.leak());
/// assert!(leaf.validity(utc_datetime!(2026-12-31 23:59:59)).is_ok());
/// assert_eq!(
///     leaf.validity(utc_datetime!(2027-01-01 00:00:00)).map_err(|error| error.to_string()),
///     Err("30 days are more than the 7 days allowed for certificates issued on or after \
///          2027-01-01 (mesh policy 2, section 2)".to_owned()),
/// );
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Table", into = "Table")]
#[must_use = "a schedule does nothing until it is leaked"]
pub struct OwnedSchedule {
    name: Box<str>,
    rows: Vec<Owned<Limit>>,
    not_before: Vec<Owned<NotBeforeLimit>>,
}

/// A row, and the citation that it gets when it is leaked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Owned<T> {
    limit: T,
    citation: Box<str>,
}

impl OwnedSchedule {
    /// The name of the schedule.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives the schedule to the program for the rest of the run.
    ///
    /// Its memory is not freed: about 100 bytes a row, and the texts. If you read the configuration again while the program
    /// runs, compare first, and keep the old schedule if nothing has changed.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::limits::{OwnedSchedule, Schedule};
    ///
    /// fn reload(
    ///     current: &'static Schedule,
    ///     text: &str,
    /// ) -> Result<&'static Schedule, toml::de::Error> {
    ///     let read: OwnedSchedule = toml::from_str(text)?;
    ///     Ok(if read == *current { current } else { read.leak() })
    /// }
    ///
    /// let text = "name = 'mesh'\nrows = [{ at_most = '7 days', citation = 'mesh policy 2' }]";
    /// let first = toml::from_str::<OwnedSchedule>(text)?.leak();
    /// assert!(core::ptr::eq(reload(first, text)?, first), "nothing new, nothing leaked");
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    pub fn leak(self) -> &'static Schedule {
        let Self { name, rows, not_before } = self;
        let rows: Vec<Limit> = rows.into_iter().map(|row| row.limit.cited(Box::leak(row.citation))).collect();
        let not_before: Vec<NotBeforeLimit> =
            not_before.into_iter().map(|row| row.limit.cited(Box::leak(row.citation))).collect();
        let schedule = Schedule::new(Box::leak(name), rows.leak()).with_not_before(not_before.leak());
        Box::leak(Box::new(schedule))
    }
}

/// Whether it has the same name and rows, so that there is no need to leak it.
impl PartialEq<Schedule> for OwnedSchedule {
    fn eq(&self, schedule: &Schedule) -> bool {
        *self.name == *schedule.name()
            && self.rows.len() == schedule.rows().len()
            && self.not_before.len() == schedule.not_before_rows().len()
            && self.rows.iter().zip(schedule.rows()).all(|(own, row)| *own == Owned::from(row))
            && self.not_before.iter().zip(schedule.not_before_rows()).all(|(own, row)| *own == Owned::from(row))
    }
}

impl From<&Limit> for Owned<Limit> {
    fn from(limit: &Limit) -> Self {
        Self { limit: limit.cited(""), citation: limit.citation().into() }
    }
}

impl From<&NotBeforeLimit> for Owned<NotBeforeLimit> {
    fn from(limit: &NotBeforeLimit) -> Self {
        Self { limit: limit.cited(""), citation: limit.citation().into() }
    }
}

/// A schedule as configuration writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Schedule", expecting = "a table with `name` and `rows`")]
struct Table {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rows: Vec<Row>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_before: Vec<NotBeforeRow>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Row", expecting = "a table with `citation` and a bound such as `at_most`")]
struct Row {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<Length>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recommended: Option<Length>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<Length>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    not_to_be_issued: bool,
    #[serde(default = "inclusive")]
    counting: Counting,
    citation: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "NotBeforeRow", expecting = "a table with `citation` and `earlier` or `later`")]
struct NotBeforeRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier: Option<Length>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    later: Option<Later>,
    citation: String,
}

/// The default of [`Limit::since`].
const fn inclusive() -> Counting {
    Counting::Inclusive
}

impl TryFrom<Table> for OwnedSchedule {
    type Error = Refused;

    fn try_from(table: Table) -> Result<Self, Refused> {
        let Table { name, rows, not_before } = table;
        let is_word = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        if name.is_empty() || !name.chars().all(is_word) {
            return Err(Refused::Name(Excerpt::of(name.as_bytes())));
        }
        if Schedule::named(&name).is_some() {
            return Err(Refused::Taken(Excerpt::of(name.as_bytes())));
        }
        if rows.is_empty() && not_before.is_empty() {
            return Err(Refused::NoRows);
        }
        in_order(ROWS, rows.iter().map(|row| row.since))?;
        in_order(NOT_BEFORE, not_before.iter().map(|row| row.since))?;
        let rows = rows.into_iter().zip(1..).map(|(row, number)| row.owned().map_err(|fault| fault.of(ROWS, number)));
        let not_before = not_before.into_iter().zip(1..);
        let not_before = not_before.map(|(row, number)| row.owned().map_err(|fault| fault.of(NOT_BEFORE, number)));
        Ok(Self {
            name: name.into(),
            rows: rows.collect::<Result<_, _>>()?,
            not_before: not_before.collect::<Result<_, _>>()?,
        })
    }
}

/// Refuses dates that are not in ascending order. A first row without a date is before all others.
fn in_order(table: &'static str, dates: impl Iterator<Item = Option<Day>>) -> Result<(), Refused> {
    let mut last: Option<Option<Day>> = None;
    for (date, number) in dates.zip(1..) {
        let fault = match (last, date) {
            (None, _) | (Some(None), Some(_)) => None,
            (Some(_), None) => Some(Fault::Undated),
            (Some(Some(before)), Some(date)) => (date <= before).then_some(Fault::Order { date, before }),
        };
        if let Some(fault) = fault {
            return Err(fault.of(table, number));
        }
        last = Some(date);
    }
    Ok(())
}

impl Row {
    fn owned(self) -> Result<Owned<Limit>, Fault> {
        let Self { since, at_least, recommended, at_most, not_to_be_issued, counting, citation } = self;
        if at_least.is_none() && recommended.is_none() && at_most.is_none() && !not_to_be_issued {
            return Err(Fault::Unbounded("`at_least`, `recommended`, `at_most` or `not_to_be_issued`"));
        }
        if not_to_be_issued && (at_least.is_some() || recommended.is_some() || at_most.is_some()) {
            return Err(Fault::NotIssued);
        }
        for (name, length) in [("at_least", at_least), ("recommended", recommended)] {
            if let (Some(Length(length)), Some(Length(at_most))) = (length, at_most)
                && is_longer(length, at_most)
            {
                return Err(Fault::Beyond { name, length, at_most });
            }
        }
        let mut limit = Limit::since(since.map_or(FIRST_DAY, |Day(date)| date), "").counted(counting);
        if let Some(Length(min)) = at_least {
            limit = limit.at_least(min);
        }
        if let Some(Length(recommended)) = recommended {
            limit = limit.recommending(recommended);
        }
        if let Some(Length(max)) = at_most {
            limit = limit.at_most(max);
        }
        if not_to_be_issued {
            limit = limit.not_to_be_issued();
        }
        Ok(Owned { limit, citation: cited(citation)? })
    }
}

impl NotBeforeRow {
    fn owned(self) -> Result<Owned<NotBeforeLimit>, Fault> {
        let Self { since, earlier, later, citation } = self;
        if earlier.is_none() && later.is_none() {
            return Err(Fault::Unbounded("`earlier` or `later`"));
        }
        let mut limit = NotBeforeLimit::since(since.map_or(FIRST_DAY, |Day(date)| date), "");
        if let Some(Length(earlier)) = earlier {
            limit = limit.at_most_earlier(earlier);
        }
        limit = match later {
            None => limit,
            Some(Later::Never) => limit.never_later(),
            Some(Later::AtMost(Length(later))) => limit.at_most_later(later),
        };
        Ok(Owned { limit, citation: cited(citation)? })
    }
}

/// A citation, which ends sentences: one line, and not empty.
fn cited(citation: String) -> Result<Box<str>, Fault> {
    if citation.trim().is_empty() || citation.chars().any(char::is_control) {
        return Err(Fault::Citation(Excerpt::of(citation.as_bytes())));
    }
    Ok(citation.into())
}

/// Whether `one` is longer than `other` from every date: a month has at most 31 days, and at least 28.
fn is_longer(one: Term, other: Term) -> bool {
    let days = |term: Term, month: u64| match term.meaning() {
        Meaning::Months(months) => months * month * SECONDS_PER_DAY,
        Meaning::Seconds(seconds) => seconds,
    };
    match (one.meaning(), other.meaning()) {
        (Meaning::Months(one), Meaning::Months(other)) => one > other,
        _ => days(one, 28) > days(other, 31),
    }
}

impl From<OwnedSchedule> for Table {
    fn from(schedule: OwnedSchedule) -> Self {
        let OwnedSchedule { name, rows, not_before } = schedule;
        Self {
            name: name.into(),
            rows: rows.into_iter().map(Row::from).collect(),
            not_before: not_before.into_iter().map(NotBeforeRow::from).collect(),
        }
    }
}

impl From<Owned<Limit>> for Row {
    fn from(Owned { limit, citation }: Owned<Limit>) -> Self {
        Self {
            since: Day::of(limit.effective()),
            at_least: limit.min().map(Length),
            recommended: limit.recommended().map(Length),
            at_most: limit.max().map(Length),
            not_to_be_issued: limit.forbids_issuance(),
            counting: limit.counting(),
            citation: citation.into(),
        }
    }
}

impl From<Owned<NotBeforeLimit>> for NotBeforeRow {
    fn from(Owned { limit, citation }: Owned<NotBeforeLimit>) -> Self {
        let later = |term: Term| if term.is_zero() { Later::Never } else { Later::AtMost(Length(term)) };
        Self {
            since: Day::of(limit.effective()),
            earlier: limit.earlier().map(Length),
            later: limit.later().map(later),
            citation: citation.into(),
        }
    }
}

/// The reason why a table is no schedule.
enum Refused {
    Name(Excerpt),
    Taken(Excerpt),
    NoRows,
    Row { table: &'static str, number: usize, fault: Fault },
}

/// The fault in a row.
enum Fault {
    Undated,
    Order { date: Day, before: Day },
    Unbounded(&'static str),
    NotIssued,
    Beyond { name: &'static str, length: Term, at_most: Term },
    Citation(Excerpt),
}

impl Fault {
    const fn of(self, table: &'static str, number: usize) -> Refused {
        Refused::Row { table, number, fault: self }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => {
                write!(f, "`{name}` is no name of a schedule: expected lowercase letters, digits and hyphens")
            }
            Self::Taken(name) => write!(f, "`{name}` is a schedule of notafter::limits: expected another name"),
            Self::NoRows => f.write_str("a schedule needs a row in `rows` or `not_before`"),
            Self::Row { table, number, fault } => write!(f, "row {number} of `{table}` {fault}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undated => f.write_str("has no `since`, which only the first row may lack"),
            Self::Order { date, before } => {
                write!(f, "is since {date}, which is not after {before}, the date of the row before it")
            }
            Self::Unbounded(bounds) => write!(f, "has no bound: expected {bounds}"),
            Self::NotIssued => f.write_str("has `not_to_be_issued` and a length: expected one of them"),
            Self::Beyond { name, length, at_most } => {
                write!(f, "has `{name} = \"{length}\"`, which is longer than `at_most = \"{at_most}\"`")
            }
            Self::Citation(citation) => {
                write!(f, "has the citation `{citation}`: expected one line that names the source")
            }
        }
    }
}

const ROWS: &str = "rows";
const NOT_BEFORE: &str = "not_before";
