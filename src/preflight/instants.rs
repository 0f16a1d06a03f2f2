//! The instants at which issuing code is asked.

use core::ops::RangeInclusive;

use time::{Time, UtcDateTime};

use super::days::{LAST_YEAR, days};

/// Instants, in the order in which they are asked.
#[derive(Clone, Debug)]
pub(in crate::preflight) enum Instants {
    /// These times of every date. Thousands of years need no memory.
    EveryDay {
        years: RangeInclusive<i32>,
        times_of_day: &'static [Time],
    },
    Listed(Vec<UtcDateTime>),
}

impl Instants {
    /// The instants of `instants` that X.509 can write.
    pub(in crate::preflight) fn listed(instants: impl IntoIterator<Item = UtcDateTime>) -> Self {
        Self::Listed(instants.into_iter().filter(|at| (0..=LAST_YEAR).contains(&at.year())).collect())
    }

    pub(in crate::preflight) fn iter(&self) -> Box<dyn Iterator<Item = UtcDateTime> + Send + '_> {
        match self {
            Self::EveryDay { years, times_of_day } => {
                let times_of_day = *times_of_day;
                let of_day = move |day| times_of_day.iter().map(move |time| UtcDateTime::new(day, *time));
                Box::new(days(years.clone()).flat_map(of_day))
            }
            Self::Listed(instants) => Box::new(instants.iter().copied()),
        }
    }
}
