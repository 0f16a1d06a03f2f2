//! Renewal: in time, spread over the fleet, and never at the price of what works.

mod bounds;
mod clock;
mod issuer;
mod laws;
mod leap_day;
mod remote;
mod rotation;
mod suggestion;
mod window;
