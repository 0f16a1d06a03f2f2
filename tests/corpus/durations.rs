//! The texts of lifetimes and of exact durations.

use arbitrary::{Arbitrary, Unstructured};
use notafter::{LeapDayPolicy, Lifetime};

use super::peer::assert_one_line;

/// The first octet is even for a text, which follows as it is. Otherwise it says which policy ends the text, and [`Part`]s follow until
/// the input ends, [`MOST`] of them.
pub(crate) fn check(data: &[u8]) {
    let [form, rest @ ..] = data else { return };
    if form % 2 == 0 {
        return check_both(&String::from_utf8_lossy(rest));
    }
    let mut input = Unstructured::new(rest);
    let mut text = String::new();
    for _ in 0..MOST {
        if !input.is_empty() {
            Part::arbitrary(&mut input).expect("integers can be made of any bytes").write(&mut text);
        }
    }
    text.push_str(POLICIES[usize::from(form / 2) % POLICIES.len()]);
    check_both(&text);
}

/// A text as a lifetime, and with serde as both.
fn check_both(text: &str) {
    check_text(text);
    #[cfg(feature = "serde")]
    with_serde(text);
}

/// A count and a unit: eleven octets, numbers in little-endian order.
#[derive(Arbitrary)]
struct Part {
    count: u64,
    /// How much of the count is left out, and in which form it is written.
    form: u8,
    unit: u8,
    /// What stands between the count and the unit, and before both.
    gaps: u8,
}

const MOST: usize = 8;

impl Part {
    fn write(&self, text: &mut String) {
        let count = self.count >> (self.form % 64);
        let gap = |number: u8| GAPS[usize::from(number) % GAPS.len()];
        if !text.is_empty() {
            text.push_str(gap(self.gaps / 8));
        }
        text.push_str(["", "", "0", "+"][usize::from(self.form / 64)]);
        // The bounds, and one beyond each.
        text.push_str(&match self.gaps / 64 {
            0 | 1 => count.to_string(),
            2 => (u64::from(u32::MAX) + count % 2).to_string(),
            _ => (u128::from(u64::MAX) + u128::from(count % 2)).to_string(),
        });
        text.push_str(gap(self.gaps));
        text.push_str(WRITTEN[usize::from(self.unit) % WRITTEN.len()]);
    }
}

/// Any text as a lifetime.
pub(super) fn check_text(text: &str) {
    let expected = lifetime(text);
    match text.parse::<Lifetime>() {
        Ok(lifetime) => {
            let printed = lifetime.to_string();
            let expected = expected.unwrap_or_else(|| panic!("`{text}` is read as {printed}"));
            assert_eq!(lifetime, expected, "{text}");
            assert_eq!(printed, expected.to_string(), "`{text}` is printed in another unit");
            assert_eq!(printed.parse(), Ok(lifetime), "{printed}");
        }
        Err(error) => {
            assert_eq!(expected, None, "`{text}`: {error}");
            assert_one_line(&error);
            assert!(error.to_string().len() < 500, "as long as the text: {error}");
        }
    }
}

/// A lifetime in a text of JSON, and a duration: no years, no months, no policy, and perhaps zero.
#[cfg(feature = "serde")]
fn with_serde(text: &str) {
    use core::time::Duration;

    use notafter::Profile;

    let quoted = serde_json::to_string(text).expect("a text");
    let read = serde_json::from_str::<Lifetime>(&quoted);
    assert_eq!(read.as_ref().ok(), text.parse().ok().as_ref(), "{text}");
    if let Ok(lifetime) = read {
        let table = serde_json::to_string(&lifetime).expect("a table");
        let again = serde_json::from_str::<Lifetime>(&table).expect("what was written");
        assert_eq!(again.to_string(), lifetime.to_string(), "{table}");
    }

    let read = serde_json::from_str::<Profile>(&format!(r#"{{"lifetime":"1 day","backdating":{quoted}}}"#));
    let seconds = sum(text).and_then(|(count, unit)| count.checked_mul(unit.seconds()?.into()));
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    match read {
        Ok(profile) => {
            let seconds = seconds.unwrap_or_else(|| panic!("`{text}` is read as a duration"));
            let expected = Profile::new(Lifetime::days(1)).with_backdating(Duration::from_secs(seconds));
            assert_eq!(profile, expected, "{text}");
            let written = serde_json::to_string(&profile).expect("a table");
            assert_eq!(serde_json::from_str(&written).ok(), Some(profile), "{written}");
        }
        Err(error) => {
            assert_eq!(seconds, None, "`{text}`: {error}");
            assert_one_line(&error);
        }
    }
}

/// The lifetime that `text` is; none, if it is none.
fn lifetime(text: &str) -> Option<Lifetime> {
    let (length, policy) = text.split_once(", ").map_or((text, None), |(length, policy)| (length, Some(policy)));
    let policy = match policy {
        Some(policy) => Some(LeapDayPolicy::ALL.into_iter().find(|other| other.to_string() == policy)?),
        None => None,
    };
    let (count, unit) = sum(length)?;
    let small = || u32::try_from(count).ok();
    if count == 0 || policy.is_some() != unit.seconds().is_none() {
        return None;
    }
    Some(match unit {
        Unit::Second => Lifetime::seconds(u64::try_from(count).ok()?),
        Unit::Minute => Lifetime::minutes(small()?),
        Unit::Hour => Lifetime::hours(small()?),
        Unit::Day => Lifetime::days(small()?),
        Unit::Week => Lifetime::weeks(small()?),
        Unit::Month => Lifetime::months(small()?, policy?),
        Unit::Year => Lifetime::years(small()?, policy?),
    })
}

/// The sum of the parts of `text`, in the smallest unit whose count is not zero; the first, if all are.
fn sum(text: &str) -> Option<(u128, Unit)> {
    let mut parts = Vec::<(u128, Unit)>::new();
    let mut rest = text;
    loop {
        let (digits, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        let after = after.strip_prefix(' ').unwrap_or(after);
        let (name, after) = after.split_at(after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len()));
        let has_zero_before = digits.len() > 1 && digits.starts_with('0');
        let count: u64 = digits.parse().ok().filter(|_| !has_zero_before)?;
        parts.push((count.into(), Unit::of(name)?));
        if after.is_empty() {
            break;
        }
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    // From the largest to the smallest, each once; years and months stand alone.
    let are_in_order = parts.windows(2).all(|pair| pair[0].1 > pair[1].1);
    let are_exact = parts.iter().all(|(_, unit)| unit.seconds().is_some());
    if !are_in_order || parts.len() > 1 && !are_exact {
        return None;
    }
    let (first, unit) = *parts.first()?;
    let Some((_, smallest)) = parts.iter().rfind(|(count, _)| *count > 0).copied() else { return Some((0, unit)) };
    let Some(divisor) = smallest.seconds() else { return Some((first, unit)) };
    let seconds = parts.iter().filter_map(|(count, unit)| Some(count * u128::from(unit.seconds()?)));
    let count = seconds.sum::<u128>() / u128::from(divisor);
    (count <= u64::MAX.into()).then_some((count, smallest))
}

/// The units, the smallest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    /// The unit of this name: as the table in the documentation of `Lifetime` has them.
    fn of(name: &str) -> Option<Self> {
        let is = |names: &str| names.split(' ').any(|other| other == name) && !name.is_empty();
        [
            ("s sec secs second seconds", Self::Second),
            ("m min mins minute minutes", Self::Minute),
            ("h hr hrs hour hours", Self::Hour),
            ("d day days", Self::Day),
            ("w wk wks week weeks", Self::Week),
            ("mo month months", Self::Month),
            ("y yr yrs year years", Self::Year),
        ]
        .into_iter()
        .find_map(|(names, unit)| is(names).then_some(unit))
    }

    const fn seconds(self) -> Option<u32> {
        match self {
            Self::Second => Some(1),
            Self::Minute => Some(60),
            Self::Hour => Some(3_600),
            Self::Day => Some(86_400),
            Self::Week => Some(604_800),
            Self::Month | Self::Year => None,
        }
    }
}

const GAPS: [&str; 8] = ["", " ", "", " ", "  ", "\t", ", ", "."];
const POLICIES: [&str; 8] =
    ["", ", clamp", ", roll-forward", ", reject", ",clamp", ", Clamp", " clamp", ", clamp, clamp"];
/// Units as they may be written, and some that are none.
const WRITTEN: [&str; 39] = [
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "m",
    "min",
    "mins",
    "minute",
    "minutes",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "d",
    "day",
    "days",
    "w",
    "wk",
    "wks",
    "week",
    "weeks",
    "mo",
    "month",
    "months",
    "y",
    "yr",
    "yrs",
    "year",
    "years",
    "M",
    "ms",
    "H",
    "",
    "Days",
    "q",
    "fortnight",
    "é",
];
