//! The parts of a rehearsal: a plan, and the events meanwhile.

use core::{ops::RangeInclusive, time::Duration};

use time::UtcDateTime;

use super::{cadence::Cadence, host_clock::HostClock, report::RenewalReport, unmet::Requirements, world::World};
use crate::{
    preflight::days::days,
    renewal::{Plan, Window},
    scope::{Scope, Scoped},
    validity::Validity,
};

/// Rehearses the renewals of a [`Plan`], from every day of a range of years.
///
/// It runs a [`Rotation`](crate::renewal::Rotation) against an issuer that you give as a function. Its simulated time jumps
/// from event to event. It reports the gaps, which are times without a valid credential in use, and the load on the issuer.
///
/// # Examples
///
/// A gate for the renewal of a service:
///
/// ```
/// use core::time::Duration;
/// use notafter::{Lifetime, Profile};
/// use notafter::preflight::{Cadence, RenewalPreflight};
/// use notafter::renewal::{Plan, RenewAt};
///
/// const DAY: Duration = Duration::from_secs(86_400);
///
/// // #[test]
/// fn certificates_are_renewed_in_time() {
///     let profile = Profile::new(Lifetime::days(90));
///     let plan = Plan::new(RenewAt::Ideal).asked_every(31 * DAY);
///     let report = RenewalPreflight::new(2026..=2036, plan)
///         .asked(Cadence::Monthly { day: 31 })
///         .run(|now| profile.validity(now));
///     assert!(report.is_clean(), "{report}");
/// }
/// # certificates_are_renewed_in_time();
/// ```
///
/// The same plan without [`asked_every`](Plan::asked_every) has gaps, and the report says when:
///
/// ```
/// # use notafter::{Lifetime, Profile, preflight::{Cadence, RenewalPreflight}, renewal::{Plan, RenewAt}};
/// # let profile = Profile::new(Lifetime::days(90));
/// let report = RenewalPreflight::new(2026..=2026, Plan::new(RenewAt::Ideal))
///     .asked(Cadence::Monthly { day: 1 })
///     .run(|now| profile.validity(now));
/// let gap = report.first_gap().ok_or("no gap")?;
/// assert_eq!(
///     gap.to_string(),
///     "started 2026-03-02T00:00:00Z: nothing valid from 2026-05-31T00:00:00Z until 2026-06-01T00:00:00Z"
/// );
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing runs until `run` is called"]
pub struct RenewalPreflight {
    pub(super) plan: Plan,
    pub(super) years: RangeInclusive<i32>,
    pub(super) lifetimes: u32,
    cadence: Option<Cadence>,
    /// How the issuer fails while it is away, and for how long.
    pub(super) scope: Scope,
    pub(super) away: Duration,
    pub(super) clock: HostClock,
    pub(super) sleep: Duration,
    pub(super) suggested: Option<fn(&Validity) -> Option<Window>>,
    pub(super) fleet: u64,
    measures_absence: bool,
    requirements: Requirements,
}

impl RenewalPreflight {
    /// Rehearses `plan` from the first second of every day of `years`, for three lifetimes.
    ///
    /// Each day has a seed of its own, so that the points of a window are tried in turn. Years outside 0 to 9999 are left out:
    /// X.509 cannot write them.
    pub const fn new(years: RangeInclusive<i32>, plan: Plan) -> Self {
        Self {
            plan,
            years,
            lifetimes: 3,
            cadence: None,
            scope: Scope::SharedService,
            away: Duration::ZERO,
            clock: HostClock::Right,
            sleep: Duration::ZERO,
            suggested: None,
            fleet: 0,
            measures_absence: false,
            requirements: Requirements::NONE,
        }
    }

    /// Goes on for `lifetimes` times the period of the first credential, and 10 % of it more.
    ///
    /// Zero counts as 1. The rehearsal ends sooner after 100,000 attempts.
    pub const fn lifetimes(self, lifetimes: u32) -> Self {
        Self { lifetimes, ..self }
    }

    /// Asks the rotation at this cadence.
    ///
    /// The default is [`Plan::asked_every`], or else continuously.
    ///
    /// A host that does not ask continuously serves the same credential from one time of asking to the next.
    pub const fn asked(self, cadence: Cadence) -> Self {
        Self { cadence: Some(cadence), ..self }
    }

    /// Makes the issuer fail with `scope` for `length`, from the first attempt to replace each credential on.
    ///
    /// That is the worst moment: an absence that begins earlier ends earlier. Each attempt in it is simulated, and takes 2 µs
    /// or so: a week of absence is about 200 attempts.
    pub const fn issuer_away(self, scope: Scope, length: Duration) -> Self {
        Self { scope, away: length, ..self }
    }

    /// Makes the host's clock show `clock`.
    ///
    /// The issuer's clock is right, unless your function says otherwise.
    pub const fn clock(self, clock: HostClock) -> Self {
        Self { clock, ..self }
    }

    /// Makes the host sleep for `length` when each credential becomes due.
    ///
    /// It serves nothing while it sleeps. A host that asks continuously asks when it wakes. Another host asks at the next time
    /// of asking.
    pub const fn sleep(self, length: Duration) -> Self {
        Self { sleep: length, ..self }
    }

    /// Makes the issuer suggest `window` for each credential that is taken, as in RFC 9773.
    ///
    /// # Examples
    ///
    /// An issuer that is broken, and wants every certificate renewed at once:
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, preflight::RenewalPreflight};
    /// use notafter::renewal::{Plan, RenewAt, Window};
    /// use notafter::time::{Duration, UtcDateTime};
    ///
    /// let profile = Profile::new(Lifetime::days(90));
    /// let report = RenewalPreflight::new(2026..=2026, Plan::new(RenewAt::Ideal))
    ///     .suggested(|validity| {
    ///         Window::from_suggested(UtcDateTime::UNIX_EPOCH, validity.not_before() - Duration::DAY)
    ///     })
    ///     .run(|now| profile.validity(now));
    /// assert!(report.is_clean() && report.renewals_a_week() < 20, "{report}");
    /// ```
    pub const fn suggested(self, window: fn(&Validity) -> Option<Window>) -> Self {
        Self { suggested: Some(window), ..self }
    }

    /// Counts how many of `hosts` hosts ask for a replacement in the same second, if all took a credential in the same second.
    ///
    /// They are counted once for each length of a first credential. The seeds of the hosts are the numbers from 0 on.
    pub const fn fleet(self, hosts: u64) -> Self {
        Self { fleet: hosts, ..self }
    }

    /// Measures the longest absence of the issuer that leaves no gap (see [`RenewalReport::survived`]).
    ///
    /// From each first attempt to replace a credential it simulates every attempt until nothing is valid, up to 100,000. That
    /// takes most of a rehearsal's time, so one [lifetime](Self::lifetimes) may be enough. The issuer fails with the scope of
    /// [`issuer_away`](Self::issuer_away), and by default as a shared service does. The absence and the [sleep](Self::sleep)
    /// that you set are left out meanwhile. The measurement assumes that an issuer that is back sooner gives nothing worse.
    ///
    /// # Examples
    ///
    /// This host's clock is an hour slow:
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{Lifetime, Profile, time};
    /// use notafter::preflight::{HostClock, RenewalPreflight};
    /// use notafter::renewal::{Plan, RenewAt};
    ///
    /// let (profile, hour) = (Profile::new(Lifetime::hours(24)), Duration::from_secs(3_600));
    /// let report = RenewalPreflight::new(2026..=2026, Plan::new(RenewAt::Ideal))
    ///     .clock(HostClock::OffBy(-time::Duration::HOUR))
    ///     .must_survive(7 * hour)
    ///     .run(|now| profile.validity(now));
    /// assert!(report.is_clean(), "{report}");
    /// assert!(report.survived() < Some(8 * hour), "of the 9 hours that are left");
    /// ```
    pub const fn longest_absence(self) -> Self {
        Self { measures_absence: true, ..self }
    }

    /// Requires that each absence of the issuer up to `length` leaves no gap, and [measures](Self::longest_absence) the
    /// longest.
    pub const fn must_survive(self, length: Duration) -> Self {
        Self { requirements: Requirements { survives: Some(length), ..self.requirements }, ..self.longest_absence() }
    }

    /// Requires that a renewal succeeds while at least `length` is left.
    pub const fn must_leave(self, length: Duration) -> Self {
        Self { requirements: Requirements { leaves: Some(length), ..self.requirements }, ..self }
    }

    /// Requires that no host makes more than `attempts` attempts in any 24 hours.
    pub const fn max_attempts_a_day(self, attempts: usize) -> Self {
        Self { requirements: Requirements { a_day: Some(attempts), ..self.requirements }, ..self }
    }

    /// Runs the rehearsal against `issue`.
    ///
    /// `issue` is called with the right time, in no order, and returns the period of a new credential. It may be a
    /// [`Profile`](crate::Profile), a profile [under an issuer](crate::Profile::validity_under), or a rule of your own, such as
    /// announced lifetimes of an authority.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::time::Duration;
    /// use notafter::{
    ///     Lifetime, Profile, Scope, preflight::RenewalPreflight, time::macros::utc_datetime,
    /// };
    /// use notafter::renewal::{Plan, RenewAt};
    ///
    /// // Let's Encrypt's profile `classic`, as announced.
    /// let classic = |now| {
    ///     let days = match now {
    ///         now if now < utc_datetime!(2027-02-10 00:00:00) => 90,
    ///         now if now < utc_datetime!(2028-02-16 00:00:00) => 64,
    ///         _ => 45,
    ///     };
    ///     Profile::new(Lifetime::days(days)).validity(now)
    /// };
    /// let week = Duration::from_secs(7 * 86_400);
    /// let report = RenewalPreflight::new(2026..=2028, Plan::new(RenewAt::Ideal))
    ///     .lifetimes(1)
    ///     .issuer_away(Scope::SharedService, week)
    ///     .run(classic);
    /// assert!(report.is_clean(), "{report}");
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub fn run<E: Scoped>(&self, mut issue: impl FnMut(UtcDateTime) -> Result<Validity, E>) -> RenewalReport {
        let mut report = RenewalReport::new(self.requirements);
        let undisturbed = Self { away: Duration::ZERO, sleep: Duration::ZERO, ..self.clone() };
        for (number, day) in (0u64..).zip(days(self.years.clone())) {
            let start = day.midnight().as_utc();
            let Ok(first) = issue(start) else {
                report.add_unstarted(start);
                continue;
            };
            let world = World::new(self, number, start, first);
            report.add_run(&world.clone().run(&mut issue));
            if self.fleet > 0 {
                report.add_fleet(self.fleet, first.duration(), || world.busiest_second(self.fleet));
            }
            if self.measures_absence {
                let world = World::new(&undisturbed, number, start, first).measuring_absence();
                report.add_survived(world.run(&mut issue).survived);
            }
        }
        report
    }

    /// When the rotation is asked.
    pub(super) fn cadence(&self) -> Cadence {
        let interval = self.plan.asked_every;
        let of_plan = if interval.is_zero() { Cadence::Continuously } else { Cadence::Every(interval) };
        self.cadence.unwrap_or(of_plan)
    }
}
