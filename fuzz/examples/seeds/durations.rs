//! Lifetimes and durations, part by part, and texts as they are.

use crate::write;

pub fn seeds() {
    let cases: [(&str, u8, &[Part]); 26] = [
        ("nothing", NO_POLICY, &[]),
        ("one-hour", NO_POLICY, &[part(1, HOURS)]),
        ("one-hour-and-a-half", NO_POLICY, &[part(1, HOURS), part(30, MINUTES)]),
        (
            "all-exact-units",
            NO_POLICY,
            &[part(1, WEEKS), part(2, DAYS), part(3, HOURS), part(4, MINUTES), part(5, SECONDS)],
        ),
        ("out-of-order", NO_POLICY, &[part(30, MINUTES), part(1, HOURS)]),
        ("twice-the-same", NO_POLICY, &[part(1, HOURS), part(1, HOURS)]),
        ("zero", NO_POLICY, &[part(0, DAYS)]),
        ("zeros", NO_POLICY, &[part(0, DAYS), part(0, HOURS)]),
        ("zero-after-hours", NO_POLICY, &[part(7, HOURS), part(0, MINUTES)]),
        ("zero-before-minutes", NO_POLICY, &[part(0, HOURS), part(7, MINUTES)]),
        ("zero-before-a-count", NO_POLICY, &[Part { form: ZERO_BEFORE, ..part(7, HOURS) }]),
        ("sign", NO_POLICY, &[Part { form: SIGN, ..part(7, HOURS) }]),
        ("two-blanks", NO_POLICY, &[Part { gaps: 4, ..part(7, HOURS) }]),
        ("tabulator", NO_POLICY, &[Part { gaps: 5, ..part(7, HOURS) }]),
        ("fraction", NO_POLICY, &[Part { gaps: 7, ..part(7, HOURS) }]),
        ("unknown-unit", NO_POLICY, &[part(2, UNKNOWN)]),
        ("ambiguous-unit", NO_POLICY, &[part(2, AMBIGUOUS)]),
        ("unit-missing", NO_POLICY, &[part(2, NO_UNIT)]),
        ("largest-count-of-weeks", NO_POLICY, &[Part { gaps: LARGEST_SMALL, ..part(0, WEEKS) }]),
        ("largest-count-of-weeks-and-one", NO_POLICY, &[Part { gaps: LARGEST_SMALL, ..part(1, WEEKS) }]),
        ("largest-count-of-seconds", NO_POLICY, &[Part { gaps: LARGEST, ..part(0, SECONDS) }]),
        ("largest-count-of-seconds-and-one", NO_POLICY, &[Part { gaps: LARGEST, ..part(1, SECONDS) }]),
        ("sum-that-is-too-large", NO_POLICY, &[Part { gaps: LARGEST, ..part(0, MINUTES) }, part(1, SECONDS)]),
        ("year-and-policy", CLAMP, &[part(1, YEARS)]),
        ("year-and-months", CLAMP, &[part(1, YEARS), part(6, MONTHS)]),
        ("hours-and-policy", CLAMP, &[part(24, HOURS)]),
    ];
    for (name, policy, parts) in cases {
        let parts = parts.iter().flat_map(Part::octets);
        write("durations", name, [1 + 2 * policy].into_iter().chain(parts).collect::<Vec<u8>>());
    }
    for (number, name) in
        (0..).zip(["none", "clamp", "roll-forward", "reject", "close", "in-capitals", "without-comma", "twice"])
    {
        write(
            "durations",
            &format!("months-and-policy-{name}"),
            [&[1 + 2 * number][..], &part(3, MONTHS).octets()].concat(),
        );
    }
    let texts = [
        ("text-of-a-duration", "1h 30m"),
        ("text-of-a-lifetime", "13 months, reject"),
        ("text-with-a-blank-at-the-end", "1h "),
        ("text-of-json", "1h\", \"x\": \""),
        ("text-of-zero-seconds", "0s"),
        ("text-of-zero-years", "0 years"),
        ("text-in-another-script", "٣ days"),
    ];
    for (name, text) in texts {
        write("durations", name, [&[0], text.as_bytes()].concat());
    }
}

/// A count and a unit before they are written: see `durations`.
#[derive(Clone, Copy)]
struct Part {
    count: u64,
    form: u8,
    unit: u8,
    gaps: u8,
}

impl Part {
    fn octets(&self) -> Vec<u8> {
        [&self.count.to_le_bytes()[..], &[self.form, self.unit, self.gaps]].concat()
    }
}

const fn part(count: u64, unit: u8) -> Part {
    Part { count, form: 0, unit, gaps: 1 }
}

const NO_POLICY: u8 = 0;
const CLAMP: u8 = 1;

/// Units, of those that `durations` writes.
const SECONDS: u8 = 0;
const MINUTES: u8 = 5;
const HOURS: u8 = 10;
const DAYS: u8 = 16;
const WEEKS: u8 = 18;
const MONTHS: u8 = 25;
const YEARS: u8 = 30;
const AMBIGUOUS: u8 = 31;
const NO_UNIT: u8 = 34;
const UNKNOWN: u8 = 37;

const ZERO_BEFORE: u8 = 2 * 64;
const SIGN: u8 = 3 * 64;
const LARGEST_SMALL: u8 = 2 * 64;
const LARGEST: u8 = 3 * 64;
