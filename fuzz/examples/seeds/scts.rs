//! Lists of timestamps, each with one length that lies or one thing that is rare.

use notafter_fuzz::tlv;

use crate::write;

pub fn seeds() {
    let put = |name: &str, form: u8, scts: &[Sct]| {
        let scts = scts.iter().flat_map(Sct::bytes);
        write("scts", name, [form].into_iter().chain(scts).collect::<Vec<u8>>());
    };
    let sct = GOOD;
    put("one", LIST, &[sct]);
    put("two-the-later-first", LIST, &[Sct { milliseconds: sct.milliseconds + 1, ..sct }, sct]);
    put("eight", LIST, &[sct; 8]);
    put("of-no-sct", LIST, &[]);
    for (name, lie) in LIES {
        put(&format!("list-{name}"), LIST + 2 * lie, &[sct]);
        put(&format!("sct-{name}"), LIST, &[Sct { lies: lie, ..sct }]);
        put(&format!("second-{name}"), LIST, &[sct, Sct { lies: lie, ..sct }]);
        put(&format!("extensions-{name}"), LIST, &[Sct { lies: 6 * lie, extensions: 3, ..sct }]);
        put(&format!("signature-{name}"), LIST, &[Sct { lies: 36 * lie, ..sct }]);
    }
    put("sct-cut-in-its-signature", LIST, &[Sct { cut: 3, ..sct }]);
    put("sct-cut-in-its-timestamp", LIST, &[Sct { cut: 80, ..sct }]);
    put("sct-of-nothing", LIST, &[Sct { cut: 255, ..sct }]);
    put("sct-with-an-octet-more", LIST, &[Sct { excess: 1, ..sct }]);
    put("version-2", LIST, &[Sct { version: 1, ..sct }]);
    put("version-2-after-version-1", LIST, &[sct, Sct { version: 1, cut: 60, ..sct }]);
    let last = 253_402_300_799_999;
    for (name, milliseconds) in [("0", 0), ("9999", last), ("10000", last + 1), ("of-all-ones", u64::MAX)] {
        put(&format!("year-{name}"), LIST, &[Sct { milliseconds, ..sct }]);
    }

    let list = [&[0, 3, 0, 1][..], &[1]].concat();
    let values = [
        ("value-of-nothing", Vec::new()),
        ("value-without-a-length", tlv(0x04, &[])),
        ("value-of-one-octet", tlv(0x04, &[0])),
        ("value-of-an-empty-list", tlv(0x04, &[0, 0])),
        ("value-of-another-version", tlv(0x04, &list)),
        ("value-of-another-type", tlv(0x0c, &list)),
        ("value-of-a-longer-length", [&[0x04, 0x81, 5][..], &list].concat()),
        ("value-of-a-length-one-more", [&[0x04, 6][..], &list].concat()),
        ("value-followed-by-an-octet", [tlv(0x04, &list), vec![0]].concat()),
        ("value-without-its-octet-string", list),
    ];
    for (name, value) in values {
        write("scts", name, [&[VALUE], &value[..]].concat());
    }
}

/// A timestamp before it is written: see `scts`.
#[derive(Clone, Copy)]
struct Sct {
    version: u8,
    milliseconds: u64,
    extensions: u8,
    lies: u8,
    cut: u8,
    excess: u8,
}

impl Sct {
    fn bytes(&self) -> Vec<u8> {
        let Self { version, milliseconds, extensions, lies, cut, excess } = *self;
        [&[version][..], &milliseconds.to_le_bytes(), &[0, extensions, 70, lies, cut, excess]].concat()
    }
}

/// Of 2026-03-15T00:00:00Z.
const GOOD: Sct = Sct { version: 0, milliseconds: 1_773_532_800_000, extensions: 0, lies: 0, cut: 0, excess: 0 };

/// The forms of the input.
const VALUE: u8 = 0;
const LIST: u8 = 1;

const LIES: [(&str, u8); 5] =
    [("one-more", 1), ("one-less", 2), ("octets-swapped", 3), ("said-to-be-nothing", 4), ("said-to-be-the-longest", 5)];
