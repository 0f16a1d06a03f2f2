//! Identities that are minted in the process.

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair, SigningKey};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use time::UtcDateTime;

use super::{Identity, IdentityError, Source};
use crate::{
    mint::{Authority, Minted},
    profile::Profile,
    scope::{Scope, ScopedError},
};

impl Identity {
    /// Takes a minted certificate, its key, and the certificates above it, which [`Authority::chain`] returns.
    ///
    /// # Errors
    ///
    /// It fails as [`from_der`](Self::from_der) does.
    pub fn from_minted<'a>(
        leaf: Minted,
        key: &KeyPair,
        chain: impl IntoIterator<Item = &'a CertificateDer<'static>>,
    ) -> Result<Self, IdentityError> {
        let chain = core::iter::once(leaf.into()).chain(chain.into_iter().cloned());
        Self::from_der(chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
    }
}

impl<S: SigningKey + Send + Sync + 'static> Authority<S> {
    /// Makes a source for a [`LiveIdentity`](crate::identity::LiveIdentity): a fresh key and a certificate with these
    /// parameters, each time.
    ///
    /// A saved certificate of another authority, or with other names or extensions, is renewed at the start.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "__backend")] {
    /// use std::sync::Arc;
    /// use notafter::identity::Source;
    /// use notafter::mint::{self, Authority, rcgen::KeyPair};
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    ///
    /// let (week, now) = (Profile::new(Lifetime::days(7)), utc_datetime!(2026-01-01 00:00:00));
    /// let authority =
    ///     Authority::self_signed(&week, mint::authority("Example CA"), KeyPair::generate()?, now)?;
    /// let mut source = Arc::new(authority).source(week, mint::server(["db.internal"])?);
    /// assert_eq!(source.mint(now)?.validity(), week.validity(now)?);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn source(self: &Arc<Self>, profile: Profile, params: CertificateParams) -> impl Source + use<S> {
        Minting { authority: Arc::clone(self), profile, params }
    }
}

/// An authority as a source.
struct Minting<S> {
    authority: Arc<Authority<S>>,
    profile: Profile,
    params: CertificateParams,
}

impl<S: SigningKey + Send + Sync + 'static> Source for Minting<S> {
    fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError> {
        let key = KeyPair::generate().map_err(|error| ScopedError::new(Scope::ThisHost, error))?;
        let leaf = self.profile.signed_by(self.params.clone(), &key, &self.authority, now)?;
        Ok(Identity::from_minted(leaf, &key, self.authority.chain())?)
    }

    fn still_fits(&self, saved: &Identity) -> bool {
        saved.chain().first().is_some_and(|leaf| self.authority.would_say(&self.params, leaf))
    }
}
