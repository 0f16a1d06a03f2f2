//! A lifetime as configuration: a text, or a table of one unit.

use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
    ser::Error as _,
};

use super::{Length, Lifetime, LifetimeFault, unit::Unit};
use crate::calendar::LeapDayPolicy;

impl Serialize for Lifetime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_zero() {
            return Err(S::Error::custom("a lifetime of zero could not be read again"));
        }
        let leap_day = self.leap_day_policy();
        match self.0 {
            Length::Years(years, _) => Table { years: Some(years), leap_day, ..Table::default() },
            Length::Months(months, _) => Table { months: Some(months), leap_day, ..Table::default() },
            Length::Weeks(weeks) => Table { weeks: Some(weeks), ..Table::default() },
            Length::Days(days) => Table { days: Some(days), ..Table::default() },
            Length::Hours(hours) => Table { hours: Some(hours), ..Table::default() },
            Length::Minutes(minutes) => Table { minutes: Some(minutes), ..Table::default() },
            Length::Seconds(seconds) => Table { seconds: Some(seconds), ..Table::default() },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Lifetime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrTable)
    }
}

struct TextOrTable;

impl<'de> Visitor<'de> for TextOrTable {
    type Value = Lifetime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text with a unit, such as `90 days`, or a table of one unit, such as `{ days = 90 }`")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Lifetime, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Lifetime, A::Error> {
        let table = Table::deserialize(MapAccessDeserializer::new(map))?;
        let mut written = table.counts().into_iter().filter_map(|(count, unit)| Some((count?, unit)));
        let (count, unit) = match (written.next(), written.next()) {
            (Some(only), None) => only,
            (None, _) => return Err(A::Error::custom(format_args!("a lifetime needs one of {UNITS}"))),
            (Some(_), Some(_)) => {
                return Err(A::Error::custom(format_args!("a lifetime takes only one of {UNITS}")));
            }
        };
        let name = unit.name();
        Lifetime::from_parts(count, unit, table.leap_day).map_err(|error| match error {
            LifetimeFault::MissingPolicy => A::Error::custom(format_args!(
                "`{name}s = {count}` needs `leap_day`, one of `clamp`, `roll-forward` or `reject`"
            )),
            LifetimeFault::UnusedPolicy => A::Error::custom(format_args!(
                "`{name}s = {count}` takes no `leap_day`: only years and months need a policy"
            )),
            // It is zero, or too long.
            _ => A::Error::custom(format_args!("`{name}s = {count}` is out of range: expected at least 1")),
        })
    }
}

/// A lifetime as a table, with every key optional so that each mistake gets its own words.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Lifetime")]
struct Table {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    years: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    months: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weeks: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hours: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    leap_day: Option<LeapDayPolicy>,
}

impl Table {
    fn counts(&self) -> [(Option<u64>, Unit); 7] {
        [
            (self.years.map(u64::from), Unit::Year),
            (self.months.map(u64::from), Unit::Month),
            (self.weeks.map(u64::from), Unit::Week),
            (self.days.map(u64::from), Unit::Day),
            (self.hours.map(u64::from), Unit::Hour),
            (self.minutes.map(u64::from), Unit::Minute),
            (self.seconds, Unit::Second),
        ]
    }
}

const UNITS: &str = "`years`, `months`, `weeks`, `days`, `hours`, `minutes` or `seconds`";
