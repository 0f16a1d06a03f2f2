//! Policies, lifetimes and periods as text, good and bad.

use crate::write;

pub fn seeds() {
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
