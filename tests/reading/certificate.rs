//! Genuine certificates, cut and changed: nothing panics, and what is read is right.

use notafter::{ReadError, Validity, ValidityField};
use rcgen::{CertificateRevocationListParams, KeyIdMethod, KeyPair, SerialNumber};
use time::macros::datetime;

use crate::fixture::{
    self, GENERALIZED_TIME, SEQUENCE, UTC_TIME, VALIDITY, authority, children, leaf, leaf_params, offset_of, tlv,
};

fn refusal(der: &[u8]) -> String {
    Validity::from_certificate_der(der).expect_err("no certificate").to_string()
}

#[test]
fn a_genuine_certificate_is_read() {
    let cases = [(leaf(), "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z")];
    for (der, expected) in cases {
        let validity = Validity::from_certificate_der(der).map(|validity| validity.to_string());
        assert_eq!(validity, Ok(expected.to_owned()));
    }
    // A year after 2049 is GeneralizedTime, and the authority ends in one.
    let validity = Validity::from_certificate_der(fixture::authority_der()).map(|validity| validity.to_string());
    assert_eq!(validity, Ok("2000-01-01T00:00:00Z/2099-12-31T23:59:59Z".to_owned()), "the authority");
}

#[test]
fn a_certificate_that_ends_early_is_refused_at_every_length() {
    for length in 0..leaf().len() {
        let refused = Validity::from_certificate_der(&leaf()[..length]).map_err(|error| error.to_string());
        assert_eq!(refused, Err("certificate at offset 0 is truncated".to_owned()), "the first {length} bytes");
    }
}

/// The same, with every length that encloses the cut made right: the fault is then where the cut is.
#[test]
fn a_validity_that_ends_early_is_refused_at_every_length() {
    let content = &children(&children(leaf())[0])[VALIDITY][2..];
    for length in 0..content.len() {
        let der = fixture::with_validity(&content[..length]);
        let start = offset_of(&der, VALIDITY) + 2;
        let (name, offset) = if length < 15 { ("notBefore", start) } else { ("notAfter", start + 15) };
        assert_eq!(refusal(&der), format!("{name} at offset {offset} is truncated"), "{length} bytes");
    }
}

#[test]
fn bytes_after_a_certificate_are_refused() {
    for excess in [&b"\0"[..], b"\n", b"\r\n", leaf()] {
        let der = [leaf(), excess].concat();
        let (count, offset) = (excess.len(), leaf().len());
        let plural = if count == 1 { "" } else { "s" };
        let expected = format!("certificate is followed by {count} excess byte{plural} at offset {offset}");
        assert_eq!(refusal(&der), expected);
    }
}

#[test]
fn what_looks_like_a_certificate_is_refused() {
    let params = leaf_params();
    let key = KeyPair::generate().expect("a fresh key");
    let pem = params.signed_by(&key, authority()).expect("a leaf").pem();
    let expected = "certificate at offset 0: expected SEQUENCE (0x30), found 0x2d, which looks like PEM, not DER";
    assert_eq!(refusal(pem.as_bytes()), expected, "PEM");

    // version, subject, key, and then attributes where a certificate has its validity
    let mut params = leaf_params();
    params.serial_number = None;
    params.use_authority_key_identifier_extension = false;
    let request = params.serialize_request(&key).expect("a signing request");
    let request = request.der();
    let body = &children(request)[0];
    let offset = request.len() - children(request)[1..].concat().len() - children(body)[3].len();
    let expected = format!("validity at offset {offset}: expected SEQUENCE (0x30), found 0xa0");
    assert_eq!(refusal(request), expected, "a signing request");

    // version, algorithm, issuer, and then thisUpdate
    let list = CertificateRevocationListParams {
        this_update: datetime!(2012-02-29 00:00:00 UTC),
        next_update: datetime!(2012-03-07 00:00:00 UTC),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let list = list.signed_by(authority()).expect("a revocation list");
    let body = &children(list.der())[0];
    let header = fixture::header_len(list.der()) + fixture::header_len(body);
    let offset = header + children(body)[..3].concat().len();
    let expected = format!("validity at offset {offset}: expected SEQUENCE (0x30), found 0x17");
    assert_eq!(refusal(list.der()), expected, "a revocation list");

    let key = key.serialize_der();
    assert!(refusal(&key).starts_with("tbsCertificate at offset "), "a private key: {}", refusal(&key));
}

#[test]
fn the_faults_of_the_texts_are_found_in_a_genuine_certificate() {
    let good = (UTC_TIME, "120229000000Z");
    let cases = [
        ((UTC_TIME, "130229120000Z"), "130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year"),
        ((UTC_TIME, "1302281200Z"), "1302281200Z: the seconds are missing"),
        ((GENERALIZED_TIME, "20500101000000.5Z"), "20500101000000.5Z: a fraction of a second is not allowed"),
        (
            (UTC_TIME, "130228120000-0030"),
            "130228120000-0030: an offset from UTC is not allowed, the time must end in Z",
        ),
    ];
    for (not_after, reason) in cases {
        let der = fixture::with_times(good, not_after);
        let error = Validity::from_certificate_der(&der).expect_err(reason);
        assert_eq!(error.to_string(), format!("notAfter {reason}"));
        assert_eq!(error.offset(), Some(offset_of(&der, VALIDITY) + 17), "{reason}");
        assert!(matches!(error, ReadError::Time { field: ValidityField::NotAfter, .. }), "{error:?}");
    }
}

/// The last instant of all is no expiry; a root with GeneralizedTime before 2050 is read.
#[test]
fn certificates_at_the_edges_of_the_encoding_are_read() {
    let cases = [
        (
            (UTC_TIME, "500101000000Z"),
            (GENERALIZED_TIME, "99991231235959Z"),
            "1950-01-01T00:00:00Z/9999-12-31T23:59:59Z",
        ),
        (
            (GENERALIZED_TIME, "20120229000000Z"),
            (GENERALIZED_TIME, "20491231235959Z"),
            "2012-02-29T00:00:00Z/2049-12-31T23:59:59Z",
        ),
        (
            (GENERALIZED_TIME, "00000101000000Z"),
            (UTC_TIME, "491231235959Z"),
            "0000-01-01T00:00:00Z/2049-12-31T23:59:59Z",
        ),
    ];
    for (not_before, not_after, expected) in cases {
        let der = fixture::with_times(not_before, not_after);
        let validity = Validity::from_certificate_der(&der).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(validity.to_string(), expected);
        assert_eq!(validity.has_well_defined_expiry(), !expected.ends_with("9999-12-31T23:59:59Z"), "{expected}");
    }
}

/// Every octet of the validity, changed to every other: 32 × 255 certificates. What is read here, x509-parser reads too
/// and as the same two instants; what it reads and we refuse is one of the defects that the refusal names.
#[cfg(feature = "inspect")]
#[test]
fn every_change_of_one_octet_is_refused_or_read_right() {
    use notafter::{Element, asn1_time::TimeFault};
    use x509_parser::prelude::{FromDer as _, X509Certificate};

    let validity = offset_of(leaf(), VALIDITY);
    let (mut changed, mut read, mut stricter) = (0, 0, 0);
    for index in validity..validity + 32 {
        for octet in (0..=u8::MAX).filter(|octet| *octet != leaf()[index]) {
            let mut der = leaf().to_vec();
            der[index] = octet;
            let ours = Validity::from_certificate_der(&der);
            let peer = X509Certificate::from_der(&der).map(|(_, certificate)| {
                let validity = certificate.validity();
                (validity.not_before.timestamp(), validity.not_after.timestamp())
            });
            changed += 1;
            let at = index - validity;
            match (ours, peer) {
                (Ok(ours), Ok(peer)) => {
                    let ours = (ours.not_before().unix_timestamp(), ours.not_after().unix_timestamp());
                    assert_eq!(ours, peer, "0x{octet:02x} at {at}");
                    read += 1;
                }
                (Ok(ours), Err(peer)) => {
                    panic!("0x{octet:02x} at {at}: {ours} was read, where x509-parser says {peer}")
                }
                (Err(refusal), Ok(_)) => {
                    let known = match refusal {
                        // It reads the number of a tag, and neither its class nor whether it is constructed.
                        ReadError::UnexpectedTag { found, .. } => {
                            [SEQUENCE, UTC_TIME, GENERALIZED_TIME].iter().any(|tag| tag & 0x1f == found & 0x1f)
                        }
                        // It skips what follows the two times.
                        ReadError::Excess { element: Element::Time(_), .. } => true,
                        ReadError::Reversed { .. } => true,
                        ReadError::Time { reason, .. } => {
                            matches!(reason.fault, TimeFault::MissingSeconds | TimeFault::Offset | TimeFault::Fraction)
                        }
                        _ => false,
                    };
                    assert!(known, "0x{octet:02x} at {at}: x509-parser reads what is refused as {refusal}");
                    stricter += 1;
                }
                (Err(_), Err(_)) => {}
            }
        }
    }
    println!("changed octets: {changed}; read by both alike: {read}; refused here alone: {stricter}");
    assert_eq!(changed, 32 * 255, "every change was made");
    assert_eq!(read, readable_changes(), "every change that leaves two times in order is read");
}

/// The changes of one octet of 120229000000Z/130227235959Z after which both times exist and are in order, by the walk.
#[cfg(feature = "inspect")]
fn readable_changes() -> usize {
    let texts = ["120229000000Z", "130227235959Z"];
    let exists = |text: &str| {
        let number = |index: usize| text[index..index + 2].parse::<i32>().expect("digits");
        let year = if number(0) < 50 { 2000 + number(0) } else { 1900 + number(0) };
        let days = crate::oracle::calendar().years(year..=year);
        let day = days.iter().any(|day| (i32::from(day.month), i32::from(day.day)) == (number(2), number(4)));
        (day && number(6) < 24 && number(8) < 60 && number(10) < 60).then(|| format!("{year}{}", &text[2..]))
    };
    let mut count = 0;
    for (which, index) in [0, 1].into_iter().flat_map(|which| (0..12).map(move |index| (which, index))) {
        for digit in '0'..='9' {
            let mut changed = texts.map(str::to_owned);
            changed[which].replace_range(index..=index, &digit.to_string());
            // Texts of four-digit years are in the order of their instants.
            if changed[which] != texts[which]
                && let (Some(not_before), Some(not_after)) = (exists(&changed[0]), exists(&changed[1]))
                && not_before <= not_after
            {
                count += 1;
            }
        }
    }
    count
}

#[test]
fn a_validity_of_other_bytes_is_refused() {
    let time = tlv(UTC_TIME, b"120229000000Z");
    let cases = [
        (vec![], "notBefore at offset {} is truncated", 0),
        (time.clone(), "notAfter at offset {} is truncated", 15),
        (
            [time.clone(), time.clone(), time.clone()].concat(),
            "notAfter is followed by 15 excess bytes at offset {}",
            30,
        ),
        (
            tlv(SEQUENCE, &[time.clone(), time].concat()),
            "notBefore at offset {}: expected UTCTime (0x17) or GeneralizedTime (0x18), found 0x30",
            0,
        ),
    ];
    for (content, expected, place) in cases {
        let der = fixture::with_validity(&content);
        let offset = offset_of(&der, VALIDITY) + 2 + place;
        assert_eq!(refusal(&der), expected.replace("{}", &offset.to_string()));
    }
}
