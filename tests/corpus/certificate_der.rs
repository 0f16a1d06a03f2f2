//! Any bytes as a certificate and as a bundle.

use notafter::{
    Validity,
    inspect::{BlockFault, Blocks, InspectError, Inspection},
};

use super::peer::{assert_explains_itself, assert_located, assert_one_line, seconds, x509_parser};

/// The input is the certificate, or the bundle, as it is.
pub(crate) fn check(data: &[u8]) {
    check_der(data);
    let mut results = 0;
    for result in Inspection::of_pem(data) {
        results += 1;
        match result {
            Ok(inspection) => assert!(inspection.line().is_some(), "a certificate of a bundle has its line"),
            Err(error) => assert_one_line(&error),
        }
    }
    assert!(results > 0, "a bundle without a certificate is an error");
    for block in Blocks::new(data).flatten() {
        match block.der() {
            Ok(der) => check_der(&der),
            Err(InspectError::Block { line, fault: BlockFault::Base64 { line: broken } }) => {
                assert!(line < broken, "base64 is broken in line {broken}, before the block at line {line}");
            }
            Err(error) => panic!("{error}: no fault of base64"),
        }
    }
}

/// What x509-parser reads otherwise (a third time, an offset, a length that is not DER) is refused here, so that no
/// exception is needed.
fn check_der(der: &[u8]) {
    let read = Validity::from_certificate_der(der);
    match &read {
        Ok(validity) => {
            if let Some(peer) = x509_parser(der) {
                assert_eq!(seconds(validity), peer, "x509-parser reads another period than {validity}");
            }
        }
        Err(error) => assert_located(error, der.len()),
    }
    match Inspection::of_der(der) {
        Ok(inspection) => {
            assert_eq!(inspection.validity(), read, "one period, whoever reads it");
            assert_explains_itself(&inspection, der.len());
        }
        Err(InspectError::Certificate { reason }) => assert_eq!(read, Err(reason), "one reason, whoever reads it"),
        Err(error) => panic!("{error}: no fault of a certificate"),
    }
}
