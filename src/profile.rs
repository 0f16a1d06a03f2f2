//! The rules for a certificate's validity: lifetime, backdating, and the bounds that its issuer and a schedule set.

#[cfg(feature = "serde")]
mod config;
mod error;

use core::time::Duration;

use time::UtcDateTime;

pub use self::error::ProfileError;
use crate::{lifetime::Lifetime, limits::Schedule, validity::Validity};

/// The rules that give a certificate its validity period.
///
/// A profile decides dates. It knows no clock and no keys: the same profile and the same `now` give the same period on every
/// host.
///
/// # Properties
///
/// - The period begins `backdating` before `now` and lasts exactly `lifetime`: backdating moves the period and does not change
///   its length.
/// - If `now − backdating` is not a whole second, the period begins in the second that contains it.
/// - A certificate does not outlive its issuer, unless [`with_beyond_issuer`](Self::with_beyond_issuer) allows it.
/// - With a [`schedule`](Self::schedule), the profile gives no period that the schedule refuses at `now`, for its length or its
///   beginning.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
///
/// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp))
///     .with_backdating(Duration::from_secs(3_600));
/// let validity = profile.validity(utc_datetime!(2012-02-29 12:00:00))?;
/// assert_eq!(validity.to_string(), "2012-02-29T11:00:00Z/2013-02-28T10:59:59Z");
/// # Ok::<(), notafter::ProfileError>(())
/// ```
///
/// With the feature `serde` a profile is a table. Only `lifetime` is required, and an unknown key is an error. `schedule` is the
/// [name](Schedule::name) of a schedule of [`limits`](crate::limits). `limits::OwnedSchedule` reads a schedule of your own. The
/// format must describe itself, as TOML does:
///
/// ```toml
/// lifetime = { months = 3, leap_day = "clamp" }
/// backdating = "5m"  # or another exact duration: "90 seconds", "1h 30m"
/// beyond_issuer = "truncate"  # or "reject", which is meant where the key is missing, or "allow"
/// schedule = "tls-server"
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a profile does nothing until a period is asked of it"]
pub struct Profile {
    term: Term,
    backdating: Duration,
    beyond_issuer: BeyondIssuer,
    schedule: Option<&'static Schedule>,
}

/// The source of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Term {
    Lifetime(Lifetime),
    Given(Validity),
}

impl Profile {
    /// Makes a profile of exactly `lifetime`, from now on, that refuses to outlive its issuer.
    pub const fn new(lifetime: Lifetime) -> Self {
        Self::of(Term::Lifetime(lifetime))
    }

    /// Makes a profile that gives `validity`, whatever the date is, and refuses to outlive its issuer.
    ///
    /// Backdating does not move it. The issuer and the schedule bound it like any other period.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Profile, Validity, limits, time::macros::utc_datetime};
    ///
    /// let march: Validity = "2027-03-01T00:00:00Z/2027-03-31T23:59:59Z".parse()?;
    /// let days_before = utc_datetime!(2027-02-27 00:00:00);
    /// assert_eq!(Profile::exactly(march).validity(days_before), Ok(march));
    /// let public = Profile::exactly(march).with_schedule(&limits::TLS_SERVER);
    /// assert_eq!(public.validity(days_before), Ok(march));
    /// assert!(
    ///     public.validity(utc_datetime!(2027-02-20 00:00:00)).is_err(),
    ///     "notBefore within 48 hours of the issue"
    /// );
    /// # Ok::<(), notafter::ParseValidityError>(())
    /// ```
    pub const fn exactly(validity: Validity) -> Self {
        Self::of(Term::Given(validity))
    }

    const fn of(term: Term) -> Self {
        Self { term, backdating: Duration::ZERO, beyond_issuer: BeyondIssuer::Reject, schedule: None }
    }

    /// Begins the period `backdating` before now, so that hosts with a slow clock accept the certificate at once.
    ///
    /// The end moves too: 30 days that are backdated by 5 minutes end 5 minutes short of 30 days from now.
    pub const fn with_backdating(self, backdating: Duration) -> Self {
        Self { backdating, ..self }
    }

    /// Chooses what happens to a period that would end after its issuer's.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{BeyondIssuer, Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let issuer = Profile::new(Lifetime::days(30)).validity(now)?;
    /// let leaf = Profile::new(Lifetime::days(90));
    /// assert_eq!(
    ///     leaf.with_beyond_issuer(BeyondIssuer::Truncate).validity_under(now, &issuer)?.days(),
    ///     30
    /// );
    /// assert_eq!(
    ///     leaf.with_beyond_issuer(BeyondIssuer::Allow).validity_under(now, &issuer)?.days(),
    ///     90
    /// );
    /// assert!(leaf.with_beyond_issuer(BeyondIssuer::Reject).validity_under(now, &issuer).is_err());
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub const fn with_beyond_issuer(self, beyond_issuer: BeyondIssuer) -> Self {
        Self { beyond_issuer, ..self }
    }

    /// Refuses every period that `schedule` refuses.
    ///
    /// The issue date is `now`, not notBefore: backdating does not reach back to a rule that is no longer in force. The
    /// schedule may limit the backdating itself: a public TLS server certificate begins within 48 hours of `now`. A period that
    /// is only longer than recommended is given.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, limits, time::macros::utc_datetime};
    ///
    /// const PROFILE: Profile = Profile::new(Lifetime::days(200)).with_schedule(&limits::TLS_SERVER);
    /// assert!(PROFILE.validity(utc_datetime!(2027-03-14 23:59:59)).is_ok());
    /// assert_eq!(
    ///     PROFILE.validity(utc_datetime!(2027-03-15 00:00:00)).map_err(|error| error.to_string()),
    ///     Err("200 days are more than the 100 days allowed for certificates issued on or after \
    ///          2027-03-15 (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)".to_owned()),
    /// );
    /// ```
    pub const fn with_schedule(self, schedule: &'static Schedule) -> Self {
        Self { schedule: Some(schedule), ..self }
    }

    /// How far before now every period begins.
    #[must_use]
    pub const fn backdating(&self) -> Duration {
        self.backdating
    }

    /// The lifetime of every period, or for [`exactly`](Self::exactly) the length of the given period in seconds.
    #[must_use]
    pub const fn lifetime(&self) -> Lifetime {
        match self.term {
            Term::Lifetime(lifetime) => lifetime,
            Term::Given(validity) => Lifetime::seconds(validity.duration().as_secs()),
        }
    }

    /// What happens to a period that would end after its issuer's.
    #[must_use]
    pub const fn beyond_issuer(&self) -> BeyondIssuer {
        self.beyond_issuer
    }

    /// The schedule that limits the periods, or `None`.
    #[must_use]
    pub const fn schedule(&self) -> Option<&'static Schedule> {
        self.schedule
    }

    /// The first date after `now` from which the schedule will refuse the profile, and the error that it will give.
    ///
    /// The profile is tried in the first second of each row that is not yet in force, without an issuer. An exact lifetime that
    /// is given today is refused from that date on. A lifetime in months or years has another length on other dates, and may be
    /// refused on those as well.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, limits, time::macros::utc_datetime};
    ///
    /// let profile = Profile::new(Lifetime::days(90)).with_schedule(&limits::TLS_SERVER);
    /// let refusal = profile.upcoming_refusal(utc_datetime!(2026-11-01 00:00:00));
    /// assert_eq!(
    ///     refusal.map(|(since, error)| (since, error.to_string())),
    ///     Some((
    ///         utc_datetime!(2029-03-15 00:00:00),
    ///         "90 days are more than the 47 days allowed for certificates issued on or after \
    ///          2029-03-15 (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)".to_owned(),
    ///     )),
    /// );
    /// ```
    #[must_use = "this returns the refusal and changes nothing"]
    pub fn upcoming_refusal(&self, now: UtcDateTime) -> Option<(UtcDateTime, ProfileError)> {
        self.schedule?.upcoming_dates(now).find_map(|since| match self.validity(since) {
            Err(error @ (ProfileError::Limit { .. } | ProfileError::NotBefore { .. })) => Some((since, error)),
            _ => None,
        })
    }

    /// The period of a certificate that is made at `now` and has no issuer but itself.
    ///
    /// # Errors
    ///
    /// - [`ProfileError::Backdating`]: `now` − backdating is before the year 0000.
    /// - [`ProfileError::Validity`]: `now` is outside the years 0000 to 9999, or the lifetime has no end on this date.
    /// - [`ProfileError::Limit`]: the schedule refuses the length of the period on this date.
    /// - [`ProfileError::NotBefore`]: the schedule refuses a period that begins so far from `now`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Reject));
    /// let day_before = profile.validity(utc_datetime!(2012-02-28 00:00:00))?;
    /// assert_eq!(day_before.not_after(), utc_datetime!(2013-02-27 23:59:59));
    /// assert!(
    ///     profile.validity(utc_datetime!(2012-02-29 00:00:00)).is_err(),
    ///     "2013-02-29 does not exist"
    /// );
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    #[inline]
    pub fn validity(&self, now: UtcDateTime) -> Result<Validity, ProfileError> {
        self.within_limit(self.period(now)?, now)
    }

    /// The period of a certificate that is made at `now` under an issuer that is valid for `issuer`.
    ///
    /// The beginnings are not compared: backdating may begin a certificate before its issuer. The schedule judges the period
    /// after it was truncated.
    ///
    /// # Errors
    ///
    /// - The errors of [`validity`](Self::validity).
    /// - [`ProfileError::OutlivesIssuer`], with [`Reject`](BeyondIssuer::Reject): the period would end after the issuer's.
    /// - [`ProfileError::OutlivesIssuer`], with [`Truncate`](BeyondIssuer::Truncate): the issuer ends before the period begins.
    /// - [`ProfileError::EndsBeforeIssuer`], except with [`Allow`](BeyondIssuer::Allow): the period would end before the
    ///   issuer's begins, for example because a clock is wrong.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{BeyondIssuer, Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let now = utc_datetime!(2026-01-01 00:00:00);
    /// let issuer = Profile::new(Lifetime::days(30)).validity(now)?;
    /// let leaf = Profile::new(Lifetime::days(90));
    /// assert!(leaf.validity_under(now, &issuer).is_err());
    /// let truncated = leaf.with_beyond_issuer(BeyondIssuer::Truncate).validity_under(now, &issuer)?;
    /// assert_eq!(truncated.not_after(), issuer.not_after());
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub fn validity_under(&self, now: UtcDateTime, issuer: &Validity) -> Result<Validity, ProfileError> {
        self.within_limit(self.within_issuer(self.period(now)?, issuer)?, now)
    }

    /// The period of a certificate that is made at `now` and begins at `not_before`, whatever the backdating is.
    #[cfg(feature = "std")]
    pub(crate) fn validity_from(
        &self,
        not_before: UtcDateTime,
        now: UtcDateTime,
        issuer: Option<&Validity>,
    ) -> Result<Validity, ProfileError> {
        let validity = self.with_backdating(Duration::ZERO).period(not_before)?;
        let validity = issuer.map_or(Ok(validity), |issuer| self.within_issuer(validity, issuer))?;
        self.within_limit(validity, now)
    }

    fn within_issuer(&self, validity: Validity, issuer: &Validity) -> Result<Validity, ProfileError> {
        let outlives = ProfileError::OutlivesIssuer { validity, issuer: *issuer };
        match self.beyond_issuer {
            BeyondIssuer::Allow => Ok(validity),
            _ if validity.not_after() < issuer.not_before() => {
                Err(ProfileError::EndsBeforeIssuer { validity, issuer: *issuer })
            }
            _ if validity.not_after() <= issuer.not_after() => Ok(validity),
            BeyondIssuer::Reject => Err(outlives),
            BeyondIssuer::Truncate => validity.truncated_to(issuer).ok_or(outlives),
        }
    }

    /// The period by lifetime and backdating alone.
    #[inline]
    fn period(&self, now: UtcDateTime) -> Result<Validity, ProfileError> {
        let lifetime = match self.term {
            Term::Lifetime(lifetime) => lifetime,
            Term::Given(validity) => return Ok(validity),
        };
        let not_before = if self.backdating.is_zero() { Some(now) } else { self.backdated(now) };
        let not_before = not_before.ok_or(ProfileError::Backdating { now, backdating: self.backdating })?;
        Validity::starting_at(not_before, lifetime).map_err(|reason| ProfileError::Validity { reason })
    }

    /// `now` − backdating, if that is not before the year 0000.
    fn backdated(&self, now: UtcDateTime) -> Option<UtcDateTime> {
        let seconds = i64::try_from(self.backdating.as_secs()).ok()?;
        let nanoseconds = i32::try_from(self.backdating.subsec_nanos()).ok()?;
        let not_before = now.checked_sub(time::Duration::new(seconds, nanoseconds))?;
        // Where `now` itself is before the year 0000, that is the fault, and `starting_at` says so.
        (not_before.year() >= 0 || now.year() < 0).then_some(not_before)
    }

    fn within_limit(&self, validity: Validity, now: UtcDateTime) -> Result<Validity, ProfileError> {
        if let Some(schedule) = self.schedule {
            schedule.check_issued(&validity, now).map_err(|reason| ProfileError::Limit { reason })?;
            let not_before = validity.not_before();
            schedule.check_not_before(not_before, now).map_err(|reason| ProfileError::NotBefore { reason })?;
        }
        Ok(validity)
    }
}

/// Decides about a certificate that would outlive its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum BeyondIssuer {
    /// The certificate is refused.
    Reject,
    /// The certificate ends with its issuer.
    Truncate,
    /// The certificate is made. It is of no use before its issuer begins or once its issuer has expired.
    Allow,
}
