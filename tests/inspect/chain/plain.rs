//! Certificates that nobody signed, with the parts by which certificates are linked.

use notafter::inspect::Inspection;

use crate::{
    der::{GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, tlv},
    inspect::made::{OCTET_STRING, OID, common_name, inspect},
};

pub(super) const UTF8: u8 = 0x0c;
pub(super) const PRINTABLE: u8 = 0x13;

/// A certificate of version 3. By default it is no CA, has no key identifiers, and is valid from 2026 through 2030.
#[derive(Clone)]
pub(super) struct Plain {
    subject: Vec<u8>,
    issuer: Vec<u8>,
    serial_number: Vec<u8>,
    times: [String; 2],
    unique_identifiers: Vec<u8>,
    extensions: Vec<u8>,
    is_ca: bool,
}

impl Plain {
    /// A certificate with these common names, each a UTF8String.
    pub(super) fn new(subject: &str, issuer: &str) -> Self {
        Self::named(utf8(subject), utf8(issuer))
    }

    /// A certificate with these names in DER.
    pub(super) fn named(subject: Vec<u8>, issuer: Vec<u8>) -> Self {
        Self {
            subject,
            issuer,
            serial_number: vec![1],
            times: ["260101000000Z", "301231235959Z"].map(str::to_owned),
            unique_identifiers: Vec::new(),
            extensions: Vec::new(),
            is_ca: false,
        }
    }

    /// A CA with these common names.
    pub(super) fn ca(subject: &str, issuer: &str) -> Self {
        Self::new(subject, issuer).of_ca()
    }

    pub(super) fn of_ca(mut self) -> Self {
        self.is_ca = true;
        self
    }

    /// Valid from the beginning of one year through the end of another.
    pub(super) fn years(self, first: u16, last: u16) -> Self {
        self.times(&format!("{first}0101000000Z"), &format!("{last}1231235959Z"))
    }

    /// Valid from and through these times, with four digits for the year.
    pub(super) fn times(mut self, not_before: &str, not_after: &str) -> Self {
        // UTCTime until 2049.
        self.times = [not_before, not_after].map(|time| match ("1950".."2050").contains(&&time[..4]) {
            true => time[2..].to_owned(),
            false => time.to_owned(),
        });
        self
    }

    pub(super) fn serial_number(mut self, content: &[u8]) -> Self {
        self.serial_number = content.to_vec();
        self
    }

    /// The subject key identifier.
    pub(super) fn key(self, key: &[u8]) -> Self {
        self.extension(14, &tlv(OCTET_STRING, key))
    }

    /// The authority key identifier.
    pub(super) fn by_key(self, key: &[u8]) -> Self {
        self.extension(35, &tlv(SEQUENCE, &tlv(0x80, key)))
    }

    /// The issuer and the serial number of the issuer's certificate, after other parts of an authority key identifier.
    pub(super) fn by_certificate(self, before: &[u8], issuer: &str, serial_number: &[u8]) -> Self {
        let names = tlv(0xa1, &tlv(0xa4, &utf8(issuer)));
        self.extension(35, &tlv(SEQUENCE, &[before, &names, &tlv(0x82, serial_number)].concat()))
    }

    pub(super) fn extension(mut self, id: u8, value: &[u8]) -> Self {
        let extension = [tlv(OID, &[0x55, 0x1d, id]), tlv(OCTET_STRING, value)].concat();
        self.extensions.extend(tlv(SEQUENCE, &extension));
        self
    }

    /// An issuerUniqueID (`0x81`) or a subjectUniqueID (`0x82`).
    pub(super) fn unique_identifier(mut self, tag: u8, identifier: &[u8]) -> Self {
        self.unique_identifiers.extend(tlv(tag, &[&[0], identifier].concat()));
        self
    }

    pub(super) fn der(self) -> Vec<u8> {
        let constraints: &[u8] = if self.is_ca { &[1, 1, 0xff] } else { &[] };
        let Self { subject, issuer, serial_number, times, unique_identifiers, extensions, .. } =
            self.extension(19, &tlv(SEQUENCE, constraints));
        let times = times.map(|time| tlv(if time.len() == 13 { UTC_TIME } else { GENERALIZED_TIME }, time.as_bytes()));
        let parts = [
            tlv(0xa0, &tlv(INTEGER, &[2])),
            tlv(INTEGER, &serial_number),
            tlv(SEQUENCE, &[]),
            issuer,
            tlv(SEQUENCE, &times.concat()),
            subject,
            tlv(SEQUENCE, &[]),
            unique_identifiers,
            tlv(0xa3, &tlv(SEQUENCE, &extensions)),
        ];
        tlv(SEQUENCE, &tlv(SEQUENCE, &parts.concat()))
    }

    pub(super) fn inspect(self) -> Inspection {
        inspect(&self.der())
    }
}

/// A name of one common name.
pub(super) fn utf8(text: &str) -> Vec<u8> {
    common_name(UTF8, text.as_bytes())
}

pub(super) fn inspections<const N: usize>(certificates: [Plain; N]) -> [Inspection; N] {
    certificates.map(Plain::inspect)
}
