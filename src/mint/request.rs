//! A certification request names the key to certify, and its owner.

use super::{error::RequestError, pem::Blocks, verify};
use crate::der::{Extension, GeneralName, Name, ReadError, RequestParts, general_names, id, repeated};

/// A certification request (PKCS #10, [RFC 2986](https://www.rfc-editor.org/rfc/rfc2986)) whose signature verifies: the sender has the
/// key.
///
/// The signature does not prove the names in it. Check them before you sign: [`has_only`](Self::has_only) checks all of them.
/// You can read every part, whether it will be granted or not.
///
/// # Examples
///
/// ```
/// use notafter::mint::{self, CertificationRequest, GeneralName, rcgen::KeyPair};
///
/// let sent = mint::server(["db.internal"])?.serialize_request(&KeyPair::generate()?)?;
/// let request = CertificationRequest::from_pem(sent.pem()?)?;
/// assert_eq!(request.subject().to_string(), "CN=db.internal");
/// let is_ours = |name: &GeneralName<'_>| match name {
///     GeneralName::DnsName(host) => host.ends_with(".internal"),
///     _ => false,
/// };
/// assert!(request.has_only(is_ours));
/// assert!(!request.has_only(|name| *name == GeneralName::DnsName("www.internal")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequest {
    der: Box<[u8]>,
}

impl CertificationRequest {
    /// The most octets that a request may have: 1 MiB.
    pub const MAX_OCTETS: usize = 1 << 20;

    /// Reads a request in DER, and verifies its signature by the algorithms of rustls-webpki for the enabled backend.
    ///
    /// # Errors
    ///
    /// - [`RequestError::TooLong`], [`RequestError::Read`], [`RequestError::Version`]: the bytes are not one request, or a part
    ///   of it cannot be read.
    /// - [`RequestError::Repeated`]: the request has an extension twice.
    /// - [`RequestError::Unsupported`]: no available algorithm verifies such a signature.
    /// - [`RequestError::Signature`]: the signature was not made by the request's key.
    pub fn from_der(der: &[u8]) -> Result<Self, RequestError> {
        if der.len() > Self::MAX_OCTETS {
            return Err(RequestError::TooLong { octets: der.len(), most: Self::MAX_OCTETS });
        }
        let read = |reason| RequestError::Read { reason };
        let parts = RequestParts::read(der).map_err(read)?;
        if parts.version != [0] {
            return Err(RequestError::Version);
        }
        if let Some(extension) = repeated(&parts.extensions) {
            return Err(RequestError::Repeated { extension });
        }
        verify::verify(parts.public_key, &parts.algorithm, &parts.signature, parts.info)?;
        Ok(Self { der: der.into() })
    }

    /// Reads a request in PEM, and verifies its signature.
    ///
    /// The file need not be UTF-8.
    ///
    /// # Errors
    ///
    /// - The errors of [`from_der`](Self::from_der).
    /// - [`RequestError::Pem`]: the file is not PEM, or does not hold exactly one request.
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, RequestError> {
        let pem = pem.as_ref();
        if pem.len() > MAX_PEM {
            return Err(RequestError::TooLong { octets: pem.len(), most: MAX_PEM });
        }
        let der = Blocks::read(pem).and_then(|blocks| blocks.request());
        Self::from_der(&der.map_err(|reason| RequestError::Pem { reason })?)
    }

    /// The request in DER.
    #[must_use]
    pub const fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The name that the request asks for.
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        self.parts().map_or(Name::EMPTY, |parts| parts.subject)
    }

    /// The SubjectPublicKeyInfo of the key to be certified, in DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        self.parts().map_or(&[], |parts| parts.public_key)
    }

    /// The extensions that the request asks for, in any of its attributes.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.parts().into_iter().flat_map(|parts| parts.extensions)
    }

    /// The names in subjectAltName that can be read.
    ///
    /// A name that cannot be read is not granted.
    pub fn alternative_names(&self) -> impl Iterator<Item = GeneralName<'_>> {
        self.each_alternative_name().flatten()
    }

    /// Whether the request has an alternative name, and `is_allowed` allows each of its names.
    ///
    /// The names are those in subjectAltName, and in the subject each common name and mailbox. Programs that find no other name
    /// take a common name for a host. So it is passed as [`GeneralName::DnsName`], or as [`GeneralName::IpAddress`] if it is an
    /// address. These names are not allowed:
    ///
    /// - a name that cannot be read;
    /// - a common name with control characters;
    /// - a common name with a partial wildcard.
    #[must_use]
    pub fn has_only(&self, is_allowed: impl Fn(&GeneralName<'_>) -> bool) -> bool {
        let (subject, mut names) = (self.subject(), self.each_alternative_name().peekable());
        let has_one = names.peek().is_some();
        // Some programs read another text as a wildcard, or end it earlier than others do.
        let is_odd = |name: &str| name.contains(char::is_control) || name.trim_start_matches("*.").contains('*');
        let host = |name: String| {
            !is_odd(&name) && is_allowed(&name.parse().map_or(GeneralName::DnsName(&name), GeneralName::IpAddress))
        };
        let mailbox = |name: String| is_allowed(&GeneralName::Rfc822Name(&name));
        has_one
            && names.all(|name| name.is_ok_and(|name| is_allowed(&name)))
            && common_names(&subject).all(|name| name.is_some_and(host))
            && texts(&subject, id::EMAIL_ADDRESS).all(|name| name.is_some_and(mailbox))
    }

    fn each_alternative_name(&self) -> impl Iterator<Item = Result<GeneralName<'_>, ReadError>> {
        let list = self.extensions().find(|extension| extension.id() == id::SUBJECT_ALT_NAME);
        let (list, error) = match list.map(|extension| extension.list()).transpose() {
            Ok(list) => (list, None),
            Err(error) => (None, Some(Err(error))),
        };
        list.into_iter().flat_map(general_names).chain(error)
    }

    /// The parts, which were read before.
    pub(super) fn parts(&self) -> Result<RequestParts<'_>, RequestError> {
        RequestParts::read(&self.der).map_err(|reason| RequestError::Read { reason })
    }
}

/// The common names of a subject, each if it is a text.
pub(super) fn common_names(subject: &Name<'_>) -> impl Iterator<Item = Option<String>> {
    texts(subject, id::COMMON_NAME)
}

fn texts(subject: &Name<'_>, id: &[u8]) -> impl Iterator<Item = Option<String>> {
    let attributes = subject.attributes().filter(move |attribute| attribute.oid().as_bytes() == id);
    attributes.map(|attribute| attribute.chars().map(Iterator::collect))
}

/// The most octets of a file with a request in it.
const MAX_PEM: usize = 4 * CertificationRequest::MAX_OCTETS;
