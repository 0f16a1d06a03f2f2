//! Changes to the validity of a genuine certificate.

use crate::{GENERALIZED_TIME, SEQUENCE, UTC_TIME, write};

pub fn seeds() {
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
    let twice = Piece { length: ONE_LESS, ending: Z_TWICE, ..second };
    put("validity-length-one-less-leaves-two-times", [SEQUENCE, ONE_LESS], &[first, twice]);
}

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
