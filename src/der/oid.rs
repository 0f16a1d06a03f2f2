//! Object identifiers, and the names of RFC 5280 for some of them.

use core::{fmt, str::FromStr};

use thiserror::Error;

use crate::{
    excerpt::Excerpt,
    scope::{Scope, Scoped},
};

/// An object identifier ([X.660](https://www.itu.int/rec/T-REC-X.660)), of 63 octets at most.
///
/// Each arc has 128 bits at most, which is enough for a UUID under 2.25.
///
/// # Examples
///
/// ```
/// use notafter::mint::Oid;
///
/// let tls_feature: Oid = "1.3.6.1.5.5.7.1.24".parse()?;
/// assert_eq!(tls_feature.as_bytes(), b"\x2b\x06\x01\x05\x05\x07\x01\x18");
/// assert_eq!(tls_feature.to_string(), "1.3.6.1.5.5.7.1.24");
/// assert!("1.40".parse::<Oid>().is_err(), "under 0 and 1 there are 40 arcs");
/// # Ok::<(), notafter::mint::ParseOidError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Oid {
    octets: [u8; Oid::MAX_OCTETS],
    len: u8,
}

impl Oid {
    /// The most octets that the content of an object identifier may have here.
    pub const MAX_OCTETS: usize = 63;

    /// The object identifier with this content in DER, if it is one.
    pub(crate) fn read(content: &[u8]) -> Option<Self> {
        is_identifier(content).then(|| Self::of_identifier(content))
    }

    /// The object identifier with this content, which [`is_identifier`].
    pub(crate) fn of_identifier(content: &[u8]) -> Self {
        let mut octets = [0; Self::MAX_OCTETS];
        octets.iter_mut().zip(content).for_each(|(to, from)| *to = *from);
        Self { octets, len: content.len().min(Self::MAX_OCTETS) as u8 }
    }

    /// The object identifier with these arcs, if there can be one.
    ///
    /// The first arc is 0 to 2. The second is below 40 under 0 and 1.
    pub(crate) fn of_arcs(mut arcs: impl Iterator<Item = Option<u128>>) -> Option<Self> {
        let (first, second) = (arcs.next()??, arcs.next()??);
        if first > 2 || (first < 2 && second >= 40) {
            return None;
        }
        let (mut octets, mut len) = ([0; Self::MAX_OCTETS], 0);
        for arc in core::iter::once((first * 40).checked_add(second)).chain(arcs) {
            let arc = arc?;
            let digits = (u128::BITS - arc.leading_zeros()).div_ceil(7).max(1);
            for digit in (0..digits).rev() {
                let more = if digit > 0 { 0x80 } else { 0 };
                *octets.get_mut(len)? = (arc >> (7 * digit) & 0x7f) as u8 | more;
                len += 1;
            }
        }
        Some(Self { octets, len: len as u8 })
    }

    /// The content octets of the object identifier in DER.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Prints the name that standards give to it, with the number in brackets.
    pub(crate) const fn named(self) -> Named {
        Named(self)
    }
}

/// Whether `content` is an object identifier as it is read here: each arc in its shortest form, in 128 bits at most.
pub(crate) fn is_identifier(content: &[u8]) -> bool {
    let mut octets = 0;
    for octet in content {
        // 19 octets have 133 bits.
        if (octets == 0 && *octet == 0x80) || octets == 19 {
            return false;
        }
        octets = if octet & 0x80 == 0 { 0 } else { octets + 1 };
    }
    let fits = |arc: &[u8]| arc.len() < 19 || matches!(arc, [0x81..=0x83, ..]);
    let short = content.len() < 19 || content.split_inclusive(|octet| octet & 0x80 == 0).all(fits);
    octets == 0 && short && (1..=Oid::MAX_OCTETS).contains(&content.len())
}

/// Prints the arcs in decimal: `2.5.29.15`.
impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |arc: &[u8]| arc.iter().fold(0u128, |value, octet| value << 7 | u128::from(octet & 0x7f));
        let mut arcs = self.as_bytes().split_inclusive(|octet| octet & 0x80 == 0).map(value);
        // The first two arcs are written as one number, 40 times the first plus the second (X.690 section 8.19.4).
        let both = arcs.next().unwrap_or_default();
        let first = (both / 40).min(2);
        write!(f, "{first}.{}", both - 40 * first)?;
        arcs.try_for_each(|arc| write!(f, ".{arc}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

impl FromStr for Oid {
    type Err = ParseOidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |arc: &str| {
            let plain = arc == "0" || !arc.starts_with(['0', '+']);
            arc.parse().ok().filter(|_| plain)
        };
        Self::of_arcs(text.split('.').map(number)).ok_or(ParseOidError { text: Excerpt::of(text.as_bytes()) })
    }
}

/// The error for a text that is no object identifier in dotted decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("`{text}` is no object identifier")]
pub struct ParseOidError {
    /// The text.
    pub text: Excerpt,
}

impl Scoped for ParseOidError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// Prints `keyUsage (2.5.29.15)`, or only the number.
#[derive(Clone, Copy)]
pub(crate) struct Named(Oid);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match id::NAMES.iter().find(|(id, _)| *id == self.0.as_bytes()) {
            Some((_, name)) => write!(f, "{name} ({})", self.0),
            None => self.0.fmt(f),
        }
    }
}

/// The content of the object identifiers that this crate knows.
pub(crate) mod id {
    type Id = &'static [u8];

    pub(crate) const SUBJECT_KEY_IDENTIFIER: Id = &[0x55, 0x1d, 14];
    pub(crate) const KEY_USAGE: Id = &[0x55, 0x1d, 15];
    pub(crate) const SUBJECT_ALT_NAME: Id = &[0x55, 0x1d, 17];
    pub(crate) const BASIC_CONSTRAINTS: Id = &[0x55, 0x1d, 19];
    pub(crate) const NAME_CONSTRAINTS: Id = &[0x55, 0x1d, 30];
    pub(crate) const CRL_DISTRIBUTION_POINTS: Id = &[0x55, 0x1d, 31];
    pub(crate) const CERTIFICATE_POLICIES: Id = &[0x55, 0x1d, 32];
    pub(crate) const POLICY_CONSTRAINTS: Id = &[0x55, 0x1d, 36];
    pub(crate) const AUTHORITY_KEY_IDENTIFIER: Id = &[0x55, 0x1d, 35];
    pub(crate) const EXTENDED_KEY_USAGE: Id = &[0x55, 0x1d, 37];
    pub(crate) const INHIBIT_ANY_POLICY: Id = &[0x55, 0x1d, 54];
    pub(crate) const SUBJECT_DIRECTORY_ATTRIBUTES: Id = &[0x55, 0x1d, 9];
    pub(crate) const FRESHEST_CRL: Id = &[0x55, 0x1d, 46];
    pub(crate) const AUTHORITY_INFO_ACCESS: Id = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
    pub(crate) const SUBJECT_INFO_ACCESS: Id = &[0x2b, 6, 1, 5, 5, 7, 1, 11];
    /// RFC 6962 section 3.3.
    pub(crate) const SCT_LIST: Id = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];
    pub(crate) const ANY_PURPOSE: Id = &[0x55, 0x1d, 37, 0];
    pub(crate) const SERVER_AUTH: Id = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
    pub(crate) const CLIENT_AUTH: Id = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
    pub(crate) const CODE_SIGNING: Id = &[0x2b, 6, 1, 5, 5, 7, 3, 3];
    pub(crate) const EMAIL_PROTECTION: Id = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
    pub(crate) const TIME_STAMPING: Id = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
    pub(crate) const OCSP_SIGNING: Id = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
    pub(crate) const COMMON_NAME: Id = &[0x55, 4, 3];
    pub(crate) const EMAIL_ADDRESS: Id = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

    const DC: Id = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19];
    /// As the EV Guidelines of the CA/Browser Forum require them.
    const JURISDICTION_STATE: Id = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 2];
    const JURISDICTION_COUNTRY: Id = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 3];
    const UID: Id = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1];

    /// The attribute types of RFC 4514 section 3, and then others that certificates have, by their names in X.520 and RFC 2985.
    pub(crate) const ATTRIBUTES: [(Id, &str); 26] = [
        (COMMON_NAME, "CN"),
        (&[0x55, 4, 7], "L"),
        (&[0x55, 4, 8], "ST"),
        (&[0x55, 4, 10], "O"),
        (&[0x55, 4, 11], "OU"),
        (&[0x55, 4, 6], "C"),
        (&[0x55, 4, 9], "STREET"),
        (DC, "DC"),
        (UID, "UID"),
        (EMAIL_ADDRESS, "emailAddress"),
        (&[0x55, 4, 4], "surname"),
        (&[0x55, 4, 5], "serialNumber"),
        (&[0x55, 4, 12], "title"),
        (&[0x55, 4, 13], "description"),
        (&[0x55, 4, 15], "businessCategory"),
        (&[0x55, 4, 17], "postalCode"),
        (&[0x55, 4, 20], "telephoneNumber"),
        (&[0x55, 4, 41], "name"),
        (&[0x55, 4, 42], "givenName"),
        (&[0x55, 4, 43], "initials"),
        (&[0x55, 4, 44], "generationQualifier"),
        (&[0x55, 4, 46], "dnQualifier"),
        (&[0x55, 4, 65], "pseudonym"),
        (&[0x55, 4, 97], "organizationIdentifier"),
        (JURISDICTION_STATE, "jurisdictionStateOrProvinceName"),
        (JURISDICTION_COUNTRY, "jurisdictionCountryName"),
    ];

    /// Whether a standard that is named here defines it.
    pub(crate) fn is_known(id: &[u8]) -> bool {
        NAMES.iter().any(|(known, _)| *known == id)
    }

    /// Extensions, purposes, and the algorithms that a request may be signed with.
    pub(super) const NAMES: [(Id, &str); 42] = [
        (SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier"),
        (KEY_USAGE, "keyUsage"),
        (&[0x55, 0x1d, 16], "privateKeyUsagePeriod"),
        (SUBJECT_ALT_NAME, "subjectAltName"),
        (&[0x55, 0x1d, 18], "issuerAltName"),
        (BASIC_CONSTRAINTS, "basicConstraints"),
        (NAME_CONSTRAINTS, "nameConstraints"),
        (CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints"),
        (CERTIFICATE_POLICIES, "certificatePolicies"),
        (&[0x55, 0x1d, 33], "policyMappings"),
        (AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier"),
        (POLICY_CONSTRAINTS, "policyConstraints"),
        (EXTENDED_KEY_USAGE, "extendedKeyUsage"),
        (FRESHEST_CRL, "freshestCRL"),
        (SUBJECT_DIRECTORY_ATTRIBUTES, "subjectDirectoryAttributes"),
        (INHIBIT_ANY_POLICY, "inhibitAnyPolicy"),
        (AUTHORITY_INFO_ACCESS, "authorityInfoAccess"),
        (SUBJECT_INFO_ACCESS, "subjectInfoAccess"),
        (&[0x2b, 6, 1, 5, 5, 7, 1, 24], "tlsfeature"),
        (&[0x2b, 6, 1, 5, 5, 7, 1, 31], "acmeIdentifier"),
        (SCT_LIST, "signedCertificateTimestampList"),
        (&[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1], "nsCertType"),
        (&[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 0x0d], "nsComment"),
        (ANY_PURPOSE, "anyExtendedKeyUsage"),
        (SERVER_AUTH, "id-kp-serverAuth"),
        (CLIENT_AUTH, "id-kp-clientAuth"),
        (CODE_SIGNING, "id-kp-codeSigning"),
        (EMAIL_PROTECTION, "id-kp-emailProtection"),
        (TIME_STAMPING, "id-kp-timeStamping"),
        (OCSP_SIGNING, "id-kp-OCSPSigning"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], "id-ecPublicKey"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], "ecdsa-with-SHA256"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3], "ecdsa-with-SHA384"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4], "ecdsa-with-SHA512"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1], "rsaEncryption"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5], "sha1WithRSAEncryption"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10], "id-RSASSA-PSS"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11], "sha256WithRSAEncryption"),
        (&[0x2b, 0x81, 4, 0, 10], "secp256k1"),
        (&[0x2b, 0x81, 4, 0, 35], "secp521r1"),
        (&[0x2b, 0x65, 0x70], "id-Ed25519"),
        (&[0x2b, 0x65, 0x71], "id-Ed448"),
    ];
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString as _, vec};

    use super::*;

    #[test]
    fn every_known_identifier_is_read_and_parsed_from_what_it_prints() {
        for (id, name) in id::NAMES.iter().chain(&id::ATTRIBUTES) {
            let oid = Oid::read(id).expect(name);
            assert_eq!(oid.as_bytes(), *id, "{name}");
            assert_eq!(oid.to_string().parse(), Ok(oid), "{name}");
        }
        let text = |id| Oid::read(id).map(|oid| oid.named().to_string());
        assert_eq!(text(id::TIME_STAMPING).as_deref(), Some("id-kp-timeStamping (1.3.6.1.5.5.7.3.8)"));
        assert_eq!(text(id::KEY_USAGE).as_deref(), Some("keyUsage (2.5.29.15)"));
        assert_eq!(text(id::ATTRIBUTES[7].0).as_deref(), Some("0.9.2342.19200300.100.1.25"));
    }

    #[test]
    fn arcs_are_read_as_they_are_written_up_to_128_bits() {
        let most = format!("2.25.{}", u128::MAX);
        for text in ["0.0", "1.39", "2.999.3", "2.0", &most, "1.2.840.113549.1.9.14"] {
            let oid: Oid = text.parse().expect(text);
            assert_eq!((oid.to_string().as_str(), Oid::read(oid.as_bytes())), (text, Some(oid)));
        }
        let beyond = format!("2.25.{}0", u128::MAX);
        let long = vec!["1"; 70].join(".");
        for text in ["", "1", "3.1", "1.40", "1.2.", "1..2", "1.02", "1.+2", "a.b", " 1.2", &beyond, &long] {
            let error = text.parse::<Oid>().expect_err(text);
            assert!(error.to_string().ends_with("` is no object identifier"), "{error}");
        }
    }

    #[test]
    fn content_that_is_no_identifier_is_not_read() {
        let long = [1; 64];
        let over = [&[0x84][..], &[0x80; 17], &[0]].concat();
        for content in [&[][..], &[0x80], &[0x2a, 0x80, 1], &[0x2a, 0x86], &[0xff; 20], &long, &over] {
            assert_eq!(Oid::read(content), None, "{content:02x?}");
        }
    }
}
