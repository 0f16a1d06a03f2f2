//! Whether every host would fail the same way.

use core::fmt;

/// Where an error would happen again.
///
/// A wrong date is wrong on every machine. On 29 February 2012 each failure to mint was retried, then blamed on the
/// hardware, and the load moved to machines that failed in the same way. This is the one bit that stops it:
///
/// | | [`EveryHost`](Self::EveryHost) | [`ThisHost`](Self::ThisHost) |
/// |---|---|---|
/// | cause | date, profile, input | entropy, key, I/O |
/// | retry | after half an hour to an hour, or once the date or the input has changed | after half a minute to a minute, then less and less often |
/// | alert | who owns the profile or the input, at the first failure | who owns the host, when it persists |
/// | blame the host | never | when it persists |
/// | move its load | never: the next host fails too | may help |
/// | meanwhile | serve with the credential that is still valid | the same |
///
/// [`renewal::Rotation`](crate::renewal::Rotation) keeps to it. The waits are those of its plan by default, for credentials that
/// [live for long enough](crate::renewal::Plan::back_off).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The date, the profile or the input is at fault: on this date it fails the same way everywhere.
    ///
    /// Do not retry fast, do not condemn the host, do not migrate its load.
    EveryHost,
    /// Entropy, a key or I/O on this machine is at fault: another attempt or another machine may succeed.
    ThisHost,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::EveryHost => "every host",
            Self::ThisHost => "this host",
        })
    }
}

/// An error that knows its [`Scope`]. Every error of this crate does.
///
/// # Examples
///
/// A service classifies its own errors in the same terms:
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
    note = "implement `Scoped` for an error of yours that wraps it, as the example of `Scoped` does"
)]
pub trait Scoped {
    /// Says whether every host would fail the same way.
    fn scope(&self) -> Scope;
}
