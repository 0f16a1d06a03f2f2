//! The lifetimes that issuers have announced, apart from any rule.
//!
//! A rule says how long a certificate may be valid, and a [`Schedule`](super::Schedule) refuses a longer one. An issuer that
//! you do not run gives shorter lifetimes, and announces when it will shorten them again. An announcement refuses nothing. It
//! tells you which lifetime to expect, and from which day your renewals must come more often.
//!
//! | announcement | issued on or after | lifetime | source |
//! |---|---|---|---|
//! | [`LETS_ENCRYPT_CLASSIC`] | 2025-01-09 | 90 days | Let's Encrypt, "Announcing Certificate Profile Selection", 2025-01-09 |
//! | [`LETS_ENCRYPT_CLASSIC`] | 2027-02-10 | 64 days | Let's Encrypt, "Decreasing Certificate Lifetimes to 45 Days", 2025-12-02 |
//! | [`LETS_ENCRYPT_CLASSIC`] | 2028-02-16 | 45 days | Let's Encrypt, "Decreasing Certificate Lifetimes to 45 Days", 2025-12-02 |
//! | [`LETS_ENCRYPT_TLSSERVER`] | 2026-05-13 | 45 days | Let's Encrypt, "Decreasing Certificate Lifetimes to 45 Days", 2025-12-02 |
//! | [`LETS_ENCRYPT_SHORTLIVED`] | 2026-01-15 | 160 hours | Let's Encrypt, "6-day and IP Address Certificates are Generally Available", 2026-01-15 |
//!
//! # Examples
//!
//! Does a plan that renews 30 days before the end still work in 2028?
//!
//! ```
//! use notafter::{Lifetime, limits::announced::LETS_ENCRYPT_CLASSIC, time::macros::utc_datetime};
//!
//! let lifetime = |issued| LETS_ENCRYPT_CLASSIC.in_force(issued).map(|row| row.lifetime());
//! assert_eq!(lifetime(utc_datetime!(2026-11-22 00:00:00)), Some(Lifetime::days(90)));
//! assert_eq!(
//!     lifetime(utc_datetime!(2028-03-01 00:00:00)),
//!     Some(Lifetime::days(45)),
//!     "half of that is too early"
//! );
//! ```

use core::fmt;

use time::{Date, Time, UtcDateTime};

use super::dated::{self, Dated};
use crate::{instant::date, lifetime::Lifetime};

/// The lifetimes that an issuer has announced for one kind of its certificates, by date of issue.
///
/// The order of the rows does not matter. Of two rows with the same date, the later row in the list is in force.
///
/// # Examples
///
/// Write an issuer of your own as a constant:
///
/// ```
/// use notafter::Lifetime;
/// use notafter::limits::announced::{Announcement, Row};
/// use notafter::time::macros::{date, utc_datetime};
///
/// const MESH: Announcement = Announcement::new(
///     "Example Corp.",
///     "mesh",
///     &[
///         Row::since(date!(2026-01-01), Lifetime::days(7), "operations note 12"),
///         Row::since(date!(2027-01-01), Lifetime::hours(24), "operations note 15"),
///     ],
/// );
/// let next = MESH.upcoming(utc_datetime!(2026-06-01 00:00:00)).next();
/// assert_eq!(next.map(|row| row.lifetime()), Some(Lifetime::hours(24)));
/// assert_eq!(MESH.to_string(), "Example Corp., mesh");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "an announcement does nothing until it is asked"]
pub struct Announcement {
    issuer: &'static str,
    kind: &'static str,
    rows: &'static [Row],
}

impl Announcement {
    /// Makes an announcement of `issuer` for its certificates of this kind, such as an ACME profile.
    pub const fn new(issuer: &'static str, kind: &'static str, rows: &'static [Row]) -> Self {
        Self { issuer, kind, rows }
    }

    /// The issuer, such as `Let's Encrypt`.
    #[must_use]
    pub const fn issuer(&self) -> &'static str {
        self.issuer
    }

    /// The kind of its certificates, such as the ACME profile `classic`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The rows, in the order in which they were written.
    pub const fn rows(&self) -> &'static [Row] {
        self.rows
    }

    /// The row that is in force for a certificate issued at `issued`, or `None` before the date of the first row.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, limits::announced::LETS_ENCRYPT_SHORTLIVED, time::macros::utc_datetime};
    ///
    /// let row = LETS_ENCRYPT_SHORTLIVED.in_force(utc_datetime!(2026-11-22 00:00:00));
    /// assert_eq!(row.map(|row| row.lifetime()), Some(Lifetime::hours(160)));
    /// ```
    #[must_use]
    pub fn in_force(&self, issued: UtcDateTime) -> Option<&'static Row> {
        dated::in_force(self.rows, issued)
    }

    /// The rows that are not yet in force at `after`, the next one first.
    pub fn upcoming(&self, after: UtcDateTime) -> impl Iterator<Item = &'static Row> + use<> {
        let rows = self.rows;
        core::iter::successors(dated::next(rows, after), move |row| dated::next(rows, row.effective))
    }
}

/// Prints the issuer and the kind: `Let's Encrypt, classic`.
impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.issuer, self.kind)
    }
}

/// The lifetime of certificates that are issued from a date on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a row does nothing until it is part of an announcement"]
pub struct Row {
    effective: UtcDateTime,
    lifetime: Lifetime,
    citation: &'static str,
}

impl Row {
    /// Makes a row: certificates that are issued at 00:00 UTC of `effective` or later live for `lifetime`.
    pub const fn since(effective: Date, lifetime: Lifetime, citation: &'static str) -> Self {
        Self { effective: UtcDateTime::new(effective, Time::MIDNIGHT), lifetime, citation }
    }

    /// 00:00 UTC of the date.
    ///
    /// Issuers announce days, and may change at another hour.
    #[must_use]
    pub const fn effective(&self) -> UtcDateTime {
        self.effective
    }

    /// How long the certificates are valid.
    #[must_use]
    pub const fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// Where it was announced.
    #[must_use]
    pub const fn citation(&self) -> &'static str {
        self.citation
    }
}

impl Dated for Row {
    fn effective(&self) -> UtcDateTime {
        self.effective
    }
}

/// Certificates of Let's Encrypt by its default ACME profile, `classic`.
pub const LETS_ENCRYPT_CLASSIC: Announcement = Announcement::new(
    LETS_ENCRYPT,
    "classic",
    &[
        Row::since(date!(2025, January, 9), Lifetime::days(90), PROFILES),
        Row::since(date!(2027, February, 10), Lifetime::days(64), FROM_90_TO_45),
        Row::since(date!(2028, February, 16), Lifetime::days(45), FROM_90_TO_45),
    ],
);

/// Certificates of Let's Encrypt by its ACME profile `tlsserver`.
pub const LETS_ENCRYPT_TLSSERVER: Announcement = Announcement::new(
    LETS_ENCRYPT,
    "tlsserver",
    &[Row::since(date!(2026, May, 13), Lifetime::days(45), FROM_90_TO_45)],
);

/// Certificates of Let's Encrypt by its ACME profile `shortlived`.
pub const LETS_ENCRYPT_SHORTLIVED: Announcement = Announcement::new(
    LETS_ENCRYPT,
    "shortlived",
    &[Row::since(date!(2026, January, 15), Lifetime::hours(160), SIX_DAYS)],
);

/// The announcements of this module.
pub const ALL: &[Announcement] = &[LETS_ENCRYPT_CLASSIC, LETS_ENCRYPT_TLSSERVER, LETS_ENCRYPT_SHORTLIVED];

const LETS_ENCRYPT: &str = "Let's Encrypt";
const PROFILES: &str = "Let's Encrypt, \"Announcing Certificate Profile Selection\", 2025-01-09";
const FROM_90_TO_45: &str = "Let's Encrypt, \"Decreasing Certificate Lifetimes to 45 Days\", 2025-12-02";
const SIX_DAYS: &str = "Let's Encrypt, \"6-day and IP Address Certificates are Generally Available\", 2026-01-15";
