//! Minted certificates, also of rcgen alone, as results of issuing code for a preflight.

use rustls_pki_types::CertificateDer;

use super::Minted;
use crate::{
    preflight::{Cause, IntoValidity},
    validity::Validity,
};

impl IntoValidity for Minted {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        Ok(Some(Self::validity(&self)))
    }
}

impl IntoValidity for CertificateDer<'_> {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        self.to_vec().into_validity()
    }
}

impl IntoValidity for rcgen::Certificate {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        CertificateDer::from(self).into_validity()
    }
}
