//! Reads any certificate, and reports its faults.
//!
//! Make an [`Inspection`] from DER ([`Inspection::from_der`]) or from a file of any form ([`Inspection::iter_from_slice`]). [`Contents`]
//! reads a file part by part, and names the parts that are no certificates.
//!
//! Each part of a certificate is read on its own, so a part that cannot be read does not hide the others. A certificate whose
//! notAfter is 29 February 2013 still tells its subject, its issuer and its serial number. It also tells why it has no validity
//! period.
//!
//! [`Inspection::findings`] judges the encoding, the dates, the serial number, and the lifetime by the [dated
//! schedules](crate::limits). [`Inspection::findings_by_schedule`] and [`Inspection::findings_by_profile`] judge by a schedule
//! or a [`Profile`](crate::Profile) that you name. [`chain`] judges certificates that belong together. [`chain_under`] does so
//! under roots that you trust.
//!
//! [`Chain::outlook`] answers two questions in one line: when does the certificate really end, and until when can one as long
//! follow it?
//!
//! No signature is checked, and no clock is read.
//!
//! # Examples
//!
//! This prints every finding in a bundle, in each certificate and in their chain. The files that examples read are in the
//! crate's package:
//!
//! ```
//! use std::fs;
//! use notafter::inspect::{InspectError, Inspection, chain};
//! use notafter::time::{UtcDateTime, macros::utc_datetime};
//!
//! fn report(file: &[u8], now: UtcDateTime) -> Result<Vec<String>, InspectError> {
//!     let certificates = Inspection::iter_from_slice(file).collect::<Result<Vec<_>, _>>()?;
//!     let mut lines = Vec::new();
//!     for certificate in &certificates {
//!         let findings = certificate.findings_at(now).into_iter();
//!         lines.extend(findings.map(|finding| {
//!             format!("{}: {}: {finding}", certificate.subject(), finding.severity())
//!         }));
//!     }
//!     for (certificate, finding) in chain(&certificates, now)?.findings() {
//!         lines.push(format!(
//!             "chain, {}: {}: {finding}",
//!             certificate.subject(),
//!             finding.severity()
//!         ));
//!     }
//!     Ok(lines)
//! }
//!
//! let lines =
//!     report(&fs::read("docs/examples/chain.pem")?, utc_datetime!(2027-06-02 00:00:00))?;
//! let expected =
//!     "CN=www.example.com: error: notAfter 2027-06-01T00:00:00Z is before 2027-06-02T00:00:00Z";
//! assert!(lines.iter().any(|line| line == expected));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Private certificates
//!
//! The rules of the CA/Browser Forum bind publicly trusted certificates. A certificate that claims by its policies to keep
//! these rules is held to them. A private certificate, such as the leaf of a mesh's own CA, is not. If it would break the
//! rules, it is reported with `beyond-public-limits`, which is informational. A root never says which it is, so its lifetime is
//! informational too. To hold a certificate to a schedule in any case, name the schedule in
//! [`Inspection::findings_by_schedule`].
//!
//! # Which findings are shown
//!
//! A warning or an error asks a person to act. An info answers a question that somebody may have, and is shown on request. Two
//! rules report only if they explain another finding or an answer:
//!
//! - `off-by-one-second` stands beside `over-maximum`, `over-recommendation` or `beyond-profile` if the period is one second
//!   too long. Then its issuer added the lifetime to notBefore and forgot that notAfter is part of the period. If no limit is
//!   exceeded, the second costs nothing, and most of the roots in use have it.
//! - `issued-before-rule` is for a schedule that you name, so that a certificate without findings does not pass for an approved
//!   one. Without a named schedule it is not reported: many roots in use are older than the rules for their kind.
//!
//! The 118 roots that Mozilla's program trusts for servers (webpki-root-certs 1.0.11) have these findings at 2026-03-15T00:00:00Z.
//! 7 of them have a warning or an error:
//!
//! | severity | code | roots | why |
//! |---|---|---|---|
//! | warning | `serial-zero` | 6 | older roots count their serial numbers from 0 |
//! | warning | `generalized-time-before-2050` | 2 | one root writes both its times so |
//! | info | `ends-after-2038` | 72 | roots last for 15 to 30 years |
//!
//! # The date of issue
//!
//! A rule binds certificates that are issued from its day on. [`Inspection::issued`] returns that day and its source. The
//! source is the earliest timestamp of a public log that the certificate embeds ([RFC 6962 section 3.3]), or else notBefore. A
//! finding that rests on a timestamp ends with it.
//!
//! [RFC 6962 section 3.3]: https://www.rfc-editor.org/rfc/rfc6962#section-3.3
//!
//! # How parts are read
//!
//! The strict reader of this crate, which also serves minting, reads each part. x509-parser has two tasks:
//!
//! - If the encoding is not DER, its reader of BER finds the element. The fault is a finding, and all other parts are read.
//! - It says whether an extension can be read if its content is not used here, such as policyConstraints.
//!
//! The text of a name is made only when you ask for it, and so is the text of each alternative name.
//!
//! # Storing it
//!
//! The feature `serde` writes these types as fields. Names of fields are stable, and new ones may be added.
//!
//! | type | fields |
//! |---|---|
//! | [`Finding`] | `rule`, `severity`, `element`, `offset`, `message`, `citation` |
//! | [`Inspection`] | `place`, `subject`, `subject_alt_names`, `issuer`, `serial_number`, `subject_key_identifier`, `authority_key_identifier`, `role`, `kind`, `schedule`, `claims_public_trust`, `not_before`, `not_after`, `validity`, `days`, `issued` |
//! | [`WrittenTime`] | `text`, `type`, `offset`, `instant`, `error` |
//! | [`Issued`] | `at`, `source` |
//! | [`Outlook`] | `summary`, `last`, `certificate`, `is_complete`, `obstacles` with `from`, `cause` and `message`, `hazard` with `from`, `at` and `hazard` |
//! | [`Place`] | `line`, `octet`, `entry` |
//! | [`Chain`] | `path`, `is_complete`, `validity`, `end`, `findings` with the `certificate` of each; of a certificate `place`, `subject`, `issuer`, `serial_number` |
//! | [`Validity`](crate::Validity) | `not_before`, `not_after` |
//!
//! Instants are texts of RFC 3339. A value that is absent or cannot be read is null.
//!
//! # Rules
//!
//! An error breaks a rule that binds the certificate, or makes the certificate useless at the instant. A warning is allowed, or
//! accepted nearly everywhere, and likely to cause trouble. An info is worth knowing. If the citation is the row of the
//! schedule, [`Finding::citation`] names the row. To leave out a rule or a severity, drop its findings by [`Finding::rule`] or
//! [`Finding::severity`].
//!
//! | code | severity | what it means | citation |
//! |---|---|---|---|
//! | `impossible-date` | error | a time names a month or a day that does not exist | RFC 5280 section 4.1.2.5 |
//! | `impossible-time` | error | a time names an hour, minute or second that does not exist | RFC 5280 section 4.1.2.5 |
//! | `missing-seconds` | error | a time is written without seconds | RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2 |
//! | `missing-z` | error | a time does not end in Z | RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2 |
//! | `offset-from-utc` | error | a time ends in an offset from UTC | RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2 |
//! | `fraction-of-second` | error | a time has a fraction of a second | RFC 5280 section 4.1.2.5.2 |
//! | `malformed-time` | error | a time has too many or too few digits, or other characters | RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2 |
//! | `constructed-time` | error | a time is written in parts, as BER allows and DER does not | X.690 section 10.2 |
//! | `missing-time` | error | another element stands where a time must, or none at all | RFC 5280 section 4.1 |
//! | `third-time` | error | something follows notAfter in the validity | RFC 5280 section 4.1 |
//! | `length-not-der` | error | a length is indefinite or not in its shortest form | X.690 section 10.1 |
//! | `trailing-bytes` | error | something follows the certificate | RFC 5280 section 4.1 |
//! | `malformed-structure` | error | the elements before the validity are not those of a certificate | RFC 5280 section 4.1 |
//! | `unreadable-part` | warning | a name or an extension cannot be read, and what it says is not known | RFC 5280 sections 4.1.2.4 and 4.2 |
//! | `repeated-extension` | error | an extension is there twice, and readers differ in which of the two they believe | RFC 5280 section 4.2 |
//! | `reversed` | error | notAfter is before notBefore | RFC 5280 section 4.1.2.5 |
//! | `zero-length` | warning | notAfter is equal to notBefore, so that the certificate is valid for one second | RFC 5280 section 4.1.2.5 |
//! | `generalized-time-before-2050` | warning | a year from 1950 to 2049 is written as GeneralizedTime, which verifiers accept | RFC 5280 section 4.1.2.5 |
//! | `before-1970` | warning | a time is before 1970, which webpki 0.103 and x509-cert 0.3 cannot read | RFC 5280 section 4.1.2.5 |
//! | `serial-not-der` | error | the serial number has no octets, or not as few as it needs | X.690 sections 8.3.1 and 8.3.2 |
//! | `serial-zero` | warning | the serial number is zero, which verifiers accept | RFC 5280 section 4.1.2.2 |
//! | `serial-negative` | error | the serial number is negative | RFC 5280 section 4.1.2.2 |
//! | `serial-too-long` | error | the serial number has more than 20 octets | RFC 5280 section 4.1.2.2 |
//! | `away-from-issuance` | error | notBefore is further from the earliest timestamp of a public log, by which the certificate was issued, than the rules for it allow | the row of the schedule |
//! | `over-maximum` | error | the certificate is valid for longer than the rules for it allow | the row of the schedule |
//! | `under-minimum` | error | the certificate is valid for less than the rules for it require | the row of the schedule |
//! | `no-longer-issued` | error | certificates of this kind were no longer to be issued | the row of the schedule |
//! | `over-recommendation` | warning | the certificate is valid for longer than the rules for it recommend | the row of the schedule |
//! | `issued-before-rule` | info | the certificate is older than the first rule of the schedule that you named, and was not measured | the row of the schedule |
//! | `over-apple-maximum` | warning | a TLS server certificate is valid for longer than Apple's requirements allow, below private roots too | Apple support article HT210176 |
//! | `beyond-public-limits` | info | the certificate claims no public trust, and its dates would not be allowed if it did | the row of the schedule |
//! | `beyond-profile` | error | the certificate ends later than its profile says, or the profile gives no end on this date | the caller's profile |
//! | `shorter-than-profile` | info | the certificate ends earlier than its profile says, as one that was truncated to its issuer does | the caller's profile |
//! | `no-expiry` | info | notAfter is 99991231235959Z: the certificate has no well-defined expiration date | RFC 5280 section 4.1.2.5 |
//! | `ends-on-leap-day` | info | the certificate ends on 29 February, a day that the next year does not have | Microsoft, Summary of Windows Azure Service Disruption on Feb 29th, 2012 |
//! | `off-by-one-second` | info | the period exceeds its limit by one second, as if notAfter were not part of it | RFC 5280 section 4.1.2.5; Mozilla bug 1715455 |
//! | `ends-after-2038` | info | the certificate ends after 2038-01-19T03:14:07Z, where signed 32-bit clocks end | POSIX.1-2017, Seconds Since the Epoch |
//! | `ends-after-2049` | info | the certificate ends after 2049, where UTCTime ends and GeneralizedTime begins | RFC 5280 section 4.1.2.5 |
//! | `expired` | error | the instant is after notAfter | RFC 5280 section 6.1.3 (a)(2) |
//! | `not-yet-valid` | error | the instant is before notBefore | RFC 5280 section 6.1.3 (a)(2) |
//! | `outlives-issuer` | warning | the certificate ends after its issuer, and is of no use from then on | RFC 5280 section 6.1.3 (a)(2) |
//! | `starts-before-issuer` | info | the certificate begins before its issuer, and is of no use until then | RFC 5280 section 6.1.3 (a)(2) |
//! | `issuer-missing` | info | the issuer is not among the certificates and the roots, as where the root is left out | RFC 5280 section 6.1.3 (a)(4) |
//! | `circular-chain` | info | the issuer is already in the chain, as where authorities issued each other and the roots are left out | RFC 5280 section 6.1 |
//! | `key-identifier-mismatch` | error | certificates have the name of the issuer, and none the key identifier or the serial number that is named | RFC 5280 section 4.2.1.1 |
//! | `not-in-chain` | info | the certificate is known to be no issuer of the leaf | RFC 5280 section 6.1 |

mod bundle;
mod cause;
mod chain;
mod error;
mod finding;
mod horizon;
mod inspection;
mod issued;
mod issuing;
mod judge;
mod kind;
mod name;
mod outlook;
mod part;
mod period;
mod read;
mod role;
mod rule;
mod serial;
#[cfg(feature = "serde")]
mod stored;

pub use bundle::{Content, Contents, EncodedCertificate, Other, Place};
pub use chain::{Chain, ChainEnd, chain, chain_under};
pub use error::{FileFault, InspectError};
pub use finding::Finding;
pub use horizon::Horizon;
pub use inspection::Inspection;
pub use issued::{IssueSource, Issued};
pub use kind::Kind;
pub use name::Name;
pub use outlook::{Ahead, Ending, Obstacle, ObstacleCause, Outlook};
pub use period::WrittenTime;
pub use role::Role;
pub use rule::{Rule, Severity};
pub use serial::SerialNumber;
