//! What issuing code returns, and the validity period in it.

use core::fmt::Display;

use super::Cause;
use crate::validity::Validity;

/// What issuing code may return to [`every_day`](super::every_day): a result, and in it, where it can be told, a
/// validity period.
///
/// It is implemented for [`Validity`], for a certificate in DER (`Vec<u8>` and the types of `mint`), for `()` where the
/// period is not to be looked at, and for a [`Result`] of these with any error that prints. For another type, tell the
/// period in it:
///
/// ```
/// use notafter::{Validity, preflight::{Cause, Issued}};
///
/// struct Credential {
///     chain: Vec<Vec<u8>>,
/// }
///
/// impl Issued for Credential {
///     fn validity(self) -> Result<Option<Validity>, Cause> {
///         self.chain.into_iter().next().map_or(Ok(None), Issued::validity)
///     }
/// }
///
/// let nothing = Credential { chain: vec![] };
/// assert_eq!(nothing.validity(), Ok(None));
/// ```
pub trait Issued {
    /// The period of what was issued; none, if there is nothing to look at.
    ///
    /// # Errors
    ///
    /// Why nothing was issued, or why what was issued cannot be read.
    fn validity(self) -> Result<Option<Validity>, Cause>;
}

impl Issued for () {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        Ok(None)
    }
}

impl Issued for Validity {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        Ok(Some(self))
    }
}

/// A certificate in DER.
impl Issued for Vec<u8> {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        of_der(&self)
    }
}

impl<T: Issued, E: Display> Issued for Result<T, E> {
    fn validity(self) -> Result<Option<Validity>, Cause> {
        match self {
            Ok(issued) => issued.validity(),
            Err(error) => Err(Cause::Error(error.to_string())),
        }
    }
}

fn of_der(der: &[u8]) -> Result<Option<Validity>, Cause> {
    Validity::from_certificate_der(der).map(Some).map_err(Cause::Unreadable)
}
