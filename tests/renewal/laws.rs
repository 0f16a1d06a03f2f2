//! Laws over random sequences of time and failures.

use notafter::{
    Scope, Validity,
    renewal::{Outcome, Rotation, State},
};
use proptest::prelude::*;
use time::UtcDateTime;

use crate::seeded;

use super::rotation::{Fault, IDEAL, START, days, seconds};

/// What a mint does in one step, and how far the clock goes before it.
#[derive(Clone, Copy, Debug)]
struct Step {
    passed: time::Duration,
    mint: Mint,
}

#[derive(Clone, Copy, Debug)]
enum Mint {
    Fails(Scope),
    /// A credential of this many days that begins this many seconds from now.
    Gives {
        days: u32,
        begins: i64,
    },
}

fn step(seconds: impl Strategy<Value = i64>) -> impl Strategy<Value = Step> {
    let mint = prop_oneof![
        Just(Mint::Fails(Scope::ThisHost)),
        Just(Mint::Fails(Scope::EveryHost)),
        // From one that is over to one that begins too late.
        (1u32..120, -86_400i64..7_200).prop_map(|(days, begins)| Mint::Gives { days, begins }),
    ];
    (halves(seconds), mint).prop_map(|(passed, mint)| Step { passed, mint })
}

/// So many seconds, or half a second more.
fn halves(of: impl Strategy<Value = i64>) -> impl Strategy<Value = time::Duration> {
    (of, 0i64..2).prop_map(|(of, half)| seconds(of) + time::Duration::milliseconds(500 * half))
}

/// By how much clocks are set: by seconds, hours or years, forwards or back.
fn jump() -> impl Strategy<Value = i64> {
    prop_oneof![-120i64..120, -200_000i64..200_000, -80_000_000i64..80_000_000]
}

/// As time goes by, and now and then a clock that is set.
fn clock() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..4_000_000, jump()]
}

fn mint(mint: Mint, now: UtcDateTime) -> Result<(Validity, Validity), Fault> {
    match mint {
        Mint::Fails(scope) => Err(Fault(scope)),
        Mint::Gives { days: length, begins } => {
            let validity = days(now + seconds(begins), length);
            Ok((validity, validity))
        }
    }
}

fn rotation() -> Rotation<Validity> {
    Rotation::new(days(START, 90), days(START, 90), START, IDEAL, "host-17")
}

/// Everything that was ever taken into use, with a count that says when it was in use last.
struct History {
    taken: Vec<(Validity, usize)>,
    count: usize,
}

impl History {
    fn used(&mut self, validity: Validity) {
        self.count += 1;
        self.taken.retain(|(taken, _)| *taken != validity);
        self.taken.push((validity, self.count));
    }

    /// The four that were in use last.
    fn last(&self) -> Vec<Validity> {
        let mut taken = self.taken.clone();
        taken.sort_by_key(|(_, used)| core::cmp::Reverse(*used));
        taken.into_iter().map(|(validity, _)| validity).take(4).collect()
    }
}

proptest! {
    #![proptest_config(seeded(4_000))]

    /// While time goes forward, what is in use is valid whenever anything still is that was ever taken, or offered in its time.
    #[test]
    fn a_valid_credential_is_never_dropped(steps in prop::collection::vec(step(0i64..2_000_000), 1..60)) {
        let (mut rotation, mut now, mut had) = (rotation(), START, vec![days(START, 90)]);
        for Step { passed, mint: minted } in steps {
            now += passed;
            let mut offered = None;
            let outcome = rotation.attempt(now, |now| mint(minted, now).inspect(|(validity, _)| offered = Some(*validity)));
            let is_taken = matches!(outcome, Outcome::Renewed { .. });
            had.extend(offered.filter(|validity| is_taken || validity.contains(now)));
            let any_valid = had.iter().any(|validity| validity.contains(now));
            prop_assert_eq!(rotation.at(now).current().credential().contains(now), any_valid, "at {}", now);
            prop_assert_eq!(*rotation.at(now).current().credential(), rotation.at(now).current().validity());
        }
    }

    /// However the clock is set, what is in use is valid whenever one of the four is that were last in use.
    #[test]
    fn the_last_four_are_kept_whatever_the_clock_shows(
        steps in prop::collection::vec(step(clock()), 1..60),
        probes in prop::collection::vec(halves(jump()), 8),
    ) {
        let (mut rotation, mut now) = (rotation(), START);
        let mut history = History { taken: vec![(days(START, 90), 0)], count: 0 };
        for Step { passed, mint: minted } in steps {
            now += passed;
            if rotation.at(now).current().credential().contains(now) {
                history.used(*rotation.at(now).current().credential());
            }
            let mut offered = None;
            let outcome = rotation.attempt(now, |now| mint(minted, now).inspect(|(validity, _)| offered = Some(*validity)));
            if matches!(outcome, Outcome::Renewed { .. }) {
                history.used(offered.expect("what is taken was offered"));
            }
            let last = history.last();
            for probe in probes.iter().map(|probe| now + *probe).chain([now]) {
                let any_valid = last.iter().any(|validity| validity.contains(probe));
                let is_valid = rotation.at(probe).current().credential().contains(probe);
                prop_assert!(is_valid || !any_valid, "at {}, asked for {}", now, probe);
                prop_assert_eq!(*rotation.at(probe).current().credential(), rotation.at(probe).current().validity());
            }
        }
    }

    /// After renewals in peace the clock goes wrong by any length and is set right while the credential of the right time is
    /// still valid: it is in use again, whatever was minted meanwhile.
    #[test]
    fn a_clock_that_goes_wrong_and_right_again_costs_nothing(
        renewals in 0u32..8,
        wrong_by in prop_oneof![Just(1i64), Just(-1), Just(3_600), Just(-3_600), jump()],
        taken_before in 0i64..86_400 * 60,
        ticks in prop::collection::vec((1i64..86_400 * 5, any::<bool>()), 1..40),
    ) {
        let (mut rotation, mut right) = (rotation(), START);
        for _ in 0..renewals {
            right = rotation.at(right).due();
            let _ = rotation.attempt(right, |now| mint(Mint::Gives { days: 90, begins: 0 }, now));
        }
        right += seconds(taken_before.min((rotation.at(right).due() - right).whole_seconds() - 1));
        let in_use = *rotation.at(right).current().credential();
        for (passed, is_well) in ticks {
            right += seconds(passed);
            let minted = if is_well { Mint::Gives { days: 90, begins: 0 } } else { Mint::Fails(Scope::EveryHost) };
            let _ = rotation.attempt(right + seconds(wrong_by), |now| mint(minted, now));
            prop_assert!(!in_use.contains(right) || rotation.at(right).current().credential().contains(right), "right again at {}", right);
        }
    }

    /// Asking changes nothing, and the answers agree.
    #[test]
    fn due_state_and_attempt_agree(steps in prop::collection::vec((step(clock()), jump()), 1..60)) {
        let (mut rotation, mut now) = (rotation(), START);
        for (Step { passed, mint: minted }, elsewhere) in steps {
            now += passed;
            let (due, state) = (rotation.at(now).due(), rotation.at(now).state());
            let _ = (rotation.at(now + seconds(elsewhere)).due(), rotation.at(now + seconds(elsewhere)).state());
            prop_assert_eq!((rotation.at(now).due(), rotation.at(now).state()), (due, state));
            let valid = rotation.at(now).current().credential().contains(now);
            prop_assert_eq!(valid, !matches!(state, State::Expired { .. } | State::NotYetValid { .. }), "{:?}", state);
            match state {
                State::Fresh => prop_assert!(due > now),
                State::Due => prop_assert!(due <= now),
                _ => {}
            }
            let mut called = false;
            let outcome = rotation.attempt(now, |now| { called = true; mint(minted, now) });
            prop_assert_eq!(called, due <= now, "due at {}, asked at {}", due, now);
            let next = match outcome {
                Outcome::NotDue { due: next } => { prop_assert_eq!(next, due); next }
                outcome => outcome.due(),
            };
            prop_assert_eq!(rotation.at(now).due(), next, "the outcome says what `due` says");
            prop_assert!(next > now, "nothing is minted twice at {}", now);
        }
    }
}

proptest! {
    #![proptest_config(seeded(256))]

    /// Set back in the last moments of a credential or after them, time after time and by any length: there is another attempt in
    /// the last minute before it expires.
    #[test]
    fn the_last_attempt_before_expiry_is_never_skipped_however_the_clock_is_set_back(
        before_expiry in halves(0i64..7_200),
        scope in prop_oneof![Just(Scope::ThisHost), Just(Scope::EveryHost)],
        sets in prop::collection::vec(
            (0i64..4_000, prop_oneof![Just(0), 1i64..4_000], prop_oneof![0i64..120, 0i64..4_000, 0i64..100_000]),
            0..4,
        ),
    ) {
        let (mut rotation, validity) = (rotation(), days(START, 90));
        let last_half = validity.not_after() + time::Duration::milliseconds(500);
        let mut now = last_half - before_expiry;
        // Whether an attempt was made in the last minute since the clock was set back to before it.
        let mut last = false;
        let mut sets = sets.into_iter();
        let mut set = sets.next();
        let mut asked = 0;
        while validity.contains(now) {
            let outcome = rotation.attempt(now, |now| mint(Mint::Fails(scope), now));
            last |= !matches!(outcome, Outcome::NotDue { .. }) && last_half - now <= seconds(61);
            if let Some((after, beyond, back)) = set && (asked == after || !validity.contains(now + seconds(1))) {
                if beyond > 0 {
                    let _ = rotation.attempt(last_half + seconds(beyond), |now| mint(Mint::Fails(scope), now));
                }
                now -= seconds(back);
                last &= last_half - now <= seconds(61);
                (set, asked) = (sets.next(), 0);
            }
            now += seconds(1);
            asked += 1;
        }
        prop_assert!(last, "no attempt in the last minute");
    }

    /// However the clock is set before an hour and within it, a service that asks every second mints no more than the waits
    /// allow, and once or twice more each time that it is set: at once, and in the last moments of what is in use then.
    #[test]
    fn attempts_are_bounded(hours in prop::collection::vec((step(-40_000_000i64..40_000_000), jumps()), 1..8)) {
        let (mut rotation, mut now) = (rotation(), START);
        for (Step { passed: set, mint: minted }, jumps) in hours {
            now += set;
            let attempts = attempts_in_an_hour(&mut rotation, &mut now, minted, &jumps);
            // A credential that is to be replaced at once brings a wait of 30 s at the least, and one of which little is left a
            // half of that.
            let each = match minted {
                Mint::Gives { days, begins } => (i64::from(days) * 86_400 + begins.min(0)) * 49 / 100,
                Mint::Fails(_) => i64::MAX,
            };
            let bound = 3_600 / each.clamp(1, 30) as usize + 1 + 2 * jumps.len();
            prop_assert!(attempts <= bound, "{attempts} attempts in an hour of {minted:?}, set {} times", jumps.len());
        }
    }

    /// The same where nothing can be minted: then the bounds are far lower.
    #[test]
    fn failures_are_bounded(
        scope in prop_oneof![Just(Scope::ThisHost), Just(Scope::EveryHost)],
        hours in prop::collection::vec((-40_000_000i64..40_000_000, jumps()), 1..8),
    ) {
        let (mut rotation, mut now) = (rotation(), START);
        for (set, jumps) in hours {
            now += seconds(set);
            let attempts = attempts_in_an_hour(&mut rotation, &mut now, Mint::Fails(scope), &jumps);
            let bound = match scope {
                // At once, half an hour later at the earliest, and in the last moments.
                Scope::EveryHost => 3 + 2 * jumps.len(),
                // After 30 s, 1 min, 2 min and so on at the earliest, which makes 7, and in the last moments; and again from the
                // first on each time that the clock is set back.
                Scope::SharedService | Scope::ThisHost => 8 * (1 + jumps.len()),
            };
            prop_assert!(attempts <= bound, "{attempts} attempts in an hour, {scope}, set {} times", jumps.len());
        }
    }
}

/// Seconds of an hour, and by how much the clock is set then.
fn jumps() -> impl Strategy<Value = Vec<(u32, i64)>> {
    prop::collection::vec((0u32..3_600, jump()), 0..4)
}

/// Asks every second of an hour in which the clock is set now and then.
fn attempts_in_an_hour(
    rotation: &mut Rotation<Validity>,
    now: &mut UtcDateTime,
    minted: Mint,
    jumps: &[(u32, i64)],
) -> usize {
    let mut attempts = 0;
    for second in 0..3_600 {
        *now += seconds(1 + jumps.iter().filter(|(at, _)| *at == second).map(|(_, by)| by).sum::<i64>());
        let mut called = false;
        let outcome = rotation.attempt(*now, |now| {
            called = true;
            mint(minted, now)
        });
        assert_eq!(called, !matches!(outcome, Outcome::NotDue { .. }), "at {now}");
        attempts += usize::from(called);
    }
    attempts
}
