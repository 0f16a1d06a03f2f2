//! The window in which a certificate is renewed, and one certificate's instant in it.

use core::{fmt, time::Duration};

use time::UtcDateTime;

use super::{RenewAt, Seed};
use crate::{
    instant::{Rfc3339, later},
    lifetime::SECONDS_PER_DAY,
    validity::Validity,
};

/// The time in which a certificate is renewed.
///
/// It is the `suggestedWindow` of [RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2), for an issuer that
/// does not suggest one.
///
/// ```text
/// notBefore          5 %                 point                        reserve   notAfter
///     |--------------|----------[=======*=======]------------------------|--------|
///                               start         end
/// ```
///
/// The window lies around the point that [`RenewAt`] names, with the same margin on each side. With [`RenewAt::BeforeEnd`] it
/// ends at the point, and is no wider than the time after the point. The length of the period decides the margin:
///
/// | period | margin on each side | for example |
/// |---|---|---|
/// | up to a day | 10 % | a window of 12 minutes for an hour |
/// | 1 to 10 days | from 10 % evenly down to 1 % | a window of 14.4 hours for 5 days |
/// | from 10 days on | 1 % | a window of 43.2 hours for 90 days |
///
/// [`Plan::spread`](super::Plan::spread) sets another margin. Two bounds hold wherever the point is:
///
/// - The window begins when 5 % of the period are over, at the earliest.
/// - It ends 1 % of the period before the end, or an hour if that is less, and at least a second. So there is time for another
///   attempt. A window that would end later is moved.
///
/// The fractions are this crate's choice: the guide for [`RenewAt::Ideal`] names points and no window.
///
/// A fleet is spread evenly over the window. Of 100,000 hosts with the same 90 days, 61 renew in the busiest minute and 38.6 on
/// average. At "30 days before the end" exactly, all 100,000 renew in the same minute.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
/// use notafter::renewal::{RenewAt, Window};
///
/// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(90))?;
/// let window = Window::new(&validity, RenewAt::Ideal);
/// assert_eq!(
///     window.to_string(),
///     "2026-03-01T02:24:00Z/2026-03-02T21:36:00Z",
///     "60 days, 0.9 days on each side"
/// );
///
/// let instant = window.pick("host-17");
/// assert_eq!(instant, window.pick("host-17"), "always the same for the same seed");
/// assert!(window.start() <= instant && instant <= window.end());
/// # Ok::<(), notafter::ValidityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    start: UtcDateTime,
    end: UtcDateTime,
}

impl Window {
    /// The window of a certificate that is valid for `validity`.
    ///
    /// If notBefore is before the issue, pass the period from the issue to notAfter, as a [`Rotation`](super::Rotation) does.
    #[must_use]
    pub fn new(validity: &Validity, renew_at: RenewAt) -> Self {
        Self::with_margin(validity, renew_at, None)
    }

    /// The same, with a margin in percent if there is one.
    pub(super) fn with_margin(validity: &Validity, renew_at: RenewAt, percent: Option<u8>) -> Self {
        let length = validity.duration().as_secs();
        let margin = margin(length, percent);
        let around = |point: u64| (point.saturating_add(margin), 2 * margin);
        let (end, width) = match renew_at {
            RenewAt::Ideal if length < TEN_DAYS => around(length / 2),
            RenewAt::Ideal => around(length / 3 * 2 + length % 3 * 2 / 3),
            RenewAt::Share(share) => around(share.of(length)),
            RenewAt::BeforeEnd(before) => {
                let before = before.as_secs().max(reserve(length));
                let point = length.saturating_sub(before).max(length.div_ceil(10));
                (point, before.min(2 * margin))
            }
        };
        Self::ending(validity, end, width)
    }

    /// The last window in which an issuer may want a certificate renewed: 5 % of the period are left at its end.
    pub(super) fn latest(validity: &Validity, percent: Option<u8>) -> Self {
        let length = validity.duration().as_secs();
        Self::ending(validity, length.saturating_sub(length.div_ceil(20)), 2 * margin(length, percent))
    }

    /// The window of `width` seconds that ends `end` seconds after notBefore, within its bounds.
    fn ending(validity: &Validity, end: u64, width: u64) -> Self {
        let length = validity.duration().as_secs();
        let end = end.min(length.saturating_sub(reserve(length)));
        let start = end.saturating_sub(width).max(length / 20).min(end);
        let instant = |seconds: u64| later(validity.not_before(), Duration::from_secs(seconds));
        Self { start: instant(start), end: instant(end) }
    }

    /// The window from `start` through `end`, as an issuer suggests it.
    ///
    /// `None` if `end` is not after `start`, or if one of them is outside the years 0000 to 9999. Such an answer is invalid,
    /// and counts as no answer ([RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2)). Then the window is
    /// [made from the period](Self::new), as in [`Rotation::suggest`](super::Rotation::suggest).
    ///
    /// An instant in RFC 3339 may be after the year 9999 in UTC. Read it with `time::OffsetDateTime::parse`, and convert it
    /// with `checked_to_utc`: `UtcDateTime::parse` panics there (time 0.3.55).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{renewal::Window, time::macros::utc_datetime};
    ///
    /// let (start, end) = (utc_datetime!(2026-03-01 00:00:00), utc_datetime!(2026-03-03 00:00:00));
    /// assert_eq!(Window::from_suggested(start, end).map(|window| window.end()), Some(end));
    /// assert_eq!(Window::from_suggested(end, start), None);
    /// assert_eq!(Window::from_suggested(start, start), None);
    /// ```
    #[must_use]
    pub fn from_suggested(start: UtcDateTime, end: UtcDateTime) -> Option<Self> {
        // requirement: RFC 9773 §4.2 invalid-window
        let is_valid = start < end && 0 <= start.year() && end.year() <= 9999;
        is_valid.then(|| Self { start: start.truncate_to_second(), end: end.truncate_to_second() })
    }

    /// The first second of the window.
    #[must_use]
    pub const fn start(&self) -> UtcDateTime {
        self.start
    }

    /// The last second of the window.
    #[must_use]
    pub const fn end(&self) -> UtcDateTime {
        self.end
    }

    /// The second of the window at which the certificate of `seed` is renewed.
    ///
    /// If it is past, renew now.
    ///
    /// The same seed gives the same second, on every platform and in every version of this crate. Different seeds are spread
    /// evenly over the window.
    #[must_use]
    pub fn pick(&self, seed: impl Into<Seed>) -> UtcDateTime {
        let seconds = self.end.unix_timestamp().abs_diff(self.start.unix_timestamp()).saturating_add(1);
        // requirement: RFC 9773 §4.2 random-time
        let offset = seed.into().below(seconds);
        later(self.start, Duration::from_secs(offset))
    }
}

/// Prints the first and the last second: `2026-03-01T00:00:00Z/2026-03-03T00:00:00Z`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Rfc3339(self.start), Rfc3339(self.end))
    }
}

/// When to ask an ACME server for renewal information again, after an answer at `now`.
///
/// `retry_after` is the answer's `Retry-After`. It counts as one minute at least and one day at most ([RFC 9773 section
/// 4.3.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.3.2)). Pass `None` after an error, or after an answer without a
/// valid `Retry-After` or window. Then you ask again in 6 hours ([section
/// 4.3.3](https://www.rfc-editor.org/rfc/rfc9773#section-4.3.3)).
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use notafter::{renewal::ask_again, time::macros::utc_datetime};
///
/// let now = utc_datetime!(2026-03-01 00:00:00);
/// assert_eq!(
///     ask_again(now, Some(Duration::from_secs(21_600))),
///     utc_datetime!(2026-03-01 06:00:00)
/// );
/// assert_eq!(ask_again(now, Some(Duration::ZERO)), utc_datetime!(2026-03-01 00:01:00));
/// assert_eq!(ask_again(now, Some(Duration::MAX)), utc_datetime!(2026-03-02 00:00:00));
/// assert_eq!(ask_again(now, None), utc_datetime!(2026-03-01 06:00:00));
/// ```
#[must_use]
pub fn ask_again(now: UtcDateTime, retry_after: Option<Duration>) -> UtcDateTime {
    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(3_600);
    const DAY: Duration = Duration::from_secs(SECONDS_PER_DAY);
    // requirement: RFC 9773 §4.2 sleep
    // requirement: RFC 9773 §4.3.2 retry-after
    // requirement: RFC 9773 §4.3.2 limits
    // requirement: RFC 9773 §4.3.3 long-term
    let wait = retry_after.map_or(6 * HOUR, |wait| wait.clamp(MINUTE, DAY));
    later(now, wait)
}

/// The seconds on each side of the point: `percent` of the period, or the default for its length.
fn margin(length: u64, percent: Option<u8>) -> u64 {
    if let Some(percent) = percent {
        let percent = u64::from(percent.min(50));
        return length / 100 * percent + length % 100 * percent / 100;
    }
    // 10 % at a day, 1 % at ten days, and in between evenly less for a longer period.
    let days = length.clamp(SECONDS_PER_DAY, TEN_DAYS);
    let share = u128::from(11 * SECONDS_PER_DAY - days);
    u64::try_from(u128::from(length) * share / u128::from(100 * SECONDS_PER_DAY)).unwrap_or(length)
}

/// The least number of seconds that a window leaves at the end of the period.
fn reserve(length: u64) -> u64 {
    (length / 100).clamp(1, 3_600)
}

const TEN_DAYS: u64 = 10 * SECONDS_PER_DAY;
