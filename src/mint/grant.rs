//! The policy of an authority for the parts of a request.

use rcgen::CertificateParams;

use super::{
    MintError,
    compose::{Above, Draft},
    error::{Power, RequestError, Short},
    request::{CertificationRequest, common_names},
};
use crate::{
    der::{
        BasicConstraints, Extension, GeneralName, KeyUsage, Oid, RequestParts, Unfit, general_names, id, identifiers,
    },
    validity::Validity,
};

/// Decides which parts of a [`CertificationRequest`] an authority grants.
///
/// The authority may choose (RFC 2986 section 3).
///
/// | part | by default |
/// |---|---|
/// | subject, subjectKeyIdentifier | granted |
/// | subjectAltName | granted, without wildcards |
/// | keyUsage | granted, without keyCertSign and cRLSign |
/// | extendedKeyUsage | granted with any purpose, without `any` and OCSP signing |
/// | basicConstraints | granted without cA |
/// | any other extension | refused by its name |
///
/// A granted part is written to the octet, its criticality included. Nothing is left out unless you say so. Standards require
/// these extensions to be critical, and the authority makes them so:
///
/// - subjectAltName, if the subject is empty;
/// - a purpose of time stamping;
/// - the constraints of an authority.
///
/// # Examples
///
/// ```
/// use notafter::mint::rcgen::{CustomExtension, KeyPair};
/// use notafter::mint::{self, Authority, CertificationRequest, Grant};
/// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
///
/// let (profile, now) = (Profile::new(Lifetime::days(30)), utc_datetime!(2026-01-01 00:00:00));
/// let authority = Authority::self_signed(
///     &profile,
///     mint::authority("Example CA"),
///     KeyPair::generate()?,
///     now,
/// )?;
/// let mut asked = mint::server(["db.internal"])?;
/// asked.custom_extensions.push(CustomExtension::from_oid_content(
///     &[1, 3, 6, 1, 5, 5, 7, 1, 24],
///     vec![0x30, 3, 2, 1, 5],
/// ));
/// let request =
///     CertificationRequest::from_der(asked.serialize_request(&KeyPair::generate()?)?.der())?;
///
/// let refused = profile
///     .signed_request(&request, &Grant::new(), &authority, now)
///     .map_err(|error| error.to_string());
/// let text =
///     "certification request asks for tlsfeature (1.3.6.1.5.5.7.1.24), which is not granted";
/// assert_eq!(refused, Err(text.to_owned()));
/// let tls_feature = "1.3.6.1.5.5.7.1.24".parse()?;
/// assert!(
///     profile
///         .signed_request(&request, &Grant::new().extension(tls_feature), &authority, now)
///         .is_ok()
/// );
/// assert!(
///     profile
///         .signed_request(&request, &Grant::new().leave_out(tls_feature), &authority, now)
///         .is_ok()
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a grant does nothing until a request is signed by it"]
pub struct Grant {
    own: CertificateParams,
    without_subject: bool,
    extensions: Vec<Oid>,
    left_out: Vec<Oid>,
    others_left_out: bool,
    purposes: Vec<Oid>,
    wildcards: bool,
    authority: bool,
}

impl Grant {
    /// Makes a grant with the defaults of the table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the authority's own parts to the certificate, such as distribution points or policies.
    ///
    /// All of `params` is granted to every request, even to be an authority. A serial number in `params` is not used. The
    /// subject of `params` is used only after [`without_subject`](Self::without_subject). If the request asks for an extension
    /// that `params` has too, leave out the requested one: no extension may occur twice.
    pub fn with(mut self, params: CertificateParams) -> Self {
        self.own = params;
        self
    }

    /// Does not grant the subject: the certificate has the subject of [`with`](Self::with), or none.
    pub const fn without_subject(mut self) -> Self {
        self.without_subject = true;
        self
    }

    /// Grants an extension that the table does not list, whatever its value.
    pub fn extension(mut self, extension: Oid) -> Self {
        self.extensions.push(extension);
        self
    }

    /// Leaves an extension out, even one that would be granted.
    pub fn leave_out(mut self, extension: Oid) -> Self {
        self.left_out.push(extension);
        self
    }

    /// Leaves out every extension that the table does not list and [`extension`](Self::extension) does not grant.
    pub const fn leave_out_others(mut self) -> Self {
        self.others_left_out = true;
        self
    }

    /// Grants a purpose in extendedKeyUsage that is refused by default: `any` (2.5.29.37.0), or OCSP signing (1.3.6.1.5.5.7.3.9).
    ///
    /// The holder of a certificate for OCSP signing answers for every certificate of the authority (RFC 6960 section 4.2.2.2).
    pub fn purpose(mut self, purpose: Oid) -> Self {
        self.purposes.push(purpose);
        self
    }

    /// Grants names for all hosts of a domain, `*.example.com`.
    pub const fn wildcards(mut self) -> Self {
        self.wildcards = true;
        self
    }

    /// Grants to be an authority: basicConstraints with cA, keyCertSign and cRLSign.
    ///
    /// An authority that asks for no subjectKeyIdentifier or no keyUsage gets them.
    pub const fn authority(mut self) -> Self {
        self.authority = true;
        self
    }

    /// The certificate that `issuer` gives to `request`.
    pub(super) fn of<'a>(
        &self,
        request: &'a CertificationRequest,
        validity: Validity,
        issuer: &'a Above,
    ) -> Result<Draft<'a>, MintError> {
        let RequestParts { subject, public_key, extensions, .. } = request.parts()?;
        let mut granted = Vec::new();
        for extension in extensions.into_iter().filter(|extension| !self.left_out.contains(&extension.oid())) {
            if self.judge(&extension)? {
                granted.push(extension);
            }
        }
        // OpenSSL takes a common name with an asterisk anywhere for a wildcard.
        let is_wildcard = |name: &String| name.contains('*') && !name.contains(char::is_whitespace) && !self.wildcards;
        let subject = Some(subject).filter(|_| !self.without_subject);
        if let Some(name) = subject.iter().flat_map(common_names).flatten().find(is_wildcard) {
            return Err(RequestError::Wildcard { name: Short::of(GeneralName::DnsName(&name)) }.into());
        }
        let mut params = self.own.clone();
        // Each certificate has its own.
        params.serial_number = None;
        Ok(Draft { params, validity, public_key, subject, granted, issuer: Some(issuer) })
    }

    /// Whether an extension is granted or left out. It is an error if the request is refused because of it.
    fn judge(&self, extension: &Extension<'_>) -> Result<bool, MintError> {
        let oid = extension.oid();
        let unreadable = |reason| Unfit::unreadable(extension.id(), reason);
        match extension.id() {
            id::SUBJECT_KEY_IDENTIFIER => {}
            id::SUBJECT_ALT_NAME => {
                for name in general_names(extension.list().map_err(unreadable)?) {
                    let name = name.map_err(unreadable)?;
                    // A name that stands for all hosts of a domain (RFC 9525 section 6.3).
                    if matches!(name, GeneralName::DnsName(host) if host.starts_with("*.") && !self.wildcards) {
                        return Err(RequestError::Wildcard { name: Short::of(name) }.into());
                    }
                }
            }
            id::KEY_USAGE => {
                let usage = KeyUsage::read(extension).map_err(unreadable)?;
                for (bit, power) in [(KeyUsage::KEY_CERT_SIGN, Power::KeyCertSign), (CRL_SIGN, Power::CrlSign)] {
                    if usage.allows(bit) && !self.authority {
                        return Err(RequestError::Authority { power }.into());
                    }
                }
            }
            id::EXTENDED_KEY_USAGE => {
                for purpose in identifiers(extension).map_err(unreadable)? {
                    let purpose = purpose.map_err(unreadable)?;
                    let is_for_all = [id::ANY_PURPOSE, id::OCSP_SIGNING].contains(&purpose);
                    let purpose = Oid::of_identifier(purpose);
                    if is_for_all && !self.purposes.contains(&purpose) {
                        return Err(RequestError::Purpose { purpose }.into());
                    }
                }
            }
            id::BASIC_CONSTRAINTS => {
                if BasicConstraints::read(extension).map_err(unreadable)?.is_ca && !self.authority {
                    return Err(RequestError::Authority { power: Power::BasicConstraints }.into());
                }
            }
            _ if self.extensions.contains(&oid) => {}
            _ if self.others_left_out => return Ok(false),
            _ => return Err(RequestError::NotGranted { extension: oid }.into()),
        }
        Ok(true)
    }
}

/// The bit of cRLSign in [`KeyUsage`].
const CRL_SIGN: u16 = 0x8000 >> 6;
