//! A live identity, on clocks that the tests set.

mod asynchronous;
mod files;
mod live;
mod saved;
mod world;
