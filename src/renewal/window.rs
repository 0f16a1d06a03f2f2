//! The window in which a certificate is to be renewed, and one host's instant in it.

use core::{fmt, time::Duration};

use time::UtcDateTime;

use crate::{instant::Rfc3339, lifetime::SECONDS_PER_DAY, validity::Validity};

/// The point of a validity period around which a certificate is to be renewed.
///
/// No point is before a tenth of the period: a certificate that is renewed as soon as it was minted is renewed without end. In
/// a [`Rotation`](super::Rotation) the period is what was left when the certificate was taken into use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RenewAt {
    /// When two thirds of the period are over; one half, if it is shorter than 10 days.
    ///
    /// These are the points of [Let's Encrypt's integration guide](https://letsencrypt.org/docs/integration-guide/), "When to
    /// renew": a third of the lifetime is left, or a half for those "with a validity period under 10 days".
    Ideal,
    /// When this many hundredths of the period are over. Fewer than 10 count as 10, more than 100 as 100.
    Percent(u8),
    /// This long before the end of the period, in whole seconds, at the latest. Where less than a tenth of the period would be
    /// over by then, it is the ideal point instead.
    BeforeEnd(Duration),
}

/// The time in which a certificate is to be renewed: `suggestedWindow` of
/// [RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2), for an issuer that does not suggest one.
///
/// | | begins | ends |
/// |---|---|---|
/// | `Ideal`, `Percent` | a hundredth of the period before the point | a hundredth of the period after it |
/// | `BeforeEnd(d)` | `d`, or a fiftieth of the period if that is less, before the point | at the point |
///
/// It begins when 8 hundredths of the period are over, to the second, at the earliest. It ends a hundredth of the period before
/// the period does, or an hour where that is less, at the latest, and at least a second where the period is shorter than 100 s:
/// however late the point is, there is time for another attempt. A window that would end later is moved, and a `d` that is less
/// counts as that much. The hundredths are this crate's choice: the guide for
/// [`Ideal`](RenewAt::Ideal) names points, and no window.
///
/// A fleet is spread evenly over it: of 100,000 hosts with the same 90 days, 61 renew in the busiest minute and 38.6 on average;
/// at "30 days before the end" exactly, all 100,000 renew in the same minute.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Validity, renewal::{RenewAt, Window}, time::macros::utc_datetime};
///
/// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(90))?;
/// let window = Window::of(&validity, RenewAt::Ideal);
/// assert_eq!(window.start(), utc_datetime!(2026-03-01 02:24:00), "60 days, less a hundredth of 90");
/// assert_eq!(window.end(), utc_datetime!(2026-03-02 21:36:00));
///
/// let instant = window.pick("host-17");
/// assert_eq!(instant, window.pick("host-17"), "always the same for the same host");
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
    /// It knows nothing of a backdate: where notBefore is before the issue, give it the period from the issue to notAfter, as a
    /// [`Rotation`](super::Rotation) does.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Validity, renewal::{RenewAt, Window}, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(90))?;
    /// let thirty_days = RenewAt::BeforeEnd(Duration::from_secs(30 * 86_400));
    /// assert_eq!(Window::of(&validity, thirty_days).end(), utc_datetime!(2026-03-02 00:00:00), "then at the latest");
    /// let last = Window::of(&validity, RenewAt::Percent(100)).end();
    /// assert_eq!(last, utc_datetime!(2026-03-31 23:00:00), "with time for another attempt");
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub fn of(validity: &Validity, renew_at: RenewAt) -> Self {
        let length = validity.duration().as_secs();
        let margin = length / 100;
        let reserve = margin.clamp(1, HOUR);
        let around = |point: u64| (point.saturating_add(margin), 2 * margin);
        let (end, width) = match renew_at {
            RenewAt::BeforeEnd(before) if before.as_secs() <= length - length.div_ceil(10) => {
                let before = before.as_secs().max(reserve);
                (length - before, before.min(2 * margin))
            }
            RenewAt::Percent(percent) => around(percent_of(length, percent.clamp(10, 100))),
            RenewAt::Ideal | RenewAt::BeforeEnd(_) if length < TEN_DAYS => around(length / 2),
            RenewAt::Ideal | RenewAt::BeforeEnd(_) => around(length / 3 * 2 + length % 3 * 2 / 3),
        };
        let end = end.min(length - reserve);
        let instant = |seconds: u64| {
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            validity.not_before().saturating_add(time::Duration::seconds(seconds))
        };
        Self { start: instant(end.saturating_sub(width)), end: instant(end) }
    }

    /// The window from `start` through `end`, as an issuer suggests it; `None`, if `end` is not after `start`.
    ///
    /// Such an answer is invalid, and counts as none
    /// ([RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2)): the window is then that
    /// [of the period](Self::of). A [`Rotation`](super::Rotation::suggest) does so.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{renewal::Window, time::macros::utc_datetime};
    ///
    /// let (start, end) = (utc_datetime!(2026-03-01 00:00:00), utc_datetime!(2026-03-03 00:00:00));
    /// assert_eq!(Window::suggested(start, end).map(|window| window.end()), Some(end));
    /// assert_eq!(Window::suggested(end, start), None);
    /// assert_eq!(Window::suggested(start, start), None);
    /// ```
    #[must_use]
    pub fn suggested(start: UtcDateTime, end: UtcDateTime) -> Option<Self> {
        (start < end).then(|| Self { start: start.truncate_to_second(), end: end.truncate_to_second() })
    }

    /// The first second of the window.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{renewal::Window, time::macros::utc_datetime};
    ///
    /// let (start, end) = (utc_datetime!(2026-03-01 00:00:00), utc_datetime!(2026-03-03 00:00:00));
    /// assert_eq!(Window::suggested(start, end).map(|window| window.start()), Some(start));
    /// ```
    #[must_use]
    pub const fn start(&self) -> UtcDateTime {
        self.start
    }

    /// The last second of the window.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{renewal::Window, time::macros::utc_datetime};
    ///
    /// let (start, end) = (utc_datetime!(2026-03-01 00:00:00), utc_datetime!(2026-03-03 00:00:00));
    /// assert_eq!(Window::suggested(start, end).map(|window| window.end()), Some(end));
    /// ```
    #[must_use]
    pub const fn end(&self) -> UtcDateTime {
        self.end
    }

    /// The second in the window at which the host of `seed` renews.
    ///
    /// The same seed gives the same second, on every platform and in every version of this crate; a fleet with a seed for
    /// each host is spread evenly over the window. Where the second is past, the time to renew is now: see
    /// [`due`](Self::due).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{renewal::Window, time::macros::utc_datetime};
    ///
    /// let window = Window::suggested(utc_datetime!(2026-03-01 00:00:00), utc_datetime!(2026-03-03 00:00:00));
    /// let pick = |host: &str| window.map(|window| window.pick(host));
    /// assert_eq!(pick("host-17"), pick("host-17"));
    /// assert_ne!(pick("host-17"), pick("host-18"));
    /// ```
    #[must_use]
    pub fn pick(&self, seed: impl Into<Seed>) -> UtcDateTime {
        let seconds = self.end.unix_timestamp().abs_diff(self.start.unix_timestamp()).saturating_add(1);
        let offset = seed.into().below(seconds);
        self.start.saturating_add(time::Duration::seconds(offset.cast_signed()))
    }

    /// The instant from `now` on at which the host of `seed` renews: its second in the window, or now if that is past
    /// ([RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2)).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{renewal::Window, time::macros::utc_datetime};
    ///
    /// let (start, end) = (utc_datetime!(2026-03-01 00:00:00), utc_datetime!(2026-03-03 00:00:00));
    /// let late = utc_datetime!(2026-03-04 00:00:00);
    /// if let Some(window) = Window::suggested(start, end) {
    ///     assert_eq!(window.due("host-17", start), window.pick("host-17"));
    ///     assert_eq!(window.due("host-17", late), late);
    /// }
    /// ```
    #[must_use]
    pub fn due(&self, seed: impl Into<Seed>, now: UtcDateTime) -> UtcDateTime {
        self.pick(seed).max(now)
    }
}

/// Prints the first and the last second: `2026-03-01T00:00:00Z/2026-03-03T00:00:00Z`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Rfc3339(self.start), Rfc3339(self.end))
    }
}

/// What tells one host from the others: a number, or the bytes of its name.
///
/// # Examples
///
/// ```
/// use notafter::renewal::Seed;
///
/// assert_eq!(Seed::from("host-17"), Seed::from(b"host-17".as_slice()));
/// assert_ne!(Seed::from("host-17"), Seed::from(17));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seed(u64);

impl Seed {
    /// A number below `bound`, each as likely as the others.
    pub(super) const fn below(self, bound: u64) -> u64 {
        // The high half of a product with a random number of 64 bits is as good as uniform for bounds of 40 bits.
        ((mixed(self.0) as u128 * bound as u128) >> 64) as u64
    }

    /// The seed of the `n`th draw.
    pub(super) const fn nth(self, n: u32) -> Self {
        Self(self.0 ^ mixed(n as u64))
    }
}

impl From<u64> for Seed {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

/// The bytes of a name, as text or as they are.
impl<T: AsRef<[u8]> + ?Sized> From<&T> for Seed {
    fn from(name: &T) -> Self {
        // FNV-1a: short names that differ in one digit get seeds that differ.
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(name.as_ref().iter().fold(0xcbf2_9ce4_8422_2325, step))
    }
}

/// So many hundredths of `length`, to the second.
const fn percent_of(length: u64, percent: u8) -> u64 {
    length / 100 * percent as u64 + length % 100 * percent as u64 / 100
}

/// SplitMix64's output function: one bit of difference in the number changes half of the bits.
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

const TEN_DAYS: u64 = 10 * SECONDS_PER_DAY;
const HOUR: u64 = 3_600;
