//! Any bytes as the content of either type of time.

use notafter::{
    Validity,
    asn1_time::{TimeType, decode},
};
use x509_parser::{prelude::FromDer as _, time::ASN1Time};

use super::peer::{assert_one_line, instant};
use crate::der::tlv;

/// The input is the content, as it is.
pub(crate) fn check(data: &[u8]) {
    for time_type in [TimeType::UtcTime, TimeType::GeneralizedTime] {
        let read = decode(time_type, data);
        let expected = instant(time_type.tag(), data);
        assert_eq!(read.ok().map(|at| at.unix_timestamp()), expected, "{time_type}: {read:?}");
        match read {
            Ok(at) => {
                let element = tlv(time_type.tag(), data);
                let (rest, peer) = ASN1Time::from_der(&element).expect("what is read here, x509-parser reads");
                assert_eq!((peer.timestamp(), rest.len()), (at.unix_timestamp(), 0), "{time_type}: x509-parser");

                let moment = Validity::new(at, at).expect("a time that is read can be written");
                let [written, _] = moment.encoded();
                assert_eq!(decode(written.time_type(), &written.as_bytes()[2..]), Ok(at), "{written:?}");
                let canonical = TimeType::for_year(at.year()) == time_type;
                assert_eq!(written.as_bytes() == element, canonical, "{written:?} of {time_type}");
            }
            Err(error) => {
                assert_one_line(&error);
                assert!(data.starts_with(error.text.as_bytes()), "{error}: the text is another");
            }
        }
    }
}
