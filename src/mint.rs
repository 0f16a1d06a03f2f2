//! Mints certificates from rcgen's parameters, and checks each one before it is signed.
//!
//! A [`Profile`](crate::Profile) decides the dates, and [`rcgen::CertificateParams`] hold the rest of the certificate. Your key
//! signs it. Any [`rcgen::SigningKey`] will do, so a key in an HSM or a KMS can sign. Before the key is asked, once, the
//! certificate is read back. It must match the profile and the parameters, and verifiers must be able to accept it. The
//! signature itself is not verified.
//!
//! Each parameter is written octet by octet as rcgen writes it. If rcgen is newer and has a parameter or a kind of value that
//! this version does not know, minting refuses it. Some parameters are treated in a special way:
//!
//! - The profile replaces notBefore and notAfter of rcgen's parameters.
//! - If no serial number is given, it is 158 random bits in 20 octets: rcgen's own repeats when a key is certified again.
//! - rcgen's default subject is the same in every certificate. The common name of the first host replaces it.
//! - Every certificate under an authority has an authority key identifier, and every authority a subject key identifier and key
//!   usages.
//!
//! # Examples
//!
//! This mints an authority for ten years, and a leaf for one:
//!
//! ```
//! # #[cfg(feature = "__backend")] {
//! use notafter::mint::{self, Authority, rcgen::KeyPair};
//! use notafter::{LeapDayPolicy, Lifetime, Profile, time::macros::utc_datetime};
//!
//! let years = |count| Profile::new(Lifetime::years(count, LeapDayPolicy::Clamp));
//! let now = utc_datetime!(2012-02-29 00:00:00);
//! let authority = Authority::self_signed(
//!     &years(10),
//!     mint::authority("Example CA"),
//!     KeyPair::generate()?,
//!     now,
//! )?;
//! let leaf = years(1).signed_by(
//!     mint::server(["db.internal"])?,
//!     &KeyPair::generate()?,
//!     &authority,
//!     now,
//! )?;
//! assert_eq!(leaf.validity().to_string(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod authority;
#[cfg(feature = "__backend")]
mod authority_file;
mod check;
mod compose;
mod error;
mod fault;
#[cfg(feature = "__backend")]
mod grant;
mod intent;
mod issued;
mod minted;
mod pem;
mod profile;
#[cfg(feature = "__backend")]
mod request;
mod serial;
mod template;
#[cfg(feature = "__backend")]
mod verify;

pub use authority::Authority;
#[cfg(feature = "__backend")]
#[cfg_attr(docsrs, doc(cfg(any(feature = "ring", feature = "aws_lc_rs"))))]
pub use authority_file::{KeyFault, OpenError};
pub use error::{
    AuthorityError, ConstraintFault, ExtensionFault, MintError, Missing, NameFault, Parameter, ParameterFault, Part,
    PemError, PemKind, Power, RequestError, Short,
};
#[cfg(feature = "__backend")]
#[cfg_attr(docsrs, doc(cfg(any(feature = "ring", feature = "aws_lc_rs"))))]
pub use grant::Grant;
pub use minted::Minted;
pub use rcgen;
#[cfg(feature = "__backend")]
#[cfg_attr(docsrs, doc(cfg(any(feature = "ring", feature = "aws_lc_rs"))))]
pub use request::CertificationRequest;
pub use rustls_pki_types as pki_types;
pub use template::{authority, client, server};

pub use crate::der::{Attribute, Extension, GeneralName, Name, Oid, ParseOidError};
