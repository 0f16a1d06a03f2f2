//! rustls-webpki.

use notafter::Validity;
use rustls_pki_types::{CertificateDer, UnixTime};
use time::macros::utc_datetime;
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert, ring::ECDSA_P256_SHA256};

use crate::fixture::{self, GENERALIZED_TIME, UTC_TIME, authority_der};

/// What webpki says of a leaf of the fixture at `seconds` since 1970.
fn verify(leaf: &[u8], seconds: u64) -> Result<(), Error> {
    let authority = CertificateDer::from(authority_der());
    let anchors = [anchor_from_trusted_cert(&authority)?];
    let leaf = CertificateDer::from(leaf);
    let at = UnixTime::since_unix_epoch(core::time::Duration::from_secs(seconds));
    EndEntityCert::try_from(&leaf)?
        .verify_for_usage(&[ECDSA_P256_SHA256], &anchors, &[], at, KeyUsage::server_auth(), None, None)
        .map(|_| ())
}

/// The changed leaves of the fixture are genuine, and the two agree on when they are valid.
#[test]
fn webpki_agrees_at_both_ends_of_a_changed_leaf() {
    let leaf = fixture::with_times((UTC_TIME, "260101000000Z"), (GENERALIZED_TIME, "20510101000000Z"));
    let validity = Validity::from_certificate_der(&leaf).unwrap_or_else(|error| panic!("{error}"));
    let (first, last) = (1_767_225_600, 2_556_144_000);
    for (at, name) in [(first - 1, "before"), (first, "first second"), (last, "last second"), (last + 1, "after")] {
        let instant = time::UtcDateTime::from_unix_timestamp(at as i64).expect("in range");
        let verified = verify(&leaf, at);
        assert_eq!(verified.is_ok(), validity.contains(instant), "{name}: {verified:?}");
    }
}

/// Certificates from before 1970 cannot be read at all.
#[test]
fn webpki_cannot_read_a_year_before_1970() {
    for (not_before, start) in [
        ((UTC_TIME, "691231235959Z"), utc_datetime!(1969-12-31 23:59:59)),
        ((GENERALIZED_TIME, "19491231235959Z"), utc_datetime!(1949-12-31 23:59:59)),
    ] {
        let leaf = fixture::with_times(not_before, (UTC_TIME, "260101000000Z"));
        assert_eq!(verify(&leaf, 1_000_000_000), Err(Error::BadDerTime), "webpki 0.103: {not_before:?}");
        let validity = Validity::from_certificate_der(&leaf).map(|validity| validity.not_before());
        assert_eq!(validity, Ok(start), "{not_before:?}");
    }
}
