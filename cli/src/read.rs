//! Reads arguments: instants, years, durations, schedules.

use std::{ops::RangeInclusive, time::Duration};

use notafter::{
    Lifetime, ParseValidityError, Validity,
    limits::{self, Schedule},
    time::UtcDateTime,
};

/// A day, at 00:00:00 UTC, or an instant in RFC 3339.
pub(crate) fn instant(text: &str) -> Result<UtcDateTime, String> {
    let instant = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    match format!("{instant}/{instant}").parse::<Validity>() {
        Ok(second) => Ok(second.not_before()),
        Err(ParseValidityError::Impossible { reason, .. }) => Err(reason.to_string()),
        Err(_) => Err("expected a date such as 2028-02-29, or an instant such as 2028-02-29T12:00:00Z".to_owned()),
    }
}

/// `2026..2041`, both of them included. `2026..=2041` and `2028` are read too.
pub(crate) fn years(text: &str) -> Result<RangeInclusive<i32>, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let year = |text: &str| text.parse::<u16>().ok().filter(|year| *year <= 9999).map(i32::from);
    match year(first).zip(year(last.trim_start_matches('='))) {
        Some((first, last)) if first <= last => Ok(first..=last),
        _ => Err("expected two years from 0000 to 9999 in order, such as 2026..2041".to_owned()),
    }
}

/// `30s`, `1h30m` or `1 day`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let parse = |text: &str| text.parse::<Lifetime>();
    if [text, &format!("{text}, clamp")]
        .iter()
        .any(|text| parse(text).is_ok_and(|read| read.leap_day_policy().is_some()))
    {
        return Err("expected weeks, days, hours, minutes or seconds: months and years differ in length".to_owned());
    }
    let lifetime = parse(text).map_err(|error| error.to_string())?;
    let start = Validity::NO_WELL_DEFINED_EXPIRY.replace_year(0).map_err(|error| error.to_string())?;
    Validity::starting_at(start, lifetime).map(|validity| validity.duration()).map_err(|error| error.to_string())
}

pub(crate) fn schedule(text: &str) -> Result<&'static Schedule, String> {
    let names = || limits::ALL.iter().map(Schedule::name).collect::<Vec<_>>().join(", ");
    Schedule::named(text).ok_or_else(|| format!("the schedules are {}", names()))
}
