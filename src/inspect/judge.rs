//! From the parts of a certificate to its findings.

use time::{Month, UtcDateTime, util::days_in_year};

use super::{
    Inspection,
    finding::{Cause, Finding},
    rule::Rule,
};
use crate::{
    asn1_time::TimeType,
    der::Element,
    instant::{LAST_SECOND, date, time_of_day},
    lifetime::SECONDS_PER_DAY,
    limits::{self, LimitError, Schedule, Verdict},
    profile::Profile,
    validity::{Field, Status, Validity},
};

/// What a certificate's lifetime is measured by: a schedule, or a profile with the schedule that it has.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, inspect::{Inspection, Standard}, limits::TLS_SERVER, time::macros::utc_datetime};
///
/// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
/// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
/// let inspection = Inspection::of_der(der)?;
/// let profile = Profile::new(Lifetime::days(365));
/// for standard in [Standard::Schedule(&TLS_SERVER), Standard::Profile(&profile)] {
///     assert!(!inspection.check(standard, utc_datetime!(2012-03-01 00:00:00)).is_empty());
/// }
/// # Ok::<(), notafter::inspect::InspectError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Standard<'a> {
    /// The rows of a schedule, looked up by notBefore.
    Schedule(&'a Schedule),
    /// The lifetime of a profile from notBefore on, and its schedule if it has one.
    Profile(&'a Profile),
}

impl<'a> From<&'a Schedule> for Standard<'a> {
    fn from(schedule: &'a Schedule) -> Self {
        Self::Schedule(schedule)
    }
}

impl<'a> From<&'a Profile> for Standard<'a> {
    fn from(profile: &'a Profile) -> Self {
        Self::Profile(profile)
    }
}

impl Inspection {
    /// What is found in the certificate at any time: its encoding, its dates, and its lifetime by the schedule that it
    /// picks itself.
    ///
    /// [`schedule`](Self::schedule) is the schedule of its kind. It binds a certificate that
    /// [claims public trust](Self::claims_public_trust). A private certificate is not bound by it: what would be an error
    /// is then reported as [`Rule::BeyondPublicLimits`], which is informational. Apple's maximum holds for private TLS
    /// server certificates as well, where clients are Apple's: [`Rule::OverAppleMaximum`].
    ///
    /// A certificate does not say when it was issued; notBefore is taken for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::{Inspection, Rule};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let findings = Inspection::of_der(der)?.findings();
    /// let rules: Vec<Rule> = findings.iter().map(|finding| finding.rule()).collect();
    /// // From noon to noon: 365 days, and the second that notAfter itself is.
    /// assert_eq!(rules, [Rule::OffByOneSecond]);
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use = "this returns the findings and changes nothing"]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.own_findings();
        if let Ok(validity) = self.validity {
            self.judge_by_kind(&validity, &mut findings);
        }
        findings
    }

    /// What is found in the certificate at `at`: the [`findings`](Self::findings), and whether it has expired or is not
    /// yet valid.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{inspect::{Inspection, Rule}, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #     \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let inspection = Inspection::of_der(der)?;
    /// let expired = |at| inspection.findings_at(at).iter().any(|finding| finding.rule() == Rule::Expired);
    /// // notAfter is part of the period.
    /// assert!(!expired(utc_datetime!(2013-02-28 12:00:00)));
    /// assert!(expired(utc_datetime!(2013-02-28 12:00:01)));
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use = "this returns the findings and changes nothing"]
    pub fn findings_at(&self, at: UtcDateTime) -> Vec<Finding> {
        let mut findings = self.findings();
        findings.extend(self.standing(at));
        findings
    }

    /// What is found in the certificate at `at`, with its lifetime measured by `standard` in place of the schedule that
    /// it picks itself.
    ///
    /// By a schedule, a certificate is judged as one that is bound by it: of a bundle, ask those that it is
    /// [for](Self::schedule), as authorities are longer than any leaf may be. By a profile, the certificate must end where the
    /// profile's lifetime ends, counted from notBefore; the profile's schedule, if it has one, is applied too.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, inspect::Inspection, time::macros::utc_datetime};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// let inspection = Inspection::of_der(der)?;
    /// let profile = Profile::new(Lifetime::days(365));
    /// let findings = inspection.check(&profile, utc_datetime!(2012-03-01 00:00:00));
    /// let sentences: Vec<String> = findings.iter().map(|finding| finding.to_string()).collect();
    /// assert_eq!(
    ///     sentences,
    ///     [
    ///         "notAfter 2013-02-28T12:00:00Z is one second more than 365 days from notBefore 2012-02-29T12:00:00Z",
    ///         "notAfter is 2013-02-28T12:00:00Z, the profile's lifetime `365 days` gives 2013-02-28T11:59:59Z",
    ///     ],
    /// );
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use = "this returns the findings and changes nothing"]
    pub fn check<'a>(&self, standard: impl Into<Standard<'a>>, at: UtcDateTime) -> Vec<Finding> {
        let mut findings = self.own_findings();
        if let Ok(validity) = self.validity {
            match standard.into() {
                Standard::Schedule(schedule) => findings.extend(self.by_schedule(schedule, &validity)),
                Standard::Profile(profile) => {
                    findings.extend(self.by_profile(profile, &validity));
                    findings.extend(profile.schedule().and_then(|schedule| self.by_schedule(schedule, &validity)));
                }
            }
        }
        findings.extend(self.standing(at));
        findings
    }

    /// The findings for which neither a schedule nor the time matters.
    fn own_findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.faults.iter().copied().map(Finding::of_read_error).collect();
        findings.extend_from_slice(&self.unreadable);
        self.judge_serial_number(&mut findings);
        if let Ok(validity) = self.validity {
            self.judge_times(&validity, &mut findings);
        }
        findings
    }

    fn judge_serial_number(&self, findings: &mut Vec<Finding>) {
        let number = &self.serial_number;
        let mut push = |rule, cause| {
            findings.push(Finding::new(rule, Element::SerialNumber, self.places.serial_number, cause));
        };
        if number.is_zero() {
            push(Rule::SerialZero, Cause::SerialZero);
        }
        if number.is_negative() {
            push(Rule::SerialNegative, Cause::SerialNegative(number.clone()));
        }
        if number.is_too_long() {
            push(Rule::SerialTooLong, Cause::SerialTooLong(number.clone()));
        }
    }

    fn judge_times(&self, validity: &Validity, findings: &mut Vec<Finding>) {
        let (not_before, not_after) = (validity.not_before(), validity.not_after());
        for (field, at) in [(Field::NotBefore, not_before), (Field::NotAfter, not_after)] {
            let written = self.places.time_type(field);
            if written == Some(TimeType::GeneralizedTime) && TimeType::of_year(at.year()) == TimeType::UtcTime {
                findings.push(self.of_time(Rule::GeneralizedTimeBefore2050, field, Cause::Generalized { field, at }));
            }
            if at < UtcDateTime::UNIX_EPOCH {
                findings.push(self.of_time(Rule::Before1970, field, Cause::Before1970 { field, at }));
            }
        }
        if not_before == not_after {
            findings.push(self.of_end(Rule::ZeroLength, Cause::ZeroLength { at: not_after }));
        }
        let seconds = validity.duration().as_secs();
        if seconds > SECONDS_PER_DAY && seconds % SECONDS_PER_DAY == 1 {
            findings.push(self.of_end(Rule::OffByOneSecond, Cause::OffByOneSecond { validity: *validity }));
        }
        if !validity.has_well_defined_expiry() {
            findings.push(self.of_end(Rule::NoExpiry, Cause::NoExpiry));
        }
        // The 60th day of a leap year is 29 February.
        if days_in_year(not_after.year()) == 366 && not_after.ordinal() == 60 {
            findings.push(self.of_end(Rule::EndsOnLeapDay, Cause::EndsOnLeapDay { not_after }));
        }
        for (rule, last, of) in [
            (Rule::EndsAfter2038, LAST_OF_TIME_T, "signed 32-bit clocks"),
            (Rule::EndsAfter2049, LAST_OF_UTC_TIME, "UTCTime"),
        ] {
            if not_after > last {
                findings.push(self.of_end(rule, Cause::EndsAfter { not_after, last, of }));
            }
        }
    }

    fn judge_by_kind(&self, validity: &Validity, findings: &mut Vec<Finding>) {
        if let Some(schedule) = self.schedule() {
            findings.extend(match schedule.check(validity) {
                Err(reason) if !self.claims_public_trust() => {
                    let cause = Cause::NotPublic { schedule: schedule.name(), reason };
                    Some(self.of_period(Rule::BeyondPublicLimits, cause))
                }
                Ok(Verdict::OverRecommended { .. }) if !self.claims_public_trust() => None,
                _ => self.by_schedule(schedule, validity),
            });
        }
        if self.is_private_server()
            && let Err(reason) = limits::APPLE_TLS.check(validity)
        {
            let cause = Cause::Limit { schedule: limits::APPLE_TLS.name(), reason };
            findings.push(self.of_period(Rule::OverAppleMaximum, cause));
        }
    }

    /// What `schedule` says of a certificate that it binds.
    fn by_schedule(&self, schedule: &Schedule, validity: &Validity) -> Option<Finding> {
        let name = schedule.name();
        match schedule.check(validity) {
            Ok(Verdict::NoRule) => Cause::before_rule(schedule, validity.not_before())
                .map(|cause| self.of_time(Rule::IssuedBeforeRule, Field::NotBefore, cause)),
            Ok(verdict @ Verdict::OverRecommended { .. }) => {
                Some(self.of_period(Rule::OverRecommendation, Cause::Recommendation { schedule: name, verdict }))
            }
            Ok(Verdict::Within { .. }) => None,
            Err(reason) => {
                let rule = match reason {
                    LimitError::OverMaximum { .. } => Rule::OverMaximum,
                    LimitError::UnderMinimum { .. } => Rule::UnderMinimum,
                    LimitError::NotIssued { .. } => Rule::NoLongerIssued,
                };
                Some(self.of_period(rule, Cause::Limit { schedule: name, reason }))
            }
        }
    }

    /// Where the certificate ends, compared with where `profile` would have it end.
    fn by_profile(&self, profile: &Profile, validity: &Validity) -> Option<Finding> {
        let lifetime = profile.lifetime();
        let not_after = validity.not_after();
        match Validity::starting_at(validity.not_before(), lifetime) {
            Err(reason) => Some(self.of_end(Rule::BeyondProfile, Cause::ProfileHasNoEnd { reason })),
            Ok(expected) if expected == *validity => None,
            Ok(expected) => {
                let longer = expected.not_after() < not_after;
                let rule = if longer { Rule::BeyondProfile } else { Rule::ShorterThanProfile };
                Some(self.of_end(rule, Cause::Profile { not_after, lifetime, expected }))
            }
        }
    }

    /// Why the certificate is of no use at `at`.
    pub(super) fn standing(&self, at: UtcDateTime) -> Option<Finding> {
        let validity = self.validity.ok()?;
        let (not_before, not_after) = (validity.not_before(), validity.not_after());
        match validity.status(at) {
            Status::Valid { .. } => None,
            Status::Expired { .. } => Some(self.of_end(Rule::Expired, Cause::Expired { not_after, at })),
            Status::NotYetValid { .. } => {
                Some(self.of_time(Rule::NotYetValid, Field::NotBefore, Cause::NotYetValid { not_before, at }))
            }
        }
    }

    pub(super) fn of_time(&self, rule: Rule, field: Field, cause: Cause) -> Finding {
        Finding::new(rule, Element::Time(field), self.places.time(field), cause)
    }

    pub(super) fn of_end(&self, rule: Rule, cause: Cause) -> Finding {
        self.of_time(rule, Field::NotAfter, cause)
    }

    fn of_period(&self, rule: Rule, cause: Cause) -> Finding {
        Finding::new(rule, Element::Validity, self.places.validity, cause)
    }
}

/// 2038-01-19T03:14:07Z.
const LAST_OF_TIME_T: UtcDateTime = UtcDateTime::new(date(2038, Month::January, 19), time_of_day(3, 14, 7));

/// 2049-12-31T23:59:59Z.
const LAST_OF_UTC_TIME: UtcDateTime = UtcDateTime::new(date(2049, Month::December, 31), LAST_SECOND);
