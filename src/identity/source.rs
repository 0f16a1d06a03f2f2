//! The sources of identities.

use core::future::{self, Future};

use time::UtcDateTime;

use super::Identity;
use crate::scope::ScopedError;

/// Gives a [`LiveIdentity`](super::LiveIdentity) its credentials.
///
/// A closure that mints is a source. So are the [`Files`](super::Files) that another tool writes, and with the feature `mint`
/// an authority in the process.
///
/// # Examples
///
/// ```
/// use notafter::identity::{Identity, Source};
/// use notafter::{Scope, ScopedError, time::UtcDateTime};
///
/// fn issuer(answer: &'static str) -> impl Source {
///     move |_now: UtcDateTime| {
///         let pem = answer
///             .strip_prefix("200 ")
///             .ok_or_else(|| ScopedError::new(Scope::SharedService, "the issuer is busy"))?;
///         Ok::<_, ScopedError>(Identity::from_pem(pem)?)
///     }
/// }
///
/// let error = issuer("503").mint(UtcDateTime::UNIX_EPOCH).map_err(|error| error.to_string());
/// assert_eq!(error.err().as_deref(), Some("the issuer is busy"));
/// ```
pub trait Source: Send + 'static {
    /// Mints a new credential. This is called when a renewal is due.
    ///
    /// Until it returns, the source is not looked at and not asked again. Give its calls a time limit, such as a minute. A
    /// source that hangs holds up nothing else on a thread or in a future, but it holds up
    /// [`Ticker::tick`](super::Ticker::tick).
    ///
    /// # Errors
    ///
    /// The reason why there is none, and whether every host would fail the same way.
    fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError>;

    /// Returns a credential that was put in the place of the one in use since the last look, if there is one.
    ///
    /// It is taken whether a renewal is due or not. This is called at each tick. The default returns `None`.
    ///
    /// # Errors
    ///
    /// The reason why the new credential cannot be used. The observer is told once, and the credential in use stays.
    fn look(&mut self, now: UtcDateTime) -> Result<Option<Identity>, ScopedError> {
        let _ = now;
        Ok(None)
    }

    /// Whether this source would still give a saved credential like `saved`.
    ///
    /// If not, for example because names have changed, the credential is used and renewed at once. This is called once, at the
    /// start. The default returns `true`.
    fn still_fits(&self, saved: &Identity) -> bool {
        let _ = saved;
        true
    }
}

impl<F, E> Source for F
where
    F: FnMut(UtcDateTime) -> Result<Identity, E> + Send + 'static,
    E: Into<ScopedError>,
{
    fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError> {
        self(now).map_err(Into::into)
    }
}

impl Source for Box<dyn Source> {
    fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError> {
        (**self).mint(now)
    }

    fn look(&mut self, now: UtcDateTime) -> Result<Option<Identity>, ScopedError> {
        (**self).look(now)
    }

    fn still_fits(&self, saved: &Identity) -> bool {
        (**self).still_fits(saved)
    }
}

/// A [`Source`] that waits without blocking its thread, in a future of any runtime.
///
/// A closure that returns a future is one. Wrap a [`Source`] in [`Ready`].
pub trait AsyncSource: Send + 'static {
    /// Mints as [`Source::mint`] does.
    ///
    /// # Errors
    ///
    /// It fails as [`Source::mint`] does.
    fn mint(&mut self, now: UtcDateTime) -> impl Future<Output = Result<Identity, ScopedError>> + Send;

    /// Looks as [`Source::look`] does.
    ///
    /// # Errors
    ///
    /// It fails as [`Source::look`] does.
    fn look(&mut self, now: UtcDateTime) -> Result<Option<Identity>, ScopedError> {
        let _ = now;
        Ok(None)
    }

    /// Answers as [`Source::still_fits`] does.
    fn still_fits(&self, saved: &Identity) -> bool {
        let _ = saved;
        true
    }
}

impl<F, R, E> AsyncSource for F
where
    F: FnMut(UtcDateTime) -> R + Send + 'static,
    R: Future<Output = Result<Identity, E>> + Send,
    E: Into<ScopedError>,
{
    async fn mint(&mut self, now: UtcDateTime) -> Result<Identity, ScopedError> {
        self(now).await.map_err(Into::into)
    }
}

/// A [`Source`] as an [`AsyncSource`].
///
/// Use it for a source that does not block, such as files or an authority in the process.
#[derive(Clone, Copy, Debug)]
pub struct Ready<S>(pub S);

impl<S: Source> AsyncSource for Ready<S> {
    fn mint(&mut self, now: UtcDateTime) -> impl Future<Output = Result<Identity, ScopedError>> + Send {
        future::ready(self.0.mint(now))
    }

    fn look(&mut self, now: UtcDateTime) -> Result<Option<Identity>, ScopedError> {
        self.0.look(now)
    }

    fn still_fits(&self, saved: &Identity) -> bool {
        self.0.still_fits(saved)
    }
}
