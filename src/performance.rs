//! How fast it is, beside others, and how that is measured.
//!
//! The numbers are of 2026-11-22, with rustc 1.95 on x86-64. Ratios travel, nanoseconds do not: run the commands, in the
//! crate's repository.
//!
//! # Ratios
//!
//! `cargo bench --bench ratios` does the same work on the same inputs with each crate in turn, once it is known that the
//! results agree. A ratio is the median of 41 turns; the noise is the median distance of the turns from it.
//!
//! | work | beside | here | there | ratio | noise | aim |
//! |---|---|---|---|---|---|---|
//! | [`add_years`](crate::add_years), 182,987 dates in no order | chrono `Months` | 2.7 ns | 6.3 ns | 0.43 | 6 % | 0.5 |
//! | | jiff | 2.7 ns | 19.1 ns | 0.14 | 3 % | 0.15 |
//! | | icu_calendar | 2.7 ns | 16.9 ns | 0.16 | 4 % | 0.15, missed |
//! | | `replace_year`, and 28 February | 2.7 ns | 5.5 ns | 0.49 | 5 % | 0.8 |
//! | [`add_months`](crate::add_months), likewise | chrono `Months` | 5.6 ns | 6.3 ns | 0.88 | 2 % | 0.8, missed |
//! | | jiff | 5.6 ns | 19.9 ns | 0.28 | 2 % | 0.3 |
//! | | icu_calendar | 5.6 ns | 20.8 ns | 0.27 | 2 % | 0.3 |
//! | [`from_certificate_der`](crate::Validity::from_certificate_der) of a P-256 leaf | x509-parser, all of it | 26.8 ns | 1,844 ns | 0.015 | 2 % | 0.02 |
//! | | rustls-webpki, all of it | 26.8 ns | 233 ns | 0.12 | 1 % | 0.25 |
//! | | x509-cert, all of it | 26.8 ns | 2,384 ns | 0.011 | 2 % | |
//! | `Inspection` of a P-256 leaf, with its findings | x509-parser, all of it | 550 ns | 1,670 ns | 0.33 | 1 % | 0.4 |
//! | the same of Mozilla's roots | x509-parser, all of them | 850 ns | 2,180 ns | 0.39 | 1 % | 0.4 |
//! | minting a P-256 leaf, checked before it is signed | rcgen alone | 17.3 µs | 17.8 µs | 0.97 | 0.4 % | 1.02 |
//! | | its signature alone | 17.3 µs | 15.8 µs | 1.10 | 0.3 % | 1.18 |
//! | a TLS 1.3 handshake with a live identity (`--features rustls`) | a fixed certificate | 600 µs | 600 µs | 1.00 | 4 % | 1.01 |
//! | what a handshake asks of it | a fixed certificate | 21 ns | 10 ns | | 8 % | |
//! | `preflight::sweep`, 182,987 dates | | 7.4 ms | | | | 10 ms |
//! | a renewal plan from every day of ten years, three lifetimes each | | 0.12 s | | | | 1 s |
//! | every date, 500 years and 3 policies against a list of days | | 1.2 s | | | | 5 s |
//!
//! Reading a period allocates nothing, and neither do the calendar, the periods and the profiles: `tests/memory.rs`. Other
//! parsers do more, as they read the whole certificate; if you want only the period, you can choose among them.
//!
//! The two aims that dates miss are close to what a date of `time` allows, which stores the year and the day of the year and
//! checks both. To take the two out and put them into another date, without any calendar, takes 2.4 ns: 0.14 of icu_calendar's
//! time. To take month and day out and put them into another date, unchanged, takes 4.4 ns: 0.70 of chrono's.
//! Only dates of another type could be faster.
//!
//! The row of handshakes is of 2026-11-29, on a busy machine. A live identity allocates nothing in a handshake, which the same command
//! asserts.
//!
//! The rows of minting are of 2026-11-30. Minting draws a serial number from the operating system, and before the key is asked it reads
//! everything back and compares it: period, names, key and each extension. It is faster than rcgen all the same. An authority keeps
//! its name, the identifier of its key and its algorithm in DER, and rcgen makes them anew for each certificate.
//!
//! # Instructions
//!
//! A time differs from run to run, a count of instructions from compiler to compiler alone. `.ci/instructions/count` runs
//! callgrind, and fails where a count is more than 3 % above `.ci/instructions/budget`; with `--refresh` it writes the budget
//! anew. For each call:
//!
//! | call | instructions |
//! |---|--:|
//! | [`add_years`](crate::add_years) | 57 |
//! | [`add_months`](crate::add_months) | 78 |
//! | [`Validity::from_certificate_der`](crate::Validity::from_certificate_der) of a P-256 leaf | 560 |
//! | [`Validity::contains`](crate::Validity::contains) | 18 |
//! | `preflight::sweep`, for each date | 349 |
//! | `Inspection::of_der` of a P-256 leaf, and its findings | 10,380 |
//! | minting a leaf, composed and checked, without the signature | 17,592 |
//! | `Rotation::at` and `View::due` | 4,013 |
//! | what a handshake asks of a live identity | 94 |
//!
//! # Growth
//!
//! `cargo bench --bench scaling` prints:
//!
//! | work | | |
//! |---|---|---|
//! | inspection of 1,000,000 certificates | 1 thread | 1.71 s, 584,000 per second |
//! | | 2 threads | 0.84 s, 1,188,000 per second: 2.03 times as many |
//! | | memory | 581 bytes at most, for each thread |
//! | `preflight::sweep` | 10 to 10,000 years | 40 ns for each date, however many |
//! | `renewal::Rotation` | on its own | 264 bytes and its credentials |
//! | | 1,000,000 in a `HashMap`, half of which is empty | 572 bytes each |
//!
//! # Cost to compile
//!
//! `scripts/compile-cost` builds each dependency from nothing, in release mode, and counts the seconds of CPU:
//!
//! | dependency | direct | packages | CPU seconds |
//! |---|---|---|---|
//! | notafter, no features | 2 | 12 | 7.2 |
//! | chrono, no features | 1 | 3 | 2.3 |
//! | chrono, default | 2 | 4 | 3.9 |
//! | jiff, `alloc` | 1 | 2 | 8.0 |
//! | jiff, default | 1 | 2 | 9.7 |
//! | notafter, `inspect` | 3 | 32 | 37 |
//! | x509-parser | 9 | 31 | 33 |
//! | notafter, default | 7 | 47 | 57 |
//!
//! Six of the 12 packages of the core, itself counted, are `thiserror` and what derives with it: at compile time alone.
