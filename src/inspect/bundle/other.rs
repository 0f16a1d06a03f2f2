//! The names of parts of a file that are no certificates.

use core::fmt;

use crate::excerpt::{Excerpt, Quoted};

/// The name of a part of a file that is no certificate.
///
/// PEM shows it by its label, DER by its form. Both have the same names, which are printed without an article, as
/// `private key`.
///
/// # Examples
///
/// ```
/// use notafter::inspect::{Content, Contents, Other};
///
/// let file = b"-----BEGIN EC PRIVATE KEY-----\nMC4=\n-----END EC PRIVATE KEY-----\n";
/// let mut contents = Contents::new(&file[..]);
/// let Some(Ok(Content::Other { other, .. })) = contents.next() else {
///     return Err("it is something else");
/// };
/// assert_eq!((other, other.to_string()), (Other::PrivateKey, "private key".to_owned()));
/// let error = contents.next().and_then(Result::err).map(|error| error.to_string());
/// assert_eq!(error.as_deref(), Some("no certificate: found private key at line 1"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Other {
    /// A private key in clear: PKCS #8 ([RFC 5958]), PKCS #1 ([RFC 8017]), SEC 1 ([RFC 5915]), or OpenSSL's of DSA.
    ///
    /// [RFC 5958]: https://www.rfc-editor.org/rfc/rfc5958
    /// [RFC 8017]: https://www.rfc-editor.org/rfc/rfc8017
    /// [RFC 5915]: https://www.rfc-editor.org/rfc/rfc5915
    PrivateKey,
    /// A private key that needs a passphrase: PKCS #8, or one with the headers of OpenSSL.
    EncryptedPrivateKey,
    /// A public key: SubjectPublicKeyInfo ([RFC 5280 section 4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)), or PKCS #1.
    PublicKey,
    /// A certification request: PKCS #10 ([RFC 2986](https://www.rfc-editor.org/rfc/rfc2986)).
    CertificationRequest,
    /// A certificate revocation list ([RFC 5280 section 5](https://www.rfc-editor.org/rfc/rfc5280#section-5)).
    RevocationList,
    /// An attribute certificate ([RFC 5755](https://www.rfc-editor.org/rfc/rfc5755)).
    AttributeCertificate,
    /// A PKCS #12 file ([RFC 7292](https://www.rfc-editor.org/rfc/rfc7292)). Its certificates are encrypted as a rule, and are not read.
    Pkcs12,
    /// A PKCS #7 or CMS structure ([RFC 5652](https://www.rfc-editor.org/rfc/rfc5652)) that has no certificates in clear.
    Pkcs7,
    /// An OCSP response ([RFC 6960](https://www.rfc-editor.org/rfc/rfc6960)).
    OcspResponse,
    /// Parameters of Diffie-Hellman, of DSA or of an elliptic curve.
    Parameters,
    /// A key of SSH, in the form of OpenSSH, of PuTTY, or of [RFC 4716](https://www.rfc-editor.org/rfc/rfc4716).
    SshKey,
    /// A key store of Java, JKS or JCEKS.
    KeyStore,
    /// Something that has no name here.
    Unknown {
        /// The label, in PEM.
        label: Option<Excerpt>,
    },
}

impl Other {
    /// The name of a part with this label in PEM.
    pub(super) fn of_label(label: &[u8], excerpt: Excerpt, is_encrypted: bool) -> Self {
        match label {
            b"ENCRYPTED PRIVATE KEY" => Self::EncryptedPrivateKey,
            b"PRIVATE KEY" | b"RSA PRIVATE KEY" | b"EC PRIVATE KEY" | b"DSA PRIVATE KEY" | b"ANY PRIVATE KEY" => {
                if is_encrypted {
                    Self::EncryptedPrivateKey
                } else {
                    Self::PrivateKey
                }
            }
            b"PUBLIC KEY" | b"RSA PUBLIC KEY" | b"EC PUBLIC KEY" | b"DSA PUBLIC KEY" => Self::PublicKey,
            b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => Self::CertificationRequest,
            b"X509 CRL" | b"CRL" => Self::RevocationList,
            b"ATTRIBUTE CERTIFICATE" => Self::AttributeCertificate,
            b"PKCS12" | b"PFX" => Self::Pkcs12,
            b"OCSP RESPONSE" => Self::OcspResponse,
            b"DH PARAMETERS" | b"X9.42 DH PARAMETERS" | b"DSA PARAMETERS" | b"EC PARAMETERS" => Self::Parameters,
            b"OPENSSH PRIVATE KEY" | b"SSH2 PUBLIC KEY" | b"SSH2 ENCRYPTED PRIVATE KEY" => Self::SshKey,
            _ => Self::Unknown { label: Some(excerpt) },
        }
    }

    /// The name of a file that is neither PEM nor DER, by its first octets.
    pub(super) fn of_beginning(octets: &[u8]) -> Option<Self> {
        let begins = |beginnings: &[&[u8]]| beginnings.iter().any(|beginning| octets.starts_with(beginning));
        if begins(&[&[0xfe, 0xed, 0xfe, 0xed], &[0xce, 0xce, 0xce, 0xce]]) {
            return Some(Self::KeyStore);
        }
        let ssh: [&[u8]; 5] = [b"ssh-", b"ecdsa-sha2-", b"sk-", b"---- BEGIN SSH2 ", b"PuTTY-User-Key-File-"];
        begins(&ssh).then_some(Self::SshKey)
    }
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PrivateKey => "private key",
            Self::EncryptedPrivateKey => "encrypted private key",
            Self::PublicKey => "public key",
            Self::CertificationRequest => "certification request",
            Self::RevocationList => "certificate revocation list",
            Self::AttributeCertificate => "attribute certificate",
            Self::Pkcs12 => "PKCS #12 file",
            Self::Pkcs7 => "PKCS #7 structure without certificates",
            Self::OcspResponse => "OCSP response",
            Self::Parameters => "parameters of an algorithm",
            Self::SshKey => "SSH key",
            Self::KeyStore => "Java key store",
            Self::Unknown { label: Some(label) } => return write!(f, "block {}", Quoted(label)),
            Self::Unknown { label: None } => "unknown structure",
        })
    }
}
