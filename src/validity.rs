//! A period of validity that can be minted: notBefore through notAfter.

mod error;
#[cfg(feature = "serde")]
mod stored;
mod text;

use core::time::Duration;

use time::{Time, UtcDateTime};

pub use self::{
    error::{ValidityError, ValidityField},
    text::ParseValidityError,
};
use crate::{
    calendar::{CalendarError, add_months, add_years},
    instant::{LAST_SECOND, date},
    lifetime::{Length, Lifetime, SECONDS_PER_DAY},
};

/// A certificate's validity period: from notBefore *through* notAfter, both seconds included.
///
/// A `Validity` that exists can be minted: it is UTC, in whole seconds, within the years 0000 to 9999, and in order.
/// Every check is in its constructors.
///
/// # Properties
///
/// - Both ends are inclusive ([RFC 5280 section 4.1.2.5]): `duration()` is notAfter − notBefore + 1 s. The shortest period has
///   two equal ends and lasts one second.
/// - A lifetime of one year from T ends at (T + 1 year) − 1 s.
/// - It prints as two RFC 3339 instants with a slash between them, and is read back from that unchanged.
/// - With the feature `serde` it is written as two fields, `not_before` and `not_after`, each an RFC 3339 instant.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Validity, time::macros::utc_datetime};
///
/// let outage = utc_datetime!(2012-02-29 00:00:00);
/// let validity = Validity::starting_at(outage, Lifetime::years(1, LeapDayPolicy::Clamp))?;
/// assert_eq!(validity.to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
/// assert_eq!(validity.days(), 365);
/// # Ok::<(), notafter::ValidityError>(())
/// ```
///
/// [RFC 5280 section 4.1.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Validity {
    not_before: UtcDateTime,
    not_after: UtcDateTime,
}

impl Validity {
    /// 9999-12-31T23:59:59Z, the notAfter of a certificate that has no well-defined expiration date
    /// ([RFC 5280 section 4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5)).
    // requirement: RFC 5280 §4.1.2.5 no-expiry
    pub const NO_WELL_DEFINED_EXPIRY: UtcDateTime = UtcDateTime::new(date!(9999, December, 31), LAST_SECOND);

    /// Makes the period from `not_before` through `not_after`, each floored to its second.
    ///
    /// # Errors
    ///
    /// - [`ValidityError::YearOutOfRange`]: an end is outside the years 0000 to 9999.
    /// - [`ValidityError::Reversed`]: `not_after` is before `not_before`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Validity, time::macros::utc_datetime};
    ///
    /// let (start, end) = (utc_datetime!(2025-01-01 00:00:00), utc_datetime!(2024-01-01 00:00:00));
    /// assert_eq!(
    ///     Validity::new(start, end).map_err(|error| error.to_string()),
    ///     Err("notAfter 2024-01-01T00:00:00Z is before notBefore 2025-01-01T00:00:00Z".to_owned()),
    /// );
    /// ```
    #[inline]
    pub fn new(not_before: UtcDateTime, not_after: UtcDateTime) -> Result<Self, ValidityError> {
        for (field, at) in [(ValidityField::NotBefore, not_before), (ValidityField::NotAfter, not_after)] {
            if !(0..=9999).contains(&at.year()) {
                return Err(ValidityError::YearOutOfRange { field, year: at.year() });
            }
        }
        let (not_before, not_after) = (not_before.truncate_to_second(), not_after.truncate_to_second());
        if not_after < not_before {
            return Err(ValidityError::Reversed { not_before, not_after });
        }
        Ok(Self { not_before, not_after })
    }

    /// Makes the period of exactly `lifetime` that begins in the second of `not_before`.
    ///
    /// notAfter is itself part of the period, so it is one second before `not_before` + `lifetime`.
    ///
    /// # Errors
    ///
    /// - [`ValidityError::YearOutOfRange`]: `not_before` is outside the years 0000 to 9999.
    /// - [`ValidityError::ZeroLifetime`]: the lifetime is zero.
    /// - [`ValidityError::NoSuchEnd`]: the day `lifetime` later does not exist, and the policy is
    ///   [`Reject`](crate::LeapDayPolicy::Reject).
    /// - [`ValidityError::EndOutOfRange`]: the period would end after 9999-12-31T23:59:59Z.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let outage = utc_datetime!(2012-02-29 00:00:00);
    /// let end = |policy| {
    ///     Validity::starting_at(outage, Lifetime::years(1, policy))
    ///         .map(|validity| validity.not_after())
    /// };
    /// assert_eq!(end(LeapDayPolicy::Clamp)?, utc_datetime!(2013-02-27 23:59:59));
    /// assert_eq!(end(LeapDayPolicy::RollForward)?, utc_datetime!(2013-02-28 23:59:59));
    /// assert!(end(LeapDayPolicy::Reject).is_err());
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub fn starting_at(not_before: UtcDateTime, lifetime: Lifetime) -> Result<Self, ValidityError> {
        if !(0..=9999).contains(&not_before.year()) {
            return Err(ValidityError::YearOutOfRange { field: ValidityField::NotBefore, year: not_before.year() });
        }
        let not_before = not_before.truncate_to_second();
        let not_after = last_second(not_before, lifetime).map_err(|unreachable| match unreachable {
            _ if lifetime.is_zero() => ValidityError::ZeroLifetime { not_before },
            Some(reason @ CalendarError::NoSuchDay { .. }) => ValidityError::NoSuchEnd { not_before, lifetime, reason },
            Some(CalendarError::YearOutOfRange { .. }) | None => ValidityError::EndOutOfRange { not_before, lifetime },
        })?;
        Ok(Self { not_before, not_after })
    }

    /// The first second of the period.
    #[must_use = "this returns the instant and changes nothing"]
    pub const fn not_before(&self) -> UtcDateTime {
        self.not_before
    }

    /// The last second of the period.
    ///
    /// The period includes it.
    #[must_use = "this returns the instant and changes nothing"]
    pub const fn not_after(&self) -> UtcDateTime {
        self.not_after
    }

    /// The length of the period in whole seconds, both ends included: notAfter − notBefore + 1 s.
    #[must_use = "this returns the length and changes nothing"]
    pub const fn duration(&self) -> Duration {
        // requirement: RFC 5280 §4.1.2.5 inclusive
        Duration::from_secs(seconds_between(self.not_before, self.not_after).saturating_add(1))
    }

    /// The length of the period in days of 86,400 seconds.
    ///
    /// Any excess counts as another day (CA/Browser Forum TLS Baseline Requirements section 6.3.2).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let start = utc_datetime!(2026-03-15 00:00:00);
    /// assert_eq!(Validity::starting_at(start, Lifetime::seconds(200 * 86_400))?.days(), 200);
    /// assert_eq!(Validity::starting_at(start, Lifetime::seconds(200 * 86_400 + 1))?.days(), 201);
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use = "this returns the number of days and changes nothing"]
    pub const fn days(&self) -> u32 {
        // requirement: TLS BR §6.3.2 day
        // requirement: TLS BR §6.3.2 excess
        // The range is 3,652,425 days long.
        self.duration().as_secs().div_ceil(SECONDS_PER_DAY) as u32
    }

    /// Whether the period includes the second of `at`.
    ///
    /// notAfter is included ([RFC 5280 section 4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5)). OpenSSL 3
    /// differs: for it a certificate has expired in the second of notAfter already.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(1))?;
    /// assert!(validity.contains(utc_datetime!(2026-01-01 23:59:59.999)));
    /// assert!(!validity.contains(utc_datetime!(2026-01-02 00:00:00)));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use = "this returns whether `at` is included and changes nothing"]
    pub fn contains(&self, at: UtcDateTime) -> bool {
        let at = at.truncate_to_second();
        // requirement: RFC 5280 §4.1.2.5 inclusive
        self.not_before <= at && at <= self.not_after
    }

    /// Whether the period has not begun, is in force, or has ended at `at`.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Status, Validity, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(1))?;
    /// let second = Duration::from_secs(1);
    /// assert_eq!(
    ///     validity.status(utc_datetime!(2025-12-31 23:59:59)),
    ///     Status::NotYetValid { starts_in: second }
    /// );
    /// assert_eq!(
    ///     validity.status(utc_datetime!(2026-01-01 23:59:59)),
    ///     Status::Valid { remaining: second }
    /// );
    /// assert_eq!(
    ///     validity.status(utc_datetime!(2026-01-02 00:00:00)),
    ///     Status::Expired { since: second }
    /// );
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use = "this returns the status and changes nothing"]
    pub fn status(&self, at: UtcDateTime) -> Status {
        let at = at.truncate_to_second();
        if at < self.not_before {
            Status::NotYetValid { starts_in: Duration::from_secs(seconds_between(at, self.not_before)) }
        } else if at <= self.not_after {
            Status::Valid { remaining: Duration::from_secs(seconds_between(at, self.not_after).saturating_add(1)) }
        } else {
            Status::Expired { since: Duration::from_secs(seconds_between(self.not_after, at)) }
        }
    }

    /// Whether every second of `other` is in this period.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let january = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(31))?;
    /// let last_day = Validity::starting_at(utc_datetime!(2026-01-31 00:00:00), Lifetime::days(1))?;
    /// let one_second_more =
    ///     Validity::starting_at(last_day.not_before(), Lifetime::seconds(86_401))?;
    /// assert!(january.covers(&january) && january.covers(&last_day));
    /// assert!(!january.covers(&one_second_more) && !last_day.covers(&january));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use = "this returns whether `other` is covered and changes nothing"]
    pub fn covers(&self, other: &Self) -> bool {
        self.not_before <= other.not_before && other.not_after <= self.not_after
    }

    /// Cuts this period off at the end of `issuer`, or returns `None` if nothing is left.
    ///
    /// Only the end moves: a certificate may begin before its issuer, and is not usable until both are valid.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    ///
    /// let issuer = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(30))?;
    /// let leaf = Validity::starting_at(utc_datetime!(2026-01-20 00:00:00), Lifetime::days(90))?;
    /// let truncated = leaf.truncated_to(&issuer).map(|validity| validity.to_string());
    /// assert_eq!(truncated.as_deref(), Some("2026-01-20T00:00:00Z/2026-01-30T23:59:59Z"));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use = "this returns the truncated period and leaves the original as it is"]
    pub fn truncated_to(&self, issuer: &Self) -> Option<Self> {
        let not_after = self.not_after.min(issuer.not_after);
        (self.not_before <= not_after).then_some(Self { not_before: self.not_before, not_after })
    }

    /// Whether notAfter is a date of expiry, and not [`NO_WELL_DEFINED_EXPIRY`](Self::NO_WELL_DEFINED_EXPIRY).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Validity, time::macros::utc_datetime};
    ///
    /// let start = utc_datetime!(2026-01-01 00:00:00);
    /// assert!(!Validity::new(start, Validity::NO_WELL_DEFINED_EXPIRY)?.has_well_defined_expiry());
    /// assert!(Validity::new(start, utc_datetime!(9999-12-31 23:59:58))?.has_well_defined_expiry());
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use = "this returns whether the period has an expiry and changes nothing"]
    pub fn has_well_defined_expiry(&self) -> bool {
        self.not_after != Self::NO_WELL_DEFINED_EXPIRY
    }
}

/// Whether a [`Validity`] has not begun, is in force, or has ended, and for how long.
///
/// No length is ever zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// The instant is before notBefore.
    NotYetValid {
        /// How long until the first valid second.
        starts_in: Duration,
    },
    /// The instant is in the period.
    Valid {
        /// How long the period lasts from this second on, with this second and the last second counted.
        remaining: Duration,
    },
    /// The instant is after notAfter.
    Expired {
        /// How long ago the last valid second was.
        since: Duration,
    },
}

/// The last second of `lifetime` from `first` on. The error has a reason if a day does not exist, and none if the range ends.
fn last_second(first: UtcDateTime, lifetime: Lifetime) -> Result<UtcDateTime, Option<CalendarError>> {
    let (date, time) = (first.date(), first.time());
    let count = |count: u32| i32::try_from(count).map_err(|_| None);
    // Inclusive (RFC 5280 section 4.1.2.5): one second before the lifetime is over.
    let exact = |seconds: u64| {
        let seconds = i64::try_from(seconds.checked_sub(1)?).ok()?;
        let last = UtcDateTime::from_unix_timestamp(first.unix_timestamp().checked_add(seconds)?).ok()?;
        (last <= Validity::NO_WELL_DEFINED_EXPIRY).then_some(last)
    };
    let (day_after, months) = match lifetime.0 {
        Length::Years(years, policy) => (add_years(date, count(years)?, policy), i64::from(years) * 12),
        Length::Months(months, policy) => (add_months(date, count(months)?, policy), months.into()),
        Length::Weeks(_) | Length::Days(_) | Length::Hours(_) | Length::Minutes(_) | Length::Seconds(_) => {
            return exact(lifetime.meaning().1).ok_or(None);
        }
    };
    let last = match day_after {
        Ok(day_after) if time == Time::MIDNIGHT => UtcDateTime::new(day_after.previous_day().ok_or(None)?, LAST_SECOND),
        Ok(day_after) => UtcDateTime::new(day_after, time).saturating_sub(time::Duration::SECOND),
        Err(CalendarError::YearOutOfRange { .. }) if is_last_midnight(first, months) => {
            Validity::NO_WELL_DEFINED_EXPIRY
        }
        Err(reason) => return Err(Some(reason)),
    };
    if last < first { Err(None) } else { Ok(last) }
}

/// Whether `months` after `first` is 10000-01-01T00:00:00Z. No instant can be there, but the last second of 9999 is the one
/// before it.
fn is_last_midnight(first: UtcDateTime, months: i64) -> bool {
    let (year, month, day) = first.to_calendar_date();
    let reached = i64::from(year) * 12 + i64::from(u8::from(month)) - 1 + months;
    reached == 120_000 && day == 1 && first.time() == Time::MIDNIGHT
}

/// The whole seconds from `from` to `to`, which is not earlier.
const fn seconds_between(from: UtcDateTime, to: UtcDateTime) -> u64 {
    to.unix_timestamp().abs_diff(from.unix_timestamp())
}
