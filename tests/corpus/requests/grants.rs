//! What an authority is told to grant, chosen by the input.

use notafter::mint::{
    Grant,
    rcgen::{CertificateParams, CrlDistributionPoint, DistinguishedName, DnType},
};

use super::made::Choices;
use super::tables::{ANY_PURPOSE, EXTENSIONS, OCSP_SIGNING};

pub(super) struct Grants {
    pub(super) authority: bool,
    pub(super) wildcards: bool,
    pub(super) without_subject: bool,
    pub(super) others_left_out: bool,
    pub(super) any_purpose: bool,
    pub(super) ocsp_signing: bool,
    /// Whether the authority adds distribution points, and a subject in place of one that is not granted.
    pub(super) own: bool,
    pub(super) extensions: Vec<String>,
    pub(super) left_out: Vec<String>,
}

impl Grants {
    pub(super) fn make(choices: &mut Choices<'_>) -> Self {
        let flags = choices.octet();
        let set = |bit: u8| flags >> bit & 1 == 1;
        let list =
            |choices: &mut Choices<'_>| (0..choices.below(4)).map(|_| (*choices.of(&EXTENSIONS)).to_owned()).collect();
        Self {
            authority: set(0),
            wildcards: set(1),
            without_subject: set(2),
            others_left_out: set(3),
            any_purpose: set(4),
            ocsp_signing: set(5),
            own: set(6),
            extensions: list(choices),
            left_out: list(choices),
        }
    }

    pub(super) fn grant(&self) -> Grant {
        let oid = |text: &str| text.parse().expect("an object identifier");
        let mut grant = Grant::new();
        if self.own {
            grant = grant.with(own());
        }
        for (is_set, set) in [
            (self.authority, Grant::authority as fn(Grant) -> Grant),
            (self.wildcards, Grant::wildcards),
            (self.without_subject, Grant::without_subject),
            (self.others_left_out, Grant::leave_out_others),
        ] {
            if is_set {
                grant = set(grant);
            }
        }
        for (is_set, purpose) in [(self.any_purpose, ANY_PURPOSE), (self.ocsp_signing, OCSP_SIGNING)] {
            if is_set {
                grant = grant.purpose(oid(purpose));
            }
        }
        let grant = self.extensions.iter().fold(grant, |grant, extension| grant.extension(oid(extension)));
        self.left_out.iter().fold(grant, |grant, extension| grant.leave_out(oid(extension)))
    }
}

fn own() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, OWN_NAME);
    params.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![OWN_POINT.to_owned()] }];
    params
}

pub(super) const OWN_NAME: &str = "given";
pub(super) const OWN_POINT: &str = "http://own.example/crl";
