//! The findings about the links of a chain, in one sentence each.

use core::fmt;
use std::sync::Arc;

use crate::{
    der::{self, Element, Extension},
    inspect::{Name, SerialNumber, rule::Rule},
    print::{Counted, Hex},
};

/// The issuer's certificate as an authorityKeyIdentifier names it: by its issuer and its serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inspect) struct AuthorityCertificate {
    pub(in crate::inspect) issuer: Name,
    pub(in crate::inspect) serial_number: SerialNumber,
}

impl AuthorityCertificate {
    /// Reads the authorityKeyIdentifier of `certificate`, if it names a certificate.
    pub(in crate::inspect) fn read(certificate: &Arc<[u8]>, extension: &Extension<'_>) -> Option<Self> {
        let (issuer, serial_number) = der::authority_certificate(extension)?;
        let (issuer, _) = Name::read(certificate, Element::Issuer, &issuer);
        Some(Self { issuer, serial_number: SerialNumber::new(serial_number) })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inspect) enum ChainFault {
    /// No certificate has the name of the issuer.
    Missing {
        issuer: Name,
        key_identifier: Option<Octets>,
        among: Among,
    },
    /// The certificate fits itself, and is none of the roots.
    NoRoot {
        subject: Name,
        roots: usize,
    },
    /// Every way leads back to the chain.
    Circle {
        issuer: Name,
    },
    /// The issuers by name have other key identifiers. This is one of them.
    KeyIdentifier {
        authority: Octets,
        subject: Octets,
    },
    /// The issuers by name have other issuers or serial numbers. This is one of them.
    Certificate {
        named: (Name, Octets),
        found: (Name, Octets),
    },
    NoIssuer {
        subject: Name,
        leaf: Name,
    },
}

/// The numbers of certificates and of roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inspect) struct Among {
    pub(super) certificates: usize,
    pub(super) roots: Option<usize>,
}

impl ChainFault {
    pub(in crate::inspect) const fn rule(&self) -> Rule {
        match self {
            Self::Missing { .. } | Self::NoRoot { .. } => Rule::IssuerMissing,
            Self::Circle { .. } => Rule::CircularChain,
            Self::KeyIdentifier { .. } | Self::Certificate { .. } => Rule::KeyIdentifierMismatch,
            Self::NoIssuer { .. } => Rule::NotInChain,
        }
    }

    /// The part of the certificate where it is found.
    pub(in crate::inspect) const fn element(&self) -> Element {
        match self {
            Self::Missing { .. } | Self::NoRoot { .. } | Self::Circle { .. } => Element::Issuer,
            Self::KeyIdentifier { .. } | Self::Certificate { .. } => Element::Extensions,
            Self::NoIssuer { .. } => Element::Subject,
        }
    }
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { issuer, key_identifier, among } => {
                write!(f, "issuer {}", issuer.excerpt())?;
                if let Some(key_identifier) = key_identifier {
                    write!(f, " with key identifier {key_identifier}")?;
                }
                write!(f, " is not found among {}", Counted(among.certificates, "certificate"))?;
                among.roots.map_or(Ok(()), |roots| write!(f, " and {}", Counted(roots, "root")))
            }
            Self::NoRoot { subject, roots } => {
                write!(
                    f,
                    "{} names itself as its issuer, and is not among {}",
                    subject.excerpt(),
                    Counted(*roots, "root")
                )
            }
            Self::Circle { issuer } => {
                write!(f, "issuer {} is already in the chain, which is a circle", issuer.excerpt())
            }
            Self::KeyIdentifier { authority, subject } => {
                write!(f, "authority key identifier {authority} is not the issuer's subject key identifier {subject}")
            }
            Self::Certificate { named: (issuer, serial_number), found: (other_issuer, other_number) } => {
                let [issuer, other_issuer] = [issuer, other_issuer].map(Name::excerpt);
                write!(
                    f,
                    "the issuer's certificate is number {serial_number} of {issuer}, found {other_number} of {other_issuer}"
                )
            }
            Self::NoIssuer { subject, leaf } => write!(f, "{} is no issuer of {}", subject.excerpt(), leaf.excerpt()),
        }
    }
}

/// Octets in a message: in hexadecimal, cut after 32.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inspect) struct Octets {
    octets: Box<[u8]>,
    is_cut: bool,
}

impl Octets {
    pub(super) fn of(octets: &[u8]) -> Self {
        let kept = octets.get(..Self::MOST);
        Self { octets: kept.unwrap_or(octets).into(), is_cut: octets.len() > Self::MOST }
    }

    const MOST: usize = 32;
}

impl fmt::Display for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Hex(&self.octets), if self.is_cut { "…" } else { "" })
    }
}
