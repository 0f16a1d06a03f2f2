//! Writes the seeds that were thought of, by their names: `cargo run --manifest-path fuzz/Cargo.toml --example seeds`.
//!
//! Seeds that come from a crash are added by hand beside these.

use std::{fs, path::Path};

use notafter_fuzz::{LEAF, tlv};

fn main() {
    calendar();
    read_time();
    certificate_der();
    mutated_validity();
    mint_read();
    text();
}

fn write(target: &str, name: &str, seed: impl AsRef<[u8]>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder).expect("a folder for the seeds");
    fs::write(folder.join(name), seed).expect("a seed");
}

const YEARS: u8 = 0;
const MONTHS: u8 = 1;
const DAYS: u8 = 2;
const SECONDS: u8 = 3;
const CLAMP: u8 = 0;
const ROLL_FORWARD: u8 = 1;
const REJECT: u8 = 2;

fn calendar() {
    let cases = [
        ("leap-day-2012-one-year-clamp", (2012, 2, 29), 1, YEARS, CLAMP),
        ("leap-day-2012-one-year-roll-forward", (2012, 2, 29), 1, YEARS, ROLL_FORWARD),
        ("leap-day-2012-one-year-reject", (2012, 2, 29), 1, YEARS, REJECT),
        ("leap-day-2012-four-years", (2012, 2, 29), 4, YEARS, REJECT),
        ("leap-day-2012-zero-years", (2012, 2, 29), 0, YEARS, REJECT),
        ("leap-day-2012-one-year-before", (2012, 2, 29), -1, YEARS, CLAMP),
        ("leap-day-1896-to-1900-reject", (1896, 2, 29), 4, YEARS, REJECT),
        ("leap-day-1996-to-2000", (1996, 2, 29), 4, YEARS, REJECT),
        ("leap-day-1996-to-2100-roll-forward", (1996, 2, 29), 104, YEARS, ROLL_FORWARD),
        ("leap-day-2000-to-2400", (2000, 2, 29), 400, YEARS, REJECT),
        ("leap-day-9996-to-9999-clamp", (9996, 2, 29), 3, YEARS, CLAMP),
        ("leap-day-9996-to-10000-reject", (9996, 2, 29), 4, YEARS, REJECT),
        ("leap-day-0000-to-0001-reject", (0, 2, 29), 1, YEARS, REJECT),
        ("leap-day-0004-to-0000", (4, 2, 29), -4, YEARS, REJECT),
        ("28-february-2011-is-not-sticky", (2011, 2, 28), 1, YEARS, CLAMP),
        ("31-january-2011-one-month-clamp", (2011, 1, 31), 1, MONTHS, CLAMP),
        ("31-january-2011-one-month-roll-forward", (2011, 1, 31), 1, MONTHS, ROLL_FORWARD),
        ("31-january-2011-one-month-reject", (2011, 1, 31), 1, MONTHS, REJECT),
        ("31-january-2012-one-month-clamp", (2012, 1, 31), 1, MONTHS, CLAMP),
        ("31-january-1900-one-month-clamp", (1900, 1, 31), 1, MONTHS, CLAMP),
        ("31-march-one-month-before-roll-forward", (2011, 3, 31), -1, MONTHS, ROLL_FORWARD),
        ("31-august-39-months", (2012, 8, 31), 39, MONTHS, ROLL_FORWARD),
        ("leap-day-2012-twelve-months", (2012, 2, 29), 12, MONTHS, REJECT),
        ("leap-day-2012-thirteen-months-before", (2012, 2, 29), -13, MONTHS, REJECT),
        ("15-december-one-month", (2012, 12, 15), 1, MONTHS, REJECT),
        ("15-january-one-month-before", (2012, 1, 15), -1, MONTHS, REJECT),
        ("31-october-9999-one-month-roll-forward", (9999, 10, 31), 1, MONTHS, ROLL_FORWARD),
        ("31-december-9999-one-month", (9999, 12, 31), 1, MONTHS, CLAMP),
        ("31-december-9999-two-months-reject", (9999, 12, 31), 2, MONTHS, REJECT),
        ("first-day-to-last-year", (0, 1, 1), 9999, YEARS, CLAMP),
        ("last-day-to-first-year", (9999, 12, 31), -9999, YEARS, CLAMP),
        ("first-day-one-month-before", (0, 1, 1), -1, MONTHS, CLAMP),
        ("year-minus-0001-forward", (-1, 12, 31), 1, YEARS, CLAMP),
        ("largest-amount-of-years", (2012, 2, 29), i32::MAX, YEARS, REJECT),
        ("smallest-amount-of-years", (2012, 2, 29), i32::MIN, YEARS, REJECT),
        ("largest-amount-of-months", (2012, 2, 29), i32::MAX, MONTHS, CLAMP),
        ("smallest-amount-of-months", (2012, 2, 29), i32::MIN, MONTHS, ROLL_FORWARD),
        ("amount-near-the-range", (2012, 2, 29), 123_456_789, 3, CLAMP),
    ];
    for (name, (year, month, day), amount, unit, policy) in cases {
        let (year, amount) = (i16::to_le_bytes(year), i32::to_le_bytes(amount));
        write("calendar", name, [&year[..], &[month, day], &amount, &[unit, policy]].concat());
    }
}

fn read_time() {
    let cases = [
        ("utc-leap-day-2012", "120229120000Z"),
        ("utc-leap-day-2013", "130229120000Z"),
        ("utc-first-year-1950", "500101000000Z"),
        ("utc-last-year-2049", "491231235959Z"),
        ("utc-leap-day-2000", "000229000000Z"),
        ("utc-seconds-missing", "1202291200Z"),
        ("utc-offset-minus-0030", "120229120000-0030"),
        ("utc-offset-plus-0100", "120229120000+0100"),
        ("utc-seconds-missing-with-offset", "1202291200+0100"),
        ("utc-leap-second", "161231235960Z"),
        ("utc-hour-24", "120229240000Z"),
        ("utc-minute-60", "120229126000Z"),
        ("utc-month-13", "121301120000Z"),
        ("utc-month-0", "120001120000Z"),
        ("utc-day-0", "120100120000Z"),
        ("utc-z-missing", "120229120000"),
        ("utc-z-small", "120229120000z"),
        ("utc-z-twice", "120229120000ZZ"),
        ("utc-sign", "-20229120000Z"),
        ("utc-letter", "12O229120000Z"),
        ("generalized-leap-day-2012", "20120229120000Z"),
        ("generalized-leap-day-2100", "21000229120000Z"),
        ("generalized-leap-day-2400", "24000229120000Z"),
        ("generalized-year-0000", "00000101000000Z"),
        ("generalized-leap-day-0000", "00000229000000Z"),
        ("generalized-before-1950", "19491231235959Z"),
        ("generalized-from-2050", "20500101000000Z"),
        ("generalized-no-expiry", "99991231235959Z"),
        ("generalized-fraction", "20500101000000.5Z"),
        ("generalized-fraction-with-comma", "20500101000000,5Z"),
        ("generalized-seconds-missing", "205001010000Z"),
        ("generalized-minutes-missing", "2050010100Z"),
        ("generalized-five-digit-year", "120500228120000Z"),
        ("rfc-3339", "2012-02-29T12:00:00Z"),
        ("longer-than-what-errors-keep", "7777777777777777777777777777777777777777777Z"),
        ("empty", ""),
    ];
    for (name, text) in cases {
        write("read_time", name, text);
    }
    write("read_time", "escape-sequence", b"1302\x1b[2J\xe9");
    write("read_time", "digits-of-another-script", "١٢٠٢٢٩١٢٠٠٠٠Z");
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;

/// The positions in the list that [`small`] gives.
const SERIAL_NUMBER: usize = 1;
const ISSUER: usize = 3;
const VALIDITY: usize = 4;
const EXTENSIONS: usize = 7;

fn certificate_der() {
    let put = |name: &str, seed: &[u8]| write("certificate_der", name, seed);
    put("empty", b"");
    put("leaf", LEAF);
    put("leaf-truncated", &LEAF[..200]);
    put("leaf-header-alone", &LEAF[..2]);
    put("leaf-with-trailing-byte", &[LEAF, &[0]].concat());
    let content = &LEAF[4..];
    put("leaf-of-indefinite-length", &[&[SEQUENCE, 0x80], content, &[0, 0]].concat());
    put("leaf-of-a-length-of-five-octets", &[&[SEQUENCE, 0x85, 0, 0, 0, 1, 0x91], content].concat());
    put("length-of-four-gibibytes", &[SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff]);

    let times = |not_before: (u8, &str), not_after: (u8, &str)| {
        small(|parts| {
            let times = [not_before, not_after].map(|(tag, text)| tlv(tag, text.as_bytes()));
            parts[VALIDITY] = tlv(SEQUENCE, &times.concat());
        })
    };
    let good = (UTC_TIME, "120229000000Z");
    put("small", &small(|_| ()));
    put("impossible-date", &times(good, (UTC_TIME, "130229000000Z")));
    put("both-impossible", &times((UTC_TIME, "130229000000Z"), (UTC_TIME, "130431000000Z")));
    put("reversed", &times(good, (UTC_TIME, "120228235959Z")));
    put("one-second", &times(good, good));
    put("no-expiry", &times(good, (GENERALIZED_TIME, "99991231235959Z")));
    put("generalized-time-before-2050", &times((GENERALIZED_TIME, "20120229000000Z"), (UTC_TIME, "130227235959Z")));
    put("year-0000", &times((GENERALIZED_TIME, "00000101000000Z"), good));
    put("offset-minus-0030", &times(good, (UTC_TIME, "130227235959-0030")));
    put("seconds-missing", &times(good, (UTC_TIME, "1302272359Z")));
    put("fraction", &times(good, (GENERALIZED_TIME, "20500101000000.5Z")));
    put("constructed-time", &times(good, (UTC_TIME | 0x20, "130227235959Z")));
    put("time-of-the-context", &times(good, (UTC_TIME | 0x80, "130227235959Z")));
    put("third-time", &small(|parts| parts[VALIDITY] = tlv(SEQUENCE, &tlv(UTC_TIME, good.1.as_bytes()).repeat(3))));
    put("one-time", &small(|parts| parts[VALIDITY] = tlv(SEQUENCE, &tlv(UTC_TIME, good.1.as_bytes()))));
    let longer = [tlv(UTC_TIME, good.1.as_bytes()), vec![UTC_TIME, 0x81, 13], b"130227235959Z".to_vec()].concat();
    put("time-of-a-longer-length", &small(|parts| parts[VALIDITY] = tlv(SEQUENCE, &longer)));
    put("validity-of-another-type", &small(|parts| parts[VALIDITY][0] = 0x10));
    put("version-1", &small(|parts| drop(parts.remove(0))));

    for (name, number) in [("zero", &[0][..]), ("negative", &[0x80]), ("of-21-octets", &[0x7f; 21]), ("empty", &[])] {
        put(&format!("serial-{name}"), &small(|parts| parts[SERIAL_NUMBER] = tlv(INTEGER, number)));
    }
    let values: [(&str, u8, &[u8]); 8] = [
        ("utf-8", 0x0c, "Ünïcödé".as_bytes()),
        ("broken-utf-8", 0x0c, b"\xff\xfe"),
        ("escape-sequence", 0x13, b"\x1b[2J"),
        ("latin-1", 0x14, b"\xdcn\xefc\xf6d\xe9"),
        ("half-surrogate", 0x1e, b"\xd8\x00\x00a"),
        ("odd-bmp", 0x1e, b"\x00a\x00"),
        ("universal", 0x1c, b"\x00\x01\xf5\x12"),
        ("right-to-left", 0x0c, "\u{202e}moc".as_bytes()),
    ];
    for (name, tag, value) in values {
        put(&format!("name-{name}"), &small(|parts| parts[ISSUER] = name_of(&[attribute(tag, value)])));
    }
    let two = [attribute(0x0c, b"a"), attribute(0x0c, b"b")].concat();
    put("name-of-two-in-one-set", &small(|parts| parts[ISSUER] = name_of(&[two])));
    put("name-cut-off", &small(|parts| parts[ISSUER] = tlv(SEQUENCE, &[0x31, 9, SEQUENCE])));

    let extensions = |list: &[Vec<u8>]| {
        let list = tlv(0xa3, &tlv(SEQUENCE, &list.concat()));
        small(|parts| parts.insert(EXTENSIONS, list))
    };
    let authority = extension(&[0x55, 0x1d, 0x13], &tlv(SEQUENCE, &[1, 1, 0xff]));
    let policy = |last: &[u8]| {
        let oid = tlv(0x06, &[&[0x67, 0x81, 0x0c, 1], last].concat());
        extension(&[0x55, 0x1d, 0x20], &tlv(SEQUENCE, &tlv(SEQUENCE, &oid)))
    };
    put("authority", &extensions(std::slice::from_ref(&authority)));
    put("policy-of-extended-validation", &extensions(&[policy(&[1])]));
    put("policy-of-domain-validation", &extensions(&[policy(&[2, 1])]));
    put("policy-of-time-stamping", &extensions(&[policy(&[4, 2])]));
    put("extension-unreadable", &extensions(&[extension(&[0x55, 0x1d, 0x13], b"\x30\x05")]));
    put("extension-twice", &extensions(&[authority.clone(), authority]));
    put("extensions-cut-off", &small(|parts| parts.insert(EXTENSIONS, vec![0xa3, 4, SEQUENCE, 9, SEQUENCE, 9])));
    put("extensions-empty", &extensions(&[]));

    put("signing-request", &tlv(SEQUENCE, &tlv(SEQUENCE, &[&[INTEGER, 1, 0][..], &tlv(SEQUENCE, b"")].concat())));
    put("nested-sequences", &[SEQUENCE, 0x80].repeat(60));

    let pem = |label: &str, der: &[u8]| format!("-----BEGIN {label}-----\n{}-----END {label}-----\n", base64(der));
    let one = pem("CERTIFICATE", &small(|_| ()));
    let no_break = one.trim_end();
    let texts = [
        ("pem-leaf", pem("CERTIFICATE", LEAF)),
        ("pem-of-two", one.repeat(2)),
        ("pem-of-two-without-a-line-break", format!("{no_break}{one}")),
        ("pem-with-carriage-returns", one.replace('\n', "\r\n")),
        ("pem-with-byte-order-mark", format!("\u{feff}{one}")),
        ("pem-with-text-before", format!("# roots\n{one}")),
        ("pem-without-end", one.replace("-----END CERTIFICATE-----\n", "")),
        ("pem-with-two-beginnings", one.replace("-----END", "-----BEGIN")),
        ("pem-of-broken-base64", one.replacen("MI", "M!", 1).replacen("MC", "M!", 1)),
        ("pem-of-half-base64", one.replacen('\n', "\nA\n", 1)),
        ("pem-of-nothing", pem("CERTIFICATE", b"")),
        ("pem-of-a-key", pem("PRIVATE KEY", &[SEQUENCE, 0])),
        ("pem-of-the-old-label", pem("X509 CERTIFICATE", &small(|_| ()))),
        ("pem-of-a-truncated-certificate", pem("CERTIFICATE", &LEAF[..60])),
        ("pem-end-alone", "-----END CERTIFICATE-----\n".to_owned()),
    ];
    for (name, text) in texts {
        put(name, text.as_bytes());
    }
}

/// The smallest certificate that every reader takes, with its parts changed by `edit`.
fn small(edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let algorithm = tlv(SEQUENCE, &tlv(0x06, &[0x2b, 0x65, 0x70]));
    let (name, no_bits) = (name_of(&[attribute(0x0c, b"a")]), tlv(BIT_STRING, &[0]));
    let times = [tlv(UTC_TIME, b"120229000000Z"), tlv(UTC_TIME, b"130227235959Z")].concat();
    let mut parts = vec![
        tlv(0xa0, &tlv(INTEGER, &[2])),
        tlv(INTEGER, &[7]),
        algorithm.clone(),
        name.clone(),
        tlv(SEQUENCE, &times),
        name,
        tlv(SEQUENCE, &[&algorithm[..], &no_bits].concat()),
    ];
    edit(&mut parts);
    let signed = tlv(SEQUENCE, &parts.concat());
    tlv(SEQUENCE, &[signed, algorithm, no_bits].concat())
}

/// A Name of these sets of attributes.
fn name_of(sets: &[Vec<u8>]) -> Vec<u8> {
    tlv(SEQUENCE, &sets.iter().flat_map(|set| tlv(0x31, set)).collect::<Vec<u8>>())
}

/// A common name.
fn attribute(tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, &[0x55, 4, 3]), tlv(tag, value)].concat())
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(0x06, oid), tlv(0x04, value)].concat())
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (index, chunk) in bytes.chunks(3).enumerate() {
        let number = (0..3).fold(0, |number, index| number << 8 | u32::from(*chunk.get(index).unwrap_or(&0)));
        for digit in 0..4 {
            let value = number >> (18 - 6 * digit) & 0x3f;
            text.push(if digit <= chunk.len() { char::from(DIGITS[value as usize]) } else { '=' });
        }
        if index % 16 == 15 {
            text.push('\n');
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// The forms of a length.
const SHORTEST: u8 = 0;
const LONG: u8 = 1;
const LONGER: u8 = 2;
const INDEFINITE: u8 = 3;
const ONE_MORE: u8 = 4;
const ONE_LESS: u8 = 5;

/// The endings of a time.
const Z: u8 = 0;
const NOTHING: u8 = 1;
const MINUS_0030: u8 = 4;
const FRACTION: u8 = 6;
const Z_TWICE: u8 = 8;

/// An element of the validity before it is written: see `mutated_validity`.
#[derive(Clone, Copy)]
struct Piece {
    tag: u8,
    length: u8,
    date: (u16, u8, u8),
    time: (u8, u8, u8),
    cut: u8,
    ending: u8,
    other: (u8, u8),
}

impl Piece {
    fn bytes(self) -> Vec<u8> {
        let Self { tag, length, date: (year, month, day), time: (hour, minute, second), cut, ending, other } = self;
        let [low, high] = year.to_le_bytes();
        vec![tag, length, low, high, month, day, hour, minute, second, cut, ending, other.0, other.1]
    }
}

fn mutated_validity() {
    let first = Piece {
        tag: UTC_TIME,
        length: SHORTEST,
        date: (2012, 2, 29),
        time: (0, 0, 0),
        cut: 0,
        ending: Z,
        other: (0, 0),
    };
    let second = Piece { date: (2013, 2, 27), time: (23, 59, 59), ..first };
    let long = Piece { tag: GENERALIZED_TIME, ..second };
    let put = |name: &str, header: [u8; 2], pieces: &[Piece]| {
        let pieces: Vec<u8> = pieces.iter().flat_map(|piece| piece.bytes()).collect();
        write("mutated_validity", name, [&header[..], &pieces].concat());
    };
    let good = [SEQUENCE, SHORTEST];
    let seconds = [
        ("leap-day-2012", second),
        ("impossible-date", Piece { date: (2013, 2, 29), ..second }),
        ("impossible-month", Piece { date: (2013, 13, 1), ..second }),
        ("impossible-hour", Piece { time: (24, 0, 0), ..second }),
        ("leap-second", Piece { time: (23, 59, 60), ..second }),
        ("reversed", Piece { date: (2012, 2, 28), ..second }),
        ("one-second", first),
        ("utc-2049", Piece { date: (2049, 12, 31), ..second }),
        ("utc-1950-is-before", Piece { date: (1950, 1, 1), ..second }),
        ("generalized-2050", Piece { date: (2050, 1, 1), ..long }),
        ("generalized-before-2050", long),
        ("generalized-leap-day-2100", Piece { date: (2100, 2, 29), ..long }),
        ("generalized-leap-day-2400", Piece { date: (2400, 2, 29), ..long }),
        ("no-expiry", Piece { date: (9999, 12, 31), ..long }),
        ("seconds-missing", Piece { cut: 2, ..second }),
        ("z-missing", Piece { ending: NOTHING, ..second }),
        ("z-twice", Piece { ending: Z_TWICE, ..second }),
        ("offset-minus-0030", Piece { ending: MINUS_0030, ..second }),
        ("fraction", Piece { ending: FRACTION, ..long }),
        ("letter-for-a-digit", Piece { other: (3, b'O'), ..second }),
        ("constructed", Piece { tag: UTC_TIME | 0x20, ..second }),
        ("of-the-context", Piece { tag: UTC_TIME | 0x80, ..second }),
        ("of-another-type", Piece { tag: 0x16, ..second }),
        ("length-long", Piece { length: LONG, ..second }),
        ("length-longer", Piece { length: LONGER, ..second }),
        ("length-indefinite", Piece { length: INDEFINITE, ..second }),
        ("length-one-more", Piece { length: ONE_MORE, ..second }),
        ("length-one-less", Piece { length: ONE_LESS, ..second }),
        ("length-one-less-after-z-twice", Piece { length: ONE_LESS, ending: Z_TWICE, ..second }),
    ];
    for (name, second) in seconds {
        put(name, good, &[first, second]);
    }
    put("year-0000", good, &[Piece { date: (0, 2, 29), ..long }, second]);
    put("no-time", good, &[]);
    put("one-time", good, &[first]);
    put("third-time", good, &[first, second, second]);
    put("fourth-time", good, &[first, second, second, long]);
    put("validity-primitive", [0x10, SHORTEST], &[first, second]);
    put("validity-length-long", [SEQUENCE, LONG], &[first, second]);
    put("validity-length-indefinite", [SEQUENCE, INDEFINITE], &[first, second]);
    put("validity-length-one-more", [SEQUENCE, ONE_MORE], &[first, second]);
    put("validity-length-one-less", [SEQUENCE, ONE_LESS], &[first, second]);
}

/// What issues the certificate: see `mint_read`.
const ITSELF: u8 = 0;
const NOT_BEYOND: u8 = 1;
const TRUNCATED: u8 = 2;
const BEYOND: u8 = 3;

fn mint_read() {
    let outage = (2012, 2, 29, 0, 0, 0);
    let cases = [
        ("leap-day-2012-one-year-clamp", outage, (1, YEARS, CLAMP), 0, ITSELF),
        ("leap-day-2012-one-year-roll-forward", outage, (1, YEARS, ROLL_FORWARD), 0, ITSELF),
        ("leap-day-2012-one-year-reject", outage, (1, YEARS, REJECT), 0, ITSELF),
        ("leap-day-2012-one-year-backdated-a-day", outage, (1, YEARS, REJECT), 86_400, ITSELF),
        ("leap-day-2012-one-year-last-second", (2012, 2, 29, 23, 59, 59), (1, YEARS, CLAMP), 0, ITSELF),
        ("31-january-one-month-clamp", (2011, 1, 31, 0, 0, 0), (1, MONTHS, CLAMP), 0, ITSELF),
        ("31-january-one-month-roll-forward", (2011, 1, 31, 12, 0, 0), (1, MONTHS, ROLL_FORWARD), 0, ITSELF),
        ("31-january-one-month-reject", (2011, 1, 31, 12, 0, 0), (1, MONTHS, REJECT), 0, ITSELF),
        ("39-months", (2012, 8, 31, 0, 0, 0), (39, MONTHS, ROLL_FORWARD), 0, ITSELF),
        ("200-days", (2026, 3, 15, 0, 0, 0), (200, DAYS, CLAMP), 0, ITSELF),
        ("200-days-backdated-an-hour", (2026, 3, 15, 0, 0, 0), (200, DAYS, CLAMP), 3_600, ITSELF),
        ("one-second", outage, (1, SECONDS, CLAMP), 0, ITSELF),
        ("zero-seconds", outage, (0, SECONDS, CLAMP), 0, ITSELF),
        ("zero-years", outage, (0, YEARS, CLAMP), 0, ITSELF),
        ("seconds-without-end", outage, (u64::MAX, SECONDS, CLAMP), 0, ITSELF),
        ("days-without-end", outage, (u32::MAX.into(), DAYS, CLAMP), 0, ITSELF),
        ("years-without-end", outage, (u32::MAX.into(), YEARS, CLAMP), 0, ITSELF),
        ("months-without-end", outage, (u32::MAX.into(), MONTHS, CLAMP), 0, ITSELF),
        ("utc-time-ends-2049", (2049, 1, 1, 0, 0, 0), (1, YEARS, REJECT), 0, ITSELF),
        ("utc-time-ends-2050", (2049, 1, 1, 0, 0, 1), (1, YEARS, REJECT), 0, ITSELF),
        ("utc-time-begins-1950", (1950, 1, 1, 0, 0, 0), (1, DAYS, CLAMP), 1, ITSELF),
        ("first-second", (0, 1, 1, 0, 0, 0), (1, SECONDS, CLAMP), 0, ITSELF),
        ("before-the-first-second", (0, 1, 1, 0, 0, 0), (1, YEARS, CLAMP), 1, ITSELF),
        ("backdated-without-end", outage, (1, YEARS, CLAMP), u64::MAX, ITSELF),
        ("last-year", (9999, 1, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, ITSELF),
        ("a-second-beyond-the-last-year", (9999, 1, 1, 0, 0, 1), (1, YEARS, CLAMP), 0, ITSELF),
        ("last-month", (9999, 12, 1, 0, 0, 0), (1, MONTHS, REJECT), 0, ITSELF),
        ("last-second", (9999, 12, 31, 23, 59, 59), (1, SECONDS, CLAMP), 0, ITSELF),
        ("all-years", (0, 1, 1, 0, 0, 0), (10_000, YEARS, CLAMP), 0, ITSELF),
        ("under-an-authority", outage, (1, YEARS, CLAMP), 0, NOT_BEYOND),
        ("beyond-the-authority-refused", (2099, 6, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, NOT_BEYOND),
        ("beyond-the-authority-truncated", (2099, 6, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, TRUNCATED),
        ("beyond-the-authority-allowed", (2099, 6, 1, 0, 0, 0), (1, YEARS, CLAMP), 0, BEYOND),
        ("after-the-authority-truncated", (2100, 1, 1, 0, 0, 0), (1, DAYS, CLAMP), 0, TRUNCATED),
        ("before-the-authority", (1999, 12, 31, 23, 59, 59), (1, DAYS, CLAMP), 0, NOT_BEYOND),
    ];
    for (name, now, lifetime, backdate, issuer) in cases {
        write("mint_read", name, profile_at(now, 0, lifetime, (backdate, 0), issuer));
    }
    let nanosecond = profile_at((0, 1, 1, 0, 0, 0), 1, (1, YEARS, CLAMP), (0, 2), ITSELF);
    write("mint_read", "before-the-first-second-by-a-nanosecond", nanosecond);
    let half = profile_at((9999, 12, 31, 23, 59, 59), 500_000_000, (1, SECONDS, CLAMP), (0, 500_000_001), ITSELF);
    write("mint_read", "half-a-second-and-more-back", half);
}

fn profile_at(
    (year, month, day, hour, minute, second): (u16, u8, u8, u8, u8, u8),
    nanosecond: u32,
    (count, unit, policy): (u64, u8, u8),
    (backdate, backdate_nanosecond): (u64, u32),
    issuer: u8,
) -> Vec<u8> {
    [
        &year.to_le_bytes()[..],
        &[month, day, hour, minute, second],
        &nanosecond.to_le_bytes(),
        &count.to_le_bytes(),
        &[unit, policy],
        &backdate.to_le_bytes(),
        &backdate_nanosecond.to_le_bytes(),
        &[issuer],
    ]
    .concat()
}

fn text() {
    let cases = [
        ("empty", ""),
        ("policy-clamp", "clamp"),
        ("policy-roll-forward", "roll-forward"),
        ("policy-reject", "reject"),
        ("policy-in-capitals", "Clamp"),
        ("policy-of-another-field", "constrain"),
        ("lifetime-one-year", "1 year, clamp"),
        ("lifetime-one-years", "1 years, clamp"),
        ("lifetime-two-year", "2 year, roll-forward"),
        ("lifetime-thirteen-months", "13 months, reject"),
        ("lifetime-200-days", "200 days"),
        ("lifetime-seven-days-in-seconds", "604800 seconds"),
        ("lifetime-largest-years", "4294967295 years, clamp"),
        ("lifetime-too-many-years", "4294967296 years, clamp"),
        ("lifetime-largest-seconds", "18446744073709551615 seconds"),
        ("lifetime-too-many-seconds", "18446744073709551616 seconds"),
        ("lifetime-without-policy", "1 year"),
        ("lifetime-with-unused-policy", "200 days, clamp"),
        ("lifetime-with-unknown-policy", "1 year, omit"),
        ("lifetime-zero", "0 days"),
        ("lifetime-leading-zero", "01 day"),
        ("lifetime-sign", "+1 day"),
        ("lifetime-negative", "-1 days"),
        ("lifetime-two-spaces", "1  day"),
        ("lifetime-weeks", "2 weeks"),
        ("lifetime-without-count", " days"),
        ("lifetime-line-break", "1\nyear, clamp"),
        ("validity-leap-day-2012", "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z"),
        ("validity-leap-day-2013", "2012-02-29T00:00:00Z/2013-02-29T23:59:59Z"),
        ("validity-whole-range", "0000-01-01T00:00:00Z/9999-12-31T23:59:59Z"),
        ("validity-one-second", "2012-02-29T00:00:00Z/2012-02-29T00:00:00Z"),
        ("validity-reversed", "2013-02-28T00:00:00Z/2012-02-29T00:00:00Z"),
        ("validity-leap-second", "2016-12-31T23:59:60Z/2017-01-01T00:00:00Z"),
        ("validity-offset", "2012-02-29T00:00:00+00:00/2013-02-27T23:59:59Z"),
        ("validity-fraction", "2012-02-29T00:00:00.5Z/2013-02-27T23:59:59Z"),
        ("validity-small-letters", "2012-02-29t00:00:00z/2013-02-27t23:59:59z"),
        ("validity-one-end", "2012-02-29T00:00:00Z"),
        ("validity-three-ends", "2012-02-29T00:00:00Z/2013-02-27T23:59:59Z/2013-02-27T23:59:59Z"),
        ("validity-duration", "2012-02-29T00:00:00Z/P1Y"),
        ("validity-digits-of-another-script", "٢٠١٢-02-29T00:00:00Z/2013-02-27T23:59:59Z"),
    ];
    for (name, text) in cases {
        write("text", name, text);
    }
    write("text", "no-utf-8", b"1 year, \xff\xfe");
}
