//! Every date, minted and read by this crate and by three others.

use core::time::Duration;

use notafter::{LeapDayPolicy, Lifetime, Profile, Validity, mint::Authority};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, TrustAnchor, UnixTime,
    alg_id::ED25519,
};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::der::Decode as _;

use super::{Tally, at};
use crate::oracle::calendar;

/// The policies alternate, and lifetime and time of day change with the date, so that notAfter is spread as well.
pub(super) fn minted_and_read_back() -> Vec<Tally> {
    let dates = 182_987;
    let from_1970_on = calendar().years(1970..=2400).len() as u64;
    let minted = "a certificate minted";
    let mut own = Tally::new(minted, "`Validity::starting_at`, and `from_certificate_der`", dates * 2);
    #[cfg(feature = "inspect")]
    let mut x509_parser = Tally::new(minted, "x509-parser", dates);
    let mut x509_cert = Tally::new("a certificate minted, from 1970 on", "x509-cert", from_1970_on);
    let with = "rustls-webpki, at both ends and a second to each side";
    let mut webpki = Tally::new("a certificate minted, from 1970 on", with, 6 * from_1970_on);

    let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a fresh key");
    let mut ca = CertificateParams::default();
    ca.distinguished_name.push(DnType::CommonName, "test authority");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ever = Profile::new(Lifetime::years(1_000, LeapDayPolicy::Clamp));
    let days = calendar().years(1900..=2400);
    let authority =
        Authority::self_signed(&ever, ca, &key, at(&days[0], 0, 0, 0)).expect("an authority for all of them");
    let anchor = anchor_from_trusted_cert(authority.der()).expect("an anchor");
    let leaf = CertificateParams::new(["leaf.example".to_owned()]).expect("a host name");

    for (index, day) in days.iter().enumerate() {
        let policy = [LeapDayPolicy::Clamp, LeapDayPolicy::RollForward][index % 2];
        let lifetime = Lifetime::years(1 + index as u32 % 39, policy);
        let now = at(day, (index % 24) as u8, (index % 60) as u8, (index % 59) as u8);
        let minted = Profile::new(lifetime)
            .signed_by(leaf.clone(), &key, &authority, now)
            .unwrap_or_else(|error| panic!("{now}: {error}"));

        let validity = minted.validity();
        own.compare(Validity::starting_at(now, lifetime), Ok(validity), || format!("{lifetime} from {now}"));
        own.compare(Validity::from_certificate_der(minted.der()), Ok(validity), || validity.to_string());
        let ends = (validity.not_before().unix_timestamp(), validity.not_after().unix_timestamp());
        #[cfg(feature = "inspect")]
        x509_parser.compare(x509_parser_reads(minted.der()), ends, || validity.to_string());
        // webpki 0.103 and x509-cert 0.3 cannot read years before 1970; the regressions show it.
        if day.year >= 1970 {
            x509_cert.compare(x509_cert_reads(minted.der()), ends, || validity.to_string());
            let (first, last) = ends;
            let instants = [first - 1, first, first + 1, last - 1, last, last + 1];
            for (second, valid) in instants.into_iter().zip([false, true, true, true, true, false]) {
                let found = webpki_accepts(minted.der(), &anchor, second);
                webpki.compare(found, valid, || format!("{validity} at {second} s"));
            }
        }
    }
    vec![
        own,
        #[cfg(feature = "inspect")]
        x509_parser,
        x509_cert,
        webpki,
    ]
}

#[cfg(feature = "inspect")]
fn x509_parser_reads(der: &[u8]) -> (i64, i64) {
    let (rest, certificate) = x509_parser::parse_x509_certificate(der).expect("a certificate");
    assert!(rest.is_empty(), "nothing follows the certificate");
    let validity = certificate.validity();
    (validity.not_before.timestamp(), validity.not_after.timestamp())
}

fn x509_cert_reads(der: &[u8]) -> (i64, i64) {
    let certificate = x509_cert::Certificate::from_der(der).expect("a certificate");
    let validity = certificate.tbs_certificate().validity();
    let seconds = |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).expect("in range");
    (seconds(validity.not_before), seconds(validity.not_after))
}

fn webpki_accepts(leaf: &CertificateDer<'_>, anchor: &TrustAnchor<'_>, second: i64) -> bool {
    let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(second).expect("from 1970 on")));
    let leaf = EndEntityCert::try_from(leaf).expect("an end entity");
    let anchors = std::slice::from_ref(anchor);
    leaf.verify_for_usage(&[&AnySignature], anchors, &[], at, KeyUsage::server_auth(), None, None).is_ok()
}

/// Takes every signature for a good one: the dates are under test here, and a million signatures would take minutes.
#[derive(Debug)]
struct AnySignature;

impl SignatureVerificationAlgorithm for AnySignature {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        ED25519
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        ED25519
    }
}
