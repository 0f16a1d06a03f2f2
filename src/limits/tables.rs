//! The schedules for publicly trusted certificates, and for some that others trust.

use super::{
    Counting::Exclusive,
    Limit, NotBeforeLimit, Schedule,
    Term::{Days, Hours, Months, Years},
};
use crate::instant::date;

/// TLS server certificates, by the CA/Browser Forum TLS Baseline Requirements.
///
/// From 2015-04-02 until 2016-06-30 the requirements allowed 60 months for documented systems that needed it. No certificate
/// shows this exception, so it is not in the table. The rules of 2015 and 2018 are for certificates that are issued after 1
/// April and after 1 March. So their rows begin with the next day.
// requirement: TLS BR §7.1.2.7 not-after
pub const TLS_SERVER: Schedule = Schedule::new(
    "tls-server",
    &[
        Limit::since(date!(2012, July, 1), BR_BALLOT_62).at_most(Months(60)).counted(Exclusive),
        Limit::since(date!(2015, April, 2), BR_BALLOT_62).at_most(Months(39)).counted(Exclusive),
        Limit::since(date!(2018, March, 2), "TLS BR 1.4.4 section 6.3.2, ballot 193")
            .at_most(Days(825))
            .counted(Exclusive),
        // requirement: TLS BR §6.3.2 before-2026
        Limit::since(date!(2020, September, 1), "TLS BR 1.7.1 section 6.3.2, ballot SC31")
            .at_most(Days(398))
            .recommending(Days(397)),
        SC081_2026,
        SC081_2027,
        SC081_2029,
    ],
)
.with_not_before(&[WITHIN_48_HOURS]);

/// TLS server certificates with extended validation, by the CA/Browser Forum EV Guidelines.
///
/// The first two rows begin with the rows of the Baseline Requirements. The Guidelines had their 27 months before. They had
/// their 825 days, which are more, since a day in 2017 that they do not name. From 2026-03-15 the Baseline Requirements allow
/// less than the Guidelines, and bind these certificates too.
pub const TLS_EV: Schedule = Schedule::new(
    "tls-ev",
    &[
        Limit::since(date!(2012, July, 1), "EV Guidelines 1.4.0 section 9.4, ballot 72")
            .at_most(Months(27))
            .recommending(Months(12))
            .counted(Exclusive),
        Limit::since(date!(2018, March, 2), "EV Guidelines 1.6.2 section 9.4, ballot 193")
            .at_most(Days(825))
            .recommending(Months(12))
            .counted(Exclusive),
        Limit::since(date!(2020, September, 1), "EV Guidelines 1.7.3 section 9.4, ballot SC31")
            .at_most(Days(398))
            .recommending(Months(12)),
        SC081_2026,
        SC081_2027,
        SC081_2029,
    ],
)
.with_not_before(&[WITHIN_48_HOURS]);

/// Code signing certificates, by the CA/Browser Forum Code Signing Baseline Requirements.
///
/// Version 1.2 was the first that the Forum adopted. Version 3.4.0 (2023-09-05) is the first that says how to count a period,
/// in the words of RFC 5280. Here all rows count that way.
pub const CODE_SIGNING: Schedule = Schedule::new(
    "code-signing",
    &[
        Limit::since(date!(2019, August, 13), CSBR_CSC_1).at_most(Months(39)),
        Limit::since(date!(2026, March, 1), CSBR_CSC_31).at_most(Days(460)),
    ],
);

/// Timestamp certificates, by the CA/Browser Forum Code Signing Baseline Requirements.
///
/// The requirements also replace the key after 15 months, which a certificate does not show.
pub const TIMESTAMPING: Schedule =
    Schedule::new("timestamping", &[Limit::since(date!(2019, August, 13), CSBR_CSC_1).at_most(Months(135))]);

/// S/MIME certificates of the strict generation, by the CA/Browser Forum S/MIME Baseline Requirements.
pub const SMIME_STRICT: Schedule = Schedule::new("smime-strict", &[SMIME_825_DAYS]);

/// S/MIME certificates of the multipurpose generation, by the CA/Browser Forum S/MIME Baseline Requirements.
pub const SMIME_MULTIPURPOSE: Schedule = Schedule::new("smime-multipurpose", &[SMIME_825_DAYS]);

/// S/MIME certificates of the legacy generation, by the CA/Browser Forum S/MIME Baseline Requirements.
pub const SMIME_LEGACY: Schedule = Schedule::new(
    "smime-legacy",
    &[
        Limit::since(date!(2023, September, 1), SMBR_SMC01).at_most(Days(1185)),
        Limit::since(date!(2025, July, 15), "S/MIME BR 1.0.6 section 7.1.6.1, ballot SMC08").not_to_be_issued(),
    ],
);

/// Root certificates for TLS, by the CA/Browser Forum TLS Baseline Requirements.
///
/// A root of 8 calendar years that begins between 2092-03-01 and 2100-02-28 has one leap day instead of two. It lasts 2921 days
/// and is refused. So is one from 2092-02-29 with [`Clamp`](crate::LeapDayPolicy::Clamp).
pub const ROOT_CA: Schedule = Schedule::new(
    "root-ca",
    &[Limit::since(date!(2023, September, 15), "TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62")
        .at_least(Days(2922))
        .at_most(Days(9132))],
)
.with_not_before(&[sc62("TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62").at_most_earlier(Days(1)).never_later()]);

/// Subordinate authorities for TLS, by the Chrome Root Program and the CA/Browser Forum TLS Baseline Requirements.
///
/// No rule sets a maximum, and the Chrome Root Program recommends one. A cross-certificate may begin as early as the oldest
/// certificate of the same authority (section 7.1.2.2.1). This is not in the table.
pub const SUBORDINATE_CA: Schedule = Schedule::new(
    "subordinate-ca",
    &[Limit::since(date!(2026, February, 5), "Chrome Root Program Policy 1.8 section 1.3.1.3").recommending(Years(3))],
)
.with_not_before(&[sc62("TLS BR 2.0.0 section 7.1.2.10.1, ballot SC62").at_most_earlier(Days(1)).never_later()]);

/// OCSP responders for TLS, by the CA/Browser Forum TLS Baseline Requirements.
///
/// Only their beginning is limited, and not their length.
pub const OCSP_RESPONDER: Schedule =
    Schedule::new("ocsp-responder", &[])
        .with_not_before(&[sc62("TLS BR 2.0.0 section 7.1.2.8.1, ballot SC62").at_most_earlier(Days(1)).never_later()]);

/// TLS server certificates on Apple's platforms, even below private roots.
///
/// The article says "after July 1, 2019", and Apple's platforms include that day.
pub const APPLE_TLS: Schedule = Schedule::new(
    "apple-tls",
    &[Limit::since(date!(2019, July, 1), "Apple support article HT210176 of 2019").at_most(Days(825))],
);

/// TLS server certificates that are short-lived, by the CA/Browser Forum TLS Baseline Requirements.
///
/// The requirements do not forbid a longer period. A certificate with a longer period is not short-lived, and needs revocation.
pub const SHORT_LIVED: Schedule = Schedule::new(
    "short-lived",
    &[
        Limit::since(date!(2024, March, 15), BR_SC63).at_most(Days(10)),
        Limit::since(date!(2026, March, 15), BR_SC63).at_most(Days(7)),
    ],
);

/// Subscribers and devices of the U.S. Federal PKI, by its Common Policy.
///
/// The table of section 6.3.2 is the same since version 2.0, which came into effect on 2021-09-01, up to versions 2.6 and 2.8.
/// It allows content signing certificates 9 years, and this schedule does not cover them.
pub const FEDERAL_PKI: Schedule =
    Schedule::new("federal-pki", &[Limit::since(date!(2021, September, 1), FPKI_2_0).at_most(Years(3))]);

/// OCSP responders of the U.S. Federal PKI, by its Common Policy.
pub const FEDERAL_PKI_OCSP: Schedule =
    Schedule::new("federal-pki-ocsp", &[Limit::since(date!(2021, September, 1), FPKI_2_0).at_most(Days(120))]);

/// Claim signing certificates of assurance level 1, by the C2PA Certificate Policy.
///
/// This and the other schedules of C2PA begin with version 0.1. Version 0.2 of 2026-07-31 has the same maxima.
pub const C2PA_CLAIM_SIGNING_1: Schedule = Schedule::new("c2pa-claim-signing-1", &[c2pa(C2PA_LEAVES, 366)]);

/// Claim signing certificates of assurance level 2, by the C2PA Certificate Policy.
pub const C2PA_CLAIM_SIGNING_2: Schedule = Schedule::new("c2pa-claim-signing-2", &[c2pa(C2PA_LEAVES, 90)]);

/// Authorities that issue claim signing certificates, by the C2PA Certificate Policy.
pub const C2PA_CLAIM_SIGNING_CA: Schedule = Schedule::new("c2pa-claim-signing-ca", &[c2pa(C2PA_AUTHORITIES, 1827)]);

/// Authorities that issue timestamp certificates, by the C2PA Certificate Policy.
pub const C2PA_TIMESTAMPING_CA: Schedule = Schedule::new("c2pa-timestamping-ca", &[c2pa(C2PA_AUTHORITIES, 5479)]);

/// Timestamp certificates, by the C2PA Certificate Policy.
pub const C2PA_TIMESTAMPING: Schedule = Schedule::new("c2pa-timestamping", &[c2pa(C2PA_LEAVES, 4110)]);

/// The schedules of this module.
pub const ALL: &[Schedule] = &[
    TLS_SERVER,
    TLS_EV,
    CODE_SIGNING,
    TIMESTAMPING,
    SMIME_STRICT,
    SMIME_MULTIPURPOSE,
    SMIME_LEGACY,
    ROOT_CA,
    SUBORDINATE_CA,
    OCSP_RESPONDER,
    APPLE_TLS,
    SHORT_LIVED,
    FEDERAL_PKI,
    FEDERAL_PKI_OCSP,
    C2PA_CLAIM_SIGNING_1,
    C2PA_CLAIM_SIGNING_2,
    C2PA_CLAIM_SIGNING_CA,
    C2PA_TIMESTAMPING_CA,
    C2PA_TIMESTAMPING,
];

/// A row of C2PA, in force since version 0.1 of its policy.
const fn c2pa(citation: &'static str, days: u32) -> Limit {
    Limit::since(date!(2025, June, 2), citation).at_most(Days(days))
}

/// A rule for notBefore, in force with version 2.0.0 of the TLS Baseline Requirements.
const fn sc62(citation: &'static str) -> NotBeforeLimit {
    NotBeforeLimit::since(date!(2023, September, 15), citation)
}

/// "A value within 48 hours of the certificate signing operation": before it, or after.
// requirement: TLS BR §7.1.2.7 not-before
const WITHIN_48_HOURS: NotBeforeLimit =
    sc62("TLS BR 2.0.0 section 7.1.2.7, ballot SC62").at_most_earlier(Hours(48)).at_most_later(Hours(48));

// requirement: TLS BR §6.3.2 from-2026
const SC081_2026: Limit = Limit::since(date!(2026, March, 15), BR_SC081V3).at_most(Days(200)).recommending(Days(199));
// requirement: TLS BR §6.3.2 from-2027
const SC081_2027: Limit = Limit::since(date!(2027, March, 15), BR_SC081V3).at_most(Days(100)).recommending(Days(99));
// requirement: TLS BR §6.3.2 from-2029
const SC081_2029: Limit = Limit::since(date!(2029, March, 15), BR_SC081V3).at_most(Days(47)).recommending(Days(46));
const SMIME_825_DAYS: Limit = Limit::since(date!(2023, September, 1), SMBR_SMC01).at_most(Days(825));

const BR_BALLOT_62: &str = "TLS BR 1.0.0 section 9.4, ballot 62";
const BR_SC63: &str = "TLS BR 2.0.1 section 1.6.1, ballot SC63";
const BR_SC081V3: &str = "TLS BR 2.1.5 section 6.3.2, ballot SC081v3";
const C2PA_AUTHORITIES: &str = "C2PA Certificate Policy 0.1 section 7.1.1";
const C2PA_LEAVES: &str = "C2PA Certificate Policy 0.1 section 7.1.2";
const CSBR_CSC_1: &str = "Code Signing BR 1.2 section 9.4, ballot CSC-1";
const CSBR_CSC_31: &str = "Code Signing BR 3.10.0 section 6.3.2, ballot CSC-31";
const FPKI_2_0: &str = "Federal PKI Common Policy 2.0 section 6.3.2";
const SMBR_SMC01: &str = "S/MIME BR 1.0.0 section 6.3.2, ballot SMC01";
