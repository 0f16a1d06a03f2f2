//! Minted certificates, also of rcgen alone, as results of issuing code for a preflight.

use rustls_pki_types::CertificateDer;

use super::Minted;
use crate::{
    preflight::{Cause, Issued},
    validity::Validity,
};

impl Issued for Minted {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        Ok(Some(Self::validity(&self)))
    }
}

impl Issued for CertificateDer<'_> {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        self.to_vec().validity()
    }
}

impl Issued for rcgen::Certificate {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        CertificateDer::from(self).validity()
    }
}
