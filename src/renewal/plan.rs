//! How one host renews.

use core::time::Duration;

use super::{RenewAt, Seed};
use crate::fault::Scope;

/// How one host renews: at which point, and how long it waits after a failure.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use notafter::renewal::{Plan, RenewAt};
///
/// let plan = Plan::new("host-17")
///     .renew_at(RenewAt::BeforeEnd(Duration::from_secs(30 * 86_400)))
///     .back_off(Duration::from_secs(30), Duration::from_secs(3_600));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a plan does nothing until a rotation has it"]
pub struct Plan {
    pub(super) seed: Seed,
    pub(super) renew_at: RenewAt,
    first: Duration,
    longest: Duration,
}

impl Plan {
    /// Renews at the [ideal point](RenewAt::Ideal), and after a failure waits for one minute, then two, and up to an hour.
    ///
    /// `seed` tells the host from the others of its fleet.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::renewal::{Plan, RenewAt};
    ///
    /// let (minute, hour) = (Duration::from_secs(60), Duration::from_secs(3_600));
    /// assert_eq!(Plan::new("host-17"), Plan::new("host-17").renew_at(RenewAt::Ideal).back_off(minute, hour));
    /// assert_ne!(Plan::new("host-17"), Plan::new("host-18"));
    /// ```
    pub fn new(seed: impl Into<Seed>) -> Self {
        let (first, longest) = (Duration::from_secs(60), Duration::from_secs(3_600));
        Self { seed: seed.into(), renew_at: RenewAt::Ideal, first, longest }
    }

    /// Renews around another point.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, renewal::{Plan, RenewAt, Rotation}, time::macros::utc_datetime};
    ///
    /// let validity = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(100))?;
    /// let rotation = Rotation::new((), validity, Plan::new("host-17").renew_at(RenewAt::Percent(80)));
    /// let due = rotation.due(validity.not_before());
    /// assert!(utc_datetime!(2026-03-21 00:00:00) <= due && due <= utc_datetime!(2026-03-23 00:00:00));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub const fn renew_at(self, renew_at: RenewAt) -> Self {
        Self { renew_at, ..self }
    }

    /// Waits for `first` after the first failure, and twice as long after each further one, up to `longest`.
    ///
    /// After an error of [`Scope::EveryHost`] the wait is `longest` from the first failure on. Each wait is shortened by up
    /// to a half, differently for each host.
    ///
    /// For credentials that do not live for long the waits are shorter: `first` is no more than a hundredth of what was left of
    /// the one in use when it was taken, and `longest` no more than a tenth, but each at least a second. So the minute of
    /// [`new`](Self::new) is less where fewer than 100 minutes were left, and its hour where fewer than 10 hours were. Once it has
    /// expired, its whole lifetime counts.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, limits, time::{self, macros::utc_datetime}};
    /// use notafter::renewal::{Plan, Rotation};
    ///
    /// // 200 days are too many from 2027-03-15 on.
    /// let profile = Profile::new(Lifetime::days(200)).limit(&limits::TLS_SERVER);
    /// let validity = profile.validity(utc_datetime!(2026-12-01 00:00:00))?;
    /// let plan = Plan::new("host-17").back_off(Duration::from_secs(30), Duration::from_secs(600));
    /// let mut rotation = Rotation::new((), validity, plan);
    /// let now = rotation.due(validity.not_before());
    /// let _ = rotation.attempt(now, |now| profile.validity(now).map(|validity| ((), validity)));
    /// let wait = rotation.due(now) - now;
    /// assert!(time::Duration::minutes(5) <= wait && wait <= time::Duration::minutes(10));
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub const fn back_off(self, first: Duration, longest: Duration) -> Self {
        Self { first, longest, ..self }
    }

    /// How long to wait after the `failures`th failure in a row, with a credential that lives for `lifetime`.
    pub(super) fn wait(&self, lifetime: Duration, failures: u32, scope: Scope) -> Duration {
        let (first, longest) = (self.first(lifetime), self.longest(lifetime).as_secs());
        let wait = match scope {
            Scope::EveryHost => longest,
            Scope::ThisHost => 2u64.saturating_pow(failures.saturating_sub(1)).saturating_mul(first).min(longest),
        };
        Duration::from_secs(wait - self.seed.nth(failures).below(wait / 2 + 1))
    }

    /// The longest wait with a credential that lives for `lifetime`, before it is shortened.
    pub(super) fn longest(&self, lifetime: Duration) -> Duration {
        Duration::from_secs(self.longest.min(lifetime / 10).as_secs().max(self.first(lifetime)))
    }

    fn first(&self, lifetime: Duration) -> u64 {
        self.first.min(lifetime / 100).as_secs().max(1)
    }
}
