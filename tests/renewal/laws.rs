//! Laws over random sequences of time and failures.

use notafter::{
    Scope, Validity,
    renewal::{Outcome, Plan, Rotation},
};
use proptest::prelude::*;
use time::UtcDateTime;

use super::rotation::{Fault, START, days, seconds};

/// What a mint does in one step, and how far the clock goes before it.
#[derive(Clone, Copy, Debug)]
struct Step {
    seconds: i64,
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
        (1u32..120, -86_400i64..3_600).prop_map(|(days, begins)| Mint::Gives { days, begins }),
    ];
    (seconds, mint).prop_map(|(seconds, mint)| Step { seconds, mint })
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

proptest! {
    /// While time goes forward, what is in use is valid whenever anything that was ever offered still is.
    #[test]
    fn a_valid_credential_is_never_dropped(steps in prop::collection::vec(step(0i64..2_000_000), 1..60)) {
        let mut rotation = Rotation::new(days(START, 90), days(START, 90), Plan::new("host-17"));
        let (mut now, mut offered) = (START, vec![days(START, 90)]);
        for Step { seconds: forward, mint: minted } in steps {
            now += seconds(forward);
            let _ = rotation.attempt(now, |now| mint(minted, now).inspect(|(validity, _)| {
                // What is offered before its time is refused, and so never was in anybody's hands.
                if validity.contains(now) { offered.push(*validity); }
            }));
            let any_valid = offered.iter().any(|validity| validity.contains(now));
            prop_assert_eq!(rotation.current(now).contains(now), any_valid, "at {}", now);
            prop_assert_eq!(*rotation.current(now), rotation.validity(now));
        }
    }

    /// However the clock is set, a service that asks every second mints no more than the waits of 30 to 60 s allow.
    #[test]
    fn attempts_are_bounded(steps in prop::collection::vec(step(-40_000_000i64..40_000_000), 1..12)) {
        let mut rotation = Rotation::new(days(START, 90), days(START, 90), Plan::new("host-17"));
        let mut now = START;
        for Step { seconds: jump, mint: minted } in steps {
            now += seconds(jump);
            let mut attempts = 0;
            for _ in 0..3_600 {
                now += seconds(1);
                let mut called = false;
                let outcome = rotation.attempt(now, |now| { called = true; mint(minted, now) });
                prop_assert_eq!(called, !matches!(outcome, Outcome::NotDue { .. }), "at {}", now);
                attempts += u32::from(called);
            }
            prop_assert!(attempts <= 3_600 / 30 + 1, "{} attempts in an hour", attempts);
        }
    }
}
