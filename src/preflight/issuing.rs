//! Issuing code on every date.

use core::ops::RangeInclusive;

use time::{Time, UtcDateTime};

use super::{
    days::days,
    issued::Issued,
    quiet,
    report::{Cause, Report},
};
use crate::{
    instant::{LAST_SECOND, time_of_day},
    limits::Schedule,
    validity::Validity,
};

/// Runs `issue` on every date of `years`, in its first second, and reports the dates on which it fails.
///
/// Years outside 0 to 9999 are left out: X.509 cannot write them.
///
/// It fails where it returns an error, where it panics, and where what it returns is not right: see [`Preflight::run`],
/// which can also ask at several times of the day, and for more.
///
/// `issue` returns a `Result<T, E>` with any error that prints, or a `T` alone, where `T` is [`Issued`]: a [`Validity`], a
/// certificate in DER, a type for which you implement it, or `()`. What is of another type, and need not be looked at, is
/// dropped with `.map(|_| ())`; errors and panics are failures all the same. An error is kept as the text that `{:#}` prints:
/// map one whose reason is in its `source()` to a text that has it.
///
/// # Examples
///
/// The code of the outage, which sets the same date next year. A `Date` is not [`Issued`]:
///
/// ```
/// use notafter::{preflight, time::{Date, UtcDateTime}};
///
/// let same_date_next_year = |now: UtcDateTime| Date::from_calendar_date(now.year() + 1, now.month(), now.day());
/// let naive = |now| same_date_next_year(now).map(|_| ());
/// let report = preflight::every_day(2011..=2012, naive);
/// let failed: Vec<String> = report.failures().iter().map(|failure| failure.at.date().to_string()).collect();
/// assert_eq!(failed, ["2012-02-29"]);
/// ```
pub fn every_day<T: Issued>(years: RangeInclusive<i32>, issue: impl FnMut(UtcDateTime) -> T) -> Report {
    Preflight::over(years).run(issue)
}

/// How to run issuing code on every date: at which times of the day, and what to require of what it returns.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, limits, preflight::Preflight};
///
/// let profile = Profile::new(Lifetime::days(200));
/// let report = Preflight::over(2026..=2027)
///     .at_morning_noon_and_night()
///     .limit(&limits::TLS_SERVER)
///     .stop_at_first_failure()
///     .run(|now| profile.validity(now));
/// let first = report.failures().first().map(|failure| failure.at.date().to_string());
/// assert_eq!(first.as_deref(), Some("2027-03-15"), "100 days from then on");
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing runs until `run` is called"]
pub struct Preflight {
    years: RangeInclusive<i32>,
    times_of_day: &'static [Time],
    stop_at_first_failure: bool,
    limit: Option<&'static Schedule>,
    issuer: Option<Validity>,
}

impl Preflight {
    /// Every date of `years`, in its first second. Years outside 0 to 9999 are left out: X.509 cannot write them.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::preflight::Preflight;
    ///
    /// let report = Preflight::over(2024..=2024).run(|_now| ());
    /// assert_eq!(report.attempts(), 366, "a leap year");
    /// ```
    pub const fn over(years: RangeInclusive<i32>) -> Self {
        Self { years, times_of_day: &[Time::MIDNIGHT], stop_at_first_failure: false, limit: None, issuer: None }
    }

    /// Asks at 00:00:00, 12:00:00 and 23:59:59 of each date.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::preflight::Preflight;
    ///
    /// let report = Preflight::over(2024..=2024).at_morning_noon_and_night().run(|_now| ());
    /// assert_eq!(report.attempts(), 3 * 366);
    /// ```
    pub const fn at_morning_noon_and_night(self) -> Self {
        Self { times_of_day: &MORNING_NOON_AND_NIGHT, ..self }
    }

    /// Ends with the first failure.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight::Preflight};
    ///
    /// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    /// let report = Preflight::over(2026..=2400).stop_at_first_failure().run(|now| profile.validity(now));
    /// assert_eq!(report.failures().len(), 1);
    /// assert_eq!(report.attempts(), 2 * 365 + 31 + 29, "up to 2028-02-29");
    /// ```
    pub const fn stop_at_first_failure(self) -> Self {
        Self { stop_at_first_failure: true, ..self }
    }

    /// Requires that `schedule` allows the period, when issued at the instant that was asked for.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, limits, preflight::Preflight};
    ///
    /// let profile = Profile::new(Lifetime::days(48));
    /// let report = Preflight::over(2028..=2029).limit(&limits::TLS_SERVER).run(|now| profile.validity(now));
    /// let first = report.failures().first().map(|failure| failure.at.date().to_string());
    /// assert_eq!(first.as_deref(), Some("2029-03-15"), "47 days from then on");
    /// ```
    pub const fn limit(self, schedule: &'static Schedule) -> Self {
        Self { limit: Some(schedule), ..self }
    }

    /// Requires that the period does not end after `issuer`'s. The beginnings are not compared.
    ///
    /// A period that ends with `issuer`'s was truncated to it, and is not taken for one second too long.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, Validity, preflight::Preflight, time::macros::utc_datetime};
    ///
    /// let issuer = Validity::starting_at(utc_datetime!(2026-01-01 00:00:00), Lifetime::days(30))?;
    /// let profile = Profile::new(Lifetime::days(7));
    /// let report = Preflight::over(2026..=2026).issuer(issuer).run(|now| profile.validity(now));
    /// let first = report.failures().first().map(|failure| failure.at.date().to_string());
    /// assert_eq!(first.as_deref(), Some("2026-01-25"), "the issuer ends with 2026-01-30");
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    pub const fn issuer(self, issuer: Validity) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    /// Runs `issue` for every date and reports what it did.
    ///
    /// An attempt fails where `issue` returns an error or panics. Where it returns a certificate in DER, the attempt also
    /// fails if:
    ///
    /// - its validity cannot be read strictly: [`Cause::Unreadable`];
    /// - a time is written in the type that its year does not have, such as GeneralizedTime for 2026
    ///   ([RFC 5280 section 4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5)): [`Cause::TimeType`].
    ///
    /// And where it returns a certificate or a [`Validity`], if:
    ///
    /// - it is not valid at the instant of its issue: [`Cause::NotValidAtIssue`];
    /// - it is a second longer than a whole number of days, as where notAfter is notBefore plus 90 days:
    ///   [`Cause::OneSecondTooLong`]. Exempt are ends at 23:59:59, where days end, and the end of the
    ///   [`issuer`](Self::issuer): give it where certificates are truncated to one that ends at another time of day;
    /// - it is not within the [`limit`](Self::limit) that was given: [`Cause::Limit`], [`Cause::NotBefore`];
    /// - it ends after the [`issuer`](Self::issuer) that was given: [`Cause::OutlivesIssuer`].
    ///
    /// A panic of `issue` on this thread is not printed: it becomes a failure with its message and place. One that ends the
    /// process does end it, and is printed: any where panics abort, and one in a destructor while another unwinds. To that
    /// end the panic hook, of which a process has one, is replaced while any thread runs a preflight, and put back
    /// afterwards. The panics of other threads go to it as ever; a hook that is set meanwhile is lost.
    ///
    /// All failures are kept. Where code may fail on every date of thousands of years,
    /// [`stop_at_first_failure`](Self::stop_at_first_failure) saves their memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Validity, preflight::{Cause, Preflight}, time::Duration};
    ///
    /// let inclusive = |now| Validity::new(now, now + Duration::days(90));
    /// let report = Preflight::over(2026..=2026).run(inclusive);
    /// assert_eq!(report.failures().len(), 365);
    /// assert!(report.failures().iter().all(|failure| matches!(failure.cause, Cause::OneSecondTooLong { .. })));
    /// ```
    pub fn run<T: Issued>(&self, mut issue: impl FnMut(UtcDateTime) -> T) -> Report {
        let mut report = Report::new();
        let silence = quiet::Silence::begin();
        for day in days(self.years.clone()) {
            for time in self.times_of_day {
                let at = UtcDateTime::new(day, *time);
                let outcome = match silence.catch(|| issue(at).validity()) {
                    Ok(Ok(validity)) => validity.map_or(Ok(None), |validity| self.require(at, validity).map(Some)),
                    Ok(Err(cause)) => Err(cause),
                    Err(quiet::Caught { message, place }) => Err(Cause::Panic { message, place }),
                };
                report.add(at, outcome);
                if self.stop_at_first_failure && !report.failures().is_empty() {
                    return report;
                }
            }
        }
        report
    }

    /// `validity`, if it is what a certificate issued at `at` should have.
    fn require(&self, at: UtcDateTime, validity: Validity) -> Result<Validity, Cause> {
        if !validity.contains(at) {
            return Err(Cause::NotValidAtIssue { validity });
        }
        if self.is_one_second_too_long(&validity) {
            return Err(Cause::OneSecondTooLong { validity });
        }
        if let Some(schedule) = self.limit {
            schedule.check_issued(&validity, at).map_err(Cause::Limit)?;
            schedule.check_not_before(validity.not_before(), at).map_err(Cause::NotBefore)?;
        }
        match self.issuer {
            Some(issuer) if issuer.not_after() < validity.not_after() => {
                Err(Cause::OutlivesIssuer { validity, issuer })
            }
            _ => Ok(validity),
        }
    }

    /// Whether notAfter seems to be notBefore plus so many days: it is at the same time of day.
    ///
    /// That may be chance where the end does not follow from the beginning. 23:59:59 is where a day ends, and the issuer's
    /// end is where certificates are truncated. Whoever adds days is found at any other time of the day.
    fn is_one_second_too_long(&self, validity: &Validity) -> bool {
        let (not_before, not_after) = (validity.not_before(), validity.not_after());
        not_before < not_after
            && not_before.time() == not_after.time()
            && not_after.time() != LAST_SECOND
            && self.issuer.is_none_or(|issuer| issuer.not_after() != not_after)
    }
}

/// 00:00:00, 12:00:00 and 23:59:59.
const MORNING_NOON_AND_NIGHT: [Time; 3] = [Time::MIDNIGHT, time_of_day(12, 0, 0), LAST_SECOND];
