//! The roots that a service trusts, while it runs.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, Guard};
use rustls::{
    RootCertStore, client::danger::ServerCertVerifier, crypto::CryptoProvider, pki_types::CertificateDer,
    server::danger::ClientCertVerifier,
};

use super::{
    anchors::{self, Anchors},
    provider::default_provider,
    trust_error::TrustError,
    verifier::{ClientCertificate, Clients, Servers},
};

/// The roots that a server or a client trusts.
///
/// You can replace them while it runs.
///
/// A change holds for every handshake that verifies its peer afterwards. Established connections stay. A handshake takes no
/// lock, waits for nobody, and sees either all the old roots or all the new ones. Clones share the roots.
///
/// rustls' own [`WebPkiServerVerifier`] and [`WebPkiClientVerifier`] verify. They are made once for each set of roots.
///
/// # Properties
///
/// - Roots that cannot be taken displace nothing: the roots before are still trusted.
/// - There is always a root.
/// - A root is trusted whatever its validity period: rustls-webpki 0.103 does not look at it.
///
/// # Examples
///
/// ```
/// # #[cfg(all(feature = "mint", feature = "__backend"))] {
/// use notafter::identity::{
///     Trust,
///     rustls::{ClientConfig, ServerConfig},
/// };
/// use notafter::mint::{self, Authority, rcgen::KeyPair};
/// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
///
/// let (profile, now) =
///     (Profile::new(Lifetime::days(3_650)), utc_datetime!(2026-01-01 00:00:00));
/// let authority =
///     Authority::self_signed(&profile, mint::authority("Example"), KeyPair::generate()?, now)?;
/// let trust = Trust::from_pem(authority.to_pem())?;
///
/// # #[cfg(feature = "ring")]
/// # let provider = std::sync::Arc::new(notafter::identity::rustls::crypto::ring::default_provider());
/// # #[cfg(all(feature = "aws_lc_rs", not(feature = "ring")))]
/// # let provider = std::sync::Arc::new(notafter::identity::rustls::crypto::aws_lc_rs::default_provider());
/// // A server that requires certificates of its clients:
/// let server = ServerConfig::builder_with_provider(provider.clone())
///     .with_safe_default_protocol_versions()?
///     .with_client_cert_verifier(trust.client_verifier());
///
/// // A client. rustls calls each verifier dangerous that it does not make itself.
/// let client = ClientConfig::builder_with_provider(provider)
///     .with_safe_default_protocol_versions()?
///     .dangerous()
///     .with_custom_certificate_verifier(trust.server_verifier());
///
/// // Later, perhaps from a file that has changed:
/// assert!(!trust.replace_pem(authority.to_pem())?, "the roots are the same");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Rolling an authority over
///
/// These steps replace an authority without a restart and without a failed handshake. Begin a step when every host has finished
/// the step before. Within a step the order of the hosts does not matter.
///
/// 1. Every host trusts the old and the new authority: [`add`](Self::add) the new one.
/// 2. Every host gets its certificates from the new authority. Nothing is issued from the old one any more. For a
///    [`LiveIdentity`](super::LiveIdentity) let the source read which authority signs, and then call
///    [`renew_now`](super::LiveIdentity::renew_now).
/// 3. Wait until each certificate from the old authority was replaced. Watch the peers: a trust in only the new authority must
///    accept every certificate. At the latest, this is one lifetime of a certificate after the end of step 2.
/// 4. Every host trusts only the new authority: [`remove`](Self::remove) the old one. Read about [resumed
///    sessions](#resumed-sessions) first.
///
/// A `Trust` is only in memory. Keep the roots in a file, and start with [`from_pem`](Self::from_pem), so that a restart
/// between two steps trusts the roots of its step. Keep the authority that signs in a file too.
///
/// This source reads which authority signs. It does not notice at a restart that the saved certificate is from the old
/// authority. So implement [`still_fits`](super::Source::still_fits), or call `renew_now` after a start in step 2:
///
/// ```
/// # #[cfg(all(feature = "mint", feature = "__backend"))] {
/// use std::sync::{Arc, PoisonError, RwLock};
/// use notafter::identity::Source;
/// use notafter::mint::{
///     Authority,
///     rcgen::{CertificateParams, KeyPair},
/// };
/// use notafter::{Profile, time::UtcDateTime};
///
/// fn source(
///     signer: Arc<RwLock<Arc<Authority<KeyPair>>>>,
///     week: Profile,
///     params: CertificateParams,
/// ) -> impl Source {
///     move |now: UtcDateTime| {
///         let authority = Arc::clone(&signer.read().unwrap_or_else(PoisonError::into_inner));
///         authority.source(week, params.clone()).mint(now)
///     }
/// }
/// # }
/// ```
///
/// You can go back by one step while the next one has not begun. A skipped step fails handshakes:
///
/// | skipped | a handshake fails between |
/// |---|---|
/// | 1 | a host with a new certificate, and a host that trusts only the old authority |
/// | 3 | a host with an old certificate, and a host that trusts only the new authority |
///
/// ```
/// # #[cfg(all(feature = "mint", feature = "__backend"))] {
/// use core::time::Duration;
/// use notafter::identity::{
///     Trust,
///     rustls::pki_types::{CertificateDer, UnixTime},
/// };
/// use notafter::mint::{self, Authority, rcgen::KeyPair};
/// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
///
/// let (decade, week) = (Profile::new(Lifetime::days(3_650)), Profile::new(Lifetime::days(7)));
/// let now = utc_datetime!(2026-01-01 00:00:00);
/// let old =
///     Authority::self_signed(&decade, mint::authority("Example 1"), KeyPair::generate()?, now)?;
/// let new =
///     Authority::self_signed(&decade, mint::authority("Example 2"), KeyPair::generate()?, now)?;
/// let trust = old.trust()?;
///
/// // 1. On every host:
/// trust.add(new.der().clone())?;
///
/// // 2. On every host, as its certificate is renewed:
/// let key = KeyPair::generate()?;
/// let chain: Vec<CertificateDer> =
///     vec![week.signed_by(mint::client("host-17"), &key, &new, now)?.into()];
///
/// // 3. On every host, at each connection, with its `peer_certificates()`:
/// let trial = new.trust()?.client_verifier();
/// let now =
///     UnixTime::since_unix_epoch(Duration::from_secs(now.unix_timestamp().unsigned_abs()));
/// let is_replaced = |chain: &[CertificateDer<'_>]| match chain {
///     [leaf, above @ ..] => trial.verify_client_cert(leaf, above, now).is_ok(),
///     [] => false,
/// };
/// assert!(is_replaced(&chain));
///
/// // 4. On every host:
/// trust.remove(old.der())?;
/// assert_eq!(trust.roots(), [new.der().clone()]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Resumed sessions
///
/// TLS does not verify the peer of a session that resumes. So a root that you remove stays trusted there. rustls 0.23 works
/// this way, and both sides resume by default:
///
/// - A server keeps 256 sessions in `session_storage`, and sends two tickets after each handshake of TLS 1.3. It takes anyone
///   who shows a ticket for the client of the session, certificate included.
/// - A client keeps sessions for 256 servers in `resumption`. It offers one to a server of the same name for as long as the
///   ticket says, which is 7 days at most. It does so only with the verifier that verified the session. A verifier of this type
///   stays the same when roots change.
/// - In TLS 1.3 a resumed session gets new tickets. So it goes on without end, even beyond the end of the certificate.
///
/// These lines turn resumption off, the first two in a server, the last one in a client:
///
/// ```
/// # use std::sync::Arc;
/// # use notafter::identity::rustls::{ClientConfig, ServerConfig, client::Resumption, server::NoServerSessionStorage};
/// # fn without_resumption(server: &mut ServerConfig, client: &mut ClientConfig) {
/// server.session_storage = Arc::new(NoServerSessionStorage {});
/// server.send_tls13_tickets = 0;
/// client.resumption = Resumption::disabled();
/// # }
/// ```
///
/// A server whose `ticketer` you set keeps its sessions in the tickets, so do not set it. A server must not rely on its clients
/// to have that line. Without resumption each handshake signs and verifies.
///
/// # Hints for clients
///
/// A server may tell its clients the names of its roots, so that a client with several certificates picks the right one. These
/// verifiers tell no names. rustls borrows the names for as long as the verifier exists, so they would not follow the roots.
/// The names are optional ([RFC 8446 section 4.3.2]). In TLS 1.2 an empty list lets a client send any certificate ([RFC 5246
/// section 7.4.4]). Clients of rustls send the certificate that they have.
///
/// [`WebPkiServerVerifier`]: rustls::client::WebPkiServerVerifier
/// [`WebPkiClientVerifier`]: rustls::server::WebPkiClientVerifier
/// [RFC 8446 section 4.3.2]: https://www.rfc-editor.org/rfc/rfc8446#section-4.3.2
/// [RFC 5246 section 7.4.4]: https://www.rfc-editor.org/rfc/rfc5246#section-7.4.4
#[derive(Clone)]
pub struct Trust(Arc<Shared>);

struct Shared {
    provider: Arc<CryptoProvider>,
    anchors: ArcSwap<Anchors>,
    /// Each change of the roots holds it, so that of two changes none is lost. Handshakes do not use it.
    changing: Mutex<()>,
}

impl Trust {
    /// Trusts these roots, with the provider that the process has installed, or else with this crate's backend.
    ///
    /// A root that you give twice counts once. An authority is a root when you give it as one, even if it is below another. So
    /// is a leaf that is signed by itself, which is then a trusted peer.
    ///
    /// # Errors
    ///
    /// - [`TrustError::Empty`]: there is no root.
    /// - [`TrustError::Root`]: a certificate cannot be read, or neither belongs to an authority nor is self-issued. The error
    ///   has its position, from 1.
    /// - [`TrustError::NoProvider`]: no provider is installed, and neither the feature `ring` nor `aws_lc_rs` is enabled.
    pub fn new(roots: impl IntoIterator<Item = CertificateDer<'static>>) -> Result<Self, TrustError> {
        Self::with_provider(roots, default_provider().ok_or(TrustError::NoProvider)?)
    }

    /// The same as [`new`](Self::new), with the algorithms of `provider`.
    ///
    /// # Errors
    ///
    /// It fails as [`new`](Self::new) does for the roots.
    pub fn with_provider(
        roots: impl IntoIterator<Item = CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, TrustError> {
        let anchors = ArcSwap::from_pointee(Anchors::new(roots, &provider)?);
        Ok(Self(Arc::new(Shared { provider, anchors, changing: Mutex::new(()) })))
    }

    /// Trusts the roots in PEM, one or more of them, with the same provider as [`new`](Self::new).
    ///
    /// Every block must be a certificate: a private key or a revocation list among roots is a mistake. Text around the blocks
    /// is skipped.
    ///
    /// # Errors
    ///
    /// - [`TrustError::NoBlock`]: the text has no PEM block.
    /// - [`TrustError::Root`]: a block is not a certificate, or not well-formed. The error has its position, from 1.
    /// - The errors of [`new`](Self::new).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "__backend")] {
    /// use notafter::identity::Trust;
    ///
    /// let key =
    ///     "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    /// let error = Trust::from_pem(key).map_err(|error| error.to_string());
    /// assert_eq!(
    ///     error.err().as_deref(),
    ///     Some("root 1: PEM block `PRIVATE KEY` at line 1 is no certificate")
    /// );
    /// # }
    /// ```
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, TrustError> {
        Self::from_pem_with_provider(pem, default_provider().ok_or(TrustError::NoProvider)?)
    }

    /// The same as [`from_pem`](Self::from_pem), with the algorithms of `provider`.
    ///
    /// # Errors
    ///
    /// It fails as [`from_pem`](Self::from_pem) does for the roots.
    pub fn from_pem_with_provider(pem: impl AsRef<[u8]>, provider: Arc<CryptoProvider>) -> Result<Self, TrustError> {
        Self::with_provider(anchors::from_pem(pem.as_ref())?, provider)
    }

    /// Trusts these roots and no others from now on.
    ///
    /// Returns whether they differ from those before.
    ///
    /// # Errors
    ///
    /// It fails as [`new`](Self::new) does for the roots. Then the roots before are still trusted.
    pub fn replace(&self, roots: impl IntoIterator<Item = CertificateDer<'static>>) -> Result<bool, TrustError> {
        let roots: Vec<_> = roots.into_iter().collect();
        self.change(|_| roots)
    }

    /// Trusts the roots in PEM and no others from now on.
    ///
    /// Returns whether they differ from those before.
    ///
    /// # Errors
    ///
    /// It fails as [`from_pem`](Self::from_pem) does for the roots. Then the roots before are still trusted.
    pub fn replace_pem(&self, pem: impl AsRef<[u8]>) -> Result<bool, TrustError> {
        self.replace(anchors::from_pem(pem.as_ref())?)
    }

    /// Trusts one more root.
    ///
    /// Returns whether it was not trusted before.
    ///
    /// # Errors
    ///
    /// [`TrustError::Root`]: the certificate cannot be a root. Its position is the one that it would have in
    /// [`roots`](Self::roots).
    pub fn add(&self, root: CertificateDer<'static>) -> Result<bool, TrustError> {
        self.change(|mut roots| {
            roots.push(root);
            roots
        })
    }

    /// Trusts a root no longer.
    ///
    /// Returns whether it was trusted before.
    ///
    /// # Errors
    ///
    /// [`TrustError::Empty`]: it is the only root. It is still trusted.
    pub fn remove(&self, root: &CertificateDer<'_>) -> Result<bool, TrustError> {
        self.change(|mut roots| {
            roots.retain(|trusted| trusted != root);
            roots
        })
    }

    /// The certificates of the roots that are trusted now, each once, in the order in which you gave them.
    #[must_use]
    pub fn roots(&self) -> Vec<CertificateDer<'static>> {
        self.anchors().roots.clone()
    }

    /// The roots that are trusted now, for other code that takes a store of rustls.
    ///
    /// The store does not follow later changes.
    #[must_use]
    pub fn root_store(&self) -> Arc<RootCertStore> {
        Arc::clone(&self.anchors().store)
    }

    /// A verifier for a client: it verifies servers by the roots that are trusted at each handshake.
    #[must_use]
    pub fn server_verifier(&self) -> Arc<dyn ServerCertVerifier> {
        Arc::new(Servers(self.clone()))
    }

    /// A verifier for a server that requires a certificate of each client.
    ///
    /// It verifies clients by the roots that are trusted at each handshake.
    #[must_use]
    pub fn client_verifier(&self) -> Arc<dyn ClientCertVerifier> {
        Arc::new(Clients { trust: self.clone(), certificate: ClientCertificate::Required })
    }

    /// The same as [`client_verifier`](Self::client_verifier), for a server that also takes clients without a certificate.
    ///
    /// A client that shows a certificate is refused if the certificate is not trusted.
    #[must_use]
    pub fn optional_client_verifier(&self) -> Arc<dyn ClientCertVerifier> {
        Arc::new(Clients { trust: self.clone(), certificate: ClientCertificate::Optional })
    }

    pub(super) fn anchors(&self) -> Guard<Arc<Anchors>> {
        self.0.anchors.load()
    }

    fn change(
        &self,
        edit: impl FnOnce(Vec<CertificateDer<'static>>) -> Vec<CertificateDer<'static>>,
    ) -> Result<bool, TrustError> {
        let changing = self.0.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let anchors = Anchors::new(edit(self.roots()), &self.0.provider)?;
        let differs = !anchors.is_same_as(&self.anchors());
        if differs {
            self.0.anchors.store(Arc::new(anchors));
        }
        drop(changing);
        Ok(differs)
    }
}

/// Prints how many roots there are.
impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").field("roots", &self.anchors().roots.len()).finish_non_exhaustive()
    }
}

#[cfg(feature = "mint")]
impl<S> crate::mint::Authority<S> {
    /// Trusts this authority and no other.
    ///
    /// The root is the authority's own certificate, even if another authority issued it. So certificates that the other
    /// authority, or a sister of this one, has issued are not trusted.
    ///
    /// # Errors
    ///
    /// - [`TrustError::NoProvider`], as in [`Trust::new`].
    /// - [`TrustError::Root`]: rustls cannot read the certificate.
    pub fn trust(&self) -> Result<Trust, TrustError> {
        Trust::new([self.der().clone()])
    }
}

#[cfg(all(test, not(feature = "__backend")))]
mod tests {
    use super::*;

    #[test]
    fn without_a_backend_there_is_no_provider() {
        assert_eq!(Trust::new([]).err(), Some(TrustError::NoProvider));
        assert_eq!(Trust::from_pem("").err(), Some(TrustError::NoProvider));
    }
}
