//! What the crate was compared with, and what was found.
//!
//! The tests and scripts that are named here are in the crate's repository, and not in its package.
//!
//! # Every date
//!
//! `cargo test --test evidence` compares every date of five centuries, 182,987 dates, and prints this table. It is part of
//! `cargo test`; the whole of it takes seconds.
//!
//! | every date from 1900 to 2400 | compared with | cases | mismatches |
//! |---|---|--:|--:|
//! | `add_years`, 1 to 500 years | a calendar of days, walked one by one | 274,480,500 | 0 |
//! | `add_months`, -1,200 to 1,200 months | a calendar of days, walked one by one | 45,563,763 | 0 |
//! | both, hard dates from 0000 to 9999, to the ends of `i32` | a calendar of days, walked one by one | 19,118,250 | 0 |
//! | `add_months` and `add_years`, clamp | chrono | 33,303,634 | 0 |
//! | `add_months` and `add_years`, clamp | jiff | 16,834,804 | 0 |
//! | `add_months` and `add_years`, clamp and reject | icu_calendar | 33,669,608 | 0 |
//! | `Validity::starting_at`, both ends and length | the oracle's date, less one second | 6,953,506 | 0 |
//! | `Validity::encoded`, 0000 to 9999 too | the text of RFC 5280, from the oracle | 430,824 | 0 |
//! | `asn1_time::decode`, the same | the instant that was encoded | 430,824 | 0 |
//! | `Validity::from_certificate_der`, the same | the period that was encoded | 215,412 | 0 |
//! | a certificate minted | `Validity::starting_at`, and `from_certificate_der` | 365,974 | 0 |
//! | a certificate minted | x509-parser | 182,987 | 0 |
//! | a certificate minted, from 1970 on | x509-cert | 157,420 | 0 |
//! | a certificate minted, from 1970 on | rustls-webpki, at both ends and a second to each side | 944,520 | 0 |
//!
//! The oracle writes down every day from 0000-01-01 to 9999-12-31, one after the other. Whether a day exists is looked up in
//! this list and not computed, and it shares no code with the crate. chrono and jiff have one of the three policies, and
//! icu_calendar has two. A million signatures would take minutes, so that rustls-webpki is asked for the period alone here;
//! it and OpenSSL verify those of other tests.
//!
//! # Where verifiers differ
//!
//! RFC 5280 section 4.1.2.5 counts notBefore and notAfter themselves as valid, and so does this crate. `.ci/verifiers/run` has
//! the verifiers of others check 500 certificates that this crate minted:
//!
//! - one year and four years from every leap day of 1900 to 2400, by each policy that gives a period;
//! - a year from each hazard, and thirty days up to it: the first and the last second of UTCTime, the centuries, 1970, and the
//!   seconds of 2038 and 2106 at which 32 bits overflow;
//! - a month from the last day of each month;
//! - periods up to the last second of the year 9999, and periods of a single second.
//!
//! Each certificate is asked about at five instants: notBefore, notAfter, a second before each of them, and a second after
//! notAfter. x509-cert and keytool only read certificates, and are asked for the period. pkilint is asked for faults.
//!
//! | verifier | version | certificates | questions | differs from RFC 5280 section 4.1.2.5, in how many answers |
//! |---|---|--:|--:|---|
//! | rustls-webpki | 0.103 | 500 | 2,500 | has no instant before 1970: 331; reads no year before 1970: 15 |
//! | x509-parser | 0.18 | 500 | 2,500 | has no instant after the year 9999: 3; counts a notBefore before 1950 as too early: 47 |
//! | x509-cert | 0.3 | 500 | 500 | reads no year before 1970: 69 |
//! | OpenSSL, `verify -x509_strict` | 3 | 500 | 2,500 | has no instant after the year 9999: 3; counts notAfter as expired: 502 |
//! | GnuTLS | 3 | 500 | 2,500 | calls every instant before 1970 too early: 261; reads an end before 1970 as the first second of 1970: 1 |
//! | Go, `crypto/x509` | 1 | 500 | 2,500 | no |
//! | Java, `CertPathValidator` | 17 | 500 | 2,500 | no |
//! | Java, `keytool -printcert` | 17 | 500 | 500 | no |
//! | pyca/cryptography | 50 | 500 | 2,500 | has no instant after the year 9999: 3 |
//! | pkilint, `lint_pkix_cert` | 0.13 | 500 | 500 | no |
//!
//! Every other answer is the one that RFC 5280 asks for. The check fails at a new difference, and at one that is gone. For your
//! certificates this means:
//!
//! - With OpenSSL a certificate lasts a second less, and a certificate of a single second is never valid.
//! - A certificate that begins before 1970 cannot be read by rustls-webpki and x509-cert.
//!
//! # Faults with a history
//!
//! `scripts/planted-faults` plants each of these in a copy of the crate and prints the tests that fail. Beside the sweeps
//! above, which catch them all but for the sixth, these do, among others:
//!
//! | planted | caught by |
//! |---|---|
//! | every fourth year is a leap year, centuries too | `calendar::r2_a_year_is_twelve_months_and_zero_is_the_identity` |
//! | every century is a common year, 2000 too | the same |
//! | `Clamp` and `RollForward` are swapped | `calendar::r1_the_policy_decides_where_the_day_does_not_exist` |
//! | a period of years ends a second late | `validity::r7_a_lifetime_ends_one_second_before_it_is_over` |
//! | a period of days ends a second late | the same |
//! | the last second is not valid | `validity::r8_the_status_changes_at_the_seconds_of_the_ends` |
//! | UTCTime begins in 1951 | `reading::encoding::the_year_decides_the_type` |
//! | years 50 to 99 of UTCTime are of this century | `reading::times::a_time_in_its_one_form_is_read` |
//!
//! `scripts/mutants` plants every small fault that [cargo-mutants](https://mutants.rs) knows, one at a time, and runs the tests on
//! each: in the core, in `renewal` and in `preflight`. In the core none survives of those that change what the program does:
//! `.cargo/mutants.toml` lists the others with the reason. The figures for `renewal` are from before its redesign.
//!
//! # Coverage
//!
//! The tests reach 98.6 % of the lines of `src/`: 3,277 of 3,322. `scripts/coverage` prints the figure for each file, and the
//! others:
//!
//! - functions that only the compiler evaluates, for constants;
//! - branches that no value leads to, in the place of a panic;
//! - what only the examples of the documentation run;
//! - what runs in a test whose process has to abort.
//!
//! # Renewal
//!
//! `cargo test` runs a hundred thousand random worlds against a rotation, and `scripts/adversary` ten million. There
//! are three kinds of them. The issuer answers whatever it likes; or the host's clock is set, too; or an honest issuer is away for
//! once. They differ in plans, lifetimes, cadences, suggestions, files that are offered, and restarts. While time goes forward no
//! valid credential is lost, no alert dropped, and no attempt made twice in a second. With the honest issuer there is no gap,
//! unless it was away at the last chance. Where a clock is set, what is kept and valid is used, and what was taken last is kept.
//!
//! # Laws and fuzzing
//!
//! Laws run over random dates of the whole range. Ends are monotone in date and amount, `Clamp` is never after `RollForward`, and
//! `Reject` is an error exactly where the two differ. Twelve months are a year. Every text, configuration and certificate is read
//! back as it was written. Fourteen fuzz targets each assert something, against oracles and other parsers. `cargo test` replays their
//! seeds, and `fuzz/README.md` says how to run them.
