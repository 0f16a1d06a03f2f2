//! The end of a certificate, and the end of its possible successors.
//!
//! ```text
//!                 a successor as long ends with the issuer
//!                 ├───────────────────────────────┤
//! ──── certificate ────┤                          │
//! ──────────────────── issuer ────────────────────┤
//!                  └ from here on, none can be had
//! ```

use core::fmt;

use time::{Duration, UtcDateTime};

use super::{Chain, Horizon, Inspection};
use crate::{
    der::ReadError,
    instant::{FIRST_DAY, Rfc3339},
    limits::{LimitError, Schedule},
    validity::Validity,
};

/// Says when a certificate really ends, until when one as long can follow it, and which hazard is next.
///
/// [`Chain::outlook`] returns it. A successor that is *as long* has the same number of seconds, and the same issuers.
///
/// | method | answer |
/// |---|---|
/// | [`ending`](Self::ending) | the last second in which the certificate is valid, and which certificate of its chain ends then |
/// | [`obstacles`](Self::obstacles) | from when on no successor as long is possible, because its issuer ends or a limit falls |
/// | [`hazard`](Self::hazard) | from when on a successor as long ends after the next instant that breaks software |
///
/// It prints as one line, with the first obstacle.
///
/// # Examples
///
/// The issuer of this leaf ends a month after it:
///
/// ```
/// use std::fs;
/// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
///
/// let file = fs::read("docs/examples/chain.pem")?;
/// let certificates: Vec<Inspection> =
///     Inspection::iter_from_slice(&file).collect::<Result<_, _>>()?;
/// let outlook = chain(&certificates, utc_datetime!(2026-12-01 00:00:00))?.outlook();
/// assert_eq!(
///     outlook.to_string(),
///     "valid through 2027-06-01T00:00:00Z; from 2026-12-25T00:00:00Z on, a successor as long outlives \
///  `O=Example, CN=Example Issuing CA`, which ends after 2027-06-30T23:59:59Z",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook<'a> {
    leaf: &'a Inspection,
    ending: Ending<'a>,
    is_complete: bool,
    obstacles: Vec<Obstacle<'a>>,
    hazard: Option<Ahead>,
}

/// The last second in which a certificate and its chain are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending<'a> {
    /// The certificate is valid through this second.
    Through {
        /// notAfter of `certificate`.
        last: UtcDateTime,
        /// The certificate of the path that ends first. Of several, it is the one next to the leaf.
        certificate: &'a Inspection,
    },
    /// No certificate of the path has a well-defined expiration date (RFC 5280 section 4.1.2.5).
    NotDefined,
    /// No second is in the periods of all certificates of the path.
    NoCommonSecond,
    /// A period of the path cannot be read.
    Unreadable {
        /// The certificate with this period. Of several, it is the one next to the leaf.
        certificate: &'a Inspection,
        /// Why it cannot be read.
        reason: ReadError,
    },
}

/// The reason why no successor as long as the certificate is possible, and from when on.
///
/// It prints as one clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Obstacle<'a> {
    /// The first second when no such successor can be issued. It is in the past if the certificate itself is too long.
    pub from: UtcDateTime,
    /// The cause.
    pub cause: ObstacleCause<'a>,
}

/// The cause of an [`Obstacle`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObstacleCause<'a> {
    /// It would end after its issuer, or after an issuer above that one (RFC 5280 section 6.1.3 (a)(2)).
    IssuerEnds {
        /// The issuer that ends first.
        issuer: &'a Inspection,
        /// notAfter of the issuer.
        not_after: UtcDateTime,
    },
    /// The certificate claims to keep the rules for its kind, and they refuse its length.
    Limit {
        /// The schedule.
        schedule: &'static Schedule,
        /// The reason why the rule that is in force from then on refuses a period as long.
        reason: LimitError,
    },
}

/// The next instant that breaks software, and from when on it matters.
///
/// It prints as one clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ahead {
    /// The first second when a successor as long as the certificate would end after `hazard`.
    ///
    /// It is not after notBefore if the certificate itself ends after the hazard.
    pub from: UtcDateTime,
    /// The last second before the trouble.
    pub at: UtcDateTime,
    /// Why it is special.
    pub hazard: Horizon,
}

impl<'a> Chain<'a> {
    /// Says when the leaf really ends, until when one as long can follow it, and which hazard is next.
    ///
    /// The issuers are on the [path](Self::path), the best of all possible paths. If it is not [complete](Self::is_complete),
    /// a missing issuer may end earlier. Then each instant is the latest that is possible.
    #[must_use = "this returns the outlook and changes nothing"]
    pub fn outlook(&self) -> Outlook<'a> {
        let leaf = self.leaf();
        let mut outlook = Outlook {
            leaf,
            ending: self.ending(),
            is_complete: self.is_complete(),
            obstacles: Vec::new(),
            hazard: None,
        };
        // One without a defined end needs no successor.
        if let Ok(validity) = leaf.validity
            && validity.has_well_defined_expiry()
        {
            let length = Length::of(&validity);
            let obstacles = [self.issuer_ends(length), limit_falls(leaf, length)];
            outlook.obstacles.extend(obstacles.into_iter().flatten());
            outlook.obstacles.sort_by_key(|obstacle| obstacle.from);
            outlook.hazard = Horizon::next(self.at()).map(|hazard| length.ahead(hazard));
        }
        outlook
    }

    fn ending(&self) -> Ending<'a> {
        let unreadable = |certificate: &&'a Inspection| Some((*certificate, certificate.validity.err()?));
        if let Some((certificate, reason)) = self.path().iter().find_map(unreadable) {
            return Ending::Unreadable { certificate, reason };
        }
        match (self.validity(), self.end()) {
            (None, _) => Ending::NoCommonSecond,
            (Some(_), None) => Ending::NotDefined,
            (Some(common), Some(end)) => Ending::Through { last: common.not_after(), certificate: end.certificate },
        }
    }

    /// The issuer that ends first, as an obstacle. An issuer whose period cannot be read is no obstacle.
    fn issuer_ends(&self, length: Length) -> Option<Obstacle<'a>> {
        let ends = |issuer: &&'a Inspection| Some((issuer.validity.ok()?.not_after(), *issuer));
        // `min_by_key` gives the first of several.
        let (not_after, issuer) =
            self.path().iter().skip(1).filter_map(ends).min_by_key(|(not_after, _)| *not_after)?;
        // What ends together with the issuer is within its period.
        let defined = not_after < Validity::NO_WELL_DEFINED_EXPIRY;
        defined.then(|| Obstacle {
            from: length.first_after(not_after),
            cause: ObstacleCause::IssuerEnds { issuer, not_after },
        })
    }
}

impl<'a> Outlook<'a> {
    /// The certificate that the outlook is about.
    #[must_use]
    pub const fn leaf(&self) -> &'a Inspection {
        self.leaf
    }

    /// When the certificate really ends: by itself, or with one of its issuers.
    #[must_use]
    pub const fn ending(&self) -> Ending<'a> {
        self.ending
    }

    /// Whether all issuers are known.
    ///
    /// If not, [`ending`](Self::ending) and [`obstacles`](Self::obstacles) may come earlier.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The obstacles to a successor as long as the certificate, the earliest first.
    ///
    /// A limit counts if the certificate [claims](Inspection::claims_public_trust) that it keeps the rules for its kind.
    ///
    /// # Examples
    ///
    /// From 15 March 2027 on, certificates of TLS servers are valid for 100 days at most:
    ///
    /// ```
    /// use std::fs;
    /// use notafter::{inspect::{Inspection, chain}, time::macros::utc_datetime};
    ///
    /// let file = fs::read("docs/examples/chain.pem")?;
    /// let certificates: Vec<Inspection> =
    ///     Inspection::iter_from_slice(&file).collect::<Result<_, _>>()?;
    /// let outlook = chain(&certificates, utc_datetime!(2026-12-01 00:00:00))?.outlook();
    /// let from: Vec<_> = outlook.obstacles().iter().map(|obstacle| obstacle.from).collect();
    /// // Its issuer ends, and then a limit falls.
    /// assert_eq!(from, [utc_datetime!(2026-12-25 00:00:00), utc_datetime!(2027-03-15 00:00:00)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn obstacles(&self) -> &[Obstacle<'a>] {
        &self.obstacles
    }

    /// The next instant that breaks software, at or after the instant of the chain.
    ///
    /// `None` if the certificate has no readable and well-defined end, and after 2106-02-07T06:28:15Z.
    #[must_use]
    pub const fn hazard(&self) -> Option<Ahead> {
        self.hazard
    }
}

/// Prints one line: the end, the first obstacle, and the hazard if the certificate itself ends after it.
impl fmt::Display for Outlook<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ending {
            Ending::Through { last, certificate } => {
                write!(f, "valid through {}", Rfc3339(last))?;
                if !core::ptr::eq(certificate, self.leaf) {
                    write!(f, ", when its issuer {} ends", certificate.subject().excerpt())?;
                }
            }
            Ending::NotDefined => f.write_str("has no well-defined end")?,
            Ending::NoCommonSecond => f.write_str("never valid: its chain has no second in common")?,
            Ending::Unreadable { certificate, reason } if core::ptr::eq(certificate, self.leaf) => {
                return write!(f, "end is unknown: {reason}");
            }
            Ending::Unreadable { certificate, reason } => {
                write!(f, "end is unknown: issuer {}: {reason}", certificate.subject().excerpt())?;
            }
        }
        match self.ending {
            _ if self.is_complete => {}
            Ending::Through { .. } => f.write_str(", or less, as an issuer is missing")?,
            Ending::NotDefined => f.write_str(", unless the issuer that is missing has one")?,
            // No other issuer would change that.
            Ending::NoCommonSecond | Ending::Unreadable { .. } => {}
        }
        if let Some(obstacle) = self.obstacles.first() {
            write!(f, "; {obstacle}")?;
        }
        match self.hazard {
            Some(ahead) if self.leaf.validity.is_ok_and(|validity| validity.not_before() >= ahead.from) => {
                write!(f, "; {ahead}")
            }
            _ => Ok(()),
        }
    }
}

/// Prints one clause, such as ``from 2026-07-01T00:00:01Z on, a successor as long outlives `CN=R`, which ends after
/// 2027-06-30T23:59:59Z``.
impl fmt::Display for Obstacle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {} on, a successor as long ", Rfc3339(self.from))?;
        match self.cause {
            ObstacleCause::IssuerEnds { issuer, not_after } => {
                write!(f, "outlives {}, which ends after {}", issuer.subject().excerpt(), Rfc3339(not_after))
            }
            ObstacleCause::Limit { schedule, reason } => write!(f, "is refused by {}: {reason}", schedule.name()),
        }
    }
}

/// Prints one clause, such as `from 2037-01-19T03:14:08Z on, a certificate as long ends after 2038-01-19T03:14:07Z, the last second of
/// signed 32-bit clocks`.
impl fmt::Display for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [from, at] = [self.from, self.at].map(Rfc3339);
        write!(f, "from {from} on, a certificate as long ends after {at}, the last second of {}", self.hazard)
    }
}

/// The time from the beginning of a period to its end.
#[derive(Clone, Copy)]
struct Length(Duration);

impl Length {
    fn of(validity: &Validity) -> Self {
        Self(validity.not_after() - validity.not_before())
    }

    /// The first notBefore of a period as long that ends after `last`.
    fn first_after(self, last: UtcDateTime) -> UtcDateTime {
        let start = last.checked_sub(self.0).and_then(|start| start.checked_add(Duration::SECOND));
        let first = FIRST_DAY.midnight().as_utc();
        start.map_or(first, |start| start.max(first))
    }

    fn ahead(self, hazard: Horizon) -> Ahead {
        Ahead { from: self.first_after(hazard.last()), at: hazard.last(), hazard }
    }

    /// A period as long that begins at `start`.
    fn from(self, start: UtcDateTime) -> Option<Validity> {
        Validity::new(start, start.checked_add(self.0)?).ok()
    }
}

/// The first rule of the certificate's schedule that refuses its length, beginning with the rule of its issue.
fn limit_falls<'a>(certificate: &Inspection, length: Length) -> Option<Obstacle<'a>> {
    let schedule = certificate.schedule().filter(|_| certificate.claims_public_trust())?;
    let issued = certificate.issued()?.at();
    let own = schedule.in_force(issued).map(|row| row.effective());
    let mut days: Vec<UtcDateTime> = schedule.rows().iter().map(|row| row.effective()).collect();
    days.retain(|day| Some(*day) >= own);
    days.sort_unstable();
    days.into_iter().find_map(|from| {
        let reason = schedule.check(&length.from(from)?).err()?;
        Some(Obstacle { from, cause: ObstacleCause::Limit { schedule, reason } })
    })
}
