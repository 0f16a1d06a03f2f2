//! A lifetime as configuration: a table of one unit.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

use super::{Length, Lifetime, PartsError};
use crate::calendar::LeapDayPolicy;

/// A lifetime as configuration writes it, with every key optional so that each mistake gets its own words.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Lifetime", expecting = "a table of one unit, such as `{ days = 30 }`")]
struct Table {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    years: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    months: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    leap_day: Option<LeapDayPolicy>,
}

impl Serialize for Lifetime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_zero() {
            return Err(S::Error::custom("a lifetime of zero could not be read again"));
        }
        let leap_day = self.leap_day_policy();
        match self.0 {
            Length::Years(years, _) => Table { years: Some(years), leap_day, ..Table::default() },
            Length::Months(months, _) => Table { months: Some(months), leap_day, ..Table::default() },
            Length::Days(days) => Table { days: Some(days), ..Table::default() },
            Length::Seconds(seconds) => Table { seconds: Some(seconds), ..Table::default() },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Lifetime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Table { years, months, days, seconds, leap_day } = Table::deserialize(deserializer)?;
        let (count, unit) = match (years, months, days, seconds) {
            (Some(years), None, None, None) => (years.into(), "years"),
            (None, Some(months), None, None) => (months.into(), "months"),
            (None, None, Some(days), None) => (days.into(), "days"),
            (None, None, None, Some(seconds)) => (seconds, "seconds"),
            (None, None, None, None) => {
                return Err(D::Error::custom("a lifetime needs one of `years`, `months`, `days` or `seconds`"));
            }
            _ => {
                return Err(D::Error::custom("a lifetime takes only one of `years`, `months`, `days` and `seconds`"));
            }
        };
        Self::from_parts(count, unit, leap_day).map_err(|error| match error {
            PartsError::MissingPolicy => D::Error::custom(format_args!(
                "`{unit} = {count}` needs `leap_day`, one of `clamp`, `roll-forward` or `reject`"
            )),
            PartsError::UnusedPolicy => {
                D::Error::custom(format_args!("`{unit} = {count}` takes no `leap_day`: days and seconds are exact"))
            }
            PartsError::Zero | PartsError::Count | PartsError::Unit => {
                D::Error::custom(format_args!("`{unit} = {count}` is out of range: expected at least 1"))
            }
        })
    }
}
