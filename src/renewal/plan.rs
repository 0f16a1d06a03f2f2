//! How a certificate is renewed.

use core::time::Duration;

use super::{RenewAt, Seed, Window};
use crate::{lifetime::SECONDS_PER_DAY, scope::Scope, validity::Validity};

/// How a certificate is renewed: at which point, and how long to wait after a failure.
///
/// A plan is configuration, the same for a fleet. What differs from certificate to certificate is its [`Seed`].
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
/// with a unit. A plan has no seed: a fleet shares it, and each certificate has a seed of its own.
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
    pub(super) asked_every: Duration,
    pub(super) settle: Duration,
}

impl Plan {
    /// A plan that renews around the point `renew_at`.
    ///
    /// After a failure it waits for one minute, then two, and so on up to an hour. [`back_off`](Self::back_off) changes that.
    pub const fn new(renew_at: RenewAt) -> Self {
        let (first, longest) = (Duration::from_secs(60), Duration::from_secs(3_600));
        Self { renew_at, spread: None, first, longest, asked_every: Duration::ZERO, settle: Duration::ZERO }
    }

    /// Spreads a fleet over `percent` % of the period on each side of the point, in place of the default that [`Window`] has.
    ///
    /// 0 renews at the point exactly. More than 50 counts as 50.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Validity, renewal::{Plan, RenewAt, Rotation}, time::macros::utc_datetime};
    ///
    /// let start = utc_datetime!(2026-01-01 00:00:00);
    /// let plan = Plan::new(RenewAt::percent(50)).spread(0);
    /// let rotation = Rotation::new((), Validity::starting_at(start, Lifetime::days(100))?, start, plan, "host-17");
    /// assert_eq!(rotation.at(start).due(), utc_datetime!(2026-02-20 00:00:00));
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub const fn spread(self, percent: u8) -> Self {
        Self { spread: Some(percent), ..self }
    }

    /// Waits for `first` after the first failure, and twice as long after each further one, up to `longest`.
    ///
    /// | | wait |
    /// |---|---|
    /// | [`Scope::ThisHost`], [`Scope::SharedService`] | `first`, doubled for each further failure, up to `longest` |
    /// | [`Scope::EveryHost`] | `longest` from the first failure on |
    ///
    /// - Each wait is shortened by up to a half, differently for each seed.
    /// - A wait that the error [asks for](crate::Scoped::retry_after) is kept to if it is longer, up to 7 days.
    /// - For short lifetimes the waits are shorter. `first` is at most 1 %, and `longest` at most 10 %, of what was left when the
    ///   credential was taken. Each is at least a second. After its end, its whole period counts.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, Scope, renewal::{Plan, RenewAt, Rotation}, time::{self, macros::utc_datetime}};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let plan = Plan::new(RenewAt::Ideal).back_off(Duration::from_secs(30), Duration::from_secs(600));
    /// let mut rotation = Rotation::new((), profile.validity(start)?, start, plan, "host-17");
    /// let now = rotation.at(start).due();
    /// let outcome = rotation.attempt(now, |_| Err(Scope::EveryHost.of("no such profile")));
    /// let wait = outcome.due() - now;
    /// assert!(time::Duration::minutes(5) <= wait && wait <= time::Duration::minutes(10));
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub const fn back_off(self, first: Duration, longest: Duration) -> Self {
        Self { first, longest, ..self }
    }

    /// Says that the rotation is asked only once in `interval`, by cron for example.
    ///
    /// Then a renewal is due if its instant comes before the next time of asking
    /// ([RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2)). For a job that runs once a month, say 31 days.
    /// Zero, the default, is for a service that asks at [`View::next_tick`](super::View::next_tick).
    ///
    /// If you ask more often than you said, nothing is renewed before a tenth of its time is over.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, renewal::{Plan, RenewAt, Rotation}, time::macros::utc_datetime};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-02 00:00:00));
    /// let validity = profile.validity(start)?;
    /// let month = Duration::from_secs(31 * 86_400);
    /// let is_due = |plan| Rotation::new((), validity, start, plan, "host-17").at(utc_datetime!(2026-03-01 00:00:00)).is_due();
    /// assert!(!is_due(Plan::new(RenewAt::Ideal)), "it would be on 2026-03-03");
    /// assert!(is_due(Plan::new(RenewAt::Ideal).asked_every(month)), "before the next time, on 2026-04-01");
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub const fn asked_every(self, interval: Duration) -> Self {
        Self { asked_every: interval, ..self }
    }

    /// Goes on using the old credential until `settle` after the new one's notBefore, as long as the old one is valid.
    ///
    /// Peers whose clock is slow refuse a certificate in its first seconds. A certificate that is backdated by `settle` or more
    /// is used at once. More than a tenth of the new one's period counts as a tenth.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, ProfileError, renewal::{Plan, RenewAt, Rotation}, time::{self, macros::utc_datetime}};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let plan = Plan::new(RenewAt::Ideal).settle(Duration::from_secs(60));
    /// let mut rotation = Rotation::new("first", profile.validity(start)?, start, plan, "host-17");
    /// let now = rotation.at(start).due();
    /// let outcome = rotation.attempt(now, |now| Ok::<_, ProfileError>(("second", profile.validity(now)?)));
    /// let in_use = |at| *rotation.at(at).current().credential();
    /// assert_eq!(in_use(now), "first");
    /// assert_eq!(in_use(now + time::Duration::MINUTE), "second");
    /// # drop(outcome);
    /// # Ok::<(), ProfileError>(())
    /// ```
    pub const fn settle(self, settle: Duration) -> Self {
        Self { settle, ..self }
    }

    /// The window of a credential of which `left` was left when it was taken.
    pub(super) fn window(&self, left: &Validity) -> Window {
        Window::with_margin(left, self.renew_at, self.spread)
    }

    /// The last window in which an issuer may want it renewed.
    pub(super) fn latest_window(&self, left: &Validity) -> Window {
        Window::latest(left, self.spread)
    }

    /// How long before an instant it is due, because it is not asked again before.
    pub(super) const fn ahead(&self) -> Duration {
        self.asked_every
    }

    /// How long after its notBefore a credential with this period comes into use.
    pub(super) fn settles_after(&self, validity: &Validity) -> Duration {
        self.settle.min(validity.duration() / 10)
    }

    /// How long to wait after the `failures`th failure in a row, with a credential of which `left` was left.
    pub(super) fn wait(&self, left: Duration, failures: u32, scope: Scope, seed: Seed) -> Duration {
        let longest = self.longest(left);
        let first = match scope {
            Scope::EveryHost => longest,
            Scope::SharedService | Scope::ThisHost => self.first(left),
        };
        doubled(first, longest, failures, seed)
    }

    /// How long to wait after the `renewals`th renewal in a row after which the next was wanted at once.
    pub(super) fn wait_after_renewal(&self, left: Duration, renewals: u32, longest: Duration, seed: Seed) -> Duration {
        doubled(self.first(left), longest.max(self.first(left)), renewals, seed)
    }

    /// The longest wait with a credential of which `left` was left, before it is shortened.
    pub(super) fn longest(&self, left: Duration) -> Duration {
        self.longest.min(left / 10).max(self.first(left))
    }

    /// The longest wait with a credential that lives for long.
    pub(super) const fn longest_of_all(&self) -> Duration {
        self.longest
    }

    /// The first wait with a credential of which `left` was left, before it is shortened.
    pub(super) fn first(&self, left: Duration) -> Duration {
        self.first.min(left / 100).max(Duration::from_secs(1))
    }

    /// A wait that an error asks for, as far as it is kept to.
    pub(super) fn asked_wait(wait: Duration) -> Duration {
        wait.min(LONGEST_ASKED)
    }
}

/// `first`, doubled for each of `times` but the first, up to `longest`, shortened by up to a half; in whole seconds.
fn doubled(first: Duration, longest: Duration, times: u32, seed: Seed) -> Duration {
    let factor = 2u32.saturating_pow(times.saturating_sub(1));
    let wait = first.saturating_mul(factor).min(longest).as_secs().max(1);
    Duration::from_secs(wait - seed.nth(times).below(wait / 2 + 1))
}

/// No rate limit of a public authority is longer: Let's Encrypt counts by the week.
const LONGEST_ASKED: Duration = Duration::from_secs(7 * SECONDS_PER_DAY);
