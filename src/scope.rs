//! Says whether every host would fail the same way.

#[cfg(feature = "alloc")]
use alloc::{boxed::Box, rc::Rc, sync::Arc};
#[cfg(feature = "alloc")]
use core::error::Error;
use core::{convert::Infallible, fmt, time::Duration};

/// Says where an error would happen again.
///
/// A wrong date is wrong on every machine. On 29 February 2012 each failure to mint was retried and then blamed on the
/// hardware. The load moved to machines that failed in the same way. A scope tells you what to do instead:
///
/// | | [`EveryHost`](Self::EveryHost) | [`SharedService`](Self::SharedService) | [`ThisHost`](Self::ThisHost) |
/// |---|---|---|---|
/// | cause | date, profile, input | an issuer, KMS, network or store that hosts share is down, busy, or refuses for now | entropy, key, local I/O |
/// | retry | once the date or the input has changed, or after the longest wait | soon, backing off with jitter, and not before it says (`Retry-After`) | soon, backing off |
/// | blame the host | never | never | when it persists |
/// | move its load | never | never | may help |
/// | alert | owner of profile or input, at the first failure | owner of the service, when it persists | owner of the host, when it persists |
///
/// In every scope, keep serving with the credential that is still valid. [`Rotation`] follows this table.
///
#[cfg_attr(feature = "alloc", doc = "[`Rotation`]: crate::renewal::Rotation")]
#[cfg_attr(
    not(feature = "alloc"),
    doc = "[`Rotation`]: https://docs.rs/notafter/latest/notafter/renewal/struct.Rotation.html"
)]
///
/// # Which scope?
///
/// | what failed | scope |
/// |---|---|
/// | a date that does not exist, a profile that a schedule refuses, a name that cannot be written | `EveryHost` |
/// | HTTP 400, 401, 403 or 404 from the issuer, a refused order | `EveryHost` |
/// | a timeout, a refused connection, DNS, HTTP 429 or 5xx | `SharedService` |
/// | a KMS or HSM on the network that does not answer | `SharedService` |
/// | no entropy, a full disk, a file without permission, a key that cannot be read | `ThisHost` |
///
/// If you are not sure, do not blame the host: use `SharedService`.
///
/// # Examples
///
/// Any error gets its scope in one call:
///
/// ```
/// # #[cfg(feature = "alloc")] {
/// use core::time::Duration;
/// use notafter::{Scope, Scoped, ScopedError};
///
/// fn order(status: u16) -> Result<&'static str, ScopedError> {
///     let key = std::fs::read("/dev/null")
///         .map_err(|error| ScopedError::new(Scope::ThisHost, error))?;
///     assert!(key.is_empty());
///     match status {
///         200 => Ok("certificate"),
///         429 => Err(ScopedError::new(Scope::SharedService, "too many requests")
///             .with_retry_after(Duration::from_secs(3_600))),
///         _ => Err(ScopedError::new(Scope::EveryHost, "the order was refused")),
///     }
/// }
///
/// let error =
///     order(429).map_err(|error| (error.to_string(), error.scope(), error.retry_after()));
/// let hour = Duration::from_secs(3_600);
/// assert_eq!(error, Err(("too many requests".to_owned(), Scope::SharedService, Some(hour))));
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The date, the profile or the input is at fault. On this date it fails the same way everywhere.
    EveryHost,
    /// A service that hosts share is down, busy, or refuses for now.
    SharedService,
    /// Entropy, a key or I/O on this machine is at fault. Another machine may succeed.
    ThisHost,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::EveryHost => "every host",
            Self::SharedService => "shared service",
            Self::ThisHost => "this host",
        })
    }
}

/// An error that knows its [`Scope`].
///
/// Every error of this crate does.
///
/// For an error of another crate, `ScopedError::new` is shorter than an implementation.
///
/// # Examples
///
/// A service classifies its own errors:
///
/// ```
/// use notafter::{Scope, Scoped};
///
/// enum IssueError {
///     Date(notafter::ProfileError),
///     Disk(std::io::Error),
/// }
///
/// impl Scoped for IssueError {
///     fn scope(&self) -> Scope {
///         match self {
///             Self::Date(error) => error.scope(),
///             Self::Disk(_) => Scope::ThisHost,
///         }
///     }
/// }
///
/// let error = IssueError::Disk(std::io::Error::other("disk full"));
/// assert_eq!(error.scope(), Scope::ThisHost);
/// ```
#[diagnostic::on_unimplemented(
    message = "whether every host would fail with `{Self}` is not known",
    note = "give the error its scope: `.map_err(|error| ScopedError::new(Scope::SharedService, error))`",
    note = "or implement `Scoped` for an error of yours that wraps it"
)]
pub trait Scoped {
    /// Where the error would happen again: on every host, on hosts that share a service, or on this host alone.
    fn scope(&self) -> Scope;

    /// The least time to wait before the next attempt, if the error says so.
    ///
    /// An issuer sends it in `Retry-After` (RFC 9110 section 10.2.3). The default is `None`.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// An error of any type with its [`Scope`].
///
/// [`new`](Self::new) makes it, and `?` makes it from every error that is [`Scoped`]. So a function that mints needs no error type
/// of its own.
///
/// Like `anyhow::Error` it prints only the error, and with `{:#}` its causes too. It does not implement [`Error`], and converts
/// into a boxed error.
///
/// # Examples
///
/// ```
/// use notafter::{Lifetime, Profile, Scope, Scoped, ScopedError, Validity, time::UtcDateTime};
///
/// fn issue(now: UtcDateTime) -> Result<Validity, ScopedError> {
///     std::fs::create_dir_all("/dev/null/keys")
///         .map_err(|error| ScopedError::new(Scope::ThisHost, error))?;
///     Ok(Profile::new(Lifetime::days(90)).validity(now)?)
/// }
///
/// assert_eq!(
///     issue(UtcDateTime::UNIX_EPOCH).map_err(|error| error.scope()),
///     Err(Scope::ThisHost)
/// );
/// ```
#[cfg(feature = "alloc")]
pub struct ScopedError {
    error: BoxedError,
    scope: Scope,
    retry_after: Option<Duration>,
}

/// A boxed error, as [`ScopedError::new`] takes it.
#[cfg(feature = "alloc")]
pub type BoxedError = Box<dyn Error + Send + Sync>;

#[cfg(feature = "alloc")]
impl ScopedError {
    /// Gives `error` a scope.
    ///
    /// `error` is anything that converts to a boxed error: an error type, a text, or an error of anyhow. If it had a scope or a
    /// wait of its own, both are replaced, by `scope` and no wait.
    #[must_use]
    pub fn new(scope: Scope, error: impl Into<BoxedError>) -> Self {
        Self { error: error.into(), scope, retry_after: None }
    }

    /// Sets how long to wait at least before the next attempt.
    ///
    /// This is the issuer's `Retry-After`. [`Plan::back_off`](crate::renewal::Plan::back_off) says how far it is obeyed.
    #[must_use = "the error that is returned has the wait"]
    pub fn with_retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// The error, without its scope.
    #[must_use]
    pub fn into_inner(self) -> BoxedError {
        self.error
    }
}

#[cfg(feature = "alloc")]
impl Scoped for ScopedError {
    fn scope(&self) -> Scope {
        self.scope
    }

    fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

#[cfg(feature = "alloc")]
impl<E: Scoped + Error + Send + Sync + 'static> From<E> for ScopedError {
    fn from(error: E) -> Self {
        Self { scope: error.scope(), retry_after: error.retry_after(), error: Box::new(error) }
    }
}

#[cfg(feature = "alloc")]
impl From<ScopedError> for BoxedError {
    fn from(error: ScopedError) -> Self {
        error.error
    }
}

#[cfg(feature = "alloc")]
impl From<ScopedError> for Box<dyn Error> {
    fn from(error: ScopedError) -> Self {
        error.error
    }
}

#[cfg(feature = "alloc")]
impl fmt::Display for ScopedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        let mut cause = self.error.source().filter(|_| f.alternate());
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for ScopedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { error, scope, retry_after } = self;
        f.debug_struct("ScopedError")
            .field("error", error)
            .field("scope", scope)
            .field("retry_after", retry_after)
            .finish()
    }
}

/// Implements [`Scoped`] for a type that passes an error on, with the error's scope.
macro_rules! pass_on {
    ($($pointer:ty),*) => {$(
        impl<T: Scoped + ?Sized> Scoped for $pointer {
            fn scope(&self) -> Scope {
                (**self).scope()
            }

            fn retry_after(&self) -> Option<Duration> {
                (**self).retry_after()
            }
        }
    )*};
}

pass_on!(&T, &mut T);
#[cfg(feature = "alloc")]
pass_on!(Box<T>, Rc<T>, Arc<T>);

/// A scope has itself as its scope.
impl Scoped for Scope {
    fn scope(&self) -> Scope {
        *self
    }
}

/// Such an error does not exist.
impl Scoped for Infallible {
    fn scope(&self) -> Scope {
        match *self {}
    }
}
