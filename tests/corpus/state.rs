//! A rotation that goes on from any text.

use notafter::{
    Validity,
    renewal::{Plan, Record, RenewAt, Rotation},
};
use time::{Duration, UtcDateTime};

use super::peer::assert_one_line;
use crate::adversary::{Decisions, START, World, restart};

/// The input is the text of a record, up to an octet of zero. What follows decides what happens to the rotation that goes on from it.
pub(crate) fn check(data: &[u8]) {
    let mut parts = data.splitn(2, |octet| *octet == 0);
    let text = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let decisions = parts.next().unwrap_or_default();
    let facts = Facts::read(&text);
    match text.parse::<Record>() {
        Ok(record) => {
            let facts = facts.unwrap_or_else(|| panic!("{text:?} is read, and no record"));
            let printed = record.to_string();
            assert_eq!(printed.parse().as_ref(), Ok(&record), "{printed}");
            assert_eq!(printed.lines().count(), text.lines().count(), "{text:?} is printed as {printed:?}");
            facts.check(&record);
            if facts.are_near() {
                let credentials = facts.periods.clone();
                World::resumed(&record, credentials, Decisions::of(decisions))
                    .into_iter()
                    .for_each(|world| world.run(20));
            }
        }
        Err(error) => {
            assert!(facts.is_none(), "{text:?}: {error}");
            assert_one_line(&error);
            assert!(error.to_string().len() < 300, "as long as the text: {error}");
            assert!((1..=text.lines().count()).contains(&error.line), "{error}: of {} lines", text.lines().count());
        }
    }
    #[cfg(feature = "serde")]
    with_serde(&text);
}

/// With serde a record is its text, and nothing else is one.
#[cfg(feature = "serde")]
fn with_serde(text: &str) {
    let json = serde_json::to_string(text).expect("a text");
    let read = serde_json::from_str::<Record>(&json);
    assert_eq!(read.as_ref().ok(), text.parse().ok().as_ref(), "{text:?}");
    for error in read.err().into_iter().chain(serde_json::from_str::<Record>(text).err()) {
        assert_one_line(&error);
    }
    if let Ok(record) = serde_json::from_str::<Record>(text) {
        assert_eq!(
            serde_json::from_str(&serde_json::to_string(&record).expect("a text")).ok(),
            Some(record),
            "{text:?}"
        );
    }
}

/// What is in a record, as words.
#[derive(Default)]
struct Facts {
    periods: Vec<Validity>,
    instants: Vec<UtcDateTime>,
    attempts: usize,
}

impl Facts {
    /// What `text` says; none, if it is no record.
    fn read(text: &str) -> Option<Self> {
        let mut facts = Self::default();
        for line in text.lines() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["credential", period, "taken", taken, ref rest @ ..] => {
                    facts.periods.push(period.parse().ok()?);
                    facts.note(taken)?;
                    facts.note_rest(rest)?;
                }
                ["attempt", since, "until", until, "failures", failures, "hurried", hurried] if facts.attempts < 2 => {
                    facts.attempts += 1;
                    [since, until].into_iter().try_for_each(|instant| facts.note(instant))?;
                    [failures, hurried].iter().all(|number| number.parse::<u32>().is_ok()).then_some(())?;
                }
                _ => return None,
            }
        }
        let ends = facts.periods.iter().flat_map(|period| [period.not_before(), period.not_after()]);
        facts.instants.extend(ends);
        Some(facts)
    }

    fn note_rest(&mut self, mut rest: &[&str]) -> Option<()> {
        for name in ["suggested", "learned"] {
            if let [first, instant, after @ ..] = rest
                && *first == name
            {
                self.note(instant)?;
                rest = after;
            }
        }
        matches!(rest, [] | ["to-be-replaced" | "replaced"]).then_some(())
    }

    /// An instant is written as it is in a period.
    fn note(&mut self, instant: &str) -> Option<()> {
        let moment = format!("{instant}/{instant}").parse::<Validity>().ok()?;
        self.instants.push(moment.not_before());
        Some(())
    }

    /// Whether all of it is in years in which issuers and clocks may be off by centuries.
    fn are_near(&self) -> bool {
        self.instants.iter().all(|instant| (1900..2200).contains(&instant.year()))
    }

    /// The rotation that goes on from the record, at each instant of it and a second before and after.
    fn check(&self, record: &Record) {
        let plans =
            [Plan::new(RenewAt::Ideal), Plan::new(RenewAt::percent(100)).settle(core::time::Duration::from_secs(60))];
        for plan in plans {
            let credentials = self.periods.iter().map(|period| (*period, *period));
            let Some(rotation) = Rotation::from_record(record, credentials, plan, 17) else {
                assert!(self.periods.is_empty(), "there are credentials");
                continue;
            };
            let restarted = restart(&rotation, plan, 17);
            let kept: Vec<_> = rotation.kept().map(|held| *held.credential()).collect();
            assert!(kept.iter().all(|period| self.periods.contains(period)), "{kept:?}");
            assert!((1..kept.len()).all(|index| !kept[..index].contains(&kept[index])), "{kept:?}");
            for at in self.instants.iter().copied().chain([START]) {
                for now in [at.saturating_sub(Duration::SECOND), at, at.saturating_add(Duration::SECOND)] {
                    let (view, again) = (rotation.at(now), restarted.at(now));
                    let of = |view: &notafter::renewal::View<'_, Validity>| {
                        (*view.current().credential(), view.due(), view.state(), view.next_tick())
                    };
                    assert_eq!(of(&view), of(&again), "after a restart, at {now}");
                    assert_eq!(view.is_due(), view.due() <= now, "due at {}, at {now}", view.due());
                    let is_covered = kept.iter().any(|period| period.contains(now));
                    let current = view.current().validity();
                    assert_eq!(current.contains(now), is_covered, "{current} is in use at {now}, of {kept:?}");
                    assert!(is_covered || self.attempts > 0 || view.is_due(), "nothing is valid at {now}");
                    let end = view.successor().validity().not_after();
                    assert!(!is_covered || self.attempts > 0 || view.due() <= end, "at {now}: due at {}", view.due());
                }
            }
        }
    }
}
