//! Writes the date into arguments, variables, and the name of a file.

use notafter::time::UtcDateTime;

use crate::print::rfc3339;

/// Whether `text` has a placeholder of the date.
pub(super) fn has_date(text: &str) -> bool {
    ["{date}", "{time}", "{instant}", "{unix}"].iter().any(|placeholder| text.contains(placeholder))
}

/// `text` with the date in it, and the name of the output file.
pub(super) fn filled(text: &str, at: UtcDateTime, output: Option<&str>) -> String {
    let instant = rfc3339(at);
    let (date, time) = instant.split_once('T').unwrap_or_default();
    let filled = text
        .replace("{date}", date)
        .replace("{time}", time.trim_end_matches('Z'))
        .replace("{unix}", &at.unix_timestamp().to_string())
        .replace("{instant}", &instant);
    output.map_or_else(|| filled.clone(), |output| filled.replace("{output}", output))
}
