//! Any text as a policy, a lifetime and a period.

use core::{
    fmt::{Debug, Display},
    str::FromStr,
};

use notafter::{LeapDayPolicy, Lifetime, Validity};

use super::peer::assert_one_line;

/// The input is the text; what is not UTF-8 in it is replaced.
pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(printed) = round_trip::<LeapDayPolicy>(&text) {
        assert_eq!(printed, text, "a policy has one spelling");
    }
    if let Some(printed) = round_trip::<Validity>(&text) {
        assert_eq!(printed, text, "a period has one spelling");
    }
    if let Some(printed) = round_trip::<Lifetime>(&text) {
        let (length, policy) = without_policy(&text);
        let (printed, printed_policy) = without_policy(&printed);
        assert_eq!(printed_policy, policy, "{text}");
        let written = parts(length);
        let [(count, unit)] = parts(printed)[..] else { panic!("`{text}` is printed as a sum: {printed}") };
        assert_eq!(count * unit, written.iter().map(|(count, unit)| count * unit).sum(), "`{text}` is not `{printed}`");
        let last = written.iter().rfind(|(count, _)| *count > 0).expect("more than zero");
        assert_eq!(unit, last.1, "`{text}` is printed in another unit: {printed}");
        assert_eq!(policy.is_some(), unit < 0, "`{text}`: a policy is for years and months");
    }
}

fn without_policy(text: &str) -> (&str, Option<&str>) {
    text.split_once(", ").map_or((text, None), |(length, policy)| (length, Some(policy)))
}

/// The counts in `length`, each with what its unit is worth: seconds, or months with a minus so that the two differ.
fn parts(length: &str) -> Vec<(i128, i128)> {
    let mut parts = Vec::new();
    let mut rest = length.trim_start();
    while !rest.is_empty() {
        let letters = rest.find(|c: char| !c.is_ascii_digit()).expect("a unit");
        let (count, after) = rest.split_at(letters);
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let worth = match unit.get(..2).unwrap_or(unit) {
            "y" | "yr" | "ye" => -12,
            "mo" => -1,
            "w" | "wk" | "we" => 7 * 24 * 60 * 60,
            "d" | "da" => 24 * 60 * 60,
            "h" | "hr" | "ho" => 60 * 60,
            "m" | "mi" => 60,
            "s" | "se" => 1,
            other => panic!("`{length}` is read, and {other} is no unit"),
        };
        parts.push((count.parse().expect("a count"), worth));
        rest = after.trim_start();
    }
    parts
}

/// What `text` prints as once it is read; none, if it is refused.
fn round_trip<T>(text: &str) -> Option<String>
where
    T: FromStr<Err: Display> + Display + Debug + PartialEq,
{
    match text.parse::<T>() {
        Ok(value) => {
            let printed = value.to_string();
            assert!(printed.parse().is_ok_and(|again: T| again == value && again.to_string() == printed), "{value:?}");
            Some(printed)
        }
        Err(error) => {
            assert_one_line(&error);
            assert!(error.to_string().len() < 500, "as long as the text: {error}");
            None
        }
    }
}
