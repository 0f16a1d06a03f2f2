//! Times as text, good and bad.

use crate::write;

pub fn seeds() {
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
