//! Every schedule against a table of its own, second by second.

mod announced;
mod documented;
mod not_before;
#[cfg(all(feature = "serde", feature = "alloc"))]
mod owned;
mod profile;
mod term;

use core::time::Duration;

use notafter::{
    Lifetime, Profile, Scope, Scoped, Validity,
    limits::{
        ALL, APPLE_TLS, C2PA_CLAIM_SIGNING_1, C2PA_CLAIM_SIGNING_2, C2PA_CLAIM_SIGNING_CA, C2PA_TIMESTAMPING,
        C2PA_TIMESTAMPING_CA, CODE_SIGNING,
        Counting::{self, Exclusive, Inclusive},
        FEDERAL_PKI, FEDERAL_PKI_OCSP, Limit, LimitError, NotBeforeError, NotBeforeLimit, OCSP_RESPONDER, ROOT_CA,
        SHORT_LIVED, SMIME_LEGACY, SMIME_MULTIPURPOSE, SMIME_STRICT, SUBORDINATE_CA, Schedule, TIMESTAMPING, TLS_EV,
        TLS_SERVER, Term,
        Term::{Days, Hours, Months, Years},
        Verdict,
    },
    time::{
        self, Date, Month, UtcDateTime,
        macros::{date, utc_datetime},
    },
};

const SECOND: time::Duration = time::Duration::SECOND;

/// What a row should say: its date, maximum, minimum, recommendation, and counting.
type Row = (Date, Option<Term>, Option<Term>, Option<Term>, Counting);

fn expected() -> [(Schedule, &'static str, Vec<Row>); 19] {
    let at_most = |date, max, counting| (date, Some(max), None, None, counting);
    let only = |date, days| vec![at_most(date, Days(days), Inclusive)];
    let csc_1 = date!(2019 - 08 - 13);
    let (fpki, c2pa) = (date!(2021 - 09 - 01), date!(2025 - 06 - 02));
    let sc081: [Row; 3] = [
        (date!(2026 - 03 - 15), Some(Days(200)), None, Some(Days(199)), Inclusive),
        (date!(2027 - 03 - 15), Some(Days(100)), None, Some(Days(99)), Inclusive),
        (date!(2029 - 03 - 15), Some(Days(47)), None, Some(Days(46)), Inclusive),
    ];
    let mut tls_server = vec![
        at_most(date!(2012 - 07 - 01), Months(60), Exclusive),
        at_most(date!(2015 - 04 - 02), Months(39), Exclusive),
        at_most(date!(2018 - 03 - 02), Days(825), Exclusive),
        (date!(2020 - 09 - 01), Some(Days(398)), None, Some(Days(397)), Inclusive),
    ];
    tls_server.extend(sc081);
    let mut tls_ev = vec![
        (date!(2012 - 07 - 01), Some(Months(27)), None, Some(Months(12)), Exclusive),
        (date!(2018 - 03 - 02), Some(Days(825)), None, Some(Months(12)), Exclusive),
        (date!(2020 - 09 - 01), Some(Days(398)), None, Some(Months(12)), Inclusive),
    ];
    tls_ev.extend(sc081);
    [
        (TLS_SERVER, "TLS_SERVER", tls_server),
        (TLS_EV, "TLS_EV", tls_ev),
        (
            CODE_SIGNING,
            "CODE_SIGNING",
            vec![at_most(csc_1, Months(39), Inclusive), at_most(date!(2026 - 03 - 01), Days(460), Inclusive)],
        ),
        (TIMESTAMPING, "TIMESTAMPING", vec![at_most(csc_1, Months(135), Inclusive)]),
        (SMIME_STRICT, "SMIME_STRICT", vec![at_most(date!(2023 - 09 - 01), Days(825), Inclusive)]),
        (SMIME_MULTIPURPOSE, "SMIME_MULTIPURPOSE", vec![at_most(date!(2023 - 09 - 01), Days(825), Inclusive)]),
        (
            SMIME_LEGACY,
            "SMIME_LEGACY",
            vec![
                at_most(date!(2023 - 09 - 01), Days(1185), Inclusive),
                (date!(2025 - 07 - 15), None, None, None, Inclusive),
            ],
        ),
        (ROOT_CA, "ROOT_CA", vec![(date!(2023 - 09 - 15), Some(Days(9132)), Some(Days(2922)), None, Inclusive)]),
        (SUBORDINATE_CA, "SUBORDINATE_CA", vec![(date!(2026 - 02 - 05), None, None, Some(Years(3)), Inclusive)]),
        (OCSP_RESPONDER, "OCSP_RESPONDER", vec![]),
        (APPLE_TLS, "APPLE_TLS", vec![at_most(date!(2019 - 07 - 01), Days(825), Inclusive)]),
        (
            SHORT_LIVED,
            "SHORT_LIVED",
            vec![
                at_most(date!(2024 - 03 - 15), Days(10), Inclusive),
                at_most(date!(2026 - 03 - 15), Days(7), Inclusive),
            ],
        ),
        (FEDERAL_PKI, "FEDERAL_PKI", vec![at_most(fpki, Years(3), Inclusive)]),
        (FEDERAL_PKI_OCSP, "FEDERAL_PKI_OCSP", only(fpki, 120)),
        (C2PA_CLAIM_SIGNING_1, "C2PA_CLAIM_SIGNING_1", only(c2pa, 366)),
        (C2PA_CLAIM_SIGNING_2, "C2PA_CLAIM_SIGNING_2", only(c2pa, 90)),
        (C2PA_CLAIM_SIGNING_CA, "C2PA_CLAIM_SIGNING_CA", only(c2pa, 1827)),
        (C2PA_TIMESTAMPING_CA, "C2PA_TIMESTAMPING_CA", only(c2pa, 5479)),
        (C2PA_TIMESTAMPING, "C2PA_TIMESTAMPING", only(c2pa, 4110)),
    ]
}

// requirement: TLS BR §6.3.2 before-2026
// requirement: TLS BR §6.3.2 from-2026
// requirement: TLS BR §6.3.2 from-2027
// requirement: TLS BR §6.3.2 from-2029
#[test]
fn each_schedule_has_its_rows() {
    assert_eq!(expected().map(|(schedule, ..)| schedule), ALL);
    for (schedule, name, rows) in expected() {
        assert_eq!(schedule.name().to_uppercase().replace('-', "_"), name);
        assert_eq!(schedule.to_string(), schedule.name());
        let found: Vec<Row> = schedule
            .rows()
            .iter()
            .map(|row| {
                assert_eq!(row.effective().time(), time::Time::MIDNIGHT, "{name}");
                (row.effective().date(), row.max(), row.min(), row.recommended(), row.counting())
            })
            .collect();
        assert_eq!(found, rows, "{name}");
        for row in schedule.rows() {
            let forbidden = row.effective() == utc_datetime!(2025-07-15 00:00:00);
            assert_eq!(row.forbids_issuance(), forbidden, "{name} {}", row.effective());
        }
    }
}

#[test]
fn each_row_names_its_source() {
    let lengths = ALL.iter().flat_map(Schedule::rows).map(Limit::citation);
    let beginnings = ALL.iter().flat_map(Schedule::not_before_rows).map(NotBeforeLimit::citation);
    for citation in lengths.chain(beginnings) {
        let document = [
            "TLS BR ",
            "EV Guidelines ",
            "Code Signing BR ",
            "S/MIME BR ",
            "Chrome Root Program Policy ",
            "Federal PKI Common Policy ",
            "C2PA Certificate Policy ",
        ]
        .iter()
        .find_map(|document| citation.strip_prefix(document));
        match document.map(|rest| rest.split([' ', ',']).collect::<Vec<_>>()) {
            Some(words) => match words[..] {
                [version, "section", section, ref ballot @ ..] => {
                    assert!(version.split('.').all(|part| part.parse::<u8>().is_ok()), "version of {citation}");
                    assert!(section.split('.').all(|part| part.parse::<u8>().is_ok()), "section of {citation}");
                    assert!(matches!(ballot, ["", "ballot", _] | []), "ballot of {citation}");
                }
                _ => panic!("{citation}"),
            },
            None => assert_eq!(citation, "Apple support article HT210176 of 2019"),
        }
    }
}

#[test]
fn a_row_is_in_force_from_its_first_second_until_the_next_row_is() {
    for (schedule, name, rows) in expected() {
        let mut before: Option<Date> = None;
        for &(date, ..) in &rows {
            let effective = date.midnight().as_utc();
            let in_force = |at: UtcDateTime| schedule.in_force(at).map(|row| row.effective().date());
            if date.year() > 0 {
                assert_eq!(in_force(effective - SECOND), before, "{name}, one second before {date}");
                assert_eq!(in_force(effective - time::Duration::NANOSECOND), before, "{name}, just before {date}");
            }
            assert_eq!(in_force(effective), Some(date), "{name}, on {date}");
            assert_eq!(in_force(effective + SECOND), Some(date), "{name}, one second after the beginning of {date}");
            before = Some(date);
        }
        assert_eq!(schedule.in_force(UtcDateTime::MAX).map(|row| row.effective().date()), before, "{name}");
        let after_the_last = schedule.upcoming(utc_datetime!(2029-03-15 00:00:00)).count();
        assert_eq!(after_the_last, 0, "{name}");
        let dated: Vec<Date> = rows.iter().map(|row| row.0).filter(|date| date.year() > 0).collect();
        let upcoming = schedule.upcoming(utc_datetime!(0000-01-01 00:00:00));
        assert_eq!(upcoming.map(|row| row.effective().date()).collect::<Vec<_>>(), dated, "{name}");
    }
}

/// The instant `term` after `start`, by walking; months that are too short end on the first of the next.
fn end(start: UtcDateTime, term: Term) -> UtcDateTime {
    match term {
        Hours(hours) => start + Duration::from_secs(3_600) * hours,
        Days(days) => start + Duration::from_secs(86_400) * days,
        Years(years) => end(start, Months(12 * years)),
        Months(months) => UtcDateTime::new(months_later(start.date(), months), start.time()),
        _ => panic!("unknown term"),
    }
}

fn months_later(date: Date, months: u32) -> Date {
    let first = first_of_month_later(date, months);
    first.replace_day(date.day()).unwrap_or_else(|_| first_of_month_later(date, months + 1))
}

fn first_of_month_later(date: Date, months: u32) -> Date {
    let (mut year, mut month) = (date.year(), date.month());
    for _ in 0..months {
        month = month.next();
        year += i32::from(month == Month::January);
    }
    Date::from_calendar_date(year, month, 1).expect("every month has a first day")
}

/// The period from `start` that `counting` measures as lasting until `end`.
fn period(start: UtcDateTime, end: UtcDateTime, counting: Counting) -> Validity {
    let not_after = match counting {
        Inclusive => end - SECOND,
        Exclusive => end,
    };
    Validity::new(start, not_after).expect("the period is in order")
}

// requirement: TLS BR §6.3.2 before-2026
// requirement: TLS BR §6.3.2 from-2026
// requirement: TLS BR §6.3.2 from-2027
// requirement: TLS BR §6.3.2 from-2029
#[test]
fn each_bound_is_exact_to_the_second() {
    for (schedule, name, rows) in expected() {
        for (date, max, min, recommended, counting) in rows {
            let first = date.midnight().as_utc();
            for start in [first, first + time::Duration::seconds(45_296)] {
                let check = |end| schedule.check(&period(start, end, counting));
                let limit = schedule.in_force(start).expect("a row is in force");
                let length = |term| (end(start, term) - start).unsigned_abs();
                if let Some(max) = max {
                    assert!(check(end(start, max)).is_ok(), "{name} {date}: exactly {max}");
                    let asked = length(max) + Duration::from_secs(1);
                    assert_eq!(
                        check(end(start, max) + SECOND),
                        Err(LimitError::OverMaximum { asked, max, allowed: length(max), limit }),
                        "{name} {date}: {max} and a second",
                    );
                } else if recommended.is_none() {
                    assert_eq!(
                        check(start + SECOND),
                        Err(LimitError::NotIssued { issued: start, limit }),
                        "{name} {date}: any period",
                    );
                }
                if let Some(min) = min {
                    assert_eq!(check(end(start, min)), Ok(Verdict::Within { limit }), "{name} {date}: exactly {min}");
                    let asked = length(min) - Duration::from_secs(1);
                    assert_eq!(
                        check(end(start, min) - SECOND),
                        Err(LimitError::UnderMinimum { asked, min, required: length(min), limit }),
                        "{name} {date}: {min} less a second",
                    );
                }
                if let Some(recommended) = recommended {
                    let exactly = check(end(start, recommended));
                    assert_eq!(exactly, Ok(Verdict::Within { limit }), "{name} {date}: exactly {recommended}");
                    let advised = length(recommended);
                    let asked = advised + Duration::from_secs(1);
                    assert_eq!(
                        check(end(start, recommended) + SECOND),
                        Ok(Verdict::OverRecommended { asked, recommended, advised, limit }),
                        "{name} {date}: {recommended} and a second",
                    );
                }
            }
        }
    }
}

// requirement: TLS BR §6.3.2 before-2026
// requirement: TLS BR §6.3.2 from-2026
// requirement: TLS BR §6.3.2 excess
#[test]
fn the_last_second_of_398_days_and_the_first_of_200() {
    let days = |start, days| Validity::starting_at(start, Lifetime::days(days)).expect("in range");
    let (before, after) = (utc_datetime!(2026-03-14 23:59:59), utc_datetime!(2026-03-15 00:00:00));
    assert!(TLS_SERVER.check(&days(before, 398)).is_ok());
    assert!(TLS_SERVER.check(&days(before, 399)).is_err());
    assert!(TLS_SERVER.check(&days(after, 200)).is_ok());
    let second_more = Validity::starting_at(after, Lifetime::seconds(200 * 86_400 + 1)).expect("in range");
    assert_eq!(second_more.days(), 201);
    assert_eq!(
        TLS_SERVER.check(&second_more).map_err(|error| error.to_string()),
        Err("201 days are more than the 200 days allowed for certificates issued on or after 2026-03-15 \
             (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)"
            .to_owned()),
    );
}

#[test]
fn the_two_ways_of_counting_differ_by_one_second() {
    // notAfter − notBefore is 825 days: 826 days when both ends count.
    let validity = |start: UtcDateTime| Validity::new(start, start + time::Duration::days(825)).expect("in order");
    assert!(TLS_SERVER.check(&validity(utc_datetime!(2018-03-02 00:00:00))).is_ok(), "exclusive");
    let inclusive = APPLE_TLS.check(&validity(utc_datetime!(2019-07-01 00:00:00)));
    assert_eq!(
        inclusive.map_err(|error| error.to_string()),
        Err("826 days are more than the 825 days allowed for certificates issued on or after 2019-07-01 \
             (Apple support article HT210176 of 2019)"
            .to_owned()),
    );
    assert_eq!((Inclusive.to_string(), Exclusive.to_string()), ("inclusive".to_owned(), "exclusive".to_owned()));
}

const UNDATED: Schedule =
    Schedule::new("undated", &[Limit::always("a").at_least(Days(2)).at_most(Months(1)).recommending(Months(0))]);
const CLOSED: Schedule = Schedule::new("closed", &[Limit::always("b").not_to_be_issued()]);
const MONTHLY: Schedule = Schedule::new("monthly", &[Limit::always("c").at_least(Months(1))]);
const HOURLY: Schedule =
    Schedule::new("hourly", &[Limit::always("h").at_most(Hours(160)).recommending(Hours(24)).at_least(Hours(1))]);
const YEARLY: Schedule = Schedule::new("yearly", &[Limit::always("y").at_most(Years(3))]);
const NOTHING: Schedule = Schedule::new("nothing", &[Limit::always("d").at_most(Days(0)).counted(Exclusive)]);

#[test]
fn each_text_has_both_values() {
    let start = utc_datetime!(2027-02-01 12:00:00);
    let seconds = |seconds| Validity::starting_at(start, Lifetime::seconds(seconds)).expect("in range");
    let text = |schedule: Schedule, validity| match schedule.check(&validity) {
        Ok(verdict) => verdict.to_string(),
        Err(error) => error.to_string(),
    };
    let day = 86_400;
    for (schedule, length, expected) in [
        (
            TLS_SERVER,
            200 * day,
            "200 days are more than the 199 days recommended for certificates issued on or after 2026-03-15 \
             (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)",
        ),
        (
            TLS_SERVER,
            199 * day,
            "within the limit for certificates issued on or after 2026-03-15 \
             (TLS BR 2.1.5 section 6.3.2, ballot SC081v3)",
        ),
        (
            ROOT_CA,
            2921 * day,
            "2921 days are fewer than the 2922 days required for certificates issued on or after 2023-09-15 \
             (TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62)",
        ),
        (
            ROOT_CA,
            2922 * day - 1,
            "252460799 seconds are fewer than the 2922 days (252460800 seconds) required for certificates issued on or \
             after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62)",
        ),
        (
            SMIME_LEGACY,
            1,
            "certificates issued on or after 2025-07-15 are not allowed, this one is issued 2027-02-01T12:00:00Z \
             (S/MIME BR 1.0.6 section 7.1.6.1, ballot SMC08)",
        ),
        (UNDATED, 28 * day + 1, "29 days are more than the 1 month (28 days) allowed (a)"),
        (UNDATED, 28 * day, "28 days are more than the 0 months (0 days) recommended (a)"),
        (UNDATED, 1, "1 day is fewer than the 2 days required (a)"),
        (MONTHLY, 28 * day, "within the limit (c)"),
        (MONTHLY, 28 * day - 1, "2419199 seconds are fewer than the 1 month (2419200 seconds) required (c)"),
        (CLOSED, day, "certificates are not allowed, this one is issued 2027-02-01T12:00:00Z (b)"),
        (HOURLY, 160 * 3_600 + 1, "161 hours are more than the 160 hours allowed (h)"),
        (HOURLY, 24 * 3_600 + 1, "25 hours are more than the 24 hours recommended (h)"),
        (HOURLY, 24 * 3_600, "within the limit (h)"),
        (HOURLY, 3_599, "3599 seconds are fewer than the 1 hour (3600 seconds) required (h)"),
        (YEARLY, 1_096 * day + 1, "1097 days are more than the 3 years (1096 days) allowed (y)"),
        (YEARLY, 1_096 * day, "within the limit (y)"),
        (NOTHING, 1, "within the limit (d)"),
        (NOTHING, 2, "1 day is more than the 0 days allowed (d)"),
    ] {
        assert_eq!(text(schedule, seconds(length)), expected, "{schedule}, {length} s");
    }
    let early =
        Validity::new(utc_datetime!(2012-06-30 23:59:59), utc_datetime!(2099-01-01 00:00:00)).expect("in order");
    assert_eq!(TLS_SERVER.check(&early), Ok(Verdict::NoRule));
    assert_eq!(text(TLS_SERVER, early), "issued before the first rule");
}

#[test]
fn a_refusal_names_its_row_and_blames_no_host() {
    let long = Validity::new(utc_datetime!(2027-02-01 00:00:00), utc_datetime!(2099-01-01 00:00:00)).expect("in order");
    for schedule in [TLS_SERVER, SMIME_LEGACY, UNDATED, CLOSED] {
        let error = schedule.check(&long).expect_err("refused");
        assert_eq!(Some(error.limit()), schedule.in_force(long.not_before()), "{schedule}");
        assert_eq!(error.scope(), Scope::EveryHost);
    }
    let short = Validity::starting_at(utc_datetime!(2027-02-01 00:00:00), Lifetime::days(1)).expect("in range");
    assert_eq!(ROOT_CA.check(&short).expect_err("refused").limit(), &ROOT_CA.rows()[0]);
}

#[test]
fn the_end_of_the_calendar_is_no_end_of_a_term() {
    let start = utc_datetime!(9999-12-01 00:00:00);
    let all_of_it = Validity::new(start, Validity::NO_WELL_DEFINED_EXPIRY).expect("in order");
    let all_but_a_second = Validity::new(start, Validity::NO_WELL_DEFINED_EXPIRY - SECOND).expect("in order");
    for schedule in [TIMESTAMPING, ROOT_CA] {
        assert!(schedule.check(&all_of_it).is_ok(), "{schedule}: not too long, and not too short without an expiry");
    }
    assert_eq!(
        ROOT_CA.check(&all_but_a_second).map_err(|error| error.to_string()),
        Err("2678399 seconds are fewer than the 2922 days (2678400 seconds) required for certificates issued on or \
             after 2023-09-15 (TLS BR 2.0.0 section 7.1.2.1.1, ballot SC62)"
            .to_owned()),
    );
    const VAST: Schedule = Schedule::new("vast", &[Limit::always("e").at_most(Days(u32::MAX))]);
    assert!(VAST.check(&all_of_it).is_ok());
}

/// Not in order, with two rows of one date.
const SHUFFLED: Schedule = Schedule::new(
    "shuffled",
    &[
        Limit::since(date!(2027 - 01 - 01), "third").at_most(Days(3)),
        Limit::since(date!(2025 - 01 - 01), "first").at_most(Days(1)),
        Limit::since(date!(2026 - 01 - 01), "superseded").at_most(Days(9)),
        Limit::since(date!(2026 - 01 - 01), "second").at_most(Days(2)),
    ],
);

#[test]
fn the_order_of_rows_does_not_matter() {
    let in_force = |at| SHUFFLED.in_force(at).map(Limit::citation);
    assert_eq!(in_force(utc_datetime!(2024-12-31 23:59:59)), None);
    assert_eq!(in_force(utc_datetime!(2025-12-31 23:59:59)), Some("first"));
    assert_eq!(in_force(utc_datetime!(2026-01-01 00:00:00)), Some("second"));
    assert_eq!(in_force(utc_datetime!(2027-01-01 00:00:00)), Some("third"));
    let upcoming = |after| SHUFFLED.upcoming(after).map(Limit::citation).collect::<Vec<_>>();
    assert_eq!(upcoming(utc_datetime!(2024-12-31 23:59:59)), ["first", "second", "third"]);
    assert_eq!(upcoming(utc_datetime!(2025-01-01 00:00:00)), ["second", "third"]);
    assert!(upcoming(utc_datetime!(2027-01-01 00:00:00)).is_empty());
    let mut exhausted = SHUFFLED.upcoming(utc_datetime!(2027-01-01 00:00:00));
    assert_eq!((exhausted.next(), exhausted.next()), (None, None));
}

#[test]
fn the_last_call_decides_whether_certificates_are_issued() {
    const OPEN: Limit = Limit::always("f").not_to_be_issued().at_most(Days(1));
    const SHUT: Limit = Limit::always("f").at_most(Days(1)).not_to_be_issued();
    assert_eq!((OPEN.forbids_issuance(), OPEN.max()), (false, Some(Days(1))));
    assert_eq!((SHUT.forbids_issuance(), SHUT.max()), (true, None));
}

#[test]
fn schedules_and_profiles_compare_by_content() {
    const ROWS: &[Limit] = &[Limit::always("g").at_most(Days(1))];
    static A: Schedule = Schedule::new("same", ROWS);
    static B: Schedule = Schedule::new("same", &[Limit::always("g").at_most(Days(1))]);
    static C: Schedule = Schedule::new("same", &[Limit::always("g").at_most(Days(2))]);
    const PROFILE: Profile = Profile::new(Lifetime::days(1));
    assert_eq!(PROFILE.with_schedule(&A), PROFILE.with_schedule(&B));
    assert_ne!(PROFILE.with_schedule(&A), PROFILE.with_schedule(&C));
    assert_ne!(PROFILE.with_schedule(&A), PROFILE);
    assert_eq!(PROFILE.with_schedule(&A).schedule(), Some(&B));
    assert_eq!(PROFILE.schedule(), None);
}

#[test]
fn a_limit_is_small_and_goes_anywhere() {
    fn anywhere<T: Copy + Send + Sync + Unpin + std::panic::UnwindSafe + std::panic::RefUnwindSafe + 'static>() {}
    anywhere::<Schedule>();
    anywhere::<Limit>();
    anywhere::<Verdict>();
    anywhere::<LimitError>();
    anywhere::<NotBeforeLimit>();
    anywhere::<NotBeforeError>();
    assert!(size_of::<Schedule>() <= 48);
    assert!(size_of::<NotBeforeError>() <= 48);
    assert!(size_of::<LimitError>() <= 64);
    assert!(size_of::<Result<Verdict, LimitError>>() <= 72);
}

/// What a constant is for the compiler, a configuration that is read while the service runs is for the processor.
#[test]
fn a_schedule_that_is_built_while_running_is_that_of_a_constant() {
    const CONSTANT: Schedule = Schedule::new(
        "mesh",
        &[
            Limit::always("policy 1").at_most(Months(12)).counted(Exclusive),
            Limit::since(date!(2027 - 01 - 01), "policy 2").at_most(Days(8)).at_least(Days(2)).recommending(Days(7)),
            Limit::since(date!(2030 - 01 - 01), "policy 3").not_to_be_issued(),
        ],
    );
    let number = |number: u32| std::hint::black_box(number);
    let year = |year: i32| Date::from_calendar_date(std::hint::black_box(year), Month::January, 1).expect("a date");
    let second = Limit::since(year(2027), "policy 2").at_most(Days(number(8)));
    let rows = [
        Limit::always("policy 1").at_most(Months(number(12))).counted(std::hint::black_box(Exclusive)),
        second.at_least(Days(number(2))).recommending(Days(number(7))),
        Limit::since(year(2030), "policy 3").not_to_be_issued(),
    ];
    let built = Schedule::new("mesh", Box::leak(Box::new(rows)));
    assert_eq!(built, CONSTANT);
    assert_ne!(rows[0].at_most(Months(number(13))), rows[0]);
}
