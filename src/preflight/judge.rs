//! The requirements for an issued period.

use time::{Duration, UtcDateTime};

use super::report::Cause;
use crate::{instant::LAST_SECOND, limits::Schedule, profile::Profile, validity::Validity};

/// The requirements of a run.
#[derive(Clone, Copy, Debug)]
pub(in crate::preflight) struct Requirements {
    pub(in crate::preflight) expected: Option<Profile>,
    pub(in crate::preflight) schedule: Option<&'static Schedule>,
    pub(in crate::preflight) issuer: Option<Validity>,
    pub(in crate::preflight) may_be_one_second_too_long: bool,
}

impl Requirements {
    pub(in crate::preflight) const NONE: Self =
        Self { expected: None, schedule: None, issuer: None, may_be_one_second_too_long: false };

    /// `validity`, if a certificate that is issued at `at` should have it.
    pub(in crate::preflight) fn judge(&self, at: UtcDateTime, validity: Validity) -> Result<Validity, Cause> {
        if !validity.contains(at) {
            return Err(Cause::NotValidAtIssue { validity });
        }
        match self.expected {
            Some(profile) => self.compare(&profile, at, validity)?,
            None if !self.may_be_one_second_too_long && self.seems_one_second_too_long(&validity) => {
                return Err(Cause::OneSecondTooLong { validity });
            }
            None => {}
        }
        if let Some(schedule) = self.schedule {
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

    fn compare(&self, profile: &Profile, at: UtcDateTime, validity: Validity) -> Result<(), Cause> {
        let expected = profile.validity_from(validity.not_before(), at, self.issuer.as_ref());
        let expected = expected.map_err(|reason| Cause::NotExpected { validity, reason })?;
        if validity == expected {
            return Ok(());
        }
        let is_one_second_too_long = validity.not_before() == expected.not_before()
            && validity.not_after() - expected.not_after() == Duration::SECOND;
        match (is_one_second_too_long, self.may_be_one_second_too_long) {
            (true, true) => Ok(()),
            (true, false) => Err(Cause::OneSecondTooLong { validity }),
            (false, _) => Err(Cause::NotAsExpected { validity, expected }),
        }
    }

    /// Whether notAfter seems to be notBefore plus some days: it is at the same time of day.
    ///
    /// That may be chance if the end does not follow from the beginning. Days end at 23:59:59, and truncated certificates end
    /// with their issuer. An issuer that adds days is found at any other time of the day.
    fn seems_one_second_too_long(&self, validity: &Validity) -> bool {
        let (not_before, not_after) = (validity.not_before(), validity.not_after());
        not_before < not_after
            && not_before.time() == not_after.time()
            && not_after.time() != LAST_SECOND
            && self.issuer.is_none_or(|issuer| issuer.not_after() != not_after)
    }
}
