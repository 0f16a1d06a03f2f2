//! Dates that break software.

use core::ops::RangeInclusive;

use time::{Date, Month, Time, UtcDateTime, util::is_leap_year};

use super::days::days;
use crate::instant::{LAST_SECOND, time_of_day};

/// An instant at which date software is known to break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Hazard {
    /// The instant.
    pub at: UtcDateTime,
    /// Why it is special.
    pub kind: HazardKind,
}

/// Why a [`Hazard`] is special.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HazardKind {
    /// 28 February of a leap year, at its first second: month ends are not sticky.
    BeforeLeapDay,
    /// 29 February, at its first and last second: a year later there is no such day. 2012-02-29.
    LeapDay,
    /// 1 March of a leap year, at its first second: 365 days before it was 2 March.
    AfterLeapDay,
    /// 31 December of a leap year, at its first second: day 366. It stopped the clock of a music player in 2008.
    Day366,
    /// The turn from 28 February to 1 March in a century year that is no leap year: 1900, 2100, 2200, 2300 and so on.
    ///
    /// These are the last second of 28 February and the first second of 1 March.
    CommonCentury,
    /// 29 February, at its first second, of a century year that is a leap year: 2000, 2400 and so on.
    LeapCentury,
    /// The first and last second of a year: the local year differs from the year in UTC.
    YearEnd,
    /// The first and last second that UTCTime writes, and the second beside each, which GeneralizedTime writes ([RFC 5280
    /// section 4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5)). UTCTime writes 1950-01-01T00:00:00Z through
    /// 2049-12-31T23:59:59Z.
    TimeTypeSwitch,
    /// 1970-01-01T00:00:00Z, the beginning of Unix time, and the second before it: webpki 0.103 and x509-cert 0.3 do not
    /// read earlier years.
    UnixEpoch,
    /// 2038-01-19T03:14:07Z, the last second of Unix time in 32 bits with a sign, and the second after it.
    SignedUnixTime,
    /// 2106-02-07T06:28:15Z, the last second of Unix time in 32 bits without a sign, and the second after it.
    UnsignedUnixTime,
    /// 9999-12-31T23:59:59Z, the last second of X.509: no well-defined expiry.
    EndOfTime,
}

/// The instants of `years` that are known to break software, in order.
///
/// An instant with two kinds comes twice.
///
/// Years outside 0 to 9999 are left out: X.509 cannot write them.
///
/// [`HazardKind`] lists the kinds. The week rollovers of GPS are not hazards: they set a receiver's clock back by 1,024 weeks,
/// on any date. There the clock fails, and not the code that computes dates from it.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile};
/// use notafter::preflight::{HazardKind, hazards};
///
/// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
/// let failing: Vec<HazardKind> = hazards(2026..=2028)
///     .filter(|hazard| profile.validity(hazard.at).is_err())
///     .map(|hazard| hazard.kind)
///     .collect();
/// assert_eq!(
///     failing,
///     [HazardKind::LeapDay, HazardKind::LeapDay],
///     "the first and last second of 2028-02-29"
/// );
/// ```
pub fn hazards(years: RangeInclusive<i32>) -> impl Iterator<Item = Hazard> {
    days(years).flat_map(|day| of_day(day).into_iter().flatten())
}

/// The hazards of `day`, in order.
fn of_day(day: Date) -> [Option<Hazard>; 3] {
    use HazardKind::*;
    let leap = is_leap_year(day.year());
    let century = day.year() % 100 == 0;
    let at = |time, kind| Some(Hazard { at: UtcDateTime::new(day, time), kind });
    let first = |kind| at(Time::MIDNIGHT, kind);
    let last = |kind| at(LAST_SECOND, kind);
    match (day.year(), day.month(), day.day()) {
        (1950 | 2050, Month::January, 1) => [first(YearEnd), first(TimeTypeSwitch), None],
        (1949 | 2049, Month::December, 31) => [last(YearEnd), last(TimeTypeSwitch), None],
        (1970, Month::January, 1) => [first(YearEnd), first(UnixEpoch), None],
        (1969, Month::December, 31) => [last(YearEnd), last(UnixEpoch), None],
        (2038, Month::January, 19) => {
            [at(time_of_day!(3, 14, 7), SignedUnixTime), at(time_of_day!(3, 14, 8), SignedUnixTime), None]
        }
        (2106, Month::February, 7) => {
            [at(time_of_day!(6, 28, 15), UnsignedUnixTime), at(time_of_day!(6, 28, 16), UnsignedUnixTime), None]
        }
        (9999, Month::December, 31) => [last(YearEnd), last(EndOfTime), None],
        (_, Month::January, 1) => [first(YearEnd), None, None],
        (_, Month::December, 31) if leap => [first(Day366), last(YearEnd), None],
        (_, Month::December, 31) => [last(YearEnd), None, None],
        (_, Month::February, 28) if leap => [first(BeforeLeapDay), None, None],
        (_, Month::February, 29) if century => [first(LeapDay), first(LeapCentury), last(LeapDay)],
        (_, Month::February, 29) => [first(LeapDay), last(LeapDay), None],
        (_, Month::March, 1) if leap => [first(AfterLeapDay), None, None],
        (_, Month::February, 28) if century => [last(CommonCentury), None, None],
        (_, Month::March, 1) if century => [first(CommonCentury), None, None],
        _ => [None; 3],
    }
}
