//! Reads UTCTime and GeneralizedTime strictly, and writes them in one way.
//!
//! [RFC 5280 section 4.1.2.5] leaves no choice. A time is UTC and ends in `Z`. It has seconds and no fraction. The year decides
//! the type: UTCTime for 1950 to 2049, and GeneralizedTime for all others. One deviation is accepted, because verifiers accept
//! it and a root in use has it: GeneralizedTime for a year before 2050.
//!
//! [RFC 5280 section 4.1.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5

use core::fmt::{self, Write as _};

use thiserror::Error;
use time::UtcDateTime;

use crate::{
    calendar::CalendarError,
    excerpt::Excerpt,
    instant::{Fields, pairs},
    scope::{Scope, Scoped},
    validity::Validity,
};

pub use crate::instant::ImpossibleTime;

/// One of the two ASN.1 types for a time in X.509.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeType {
    /// `YYMMDDHHMMSSZ`, for the years 1950 to 2049.
    UtcTime,
    /// `YYYYMMDDHHMMSSZ`, for all other years.
    GeneralizedTime,
}

impl TimeType {
    /// The type that writes a time of the UTC year `year`.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::asn1_time::TimeType;
    ///
    /// assert_eq!(TimeType::for_year(1949), TimeType::GeneralizedTime);
    /// assert_eq!(TimeType::for_year(2049), TimeType::UtcTime);
    /// assert_eq!(TimeType::for_year(2050), TimeType::GeneralizedTime);
    /// ```
    #[must_use]
    pub const fn for_year(year: i32) -> Self {
        // requirement: RFC 5280 §4.1.2.5 utc-time-through-2049
        // requirement: RFC 5280 §4.1.2.5 generalized-time-from-2050
        match year {
            1950..=2049 => Self::UtcTime,
            _ => Self::GeneralizedTime,
        }
    }

    /// The identifier octet of the type: 0x17 or 0x18.
    #[must_use]
    pub const fn tag(self) -> u8 {
        match self {
            Self::UtcTime => 0x17,
            Self::GeneralizedTime => 0x18,
        }
    }

    /// The digits from the year through the seconds.
    const fn digits(self) -> usize {
        match self {
            Self::UtcTime => 12,
            Self::GeneralizedTime => 14,
        }
    }
}

impl fmt::Display for TimeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::UtcTime => "UTCTime",
            Self::GeneralizedTime => "GeneralizedTime",
        })
    }
}

/// Reads the content octets of a UTCTime or GeneralizedTime.
///
/// Nothing is guessed, normalised or rolled over. A text that is not in the one form of [RFC 5280 section
/// 4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5) is refused with the reason. GeneralizedTime is read for
/// every year from 0000 to 9999.
///
/// # Errors
///
/// [`TimeError`], if the text has one of these faults:
///
/// - a day, hour, minute or second that does not exist;
/// - missing seconds, or a missing `Z`;
/// - an offset, or a fraction;
/// - any other form.
///
/// # Examples
///
/// ```
/// use notafter::{asn1_time::{TimeType, decode}, time::macros::utc_datetime};
///
/// assert_eq!(
///     decode(TimeType::UtcTime, b"120229120000Z"),
///     Ok(utc_datetime!(2012-02-29 12:00:00))
/// );
/// let error = decode(TimeType::UtcTime, b"130229120000Z").map_err(|error| error.to_string());
/// assert_eq!(
///     error,
///     Err("130229120000Z: 29 February 2013 does not exist, 2013 is not a leap year".to_owned())
/// );
/// ```
#[inline]
pub fn decode(time_type: TimeType, content: &[u8]) -> Result<UtcDateTime, TimeError> {
    instant(time_type, content).ok_or_else(|| fault(time_type, content))
}

/// Writes the second that contains `at`, as UTCTime for the years 1950 to 2049 and as GeneralizedTime for all others.
///
/// The text has seconds and `Z`, and no fraction ([RFC 5280 section
/// 4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5)). [`Validity::encoded`] writes both ends of a period.
///
/// # Errors
///
/// [`CalendarError::YearOutOfRange`], if the year is outside 0000 to 9999.
///
/// # Examples
///
/// ```
/// use notafter::{asn1_time::encode, time::macros::utc_datetime};
///
/// assert_eq!(
///     encode(utc_datetime!(2049-12-31 23:59:59.5))?.as_bytes(),
///     b"\x17\x0d491231235959Z"
/// );
/// assert_eq!(
///     encode(utc_datetime!(2050-01-01 00:00:00))?.as_bytes(),
///     b"\x18\x0f20500101000000Z"
/// );
/// let error = encode(utc_datetime!(-0001-12-31 23:59:59)).map_err(|error| error.to_string());
/// assert_eq!(error, Err("year -1 is outside 0000 to 9999".to_owned()));
/// # Ok::<(), notafter::CalendarError>(())
/// ```
pub fn encode(at: UtcDateTime) -> Result<EncodedTime, CalendarError> {
    match at.year() {
        0..=9999 => Ok(EncodedTime::of(at)),
        year => Err(CalendarError::YearOutOfRange { year: year.into() }),
    }
}

/// A UTCTime or GeneralizedTime as DER: identifier, length and content.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EncodedTime {
    bytes: [u8; 17],
    time_type: TimeType,
}

impl EncodedTime {
    /// The whole encoding: 15 octets of UTCTime or 17 of GeneralizedTime.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.time_type.digits() + 3).unwrap_or_default()
    }

    /// The ASN.1 type of the time.
    #[must_use]
    pub const fn time_type(&self) -> TimeType {
        self.time_type
    }

    /// Writes the second of `at`, whose year is 0000 to 9999.
    fn of(at: UtcDateTime) -> Self {
        let time_type = TimeType::for_year(at.year());
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second) = at.as_hms();
        let (century, year) = (year.div_euclid(100), year.rem_euclid(100));
        // No number here is above 99.
        let pairs = [century as u8, year as u8, u8::from(month), day, hour, minute, second];
        let written = match time_type {
            TimeType::UtcTime => pairs.get(1..),
            TimeType::GeneralizedTime => pairs.get(..),
        };
        // requirement: RFC 5280 §4.1.2.5.1 zulu
        // requirement: RFC 5280 §4.1.2.5.1 seconds
        // requirement: RFC 5280 §4.1.2.5.2 zulu
        // requirement: RFC 5280 §4.1.2.5.2 seconds
        // requirement: RFC 5280 §4.1.2.5.2 no-fraction
        // Only the `Z` at the end is not written over.
        let mut bytes = [b'Z'; 17];
        let [tag, length, text @ ..] = &mut bytes;
        (*tag, *length) = (time_type.tag(), time_type.digits() as u8 + 1);
        for (slot, pair) in text.chunks_exact_mut(2).zip(written.unwrap_or_default()) {
            slot.copy_from_slice(&[b'0' + pair / 10, b'0' + pair % 10]);
        }
        Self { bytes, time_type }
    }
}

/// Prints only the text, as a dump of the certificate shows it: `120229120000Z`.
impl fmt::Display for EncodedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Excerpt::of(self.as_bytes().get(2..).unwrap_or_default()))
    }
}

impl fmt::Debug for EncodedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({self})", self.time_type)
    }
}

impl Validity {
    /// Writes notBefore and notAfter as DER.
    ///
    /// The type is UTCTime for the years 1950 to 2049, and GeneralizedTime for all others. The text always has seconds and `Z`,
    /// and never a fraction.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Validity, time::macros::utc_datetime};
    ///
    /// let validity =
    ///     Validity::new(utc_datetime!(2049-12-31 23:59:59), utc_datetime!(2050-01-01 00:00:00))?;
    /// let [not_before, not_after] = validity.encoded();
    /// assert_eq!(not_before.as_bytes(), b"\x17\x0d491231235959Z");
    /// assert_eq!(not_after.as_bytes(), b"\x18\x0f20500101000000Z");
    /// # Ok::<(), notafter::ValidityError>(())
    /// ```
    #[must_use = "this returns the encodings and changes nothing"]
    pub fn encoded(&self) -> [EncodedTime; 2] {
        [self.not_before(), self.not_after()].map(EncodedTime::of)
    }
}

/// The error for a text that is no time of its type, with the reason.
///
/// It prints with the text, and nothing in it is invisible. A blank is `\x20`, and a text without octets is `(empty)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}: {fault}", Visible(text))]
#[non_exhaustive]
pub struct TimeError {
    /// The content octets as written.
    pub text: Excerpt,
    /// The fault in them.
    pub fault: TimeFault,
}

/// Prints a text and escapes blanks too.
struct Visible<'a>(&'a Excerpt);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.as_bytes().is_empty() {
            return f.write_str("(empty)");
        }
        write!(Blanks(f), "{}", self.0)
    }
}

struct Blanks<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for Blanks<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (index, part) in text.split(' ').enumerate() {
            self.0.write_str(if index == 0 { "" } else { "\\x20" })?;
            self.0.write_str(part)?;
        }
        Ok(())
    }
}

impl Scoped for TimeError {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The fault in the text of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum TimeFault {
    /// The text has the right form and names a month, day, hour, minute or second that does not exist.
    #[error("{0}")]
    Impossible(ImpossibleTime),
    /// The text ends with the minutes.
    #[error("the seconds are missing")]
    MissingSeconds,
    /// The text does not end in `Z`.
    #[error("the final Z is missing")]
    MissingZ,
    /// The text ends in an offset from UTC.
    #[error("an offset from UTC is not allowed, the time must end in Z")]
    Offset,
    /// The text has a fraction of a second.
    #[error("a fraction of a second is not allowed")]
    Fraction,
    /// Something follows the `Z`.
    #[error("text follows the Z")]
    AfterZ,
    /// The text has another number of digits than its type.
    #[error("{time_type} has {expected} digits, found {found}")]
    DigitCount {
        /// The type that the identifier octet gives.
        time_type: TimeType,
        /// The digits that the type has.
        expected: usize,
        /// The digits at the beginning of the text.
        found: usize,
    },
    /// A character is no digit in the place of one.
    #[error("character {} is no digit", index + 1)]
    NotADigit {
        /// The index of the character in the text, from 0.
        index: usize,
    },
}

impl Scoped for TimeFault {
    fn scope(&self) -> Scope {
        Scope::EveryHost
    }
}

/// The instant of `content`, if it is a time.
#[inline]
pub(crate) fn instant(time_type: TimeType, content: &[u8]) -> Option<UtcDateTime> {
    fields(time_type, content)?.instant()
}

/// The fields of a text that has the form of `time_type`.
#[inline]
fn fields(time_type: TimeType, content: &[u8]) -> Option<Fields> {
    // requirement: RFC 5280 §4.1.2.5 both-types-read
    let (year, month, day_on) = match (time_type, content) {
        (TimeType::UtcTime, [.., b'Z']) if content.len() == 13 => {
            let [year, month, ..] = pairs(content, 0)?;
            // requirement: RFC 5280 §4.1.2.5.1 century
            let century = if year < 50 { 2000 } else { 1900 };
            (century + u16::from(year), month, 4)
        }
        (TimeType::GeneralizedTime, [.., b'Z']) if content.len() == 15 => {
            let [century, year, month, _] = pairs(content, 0)?;
            (u16::from(century) * 100 + u16::from(year), month, 6)
        }
        _ => return None,
    };
    let [day, hour, minute, second] = pairs(content, day_on)?;
    Some(Fields { year, month, day, hour, minute, second })
}

/// The reason why `content` is no time of `time_type`.
#[cold]
pub(crate) fn fault(time_type: TimeType, content: &[u8]) -> TimeError {
    let fault = match fields(time_type, content) {
        Some(fields) => TimeFault::Impossible(fields.fault()),
        None => shape_fault(time_type, content),
    };
    TimeError { text: Excerpt::of(content), fault }
}

/// The reason why `content` does not have the form of `time_type`.
fn shape_fault(time_type: TimeType, content: &[u8]) -> TimeFault {
    let expected = time_type.digits();
    let found = content.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = content.get(found..).unwrap_or_default();
    if matches!(rest, [] | [b'Z' | b'+' | b'-', ..])
        && lacks_seconds(time_type, content.get(..found).unwrap_or_default())
    {
        return TimeFault::MissingSeconds;
    }
    if found != expected {
        return match rest {
            [] | [b'Z' | b'+' | b'-' | b'.' | b',', ..] => TimeFault::DigitCount { time_type, expected, found },
            _ if found > expected => TimeFault::DigitCount { time_type, expected, found },
            _ => TimeFault::NotADigit { index: found },
        };
    }
    match rest {
        [b'+' | b'-', ..] => TimeFault::Offset,
        [b'.' | b',', ..] => TimeFault::Fraction,
        [b'Z', ..] => TimeFault::AfterZ,
        _ => TimeFault::MissingZ,
    }
}

/// Whether `digits` are a time of this type up to the minutes.
///
/// Twelve digits in a GeneralizedTime may be the text of a UTCTime, with seconds. If they can be both, nobody knows.
fn lacks_seconds(time_type: TimeType, digits: &[u8]) -> bool {
    let is_time = |time_type: TimeType, seconds: &[u8]| {
        let mut text = [b'Z'; 15];
        let length = digits.len() + seconds.len() + 1;
        text.iter_mut().zip(digits.iter().chain(seconds)).for_each(|(to, from)| *to = *from);
        text.get(..length).is_some_and(|text| instant(time_type, text).is_some())
    };
    is_time(time_type, b"00") && (time_type == TimeType::UtcTime || !is_time(TimeType::UtcTime, b""))
}
