//! The results of issuing code, and the validity period in them.

use core::fmt::Display;

use super::Cause;
use crate::{
    der::Head,
    validity::{Validity, ValidityField},
};

/// A result that issuing code may return to [`every_day`](super::every_day), and its validity period if it has one.
///
/// It is implemented for:
///
/// - [`Validity`];
/// - a certificate in DER (`Vec<u8>`, `CertificateDer`, `Minted` and rcgen's `Certificate`) or PEM (`String`, with the feature
///   `inspect`);
/// - a credential with its period, as a [`Rotation`](crate::renewal::Rotation::attempt) takes it;
/// - `()`, if no period is to be checked;
/// - a [`Result`] of these with any error that prints.
///
/// For another type, return the period in it:
///
/// ```
/// use notafter::{Validity, preflight::{Cause, IntoValidity}};
///
/// struct Credential {
///     chain: Vec<Vec<u8>>,
/// }
///
/// impl IntoValidity for Credential {
///     fn into_validity(self) -> Result<Option<Validity>, Cause> {
///         self.chain.into_iter().next().map_or(Ok(None), IntoValidity::into_validity)
///     }
/// }
///
/// let nothing = Credential { chain: vec![] };
/// assert_eq!(nothing.into_validity(), Ok(None));
/// ```
#[diagnostic::on_unimplemented(
    message = "the validity of what was issued, `{Self}`, cannot be told",
    note = "where it need not be looked at, drop it: `.map(|_| ())`",
    note = "where it should be, implement `IntoValidity` for a type of yours, or return `Validity` or the certificate in DER or PEM"
)]
pub trait IntoValidity {
    /// The issued period, or `None` if no period is to be checked.
    ///
    /// # Errors
    ///
    /// The reason why nothing was issued, or why the issued certificate cannot be read.
    fn into_validity(self) -> Result<Option<Validity>, Cause>;
}

impl IntoValidity for () {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        Ok(None)
    }
}

impl IntoValidity for Validity {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        Ok(Some(self))
    }
}

/// A credential with its period. Only the period is checked.
impl<C> IntoValidity for (C, Validity) {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        Ok(Some(self.1))
    }
}

/// A certificate in DER.
impl IntoValidity for Vec<u8> {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        of_der(&self)
    }
}

impl<T: IntoValidity, E: Display> IntoValidity for Result<T, E> {
    fn into_validity(self) -> Result<Option<Validity>, Cause> {
        match self {
            Ok(issued) => issued.into_validity(),
            Err(error) => Err(Cause::Error(format!("{error:#}"))),
        }
    }
}

fn of_der(der: &[u8]) -> Result<Option<Validity>, Cause> {
    let times = Head::read(der).and_then(|head| head.times()).map_err(Cause::Unreadable)?;
    let validity = times.validity().map_err(Cause::Unreadable)?;
    // The reader takes GeneralizedTime for every year. A writer has no choice.
    let ends = [
        (ValidityField::NotBefore, validity.not_before(), times.not_before.time_type),
        (ValidityField::NotAfter, validity.not_after(), times.not_after.time_type),
    ];
    let wrong = ends.into_iter().zip(validity.encoded()).find_map(|((field, at, written), encoded)| {
        let required = encoded.time_type();
        (written != required).then_some(Cause::TimeType { field, at, written, required })
    });
    wrong.map_or(Ok(Some(validity)), Err)
}
