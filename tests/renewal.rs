//! Renewal: in time, spread over the fleet, and never at the price of what works.

mod clock;
mod laws;
mod rotation;
mod window;
