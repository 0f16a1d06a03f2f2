//! Writes the coming limits as iCalendar (RFC 5545). Each is one event for the whole day on which it begins.

use std::fmt::Write as _;

use notafter::time::UtcDateTime;

use super::list::Row;
use crate::print::rfc3339;

pub(super) fn of(rows: &[Row], on: UtcDateTime) -> String {
    let mut lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//notafter//rules//EN"].map(str::to_owned).to_vec();
    let stamp: String = rfc3339(on).chars().filter(|char| !matches!(char, '-' | ':')).collect();
    for row in rows.iter().filter(|row| !row.in_force) {
        let day = |at: UtcDateTime| {
            let date = at.date();
            format!("{:04}{:02}{:02}", date.year(), u8::from(date.month()), date.day())
        };
        let next = row.effective.date().next_day().map(|date| day(date.midnight().as_utc()));
        let name: String =
            row.schedule.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect();
        let recommended = row.recommended.as_ref().map(|term| format!(", recommended {term}")).unwrap_or_default();
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:{name}-{}-{}@notafter", row.limits, day(row.effective)));
        lines.push(format!("DTSTAMP:{stamp}"));
        lines.push(format!("DTSTART;VALUE=DATE:{}", day(row.effective)));
        lines.extend(next.map(|next| format!("DTEND;VALUE=DATE:{next}")));
        lines.push(format!("SUMMARY:{}", escaped(&format!("{}: {}{recommended}", row.schedule, row.rule))));
        lines.push(format!("DESCRIPTION:{}", escaped(row.source)));
        lines.extend(["TRANSP:TRANSPARENT".to_owned(), "END:VEVENT".to_owned()]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = write!(text, "{}\r\n", folded(line));
        text
    })
}

/// RFC 5545 section 3.3.11.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// Lines of 75 octets at most, RFC 5545 section 3.1.
fn folded(line: &str) -> String {
    let (mut folded, mut octets) = (String::new(), 0);
    for char in line.chars() {
        if octets + char.len_utf8() > 75 {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(char);
        octets += char.len_utf8();
    }
    folded
}
