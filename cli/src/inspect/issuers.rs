//! Issuers and roots from other files, and the chains to them.

use std::{
    collections::{HashMap, HashSet},
    hash::RandomState,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use notafter::{
    inspect::{Chain, InspectError, Inspection, Name, Role, chain, chain_under},
    time::UtcDateTime,
};

use super::{contents, targets};

/// The issuers and the roots that were given.
pub(crate) struct Issuers {
    pool: Vec<Inspection>,
    roots: Option<Vec<Inspection>>,
    /// The issuers by the digests of their subjects.
    subjects: HashMap<u64, Vec<usize>>,
    digests: RandomState,
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
        let (mut subjects, digests): (HashMap<_, Vec<usize>>, _) = (HashMap::new(), RandomState::new());
        for (index, issuer) in pool.iter().enumerate() {
            subjects.entry(issuer.subject().digest(&digests)).or_default().push(index);
        }
        Ok(Self { pool, roots, subjects, digests, above: Mutex::default() })
    }

    /// Whether each certificate has a chain of its own.
    pub(crate) fn is_asked(&self) -> bool {
        !self.pool.is_empty() || self.roots.is_some()
    }

    /// The certificates in their order, and behind them all that may stand above one of them.
    pub(crate) fn with_all<'a>(&self, certificates: impl Iterator<Item = &'a Inspection>) -> Vec<Inspection> {
        let mut all: Vec<Inspection> = certificates.cloned().collect();
        if !self.pool.is_empty() {
            let mut known: HashSet<Vec<u8>> = all.iter().map(|known| known.as_der().to_vec()).collect();
            let above: Vec<Arc<[Inspection]>> = all.iter().map(|certificate| self.above(certificate)).collect();
            let more = above.iter().flat_map(|above| above.iter());
            all.extend(more.filter(|issuer| known.insert(issuer.as_der().to_vec())).cloned());
        }
        all
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
        let (mut found, mut is_found) = (Vec::new(), vec![false; self.pool.len()]);
        let (mut sought, mut passed) = (vec![certificate.issuer()], HashSet::new());
        while let Some(name) = sought.pop() {
            if !passed.insert(name.as_der()) {
                continue;
            }
            for index in self.named(name) {
                if !std::mem::replace(&mut is_found[index], true) {
                    found.push(&self.pool[index]);
                    sought.push(self.pool[index].issuer());
                }
            }
        }
        let found: Arc<[Inspection]> = found.into_iter().cloned().collect();
        if let Ok(mut above) = self.above.lock() {
            above.insert(name, found.clone());
        }
        found
    }

    /// The issuers with a name, in the order of the pool.
    fn named(&self, name: &Name) -> impl Iterator<Item = usize> {
        let alike = self.subjects.get(&name.digest(&self.digests)).into_iter().flatten();
        alike.copied().filter(|index| self.pool[*index].subject().is_same_as(name))
    }
}
