//! How to operate certificates through a leap day.
//!
//! Four things keep a date from taking a service down:
//!
//! 1. a profile that has an end on every date;
//! 2. a gate that tests it before each rollout and each rollback;
//! 3. a rotation that keeps the last good credential;
//! 4. alerts that go to the right people.
//!
//! The [glossary](crate#glossary) explains the terms.
//!
//! # 1. Choose a year
//!
//! ```
//! use core::time::Duration;
//! use notafter::{BeyondIssuer, LeapDayPolicy, Lifetime, Profile};
//!
//! const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp))
//!     .with_backdating(Duration::from_secs(300))
//!     .with_beyond_issuer(BeyondIssuer::Truncate);
//! ```
//!
//! [`Clamp`](crate::LeapDayPolicy::Clamp) ends early if the date does not exist. No maximum refuses that, and no client
//! notices. [`RollForward`](crate::LeapDayPolicy::RollForward) gives the longer year, if you have promised a whole one.
//! [`Reject`](crate::LeapDayPolicy::Reject) is for code that a person watches. If you think in days, use
//! [`Lifetime::days`](crate::Lifetime::days), which needs no policy.
//!
//! A few minutes of [backdating](crate::Profile::with_backdating) let hosts with a slow clock accept a certificate at once. They cost
//! no lifetime in a [`Rotation`](crate::renewal::Rotation), which counts from the issue. If a limit changes on a date, add it
//! to the profile with [`with_schedule`](crate::Profile::with_schedule).
//!
//! An authority ends too. Replace it no later than one leaf lifetime before its end:
//!
//! - With [`Truncate`](crate::BeyondIssuer::Truncate) its last leaves end with it. Their renewal gains nothing, and is
//!   [refused](crate::renewal::Refusal::EndsNoLater).
//! - With [`Reject`](crate::BeyondIssuer::Reject), the default, nothing is renewed in the last leaf lifetime before that end. Under
//!   an authority of 45 days, the renewal of a leaf of 30 days fails from day 20 on, on every host. The leaf then expires 15 days
//!   before its authority.
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
//! fn issue(now: UtcDateTime) -> Result<Validity, ProfileError> {
//!     PROFILE.validity(now)
//! }
//!
//! let report = preflight::every_day(1900..=2400, issue);
//! assert!(report.is_clean(), "{report}");
//! # }
//! ```
//!
//! A rollback is the rollout of an older version. On 29 February 2012 the fix was rolled out in a hurry, with an older version
//! beside a newer component. It cut off hosts that had been healthy. So make the gate part of the artefact: every version
//! passes it before it runs.
//!
//! A gate that asks only the profile does not see an authority end. Run your minting code in it, as at the end of the next
//! section, over the years of the authority in use. `Preflight::issuer` compares only ends: a period that was truncated to one
//! day passes.
//!
//! Code that never fails may still issue the wrong year: 365 days end a day early whenever they contain a leap day.
//! `Preflight::expect` compares each period with a profile. If your code takes a second for a certificate,
//! `Preflight::at_hazards` asks only on the dates that break software. If your issuing code is not in Rust, the tool runs it
//! under a false clock: `notafter preflight -- ./issue`.
//!
//! # 3. Renew, and keep the last good credential
//!
//! A service serves with a credential. Here it is a certificate and its key, in an `Arc`, so that a connection can keep it.
//! Each error gets its [`Scope`](crate::Scope#which-scope) where it occurs. Errors of this crate have one already.
//!
//! ```
//! # #[cfg(all(feature = "mint", feature = "__backend"))] {
//! use core::time::Duration;
//! use std::{error::Error, sync::Arc};
//! use notafter::mint::{self, Authority, Minted, rcgen::KeyPair};
//! use notafter::renewal::{Outcome, Plan, RenewAt, Rotation};
//! use notafter::{BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Scope, ScopedError, Validity, preflight};
//! use notafter::time::{UtcDateTime, macros::utc_datetime};
//!
//! const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp))
//!     .with_backdating(Duration::from_secs(300))
//!     .with_beyond_issuer(BeyondIssuer::Truncate);
//!
//! struct Credential {
//!     certificate: Minted,
//!     key: KeyPair,
//! }
//!
//! fn mint(authority: &Authority<KeyPair>, now: UtcDateTime) -> Result<(Arc<Credential>, Validity), ScopedError> {
//!     let key = KeyPair::generate().map_err(|error| ScopedError::new(Scope::ThisHost, error))?;
//!     let certificate = PROFILE.signed_by(mint::server(["host-17.cluster-3"])?, &key, authority, now)?;
//!     let validity = certificate.validity();
//!     Ok((Arc::new(Credential { certificate, key }), validity))
//! }
//!
//! // What the service's clock shows.
//! let now = utc_datetime!(2027-02-28 12:00:00);
//!
//! let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
//! let authority = Authority::self_signed(&ten_years, mint::authority("Example CA"), KeyPair::generate()?, now)?;
//!
//! // Once, with the credential that the service starts with. This one was minted just now.
//! let (credential, validity) = mint(&authority, now)?;
//! let mut rotation = Rotation::new(credential, validity, now, Plan::new(RenewAt::Ideal), "host-17/api");
//!
//! // On every tick. Nothing is minted until it is due, as it is on this one:
//! let now = rotation.at(now).due();
//! let outcome = rotation.attempt(now, |now| mint(&authority, now));
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
//! let issue = |now| mint(&authority, now).map(|(credential, _)| credential.certificate.clone());
//! let report = preflight::every_day(2028..=2036, issue);
//! assert!(report.is_clean(), "{report}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Three things are easily missed:
//!
//! - **The period is the period of the chain.** A leaf of 24 hours is of no use once its issuer has expired. If the chain that
//!   you serve has an intermediate certificate, give the rotation the earlier of their ends: `leaf.truncated_to(&issuer)`.
//! - **A seed is for a certificate.** If 50 certificates of a host have the host's name as seed, all renew in the same second.
//! - **Timers stop while a host sleeps.** Sleep until [`View::next_tick`](crate::renewal::View::next_tick), which is half a
//!   minute away at most, and look at the wall clock again. A timer that was set to `due` is late by as long as a laptop slept.
//!
//! If rustls uses the certificate, the module `identity` (feature `rustls`) does all of this section and the next ones. It has
//! the loop, the saved state, the files of another tool, and metrics. Read on if something else uses the certificate.
//!
//! A service that does nothing else is a loop:
//!
//! ```
//! use notafter::{Scoped, Validity, time::UtcDateTime};
//! use notafter::renewal::{Outcome, Rotation, State};
//!
//! fn keep_renewed<C, E: Scoped + std::fmt::Display>(
//!     rotation: &mut Rotation<C>,
//!     mint: impl Fn(UtcDateTime) -> Result<(C, Validity), E>,
//!     publish: impl Fn(&C),
//! ) -> ! {
//!     loop {
//!         let outcome = rotation.attempt(UtcDateTime::now(), &mint);
//!         if !matches!(outcome, Outcome::NotDue { .. }) {
//!             println!("{outcome}");
//!         }
//!         let now = UtcDateTime::now();
//!         let view = rotation.at(now);
//!         publish(view.current().credential());
//!         if matches!(view.state(), State::Degraded { .. } | State::Expired { .. } | State::NotYetValid { .. }) {
//!             eprintln!("alert: {}", view.state());
//!         }
//!         std::thread::sleep((view.next_tick() - now).unsigned_abs());
//!     }
//! }
//! ```
//!
//! ## After a restart
//!
//! Save the [kept](crate::renewal::Rotation::kept) credentials, and the [record](crate::renewal::Rotation::record) with the
//! facts about them. Save both after each attempt, and after each suggestion. A host that starts again then goes on as if it
//! had not stopped: its waits, suggestions and alert still hold. Here the credential is a text, such as PEM:
//!
//! ```
//! use std::error::Error;
//! use notafter::{Lifetime, Profile, Validity, time::{Duration, macros::utc_datetime}};
//! use notafter::renewal::{Plan, Record, RenewAt, Rotation};
//!
//! const PLAN: Plan = Plan::new(RenewAt::Ideal);
//! const SEED: &str = "host-17/api";
//!
//! fn save(rotation: &Rotation<String>) -> Result<String, serde_json::Error> {
//!     let credentials: Vec<_> = rotation.kept().map(|held| (held.credential(), held.validity().to_string())).collect();
//!     serde_json::to_string(&(rotation.record().to_string(), credentials))
//! }
//!
//! /// `None` if no credential was saved.
//! fn restore(saved: &str) -> Result<Option<Rotation<String>>, Box<dyn Error>> {
//!     let (record, credentials): (String, Vec<(String, String)>) = serde_json::from_str(saved)?;
//!     let record: Record = record.parse()?;
//!     let mut periods = Vec::new();
//!     for (pem, period) in credentials {
//!         periods.push((pem, period.parse::<Validity>()?));
//!     }
//!     Ok(Rotation::from_record(&record, periods, PLAN, SEED))
//! }
//!
//! let (profile, now) = (Profile::new(Lifetime::days(7)), utc_datetime!(2027-02-28 12:00:00));
//! let rotation = Rotation::new("-----BEGIN …".to_owned(), profile.validity(now)?, now, PLAN, SEED);
//!
//! // A day later the service starts again.
//! let (restored, later) = (restore(&save(&rotation)?)?.ok_or("nothing was saved")?, now + Duration::DAY);
//! assert_eq!(restored.at(later).due(), rotation.at(later).due());
//! assert_eq!(restored.at(later).current().credential(), "-----BEGIN …");
//! # Ok::<(), Box<dyn Error>>(())
//! ```
//!
//! Write the file beside the old one, and rename it: a host may stop in the middle of a write. If only the record is lost, use
//! an empty one (`Record::default()`) with the credentials.
//!
//! ## Cron and command lines
//!
//! A job that runs once a day cannot wait for an instant in between. Tell the plan how often it runs, and it renews in the last
//! run before:
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use core::time::Duration;
//! use notafter::{Lifetime, Profile, preflight::RenewalPreflight, renewal::{Plan, RenewAt}};
//!
//! const DAY: Duration = Duration::from_secs(86_400);
//! const PLAN: Plan = Plan::new(RenewAt::Ideal).asked_every(DAY);
//!
//! // In a test: no gap from any day, with certificates of 6 days and an issuer that is away for a day.
//! let profile = Profile::new(Lifetime::days(6));
//! let report = RenewalPreflight::new(2026..=2026, PLAN)
//!     .issuer_away(notafter::Scope::SharedService, DAY)
//!     .run(|now| profile.validity(now));
//! assert!(report.is_clean(), "{report}");
//! # }
//! ```
//!
//! Each run restores the rotation, makes an attempt, saves it, and deploys [`View::current`](crate::renewal::View::current). It
//! deploys even if nothing was renewed: a credential that was taken before may have come into use. With `save` and `restore` as
//! above, this is a run:
//!
//! ```
//! # use std::error::Error;
//! # use notafter::{ScopedError, Validity, time::UtcDateTime, renewal::{Plan, RenewAt, Rotation}};
//! # const PLAN: Plan = Plan::new(RenewAt::Ideal);
//! # const SEED: &str = "host-17/api";
//! # fn save(_: &Rotation<String>) -> Result<String, serde_json::Error> { Ok(String::new()) }
//! # fn restore(_: &str) -> Result<Option<Rotation<String>>, Box<dyn Error>> { Ok(None) }
//! fn run(
//!     saved: Option<&str>,
//!     now: UtcDateTime,
//!     mint: impl Fn(UtcDateTime) -> Result<(String, Validity), ScopedError>,
//!     deploy: impl Fn(&str),
//! ) -> Result<String, Box<dyn Error>> {
//!     let restored = saved.map(restore).transpose()?.flatten();
//!     let rotation = if let Some(mut rotation) = restored {
//!         println!("{}", rotation.attempt(now, mint));
//!         rotation
//!     } else {
//!         // The first run. It has nothing to save if minting fails, so the next run asks again.
//!         let (pem, validity) = mint(now)?;
//!         Rotation::new(pem, validity, now, PLAN, SEED)
//!     };
//!     deploy(rotation.at(now).current().credential());
//!     Ok(save(&rotation)?)
//! }
//! # let validity: Validity = "2026-01-01T00:00:00Z/2026-01-06T23:59:59Z".parse()?;
//! # run(None, validity.not_before(), |_| Ok((String::new(), validity)), |_| {})?;
//! # Ok::<(), Box<dyn Error>>(())
//! ```
//!
//! An instant that is [due](crate::renewal::Outcome::due) before the next run waits for that run. Backdate your certificates by
//! more than clocks differ. Otherwise a job may deploy a certificate that begins in a moment.
//!
//! ## An issuer that takes its time
//!
//! If minting is asynchronous, order first, and hand the result over:
//!
//! ```
//! use core::future::Future;
//! use notafter::{ScopedError, Validity, time::UtcDateTime};
//! use notafter::renewal::{Outcome, Rotation};
//!
//! /// `order` gives the certificate and the period of its chain.
//! async fn tick(
//!     rotation: &mut Rotation<String>,
//!     order: impl Future<Output = Result<(String, Validity), ScopedError>>,
//!     now: UtcDateTime,
//! ) -> Option<Outcome<String, ScopedError>> {
//!     if !rotation.at(now).is_due() {
//!         return None;
//!     }
//!     let ordered = order.await;
//!     Some(rotation.attempt(now, |_| ordered))
//! }
//! ```
//!
//! If an order arrives much later, another attempt may have been made. [Offer](crate::renewal::Rotation::offer) its
//! certificate.
//!
//! ## A file that another tool replaces
//!
//! cert-manager, certbot and others write files, and renew by themselves. Offer the file whenever it has changed. A file that
//! is half written, or has expired, displaces nothing. Look at it again at the next tick:
//!
//! ```
//! use notafter::{Validity, time::UtcDateTime};
//! use notafter::renewal::{Outcome, Rotation};
//!
//! fn changed(rotation: &mut Rotation<Vec<u8>>, der: Vec<u8>, now: UtcDateTime) {
//!     match Validity::from_certificate_der(&der) {
//!         Ok(validity) => match rotation.offer(now, der, validity) {
//!             Outcome::Refused { reason, .. } => eprintln!("the file is no better: {reason}"),
//!             outcome => println!("{outcome}"),
//!         },
//!         Err(error) => eprintln!("the file is no certificate: {error}"),
//!     }
//! }
//! ```
//!
//! A file of PEM holds a chain, and the period of the chain counts. A file that is cut between two certificates looks like a
//! leaf that is valid for longer. So accept only files with the whole path:
//!
//! ```
//! # #[cfg(feature = "inspect")] {
//! use std::error::Error;
//! use notafter::{Validity, inspect::{self, Inspection}, time::UtcDateTime};
//!
//! /// The period of the chain in `pem`, to which so many `certificates` belong.
//! fn period(pem: &[u8], certificates: usize, now: UtcDateTime) -> Result<Validity, Box<dyn Error>> {
//!     let bundle = Inspection::iter_from_slice(pem).collect::<Result<Vec<_>, _>>()?;
//!     let chain = inspect::chain(&bundle, now)?;
//!     if chain.path().len() < certificates {
//!         return Err("the chain is not complete".into());
//!     }
//!     Ok(chain.validity().ok_or("the certificates have no second in common")?)
//! }
//! # }
//! ```
//!
//! A file that ends no later is refused. If somebody changed the file on purpose, for example with other names or another key,
//! call [`Rotation::replace`](crate::renewal::Rotation::replace) and not `offer`.
//!
//! Such a tool may also be late. [`View::is_due`](crate::renewal::View::is_due) says when your plan would have renewed. Make
//! that an attempt that fails, and the state becomes `Degraded` as with an issuer of your own. Choose a plan that is later than
//! the tool's:
//!
//! ```
//! use notafter::{Scope, ScopedError, time::UtcDateTime, renewal::Rotation};
//!
//! fn tick(rotation: &mut Rotation<Vec<u8>>, now: UtcDateTime) {
//!     if rotation.at(now).is_due() {
//!         println!("{}", rotation.attempt(now, |_| Err(ScopedError::new(Scope::SharedService, "the file has not been renewed"))));
//!     }
//! }
//! ```
//!
//! ## ACME
//!
//! An ACME issuer suggests when to renew (RFC 9773). [`CertificateId`](crate::renewal::CertificateId) names the certificate to it,
//! and has an example for instant-acme. Pass each answer on, and ask again in time:
//!
//! ```
//! use core::time::Duration;
//! use notafter::{Validity, renewal::{Rotation, Window, ask_again}, time::UtcDateTime};
//!
//! /// What came of a question about the certificate with this period.
//! fn answered(
//!     rotation: &mut Rotation<String>,
//!     certificate: &Validity,
//!     answer: Result<(Option<Window>, Duration), Box<dyn std::error::Error>>,
//!     now: UtcDateTime,
//! ) -> UtcDateTime {
//!     match answer {
//!         Ok((window, retry_after)) => {
//!             rotation.suggest(now, certificate, window);
//!             // An answer without a valid window counts as an error.
//!             ask_again(now, window.map(|_| retry_after))
//!         }
//!         // What the issuer has suggested before still counts.
//!         Err(_) => ask_again(now, None),
//!     }
//! }
//! ```
//!
//! A live identity takes each answer by `LiveIdentity::suggest`. The example `acme` in `examples/services` is such a service.
//!
//! The record does not hold the instant at which to ask again, so save it too. A 429 says when to come back:
//! `ScopedError::new(Scope::SharedService, error).with_retry_after(retry_after)`. The errors of instant-acme 0.8.5 do not pass that on.
//!
//! When you replace a root, suggest a window for all certificates that it has signed. So a fleet moves to the new root over
//! that window, and not in one second.
//!
//! ## Renew now, and not too soon
//!
//! - A name was added, or a key has leaked: [`Rotation::renew_now`](crate::renewal::Rotation::renew_now).
//! - Peers with a slow clock refuse a certificate in its first seconds: backdate it, or let it
//!   [settle](crate::renewal::Plan::settle).
//!
//! ## How long an issuer may be away
//!
//! You survive an absence of the issuer that is shorter than the time that is left when renewal begins.
//! `preflight::RenewalPreflight` measures it for your plan. `cargo run --example renewal` prints this table. It
//! starts from every day of 2026, at the point [`RenewAt::Ideal`] unless the row names another:
//!
//! | lifetime | renews before the end | absence survived | attempts in the worst week | busiest second of 10,000 hosts |
//! |---|--:|--:|--:|--:|
//! | 398 days | 128 days | 128 days | 238 | 2 |
//! | 90 days | 29 days | 29 days | 237 | 3 |
//! | 47 days | 15 days | 15 days | 237 | 4 |
//! | 6 days | 2 days | 2 days | 134 | 4 |
//! | 24 hours | 9 hours | 9 hours | 30 | 6 |
//! | 10 minutes | 4 minutes | 3 minutes | 15 | 106 |
//! | 90 days, 30 before the end | 30 days | 30 days | 237 | 3 |
//! | 45 days, 30 before the end | 30 days | 29 days | 237 | 4 |
//! | 6 days, 30 before the end | 5 days | 5 days | 212 | 5 |
//! | 90 days, cron once a month | 30 days | 0 seconds | 1 | all |
//! | 90 days, window suggested by the issuer | 44 days | 43 days | 237 | 3 |
//!
//! Jobs of cron that run at the same minute ask at the same second, whatever the plan. Give each host a minute of its own.
//!
//! [`RenewAt::Ideal`]: crate::renewal::RenewAt::Ideal
//!
//! # 4. Alert on what matters
//!
//! | signal | who is called | how soon |
//! |---|---|---|
//! | [`Scope::EveryHost`](crate::Scope::EveryHost) on one host | the owner of the profile | at once: every host is next |
//! | [`Scope::SharedService`](crate::Scope::SharedService) | the owner of the service | when it persists |
//! | [`Scope::ThisHost`](crate::Scope::ThisHost) on one host | the owner of the host | when it persists for some hours |
//! | [`Refusal::EndsNoLater`](crate::renewal::Refusal::EndsNoLater) | the owner of the authority | at once: it is about to expire, or gives shorter lifetimes now |
//! | [`Clocks::HostBehind`](crate::renewal::Clocks::HostBehind) of more than a minute | the owner of the host | within hours: compare its clock and the issuer's |
//! | [`Clocks::HostAhead`](crate::renewal::Clocks::HostAhead) | the owner of the host | at once: by its clock nothing is valid |
//! | [`State::Degraded`](crate::renewal::State::Degraded) | the owner of the service | by what remains: days are for the morning, hours are not |
//! | [`State::Expired`](crate::renewal::State::Expired) | the owner of the service | at once |
//! | [`State::NotYetValid`](crate::renewal::State::NotYetValid) | the owner of the host | at once: compare its clock and the issuer's |
//! | `preflight::next_failure` within the year | the owner of the profile | with the next release |
//!
//! If your healing condemns a host, or moves its load, let it ask for the scope first. Only an error of this host may condemn a
//! host.
