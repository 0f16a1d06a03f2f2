//! Every date of five centuries, minted and read by four readers.

use core::time::Duration;

use notafter::{LeapDayPolicy, Lifetime, Profile, Validity, mint::Authority};
use rcgen::KeyPair;
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, UnixTime, alg_id::ED25519,
};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::der::Decode as _;

use super::{ca_params, leaf_params};
use crate::oracle;

/// The policies alternate, and lifetime and time of day change with the date, so that notAfter is spread as well.
#[test]
fn every_date_from_1900_to_2400_is_minted_and_read_back() {
    let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a fresh key");
    let days = oracle::calendar().years(1900..=2400);
    let ever = Profile::new(Lifetime::years(1_000, LeapDayPolicy::Clamp));
    let start = oracle::at(&days[0], 0, 0, 0);
    let authority = Authority::self_signed(&ever, ca_params(), &key, start).expect("an authority for all of them");
    let (mut minted_dates, mut instants) = (0, 0);
    for (index, day) in days.iter().enumerate() {
        let policy = [LeapDayPolicy::Clamp, LeapDayPolicy::RollForward][index % 2];
        let lifetime = Lifetime::years(1 + index as u32 % 39, policy);
        let now = oracle::at(day, (index % 24) as u8, (index % 60) as u8, (index % 59) as u8);
        let minted = Profile::new(lifetime)
            .signed_by(leaf_params(), &key, &authority, now)
            .unwrap_or_else(|error| panic!("{now}: {error}"));

        let validity = minted.validity();
        assert_eq!(Ok(validity), Validity::starting_at(now, lifetime), "{now}");
        assert_eq!(Validity::from_certificate_der(minted.der()), Ok(validity), "{now}, our reader");
        let (first, last) = (validity.not_before().unix_timestamp(), validity.not_after().unix_timestamp());
        #[cfg(feature = "inspect")]
        assert_eq!(x509_parser_reads(minted.der()), (first, last), "{now}, x509-parser");
        // webpki 0.103 and x509-cert 0.3 cannot read years before 1970; the regressions show it.
        if day.year >= 1970 {
            assert_eq!(x509_cert_reads(minted.der()), (first, last), "{now}, x509-cert");
            for (at, valid) in [(first - 1, false), (first, true), (last - 1, true), (last, true), (last + 1, false)] {
                let seconds = u64::try_from(at).expect("after 1970");
                assert_eq!(webpki_accepts(minted.der(), authority.der(), seconds), valid, "{now}, webpki at {at}");
                instants += 1;
            }
        }
        minted_dates += 1;
    }
    assert_eq!(minted_dates, 182_987, "all dates from 1900-01-01 to 2400-12-31");
    let from_1970_on = oracle::calendar().years(1970..=2400).len();
    assert_eq!(instants, 5 * from_1970_on, "five instants of each date from 1970 on");
    println!("{minted_dates} certificates minted and read back, {instants} instants asked of webpki: 0 mismatches");
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

fn webpki_accepts(leaf: &CertificateDer<'_>, authority: &CertificateDer<'_>, seconds: u64) -> bool {
    let anchors = [anchor_from_trusted_cert(authority).expect("an anchor")];
    let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let leaf = EndEntityCert::try_from(leaf).expect("an end entity");
    leaf.verify_for_usage(&[&AnySignature], &anchors, &[], at, KeyUsage::server_auth(), None, None).is_ok()
}

/// Takes every signature for a good one: the dates are under test here, and 800,000 signatures would take minutes.
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
