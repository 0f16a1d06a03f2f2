//! The days that X.509 can write.

use core::ops::RangeInclusive;

use time::Date;

use crate::validity::Validity;

/// The days of the `years` that X.509 can write.
#[inline]
pub(in crate::preflight) fn days(years: RangeInclusive<i32>) -> impl Iterator<Item = Date> {
    let (first, last) = ((*years.start()).max(0), (*years.end()).min(LAST_YEAR));
    let first = Date::from_ordinal_date(first, 1).ok().filter(|_| first <= last && !years.is_empty());
    core::iter::successors(first, move |day| day.next_day().filter(|next| next.year() <= last))
}

/// The last year that X.509 can write.
pub(in crate::preflight) const LAST_YEAR: i32 = Validity::NO_WELL_DEFINED_EXPIRY.year();
