//! A profile on every date.

use core::ops::RangeInclusive;

use time::{Date, UtcDateTime};

use super::{
    days::{LAST_YEAR, days},
    report::{Cause, Failure, Report},
};
use crate::{
    lifetime::SECONDS_PER_DAY,
    profile::{Profile, ProfileError},
    validity::Validity,
};

/// Asks `profile` for a period on every date of `years`, and reports the dates on which it has none.
///
/// Years outside 0 to 9999 are left out: X.509 cannot write them.
///
/// Each date is asked at the instants between which the answer cannot change. These are its first second and, if the profile
/// backdates, the first second whose notBefore falls on that date.
///
/// The end of 9999 is an exception. On the last date on which a period still ends in time, a period that begins later in the
/// day may not. The sweep does not ask for it: an hour from 9999-12-31T00:00:00Z is a period, and an hour from 23:30:00 is
/// none.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight};
///
/// let report =
///     preflight::sweep(1900..=2400, &Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)));
/// assert_eq!(report.attempts(), 182_987);
/// assert_eq!(report.failures().len(), 122);
///
/// assert!(
///     preflight::sweep(1900..=2400, &Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)))
///         .is_clean()
/// );
/// ```
pub fn sweep(years: RangeInclusive<i32>, profile: &Profile) -> Report {
    let mut report = Report::new();
    for day in days(years) {
        for at in decisive_instants(profile, day) {
            // Nearly every date has a period, and a cause is large.
            match profile.validity(at) {
                Ok(validity) => report.add_issued(at, Some(validity)),
                Err(error) => report.add_failed(at, Cause::Profile(error)),
            }
        }
    }
    report
}

/// The first instant, from `from` on, at which `profile` has no period, or `None` if it has one through the year 9999.
///
/// It is `from` itself or, if the profile fails later, the first whole second.
///
/// Near the end of 9999 every profile fails, because its period would end after the last second that X.509 can write. If that
/// is the first failure, the result is `None`, unless the profile fails so at `from` itself.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight, time::macros::utc_datetime};
///
/// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
/// let failure = preflight::next_failure(&profile, utc_datetime!(2026-11-22 00:00:00));
/// assert_eq!(
///     failure.map(|failure| failure.to_string()).as_deref(),
///     Some(
///         "2028-02-29T00:00:00Z: lifetime `1 year, reject` from notBefore 2028-02-29T00:00:00Z has no end: \
///   2029-02-29 does not exist"
///     ),
/// );
/// ```
#[must_use]
pub fn next_failure(profile: &Profile, from: UtcDateTime) -> Option<Failure> {
    first_failure(profile, from, |at| profile.validity(at))
}

/// The first instant, from `from` on, at which `profile` has no period under an issuer that is valid for `issuer`.
///
/// `None` if it has one through the year 9999.
///
/// It is `from` itself, or else the first whole second at which [`Profile::validity_under`] is an error. So it says when a
/// profile that [rejects](crate::BeyondIssuer::Reject) periods beyond its issuer's end stops being issued.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, Validity, preflight, time::macros::utc_datetime};
///
/// let authority: Validity = "2026-01-01T00:00:00Z/2035-12-31T11:59:59Z".parse()?;
/// let leaf = Profile::new(Lifetime::days(90));
/// let failure =
///     preflight::next_failure_under(&leaf, &authority, utc_datetime!(2026-11-22 00:00:00));
/// assert_eq!(
///     failure.map(|failure| failure.to_string()).as_deref(),
///     Some(
///         "2035-10-02T12:00:01Z: notAfter 2035-12-31T12:00:00Z is after the issuer's notAfter 2035-12-31T11:59:59Z"
///     ),
/// );
/// # Ok::<(), notafter::ParseValidityError>(())
/// ```
#[must_use]
pub fn next_failure_under(profile: &Profile, issuer: &Validity, from: UtcDateTime) -> Option<Failure> {
    first_failure(profile, from, |at| profile.validity_under(at, issuer))
}

/// The first instant from `from` on at which `ask` is an error.
///
/// Between two decisive instants the end of a period moves with the time of day. So it is enough to ask at the first second and
/// at the last, and to look in between if the answers differ.
fn first_failure(
    profile: &Profile,
    from: UtcDateTime,
    ask: impl Fn(UtcDateTime) -> Result<Validity, ProfileError>,
) -> Option<Failure> {
    let instants = days(from.year()..=LAST_YEAR).flat_map(|day| decisive_instants(profile, day));
    let mut instants = core::iter::once(from).chain(instants.filter(|at| *at > from)).peekable();
    while let Some(first) = instants.next() {
        let next = instants.peek().map(|next| next.saturating_sub(time::Duration::SECOND));
        let last = next.unwrap_or(Validity::NO_WELL_DEFINED_EXPIRY).max(first);
        let at = match (ask(first), ask(last)) {
            (Ok(_), Ok(_)) => continue,
            (Err(_), _) => first,
            (Ok(_), Err(_)) => first_second(first, last, |at| ask(at).is_err()),
        };
        let failure = ask(at).err().map(|error| Failure { at, cause: Cause::Profile(error) });
        return failure.filter(|failure| failure.at == from || !failure.cause.is_end_of_range());
    }
    None
}

/// The first whole second after `before`, and not after `until`, at which `is_so` is true. It is true at `until`, and once it
/// is true it stays true.
fn first_second(before: UtcDateTime, until: UtcDateTime, is_so: impl Fn(UtcDateTime) -> bool) -> UtcDateTime {
    let (mut before, mut until) = (before.truncate_to_second(), until);
    while until - before > time::Duration::SECOND {
        let middle = before.saturating_add((until - before) / 2).truncate_to_second();
        if is_so(middle) { until = middle } else { before = middle }
    }
    until
}

/// The instants of `day` between which `profile` cannot change its answer.
///
/// The answer of a profile depends only on the date of `now` and on the date of notBefore. The last date on which its period
/// still ends within 9999 is the exception.
fn decisive_instants(profile: &Profile, day: Date) -> impl Iterator<Item = UtcDateTime> + use<> {
    let midnight = day.midnight().as_utc();
    let backdating = profile.backdating();
    let within_day = backdating.as_secs() % SECONDS_PER_DAY + u64::from(backdating.subsec_nanos() > 0);
    let within_day = time::Duration::seconds((within_day % SECONDS_PER_DAY).cast_signed());
    [Some(midnight), (!within_day.is_zero()).then(|| midnight.saturating_add(within_day))].into_iter().flatten()
}
