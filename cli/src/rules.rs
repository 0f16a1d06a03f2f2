//! Which limits hold on a date, and which come.

mod calendar;
mod list;

pub(crate) use list::{Arguments, run};
