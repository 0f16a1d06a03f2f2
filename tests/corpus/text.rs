//! Any text as a policy, a lifetime and a period.

use core::{
    fmt::{Debug, Display},
    str::FromStr,
};

use notafter::{LeapDayPolicy, Validity};

use super::{durations::check_text as check_lifetime, peer::assert_one_line};

/// The input is the text; what is not UTF-8 in it is replaced.
pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(printed) = round_trip::<LeapDayPolicy>(&text) {
        assert_eq!(printed, text, "a policy has one spelling");
    }
    if let Some(printed) = round_trip::<Validity>(&text) {
        assert_eq!(printed, text, "a period has one spelling");
    }
    check_lifetime(&text);
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
