//! Issuers and roots from other files, and the chains to them.

use std::{
    collections::{HashMap, HashSet},
    hash::RandomState,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use notafter::{
    inspect::{Chain, InspectError, Inspection, Name, Role, chain, chain_under},
    time::UtcDateTime,
};

use super::{
    contents,
    report::{Unread, shown},
    targets,
};

/// The issuers and the roots that were given.
pub(crate) struct Issuers {
    pool: Vec<Inspection>,
    roots: Option<Vec<Inspection>>,
    /// Whether issuers or roots were given at all.
    is_asked: bool,
    /// The issuers by the digests of their subjects.
    subjects: HashMap<u64, Vec<usize>>,
    digests: RandomState,
    /// The issuers above each issuer's name, by its DER: many certificates have few issuers.
    above: Mutex<HashMap<Vec<u8>, Arc<[Inspection]>>>,
}

impl Issuers {
    /// Reads the issuers and the roots, and tells what cannot be read among them.
    pub(crate) fn read(issuers: &[PathBuf], roots: &[PathBuf]) -> Result<(Self, Vec<Unread>), String> {
        let mut unread = Vec::new();
        let mut pool = Vec::new();
        for path in issuers {
            let mut read = all(path, &mut unread)?;
            read.retain(|certificate| certificate.role() != Role::EndEntity);
            if read.is_empty() {
                unread.push(Unread { source: shown(path), message: "no authority's certificate is in it".to_owned() });
            }
            pool.extend(read);
        }
        let mut known = Vec::new();
        for path in roots {
            let read = all(path, &mut unread)?;
            if read.is_empty() {
                unread.push(Unread { source: shown(path), message: "no certificate is in it".to_owned() });
            }
            known.extend(read);
        }
        let (mut subjects, digests): (HashMap<_, Vec<usize>>, _) = (HashMap::new(), RandomState::new());
        for (index, issuer) in pool.iter().enumerate() {
            subjects.entry(issuer.subject().digest(&digests)).or_default().push(index);
        }
        let roots = (!roots.is_empty()).then_some(known);
        let is_asked = !issuers.is_empty() || roots.is_some();
        Ok((Self { pool, roots, is_asked, subjects, digests, above: Mutex::default() }, unread))
    }

    /// Whether each certificate has a chain of its own.
    pub(crate) const fn is_asked(&self) -> bool {
        self.is_asked
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

    /// The chain of a certificate, with all that may stand above it.
    pub(crate) fn chain_of<'a>(&'a self, leaf: &'a Inspection, above: &'a [Inspection], at: UtcDateTime) -> Chain<'a> {
        match &self.roots {
            Some(roots) => leaf.chain_under(above, roots, at),
            None => leaf.chain(above, at),
        }
    }

    /// All issuers that may stand above a certificate.
    pub(crate) fn above(&self, certificate: &Inspection) -> Arc<[Inspection]> {
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

/// The certificates of a file, or of the files of a folder. In a folder, a file without certificates is passed over, and a file or a
/// folder that cannot be read is told and does not hide the others.
fn all(path: &Path, unread: &mut Vec<Unread>) -> Result<Vec<Inspection>, String> {
    let mut certificates = Vec::new();
    let mut tell = |of: &Path, error: &dyn std::fmt::Display| {
        if !path.is_dir() {
            return Err(format!("{}: {error}", shown(of)));
        }
        unread.push(Unread { source: shown(of), message: error.to_string() });
        Ok(())
    };
    let (files, errors) = targets::files(path);
    errors.iter().try_for_each(|(of, error)| tell(of, error))?;
    for file in files {
        match contents::certificates_of_file(&file) {
            Ok(read) => {
                for each in read {
                    match each {
                        Ok(certificate) => certificates.push(certificate),
                        Err(InspectError::NoCertificate { .. }) if path.is_dir() => {}
                        Err(error) => tell(&file, &error)?,
                    }
                }
            }
            Err(error) => tell(&file, &error)?,
        }
    }
    Ok(certificates)
}
