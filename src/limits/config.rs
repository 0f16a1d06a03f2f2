//! A schedule as configuration: its name.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

use super::{ALL, Schedule};
use crate::{config, excerpt::Excerpt};

/// Writes the name. A schedule that is not of this crate is an error, because it could not be read again.
impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if ALL.contains(self) {
            serializer.serialize_str(self.name())
        } else {
            Err(S::Error::custom(format_args!(
                "schedule `{}` is none of notafter::limits, and its name could not be read again",
                self.name()
            )))
        }
    }
}

/// Reads the name of a schedule of this crate.
impl<'de> Deserialize<'de> for &'static Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        config::text(deserializer, &format_args!("the name of a schedule, one of {Names}"), |text| {
            Schedule::named(text).ok_or_else(|| Unknown(Excerpt::of(text.as_bytes())))
        })
    }
}

/// A name that no schedule has.
struct Unknown(Excerpt);

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown schedule `{}`, expected one of {Names}", self.0)
    }
}

/// Prints the names of all schedules.
struct Names;

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ALL.iter()
            .enumerate()
            .try_for_each(|(index, schedule)| write!(f, "{}`{}`", if index == 0 { "" } else { ", " }, schedule.name()))
    }
}
