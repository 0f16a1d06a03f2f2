//! A certificate with one byte changed: read to the right instant, or refused with a reason.

use notafter::{
    Validity,
    inspect::{Inspection, Severity},
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::fixture::{VALIDITY, leaf, offset_of};

/// All 32 bytes of the Validity, each with all 255 other values.
#[test]
fn every_change_of_the_validity_is_read_rightly_or_explained() {
    let start = offset_of(leaf(), VALIDITY);
    let (mut read, mut refused, mut explained) = (0, 0, 0);
    for index in start..start + 32 {
        for change in 1..=255u8 {
            let mut der = leaf().to_vec();
            der[index] ^= change;
            let label = format!("byte {} is {:#04x}", index - start, der[index]);
            let theirs = X509Certificate::from_der(&der).ok().map(|(_, certificate)| certificate.validity().clone());
            let theirs = theirs.map(|theirs| (theirs.not_before.timestamp(), theirs.not_after.timestamp()));
            let ours = Validity::from_certificate_der(&der);
            match (&ours, Inspection::from_der(&der)) {
                (Ok(validity), Ok(inspection)) => {
                    read += 1;
                    assert_eq!(inspection.validity(), Ok(*validity), "{label}");
                    let ours = (validity.not_before().unix_timestamp(), validity.not_after().unix_timestamp());
                    assert_eq!(Some(ours), theirs, "{label}: x509-parser reads the same");
                    assert_eq!(ours, naive(&der[start + 2..start + 32]), "{label}: so do the digits");
                }
                (Err(reason), Ok(inspection)) => {
                    refused += 1;
                    explained += usize::from(theirs.is_some());
                    assert_eq!(inspection.validity(), Err(*reason), "{label}");
                    let findings = inspection.findings();
                    let errors = || findings.iter().filter(|finding| finding.severity() == Severity::Error);
                    assert!(errors().any(|finding| finding.to_string() == reason.to_string()), "{label}: {findings:?}");
                }
                (Err(reason), Err(error)) => {
                    refused += 1;
                    assert_eq!(theirs, None, "{label}: x509-parser accepts what no finding explains");
                    assert_eq!(error.to_string(), reason.to_string(), "{label}");
                }
                (Ok(_), Err(error)) => panic!("{label}: read, and not inspected: {error}"),
            }
        }
    }
    assert_eq!(read + refused, 32 * 255, "changes");
    assert!(read > 100 && explained > 20, "{read} are read, {explained} of {refused} refusals explain x509-parser");
}

/// No change of a single byte, anywhere in a certificate, leads to a panic.
#[test]
fn every_change_of_the_certificate_is_survived() {
    let mut inspected = 0;
    for index in 0..leaf().len() {
        for change in 1..=255u8 {
            let mut der = leaf().to_vec();
            der[index] ^= change;
            if let Ok(inspection) = Inspection::from_der(&der) {
                inspected += 1;
                assert!(!inspection.subject().to_string().contains(char::is_control), "byte {index}");
                let _ = inspection.findings().iter().map(ToString::to_string).collect::<String>();
            }
        }
    }
    assert!(inspected > leaf().len() * 200, "{inspected} of {} are certificates", leaf().len() * 255);
}

/// The certificate cut off at every length.
#[test]
fn every_beginning_is_refused() {
    for length in 0..leaf().len() {
        assert!(Inspection::from_der(&leaf()[..length]).is_err(), "{length} bytes");
    }
}

/// Two UTCTimes by counting days, for digits that are known to be right.
fn naive(content: &[u8]) -> (i64, i64) {
    let time = |text: &[u8]| {
        let pair = |index: usize| i64::from(text[index] - b'0') * 10 + i64::from(text[index + 1] - b'0');
        let short = pair(0);
        let year = if short < 50 { 2000 + short } else { 1900 + short };
        let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut days = pair(4) - 1 + lengths.iter().take(pair(2) as usize - 1).sum::<i64>();
        for passed in 1950..year {
            days += if leap(passed) { 366 } else { 365 };
        }
        // 1950 began 7305 days before 1970.
        ((days - 7305) * 24 + pair(6)) * 3600 + pair(8) * 60 + pair(10)
    };
    (time(&content[2..15]), time(&content[17..30]))
}
