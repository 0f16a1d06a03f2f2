//! Files that another tool writes.

use core::{
    fmt,
    hash::{Hash, Hasher as _},
};
use std::{
    hash::DefaultHasher,
    path::{Path, PathBuf},
};

use time::UtcDateTime;

use super::{Identity, Source, Trust};
use crate::{
    file::{self, ShownPath},
    instant::Rfc3339,
    scope::{Scope, ScopedError},
    validity::Status,
};

/// A [`Source`] of files that another tool replaces, such as cert-manager, certbot, step or SPIRE.
///
/// It reads them by the path at every tick, so that a symlink may point elsewhere each time, as in Kubernetes.
///
/// - The files must hold a chain with its key. A file that is half written, damaged, or for another key displaces nothing. The
///   observer is told, and the file is read again at the next tick.
/// - A chain with fewer certificates than the one before may be half written too. It is taken if it is still the same at the
///   next tick.
/// - A chain that has changed is used at once, or after [`Plan::settle`](crate::renewal::Plan::settle). This holds even if it
///   ends no later, because its owner has put it there. A chain that has expired is reported and not used.
/// - If a renewal is due and the files are still the same, that counts as an attempt that failed, so your alerts are the same.
///   Its scope is [`SharedService`](Scope::SharedService). The scope of a file that cannot be used is
///   [`ThisHost`](Scope::ThisHost).
///
/// Let the tool renew before the plan does. certbot and cert-manager renew when a third is left, which is also
/// [`RenewAt::Ideal`]. `RenewAt::percent(80)` gives them time.
///
/// [`RenewAt::Ideal`]: crate::renewal::RenewAt::Ideal
///
/// # Examples
///
/// ```no_run
/// use notafter::identity::{Files, LiveIdentity};
/// use notafter::renewal::{Plan, RenewAt};
/// use notafter::time::UtcDateTime;
///
/// let files = Files::new("/etc/tls/tls.crt", "/etc/tls/tls.key");
/// let identity = LiveIdentity::builder("web", Plan::new(RenewAt::percent(80)))
///     .start(UtcDateTime::now, files)?;
/// println!("{}", identity.snapshot());
/// # Ok::<(), notafter::identity::StartError>(())
/// ```
pub struct Files {
    chain: PathBuf,
    key: PathBuf,
    /// The checksum of the files when they were last read.
    seen: Option<u64>,
    /// The fault in them.
    fault: Option<String>,
    /// The identity in them that could not be used when they were last read: it had expired, or may be half written.
    found: Option<Identity>,
    /// How many certificates the last used chain had.
    certificates: usize,
    /// The file of the roots, the trust that has them, and the file's checksum when they were taken.
    roots: Option<(PathBuf, Trust, Option<u64>)>,
}

impl Files {
    /// Makes a source of a file with the chain in PEM, and one with its key.
    ///
    /// They may be the same file.
    pub fn new(chain: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            chain: chain.into(),
            key: key.into(),
            seen: None,
            fault: None,
            found: None,
            certificates: 0,
            roots: None,
        }
    }

    /// Takes the roots from a file too, whenever it changes, such as `ca.crt` of cert-manager or the bundle of SPIFFE.
    ///
    /// Make the [`Trust`] from the file at the start. A file that cannot be used displaces nothing, and the observer is told.
    /// The roots are taken even while the chain cannot be used.
    ///
    /// # Examples
    ///
    /// The certificate, the key and the roots of this client are all files:
    ///
    /// ```no_run
    /// use std::{fs, sync::Arc};
    /// use notafter::identity::{Files, LiveIdentity, Trust, rustls::ClientConfig};
    /// use notafter::renewal::{Plan, RenewAt};
    /// use notafter::time::UtcDateTime;
    ///
    /// let trust = Trust::from_pem(fs::read("ca.crt")?)?;
    /// let files = Files::new("tls.crt", "tls.key").roots("ca.crt", &trust);
    /// let identity = LiveIdentity::builder("web", Plan::new(RenewAt::percent(80)))
    ///     .start(UtcDateTime::now, files)?;
    /// let config = ClientConfig::builder()
    ///     .dangerous()
    ///     .with_custom_certificate_verifier(trust.server_verifier())
    ///     .with_client_cert_resolver(Arc::new(identity));
    /// # let _ = config;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn roots(self, path: impl Into<PathBuf>, trust: &Trust) -> Self {
        Self { roots: Some((path.into(), trust.clone(), None)), ..self }
    }

    /// Reads the contents of the two files.
    fn read(&self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let mut chain = read(&self.chain)?;
        if self.chain == self.key {
            return Ok((chain.clone(), chain));
        }
        for _ in 0..MOST_READS {
            let key = read(&self.key)?;
            let again = read(&self.chain)?;
            if again == chain {
                return Ok((chain, key));
            }
            // The chain was replaced in between.
            chain = again;
        }
        Err(format!("{}: it changes while it is read", ShownPath(&self.chain)))
    }

    /// The identity in the files, if they have changed.
    fn changed(&mut self) -> Result<Option<Identity>, String> {
        // What cannot be read was not seen.
        let before = self.seen.take();
        let (chain, key) = self.read()?;
        let seen = Some(hash_of(&(&chain, &key)));
        self.seen = seen;
        if seen == before {
            return self.fault.clone().map_or(Ok(None), Err);
        }
        self.found = None;
        Identity::from_pem_pair(chain, key).map(Some).map_err(|error| self.named(&error))
    }

    /// Takes the roots from their file, if it has changed.
    fn take_roots(&mut self) -> Result<(), String> {
        let Some((path, trust, seen)) = &mut self.roots else { return Ok(()) };
        let pem = read(path)?;
        let hash = Some(hash_of(&pem));
        if *seen != hash {
            trust.replace_pem(pem).map_err(|error| format!("{}: {error}", ShownPath(path)))?;
            *seen = hash;
        }
        Ok(())
    }

    /// `fault` with the names of the files.
    fn named(&self, fault: &dyn fmt::Display) -> String {
        let chain = ShownPath(&self.chain);
        if self.chain == self.key {
            format!("{chain}: {fault}")
        } else {
            format!("{chain} with {}: {fault}", ShownPath(&self.key))
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    match file::read(path) {
        Ok(Some(contents)) => Ok(contents),
        Ok(None) => Err(format!("{}: no such file", ShownPath(path))),
        Err(error) => Err(error.to_string()),
    }
}

fn hash_of(contents: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    hasher.finish()
}

impl Source for Files {
    fn mint(&mut self, _: UtcDateTime) -> Result<Identity, ScopedError> {
        Err(match &self.fault {
            Some(fault) => ScopedError::new(Scope::ThisHost, fault.clone()),
            // Its writer may be a service that hosts share.
            None => ScopedError::new(Scope::SharedService, self.named(&"due, and not replaced by its tool")),
        })
    }

    fn look(&mut self, now: UtcDateTime) -> Result<Option<Identity>, ScopedError> {
        let roots = self.take_roots();
        let changed = self.changed();
        // Only of the files: an expired credential is looked at again, because the clock may be wrong.
        self.fault = changed.as_ref().err().cloned();
        let is_new = matches!(changed, Ok(Some(_)));
        let found = changed.and_then(|changed| match changed.or(self.found.take()) {
            Some(found) if matches!(found.validity().status(now), Status::Expired { .. }) => {
                let ended = format!("it ended at {}", Rfc3339(found.validity().not_after()));
                self.found = Some(found);
                Err(self.named(&ended))
            }
            // A tool that writes in place may be between two certificates.
            Some(found) if is_new && found.chain().len() < self.certificates => {
                self.found = Some(found);
                Ok(None)
            }
            found => Ok(found),
        });
        if let Ok(Some(identity)) = &found {
            self.certificates = identity.chain().len();
        }
        match (found, roots) {
            // The usable file is taken, and the other one is reported at the next tick.
            (Ok(Some(identity)), _) => Ok(Some(identity)),
            (Ok(None), Ok(())) => Ok(None),
            (Err(chain), Err(roots)) => Err(ScopedError::new(Scope::ThisHost, format!("{chain}; {roots}"))),
            (Err(fault), Ok(())) | (Ok(None), Err(fault)) => Err(ScopedError::new(Scope::ThisHost, fault)),
        }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("chain", &self.chain).field("key", &self.key).finish_non_exhaustive()
    }
}

/// A tool replaces a chain and its key within milliseconds.
const MOST_READS: usize = 3;
