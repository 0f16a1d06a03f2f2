//! The rules on how long a certificate may be valid, by the date of its issue.
//!
//! A limit is looked up by the issue date. Each row has one of two ways to count:
//!
//! - *inclusive*: notAfter − notBefore + 1 s, because both ends are part of the period;
//! - *exclusive*: notAfter − notBefore.
//!
//! A row is in force from 00:00 UTC of its date until the next row begins. A day has 86,400 seconds, and any excess counts as
//! another day (CA/Browser Forum TLS Baseline Requirements section 6.3.2).
//!
//! | schedule | issued on or after | length | should not exceed | counting | source |
//! |---|---|---|---|---|---|
//! | [`TLS_SERVER`] | 2012-07-01 | at most 60 months | | exclusive | TLS BR 1.0.0 section 9.4, ballot 62 |
//! | [`TLS_SERVER`] | 2015-04-02 | at most 39 months | | exclusive | TLS BR 1.0.0 section 9.4, ballot 62 |
//! | [`TLS_SERVER`] | 2018-03-02 | at most 825 days | | exclusive | TLS BR 1.4.4 section 6.3.2, ballot 193 |
//! | [`TLS_SERVER`] | 2020-09-01 | at most 398 days | 397 days | inclusive | TLS BR 1.7.1 section 6.3.2, ballot SC31 |
//! | [`TLS_SERVER`] | 2026-03-15 | at most 200 days | 199 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_SERVER`] | 2027-03-15 | at most 100 days | 99 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_SERVER`] | 2029-03-15 | at most 47 days | 46 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_EV`] | 2012-07-01 | at most 27 months | 12 months | exclusive | EV Guidelines 1.4.0 section 9.4, ballot 72 |
//! | [`TLS_EV`] | 2018-03-02 | at most 825 days | 12 months | exclusive | EV Guidelines 1.6.2 section 9.4, ballot 193 |
//! | [`TLS_EV`] | 2020-09-01 | at most 398 days | 12 months | inclusive | EV Guidelines 1.7.3 section 9.4, ballot SC31 |
//! | [`TLS_EV`] | 2026-03-15 | at most 200 days | 199 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_EV`] | 2027-03-15 | at most 100 days | 99 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`TLS_EV`] | 2029-03-15 | at most 47 days | 46 days | inclusive | TLS BR 2.1.5 section 6.3.2, ballot SC081v3 |
//! | [`CODE_SIGNING`] | 2019-08-13 | at most 39 months | | inclusive | Code Signing BR 1.2 section 9.4, ballot CSC-1 |
//! | [`CODE_SIGNING`] | 2026-03-01 | at most 460 days | | inclusive | Code Signing BR 3.10.0 section 6.3.2, ballot CSC-31 |
//! | [`TIMESTAMPING`] | 2019-08-13 | at most 135 months | | inclusive | Code Signing BR 1.2 section 9.4, ballot CSC-1 |
//! | [`SMIME_STRICT`] | 2023-09-01 | at most 825 days | | inclusive | S/MIME BR 1.0.0 section 6.3.2, ballot SMC01 |
//! | [`SMIME_MULTIPURPOSE`] | 2023-09-01 | at most 825 days | | inclusive | S/MIME BR 1.0.0 section 6.3.2, ballot SMC01 |
//! | [`SMIME_LEGACY`] | 2023-09-01 | at most 1185 days | | inclusive | S/MIME BR 1.0.0 section 6.3.2, ballot SMC01 |
//! | [`SMIME_LEGACY`] | 2025-07-15 | not to be issued | | inclusive | S/MIME BR 1.0.6 section 7.1.6.1, ballot SMC08 |
//! | [`ROOT_CA`] | 2023-09-15 | at least 2922 days, at most 9132 days | | inclusive | TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62 |
//! | [`SUBORDINATE_CA`] | 2026-02-05 | | 3 years | inclusive | Chrome Root Program Policy 1.8 section 1.3.1.3 |
//! | [`APPLE_TLS`] | 2019-07-01 | at most 825 days | | inclusive | Apple support article HT210176 of 2019 |
//! | [`SHORT_LIVED`] | 2024-03-15 | at most 10 days | | inclusive | TLS BR 2.0.1 section 1.6.1, ballot SC63 |
//! | [`SHORT_LIVED`] | 2026-03-15 | at most 7 days | | inclusive | TLS BR 2.0.1 section 1.6.1, ballot SC63 |
//! | [`FEDERAL_PKI`] | 2021-09-01 | at most 3 years | | inclusive | Federal PKI Common Policy 2.0 section 6.3.2 |
//! | [`FEDERAL_PKI_OCSP`] | 2021-09-01 | at most 120 days | | inclusive | Federal PKI Common Policy 2.0 section 6.3.2 |
//! | [`C2PA_CLAIM_SIGNING_1`] | 2025-06-02 | at most 366 days | | inclusive | C2PA Certificate Policy 0.1 section 7.1.2 |
//! | [`C2PA_CLAIM_SIGNING_2`] | 2025-06-02 | at most 90 days | | inclusive | C2PA Certificate Policy 0.1 section 7.1.2 |
//! | [`C2PA_CLAIM_SIGNING_CA`] | 2025-06-02 | at most 1827 days | | inclusive | C2PA Certificate Policy 0.1 section 7.1.1 |
//! | [`C2PA_TIMESTAMPING_CA`] | 2025-06-02 | at most 5479 days | | inclusive | C2PA Certificate Policy 0.1 section 7.1.1 |
//! | [`C2PA_TIMESTAMPING`] | 2025-06-02 | at most 4110 days | | inclusive | C2PA Certificate Policy 0.1 section 7.1.2 |
//!
//! "BR" are the CA/Browser Forum's [Baseline Requirements] for TLS, [code signing] and [S/MIME] certificates. Each row names
//! its version and its ballot. The others are the policies of the [Chrome Root Program], of the U.S. [Federal PKI] and of
//! [C2PA].
//!
//! A certificate does not say when it was issued. [`Schedule::check`] uses notBefore instead. If you know the issue date, use
//! [`Schedule::check_issued`]. A [`Profile`](crate::Profile) knows it and does.
//!
//! Lifetimes that an issuer promises are no rules, and have tables of their own in [`announced`].
//!
//! # notBefore
//!
//! Some schedules also limit how far notBefore is from the issue. [`Schedule::check_not_before`] judges it. A
//! [`Profile`](crate::Profile) with such a schedule refuses to backdate further:
//!
//! | schedule | issued on or after | before the issue | after the issue | source |
//! |---|---|---|---|---|
//! | [`TLS_SERVER`] | 2023-09-15 | at most 48 hours | at most 48 hours | TLS BR 2.0.0 section 7.1.2.7, ballot SC62 |
//! | [`TLS_EV`] | 2023-09-15 | at most 48 hours | at most 48 hours | TLS BR 2.0.0 section 7.1.2.7, ballot SC62 |
//! | [`ROOT_CA`] | 2023-09-15 | at most 1 day | never | TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62 |
//! | [`SUBORDINATE_CA`] | 2023-09-15 | at most 1 day | never | TLS BR 2.0.0 section 7.1.2.10.1, ballot SC62 |
//! | [`OCSP_RESPONDER`] | 2023-09-15 | at most 1 day | never | TLS BR 2.0.0 section 7.1.2.8.1, ballot SC62 |
//!
//! [Baseline Requirements]: https://github.com/cabforum/servercert/blob/main/docs/BR.md
//! [code signing]: https://github.com/cabforum/code-signing/blob/main/docs/CSBR.md
//! [S/MIME]: https://github.com/cabforum/smime/blob/main/SBR.md
//! [Chrome Root Program]: https://github.com/GoogleChrome/chromerootprogram
//! [Federal PKI]: https://github.com/GSA/idmanagement.gov/tree/main/docs
//! [C2PA]: https://github.com/c2pa-org/conformance-public/tree/main/docs
//!
//! # Months
//!
//! The rules never said how a month or a year is counted. Here months are calendar months from notBefore, and a year has 12. If the last
//! month is too short, the period may last until the first day of the month after, as with
//! [`LeapDayPolicy::RollForward`](crate::LeapDayPolicy::RollForward). Over the 182,987 start dates from 1900-01-01 to
//! 2400-12-31:
//!
//! | term | shortest | longest | `Clamp` is a day shorter on | a date that carries the excess is a day longer on |
//! |---|---|---|---|---|
//! | 12 months | 365 days | 366 days | 122 dates | none |
//! | 27 months | 819 days | 823 days | 2,383 dates | 379 dates |
//! | 36 months | 1095 days | 1096 days | 122 dates | none |
//! | 39 months | 1184 days | 1188 days | 2,382 dates | 378 dates |
//! | 60 months | 1825 days | 1827 days | 122 dates | none |
//! | 135 months | 4106 days | 4110 days | 2,382 dates | 378 dates |
//!
//! So the two readings of 39 months, `Clamp` and `RollForward`, differ on 2,382 of the 182,987 start dates. The last column is
//! a third reading, by Go's `AddDate` and therefore by zlint 3. In a common year it makes 2 March of 30 February, and this
//! crate makes 1 March. For code signing, zlint 3 also counts exclusively, and so passes a second more.
//!
//! # Examples
//!
//! ```
//! use notafter::{Lifetime, Validity, limits, time::macros::utc_datetime};
//!
//! let year = Validity::starting_at(utc_datetime!(2026-03-14 23:59:59), Lifetime::days(398))?;
//! assert!(limits::TLS_SERVER.check(&year).is_ok());
//! let year = Validity::starting_at(utc_datetime!(2026-03-15 00:00:00), Lifetime::days(398))?;
//! assert_eq!(
//!     limits::TLS_SERVER.check(&year).map_err(|error| error.to_string()),
//!     Err("398 days are more than the 200 days allowed for certificates issued on or after \
//!          2026-03-15 (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)".to_owned()),
//! );
//! # Ok::<(), notafter::ValidityError>(())
//! ```
//!
//! Write a schedule of your own as a constant:
//!
//! ```
//! use notafter::{Lifetime, Profile};
//! use notafter::limits::{Limit, Schedule, Term};
//! use notafter::time::macros::{date, utc_datetime};
//!
//! const MESH: Schedule = Schedule::new(
//!     "mesh",
//!     &[
//!         Limit::since(date!(2024-01-01), "mesh policy 1, section 2").at_most(Term::Months(12)),
//!         Limit::since(date!(2027-01-01), "mesh policy 2, section 2").at_most(Term::Days(7)),
//!     ],
//! );
//!
//! let profile = Profile::new(Lifetime::days(30)).with_schedule(&MESH);
//! assert!(profile.validity(utc_datetime!(2026-12-31 23:59:59)).is_ok());
//! assert!(profile.validity(utc_datetime!(2027-01-01 00:00:00)).is_err());
//! ```
//!
//! Or read it from configuration with `OwnedSchedule`, which needs the features `serde` and `alloc`.

pub mod announced;
#[cfg(feature = "serde")]
mod config;
mod dated;
mod limit;
mod not_before;
#[cfg(all(feature = "serde", feature = "alloc"))]
mod owned;
mod schedule;
mod tables;
mod term;
#[cfg(all(feature = "serde", feature = "alloc"))]
mod text;
mod verdict;

pub use limit::Limit;
pub use not_before::{NotBeforeError, NotBeforeLimit};
#[cfg(all(feature = "serde", feature = "alloc"))]
pub use owned::OwnedSchedule;
pub use schedule::{Schedule, Upcoming};
pub use tables::{
    ALL, APPLE_TLS, C2PA_CLAIM_SIGNING_1, C2PA_CLAIM_SIGNING_2, C2PA_CLAIM_SIGNING_CA, C2PA_TIMESTAMPING,
    C2PA_TIMESTAMPING_CA, CODE_SIGNING, FEDERAL_PKI, FEDERAL_PKI_OCSP, OCSP_RESPONDER, ROOT_CA, SHORT_LIVED,
    SMIME_LEGACY, SMIME_MULTIPURPOSE, SMIME_STRICT, SUBORDINATE_CA, TIMESTAMPING, TLS_EV, TLS_SERVER,
};
pub use term::{Counting, Term};
pub use verdict::{LimitError, Verdict};
