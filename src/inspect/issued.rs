//! The date of issue, as far as a certificate tells it.

use core::fmt;

use time::UtcDateTime;

use super::Inspection;
use crate::{instant::Rfc3339, validity::ValidityField};

/// The date of issue of a certificate, and its source.
///
/// It prints as `notBefore 2026-03-15T00:00:00Z` or `the earliest SCT, of 2026-03-15T00:00:00Z`.
///
/// # Examples
///
/// ```
/// use std::fs;
/// use notafter::inspect::{Inspection, IssueSource};
///
/// // It was logged nowhere.
/// let leaf = Inspection::from_der(&fs::read("docs/examples/leaf.der")?)?;
/// let issued = leaf.issued().ok_or("notBefore cannot be read")?;
/// assert_eq!(issued.source(), IssueSource::NotBefore);
/// assert_eq!(issued.to_string(), "notBefore 2026-11-25T00:00:00Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Issued {
    at: UtcDateTime,
    source: IssueSource,
}

impl Issued {
    /// The instant.
    ///
    /// A timestamp of a log has milliseconds.
    #[must_use]
    pub const fn at(&self) -> UtcDateTime {
        self.at
    }

    /// The source of the instant.
    #[must_use]
    pub const fn source(&self) -> IssueSource {
        self.source
    }
}

impl fmt::Display for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = Precise(self.at);
        match self.source {
            IssueSource::Timestamp => write!(f, "the earliest SCT, of {at}"),
            IssueSource::NotBefore => write!(f, "notBefore {at}"),
        }
    }
}

/// Prints an instant as RFC 3339 does, with milliseconds if it has some.
pub(super) struct Precise(pub(super) UtcDateTime);

impl fmt::Display for Precise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = Rfc3339(self.0);
        match self.0.millisecond() {
            0 => write!(f, "{at}"),
            milliseconds => write!(f, "{}.{milliseconds:03}Z", at.to_string().trim_end_matches('Z')),
        }
    }
}

/// The source of a date of issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IssueSource {
    /// The earliest timestamp of a public log in the certificate (an SCT, [RFC 6962 section 3.3]).
    ///
    /// [RFC 6962 section 3.3]: https://www.rfc-editor.org/rfc/rfc6962#section-3.3
    Timestamp,
    /// notBefore, which an issuer may choose.
    NotBefore,
}

/// Prints `sct` or `notBefore`.
impl fmt::Display for IssueSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Timestamp => "sct",
            Self::NotBefore => "notBefore",
        })
    }
}

impl Inspection {
    /// When the certificate was issued: the earliest timestamp of a public log that it embeds, or else notBefore.
    ///
    /// A log gives its timestamp when it gets the certificate, just before the issuer signs. Only the issuer vouches for
    /// notBefore. The signatures of logs are not checked. If a list of timestamps cannot be read, notBefore counts. `None` if
    /// neither can be read.
    #[must_use]
    pub fn issued(&self) -> Option<Issued> {
        match self.earliest_sct {
            Some(at) => Some(Issued { at, source: IssueSource::Timestamp }),
            None => {
                let at = self.period.instant(ValidityField::NotBefore)?;
                Some(Issued { at, source: IssueSource::NotBefore })
            }
        }
    }
}
