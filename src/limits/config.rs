//! A schedule as configuration: its name.

use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
    ser::Error as _,
};

use super::{ALL, Schedule};

/// Writes the name; an error for a schedule that is not of this crate, because it could not be read again.
impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if ALL.contains(self) {
            serializer.serialize_str(self.name)
        } else {
            Err(S::Error::custom(format_args!(
                "schedule `{}` is none of notafter::limits, and its name could not be read again",
                self.name
            )))
        }
    }
}

/// Reads the name of a schedule of this crate.
impl<'de> Deserialize<'de> for &'static Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Name)
    }
}

struct Name;

impl Visitor<'_> for Name {
    type Value = &'static Schedule;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name of a schedule, one of {Names}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Schedule::named(text)
            .ok_or_else(|| E::custom(format_args!("unknown schedule `{text}`, expected one of {Names}")))
    }
}

/// Prints the names of all schedules.
struct Names;

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ALL.iter()
            .enumerate()
            .try_for_each(|(index, schedule)| write!(f, "{}`{}`", if index == 0 { "" } else { ", " }, schedule.name))
    }
}
