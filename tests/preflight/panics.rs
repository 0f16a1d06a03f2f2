//! A panic of the code under test is a failure with its message, and nobody else's panic is touched.

use std::{
    panic,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use notafter::preflight::{self, Preflight};

use super::{HOOK, shared_hook};

#[test]
fn a_panic_is_a_failure_with_message_and_place_and_the_sweep_goes_on() {
    let _hook = shared_hook();
    let report = preflight::every_day(2012..=2012, |now| {
        // What rcgen 0.14.10 does in `date_time_ymd`.
        time::Date::from_calendar_date(now.year() + 1, now.month(), now.day()).expect("invalid or out-of-range date");
    });
    assert_eq!(report.attempts(), 366, "it went on");
    assert_eq!(report.failures().len(), 1);
    let text = report.failures()[0].to_string();
    assert!(text.starts_with("2012-02-29T00:00:00Z: panicked: invalid or out-of-range date: "), "{text}");
    assert!(text.contains(", at tests/preflight/panics.rs:"), "{text}");
}

#[test]
fn panics_with_a_text_a_string_and_neither_are_told() {
    let _hook = shared_hook();
    let report = Preflight::over(2026..=2026).run(|now| match now.ordinal() {
        1 => panic!("a text"),
        2 => panic!("a string of {}", now.date()),
        3 => panic::panic_any(3),
        _ => {}
    });
    let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
    assert_eq!(causes.len(), 3);
    for (cause, text) in causes.iter().zip(["a text", "a string of 2026-01-02", "a panic without a message"]) {
        assert!(cause.starts_with(&format!("panicked: {text}, at tests/preflight/panics.rs:")), "{cause}");
    }
}

#[test]
fn a_panic_that_the_code_caught_lends_its_place_to_no_other() {
    let _hook = shared_hook();
    let report = preflight::every_day(2026..=2026, |now| match now.ordinal() {
        1 => assert!(panic::catch_unwind(|| panic!("caught by the code itself")).is_err()),
        // It does not call the panic hook, and so has no place.
        2 => panic::resume_unwind(Box::new("from elsewhere")),
        _ => {}
    });
    let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
    assert_eq!(causes, ["panicked: from elsewhere"]);
}

#[test]
fn the_panic_hook_is_silent_meanwhile_on_this_thread_alone_and_put_back_afterwards() {
    const OURS: [&str; 4] = ["on another thread", "in a sweep", "in a sweep within it", "afterwards"];
    let _alone = HOOK.write().unwrap_or_else(PoisonError::into_inner);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let before = panic::take_hook();
    let ears = Arc::clone(&heard);
    panic::set_hook(Box::new(move |info| match info.payload().downcast_ref::<&str>() {
        // Tests that have nothing to do with this one may panic at the same time.
        Some(message) if OURS.contains(message) => ears.lock().expect("ears").push((*message).to_owned()),
        _ => {}
    }));

    let report = preflight::every_day(2026..=2026, |now| match now.ordinal() {
        7 => assert!(thread::spawn(|| panic!("on another thread")).join().is_err()),
        8 => {
            let within = preflight::every_day(2026..=2026, |_| assert!(now.year() == 0, "in a sweep within it"));
            assert_eq!(within.failures().len(), 365);
        }
        9 => panic!("in a sweep"),
        _ => {}
    });
    let afterwards = panic::catch_unwind(|| panic!("afterwards"));
    panic::set_hook(before);

    assert_eq!(report.failures().len(), 1, "{report}");
    assert!(afterwards.is_err());
    assert_eq!(*heard.lock().expect("ears"), ["on another thread", "afterwards"], "heard by the hook from before");
}

#[test]
fn sweeps_on_several_threads_do_not_disturb_each_other() {
    let _hook = shared_hook();
    let sweeps: Vec<_> = (0..4)
        .map(|index| {
            thread::spawn(move || preflight::every_day(2012 + index..=2012 + index, |now| assert!(now.day() != 31)))
        })
        .collect();
    for sweep in sweeps {
        assert_eq!(sweep.join().expect("no panic leaves a sweep").failures().len(), 7, "seven months have 31 days");
    }
}
