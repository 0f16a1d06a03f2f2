//! Read any certificate, and say what is wrong with it.
//!
//! An [`Inspection`] is made of DER ([`Inspection::of_der`]) or of a PEM bundle ([`Inspection::of_pem`]). The validity
//! period is read by the strict reader of this crate, and all other parts one by one, so that one unreadable part does
//! not hide the others: a certificate whose notAfter is 29 February 2013 still tells its subject, its issuer and its
//! serial number, and why it has no validity period.
//!
//! No signature is checked, and no clock is read.

mod bundle;
mod error;
mod name;
mod read;
mod serial;

pub use bundle::{Block, Blocks};
pub use error::{BlockFault, InspectError};
pub use name::Name;
pub use serial::SerialNumber;

use core::fmt;

use crate::{der::ReadError, validity::Validity};

/// A certificate, read part by part.
///
/// # Examples
///
/// ```
/// use notafter::inspect::Inspection;
///
/// let pem = b"";
/// for inspection in Inspection::of_pem(pem) {
///     match inspection {
///         Ok(inspection) => println!("{}", inspection.subject()),
///         Err(error) => assert_eq!(error.to_string(), "no certificate: the input is empty"),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    line: Option<usize>,
    serial_number: SerialNumber,
    issuer: Name,
    subject: Name,
    validity: Result<Validity, ReadError>,
    role: Role,
}

impl Inspection {
    /// Reads a DER certificate.
    ///
    /// A certificate of which only a part is unreadable, such as a validity period with an impossible date, is no error
    /// here: [`validity`](Self::validity) then says why there is none.
    ///
    /// # Errors
    ///
    /// [`InspectError::Certificate`]: the bytes are not a certificate.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// let error = Inspection::of_der(b"\x30\x82\x01").map_err(|error| error.to_string());
    /// assert_eq!(error, Err("certificate at offset 0 is truncated".to_owned()));
    /// ```
    pub fn of_der(der: &[u8]) -> Result<Self, InspectError> {
        Self::read(der).map_err(|reason| InspectError::Certificate { reason })
    }

    /// Reads the certificates of a PEM bundle, one after the other.
    ///
    /// There is one result for each block with the label `CERTIFICATE`, or `X509 CERTIFICATE` and `X.509 CERTIFICATE` as
    /// it was called before RFC 7468. Other blocks, and text between the blocks, are skipped. A bundle without any
    /// certificate gives exactly one error, so that an empty file cannot pass for a good one.
    ///
    /// [`Blocks`] reads a bundle that is not in memory, and several certificates at a time.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::inspect::Inspection;
    ///
    /// let pem = b"# roots\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    /// let results: Vec<String> = Inspection::of_pem(pem)
    ///     .map(|inspection| match inspection {
    ///         Ok(inspection) => inspection.subject().to_string(),
    ///         Err(error) => error.to_string(),
    ///     })
    ///     .collect();
    /// assert_eq!(results, ["block at line 2: certificate at offset 0 is truncated"]);
    /// ```
    pub fn of_pem(pem: &[u8]) -> impl Iterator<Item = Result<Self, InspectError>> {
        Blocks::new(pem).map(|block| block.and_then(|block| block.inspect()))
    }

    /// The line of the bundle at which the certificate begins, from 1; none for a certificate of DER.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        self.line
    }

    /// The serial number.
    #[must_use]
    pub const fn serial_number(&self) -> &SerialNumber {
        &self.serial_number
    }

    /// The name of the issuer.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The name of the subject.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// The validity period, or what is wrong with it.
    ///
    /// # Errors
    ///
    /// Those of [`Validity::from_certificate_der`].
    pub const fn validity(&self) -> Result<Validity, ReadError> {
        self.validity
    }

    /// Whether the certificate may issue others.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// What a certificate says that it is, in its basic constraints (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// A certification authority.
    Authority,
    /// An end entity, which issues nothing.
    EndEntity,
    /// The certificate does not say it: it has no extensions, as in version 1, or its basic constraints are unreadable.
    Unknown,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Authority => "CA",
            Self::EndEntity => "end entity",
            Self::Unknown => "unknown",
        })
    }
}
