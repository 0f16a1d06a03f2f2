//! Makes findings from the parts of a certificate.

use time::{UtcDateTime, util::days_in_year};

use super::{Inspection, IssueSource, Issued, cause::Cause, finding::Finding};
use crate::{
    asn1_time::TimeType,
    der::Element,
    instant::{LAST_SECOND, date, time_of_day},
    limits::{self, LimitError, NotBeforeError, Schedule, Verdict},
    profile::Profile,
    validity::{Validity, ValidityField},
};

impl Inspection {
    /// The findings in the certificate at any time: its encoding, its dates, and its lifetime by the schedule of its kind.
    ///
    /// [`schedule`](Self::schedule) is the schedule of its kind. It binds a certificate that [claims public
    /// trust](Self::claims_public_trust), and not a private one. For a private certificate an error becomes
    /// [`Rule::BeyondPublicLimits`](super::Rule::BeyondPublicLimits), which is informational. Apple's maximum also holds for
    /// private TLS server certificates, if clients are Apple's: [`Rule::OverAppleMaximum`](super::Rule::OverAppleMaximum).
    ///
    /// The rules of the day when the certificate [was issued](Self::issued) apply. The distance of notBefore from it is judged
    /// if a public log says when that was.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::fs;
    /// use notafter::inspect::{Inspection, Rule};
    ///
    /// let outage = Inspection::from_der(&fs::read("docs/examples/outage.der")?)?;
    /// let rules: Vec<Rule> = outage.findings().iter().map(|finding| finding.rule()).collect();
    /// assert_eq!(rules, [Rule::ImpossibleDate]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use = "this returns the findings and changes nothing"]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.own_findings();
        if let (Ok(validity), Some(issued)) = (self.validity, self.issued()) {
            self.judge_by_kind(&validity, issued, &mut findings);
        }
        findings
    }

    /// The findings in the certificate at `at`: the [`findings`](Self::findings), and whether it has expired or is not yet
    /// valid.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::fs;
    /// use notafter::{inspect::{Inspection, Rule}, time::macros::utc_datetime};
    ///
    /// let leaf = Inspection::from_der(&fs::read("docs/examples/leaf.der")?)?;
    /// let has_expired =
    ///     |at| leaf.findings_at(at).iter().any(|finding| finding.rule() == Rule::Expired);
    /// // notAfter is part of the period.
    /// assert!(!has_expired(utc_datetime!(2027-06-01 00:00:00)));
    /// assert!(has_expired(utc_datetime!(2027-06-01 00:00:01)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use = "this returns the findings and changes nothing"]
    pub fn findings_at(&self, at: UtcDateTime) -> Vec<Finding> {
        let mut findings = self.findings();
        findings.extend(self.standing(at));
        findings
    }

    /// The findings in the certificate at `at`, with its lifetime measured by `schedule` instead of the schedule of its kind.
    ///
    /// The certificate is judged as one that the schedule binds. In a bundle, use it only for certificates that it is
    /// [for](Self::schedule), because authorities are longer than any leaf may be. A certificate from before the first rule is
    /// reported with [`Rule::IssuedBeforeRule`](super::Rule::IssuedBeforeRule). So a certificate without findings does not pass
    /// for an approved one.
    #[must_use = "this returns the findings and changes nothing"]
    pub fn findings_by_schedule(&self, schedule: &Schedule, at: UtcDateTime) -> Vec<Finding> {
        let mut findings = self.own_findings();
        if let (Ok(validity), Some(issued)) = (self.validity, self.issued()) {
            self.judge_named_schedule(schedule, &validity, issued, &mut findings);
        }
        findings.extend(self.standing(at));
        findings
    }

    /// The findings in the certificate at `at`, with its lifetime measured by `profile` instead of the schedule of its kind.
    ///
    /// The certificate must end where the profile's lifetime ends, counted from notBefore. The profile's schedule, if it has
    /// one, is applied as in [`findings_by_schedule`](Self::findings_by_schedule).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::fs;
    /// use notafter::{Lifetime, Profile, inspect::Inspection, time::macros::utc_datetime};
    ///
    /// // Its issuer added 188 days to notBefore.
    /// let leaf = Inspection::from_der(&fs::read("docs/examples/leaf.der")?)?;
    /// let profile = Profile::new(Lifetime::days(188));
    /// let findings = leaf.findings_by_profile(&profile, utc_datetime!(2026-12-01 00:00:00));
    /// let sentences: Vec<String> = findings.iter().map(|finding| finding.to_string()).collect();
    /// assert_eq!(
    ///     sentences,
    ///     [
    ///         "notAfter is 2027-06-01T00:00:00Z, the profile's lifetime `188 days` gives 2027-05-31T23:59:59Z",
    ///         "notAfter 2027-06-01T00:00:00Z is one second too late: that second is part of the period",
    ///     ],
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use = "this returns the findings and changes nothing"]
    pub fn findings_by_profile(&self, profile: &Profile, at: UtcDateTime) -> Vec<Finding> {
        let mut findings = self.own_findings();
        if let (Ok(validity), Some(issued)) = (self.validity, self.issued()) {
            self.judge_profile(profile, &validity, &mut findings);
            if let Some(schedule) = profile.schedule() {
                self.judge_named_schedule(schedule, &validity, issued, &mut findings);
            }
        }
        findings.extend(self.standing(at));
        findings
    }

    /// The findings that depend on neither a schedule nor the time.
    fn own_findings(&self) -> Vec<Finding> {
        let mut findings = self.faults.clone();
        self.judge_serial_number(&mut findings);
        self.judge_times(&mut findings);
        findings
    }

    fn judge_serial_number(&self, findings: &mut Vec<Finding>) {
        let number = &self.serial_number;
        let octets = number.as_bytes();
        let mut push = |cause| findings.push(self.find(cause));
        if let Some(found) = number.fault() {
            push(Cause::SerialNotDer { found });
        }
        if number.is_zero() && !octets.is_empty() {
            push(Cause::SerialZero);
        }
        if number.is_negative() {
            push(Cause::SerialNegative((!number.is_too_long()).then(|| number.clone())));
        }
        if number.is_too_long() {
            push(Cause::SerialTooLong { found: octets.len() });
        }
    }

    /// Judges each time that is read on its own, and then the two together.
    fn judge_times(&self, findings: &mut Vec<Finding>) {
        let mut push = |cause| findings.push(self.find(cause));
        for field in [ValidityField::NotBefore, ValidityField::NotAfter] {
            let Some(at) = self.period.instant(field) else { continue };
            let written = self.period.time(field).and_then(|time| time.time_type());
            if written == Some(TimeType::GeneralizedTime) && TimeType::for_year(at.year()) == TimeType::UtcTime {
                push(Cause::Generalized { field, at });
            }
            if at < UtcDateTime::UNIX_EPOCH {
                push(Cause::Before1970 { field, at });
            }
        }
        if let Ok(validity) = self.validity
            && validity.not_before() == validity.not_after()
        {
            push(Cause::ZeroLength { at: validity.not_after() });
        }
        let Some(not_after) = self.period.instant(ValidityField::NotAfter) else { return };
        if not_after == Validity::NO_WELL_DEFINED_EXPIRY {
            push(Cause::NoExpiry);
        }
        // The 60th day of a leap year is 29 February.
        if days_in_year(not_after.year()) == 366 && not_after.ordinal() == 60 {
            push(Cause::EndsOnLeapDay { not_after });
        }
        if not_after > LAST_OF_TIME_T {
            push(Cause::EndsAfter2038 { not_after, last: LAST_OF_TIME_T });
        }
        if not_after > LAST_OF_UTC_TIME {
            push(Cause::EndsAfter2049 { not_after, last: LAST_OF_UTC_TIME });
        }
    }

    fn judge_by_kind(&self, validity: &Validity, issued: Issued, findings: &mut Vec<Finding>) {
        if let Some(schedule) = self.schedule() {
            if self.claims_public_trust() {
                self.judge_by_schedule(schedule, validity, issued, findings);
            } else if let Err(reason) = schedule.check_issued(validity, issued.at()) {
                findings.push(self.find(Cause::NotPublic { schedule: schedule.name(), reason, issued }));
            }
        }
        if self.is_private_server()
            && let Err(reason) = limits::APPLE_TLS.check_issued(validity, issued.at())
        {
            findings.push(self.find(Cause::Apple { schedule: limits::APPLE_TLS.name(), reason, issued }));
        }
    }

    /// Judges a certificate by `schedule`, and reports that no rule of it limits the length of an older one.
    fn judge_named_schedule(
        &self,
        schedule: &Schedule,
        validity: &Validity,
        issued: Issued,
        findings: &mut Vec<Finding>,
    ) {
        if schedule.in_force(issued.at()).is_none()
            && let Some(row) = schedule.rows().iter().min_by_key(|row| row.effective())
        {
            findings.push(self.find(Cause::BeforeRule { schedule: schedule.name(), issued, row }));
        }
        self.judge_by_schedule(schedule, validity, issued, findings);
    }

    /// Judges a certificate that `schedule` binds: its length, and notBefore if a log says when it was issued.
    fn judge_by_schedule(&self, schedule: &Schedule, validity: &Validity, issued: Issued, findings: &mut Vec<Finding>) {
        let name = schedule.name();
        if issued.source() == IssueSource::Timestamp {
            match schedule.check_not_before(validity.not_before(), issued.at()) {
                Ok(()) => {}
                // The issuer signs a moment after the log. What begins between the two does not begin after the issue.
                Err(NotBeforeError::TooLate { allowed, .. }) if allowed.is_zero() => {}
                Err(reason) => findings.push(self.find(Cause::AwayFromIssuance { schedule: name, reason, issued })),
            }
        }
        let excess = match schedule.check_issued(validity, issued.at()) {
            Ok(Verdict::NoRule | Verdict::Within { .. }) => return,
            Ok(verdict @ Verdict::OverRecommended { asked, advised, .. }) => {
                findings.push(self.find(Cause::Recommendation { schedule: name, verdict, issued }));
                asked.saturating_sub(advised)
            }
            Err(reason) => {
                findings.push(self.find(Cause::Limit { schedule: name, reason, issued }));
                match reason {
                    LimitError::OverMaximum { asked, allowed, .. } => asked.saturating_sub(allowed),
                    LimitError::UnderMinimum { .. } | LimitError::NotIssued { .. } => return,
                }
            }
        };
        if excess.as_secs() == 1 {
            findings.push(self.find(Cause::OffByOneSecond { not_after: validity.not_after() }));
        }
    }

    /// Compares the end of the certificate with the end that `profile` gives.
    fn judge_profile(&self, profile: &Profile, validity: &Validity, findings: &mut Vec<Finding>) {
        let lifetime = profile.lifetime();
        let not_after = validity.not_after();
        match Validity::starting_at(validity.not_before(), lifetime) {
            Err(reason) => findings.push(self.find(Cause::ProfileHasNoEnd { reason })),
            Ok(expected) if expected == *validity => {}
            Ok(expected) => {
                findings.push(self.find(Cause::Profile { not_after, lifetime, expected }));
                if not_after - expected.not_after() == time::Duration::SECOND {
                    findings.push(self.find(Cause::OffByOneSecond { not_after }));
                }
            }
        }
    }

    /// The reasons why the certificate is of no use at `at`. Each end that is read is judged alone: one of the two is enough.
    pub(super) fn standing(&self, at: UtcDateTime) -> impl Iterator<Item = Finding> {
        let second = at.truncate_to_second();
        let early = self.period.instant(ValidityField::NotBefore).filter(|not_before| second < *not_before);
        let late = self.period.instant(ValidityField::NotAfter).filter(|not_after| second > *not_after);
        let early = early.map(|not_before| self.find(Cause::NotYetValid { not_before, at }));
        let late = late.map(|not_after| self.find(Cause::Expired { not_after, at }));
        early.into_iter().chain(late)
    }

    /// The finding for `cause`, at the octet where its part begins.
    pub(super) fn find(&self, cause: Cause) -> Finding {
        let offset = match cause.element() {
            Element::SerialNumber => self.serial_offset,
            Element::Issuer => self.issuer.offset(),
            Element::Subject => self.subject.offset(),
            Element::Time(field) => self.period.time(field).map_or(self.period.offset, |time| time.offset),
            Element::Extensions => self.authority_offset,
            _ => self.period.offset,
        };
        Finding::new(offset, cause)
    }
}

/// 2038-01-19T03:14:07Z.
pub(super) const LAST_OF_TIME_T: UtcDateTime = UtcDateTime::new(date!(2038, January, 19), time_of_day!(3, 14, 7));

/// 2049-12-31T23:59:59Z.
pub(super) const LAST_OF_UTC_TIME: UtcDateTime = UtcDateTime::new(date!(2049, December, 31), LAST_SECOND);
