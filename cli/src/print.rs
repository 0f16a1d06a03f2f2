//! Prints instants, texts of others, and columns.

use std::{
    fmt::{self, Write as _},
    io::{self, Write as _},
};

use clap::ValueEnum;
use notafter::time::UtcDateTime;
use serde::Serialize;

/// The format of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// Writes a line to standard error. If nobody can read it, only the exit code is left.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "notafter: {message}");
}

/// An instant in RFC 3339.
pub(crate) fn rfc3339(at: UtcDateTime) -> String {
    let (date, time) = (at.date(), at.time());
    let [month, day] = [u8::from(date.month()), date.day()];
    let (hour, minute, second) = time.as_hms();
    format!("{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", date.year())
}

pub(crate) fn json(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", in_ascii(&serde_json::to_string_pretty(value)?))
}

/// A JSON object on a line of its own.
pub(crate) fn json_line(value: &impl Serialize) -> String {
    // The values that are written here have texts for keys, and cannot fail.
    serde_json::to_string(value).map(|line| in_ascii(&line) + "\n").unwrap_or_default()
}

/// Escapes characters outside ASCII. U+009B drives a terminal, and U+202E turns the text around. Every reader of JSON accepts
/// the escapes.
fn in_ascii(text: &str) -> String {
    if text.is_ascii() && !text.contains('\x7f') {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut line, char| {
        if char.is_ascii() && char != '\x7f' {
            line.push(char);
        } else {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                let _ = write!(line, "\\u{unit:04x}");
            }
        }
        line
    })
}

/// A text of others on one line, cut after `most` characters.
///
/// Characters that could drive a terminal, hide, or change the direction of the text are escaped.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let words = text.split_whitespace().flat_map(|word| [" ", word]).skip(1);
    for (index, char) in words.flat_map(str::chars).enumerate() {
        if index == most {
            line.push('…');
            break;
        }
        match char {
            '\'' | '"' | '\\' => line.push(char),
            _ if BLANK.contains(&char) => line.extend(char.escape_unicode()),
            _ if char.is_alphanumeric() => line.push(char),
            _ => line.extend(char.escape_debug()),
        }
    }
    line
}

/// Rows in columns that are as wide as their widest cell, with two blanks between them.
pub(crate) struct Columns<const N: usize>(pub(crate) Vec<[String; N]>);

impl<const N: usize> fmt::Display for Columns<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: usize| self.0.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: [usize; N] = std::array::from_fn(width);
        for row in &self.0 {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                write!(line, "{cell:<width$}  ")?;
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// `1 day`, `2 days`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Letters that show nothing: the Hangul fillers, and the Braille pattern without dots.
const BLANK: [char; 5] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}', '\u{2800}'];
