//! Why roots were not taken.

use rustls::{CertificateError, OtherError};
use thiserror::Error;

use crate::{
    armour::PemFault,
    der::ReadError,
    excerpt::{Excerpt, Quoted},
    print::OneLine,
    scope::{Scope, Scoped},
};

/// Roots that were not taken. Those that were trusted before still are.
///
/// Every host that is given these roots fails the same way, so the [`Scope`] is `EveryHost`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrustError {
    /// No root is given, or the last one would be removed. Every handshake would fail.
    #[error("no root certificate is left to trust")]
    Empty,
    /// The text has no PEM block.
    #[error("PEM: no `CERTIFICATE`, found no block")]
    NoBlock,
    /// One of the roots cannot be taken.
    #[error("root {position}: {fault}")]
    #[non_exhaustive]
    Root {
        /// Its position among the certificates or PEM blocks that were given, from 1.
        position: usize,
        /// What is wrong with it.
        fault: RootFault,
    },
    /// There is no cryptography to verify with: the process has no default provider, and this build has no backend.
    #[error("no crypto provider: enable the feature ring or aws_lc_rs, or pass one")]
    NoProvider,
}

impl Scoped for TrustError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// Why a certificate or a PEM block is no root.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RootFault {
    /// The PEM block holds something else, such as a private key.
    #[error("PEM block {} at line {line} is no certificate", Quoted(label))]
    #[non_exhaustive]
    Label {
        /// The line at which the block begins, from 1.
        line: usize,
        /// The label of the block.
        label: Excerpt,
    },
    /// The PEM block cannot be read.
    #[error("PEM block at line {line}: {fault}")]
    #[non_exhaustive]
    Pem {
        /// The line at which the block begins, from 1; the END line, if there is no other.
        line: usize,
        /// What is wrong with it.
        fault: PemFault,
    },
    /// The bytes are not a certificate.
    #[error(transparent)]
    #[non_exhaustive]
    Read {
        /// What is wrong with them.
        reason: ReadError,
    },
    /// The certificate says nowhere that it is an authority's, and another one issued it. No path can end in it.
    #[error("certificate is no trust anchor: it is neither an authority's nor self-issued")]
    NoAnchor,
    /// rustls cannot read the certificate.
    #[error("certificate cannot be a trust anchor: {reason}")]
    #[non_exhaustive]
    Refused {
        /// What rustls answered, on one line.
        reason: Box<str>,
    },
}

impl RootFault {
    pub(super) fn of(error: &rustls::Error) -> Self {
        let reason = match error {
            // rustls says that the certificate is a peer's, which a root is not.
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(reason))) => {
                OneLine(reason).to_string()
            }
            rustls::Error::InvalidCertificate(reason) => OneLine(reason).to_string(),
            error => OneLine(error).to_string(),
        };
        Self::Refused { reason: reason.into_boxed_str() }
    }
}

impl Scoped for RootFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}
