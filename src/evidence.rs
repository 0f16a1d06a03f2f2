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
//! | every century is a common year, 2000 too | `calendar::r2_a_year_is_twelve_months_and_zero_is_the_identity` |
//! | `Clamp` and `RollForward` are swapped | `calendar::r1_the_policy_decides_where_the_day_does_not_exist` |
//! | a period of years ends a second late | `validity::r7_a_lifetime_ends_one_second_before_it_is_over` |
//! | a period of days ends a second late | `validity::r7_a_lifetime_ends_one_second_before_it_is_over` |
//! | the last second is not valid | `validity::r8_the_status_changes_at_the_seconds_of_the_ends` |
//! | UTCTime begins in 1951 | `reading::encoding::the_year_decides_the_type` |
//! | years 50 to 99 of UTCTime are of this century | `reading::times::a_time_in_its_one_form_is_read` |
//!
//! # Faults against the rules
//!
//! The crate keeps more rules than those of dates. The script plants at least one fault against each, and
//! `scripts/planted-faults R22` plants those against one rule. All are noticed, among others by these tests:
//!
//! | rule | planted | caught by |
//! |---|---|---|
//! | R14: every error says whose fault it is, and when to ask again | what every host would repeat is tried again as soon as any other | `renewal::rotation::an_error_of_every_host_waits_the_longest_from_the_first_failure_on` |
//! | R14 | a pointer to an error does not pass on when to ask again | `scope::a_pointer_passes_on_the_scope_and_the_wait` |
//! | R14 | `Retry-After` shortens a wait | `renewal::situations::s9_retry_after_is_kept_to_until_the_last_chance` |
//! | R15: serial numbers are unique, positive, and at most 20 octets | eight octets of a serial number are random | `mint::serial::every_octet_of_a_serial_number_is_random` |
//! | R15 | a serial number may be negative | `mint::serial::every_octet_of_a_serial_number_is_random` |
//! | R16: a valid credential is never dropped, and a fleet is spread | the oldest of five credentials is dropped, needed or not | `renewal::situations::h19_a_long_credential_is_not_pushed_out_by_short_ones` |
//! | R16 | every host renews at the beginning of its window | `renewal::window::a_fleet_is_spread_evenly_whatever_its_hosts_are_called` |
//! | R17: what prolongs the service is taken, whatever the clocks say | a replacement that begins after the host's clock is refused | `renewal::situations::s1_a_host_with_a_slow_clock_takes_what_is_right_and_is_told` |
//! | R17 | what begins in the second after the cover follows after a gap | `renewal::clock::a_credential_that_begins_in_the_very_next_second_takes_over_in_time` |
//! | R17 | what begins last is used first if nothing is valid | `renewal::remote::where_nothing_is_valid_what_begins_first_is_used` |
//! | R18: an answer is learned from | nothing is learned from an answer that ends earlier | `renewal::situations::s2_an_issuer_that_shortens_its_lifetimes_is_asked_a_handful_of_times` |
//! | R18 | what is learned puts off the last chance | `renewal::record::a_record_that_says_anything_lets_nothing_expire` |
//! | R19: a suggestion is of one certificate, and has bounds | a suggestion is taken for any credential | `renewal::situations::s3_an_issuer_that_wants_every_certificate_renewed_at_once_is_asked_ever_less_often` |
//! | R19 | renewals that are suggested one after another do not back off | `renewal::situations::s3_an_issuer_that_wants_every_certificate_renewed_at_once_is_asked_ever_less_often` |
//! | R19 | a late window leaves a hundredth | `renewal::situations::s8_however_late_a_window_is_a_twentieth_is_left` |
//! | R19 | an issuer may put off the next question for a month | `renewal::window::the_next_question_is_a_minute_to_a_day_away_and_six_hours_after_an_error` |
//! | R20: who asks seldom is served in time | who asks seldom is told what is due at the next time | `renewal::situations::who_asks_seldom_renews_before_the_instant_has_passed` |
//! | R21: an alert is ended by a renewal, or when the reason is withdrawn | a further reason to renew ends an alert | `renewal::situations::s4_a_further_reason_to_renew_does_not_end_an_alert` |
//! | R21 | a renewal does not end an alert | `renewal::suggestion::an_alert_of_a_wrong_time_does_not_come_back` |
//! | R22: a credential that is there is offered, and judged like any other | a file that is no better counts as a failure | `renewal::situations::s10_a_file_that_was_mended_is_taken_at_the_next_look` |
//! | R22 | a file that is there already replaces itself | `renewal::situations::a_file_that_is_there_already_does_not_replace_itself` |
//! | R22 | a file that is taken counts as a failure | `renewal::situations::a_file_that_is_taken_is_no_failure` |
//! | R23: the spread fits the lifetime | a period of an hour is spread as one of 90 days | `renewal::situations::s7_a_fleet_of_short_lifetimes_is_spread` |
//! | R23 | the spread of a plan is not used | `renewal::window::a_plan_has_the_spread_that_it_says` |
//! | R23 | a time before the end that is too long means at once | `renewal::window::the_window_lies_around_its_point_and_before_a_latest_time` |
//! | R24: a period is that of the whole chain, and counts from when it was taken | a period counts from notBefore, whenever it was taken | `renewal::bounds::a_host_that_starts_again_renews_when_it_would_have` |
//! | R24 | the period of a chain is that of its leaf | `identity::credential::the_period_is_that_of_the_chain_without_a_root` |
//! | R25: a plan can be proved | a rehearsal ends before a gap does, and does not count it | `preflight::renewal::a_credential_that_is_never_replaced_is_a_gap_within_one_lifetime_too` |
//! | R25 | attempts of a whole run count for its worst hour | `preflight::renewal::a_quiet_year_is_one_renewal_in_two_thirds_of_a_lifetime` |
//! | R26: nothing is signed that was not checked | the key signs before the body is checked | `mint::kinds::errors::the_key_signs_once_for_each_certificate_and_never_for_a_refusal` |
//! | R26 | what is read back is not compared with what was meant | `mint::check::tests::a_body_that_says_something_else_is_refused_by_its_part` |
//! | R27: names and extensions are octets, and stay as they are | an extension that is granted loses its criticality | `mint::kinds::criticality::what_is_asked_for_as_critical_or_not_is_granted_so` |
//! | R27 | the identifier of an authority's key is computed anew | `mint::kinds::authorities::an_authoritys_key_identifier_stands_in_what_it_signs_whatever_it_is` |
//! | R27 | what an authority signs is issued by the authority above it | `mint::kinds::authorities::whatever_an_authority_is_called_what_it_signs_is_issued_by_its_octets` |
//! | R28: a request is granted by the policy of the caller | OCSP signing is granted like any other purpose | `mint::kinds::grant::purposes_that_stand_for_all_are_granted_by_name_alone` |
//! | R28 | an extension that is not granted is left out | `mint::kinds::requests::an_extension_that_is_not_granted_is_refused_by_its_name_or_left_out` |
//! | R28 | the signature of a request is not verified | `mint::kinds::requests::a_request_that_another_key_signed_is_refused` |
//! | R28 | a signature that is not supported is called invalid | `mint::kinds::requests::a_signature_that_nothing_at_hand_verifies_is_not_called_invalid` |
//! | R29: defaults conform to the standards | a leaf has no authority key identifier | `mint::kinds::authorities::leaves_have_an_authority_key_identifier_and_authorities_their_own_and_usages` |
//! | R29 | an extension may stand there twice | `mint::kinds::hostile::an_extension_that_would_be_there_twice_is_refused` |
//! | R29 | a leaf need have no name at all | `mint::kinds::names::a_leaf_has_a_subject_or_an_alternative_name` |
//! | R30: a given period, a chain in a file, and a compressed key are served | a period that is given is not held to its schedule | `profile::a_given_period_is_bounded_as_any_other` |
//! | R30 | a compressed key is another key | `mint::kinds::authorities::a_compressed_point_is_the_same_key_and_any_other_is_not` |
//! | R30 | a certificate in a file need fit the one below it by name or key alone | `mint::kinds::authorities::a_file_with_its_chain_is_read_in_the_order_of_tls_alone` |
//! | R31: one fault does not hide another | a time that cannot be read hides the other | `inspect::faults::every_set_of_faults_is_found` |
//! | R31 | a serial number is not judged if a time is wrong | `inspect::faults::every_set_of_faults_is_found` |
//! | R32: names and keys link as RFC 5280 compares them; the complete path that ends last is taken | the case of letters tells names apart | `inspect::chain::links::names_link_whatever_their_case_their_blanks_and_their_type` |
//! | R32 | of several issuers the first by name is taken, whatever its key | `inspect::chain::links::a_key_identifier_tells_issuers_of_one_name_apart` |
//! | R32 | the shortest path is taken, whichever ends last | `inspect::chain::paths::the_path_that_ends_last_is_taken_as_a_whole` |
//! | R32 | the serial number of an issuer is not compared | `inspect::chain::links::the_issuer_s_certificate_is_found_by_its_issuer_and_serial_number` |
//! | R33: what a certificate is for comes before what it claims | what a certificate claims comes before what it is for | `inspect::kinds::purposes_decide_before_claims` |
//! | R34: PEM is RFC 7468, and what is no certificate is named | a line does not end with CR alone | `inspect::bundle::rfc7468::every_newline_convention_is_handled` |
//! | R34 | blanks within base64 are no base64 | `inspect::bundle::rfc7468::white_space_is_ignored` |
//! | R34 | a certification request is a block without a name | `inspect::bundle::names::pem_is_named_by_its_label` |
//!
//! # Mutation testing
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
