//! Where the window lies, and how a fleet spreads over it.

use core::time::Duration;

use notafter::{
    LeapDayPolicy, Lifetime, Validity,
    renewal::{Plan, RenewAt, Rotation, Seed, Window, ask_again},
};
use time::{UtcDateTime, macros::utc_datetime};

const START: UtcDateTime = utc_datetime!(2026-01-01 00:00:00);
const DAY: u64 = 86_400;

fn of(lifetime: Lifetime) -> Validity {
    Validity::starting_at(START, lifetime).expect("a period")
}

/// The window in seconds from notBefore.
fn offsets(lifetime: Lifetime, renew_at: RenewAt) -> (i64, i64) {
    let window = Window::new(&of(lifetime), renew_at);
    let seconds = |at: UtcDateTime| (at - START).whole_seconds();
    (seconds(window.start()), seconds(window.end()))
}

const fn before(days: u64) -> RenewAt {
    RenewAt::BeforeEnd(Duration::from_secs(days * DAY))
}

#[test]
fn the_window_lies_around_its_point_and_before_a_latest_time() {
    let second_before = RenewAt::BeforeEnd(Duration::from_secs(1));
    let cases = [
        ("90 days: 60 ± 0.9", Lifetime::days(90), RenewAt::Ideal, (5_106_240, 5_261_760)),
        ("10 days: two thirds", Lifetime::days(10), RenewAt::Ideal, (576_000 - 8_640, 576_000 + 8_640)),
        (
            "a second under 10 days: one half",
            Lifetime::seconds(863_999),
            RenewAt::Ideal,
            (431_999 - 8_640, 431_999 + 8_640),
        ),
        ("7 days: one half, 4 % on each side", Lifetime::days(7), RenewAt::Ideal, (302_400 - 24_192, 302_400 + 24_192)),
        ("2 days: one half, 9 % on each side", Lifetime::days(2), RenewAt::Ideal, (86_400 - 15_552, 86_400 + 15_552)),
        ("a day: one half, 10 % on each side", Lifetime::days(1), RenewAt::Ideal, (43_200 - 8_640, 43_200 + 8_640)),
        ("an hour: one half, 10 % on each side", Lifetime::seconds(3_600), RenewAt::Ideal, (1_800 - 360, 1_800 + 360)),
        ("a minute: one half, 10 % on each side", Lifetime::seconds(60), RenewAt::Ideal, (24, 36)),
        ("two thirds of 6 days", Lifetime::days(6), RenewAt::fraction(2, 3), (345_600 - 25_920, 345_600 + 25_920)),
        ("7 days before the end of 187 hours", Lifetime::seconds(187 * 3_600), before(7), (33_660, 19 * 3_600)),
        ("7 days before the end of 186 hours: a tenth", Lifetime::seconds(186 * 3_600), before(7), (33_480, 66_960)),
        ("80 percent of 100 days", Lifetime::days(100), RenewAt::percent(80), (79 * 86_400, 81 * 86_400)),
        ("10 percent of 100 days", Lifetime::days(100), RenewAt::percent(10), (9 * 86_400, 11 * 86_400)),
        ("9 percent: as 10", Lifetime::days(100), RenewAt::percent(9), (9 * 86_400, 11 * 86_400)),
        ("at the beginning: as 10", Lifetime::days(100), RenewAt::percent(0), (9 * 86_400, 11 * 86_400)),
        ("99 percent: moved by an hour", Lifetime::days(100), RenewAt::percent(99), (98 * 86_400 - 3_600, 8_636_400)),
        ("at the end: an hour before it", Lifetime::days(100), RenewAt::percent(100), (98 * 86_400 - 3_600, 8_636_400)),
        ("more than all of it", Lifetime::days(100), RenewAt::percent(255), (98 * 86_400 - 3_600, 8_636_400)),
        ("30 days before the end of 90", Lifetime::days(90), before(30), (5_184_000 - 155_520, 5_184_000)),
        ("a day before the end of 100: a day wide", Lifetime::days(100), before(1), (98 * 86_400, 99 * 86_400)),
        (
            "a second before it: an hour, for another attempt",
            Lifetime::days(100),
            second_before,
            (8_632_800, 8_636_400),
        ),
        ("a second before the end of 100 s", Lifetime::seconds(100), second_before, (98, 99)),
        ("all of it but a tenth", Lifetime::days(100), before(90), (8 * 86_400, 10 * 86_400)),
        ("all of it but a day: a tenth", Lifetime::days(100), before(99), (8 * 86_400, 10 * 86_400)),
        ("as long as it lasts: a tenth", Lifetime::days(100), before(100), (8 * 86_400, 10 * 86_400)),
        ("longer than it lasts: a tenth, from a twentieth on", Lifetime::days(7), before(30), (30_240, 60_480)),
        ("one second", Lifetime::seconds(1), RenewAt::Ideal, (0, 0)),
        ("two seconds", Lifetime::seconds(2), RenewAt::Ideal, (1, 1)),
        ("two seconds, at the end", Lifetime::seconds(2), RenewAt::percent(100), (1, 1)),
    ];
    for (what, lifetime, renew_at, expected) in cases {
        assert_eq!(offsets(lifetime, renew_at), expected, "{what}");
    }
}

/// From one second to what never ends: the window lies in the period, and leaves time for another attempt.
#[test]
fn every_lifetime_has_a_window_in_which_a_host_can_fail_once() {
    let ten_years = Lifetime::years(10, LeapDayPolicy::Clamp);
    let lifetimes = [
        ("1 s", of(Lifetime::seconds(1))),
        ("1 min", of(Lifetime::seconds(60))),
        ("1 h", of(Lifetime::seconds(3_600))),
        ("1 d", of(Lifetime::days(1))),
        ("6 d", of(Lifetime::days(6))),
        ("47 d", of(Lifetime::days(47))),
        ("90 d", of(Lifetime::days(90))),
        ("398 d", of(Lifetime::days(398))),
        ("10 y", of(ten_years)),
        ("25 y", of(Lifetime::years(25, LeapDayPolicy::Clamp))),
        ("no well-defined expiry", Validity::new(START, Validity::NO_WELL_DEFINED_EXPIRY).expect("a period")),
        ("all of time", "0000-01-01T00:00:00Z/9999-12-31T23:59:59Z".parse().expect("a period")),
    ];
    for (name, validity) in lifetimes {
        let seconds = validity.duration().as_secs();
        let percents = (0..=u8::MAX).map(RenewAt::percent);
        let befores =
            [0, 1, 59, 60, 3_600, DAY, 30 * DAY, seconds / 10 * 9, seconds - 1, seconds, seconds + 1, u64::MAX];
        let befores = befores.into_iter().map(|seconds| RenewAt::BeforeEnd(Duration::from_secs(seconds)));
        for renew_at in percents.chain(befores).chain([RenewAt::Ideal]) {
            let (what, window) = (format!("{name}, {renew_at:?}"), Window::new(&validity, renew_at));
            assert!(validity.not_before() <= window.start() && window.start() <= window.end(), "{what}: {window:?}");
            assert!(window.end() <= validity.not_after(), "{what}: {window:?}");
            let left = (validity.not_after() - window.end()).whole_seconds().unsigned_abs();
            assert!(left + 1 >= (seconds / 100).min(3_600), "{what}: {left} s are left");
            let width = (window.end() - window.start()).whole_seconds().unsigned_abs();
            assert!(width <= if seconds < 10 * DAY { seconds / 5 } else { seconds / 50 }, "{what}: {width} s wide");
            for seed in 0..20u64 {
                let picked = window.pick(seed);
                assert!(window.start() <= picked && picked <= window.end(), "{what}: {picked}");
            }
            let over = (window.start() - validity.not_before()).whole_seconds().unsigned_abs();
            assert!(over >= seconds / 20, "{what}: {over} s are over");
            match renew_at {
                RenewAt::BeforeEnd(before) if before.as_secs() <= seconds - seconds.div_ceil(10) => {
                    assert!(left + 1 >= before.as_secs(), "{what}: {left} s are left");
                }
                _ if seconds >= 100 => assert!(width > 0, "{what}: a fleet is spread"),
                _ => {}
            }
        }
    }
}

#[test]
fn two_thirds_are_exact_for_every_length() {
    for seconds in 864_000..864_009 {
        let (start, end) = offsets(Lifetime::seconds(seconds), RenewAt::Ideal);
        let (point, margin) = (seconds * 2 / 3, seconds / 100);
        assert_eq!((start as u64, end as u64), (point - margin, point + margin), "{seconds} s");
    }
}

#[test]
fn thirty_days_before_the_end_are_thirty_days_also_where_there_is_no_well_defined_expiry() {
    let validity = Validity::new(START, Validity::NO_WELL_DEFINED_EXPIRY).expect("a period");
    let window = Window::new(&validity, before(30));
    assert_eq!(
        (window.start(), window.end()),
        (utc_datetime!(9999-11-02 00:00:00), utc_datetime!(9999-12-02 00:00:00))
    );
}

// requirement: RFC 9773 §4.2 invalid-window
#[test]
fn a_suggested_window_is_taken_as_it_is() {
    let (start, end) = (utc_datetime!(2026-02-01 00:00:00), utc_datetime!(2026-02-02 00:00:00));
    let window = Window::from_suggested(start, end).expect("a window");
    assert_eq!((window.start(), window.end()), (start, end));
    let picked = window.pick("host-17");
    assert!(start <= picked && picked <= end);
    for (what, not_after_start) in [("reversed", start - Duration::from_secs(1)), ("empty", start)] {
        assert_eq!(
            Window::from_suggested(start, not_after_start),
            None,
            "{what}: invalid, as RFC 9773 section 4.2 has it"
        );
    }
    let first = utc_datetime!(0000-01-01 00:00:00);
    assert!(Window::from_suggested(first, end).is_some());
    assert_eq!(Window::from_suggested(first - Duration::from_secs(1), end), None, "no year that RFC 3339 writes");
}

// requirement: RFC 9773 §4.2 sleep
// requirement: RFC 9773 §4.3.2 retry-after
// requirement: RFC 9773 §4.3.2 limits
// requirement: RFC 9773 §4.3.3 long-term
#[test]
fn the_issuer_is_asked_again_when_it_says_between_a_minute_and_a_day() {
    let cases = [
        ("as it says", Some(21_600), 21_600),
        ("the shortest", Some(60), 60),
        ("a second less", Some(59), 60),
        ("at once", Some(0), 60),
        ("the longest", Some(DAY), DAY),
        ("a second more", Some(DAY + 1), DAY),
        ("never", Some(u64::MAX), DAY),
        ("an error", None, 21_600),
    ];
    for (what, retry_after, expected) in cases {
        let again = ask_again(START, retry_after.map(Duration::from_secs));
        assert_eq!(again, START + Duration::from_secs(expected), "{what}");
    }
    assert_eq!(ask_again(UtcDateTime::MAX, None), UtcDateTime::MAX, "there is no later instant");
}

#[test]
fn the_same_host_always_gets_the_same_second() {
    // Written down once: a fleet that is updated host by host must not change its mind.
    let window = Window::from_suggested(START, START + Duration::from_secs(999_999)).expect("a window");
    for name in ["host-1", "host-2", ""] {
        assert_eq!(window.pick(name), window.pick(name.as_bytes()), "{name}: text and bytes");
        assert_ne!(window.pick(name), window.pick(format!("{name}x").as_str()), "{name}: another name");
    }
    // The published values of FNV-1a, its offset basis for nothing.
    assert_eq!(window.pick(""), window.pick(0xcbf2_9ce4_8422_2325));
    assert_eq!(window.pick("a"), window.pick(0xaf63_dc4c_8601_ec8c));
    assert_eq!(window.pick("foobar"), window.pick(0x8594_4171_f739_67e8));
    // SplitMix64 with the seed 0 begins with 0xe220a8397b1dcdaf, and 1,000,000 times that over 2^64 is 883,310.
    assert_eq!((window.pick(0) - START).whole_seconds(), 883_310);
}

/// Pearson's chi-square of how many of 100,000 hosts renew in each of 100 parts of the window.
fn chi_square(pick: impl Fn(u64) -> UtcDateTime, window: &Window) -> f64 {
    let width = (window.end() - window.start()).whole_seconds() + 1;
    let mut parts = [0u32; 100];
    for host in 0..100_000 {
        let offset = (pick(host) - window.start()).whole_seconds();
        parts[usize::try_from(offset * 100 / width).expect("in the window")] += 1;
    }
    parts.iter().map(|&count| (f64::from(count) - 1_000.0).powi(2) / 1_000.0).sum()
}

// requirement: RFC 9773 §4.2 random-time
#[test]
fn a_fleet_is_spread_evenly_whatever_its_hosts_are_called() {
    let window = Window::new(&of(Lifetime::days(90)), RenewAt::Ideal);
    // With 99 degrees of freedom, an even spread exceeds 148.2 once in a thousand times, and falls below 60.9 once too.
    let numbers = chi_square(|host| window.pick(host), &window);
    assert!((60.9..148.2).contains(&numbers), "numbered hosts: {numbers}");
    let names = chi_square(|host| window.pick(format!("host-{host}.cluster-7.example").as_str()), &window);
    assert!((60.9..148.2).contains(&names), "named hosts: {names}");
}

/// How many of 100,000 hosts renew in the busiest minute, and in a minute of the window on average.
fn busiest_and_mean(window: &Window, instant: impl Fn(u64) -> UtcDateTime) -> (u32, f64) {
    let minute = |at: UtcDateTime| usize::try_from((at - window.start()).whole_minutes()).expect("in the window");
    let mut minutes = vec![0u32; minute(window.end()) + 1];
    for host in 0..100_000u64 {
        minutes[minute(instant(host))] += 1;
    }
    (*minutes.iter().max().expect("a minute"), 100_000.0 / minutes.len() as f64)
}

#[test]
fn the_busiest_minute_of_100_000_hosts_is_as_documented() {
    let validity = of(Lifetime::days(90));
    let window = Window::new(&validity, RenewAt::Ideal);
    let (busiest, mean) = busiest_and_mean(&window, |host| window.pick(host));
    assert!(f64::from(busiest) < 2.0 * mean, "busiest {busiest}, mean {mean:.1}");
    // Without a window each host that was set up at the same time renews at the same time.
    let thirty_days = time::Duration::days(30);
    let (herd, _) = busiest_and_mean(&window, |_| validity.not_after() + time::Duration::SECOND - thirty_days);
    assert_eq!(herd, 100_000);

    let thousands = |count: u32| format!("{},{:03}", count / 1_000, count % 1_000);
    let sentence = format!(
        "Of {} hosts with the same 90 days, {busiest} renew in the busiest minute and {mean:.1} on average. At \
         \"30 days before the end\" exactly, all {} renew in the same minute",
        thousands(100_000),
        thousands(herd),
    );
    for (name, text) in
        [("window.rs", include_str!("../../src/renewal/window.rs")), ("README.md", include_str!("../../README.md"))]
    {
        let words = text.replace("///", "").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&sentence), "{name} does not say: {sentence}");
    }
}

/// A pick is the same in every version: the numbers are those that SplitMix64 gives from 0 on, as its authors publish them.
#[test]
fn the_pick_of_a_number_is_as_far_into_the_window_as_its_random_number() {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    const PUBLISHED: [u64; 5] = [
        0xe220_a839_7b1d_cdaf,
        0x6e78_9e6a_a1b9_65f4,
        0x06c4_5d18_8009_454f,
        0xf88b_b8a8_724c_81ec,
        0x1b39_896a_51a8_749b,
    ];
    // As long as can be, so that as many bits as can be count.
    let (start, end) = (utc_datetime!(0000-01-01 00:00:00), utc_datetime!(9999-12-31 23:59:59));
    let window = Window::from_suggested(start, end).expect("in order");
    let seconds = u128::from((end - start).unsigned_abs().as_secs() + 1);
    let mut seed = 0u64;
    for random in PUBLISHED {
        let into = (u128::from(random) * seconds) >> 64;
        assert_eq!((window.pick(seed) - start).whole_seconds(), into as i64, "{seed:#018x}");
        seed = seed.wrapping_add(STEP);
    }
}

#[test]
fn a_host_is_known_by_its_name_in_whatever_type_it_comes() {
    let name = String::from("host-17");
    let seeds = [Seed::from(&name), Seed::from(name.as_str()), Seed::from(name.as_bytes()), Seed::from(b"host-17")];
    assert_eq!(seeds, [Seed::from("host-17"); 4]);
}

#[test]
fn a_window_prints_as_its_first_and_last_second() {
    let window = Window::from_suggested(utc_datetime!(2026-03-01 00:00:00.9), utc_datetime!(2026-03-03 12:00:00));
    assert_eq!(window.expect("in order").to_string(), "2026-03-01T00:00:00Z/2026-03-03T12:00:00Z");
}

#[test]
fn a_plan_has_the_spread_that_it_says() {
    let validity = of(Lifetime::days(100));
    for (percent, days) in [(0, 0), (1, 1), (10, 10), (40, 40), (45, 45)] {
        let plan = Plan::new(RenewAt::percent(50)).spread(percent);
        let due = |host: u64| Rotation::new((), validity, START, plan, host).at(START).due();
        let offsets: Vec<_> = (0..1_000).map(|host| (due(host) - START).whole_seconds()).collect();
        let (point, margin) = (50 * DAY as i64, days * DAY as i64);
        assert!(offsets.iter().all(|offset| (offset - point).abs() <= margin), "{percent} %: {offsets:?}");
        // A hundredth of the window at each end is empty once in 23,000 times.
        for end in [-margin, margin] {
            let is_used = offsets.iter().any(|offset| (offset - point - end).abs() <= margin / 50);
            assert!(is_used, "{percent} %: nobody renews near {end} s from the point");
        }
    }
}

/// RFC 9773 sections 4.3.2 and 4.3.3.
#[test]
fn the_next_question_is_a_minute_to_a_day_away_and_six_hours_after_an_error() {
    let cases = [
        (None, 6 * 3_600),
        (Some(Duration::ZERO), 60),
        (Some(Duration::from_millis(59_999)), 60),
        (Some(Duration::from_secs(60)), 60),
        (Some(Duration::from_secs(61)), 61),
        (Some(Duration::from_secs(3 * 3_600)), 3 * 3_600),
        (Some(Duration::from_secs(DAY)), 86_400),
        (Some(Duration::from_secs(DAY + 1)), 86_400),
        (Some(Duration::MAX), 86_400),
    ];
    for (retry_after, expected) in cases {
        assert_eq!((ask_again(START, retry_after) - START).whole_seconds(), expected, "{retry_after:?}");
    }
    assert_eq!(ask_again(UtcDateTime::MAX, None), UtcDateTime::MAX, "at the end of time");
}
