//! Issuing code on every date.

use core::{num::NonZero, ops::RangeInclusive};

use time::{Time, UtcDateTime};

use super::{
    hazard::hazards,
    instants::Instants,
    into_validity::IntoValidity,
    judge::Requirements,
    quiet,
    report::{Cause, Report},
    threads,
};
use crate::{
    instant::{LAST_SECOND, time_of_day},
    limits::Schedule,
    profile::Profile,
    validity::Validity,
};

/// Runs `issue` on every date of `years`, in its first second, and reports the dates on which it fails.
///
/// Years outside 0 to 9999 are left out: X.509 cannot write them.
///
/// A date fails if `issue` returns an error, panics, or returns a wrong certificate. [`Preflight::run`] lists the checks, and
/// [`Preflight`] can ask at other instants and check more.
///
/// `issue` returns a `T`, or a `Result<T, E>` with any error that prints. `T` is [`IntoValidity`]: a [`Validity`], a certificate in
/// DER, a type for which you implement it, or `()`. If your result has another type and needs no check, drop it with
/// `.map(|_| ())`. Errors and panics still count as failures. An error is kept as the text that `{:#}` prints. If its reason is
/// in its `source()`, map it to a text with the reason.
///
/// # Examples
///
/// This is the code of the outage, which sets the same date next year. A `Date` is not [`IntoValidity`]:
///
/// ```
/// use notafter::{preflight, time::{Date, UtcDateTime}};
///
/// let same_date_next_year =
///     |now: UtcDateTime| Date::from_calendar_date(now.year() + 1, now.month(), now.day());
/// let naive = |now| same_date_next_year(now).map(|_| ());
/// let report = preflight::every_day(2011..=2012, naive);
/// let failed: Vec<String> =
///     report.failures().iter().map(|failure| failure.at.date().to_string()).collect();
/// assert_eq!(failed, ["2012-02-29"]);
/// ```
pub fn every_day<T: IntoValidity>(years: RangeInclusive<i32>, issue: impl FnMut(UtcDateTime) -> T) -> Report {
    Preflight::every_day(years).run(issue)
}

/// How to run issuing code: at which instants, and with which requirements.
///
/// | instants | |
/// |---|---|
/// | [`every_day`](Self::every_day) | the first second of every date |
/// | [`morning_noon_and_night`](Self::morning_noon_and_night) | three times of every date |
/// | [`at_hazards`](Self::at_hazards) | instants that are known to break software: mostly 2 in a common year and 7 in a leap year |
/// | [`at`](Self::at) | the instants that you name |
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, limits, preflight::Preflight};
///
/// let profile = Profile::new(Lifetime::days(200));
/// let report = Preflight::morning_noon_and_night(2026..=2027)
///     .schedule(&limits::TLS_SERVER)
///     .stop_at_first_failure()
///     .run(|now| profile.validity(now));
/// let first = report.failures().first().map(|failure| failure.at.date().to_string());
/// assert_eq!(first.as_deref(), Some("2027-03-15"), "100 days from then on");
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing runs until `run` is called"]
pub struct Preflight {
    instants: Instants,
    stop_at_first_failure: bool,
    requirements: Requirements,
}

impl Preflight {
    /// Asks on every date of `years`, in its first second.
    ///
    /// Years outside 0 to 9999 are left out: X.509 cannot write them.
    pub const fn every_day(years: RangeInclusive<i32>) -> Self {
        Self::of(Instants::EveryDay { years, times_of_day: &[Time::MIDNIGHT] })
    }

    /// Asks on every date of `years`, at 00:00:00, 12:00:00 and 23:59:59.
    ///
    /// Years outside 0 to 9999 are left out.
    pub const fn morning_noon_and_night(years: RangeInclusive<i32>) -> Self {
        Self::of(Instants::EveryDay { years, times_of_day: &MORNING_NOON_AND_NIGHT })
    }

    /// Asks at the instants of [`hazards`], each once.
    ///
    /// Use it for issuing code that takes seconds, or costs money.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight::Preflight};
    ///
    /// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    /// let report = Preflight::at_hazards(2026..=2029).run(|now| profile.validity(now));
    /// assert_eq!(report.attempts(), 13, "of 1,461 days");
    /// let failed: Vec<String> =
    ///     report.failures().iter().map(|failure| failure.at.to_string()).collect();
    /// assert_eq!(failed, ["2028-02-29 0:00:00.0 +00", "2028-02-29 23:59:59.0 +00"]);
    /// ```
    pub fn at_hazards(years: RangeInclusive<i32>) -> Self {
        let mut instants: Vec<UtcDateTime> = hazards(years).map(|hazard| hazard.at).collect();
        instants.dedup();
        Self::of(Instants::Listed(instants))
    }

    /// Asks at these `instants`, in their order.
    ///
    /// Instants outside the years 0 to 9999 are left out.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, preflight::Preflight, time::macros::utc_datetime};
    ///
    /// // The nights in which the job runs.
    /// let nights = (0..365)
    ///     .map(|night| utc_datetime!(2026-01-01 03:30:00) + notafter::time::Duration::days(night));
    /// let profile = Profile::new(Lifetime::days(90));
    /// let report = Preflight::at(nights).run(|now| profile.validity(now));
    /// assert!(report.is_clean(), "{report}");
    /// assert_eq!(report.attempts(), 365);
    /// ```
    pub fn at(instants: impl IntoIterator<Item = UtcDateTime>) -> Self {
        Self::of(Instants::listed(instants))
    }

    const fn of(instants: Instants) -> Self {
        Self { instants, stop_at_first_failure: false, requirements: Requirements::NONE }
    }

    /// Ends with the first failure.
    pub fn stop_at_first_failure(self) -> Self {
        Self { stop_at_first_failure: true, ..self }
    }

    /// Requires the period that `profile` gives from notBefore on, or else reports [`Cause::NotAsExpected`] or
    /// [`Cause::NotExpected`].
    ///
    /// This finds the year of 365 days. Such a year ends a day early whenever it contains a leap day, and no issuer complains.
    ///
    /// The backdating is not compared. The profile's own schedule must allow the period at the instant of the issue. If you
    /// give the [`issuer`](Self::issuer) too, the profile says which period is expected near the issuer's end.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight::Preflight};
    ///
    /// let a_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    /// let days = Profile::new(Lifetime::days(365));
    /// let report = Preflight::at_hazards(2026..=2028).expect(&a_year).run(|now| days.validity(now));
    /// let first = report.failures().first().map(ToString::to_string);
    /// assert_eq!(
    ///     first.as_deref(),
    ///     Some(
    ///         "2027-12-31T23:59:59Z: notAfter 2028-12-30T23:59:58Z is 1 day before the expected 2028-12-31T23:59:58Z"
    ///     ),
    /// );
    /// ```
    pub fn expect(mut self, profile: &Profile) -> Self {
        self.requirements.expected = Some(*profile);
        self
    }

    /// Requires that `schedule` allows the period at the instant of the issue.
    pub fn schedule(mut self, schedule: &'static Schedule) -> Self {
        self.requirements.schedule = Some(schedule);
        self
    }

    /// Requires that the period does not end after `issuer`'s.
    ///
    /// The beginnings are not compared.
    ///
    /// A period that ends with `issuer`'s was truncated to it, and does not count as one second too long.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, Validity, preflight::Preflight, time::macros::utc_datetime};
    ///
    /// let issuer = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(30))?;
    /// let profile = Profile::new(Lifetime::days(7));
    /// let report =
    ///     Preflight::every_day(2026..=2026).issuer(issuer).run(|now| profile.validity(now));
    /// let first = report.failures().first().map(|failure| failure.at.date().to_string());
    /// assert_eq!(first.as_deref(), Some("2026-01-25"), "the issuer ends with 2026-01-30");
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub fn issuer(mut self, issuer: Validity) -> Self {
        self.requirements.issuer = Some(issuer);
        self
    }

    /// Allows periods that are one second too long, so that [`Cause::OneSecondTooLong`] is not reported.
    ///
    /// An issuer that sets notAfter to notBefore plus 90 days is wrong by one second on every date. If you cannot change it,
    /// use this to see its other faults. A [`schedule`](Self::schedule) and the end of the [`issuer`](Self::issuer) still count that
    /// second.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, Validity, preflight::Preflight, time::Duration};
    ///
    /// let days = |now| Validity::new(now, now + Duration::days(365));
    /// let a_year = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    /// let preflight = Preflight::every_day(2026..=2028).expect(&a_year);
    /// assert_eq!(preflight.run(days).failures().len(), 2 * 365 + 366);
    /// let allowed = preflight.allow_one_second_too_long().run(days);
    /// assert_eq!(
    ///     allowed.failures().len(),
    ///     365,
    ///     "from 2027-03-01 to 2028-02-28 there is a leap day in the year"
    /// );
    /// ```
    pub fn allow_one_second_too_long(mut self) -> Self {
        self.requirements.may_be_one_second_too_long = true;
        self
    }

    /// Runs `issue` for every instant, and reports the results.
    ///
    /// An attempt fails if `issue` returns an error or panics. If it returns a certificate, the attempt also fails in two
    /// cases:
    ///
    /// - Its validity cannot be read strictly: [`Cause::Unreadable`].
    /// - A time is written in the wrong type for its year, such as GeneralizedTime for 2026 ([RFC 5280 section
    ///   4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5)): [`Cause::TimeType`].
    ///
    /// If `issue` returns a certificate or a [`Validity`], the attempt also fails in these cases:
    ///
    /// - The period is not valid at the instant of its issue: [`Cause::NotValidAtIssue`].
    /// - It is not the [expected](Self::expect) period.
    /// - It is one second longer than a whole number of days, for example because notAfter is notBefore plus 90 days:
    ///   [`Cause::OneSecondTooLong`]. Two ends are exempt: 23:59:59, where days end, and the end of the
    ///   [`issuer`](Self::issuer). So give the issuer if it truncates certificates and ends at another time of day. With an
    ///   expected profile nothing is guessed: the period is one second longer than the expected one.
    /// - The [`schedule`](Self::schedule) that you gave forbids it: [`Cause::Limit`], [`Cause::NotBefore`].
    /// - It ends after the [`issuer`](Self::issuer) that you gave: [`Cause::OutlivesIssuer`].
    ///
    /// A panic of `issue` is caught, and is a failure with its message. It is printed like any panic, unless
    /// [`silence_panics`](super::silence_panics) was called. A panic that `issue` catches itself is no failure.
    ///
    /// All failures are kept. If code may fail on every date of thousands of years,
    /// [`stop_at_first_failure`](Self::stop_at_first_failure) saves their memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Validity, preflight::{Cause, Preflight}, time::Duration};
    ///
    /// let inclusive = |now| Validity::new(now, now + Duration::days(90));
    /// let report = Preflight::every_day(2026..=2026).run(inclusive);
    /// assert_eq!(report.failures().len(), 365);
    /// assert!(
    ///     report
    ///         .failures()
    ///         .iter()
    ///         .all(|failure| matches!(failure.cause, Cause::OneSecondTooLong { .. }))
    /// );
    /// ```
    pub fn run<T: IntoValidity>(&self, issue: impl FnMut(UtcDateTime) -> T) -> Report {
        self.ask(self.instants.iter(), issue)
    }

    /// Runs `issue` on `threads` threads, with the same report as [`run`](Self::run).
    ///
    /// If the system gives fewer threads, fewer are used. With [`stop_at_first_failure`](Self::stop_at_first_failure), `issue`
    /// may be asked for some instants after the first failure. They are not in the report.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::num::NonZero;
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight::Preflight};
    ///
    /// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    /// let threads = NonZero::<usize>::MIN.saturating_add(3);
    /// let preflight = Preflight::every_day(2001..=2400);
    /// let report = preflight.run_on(threads, |now| profile.validity(now));
    /// assert_eq!(report.failures().len(), 97, "the leap days of 400 years");
    /// assert_eq!(report, preflight.run(|now| profile.validity(now)));
    /// ```
    pub fn run_on<T: IntoValidity>(&self, threads: NonZero<usize>, issue: impl Fn(UtcDateTime) -> T + Sync) -> Report {
        let ask = |batch: &[UtcDateTime]| self.ask(batch.iter().copied(), &issue);
        threads::run(&self.instants, threads, self.stop_at_first_failure, ask)
    }

    fn ask<T: IntoValidity>(
        &self,
        instants: impl Iterator<Item = UtcDateTime>,
        mut issue: impl FnMut(UtcDateTime) -> T,
    ) -> Report {
        let mut report = Report::new();
        for at in instants {
            let outcome = match quiet::catch(|| issue(at).into_validity()) {
                Ok(Ok(validity)) => validity.map(|validity| self.requirements.judge(at, validity)).transpose(),
                Ok(Err(cause)) => Err(cause),
                Err(quiet::Caught { message, place }) => Err(Cause::Panic { message, place }),
            };
            report.add(at, outcome);
            if self.stop_at_first_failure && !report.failures().is_empty() {
                break;
            }
        }
        report
    }
}

/// 00:00:00, 12:00:00 and 23:59:59.
const MORNING_NOON_AND_NIGHT: [Time; 3] = [Time::MIDNIGHT, time_of_day!(12, 0, 0), LAST_SECOND];
