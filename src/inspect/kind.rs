//! The kind of a certificate, which picks its schedule.

use core::fmt;

use super::{Inspection, Role};
use crate::{
    der::id,
    limits::{self, Schedule},
};

/// The kind of a certificate, by its purposes.
///
/// Its permitted use decides first: its basic constraints, then its extended key usage. If these leave it open, its policies of
/// the CA/Browser Forum decide. The first row that fits is taken, in whatever order the certificate has its purposes and
/// policies.
///
/// | basic constraints | extended key usage | policies | kind | [schedule](Inspection::schedule) | citation |
/// |---|---|---|---|---|---|
/// | a CA that names itself as its issuer | any | any | `root` | [`ROOT_CA`](limits::ROOT_CA) | TLS BR section 7.1.2.1.1 |
/// | any other CA | any | any | `subordinate` | [`SUBORDINATE_CA`](limits::SUBORDINATE_CA) | TLS BR section 7.1.2.10.1 |
/// | unreadable; no extensions at all | any | any | `unknown` | none | RFC 5280 section 4.2.1.9 |
/// | no CA | unreadable | any | `unknown` | none | RFC 5280 section 4.2.1.12 |
/// | no CA | serverAuth and others | 2.23.140.1.1 | `tls-server` | [`TLS_EV`](limits::TLS_EV) | EV Guidelines section 9.4 |
/// | no CA | serverAuth and others | others, or none | `tls-server` | [`TLS_SERVER`](limits::TLS_SERVER) | TLS BR section 6.3.2 |
/// | no CA | codeSigning and others | any | `code-signing` | [`CODE_SIGNING`](limits::CODE_SIGNING) | Code Signing BR section 6.3.2 |
/// | no CA | emailProtection and others | 2.23.140.1.5.x.3 | `smime` | [`SMIME_STRICT`](limits::SMIME_STRICT) | S/MIME BR section 6.3.2 |
/// | no CA | emailProtection and others | 2.23.140.1.5.x.2 | `smime` | [`SMIME_MULTIPURPOSE`](limits::SMIME_MULTIPURPOSE) | S/MIME BR section 6.3.2 |
/// | no CA | emailProtection and others | 2.23.140.1.5.x.1 | `smime` | [`SMIME_LEGACY`](limits::SMIME_LEGACY) | S/MIME BR section 6.3.2 |
/// | no CA | emailProtection and others | others, or none | `smime` | none, as no generation is named | S/MIME BR section 7.1.6.1 |
/// | no CA | timeStamping and others | any | `time-stamping` | [`TIMESTAMPING`](limits::TIMESTAMPING) | Code Signing BR section 6.3.2 |
/// | no CA | OCSPSigning and others | any | `ocsp-responder` | [`OCSP_RESPONDER`](limits::OCSP_RESPONDER) | TLS BR section 7.1.2.8.1 |
/// | no CA | none of these, and not anyExtendedKeyUsage | any | `other` | none | RFC 5280 section 4.2.1.12: only for those purposes |
/// | no CA | absent, or anyExtendedKeyUsage | 2.23.140.1.1 | `tls-server` | [`TLS_EV`](limits::TLS_EV) | EV Guidelines section 9.4 |
/// | no CA | absent, or anyExtendedKeyUsage | 2.23.140.1.2.x | `tls-server` | [`TLS_SERVER`](limits::TLS_SERVER) | TLS BR section 6.3.2 |
/// | no CA | absent, or anyExtendedKeyUsage | 2.23.140.1.3, 2.23.140.1.4.1 | `code-signing` | [`CODE_SIGNING`](limits::CODE_SIGNING) | Code Signing BR section 6.3.2 |
/// | no CA | absent, or anyExtendedKeyUsage | 2.23.140.1.5.x.y | `smime` | by y, as above | S/MIME BR section 6.3.2 |
/// | no CA | absent, or anyExtendedKeyUsage | 2.23.140.1.4.2 | `time-stamping` | [`TIMESTAMPING`](limits::TIMESTAMPING) | Code Signing BR section 6.3.2 |
/// | no CA | absent, or anyExtendedKeyUsage | others, or none | `unknown` | none | RFC 5280 section 4.2.1.12: for any purpose |
///
/// If one certificate has several of these purposes, the row that comes first has the shortest maximum for certificates that
/// are issued today. Of several generations of S/MIME, the strictest claimed one holds. Subordinate authorities and OCSP
/// responders have no maximum: their schedules limit how far notBefore is from the issue.
///
/// # Examples
///
/// ```
/// use std::fs;
/// use notafter::{inspect::{Inspection, Kind}, limits::TLS_SERVER};
///
/// let chain = fs::read("docs/examples/chain.pem")?;
/// let certificates: Vec<Inspection> =
///     Inspection::iter_from_slice(&chain).collect::<Result<_, _>>()?;
/// let kinds: Vec<Kind> = certificates.iter().map(Inspection::kind).collect();
/// assert_eq!(kinds, [Kind::TlsServer, Kind::Subordinate, Kind::Root]);
///
/// // Domain validated: it has the policy 2.23.140.1.2.1.
/// let leaf = &certificates[0];
/// assert!(leaf.claims_public_trust());
/// assert_eq!(leaf.schedule(), Some(&TLS_SERVER));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A certification authority that names itself as its issuer.
    Root,
    /// Any other certification authority.
    Subordinate,
    /// A TLS server.
    TlsServer,
    /// A signer of code.
    CodeSigning,
    /// A sender of mail.
    Smime,
    /// A timestamp authority.
    TimeStamping,
    /// A signer of OCSP responses.
    OcspResponder,
    /// An end entity with other purposes, such as a TLS client.
    Other,
    /// The certificate does not say its purpose, or the purpose cannot be read.
    Unknown,
}

/// Prints lowercase words and hyphens, such as `tls-server`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Root => "root",
            Self::Subordinate => "subordinate",
            Self::TlsServer => "tls-server",
            Self::CodeSigning => "code-signing",
            Self::Smime => "smime",
            Self::TimeStamping => "time-stamping",
            Self::OcspResponder => "ocsp-responder",
            Self::Other => "other",
            Self::Unknown => "unknown",
        })
    }
}

impl Inspection {
    /// The kind of the certificate.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.role {
            Role::Authority if self.is_self_issued() => Kind::Root,
            Role::Authority => Kind::Subordinate,
            Role::EndEntity => self.usage.kind(self.claims),
            Role::Unknown => Kind::Unknown,
        }
    }

    /// The schedule that binds publicly trusted certificates of this kind, or `None` if no rule limits the kind.
    ///
    /// [`Kind`] has the table. [`claims_public_trust`](Self::claims_public_trust) says whether the schedule binds this
    /// certificate.
    #[must_use]
    pub fn schedule(&self) -> Option<&'static Schedule> {
        let Claims(claims) = self.claims;
        match self.kind() {
            Kind::Root => Some(&limits::ROOT_CA),
            Kind::Subordinate => Some(&limits::SUBORDINATE_CA),
            Kind::TlsServer if claims & TLS_EV != 0 => Some(&limits::TLS_EV),
            Kind::TlsServer => Some(&limits::TLS_SERVER),
            Kind::CodeSigning => Some(&limits::CODE_SIGNING),
            Kind::TimeStamping => Some(&limits::TIMESTAMPING),
            Kind::OcspResponder => Some(&limits::OCSP_RESPONDER),
            Kind::Smime if claims & SMIME_STRICT != 0 => Some(&limits::SMIME_STRICT),
            Kind::Smime if claims & SMIME_MULTIPURPOSE != 0 => Some(&limits::SMIME_MULTIPURPOSE),
            Kind::Smime if claims & SMIME_LEGACY != 0 => Some(&limits::SMIME_LEGACY),
            Kind::Smime | Kind::Other | Kind::Unknown => None,
        }
    }

    /// Whether the certificate claims by a policy of the CA/Browser Forum, 2.23.140.1.x, that it keeps the Forum's rules.
    ///
    /// Publicly trusted end entities must have such a policy (TLS BR section 7.1.2.7.9, since 2020-09-30). Older certificates
    /// may lack it, and private ones have no reason to have it. A root should have none. So nothing tells a public root from a
    /// private one, and a root never claims public trust.
    #[must_use]
    pub const fn claims_public_trust(&self) -> bool {
        matches!(self.role, Role::EndEntity) && self.claims.0 != 0
    }

    /// Whether subject and issuer are the same name, readable and not empty (RFC 5280 section 6.1: self-issued).
    ///
    /// Names are the same as RFC 5280 section 7.1 compares them, in any case, with any blanks and in any type of text.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject.identity().is_some() && self.subject.is_same_as(&self.issuer)
    }

    /// Whether it is a TLS server certificate that claims no public trust.
    pub(super) fn is_private_server(&self) -> bool {
        self.kind() == Kind::TlsServer && !self.claims_public_trust()
    }
}

/// The purposes that extendedKeyUsage allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Usage {
    /// There is no such extension.
    #[default]
    Absent,
    /// The purposes that decide a kind, as bits.
    Limited(u8),
    Unreadable,
}

impl Usage {
    /// Adds a purpose, given as the content of its object identifier.
    pub(super) fn take(&mut self, purpose: &[u8]) {
        let purpose = match purpose {
            id::SERVER_AUTH => SERVER_AUTH,
            id::CODE_SIGNING => CODE_SIGNING,
            id::EMAIL_PROTECTION => EMAIL_PROTECTION,
            id::TIME_STAMPING => TIME_STAMPING,
            id::OCSP_SIGNING => OCSP_SIGNING,
            id::ANY_PURPOSE => ANY_PURPOSE,
            _ => 0,
        };
        *self = match *self {
            Self::Absent => Self::Limited(purpose),
            Self::Limited(others) => Self::Limited(others | purpose),
            Self::Unreadable => Self::Unreadable,
        };
    }

    fn kind(self, claims: Claims) -> Kind {
        let named = match self {
            Self::Unreadable => return Kind::Unknown,
            Self::Absent => 0,
            Self::Limited(purposes) => purposes,
        };
        let rows = [
            (SERVER_AUTH, Kind::TlsServer),
            (CODE_SIGNING, Kind::CodeSigning),
            (EMAIL_PROTECTION, Kind::Smime),
            (TIME_STAMPING, Kind::TimeStamping),
            (OCSP_SIGNING, Kind::OcspResponder),
        ];
        match rows.into_iter().find(|(purpose, _)| named & purpose != 0) {
            Some((_, kind)) => kind,
            None if self == Self::Absent || named & ANY_PURPOSE != 0 => claims.kind(),
            None => Kind::Other,
        }
    }
}

/// The policies of the CA/Browser Forum that a certificate has, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Claims(u8);

impl Claims {
    /// Adds a policy, given as the content of its object identifier.
    pub(super) fn take(&mut self, policy: &[u8]) {
        self.0 |= match policy.strip_prefix(CERTIFICATE_POLICIES) {
            Some([1]) => TLS_EV,
            Some([2, _]) => TLS,
            Some([3] | [4, 1]) => CODE,
            Some([4, 2]) => STAMPS,
            Some([5, _, 1]) => SMIME_LEGACY,
            Some([5, _, 2]) => SMIME_MULTIPURPOSE,
            Some([5, _, 3]) => SMIME_STRICT,
            _ => 0,
        };
    }

    const fn kind(self) -> Kind {
        let Self(claims) = self;
        if claims & (TLS_EV | TLS) != 0 {
            Kind::TlsServer
        } else if claims & CODE != 0 {
            Kind::CodeSigning
        } else if claims & (SMIME_LEGACY | SMIME_MULTIPURPOSE | SMIME_STRICT) != 0 {
            Kind::Smime
        } else if claims & STAMPS != 0 {
            Kind::TimeStamping
        } else {
            Kind::Unknown
        }
    }
}

/// 2.23.140.1: the policies that the CA/Browser Forum assigns.
const CERTIFICATE_POLICIES: &[u8] = &[0x67, 0x81, 0x0c, 0x01];

const SERVER_AUTH: u8 = 1;
const CODE_SIGNING: u8 = 2;
const EMAIL_PROTECTION: u8 = 4;
const TIME_STAMPING: u8 = 8;
const OCSP_SIGNING: u8 = 16;
const ANY_PURPOSE: u8 = 32;

const TLS_EV: u8 = 1;
const TLS: u8 = 2;
const CODE: u8 = 4;
const STAMPS: u8 = 8;
const SMIME_LEGACY: u8 = 16;
const SMIME_MULTIPURPOSE: u8 = 32;
const SMIME_STRICT: u8 = 64;
