//! Worlds of a rotation, each with one thing that is rare.

use crate::write;

pub fn seeds() {
    let honest =
        World { kind: HONEST, lifetime: DAYS_90, every: ASKED_AT_TICKS, plan: IDEAL, options: NONE, away: &[0; 3] };
    let forward = World { kind: FORWARD, away: &[0; 3], ..honest };
    let cases = [
        ("honest", honest),
        ("honest-and-away-for-30-days", World { away: &[0x00, 0x8d, 0x27], ..honest }),
        ("honest-and-away-for-6-days-of-6", World { lifetime: DAYS_6, away: &[0xff, 0xe8, 0x07], ..honest }),
        ("honest-and-asked-daily", World { every: &[3, 1], ..honest }),
        ("honest-and-asked-monthly", World { every: &[3, 2], lifetime: DAYS_398, away: &[0; 4], ..honest }),
        ("honest-and-asked-every-30-seconds", World { every: &[2], lifetime: HOURS_6, away: &[0; 2], ..honest }),
        ("honest-for-ten-minutes", World { lifetime: MINUTES_10, away: &[0; 2], ..honest }),
        ("honest-for-twenty-seconds", World { lifetime: &[0, 0, 0], away: &[0], ..honest }),
        ("any-answers", forward),
        ("any-answers-and-asked-daily", World { every: &[3, 1], ..forward }),
        ("any-answers-at-the-last-percent", World { plan: &[2, 100], ..forward }),
        ("any-answers-at-once", World { plan: &[2, 0], ..forward }),
        ("any-answers-60-days-before-the-end", World { plan: &[3, 0xff, 0x19, 0x4f], ..forward }),
        ("any-answers-without-waits", World { options: &[0, 0, 0, 0, 0, 1, 1], ..forward }),
        ("any-answers-widely-spread", World { options: &[1, 0, 0xff, 1], ..forward }),
        ("any-answers-that-settle-for-two-days", World { options: &[1, 1, 0, 0xff, 0xa2, 0x02], ..forward }),
        ("any-clock", World { kind: SET, ..forward }),
        ("any-clock-of-a-daily-job", World { kind: SET, every: &[3, 1], ..forward }),
        ("any-clock-for-an-hour", World { kind: SET, lifetime: HOUR, away: &[0; 2], ..forward }),
    ];
    for (number, (name, world)) in (1..).zip(cases) {
        let steps = if world.kind == HONEST { vec![1; 60] } else { noise(number, 400) };
        write("renewal", name, [world.octets(number), steps].concat());
    }
    write("renewal", "nothing", []);
    write("renewal", "host-alone", [17]);
}

/// The decisions by which a world begins: see `World::new` in `tests/adversary.rs`.
#[derive(Clone, Copy)]
struct World {
    kind: u8,
    lifetime: &'static [u8; 3],
    every: &'static [u8],
    plan: &'static [u8],
    options: &'static [u8],
    away: &'static [u8],
}

impl World {
    fn octets(&self, host: u8) -> Vec<u8> {
        let Self { kind, lifetime, every, plan, options, away } = *self;
        [&[host, kind], &lifetime[..], every, plan, options, away].concat()
    }
}

/// Octets that decide nothing in particular.
pub fn noise(seed: u8, count: usize) -> Vec<u8> {
    let mut state = u64::from(seed);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

const FORWARD: u8 = 0;
const SET: u8 = 1;
const HONEST: u8 = 2;

/// The short lifetime, and which is taken.
const MINUTES_10: &[u8; 3] = &[0, 0, 1];
const HOUR: &[u8; 3] = &[0, 0, 2];
const HOURS_6: &[u8; 3] = &[0, 0, 3];
const DAYS_6: &[u8; 3] = &[0, 0, 5];
const DAYS_90: &[u8; 3] = &[0, 0, 7];
const DAYS_398: &[u8; 3] = &[0, 0, 8];

const ASKED_AT_TICKS: &[u8] = &[0];
const IDEAL: &[u8] = &[0];
/// No other waits, spread and settling than the plan's own.
const NONE: &[u8] = &[1, 1, 1];
