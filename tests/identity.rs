//! A live identity and live trust, on clocks that the tests set.

mod asynchronous;
mod credential;
mod files;
mod leap_day;
mod live;
mod odd;
mod resumed;
mod rollover;
mod roots;
mod saved;
mod trust;
mod wire;
mod world;
