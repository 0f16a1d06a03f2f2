//! Lists the limits on a date, and the coming ones.

mod calendar;
mod list;

pub(crate) use list::{Arguments, run};
