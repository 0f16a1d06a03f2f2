//! The point of a period around which a certificate is renewed.

use core::{fmt, time::Duration};

use crate::print::Length;

/// The point of a validity period around which a certificate is renewed.
///
/// No point is before 10 % of the period, so no certificate is renewed as soon as it was minted. In a
/// [`Rotation`](super::Rotation) the period is the time that was left when the credential was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RenewAt {
    /// When two thirds of the period are over, or one half if the period is shorter than 10 days.
    ///
    /// This is the middle of a [`Window`](super::Window). A certificate is renewed up to the window's margin earlier or later:
    /// 10 % of a day, 1 % of 90 days.
    ///
    /// The points are from [Let's Encrypt's integration guide](https://letsencrypt.org/docs/integration-guide/), "When to
    /// renew". The guide renews when a third of the lifetime is left. It renews at a half for certificates "with a validity
    /// period under 10 days".
    Ideal,
    /// When this share of the period is over. [`RenewAt::percent`] and [`RenewAt::fraction`] make it.
    Share(Share),
    /// This long before the end of the period at the latest, in whole seconds.
    ///
    /// If less than 10 % of the period would be over by then, the point is at 10 %.
    BeforeEnd(Duration),
}

impl RenewAt {
    /// When `percent` % of the period are over.
    ///
    /// Less than 10 % counts as 10 %, and more than 100 % as 100 %.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::renewal::RenewAt;
    ///
    /// assert_eq!(RenewAt::percent(80), RenewAt::fraction(4, 5));
    /// assert_eq!(RenewAt::percent(0), RenewAt::percent(10));
    /// ```
    #[must_use]
    pub const fn percent(percent: u8) -> Self {
        Self::fraction(percent, 100)
    }

    /// When `numerator / denominator` of the period is over.
    ///
    /// Less than 10 % counts as 10 %. More than the whole, or a denominator of zero, counts as the whole.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, renewal::{RenewAt, Window}, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(6))?;
    /// let window = Window::new(&validity, RenewAt::fraction(2, 3));
    /// let four_days = utc_datetime!(2026-01-05 00:00:00);
    /// assert!(window.start() < four_days && four_days < window.end());
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use]
    pub const fn fraction(numerator: u8, denominator: u8) -> Self {
        Self::Share(Share::new(numerator, denominator))
    }
}

/// Prints `ideal`, `80%`, `2/3` or `7 days before the end`.
impl fmt::Display for RenewAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ideal => f.write_str("ideal"),
            Self::Share(share) => share.fmt(f),
            Self::BeforeEnd(before) => write!(f, "{} before the end", Length(*before)),
        }
    }
}

/// A share of a period, from 10 % to 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    // In lowest terms, so that equal shares are equal.
    pub(super) numerator: u8,
    pub(super) denominator: u8,
}

impl Share {
    const fn new(numerator: u8, denominator: u8) -> Self {
        if numerator >= denominator {
            return Self { numerator: 1, denominator: 1 };
        }
        if (numerator as u16) * 10 < denominator as u16 {
            return Self { numerator: 1, denominator: 10 };
        }
        let (mut divisor, mut rest) = (denominator, numerator);
        while rest > 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        Self { numerator: numerator / divisor, denominator: denominator / divisor }
    }

    /// So much of `length`, in whole seconds.
    pub(super) const fn of(self, length: u64) -> u64 {
        let (numerator, denominator) = (self.numerator as u64, self.denominator as u64);
        length / denominator * numerator + length % denominator * numerator / denominator
    }
}

/// Prints `50%` if the share is a whole number of percent, and else `2/3`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match 100 % self.denominator {
            0 => write!(f, "{}%", self.numerator * (100 / self.denominator)),
            _ => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}
