//! Worlds against the rotation: issuers, clocks, cadences, plans, suggestions, files.
//!
//! What happens in a world is decided by numbers at random, or by an input of the fuzzer.

mod decisions;

use core::time::Duration;

use notafter::{
    Lifetime, Scope, ScopedError, Validity,
    renewal::{Outcome, Plan, Record, RenewAt, Rotation, Seed, State, Window},
};
use time::{UtcDateTime, macros::utc_datetime};

pub(crate) use decisions::Decisions;

pub(crate) const START: UtcDateTime = utc_datetime!(2026-01-01 00:00:00);

pub(crate) fn seconds(seconds: i64) -> time::Duration {
    time::Duration::seconds(seconds)
}

/// The rotation after a restart: what was printed, and the credentials with their periods.
pub(crate) fn restart<C: Clone>(rotation: &Rotation<C>, plan: Plan, seed: impl Into<Seed>) -> Rotation<C> {
    let credentials: Vec<_> = rotation.kept().map(|held| (held.credential().clone(), held.validity())).collect();
    let record = rotation.record();
    let read: Record = record.to_string().parse().expect("what was printed is read back");
    assert_eq!(read, record, "{record}");
    let restored = Rotation::from_record(&read, credentials, plan, seed).expect("something was saved");
    assert_eq!(restored.record(), record);
    restored
}

const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

fn plan(random: &mut Decisions<'_>, every: u64) -> Plan {
    let renew_at = match random.below(4) {
        0 => RenewAt::Ideal,
        1 => RenewAt::fraction(random.below(256) as u8, random.below(256) as u8),
        2 => RenewAt::percent(random.below(101) as u8),
        _ => RenewAt::BeforeEnd(Duration::from_secs(random.below(60 * DAY))),
    };
    let mut plan = Plan::new(renew_at);
    if random.one_in(3) {
        plan = plan.back_off(Duration::from_secs(random.below(600)), Duration::from_secs(random.below(2 * HOUR)));
    }
    if random.one_in(3) {
        plan = plan.spread(random.below(256) as u8);
    }
    if random.one_in(3) {
        plan = plan.settle(Duration::from_secs(random.below(2 * DAY)));
    }
    if every > MINUTE { plan.asked_every(Duration::from_secs(every)) } else { plan }
}

fn lifetime(random: &mut Decisions<'_>) -> u64 {
    // One of less than 20 s may be due in the second in which it is taken, and is then renewed ever less often.
    let short = random.below(HOUR) + 20;
    random.one_of(&[short, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 6 * DAY, 47 * DAY, 90 * DAY, 398 * DAY])
}

fn period(from: UtcDateTime, length: u64) -> Validity {
    Validity::starting_at(from, Lifetime::seconds(length)).expect("a period")
}

/// How the world is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Time goes forward; the issuer answers whatever it likes.
    Forward,
    /// The host's clock is set now and then.
    Set,
    /// The clocks are right, and the issuer gives what it always gave, or is away for once.
    Honest,
}

pub(crate) struct World<'a> {
    kind: Kind,
    number: u64,
    random: Decisions<'a>,
    plan: Plan,
    rotation: Rotation<Validity>,
    now: UtcDateTime,
    /// How often it is asked: at its next tick, or every so many seconds.
    every: u64,
    lifetime: u64,
    had: Vec<Validity>,
    /// When the issuer of an honest world is away.
    away: (UtcDateTime, UtcDateTime),
    last_attempt: Option<UtcDateTime>,
    /// When the honest issuer's credential was taken that is in use.
    taken: UtcDateTime,
    /// The one in use and its successor, if the last attempt left them degraded.
    degraded: Option<(Validity, Validity)>,
}

impl<'a> World<'a> {
    /// The host has the number, of which its spread follows.
    pub(crate) fn new(number: u64, mut random: Decisions<'a>) -> Self {
        let kind = random.one_of(&[Kind::Forward, Kind::Set, Kind::Honest]);
        let lifetime = lifetime(&mut random);
        let every = match random.below(4) {
            0 | 1 => 0,
            2 if lifetime > 2 * HOUR => 30,
            3 if lifetime > 2 * HOUR => random.one_of(&[HOUR, DAY, 31 * DAY]).min(lifetime / 3),
            _ => 0,
        };
        let first = period(START, lifetime);
        let plan = plan(&mut random, every);
        let rotation = Rotation::new(first, first, START, plan, number);
        let due = rotation.at(START).due();
        let away = (due, due + seconds(random.below(lifetime) as i64));
        let (last_attempt, taken, degraded) = (None, START, None);
        let had = vec![first];
        Self {
            kind,
            number,
            random,
            plan,
            rotation,
            now: START,
            every,
            lifetime,
            had,
            away,
            last_attempt,
            taken,
            degraded,
        }
    }

    /// A world in which a host goes on from what it has saved, at whatever time its clock shows; none, if it has saved nothing.
    pub(crate) fn resumed(record: &Record, saved: Vec<Validity>, mut random: Decisions<'a>) -> Option<Self> {
        let number = random.below(256);
        let kind = random.one_of(&[Kind::Forward, Kind::Set]);
        let every = random.one_of(&[0, 0, 30, DAY]);
        let plan = plan(&mut random, every);
        let of = *saved.get(random.below(saved.len() as u64) as usize)?;
        let lifetime = of.duration().as_secs().clamp(20, 398 * DAY);
        let now = of.not_before() + seconds(random.signed(lifetime));
        let rotation = Rotation::from_record(record, saved.iter().map(|period| (*period, *period)), plan, number)?;
        let (away, taken, last_attempt, degraded) = ((now, now), now, None, None);
        let had = saved;
        Some(Self {
            kind,
            number,
            random,
            plan,
            rotation,
            now,
            every,
            lifetime,
            had,
            away,
            last_attempt,
            taken,
            degraded,
        })
    }

    /// Asks so many times, or until all decisions are taken.
    pub(crate) fn run(mut self, times: usize) {
        for _ in 0..times {
            if self.random.are_taken() {
                break;
            }
            self.pass();
            if self.random.one_in(8) {
                self.restart();
            }
            self.meddle();
            self.ask();
        }
    }

    /// Goes to the next time of asking.
    fn pass(&mut self) {
        let view = self.rotation.at(self.now);
        let soon = match self.kind {
            // Something happens at every event, and in between.
            Kind::Forward | Kind::Set if self.random.one_in(2) => {
                self.now + seconds(self.random.below(self.lifetime / 4 + 2) as i64)
            }
            _ => {
                let end = view.current().validity().not_after() + seconds(1);
                [view.due(), end]
                    .into_iter()
                    .filter(|at| *at > self.now)
                    .min()
                    .unwrap_or(self.now + seconds(HOUR as i64))
            }
        };
        let step = match self.every {
            0 => (soon - self.now).max(seconds(1)),
            every => {
                let passed = (soon - START).whole_seconds().max(0) as u64;
                let next = START + seconds((passed.div_ceil(every) * every) as i64);
                if next > self.now { next - self.now } else { seconds(every as i64) }
            }
        };
        let before = self.now;
        self.now += step;
        if self.kind == Kind::Honest {
            self.is_covered_until_now(before);
        } else if self.kind == Kind::Set && self.random.one_in(6) {
            let jump = self.random.one_of(&[MINUTE, HOUR, DAY, 365 * DAY]);
            self.now += seconds(self.random.signed(jump));
        }
    }

    /// An honest world: nothing valid is lacking, unless the issuer was away at the last chance.
    fn is_covered_until_now(&mut self, before: UtcDateTime) {
        let end = self.rotation.at(before).successor().validity().not_after();
        let (from, until) = self.away;
        let last = (end - seconds(61)).min(before);
        let was_away_at_last = from <= end && last < until;
        assert!(
            end >= self.now || was_away_at_last || end < before,
            "nothing valid at {}, though the issuer was there from {until} on, and the end was {end}",
            self.now
        );
    }

    /// The host starts again with what it has saved, and goes on as it would have.
    fn restart(&mut self) {
        let restored = restart(&self.rotation, self.plan, self.number);
        let (before, after) = (self.rotation.at(self.now), restored.at(self.now));
        assert_eq!(after.current().credential(), before.current().credential());
        assert_eq!((after.due(), after.state(), after.next_tick()), (before.due(), before.state(), before.next_tick()));
        self.rotation = restored;
    }

    /// What the operator, the issuer and other tools do in between.
    fn meddle(&mut self) {
        if self.kind == Kind::Honest {
            return;
        }
        let (now, random) = (self.now, &mut self.random);
        let held = *self.rotation.at(now).current().credential();
        match random.below(8) {
            0 => {
                let start = now + seconds(random.signed(2 * self.lifetime));
                let end = start + seconds(random.below(DAY) as i64);
                let old = random.one_of(&self.had.clone());
                self.rotation.suggest(
                    now,
                    if random.one_in(2) { &held } else { &old },
                    Window::from_suggested(start, end),
                );
                // A window that is past withdraws nothing; one without length is none.
                self.degraded = self.degraded.filter(|_| start < end && end <= now);
            }
            1 if random.one_in(4) => {
                self.rotation.renew_now(now);
                self.last_attempt = None;
            }
            2 => {
                let offered =
                    if random.one_in(2) { random.one_of(&self.had.clone()) } else { given(random, now, self.lifetime) };
                let outcome = self.rotation.offer(now, offered, offered);
                if matches!(outcome, Outcome::Renewed { .. }) {
                    self.had.push(offered);
                    (self.degraded, self.last_attempt) = (None, None);
                }
            }
            _ => {}
        }
    }

    fn ask(&mut self) {
        let now = self.now;
        let before = self.rotation.at(now);
        let (due, is_due, state) = (before.due(), before.is_due(), before.state());
        assert_eq!(is_due, due <= now, "due at {due}");
        if let Some(degraded) = self.degraded.filter(|_| self.kind != Kind::Set) {
            let still = matches!(state, State::Degraded { .. } | State::Expired { .. } | State::NotYetValid { .. });
            let same = degraded == (before.current().validity(), before.successor().validity());
            assert!(still || !same, "the alert is gone: {state}");
        }
        let answer = self.answer();
        let answered = answer.as_ref().ok().map(|(credential, _)| *credential);
        let mut called = false;
        let outcome = self.rotation.attempt(now, |_| {
            called = true;
            answer
        });
        assert_eq!(called, is_due, "at {now}");
        assert!(outcome.due() > now, "nothing is attempted twice at {now}: {outcome}");
        if self.kind == Kind::Honest && matches!(outcome, Outcome::Renewed { .. }) {
            let used = now - self.taken;
            assert!(used >= seconds(self.lifetime as i64 / 20), "{used} after {} s, it is renewed", self.lifetime);
            self.taken = now;
        }
        if called {
            let apart = self.last_attempt.map(|last| now - last);
            assert!(self.kind == Kind::Set || apart.is_none_or(|apart| apart >= seconds(1)), "{apart:?} apart");
            self.last_attempt = Some(now);
        }
        self.had.extend(answered.filter(|_| matches!(outcome, Outcome::Renewed { .. })));
        let after = self.rotation.at(now);
        let is_degraded = matches!(after.state(), State::Degraded { .. });
        self.degraded = is_degraded.then(|| (after.current().validity(), after.successor().validity()));
        if self.kind != Kind::Set {
            let any = self.had.iter().any(|had| had.contains(now));
            let current = after.current().credential();
            assert!(current.contains(now) == any || self.every > 0, "{current} is in use at {now}, of {:?}", self.had);
            assert_eq!(self.rotation.kept().any(|held| held.validity().contains(now)), any, "of {:?}", self.had);
        }
        let of_kept = self.rotation.kept().any(|held| held.validity().contains(now));
        let is_valid = after.current().validity().contains(now);
        // A job may deploy what begins before its next run.
        let begins = after.current().validity().not_before() <= now + seconds(self.every as i64);
        assert!(is_valid == of_kept || self.every > 0 && begins, "what is kept and valid is used");
        let last = self.had.last().is_some_and(|last| last.contains(now));
        assert!(of_kept || !last, "what was taken last is kept");
        if self.kind == Kind::Honest && !of_kept {
            let longest = (2 * HOUR).min(self.lifetime / 10).max(1);
            assert!(
                outcome.due() <= now + seconds(longest as i64),
                "nothing is valid, and it waits until {}",
                outcome.due()
            );
        }
        assert!(after.next_tick() >= now && after.next_tick() <= now + seconds(30), "{}", after.next_tick());
    }

    /// What the issuer answers now.
    fn answer(&mut self) -> Result<(Validity, Validity), ScopedError> {
        let random = &mut self.random;
        let scope = random.one_of(&[Scope::EveryHost, Scope::SharedService, Scope::ThisHost]);
        let fails = match self.kind {
            Kind::Honest => self.away.0 <= self.now && self.now < self.away.1,
            Kind::Forward | Kind::Set => random.one_in(2),
        };
        if fails {
            let error = ScopedError::new(scope, "away");
            let asks = self.kind != Kind::Honest && random.one_in(4);
            return Err(if asks { error.with_retry_after(Duration::from_secs(random.below(40 * DAY))) } else { error });
        }
        let given = match self.kind {
            Kind::Honest => period(self.now, self.lifetime),
            Kind::Forward | Kind::Set => given(random, self.now, self.lifetime),
        };
        Ok((given, given))
    }
}

/// A credential of an issuer that is not honest, or whose clock is wrong.
fn given(random: &mut Decisions<'_>, now: UtcDateTime, lifetime: u64) -> Validity {
    let off = random.one_of(&[0, 0, MINUTE, HOUR, lifetime, 30 * DAY]);
    let some = random.below(lifetime) + 1;
    let length = random.one_of(&[1, MINUTE, some, lifetime, lifetime, 2 * lifetime]);
    period(now + seconds(random.signed(off)), length)
}
