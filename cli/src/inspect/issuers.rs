//! Issuers and roots from other files, and the chains to them.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use notafter::{
    inspect::{Chain, InspectError, Inspection, Role, chain, chain_under},
    time::UtcDateTime,
};

use super::{contents, targets};

/// The issuers and the roots that were given.
pub(crate) struct Issuers {
    pool: Vec<Inspection>,
    roots: Option<Vec<Inspection>>,
    /// The issuers above each issuer's name, by its DER: many certificates have few issuers.
    above: Mutex<HashMap<Vec<u8>, Arc<[Inspection]>>>,
}

impl Issuers {
    pub(crate) fn read(issuers: &[PathBuf], roots: &[PathBuf]) -> Result<Self, String> {
        let all = |paths: &[PathBuf]| -> Result<Vec<Inspection>, String> {
            let mut certificates = Vec::new();
            for path in paths {
                let files = targets::files(path).map_err(|(path, error)| format!("{}: {error}", path.display()))?;
                for file in files {
                    let read = contents::certificates_of_file(&file);
                    // Among the files of a folder there may be others.
                    let read = if path.is_dir() { read.unwrap_or_default() } else { read? };
                    certificates.extend(read);
                }
            }
            Ok(certificates)
        };
        let mut pool = all(issuers)?;
        pool.retain(|certificate| certificate.role() != Role::EndEntity);
        let roots = if roots.is_empty() { None } else { Some(all(roots)?) };
        Ok(Self { pool, roots, above: Mutex::default() })
    }

    /// Whether each certificate has a chain of its own.
    pub(crate) fn is_asked(&self) -> bool {
        !self.pool.is_empty() || self.roots.is_some()
    }

    /// The certificate, and all that may stand above it.
    pub(crate) fn with(&self, certificate: &Inspection) -> Vec<Inspection> {
        let mut all = vec![certificate.clone()];
        all.extend(self.above(certificate).iter().filter(|issuer| *issuer != certificate).cloned());
        all
    }

    pub(crate) fn chain<'a>(
        &'a self,
        certificates: &'a [Inspection],
        at: UtcDateTime,
    ) -> Result<Chain<'a>, InspectError> {
        match &self.roots {
            Some(roots) => chain_under(certificates, roots, at),
            None => chain(certificates, at),
        }
    }

    fn above(&self, certificate: &Inspection) -> Arc<[Inspection]> {
        let name = certificate.issuer().as_der().to_vec();
        if let Some(known) = self.above.lock().ok().and_then(|above| above.get(&name).cloned()) {
            return known;
        }
        let mut found: Vec<&Inspection> = Vec::new();
        let mut sought = vec![certificate.issuer()];
        while let Some(name) = sought.pop() {
            for issuer in self.pool.iter().filter(|issuer| issuer.subject().is_same_as(name)) {
                if !found.iter().any(|other| std::ptr::eq(*other, issuer)) {
                    found.push(issuer);
                    sought.push(issuer.issuer());
                }
            }
        }
        let found: Arc<[Inspection]> = found.into_iter().cloned().collect();
        if let Ok(mut above) = self.above.lock() {
            above.insert(name, found.clone());
        }
        found
    }
}
