//! Operating certificates through a leap day.
//!
//! What a service does so that a date cannot take it down: a profile that has an end on every date, a gate that shows it
//! before each rollout and each rollback, a rotation that keeps what works, and alerts that go to the right people.
//!
//! # 1. Say what a year is
//!
//! ```
//! use core::time::Duration;
//! use notafter::{BeyondIssuer, LeapDayPolicy, Lifetime, Profile};
//!
//! const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp))
//!     .backdate(Duration::from_secs(300))
//!     .beyond_issuer(BeyondIssuer::Truncate);
//! ```
//!
//! [`Clamp`](crate::LeapDayPolicy::Clamp) ends early on a date that does not exist, which no maximum refuses and no client
//! notices; [`RollForward`](crate::LeapDayPolicy::RollForward) gives the longer year, for those who promised a whole one.
//! [`Reject`](crate::LeapDayPolicy::Reject) is for code that a person watches. Where the length is a number of days by nature,
//! [`Lifetime::days`](crate::Lifetime::days) needs no policy.
//!
//! A few minutes of [`backdate`](crate::Profile::backdate) let hosts with a slow clock accept a certificate at once; a
//! [`Rotation`](crate::renewal::Rotation) counts from the issue, so that a short lifetime is not renewed too soon for it. A limit
//! that changes on a date belongs into the profile too: [`limit`](crate::Profile::limit).
//!
//! An authority ends too. [`Truncate`](crate::BeyondIssuer::Truncate) lets its last leaves end with it, and then their renewal is
//! [refused](crate::renewal::Refusal::EndsNoLater), as it gains nothing. With [`Reject`](crate::BeyondIssuer::Reject), the default,
//! nothing is renewed in the last leaf lifetime before that end: under an authority of 45 days, the renewal of a leaf of 30 days
//! fails from day 20 on, on every host, and the leaf expires 15 days before its authority. With either, replace an authority no
//! later than one leaf lifetime before its end.
//!
//! # 2. Gate every rollout, and every rollback
//!
//! Issuing code takes `now` as an argument, so that a test can give it any date:
//!
//! ```
//! # #[cfg(feature = "std")] {
//! # use notafter::{BeyondIssuer, LeapDayPolicy, Lifetime, Profile, ProfileError, Validity, time::UtcDateTime};
//! use notafter::preflight;
//! # const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
//! # fn issue(now: UtcDateTime) -> Result<Validity, ProfileError> { PROFILE.validity(now) }
//!
//! let report = preflight::every_day(1900..=2400, issue);
//! assert!(report.is_clean(), "{report}");
//! # }
//! ```
//!
//! A rollback is the rollout of an older version. On 29 February 2012 the fix was rolled out in a hurry, an older version beside
//! a newer component, and cut off hosts that had been healthy. So the gate is part of the artefact: whatever is about to run passes
//! it first, in whichever direction it goes.
//!
//! A gate that asks the profile alone knows no authority, and does not see it end. Where it can, let the gate run the code that
//! mints, as at the end of the next section, over the years of the authority in use. `Preflight::issuer` compares ends only: a
//! period that was truncated to one day passes.
//!
//! # 3. Keep what works
//!
//! A credential is what the service serves with: here a certificate and its key, in an `Arc`, so that a connection can keep it. The
//! error says whether [every host](crate::Scope) would fail the same way:
//!
//! ```
//! # #[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))] {
//! use core::{fmt, time::Duration};
//! use std::{error::Error, sync::Arc};
//! use notafter::mint::rcgen::{self, BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};
//! use notafter::mint::{Authority, MintError, Minted};
//! use notafter::renewal::{Outcome, Plan, Rotation};
//! use notafter::{BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Scope, Scoped, Validity, preflight};
//! use notafter::time::{UtcDateTime, macros::utc_datetime};
//!
//! const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp))
//!     .backdate(Duration::from_secs(300))
//!     .beyond_issuer(BeyondIssuer::Truncate);
//!
//! struct Credential {
//!     certificate: Minted,
//!     key: KeyPair,
//! }
//!
//! #[derive(Debug)]
//! enum IssueError {
//!     Name(rcgen::Error),
//!     Key(rcgen::Error),
//!     Mint(MintError),
//! }
//!
//! impl Scoped for IssueError {
//!     fn scope(&self) -> Scope {
//!         match self {
//!             Self::Name(_) => Scope::EveryHost,
//!             Self::Key(_) => Scope::ThisHost,
//!             Self::Mint(error) => error.scope(),
//!         }
//!     }
//! }
//!
//! impl fmt::Display for IssueError {
//!     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
//!         match self {
//!             Self::Name(error) => write!(f, "name cannot be written: {error}"),
//!             Self::Key(error) => write!(f, "no key: {error}"),
//!             // On one line, with what the signer answered.
//!             Self::Mint(error) => match error.source() {
//!                 Some(cause) => write!(f, "{error}: {cause}"),
//!                 None => write!(f, "{error}"),
//!             },
//!         }
//!     }
//! }
//!
//! impl Error for IssueError {}
//!
//! fn mint(
//!     profile: &Profile,
//!     authority: &Authority<KeyPair>,
//!     now: UtcDateTime,
//! ) -> Result<(Arc<Credential>, Validity), IssueError> {
//!     let params = CertificateParams::new(["host-17.cluster-3".to_owned()]).map_err(IssueError::Name)?;
//!     let key = KeyPair::generate().map_err(IssueError::Key)?;
//!     let certificate = profile.signed_by(params, &key, authority, now).map_err(IssueError::Mint)?;
//!     let validity = certificate.validity();
//!     Ok((Arc::new(Credential { certificate, key }), validity))
//! }
//!
//! // What the service's clock shows.
//! let now = utc_datetime!(2027-02-28 12:00:00);
//!
//! let mut params = CertificateParams::default();
//! params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
//! // A name of its own: a leaf with the name of its authority may be taken for self-signed, and both have rcgen's default.
//! params.distinguished_name.push(DnType::CommonName, "example authority");
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//! let authority = Authority::self_signed(&ten_years, params, KeyPair::generate()?, now)?;
//!
//! // Once, with the credential that the service starts with. This one was minted just now; of one that was saved, say when it
//! // was taken:
//! let (credential, validity) = mint(&PROFILE, &authority, now)?;
//! let mut rotation = Rotation::new(credential, validity, Plan::new("host-17.cluster-3")).taken_at(now);
//!
//! // On every tick; nothing is minted until it is due, as it is on this one:
//! let now = rotation.at(now).due();
//! let outcome = rotation.attempt(now, |now| mint(&PROFILE, &authority, now));
//! match &outcome {
//!     Outcome::NotDue { .. } => {}
//!     // One line: what happened, whether another host would help, and when it is tried again.
//!     Outcome::Renewed { .. } | Outcome::Failed { .. } | Outcome::Refused { .. } => println!("{outcome}"),
//! }
//! # assert!(matches!(outcome, Outcome::Renewed { .. }));
//!
//! // At every handshake, in DER, as TLS libraries take them:
//! let Credential { certificate, key } = &**rotation.at(now).current().credential();
//! let (certificate, key) = (certificate.der(), key.serialize_der());
//! # assert_eq!(Validity::from_certificate_der(certificate)?, rotation.at(now).current().validity());
//! # assert!(!key.is_empty());
//!
//! // The gate of section 2, over the whole years of this authority:
//! let issue = |now| mint(&PROFILE, &authority, now).map(|(credential, _)| credential.certificate.clone());
//! let report = preflight::every_day(2028..=2036, issue);
//! assert!(report.is_clean(), "{report}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A day on which nothing can be minted is a day on which nothing happens, if more is left when renewal begins than the day and
//! the longest wait after a failure, which is an hour unless the plan says otherwise. With a third of a year left it is; with
//! half of a day it is not:
//!
//! ```
//! use notafter::{LeapDayPolicy, Lifetime, Validity, ValidityError, time::{Duration, macros::utc_datetime}};
//! use notafter::renewal::{RenewAt, Window};
//!
//! fn outlives_a_day(lifetime: Lifetime, renew_at: RenewAt) -> Result<bool, ValidityError> {
//!     let validity = Validity::starting_at(utc_datetime!(2027-07-01 00:00:00), lifetime)?;
//!     let left = validity.not_after() - Window::of(&validity, renew_at).end();
//!     Ok(left > Duration::DAY + Duration::HOUR)
//! }
//! assert!(outlives_a_day(Lifetime::years(1, LeapDayPolicy::Clamp), RenewAt::Ideal)?);
//! assert!(outlives_a_day(Lifetime::days(6), RenewAt::Ideal)?);
//! assert!(!outlives_a_day(Lifetime::days(1), RenewAt::Ideal)?);
//! # Ok::<(), ValidityError>(())
//! ```
//!
//! A service that ticks less often than [every half minute](crate::renewal::Rotation#how-often-to-ask), or than half of the first
//! wait where that is shorter than a minute, may miss the last attempt before the credential expires.
//!
//! The host's name as seed spreads the fleet, so that a fault shows on a few hosts before it could on all.
//!
//! ## After a restart
//!
//! What is to be saved at each renewal is the [successor](crate::renewal::Rotation::successor), which may not have begun, and the
//! instant of the attempt:
//!
//! ```
//! use notafter::{Lifetime, Profile, ProfileError, Validity, time::{Duration, UtcDateTime, macros::utc_datetime}};
//! use notafter::renewal::{Outcome, Plan, Rotation};
//!
//! #[derive(Clone)]
//! struct Credential {
//!     pem: String,
//!     validity: Validity,
//! }
//!
//! fn restored(saved: Credential, taken_at: UtcDateTime) -> Rotation<Credential> {
//!     let validity = saved.validity;
//!     Rotation::new(saved, validity, Plan::new("host-17")).taken_at(taken_at)
//! }
//!
//! // An hour of it is over when it is taken.
//! let profile = Profile::new(Lifetime::days(7)).backdate(Duration::HOUR.unsigned_abs());
//! let mint = |now| {
//!     let validity = profile.validity(now)?;
//!     Ok::<_, ProfileError>((Credential { pem: "-----BEGIN …".to_owned(), validity }, validity))
//! };
//! let now = utc_datetime!(2027-02-28 12:00:00);
//! let mut rotation = restored(mint(now)?.0, now);
//!
//! let now = rotation.at(now).due();
//! let outcome = rotation.attempt(now, mint);
//! assert!(matches!(outcome, Outcome::Renewed { .. }));
//! let (saved, taken_at) = (rotation.at(now).successor().credential().clone(), now);
//! # assert!(saved.pem.starts_with("-----BEGIN"));
//!
//! // A day later the service starts again, and goes on as if it had not.
//! let later = now + Duration::DAY;
//! assert_eq!(restored(saved, taken_at).due(later), rotation.at(later).due());
//! # Ok::<(), ProfileError>(())
//! ```
//!
//! The instant of the restart is not when the credential was taken: its window would begin anew at each, and a host that starts
//! every day would renew in the last hours. Where the instant is not known, leave it out. The waits after failures are not
//! saved: a service that crashes in a loop makes an attempt at each start, and what starts it has to wait.
//!
//! ## An issuer that takes its time
//!
//! Where minting is asynchronous, ask first, and hand over what came: what is due at `now` is attempted at `now`.
//!
//! ```
//! use notafter::{ProfileError, Validity, time::UtcDateTime};
//! use notafter::renewal::{Outcome, Rotation};
//!
//! # async fn order() -> Result<(String, Validity), ProfileError> { core::future::pending().await }
//! async fn tick(rotation: &mut Rotation<String>, now: UtcDateTime) -> Option<Outcome<String, ProfileError>> {
//!     if now < rotation.at(now).due() {
//!         return None;
//!     }
//!     let ordered = order().await;
//!     Some(rotation.attempt(now, |_| ordered))
//! }
//! ```
//!
//! An ACME issuer that suggests a window (RFC 9773) has it kept to through
//! [`Rotation::suggest`](crate::renewal::Rotation::suggest). The ends of the window are RFC 3339 texts, which `UtcDateTime::parse`
//! reads with the feature `parsing` of `time`. The certificate that is asked about is named by its authority key
//! identifier and its serial number, in base64url (RFC 9773 section 4.1): `inspect::Inspection` has both.
//!
//! # 4. Alert on what matters
//!
//! | what is seen | who is called | how soon |
//! |---|---|---|
//! | [`Scope::EveryHost`](crate::Scope::EveryHost) on one host | who owns the profile | at once: every host is next |
//! | [`Scope::ThisHost`](crate::Scope::ThisHost) on one host | who owns the host | when it persists for some hours |
//! | [`Refusal::EndsNoLater`](crate::renewal::Refusal::EndsNoLater) | who owns the authority | at once: it is about to expire, if the profile has not become shorter |
//! | [`State::Degraded`](crate::renewal::State::Degraded) | who owns the service | by what remains: days are for the morning, hours are not |
//! | [`State::Expired`](crate::renewal::State::Expired) | who owns the service | at once |
//! | `preflight::next_failure` within the year | who owns the profile | with the next release |
//!
//! Healing that condemns a host, or moves its load, asks for the scope first. An error of every host condemns nobody. A
//! replacement that [begins too late](crate::renewal::Refusal::NotYetValid), or is [over](crate::renewal::Refusal::Expired), says
//! that two clocks disagree: compare the host's and the issuer's. An issuer that takes a moment, and does not backdate, does not
//! bring it about.
