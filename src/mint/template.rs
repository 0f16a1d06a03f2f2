//! Parameters that most certificates need, so that verifiers accept them everywhere.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose,
    SanType,
};

use super::{
    MintError,
    error::{ExtensionFault, NameFault, Short},
};
use crate::der::{GeneralName, Unfit, id};

/// The parameters of a TLS server's certificate: its host names and addresses, digitalSignature, and serverAuth.
///
/// The common name is the first name, if that has at most 64 characters.
///
/// # Errors
///
/// [`MintError::Name`]: a name is no host name, or [`MintError::Extension`]: there is none.
///
/// # Examples
///
/// ```
/// use notafter::mint;
///
/// let params = mint::server(["db.internal", "10.0.0.1", "*.db.internal"])?;
/// assert_eq!(params.subject_alt_names.len(), 3);
/// assert!(mint::server(["db internal"]).is_err());
/// # Ok::<(), mint::MintError>(())
/// ```
pub fn server<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Result<CertificateParams, MintError> {
    let mut params = leaf(ExtendedKeyUsagePurpose::ServerAuth);
    for name in names {
        let name: String = name.into();
        let refused = |fault| MintError::Name { name: Short::of(&name), fault };
        params.subject_alt_names.push(match name.parse() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => {
                if let Some(fault) = GeneralName::DnsName(&name).fault() {
                    return Err(refused(fault));
                }
                SanType::DnsName(name.as_str().try_into().map_err(|_| refused(NameFault::Host))?)
            }
        });
    }
    params.distinguished_name = subject(&params.subject_alt_names);
    if params.subject_alt_names.is_empty() {
        return Err(Unfit::new(id::SUBJECT_ALT_NAME, ExtensionFault::Empty).into());
    }
    Ok(params)
}

/// The common name for the first host in `names`, if that has at most 64 characters.
pub(super) fn subject(names: &[SanType]) -> DistinguishedName {
    let host = names.iter().find_map(|name| match name {
        SanType::DnsName(host) => Some(host.as_str().to_owned()),
        SanType::IpAddress(address) => Some(address.to_string()),
        _ => None,
    });
    let mut subject = DistinguishedName::new();
    host.filter(|host| host.len() <= MAX_COMMON_NAME)
        .into_iter()
        .for_each(|host| subject.push(DnType::CommonName, host));
    subject
}

/// The parameters of a TLS client's certificate: its common name, digitalSignature, and clientAuth.
#[must_use]
pub fn client(common_name: impl Into<String>) -> CertificateParams {
    let mut params = leaf(ExtendedKeyUsagePurpose::ClientAuth);
    params.distinguished_name.push(DnType::CommonName, common_name.into());
    params
}

/// The parameters of an authority that signs certificates and revocation lists: its common name, and no bound on its path.
///
/// # Examples
///
/// ```
/// use notafter::mint::{self, rcgen::{BasicConstraints, IsCa}};
///
/// let mut issuing = mint::authority("Example Issuing CA");
/// // No authority below it.
/// issuing.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
/// ```
#[must_use]
pub fn authority(common_name: impl Into<String>) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name.into());
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn leaf(purpose: ExtendedKeyUsagePurpose) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![purpose];
    params
}

/// ub-common-name (RFC 5280 appendix A.1).
const MAX_COMMON_NAME: usize = 64;
