//! What kind of certificate it is, and so which schedule it picks.

use x509_parser::extensions::{CertificatePolicies, ExtendedKeyUsage};

use super::{Inspection, Role};
use crate::limits::{self, Schedule};

impl Inspection {
    /// The schedule that publicly trusted certificates of this kind are bound by; none, where there is no such kind.
    ///
    /// | certificate | schedule |
    /// |---|---|
    /// | a CA that names itself as its issuer | [`ROOT_CA`](limits::ROOT_CA) |
    /// | any other CA, and one that does not say what it is | none |
    /// | policy 2.23.140.1.1 | [`TLS_EV`](limits::TLS_EV) |
    /// | policy 2.23.140.1.2.x | [`TLS_SERVER`](limits::TLS_SERVER) |
    /// | policy 2.23.140.1.3 or 2.23.140.1.4.1 | [`CODE_SIGNING`](limits::CODE_SIGNING) |
    /// | policy 2.23.140.1.4.2 | [`TIMESTAMPING`](limits::TIMESTAMPING) |
    /// | policy 2.23.140.1.5.x.1 | [`SMIME_LEGACY`](limits::SMIME_LEGACY) |
    /// | policy 2.23.140.1.5.x.2 | [`SMIME_MULTIPURPOSE`](limits::SMIME_MULTIPURPOSE) |
    /// | policy 2.23.140.1.5.x.3 | [`SMIME_STRICT`](limits::SMIME_STRICT) |
    /// | none of these, purpose serverAuth | [`TLS_SERVER`](limits::TLS_SERVER) |
    /// | … purpose codeSigning | [`CODE_SIGNING`](limits::CODE_SIGNING) |
    /// | … purpose timeStamping | [`TIMESTAMPING`](limits::TIMESTAMPING) |
    /// | … purpose emailProtection | none, since no generation is named |
    ///
    /// The first row that fits is taken, in whatever order the certificate has its policies. Whether the schedule binds the certificate is another question:
    /// [`claims_public_trust`](Self::claims_public_trust) answers it.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::{Inspection, Role};
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #     \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// // A certificate without extensions, as version 1 has none.
    /// let inspection = Inspection::of_der(der)?;
    /// assert_eq!(inspection.role(), Role::Unknown);
    /// assert!(inspection.schedule().is_none() && !inspection.claims_public_trust());
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub fn schedule(&self) -> Option<&'static Schedule> {
        match self.role {
            Role::Authority if self.is_self_issued() => Some(&limits::ROOT_CA),
            Role::Authority | Role::Unknown => None,
            Role::EndEntity => self.purposes.schedule(),
        }
    }

    /// Whether the certificate claims by a policy of the CA/Browser Forum, 2.23.140.1.x, that it keeps the Forum's rules.
    ///
    /// Publicly trusted end entities must have such a policy (TLS BR section 7.1.2.7.9, since 2020-09-30: older ones may lack
    /// it), and private ones have no reason to. A root should have none, so that nothing tells a public root from a private
    /// one: it never claims public trust.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// # let der = b"\x30\x55\x30\x53\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #     \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00\xa3\x17\x30\x15\x30\x13\x06\x03U\x1d\x20\
    /// #     \x04\x0c\x30\x0a\x30\x08\x06\x06\x67\x81\x0c\x01\x02\x01";
    /// // Domain validated: the policy 2.23.140.1.2.1.
    /// let inspection = Inspection::of_der(der)?;
    /// assert!(inspection.claims_public_trust());
    /// assert_eq!(inspection.schedule().map(|schedule| schedule.name()), Some("tls-server"));
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub const fn claims_public_trust(&self) -> bool {
        matches!(self.role, Role::EndEntity) && self.purposes.claim.is_some()
    }

    /// Whether subject and issuer are the same name, which is read and not empty (RFC 5280 section 6.1: self-issued).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// # let der = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
    /// #                 \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    /// assert!(!Inspection::of_der(der)?.is_self_issued());
    /// # Ok::<(), notafter::inspect::InspectError>(())
    /// ```
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject.identity().is_some() && self.subject.is_same_as(&self.issuer)
    }

    /// Whether it is a TLS server certificate that claims no public trust.
    pub(super) const fn is_private_server(&self) -> bool {
        matches!(self.role, Role::EndEntity) && self.purposes.server_auth && !self.claims_public_trust()
    }
}

/// What a certificate is for, by its extended key usage and its policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Purposes {
    server_auth: bool,
    code_signing: bool,
    time_stamping: bool,
    /// Of the policies of the CA/Browser Forum, the one whose row comes first.
    claim: Option<Claim>,
}

impl Purposes {
    pub(super) const fn take_usage(&mut self, usage: &ExtendedKeyUsage<'_>) {
        self.server_auth |= usage.server_auth;
        self.code_signing |= usage.code_signing;
        self.time_stamping |= usage.time_stamping;
    }

    pub(super) fn take_policies(&mut self, policies: &CertificatePolicies<'_>) {
        let claims = policies.iter().filter_map(|policy| Claim::of(policy.policy_id.as_bytes()));
        self.claim = self.claim.into_iter().chain(claims).min();
    }

    const fn schedule(&self) -> Option<&'static Schedule> {
        if let Some(claim) = self.claim {
            Some(claim.schedule())
        } else if self.server_auth {
            Some(&limits::TLS_SERVER)
        } else if self.code_signing {
            Some(&limits::CODE_SIGNING)
        } else if self.time_stamping {
            Some(&limits::TIMESTAMPING)
        } else {
            None
        }
    }
}

/// The kind of certificate that a policy of the CA/Browser Forum names, in the order of the rows of [`Inspection::schedule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    TlsEv,
    TlsServer,
    CodeSigning,
    Timestamping,
    SmimeLegacy,
    SmimeMultipurpose,
    SmimeStrict,
}

impl Claim {
    /// The kind that a policy names; `oid` is the content of the OBJECT IDENTIFIER.
    fn of(oid: &[u8]) -> Option<Self> {
        match oid.strip_prefix(CERTIFICATE_POLICIES)? {
            [1] => Some(Self::TlsEv),
            [2, _] => Some(Self::TlsServer),
            [3] | [4, 1] => Some(Self::CodeSigning),
            [4, 2] => Some(Self::Timestamping),
            [5, _, 1] => Some(Self::SmimeLegacy),
            [5, _, 2] => Some(Self::SmimeMultipurpose),
            [5, _, 3] => Some(Self::SmimeStrict),
            _ => None,
        }
    }

    const fn schedule(self) -> &'static Schedule {
        match self {
            Self::TlsEv => &limits::TLS_EV,
            Self::TlsServer => &limits::TLS_SERVER,
            Self::CodeSigning => &limits::CODE_SIGNING,
            Self::Timestamping => &limits::TIMESTAMPING,
            Self::SmimeLegacy => &limits::SMIME_LEGACY,
            Self::SmimeMultipurpose => &limits::SMIME_MULTIPURPOSE,
            Self::SmimeStrict => &limits::SMIME_STRICT,
        }
    }
}

/// 2.23.140.1: the policies that the CA/Browser Forum assigns.
const CERTIFICATE_POLICIES: &[u8] = &[0x67, 0x81, 0x0c, 0x01];
