//! Every date written as DER, read back, and found in a certificate.

use notafter::{
    Validity,
    asn1_time::{
        TimeType::{GeneralizedTime, UtcTime},
        decode,
    },
};

use super::{Tally, at};
use crate::{
    der::{GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, tlv},
    oracle::{Day, calendar},
};

/// Every date of five centuries, and four or five of every year that can be written, from its first second through its last.
pub(super) fn written_read_back_and_found_in_a_certificate() -> Vec<Tally> {
    let days = 182_987 + 10_000 * 3 + 2_425;
    let mut written =
        Tally::new("`Validity::encoded`, 0000 to 9999 too", "the text of RFC 5280, from the oracle", days * 2);
    let mut read = Tally::new("`asn1_time::decode`, the same", "the instant that was encoded", days * 2);
    let mut found = Tally::new("`Validity::from_certificate_der`, the same", "the period that was encoded", days);
    let edges = calendar().days().iter().filter(|day| matches!((day.month, day.day), (1, 1) | (2, 28..) | (12, 31)));
    for day in calendar().years(1900..=2400).iter().chain(edges) {
        let ends = [(at(day, 0, 0, 0), "000000Z"), (at(day, 23, 59, 59), "235959Z")];
        let validity = Validity::new(ends[0].0, ends[1].0).expect("a day");
        for (encoded, (instant, clock)) in validity.encoded().iter().zip(ends) {
            let (tag, text) = text(day, clock);
            written.compare(encoded.as_bytes(), &tlv(tag, text.as_bytes()), || instant.to_string());
            let time_type = if tag == UTC_TIME { UtcTime } else { GeneralizedTime };
            read.compare(decode(time_type, text.as_bytes()), Ok(instant), || text.clone());
        }
        let certificate = certificate(&validity.encoded().map(|time| time.as_bytes().to_vec()).concat());
        found.compare(Validity::from_certificate_der(&certificate), Ok(validity), || validity.to_string());
    }
    vec![written, read, found]
}

/// The identifier octet and the text of a time of `day`.
fn text(day: &Day, clock: &str) -> (u8, String) {
    let Day { year, month, day, .. } = day;
    match year {
        1950..2050 => (UTC_TIME, format!("{:02}{month:02}{day:02}{clock}", year % 100)),
        _ => (GENERALIZED_TIME, format!("{year:04}{month:02}{day:02}{clock}")),
    }
}

/// The shortest thing with the form of a certificate: names, keys and signature are empty.
fn certificate(times: &[u8]) -> Vec<u8> {
    let empty = tlv(SEQUENCE, &[]);
    let body = [&tlv(INTEGER, &[7]), &empty, &empty, &tlv(SEQUENCE, times), &empty, &empty];
    tlv(SEQUENCE, &[tlv(SEQUENCE, &body.map(Vec::as_slice).concat()), empty, tlv(0x03, &[0])].concat())
}
