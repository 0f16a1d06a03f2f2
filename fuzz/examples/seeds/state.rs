//! Records of rotations, good and bad, and what happens to those that go on from them.

use crate::{renewal::noise, write};

pub fn seeds() {
    let first = "credential 2026-01-01T00:00:00Z/2026-03-31T23:59:59Z taken 2026-01-01T00:00:00Z";
    let second = "credential 2026-02-28T00:00:00Z/2026-05-28T23:59:59Z taken 2026-02-28T00:00:10Z";
    let third = "credential 2026-07-01T00:00:00Z/2026-09-28T23:59:59Z taken 2026-03-01T00:00:00Z";
    let attempt = "attempt 2026-03-01T00:00:00Z until 2026-03-01T01:00:00Z failures 3 hurried 1";
    let never = "attempt 0000-01-01T00:00:00Z until 9999-12-31T23:59:59Z failures 4294967295 hurried 4294967295";
    let lines = |lines: &[&str]| lines.iter().flat_map(|line| [line, "\n"]).collect::<String>();
    let good = [
        ("nothing", String::new()),
        ("one", lines(&[first])),
        ("one-without-its-line-end", first.to_owned()),
        ("two", lines(&[second, first])),
        ("three-of-which-one-is-ahead", lines(&[third, second, first])),
        ("twice-the-same", lines(&[first, first])),
        ("suggested", lines(&[&format!("{first} suggested 2026-01-20T00:00:00Z")])),
        ("learned", lines(&[&format!("{first} learned 2026-03-20T00:00:00Z")])),
        ("learned-for-ever", lines(&[&format!("{first} learned 2199-12-31T23:59:59Z")])),
        (
            "suggested-and-learned",
            lines(&[&format!("{first} suggested 2026-01-20T00:00:00Z learned 2026-02-01T00:00:00Z")]),
        ),
        ("to-be-replaced", lines(&[&format!("{first} to-be-replaced")])),
        ("replaced", lines(&[second, &format!("{first} replaced")])),
        ("all-replaced", lines(&[&format!("{second} replaced"), &format!("{first} replaced")])),
        ("attempt", lines(&[first, attempt])),
        ("two-attempts", lines(&[second, first, attempt, &attempt.replace("03-01", "01-15")])),
        ("attempt-alone", lines(&[attempt])),
        ("attempt-that-ends-before-it-begins", lines(&[first, &attempt.replace("2026-03-01T01", "2026-02-01T01")])),
        (
            "attempt-that-waits-for-ever",
            lines(&[first, &never.replace("0000-01-01", "2026-01-02").replace("9999", "2199")]),
        ),
        ("taken-in-another-year", lines(&[&first.replace("taken 2026", "taken 1999")])),
        ("taken-after-its-end", lines(&[&first.replace("taken 2026-01", "taken 2026-12")])),
        ("one-second", lines(&["credential 2026-01-01T00:00:00Z/2026-01-01T00:00:00Z taken 2026-01-01T00:00:00Z"])),
        ("two-centuries", lines(&["credential 1900-01-01T00:00:00Z/2199-12-31T23:59:59Z taken 2026-01-01T00:00:00Z"])),
        (
            "all-years",
            lines(&["credential 0000-01-01T00:00:00Z/9999-12-31T23:59:59Z taken 9999-12-31T23:59:59Z", never]),
        ),
        ("carriage-returns", lines(&[first, attempt]).replace('\n', "\r\n")),
    ];
    for (number, (name, text)) in (1..).zip(&good) {
        write("state", name, [text.as_bytes(), &[0], &noise(number, 200)].concat());
    }
    let bad = [
        ("empty-line", lines(&[first, ""])),
        ("another-word", lines(&["host-17"])),
        ("blank-at-the-end", lines(&[&format!("{first} ")])),
        ("two-blanks", lines(&[&first.replacen(' ', "  ", 1)])),
        ("leap-day-of-2026", lines(&[&first.replace("03-31", "02-29")])),
        ("reversed", lines(&[&first.replace("2026-03", "2025-03")])),
        ("fraction", lines(&[&first.replace("taken 2026-01-01T00:00:00", "taken 2026-01-01T00:00:00.5")])),
        (
            "learned-before-suggested",
            lines(&[&format!("{first} learned 2026-03-20T00:00:00Z suggested 2026-01-20T00:00:00Z")]),
        ),
        ("replaced-twice", lines(&[&format!("{first} replaced replaced")])),
        ("three-attempts", lines(&[attempt, attempt, attempt])),
        ("failures-negative", lines(&[&attempt.replace("failures 3", "failures -3")])),
        ("failures-too-many", lines(&[&attempt.replace("failures 3", "failures 4294967296")])),
        ("failures-with-a-sign", lines(&[first, &attempt.replace("failures 3", "failures +3")])),
        ("failures-with-a-zero-before", lines(&[first, &attempt.replace("failures 3", "failures 03")])),
        ("cut-off", first[..50].to_owned()),
        ("json-text", format!("{:?}", lines(&[first]))),
        ("json-number", "17".to_owned()),
        ("escape-sequence", "credential \u{1b}[2J".to_owned()),
    ];
    for (name, text) in bad {
        write("state", name, text);
    }
    write("state", "no-utf-8", b"credential \xff\xfe");
}
