//! Where the window lies, and how a fleet spreads over it.

use core::time::Duration;

use notafter::{
    Lifetime, Validity,
    renewal::{RenewAt, Window},
};
use time::{UtcDateTime, macros::utc_datetime};

const START: UtcDateTime = utc_datetime!(2026-01-01 00:00:00);
const DAY: u64 = 86_400;

fn of(lifetime: Lifetime) -> Validity {
    Validity::starting_at(START, lifetime).expect("a period")
}

/// The window in seconds from notBefore.
fn offsets(lifetime: Lifetime, renew_at: RenewAt) -> (i64, i64) {
    let window = Window::of(&of(lifetime), renew_at);
    let seconds = |at: UtcDateTime| (at - START).whole_seconds();
    (seconds(window.start()), seconds(window.end()))
}

#[test]
fn the_window_lies_a_hundredth_to_each_side_of_its_point() {
    let before = |days: u64| RenewAt::BeforeEnd(Duration::from_secs(days * DAY));
    let cases = [
        ("90 days: 60 ± 0.9", Lifetime::days(90), RenewAt::Ideal, (5_106_240, 5_261_760)),
        ("10 days: two thirds", Lifetime::days(10), RenewAt::Ideal, (576_000 - 8_640, 576_000 + 8_640)),
        (
            "a second under 10 days: one half",
            Lifetime::seconds(863_999),
            RenewAt::Ideal,
            (431_999 - 8_639, 431_999 + 8_639),
        ),
        ("7 days: one half", Lifetime::days(7), RenewAt::Ideal, (302_400 - 6_048, 302_400 + 6_048)),
        ("80 percent of 100 days", Lifetime::days(100), RenewAt::Percent(80), (79 * 86_400, 81 * 86_400)),
        ("30 days before the end of 90", Lifetime::days(90), before(30), (5_106_240, 5_261_760)),
        ("at the beginning", Lifetime::days(100), RenewAt::Percent(0), (0, 86_400)),
        ("at the end, and not past it", Lifetime::days(100), RenewAt::Percent(100), (99 * 86_400, 100 * 86_400 - 1)),
        ("more than all of it", Lifetime::days(100), RenewAt::Percent(255), (99 * 86_400, 100 * 86_400 - 1)),
        ("longer before the end than it lasts", Lifetime::days(100), before(101), (0, 86_400)),
        ("one second", Lifetime::seconds(1), RenewAt::Ideal, (0, 0)),
        ("two seconds", Lifetime::seconds(2), RenewAt::Ideal, (1, 1)),
    ];
    for (what, lifetime, renew_at, expected) in cases {
        assert_eq!(offsets(lifetime, renew_at), expected, "{what}");
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
fn a_certificate_without_a_well_defined_expiry_has_a_window_too() {
    let validity = Validity::new(START, Validity::NO_WELL_DEFINED_EXPIRY).expect("a period");
    let window = Window::of(&validity, RenewAt::Ideal);
    assert!(validity.contains(window.start()) && validity.contains(window.end()));
    let last_month = Window::of(&validity, RenewAt::BeforeEnd(Duration::from_secs(30 * DAY)));
    assert_eq!(last_month.end(), validity.not_after(), "a hundredth of eight millennia is more than a month");
}

#[test]
fn a_suggested_window_is_taken_as_it_is() {
    let (start, end) = (utc_datetime!(2026-02-01 00:00:00), utc_datetime!(2026-02-02 00:00:00));
    let window = Window::suggested(start, end);
    assert_eq!((window.start(), window.end()), (start, end));
    let picked = window.pick("host-17");
    assert!(start <= picked && picked <= end);
    let reversed = Window::suggested(end, start);
    assert_eq!((reversed.start(), reversed.end(), reversed.pick(7)), (end, end, end), "the first alone");
}

#[test]
fn a_second_that_is_past_means_now() {
    let window = Window::of(&of(Lifetime::days(90)), RenewAt::Ideal);
    let picked = window.pick("host-17");
    let early = picked - Duration::from_secs(1);
    let late = picked + Duration::from_secs(1);
    assert_eq!(window.due("host-17", early), picked);
    assert_eq!(window.due("host-17", picked), picked);
    assert_eq!(window.due("host-17", late), late);
}

#[test]
fn the_same_host_always_gets_the_same_second() {
    // Written down once: a fleet that is updated host by host must not change its mind.
    let window = Window::suggested(START, START + Duration::from_secs(999_999));
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

#[test]
fn a_fleet_is_spread_evenly_whatever_its_hosts_are_called() {
    let window = Window::of(&of(Lifetime::days(90)), RenewAt::Ideal);
    // With 99 degrees of freedom, an even spread exceeds 148.2 once in a thousand times, and falls below 60.9 once too.
    let numbers = chi_square(|host| window.pick(host), &window);
    assert!((60.9..148.2).contains(&numbers), "numbered hosts: {numbers}");
    let names = chi_square(|host| window.pick(format!("host-{host}.cluster-7.example").as_str()), &window);
    assert!((60.9..148.2).contains(&names), "named hosts: {names}");
}

#[test]
fn the_busiest_minute_of_100_000_hosts_is_within_a_small_factor_of_the_mean() {
    let window = Window::of(&of(Lifetime::days(90)), RenewAt::Ideal);
    let minute = |at: UtcDateTime| usize::try_from((at - window.start()).whole_minutes()).expect("in the window");
    let mut minutes = vec![0u32; minute(window.end()) + 1];
    for host in 0..100_000u64 {
        minutes[minute(window.pick(host))] += 1;
    }
    let mean = 100_000.0 / minutes.len() as f64;
    let busiest = f64::from(*minutes.iter().max().expect("a minute"));
    assert!(busiest < 2.0 * mean, "busiest {busiest}, mean {mean:.1}");
    println!(
        "100,000 hosts over {} minutes: mean {mean:.1}, busiest {busiest}; 30 days before expiry: 100000",
        minutes.len()
    );
}
