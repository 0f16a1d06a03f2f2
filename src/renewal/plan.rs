//! How a certificate is renewed.

use core::time::Duration;

use time::UtcDateTime;

use super::{RenewAt, Window};
use crate::{instant::later, validity::Validity};

/// How a certificate is renewed: at which point of its period, and how long to wait after a failure.
///
/// A plan is configuration, and a fleet shares it. A [`Seed`](super::Seed) tells the certificates of the fleet apart.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use notafter::renewal::{Plan, RenewAt};
///
/// const DAY: Duration = Duration::from_secs(86_400);
///
/// // A service that runs, and renews at two thirds of the lifetime.
/// let service = Plan::new(RenewAt::Ideal);
/// // A cron job that runs once a day, and renews 30 days before the end.
/// let cron = Plan::new(RenewAt::BeforeEnd(30 * DAY)).asked_every(DAY);
/// assert_ne!(service, cron);
/// ```
///
/// # Configuration
///
/// With the feature `serde` a plan is a table. Only `renew_at` is required, and an unknown key is an error. Durations are texts
/// with a unit. A plan has no seed: each certificate has a seed of its own.
///
/// ```toml
/// renew_at = "2/3"            # or "ideal", "80%", { before_end = "7 days" }
/// spread = "5%"
/// back_off = { first = "30s", longest = "1h" }
/// asked_every = "1 day"
/// settle = "5m"
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a plan does nothing until a rotation has it"]
pub struct Plan {
    pub(super) renew_at: RenewAt,
    pub(super) spread: Option<u8>,
    pub(super) first: Duration,
    pub(super) longest: Duration,
    pub(crate) asked_every: Duration,
    pub(super) settle: Duration,
}

impl Plan {
    /// Makes a plan that renews around the point `renew_at`.
    ///
    /// After a failure the rotation waits for one minute, then two, and so on up to an hour. [`back_off`](Self::back_off)
    /// changes the waits.
    pub const fn new(renew_at: RenewAt) -> Self {
        let (first, longest) = (Duration::from_secs(60), Duration::from_secs(3_600));
        // One spelling of each plan, so that it is read back from configuration as it was written.
        let renew_at = match renew_at {
            RenewAt::BeforeEnd(before) => RenewAt::BeforeEnd(at_least_a_second(before)),
            RenewAt::Ideal | RenewAt::Share(_) => renew_at,
        };
        Self { renew_at, spread: None, first, longest, asked_every: Duration::ZERO, settle: Duration::ZERO }
    }

    /// Spreads a fleet over `percent` % of the period on each side of the point, instead of the default of a [`Window`].
    ///
    /// 0 renews at the point exactly. More than 50 counts as 50.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, time::macros::utc_datetime};
    /// use notafter::renewal::{Plan, RenewAt, Rotation};
    ///
    /// let start = utc_datetime!(2026-01-01 00:00:00);
    /// let plan = Plan::new(RenewAt::percent(50)).spread(0);
    /// let rotation = Rotation::new(
    ///     (),
    ///     Validity::starting_at(start, Lifetime::days(100))?,
    ///     start,
    ///     plan,
    ///     "host-17",
    /// );
    /// assert_eq!(rotation.at(start).due(), utc_datetime!(2026-02-20 00:00:00));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub const fn spread(self, percent: u8) -> Self {
        Self { spread: Some(if percent > 50 { 50 } else { percent }), ..self }
    }

    /// Waits for `first` after the first failure, and twice as long after each further one, up to `longest`.
    ///
    /// | | wait |
    /// |---|---|
    /// | [`Scope::ThisHost`](crate::Scope::ThisHost), [`Scope::SharedService`](crate::Scope::SharedService) | `first`, doubled for each further failure, up to `longest` |
    /// | [`Scope::EveryHost`](crate::Scope::EveryHost) | `longest` from the first failure on |
    ///
    /// - Each wait is shortened by up to a half, differently for each seed.
    /// - Both durations count in whole seconds, and `longest` is at least `first`.
    /// - If the error [asks for](crate::Scoped::retry_after) a longer wait, that wait holds, up to 7 days. The [last
    ///   chance](super::Rotation#the-last-chance) comes first.
    /// - For short lifetimes the waits are shorter. `first` is at most 1 %, and `longest` at most 10 %, of the time that was
    ///   left when the credential was taken. Each is at least a second. If nothing is valid any more, the whole period counts
    ///   instead.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, Scope, ScopedError};
    /// use notafter::renewal::{Plan, RenewAt, Rotation};
    /// use notafter::time::{self, macros::utc_datetime};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let plan =
    ///     Plan::new(RenewAt::Ideal).back_off(Duration::from_secs(30), Duration::from_secs(600));
    /// let mut rotation = Rotation::new((), profile.validity(start)?, start, plan, "host-17");
    /// let now = rotation.at(start).due();
    /// let outcome =
    ///     rotation.attempt(now, |_| Err(ScopedError::new(Scope::EveryHost, "no such profile")));
    /// let wait = outcome.due() - now;
    /// assert!(time::Duration::minutes(5) <= wait && wait <= time::Duration::minutes(10));
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub const fn back_off(self, first: Duration, longest: Duration) -> Self {
        let (first, longest) = (at_least_a_second(first), at_least_a_second(longest));
        let longest = if longest.as_secs() < first.as_secs() { first } else { longest };
        Self { first, longest, ..self }
    }

    /// Says that you ask the rotation only once in `interval`, for example from cron.
    ///
    /// Then a renewal is due if its instant comes before the next time that you ask ([RFC 9773 section
    /// 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2)). Give the longest time between two runs, delays included: 25
    /// hours for a daily job in local time, and 31 days for a monthly job. Zero, the default, is for a service that asks at
    /// [`View::next_tick`](super::View::next_tick).
    ///
    /// An interval of more than 80 % of the time that was left counts as 80 %. So nothing is renewed before 10 % of that time
    /// is over, even if you ask more often than you said.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    /// use notafter::renewal::{Plan, RenewAt, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-02 00:00:00));
    /// let validity = profile.validity(start)?;
    /// let month = Duration::from_secs(31 * 86_400);
    /// let is_due = |plan| {
    ///     Rotation::new((), validity, start, plan, "host-17")
    ///         .at(utc_datetime!(2026-03-01 00:00:00))
    ///         .is_due()
    /// };
    /// assert!(!is_due(Plan::new(RenewAt::Ideal)), "it would be on 2026-03-03");
    /// assert!(
    ///     is_due(Plan::new(RenewAt::Ideal).asked_every(month)),
    ///     "before the next time, on 2026-04-01"
    /// );
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub const fn asked_every(self, interval: Duration) -> Self {
        Self { asked_every: whole_seconds_up(interval), ..self }
    }

    /// Uses the old credential until `settle` after the new one's notBefore, as long as the old one is valid.
    ///
    /// Peers whose clock is slow refuse a certificate in its first seconds. A certificate that is backdated by `settle` or more
    /// is used at once. `settle` counts as at most 10 % of the new certificate's period.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, ProfileError};
    /// use notafter::renewal::{Plan, RenewAt, Rotation};
    /// use notafter::time::{self, macros::utc_datetime};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let plan = Plan::new(RenewAt::Ideal).settle(Duration::from_secs(60));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, start, plan, "host-17");
    /// let now = rotation.at(start).due();
    /// let outcome =
    ///     rotation.attempt(now, |now| Ok::<_, ProfileError>(("second", profile.validity(now)?)));
    /// let in_use = |at| *rotation.at(at).current().credential();
    /// assert_eq!(in_use(now), "first");
    /// assert_eq!(in_use(now + time::Duration::MINUTE), "second");
    /// # drop(outcome);
    /// # Ok::<(), ProfileError>(())
    /// ```
    pub const fn settle(self, settle: Duration) -> Self {
        Self { settle: whole_seconds_up(settle), ..self }
    }

    /// The window of a credential that had the period `left` left when it was taken.
    pub(super) fn window(&self, left: &Validity) -> Window {
        Window::with_margin(left, self.renew_at, self.spread)
    }

    /// The last window in which an issuer may want such a credential renewed.
    pub(super) fn latest_window(&self, left: &Validity) -> Window {
        Window::latest(left, self.spread)
    }

    /// When a credential with this period comes into use, if another is valid until then.
    pub(super) fn settled_at(&self, validity: &Validity) -> UtcDateTime {
        later(validity.not_before(), self.settle.min(validity.duration() / 10))
    }
}

/// `duration` in whole seconds, rounded down, and at least one.
const fn at_least_a_second(duration: Duration) -> Duration {
    let seconds = duration.as_secs();
    Duration::from_secs(if seconds == 0 { 1 } else { seconds })
}

/// `duration` in whole seconds, rounded up.
pub(super) const fn whole_seconds_up(duration: Duration) -> Duration {
    Duration::from_secs(duration.as_secs().saturating_add((duration.subsec_nanos() > 0) as u64))
}
