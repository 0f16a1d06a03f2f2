//! A certificate that has not been read yet.

use super::{place::Place, shape};
use crate::inspect::{
    Inspection,
    error::{FileFault, InspectError},
};

/// A certificate of a file that has not been read yet.
///
/// Certificates are independent of each other: you can inspect them on several threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedCertificate {
    place: Place,
    der: Vec<u8>,
}

impl EncodedCertificate {
    pub(super) const fn new(place: Place, der: Vec<u8>) -> Self {
        Self { place, der }
    }

    /// The place in the file where it begins.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }

    /// The octets, as the file has them.
    ///
    /// They may be no certificate.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Reads the certificate.
    ///
    /// # Errors
    ///
    /// [`InspectError::File`] with
    ///
    /// - [`FileFault::Certificate`]: the octets are not a certificate;
    /// - [`FileFault::Other`]: they are something else, such as a key under the label of a certificate.
    pub fn inspect(&self) -> Result<Inspection, InspectError> {
        match Inspection::read(&self.der) {
            Ok(inspection) => Ok(Inspection { place: Some(self.place), ..inspection }),
            Err(reason) => {
                let fault = match shape::other(&self.der) {
                    Some(other) => FileFault::Other { other },
                    None => FileFault::Certificate { reason },
                };
                Err(InspectError::File { place: self.place, fault })
            }
        }
    }
}
