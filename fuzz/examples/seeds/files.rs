//! Files of each form, each with one thing that is rare.

use crate::write;

pub fn seeds() {
    let one = Entry { what: 0, text: 0, end: LF, width: 0, blanks: 0, label: 0 };
    let key = Entry { what: KEY, ..one };
    let (second, third, leaf) = (Entry { what: 1, ..one }, Entry { what: 2, ..one }, Entry { what: 3, ..one });
    let all = [one, second, third, leaf];
    let forms =
        [("pem", PEM), ("der", DER), ("structure", 2), ("structure-of-open-lengths", 3), ("structure-in-pem", 4)];
    for (name, form) in forms {
        put(&format!("{name}-of-nothing"), form, &[]);
        put(&format!("{name}-of-one"), form, &[one]);
        put(&format!("{name}-of-four"), form, &all);
        put(&format!("{name}-of-a-key"), form, &[key]);
        put(&format!("{name}-of-a-key-and-two"), form, &[leaf, key, one]);
    }
    put("pem-with-carriage-returns", PEM, &all.map(|entry| Entry { end: CR_LF, ..entry }));
    put("pem-with-carriage-returns-alone", PEM, &all.map(|entry| Entry { end: CR, ..entry }));
    put("pem-with-all-line-ends", PEM, &[one, Entry { end: CR, ..second }, Entry { end: CR_LF, ..third }, leaf]);
    for text in 1..10 {
        put(&format!("pem-with-text-{text}"), PEM, &[Entry { text, ..one }, Entry { text, ..second }]);
    }
    for blanks in 1..5 {
        put(&format!("pem-with-blanks-{blanks}"), PEM, &[Entry { blanks, ..one }, Entry { blanks, text: 3, ..leaf }]);
    }
    for width in [1, 3, 76, 255] {
        put(&format!("pem-of-{width}-characters-a-line"), PEM, &all.map(|entry| Entry { width, ..entry }));
    }
    put("pem-of-old-labels", PEM, &[Entry { label: 1, ..one }, Entry { label: 2, ..one }]);

    let block = |label: &str, text: &str| format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n");
    let good = block("CERTIFICATE", "MAMCAQc=");
    let octets = [
        ("nothing", String::new()),
        ("block", good.clone()),
        ("block-of-nothing", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".to_owned()),
        ("block-after-text", format!("# text\n{good}text\n")),
        ("block-of-another-label", block("X", "MAMCAQc=")),
        ("block-with-half-the-padding", block("CERTIFICATE", "MAMCAQ=")),
        ("block-with-bits-left-over", block("CERTIFICATE", "MAMCAQd=")),
        ("block-with-text-after-the-padding", block("CERTIFICATE", "MAMCAQc=\nMAMC")),
        ("block-that-ends-as-another", good.replace("END CERTIFICATE", "END X509 CERTIFICATE")),
        ("block-without-an-end", good.replace("-----END", "")),
        ("block-with-headers", good.replacen("-----\n", "-----\na: b\n\n", 1)),
        ("blocks-in-two-line-ends", format!("{good}{}", good.replace('\n', "\r\n"))),
        ("block-in-carriage-returns", good.replace('\n', "\r")),
        ("block-with-six-dashes", format!("-{good}")),
    ];
    for (name, file) in octets {
        write("files", &format!("octets-of-{name}"), [&[7, 0], file.as_bytes()].concat());
    }
    let long = [&[7, 0, 0x30, 0x84, 0x00, 0x7f, 0xff, 0xff][..], &[0x30; 20]].concat();
    write("files", "octets-of-a-length-that-is-not-there", long);
}

fn put(name: &str, form: u8, entries: &[Entry]) {
    let entries = entries.iter().flat_map(|entry| {
        let Entry { what, text, end, width, blanks, label } = *entry;
        [what, text, end, width, blanks, label]
    });
    write("files", name, [3, 1, form].into_iter().chain(entries).collect::<Vec<u8>>());
}

/// A part of a file before it is written: see `files`.
#[derive(Clone, Copy)]
struct Entry {
    what: u8,
    text: u8,
    end: u8,
    width: u8,
    blanks: u8,
    label: u8,
}

const PEM: u8 = 0;
const DER: u8 = 1;
const KEY: u8 = 4;
const LF: u8 = 0;
const CR_LF: u8 = 1;
const CR: u8 = 2;
