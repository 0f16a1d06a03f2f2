//! Any bytes as a certificate and as a file.

use notafter::{
    Element, PemFault, ReadError, Validity,
    inspect::{Content, Contents, FileFault, InspectError, Inspection, Place},
    renewal::{CertificateId, CertificateIdError},
};

use super::peer::{assert_explains_itself, assert_located, assert_one_line, identifier_parts, seconds, x509_parser};
use crate::der::{GENERALIZED_TIME, SEQUENCE, UTC_TIME, tlv};

/// The input is the certificate, or the file, as it is.
pub(crate) fn check(data: &[u8]) {
    check_der(data);
    check_file(data);
}

/// The same bytes as a file of any form.
fn check_file(data: &[u8]) {
    let (mut certificates, mut others, mut refused, mut none) = (0, 0, 0, 0);
    for content in Contents::new(data) {
        match content {
            Ok(Content::Certificate(certificate)) => {
                certificates += 1;
                assert_within(certificate.place(), data);
                check_der(certificate.as_der());
                match certificate.inspect() {
                    Ok(inspection) => assert_eq!(inspection.place(), Some(certificate.place()), "its place"),
                    Err(error) => assert_one_line(&error),
                }
            }
            Ok(Content::Other { place, other, .. }) => {
                others += 1;
                assert_within(place, data);
                assert!(!other.to_string().contains(char::is_control), "{other}");
            }
            Err(error) => {
                assert_one_line(&error);
                match error {
                    InspectError::File { place, fault, .. } => {
                        refused += 1;
                        assert_within(place, data);
                        if let FileFault::Pem { fault: PemFault::Base64 { line: broken, .. }, .. } = fault {
                            assert!(place.line() <= Some(broken), "base64 is broken in line {broken}, before {place}");
                        }
                    }
                    InspectError::NoCertificate { others: counted, first, .. } => {
                        none += 1;
                        assert_eq!((counted, first.is_some()), (others, others > 0), "what there is instead");
                    }
                    error => panic!("{error}: memory does not fail"),
                }
            }
        }
    }
    assert_eq!(none, usize::from(certificates + refused == 0), "a file without a certificate is one error");
    let read = Inspection::iter_from_slice(data).count();
    assert_eq!(read, certificates + refused + none, "one result for each certificate and each error");
}

/// A place is one that the file has.
fn assert_within(place: Place, data: &[u8]) {
    let lines = 1 + data.iter().filter(|octet| matches!(octet, b'\n' | b'\r')).count();
    assert!(place.line().is_none_or(|line| (1..=lines).contains(&line)), "{place} of {lines} lines");
    assert!(place.octet().is_none_or(|octet| octet <= data.len()), "{place} of {} octets", data.len());
    assert!(place.entry() != Some(0) && place.line().is_some() != place.octet().is_some(), "{place:?}");
}

/// What x509-parser reads beyond RFC 5280 (a third time, an offset, a length that is not DER) is refused here, so that the
/// comparison needs no exception. That it is refused, [`stands_in`] tells.
fn check_der(der: &[u8]) {
    let read = Validity::from_certificate_der(der);
    match &read {
        Ok(validity) => {
            if let Some(peer) = x509_parser(der) {
                assert_eq!(seconds(validity), peer, "x509-parser reads another period than {validity}");
            }
            assert!(stands_in(der, validity), "{validity} is read, and not written in DER");
        }
        Err(error) => assert_located(error, der.len()),
    }
    check_identifier(der);
    // An inspection reports what follows the certificate, and reads the certificate nevertheless.
    let certificate = match read {
        Err(ReadError::Excess { element: Element::Certificate, offset, .. }) => &der[..offset],
        _ => der,
    };
    let alone = Validity::from_certificate_der(certificate);
    match Inspection::from_der(der) {
        Ok(inspection) => {
            assert_eq!(inspection.validity(), alone, "one period, whoever reads it");
            let id = CertificateId::from_certificate_der(certificate);
            assert_eq!(inspection.certificate_id(), id, "one identifier, whoever reads it");
            assert!(read.is_ok() || !inspection.findings().is_empty(), "{read:?} is no finding");
            assert_explains_itself(&inspection, der.len());
        }
        Err(InspectError::Certificate { reason, .. }) => assert_eq!(alone, Err(reason), "one reason, whoever reads it"),
        Err(error) => panic!("{error}: no fault of a certificate"),
    }
}

/// Where x509-parser reads the certificate too, it reads the same parts of the identifier.
fn check_identifier(der: &[u8]) {
    match CertificateId::from_certificate_der(der) {
        Ok(id) => {
            if let Some((keys, serial)) = identifier_parts(der) {
                assert_eq!(id.serial_number(), serial, "x509-parser reads another serial number than that of {id}");
                assert!(keys.iter().all(|key| *key == id.key_identifier()), "x509-parser reads {keys:02x?} for {id}");
            }
            assert_eq!(CertificateId::from_parts(id.key_identifier(), id.serial_number()), Ok(id));
            assert!(id.to_string().split('.').all(|part| !part.is_empty()), "{id}: a part is missing");
        }
        Err(CertificateIdError::Certificate { reason, .. }) => assert_located(&reason, der.len()),
        Err(error) => assert_one_line(&error),
    }
}

/// Whether `der` has a SEQUENCE of exactly these two times, each as UTCTime where its year has one, or as GeneralizedTime.
fn stands_in(der: &[u8], validity: &Validity) -> bool {
    let [not_before, not_after] = [validity.not_before(), validity.not_after()].map(|at| {
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second) = at.as_hms();
        let text = format!("{year:04}{:02}{day:02}{hour:02}{minute:02}{second:02}Z", u8::from(month));
        let mut written = vec![tlv(GENERALIZED_TIME, text.as_bytes())];
        written.extend((1950..2050).contains(&year).then(|| tlv(UTC_TIME, &text.as_bytes()[2..])));
        written
    });
    let pairs = not_before.iter().flat_map(|first| not_after.iter().map(|second| [first.as_slice(), second].concat()));
    pairs.map(|pair| tlv(SEQUENCE, &pair)).any(|element| der.windows(element.len()).any(|window| window == element))
}
