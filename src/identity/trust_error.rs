//! The errors of roots.

use rustls::{CertificateError, OtherError};
use thiserror::Error;

use crate::{
    armour::PemFault,
    der::ReadError,
    excerpt::{Excerpt, Quoted},
    print::OneLine,
    scope::{Scope, Scoped},
};

/// The error if roots were not taken.
///
/// The roots before are still trusted.
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
        /// The fault in it.
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

/// The reason why a certificate or a PEM block is no root.
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
        /// The line at which the block begins, from 1, or the END line if there is no other.
        line: usize,
        /// The fault in it.
        fault: PemFault,
    },
    /// The bytes are not a certificate.
    #[error(transparent)]
    #[non_exhaustive]
    Read {
        /// The fault in them.
        reason: ReadError,
    },
    /// The certificate does not say that it belongs to an authority, and another one issued it. No path can end in it.
    #[error("certificate is no trust anchor: it is neither an authority's nor self-issued")]
    NoAnchor,
    /// rustls cannot read the certificate.
    #[error("certificate cannot be a trust anchor: {reason}")]
    #[non_exhaustive]
    Refused {
        /// The error of rustls, on one line.
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
