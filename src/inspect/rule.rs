//! The rules, each with its code, its severity, its meaning and its source.

use core::fmt;

/// How much a broken rule matters.
///
/// The order is `Info < Warning < Error`. There are no others, so that a match needs no wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing, but nothing is wrong.
    Info,
    /// Allowed, or accepted nearly everywhere, and likely to cause trouble.
    Warning,
    /// Forbidden by a rule that binds the certificate, or of no use at the instant.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $meaning:literal $citation:literal)+) => {
        /// A rule about the dates of certificates.
        ///
        /// Codes are stable: a code never changes its meaning, and a rule never changes its code. The module's page has
        /// the [table of all rules](crate::inspect#rules).
        ///
        /// # Examples
        ///
        /// ```
        /// use notafter::inspect::{Rule, Severity};
        ///
        /// assert_eq!(Rule::ImpossibleDate.code(), "impossible-date");
        /// assert_eq!(Rule::ImpossibleDate.severity(), Severity::Error);
        /// assert_eq!(Rule::ImpossibleDate.citation(), "RFC 5280 section 4.1.2.5");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`: ", $meaning, ".")] $name,)+
        }

        impl Rule {
            /// All rules, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name by which programs know the rule: lowercase words and hyphens.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// How much it matters when the rule is broken.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)+
                }
            }

            /// The meaning of a finding of this rule, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }

            /// The source of the rule: the document with its section.
            ///
            /// For lifetimes it is `the row of the schedule` or `the caller's profile`.
            /// [`Finding::citation`](super::Finding::citation) names the row.
            #[must_use]
            pub const fn citation(self) -> &'static str {
                match self {
                    $(Self::$name => $citation,)+
                }
            }
        }
    };
}

rules! {
    ImpossibleDate "impossible-date" Error
        "a time names a month or a day that does not exist"
        "RFC 5280 section 4.1.2.5"
    ImpossibleTime "impossible-time" Error
        "a time names an hour, minute or second that does not exist"
        "RFC 5280 section 4.1.2.5"
    MissingSeconds "missing-seconds" Error
        "a time is written without seconds"
        "RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2"
    MissingZ "missing-z" Error
        "a time does not end in Z"
        "RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2"
    OffsetFromUtc "offset-from-utc" Error
        "a time ends in an offset from UTC"
        "RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2"
    FractionOfSecond "fraction-of-second" Error
        "a time has a fraction of a second"
        "RFC 5280 section 4.1.2.5.2"
    MalformedTime "malformed-time" Error
        "a time has too many or too few digits, or other characters"
        "RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2"
    ConstructedTime "constructed-time" Error
        "a time is written in parts, as BER allows and DER does not"
        "X.690 section 10.2"
    MissingTime "missing-time" Error
        "another element stands where a time must, or none at all"
        "RFC 5280 section 4.1"
    ThirdTime "third-time" Error
        "something follows notAfter in the validity"
        "RFC 5280 section 4.1"
    LengthNotDer "length-not-der" Error
        "a length is indefinite or not in its shortest form"
        "X.690 section 10.1"
    TrailingBytes "trailing-bytes" Error
        "something follows the certificate"
        "RFC 5280 section 4.1"
    MalformedStructure "malformed-structure" Error
        "the elements before the validity are not those of a certificate"
        "RFC 5280 section 4.1"
    UnreadablePart "unreadable-part" Warning
        "a name or an extension cannot be read, and what it says is not known"
        "RFC 5280 sections 4.1.2.4 and 4.2"
    RepeatedExtension "repeated-extension" Error
        "an extension is there twice, and readers differ in which of the two they believe"
        "RFC 5280 section 4.2"
    Reversed "reversed" Error
        "notAfter is before notBefore"
        "RFC 5280 section 4.1.2.5"
    ZeroLength "zero-length" Warning
        "notAfter is equal to notBefore, so that the certificate is valid for one second"
        "RFC 5280 section 4.1.2.5"
    GeneralizedTimeBefore2050 "generalized-time-before-2050" Warning
        "a year from 1950 to 2049 is written as GeneralizedTime, which verifiers accept"
        "RFC 5280 section 4.1.2.5"
    Before1970 "before-1970" Warning
        "a time is before 1970, which webpki 0.103 and x509-cert 0.3 cannot read"
        "RFC 5280 section 4.1.2.5"
    SerialNotDer "serial-not-der" Error
        "the serial number has no octets, or not as few as it needs"
        "X.690 sections 8.3.1 and 8.3.2"
    SerialZero "serial-zero" Warning
        "the serial number is zero, which verifiers accept"
        "RFC 5280 section 4.1.2.2"
    SerialNegative "serial-negative" Error
        "the serial number is negative"
        "RFC 5280 section 4.1.2.2"
    SerialTooLong "serial-too-long" Error
        "the serial number has more than 20 octets"
        "RFC 5280 section 4.1.2.2"
    AwayFromIssuance "away-from-issuance" Error
        "notBefore is further from the earliest timestamp of a public log, by which the certificate was issued, than the rules for it allow"
        "the row of the schedule"
    OverMaximum "over-maximum" Error
        "the certificate is valid for longer than the rules for it allow"
        "the row of the schedule"
    UnderMinimum "under-minimum" Error
        "the certificate is valid for less than the rules for it require"
        "the row of the schedule"
    NoLongerIssued "no-longer-issued" Error
        "certificates of this kind were no longer to be issued"
        "the row of the schedule"
    OverRecommendation "over-recommendation" Warning
        "the certificate is valid for longer than the rules for it recommend"
        "the row of the schedule"
    IssuedBeforeRule "issued-before-rule" Info
        "the certificate is older than the first rule of the schedule that you named, and was not measured"
        "the row of the schedule"
    OverAppleMaximum "over-apple-maximum" Warning
        "a TLS server certificate is valid for longer than Apple's requirements allow, below private roots too"
        "Apple support article HT210176"
    BeyondPublicLimits "beyond-public-limits" Info
        "the certificate claims no public trust, and its dates would not be allowed if it did"
        "the row of the schedule"
    BeyondProfile "beyond-profile" Error
        "the certificate ends later than its profile says, or the profile gives no end on this date"
        "the caller's profile"
    ShorterThanProfile "shorter-than-profile" Info
        "the certificate ends earlier than its profile says, as one that was truncated to its issuer does"
        "the caller's profile"
    NoExpiry "no-expiry" Info
        "notAfter is 99991231235959Z: the certificate has no well-defined expiration date"
        "RFC 5280 section 4.1.2.5"
    EndsOnLeapDay "ends-on-leap-day" Info
        "the certificate ends on 29 February, a day that the next year does not have"
        "Microsoft, Summary of Windows Azure Service Disruption on Feb 29th, 2012"
    OffByOneSecond "off-by-one-second" Info
        "the period exceeds its limit by one second, as if notAfter were not part of it"
        "RFC 5280 section 4.1.2.5; Mozilla bug 1715455"
    EndsAfter2038 "ends-after-2038" Info
        "the certificate ends after 2038-01-19T03:14:07Z, where signed 32-bit clocks end"
        "POSIX.1-2017, Seconds Since the Epoch"
    EndsAfter2049 "ends-after-2049" Info
        "the certificate ends after 2049, where UTCTime ends and GeneralizedTime begins"
        "RFC 5280 section 4.1.2.5"
    Expired "expired" Error
        "the instant is after notAfter"
        "RFC 5280 section 6.1.3 (a)(2)"
    NotYetValid "not-yet-valid" Error
        "the instant is before notBefore"
        "RFC 5280 section 6.1.3 (a)(2)"
    OutlivesIssuer "outlives-issuer" Warning
        "the certificate ends after its issuer, and is of no use from then on"
        "RFC 5280 section 6.1.3 (a)(2)"
    StartsBeforeIssuer "starts-before-issuer" Info
        "the certificate begins before its issuer, and is of no use until then"
        "RFC 5280 section 6.1.3 (a)(2)"
    IssuerMissing "issuer-missing" Info
        "the issuer is not among the certificates and the roots, as where the root is left out"
        "RFC 5280 section 6.1.3 (a)(4)"
    CircularChain "circular-chain" Info
        "the issuer is already in the chain, as where authorities issued each other and the roots are left out"
        "RFC 5280 section 6.1"
    KeyIdentifierMismatch "key-identifier-mismatch" Error
        "certificates have the name of the issuer, and none the key identifier or the serial number that is named"
        "RFC 5280 section 4.2.1.1"
    NotInChain "not-in-chain" Info
        "the certificate is known to be no issuer of the leaf"
        "RFC 5280 section 6.1"
}

/// Prints the code.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
