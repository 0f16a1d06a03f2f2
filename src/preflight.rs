//! Is this issuing code safe on every date? Ask before it ships.
//!
//! The code that failed on 29 February 2012 had run for years. [`every_day`] runs any issuing code on every date of a
//! range of years, catches what it returns and what it panics with, and reports the dates on which it fails.
//! [`sweep`] does the same for a [`Profile`], and [`next_failure`] says when a profile fails next.
//!
//! # A gate for every rollout, and every rollback
//!
//! In the tests of the service that issues:
//!
//! ```
//! use notafter::{LeapDayPolicy, Lifetime, Profile, ProfileError, Validity, preflight, time::UtcDateTime};
//!
//! // The service's own issuing function, which takes the time as an argument.
//! fn issue(now: UtcDateTime) -> Result<Validity, ProfileError> {
//!     Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)).validity(now)
//! }
//!
//! // #[test]
//! fn certificates_can_be_issued_on_every_date() {
//!     let report = preflight::every_day(1900..=2400, issue);
//!     assert!(report.is_clean(), "{report}");
//! }
//! # certificates_can_be_issued_on_every_date();
//! ```
//!
//! A rollback is the rollout of an older version: it passes the same gate.
//!
//! # Issuing code that signs
//!
//! The gate is the better the more of the code it runs: give it what mints, with an authority for the test. An authority that
//! ends within the years that are asked makes every date after its end a failure, and one that begins within them those before
//! it whose certificates would end before it begins. So make one for each date, or ask for the years of the one:
//!
//! ```
//! # #[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))] {
//! use notafter::mint::{Authority, Minted, rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair}};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, preflight, time::UtcDateTime};
//!
//! // The service's own minting function.
//! fn mint(authority: &Authority<&KeyPair>, key: &KeyPair, now: UtcDateTime) -> Result<Minted, Box<dyn std::error::Error>> {
//!     let params = CertificateParams::new(["svc.internal".to_owned()])?;
//!     Ok(Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)).signed_by(params, key, authority, now)?)
//! }
//!
//! let (authority_key, key) = (KeyPair::generate()?, KeyPair::generate()?);
//! let mut params = CertificateParams::default();
//! params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
//! params.distinguished_name.push(DnType::CommonName, "authority of the test");
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//!
//! let report = preflight::every_day(2028..=2028, |now| {
//!     let authority = Authority::self_signed(&ten_years, params.clone(), &authority_key, now)?;
//!     mint(&authority, &key, now)
//! });
//! assert!(report.is_clean(), "{report}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod hazard;
mod issued;
mod quiet;
mod renewal;
mod report;

use core::ops::RangeInclusive;

use time::{Date, Time, UtcDateTime};

use crate::{
    instant::{LAST_SECOND, time_of_day},
    lifetime::SECONDS_PER_DAY,
    limits::Schedule,
    profile::{Profile, ProfileError},
    validity::Validity,
};

pub use hazard::{Hazard, HazardKind, hazards};
pub use issued::Issued;
pub use renewal::{Cadence, Gap, HostClock, RenewalPreflight, RenewalReport, Unmet};
pub use report::{Cause, Failure, Group, Report};

/// Asks `profile` for a period on every date of `years`, and reports the dates on which it has none.
///
/// Years outside 0 to 9999 are left out: X.509 cannot write them.
///
/// Each date is asked at the instants between which the answer cannot change: its first second and, where the profile
/// backdates, the first second whose notBefore falls on that date. Except at the end of 9999: on the last date on which
/// a period still ends in time, one that begins later in the day may not, and this is not asked. An hour from
/// 9999-12-31T00:00:00Z is a period, an hour from 23:30:00 is none.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight};
///
/// let report = preflight::sweep(&Profile::new(Lifetime::years(1, LeapDayPolicy::Reject)), 1900..=2400);
/// assert_eq!(report.attempts(), 182_987);
/// assert_eq!(report.failures().len(), 122);
///
/// assert!(preflight::sweep(&Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp)), 1900..=2400).is_clean());
/// ```
pub fn sweep(profile: &Profile, years: RangeInclusive<i32>) -> Report {
    let mut report = Report::new();
    for day in days(years) {
        for at in decisive_instants(profile, day) {
            report.add(at, ask(profile, at));
        }
    }
    report
}

/// The first instant, from `from` on, at which `profile` has no period; none, if it has one through the year 9999.
///
/// It is `from` itself or, where the profile fails later, the first whole second.
///
/// Near the end of 9999 every profile fails, because its period would end after the last second that X.509 can write:
/// where that is the first failure, it is not counted, unless the profile fails so from `from` on.
///
/// # Examples
///
/// ```
/// use notafter::{LeapDayPolicy, Lifetime, Profile, preflight, time::macros::utc_datetime};
///
/// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
/// let failure = preflight::next_failure(&profile, utc_datetime!(2026-11-22 00:00:00));
/// assert_eq!(
///     failure.map(|failure| failure.to_string()).as_deref(),
///     Some("2028-02-29T00:00:00Z: lifetime `1 year, reject` from notBefore 2028-02-29T00:00:00Z has no end: \
///           2029-02-29 does not exist"),
/// );
/// ```
#[must_use]
pub fn next_failure(profile: &Profile, from: UtcDateTime) -> Option<Failure> {
    first_failure(profile, from, |at| profile.validity(at))
}

/// The first instant, from `from` on, at which `profile` has no period under an issuer that is valid for `issuer`. `None` if it has
/// one through the year 9999.
///
/// It is `from` itself, or else the first whole second at which [`Profile::validity_under`] is an error. So it says when a profile
/// that [rejects](crate::BeyondIssuer::Reject) what outlives its issuer stops being issued.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, Validity, preflight, time::macros::utc_datetime};
///
/// let authority: Validity = "2026-01-01T00:00:00Z/2035-12-31T11:59:59Z".parse()?;
/// let leaf = Profile::new(Lifetime::days(90));
/// let failure = preflight::next_failure_under(&leaf, &authority, utc_datetime!(2026-11-22 00:00:00));
/// assert_eq!(
///     failure.map(|failure| failure.to_string()).as_deref(),
///     Some("2035-10-02T12:00:01Z: notAfter 2035-12-31T12:00:00Z is after the issuer's notAfter 2035-12-31T11:59:59Z"),
/// );
/// # Ok::<(), notafter::ParseValidityError>(())
/// ```
#[must_use]
pub fn next_failure_under(profile: &Profile, issuer: &Validity, from: UtcDateTime) -> Option<Failure> {
    first_failure(profile, from, |at| profile.validity_under(at, issuer))
}

/// The first instant from `from` on at which `ask` is an error.
///
/// Between two decisive instants the end of a period moves with the time of day. So it is enough to ask at the first second and at
/// the last, and to look in between where the answers differ.
fn first_failure(
    profile: &Profile,
    from: UtcDateTime,
    ask: impl Fn(UtcDateTime) -> Result<Validity, ProfileError>,
) -> Option<Failure> {
    let instants = days(from.year()..=LAST_YEAR).flat_map(|day| decisive_instants(profile, day));
    let mut instants = core::iter::once(from).chain(instants.filter(|at| *at > from)).peekable();
    while let Some(first) = instants.next() {
        let next = instants.peek().map(|next| next.saturating_sub(time::Duration::SECOND));
        let last = next.unwrap_or(Validity::NO_WELL_DEFINED_EXPIRY).max(first);
        let at = match (ask(first), ask(last)) {
            (Ok(_), Ok(_)) => continue,
            (Err(_), _) => first,
            (Ok(_), Err(_)) => first_second(first, last, |at| ask(at).is_err()),
        };
        let failure = ask(at).err().map(|error| Failure { at, cause: Cause::Profile(error) });
        return failure.filter(|failure| failure.at == from || !failure.cause.is_end_of_range());
    }
    None
}

/// The first whole second after `before`, and not after `until`, at which something is so. It is at `until`, and once it is so it
/// stays so.
fn first_second(before: UtcDateTime, until: UtcDateTime, is_so: impl Fn(UtcDateTime) -> bool) -> UtcDateTime {
    let (mut before, mut until) = (before.truncate_to_second(), until);
    while until - before > time::Duration::SECOND {
        let middle = before.saturating_add((until - before) / 2).truncate_to_second();
        if is_so(middle) { until = middle } else { before = middle }
    }
    until
}

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
    /// - it is not within the [`limit`](Self::limit) that was given: [`Cause::Limit`];
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
        if let Some(Err(reason)) = self.limit.map(|schedule| schedule.check_issued(&validity, at)) {
            return Err(Cause::Limit(reason));
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

fn ask(profile: &Profile, at: UtcDateTime) -> Result<Option<Validity>, Cause> {
    profile.validity(at).map(Some).map_err(Cause::Profile)
}

/// The instants of `day` between which `profile` cannot change its answer.
///
/// What a profile answers depends on the date of `now` and on the date of notBefore, and on nothing else, but for the last
/// date on which its period still ends within 9999.
fn decisive_instants(profile: &Profile, day: Date) -> impl Iterator<Item = UtcDateTime> + use<> {
    let midnight = day.midnight().as_utc();
    let backdate = profile.backdated_by();
    let within_day = backdate.as_secs() % SECONDS_PER_DAY + u64::from(backdate.subsec_nanos() > 0);
    let within_day = time::Duration::seconds((within_day % SECONDS_PER_DAY).cast_signed());
    [Some(midnight), (!within_day.is_zero()).then(|| midnight.saturating_add(within_day))].into_iter().flatten()
}

/// The days of the `years` that X.509 can write.
fn days(years: RangeInclusive<i32>) -> impl Iterator<Item = Date> {
    let (first, last) = ((*years.start()).max(0), (*years.end()).min(LAST_YEAR));
    let first = Date::from_ordinal_date(first, 1).ok().filter(|_| first <= last && !years.is_empty());
    core::iter::successors(first, move |day| day.next_day().filter(|next| next.year() <= last))
}

/// 00:00:00, 12:00:00 and 23:59:59.
const MORNING_NOON_AND_NIGHT: [Time; 3] = [Time::MIDNIGHT, time_of_day(12, 0, 0), LAST_SECOND];

/// The last year that X.509 can write.
const LAST_YEAR: i32 = Validity::NO_WELL_DEFINED_EXPIRY.year();
