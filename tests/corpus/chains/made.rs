//! Certificates that nobody signed, with the parts by which certificates are linked.

use arbitrary::{Arbitrary, Unstructured};
use notafter::{
    Validity,
    inspect::{Inspection, Role},
};
use time::{Date, Duration, Month, UtcDateTime};

use crate::der::{GENERALIZED_TIME, INTEGER, SEQUENCE, tlv};

/// The certificates, and what is asked.
pub(super) struct Bag {
    pub(super) facts: Vec<Facts>,
    /// So many are no roots.
    pub(super) given: usize,
    pub(super) has_roots: bool,
    pub(super) at: UtcDateTime,
}

/// Two octets. [`Written`] certificates follow until the input ends, [`MOST`] of them.
#[derive(Arbitrary)]
struct Header {
    /// How many of the last certificates are roots, or that there are no roots to be found.
    roots: u8,
    /// The year after 2020 in the middle of which the chain is judged.
    at: u8,
}

/// A certificate: eight octets.
#[derive(Arbitrary)]
struct Written {
    subject: u8,
    issuer: u8,
    /// An authority, an end entity, or what cannot be read.
    role: u8,
    /// Its key identifier and that of its issuer.
    keys: u8,
    serial: u8,
    /// Whether it names its issuer's certificate, and the issuer and the serial number of that.
    named: u8,
    /// The years after 2020 in which it begins and ends.
    begins: u8,
    ends: u8,
}

/// All simple paths among so many are walked in no time.
pub(super) const MOST: usize = 7;

/// The parts of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    subject: usize,
    issuer: usize,
    pub(super) role: Role,
    pub(super) key: Option<u8>,
    pub(super) issuer_key: Option<u8>,
    pub(super) serial: u8,
    certificate: Option<(usize, u8)>,
    begins: String,
    ends: String,
}

impl Bag {
    pub(super) fn of(data: &[u8]) -> Self {
        const MADE: &str = "integers can be made of any bytes";
        let mut input = Unstructured::new(data);
        let Header { roots, at } = Header::arbitrary(&mut input).expect(MADE);
        let mut facts = Vec::new();
        while !input.is_empty() && facts.len() < MOST {
            facts.push(Facts::of(&Written::arbitrary(&mut input).expect(MADE)));
        }
        let (has_roots, roots) = (roots % 2 == 1, usize::from(roots / 2 % 4).min(facts.len()));
        let given = if has_roots { facts.len() - roots } else { facts.len() };
        Self { facts, given, has_roots, at: middle_of(2020 + i32::from(at % 40)) }
    }
}

impl Facts {
    fn of(written: &Written) -> Self {
        let Written { subject, issuer, role, keys, serial, named, begins, ends } = *written;
        let name = |number: u8| usize::from(number) % NAMES.len();
        let key = |number: u8| Some(number % 4).filter(|key| *key > 0);
        Self {
            subject: name(subject),
            issuer: name(issuer),
            role: [Role::Authority, Role::EndEntity, Role::Unknown][usize::from(role % 3)],
            key: key(keys),
            issuer_key: key(keys / 4),
            serial: serial % 3,
            certificate: (named % 3 == 1).then(|| (name(named / 3), named / 32 % 3)),
            begins: format!("{}0101000000Z", 2020 + u16::from(begins % 16)),
            ends: match ends % 32 {
                // What cannot be read, and what has no end.
                30 => "20270229000000Z".to_owned(),
                31 => "99991231235959Z".to_owned(),
                years => format!("{}1231235959Z", 2020 + u16::from(years)),
            },
        }
    }

    /// The names of its subject and its issuer, and the issuer and the serial number of its issuer's certificate. Names that are
    /// the same by RFC 5280 section 7.1 are the same letter here, and one that names nobody is none.
    pub(super) fn subject(&self) -> Option<char> {
        NAMES[self.subject].1
    }

    pub(super) fn issuer(&self) -> Option<char> {
        NAMES[self.issuer].1
    }

    pub(super) fn certificate(&self) -> Option<(char, u8)> {
        let (issuer, serial) = self.certificate?;
        Some((NAMES[issuer].1?, serial))
    }

    /// The certificate, whose period is written in GeneralizedTime, and is read nevertheless.
    pub(super) fn inspect(&self) -> Inspection {
        let constraints: &[u8] = match self.role {
            Role::Authority => &[SEQUENCE, 3, 1, 1, 0xff],
            Role::EndEntity => &[SEQUENCE, 0],
            // A length that is not there.
            _ => &[SEQUENCE, 5],
        };
        let extension =
            |id: u8, value: &[u8]| tlv(SEQUENCE, &[tlv(0x06, &[0x55, 0x1d, id]), tlv(OCTET_STRING, value)].concat());
        let mut extensions = extension(19, constraints);
        if let Some(key) = self.key {
            extensions.extend(extension(14, &tlv(OCTET_STRING, &[key])));
        }
        let issuer_key = self.issuer_key.map(|key| tlv(0x80, &[key]));
        let certificate = self
            .certificate
            .map(|(issuer, serial)| [tlv(0xa1, &tlv(0xa4, &name(NAMES[issuer].0))), tlv(0x82, &[1, serial])].concat());
        if issuer_key.is_some() || certificate.is_some() {
            let parts = [issuer_key.unwrap_or_default(), certificate.unwrap_or_default()].concat();
            extensions.extend(extension(35, &tlv(SEQUENCE, &parts)));
        }
        let times = [&self.begins, &self.ends].map(|time| tlv(GENERALIZED_TIME, time.as_bytes()));
        let parts = [
            tlv(0xa0, &tlv(INTEGER, &[2])),
            tlv(INTEGER, &[1, self.serial]),
            tlv(SEQUENCE, &[]),
            name(NAMES[self.issuer].0),
            tlv(SEQUENCE, &times.concat()),
            name(NAMES[self.subject].0),
            tlv(SEQUENCE, &[]),
            tlv(0xa3, &tlv(SEQUENCE, &extensions)),
        ];
        let inspection = Inspection::from_der(&tlv(SEQUENCE, &tlv(SEQUENCE, &parts.concat()))).expect("a certificate");
        assert_eq!(inspection.role(), self.role, "{self:?}");
        inspection
    }

    /// When it is valid; none, if that cannot be read.
    pub(super) fn period(&self) -> Option<Validity> {
        let day = |text: &str| {
            let number = |from: usize, to: usize| text[from..to].parse::<u16>().expect("digits");
            let month = Month::try_from(number(4, 6) as u8).expect("a month");
            Date::from_calendar_date(number(0, 4).into(), month, number(6, 8) as u8).ok()
        };
        let last = day(&self.ends)?.midnight().as_utc() + (Duration::DAY - Duration::SECOND);
        Validity::new(day(&self.begins)?.midnight().as_utc(), last).ok()
    }
}

fn middle_of(year: i32) -> UtcDateTime {
    Date::from_calendar_date(year, Month::July, 1).expect("a day that exists").midnight().as_utc()
}

/// A name of one common name, or of none.
fn name(text: &[u8]) -> Vec<u8> {
    let attribute = [tlv(0x06, &[0x55, 4, 3]), tlv(0x0c, text)].concat();
    let sets = if text.is_empty() { Vec::new() } else { tlv(0x31, &tlv(SEQUENCE, &attribute)) };
    tlv(SEQUENCE, &sets)
}

/// Names, and the letter for those that are the same.
const NAMES: [(&[u8], Option<char>); 8] = [
    (b"A", Some('a')),
    (b"B", Some('b')),
    (b"C", Some('c')),
    (b"D", Some('d')),
    (b" a ", Some('a')),
    (b"b", Some('b')),
    (b"", None),
    // A part that cannot be read is the same as the same octets.
    (b"\xff", Some('x')),
];

const OCTET_STRING: u8 = 0x04;
